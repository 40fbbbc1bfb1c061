"""Limiting cases: where one mechanism is left alone, the engine does what the textbook says of it.

Every case here runs the whole week of the engine. Mechanisms are switched off by parameters alone, some of them far out
of the range that the evidence allows: a limit is no firm that anybody has seen. What a case must come to is worked out
in this file, from the textbook's formula or with SciPy, and shares no line with the engine.
"""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import sparse
from scipy.optimize import curve_fit, fsolve
from scipy.special import expit
from scipy.stats import chi2, norm

from every import every
from imsim.company.market import Market, one_segment
from imsim.company.organisation import Department, generate, service_graph
from imsim.mechanisms.motivation import Employee, P, motivation
from imsim.mechanisms.wishes import wishes
from imsim.programmes.incentives import Incentives
from imsim.programmes.participation import Participation
from imsim.scenarios import timeline
from imsim.scenarios.model import DEFAULTS
from imsim.scenarios.simulation import Setting, Simulation
from imsim.scenarios.timeline import Timeline
from worlds import case, small

# Nobody leaves, nothing happens by chance, and nobody is drawn towards anything but what a case adds.
NOISELESS = dict.fromkeys(
    ("motivation_noise", "satisfaction_noise", "trust_noise", "commitment_noise", "partner_noise", "quality_noise"), 0.0
)
FAITHFUL = {"exit_baseline": -60.0, "exit_exogenous": 0.0, "exit_newcomer": 0.0}
ALONE = dict.fromkeys(
    ("motivation_message", "motivation_reward", "motivation_satisfaction", "motivation_leader", "motivation_peers",
     "satisfaction_service", "satisfaction_respect", "satisfaction_reward", "satisfaction_trust",
     "satisfaction_customers", "satisfaction_peers", "satisfaction_leader", "motivation_strain", "satisfaction_strain",
     "honeymoon", "affect_effort", "affect_satisfaction", "affect_stay"),
    0.0,
)  # fmt: skip


@pytest.fixture(autouse=True)
def no_ageing(monkeypatch):
    """Everybody is hired in the first week: a limiting case brings its own start."""
    monkeypatch.setattr(timeline, "AGEING_WEEKS", 0)


def firm(*departments, edges=(), rows=1, weeks=1):
    """A setting of some departments and few customers, without burn-in; everybody knows everybody if they are few."""
    organisation = generate(departments, service_graph(departments, [], edges), seed=1, layers=0)
    market = Market(rows, float(rows), 0.5, 100.0, one_segment(organisation))
    return Setting(organisation, market, small().economy, Timeline(weeks=weeks, burn_in=0, window=1))


def knowing(setting, ties):
    """The same firm with a contact network of given weights: row i says how much i attends to each."""
    organisation = replace(setting.organisation, contacts=sparse.csr_array(np.asarray(ties, dtype=np.float64)))
    return replace(setting, organisation=organisation)


def stepped(simulation, weeks):
    """The company when so many weeks more have passed."""
    for _ in range(weeks):
        simulation.step()
    return simulation.ensemble


# Friedkin and Johnsen (1990): people weigh what others think against what they thought at first

W = np.array([[0.220, 0.120, 0.360, 0.300], [0.147, 0.215, 0.344, 0.294], [0, 0, 1, 0], [0.090, 0.178, 0.446, 0.286]])
START = np.array([25.0, 25.0, 75.0, 85.0])
STUBBORN = [60.02, 59.98, 75.00, 74.99]
OPEN_SHARE = 0.9


def attending():
    """Ties with which a firm of one peers' share has the equilibrium of persons who differ in susceptibility.

    The model gives all people one share of the contacts. Who is less open than that attends more to himself: with share
    p and self-weight c a person stands still where x = p (c x + (1 - c) others) + (1 - p) start, that is with
    susceptibility b = p (1 - c) / (1 - p c) to others. In the textbook it is a (1 - w) / (1 - a w), a = 1 - w.
    """
    own = np.diag(W)
    open_to_others = (1 - own) ** 2 / (1 - (1 - own) * own)
    self_weight = (OPEN_SHARE - open_to_others) / (OPEN_SHARE * (1 - open_to_others))
    others = np.where(np.eye(4, dtype=bool), 0, W) / np.where(own < 1, 1 - own, 1)[:, None]
    return np.diag(self_weight) + (1 - self_weight)[:, None] * others


def discussing(ties, share):
    """Motivation and job satisfaction of four people who do nothing but listen to each other, in points."""
    numbers = NOISELESS | FAITHFUL | ALONE | {"motivation_peers": share, "satisfaction_peers": share}
    numbers |= {"motivation_speed": 1.0, "satisfaction_speed": 1.0}
    run = Simulation(knowing(firm(Department("team", 4, contact=True)), ties), [case(**numbers)], [0], 1)
    for column in ("motivation", "motivation_trait", "job_satisfaction", "disposition"):
        getattr(run.ensemble.employees, column)[...] = START / 100
    staff = stepped(run, 400).employees
    return 100 * staff.motivation[0, 0], 100 * staff.job_satisfaction[0, 0]


def test_the_textbook_s_four_people_settle_where_friedkin_and_johnsen_have_them():
    susceptible = 1 - np.diag(W)
    expected = np.linalg.solve(np.eye(4) - susceptible[:, None] * W, (1 - susceptible) * START)
    assert_allclose(expected, STUBBORN, atol=0.005)
    for settled in discussing(attending(), OPEN_SHARE):
        assert_allclose(settled, expected, atol=1e-9)


def test_without_stubbornness_all_come_round_to_the_one_who_listens_to_nobody():
    for settled in discussing(W, 1.0):
        assert_allclose(settled, 75.0, atol=1e-9)


def test_every_step_of_the_textbook_s_discussion_is_the_model_s_equation():
    """Person by person, with susceptibilities of their own, as only the equations allow (the engine has one share)."""
    share, opinion, textbook = 1 - np.diag(W), START / 100, START / 100
    # Of all drivers contacts alone have a share.
    others = ("message", "reward", "satisfaction", "leader")
    alone = dict.fromkeys((f"motivation_{name}" for name in others), 0.0) | {"strain_reference": 0.0}
    p = P(**alone, motivation_peers=share, motivation_speed=1.0)
    nobody = Employee(**dict.fromkeys(Employee._fields, 0.0))
    for _ in range(200):
        person = nobody._replace(motivation=opinion, own_motivation=START / 100, peers_motivation=W @ opinion)
        opinion = motivation(person, p)
        textbook = share * (W @ textbook) + (1 - share) * START / 100
        assert_allclose(opinion, textbook, atol=1e-14)
    assert_allclose(100 * opinion, STUBBORN, atol=0.005)


# Contagion: resignations spread through a fully mixed firm as novelties through a market (Bass 1969)

BASS_P, BASS_Q = 0.03, 0.38
FAR = 1e9
# Nothing that a person feels makes that person leave or stay.
UNMOVED = dict.fromkeys(
    (
        "exit_satisfaction",
        "exit_commitment",
        "exit_leader",
        "exit_justice",
        "exit_strain",
        "exit_newcomer",
        "exit_understanding",
        "affect_stay",
    ),
    0.0,
)
HEADS = 2000


def contagion(p, q, step, seeded=0.0):
    """Parameters with which leaving is adopted at hazard p + q F a unit of time, F the share who left.

    The logistic curve is straight about one half: with an offer every week, a hazard of 1/2 + (q step F) / 4 x 4 less
    one half of exogenous exits leaves p step + q step F, to the third order of q step. Contagion that is far from half
    of its most is straight, too. Nobody is replaced and nobody forgotten.
    """
    return NOISELESS | UNMOVED | {
        "exit_baseline": 0.0, "exit_top": 1.0, "exit_contagion": 4 * q * step * FAR, "exit_contagion_half": FAR,
        "exit_exogenous": p * step - 0.5, "vacancy_longest": 1e9,
        "recent_exits_decay": 1.0, "recent_exits_reference": seeded, "vacancy_weeks": 1e9,
    }  # fmt: skip


def adopted(numbers, weeks, replicates):
    """Share of a firm of one department that has left by the end of each week: (weeks + 1, replicates)."""
    run = Simulation(firm(Department("firm", HEADS, contact=True)), [case(**numbers)], range(replicates), 11)
    share = np.zeros((weeks + 1, replicates))
    for week in range(weeks):
        run.step()
        share[week + 1] = 1 - run.ensemble.employees.occupied[0].mean(axis=1)
    return share


def bass(time, p=BASS_P, q=BASS_Q):
    grown = np.exp(-(p + q) * time)
    return (1 - grown) / (1 + q / p * grown)


def peak_of(time, share):
    """When adoption is fastest and how far it has come, of the curve of this family that lies nearest."""
    (p, q), _ = curve_fit(bass, time, share, p0=(BASS_P, BASS_Q))
    return np.log(q / p) / (p + q), (q - p) / (2 * q)


def check_bass(step, replicates):
    weeks = round(15 / step)
    share = adopted(contagion(BASS_P, BASS_Q, step), weeks, replicates)
    time, mean = step * np.arange(weeks + 1), share.mean(axis=1)
    when, height = peak_of(time, mean)
    apart = np.abs(mean - bass(time))
    error = share.std(axis=1, ddof=1) / np.sqrt(replicates)
    print(
        f"\nBass, {HEADS} people x {replicates}, step {step}: peak at {when:.2f} (6.19), F {height:.4f} (.4605), "
        f"largest distance from the curve {apart.max():.4f} (largest standard error {error.max():.4f})"
    )
    # Weeks are steps, not instants: a growing curve is late by about half a step.
    assert (apart <= 4 * error + step * (BASS_P + BASS_Q) / 4 + 1 / HEADS).all()
    assert when == pytest.approx(6.19, abs=0.25)
    assert height == pytest.approx(0.4605, abs=0.01)


def test_the_closed_form_of_bass_peaks_where_the_textbook_says():
    time = np.linspace(0, 15, 150_001)
    peak = np.argmax(np.gradient(bass(time), time))
    assert time[peak] == pytest.approx(6.19, abs=0.005)
    assert bass(time[peak]) == pytest.approx(0.4605, abs=5e-5)


def test_leaving_spreads_as_bass_has_it():
    check_bass(step=0.05, replicates=12)


@pytest.mark.thorough
def test_leaving_spreads_as_bass_has_it_in_short_steps():
    check_bass(step=0.01, replicates=48)


def test_without_anybody_outside_contagion_alone_grows_logistically():
    """p = 0 and a memory of F0 to begin with: y = F0 + F follows y' = q y (1 + F0 - y)."""
    first, step, weeks, replicates = 0.05, 0.05, 400, 12
    share = adopted(contagion(0.0, BASS_Q, step, seeded=first), weeks, replicates)
    time, room = step * np.arange(weeks + 1), 1 + first
    expected = room / (1 + (room / first - 1) * np.exp(-BASS_Q * room * time)) - first
    error = share.std(axis=1, ddof=1) / np.sqrt(replicates)
    apart = np.abs(share.mean(axis=1) - expected)
    print(f"\nlogistic: largest distance {apart.max():.4f} (largest standard error {error.max():.4f})")
    assert (apart <= 4 * error + step * BASS_Q / 4 + 1 / HEADS).all()


def test_without_peers_leaving_is_logistic_in_what_each_person_feels():
    """Everybody knows everybody, and nobody minds: exits are those of as many single persons, each with its desire."""
    apart = {"motivation_peers": 0.0, "satisfaction_peers": 0.0, "exit_contagion": 0.0, "labour_market": 2.5}
    apart |= {"affect_exits": 0.0}
    run = Simulation(firm(Department("shop", 8, contact=True)), [case(**apart)], range(400), 5)
    p = DEFAULTS | apart
    weighed, left = [], []
    for _ in range(120):
        before = run.ensemble.employees.occupied.copy()
        run.step()
        staff = run.ensemble.employees
        # A desk filled this very week holds somebody who was not asked.
        asked = before & ~(run.ensemble.employees.hired & ~run.ensemble.employees.left)
        desire = (
            p["exit_baseline"] + p["labour_market"]
            - p["exit_satisfaction"] * (staff.job_satisfaction - p["exit_anchor"])
            - p["exit_commitment"] * (staff.affective_commitment - p["exit_anchor"])
            - p["exit_leader"] * (staff.leader_care - p["leadership_mean"])
            - p["exit_justice"] * (staff.respect_seen - p["respect_reference"])
            + p["exit_strain"] * (staff.strain - p["strain_reference"])
            - p["exit_understanding"] * (staff.understanding - p["understanding_base"])
        )  # fmt: skip
        fresh = p["exit_newcomer"] * np.exp(-(staff.tenure_weeks - 1) / p["exit_tenure_scale"])
        weighed.append((p["exit_exogenous"] + fresh + p["exit_top"] * expit(desire))[asked])
        left.append(run.ensemble.employees.left[asked])
    expected, gone = np.concatenate(weighed), np.concatenate(left)
    edges = np.quantile(expected, np.linspace(0, 1, 13)[1:-1])
    bins = np.digitize(expected, edges)
    seen, awaited, spread = (np.bincount(bins, v) for v in (gone, expected, expected * (1 - expected)))
    distance = float(((seen - awaited) ** 2 / spread).sum())
    print(f"\nlogistic exits: {len(gone)} person-weeks, {int(gone.sum())} exits, {awaited.sum():.1f} expected")
    assert gone.sum() > 3000
    assert distance < chi2.ppf(0.9999, len(seen))


# Markov chains


def settled(matrix):
    """The stationary distribution of a transition matrix (rows sum to one)."""
    system = np.vstack([matrix.T - np.eye(len(matrix)), np.ones(len(matrix))])
    return np.linalg.lstsq(system, np.append(np.zeros(len(matrix)), 1.0), rcond=None)[0]


def desk_chain(hazards, vacancy_weeks):
    """A desk week by week: somebody of a tenure (the last one for all longer ones), or vacant since some weeks."""
    tenures = len(hazards)
    matrix = np.zeros((tenures + vacancy_weeks, tenures + vacancy_weeks))
    for tenure, hazard in enumerate(hazards):
        matrix[tenure, min(tenure + 1, tenures - 1)] = 1 - hazard
        matrix[tenure, tenures] = hazard
    for week in range(vacancy_weeks):
        matrix[tenures + week, (tenures + week + 1) % (tenures + vacancy_weeks)] = 1.0
    return matrix


def agree(name, counts, expected, limit=4.5):
    """Mean over independent replicates against what is expected, in standard errors."""
    error = counts.std(axis=0, ddof=1) / np.sqrt(len(counts))
    distance = (counts.mean(axis=0) - expected) / error
    print(f"\n{name}: {np.round(counts.mean(axis=0), 5)} +- {np.round(error, 5)}, expected {np.round(expected, 5)}")
    assert np.abs(distance).max() < limit, distance


@every("newcomers", [0.0, 0.03])
def test_vacancies_are_those_of_the_desk_s_markov_chain(newcomers):
    weeks, burnt, replicates, vacant_weeks = 120, 300, 60, 5
    numbers = UNMOVED | {"exit_contagion": 0.0, "exit_newcomer": newcomers, "exit_baseline": 0.0,
                         "vacancy_weeks": float(vacant_weeks), "vacancy_least": float(vacant_weeks)}  # fmt: skip
    tenure = np.arange(400)
    hazards = DEFAULTS["exit_exogenous"] + newcomers * np.exp(-tenure / DEFAULTS["exit_tenure_scale"])
    hazards += DEFAULTS["exit_top"] / 2
    share = settled(desk_chain(hazards, vacant_weeks))
    if not newcomers:
        assert share[400:].sum() == pytest.approx(5 * hazards[0] / (1 + 5 * hazards[0]))
    run = Simulation(firm(Department("shop", 60, contact=True)), [case(**numbers)], range(replicates), 3)
    stepped(run, burnt)
    vacant, new = np.zeros((2, weeks, replicates))
    for week in range(weeks):
        staff = stepped(run, 1).employees
        vacant[week] = 1 - staff.occupied[0].mean(axis=1)
        new[week] = (staff.occupied & (staff.tenure_weeks < 26))[0].mean(axis=1)
    agree("desks vacant", vacant.mean(axis=0), share[400:].sum())
    agree("desks held for less than 26 weeks", new.mean(axis=0), share[:26].sum())


def test_customers_are_those_of_the_market_s_markov_chain():
    """With the firm or elsewhere: share join / (join + leave), and the memory of a start fades as 1 - join - leave."""
    join, leave, rows, replicates, weeks = 0.05, 0.02, 400, 100, 30
    numbers = {"join_hazard": join, "join_slope": 0.0, "churn_hazard": leave, "churn_slope": 0.0,
               "leave_probability": 0.0, "inertia_sd": 0.0, "relation_pull": 0.0}  # fmt: skip
    run = Simulation(firm(Department("shop", 2, contact=True), rows=rows), [case(**numbers)], range(replicates), 8)
    chain = np.array([[1 - leave, leave], [join, 1 - join]])
    first = run.ensemble.customers.with_firm[0].copy()
    agree("customers with the firm at first", first.mean(axis=1), settled(chain)[0])
    last = stepped(run, weeks).customers.with_firm[0]
    agree("customers with the firm later", last.mean(axis=1), settled(chain)[0])
    fate = np.linalg.matrix_power(chain, weeks)
    for stood, name in ((0, "of those with the firm at first"), (1, "of those elsewhere at first")):
        chosen = first if stood == 0 else ~first
        agree(name, (last & chosen).sum(axis=1) / chosen.sum(axis=1), fate[stood, 0])


# The fixed point: without noise and turnover the whole chain stands still where its equations do


SERVICE = [  # supplier, internal customer, weight, respect (none: the department's own)
    ("office", "kitchen", 0.6, 0.5), ("counter", "kitchen", 0.4, None), ("kitchen", "office", 1.0, None),
    ("kitchen", "counter", 0.7, 0.9), ("office", "counter", 0.3, None),
]  # fmt: skip
DEPARTMENTS = [Department("kitchen", 4), Department("office", 3, respect=0.7), Department("counter", 1, contact=True)]
# One desk meets all customers every week, and nobody comes or goes. Work is a little more than it can bear.
STEADY = NOISELESS | FAITHFUL | {
    "encounter_rate": 1.0, "churn_hazard": 0.0, "leave_probability": 0.0, "join_hazard": 1e-12,
    "load_reference": 1.1, "plateau_low": 0.35,
}  # fmt: skip
VALUE, ANSWERED, ROUNDS, IDEAS = 0.05, 0.6, 4.0, 0.5


def service_received(given, respect, p):
    """What kitchen, office and counter get from what each gives: power means with rudeness counted."""
    place = {department.name: i for i, department in enumerate(DEPARTMENTS)}
    bent = np.zeros(3)
    for supplier, customer, weight, own in SERVICE:
        shown = respect[customer] if own is None else own
        kind = (1 - p["rudeness_cost"] * (1 - shown)) / (1 - p["rudeness_cost"] * (1 - p["respect_reference"]))
        bent[place[customer]] += weight * (given[place[supplier]] * kind) ** p["weak_link"]
    return np.minimum(bent ** (1 / p["weak_link"]), 1)


class Still:
    """The equations of model.md, written anew, for one firm at rest: `people` are what chance gave each of eight."""

    def __init__(self, p, people, ties, supervisor):
        self.p, self.people, self.supervisor = p, people, supervisor
        self.ties = ties / ties.sum(axis=1, keepdims=True)
        self.home = np.repeat([0, 1, 2], [4, 3, 1])
        self.respect = {department.name: department.respect for department in DEPARTMENTS}
        received = np.zeros((2, 3))
        for supplier, customer, weight, own in SERVICE:
            place = [department.name for department in DEPARTMENTS].index(supplier)
            received[:, place] += weight * np.array([self.respect[customer] if own is None else own, 1])
        self.received = (received[0] / received[1])[self.home] + p["leader_justice"] * self.led(people, supervisor)
        heard = ANSWERED * (1 - np.exp(-ROUNDS / p["dialogue_rounds"]))
        self.voice = p["voice_untouched"] + heard * (1 - p["voice_untouched"])
        self.included = p["belonging_anchor"] + heard * p["participation_belonging"]
        self.understanding = self.understood(p["understanding_voice"] * heard * (1 - p["voice_untouched"]))
        self.care = self.led(people, supervisor)
        usual = p["coaching_reference"]
        taught = np.where(supervisor >= 0, people["coaching"][supervisor], usual) - usual
        self.able = np.clip(people["knowledge_plateau"] + p["coaching_gain"] * taught, 0, 1)
        hours = ANSWERED * (ROUNDS * p["price_dialogue_hours"] + IDEAS * p["price_idea_hours"])
        self.away = hours / 52 / p["working_hours"]
        utility = (people["wish"] / p["preference_cash"]) ** p["preference_compression"] * VALUE / p["reward_unit"]
        usual = (1 - p["habituation"]) * utility
        short = p["envy"] * np.maximum(self.ties @ utility - utility, 0)
        pleased = usual - short
        self.pleasure = np.where(pleased > 0, 1 - np.exp(-pleased), np.exp(p["loss_aversion"] * pleased) - 1)
        self.pull = 1 - np.exp(-p["gift_effect"] * usual)
        self.directed = 1 + p["direction"] * (self.understanding - p["understanding_base"])
        self.scale = p["performance_reference"] / self.product(
            p["performance_reference"], p["knowledge_reference"], p["motivation_reference"]
        )
        self.usual = fsolve(self.usual_gap, np.full(3, 0.6), xtol=1e-13)

    def understood(self, learning):
        """Where what dialogue and contacts teach of the firm's goals is as much as is forgotten."""
        p = self.p

        def gap(known):
            ahead = np.maximum(known[None, :] - known[:, None], 0)
            passed_on = p["understanding_peers"] * (self.ties * ahead).sum(axis=1)
            return learning * (1 - known) + passed_on - p["understanding_speed"] * (known - p["understanding_base"])

        return fsolve(gap, np.full(len(self.ties), p["understanding_base"]), xtol=1e-12)

    def product(self, service, able, willing):
        """Opportunity times ability times motivation."""
        p = self.p
        chance = p["opportunity_floor"] + (1 - p["opportunity_floor"]) * service
        return chance * able ** p["knowledge_share"] * willing ** (1 - p["knowledge_share"])

    def usual_gap(self, service):
        """Zero where service stands still with people at the reference point."""
        p = self.p
        made = self.scale * self.product(service, p["knowledge_reference"], p["motivation_reference"])
        return service_received(np.maximum(made, p["cover"]), self.respect, p) - service

    def led(self, people, supervisor):
        """How much better than usual the supervisor leads whom each of the eight has."""
        usual = self.p["leadership_mean"]
        return np.where(supervisor >= 0, people["leadership_trait"][supervisor], usual) - usual

    def gaps(self, unknown):
        """What each of the unknown would still change by."""
        motivation, satisfaction, service, (customers, reputation, standard) = np.split(unknown, [8, 16, 19])
        there = self.all_of(motivation, satisfaction, service, (customers, reputation, standard))
        found = [there["motivation"] - motivation, there["job_satisfaction"] - satisfaction]
        found += [there["service_in"] - service, [there["customer_satisfaction"].mean() - customers]]
        return np.concatenate([*found, [there["reputation"] - reputation], [there["standard"] - standard]])

    def pressed(self, much, standard):
        """Pressure on the counter, and the time that it gives and that becomes usual."""
        p = self.p
        pressure = p["load_reference"] * standard / (much[7] / p["performance_reference"] * (1 - self.away))
        given = standard * max(pressure, 1) ** -p["time_slope"] * max(p["slack"] / pressure, 1) ** p["slack_slope"]
        given = min(given, p["standard_most"])
        speed = p["standard_down"] if given < standard else p["standard_up"]
        return pressure, given, standard + speed * (given - standard) + p["standard_hold"] * (1 - standard)

    def trusting(self, served):
        """Trust at rest: half a propensity, half what management earned."""
        p, people = self.p, self.people
        real = (1 - p["voice_weight"]) * served + p["voice_weight"] * self.voice + p["leader_reality"] * self.care
        told = ((1 - p["voice_weight"]) * self.usual + p["voice_weight"] * p["voice_untouched"])[self.home]
        gap = p["insight"] * (real - told)
        earned = p["trust_anchor"] + np.where(gap > 0, gap, p["trust_loss_aversion"] * gap)
        return p["trait_trust"] * people["trust_propensity"] + (1 - p["trait_trust"]) * np.clip(earned, 0, 1)

    def wanting(self, motivation, satisfaction, strain):
        """Where motivation goes without what rewards buy of it, and that."""
        p, people = self.p, self.people
        boss = np.where(self.supervisor >= 0, motivation[self.supervisor], p["leader_reference"])
        share = {name: p[f"motivation_{name}"] for name in ("message", "reward", "satisfaction", "leader", "peers")}
        own = (
            (1 - sum(share.values())) * people["motivation_trait"] + share["message"] * p["message_floor"]
            + share["reward"] * p["reward_floor_motivation"] + share["satisfaction"] * satisfaction
            + share["leader"] * boss + share["peers"] * self.ties @ motivation
            - p["motivation_strain"] * (strain - p["strain_reference"])
        )  # fmt: skip
        return own, share["reward"] * (1 - p["reward_floor_motivation"]) * self.pull

    def content(self, satisfaction, trust, served, felt, strain):
        """Where job satisfaction goes."""
        p, people = self.p, self.people
        names = ("service", "respect", "reward", "trust", "customers", "peers", "leader")
        share = {name: p[f"satisfaction_{name}"] for name in names}
        floor = p["reward_floor_satisfaction"]
        rewarded = floor + np.where(self.pleasure > 0, 1 - floor, floor) * self.pleasure
        return (
            (1 - sum(share.values())) * people["disposition"] + share["service"] * served
            + share["respect"] * self.received + share["reward"] * rewarded + share["trust"] * trust
            + share["customers"] * felt + share["peers"] * self.ties @ satisfaction
            + share["leader"] * (self.care + p["leadership_mean"])
            - p["satisfaction_strain"] * (strain - p["strain_reference"])
        )  # fmt: skip

    def all_of(self, motivation, satisfaction, service, outside):
        """Every state of the firm that follows from motivation, satisfaction, service and how it stands outside."""
        p, people, served = self.p, self.people, service[self.home]
        customers, reputation, standard = outside
        trust, reference = self.trusting(served), p["satisfaction_reference"]
        felt = np.where(self.home == 2, 1, p["back_office_feedback"]) * p["customers_gain"] * (customers - reference)
        bought = self.wanting(motivation, satisfaction, p["strain_reference"])[1]
        able, scale = self.able, self.scale * self.directed
        good = scale * self.product(served, able, motivation - (1 - p["incentive_quality"]) * bought)
        much = scale * self.product(served, able, motivation)
        pressure, time_given, usual_time = self.pressed(much, standard)
        demands = np.where(self.home == 2, pressure, p["load_reference"] / (1 - self.away)) - p["load_reference"]
        relief = p["strain_satisfaction"] * (satisfaction - p["staff_satisfaction_reference"])
        strain = np.clip(p["strain_reference"] + p["strain_pressure"] * demands - relief, 0, 1)
        own, bought = self.wanting(motivation, satisfaction, strain)
        content = self.content(satisfaction, trust, served, reference + felt, strain)
        belonging = self.included + p["belonging_reputation"] * (reputation - reference)
        commitment = (
            (1 - p["commitment_trust"] - p["commitment_belonging"]) * satisfaction
            + p["commitment_trust"] * trust + p["commitment_belonging"] * belonging
        )  # fmt: skip
        hands = (1 - self.away) ** p["staffing_exponent"]
        attached = commitment - p["staff_commitment_reference"]
        helped = 1 + p["help_gain"] * np.array([attached[self.home == i].mean() for i in range(3)])
        given = np.maximum([good[self.home == i].mean() * helped[i] * hands for i in range(3)], p["cover"])
        shown = p["performance_reference"] + satisfaction[7] - p["staff_satisfaction_reference"]
        need = np.clip(p["need_mean"] + p["need_sd"] * people["need_score"], 0, 1)
        quality = (
            p["product_weight"] * p["product_quality"]
            + (1 - p["product_weight"]) * ((1 - p["attitude_share"]) * good[7] + p["attitude_share"] * shown)
            + p["need_weight"] * need * (able[7] - p["knowledge_reference"]) + p["time_effect"] * (time_given - 1)
            - p["load_effect"] * max(pressure * time_given / standard - 1, 0) + p["site_effect"]
        )  # fmt: skip
        spread = p["disconfirmation_sd"]
        neutral = reference + (p["shortfall_loss"] - p["surplus_gain"]) * spread / np.sqrt(2 * np.pi)
        pleased = p["quality_share"] * quality + (1 - p["quality_share"]) * neutral + people["leniency"]
        unhappy = norm.cdf((p["satisfied_from"] - reference) / p["customers_sd"])
        talk = self.talk((pleased < p["satisfied_from"]).mean()) - self.talk(unhappy)
        return {
            "motivation": own + bought, "job_satisfaction": content, "management_trust": trust,
            "affective_commitment": commitment, "belonging": np.full(8, belonging), "knowledge": able,
            "incentive_motivation": bought, "performance": good, "performance_quantity": much, "strain": strain,
            "understanding": self.understanding, "help": helped,
            "service_out": given, "service_in": service_received(given, self.respect, p),
            "customer_satisfaction": pleased, "expectation": quality, "standard": usual_time,
            "reputation": pleased.mean() + p["talk_weight"] * talk + p["advocacy_weight"] * attached.mean(),
            "employer_brand": p["employer_brand_anchor"]
            + p["employer_brand_satisfaction"] * (satisfaction.mean() - p["staff_satisfaction_reference"])
            + p["employer_brand_commitment"] * attached.mean(),
        }  # fmt: skip

    def talk(self, unhappy):
        """What is said a week where so many customers are unhappy."""
        p = self.p
        return p["talk_incidence"] * (p["told_good"] * (1 - unhappy) - p["told_bad"] * unhappy)

    def solved(self):
        """The firm at rest."""
        start = np.concatenate([np.full(16, 0.55), np.full(3, 0.6), [0.6, 0.6, 0.9]])
        unknown, *_ = fsolve(self.gaps, start, xtol=1e-14, full_output=True)
        # Some versions of SciPy cannot say that they are there when no better number exists.
        assert np.abs(self.gaps(unknown)).max() < 1e-13
        motivation, satisfaction, service, outside = np.split(unknown, [8, 16, 19])
        return self.all_of(motivation, satisfaction, service, outside)


def test_without_noise_the_firm_stands_still_where_scipy_finds_its_fixed_point():
    ties = np.random.default_rng(4).random((8, 8)) * (1 - np.eye(8))
    setting = knowing(firm(*DEPARTMENTS, edges=SERVICE, rows=25), ties)
    steady = case(
        Incentives(value=VALUE), Participation(answered=ANSWERED, rounds=ROUNDS, ideas=IDEAS), **STEADY
    )  # fmt: skip
    run = Simulation(setting, [steady], [0], 2)
    company = stepped(run, 1500)
    at = (0, 0)
    traits = (
        "motivation_trait",
        "disposition",
        "knowledge_plateau",
        "leadership_trait",
        "trust_propensity",
        "coaching",
    )
    people = {name: getattr(company.employees, name)[at] for name in traits}
    people |= {
        "wish": wishes(company)["cash"][at][company.employees.taste[at]],
        "need_score": company.customers.need_score[at],
        "leniency": company.customers.leniency[at],
    }
    still = Still(DEFAULTS | STEADY, people, ties, setting.organisation.supervisor)
    expected = still.solved()
    assert company.employees.occupied.all()
    assert company.customers.with_firm.all()
    far = {}
    for name, value in expected.items():
        holder = next(
            one
            for one in (company.employees, company.customers, company.departments, company.firm)
            if name in one.names
        )
        if name == "customer_satisfaction":
            holder = company.customers
        far[name] = np.abs(getattr(holder, name)[at] - value).max()
    print("\nfixed point:", {name: f"{distance:.1e}" for name, distance in far.items()})
    assert max(far.values()) < 1e-9, far
    # It is a place of its own, not the reference point that everything is scaled to.
    assert np.abs(expected["service_in"] - 0.6).max() > 0.02
    assert_allclose(company.reference.service_received[at], still.usual, atol=1e-12)
