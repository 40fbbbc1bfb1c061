"""What people perform in a week, and what of it each department has."""

from __future__ import annotations

from typing import Any

from imsim.equations import performance
from imsim.kernels import called_by_kernels, written_into_kernels
from imsim.lots import any_above_zero, ends_of, lots_of
from imsim.state import State
from imsim.workforce import (
    INCENTIVE_MOTIVATION,
    KNOWLEDGE,
    MOTIVATION,
    OCCUPIED,
    PERFORMANCE,
    PERFORMANCE_QUANTITY,
    SERVICE_SEEN,
)


@written_into_kernels
def perform(run: State, _week: int) -> None:
    """Perform as able, willing and enabled as one is; departments add up what their people do (E15-E16)."""
    p, people, occupied, page = run.p, run.staff.numbers, run.staff.flags[OCCUPIED], run.page
    size = len(occupied)
    for lot in range(lots_of(size)):
        first, end = ends_of(lot, 0, size)
        do_the_job(people, p, run.on_posts[page.technology], first, end)
        if p.substitution != 0 or any_above_zero(people[INCENTIVE_MOTIVATION], first, end):
            weigh_quality(people, p, run.on_posts[page.technology], first, end)
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
def do_the_job(people: Any, p: Any, technology: Any, first: Any, end: Any) -> None:
    """Service performance of those whom no incentive moves and of whom nothing replaces anything (E15-E16)."""
    share = p.knowledge_share
    for post in range(first, end):
        enabled = performance.opportunity(people[SERVICE_SEEN, post], p.opportunity_floor, technology[post])
        able = performance.ability_times_motivation(people[KNOWLEDGE, post], people[MOTIVATION, post], share, 0.0)
        performed = performance.service_performance(enabled, able, p.performance_scale)
        people[PERFORMANCE, post], people[PERFORMANCE_QUANTITY, post] = performed, performed


@called_by_kernels
def weigh_quality(people: Any, p: Any, technology: Any, first: Any, end: Any) -> None:
    """The same in general, in quality and in quantity: incentives buy the second rather than the first."""
    share, substitution = p.knowledge_share, p.substitution
    for post in range(first, end):
        knowledge, motivation = people[KNOWLEDGE, post], people[MOTIVATION, post]
        willing = performance.quality_motivation(motivation, people[INCENTIVE_MOTIVATION, post], p.incentive_quality)
        quality = performance.ability_times_motivation(knowledge, willing, share, substitution)
        quantity = performance.ability_times_motivation(knowledge, motivation, share, substitution)
        enabled = performance.opportunity(people[SERVICE_SEEN, post], p.opportunity_floor, technology[post])
        people[PERFORMANCE, post] = performance.service_performance(enabled, quality, p.performance_scale)
        people[PERFORMANCE_QUANTITY, post] = performance.service_performance(enabled, quantity, p.performance_scale)
