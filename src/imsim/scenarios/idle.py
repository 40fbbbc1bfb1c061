"""What does nothing because the mechanism that carries it is left out: programmes, and outcomes that stand still."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Set
from functools import cache
from typing import Any

from imsim.engine.errors import listed
from imsim.outcomes import OUTCOMES
from imsim.programmes import Programme
from imsim.scenarios.model import current

# What a programme does, as its file says it: effects, and through which hands rewards and ties go.
ADDED = re.compile(r"effects\.(?:add\(\s*\"(\w+)\"|(reward|tie)\()")
HANDED = {"reward": "rewards", "tie": "activity"}
# Working time that something takes is what it costs, not what it is for.
COST = "hours_away"
READ = re.compile(r"\b(flows|firm|employees|staff|departments|customers)\.(\w+)")
ENTITIES = {"flows": "Flows", "firm": "Firm", "departments": "Department", "customers": "Customer"}


def idle(without: Set[str], programmes: Iterable[tuple[str, Programme]], outcomes: Iterable[str]) -> Iterator[str]:
    """What is asked for and does nothing, a sentence each.

    Args:
        without: mechanisms that are left out.
        programmes: of the strategies that are run, by name.
        outcomes: that are recorded.
    """
    if not without:
        return
    for name, kind in {name: type(programme) for name, programme in programmes}.items():
        if missing := mechanisms_of(kind) & without:
            does = "nothing" if missing == mechanisms_of(kind) else "less than it could"
            yield f"{name} costs what it costs and does {does}: {listed(sorted(missing))} left out"
    still = [name for name in outcomes if name in OUTCOMES and read_by(OUTCOMES[name].measure) & without]
    if still:
        yield f"{listed(still, 20)}: not moved by what is left out ({listed(sorted(without))})"


@cache
def mechanisms_of(kind: type[Programme]) -> Set[str]:
    """Mechanisms that carry what a kind of programme does, as far as its file says so."""
    text = "".join(
        inspect.getsource(one) for one in kind.__mro__ if issubclass(one, Programme) and one is not Programme
    )
    model = current()
    owners = {effect: model.owner[place].name for place, effect in effects_by_place().items()}
    found = set()
    for effect, hand in ADDED.findall(text):
        given = model.of_kind("given").get(HANDED.get(hand, ""))
        if given is not None:
            found.add(model.owner[given.entity, given.name].name)
        elif effect in owners and effect != COST:
            found.add(owners[effect])
    return frozenset(found)


def effects_by_place() -> dict[tuple[str, str], str]:
    """Where each effect is declared, and the name under which programmes add to it."""
    return {place: one.about.effect or place[1] for place, one in current().names.items() if one.about.kind == "effect"}


@cache
def read_by(measure: Callable[..., object]) -> Set[str]:
    """Mechanisms whose states and flows an outcome reads."""
    model = current()
    read = {(ENTITIES.get(whose, "Employee"), name) for whose, name in READ.findall(text_of(measure))}
    return frozenset(model.owner[place].name for place in model.names if place in read)


def text_of(part: Any) -> str:
    """The text of a class or function; none where it was written at a prompt."""
    try:
        return inspect.getsource(part)
    except (OSError, TypeError):
        return ""
