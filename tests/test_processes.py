"""Processes of the week, one at a time, beside the plain way of doing the same."""

import copy
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from imsim.company.static import static_state
from imsim.mechanisms import relationship, service_attitude, service_consistency
from imsim.mechanisms.encounters import look_up, whom_they_meet
from imsim.mechanisms.week import WEEK
from imsim.scenarios.model import DEFAULTS, MODEL
from imsim.scenarios.simulation import Case, Simulation
from worlds import LIVELY, MARKET, after, case, columns, pass_through, small


@pytest.fixture
def company(short_ageing):
    """A firm in which some desks stand vacant, two cases of three replicates."""
    cases = [case(**LIVELY), case(**LIVELY, motivation_peers=0.12)]
    return after(small().setting(), cases, 6, replicates=(0, 1, 2))


def points_of(company):
    """Where customers of each segment turn to."""
    return static_state(company.organisation, company.market)["points"].view(np.recarray)


# Customers


def test_a_customer_at_a_vacant_desk_meets_the_next_one_there(company):
    organisation, points = company.organisation, points_of(company)
    met_vacant = 0
    for run in np.ndindex(company.shape):
        occupied = company.employees.occupied[run]
        for draw in (np.arange(400) + 0.5) / 400:
            point = next(point for point in points[0] if draw < point.upper)
            start, heads = point.first, point.last + 1 - point.first
            turned_to = start + int((draw - point.lower) * point.posts_per_share)
            ring = [start + (turned_to - start + step) % heads for step in range(heads)]
            present = [post for post in ring if occupied[post]]
            met_vacant += turned_to != (present or [-1])[0]
            assert whom_they_meet(points[0], occupied, draw) == (present or [-1])[0]
            assert organisation.contact[organisation.department_of[turned_to]]
    assert met_vacant > 10


def run_of(table):
    """Columns of the first run, as a step sees them."""
    return SimpleNamespace(**{name: getattr(table, name)[0, 0] for name in table.names})


def test_nobody_is_met_where_nobody_is_left(company):
    occupied, points = np.zeros(company.organisation.posts, dtype=bool), points_of(company)
    assert whom_they_meet(points[0], occupied, 0.3) == -1
    people, customers = run_of(company.employees), run_of(company.customers)
    notes = SimpleNamespace(callers=np.arange(2), met=np.array([-1, 7]))
    for name in ("service", "known", "unsteadiness", "need", "lenient", "felt", "expected", "content", "understood"):
        setattr(notes, name, np.zeros(2))
    p, callers = SimpleNamespace(**DEFAULTS), SimpleNamespace(callers=2)
    look_up(people, customers, notes, callers, p)
    assert_array_equal(notes.service, [DEFAULTS["cover"], people.performance[7]])
    assert_array_equal(notes.known, [DEFAULTS["knowledge_reference"], people.knowledge[7]])
    service_attitude.be_felt(people, notes, callers, p)
    assert_array_equal(notes.content, [DEFAULTS["staff_satisfaction_reference"], people.job_satisfaction[7]])
    service_consistency.serve_steadily(people, notes, callers, SimpleNamespace(agreed=0.5), p)
    assert notes.unsteadiness[0] == 1 - DEFAULTS["agreement_steadies"] / 2


def test_a_contact_person_serves_again_and_takes_the_tie_along(company):
    """One customer, who always turns to the same person: gets closer to that one, and knows nobody when it is gone."""
    people = SimpleNamespace(occupied=np.ones(3, dtype=bool), hires=np.array([1, 4, 2], dtype=np.int32))
    known = SimpleNamespace(
        tie=np.array([0.5]), own_post=np.array([-1], dtype=np.int32), own_hire=np.zeros(1, dtype=np.int32)
    )
    p = SimpleNamespace(relation_share=1.0, relation_growth=0.2)
    streams = SimpleNamespace(contact_person=np.uint64(5))

    def served(post):
        notes = SimpleNamespace(callers=np.zeros(1, dtype=np.uint64), met=np.array([post]), own=np.array([-1]))
        with np.errstate(over="ignore"):
            relationship.prefer_the_known(people, known, notes, SimpleNamespace(callers=1), streams, p)
        return notes.met[0], known.tie[0], known.own_post[0]

    assert served(1) == (1, 0.5, 1)  # the first call shows whom a tie is to
    assert served(2) == (1, 0.6, 1)
    people.hires[1] += 1  # somebody else sits there now
    assert served(2) == (2, 0.0, 2)
    people.occupied[2] = False
    assert served(-1) == (-1, 0.0, -1)


def test_who_is_elsewhere_knows_nobody_here(company):
    for _ in range(4):
        company.pass_week()
        customers = company.customers
        elsewhere = ~customers.with_firm
        assert elsewhere.any()
        assert (customers.tie[elsewhere] == 0).all()
        assert (customers.own_post[elsewhere] == -1).all()
    posts = np.take_along_axis(company.employees.hires, np.maximum(customers.own_post, 0), axis=2)
    assert (customers.own_hire <= posts)[customers.own_post >= 0].all()
    assert ((customers.tie >= 0) & (customers.tie < 1)).all()


def test_customers_turn_to_desks_in_the_shares_of_their_segment(short_ageing):
    setting = small(
        "market.segments.homes={share=0.5, touch_points={customer_service=3.0, sales=1.0}}",
        "market.segments.firms={share=0.5, touch_points={sales=1.0}}",
    ).setting()
    company = after(setting, [Case()], 0)
    occupied, points = np.ones(company.organisation.posts, dtype=bool), points_of(company)
    draws = (np.arange(12_000) + 0.5) / 12_000
    for segment, shares in ((0, {4: 0.75, 5: 0.25}), (1, {5: 1.0})):
        posts = [whom_they_meet(points[segment], occupied, draw) for draw in draws]
        counts = np.bincount(posts, minlength=120) / len(draws)
        for department, share in shares.items():
            there = setting.organisation.department_of == department
            assert_allclose(counts[there], share / there.sum(), atol=1e-3)


# Colleagues


def test_contacts_are_averaged_over_those_who_are_there(company):
    staff, ties = company.employees, company.organisation.contacts.toarray()
    pass_through(company, "perceive")
    for run in np.ndindex(company.shape):
        there = ties * staff.occupied[run]
        number = there.sum(axis=1)
        nobody = (DEFAULTS["motivation_reference"], DEFAULTS["staff_satisfaction_reference"])
        seen = ((staff.peers_motivation, staff.motivation), (staff.peers_satisfaction, staff.job_satisfaction))
        for (mean, column), reference in zip(seen, nobody, strict=True):
            alone = np.where(staff.occupied[run], column[run], reference)
            expected = np.where(number > 0, (there @ column[run]) / np.maximum(number, 1), alone)
            assert_allclose(mean[run], expected, rtol=1e-12)
    assert not staff.peers_exposure.any()


def test_the_leader_is_the_supervisor_or_the_reference(company):
    pass_through(company, "perceive")
    staff, boss = company.employees, company.organisation.supervisor
    for run in np.ndindex(company.shape):
        for post in range(company.organisation.posts):
            led = boss[post] >= 0 and staff.occupied[(*run, boss[post])]
            expected = staff.motivation[(*run, boss[post])] if led else DEFAULTS["leader_reference"]
            assert staff.leader_motivation[(*run, post)] == expected


# Hiring


def test_the_harder_the_selection_the_better_the_people(short_ageing):
    cases = [Case(), case(applicants=20.0), case(hiring_validity=0.5), case(applicants=20.0, hiring_validity=0.5)]
    company = after(small().setting(), cases, 0, replicates=range(6))
    means = (company.employees.disposition * company.employees.occupied).sum(
        axis=(1, 2)
    ) / company.employees.occupied.sum(axis=(1, 2))
    assert means[0] < means[1] < means[3]
    assert means[0] < means[2] < means[3]


def test_newcomers_know_little_and_trust_much(short_ageing):
    simulation = Simulation(small().setting(), [case(**LIVELY)], (0, 1), 1)
    seen = 0
    for _ in range(12):
        simulation.step()
        staff, new = simulation.ensemble.employees, simulation.ensemble.employees.hired
        seen += int(new.sum())
        assert (staff.knowledge[new] == DEFAULTS["newcomer_knowledge"]).all()
        readily = staff.trust_propensity[new] - DEFAULTS["trust_anchor"]
        goodwill = DEFAULTS["newcomer_trust"] + DEFAULTS["trait_trust"] * readily
        np.testing.assert_allclose(staff.management_trust[new], goodwill.clip(0, 1))
        assert (staff.understanding[new] == DEFAULTS["newcomer_understanding"]).all()
        assert (staff.leadership[new] == staff.leadership_trait[new]).all()
        for empty in ("tenure_weeks", "message_adstock", "reward_reference", "incentive_motivation", "weeks_vacant"):
            assert not getattr(staff, empty)[new].any()
        for trait in ("disposition", "motivation_trait"):
            assert ((getattr(staff, trait)[new] >= 0.02) & (getattr(staff, trait)[new] <= 0.98)).all()
    assert seen > 20


# Satisfaction reaches customers through what they perceive of the person they meet alone (model.md part 4, C14)


@pytest.fixture
def unfelt(short_ageing):
    """The same firm where customers feel nothing of attitudes."""
    cold = replace(case(**LIVELY), without=frozenset({"service_attitude"}))
    return after(small().setting(), [cold], 6, replicates=(0, 1, 2))


def test_customers_care_for_nothing_of_attitudes_but_what_they_feel_of_whom_they_meet(unfelt):
    """Everything that happens with customers: bit for bit the same whatever job satisfaction is."""
    content, bitter = copy.deepcopy(unfelt), copy.deepcopy(unfelt)
    content.employees.job_satisfaction[...] = 0.95
    bitter.employees.job_satisfaction[...] = 0.05
    for one in (content, bitter):
        pass_through(one, *MARKET)
    first, second = columns(content), columns(bitter)
    for name in first:
        if name != "employees.job_satisfaction":
            assert_array_equal(first[name], second[name], err_msg=name)


@pytest.mark.parametrize(
    ("name", "share"),
    [("performance", 1 - DEFAULTS["attitude_share"]), ("job_satisfaction", DEFAULTS["attitude_share"])],
)
def test_performance_and_attitude_reach_customers_by_their_shares(company, name, share):
    good, poor = copy.deepcopy(company), copy.deepcopy(company)
    getattr(good.employees, name)[...] = 0.7
    getattr(poor.employees, name)[...] = 0.5
    for one in (good, poor):
        pass_through(one, *MARKET)
    gain = (good.flows.quality - poor.flows.quality) / good.flows.encounters
    assert_allclose(gain, (1 - DEFAULTS["product_weight"]) * share * 0.2, rtol=1e-9)
    stayed = good.customers.with_firm & poor.customers.with_firm
    assert (good.customers.customer_satisfaction >= poor.customers.customer_satisfaction)[stayed].all()
    assert (good.flows.left <= poor.flows.left).all()


def test_agreements_and_understanding_steady_service(company):
    """With nothing but noise to tell encounters apart, their spread falls by what each takes away."""
    spread = []
    for understanding in (DEFAULTS["understanding_base"], 0.85):
        one = copy.deepcopy(company)
        for name in ("performance", "knowledge", "job_satisfaction"):
            getattr(one.employees, name)[...] = 0.6
        one.employees.understanding[...] = understanding
        pass_through(one, *MARKET)
        flows = one.flows
        spread.append(flows.quality_squares / flows.encounters - (flows.quality / flows.encounters) ** 2)
    less = 1 - DEFAULTS["understanding_steadies"] * (0.85 - DEFAULTS["understanding_base"])
    assert_allclose(np.sqrt(spread[1] / spread[0]), less, rtol=1e-6)


# Work


def test_who_has_to_serve_twice_as_many_gives_less_time_and_comes_to_give_less(company):
    usual, pressed = copy.deepcopy(company), copy.deepcopy(company)
    pressed.firm.customers_now *= 2
    pressed.firm.standard[...] = usual.firm.standard[...] = 1.0
    for one in (usual, pressed):
        pass_through(one, "press")
    assert_allclose(pressed.flows.pressure, np.minimum(2 * usual.flows.pressure, DEFAULTS["load_most"]))
    given = pressed.flows.pressure ** -DEFAULTS["time_slope"]
    assert_allclose(pressed.flows.time_given, given)
    assert_allclose(pressed.flows.load, pressed.flows.pressure * given)
    assert_allclose(pressed.firm.standard, 1 + DEFAULTS["standard_down"] * (given - 1))
    contact = company.organisation.contact > 0
    assert_array_equal(pressed.departments.pressure[:, :, contact], np.repeat(pressed.flows.pressure, contact.sum(), 2))
    assert_array_equal(pressed.departments.pressure[:, :, ~contact], usual.departments.pressure[:, :, ~contact])
    short = DEFAULTS["load_reference"] * company.organisation.heads / company.departments.hands
    assert_allclose(usual.departments.pressure[:, :, ~contact], short[:, :, ~contact])


def test_vacancies_wait_for_applicants(short_ageing):
    cases = [case(**LIVELY), case(**LIVELY, labour_supply=0.5), case(**LIVELY, labour_supply=0.1)]
    company = after(small().setting(), cases, 30, replicates=range(3))
    weeks = company.flows.fill_weeks.mean(axis=1)[:, 0]
    assert 1.5 < weeks[1] / weeks[0] < 2
    assert weeks[2] == DEFAULTS["vacancy_longest"]
    vacant = 1 - company.employees.occupied.mean(axis=(1, 2))
    assert vacant[0] < vacant[1] < vacant[2]


# The week


def test_each_process_of_the_week_comes_once_in_the_order_of_its_phases():
    acting = [action for group in MODEL.actions for action in group]
    functions = [action.function for action in acting]
    assert len(set(functions)) == len(functions)
    phases = [phase.name for group in WEEK for phase in group]
    assert list(dict.fromkeys(action.phase.name for action in acting)) == phases
    assert len(set(phases)) == len(phases)
    assert all(phase.meaning for group in WEEK for phase in group)
    assert all(one.__doc__.strip().splitlines()[0].rstrip().endswith(".") for one in functions)


def test_a_process_comes_after_the_one_it_names():
    place = {action.function.__name__: i for i, action in enumerate(a for group in MODEL.actions for a in group)}
    for action in (action for group in MODEL.actions for action in group):
        assert not action.told.after or place[action.told.after] < place[action.function.__name__]


def test_staff_age_without_colleagues_and_customers(company):
    """Ageing moves nothing that takes two: no service, no customers, no books."""
    before = {name: column.copy() for name, column in columns(company).items()}
    company.age([2, 1])
    changed = {name for name, column in columns(company).items() if not np.array_equal(column, before[name])}
    takes_two = {"employees.peers_motivation", "employees.service_seen", "departments.service_in", "firm.reputation"}
    assert takes_two < before.keys()
    assert not changed & takes_two
    assert not {name for name in changed if name.startswith("customers.")}
    assert {"employees.knowledge", "employees.motivation", "employees.tenure_weeks", "firm.employer_brand"} <= changed


def test_a_week_passes(company):
    week = company.week
    company.pass_week()
    assert company.week == week + 1
