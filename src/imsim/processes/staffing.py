"""People leave, desks stand vacant, newcomers are hired."""

from __future__ import annotations

from typing import Any

from imsim.draws import normal_quantile, numbered, uniform
from imsim.equations import attitudes, performance, turnover
from imsim.kernels import called_by_kernels
from imsim.lots import ends_of, lots_of
from imsim.state import PANEL, State

# What one hire is drawn with: signal, fit, the noise of three traits, taste, and whether from inside.
HIRE_DRAWS = ("signal", "fit", "disposition", "motivation", "plateau", "taste", "inside")
SIGNAL, FIT, DISPOSITION, MOTIVATION, PLATEAU, TASTE, INSIDE = range(len(HIRE_DRAWS))


@called_by_kernels
def leave_the_firm(run: State, week: int) -> None:
    """The dissatisfied, the uncommitted, the new and the unlucky leave (E24)."""
    p, flows, staff, size = run.p, run.flows, run.staff, len(run.staff.occupied)
    stream, market = numbered(run.streams.exits, week), p.labour_market + run.effects.labour_pull
    for lot in range(lots_of(size)):
        first, end = ends_of(lot, size)
        for post in range(first, end):
            run.room.recent_exits[post - first] = run.departments[run.desks.department[post]].recent_exits
        consider_leaving(staff, p, market, stream, run.room, first, end)
        vacate(staff, first, end)
    flows.exits = 0.0
    for number in range(len(run.departments)):
        leavers = 0
        for post in range(run.units[number].first, run.units[number].end):
            leavers += staff.left[post]
        run.departments[number].leavers = leavers
        flows.exits += leavers


@called_by_kernels
def consider_leaving(staff: Any, p: Any, market: Any, stream: Any, room: Any, first: Any, end: Any) -> None:
    """Who is there leaves or stays (E24)."""
    for post in range(first, end):
        leaving = turnover.exit_probability(
            staff.job_satisfaction[post],
            staff.affective_commitment[post],
            staff.tenure_weeks[post],
            room.recent_exits[post - first],
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
        staff.left[post] = staff.occupied[post] & (uniform(stream, post) < leaving)


@called_by_kernels
def vacate(staff: Any, first: Any, end: Any) -> None:
    """Desks of those who left stand vacant from now on; for all others it is another week, there or vacant."""
    for post in range(first, end):
        staff.weeks_vacant[post] = 0.0 if staff.occupied[post] else staff.weeks_vacant[post] + 1.0
        staff.occupied[post] = staff.occupied[post] & (not staff.left[post])
        staff.tenure_weeks[post] += 1.0


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
    staff, belonging, technology = run.staff, run.on_posts[page.belonging], run.on_posts[page.technology]
    for post in range(len(staff.occupied)):
        staff.hired[post] = (not staff.occupied[post]) & (staff.weeks_vacant[post] >= p.vacancy_weeks)
    for post in range(len(staff.occupied)):
        if staff.hired[post]:
            # Draws belong to the desk and the number of its hire, not to the week.
            draws = numbered(numbered(run.streams.hires, post), staff.hires[post])
            hire(staff, post, p, effects, flows.applicants, draws)
            start_work(staff, post, p, belonging[post], technology[post])
            flows.hires += 1.0


@called_by_kernels
def hire(staff: Any, post: int, p: Any, effects: Any, applicants: Any, draws: Any) -> None:
    """Put a new person on a desk: the best of the applicants by a signal that tells only so much."""
    signal = normal_quantile(turnover.best_of(uniform(draws, SIGNAL), applicants))
    validity = min(p.hiring_validity + effects.validity, 1.0)
    fit = turnover.hire_fit(signal, normal_quantile(uniform(draws, FIT)), validity)
    staff.disposition[post] = turnover.trait(
        fit,
        normal_quantile(uniform(draws, DISPOSITION)),
        p.disposition_mean,
        p.trait_sd,
        p.fit_loading,
        p.trait_low,
        p.trait_high,
    )
    staff.motivation_trait[post] = turnover.trait(
        fit,
        normal_quantile(uniform(draws, MOTIVATION)),
        p.motivation_trait_mean,
        p.trait_sd,
        p.fit_loading,
        p.trait_low,
        p.trait_high,
    )
    staff.knowledge_plateau[post] = turnover.trait(
        fit,
        normal_quantile(uniform(draws, PLATEAU)),
        p.plateau_mean,
        p.plateau_sd,
        p.plateau_loading,
        p.plateau_low,
        p.plateau_high,
    )
    staff.taste[post] = int(uniform(draws, TASTE) * PANEL)
    staff.internal_recruit[post] = 1.0 if uniform(draws, INSIDE) < effects.internal_share else 0.0
    staff.hires[post] += 1
    staff.occupied[post] = True


@called_by_kernels
def start_work(staff: Any, post: int, p: Any, belonging: Any, technology: Any) -> None:
    """A newcomer knows little, trusts much, and feels what the surroundings and an unrewarded start suggest (E25)."""
    staff.tenure_weeks[post], staff.weeks_vacant[post], staff.message_adstock[post], staff.exposure[post] = 0.0, 0.0, 0.0, 0.0
    staff.reward_reference[post], staff.reward_valence[post] = 0.0, 0.0
    staff.incentive_motivation[post], staff.uncertainty[post] = 0.0, 0.0
    staff.knowledge[post], staff.management_trust[post] = p.newcomer_knowledge, p.newcomer_trust
    staff.own_motivation[post] = staff.motivation_trait[post]
    staff.job_satisfaction[post] = attitudes.satisfaction_target(
        staff.disposition[post],
        staff.service_seen[post],
        staff.respect_seen[post],
        p.reward_floor_satisfaction,
        staff.management_trust[post],
        staff.customers_seen[post],
        staff.peers_satisfaction[post],
        p.satisfaction_service,
        p.satisfaction_respect,
        p.satisfaction_reward,
        p.satisfaction_trust,
        p.satisfaction_customers,
        p.satisfaction_peers,
    )
    staff.motivation[post] = attitudes.motivation_target(
        staff.motivation_trait[post],
        p.message_floor,
        p.reward_floor_motivation,
        staff.job_satisfaction[post],
        staff.leader_motivation[post],
        staff.peers_motivation[post],
        p.motivation_message,
        p.motivation_reward,
        p.motivation_satisfaction,
        p.motivation_leader,
        p.motivation_peers,
    )
    staff.belonging[post] = attitudes.belonging_target(p.belonging_anchor, belonging)
    staff.affective_commitment[post] = attitudes.commitment_target(
        staff.job_satisfaction[post], staff.management_trust[post], staff.belonging[post], p.commitment_trust, p.commitment_belonging
    )
    enabled = performance.opportunity(staff.service_seen[post], p.opportunity_floor, technology)
    able = performance.ability_times_motivation(staff.knowledge[post], staff.motivation[post], p.knowledge_share, p.substitution)
    staff.performance[post] = performance.service_performance(enabled, able, p.performance_scale)
    staff.performance_quantity[post] = staff.performance[post]


@called_by_kernels
def build_employer_brand(run: State, _week: int) -> None:
    """The employer brand follows what staff feel and what is spent on it (E25)."""
    p, firm = run.p, run.firm
    staff = run.staff
    present, satisfaction, commitment = 0.0, 0.0, 0.0
    for post in range(len(staff.occupied)):
        there = 1.0 * staff.occupied[post]
        present += there
        satisfaction += there * staff.job_satisfaction[post]
        commitment += there * staff.affective_commitment[post]
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
