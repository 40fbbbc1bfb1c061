"""People leave, desks stand vacant, newcomers are hired."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from imsim.company import PANEL, Company
from imsim.equations import attitudes, performance, turnover

# What one hire is drawn with: signal, fit, the noise of three traits, taste, and whether from inside.
HIRE_DRAWS = ("signal", "fit", "disposition", "motivation", "plateau", "taste", "inside")
Where = tuple[NDArray[np.intp], ...]


def leave_the_firm(company: Company) -> None:
    """The dissatisfied, the uncommitted, the new and the unlucky leave (E24)."""
    staff, p, firm, organisation = company.staff, company.parameters, company.firm, company.organisation
    leaving = turnover.exit_probability(
        staff.job_satisfaction,
        staff.affective_commitment,
        staff.tenure_weeks,
        firm.recent_exits.take(organisation.department_of, axis=2),
        p.labour_market + company.effects.labour_pull,
        p.exit_baseline,
        p.exit_satisfaction,
        p.exit_commitment,
        p.exit_anchor,
        p.exit_newcomer,
        p.exit_tenure_scale,
        p.exit_contagion,
        p.exit_exogenous,
    )
    gone = staff.occupied & (company.chance.uniform("exits", company.week, organisation.posts) < leaving)
    company.flows.exits = gone.sum(axis=2, keepdims=True)
    company.flows.leavers = gone
    staff.weeks_vacant = np.where(staff.occupied, 0, staff.weeks_vacant + 1)
    staff.occupied = staff.occupied & ~gone
    staff.tenure_weeks = staff.tenure_weeks + 1


def notice_exits(company: Company) -> None:
    """Colleagues remember who left their department (E24)."""
    firm, heads = company.firm, company.organisation.heads
    exits = company.department_sums(company.flows.leavers)
    firm.recent_exits = turnover.recent_exits(firm.recent_exits, exits, heads, company.parameters.recent_exits_decay)


def fill_vacancies(company: Company) -> None:
    """Desks vacant long enough are filled by the best of those who applied (E25)."""
    staff, p = company.staff, company.parameters
    due = ~staff.occupied & (staff.weeks_vacant >= p.vacancy_weeks)
    company.flows.hires = due.sum(axis=2, keepdims=True)
    company.flows.hired = due
    company.flows.applicants = turnover.applicants(
        company.firm.employer_brand,
        p.employer_brand_anchor,
        p.applicants,
        p.applicants_brand,
        p.labour_supply * (1 + company.effects.labour_supply),
    ) * (1 + company.effects.candidates)
    if due.any():
        hire(company, np.nonzero(due))


def build_employer_brand(company: Company) -> None:
    """The employer brand follows what staff feel and what is spent on it (E25)."""
    staff, p = company.staff, company.parameters
    present = np.maximum(staff.occupied.sum(axis=2, keepdims=True), 1)
    company.firm.employer_brand = turnover.employer_brand(
        company.firm.employer_brand,
        (staff.job_satisfaction * staff.occupied).sum(axis=2, keepdims=True) / present,
        (staff.affective_commitment * staff.occupied).sum(axis=2, keepdims=True) / present,
        company.effects.brand_spend,
        p.employer_brand_speed,
        p.employer_brand_anchor,
        p.employer_brand_satisfaction,
        p.employer_brand_commitment,
        p.staff_satisfaction_reference,
        p.staff_commitment_reference,
    )


def hire(company: Company, where: Where) -> None:
    """Put a new person on each of these desks; draws belong to the desk and the number of its hire.

    Args:
        company: the block.
        where: index arrays (case, replicate, post), each of shape (n,).
    """
    staff, p = company.staff, company.parameters
    draws = company.chance.counted("hires", where[1], where[2], staff.hires[where], size=len(HIRE_DRAWS))
    draw = dict(zip(HIRE_DRAWS, draws.T, strict=True))
    normal = {name: ndtri(draw[name]) for name in ("fit", "disposition", "motivation", "plateau")}

    def at(values: Any) -> Any:
        """Entries at these desks of anything that broadcasts to (cases, replicates, posts)."""
        if not isinstance(values, np.ndarray):
            return values
        if values.shape[1] == values.shape[2] == 1:
            return values[where[0], 0, 0] if len(values) > 1 else values[0, 0, 0]
        return values[tuple(place if size > 1 else 0 for place, size in zip(where, values.shape, strict=True))]

    number = at(company.flows.applicants)
    signal = ndtri(turnover.best_of(draw["signal"], number))
    fit = turnover.hire_fit(signal, normal["fit"], at(np.minimum(p.hiring_validity + company.effects.validity, 1)))
    kept = {
        "disposition": (
            normal["disposition"],
            p.disposition_mean,
            p.trait_sd,
            p.fit_loading,
            p.trait_low,
            p.trait_high,
        ),
        "motivation_trait": (
            normal["motivation"],
            p.motivation_trait_mean,
            p.trait_sd,
            p.fit_loading,
            p.trait_low,
            p.trait_high,
        ),
        "knowledge_plateau": (
            normal["plateau"],
            p.plateau_mean,
            p.plateau_sd,
            p.plateau_loading,
            p.plateau_low,
            p.plateau_high,
        ),
    }
    for name, (noise, *numbers) in kept.items():
        getattr(staff, name)[where] = turnover.trait(fit, noise, *(at(value) for value in numbers))
    staff.taste[where] = (draw["taste"] * PANEL).astype(np.int64)
    staff.internal_recruit[where] = draw["inside"] < at(company.effects.internal_share)
    staff.hires[where] += 1
    staff.occupied[where] = True
    start_work(company, where, at)


def start_work(company: Company, where: Where, at: Any) -> None:
    """A newcomer knows little, trusts much, and feels what the surroundings and an unrewarded start suggest (E25)."""
    staff, p, around = company.staff, company.parameters, company.surroundings
    for name in (
        "tenure_weeks",
        "weeks_vacant",
        "message_adstock",
        "exposure",
        "reward_reference",
        "incentive_motivation",
        "uncertainty",
    ):
        getattr(staff, name)[where] = 0
    staff.knowledge[where] = at(p.newcomer_knowledge)
    trust = at(p.newcomer_trust)
    staff.management_trust[where] = trust
    staff.job_satisfaction[where] = attitudes.satisfaction_target(
        staff.disposition[where],
        at(around.service),
        at(around.respect),
        at(p.reward_floor_satisfaction),
        trust,
        at(around.customers),
        at(around.peers_satisfaction),
        *(
            at(getattr(p, f"satisfaction_{driver}"))
            for driver in ("service", "respect", "reward", "trust", "customers", "peers")
        ),
    )
    staff.motivation[where] = attitudes.motivation_target(
        staff.motivation_trait[where],
        at(p.message_floor),
        at(p.reward_floor_motivation),
        staff.job_satisfaction[where],
        at(around.leader_motivation),
        at(around.peers_motivation),
        *(
            at(getattr(p, f"motivation_{driver}"))
            for driver in ("message", "reward", "satisfaction", "leader", "peers")
        ),
    )
    staff.belonging[where] = attitudes.belonging_target(at(p.belonging_anchor), at(company.effects.belonging))
    staff.affective_commitment[where] = attitudes.commitment_target(
        staff.job_satisfaction[where], trust, staff.belonging[where], at(p.commitment_trust), at(p.commitment_belonging)
    )
    staff.own_motivation[where] = staff.motivation_trait[where]
    staff.reward_valence[where] = 0
    enabled = performance.opportunity(at(around.service), at(p.opportunity_floor), at(company.effects.technology))
    able = performance.ability_times_motivation(
        staff.knowledge[where], staff.motivation[where], at(p.knowledge_share), at(p.substitution)
    )
    result = performance.service_performance(enabled, able, at(company.reference.performance_scale))
    staff.performance[where] = staff.performance_quantity[where] = result
