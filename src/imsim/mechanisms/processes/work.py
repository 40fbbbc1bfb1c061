"""What people perform in a week, and what of it each department has."""

from __future__ import annotations

from typing import Any

from imsim.engine.batches import any_above_zero, ends_of, lots_of
from imsim.engine.machine_code import called_by_kernels, written_into_kernels
from imsim.engine.state import State
from imsim.engine.workforce import INCENTIVE_MOTIVATION, MOTIVATION, OCCUPIED, PERFORMANCE, PERFORMANCE_QUANTITY
from imsim.mechanisms.equations import performance
from imsim.mechanisms.processes.headings import work_done


@written_into_kernels
def perform(run: State, _week: int) -> None:
    """Perform as able, willing and enabled as one is; departments add up what their people do (E15-E16)."""
    p, people, occupied, page = run.p, run.staff.numbers, run.staff.flags[OCCUPIED], run.page
    size = len(occupied)
    for lot in range(lots_of(size)):
        first, end = ends_of(lot, 0, size)
        if p.substitution == 0:
            # With a zero that it sees, the compiler drops the powers of the general case.
            do_the_job(people, p, run.on_posts[page.technology], 0.0, first, end)
        else:
            do_the_job(people, p, run.on_posts[page.technology], p.substitution, first, end)
    away, helping = run.on_posts[page.hours_away], run.on_posts[page.extra_hands]
    for number in range(len(run.departments)):
        present, performed, hands = 0.0, 0.0, 0.0
        for post in range(run.units[number].first, run.units[number].end):
            there = 1.0 * occupied[post]
            present += there
            performed += there * people[PERFORMANCE, post]
            hands += there * (1 - min(away[post], 1.0) + helping[post])
        unit = run.departments[number]
        unit.present, unit.performed, unit.hands = present, performed, hands


@called_by_kernels
def do_the_job(people: Any, p: Any, technology: Any, substitution: Any, first: Any, end: Any) -> None:
    """Service performance in quantity and in quality; incentives buy the first rather than the second (E15-E16)."""
    share = p.knowledge_share
    for post in range(first, end):
        done = work_done(people, post, p, people[MOTIVATION, post], technology[post], share, substitution)
        people[PERFORMANCE_QUANTITY, post], people[PERFORMANCE, post] = done, done
    if any_above_zero(people[INCENTIVE_MOTIVATION], first, end):
        for post in range(first, end):
            willing = performance.quality_motivation(
                people[MOTIVATION, post], people[INCENTIVE_MOTIVATION, post], p.incentive_quality
            )
            people[PERFORMANCE, post] = work_done(people, post, p, willing, technology[post], share, substitution)
