"""How near is the engine to what this machine can do? The bound: the do-nothing week fused by hand into one loop.

Everything that the engine keeps apart for people to read is run together here: one pass over people, one over
customers, columns instead of records, parameters as plain numbers, no effects, no programmes, draws read from arrays
that were made beforehand. It starts from an engine's company and must arrive where the engine arrives, to 1e-6.
Drawing is timed apart on both sides: the engine draws while it runs, so what its draws cost is measured by drawing the
same numbers alone.

    python benchmarks/bound.py
"""

from __future__ import annotations

import statistics
import time
from collections import namedtuple
from dataclasses import dataclass
from typing import Any

import numba
import numpy as np
from imsim.engine.state import CONSTANTS

import imsim.scenarios.simulation
from firms import setting_of
from imsim.engine.rng import normal, normal_quantile, numbered, uniform
from imsim.scenarios.simulation import Case, Simulation

SHORT_AGEING = 52
NORMAL, UNIFORM = ("trust", "motivation", "satisfaction", "commitment"), ("exits",)
OF_CUSTOMERS = ("visit", "move", "desk", "react")
Numbers = namedtuple("Numbers", CONSTANTS.names)
COLUMNS = (
    "motivation", "job_satisfaction", "affective_commitment", "management_trust", "belonging", "knowledge",
    "tenure_weeks", "disposition", "motivation_trait", "knowledge_plateau", "performance", "weeks_vacant", "hires",
)  # fmt: skip


@dataclass(frozen=True)
class Comparison:
    """Nanoseconds per employee-week, drawing apart, and the largest difference of a state after the weeks."""

    engine_ns: float
    bound_ns: float
    engine_draw_ns: float
    difference: float

    @property
    def ratio(self) -> float:
        """Arithmetic of the engine over that of the bound."""
        return (self.engine_ns - self.engine_draw_ns) / self.bound_ns


@numba.njit(error_model="numpy")
def draw_people(streams: Any, week: int, out: Any) -> None:
    """Numbers of one week for everybody: (5, posts)."""
    words = (
        numbered(streams.trust, week), numbered(streams.motivation, week), numbered(streams.satisfaction, week),
        numbered(streams.commitment, week), numbered(streams.exits, week),
    )  # fmt: skip
    for post in range(out.shape[1]):
        for kind in range(4):
            out[kind, post] = normal(words[kind], post)
        out[4, post] = uniform(words[4], post)


@numba.njit(error_model="numpy")
def draw_customers(streams: Any, week: int, rate: float, out: Any) -> None:
    """Numbers of one week for all customers, those of an encounter only where there may be one: (5, rows)."""
    visit, move = numbered(streams.visit, week), numbered(streams.move, week)
    desk, react, quality = numbered(streams.desk, week), numbered(streams.react, week), numbered(streams.quality, week)
    for row in range(out.shape[1]):
        out[0, row], out[1, row] = uniform(visit, row), uniform(move, row)
        if out[0, row] < rate:
            out[2, row], out[3, row] = uniform(desk, row), uniform(react, row)
            out[4, row] = normal(quality, row)


@numba.njit(error_model="numpy")
def clipped(x: float, high: float = 1.0) -> float:
    return min(max(x, 0.0), high)


@numba.njit(error_model="numpy")
def able_and_willing(knowledge: float, motivation: float, share: float) -> float:
    able, willing = max(knowledge, 2.3e-308), max(motivation, 2.3e-308)
    return willing * np.exp(share * np.log(able / willing))


@numba.njit(error_model="numpy")
def one_week(
    p: Any, hires_stream: Any, people: Any, shoppers: Any, old: Any, new: Any, occupied: Any, staff: Any,
    with_firm: Any, customers: Any, need: Any, units: Any, unit_of: Any, boss: Any, first_tie: Any, tie: Any,
    links: Any, points: Any, firm: Any,
) -> None:  # fmt: skip
    """The whole week of one run, the first of everybody's draws in `people`, of customers' in `shoppers`.

    `old` and `new` are motivation and satisfaction before and after, (2, posts); `staff` the other columns of people;
    `customers` satisfaction and expectation, (2, rows); `units` columns of departments: heads, contact, professional,
    expected claim, respect, service in and out, recent exits, customers' satisfaction, and the sums present, performed,
    leavers; `firm` brand, reputation, customers, deferred purchases, cash.
    """
    posts, rows = len(occupied), len(with_firm)
    commitment, trust, belonging, knowledge, tenure = staff[0], staff[1], staff[2], staff[3], staff[4]
    disposition, trait, plateau, performance, vacant, hires = (
        staff[5],
        staff[6],
        staff[7],
        staff[8],
        staff[9],
        staff[10],
    )
    own = 1 - p.motivation_message - p.motivation_reward - p.motivation_satisfaction
    own -= p.motivation_leader + p.motivation_peers
    mood = 1 - p.satisfaction_service - p.satisfaction_respect - p.satisfaction_reward - p.satisfaction_trust
    mood -= p.satisfaction_customers + p.satisfaction_peers
    units[:, 9:] = 0.0
    capacity, desks, speaking, present, exits = 0.0, 0, 0.0, 0.0, 0.0
    for i in range(posts):
        u = unit_of[i]
        contact = units[u, 1]
        desks += contact > 0
        led = boss[i] >= 0 and occupied[boss[i]] > 0
        leader = old[0, boss[i]] if led else p.leader_reference
        number, peers, pleased = 0.0, 0.0, 0.0
        for place in range(first_tie[i], first_tie[i + 1]):
            j = tie[place]
            if occupied[j] > 0:
                number += 1.0
                peers += old[0, j]
                pleased += old[1, j]
        staff[11, i], staff[12, i], staff[13, i] = leader, peers, pleased
        if number > 0:
            peers, pleased = peers / number, pleased / number
        elif occupied[i] == 1:
            peers, pleased = old[0, i], old[1, i]
        else:
            peers, pleased = p.motivation_reference, p.staff_satisfaction_reference
        staff[12, i], staff[13, i] = peers, pleased
        if occupied[i] == 0:
            vacant[i] += 1.0
            tenure[i] += 1.0
            continue
        k = knowledge[i]
        speed = p.learning_rate_professional if units[u, 2] > 0 else p.learning_rate
        k = min(k + speed * max(plateau[i] - k, 0.0) - p.forgetting * max(k - plateau[i], 0.0), 1.0)
        knowledge[i] = k
        lived = (1 - p.voice_weight) * units[u, 5] + p.voice_weight * min(p.voice_untouched, 1.0)
        gap = p.insight * (lived - units[u, 3])
        target = clipped(p.trust_anchor + max(gap, 0.0) + p.trust_loss_aversion * min(gap, 0.0))
        pace = p.trust_speed * min(p.prior_claim_weight, 1.0)
        trust[i] = clipped(trust[i] + pace * (target - trust[i]) + p.trust_noise * people[0, i])
        target = (
            own * trait[i] + p.motivation_message * p.message_floor + p.motivation_reward * p.reward_floor_motivation
            + p.motivation_satisfaction * old[1, i] + p.motivation_leader * leader + p.motivation_peers * peers
        )  # fmt: skip
        m = clipped(old[0, i] + p.motivation_speed * (target - old[0, i]) + p.motivation_noise * people[1, i])
        new[0, i] = m
        felt = contact + (1 - contact) * p.back_office_feedback
        heard = p.satisfaction_reference + felt * (units[u, 8] - p.satisfaction_reference)
        target = (
            mood * min(disposition[i], 1.0) + p.satisfaction_service * units[u, 5]
            + p.satisfaction_respect * units[u, 4] + p.satisfaction_reward * p.reward_floor_satisfaction
            + p.satisfaction_trust * trust[i]
            + p.satisfaction_customers * heard + p.satisfaction_peers * pleased
        )  # fmt: skip
        s = clipped(old[1, i] + p.satisfaction_speed * (target - old[1, i]) + p.satisfaction_noise * people[2, i])
        new[1, i] = s
        belonging[i] = clipped(belonging[i] + p.belonging_speed * (clipped(p.belonging_anchor) - belonging[i]))
        target = (
            (1 - p.commitment_trust - p.commitment_belonging) * s + p.commitment_trust * trust[i]
            + p.commitment_belonging * belonging[i]
        )  # fmt: skip
        c = clipped(commitment[i] + p.commitment_speed * (target - commitment[i]) + p.commitment_noise * people[3, i])
        commitment[i] = c
        enabled = p.opportunity_floor + (1 - p.opportunity_floor) * units[u, 5]
        performance[i] = min(p.performance_scale * enabled * able_and_willing(k, m, p.knowledge_share), 1.0)
        units[u, 9] += 1.0
        units[u, 10] += performance[i]
        capacity += contact * performance[i] / p.performance_reference
        speaking += c - p.staff_commitment_reference
        present += 1.0
        logit = (
            p.exit_baseline + p.labour_market + (p.exit_satisfaction + p.exit_commitment) * p.exit_anchor
            - p.exit_satisfaction * s - p.exit_commitment * c
            + p.exit_newcomer * np.exp(-tenure[i] / p.exit_tenure_scale) + p.exit_contagion * units[u, 7]
        )  # fmt: skip
        tenure[i] += 1.0
        vacant[i] = 0.0
        if people[4, i] < p.exit_exogenous + 1 / (1 + np.exp(-logit)):
            occupied[i] = 2  # leaves when the market has closed
            units[u, 11] += 1.0
            exits += 1.0
    size = len(units)
    supplied = np.zeros(size)
    seen = units[:, 5].copy()
    for u in range(size):
        worked = units[u, 10] / max(units[u, 9], 1.0) * (units[u, 9] / units[u, 0]) ** p.staffing_exponent
        units[u, 6] = max(worked, p.cover)
    for e in range(len(links)):
        given = units[links[e].supplier, 6]
        respect = clipped(links[e].respect)
        courtesy = (1 - p.rudeness_cost * (1 - respect)) / (1 - p.rudeness_cost * (1 - p.respect_reference))
        supplied[links[e].customer] += links[e].weight * max(given * courtesy, 2.2e-16) ** p.weak_link
    for u in range(size):
        units[u, 5] = min(supplied[u] ** (1 / p.weak_link), 1.0) if supplied[u] > 0 else p.performance_reference
    capacity /= desks
    needed = p.load_reference * firm[2] / p.customers_reference
    load = min(needed, p.load_most * capacity) / capacity if capacity > 0 else p.load_most
    overload = p.load_effect * max(load - 1, 0.0)
    leaving = min(p.churn_hazard * np.exp(p.churn_slope * p.satisfaction_reference), 1.0)
    joining = min(p.join_hazard * np.exp(p.join_slope * (firm[1] - p.satisfaction_reference)), 1.0)
    delighted, let_down, dropped, left, joined, heads, pleasure = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for row in range(rows):
        luck = shoppers[1, row]
        if with_firm[row]:
            failed = False
            if shoppers[0, row] < p.encounter_rate:
                turn, draw = 0, shoppers[2, row]
                while turn < points.shape[1] - 1 and draw >= points[0, turn].upper:
                    turn += 1
                point = points[0, turn]
                i = min(point.first + int((draw - point.lower) * point.desks_per_share), point.last)
                tried = point.first
                while occupied[i] == 0 and tried <= point.last:
                    i = i + 1 if i < point.last else point.first
                    tried += 1
                there = occupied[i] > 0
                done = performance[i] if there else p.cover
                known = knowledge[i] - p.knowledge_reference if there else 0.0
                unusual = clipped(p.need_mean + p.need_sd * need[row])
                quality = (
                    p.product_weight * p.product_quality + (1 - p.product_weight) * done
                    + p.need_weight * unusual * known - overload + p.site_effect + p.quality_noise * shoppers[4, row]
                )  # fmt: skip
                gap = quality - customers[1, row]
                felt = p.neutral_satisfaction + p.surplus_gain * max(gap, 0.0) + p.shortfall_loss * min(gap, 0.0)
                felt = p.quality_share * quality + (1 - p.quality_share) * felt
                customers[0, row] = clipped(customers[0, row] + p.satisfaction_step * (felt - customers[0, row]))
                customers[1, row] = clipped(customers[1, row] + p.expectation_step * gap)
                delighted += gap > p.above_threshold
                let_down += gap < -p.below_threshold
                dropped += gap < -p.below_threshold and shoppers[3, row] < p.bail_probability
                failed = gap < -p.failure_threshold
            if failed or luck < leaving:
                drift = np.exp(-p.churn_slope * (customers[0, row] - p.satisfaction_reference))
                drift = min(p.churn_hazard * drift, 1.0)
                if luck < 1 - (1 - drift) * (1 - p.leave_probability * failed):
                    with_firm[row] = False
                    left += 1.0
        elif luck < joining:
            with_firm[row] = True
            customers[0, row] = firm[1]
            customers[1, row] = p.promise_weight * min(p.brand_promise, 1.0) + (1 - p.promise_weight) * firm[1]
            joined += 1.0
        if with_firm[row]:
            heads += 1.0
            pleasure += customers[0, row]
    firm[2] += joined - left
    mean = pleasure / heads if heads > 0 else p.satisfaction_reference
    talk = (p.told_good * delighted - p.told_bad * let_down) / max(firm[2], 1.0) - p.talk_reference
    target = mean + p.talk_weight * talk + p.advocacy_weight * speaking / max(present, 1.0)
    firm[1] = clipped(firm[1] + p.reputation_speed * (target - firm[1]))
    wanted = p.applicants * np.exp(p.applicants_brand * (firm[0] - p.employer_brand_anchor)) * p.labour_supply
    applicants = max(wanted, 1.0)
    staffed, satisfied, bound_ = 0.0, 0.0, 0.0
    for i in range(posts):
        if occupied[i] != 1:
            if occupied[i] == 2:
                occupied[i] = 0
            if vacant[i] >= p.vacancy_weeks:
                draws = numbered(numbered(hires_stream, i), np.int64(hires[i]))
                signal = normal_quantile(np.exp(np.log(uniform(draws, 0)) / applicants))
                valid = min(p.hiring_validity, 1.0)
                fit = valid * signal + np.sqrt(1 - valid * valid) * normal_quantile(uniform(draws, 1))
                rest = np.sqrt(1 - p.fit_loading * p.fit_loading)
                score = p.fit_loading * fit + rest * normal_quantile(uniform(draws, 2))
                disposition[i] = min(max(p.disposition_mean + p.trait_sd * score, p.trait_low), p.trait_high)
                score = p.fit_loading * fit + rest * normal_quantile(uniform(draws, 3))
                trait[i] = min(max(p.motivation_trait_mean + p.trait_sd * score, p.trait_low), p.trait_high)
                rest = np.sqrt(1 - p.plateau_loading * p.plateau_loading)
                score = p.plateau_loading * fit + rest * normal_quantile(uniform(draws, 4))
                plateau[i] = min(max(p.plateau_mean + p.plateau_sd * score, p.plateau_low), p.plateau_high)
                hires[i] += 1.0
                occupied[i] = 1
                tenure[i], vacant[i], u = 0.0, 0.0, unit_of[i]
                knowledge[i], trust[i], belonging[i] = (
                    p.newcomer_knowledge,
                    p.newcomer_trust,
                    clipped(p.belonging_anchor),
                )
                contact = units[u, 1]
                felt = contact + (1 - contact) * p.back_office_feedback
                heard = p.satisfaction_reference + felt * (units[u, 8] - p.satisfaction_reference)
                s = (
                    mood * disposition[i] + p.satisfaction_service * seen[u] + p.satisfaction_respect * units[u, 4]
                    + p.satisfaction_reward * p.reward_floor_satisfaction + p.satisfaction_trust * trust[i]
                    + p.satisfaction_customers * heard + p.satisfaction_peers * staff[13, i]
                )  # fmt: skip
                m = (
                    own * trait[i] + p.motivation_message * p.message_floor
                    + p.motivation_reward * p.reward_floor_motivation + p.motivation_satisfaction * s
                    + p.motivation_leader * staff[11, i] + p.motivation_peers * staff[12, i]
                )  # fmt: skip
                new[0, i], new[1, i] = m, s
                commitment[i] = (
                    (1 - p.commitment_trust - p.commitment_belonging) * s + p.commitment_trust * trust[i]
                    + p.commitment_belonging * belonging[i]
                )  # fmt: skip
                enabled = p.opportunity_floor + (1 - p.opportunity_floor) * seen[u]
                able = able_and_willing(knowledge[i], m, p.knowledge_share)
                performance[i] = min(p.performance_scale * enabled * able, 1.0)
        if occupied[i] == 1:
            staffed += 1.0
            satisfied += new[1, i]
            bound_ += commitment[i]
    for u in range(size):
        units[u, 7] = p.recent_exits_decay * units[u, 7] + units[u, 11] / max(units[u, 0], 1.0)
        units[u, 8] = mean
    staffed_ = max(staffed, 1.0)
    target = p.employer_brand_anchor + p.employer_brand_satisfaction * (
        satisfied / staffed_ - p.staff_satisfaction_reference
    )
    target += p.employer_brand_commitment * (bound_ / staffed_ - p.staff_commitment_reference)
    firm[0] = clipped(firm[0] + p.employer_brand_speed * (target - firm[0]))
    lost = dropped * p.wanted_purchases / p.encounter_rate
    returned = firm[3] * p.deferred_return
    firm[3] += lost * p.deferred_share - returned
    bought = p.weight * (firm[2] * p.wanted_purchases - lost + returned)
    firm[4] += (
        p.margin * bought * p.purchase_value - staffed * p.weekly_pay - p.weekly_overhead - exits * p.price_of_leaver
    )


@numba.njit(error_model="numpy")
def draw_weeks(streams: Any, week: int, rate: float, people: Any, shoppers: Any) -> None:
    """Numbers of successive weeks: people (weeks, 5, posts), shoppers (weeks, 5, rows)."""
    for after in range(len(people)):
        draw_people(streams, week + after, people[after])
        draw_customers(streams, week + after, rate, shoppers[after])


@numba.njit(error_model="numpy")
def some_weeks(
    p: Any, hires_stream: Any, people: Any, shoppers: Any, old: Any, new: Any, occupied: Any, staff: Any,
    with_firm: Any, customers: Any, need: Any, units: Any, unit_of: Any, boss: Any, first_tie: Any, tie: Any,
    links: Any, points: Any, firm: Any,
) -> None:  # fmt: skip
    """As many weeks as there are draws for."""
    for after in range(len(people)):
        one_week(
            p, hires_stream, people[after], shoppers[after], old, new, occupied, staff, with_firm, customers, need,
            units, unit_of, boss, first_tie, tie, links, points, firm,
        )  # fmt: skip
        old, new = new, old


class Fused:
    """One run of a company, copied out of an engine's block into columns.

    Args:
        simulation: the engine, at the beginning of a week.
        replicate: which run of its first case.
        weeks: that it passes at a time.
    """

    def __init__(self, simulation: Simulation, replicate: int, weeks: int) -> None:
        company = simulation.ensemble
        state, run = company.state(), (0, replicate)
        self.p = Numbers(*(float(value) for value in state.p[run]))
        self.streams, self.week = state.streams[replicate], company.week
        staff, shared = company.employees, state.departments[run]
        self.old = np.stack([staff.motivation[run], staff.job_satisfaction[run]])
        self.new = self.old.copy()
        self.occupied = staff.occupied[run].astype(np.int8)
        columns = [getattr(staff, name)[run].astype(float) for name in COLUMNS[2:]]
        self.employees = np.stack([*columns, *np.zeros((3, len(self.occupied)))])
        market = company.customers
        self.with_firm = market.with_firm[run].copy()
        self.customers = np.stack([market.customer_satisfaction[run], market.expectation[run]])
        self.need = market.need_score[run].copy()
        names = ("service_in", "service_out", "recent_exits", "customer_satisfaction")
        organisation, reference = company.organisation, company.reference
        fixed = [organisation.heads, organisation.contact, organisation.professional]
        fixed += [reference.expected_claim[0, 0], reference.respect_received[0, 0]]
        self.units = np.stack([*fixed, *(shared[name] for name in names), *np.zeros((3, len(shared)))], axis=1)
        firm = state.firm[run][0]
        stocks = ("employer_brand", "reputation", "customers_now", "deferred", "cash")
        self.firm = np.array([float(firm[name]) for name in stocks])
        desks = state.desks
        self.graph = (desks.department, desks.supervisor,
                      state.first_tie, state.tie, state.links, state.points)  # fmt: skip
        self.people = np.zeros((weeks, 5, len(self.occupied)))
        self.shoppers = np.zeros((weeks, 5, len(self.need)))

    def draw(self) -> None:
        """Make the numbers of the next weeks."""
        draw_weeks(self.streams, self.week, self.p.encounter_rate, self.people, self.shoppers)

    def step(self) -> None:
        """Let the weeks pass that were drawn."""
        some_weeks(
            self.p, self.streams["hires"], self.people, self.shoppers, self.old, self.new, self.occupied,
            self.employees, self.with_firm, self.customers, self.need, self.units, *self.graph, self.firm,
        )  # fmt: skip
        if len(self.people) % 2:
            self.old, self.new = self.new, self.old
        self.week += len(self.people)

    def apart(self, simulation: Simulation, replicate: int) -> float:
        """Largest difference from the engine: absolute up to one, relative above."""
        company, run = simulation.ensemble, (0, replicate)
        there = company.employees.occupied[run]
        pairs = [(there, self.occupied == 1), (company.firm.cash[run], self.firm[4:])]
        pairs += [(company.firm.reputation[run], self.firm[1:2]), (company.firm.employer_brand[run], self.firm[:1])]
        pairs += [(company.employees.motivation[run][there], self.old[0][there])]
        pairs += [
            (getattr(company.employees, name)[run][there], self.employees[place][there])
            for place, name in enumerate(COLUMNS[2:])
        ]
        pairs += [(company.customers.customer_satisfaction[run], self.customers[0])]
        far = [np.abs(a - b.astype(float)) / np.maximum(1, np.abs(b.astype(float))) for a, b in
               ((np.asarray(a, dtype=float), np.asarray(b)) for a, b in pairs)]  # fmt: skip
        return float(max(one.max() for one in far))


def compared(people: int, replicates: int, weeks: int, rounds: int = 4) -> Comparison:
    """Time engine and bound from one start, so many weeks at a time, and see that they arrive at the same numbers."""
    imsim.scenarios.simulation.AGEING_WEEKS = SHORT_AGEING
    simulation = Simulation(setting_of(people), [Case()], range(replicates), 1)
    fused = [Fused(simulation, replicate, weeks) for replicate in range(replicates)]
    work = simulation.setting.organisation.posts * replicates * weeks
    times: list[tuple[float, float, float]] = []
    for _ in range(rounds):
        begin = time.process_time()
        for _ in range(weeks):
            simulation.step()
        stepped, drawn, passed = time.process_time() - begin, 0.0, 0.0
        for one in fused:
            begin = time.process_time()
            one.draw()
            between = time.process_time()
            one.step()
            drawn, passed = drawn + between - begin, passed + time.process_time() - between
        times.append((stepped, passed, drawn))
    difference = max(one.apart(simulation, replicate) for replicate, one in enumerate(fused))
    # The first round compiles.
    figures = [1e9 * statistics.median(column) / work for column in zip(*times[1:], strict=True)]
    return Comparison(*figures, difference=difference)


def main() -> None:
    print(f"{'':<32}{'engine':>9}{'drawing':>9}{'bound':>9}{'ratio':>7}{'apart':>10}   ns per employee-week")
    for label, people, replicates, weeks in (
        ("10,000 employees, one run", 10_000, 1, 17),
        ("64 replicates of 120 employees", 120, 64, 17),
        ("1,000,000 employees, one run", 1_000_000, 1, 2),
    ):
        found = compared(people, replicates, weeks)
        print(
            f"{label:<32}{found.engine_ns:>9.0f}{found.engine_draw_ns:>9.0f}{found.bound_ns:>9.0f}{found.ratio:>7.2f}"
            f"{found.difference:>10.1e}"
        )


if __name__ == "__main__":
    main()
