"""How near is the engine to what this machine can do? Its week against bandwidth of memory and arithmetic of one core.

A week must at least bring every column from memory that it reads, take back every one that it moves, and do the
arithmetic of the model; the slower of the two is the least time in which the machine can do so much, whatever the
language (Williams, Waterman & Patterson 2009): an estimate, since the same numbers may be had with fewer operations.
Nothing here looks into the engine: columns are those that mechanisms declare, and the arithmetic is what the twin
(tests/twin.py) does with numbers that count what is done to them.

    python benchmarks/roofline.py
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

from engine_and_twin import OwnLuck, named, twin
from firms import CUSTOMERS_PER_EMPLOYEE, Effort, age_shortly, in_turn, setting_of
from imsim.engine.machine_code import kernel
from imsim.reporting.text_tables import TextTable
from imsim.scenarios.model import MODEL
from imsim.scenarios.simulation import Case, Setting, Simulation

FIRMS = (10_000, 1_000_000)
# Employees and weeks of the twin whose arithmetic is counted; what an employee-week needs does not depend on them.
COUNTED_PEOPLE, COUNTED_WEEKS, WARM_UP = 500, 8, 3
# Operations that one of them takes as the engine computes it, by the lines of engine/fastmath.py and engine/rng.py.
OPERATIONS = {
    "additions, multiplications, comparisons": 1,
    "divisions, roots": 1,
    "exponentials": 38,
    "logarithms": 37,
    "uniform random numbers": 14,
    "normal random numbers": 30,
}
PLAIN, DIVISION, EXPONENTIAL, LOGARITHM, UNIFORM, NORMAL = OPERATIONS
# How often a column of a kind passes between memory and processor a week: (read, written). Traits are only read;
# results, sums and what people see around them are made anew. Customers' columns are counted apart, by whom anybody
# looks at.
PASSES = {"state": (1, 1), "trait": (1, 0), "result": (0, 1), "perceived": (0, 1), "post": (1, 1), "sum": (0, 1)}
NUMBER, TIE, LINE = 8, 4, 64
# Chained multiply-adds a number, so that it stays in the processor: enough to forget the way from and to the cache.
CHAIN, IN_CACHE = 16, 1024

counts: Counter[str] = Counter()


def counting(kind: str, name: str) -> Callable[..., Any]:
    """A method of float that counts itself, and whose result counts too."""
    method = getattr(float, name)

    def counted(*numbers: float) -> Any:
        counts[kind] += 1
        found = method(*map(float, numbers))
        return Counting(found) if type(found) is float else found

    return counted


class Counting(float):
    """A number that counts what is done to it, and to all that comes of it."""

    def __pow__(self, exponent: float) -> Counting:  # type: ignore[override]
        return raised(self, exponent)

    def __rpow__(self, base: float) -> Counting:  # type: ignore[override]
        return raised(base, self)


for _kind, _names in ((PLAIN, "add radd sub rsub mul rmul lt le gt ge"), (DIVISION, "truediv rtruediv")):
    for _name in _names.split():
        setattr(Counting, f"__{_name}__", counting(_kind, f"__{_name}__"))


def raised(base: float, exponent: float) -> Counting:
    """A power, by logarithm and exponential as the engine takes it; a square is a multiplication."""
    counts.update([PLAIN] if exponent == 2 else [LOGARITHM, PLAIN, EXPONENTIAL])
    return Counting(float(base) ** float(exponent))


def counted_function(kind: str, function: Callable[[float], float]) -> Callable[[float], Counting]:
    def counted(x: float) -> Counting:
        counts[kind] += 1
        return Counting(function(float(x)))

    return counted


class CountedLuck(OwnLuck):
    """Chance that is drawn one number at a time, where somebody looks, and counted."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed, replicate=0)
        self.random = SimpleNamespace(
            random=lambda draw=self.random.random: counts.update([UNIFORM]) or draw(),
            gauss=lambda draw=self.random.gauss: counts.update([NORMAL]) or draw(),
        )


@dataclass(frozen=True)
class Needs:
    """What one employee-week needs, customers included: how many of each kind of operation, and bytes to move."""

    arithmetic: dict[str, float]
    columns: dict[str, tuple[int, float, float]]
    ties: float

    @property
    def operations(self) -> float:
        return sum(number * OPERATIONS[kind] for kind, number in self.arithmetic.items())

    @property
    def bytes_moved(self) -> float:
        return sum(read + written for _, read, written in self.columns.values()) + self.ties * TIE


def counted_arithmetic(setting: Setting, company: Any) -> tuple[dict[str, float], float]:
    """Operations an employee-week of each kind, and encounters a customer and week, of the twin doing nothing."""
    model = twin.Twin(setting, Case(), 0, 1, start=company)
    model.streams = CountedLuck(1)
    for name in twin.Numbers.__slots__:
        setattr(model.p, name, Counting(getattr(model.p, name)))
    usual, encounters = twin.math, 0
    functions = {"exp": (EXPONENTIAL, math.exp), "log": (LOGARITHM, math.log), "sqrt": (DIVISION, math.sqrt)}
    twin.math = SimpleNamespace(**{name: counted_function(*one) for name, one in functions.items()})
    try:
        for week in range(WARM_UP + COUNTED_WEEKS):
            if week == WARM_UP:
                counts.clear()
            model.step()
            encounters += model.flows.encounters if week >= WARM_UP else 0
    finally:
        twin.math = usual
    work = setting.organisation.posts * COUNTED_WEEKS
    rate = encounters / (setting.market.rows * COUNTED_WEEKS)
    return {kind: counts[kind] / work for kind in OPERATIONS}, rate


def moved_columns(encounters: float) -> dict[str, tuple[int, float, float]]:
    """(columns, bytes read, bytes written) an employee-week, by what they are declared as.

    Of customers all are asked whether they are with the firm and how satisfied they are; the rest is looked at, and
    moved, of those who meet somebody, but comes in lines of eight.

    Args:
        encounters: a customer and week.
    """
    seen = 1 - (1 - encounters) ** (LINE // NUMBER)
    found: dict[str, tuple[int, float, float]] = {}
    for one in MODEL.names.values():
        if one.entity not in ("Employee", "Customer") or one.about.kind not in PASSES:
            continue
        read: float
        written: float
        if one.entity == "Customer":
            whose = "of customers"
            asked = one.name in ("with_firm", "customer_satisfaction")
            moved = one.name in ("customer_satisfaction", "expectation")
            read, written = (CUSTOMERS_PER_EMPLOYEE * share for share in (1 if asked else seen, seen if moved else 0))
        else:
            whose = f"of employees, {one.about.kind}"
            read, written = PASSES[one.about.kind]
        size, (number, before, after) = np.dtype(one.dtype).itemsize, found.get(whose, (0, 0.0, 0.0))
        found[whose] = number + 1, before + read * size, after + written * size
    return found


def needs() -> Needs:
    """What an employee-week of the service firm needs."""
    setting = setting_of(COUNTED_PEOPLE)
    company = Simulation(setting, [Case()], [0], 1).ensemble
    arithmetic, encounters = counted_arithmetic(setting, company)
    ties = setting.organisation.contacts.nnz / setting.organisation.posts
    return Needs(arithmetic, moved_columns(encounters), ties)


# What the machine can do


@kernel
def triad(a: Any, b: Any, c: Any, times: int) -> None:
    """STREAM's triad: two columns are read, one is written."""
    for again in range(times):
        for place in range(len(a)):
            a[place] = b[place] + again * c[place]


@kernel
def chained(x: Any, factor: float, summand: float, times: int) -> None:
    """Multiplications and additions that depend on each other within a number alone, compiled as the engine is."""
    for _ in range(times):
        for place in range(len(x)):
            y = x[place]
            for _ in range(CHAIN):
                y = y * factor + summand
            x[place] = y


def fastest(run: Callable[[int], None], work: float, effort: Effort) -> float:
    """Units of work a nanosecond, the best of the rounds."""
    run(1)
    begin = time.perf_counter()
    run(1)
    times = max(1, round(effort.seconds / max(time.perf_counter() - begin, 1e-7)))
    seconds = []
    for _ in range(effort.rounds):
        begin = time.process_time()
        run(times)
        seconds.append((time.process_time() - begin) / times)
    return work / (1e9 * min(seconds))


def bandwidth(size: float, effort: Effort) -> float:
    """Bytes a nanosecond of one core, where three columns of so many bytes in all take turns."""
    places = max(int(size / (3 * NUMBER)), 1)
    a, b, c = (np.full(places, 1.0) for _ in range(3))
    return fastest(lambda times: triad(a, b, c, times), 3 * NUMBER * places, effort)


def arithmetic(effort: Effort) -> float:
    """Multiplications and additions of float64 a nanosecond on one core."""
    x = np.full(IN_CACHE, 0.5)
    return fastest(lambda times: chained(x, 0.999, 0.001, times), 2.0 * CHAIN * IN_CACHE, effort)


# Tables


def needs_table(need: Needs) -> TextTable:
    """What an employee-week needs, counted."""
    rows = [
        (f"columns: {whose}", f"{number}", f"{read:.0f}", f"{written:.0f}", "-")
        for whose, (number, read, written) in need.columns.items()
    ]
    rows.append(("contacts: who they are", f"{need.ties:.1f}", f"{need.ties * TIE:.0f}", "-", "-"))
    rows += [(kind, f"{number:.1f}", "-", "-", f"{number * OPERATIONS[kind]:.0f}")
             for kind, number in need.arithmetic.items()]  # fmt: skip
    rows.append(("sum", "", f"{need.bytes_moved:.0f} bytes in all", "", f"{need.operations:.0f}"))
    headings = ("what", "number", "bytes read", "bytes written", "operations")
    return TextTable("What an employee-week needs", headings, tuple(rows))


def roofline_table(need: Needs, firms: tuple[int, ...], effort: Effort) -> TextTable:
    """Engine beside the time that memory and arithmetic alone would take."""
    peak, rows = arithmetic(effort), []
    for people in firms:
        setting = setting_of(people)
        speed = bandwidth(need.bytes_moved * people, effort)
        engine = Simulation(setting, [Case()], [0], 1)
        cost = in_turn([(engine.step, setting.organisation.posts)], effort)[0].median
        moving, computing = need.bytes_moved / speed, need.operations / peak
        least = max(moving, computing)
        figures = (f"{speed:.1f}", f"{peak:.1f}", f"{moving:.1f}", f"{computing:.1f}", f"{cost:.0f}")
        rows.append((named(people, 1, 1), *figures, f"{cost / least:.1f}"))
    headings = ("firm", "bandwidth, GB/s", "arithmetic, 10^9 operations/s", "moving, ns", "arithmetic, ns",
                "engine, ns", "engine : larger of the two")  # fmt: skip
    return TextTable("Engine and roofline, per employee-week on one core", headings, tuple(rows))


def tables(firms: tuple[int, ...], effort: Effort) -> dict[str, TextTable]:
    """The tables of the page by the names of their markers."""
    need = needs()
    return {"needs": needs_table(need), "roofline": roofline_table(need, firms, effort)}


def main() -> None:
    age_shortly()
    for table in tables(FIRMS, Effort(5, 0.5)).values():
        print(table.title, *(" | ".join(cells) for cells in (table.headings, *table.cells)), "", sep="\n")


if __name__ == "__main__":
    main()
