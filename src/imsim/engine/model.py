"""A model: mechanisms, forms chosen for their equations, and the order of the week; what they declare, put together."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from imsim.engine.fields import STORED, Parameter, Record
from imsim.engine.forms import with_forms
from imsim.engine.mechanism import Mechanism, Name
from imsim.engine.rules import Rival, Step, Update

# Entities with many rows, whose values stand in columns, by their dtype.
TABLES = ("Employee", "Customer")
LETTERS = {"f8": "f", "i4": "c", "?": "b", "u8": "u", "i8": "i"}


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of the week.

    Args:
        name: that updates and steps say.
        meaning: what happens in it.
        alone: whether somebody can go through it without colleagues and customers: such phases make up ageing.
        only: flag of the posts that the updates of this phase are for; everybody by default.
        rows: whose batches its steps take: employees, where a step asks for a batch, or always customers.
    """

    name: str
    meaning: str
    alone: bool = False
    only: str = ""
    rows: str = "employees"


@dataclass(frozen=True, slots=True)
class Action:
    """An update or a step in its place in the week."""

    phase: Phase
    mechanism: Mechanism
    function: Callable[..., Any]
    told: Update | Step


@dataclass(frozen=True, eq=False)
class Model:
    """Mechanisms at work together.

    Args:
        mechanisms: all that are known; a case may leave some out.
        week: phases in their order, in groups of which each becomes one kernel.
        rivals: form -> name of the rival that is chosen.
        parameters: of programmes, outcomes and whatever else stands above the mechanisms.
    """

    mechanisms: tuple[Mechanism, ...]
    week: tuple[tuple[Phase, ...], ...]
    rivals: tuple[tuple[str, str], ...] = ()
    more: tuple[Parameter, ...] = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Model) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __getstate__(self) -> dict[str, Any]:
        # What was put together is put together again where it is needed; the digest need not be worked out again.
        kept = {one.name for one in fields(self)} | {"digest"}
        return {name: value for name, value in vars(self).items() if name in kept}

    @cached_property
    def by_name(self) -> dict[str, Mechanism]:
        """Mechanisms by their names.

        Raises:
            ValueError: two have the same.
        """
        found = {mechanism.name: mechanism for mechanism in self.mechanisms}
        if len(found) < len(self.mechanisms):
            names = [mechanism.name for mechanism in self.mechanisms]
            raise ValueError(f"two mechanisms are called {next(name for name in names if names.count(name) > 1)!r}")
        return found

    @cached_property
    def parameters(self) -> dict[str, Parameter]:
        """Every behavioural number by its name.

        Raises:
            ValueError: two declare the same.
        """
        found: dict[str, Parameter] = {}
        for row in (*(row for one in self.by_name.values() for row in one.parameters), *self.more):
            known = found.setdefault(row.name, row)
            if known is not row:
                raise ValueError(f"{row.chapter}: parameter {row.name} is declared by {known.chapter} already")
        return found

    @cached_property
    def owner(self) -> dict[tuple[str, str], Mechanism]:
        """Which mechanism declares a name of an entity.

        Raises:
            ValueError: two mechanisms declare the same.
        """
        found: dict[tuple[str, str], Mechanism] = {}
        for mechanism in self.mechanisms:
            for one in mechanism.declared:
                known = found.setdefault((one.entity, one.name), mechanism)
                if known is not mechanism:
                    raise ValueError(f"{mechanism.name}: {one.entity}.{one.name} is declared by {known.name} already")
        return found

    @cached_property
    def names(self) -> dict[tuple[str, str], Name]:
        """All that is declared, by entity and name."""
        return {
            (one.entity, one.name): one
            for mechanism in self.mechanisms
            for one in mechanism.declared
            if self.owner[one.entity, one.name] is mechanism
        }

    def columns(self, entity: str, letter: str) -> tuple[str, ...]:
        """Names of the columns of a table that hold values of one dtype, in order."""
        return tuple(
            name.name
            for (whose, _), name in self.names.items()
            if whose == entity and name.about.kind in STORED and LETTERS[name.dtype] == letter
        )

    @cached_property
    def records(self) -> dict[str, tuple[str, ...]]:
        """Names of the numbers of each kind of row that is kept and that steps may write to."""
        kinds = [
            kind
            for mechanism in self.mechanisms
            for kind, seen in mechanism.seen.items()
            if issubclass(seen, Record) and not seen.rows
        ]
        return {
            kind: tuple(name for (whose, name), _ in self.names.items() if whose == kind)
            for kind in dict.fromkeys(kinds)
        }

    @cached_property
    def rooms(self) -> dict[str, type[Record]]:
        """Rows that are room to work in, by the name of their kind."""
        return {
            kind: seen
            for mechanism in self.mechanisms
            for kind, seen in mechanism.seen.items()
            if issubclass(seen, Record) and seen.rows
        }

    @cached_property
    def interims(self) -> dict[str, tuple[str, int]]:
        """Letter of the dtype of what is worked out on the way, and its place among its kind; place 0 is for noise."""
        counted = dict.fromkeys(LETTERS.values(), 0) | {"f": 1}
        found = {}
        for (_, name), one in self.names.items():
            if one.about.kind == "interim":
                letter = LETTERS[one.dtype]
                found[name] = (letter, counted[letter])
                counted[letter] += 1
        return found

    @cached_property
    def effects(self) -> dict[str, str]:
        """Axis of each effect, by the name under which programmes add to it.

        Raises:
            ValueError: two entities have one of the same name.
        """
        found: dict[str, str] = {}
        for (entity, name), one in self.names.items():
            if one.about.kind == "effect":
                if (effect := one.about.effect or name) in found:
                    raise ValueError(f"{entity}.{name}: there is an effect {effect} already")
                found[effect] = str(one.about.axis)
        return found

    def of_kind(self, kind: str) -> dict[str, Name]:
        """What is declared of a kind, by name."""
        return {name: one for (_, name), one in self.names.items() if one.about.kind == kind}

    @cached_property
    def streams(self) -> tuple[str, ...]:
        """Streams of random numbers that the week draws from."""
        noise = [told.stream for one in self.mechanisms for _, told in one.updates if told.stream]
        return tuple(dict.fromkeys([*noise, *self.of_kind("stream")]))

    @cached_property
    def collected(self) -> tuple[str, ...]:
        """Sums that some mechanism adds to."""
        return tuple(dict.fromkeys(target for mechanism in self.mechanisms for target in mechanism.adds))

    @cached_property
    def actions(self) -> tuple[tuple[Action, ...], ...]:
        """What happens in a week, in order, by the groups of phases.

        Raises:
            ValueError: a phase is not known, or what should come after what runs in a circle.
        """
        known = {phase.name: phase for group in self.week for phase in group}
        found: dict[str, list[Action]] = {name: [] for name in known}
        for mechanism in self.mechanisms:
            acting: list[tuple[Callable[..., Any], Update | Step]] = [*mechanism.updates, *mechanism.steps]
            for function, told in acting:
                if told.phase not in known:
                    raise ValueError(
                        f"{mechanism.name}: {function.__name__}: no phase {told.phase!r} ({', '.join(known)})"
                    )
                found[told.phase].append(Action(known[told.phase], mechanism, function, told))
        return tuple(tuple(one for phase in group for one in in_order(found[phase.name])) for group in self.week)

    @cached_property
    def forms(self) -> dict[str, dict[str, list[Callable[..., Any]]]]:
        """Rivals by what they form differently and by name; a form may take several equations."""
        found: dict[str, dict[str, list[Callable[..., Any]]]] = {}
        for mechanism in self.mechanisms:
            for function in mechanism.rivals():
                told: Rival = vars(function)["rival"]
                found.setdefault(told.form, {}).setdefault(told.name, []).append(function)
        return found

    @cached_property
    def chosen(self) -> dict[Callable[..., Any], Callable[..., Any]]:
        """Equations that a rival stands for."""
        picked = [function for form, name in self.rivals for function in self.forms[form][name]]
        return {vars(function)["rival"].instead_of: function for function in picked}

    def form(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """A function with the chosen rivals in the place of the equations that it calls, or itself."""
        return with_forms(function, self.chosen) if self.chosen else function

    @cached_property
    def references(self) -> dict[str, Callable[..., Any]]:
        """What gives values at the reference point, by their names."""
        return self._marked("reference")

    @cached_property
    def references_of_posts(self) -> tuple[str, ...]:
        """Values at the reference point that equations of employees read."""
        read = dict.fromkeys(
            name for mechanism in self.mechanisms for whose, name in mechanism.reads if whose == "Employee"
        )
        return tuple(name for name in read if name in self.references and ("Employee", name) not in self.names)

    @cached_property
    def inputs(self) -> tuple[Callable[..., Any], ...]:
        """What hands over arrays each week."""
        return tuple(self._marked("weekly").values())

    @cached_property
    def starts(self) -> tuple[Callable[..., Any], ...]:
        """What says where an ensemble stands before anybody is hired."""
        return tuple(self._marked("at_start").values())

    def _marked(self, mark: str) -> dict[str, Callable[..., Any]]:
        return {name: one for mechanism in self.mechanisms for name, one in mechanism.marked(mark).items()}

    @cached_property
    def digest(self) -> str:
        """Digest of all mechanisms, of the order of the week and of the chosen rivals."""
        text = repr([(one.name, one.version, one.digest) for one in self.mechanisms]) + repr(self.week)
        return hashlib.sha256((text + repr(self.rivals)).encode()).hexdigest()


def in_order(actions: Iterable[Action]) -> list[Action]:
    """Actions of a phase as they were declared, but each after the one it names.

    Raises:
        ValueError: they wait for each other, or one names nothing of its phase.
    """
    waiting, order, placed = list(actions), [], {""}
    while waiting:
        ready = next((one for one in waiting if one.told.after in placed), None)
        if ready is None:
            names = ", ".join(f"{one.function.__name__} after {one.told.after}" for one in waiting)
            raise ValueError(f"phase {waiting[0].phase.name}: cannot be put in order: {names}")
        waiting.remove(ready)
        order.append(ready)
        placed.add(ready.function.__name__)
    return order
