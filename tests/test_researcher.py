"""Results in Python: one screen, tables, labels, equality; ideas of one's own; arguments of the wrong kind."""

import json
import pickle
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import imsim
from every import every
from imsim.engine.errors import InputError
from imsim.programmes.training import Training
from imsim.reporting import notebook
from imsim.reporting.terminal.comparison import ComparisonTexts, answer_lines
from imsim.studies.argument_types import checked, in_words

NOTEBOOK = Path(__file__).parents[1] / "docs" / "researcher.ipynb"
TINY = {"market.rows": 100, "time.burn_in": 2, "time.weeks": 6, "time.window": 6}
STUDY: dict[str, Any] = {"replicates": 3, "overrides": TINY}


@pytest.fixture(scope="module")
def compared():
    return imsim.compare("bakery", strategies=["training", "cash"], **STUDY)


def test_a_result_is_shown_on_one_screen(compared):
    lines = repr(compared).splitlines()
    assert lines[0] == "Comparison: bakery, 3 replicates, 6 weeks"
    assert len(lines) <= 24
    assert all(len(line) <= 120 for line in lines)
    assert "cash bonus" in repr(compared)
    assert "<table" in compared._repr_html_()
    assert "Comparison: bakery" in compared._repr_html_()


def test_marks_in_a_table_are_explained_below_it(compared):
    for text in (repr(compared), compared._repr_html_()):
        for mark, meaning in (("~", "~ it cost over"), ("*", "* under budget")):
            assert (f"{mark} " in text or f"{mark}<" in text) == (meaning in text)
    assert "~ it cost over" in repr(compared) or "under budget" in repr(compared)


def test_names_that_were_not_recorded_are_refused_with_those_that_were(compared):
    for ask in (
        lambda: compared.difference("acsi", "trainin"),
        lambda: compared.level("acsy", "training"),
        lambda: compared.gained("acsy", "training"),
        lambda: compared.payback("trainin"),
    ):
        with pytest.raises(InputError, match="was not recorded in this study; did you mean"):
            ask()


def test_the_summary_is_the_table_of_the_terminal_and_becomes_latex(compared):
    assert compared.summary.index.name == "strategy"
    assert list(compared.summary.columns[:2]) == ["ACSI gained", "staff turnover, pp"]
    told = compared.summary.to_latex(escape=True)
    assert r"\toprule" in told
    assert not re.search(r"(?<!\\)[%_#]", told)
    assert re.search(r"cash bonus & \+?-?[\d.]+( ±[\d.]+)? & ", told)


def test_whose_gain_and_whose_year_it_is_stands_beside_them(compared):
    told = list(answer_lines(ComparisonTexts(compared)))
    best = re.search(r"Standard error of the ACSI gain of (.+): (\S+), paired", "\n".join(told))
    assert best[1] in ("cash bonus", "training of contact staff", "training of everyone")
    assert float(best[2]) > 0
    assert told[-1].startswith(f"A year of {best[1]} takes ")


def test_runs_are_labelled_by_strategy_replicate_and_week(compared):
    assert compared.runs.index.names == ["strategy", "replicate"]
    assert compared.weeks.index.names == ["strategy", "replicate", "week"]
    assert compared.weeks.loc[("cash", 2), "acsi"].tolist() == compared.weekly["acsi"][:, 2, 2].tolist()
    assert compared.runs.loc[("training", 1), "acsi"] == compared.values("acsi", "training")[1]


def test_departments_are_labelled_by_strategy_replicate_week_and_department(compared):
    seen = compared.departments
    labels = ["strategy", "replicate", "week", "department"]
    assert seen.weeks.index.names == labels
    assert not seen.weeks.index.has_duplicates
    assert seen.weeks.index.get_level_values("department").unique().tolist() == list(seen.organisation.names)
    assert len(seen.weeks) == 2 * 3 * TINY["time.weeks"] * len(seen.organisation.names)
    one = seen.departments.iloc[17]
    assert seen.weeks.loc[tuple(one[labels]), "motivation"] == one["motivation"]
    xarray = pytest.importorskip("xarray")  # comes with the extra `test`
    assert isinstance(seen.weeks.to_xarray(), xarray.Dataset)


def test_doses_that_were_run_are_in_table_and_json(compared):
    dose = compared.doses.set_index(["strategy", "programme"]).loc[("training", "training")]
    assert dose["lever"] == "hours"
    assert dose["dose"] == compared.strategies[1].case.programmes[0][1].hours
    assert compared.as_json()["strategies"][1]["doses"] == {"training": {"hours": dose["dose"]}}


def test_answers_that_say_the_same_are_equal_also_when_pickled(compared):
    assert compared == pickle.loads(pickle.dumps(compared))  # noqa: S301
    assert compared != imsim.compare("bakery", strategies=["training"], **STUDY)
    assert compared != "compared"


def test_an_outcome_that_is_not_there_is_refused_with_the_nearest(compared):
    with pytest.raises(imsim.InputError, match=r'^outcome = "acsy": no outcome of this study; did you mean "acsi"\?'):
        compared.plot("acsy")


def test_strategies_may_be_written_in_python_and_are_run_as_from_a_file():
    mine = imsim.compare("bakery", strategies={"mine": {"t": Training(hours=12.0)}}, budget=0, **STUDY)
    tables = {"extends": "bakery", "strategies": {"mine": {"programmes": {"t": {"kind": "training", "hours": 12.0}}}}}
    assert mine.names == ["nothing", "mine"]
    filed = imsim.compare(tables, strategies=["mine"], budget=0, **STUDY)
    assert (mine.values("acsi", "mine") == filed.values("acsi", "mine")).all()


WRONG = {
    "strategies": (lambda: imsim.compare("bakery", strategies="training"),
                   "strategies = 'training': should be a list of names; did you mean ['training']?"),
    "lever": (lambda: imsim.compare("bakery", strategies={"mine": {"training": {"hour": 3}}}),
              'strategies.mine.programmes.training.hour: no such lever; did you mean "hours"?'),
    "twice": (lambda: imsim.compare("bakery", strategies=["cash", "cash"]), "strategies = cash: stands there twice"),
    "vary twice": (lambda: imsim.sweep("bakery", vary=["training.hours=1:2", "training.hours=2:3"]),
                   "vary = training.hours: stands there twice"),
    "seed": (lambda: imsim.compare("bakery", seed=-1), "seed = -1: should be 0 or more"),
    "large seed": (lambda: imsim.compare("bakery", seed=2**63), "seed = 9223372036854775808: should be from 0 to"),
    "jobs": (lambda: imsim.compare("bakery", jobs=0), "jobs = 0: should be 1 or more"),
    "weeks": (lambda: imsim.compare("bakery", weeks=4.5), "weeks = 4.5: should be a whole number"),
    "replicates": (lambda: imsim.compare("bakery", replicates="four"), "replicates = 'four': should be a whole number"),
    "budget": (lambda: imsim.sweep("bakery", budget="2 %"), "budget = '2 %': should be a number"),
    "vary": (lambda: imsim.sweep("bakery", vary={"training.hours": 5}), "vary = {'training.hours': 5}: should be"),
    "overrides": (lambda: imsim.compare("bakery", overrides=5), "overrides = 5: should be a text or a list of"),
    "scenario": (lambda: imsim.load(3), "scenario = 3: should be a text"),
    "strategy": (lambda: imsim.run("bakery", ["cash"]), "strategy = ['cash']: should be a text"),
    "units": (lambda: imsim.patterns(units=0), "units = 0: should be 1 or more"),
    "scheduler": (lambda: imsim.compare("bakery", strategies=["cash"], scheduler="foo", **STUDY),
                  "scheduler = foo: is no address of a scheduler, like tcp://10.0.0.1:8786"),
    "outcomes": (lambda: imsim.sweep("bakery", outcomes=["asci"]), 'outcomes = "asci": no such outcome; did you mean'),
}  # fmt: skip


@every("what", WRONG)
def test_a_wrong_argument_is_told_before_anything_runs(what):
    call, told = WRONG[what]
    with pytest.raises(imsim.InputError) as mistake:
        call()
    assert str(mistake.value).startswith(told)


def test_numbers_of_numpy_are_numbers_and_truth_is_none():
    found = checked("seed", np.int64(3), int | None)
    assert (found, type(found)) == (3, int)
    assert checked("budget", np.float32(0.5), float) == 0.5
    with pytest.raises(imsim.InputError):
        checked("jobs", True, int)
    assert in_words(str | Sequence[str] | None) == "a text or a list of texts"


def test_a_home_folder_may_be_a_tilde(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "shop.toml").write_text('extends = "bakery"\n')
    assert imsim.load("~/shop.toml").name == "shop"
    with pytest.raises(imsim.InputError, match="no study"):
        imsim.read("~/")


# Ideas of one's own


TEA = """
from typing import ClassVar

import imsim
from pydantic import Field

imsim.load("bakery")


class Tea(imsim.Programme):
    kind: ClassVar[str] = "tea"
    lever: ClassVar[str] = "cups"
    most: ClassVar[float] = 8.0
    cups: float = Field(1.0, ge=0.0, le=8.0, description="cups a day")

    def cash(self, context):
        return 20.0 * self.cups

    def act(self, name, context, effects):
        effects.add("belonging", context.rows, 0.02 * self.cups * self.mask(context.organisation))


study = dict(weeks=6, replicates=2, jobs=1, overrides={"market.rows": 60, "time.burn_in": 1})
kept = dict(overrides={"market.rows": 60, "time.burn_in": 1, "strategies.tea": {"programmes": {"tea": {}}}})
first = imsim.InternalMarketingModel("bakery", strategy="tea", budget=0.01, **kept)


class Tea(Tea):
    kind: ClassVar[str] = "tea"

    def cash(self, context):
        return 40.0 * self.cups


second = imsim.InternalMarketingModel("bakery", strategy="tea", budget=0.01, **kept)
doses = [dict(model.simulation.cases[0].programmes)["tea"].cups for model in (first, second)]
assert doses[0] > doses[1], doses
late = imsim.compare("bakery", strategies={"tea": {"tea": Tea(cups=3.0)}}, budget=0, **study)
assert late.difference("belonging", "tea").mean > 0
"""


def test_a_programme_that_is_defined_late_is_found(tmp_path):
    # In a process of its own: whatever is defined stays in the list of programmes.
    (tmp_path / "tea.py").write_text(TEA)
    subprocess.run([sys.executable, "tea.py"], cwd=tmp_path, timeout=300, check=True)


GUARDED = """
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import imsim
from imsim.outcomes import OUTCOMES
from imsim.studies.carrying import carried_out, packed


@imsim.outcome("feeling at home", "0-1")
def at_home(ensemble):
    return ensemble.employees.belonging


class Look:
    def run(self):
        return OUTCOMES["at_home"].label


if __name__ == "__main__":
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        assert pool.submit(carried_out, packed(Look(), imported=True)).result() == "feeling at home"
"""


def test_an_outcome_of_a_script_is_found_by_workers_that_import_it(tmp_path):
    (tmp_path / "study.py").write_text(GUARDED)
    subprocess.run([sys.executable, "study.py"], cwd=tmp_path, timeout=300, check=True)


SCRIPT = """
import imsim
S = {"weeks": 4, "replicates": 2, "overrides": {"market.rows": 60, "time.burn_in": 1}}
imsim.compare("bakery", strategies=["training"], jobs=2, **S)
"""


@pytest.mark.thorough
def test_a_script_without_a_guard_gets_one_line(tmp_path):
    (tmp_path / "study.py").write_text(SCRIPT)
    done = subprocess.run([sys.executable, "study.py"], cwd=tmp_path, capture_output=True, text=True, timeout=300,
                          check=False)  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.count("Traceback") == 1
    assert done.stderr.splitlines()[-1].endswith(
        'put what the script does under `if __name__ == "__main__":`: workers import it'
    )


@pytest.mark.reads_source
def test_the_notebook_tells_of_every_function():
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    text = "".join(line for cell in cells for line in cell["source"])
    functions = {name for name in imsim.__all__ if name.islower() and getattr(imsim, name).__name__ == name}
    assert {name for name in functions if f"imsim.{name}(" not in text} == set()


@pytest.mark.thorough
@pytest.mark.ci
@pytest.mark.filterwarnings("ignore")  # those of the machinery of notebooks
def test_a_researcher_does_five_tasks_in_a_notebook(tmp_path):
    nbclient, nbformat = (pytest.importorskip(name, reason="extra: test") for name in ("nbclient", "nbformat"))
    found = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(found)
    assert not [cell for cell in found.cells if cell.get("outputs")], "it is kept without output"
    nbclient.NotebookClient(found, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = [output for cell in found.cells for output in cell.get("outputs", [])]
    assert any("image/png" in output.get("data", {}) for output in shown)
    assert any(r"\toprule" in output.get("text", "") for output in shown)
    assert any("(a dummy factor)" in str(output.get("data", "")) or "a dummy factor" in str(output.get("data", ""))
               for output in shown)  # fmt: skip
    assert (tmp_path / "acsi.pdf").exists()


def test_progress_in_a_notebook_is_a_bar_that_goes(monkeypatch):
    shown = []

    class Handle:
        def update(self, content):
            shown.append(content)

    class Display:
        HTML = staticmethod(str)

        @staticmethod
        def display(content, display_id):
            shown.append(content)
            return Handle()

    monkeypatch.setitem(sys.modules, "IPython.display", Display)
    bar = notebook.NotebookProgress()
    bar.begin(10, 2)
    bar.found(3)
    bar.advance(5)
    assert '<progress value="2" max="10"></progress> 2 of 10 runs' in shown[0]
    assert shown[-1] == ""
    assert not notebook.in_notebook()
