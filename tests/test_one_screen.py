"""Whatever Python hands back is shown on one screen: in an interpreter, a debugger, a notebook."""

import inspect
import math
from pathlib import Path

import pandas as pd
import pytest

import imsim
from imsim.evidence.judgement import PartFinding
from imsim.evidence.replication import Replication, ReplicationStudy
from imsim.evidence.study_file import field_studies, load_study
from imsim.scenarios.importing.report import ImportReport
from imsim.studies.boxes import Bound, Box
from imsim.studies.discovery import Discovery, Failure
from imsim.studies.intervals import Share
from imsim.studies.one_screen import OneScreen
from imsim.studies.reproduction import Reproduction
from imsim.studies.table_comparison import TableDifference

LINES, WIDE = 24, 120


CLASSES = {
    "Comparison": "imsim.studies.comparison", "Robustness": "imsim.studies.robustness",
    "Optimum": "imsim.studies.optimum", "PlausibleSets": "imsim.studies.plausible",
    "Fit": "imsim.studies.fitting.answer", "Sweep": "imsim.studies.sweep", "Sensitivity": "imsim.studies.sensitivity",
    "PatternStudy": "imsim.evidence.validation", "ServiceProfitChain": "imsim.evidence.path_coefficients",
    "ClaimStudy": "imsim.evidence.claims.verdicts", "ReplicationStudy": "imsim.evidence.replication",
    "Discovery": "imsim.studies.discovery", "Reproduction": "imsim.studies.reproduction",
    "Answer": "imsim.studies.answer", "StudyDiff": "imsim.studies.study_diff", "Knockouts": "imsim.evidence.knockout",
}  # fmt: skip
IN_A_LINE = {
    "Scenario": "imsim.scenarios.scenario", "ImportReport": "imsim.scenarios.importing.report",
    "Story": "imsim.reporting.chronicle.story",
}  # fmt: skip
PLAIN = {"Path", "pd.DataFrame", "Callable[[Measure], Measure]", "dict[str, Any]", "list[Path]", "list[str]"}


def test_every_function_hands_back_what_is_shown_on_one_screen():
    functions = [one for name in imsim.__all__ if inspect.isfunction(one := getattr(imsim, name))]
    returned = {inspect.signature(one).return_annotation for one in functions} - PLAIN
    assert {str(one) for one in returned} <= CLASSES.keys() | IN_A_LINE.keys(), "say here how a new result is shown"


@pytest.mark.parametrize(("name", "module"), (CLASSES | IN_A_LINE).items())
def test_no_result_is_shown_field_by_field(name, module):
    shown = vars(getattr(__import__(module, fromlist=[name]), name))["__repr__"]
    assert shown.__qualname__ in ("OneScreen.__repr__", f"{name}.__repr__")
    assert shown.__code__.co_filename.endswith(".py"), "not made by a dataclass"


def made_up():
    scenario = imsim.load("large_firm")
    bounds = tuple(Bound(f"a_rather_long_parameter_{i}", 0.1234567, 0.9876543) for i in range(4))
    box = Box(bounds, 0.8, 0.5, 0.3, 12, 0.01)
    failures = [
        Failure(name, outcome, Share(0.3, 0.2, 0.4), found)
        for outcome in ("acsi", "profit", "turnover")
        for name in scenario.strategies
        for found in (box, None)
    ]
    yield scenario
    yield Discovery(scenario, "nothing", 300, tuple(failures))
    studies = [load_study(name) for name in field_studies()]
    finding = PartFinding("a part of a study with a name as long as names of parts are", "M", -math.inf, 1.0, 0.5, 0.1)
    yield ReplicationStudy(1, tuple(Replication(one, (finding,) * len(one.parts)) for one in studies))
    yield Reproduction(tuple(TableDifference(f"table_{i}.csv", 10, cells=10) for i in range(30)), {})
    yield ImportReport(8, 2, 3, 4, [f"{'choice ' * 30}{i}" for i in range(40)], [], [], "", [Path("x.toml")], None)


def test_the_largest_results_are_shown_on_one_screen():
    for result in made_up():
        lines = repr(result).splitlines()
        assert len(lines) <= LINES
        assert max(map(len, lines)) <= WIDE
        if isinstance(result, OneScreen):
            assert "<table" in result._repr_html_()
            assert repr(result).startswith(f"{type(result).__name__}: ")


def test_where_strategies_lose_is_a_table():
    found = next(one for one in made_up() if isinstance(one, Discovery))
    assert isinstance(found.table, pd.DataFrame)
    first, second = found.table.head(2).to_dict("records")
    assert first["where"].startswith("a_rather_long_parameter_0 between 0.123 and 0.988 and ")
    assert (first["loses"], first["loses_there"], first["of_all_losses"]) == (0.3, 0.8, 0.5)
    assert second["where"] == ""
    assert "where strategies lose against nothing, 300 parameter sets" in repr(found)
