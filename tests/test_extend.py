"""docs/extend: what the pages build works as they say."""

import contextlib
import doctest
import importlib
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import imsim

PAGE = (Path(__file__).parents[1] / "docs" / "extend" / "mechanism.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"```python\n(.*?)```\n\n```text\n(.*?)```", re.DOTALL)
FILE = re.search(r'```python title="burnout.py"\n(.*?)```', PAGE, re.DOTALL)[1]


@pytest.fixture
def burnout(tmp_path, monkeypatch):
    """The module that the page writes, importable for a while."""
    (tmp_path / "burnout.py").write_text(FILE, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)
    yield importlib.import_module("burnout")
    sys.modules.pop("burnout", None)


def test_the_mechanism_is_one_short_file_whose_examples_hold(burnout):
    assert len(FILE.splitlines()) <= 80
    assert doctest.testmod(burnout).failed == 0
    assert doctest.testmod(burnout).attempted >= 3


@pytest.mark.thorough
@pytest.mark.ci
def test_the_page_prints_what_it_says(burnout):
    scope = {}
    for code, printed in BLOCK.findall(PAGE):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(code, "docs/extend/mechanism.md", "exec"), scope)  # noqa: S102
        assert out.getvalue() == printed


SCRIPT = """
{file}

from imsim.scenarios import timeline

BURNOUT = Mechanism("burnout", __doc__, (P, Employee, exhaustion, pull_to_leave))
TINY = dict(weeks=2, replicates=2, overrides=["market.rows=20", "time.burn_in=1"])
timeline.AGEING_WEEKS = 2

if __name__ == "__main__":
    import imsim
    found = [
        imsim.compare("bakery", strategies=["training"], mechanisms=[BURNOUT], jobs=jobs, **TINY).table
        for jobs in (1, 2)
    ]
    print(found[0].equals(found[1]))
    asked = dict(strategies=["training"], **TINY)
    without = imsim.compare("bakery", mechanisms=[BURNOUT], without="burnout", **asked).table
    as_before = imsim.compare("bakery", **asked).table
    print(without.equals(as_before))
"""


@pytest.mark.thorough
@pytest.mark.ci
def test_a_mechanism_of_a_script_travels_to_workers(tmp_path):
    """And left out it changes nothing. A few weeks of it are over in Python before they would be compiled."""
    script = tmp_path / "study.py"
    script.write_text(SCRIPT.format(file=FILE.replace("BURNOUT = Mechanism.here(globals())", "")), encoding="utf-8")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=300, check=False,
                          env=os.environ | {"NUMBA_DISABLE_JIT": "1"})  # fmt: skip
    assert done.stdout == "True\nTrue\n", done.stderr


def test_a_changed_equation_is_another_theory(burnout, tmp_path):
    before = burnout.BURNOUT.digest
    (tmp_path / "burnout.py").write_text(FILE.replace("p.burnout_support *", "2 * p.burnout_support *"))
    assert importlib.reload(burnout).BURNOUT.digest != before


def test_mechanisms_that_do_not_fit_are_refused_in_one_line(burnout):
    twice = burnout.Mechanism("weariness", "Twice.", burnout.BURNOUT.parts)
    with pytest.raises(imsim.InputError if hasattr(imsim, "InputError") else Exception, match="is declared by burnout"):
        imsim.compare("bakery", replicates=1, mechanisms=[burnout.BURNOUT, twice])
