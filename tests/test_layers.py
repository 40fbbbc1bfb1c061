"""What `lint-imports` and ruff do not see: sizes of modules, their names, and what is loaded when.

Which module may import which, and where heavy packages are at home, stands in pyproject.toml ([tool.importlinter]).
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import imsim
from every import MODULES, SOURCE, every

pytestmark = pytest.mark.reads_source

TESTS = Path(__file__).parent


def test_no_module_is_longer_than_300_lines():
    lines = {str(path.relative_to(SOURCE)): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {place: number for place, number in lines.items() if number > 300} == {}


def test_no_module_is_called_after_nothing():
    nothing = {"utils", "util", "helpers", "core", "base", "misc", "common"}
    places = [path.relative_to(SOURCE) for path in MODULES]
    assert [str(place) for place in places if nothing & set(place.with_suffix("").parts)] == []


# What is loaded in a fresh interpreter


def loaded_after(code):
    script = f"{code}\nimport sys\nprint('\\n'.join(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=300)
    return {name.split(".")[0] for name in done.stdout.split()}


def test_importing_imsim_loads_nothing_heavy():
    loaded = loaded_after("import imsim")
    assert "imsim" in loaded
    assert not loaded & {"mesa", "pandas", "matplotlib", "SALib", "scipy", "networkx", "pyarrow"}


def test_reading_a_scenario_does_not_wait_for_the_compiler():
    assert not loaded_after("import imsim; imsim.load('service_firm').setting()") & {"numba", "mesa", "pandas"}


def test_studies_need_neither_mesa_nor_matplotlib_nor_salib():
    loaded = loaded_after("import imsim; imsim.compare; imsim.load('service_firm').setting()")
    assert "numpy" in loaded
    assert not loaded & {"mesa", "matplotlib", "SALib"}


def test_tests_that_only_read_source_do_not_wait_for_the_compiler():
    mark = re.compile(r"^pytestmark = pytest\.mark\.reads_source", re.MULTILINE)
    files = [path.stem for path in TESTS.glob("test_*.py") if mark.search(path.read_text(encoding="utf-8"))]
    assert len(files) > 1
    others = "\n".join(f"import {name}" for name in files)
    assert "numba" not in loaded_after(f"import sys; sys.path.insert(0, {str(TESTS)!r})\n{others}")


@every("arguments", [["--help"], ["--version"], ["compare", "--help"], ["run", "--help"]])
def test_help_does_not_wait_for_numpy_or_pandas(arguments):
    code = (
        f"import sys, io; sys.argv = ['imsim', *{arguments!r}]; out, sys.stdout = sys.stdout, io.StringIO()\n"
        "from imsim.__main__ import main\n"
        "try: main()\n"
        "except SystemExit as done: assert not done.code, done.code\n"
        "sys.stdout = out"
    )
    loaded = loaded_after(code)
    heavy = loaded & {"numpy", "pandas", "scipy", "mesa", "matplotlib", "networkx"}
    assert "typer" in loaded
    assert heavy == set()


def test_everything_that_imsim_offers_can_be_had():
    for name in imsim.__all__:
        assert getattr(imsim, name) is not None
    with pytest.raises(AttributeError, match="compair"):
        _ = imsim.compair
