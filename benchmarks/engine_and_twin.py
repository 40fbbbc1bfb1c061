"""How much faster is the engine than the same model told one Mesa agent at a time?

Prints nanoseconds per employee-week of both, and their ratio, for the sizes of the performance promise. Both run the
do-nothing week with five customers an employee; the twin (tests/twin.py) is plain Python fed with the engine's draws,
and agrees with it to 1e-9. Each side is timed in processor time, in turn, and the median of the rounds is shown.

    python benchmarks/engine_and_twin.py
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import imsim.simulation
from imsim.scenario import load
from imsim.simulation import Case, Setting, Simulation

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from twin import Twin

CUSTOMERS_PER_EMPLOYEE = 5
SHORT_AGEING = 52
PEOPLE_IN_SCENARIO = 120


def setting_of(people: int) -> Setting:
    """The service firm, grown to so many people with five customers each."""
    departments = load("service_firm").table.organisation.departments
    grown = [
        f"organisation.departments.{name}.heads={round(row.heads * people / PEOPLE_IN_SCENARIO)}"
        for name, row in departments.items()
    ]
    rows = people * CUSTOMERS_PER_EMPLOYEE
    return load(
        "service_firm", [*grown, f"market.rows={rows}", f"market.active_customers={rows}", "time.burn_in=4"]
    ).setting()


def seconds_a_week(step: Callable[[], object], weeks: int) -> float:
    """Processor time of one week."""
    begin = time.process_time()
    for _ in range(weeks):
        step()
    return (time.process_time() - begin) / weeks


def compared(people: int, cases: int, replicates: int, weeks: int, rounds: int) -> tuple[float, float]:
    """Nanoseconds per employee-week of the engine in a block, and of the twin for one of its runs."""
    setting = setting_of(people)
    posts = setting.organisation.posts
    engine = Simulation(setting, [Case()] * cases, range(replicates), 1)
    twin = Twin(setting, Case(), 0, 1)
    engine_times, twin_times = [], []
    for _ in range(rounds):
        engine_times.append(seconds_a_week(engine.step, weeks) / (posts * cases * replicates))
        twin_times.append(seconds_a_week(twin.step, max(1, weeks // 10)) / posts)
    return statistics.median(engine_times) * 1e9, statistics.median(twin_times) * 1e9


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round of a few weeks")
    options = parser.parse_args()
    imsim.simulation.AGEING_WEEKS = SHORT_AGEING
    rounds, weeks = (1, 10) if options.quick else (5, 52)
    sizes = [
        ("1,000 employees, one run", 1000, 1, 1),
        ("10,000 employees, one run", 10_000, 1, 1),
        ("120 employees, 64 replicates", 120, 1, 64),
        ("120 employees, 8 cases x 8 replicates", 120, 8, 8),
    ]
    print(f"{'':<40}{'engine ns':>12}{'twin ns':>12}{'ratio':>8}   per employee-week, processor time")
    for label, people, cases, replicates in sizes:
        engine, twin = compared(people, cases, replicates, weeks, rounds)
        print(f"{label:<40}{engine:>12.0f}{twin:>12.0f}{twin / engine:>8.1f}")


if __name__ == "__main__":
    main()
