"""What a week costs the engine, and the same model told one Mesa agent at a time (tests/twin.py).

The twin is timed twice: fed with the engine's draws, whose making is then hardly its own cost, and drawing for itself
as a model in plain Python does. Fed, it agrees with the engine to 1e-9; drawing for itself it is the same program.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import Any

from firms import CUSTOMERS_PER_EMPLOYEE, Cost, Effort, in_turn, setting_of
from imsim.engine.streams import Streams
from imsim.reporting.text_tables import TextTable
from imsim.scenarios.simulation import Case, Simulation

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
import twin

# (employees, cases, replicates), and how many times faster than the twin the engine is asked to be.
SIZES = {
    (8, 1, 1): None,
    (120, 1, 1): None,
    (1_000, 1, 1): 60,
    (10_000, 1, 1): 100,
    (100_000, 1, 1): None,
    (1_000_000, 1, 1): None,
    (120, 1, 64): 100,
    (120, 8, 8): 100,
}
LARGEST_TWIN = 10_000
DEAREST = 2.5


class Drawn(list[float]):
    """Numbers that are there."""

    def tolist(self) -> Drawn:
        return self


class WhenLookedAt:
    """Numbers drawn only where somebody looks: most customers meet nobody in a week."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw

    def __getitem__(self, _: int) -> float:
        return float(self.draw())

    def tolist(self) -> WhenLookedAt:
        return self


class OwnLuck:
    """Chance as plain Python models have it: `random.Random`, asked as the twin asks the engine's `Chance`."""

    OF_AN_ENCOUNTER = ("desk", "quality", "react")

    def __init__(self, seed: int, replicate: int) -> None:
        self.random, self.fixed = random.Random(seed), Streams(seed, [replicate]).fixed

    def _drawn(self, draw: Any, process: str, size: int) -> list[Any]:
        return [WhenLookedAt(draw) if process in self.OF_AN_ENCOUNTER else Drawn([draw() for _ in range(size)])]

    def uniform(self, process: str, _week: int, size: int) -> list[Any]:
        return self._drawn(self.random.random, process, size)

    def normal(self, process: str, _week: int, size: int) -> list[Any]:
        return self._drawn(self.random.gauss, process, size)

    def counted(self, process: str, *_counters: Any, size: int) -> list[Any]:
        return self._drawn(self.random.random, process, size)


def costs_of(people: int, cases: int, replicates: int, effort: Effort) -> list[Cost]:
    """Cost of an employee-week: of the engine and, where it can, of the twin, fed and not."""
    setting = setting_of(people)
    posts = setting.organisation.posts
    engine = Simulation(setting, [Case()] * cases, range(replicates), 1)
    steps = [(engine.step, posts * cases * replicates)]
    if people <= LARGEST_TWIN:
        fed, alone = (twin.Twin(setting, Case(), 0, 1, start=engine.ensemble) for _ in range(2))
        alone.streams = OwnLuck(1, 0)
        steps += [(fed.step, posts), (alone.step, posts)]
    return in_turn(steps, effort)


def named(people: int, cases: int, replicates: int) -> str:
    if cases > 1:
        return f"{people:,} employees, {cases} cases x {replicates} replicates"
    return f"{people:,} employees, {'one run' if replicates == 1 else f'{replicates} replicates'}"


def tables(sizes: dict[tuple[int, int, int], int | None], effort: Effort) -> dict[str, TextTable]:
    """What the engine's week costs, and its ratio to the twin's."""
    engine_rows, twin_rows, single = [], [], {}
    for size, asked in sizes.items():
        engine, *twins = costs_of(*size, effort)
        per_customer = engine.median / CUSTOMERS_PER_EMPLOYEE
        engine_rows.append((named(*size), f"{engine.median:.0f}", f"{engine.best:.0f}", f"{per_customer:.0f}"))
        if size[1:] == (1, 1):
            single[size[0]] = engine.median
        if twins:
            ratios = [f"{twin.median / engine.median:.0f}" for twin in twins]
            figures = [f"{cost.median:,.0f}" for cost in (engine, *twins)]
            twin_rows.append((named(*size), *figures, *ratios, f"{asked} or more" if asked else "-"))
    dear, cheap = max(single), 10_000 if 10_000 in single else min(single)
    growth = f"{single[dear] / single[cheap]:.2f}"
    engine_rows.append((f"cost at {dear:,} : cost at {cheap:,} (asked: {DEAREST} at most)", growth, "", ""))
    engine_heads = ("firm", "ns per employee-week", "best round", "ns per customer-week")
    twin_heads = ("firm", "engine ns", "twin fed, ns", "twin on its own random numbers, ns", "fed : engine",
                  "own random numbers : engine", "asked")  # fmt: skip
    return {
        "engine": TextTable("The engine's week", engine_heads, tuple(engine_rows)),
        "twin": TextTable("Engine and twin, per employee-week", twin_heads, tuple(twin_rows)),
    }
