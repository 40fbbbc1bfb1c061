"""Processes of the week, one at a time, beside the plain way of doing the same."""

import copy

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal

from imsim.parameters import DEFAULTS
from imsim.processes.market import Touched, at_the_desk
from imsim.processes.surroundings import contacts_means, leaders_motivation
from imsim.simulation import Case, Simulation
from imsim.week import AGEING, WEEK, pass_week
from worlds import LIVELY, after, case, columns, small


@pytest.fixture
def company(short_ageing):
    """A firm in which some desks stand vacant, two cases of three replicates."""
    cases = [case(**LIVELY), case(**LIVELY, motivation_peers=0.12)]
    return after(small().setting(), cases, 6, replicates=(0, 1, 2))


# Customers


masks = st.tuples(st.integers(1, 5), st.integers(1, 12)).flatmap(lambda shape: arrays(bool, shape))


@settings(max_examples=200, deadline=None)
@given(mask=masks, luck=st.randoms(use_true_random=False))
def test_flags_of_touched_customers_are_counted_run_by_run(mask, luck):
    touched = Touched.where(mask)
    flags = np.array([[luck.random() < 0.6 for _ in touched.flat] for _ in range(2)], dtype=bool).reshape(2, -1)
    plain = np.zeros((2, *mask.shape))
    plain.reshape(2, -1)[:, touched.flat] = flags
    assert_array_equal(touched.counts(flags), plain.sum(axis=2, keepdims=True))


@settings(max_examples=100, deadline=None)
@given(mask=masks)
def test_touched_customers_stand_where_the_mask_says(mask):
    touched = Touched.where(mask)
    assert_array_equal(np.stack([touched.replicate, touched.customer]), np.nonzero(mask))
    column = np.arange(2.0 * mask.size).reshape(2, *mask.shape)
    assert_array_equal(touched.of(column), column[:, mask])
    assert_array_equal(touched.of(column[0]), column[0][mask])
    assert_allclose(touched.sums(touched.of(column)), (column * mask).sum(axis=2, keepdims=True))
    touched.store(column, -touched.of(column) - 1)
    assert ((column < 0) == mask).all()


def test_a_customer_at_a_vacant_desk_meets_the_next_one_there(company):
    staff, organisation, p = company.staff, company.organisation, company.parameters
    performed, known = at_the_desk(company)
    desks = np.flatnonzero(company.contact_posts)
    performed, known = (
        values if values.shape[2] == len(desks) else values[:, :, desks] for values in (performed, known)
    )
    for run in np.ndindex(company.shape):
        for i, post in enumerate(desks):
            department = organisation.department_of[post]
            start, heads = organisation.starts[department], organisation.heads[department]
            ring = [start + (post - start + step) % heads for step in range(heads)]
            present = [other for other in ring if staff.occupied[(*run, other)]]
            expected = (
                (staff.performance[(*run, present[0])], staff.knowledge[(*run, present[0])])
                if present
                else (p.cover[0, 0, 0], p.knowledge_reference[0, 0, 0])
            )
            assert (performed[(*run, i)], known[(*run, i)]) == expected
    assert not staff.occupied[:, :, desks].all()


def test_customers_turn_to_desks_in_the_shares_of_their_segment(short_ageing):
    setting = small(
        "market.segments.homes={share=0.5, touch_points={customer_service=3.0, sales=1.0}}",
        "market.segments.firms={share=0.5, touch_points={sales=1.0}}",
    ).setting()
    company = after(setting, [Case()], 0)
    draws = (np.arange(48_000) + 0.5) / 48_000
    contact = np.flatnonzero(company.contact_posts)
    for segment, shares in ((0, {4: 0.75, 5: 0.25}), (1, {5: 1.0})):
        desk = company.desks.chosen(np.full(len(draws), segment), draws)
        # Desks are numbered among the contact desks, or among all.
        post = contact[desk] if desk.max() < len(contact) else desk
        counts = np.bincount(post, minlength=120) / len(draws)
        for department, share in shares.items():
            there = setting.organisation.department_of == department
            assert_allclose(counts[there], share / there.sum(), atol=1e-3)


# Colleagues


def test_contacts_are_averaged_over_those_who_are_there(company):
    staff, ties = company.staff, company.organisation.contacts.toarray()
    motivation, satisfaction, exposure = contacts_means(company)
    for run in np.ndindex(company.shape):
        there = ties * staff.occupied[run]
        number = there.sum(axis=1)
        for mean, column in ((motivation, staff.motivation), (satisfaction, staff.job_satisfaction)):
            expected = np.where(number > 0, (there @ column[run]) / np.maximum(number, 1), column[run])
            assert_allclose(mean[run], expected, rtol=1e-12)
    assert exposure == 0.0


def test_the_leader_is_the_supervisor_or_the_reference(company):
    leading = leaders_motivation(company)
    staff, boss = company.staff, company.organisation.supervisor
    for run in np.ndindex(company.shape):
        for post in range(company.organisation.posts):
            led = boss[post] >= 0 and staff.occupied[(*run, boss[post])]
            expected = staff.motivation[(*run, boss[post])] if led else DEFAULTS["leader_reference"]
            assert leading[(*run, post)] == expected


# Hiring


def test_the_harder_the_selection_the_better_the_people(short_ageing):
    cases = [Case(), case(applicants=20.0), case(hiring_validity=0.5), case(applicants=20.0, hiring_validity=0.5)]
    company = after(small().setting(), cases, 0, replicates=range(6))
    means = (company.staff.disposition * company.staff.occupied).sum(axis=(1, 2)) / company.staff.occupied.sum(
        axis=(1, 2)
    )
    assert means[0] < means[1] < means[3]
    assert means[0] < means[2] < means[3]


def test_newcomers_know_little_and_trust_much(short_ageing):
    simulation = Simulation(small().setting(), [case(**LIVELY)], (0, 1), 1)
    seen = 0
    for _ in range(12):
        simulation.step()
        staff, new = simulation.company.staff, simulation.company.flows.hired
        seen += int(new.sum())
        assert (staff.knowledge[new] == DEFAULTS["newcomer_knowledge"]).all()
        assert (staff.management_trust[new] == DEFAULTS["newcomer_trust"]).all()
        for empty in ("tenure_weeks", "message_adstock", "reward_reference", "incentive_motivation", "weeks_vacant"):
            assert not getattr(staff, empty)[new].any()
        for trait in ("disposition", "motivation_trait"):
            assert ((getattr(staff, trait)[new] >= 0.02) & (getattr(staff, trait)[new] <= 0.98)).all()
    assert seen > 20


# Satisfaction reaches customers through performance alone (model.md part 4, C14)


def test_with_performance_held_customers_do_not_care_how_satisfied_staff_are(company):
    """Press, meet, leave, join and talk: bit for bit the same whatever job satisfaction is, performance being equal."""
    market = [process for process in WEEK if process.__module__ == "imsim.processes.market"]
    assert len(market) == 4
    content, bitter = copy.deepcopy(company), copy.deepcopy(company)
    content.staff.job_satisfaction[...] = 0.95
    bitter.staff.job_satisfaction[...] = 0.05
    for one in (content, bitter):
        for process in market:
            process(one)
    first, second = columns(content), columns(bitter)
    for name in first:
        if name != "staff.job_satisfaction":
            assert_array_equal(first[name], second[name], err_msg=name)


def test_performance_reaches_customers(company):
    market = [process for process in WEEK if process.__module__ == "imsim.processes.market"]
    good, poor = copy.deepcopy(company), copy.deepcopy(company)
    good.staff.performance[...] = 0.7
    poor.staff.performance[...] = 0.5
    for one in (good, poor):
        for process in market:
            process(one)
    gain = (good.flows.quality - poor.flows.quality) / good.flows.encounters
    assert_allclose(gain, (1 - DEFAULTS["product_weight"]) * 0.2, rtol=1e-9)
    assert (good.customers.customer_satisfaction >= poor.customers.customer_satisfaction).all()
    assert (good.flows.left <= poor.flows.left).all()


# The week


def test_each_process_of_the_week_comes_once_and_ageing_is_a_part_of_it():
    assert len(set(WEEK)) == len(WEEK)
    assert [process for process in WEEK if process in AGEING] == list(AGEING)
    assert all(process.__doc__.strip().splitlines()[0].rstrip().endswith(".") for process in WEEK)


def test_a_week_passes(company):
    week = company.week
    pass_week(company)
    assert company.week == week + 1
