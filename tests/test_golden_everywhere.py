"""The golden runs again, to the last bit: alone, in larger blocks, in other processes, on a cluster.

`.ci/run` compares the golden runs themselves with their record on a second Python too, which has another Mesa.
"""

from functools import cache

import pytest

from golden import SHORT, STRATEGIES, outcomes_of
from imsim.scenarios.scenario import builtin_names, load
from imsim.studies.blocks import Batch, Block
from imsim.studies.runner import completed
from imsim.studies.schedulers import engine_of

QUICK = {"bakery"}
SEED = 1

golden = cache(outcomes_of)
per_scenario = pytest.mark.parametrize(
    "name", [pytest.param(n, marks=() if n in QUICK else pytest.mark.thorough) for n in builtin_names()]
)


def batches(name):
    """Both strategies in every company that a scheduler may put them in: each alone, and both among other runs."""
    scenario = load(name, SHORT)
    setting = scenario.setting()
    cases = [scenario.strategies[strategy] for strategy in STRATEGIES]
    others = [case for case in scenario.strategies.values() if case.strategy not in STRATEGIES]
    for i, case in enumerate(cases):
        yield Batch(((0, i),), (0,), Block(setting, (case,), (0,), SEED, weekly=False))
    among = (*others[:2], *reversed(cases), *others[2:3])
    labels = tuple((0, STRATEGIES.index(case.strategy) if case in cases else -1) for case in among)
    yield Batch(labels, (3, 0), Block(setting, among, (3, 0), SEED))


def found_by(engine, name):
    """(strategy, outcomes) of every golden run in every batch."""
    for batch, record in completed(batches(name), engine):
        for row, (_, i) in enumerate(batch.labels):
            if i >= 0:
                values = {key: float(final[row, batch.replicates.index(0)]) for key, final in record.final.items()}
                yield STRATEGIES[i], values


def check(engine, name):
    found = list(found_by(engine, name))
    assert len(found) == 2 * len(STRATEGIES)
    for strategy, outcomes in found:
        assert outcomes == golden(name)[strategy]


@per_scenario
def test_the_numbers_do_not_depend_on_the_block(name):
    with engine_of(1) as engine:
        check(engine, name)


@pytest.fixture(scope="module")
def processes():
    with engine_of(2) as engine:
        yield engine


@per_scenario
def test_the_numbers_do_not_depend_on_the_process(processes, name):
    check(processes, name)


@pytest.fixture(scope="module")
def dask():
    distributed = pytest.importorskip("distributed", reason="dask is not installed: pip install 'imsim[distributed]'")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
        ) as cluster,
        engine_of(1, cluster.scheduler_address) as engine,
    ):
        yield engine


@per_scenario
def test_the_numbers_do_not_depend_on_the_scheduler(dask, name):
    check(dask, name)
