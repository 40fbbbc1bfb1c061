"""What every registry promises: an idea is a file that is found by itself, or what somebody else has installed."""

import inspect
import json
import os
import pkgutil
import subprocess
import sys
from importlib import import_module

import pytest

from imsim.engine.errors import InputError
from imsim.engine.registry import Registry
from imsim.events import EVENTS
from imsim.outcomes import OUTCOMES

REGISTRIES = {"events": EVENTS, "outcomes": OUTCOMES}
each_registry = pytest.mark.parametrize("registry", REGISTRIES.values(), ids=REGISTRIES)


def home_of(idea):
    """The module that defines an idea: a class, or what measures an outcome."""
    return getattr(idea, "measure", idea).__module__


@each_registry
def test_every_idea_stands_in_a_file_of_its_package_in_the_order_of_the_files(registry):
    package = import_module(registry.package)
    files = [f"{registry.package}.{module.name}" for module in pkgutil.iter_modules(package.__path__)]
    homes = [home_of(idea) for idea in registry.values()]
    assert registry
    assert sorted(homes, key=files.index) == homes


@each_registry
def test_every_idea_says_what_it_is_in_a_sentence(registry):
    for name, idea in registry.items():
        said = inspect.getdoc(getattr(idea, "measure", idea)).partition("\n")[0]
        assert said.endswith("."), name
        assert said[:1].isupper(), name


def test_an_event_is_called_as_its_file_and_says_where_its_sizes_come_from():
    for name, event in EVENTS.items():
        assert name == event.kind == event.__module__.rpartition(".")[2]
        assert "Source: " in inspect.getdoc(event)
        assert event().model_dump()["week"] == 0


def test_what_was_imported_before_stands_in_its_place_all_the_same():
    code = "import imsim.events.merger, imsim.outcomes.money\nfrom imsim.events import EVENTS\n"
    code += "from imsim.outcomes import OUTCOMES\nprint(*EVENTS, *OUTCOMES)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=300)
    assert done.stdout.split() == [*EVENTS, *OUTCOMES]


def test_an_idea_may_be_defined_again_by_its_own_module_but_not_by_another():
    registry = Registry("imsim.events")
    registry.add("strike", 1, "notebook")
    registry.add("strike", 2, "notebook")
    assert registry._ideas["strike"] == 2
    with pytest.raises(InputError, match=r'imsim.events: "strike" is defined twice, in notebook and in other; rename'):
        registry.add("strike", 3, "other")


EVENT = """
from imsim.events import EVENTS, Event
class Strike(Event):
    '''People stay at home for a while.'''
    kind = "{kind}"
    weeks: int = 3
    def act(self, scene, effects):
        effects.add("hours_away", scene.rows, 1.0 if 0 <= scene.week - self.week < self.weeks else 0.0)
"""
OUTCOME = """
from imsim.outcomes import outcome
@outcome("firms that exist", "share", bounds=(0.0, 1.0))
def existence({argument}):
    '''Share of firms that exist.'''
    return ensemble.firm.reputation * 0 + 1
"""


@pytest.fixture
def installed(tmp_path):
    """Runs the command line where a package is installed that has a plug-in for each group."""

    def run(arguments, **groups):
        (tmp_path / "plug-1.0.dist-info").mkdir()
        (tmp_path / "plug-1.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: plug\nVersion: 1.0\n")
        entries = [f"[imsim.{group}]\nmine = plug_{group}\n" for group in groups]
        (tmp_path / "plug-1.0.dist-info" / "entry_points.txt").write_text("\n".join(entries))
        for group, text in groups.items():
            (tmp_path / f"plug_{group}.py").write_text(text)
        path = os.pathsep.join([str(tmp_path), *sys.path])
        command = [sys.executable, "-m", "imsim", *arguments]
        return subprocess.run(
            command, capture_output=True, text=True, timeout=300, env=os.environ | {"PYTHONPATH": path}
        )

    return run


def test_what_is_installed_is_found_as_what_is_built_in(installed, tmp_path):
    scenario = tmp_path / "shop.toml"
    scenario.write_text('extends = "bakery"\n[time]\nweeks = 4\nburn_in = 0\nwindow = 4\n[events.s]\nkind = "strike"\n')
    plugs = {"events": EVENT.format(kind="strike"), "outcomes": OUTCOME.format(argument="ensemble")}
    done = installed(["run", str(scenario), "--replicates", "1", "--jobs", "1", "--json", "--quiet"], **plugs)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert json.dumps(answer).count("existence") >= 1


@pytest.mark.parametrize(
    ("group", "text", "said"),
    [
        (
            "events",
            "import nowhere",
            "imsim.events: the entry point mine = plug_events cannot be loaded (ModuleNotFound",
        ),
        (
            "outcomes",
            OUTCOME.format(argument="this that"),
            "imsim.outcomes: the entry point mine = plug_outcomes cannot",
        ),
        (
            "events",
            EVENT.format(kind="merger"),
            'imsim.events: "merger" is defined twice, in imsim.events.merger and in plug_events; rename one of them',
        ),
    ],
)
def test_a_plug_in_that_cannot_be_used_ends_in_one_line(installed, group, text, said):
    done = installed(["describe", group], **{group: text})
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"imsim: {said}")
    assert len(done.stderr.splitlines()) == 1
