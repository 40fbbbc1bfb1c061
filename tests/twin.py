"""The twin: the whole week told one `mesa.Agent` at a time, in plain Python floats, as a student would write it.

It stands beside the engine for two reasons. Fed with the engine's draws, it must arrive at the engine's numbers: it
writes E1-E27 and what each programme does once more, with the `math` module, and imports no equation of imsim. And it
is the benchmark's "plain Mesa": what the same rules cost without columns. Sections follow the order of the week; words
are the engine's, so that one can be read beside the other. A vacant desk holds nobody here, so nothing that an engine's
column holds for a vacant post can find its way in.

Here is the firm as a whole; `twin_people`, `twin_places` and `twin_programmes` tell the rest, `twin_numbers` what they
count with.

Example:
    >>> model = Twin(setting, Case(), replicate=0, seed=1)  # doctest: +SKIP
    >>> model.step()                                        # doctest: +SKIP
"""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import mesa
import numpy as np

from imsim.engine.streams import Streams
from imsim.mechanisms.wishes import REWARD_SHARES
from imsim.scenarios.simulation import Case, Setting, Simulation
from twin_numbers import NOTHING, DeskEffects, EdgeEffects, FirmEffects, Numbers, share
from twin_people import PANEL, TwinCustomer, TwinEmployee, TwinSegment
from twin_places import OF_A_DEPARTMENT, Department, Desk, Edge, Partner
from twin_programmes import EVENTS, TELLINGS, WEEKS_A_YEAR, hours_by_line, present

HIRE_DRAWS = 7
FIXED_POINT_ROUNDS = 200


class TwinModel(mesa.Model):
    """One run of one case: a firm, its people and its market.

    Args:
        setting, case, replicate, seed: as for the engine.
        start: an engine's company to start from, at whatever week it stands (that of the burn-in's beginning, say);
            without it, the engine's at the end of the burn-in.
        row: which case and replicate of that company.
        from_the_beginning: age the staff and burn in here instead.
    """

    def __init__(
        self,
        setting: Setting,
        case: Case,
        replicate: int,
        seed: int,
        start: Any = None,
        row: tuple[int, int] = (0, 0),
        from_the_beginning: bool = False,
    ) -> None:
        super().__init__(rng=0)
        if case.plan is not None:
            raise NotImplementedError("the twin tells programmes and events, but no plans that steer them")
        # Some prepare: others build on what they find out.
        self.setting, self.programmes = setting, sorted(case.programmes, key=lambda named: not named[1].prepares)
        self.p = Numbers(case, setting)
        self.streams = Streams(seed, [replicate])
        self.week, self.pace = setting.timeline.origin, 1
        self.luck: dict[str, list[float]] = {}
        self.tastes: list[dict[str, float]] = []
        self.build_organisation()
        self.build_market()
        self.effects, self.flows = FirmEffects(), SimpleNamespace(hires=0)
        self.employer_brand, self.reputation = self.p.employer_brand_anchor, self.p.satisfaction_reference
        self.cash = self.deferred = self.advocacy = 0.0
        self.standard = 1.0
        if from_the_beginning:
            self.age_and_burn_in()
        else:
            self.copy(Simulation(setting, [case], [replicate], seed).ensemble if start is None else start, row)

    # Building.

    def build_organisation(self) -> None:
        """Departments, desks, reporting lines, contacts and the internal-customer graph."""
        organisation, p = self.setting.organisation, self.p
        self.departments, self.desks = [], []
        layers = organisation.layers.tolist()
        for given in organisation.departments:
            rate = p.learning_rate_professional if given.professional else p.learning_rate
            department = Department(given.name, given.contact, given.heads, rate, p)
            self.departments.append(department)
            for _ in range(given.heads):
                department.desks.append(Desk(len(self.desks), department, layers[len(self.desks)], p))
                self.desks.append(department.desks[-1])
        for desk, boss in zip(self.desks, organisation.supervisor.tolist(), strict=True):
            desk.boss = self.desks[boss] if boss >= 0 else None
            desk.contacts = self.tied(organisation.contacts, desk)
            desk.dormant = {name: self.tied(ties, desk) for name, ties in organisation.dormant.items()}
        self.partners = [Partner(name) for name, data in organisation.service.nodes(data=True) if data.get("partner")]
        self.build_service(organisation.service)

    def tied(self, matrix: Any, desk: Desk) -> list[Desk]:
        first, last = matrix.indptr[desk.number], matrix.indptr[desk.number + 1]
        return [self.desks[other] for other in matrix.indices[first:last].tolist()]

    def build_service(self, graph: Any) -> None:
        """Who serves whom, and the service at which E15-E18 stand still (E6: what people expect anyway)."""
        p, units = self.p, {unit.name: unit for unit in (*self.departments, *self.partners)}
        respects = {given.name: given.respect for given in self.setting.organisation.departments}
        self.edges = []
        for supplier, customer, data in graph.edges(data=True):
            if isinstance(units[customer], Department):
                respect = data.get("respect", respects[customer])
                edge = Edge(units[supplier], units[customer], data["weight"], respect, data.get("shift", 0.0))
                edge.customer.suppliers.append(edge)
                if isinstance(edge.supplier, Department):
                    edge.supplier.clients.append(edge)
                self.edges.append(edge)
        able = p.scale * p.able_and_willing(p.knowledge_reference, p.motivation_reference)
        for partner in self.partners:
            partner.service_out = p.partner_service
        for _ in range(FIXED_POINT_ROUNDS):
            for unit in self.departments:
                unit.service_out = max(min(able * p.enabled(unit.service_in), 1), p.cover)
            for unit in self.departments:
                unit.service_in = unit.received(p)
        for unit in self.departments:
            unit.service_out = p.performance_reference
            unit.service, unit.respect = unit.service_in, unit.respect_received(p)
            unit.expected_claim = (1 - p.voice_weight) * unit.service_in + p.voice_weight * p.voice_untouched

    def build_market(self) -> None:
        """Rows of the market: with the firm or elsewhere, by chance."""
        p, market = self.p, self.setting.market
        self.segments = [TwinSegment(segment.touch_points, self.departments) for segment in market.segments]
        generator = self.streams.fixed("market")[0]
        luck, needs = generator.random(market.rows).tolist(), generator.standard_normal(market.rows).tolist()
        traits = self.streams.fixed("market traits")[0].standard_normal((2, market.rows)).tolist()
        ties = self.streams.fixed("market ties")[0].random(market.rows).tolist()
        whole, reached, owners = sum(segment.share for segment in market.segments), 0.0, []
        for segment, given in zip(self.segments, market.segments, strict=True):
            reached += given.share / whole
            owners += [segment] * (round(reached * market.rows) - len(owners))
        self.customers = [
            TwinCustomer(owner, scores, draw, p)
            for owner, scores, draw in zip(owners, zip(needs, *traits, strict=True), luck, strict=True)
        ]
        for customer, draw in zip(self.customers, ties, strict=True):
            customer.tie = p.tie_at(draw) if customer.with_firm else 0.0
        self.customers_now = sum(customer.with_firm for customer in self.customers)

    def age_and_burn_in(self) -> None:
        """Every desk alone in the reference environment, then the whole firm, doing nothing."""
        self.fill_vacancies()
        self.build_employer_brand()
        while weeks := -self.setting.timeline.burn_in - self.week:
            self.pace = max(weeks // 20, 1)
            self.draw_luck("trust", "motivation", "satisfaction", "commitment")
            for person in self.people():
                person.live()
            self.leave_the_firm(ageing=True)
            self.fill_vacancies()
            self.build_employer_brand()
            self.week += self.pace
        self.pace = 1
        while self.week < 0:
            self.step()

    def copy(self, company: Any, row: tuple[int, int]) -> None:
        """Start where an engine's company stands: copy one row of its columns."""
        self.week = company.week
        self.flows.hires = int(company.flows.hires[row][0])
        columns = {name: getattr(company.employees, name)[row].tolist() for name in company.employees.names}
        kept = [name for name in TwinEmployee.__slots__ if name in columns]
        for i, desk in enumerate(self.desks):
            desk.weeks_vacant, desk.hires = columns["weeks_vacant"][i], columns["hires"][i]
            desk.usual_lift = columns["usual_lift"][i]
            if columns["occupied"][i]:
                person = TwinEmployee(self, desk)
                for name in kept:
                    setattr(person, name, columns[name][i])
        for name in (
            "with_firm", "customer_satisfaction", "expectation", "walked_away", "leniency", "inertia", "tie",
            "own_post", "own_hire",
        ):  # fmt: skip
            for customer, value in zip(self.customers, getattr(company.customers, name)[row].tolist(), strict=True):
                setattr(customer, name, value)
        for name in ("employer_brand", "reputation", "cash", "deferred", "advocacy", "customers_now", "standard"):
            setattr(self, name, getattr(company.firm, name)[row].item())
        for name in OF_A_DEPARTMENT:
            for department, value in zip(
                self.departments, getattr(company.departments, name)[row].tolist(), strict=True
            ):
                setattr(department, name, value)

    # Chance: the engine's streams, read once a week.

    def uniform(self, process: str, size: int) -> list[float]:
        return self.streams.uniform(process, self.week, size)[0].tolist()

    def normal(self, process: str, size: int) -> list[float]:
        return self.streams.normal(process, self.week, size)[0].tolist()

    def draw_luck(self, *processes: str) -> None:
        self.luck = {process: self.normal(process, len(self.desks)) for process in processes}

    def appeal(self, kind: str, taste: int) -> float:
        """E8: how much a reward appeals, from a panel of respondents drawn once."""
        if not self.tastes:
            p = self.p
            # NumPy's sum, since its Dirichlet draws jump where a weight passes 1 and one of them stands a bit below.
            shares = np.array([getattr(p, f"preference_{name}") for name in REWARD_SHARES])
            weights = p.preference_concentration * shares / math.fsum(shares)
            panel = self.streams.fixed("tastes")[0].dirichlet(weights, PANEL).tolist()
            appeals = [[(wish / p.preference_cash) ** p.preference_compression for wish in row] for row in panel]
            self.tastes = [dict(zip(REWARD_SHARES, row, strict=True)) for row in appeals]
        return self.tastes[taste][kind]

    # The week.

    def people(self) -> list[TwinEmployee]:
        return [desk.person for desk in self.desks if desk.person is not None]

    def step(self) -> None:
        """Programmes act, then the week passes."""
        self.act()
        self.look_around()
        self.draw_luck("trust", "motivation", "satisfaction", "commitment")
        people = self.people()
        for person in people:
            person.live()
            person.perform()
        self.serve_internally()
        self.press_on_staff()
        self.meet_customers()
        self.leave_and_join()
        self.spread_the_word(people)
        self.leave_the_firm()
        self.fill_vacancies()
        self.build_employer_brand()
        self.keep_the_books()
        self.week += 1

    def act(self) -> None:
        """Programmes put this week's effects on the table, and their costs in the books."""
        active = [(name, levers) for name, levers in self.programmes if levers.runs_in(self.week)]
        self.effects, begun = FirmEffects(), [event for event in self.setting.events if event.week <= self.week]
        for desk in self.desks:
            desk.effects = DeskEffects() if active or begun else NOTHING
        for edge in self.edges:
            edge.effects = EdgeEffects()
        for event in begun:
            EVENTS[event.kind](self, event, self.week - event.week)
        self.done = self.done_of(active)
        for name, levers in active:
            before = self.hours_away()
            self.effects.cash += TELLINGS[levers.kind](self, name, levers)
            self.lead_by_line(levers)
            self.effects.hours += self.hours_away() - before

    def done_of(self, active: list[tuple[str, Any]]) -> float:
        """Share of the work of roles that line managers, who do it where no plan employs anybody, have time for."""
        p, asked = self.p, sum(hours_by_line(self, levers) for _, levers in active)
        could = p.line_most * len(present(self.managers())) * p.working_hours / p.line_factor
        return min(could / asked, 1) if asked else 1.0

    def managers(self) -> list[Desk]:
        """Desks that lead others; all where nobody does."""
        bosses = {desk.boss for desk in self.desks} - {None}
        return [desk for desk in self.desks if desk in bosses] or self.desks

    def lead_by_line(self, levers: Any) -> None:
        """Line managers are away for what they do of a programme's work."""
        managers = self.managers()
        hours = hours_by_line(self, levers) * self.done * self.p.line_factor / max(len(present(managers)), 1)
        for desk in managers if hours else ():
            desk.effects.hours_away += hours / self.p.working_hours

    def hours_away(self) -> float:
        """Hours that the people present are away from their desks."""
        return sum(min(one.desk.effects.hours_away, 1) for one in self.people()) * self.p.working_hours

    def look_around(self) -> None:
        """What people see around them as the week begins (E12: what they hear from customers)."""
        p = self.p
        for desk in self.desks:
            desk.look_around(p)
        for department in self.departments:
            department.service, department.respect = department.service_in, department.respect_received(p)
            heard = 1.0 if department.contact else p.back_office_feedback
            department.colleagues_lost = department.leavers / department.heads - department.usual_exits
            surplus = department.customer_satisfaction - p.satisfaction_reference
            department.customers = share(p.satisfaction_reference + heard * p.customers_gain * surplus)

    def serve_internally(self) -> None:
        """E17, E18."""
        p = self.p
        for department in self.departments:
            people = present(department.desks)
            mean = sum([person.performance for person in people]) / max(len(people), 1)
            attached = [person.affective_commitment - p.staff_commitment_reference for person in people]
            mean *= 1 + p.help_gain * sum(attached) / max(len(people), 1)
            effects = [person.desk.effects for person in people]
            hands = sum([1 - min(one.hours_away, 1) + one.extra_hands for one in effects])
            staffed = (hands / department.heads) ** p.staffing_exponent
            department.service_out = max(mean * staffed, p.cover)
        if self.partners:
            for partner, noise in zip(self.partners, self.normal("partners", len(self.partners)), strict=True):
                partner.service_out = share(p.partner_service + p.partner_noise * noise)
        for department in self.departments:
            department.service_in = department.received(p)

    def press_on_staff(self) -> None:
        """E19, E19a, E19b: pressure, time given and what becomes of the standard."""
        p, capacity = self.p, 0.0
        desks = [desk for department in self.departments if department.contact for desk in department.desks]
        for desk in desks:
            if desk.person is not None:
                away = min(desk.effects.hours_away, 1) - desk.effects.extra_hands
                capacity += desk.person.performance_quantity / p.performance_reference * (1 - away)
        market, flows, usual = self.setting.market, self.flows, self.standard
        caseload = (market.caseload or market.active_customers / len(desks)) / p.weight
        needed = p.load_reference * self.customers_now * (1 + self.effects.demand) * usual / caseload
        pressure = min(needed / capacity, p.load_most) if capacity > 0 else p.load_most
        if pressure > 1:
            given = usual * pressure**-p.time_slope
        elif pressure < p.slack:
            given = min(usual * (p.slack / max(pressure, 0.05)) ** p.slack_slope, p.standard_most)
        else:
            given = usual
        flows.pressure, flows.time_given, flows.load = pressure, given, pressure * given / usual
        pace = p.standard_down if given < usual else p.standard_up
        hold = p.standard_hold + p.standard_kept * self.effects.consistency
        self.standard = usual + pace * (given - usual) + hold * (1 - usual)
        for department in self.departments:
            hands = sum(1 - min(one.desk.effects.hours_away, 1) + one.desk.effects.extra_hands
                        for one in present(department.desks))  # fmt: skip
            idle = min(p.load_reference * department.heads / max(hands, 0.25), p.load_most)
            department.pressure = pressure if department.contact else idle

    def meet_customers(self) -> None:
        """E19, E19c-E19e, E20, E21."""
        p, flows, rows = self.p, self.flows, len(self.customers)
        visit, turn, known = (
            self.uniform("visit", rows),
            self.uniform("desk", rows),
            self.uniform("contact_person", rows),
        )
        noise, drop = self.normal("quality", rows), self.uniform("react", rows)
        fixed = p.product_weight * p.product_quality + p.site_effect - p.load_effect * max(flows.load - 1, 0)
        fixed += p.time_effect * (flows.time_given - 1)
        flows.agreed, promised = self.agreed(), p.promise_heard * self.effects.promise
        encounters = let_down = delighted = dropped = 0
        total = squares = 0.0
        # How much of each failure nobody has made up for (E22b).
        self.failed: dict[int, float] = {}
        for i, customer in enumerate(self.customers):
            if visit[i] >= p.encounter_rate or not customer.with_firm:
                continue
            person = customer.turn_to(customer.segment.desk(turn[i]), self.desks, known[i], p)
            quality = fixed + self.served(
                customer, person, p.quality_noise * noise[i] * (1 - p.agreement_steadies * flows.agreed)
            )
            gap = quality - customer.expectation - promised
            customer.judge(quality, gap, p)
            encounters += 1
            total += quality
            squares += quality * quality
            delighted += gap > p.above_threshold
            if gap < -p.below_threshold:
                let_down += 1
                if drop[i] < p.bail_probability:
                    dropped += 1
                    customer.walked_away = self.week
            if gap < -p.failure_threshold:
                knows = p.knowledge_reference if person is None else person.knowledge
                mended = p.recovery + p.recovery_knowledge * (knows - p.knowledge_reference)
                self.failed[i] = 1 - min(max(mended, 0), 0.9)
        flows.encounters, flows.quality, flows.quality_squares = encounters, total, squares
        flows.let_down, flows.delighted, flows.dropped, flows.failures = let_down, delighted, dropped, len(self.failed)

    def agreed(self) -> float:
        """E19e: how far agreements cover what contact departments are supplied with."""
        edges = [edge for edge in self.edges if edge.customer.contact]
        supplied = sum(edge.usual_weight for edge in edges)
        covered = sum(edge.usual_weight * edge.effects.agreement for edge in edges)
        return min((covered / supplied if supplied else 0.0) + self.effects.consistency, 1)

    def served(self, customer: TwinCustomer, person: TwinEmployee | None, noise: float) -> float:
        """E19, E19d, E19e: what a customer gets of a person, and the noise of it."""
        p, weight, content = self.p, 1 - self.p.product_weight, 0.0
        if person is None:
            return weight * ((1 - p.attitude_share) * p.cover + p.attitude_share * p.performance_reference) + noise
        content = p.performance_reference + person.job_satisfaction - p.staff_satisfaction_reference
        service = (1 - p.attitude_share) * person.performance + p.attitude_share * content
        noise *= 1 - p.understanding_steadies * (person.understanding - p.understanding_base)
        return weight * service + p.need_weight * customer.need * (person.knowledge - p.knowledge_reference) + noise

    def leave_and_join(self) -> None:
        """E20, E22, E23, E23b."""
        p, reputation, left, joined, promised = self.p, self.reputation, 0, 0, self.effects.promise
        believed = p.promise_pull * promised * math.exp(-max(promised, 0) / p.promise_doubt)
        joining = min(p.join_hazard * math.exp(p.join_slope * (reputation - p.satisfaction_reference) + believed), 1)
        hazard = p.churn_hazard * (1 + self.effects.churn_pressure)
        for i, (customer, luck) in enumerate(
            zip(self.customers, self.uniform("move", len(self.customers)), strict=True)
        ):
            if not customer.with_firm:
                if luck < joining:
                    customer.join(reputation, p.brand_promise + promised, p)
                    joined += 1
                else:
                    customer.tie, customer.own_post = 0.0, -1
            elif customer.leaves(luck, self.failed.get(i, 0.0), hazard, p):
                customer.with_firm, customer.walked_away = False, self.week
                customer.tie, customer.own_post = 0.0, -1
                left += 1
        self.flows.left, self.flows.joined = left, joined
        self.customers_now += joined - left

    def spread_the_word(self, people: list[TwinEmployee]) -> None:
        """E23, E23a."""
        p = self.p
        mean = self.hear_from_customers()
        satisfied = sum(one.with_firm and one.customer_satisfaction >= p.satisfied_from for one in self.customers)
        self.flows.satisfied = satisfied
        told = p.told_good * satisfied - p.told_bad * (self.customers_now - satisfied)
        talk = p.talk_incidence * told / max(self.customers_now, 1)
        spoken = sum(
            (person.affective_commitment - p.staff_commitment_reference) * (1 + person.desk.effects.product_use)
            for person in people
        )
        self.advocacy = spoken / max(len(people), 1)
        target = mean + p.talk_weight * (talk - p.usual_talk) + p.advocacy_weight * self.advocacy
        self.reputation = share(self.reputation + p.reputation_speed * (target - self.reputation))

    def hear_from_customers(self) -> float:
        """Mean satisfaction of the customers whom each department meets, and of all."""
        satisfied, number = dict.fromkeys(self.segments, 0.0), dict.fromkeys(self.segments, 0)
        for customer in self.customers:
            if customer.with_firm:
                satisfied[customer.segment] += customer.customer_satisfaction
                number[customer.segment] += 1
        total, everybody = sum(satisfied.values()), sum(number.values())
        mean = total / everybody if everybody else self.p.satisfaction_reference
        for i, department in enumerate(self.departments):
            met = sum(number[segment] * segment.mix[i] for segment in self.segments)
            felt = sum(satisfied[segment] * segment.mix[i] for segment in self.segments)
            department.customer_satisfaction = felt / met if met > 0 else mean
        return mean

    def leave_the_firm(self, ageing: bool = False) -> None:
        """E24; nobody notices in ageing, where everybody is alone and several weeks pass at once."""
        p, luck = self.p, self.uniform("exits", len(self.desks))
        self.flows.exits = 0
        for department in self.departments:
            leavers = []
            for desk in department.desks:
                if desk.person is None:
                    desk.weeks_vacant += self.pace
                elif desk.person.quits(luck[desk.number]):
                    leavers.append(desk)
            for desk in leavers:
                desk.person.remove()
                desk.person, desk.weeks_vacant = None, 0
            department.leavers = len(leavers)
            if not ageing:
                lost = len(leavers) / department.heads
                department.usual_exits += p.usual_exits_speed * (lost - department.usual_exits)
                kept = p.recent_exits_decay * department.recent_exits
                department.recent_exits = kept + lost
            self.flows.exits += len(leavers)

    def fill_vacancies(self) -> None:
        """E25."""
        p, effects, people = self.p, self.effects, self.people()
        pay_draw = p.applicants_pay * sum(person.pay for person in people) / max(len(people), 1)
        pull = math.exp(p.applicants_brand * (self.employer_brand - p.employer_brand_anchor))
        supply = p.labour_supply * (1 + effects.labour_supply) * math.exp(pay_draw)
        applicants = max(p.applicants * pull * supply, 1) * (1 + effects.candidates)
        searched = max(p.vacancy_weeks - p.vacancy_least, 0) / max(pull * supply, 0.01)
        fill_weeks = min(p.vacancy_least + searched, p.vacancy_longest)
        due = [desk for desk in self.desks if desk.person is None and desk.weeks_vacant >= fill_weeks]
        for desk in due:
            counters = np.array([desk.number]), np.array([desk.hires])
            draws = self.streams.counted("hires", np.array([0]), *counters, size=HIRE_DRAWS)[0].tolist()
            newcomer = TwinEmployee(self, desk)
            newcomer.be_chosen(draws, applicants, effects)
            desk.hires, desk.weeks_vacant = desk.hires + 1, 0
            brought = (self.belonging_to_hire(process, desk) for process in ("propensities", "leaders", "teachers"))
            newcomer.bring_along(*brought)
            newcomer.referred = float(self.belonging_to_hire("referrals", desk) < effects.referral_share)
            newcomer.start_work()
        self.flows.hires, self.flows.applicants, self.flows.fill_weeks = len(due), applicants, fill_weeks
        self.flows.pay_draw = pay_draw

    def belonging_to_hire(self, process: str, desk: Desk) -> float:
        """A uniform number that belongs to the latest hire of a desk."""
        counters = np.array([desk.number]), np.array([desk.hires])
        number: float = self.streams.counted(process, np.array([0]), *counters, size=1)[0].tolist()[0]
        return number

    def build_employer_brand(self) -> None:
        """E25."""
        p, people = self.p, self.people()
        number = max(len(people), 1)
        satisfaction = sum([person.job_satisfaction for person in people]) / number
        commitment = sum([person.affective_commitment for person in people]) / number
        target = (
            p.employer_brand_anchor
            + p.employer_brand_satisfaction * (satisfaction - p.staff_satisfaction_reference)
            + p.employer_brand_commitment * (commitment - p.staff_commitment_reference)
            + self.effects.brand_spend
        )
        self.employer_brand = share(self.employer_brand + p.employer_brand_speed * (target - self.employer_brand))

    def keep_the_books(self) -> None:
        """E26."""
        p, flows, economy = self.p, self.flows, self.setting.economy
        wanted = p.wanted * (1 + self.effects.demand)
        dropped = flows.dropped * wanted / p.encounter_rate
        returned = self.deferred * p.deferred_return
        self.deferred += dropped * p.deferred_share - returned
        flows.purchases = p.weight * (self.customers_now * wanted - dropped + returned)
        flows.revenue = flows.purchases * self.setting.market.purchase_value
        paid = len(self.people()) + p.cover_paid * (len(self.desks) - len(self.people()))
        flows.payroll = paid * economy.wage * economy.load_factor / WEEKS_A_YEAR
        flows.programmes, flows.working_time = self.effects.cash, self.effects.hours
        flows.replacement = flows.exits * p.replacement_cost * economy.wage
        overhead = economy.overhead_share * economy.revenue_per_employee * len(self.desks) / WEEKS_A_YEAR
        costs = flows.payroll + overhead + flows.programmes + flows.replacement
        flows.profit = economy.margin * flows.revenue - costs
        self.cash += flows.profit

    def taking_part(self, levers: Any, wanted: str = "") -> list[Desk]:
        """Desks of a programme's audience whose people take part: a share by chance, for good, or newcomers alone."""
        audience = self.audience(wanted or levers.audience)
        if levers.part < 1:
            process = f"who takes part in {levers.kind}"
            audience = [desk for desk in audience if self.belonging_to_hire(process, desk) < levers.part]
        if levers.newcomers:
            new = levers.newcomers
            audience = [one for one in audience if one.person is not None and one.person.tenure_weeks < new]
        return audience

    def audience(self, wanted: str | tuple[str, ...]) -> list[Desk]:
        """Desks of an audience: everyone, contact staff, or departments by name (all sites of one, too)."""
        if wanted == "everyone":
            return self.desks
        if wanted == "contact":
            return [desk for desk in self.desks if desk.department.contact]
        if wanted == "heads":
            return [desk for desk in self.desks if any(other.boss is desk for other in self.desks)]
        names = {wanted} if isinstance(wanted, str) else {*wanted}
        found = [unit for unit in self.departments if names & {unit.name, unit.name.split("@")[0]}]
        return [desk for unit in found for desk in unit.desks]


Twin = TwinModel
