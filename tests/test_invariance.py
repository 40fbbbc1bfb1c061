"""A run's numbers are its own: the same in any block, process or interpreter; and news travels a step a week."""

import os
import subprocess
import sys
from functools import partial
from itertools import pairwise
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from numpy.testing import assert_array_equal

from every import every
from imsim import compare
from imsim.company.contacts import contact_matrix
from imsim.company.economics import Economy
from imsim.company.market import Market, Segment
from imsim.company.organisation import Department, Organisation, service_graph
from imsim.programmes import kinds
from imsim.scenarios.simulation import Case, Setting, Simulation, simulate
from imsim.scenarios.timeline import Timeline
from imsim.studies.kinds.compare import CompareRequest, plan
from worlds import LIVELY, after, case, columns, digest, small

OTHER_PYTHON = "IMSIM_OTHER_PYTHON"


def some_cases():
    """Cases of all sorts: the built-in strategies, levers that differ, parameters that differ."""
    scenario = small()
    training = kinds()["training"]
    odd = [case(training(hours=h, onboarding=o), **LIVELY) for h, o in ((8.0, 0.0), (8.0, 20.0), (33.0, 1.0))]
    numbers = [
        case(weak_link=p, substitution=r, staffing_exponent=x)
        for p, r, x in ((0.0, 1.0, 0.5), (-3.0, -1.0, 1.0), (-1.0, 0.0, 0.7))
    ]
    return [*scenario.strategies.values(), *odd, *numbers, case(encounter_rate=0.9), case(failure_threshold=0.08)]


def alone(setting, one, replicate):
    return simulate(setting, [one], (replicate,), 1)


@pytest.fixture
def setting(short_ageing):
    """A small firm with enough customers that some move in every week (test_processes.py has fewer)."""
    return small("market.rows=1500").setting()


# Whatever block a run is in


@pytest.fixture(scope="module")
def together_and_alone():
    """Runs of many cases and replicates in one block, and each of them by itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("imsim.scenarios.timeline.AGEING_WEEKS", 60)
        setting, cases, replicates = small("market.rows=1500").setting(), some_cases(), (3, 0, 7, 1)
        block = simulate(setting, cases, replicates, 1)
        singles = {(place, column): alone(setting, one, replicate)
                   for place, one in enumerate(cases) for column, replicate in enumerate(replicates[:2])}  # fmt: skip
    assert len(cases) * len(replicates) >= 64
    return block, singles


def test_a_run_has_the_same_weeks_alone_and_among_others(together_and_alone):
    block, singles = together_and_alone
    for (place, column), single in singles.items():
        for name in block.weekly:
            assert_array_equal(block.weekly[name][:, place, column], single.weekly[name][:, 0, 0], err_msg=name)


# Left to itself, NumPy sums over weeks pairwise where there is one run, and week by week where there are several.
def test_a_run_has_the_same_outcomes_alone_and_among_others(together_and_alone):
    block, singles = together_and_alone
    for (place, column), single in singles.items():
        for name in block.final:
            assert block.final[name][place, column] == single.final[name][0, 0], name


# Here are weeks in which a replicate, the last of the block at that, has no customer who moves.
def test_a_run_has_the_same_numbers_alone_and_among_others_in_a_small_market(short_ageing):
    setting = small("market.rows=60", "time.weeks=40", "time.window=40").setting()
    block = simulate(setting, [Case()], range(4), 1)
    for replicate in range(4):
        single = alone(setting, Case(), replicate)
        for name in block.final:
            assert_array_equal(block.weekly[name][:, 0, replicate], single.weekly[name][:, 0, 0], err_msg=name)


def test_the_order_of_the_cases_does_not_matter(setting):
    cases = some_cases()
    turned = cases[::-1]
    one, other = simulate(setting, cases, (0, 1), 1), simulate(setting, turned, (0, 1), 1)
    for name in one.final:
        assert_array_equal(one.final[name], other.final[name][::-1], err_msg=name)


def test_all_columns_are_the_same_not_only_what_outcomes_see(setting):
    cases = some_cases()
    together = columns(after(setting, cases, 5, replicates=(0, 1)))
    for place, one in enumerate(cases):
        single = columns(after(setting, [one], 5, replicates=(1,)))
        for name, column in single.items():
            if not name.startswith("flows.") or together[name].shape[0] == len(cases):
                assert_array_equal(together[name][place, 1], column[0, 0], err_msg=f"{one.strategy}: {name}")


def test_cases_that_share_their_parameters_share_their_past(setting):
    """The burn-in is simulated once for cases with equal parameters, and copied: none writes into another's columns."""
    simulation = Simulation(setting, [Case(), *small().strategies.values()], (0, 1), 1)
    first = columns(simulation.ensemble)
    for column in first.values():
        for place in range(1, len(column)):
            assert_array_equal(column[place], column[0])
    alone = Simulation(setting, [Case()], (0, 1), 1)
    for _ in range(6):
        simulation.step()
        alone.step()
    for name, column in columns(alone.ensemble).items():
        assert_array_equal(columns(simulation.ensemble)[name][0], column[0], err_msg=name)


def test_cutting_into_blocks_keeps_every_run_and_its_numbers(monkeypatch):
    scenario = small("market.rows=1500")
    study = plan(CompareRequest(scenario, replicates=5))
    batches = partial(study.batches, np.ones(study.shape, dtype=bool), 1)
    assert len(list(batches())) == 1
    whole = compare(scenario, replicates=5)
    monkeypatch.setattr("imsim.studies.study.BLOCK_ROWS", 1620 * study.shape[1] * 2)
    assert [batch.replicates for batch in batches()] == [(0, 1), (2, 3), (4,)]
    parts = compare(scenario, replicates=5)
    for name in whole.final:
        assert_array_equal(parts.final[name], whole.final[name])
        assert_array_equal(parts.weekly[name], whole.weekly[name])


# Whatever process or interpreter


FRESH = """
import sys
sys.path.insert(0, {tests!r})
from worlds import digest, small
from imsim.scenarios.simulation import simulate
if __name__ == "__main__":
    scenario = small("market.rows=100", "time.weeks=8", "time.window=8")
    print(digest(simulate(scenario.setting(), list(scenario.strategies.values()), range(2), 1)))
"""


@pytest.fixture(scope="module")
def own_digest():
    """The fingerprint of a small study in this interpreter, fully aged."""
    scenario = small("market.rows=100", "time.weeks=8", "time.window=8")
    return digest(simulate(scenario.setting(), list(scenario.strategies.values()), range(2), 1))


def digest_in(python):
    code = FRESH.format(tests=str(Path(__file__).parent))
    environment = os.environ | {"PYTHONHASHSEED": "7", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [python, "-c", code], capture_output=True, text=True, env=environment, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_another_process_gets_the_same_numbers(own_digest):
    assert digest_in(sys.executable) == own_digest


@pytest.mark.skipif(
    not os.environ.get(OTHER_PYTHON), reason=f"{OTHER_PYTHON} names no interpreter with imsim installed"
)
def test_another_version_of_python_gets_the_same_numbers(own_digest):
    assert digest_in(os.environ[OTHER_PYTHON]) == own_digest


def test_one_job_and_two_get_the_same_numbers():
    wanted = {
        "strategies": ["training", "cash"],
        "replicates": 3,
        "weeks": 6,
        "overrides": ["market.rows=100", "time.burn_in=4"],
    }
    one, two = (compare("service_firm", jobs=jobs, **wanted) for jobs in (1, 2))
    assert one.final.keys() == two.final.keys()
    for name in one.final:
        assert_array_equal(one.final[name], two.final[name], err_msg=name)
        assert_array_equal(one.weekly[name], two.weekly[name], err_msg=name)


# Common random numbers


def test_paired_differences_are_surer_than_unpaired_ones():
    strategies = ["training", "recognition", "internal_service"]
    found = compare(
        "service_firm", strategies=strategies, replicates=10, weeks=26, overrides=["market.rows=600", "time.burn_in=26"]
    )
    for name in strategies:
        for outcome in ("acsi", "service_quality", "motivation", "performance"):
            row = next(row for row in found.rows() if (row["strategy"], row["outcome"]) == (name, outcome))
            assert row["paired_error"] < 0.6 * row["unpaired_error"], (name, outcome)


def test_replicates_differ_and_a_seed_gives_them_again(setting):
    one, again, other = (simulate(setting, [Case()], (0, 1), seed).final["motivation"][0] for seed in (1, 1, 2))
    assert_array_equal(one, again)
    assert len({*one, *other}) == 4


# The light cone


DEPARTMENTS, HEADS, ROWS = 6, 5, 400


def line(seed):
    """Departments in a line, each serving the next; each person knows the neighbours in the line and nobody else.

    The last two departments meet customers, each a segment of its own.
    """
    names = [f"step{i}" for i in range(DEPARTMENTS)]
    departments = tuple(Department(name, HEADS, contact=i >= DEPARTMENTS - 2) for i, name in enumerate(names))
    posts = np.arange(DEPARTMENTS * HEADS)
    supervisor = np.where(posts % HEADS == 0, -1, posts - posts % HEADS)
    organisation = Organisation(
        departments=departments,
        service=service_graph(departments, [], [(a, b, 1.0, None) for a, b in pairwise(names)]),
        supervisor=supervisor,
        layers=(posts % HEADS > 0).astype(np.int64),
        contacts=contact_matrix(len(posts), posts[:-1], posts[1:]),
    )
    segments = tuple(Segment(name, 0.5, ((name, 1.0),)) for name in names[-2:])
    market = Market(rows=ROWS, active_customers=float(ROWS), purchases=0.5, purchase_value=200.0, segments=segments)
    economy = Economy(wage=50_000, load_factor=1.4, revenue_per_employee=140_000, margin=0.8, overhead_share=0.16)
    return Setting(organisation, market, economy, Timeline(weeks=12, burn_in=4, window=12))


# What makes one number for the whole firm, or for all customers, of what single people do.
NOTHING_FIRM_WIDE = {
    "reputation_speed": 0.0,  # talk, advocacy and satisfaction move no reputation, so nobody joins for it
    "employer_brand_speed": 0.0,  # staff's mood brings no applicants
    "load_effect": 0.0,  # the absence of one person keeps nobody else's customers waiting
    "time_effect": 0.0,  # nor lets them be served in less time
    "strain_pressure": 0.0,  # nor strains those who stand in
    "line_factor": 0.0,  # line managers elsewhere do nothing for it
    "applicants_pay": 0.0,  # pay of a few draws no applicants for others
    "back_office_feedback": 0.0,  # who meets no customers hears nothing of them
}


def joint_graph(setting):
    """Who can affect whom within a week: contacts, leaders, departments by service, exits and shared customers."""
    organisation = setting.organisation
    graph = nx.DiGraph(organisation.contact_graph())
    graph.add_edges_from((int(boss), post) for post, boss in enumerate(organisation.supervisor) if boss >= 0)
    posts = [np.flatnonzero(organisation.department_of == d) for d in range(len(organisation.departments))]
    names = list(organisation.names)
    pairs = {(d, d) for d in range(len(posts))}  # who leaves is missed by colleagues, and customers meet the next
    pairs |= {(names.index(a), names.index(b)) for a, b in organisation.service.edges}
    for segment in setting.market.segments:
        met = [names.index(name) for name, _ in segment.touch_points]
        pairs |= {(a, b) for a in met for b in met}
    graph.add_edges_from((a, b) for one, other in pairs for a in posts[one] for b in posts[other] if a != b)
    return graph


def acted_on(setting, department):
    """A strategy that changes the people of one department in every way, from week 0 on."""
    known, to = kinds(), f"step{department}"
    return case(
        known["training"](hours=100.0, sessions=52.0, strategy_content=0.5, audience=to),
        known["incentives"](reward="cash", value=0.1, contingent=1.0, audience=to),
        known["recognition"](intensity=1.0, audience=to),
        **NOTHING_FIRM_WIDE, **LIVELY,
    )  # fmt: skip


@every("department", [0, 2, DEPARTMENTS - 1])
def test_what_is_done_to_some_reaches_a_person_d_steps_away_after_d_weeks(department, short_ageing):
    setting = line(1)
    organisation = setting.organisation
    sources = np.flatnonzero(organisation.department_of == department).tolist()
    lengths = nx.multi_source_dijkstra_path_length(joint_graph(setting), set(sources), weight=None)
    distance = np.array([lengths.get(post, 99) for post in range(organisation.posts)])
    touched = setting.market.mix(organisation) > 0
    of_segment = [distance[np.isin(organisation.department_of, np.flatnonzero(row))].min() for row in touched]
    customer_distance = np.array(of_segment)[setting.market.segment_of]

    quiet = case(**NOTHING_FIRM_WIDE, **LIVELY)
    simulation = Simulation(setting, [quiet, acted_on(setting, department)], range(4), 1)
    reached = 0
    for week in range(8):
        simulation.step()
        company = simulation.ensemble
        for name, column in columns(company).items():
            part, _, _ = name.partition(".")
            if part not in ("employees", "customers"):
                continue
            away = distance if part == "employees" else customer_distance
            changed = (column[0] != column[1]).any(axis=0)
            assert (away[changed] <= week).all(), f"{name} in week {week}: {np.flatnonzero(changed & (away > week))}"
            reached = max(reached, int(away[changed].max(initial=0)))
    assert distance.max() > 3
    assert reached >= 3, "news did not travel: the test is empty"


def test_with_firm_wide_terms_news_is_everywhere_after_some_weeks(short_ageing):
    """The light cone is about something: without the switches everybody is reached at once."""
    setting, strategy = line(1), acted_on(line(1), DEPARTMENTS - 1)
    simulation = Simulation(setting, [case(**LIVELY), Case("tested", strategy.programmes, LIVELY)], range(4), 1)
    for _ in range(3):
        simulation.step()
    satisfaction = simulation.ensemble.employees.job_satisfaction
    assert (satisfaction[0] != satisfaction[1]).any(axis=0).all()
