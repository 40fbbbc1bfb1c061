"""What the model is made of, read from what its mechanisms declare: plain rows, topic by topic."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from imsim.engine.mechanism import Mechanism, Name
from imsim.engine.rules import Equation, Update
from imsim.evidence.support import SIGN, supports, unsupported
from imsim.scenarios.model import PARAMETERS, current

Row = dict[str, Any]
# What each kind of name is called in tables, in the order in which tables list them.
KINDS = {
    "state": "states, moved by the weekly equations",
    "trait": "traits, drawn at the start and kept",
    "result": "results of the week, from states and traits",
    "perceived": "perceptions, as things stood when the week began",
    "post": "of the position, whoever holds it",
    "sum": "sums that mechanisms may add to",
    "flow": "what happened this week",
}
ENTITIES = ("Employee", "Customer", "Department", "Segment", "Firm", "Flows")


def claim_of(thing: object) -> str:
    """First line of its docstring."""
    return (inspect.getdoc(thing) or "").partition("\n")[0]


def in_order_of_the_week() -> list[Mechanism]:
    """Mechanisms in the order of the week."""
    acting = dict.fromkeys(action.mechanism for group in current().actions for action in group)
    return [*acting, *(one for one in current().mechanisms if one not in acting)]


def equation_labels() -> dict[tuple[str, str], str]:
    """What each equation is called, by the names of its mechanism and function: its number, which is no other's.

    A number belongs to an idea; where several equations are of one, they are counted, in the order of the week and of
    their files: E6.1, E6.2 and so on. (Letters stand in numbers already: E11a is an idea of its own.)
    """
    numbers = {(one.name, name): told.number for one in in_order_of_the_week() for name, told in one.equations.items()}
    many = Counter(number.partition(",")[0] for number in numbers.values())
    met, labels = Counter[str](), dict[tuple[str, str], str]()
    for key, number in numbers.items():
        first, _, others = number.partition(",")
        met[first] += 1
        labels[key] = (f"{first}.{met[first]}" if many[first] > 1 else first) + (f",{others}" if others else "")
    return labels


def label_of(mechanism: Mechanism, name: str) -> str:
    """What an equation of a mechanism is called; its number in a mechanism of one's own, nothing where it is none."""
    told = mechanism.equations.get(name)
    return equation_labels().get((mechanism.name, name), told.number if told else "")


def schedule() -> list[Row]:
    """What happens in a week, in order: phase by phase, with the equation that each update follows."""
    actions = [action for group in current().actions for action in group]
    return [
        {
            "order": place,
            "phase": action.phase.name,
            "mechanism": action.mechanism.name,
            "process": action.function.__name__,
            "equations": label_of(action.mechanism, action.function.__name__) or "-",
            "claim": told.claim if (told := equation_of(action.function)) else claim_of(action.function),
        }
        for place, action in enumerate(actions, 1)
    ]


def equation_of(function: Any) -> Equation | None:
    """What is said of an equation; None of a step."""
    found: Equation | None = vars(function).get("equation")
    return found


def equations() -> list[Row]:
    """Every equation, mechanism by mechanism in the order of the week."""
    return [row for mechanism in in_order_of_the_week() for row in equations_in(mechanism)]


def equations_in(mechanism: Mechanism) -> Iterator[Row]:
    """Equations of a mechanism, in the order of its file."""
    for name, described in mechanism.equations.items():
        function = mechanism.marked("equation")[name]
        yield {
            "number": label_of(mechanism, name),
            "chapter": mechanism.name.replace("_", " "),
            "function": name,
            "claim": described.claim,
            "source": described.source,
            "arguments": list(inspect.signature(function).parameters),
        }


def parameters() -> list[Row]:
    """Every behavioural number with default, range, unit, status and source."""
    return [asdict(parameter) for parameter in PARAMETERS]


def variables() -> list[Row]:
    """Every variable with its unit and its entity, entity by entity."""
    names = [(one, mechanism) for mechanism in in_order_of_the_week() for one in mechanism.states]
    order = [(entity, kind) for entity in ENTITIES for kind in KINDS]
    names = [pair for pair in names if (pair[0].entity, pair[0].about.kind) in order]
    names.sort(key=lambda pair: order.index((pair[0].entity, pair[0].about.kind)))
    return [
        {
            "entity": f"{one.entity.lower()}: {KINDS[one.about.kind]}",
            "name": one.name,
            "symbol": one.about.symbol,
            "unit": one.about.unit,
            "meaning": one.about.meaning,
            "mechanism": mechanism.name,
        }
        for one, mechanism in names
    ]


def units() -> dict[str, str]:
    """Unit of each variable of employees and departments."""
    return {row["name"]: row["unit"] for row in variables() if row["entity"].startswith(("employee", "department"))}


def mechanisms() -> list[Row]:
    """Every mechanism: variables that it keeps, reads and gives, values without it, and sources."""
    readers = {key for mechanism in current().mechanisms for key in mechanism.reads}
    kept = supports()
    return [
        {
            "name": one.name,
            "claim": one.meaning.partition("\n")[0],
            "states": told_apart([(name.entity, name.name) for name in one.states]),
            "reads": told_apart(read_by(one)),
            "gives": told_apart([(name.entity, name.name) for name in given_by(one, readers)]) + list(one.adds),
            "neutral": {name.name: name.about.neutral for name in given_by(one, readers)},
            "rows": list(one.rows),
            "equations": [f"{label_of(one, name)} {name}" for name in one.equations],
            "parameters": [row.name for row in one.parameters],
            "rivals": list(dict.fromkeys("{0.form} = {0.name}".format(vars(rival)["rival"]) for rival in one.rivals())),
            "essential": one.essential,
            "evidence": kept[one.name].words if one.name in kept else "" if one.essential else "not judged",
        }
        for one in in_order_of_the_week()
    ]


def evidence() -> list[Row]:
    """What fails, and what passes alone, without each mechanism or with each rival (imsim knockout)."""
    return [
        {
            "change": one.name if SIGN in one.name else f"without {one.name}",
            "verdict": "-" if SIGN in one.name else "supported" if one.fails else unsupported(one.judged),
            "fails": list(one.fails),
            "passes": list(one.passes),
            "stale": one.stale,
        }
        for one in supports().values()
    ]


def told_apart(variables: Sequence[tuple[str, str]]) -> list[str]:
    """Names of variables, (entity, name); a name that several entities have says whose it is.

    Example:
        >>> told_apart([("Segment", "satisfaction"), ("Flows", "satisfaction"), ("Employee", "trust")])
        ['segment.satisfaction', 'flows.satisfaction', 'trust']
    """
    names = [name for _, name in variables]
    return [name if names.count(name) == 1 else f"{entity.lower()}.{name}" for entity, name in variables]


def read_by(mechanism: Mechanism) -> list[tuple[str, str]]:
    """(entity, name) of what a mechanism reads of others."""
    own = {(one.entity, one.name) for one in mechanism.declared}
    return [key for key in mechanism.reads if key[0] not in ("P", "Scratch") and key not in own]


def given_by(mechanism: Mechanism, readers: set[tuple[str, str]]) -> list[Name]:
    """Variables of a mechanism that other mechanisms read."""
    targets = {described.target for _, described in mechanism.updates if isinstance(described, Update)}
    kept = {(one.entity, one.name): one for one in mechanism.declared if one.about.kind not in ("stream", "given")}
    return [one for key, one in kept.items() if key in readers and (one.about.kind != "interim" or one.name in targets)]
