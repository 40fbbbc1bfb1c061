"""People leave, desks stand vacant, newcomers are hired."""

from __future__ import annotations

from typing import Any

import numpy as np

from imsim.engine.batches import ends_of, lots_of, those_found
from imsim.engine.machine_code import called_by_kernels, written_into_kernels
from imsim.engine.rng import normal_quantile, numbered, uniform
from imsim.engine.state import EXITS, PANEL, State
from imsim.engine.workforce import (
    AFFECTIVE_COMMITMENT,
    BELONGING,
    DISPOSITION,
    EXPOSURE,
    HIRED,
    HIRES,
    INCENTIVE_MOTIVATION,
    INTERNAL_RECRUIT,
    JOB_SATISFACTION,
    KNOWLEDGE,
    KNOWLEDGE_PLATEAU,
    LEFT,
    MANAGEMENT_TRUST,
    MESSAGE_ADSTOCK,
    MOTIVATION,
    MOTIVATION_TRAIT,
    OCCUPIED,
    OWN_MOTIVATION,
    PERFORMANCE,
    PERFORMANCE_QUANTITY,
    REWARD_REFERENCE,
    REWARD_VALENCE,
    TASTE,
    TENURE_WEEKS,
    UNCERTAINTY,
    WEEKS_VACANT,
)
from imsim.mechanisms.equations import attitudes, turnover
from imsim.mechanisms.processes.headings import commitment_ahead, motivation_ahead, satisfaction_ahead, work_done

# What one hire is drawn with: signal, fit, the noise of three traits, taste, and whether from inside.
HIRE_DRAWS = ("signal", "fit", "disposition", "motivation", "plateau", "taste", "inside")
OF_SIGNAL, OF_FIT, OF_DISPOSITION, OF_MOTIVATION, OF_PLATEAU, OF_TASTE, OF_INSIDE = range(len(HIRE_DRAWS))


@written_into_kernels
def leave_the_firm(run: State, week: int) -> None:
    """The dissatisfied, the uncommitted, the new and the unlucky leave (E24)."""
    p, flows, staff, size = run.p, run.flows, run.staff, run.staff.flags.shape[1]
    stream, market = numbered(run.streams.exits, week), p.labour_market + run.effects.labour_pull
    for lot in range(lots_of(size)):
        first, end = ends_of(lot, 0, size)
        for post in range(first, end):
            run.notes[EXITS, post - first] = run.departments[run.desks.department[post]].recent_exits
        may_leave(staff, p, market, stream, run.notes, run.found, first, end)
        decide(staff, p, market, stream, run.notes, run.some[: those_found(run.found, first, end, run.some)], first)
        vacate(staff, first, end)
    flows.exits = 0.0
    for number in range(len(run.departments)):
        leavers = 0
        for post in range(run.units[number].first, run.units[number].end):
            leavers += staff.flags[LEFT, post]
        run.departments[number].leavers = leavers
        flows.exits += leavers


@called_by_kernels
def may_leave(staff: Any, p: Any, market: Any, stream: Any, notes: Any, found: Any, first: Any, end: Any) -> None:
    """Find the few of a lot who may leave at all, with whatever tenure; nobody has left yet (E24)."""
    likeliest = 0.0 if p.exit_newcomer > 0 else np.inf
    for post in range(first, end):
        logit = logit_of_leaving(staff.numbers, post, p, market, notes[EXITS, post - first], likeliest)
        most = p.exit_exogenous + logistic_at_most(logit)
        found[post - first] = staff.flags[OCCUPIED, post] & (uniform(stream, post) < most)
        staff.flags[LEFT, post] = False


@called_by_kernels
def logit_of_leaving(people: Any, post: Any, p: Any, market: Any, recent_exits: Any, tenure: Any) -> Any:
    """Log-odds that a person leaves, with so many weeks of tenure (E24)."""
    return turnover.exit_logit(
        people[JOB_SATISFACTION, post],
        people[AFFECTIVE_COMMITMENT, post],
        tenure,
        recent_exits,
        market,
        p.exit_baseline,
        p.exit_satisfaction,
        p.exit_commitment,
        p.exit_anchor,
        p.exit_newcomer,
        p.exit_tenure_scale,
        p.exit_contagion,
    )


@called_by_kernels
def logistic_at_most(logit: Any) -> Any:
    """A bound on 1 / (1 + exp(-y)) that takes no exponential: exp(y) > 1 + y + y**2 / 2 for y > 0."""
    return 1 / (1 + (logit < 0) * (1 - logit + logit * logit / 2))


@called_by_kernels
def decide(staff: Any, p: Any, market: Any, stream: Any, notes: Any, some: Any, first: Any) -> None:
    """Some of these leave (E24)."""
    for post in some:
        tenure = staff.numbers[TENURE_WEEKS, post]
        logit = logit_of_leaving(staff.numbers, post, p, market, notes[EXITS, post - first], tenure)
        staff.flags[LEFT, post] = uniform(stream, post) < turnover.exit_probability(logit, p.exit_exogenous)


@called_by_kernels
def vacate(staff: Any, first: Any, end: Any) -> None:
    """Desks of those who left stand vacant from now on; for all others it is another week, there or vacant."""
    people = staff.numbers
    for post in range(first, end):
        people[WEEKS_VACANT, post] = 0.0 if staff.flags[OCCUPIED, post] else people[WEEKS_VACANT, post] + 1.0
        staff.flags[OCCUPIED, post] = staff.flags[OCCUPIED, post] & (not staff.flags[LEFT, post])
        people[TENURE_WEEKS, post] += 1.0


@written_into_kernels
def notice_exits(run: State, _week: int) -> None:
    """Colleagues remember who left their department (E24)."""
    for number in range(len(run.departments)):
        unit = run.departments[number]
        unit.recent_exits = turnover.recent_exits(
            unit.recent_exits, unit.leavers, run.units[number].heads, run.p.recent_exits_decay
        )


@written_into_kernels
def fill_vacancies(run: State, _week: int) -> None:
    """Desks vacant long enough are filled by the best of those who applied (E25)."""
    p, effects, flows, page = run.p, run.effects, run.flows, run.page
    flows.applicants = turnover.applicants(
        run.firm.employer_brand,
        p.employer_brand_anchor,
        p.applicants,
        p.applicants_brand,
        p.labour_supply * (1 + effects.labour_supply),
    ) * (1 + effects.candidates)
    flows.hires = 0.0
    staff, belonging, technology = run.staff, run.on_posts[page.belonging], run.on_posts[page.technology]
    people = staff.numbers
    for post in range(staff.flags.shape[1]):
        staff.flags[HIRED, post] = (not staff.flags[OCCUPIED, post]) & (people[WEEKS_VACANT, post] >= p.vacancy_weeks)
    for post in range(staff.flags.shape[1]):
        if staff.flags[HIRED, post]:
            # Draws belong to the desk and the number of its hire, not to the week.
            draws = numbered(numbered(run.streams.hires, post), staff.counts[HIRES, post])
            hire(staff, post, p, effects, flows.applicants, draws)
            start_work(people, post, p, belonging[post], technology[post])
            flows.hires += 1.0


@called_by_kernels
def hire(staff: Any, post: int, p: Any, effects: Any, applicants: Any, draws: Any) -> None:
    """Put a new person on a desk: the best of the applicants by a signal that tells only so much."""
    people = staff.numbers
    signal = normal_quantile(turnover.best_of(uniform(draws, OF_SIGNAL), applicants))
    validity = min(p.hiring_validity + effects.validity, 1.0)
    fit = turnover.hire_fit(signal, normal_quantile(uniform(draws, OF_FIT)), validity)
    people[DISPOSITION, post] = turnover.trait(
        fit,
        normal_quantile(uniform(draws, OF_DISPOSITION)),
        p.disposition_mean,
        p.trait_sd,
        p.fit_loading,
        p.trait_low,
        p.trait_high,
    )
    people[MOTIVATION_TRAIT, post] = turnover.trait(
        fit,
        normal_quantile(uniform(draws, OF_MOTIVATION)),
        p.motivation_trait_mean,
        p.trait_sd,
        p.fit_loading,
        p.trait_low,
        p.trait_high,
    )
    people[KNOWLEDGE_PLATEAU, post] = turnover.trait(
        fit,
        normal_quantile(uniform(draws, OF_PLATEAU)),
        p.plateau_mean,
        p.plateau_sd,
        p.plateau_loading,
        p.plateau_low,
        p.plateau_high,
    )
    staff.counts[TASTE, post] = int(uniform(draws, OF_TASTE) * PANEL)
    people[INTERNAL_RECRUIT, post] = 1.0 if uniform(draws, OF_INSIDE) < effects.internal_share else 0.0
    staff.counts[HIRES, post] += 1
    staff.flags[OCCUPIED, post] = True


@called_by_kernels
def start_work(people: Any, post: int, p: Any, belonging: Any, technology: Any) -> None:
    """A newcomer knows little, trusts much, and feels what the surroundings and an unrewarded start suggest (E25)."""
    people[TENURE_WEEKS, post], people[WEEKS_VACANT, post] = 0.0, 0.0
    people[MESSAGE_ADSTOCK, post], people[EXPOSURE, post] = 0.0, 0.0
    people[REWARD_REFERENCE, post], people[REWARD_VALENCE, post] = 0.0, 0.0
    people[INCENTIVE_MOTIVATION, post], people[UNCERTAINTY, post] = 0.0, 0.0
    people[KNOWLEDGE, post], people[MANAGEMENT_TRUST, post] = p.newcomer_knowledge, p.newcomer_trust
    people[OWN_MOTIVATION, post] = people[MOTIVATION_TRAIT, post]
    people[BELONGING, post] = attitudes.belonging_target(p.belonging_anchor, belonging)
    people[JOB_SATISFACTION, post] = satisfaction_ahead(people, post, p, people[DISPOSITION, post])
    people[MOTIVATION, post] = motivation_ahead(people, post, p, p.message_floor)
    people[AFFECTIVE_COMMITMENT, post] = commitment_ahead(people, post, p)
    done = work_done(people, post, p, people[MOTIVATION, post], technology, p.knowledge_share, p.substitution)
    people[PERFORMANCE, post], people[PERFORMANCE_QUANTITY, post] = done, done


@written_into_kernels
def build_employer_brand(run: State, _week: int) -> None:
    """The employer brand follows what staff feel and what is spent on it (E25)."""
    p, firm = run.p, run.firm
    people, occupied = run.staff.numbers, run.staff.flags[OCCUPIED]
    present, satisfaction, commitment = 0.0, 0.0, 0.0
    for post in range(len(occupied)):
        there = 1.0 * occupied[post]
        present += there
        satisfaction += there * people[JOB_SATISFACTION, post]
        commitment += there * people[AFFECTIVE_COMMITMENT, post]
    present = max(present, 1.0)
    firm.employer_brand = turnover.employer_brand(
        firm.employer_brand,
        satisfaction / present,
        commitment / present,
        run.effects.brand_spend,
        p.employer_brand_speed,
        p.employer_brand_anchor,
        p.employer_brand_satisfaction,
        p.employer_brand_commitment,
        p.staff_satisfaction_reference,
        p.staff_commitment_reference,
    )
