"""Mutated scenarios and tables: each ends in a result or in one clean message; a fault once found stays found.

A few of each run here; `pytest -m thorough` tries 10,000 and twice 2,000. A single one by its number:
`python -m fuzz.trial scenarios 17:18` in this folder.
"""

import resource
import time
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from every import every
from fuzz import formats, records, scenarios, tables, trial
from imsim.engine.errors import InputError
from imsim.scenarios.importing import import_organisation
from imsim.scenarios.scenario import load
from imsim.scenarios.size import LARGEST_UNITS
from imsim.scenarios.tables.markup import MOST_ELEMENTS
from imsim.scenarios.tables.text import MOST_COLUMNS
from imsim.studies.fitting.loading import firm_data

FEW = 30
BAKERY = load("bakery")
# Found faults, by number; what was wrong with them is fixed.
SCENARIOS_THAT_FOUND_FAULTS = (62, 80, 86, 120, 137, 3637, 3943, 7087, 7737)
THOROUGH = {"scenarios": 10_000, "tables": 2_000, "records": 2_000}

linux = pytest.mark.skipif(not trial.CLEARED.exists(), reason="measures memory as Linux does")


def faults(verdicts):
    return [f"{verdict.number}: {verdict.why}" for verdict in verdicts if verdict.ending == "fault"]


@pytest.mark.thorough
@pytest.mark.ci
@linux
@every("kind", list(THOROUGH))
def test_a_few_mutants_end_well(kind):
    verdicts = list(trial.tried(kind, range(FEW)))
    assert len(verdicts) == FEW
    assert faults(verdicts) == []
    assert {verdict.ending for verdict in verdicts} == {"result", "refused"}


@linux
@pytest.mark.thorough
@every("kind", list(THOROUGH))
def test_thousands_of_mutants_end_well(kind):
    verdicts = list(trial.tried(kind, range(THOROUGH[kind])))
    print(trial.summary(verdicts))
    assert len(verdicts) == THOROUGH[kind]
    assert faults(verdicts) == []


@linux
@pytest.mark.thorough
@every("way", [*tables.WAYS, *tables.SLOW_WAYS])
def test_a_million_rows_end_well(way):
    """Whatever a million rows hold, 10 s and 2 GiB do; a machine that is busy with other work may need more."""
    number = [*tables.WAYS, *tables.SLOW_WAYS].index(way)
    verdicts = list(trial.tried("million", range(number, number + 1)))
    print(trial.summary(verdicts))
    assert faults(verdicts) == []


@linux
@pytest.mark.thorough
@every("number", SCENARIOS_THAT_FOUND_FAULTS)
def test_what_once_was_a_fault_ends_well(number):
    assert faults(trial.tried("scenarios", range(number, number + 1))) == []


def refused(work):
    """Why it is refused, or nothing; any other error is one of the program."""
    try:
        work()
    except InputError as mistake:
        return mistake.lines
    return ()


# Hypothesis drives the same mutations, and makes a fault small.


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(chance=st.randoms(use_true_random=False))
def test_no_mutant_is_anything_but_a_scenario_or_one_kind_of_error(chance, tmp_path_factory):
    path = scenarios.saved(scenarios.mutant(chance), tmp_path_factory.mktemp("mutant"))
    assert all(line.isprintable() and line for line in refused(lambda: load(path).setting()))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(chance=st.randoms(use_true_random=False))
def test_no_mutant_is_anything_but_tables_or_one_kind_of_error(chance, tmp_path_factory):
    folder = tmp_path_factory.mktemp("mutant")
    with pytest.MonkeyPatch.context() as patch:
        # Hypothesis likes extremes: nearly every third of its mutants would be one of the huge tables.
        patch.setattr(tables, "LARGEST", 3000)
        nodes, edges, _ = tables.mutant(chance, folder)
    problems = refused(lambda: import_organisation(nodes, edges, folder / "out"))
    assert all(line.isprintable() and line for line in problems)
    assert (folder / "out").exists() == (not problems)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(chance=st.randoms(use_true_random=False))
def test_no_mutant_is_anything_but_a_record_or_one_kind_of_error(chance, tmp_path_factory):
    made = records.mutant(chance, tmp_path_factory.mktemp("mutant"))
    found = []
    problems = refused(lambda: found.append(firm_data(BAKERY, made["survey"], made["staff"], made["customers"])))
    told = found[0].notes if found else ()
    assert all(line.isprintable() and line for line in (*problems, *told))


def test_the_mutators_make_what_the_promise_names():
    """Among the first: circles of extends, deep tables, thousands of departments, studies, plans, events."""
    made = [scenarios.mutant(Random(f"scenario {number}")) for number in range(600)]
    texts = [raw for files in made for raw in files.values()]
    assert any(len(files) > 2 for files in made)
    for word in (
        b'"d399"',
        b'["study"]',
        b'"plan" = {',
        b'"events"',
        b"nan",
        b"-inf",
        "研发".encode(),
        b"\xff\xfe",
        b"9" * 400,
    ):
        assert any(word in raw for raw in texts), word
    assert len(set(texts)) > 500


def test_a_mutant_depends_on_nothing_but_its_number():
    """Otherwise Hypothesis meets another mutant when it looks again; a workbook tells the second of its making."""
    rows = [["id", "dept", "boss"], ["1", "a", ""]]
    first = formats.workbook(rows, rows, Random(1))
    time.sleep(1.1)
    assert formats.workbook(rows, rows, Random(1)) == first


# What the fuzzer found in tables


def imported(folder, nodes, edges=b"from,to\n1,2\n"):
    (folder / "nodes.csv").write_bytes(nodes)
    (folder / "edges.csv").write_bytes(edges)
    with pytest.raises(InputError) as refused:
        import_organisation(folder / "nodes.csv", folder / "edges.csv", folder / "out")
    (problem,) = refused.value.lines
    return problem


def test_a_department_for_everybody_is_too_many(tmp_path):
    people = LARGEST_UNITS + 1
    nodes = "id,dept\n" + "".join(f"{i},d{i}\n" for i in range(people))
    assert "choose a coarser --department column" in imported(tmp_path, nodes.encode())


def test_a_table_as_wide_as_it_should_be_long(tmp_path):
    nodes = ",".join(f"c{i}" for i in range(MOST_COLUMNS + 2))
    assert "columns; at most" in imported(tmp_path, nodes.encode())


def test_a_graph_that_would_take_minutes_to_read(tmp_path):
    path = tmp_path / "firm.graphml"
    path.write_text(f"<graphml><graph>{'<node/>' * MOST_ELEMENTS}</graph></graphml>")
    with pytest.raises(InputError, match="save its nodes and its edges as two CSV files"):
        import_organisation(path, path, tmp_path / "out")


def test_utf_32_is_no_text_that_is_read(tmp_path):
    assert "is not a text file" in imported(tmp_path, "id,dept\n1,a\n2,b\n".encode("utf-32"))


def test_the_measuring_itself_finds_what_it_should(tmp_path, monkeypatch):
    """A trial that hangs, is greedy or raises is a fault."""

    def hungry(number: int, folder: Path) -> trial.Verdict:
        greedy = bytearray(400 << 20)
        greedy[::4096] = b"x" * len(greedy[::4096])
        return trial.Verdict(number, "result")

    def broken(number: int, folder: Path) -> trial.Verdict:
        raise KeyError("lost")

    monkeypatch.setattr(trial, "BYTES", 300 << 20)
    monkeypatch.setitem(trial.TRIALS, "hungry", hungry)
    monkeypatch.setitem(trial.TRIALS, "broken", broken)
    if trial.CLEARED.exists():
        assert trial.judged("hungry", 1).why == "takes more than 2 GiB"
    assert trial.judged("broken", 1).why.startswith("KeyError at")
    assert resource.getrlimit(resource.RLIMIT_DATA)
