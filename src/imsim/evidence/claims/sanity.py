"""Claims that hold in any firm: money and hours add up, nothing is free, more of a good thing stops."""

from __future__ import annotations

from typing import Any

import numpy as np

from imsim.evidence.claims.claim import FALLS, Actions, Claim, does, effect
from imsim.evidence.observation import Numbers
from imsim.evidence.reading_tables import DoseTable
from imsim.evidence.variant import Variant
from imsim.programmes import Programme

Arm = tuple[tuple[str, Programme], ...]
ARMS: dict[str, Actions] = {
    "everything": (
        does("messages", email=1.0, newsletter=1.0, meeting=1.0, frequency=4.0, tailoring=1.0),
        does("training", hours=120.0, sessions=52.0),
        does("incentives", value=0.10),
        does("recognition", intensity=1.0),
        does("participation", answered=1.0),
        does("collaboration", hours=0.4),
        does("respect", intensity=1.0),
        does("service_agreements", coverage=1.0),
        does("working_conditions", scope=1.0),
        does("perks", generosity=2.0),
        does("recruitment", effort=4.0),
        does("survey", waves=4.0),
    ),
    "training_endless": (does("training", hours=200.0, sessions=52.0),),
}


def mean_and_error(values: Numbers) -> tuple[float, float]:
    """Mean over runs, and its standard error."""
    return float(values.mean()), float(values.std(ddof=1) / np.sqrt(len(values)))


def money_adds_up(seed: int, variant: Variant) -> tuple[float, float]:
    """Largest gap, as a share of revenue, between profit and what revenue and costs leave."""
    from imsim.scenarios.scenario import load
    from imsim.scenarios.simulation import simulate

    scenario = load("service_firm", ["market.rows=500", "time.weeks=26", "time.window=26", *variant.overrides])
    cases = [scenario.strategies[name] for name in ("nothing", "full_plan")]
    books = ("revenue", "profit", "payroll", "programme_cash", "replacement")
    setting = scenario.setting()
    weekly = simulate(setting, cases, range(4), seed, books).weekly
    revenue, profit, payroll, cash, replacement = (weekly[name] for name in books)
    economy, posts = setting.economy, setting.organisation.posts
    overhead = economy.overhead_share * economy.revenue_per_employee * posts
    left = economy.margin * revenue - payroll - overhead - cash - replacement
    return float(np.abs(left - profit).max() / revenue.mean()), 0.0


def nothing_is_free(seed: int, variant: Variant) -> tuple[float, float]:
    """Least of what any programme costs at its useful maximum, cash and hours, as a share of wages."""
    from imsim.programmes import kinds
    from imsim.scenarios.scenario import load
    from imsim.scenarios.simulation import Case, simulate

    scenario = load("service_firm", ["market.rows=300", "time.weeks=52", "time.window=52", *variant.overrides])
    cases = [
        Case(
            name,
            ((name, kind.model_validate({kind.lever: kind.most, **needed(name)})),),
            {**scenario.parameters, **variant.parameters},
            without=scenario.without,
        )
        for name, kind in kinds().items()
    ]
    final = simulate(
        scenario.setting(), cases, range(4), seed, ("programme_cash", "programme_time"), weekly=False
    ).final
    wages = scenario.economy.wage * scenario.organisation.posts
    return float(((final["programme_cash"] + final["programme_time"]) / wages).mean(axis=1).min()), 0.0


def needed(name: str) -> dict[str, float]:
    """What a programme needs beside its lever to do anything."""
    return {"email": 1.0} if name == "messages" else {}


def rise_of_load(seed: int, variant: Variant, kind: str, **levers: Any) -> tuple[float, float]:
    """How much a programme that takes working time raises load, as a share, with all it teaches or pleases left out."""
    from imsim.programmes import programme_of
    from imsim.scenarios.scenario import load
    from imsim.scenarios.simulation import Case, simulate

    scenario = load("service_firm", ["market.rows=300", "time.weeks=26", "time.window=26", *variant.overrides])
    numbers = {
        **scenario.parameters,
        **variant.parameters,
        "course_gain": 0.0,
        "motivation_reward": 0.0,
        "satisfaction_reward": 0.0,
    }
    arms: tuple[Arm, ...] = ((), ((kind, programme_of(kind, levers)),))
    cases = [Case("arm", arm, numbers, without=scenario.without) for arm in arms]
    found = simulate(scenario.setting(), cases, range(8), seed, ("load",), weekly=False).final["load"]
    return mean_and_error(found[1] / found[0] - 1)


def courses_take_hours(seed: int, variant: Variant) -> tuple[float, float]:
    """Rise of load by 120 h of courses a head and year, as a share."""
    return rise_of_load(seed, variant, "training", hours=120.0, sessions=52.0)


def leave_takes_hours(seed: int, variant: Variant) -> tuple[float, float]:
    """Rise of load by three weeks more of paid leave, as a share."""
    return rise_of_load(seed, variant, "incentives", reward="time_off", value=0.0577)


def ease_takes_hours(seed: int, variant: Variant) -> tuple[float, float]:
    """Rise of load where 6 % of working time is given back, as a share."""
    alone = {"redesign": 0.0, "flexibility": 0.0, "technology": 0.0}
    return rise_of_load(seed, variant, "working_conditions", scope=1.0, ease=0.0577, **alone)


def staffed(seed: int, variant: Variant, share: float, contact: bool) -> tuple[float, float]:
    """Profit of a firm with so much of its usual staff over that of the firm as it is, less 1, in years 6 to 10."""
    from imsim.scenarios.scenario import load
    from imsim.scenarios.simulation import Case, simulate

    usual = load("service_firm").organisation
    changed = [at for at, meets in enumerate(usual.contact) if bool(meets) == contact]
    heads = {usual.names[at]: max(round(share * int(usual.heads[at])), 1) for at in changed}
    other = [f"organisation.departments.{name}.heads={many}" for name, many in heads.items()]
    profits = []
    for overrides in ([], other):
        base = ["market.rows=500", "time.weeks=520", "time.window=260", *overrides, *variant.overrides]
        scenario = load("service_firm", base)
        numbers = {**scenario.parameters, **variant.parameters}
        cases = [Case("nothing", (), numbers, without=scenario.without)]
        final = simulate(scenario.setting(), cases, range(6), seed, ("profit",), weekly=False).final
        profits.append(final["profit"][0])
    return mean_and_error(profits[1] / profits[0] - 1)


def half_the_contact_staff(seed: int, variant: Variant) -> tuple[float, float]:
    """Profit with half of those who meet customers, years 6 to 10, over that of the firm as it is, less 1."""
    return staffed(seed, variant, 0.5, contact=True)


def more_contact_staff(seed: int, variant: Variant) -> tuple[float, float]:
    """Profit with a quarter more of those who meet customers, years 6 to 10, over the firm as it is, less 1."""
    return staffed(seed, variant, 1.25, contact=True)


def half_the_back_offices(seed: int, variant: Variant) -> tuple[float, float]:
    """Profit with half of those who do not meet customers, years 6 to 10, over the firm as it is, less 1."""
    return staffed(seed, variant, 0.5, contact=False)


def worst_turnover(seed: int, variant: Variant) -> tuple[float, float]:
    """Highest yearly staff turnover of 100 business units where the labour market pulls as hard as in a boom."""
    from imsim.evidence.laboratory import Drift, usual_differences
    from imsim.scenarios.scenario import load
    from imsim.scenarios.simulation import Case, Simulation

    scenario = load("service_firm", ["market.rows=150", *variant.overrides])
    numbers = {**scenario.parameters, **variant.parameters, "labour_market": 1.5}
    units, setting = tuple(range(100)), scenario.setting()
    differ = {name: table for name, table in usual_differences().items() if name != "labour_market"}
    cases = [Case("boom", (), numbers, without=scenario.without)]
    run = Simulation(setting, cases, units, seed, Drift(differ, seed, units).now)
    left = np.zeros(len(units))
    for _ in range(52):
        run.step()
        left += run.ensemble.flows.exits.reshape(-1)
    return float(left.max() / setting.organisation.posts), 0.0


def a_budget_buys_what_it_costs(seed: int, variant: Variant) -> tuple[float, float]:
    """Largest gap, as a share, between the budget and what strategies that can use it up cost, cash and hours."""
    from imsim.studies.kinds.compare import KIND, CompareRequest

    overrides = ["market.rows=300", "time.window=52", *variant.overrides]
    found = KIND.run(KIND.plan(CompareRequest("service_firm", replicates=24, weeks=52, seed=seed, overrides=overrides)))
    assert found.budget is not None
    # One that reaches its useful maximum keeps the rest, as it should.
    using_up = [one.case.strategy for one in found.strategies if one.case.programmes and not one.under_budget]
    return max(abs(found.cost(name).mean / found.budget - 1) for name in using_up), 0.0


CLAIMS = (
    Claim("Z1", "money", "money adds up", money_adds_up, (0.0, 1e-9)),
    Claim("Z2", "money", "no programme is free", nothing_is_free, (1e-6, 1.0)),
    Claim("Z3", "workload", "hours of courses are missing at work", courses_take_hours, (0.03, 0.15)),
    Claim("Z3b", "workload", "hours of paid leave are missing at work", leave_takes_hours, (0.03, 0.15)),
    Claim("Z3c", "workload", "working time given back is missing at work", ease_takes_hours, (0.03, 0.15)),
    Claim("Z4", "money", "a budget buys what it costs", a_budget_buys_what_it_costs, (0.0, 0.25)),
    Claim(
        "Z5",
        "money",
        "everything at once does not pay: profit falls",
        effect("profit", "everything", weeks=(1, 52), scale="relative"),
        FALLS,
    ),
    Claim(
        "Z6",
        "workload",
        "more of a good thing stops: of endless training the last hours raise load",
        effect("load", "training_endless", "course_double"),
        (0.01, 0.3),
    ),
    Claim(
        "Z7",
        "learning",
        "more of a good thing stops: the best amount of training of contact staff for profit lies inside",
        DoseTable(
            outcome="profit",
            weeks=(1, 78),
            form="peak",
            arms=("control", "contact_8", "contact_16", "contact_24", "course_contact", "contact_120"),
        ),
        (0.0, 10.0),
    ),
    Claim(
        "Z8",
        "workload",
        "a firm with half of those who meet customers is not better off in the long run",
        half_the_contact_staff,
        FALLS,
    ),
    Claim(
        "Z8b",
        "workload",
        "a firm with a quarter more of those who meet customers is not better off",
        more_contact_staff,
        FALLS,
    ),
    Claim("Z8c", "workload", "a firm with half its back offices is not better off", half_the_back_offices, FALLS),
    Claim(
        "Z9",
        "rewards",
        "a lever with only an upside is a fault: a fifth of wages on top, unconditional, costs profit",
        effect("profit", "cash_quadruple", weeks=(1, 78), scale="relative"),
        FALLS,
    ),
    Claim(
        "X5",
        "turnover",
        "nothing runs away: even where labour is sought the worst unit does not lose more than half again its staff",
        worst_turnover,
        (0.3, 1.5),
    ),
)
