"""Small worlds for the tests: a firm that runs in a moment, its whole state as columns, and a few people in a line."""

from __future__ import annotations

import copy
import hashlib
import inspect
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np

from imsim.company.compilation import smallest
from imsim.company.ensemble import Ensemble
from imsim.engine.mechanism import Mechanism
from imsim.engine.model import Model
from imsim.programmes import Programme
from imsim.scenarios.scenario import Scenario, load
from imsim.scenarios.simulation import Case, Record, Setting, Simulation

SMALL = ("market.rows=300", "time.burn_in=8", "time.weeks=12", "time.window=12")
SHORT_AGEING = 60
# Numbers of a firm in which much happens: many leave, so that every week has vacancies, newcomers and hires.
LIVELY = {"exit_baseline": 0.0}
# All that happens with customers, whom nobody but those at work on them changes: compiled once for all who ask.
MARKET = ("press", "count", "call", "meet", "receive", "consider", "react", "tally", "talk")


def small(*overrides: str, name: str = "service_firm") -> Scenario:
    """A built-in scenario with few customers and short times; the test may say otherwise."""
    return load(name, [*SMALL, *overrides])


def case(*programmes: Programme, strategy: str = "tested", **parameters: float) -> Case:
    """A strategy made of some programmes, each under the name of its kind."""
    return Case(strategy, tuple((programme.kind, programme) for programme in programmes), parameters)


def after(
    setting: Setting, cases: Sequence[Case], weeks: int, replicates: Sequence[int] = (0,), seed: int = 1
) -> Ensemble:
    """The company when some weeks have passed since week 0."""
    simulation = Simulation(setting, cases, replicates, seed)
    for _ in range(weeks):
        simulation.step()
    return simulation.ensemble


@cache
def phases_of(model: Model, names: tuple[str, ...]) -> Model:
    """A model in whose week nothing happens but some phases."""

    def happens(part: object) -> bool:
        told = getattr(part, "update", None) or getattr(part, "step", None)
        return told is None or told.phase in names

    def part_of(mechanism: Mechanism) -> Mechanism:
        return replace(mechanism, parts=tuple(part for part in mechanism.parts if happens(part)))

    week = tuple(phase for group in model.week for phase in group if phase.name in names)
    return replace(model, mechanisms=tuple(map(part_of, model.mechanisms)), week=(week,))


def pass_through(company: Ensemble, *phases: str) -> None:
    """Let some phases of the week happen to a company, and nothing else."""
    part = copy.copy(company)
    part.model = phases_of(company.model, phases)
    part.__dict__["_remembered"] = {}
    part.run(part.state())


def text_of_kernels(model: Model) -> str:
    """What is compiled of a model's week, as it is written."""
    kernel, _ = smallest(model).kernels()[0]
    return inspect.getsource(sys.modules[kernel.__module__])


def columns(company: Ensemble) -> dict[str, np.ndarray]:
    """All that a company is: every column of its staff, its customers, its firm, and the flows of the week."""
    parts = ("employees", "customers", "departments", "firm", "flows")
    holders = {part: getattr(company, part) for part in parts}
    return {f"{part}.{name}": getattr(holder, name) for part, holder in holders.items() for name in holder.names}


def differing(one: Ensemble, other: Ensemble) -> list[str]:
    """Names of the columns that are not the same bit for bit."""
    first, second = columns(one), columns(other)
    assert first.keys() == second.keys()
    return [name for name in first if not np.array_equal(first[name], second[name], equal_nan=True)]


def digest(record: Record) -> str:
    """A fingerprint of every number of a record."""
    found = hashlib.sha256()
    for table in (record.weekly, record.final):
        for name in sorted(table):
            found.update(name.encode() + np.ascontiguousarray(table[name]).tobytes())
    return found.hexdigest()
