"""Hiring: vacant posts are filled by the best of those who applied, by a signal that tells only so much."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from imsim.company.ensemble import Ensemble
from imsim.engine.fastmath import exp
from imsim.engine.fields import (
    Column,
    Counts,
    Flags,
    Record,
    effect,
    flow,
    of_post,
    parameter,
    reads,
    state,
    stream,
    trait,
)
from imsim.engine.mechanism import Mechanism
from imsim.engine.rng import counter, normal_quantile, uniform
from imsim.engine.rules import at_start, compiled, equation, step
from imsim.mechanisms import selection
from imsim.mechanisms.selection import Applicants, best_of, drawn_trait, hire_fit
from imsim.mechanisms.wishes import PANEL

# What one hire is drawn with: signal, fit, the noise of three traits, taste, and whether from inside.
HIRE_DRAWS = ("signal", "fit", "disposition", "motivation", "plateau", "taste", "inside")
OF_SIGNAL, OF_FIT, OF_DISPOSITION, OF_MOTIVATION, OF_PLATEAU, OF_TASTE, OF_INSIDE = range(len(HIRE_DRAWS))


# A labour market is never so tight that a vacancy would wait for ever.
FEWEST = 0.01


class P(NamedTuple):
    """Behavioural numbers."""

    vacancy_weeks: float = parameter(
        5, 3, 10, "weeks", "fix", "shrm_time_to_fill", "time to fill a desk with the usual applicants", symbol="v_0"
    )
    vacancy_least: float = parameter(
        2, 0, 5, "weeks", "assumed", "-", "time to fill a desk however many apply", symbol="v_min"
    )
    vacancy_longest: float = parameter(
        26, 10, 52, "weeks", "assumed", "-", "time after which a desk is filled by anybody", symbol="v_max"
    )
    applicants: float = parameter(
        5, 2, 20, "people", "scn", "-", "applicants per vacancy at neutral employer brand", symbol="n0"
    )
    applicants_brand: float = parameter(
        2, 0, 4, "-", "assumed", "-", "rise of applicants with employer brand", symbol="b_EB"
    )
    labour_supply: float = parameter(
        1, 0.3, 2, "factor", "scn", "-", "applicants available; below 1 labour is scarce", symbol="tightness"
    )
    hiring_validity: float = parameter(
        0.35, 0.2, 0.5, "correlation", "scn", "sackett_2022", "validity of the hiring signal", symbol="rho_v"
    )
    fit_loading: float = parameter(
        0.55, 0.3, 0.8, "share", "assumed", "-", "loading of satisfaction and motivation traits on fit", symbol="l_f"
    )
    plateau_loading: float = parameter(
        0.3, 0.1, 0.5, "share", "assumed", "-", "loading of what work can teach on fit", symbol="l_k"
    )
    trait_sd: float = parameter(
        0.45, 0.15, 0.5, "0-1", "cal", "scale_anchor", "spread of applicants' traits", symbol="sd s0, m0"
    )
    disposition_mean: float = parameter(
        0.51, 0.35, 0.6, "0-1", "assumed", "-", "mean disposition of applicants", symbol="mean s0"
    )
    motivation_trait_mean: float = parameter(
        0.55, 0.4, 0.65, "0-1", "assumed", "-", "mean own motivation of applicants", symbol="mean m0"
    )
    trait_low: float = parameter(0.02, 0, 0.1, "0-1", "assumed", "-", "lowest trait")
    trait_high: float = parameter(0.98, 0.9, 1, "0-1", "assumed", "-", "highest trait")
    plateau_mean: float = parameter(
        0.6, 0.5, 0.7, "0-1", "fix", "scale_anchor", "mean of what work alone teaches", symbol="mean k0"
    )
    plateau_sd: float = parameter(
        0.1, 0.05, 0.15, "0-1", "fix", "scale_anchor", "spread of what work alone teaches", symbol="sd k0"
    )
    plateau_low: float = parameter(0.25, 0.1, 0.4, "0-1", "assumed", "-", "lowest plateau")
    plateau_high: float = parameter(0.95, 0.85, 1, "0-1", "assumed", "-", "highest plateau")
    employer_brand_anchor: float = reads()


class Employees(NamedTuple):
    """Posts, and what a newcomer brings along."""

    occupied: Flags = of_post("0 or 1", "whether somebody holds the post")
    hired: Flags = of_post("0 or 1", "whether the post was filled this week")
    hires: Counts = of_post("number", "people hired for the post so far; keys the draws of the next one")
    weeks_vacant: Column = of_post("weeks", "since the post was left", newcomer=0.0)
    tenure_weeks: Column = state("tenure", "weeks", "since hiring", newcomer=0.0)
    disposition: Column = trait(
        "s0", "0-1", "how content the person would be anywhere, and how well person and firm fit"
    )
    motivation_trait: Column = trait("m0", "0-1", "motivation of the person's own")
    knowledge_plateau: Column = trait("k0", "0-1", "what work alone can teach the person")
    internal_recruit: Column = trait("-", "0 or 1", "hired from inside: learns the job faster")
    taste: Counts = reads()
    left: Flags = reads()


class Firm(Record):
    """What candidates think of the firm."""

    employer_brand: float = reads()


class Flows(Record):
    """Who applied and was hired."""

    hires: float = flow("employees", "who were hired this week")
    applicants: float = flow("people", "who apply for a vacancy")
    pay_draw: float = reads()
    fill_weeks: float = flow("weeks", "until a vacancy of this week's labour market is filled")


class Now(NamedTuple):
    """What moves the labour market."""

    pace: int = reads()
    hires: int = stream("traits of a newcomer; they belong to the post and the number of its hire", weekly=False)
    candidates: float = effect("firm", "applicants assessed per vacancy, as a factor above 1 (E25)")
    validity: float = effect("firm", "added to the validity of the hiring signal (E25)")
    internal_share: float = effect("firm", "share of vacancies filled from inside (E25)")
    supply_added: float = effect("firm", "applicants beyond the usual, as a share (E25)", "labour_supply")


@equation
def interest(employer_brand: float, supply: float, p: P) -> float:
    """E25. A good employer brand and a slack labour market bring more applicants, a bad and a tight one fewer.

    Args:
        employer_brand: 0-1.
        supply: applicants beyond the usual, as a factor.
        p: parameters.

    Source: rows 79 and 92; form assumed.

    Example:
        >>> float(interest(.5, .5, P(employer_brand_anchor=.5)))
        0.5
    """
    return exp(p.applicants_brand * (employer_brand - p.employer_brand_anchor)) * (p.labour_supply * supply)


@equation
def weeks_to_fill(interested: float, p: P) -> float:
    """E25a. A vacancy waits for applicants: the fewer apply, the longer it stays vacant.

    Args:
        interested: applicants against the usual, as a factor.
        p: parameters.

    Source: shrm_time_to_fill; form assumed.

    Example:
        >>> [float(weeks_to_fill(interested, P())) for interested in (2.0, 1.0, .5, .1)]
        [3.5, 5.0, 8.0, 26.0]
    """
    searched = np.maximum(p.vacancy_weeks - p.vacancy_least, 0) / np.maximum(interested, FEWEST)
    return np.minimum(p.vacancy_least + searched, p.vacancy_longest)


@equation
def applicants(employer_brand: float, supply: float, p: P) -> float:
    """E25. A good employer brand and a slack labour market bring more applicants; one there always is.

    Args:
        employer_brand: 0-1.
        supply: applicants beyond the usual, as a factor.
        p: parameters.

    Source: rows 79 and 92; form assumed.

    Example:
        >>> float(applicants(.5, .1, P(employer_brand_anchor=.5)))
        1.0
    """
    return np.maximum(p.applicants * interest(employer_brand, supply, p), 1)


@step("hire")
def attract(firm: Firm, flows: Flows, now: Now, p: P) -> None:
    """People apply (E25), and the fewer do, the longer a vacancy takes to fill (E25a)."""
    supply = (1 + now.supply_added) * exp(flows.pay_draw)
    flows.applicants = applicants(firm.employer_brand, supply, p) * (1 + now.candidates)
    flows.fill_weeks = weeks_to_fill(interest(firm.employer_brand, supply, p), p)


@step("hire", after="attract")
def pass_time(employees: Employees, flows: Flows, now: Now) -> None:
    """Another week has passed at each post, or several while staff ages; those vacant long enough are to be filled."""
    for post in range(len(employees.occupied)):
        held = employees.occupied[post] | employees.left[post]
        employees.weeks_vacant[post] = 0.0 if held else employees.weeks_vacant[post] + now.pace
        employees.tenure_weeks[post] += now.pace
    for post in range(len(employees.occupied)):
        vacant = not employees.occupied[post]
        employees.hired[post] = vacant & (employees.weeks_vacant[post] >= flows.fill_weeks)


@step("hire", after="pass_time")
def fill_vacancies(employees: Employees, flows: Flows, now: Now, p: P) -> None:
    """Vacant posts are filled by the best of those who applied (E25)."""
    flows.hires = 0.0
    for post in range(len(employees.occupied)):
        if employees.hired[post]:
            draws = counter(counter(now.hires, post), employees.hires[post])
            bring_along(employees, post, fit_of(draws, flows.applicants, now, p), draws, p)
            employees.internal_recruit[post] = 1.0 if uniform(draws, OF_INSIDE) < now.internal_share else 0.0
            employees.hires[post] += 1
            employees.occupied[post] = True
            flows.hires += 1.0


@compiled
def fit_of(draws: int, number: float, now: Now, p: P) -> float:
    """How well the best of the applicants fits."""
    signal = normal_quantile(best_of(uniform(draws, OF_SIGNAL), number))
    validity = min(p.hiring_validity + now.validity, 1.0)
    return hire_fit(signal, normal_quantile(uniform(draws, OF_FIT)), validity)


@compiled
def bring_along(employees: Employees, post: int, fit: float, draws: int, p: P) -> None:
    """Traits and taste of a newcomer."""
    content = Applicants(p.disposition_mean, p.trait_sd, p.fit_loading, p.trait_low, p.trait_high)
    willing = Applicants(p.motivation_trait_mean, p.trait_sd, p.fit_loading, p.trait_low, p.trait_high)
    able = Applicants(p.plateau_mean, p.plateau_sd, p.plateau_loading, p.plateau_low, p.plateau_high)
    employees.disposition[post] = drawn_trait(fit, normal_quantile(uniform(draws, OF_DISPOSITION)), content)
    employees.motivation_trait[post] = drawn_trait(fit, normal_quantile(uniform(draws, OF_MOTIVATION)), willing)
    employees.knowledge_plateau[post] = drawn_trait(fit, normal_quantile(uniform(draws, OF_PLATEAU)), able)
    employees.taste[post] = int(uniform(draws, OF_TASTE) * PANEL)


@at_start
def open_vacancies(ensemble: Ensemble) -> None:
    """Posts that nobody has held yet are due to be filled."""
    ensemble.employees.weeks_vacant[...] = np.inf


MECHANISM = Mechanism.here(
    globals(),
    rows=(79, 92),
    essential="somebody has to be hired before anything can happen",
    parameters=Mechanism.here(vars(selection)).parts,
)
