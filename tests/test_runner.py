"""Who carries out the runs: all engines give the same, and what fails or dies takes nothing else with it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_array_equal

import imsim
from imsim.engine.errors import EngineLost, InputError, RunFailed
from imsim.scenarios.expected import Expected
from imsim.scenarios.model import MODEL
from imsim.scenarios.scenario import load
from imsim.studies import compilation, execution, subject
from imsim.studies.design import grid
from imsim.studies.factors import factor
from imsim.studies.runner import Failure, completed
from imsim.studies.schedulers import Here, Processes, engine_of
from imsim.studies.study import Study, rectangles
from imsim.studies.subject import Strategies
from tasks import Deadly, LoadedAfter, Once, Squares, Touchy

BAKERY = ("market.rows=50", "time.weeks=4", "time.window=4", "time.burn_in=2")
EXPECTED = {number: number**2 for number in range(40)}


def in_fives(kind, last=40):
    return [kind(tuple(range(first, first + 5))) for first in range(0, last, 5)]


def answers(tasks, engine):
    """Number -> its square, or the Failure of its task."""
    found = {}
    with engine:
        for task, result in completed(tasks, engine):
            values = [result] * len(task.numbers) if isinstance(result, Failure) else result
            found |= dict(zip(task.numbers, values, strict=True))
    return found


@pytest.fixture(scope="module")
def bakery():
    return load("bakery", BAKERY)


def a_study(scenario, replicates=2):
    design = grid([factor(scenario, "full_plan", "forgetting", {"low": 0.012, "high": 0.02, "levels": 3})], 1)
    return Study("sweep", design, Strategies(scenario, ("full_plan",), design.factors, ("acsi",), 1), replicates)


def test_two_processes_compile_the_week_once(monkeypatch):
    told = []
    monkeypatch.setattr(compilation, "compiled_before", lambda model: False)
    monkeypatch.setattr(compilation, "compile_kernels", lambda model, *places: told.extend(places))
    compilation.compile_together(Here())
    assert sorted(told) == list(range(len(MODEL.week)))


def test_a_worker_that_dies_compiling_is_replaced(monkeypatch):
    monkeypatch.setattr(compilation, "compiled_before", lambda model: False)
    monkeypatch.setattr(compilation, "compile_kernels", lambda model, *places: None)
    monkeypatch.setattr(compilation, "Compiling", lambda model: Deadly((13,)))
    with Processes(1) as engine:
        compilation.compile_together(engine)
        assert engine.submit(Squares((3,))).result() == [9]


def test_the_week_is_compiled_together_before_strategies_are_planned(bakery, monkeypatch):
    """Planning runs the untreated firm in this process: it would compile all by itself, unsaid."""
    told = []
    monkeypatch.setattr(execution, "compiled_before", lambda model: False)
    monkeypatch.setattr(execution, "compile_together", lambda *_: told.append("compiled"))
    monkeypatch.setattr(execution, "engine_of", lambda *_, **__: Here())
    monkeypatch.setattr(subject, "expected_of", lambda *_: told.append("planned") or Expected())
    imsim.compare(bakery, strategies=["nothing", "training"], replicates=2, jobs=2)
    assert told[:2] == ["compiled", "planned"]


@pytest.mark.parametrize("engine", [Here, lambda: Processes(2)])
def test_all_engines_give_all_results(engine):
    assert answers(in_fives(Squares), engine()) == EXPECTED


@pytest.mark.parametrize("engine", [Here, lambda: Processes(2)])
def test_an_error_is_traced_to_the_run_that_raises_it(engine):
    found = answers(in_fives(Touchy), engine())
    assert found.pop(13) == Failure("ValueError: 13 brings bad luck")
    assert found == {number: square for number, square in EXPECTED.items() if number != 13}


def test_a_run_that_kills_its_worker_is_found_and_takes_nothing_else_with_it():
    found = answers(in_fives(Deadly), Processes(2))
    assert "its process died" in found.pop(13).error
    assert found == {number: square for number, square in EXPECTED.items() if number != 13}


def test_a_worker_killed_by_chance_costs_nothing(tmp_path):
    tasks = [*in_fives(Squares, 20), Once((100,), str(tmp_path / "killed")), *in_fives(Squares, 20)]
    found = answers(tasks, Processes(2))
    assert found == {number: number**2 for number in [*range(20), 100]}


def test_an_engine_whose_workers_only_die_is_given_up():
    with pytest.raises(EngineLost, match="none finished anything"):
        answers([Deadly((13,)) for _ in range(40)], Processes(2))


def test_no_more_tasks_are_made_than_the_engine_holds():
    made = []

    def tasks():
        for number in range(50):
            made.append(number)
            yield Squares((number,))

    with Processes(2) as engine:
        for done, _ in enumerate(completed(tasks(), engine)):
            assert len(made) <= done + engine.queue_size + 1


def test_workers_load_neither_mesa_nor_matplotlib_nor_pandas_nor_salib(bakery):
    study = a_study(bakery)
    batch = next(study.batches(everything(study), 1))
    with Processes(1) as engine:
        assert engine.submit(LoadedAfter((1,), batch)).result() == []


def everything(study):
    return np.ones(study.shape, dtype=bool)


def test_a_lot_is_its_halves(bakery):
    study = a_study(bakery)
    batch = next(study.batches(everything(study), 1))
    whole = batch.run()
    assert whole.cases == ()
    for part in (*batch.halves(), *batch.halves()[0].halves()):
        found = part.run()
        rows = [batch.labels.index(label) for label in part.labels]
        columns = [batch.replicates.index(replicate) for replicate in part.replicates]
        assert_array_equal(found.final["acsi"], whole.final["acsi"][rows][:, columns])
    single = batch.halves()[0].halves()[0]
    assert (single.size, single.halves()) == (1, ())


def test_lots_cover_what_is_missing_and_nothing_else(bakery):
    study = a_study(bakery, replicates=3)
    missing = everything(study)
    missing[0] = False
    missing[2, 0, 1] = False
    seen = [
        (point, arm, replicate)
        for batch in study.batches(missing, 2)
        for point, arm in batch.labels
        for replicate in batch.replicates
    ]
    assert sorted(seen) == [tuple(place) for place in zip(*missing.nonzero(), strict=True)]


def test_rectangles_keep_to_their_size():
    wanted = np.ones((10, 2, 3), dtype=bool)
    wanted[4] = False
    found = list(rectangles(wanted, 12))
    counts = np.zeros(wanted.shape, dtype=int)
    for points, arms, replicates in found:
        assert len(range(*points.indices(10))) * len(arms) * len(replicates) <= 12
        counts[points, np.array(arms)[:, None], np.array(replicates)] += 1
    assert (counts == wanted).all()


def test_a_comparison_that_cannot_be_run_says_why(bakery, monkeypatch):
    def broken(*_):
        raise ArithmeticError("it cannot be done")

    monkeypatch.setattr("imsim.studies.blocks.simulate", broken)
    with pytest.raises(RunFailed, match=r"1 of 1 run failed.*it cannot be done"):
        imsim.compare(bakery, strategies=[], replicates=1)


def test_a_scheduler_that_does_not_answer_is_one_message():
    pytest.importorskip("distributed", reason="dask is not installed")
    with pytest.raises(InputError, match="is no address of a scheduler"):
        engine_of(2, "nonsense://nowhere:1")
    with pytest.raises(InputError, match="no Dask scheduler answers there"):
        engine_of(2, "tcp://127.0.0.1:1")


PARENT = """
import sys, time
sys.path.insert(0, {tests!r})
from imsim.studies.schedulers import Processes
from tasks import Sleeper
if __name__ == "__main__":
    with Processes(2) as engine:
        futures = [engine.submit(Sleeper()) for _ in range(4)]
        time.sleep(0.1)
        while not any(future.running() for future in futures):
            time.sleep(0.05)
        time.sleep(1.0)
        print("ready", flush=True)
        time.sleep(60)
"""


def children_of(parent):
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == parent:
                found.append(int(entry.name))
    return found


def alive(process):
    try:
        return (Path("/proc") / str(process) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_a_killed_parent_leaves_no_worker_behind(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(PARENT.format(tests=str(Path(__file__).parent)))
    parent = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True)
    try:
        assert parent.stdout.readline() == "ready\n"
        workers = children_of(parent.pid)
        assert len(workers) >= 2
    finally:
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait()
        parent.stdout.close()
    deadline = time.monotonic() + 10
    while any(map(alive, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(alive, workers))
