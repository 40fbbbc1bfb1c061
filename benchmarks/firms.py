"""Firms of any size for the benchmarks, and a clock for their weeks.

All are the service firm with its departments grown in proportion and five customers an employee, aged and burnt in just
long enough for vacancies and newcomers to be there: what a week costs does not depend on more.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import imsim.scenarios.simulation
import imsim.scenarios.timeline
from imsim.scenarios.scenario import Scenario, load
from imsim.scenarios.simulation import Setting

CUSTOMERS_PER_EMPLOYEE = 5
SHORT_AGEING = 52
PEOPLE_IN_SCENARIO = 120
MOST_WEEKS = 520


def firm_of(people: int) -> Scenario:
    """The service firm, grown or shrunk to so many people."""
    departments = load("service_firm").table.organisation.departments
    heads = {name: max(1, round(row.heads * people / PEOPLE_IN_SCENARIO)) for name, row in departments.items()}
    rows = sum(heads.values()) * CUSTOMERS_PER_EMPLOYEE
    grown = [f"organisation.departments.{name}.heads={number}" for name, number in heads.items()]
    return load("service_firm", [*grown, f"market.rows={rows}", f"market.active_customers={rows}", "time.burn_in=4"])


def setting_of(people: int) -> Setting:
    """What its runs share."""
    return firm_of(people).setting()


def age_shortly() -> None:
    """Age the initial staff of all firms to come for a year instead of twenty."""
    imsim.scenarios.timeline.AGEING_WEEKS = SHORT_AGEING


@dataclass(frozen=True)
class Effort:
    """How long things are timed: rounds, and seconds that each part of a round lasts at least."""

    rounds: int
    seconds: float


@dataclass(frozen=True)
class Cost:
    """Nanoseconds of processor time for one unit of work: median and best of the rounds."""

    median: float
    best: float


def processor_time(run: Callable[[], object], times: int = 1) -> float:
    """Seconds that this process computed, a call."""
    begin = time.process_time()
    for _ in range(times):
        run()
    return (time.process_time() - begin) / times


def in_turn(steps: Sequence[tuple[Callable[[], object], int]], effort: Effort) -> list[Cost]:
    """Time some things in turn, so that what else the machine does touches all of them alike.

    Args:
        steps: what is called, and the units of work in a call; each is called once before, for what is compiled or made
            at first use.
        effort: rounds and their length.
    """
    for step, _ in steps:
        step()
    times = [min(max(1, round(effort.seconds / processor_time(step))), MOST_WEEKS) for step, _ in steps]
    rounds = [
        [processor_time(step, often) * 1e9 / work for (step, work), often in zip(steps, times, strict=True)]
        for _ in range(effort.rounds)
    ]
    return [Cost(statistics.median(column), min(column)) for column in zip(*rounds, strict=True)]
