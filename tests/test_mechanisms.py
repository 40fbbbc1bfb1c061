"""The table of claims: complete, and everything it names is there."""

import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest

from every import every
from imsim import mechanisms as room
from imsim.engine.fields import declarations
from imsim.mechanisms import homes, mechanisms
from imsim.outcomes import OUTCOMES
from imsim.programmes import kinds
from imsim.scenarios.model import DEFAULTS

pytestmark = pytest.mark.reads_source

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "docs" / "mechanisms.md"
CLAIMS = 103

ROWS = [
    (int(row[1]), re.findall(r"`([^`]+)`", row[3]))
    for row in (line.split("|") for line in TABLE.read_text(encoding="utf-8").splitlines())
    if len(row) == 6 and row[1].strip().isdigit()
]
NAMES = sorted({name for _, names in ROWS for name in names})


def missing(name):
    """What of a dotted name does not exist, or None."""
    if name.endswith(".toml"):
        return None if (ROOT / name).is_file() else name
    if name.startswith("parameters."):
        return None if name.removeprefix("parameters.") in DEFAULTS else name
    if name.startswith("outcomes."):
        return None if name.removeprefix("outcomes.") in OUTCOMES else name
    module, parts = "imsim", name.split(".")
    found = importlib.import_module(module)
    for place, part in enumerate(parts):
        try:
            found = importlib.import_module(f"{module}.{'.'.join(parts[: place + 1])}")
        except ModuleNotFoundError:
            if not hasattr(found, part):
                return part
            found = getattr(found, part)
    return None


def stated(kind):
    """Rows that a programme's docstring cites."""
    text = re.search(r"rows? ([\d, \n-]+)", kind.__doc__)
    spans = re.findall(r"(\d+)(?:-(\d+))?", text[1])
    return {row for first, last in spans for row in range(int(first), int(last or first) + 1)}


def test_every_claim_has_one_row():
    assert [number for number, _ in ROWS] == list(range(1, CLAIMS + 1))
    assert all(names for _, names in ROWS)


@every("name", NAMES)
def test_what_the_table_names_exists(name):
    assert missing(name) is None


@every("kind", [kind for kind in kinds() if kinds()[kind].__module__.startswith("imsim.")])
def test_a_programme_stands_in_the_rows_it_claims(kind):
    programme = kinds()[kind]
    rows = {number for number, names in ROWS if f"programmes.{kind}" in names}
    assert set(programme.mechanisms) == rows == stated(programme)
    assert list(programme.mechanisms) == sorted(rows)


@every("mechanism", [one for one in mechanisms() if one.parts[0].__module__.startswith("imsim.")])
def test_a_mechanism_stands_in_the_rows_it_claims(mechanism):
    rows = [number for number, names in ROWS if any(name.startswith(f"mechanisms.{mechanism.name}.") for name in names)]
    assert list(mechanism.rows) == rows


def test_what_a_file_beside_a_mechanism_declares_is_taken_in():
    taken = {home for one in mechanisms() for home in homes(one)}
    files = [importlib.import_module(f"{room.__name__}.{one.name}") for one in pkgutil.iter_modules(room.__path__)]
    declaring = {
        file.__name__
        for file in files
        for kind in vars(file).values()
        if inspect.isclass(kind) and kind.__module__ == file.__name__ and any(declarations(kind))
    }
    assert declaring <= taken
    assert any(not hasattr(file, "MECHANISM") for file in files if file.__name__ in declaring)


@every("name", ["nowhere", "mechanisms.trust.hope", "scenarios/moon.toml", "parameters.hope"])
def test_a_name_that_does_not_exist_is_found(name):
    assert missing(name)
