"""Kinds of study: one shape for all of them, and one file for a kind from outside."""

import json
from dataclasses import dataclass, fields
from importlib.metadata import EntryPoint
from types import SimpleNamespace

import matplotlib
import pytest

import tasks
from imsim.engine.errors import InputError
from imsim.reporting import kinds as shown
from imsim.reporting.artefacts import write_figures
from imsim.studies import kinds
from imsim.studies.answer import Answer
from imsim.studies.design import Factor, grid
from imsim.studies.function import Function
from imsim.studies.kinds import design_study, kind_of, modules_of_kinds
from imsim.studies.requests import option
from imsim.studies.study import Study


def test_every_kind_says_what_can_be_asked_and_is_shown():
    assert set(modules_of_kinds()) == {
        "compare",
        "uncertainty",
        "plausible",
        "fit",
        "optimise",
        "sweep",
        "sensitivity",
        "patterns",
        "chain",
    }
    assert set(shown.presentations()) == set(modules_of_kinds())
    for name in modules_of_kinds():
        silent = [field.name for field in fields(kind_of(name).request) if not field.metadata.get("help")]
        assert not silent, name


def test_a_kind_that_is_not_there_is_refused():
    with pytest.raises(InputError, match='did you mean "sweep"'):
        kind_of("sweeep")


# A kind from outside, as a module of its own would define it


@dataclass(frozen=True)
class HeightRequest:
    points: int = option("how many", 3)


@dataclass(frozen=True)
class Height(Answer):
    kind = "height"
    highest: float

    def as_json(self):
        return {"highest": self.highest}

    def artefacts(self):
        return {"answer.json": self.as_json()}


def plan(request):
    design = grid([Factor("a", "a", 0, 1, levels=request.points)], 1)
    return Study("height", design, Function("f", tasks.flat), 1)


def figures(found):
    from matplotlib.figure import Figure

    yield "height", Figure()


@pytest.fixture
def height(monkeypatch):
    module = SimpleNamespace(
        KIND=design_study("height", HeightRequest, plan, lambda _, results, __: Height(results.final["y"].max())),
        PRESENTATION=shown.Presentation(
            "height", figures, lambda found, _: next(figures(found))[1], None, lambda found: print(found.highest)
        ),
    )
    monkeypatch.setattr(EntryPoint, "load", lambda _: module)
    monkeypatch.setattr(kinds, "entry_points", lambda group: [EntryPoint("height", "elsewhere", group)])
    for cached in (modules_of_kinds, shown.presentations):
        cached.cache_clear()
    yield kind_of("height")
    for cached in (modules_of_kinds, shown.presentations):
        cached.cache_clear()


def test_a_kind_from_outside_is_planned_run_left_and_shown(height, tmp_path, capsys):
    found = height.run(height.plan(height.request(points=4)), tmp_path / "out", write_figures=write_figures)
    assert json.loads((tmp_path / "out" / "answer.json").read_text()) == found.as_json()
    assert (tmp_path / "out" / "figures" / "height.svg").exists()
    assert isinstance(found.plot(), matplotlib.figure.Figure)
    shown.show(found)
    assert capsys.readouterr().out == f"{found.highest}\n"
