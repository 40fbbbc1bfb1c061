"""People leave, desks stand vacant, newcomers are hired."""

from __future__ import annotations

from typing import Any

from imsim.draws import normal_quantile, numbered, uniform
from imsim.equations import attitudes, performance, turnover
from imsim.kernels import called_by_kernels
from imsim.state import PANEL, State

# What one hire is drawn with: signal, fit, the noise of three traits, taste, and whether from inside.
HIRE_DRAWS = ("signal", "fit", "disposition", "motivation", "plateau", "taste", "inside")
SIGNAL, FIT, DISPOSITION, MOTIVATION, PLATEAU, TASTE, INSIDE = range(len(HIRE_DRAWS))


@called_by_kernels
def leave_the_firm(run: State, week: int) -> None:
    """The dissatisfied, the uncommitted, the new and the unlucky leave (E24)."""
    p, flows = run.p, run.flows
    exits = numbered(run.streams.exits, week)
    market = p.labour_market + run.effects.labour_pull
    flows.exits = 0.0
    for unit in run.departments:
        unit.leavers = 0.0
    for post in range(len(run.staff)):
        person = run.staff[post]
        person.left = False
        if person.occupied:
            unit = run.departments[run.desks[post].department]
            leaving = turnover.exit_probability(
                person.job_satisfaction,
                person.affective_commitment,
                person.tenure_weeks,
                unit.recent_exits,
                market,
                p.exit_baseline,
                p.exit_satisfaction,
                p.exit_commitment,
                p.exit_anchor,
                p.exit_newcomer,
                p.exit_tenure_scale,
                p.exit_contagion,
                p.exit_exogenous,
            )
            person.weeks_vacant = 0.0
            if uniform(exits, post) < leaving:
                person.occupied, person.left = False, True
                unit.leavers += 1.0
                flows.exits += 1.0
        else:
            person.weeks_vacant += 1.0
        person.tenure_weeks += 1.0


@called_by_kernels
def notice_exits(run: State, _week: int) -> None:
    """Colleagues remember who left their department (E24)."""
    for number in range(len(run.departments)):
        unit = run.departments[number]
        unit.recent_exits = turnover.recent_exits(
            unit.recent_exits, unit.leavers, run.units[number].heads, run.p.recent_exits_decay
        )


@called_by_kernels
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
    for post in range(len(run.staff)):
        desk = run.staff[post]
        desk.hired = not desk.occupied and desk.weeks_vacant >= p.vacancy_weeks
        if desk.hired:
            # Draws belong to the desk and the number of its hire, not to the week.
            draws = numbered(numbered(run.streams.hires, post), desk.hires)
            hire(desk, p, effects, flows.applicants, draws)
            unit = run.departments[run.desks[post].department]
            start_work(desk, p, unit, run.on_posts[page.belonging, post], run.on_posts[page.technology, post])
            flows.hires += 1.0


@called_by_kernels
def hire(desk: Any, p: Any, effects: Any, applicants: Any, draws: Any) -> None:
    """Put a new person on a desk: the best of the applicants by a signal that tells only so much."""
    signal = normal_quantile(turnover.best_of(uniform(draws, SIGNAL), applicants))
    validity = min(p.hiring_validity + effects.validity, 1.0)
    fit = turnover.hire_fit(signal, normal_quantile(uniform(draws, FIT)), validity)
    desk.disposition = turnover.trait(
        fit,
        normal_quantile(uniform(draws, DISPOSITION)),
        p.disposition_mean,
        p.trait_sd,
        p.fit_loading,
        p.trait_low,
        p.trait_high,
    )
    desk.motivation_trait = turnover.trait(
        fit,
        normal_quantile(uniform(draws, MOTIVATION)),
        p.motivation_trait_mean,
        p.trait_sd,
        p.fit_loading,
        p.trait_low,
        p.trait_high,
    )
    desk.knowledge_plateau = turnover.trait(
        fit,
        normal_quantile(uniform(draws, PLATEAU)),
        p.plateau_mean,
        p.plateau_sd,
        p.plateau_loading,
        p.plateau_low,
        p.plateau_high,
    )
    desk.taste = int(uniform(draws, TASTE) * PANEL)
    desk.internal_recruit = 1.0 if uniform(draws, INSIDE) < effects.internal_share else 0.0
    desk.hires += 1
    desk.occupied = True


@called_by_kernels
def start_work(person: Any, p: Any, department: Any, belonging: Any, technology: Any) -> None:
    """A newcomer knows little, trusts much, and feels what the surroundings and an unrewarded start suggest (E25)."""
    person.tenure_weeks, person.weeks_vacant, person.message_adstock, person.exposure = 0.0, 0.0, 0.0, 0.0
    person.reward_reference, person.reward_valence = 0.0, 0.0
    person.incentive_motivation, person.uncertainty = 0.0, 0.0
    person.knowledge, person.management_trust = p.newcomer_knowledge, p.newcomer_trust
    person.own_motivation = person.motivation_trait
    person.job_satisfaction = attitudes.satisfaction_target(
        person.disposition,
        department.service_seen,
        department.respect_seen,
        p.reward_floor_satisfaction,
        person.management_trust,
        department.customers_seen,
        person.peers_satisfaction,
        p.satisfaction_service,
        p.satisfaction_respect,
        p.satisfaction_reward,
        p.satisfaction_trust,
        p.satisfaction_customers,
        p.satisfaction_peers,
    )
    person.motivation = attitudes.motivation_target(
        person.motivation_trait,
        p.message_floor,
        p.reward_floor_motivation,
        person.job_satisfaction,
        person.leader_motivation,
        person.peers_motivation,
        p.motivation_message,
        p.motivation_reward,
        p.motivation_satisfaction,
        p.motivation_leader,
        p.motivation_peers,
    )
    person.belonging = attitudes.belonging_target(p.belonging_anchor, belonging)
    person.affective_commitment = attitudes.commitment_target(
        person.job_satisfaction, person.management_trust, person.belonging, p.commitment_trust, p.commitment_belonging
    )
    enabled = performance.opportunity(department.service_seen, p.opportunity_floor, technology)
    able = performance.ability_times_motivation(person.knowledge, person.motivation, p.knowledge_share, p.substitution)
    person.performance = performance.service_performance(enabled, able, p.performance_scale)
    person.performance_quantity = person.performance


@called_by_kernels
def build_employer_brand(run: State, _week: int) -> None:
    """The employer brand follows what staff feel and what is spent on it (E25)."""
    p, firm = run.p, run.firm
    present, satisfaction, commitment = 0.0, 0.0, 0.0
    for person in run.staff:
        if person.occupied:
            present += 1.0
            satisfaction += person.job_satisfaction
            commitment += person.affective_commitment
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
