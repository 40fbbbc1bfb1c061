"""The benchmarks run, and fill every table of their page; how fast it is, is for the page to say."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.thorough
@pytest.mark.ci
def test_one_command_measures_everything_and_writes_the_page(tmp_path):
    page = shutil.copy(ROOT / "docs" / "performance.md", tmp_path)
    command = [sys.executable, str(ROOT / "benchmarks" / "performance.py"), "--quick", "--write", str(page)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    tables = re.findall(r"<!-- measured: (\w+) -->\n(.*?)<!-- end -->", Path(page).read_text("utf-8"), re.DOTALL)
    assert len(tables) == 9
    for name, table in tables:
        assert table.count("\n") > 3, name
        assert "nan" not in table
    # Memory and arithmetic leave no program less time than this.
    roofline = dict(tables)["roofline"].strip().splitlines()[-1]
    assert float(roofline.split("|")[-2]) > 1
