"""Engine and twin tell the same story: every state of every person, customer, department and the firm, week by week."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import networkx as nx
import numpy as np
import pytest

import twin
from every import every
from imsim.company.contacts import contact_matrix
from imsim.company.economics import Economy
from imsim.company.effects import Effects
from imsim.company.market import Market, Segment, one_segment
from imsim.company.organisation import Department, Organisation, add_twins, generate
from imsim.events import EVENTS as EVENT_KINDS
from imsim.events.demand_shock import DemandShock
from imsim.events.labour_shock import LabourShock
from imsim.events.merger import Merger
from imsim.programmes import kinds
from imsim.programmes.brand_promise import BrandPromise
from imsim.programmes.collaboration import Collaboration
from imsim.programmes.incentives import Incentives
from imsim.programmes.messages import Messages
from imsim.programmes.participation import Participation
from imsim.programmes.perks import Perks
from imsim.programmes.programme import Context
from imsim.programmes.recognition import Recognition
from imsim.programmes.recruitment import Recruitment
from imsim.programmes.reorganisation import Reorganisation
from imsim.programmes.respect import Respect
from imsim.programmes.service_agreements import ServiceAgreements
from imsim.programmes.survey import Survey
from imsim.programmes.training import Training
from imsim.programmes.working_conditions import WorkingConditions
from imsim.scenarios.model import MIN_TRAIT_SHARE, MODEL, PARAMETERS, SHARE_GROUPS
from imsim.scenarios.simulation import Case, Setting, Simulation
from imsim.scenarios.timeline import Timeline
from twin import Twin
from twin_numbers import DeskEffects, EdgeEffects, FirmEffects
from twin_places import OF_A_DEPARTMENT

CLOSE = 1e-9
OF_A_CUSTOMER = (
    "with_firm", "customer_satisfaction", "expectation", "walked_away", "leniency", "inertia", "tie", "own_post",
    "own_hire",
)  # fmt: skip
OF_A_PERSON = [
    one.name
    for one in MODEL.names.values()
    if one.entity == "Employee" and one.about.kind in ("state", "trait", "result")
]
YEAR = 52

# Settings.

SERVICE_FIRM = (
    Department("rd", 18, professional=True),
    Department("operations", 34),
    Department("logistics", 14),
    Department("it_hr", 14, professional=True),
    Department("customer_service", 24, contact=True),
    Department("sales", 16, contact=True),
)
SERVES = {
    "operations": {"rd": 0.35, "logistics": 0.15, "it_hr": 0.25, "sales": 0.15, "customer_service": 0.10},
    "logistics": {"operations": 0.55, "it_hr": 0.20, "sales": 0.25},
    "customer_service": {"operations": 0.35, "logistics": 0.25, "it_hr": 0.20, "sales": 0.15, "rd": 0.05},
    "sales": {"operations": 0.35, "rd": 0.20, "it_hr": 0.20, "customer_service": 0.15, "logistics": 0.10},
    "rd": {"it_hr": 0.35, "sales": 0.25, "customer_service": 0.20, "operations": 0.20},
    "it_hr": {"operations": 0.40, "sales": 0.20, "customer_service": 0.20, "rd": 0.20},
}


def service(departments: Sequence[Department], serves: Mapping[str, Mapping[str, float]], *partners: str) -> Any:
    """Internal customer -> supplier -> weight, as a graph."""
    graph = nx.DiGraph()
    graph.add_nodes_from((department.name, {"partner": False}) for department in departments)
    graph.add_nodes_from((name, {"partner": True}) for name in partners)
    for customer, sources in serves.items():
        graph.add_weighted_edges_from((source, customer, weight) for source, weight in sources.items())
    return graph


def setting_of(organisation: Organisation, segments: tuple[Segment, ...] = (), rows: int = 600) -> Setting:
    assert not organisation.check()
    market = Market(rows, 3000, 0.5, 223, segments or one_segment(organisation))
    return Setting(organisation, market, Economy(55_000, 1.42, 145_000, 0.8, 0.16), Timeline())


def service_firm() -> Setting:
    return setting_of(generate(SERVICE_FIRM, service(SERVICE_FIRM, SERVES), seed=1))


def bakery() -> Setting:
    """Eight people who all know each other, and a miller outside."""
    departments = (Department("owner", 1), Department("bakehouse", 3), Department("counter", 4, contact=True))
    serves = {"bakehouse": {"owner": 0.3, "miller": 0.7}, "counter": {"bakehouse": 0.8, "owner": 0.2}}
    organisation = generate(departments, service(departments, serves, "miller"), seed=1, span=7, layers=0)
    return setting_of(organisation, rows=300)


def divided_firm() -> Setting:
    """Sites, segments with touch-points of their own, rude departments, a partner, and bridges nobody uses yet."""
    departments = (
        Department("office", 12, professional=True, respect=0.35),
        Department("depot", 15, contact=True, respect=0.9),
        Department("archive", 4),
        Department("shop@1", 9, contact=True, respect=0.6),
        Department("shop@2", 8, contact=True),
    )
    shops = {f"shop@{site}": {"depot": 0.7, "office": 0.3} for site in (1, 2)}
    graph = service(
        departments, {"office": {"depot": 1.0}, "depot": {"office": 0.4, "carrier": 0.6}, **shops}, "carrier"
    )
    graph.edges["office", "depot"]["respect"] = 0.2
    organisation = generate(departments, graph, seed=2, layers=3, span=3)
    bridges = contact_matrix(48, np.arange(0, 12), np.arange(24, 36))
    segments = (
        Segment("north", 0.5, (("shop@1", 1.0),)),
        Segment("south", 0.3, (("shop@2", 3.0), ("shop@1", 1.0))),
        Segment("trade", 0.2, (("shop@1", 0.5), ("shop@2", 0.25), ("depot", 0.25))),
    )
    return setting_of(replace(organisation, dormant={"bridges": bridges}), segments)


def merging_firms() -> Setting:
    """Two shops, each with a kitchen, that know nothing of each other."""
    departments = tuple(
        Department(f"{name}_{firm}", heads, contact=name == "shop", legacy=firm)
        for firm in ("red", "blue")
        for name, heads in (("kitchen", 12), ("shop", 18))
    )
    supplies: dict[str, dict[str, float]] = {}
    for firm in ("red", "blue"):
        supplies |= {f"kitchen_{firm}": {f"shop_{firm}": 1.0}, f"shop_{firm}": {f"kitchen_{firm}": 1.0}}
    graph = service(departments, supplies)
    add_twins(graph, [("shop_red", ["kitchen_blue"]), ("shop_blue", ["kitchen_red"])], respect=0.5)
    organisation = generate(departments, graph, seed=3)
    assert organisation.dormant["merger"].nnz
    return setting_of(organisation)


# Strategies.

CAMPAIGN = Messages(
    email=2.0, newsletter=0.25, radio=1.0, briefing=0.1, meeting=0.3, retreat=0.04, intranet=1.2, blog=0.5, board=0.3,
    wiki=0.4, frequency=1.3, tailoring=0.7, audit=0.8, overclaim=0.15, stories=0.6,
)  # fmt: skip
MODEST = Messages(meeting=1.0, blog=1.0, overclaim=-0.2, audience=("sales", "operations"), start=6, stop=30)
COURSES = Training(hours=40.0, sessions=13.0, onboarding=16.0, strategy_content=0.25, start=2)
BRIEFED = Training(hours=60.0, sessions=2.0, onboarding=40.0, strategy_content=1.0, audience="contact")
BONUS = Incentives(reward="cash", value=0.06, contingent=0.6, audience="contact")
RAISE = Incentives(reward="raise", value=0.03)
CUT = Incentives(reward="cash", value=0.05, contingent=0.3, team=0.5, feedback=0.7, part=0.7, stop=20)
LEAVE = Incentives(reward="time_off", value=0.04, audience=("rd", "it_hr"))
PRAISE = Recognition(intensity=0.7, rounds=26.0, named=0.15, mark=0.602)
AGREED = ServiceAgreements(coverage=0.8, audience=("sales", "operations"))
HIRING = Recruitment(effort=1.5, selectivity=2.0, targeting=0.1, brand=0.1, internal=0.4, referral=0.3)
ASKED = Participation(answered=0.7, rounds=3.0, ideas=2.0, feedback=0.8)
SURVEYED = Survey(waves=3.0, sample=0.6, acting=0.8, audit=0.9, audience=("operations", "sales"))
JOINT = Collaboration(hours=0.3, audience=("operations", "sales", "customer_service"))
CLIENTS = Respect(intensity=0.8, start=4, stop=30, audience=("operations", "sales"))
BETTER_JOBS = WorkingConditions(scope=0.8, ease=0.05, technology=0.7, audience="contact")
REORGANISED = Reorganisation(depth=0.9, hands=0.2, moved=0.8, kept=2.0, start=5)
SAMPLES = Perks(generosity=1.5)
ADVERTISED = BrandPromise(campaigns=9.0, overpromise=0.2, audience="contact")

STRATEGIES: dict[str, tuple[tuple[str, Any], ...]] = {
    "nothing": (),
    "messages": (("campaign", CAMPAIGN),),
    "two_campaigns": (("campaign", CAMPAIGN), ("modest", MODEST)),
    "training": (("courses", COURSES), ("briefed", BRIEFED)),
    "incentives": (("raise", RAISE), ("leave", LEAVE), ("more", RAISE)),
    "recognition": (("praise", PRAISE),),
    "service_agreements": (("agreed", AGREED),),
    "recruitment": (("hiring", HIRING),),
    "participation": (("asked", ASKED), ("courses", COURSES)),
    "survey": (("campaign", CAMPAIGN), ("surveyed", SURVEYED)),
    "collaboration": (("joint", JOINT), ("modest", MODEST)),
    "respect": (("clients", CLIENTS),),
    "working_conditions": (("better_jobs", BETTER_JOBS),),
    "reorganisation": (("reorganised", REORGANISED),),
    "perks": (("samples", SAMPLES),),
    "brand_promise": (("advertised", ADVERTISED),),
    "bonus": (("bonus", BONUS),),
    "pay_cut": (("cut", CUT), ("asked", ASKED)),
}  # fmt: skip
# Every programme for some of its audience alone, and for newcomers.
PART = {"part": 0.6}
NEWCOMERS = {"part": 0.8, "newcomers": 40}
EVERYTHING = tuple({name: programme for strategy in STRATEGIES.values() for name, programme in strategy}.items())
STRATEGIES["all_at_once"] = EVERYTHING
STRATEGIES |= {
    kind: tuple((name, programme.model_copy(update=some)) for name, programme in EVERYTHING)
    for kind, some in (("for_a_part", PART), ("for_newcomers", NEWCOMERS))
}


# Comparing.


def apart(engine: Any, told: Any) -> float:
    """Largest difference: absolute up to one, relative above (money)."""
    engine, told = np.asarray(engine, dtype=float), np.asarray(told, dtype=float)
    return float(np.max(np.abs(engine - told) / np.maximum(1, np.abs(told)), initial=0.0))


def differences(company: Any, model: Twin, row: tuple[int, int]) -> Iterator[tuple[str, float]]:
    """How far apart engine and twin are, state by state."""
    staff, customers, firm = company.employees, company.customers, company.firm
    yield "occupied", apart(staff.occupied[row], [desk.person is not None for desk in model.desks])
    yield "hires so far", apart(staff.hires[row], [desk.hires for desk in model.desks])
    yield "usual lift", apart(staff.usual_lift[row], [desk.usual_lift for desk in model.desks])
    yield "weeks vacant", apart(staff.weeks_vacant[row], [desk.weeks_vacant for desk in model.desks])
    people = model.people()
    at = [person.desk.number for person in people]
    for name in OF_A_PERSON:
        yield name, apart(getattr(staff, name)[row][at], [getattr(person, name) for person in people])
    for name in OF_A_CUSTOMER:
        yield f"customers' {name}", apart(getattr(customers, name)[row], [getattr(x, name) for x in model.customers])
    for name in ("employer_brand", "reputation", "cash", "deferred", "customers_now", "advocacy", "standard"):
        yield f"firm's {name}", apart(getattr(firm, name)[row], getattr(model, name))
    for name in OF_A_DEPARTMENT:
        yield (
            f"departments' {name}",
            apart(getattr(company.departments, name)[row], [getattr(x, name) for x in model.departments]),
        )
    for name, value in vars(model.flows).items():
        flow = np.broadcast_to(getattr(company.flows, name), (*company.shape, 1))
        yield f"flow of {name}", apart(flow[row], value)


def agree(company: Any, model: Twin, row: tuple[int, int] = (0, 0)) -> None:
    found = {name: difference for name, difference in differences(company, model, row) if not difference <= CLOSE}
    assert not found, f"after week {company.week - 1}"


def together(setting: Setting, case: Case, *, weeks: int = YEAR, seed: int = 1, replicate: int = 3) -> Iterator[Twin]:
    """Engine and twin from the same week 0, compared after every week."""
    simulation = Simulation(setting, [case], [replicate], seed)
    model = Twin(setting, case, replicate, seed, start=simulation.ensemble)
    agree(simulation.ensemble, model)
    for _ in range(weeks):
        simulation.step()
        model.step()
        agree(simulation.ensemble, model)
        yield model


def alone(model: Twin) -> bool:
    """Whether an empty desk has no contact who is there, so that a newcomer would find nobody."""
    empty = [desk for desk in model.desks if desk.person is None]
    return any(all(other.person is None for other in desk.contacts) for desk in empty)


# Tests.


@every("strategy", STRATEGIES)
def test_twin_agrees_in_the_service_firm(strategy: str) -> None:
    """Each until all that starts late has started; those with all programmes at once see everything end, too."""
    weeks = YEAR if len(STRATEGIES[strategy]) == len(EVERYTHING) else 12
    for _ in together(service_firm(), Case(strategy, STRATEGIES[strategy]), weeks=weeks):
        pass


@every("strategy", ["nothing", "all_at_once"])
def test_twin_agrees_in_the_bakery(strategy: str) -> None:
    programmes = [(name, programme) for name, programme in STRATEGIES[strategy] if isinstance(programme.audience, str)]
    for _ in together(bakery(), Case(strategy, tuple(programmes))):
        pass


@every("setting", [bakery(), service_firm()])
def test_twin_agrees_from_the_first_hire_on(setting: Setting) -> None:
    simulation = Simulation(setting, [Case()], [5], seed=2)
    model = Twin(setting, Case(), 5, seed=2, from_the_beginning=True)
    model.flows.__dict__.clear()
    agree(simulation.ensemble, model)
    for _ in range(YEAR):
        simulation.step()
        model.step()
    agree(simulation.ensemble, model)


def test_twin_starts_wherever_the_engine_stands() -> None:
    case = Case("plan", STRATEGIES["all_at_once"])
    simulation = Simulation(service_firm(), [case], [1], seed=1)
    for _ in range(9):
        simulation.step()
    model = Twin(service_firm(), case, 1, seed=1, start=simulation.ensemble)
    for _ in range(9):
        simulation.step()
        model.step()
    agree(simulation.ensemble, model)


def test_twin_agrees_with_every_run_of_a_block() -> None:
    cases = [
        Case(name, STRATEGIES[name], parameters)
        for name in ("nothing", "messages", "all_at_once")
        for parameters in ({}, {"weak_link": 0.0, "encounter_rate": 0.4, "voice_weight": 0.2})
    ]
    setting, replicates = service_firm(), (4, 0)
    simulation = Simulation(setting, cases, replicates, seed=3)
    models = {
        (i, j): Twin(setting, case, replicate, 3, start=simulation.ensemble, row=(i, j))
        for i, case in enumerate(cases)
        for j, replicate in enumerate(replicates)
    }
    for _ in range(20):
        simulation.step()
        for model in models.values():
            model.step()
    for row, model in models.items():
        agree(simulation.ensemble, model, row)


@every(
    "parameters",
    [
        {"weak_link": 0.0, "substitution": 0.5, "cover": 0.5, "habituation_speed": 0.1},
        {"weak_link": -3.0, "substitution": -0.5, "adstock_half_life": 12.0, "staffing_exponent": 1.0},
        {"weak_link": 1.0, "substitution": 1.0, "brand_promise": 0.9, "trust_turning_point": 0.45},
    ],
)
@every("strategy", ["nothing", "all_at_once"])
def test_twin_agrees_in_a_divided_firm(strategy: str, parameters: dict[str, float]) -> None:
    programmes = [
        (name, programme.model_copy(update={"audience": ("shop", "office")}) if name != "courses" else programme)
        for name, programme in STRATEGIES[strategy]
    ]
    for _ in together(divided_firm(), Case(strategy, tuple(programmes), parameters)):
        pass


@pytest.mark.thorough
@pytest.mark.ci
@every("draw", range(4))
def test_twin_agrees_wherever_the_parameters_stand_in_their_ranges(draw: int) -> None:
    chance = np.random.default_rng(draw)
    parameters = {one.name: float(chance.uniform(one.low, one.high)) for one in PARAMETERS}
    for group in SHARE_GROUPS.values():
        excess = sum(parameters[name] for name in group) / (1 - MIN_TRAIT_SHARE)
        parameters |= {name: parameters[name] / max(excess, 1) for name in group}
    case = Case("all_at_once", STRATEGIES["all_at_once"], parameters)
    for _ in together(service_firm(), case):
        pass


def test_twin_agrees_where_departments_stand_empty() -> None:
    case = Case("all_at_once", STRATEGIES["all_at_once"], {"labour_market": 5.0, "exit_top": 0.6, "vacancy_weeks": 9.0})
    empty = hires = 0
    for model in together(service_firm(), case):
        empty += any(all(desk.person is None for desk in unit.desks) for unit in model.departments)
        hires += model.flows.hires
    assert empty > 3
    assert hires > 100


def test_twin_agrees_where_nobody_leaves() -> None:
    case = Case("all_at_once", STRATEGIES["all_at_once"], {"labour_market": -40.0, "exit_exogenous": 0.0})
    for model in together(service_firm(), case):
        assert len(model.people()) == len(model.desks)


@every("strategy", ["nothing", "two_campaigns"])
def test_twin_agrees_on_events(strategy: str) -> None:
    events = (
        Merger(week=3, trust_shock=0.3, uncertainty=0.2, first_share=0.2, weeks=30, ties=0.3, churn_half_life=10.0),
        DemandShock(week=10, size=0.4, weeks=8),
        LabourShock(week=5, pull=1.0, supply=-0.8, weeks=20),
    )
    programmes = [(name, one.model_copy(update={"audience": "contact"})) for name, one in STRATEGIES[strategy]]
    for _ in together(replace(merging_firms(), events=events), Case(strategy, tuple(programmes))):
        pass


def test_twin_agrees_where_newcomers_find_nobody() -> None:
    lonely = False
    for model in together(bakery(), Case("exodus", STRATEGIES["messages"], {"labour_market": 5.0, "exit_top": 0.4})):
        lonely |= alone(model)
    assert lonely


# All effects at once, and the closed lists.


class Favours(Training):
    """Every effect on the closed list at once. It has no `kind` of its own, so no registry finds it."""

    def act(self, name: str, context: Context, effects: Effects) -> None:
        uniform, rows, edges = context.uniform(name, "favours"), context.rows, context.organisation.edges
        for effect in on("post"):
            effects.add(effect, rows, 0.1 * uniform)
        for effect in on("firm"):
            effects.add(effect, rows, 0.1)
        effects.add("respect", rows, np.where(edges.customer == 0, 0.9, -0.3))
        effects.add("agreement", rows, 0.5)
        effects.add("rerouting", rows, np.where(edges.supplier == 0, 0.02, -0.01))
        effects.reward("gym", rows, uniform, 0.4, 0.3 * uniform)
        effects.tie("bridges", rows, 0.3 + 0.5 * (uniform > 0.2))
        effects.tie("bridges", rows, 0.3 * (uniform > 0.1))

    def cash(self, context: Context) -> float:
        return 100.0


def favours(model: Twin, name: str, levers: Any) -> float:
    uniform = model.uniform(f"programme {name} favours", len(model.desks))
    for desk in model.desks:
        draw = uniform[desk.number]
        for effect in on("post"):
            setattr(desk.effects, effect, getattr(desk.effects, effect) + 0.1 * draw)
        desk.effects.reward("gym", draw, 0.4, 0.3 * draw)
        desk.effects.tie("bridges", 0.8 if draw > 0.2 else 0.3)
        desk.effects.tie("bridges", 0.3 if draw > 0.1 else 0.0)
    for effect in on("firm"):
        setattr(model.effects, effect, getattr(model.effects, effect) + 0.1)
    first = model.departments[0]
    for edge in model.edges:
        edge.effects.respect += 0.9 if edge.customer is first else -0.3
        edge.effects.agreement += 0.5
        edge.effects.rerouting += 0.02 if edge.supplier is first else -0.01
    return 100.0


def on(axis: str) -> list[str]:
    return [effect for effect, where in MODEL.effects.items() if where == axis]


def test_twin_agrees_on_every_effect_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(twin.TELLINGS, "training", favours)
    case = Case("favours", (("first", Favours()), ("second", Favours(start=10, stop=40))))
    for _ in together(divided_firm(), case):
        pass


def test_twin_knows_every_effect_on_the_closed_list() -> None:
    told = {
        "post": {*DeskEffects.__slots__} - {"rewards", "ties"},
        "edge": {*EdgeEffects.__slots__},
        "firm": {*FirmEffects.__slots__} - {"cash", "hours"},
    }
    assert told == {axis: {*on(axis)} for axis in told}


def test_twin_knows_every_kind_of_programme_and_event() -> None:
    assert {*kinds()} == {*twin.TELLINGS}
    assert {*EVENT_KINDS} == {*twin.EVENTS}
