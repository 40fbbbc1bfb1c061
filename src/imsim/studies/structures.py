"""Structures of the model as a dimension of a study: rivals put in, and mechanisms left out, each in turn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from imsim.engine.errors import InputError, Place, Problem
from imsim.programmes import Programme
from imsim.scenarios.counts import count
from imsim.scenarios.idle import mechanisms_of
from imsim.scenarios.model import current
from imsim.scenarios.scenario import Scenario
from imsim.studies.answer import Json
from imsim.studies.design import GIVEN, Design, Factor
from imsim.studies.factors import structural
from imsim.studies.requests import names_in
from imsim.studies.results import Results
from imsim.studies.subject import with_numbers

USUAL, ALL = "usual", "all"
# Parameter sets at which another structure is run, at most: fewer pairs tell who leads than how often.
MOST_SETS = 32
SIGN = "="
AS_IT_IS = "as it is"


@dataclass(frozen=True)
class Structure:
    """The model of a scenario but for one thing.

    Args:
        name: `without trust`, `with trust`, `performance = additive`.
        factor: of a design: a mechanism at work (0) or left out (1), an equation (0) or a rival.
        own: its value in the scenario.
        value: its value here.
    """

    name: str
    factor: Factor
    own: float
    value: float

    @property
    def rival(self) -> tuple[str, str] | None:
        """Form and name of the rival that is put in, if one is."""
        _, kind, form = self.factor.key.split(".")
        if kind == "without" or not self.value:
            return None
        return form, list(current().forms[form])[int(self.value) - 1]


def structures_of(
    scenario: Scenario, asked: str | Sequence[str], programmes: Iterable[tuple[str, Programme]]
) -> tuple[Structure, ...]:
    """The structures that are asked for.

    Args:
        scenario: whose model is changed.
        asked: `usual` (all rivals, and every mechanism that carries a programme), `all` (every one that can be left
            out), or names as of `imsim knockout`: trust, performance=additive.
        programmes: of the strategies that are run.

    Raises:
        InputError: there is no such mechanism or rival, it cannot be left out, or nothing is named.
    """
    names = names_in(asked)
    if not names:
        raise InputError("--structures: names none (usual, all, or names: imsim describe mechanisms)")
    found: dict[str, Structure] = {}
    for name in names:
        if name in (USUAL, ALL):
            carrying = set().union(*(mechanisms_of(type(one)) for _, one in programmes))
            found |= {one.name: one for one in _every(scenario) if name == ALL or _bears(one, carrying)}
        else:
            one = _named(scenario, name)
            found[one.name] = one
    return tuple(found.values())


def _bears(one: Structure, carrying: set[str]) -> bool:
    _, kind, name = one.factor.key.split(".")
    return kind == "rivals" or name in carrying


def _every(scenario: Scenario) -> Iterable[Structure]:
    """All that differ in one thing and fit the scenario."""
    model = current()
    keys = [f"rivals.{form}" for form in model.forms]
    keys += [f"without.{one.name}" for one in model.mechanisms if not one.essential]
    for key in keys:
        factor = _choice(key)
        own = _own(scenario, factor)
        for value in range(int(factor.high) + 1):
            if value != own and not _refused(scenario, factor, value):
                yield _structure(factor, own, value)


def _named(scenario: Scenario, text: str) -> Structure:
    """One by its name: `trust` is left out, or put back where the scenario leaves it out; `performance=additive`."""
    name, sign, rival = (part.strip() for part in text.partition(SIGN))
    try:
        factor = _choice(f"rivals.{name}" if sign else f"without.{name}")
    except InputError as error:
        where, found = Place("structures"), f'"{text}"'
        raise InputError(replace(one, where=where, found=found) for one in error.problems) from None
    own = _own(scenario, factor)
    value = 1.0 - own
    if sign:
        known = list(current().forms[name])
        if rival not in known:
            raise InputError(Problem.unknown(Place("structures"), rival, "no such rival", known, found=f'"{text}"'))
        value = known.index(rival) + 1.0
    if value == own:
        raise InputError(f"--structures {text}: is how {scenario.name} has it already")
    if why := _refused(scenario, factor, value):
        raise why
    return _structure(factor, own, value)


def _choice(key: str) -> Factor:
    factor = structural(key)
    if factor is None:
        raise InputError("--structures: a name is missing before or after a sign")
    return factor


def _structure(factor: Factor, own: float, value: float) -> Structure:
    _, kind, form = factor.key.split(".")
    if kind == "without":
        return Structure(f"without {form}" if value else f"with {form}", factor, own, value)
    rival = list(current().forms[form])[int(value) - 1] if value else AS_IT_IS
    return Structure(f"{form} {SIGN} {rival}", factor, own, value)


def _own(scenario: Scenario, factor: Factor) -> float:
    """What a scenario has of a choice of the theory."""
    _, kind, name = factor.key.split(".")
    if kind == "without":
        return float(name in scenario.without)
    rival = scenario.table.model.rivals.get(name)
    return 0.0 if rival is None else list(current().forms[name]).index(rival) + 1.0


def _refused(scenario: Scenario, factor: Factor, value: float) -> InputError | None:
    """Why a scenario does not allow a structure: a rival of what is left out, say."""
    try:
        with_numbers(scenario, {factor: value})
    except InputError as error:
        return error
    return None


def across(design: Design, structures: Sequence[Structure], own_too: bool = True) -> Design:
    """All points in the scenario's own structure, unless they are run elsewhere; the first of them in each other."""
    factors = {one.factor.key: one for one in structures}
    columns = {key: i for i, key in enumerate(factors)}
    own = np.array([one.own / one.factor.high for one in factors.values()])
    fewer = min(design.points, MOST_SETS)
    blocks = [np.hstack([design.places, np.tile(own, (design.points, 1))])] if own_too else []
    for one in structures:
        changed = own.copy()
        changed[columns[one.factor.key]] = one.value / one.factor.high
        blocks.append(np.hstack([design.places[:fewer], np.tile(changed, (fewer, 1))]))
    places = np.vstack(blocks)
    all_factors = (*design.factors, *(one.factor for one in factors.values()))
    return Design(GIVEN, all_factors, len(places), design.seed, places)


def told(design: Design, structures: Sequence[Structure]) -> Json:
    """What a study across structures keeps, to be taken apart again (`parted`)."""
    return {
        "sets": design.points,
        "factors": len(design.factors),
        "kind": design.kind,
        "others": [one.name for one in structures],
    }


def parted(results: Results) -> tuple[Results, dict[str, Results]]:
    """Results in the scenario's own structure, and in each other by its name."""
    asked: Mapping[str, Any] | None = results.ask.get("structures")
    if not asked:
        return results, {}
    sets, fewer = asked["sets"], min(asked["sets"], MOST_SETS)
    own = _part(results, slice(0, sets), asked["factors"], asked["kind"])
    starts = {name: sets + i * fewer for i, name in enumerate(asked["others"])}
    return own, {
        name: _part(results, slice(start, start + fewer), asked["factors"], GIVEN) for name, start in starts.items()
    }


def _part(results: Results, rows: slice, factors: int, kind: str) -> Results:
    """Some points of a study, without the last of its factors."""
    design = results.design
    places = design.places[rows, :factors]
    design = replace(design, kind=kind, factors=design.factors[:factors], samples=len(places), places=places)
    return replace(
        results,
        design=design,
        points=results.points[rows, :factors],
        final={name: values[rows] for name, values in results.final.items()},
        errors=tuple(one for one in results.errors if rows.start <= one[0] < rows.stop),
    )


def uncompiled(names: Iterable[str]) -> int:
    """How many structures, by their names, have an equation that is not compiled for this machine yet."""
    from imsim.company.compilation import compiled_before

    rivals = [name.split(f" {SIGN} ") for name in names if SIGN in name and not name.endswith(AS_IT_IS)]
    return sum(not compiled_before(current({form: rival})) for form, rival in rivals)


def compiling_text(structures: Sequence[Structure]) -> tuple[str, ...]:
    """What is to be known beforehand of structures, and of the rivals among them that are not compiled here yet."""
    if not structures:
        return ()
    names = [one.name for one in structures]
    lines = [f"{count(len(names), 'other structure')} of the model: {', '.join(names)}"]
    if new := uncompiled(names):
        first = f"{count(new, 'rival')} among them: compiled for this machine, once, about a minute"
        lines.append(f"{first}{' each' if new > 1 else ''}")
    return tuple(lines)
