"""README, tutorial and notebook: everything on them runs from top to bottom and prints what the page shows.

Words and rows must be the same; numbers may differ as they do under other luck, for the engine's last digits move.
"""

import json
import os
import subprocess
import sys

import pytest

import pages
from every import every


@pytest.mark.thorough
@pytest.mark.ci
@every("page", pages.TOLD)
def test_a_page_shows_what_is_printed_now(page):
    shown = page.read_text(encoding="utf-8")
    apart = pages.differences(shown, pages.told_now(page))
    assert not apart, "\n".join(["stale; write it anew: python tests/pages.py", *apart])


def test_the_notebook_is_the_tutorial():
    text = pages.TUTORIAL.read_text(encoding="utf-8")
    assert pages.NOTEBOOK.read_text(encoding="utf-8") == pages.notebook_of(text), "python tests/pages.py writes it anew"


@pytest.mark.thorough  # what it runs is what the tutorial runs; this is of its own machinery
@pytest.mark.filterwarnings("ignore")  # those of that
def test_the_notebook_runs(tmp_path, monkeypatch):
    nbclient, nbformat = (pytest.importorskip(name, reason="extra: test") for name in ("nbclient", "nbformat"))
    monkeypatch.chdir(tmp_path)
    notebook = nbformat.read(pages.NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any("image/png" in output.get("data", {}) for output in shown), "the figure is drawn"


# The teller itself

PAGE = """
```console
$ echo one; \\
  echo two
$ echo "a  1.0 ±0.2"
a  1.1 ±0.2
```

<!-- file: said.txt -->
```text
three
```

```python
from pathlib import Path

print(Path("said.txt").read_text(), end="")
```

```text
something else
```

<!-- not run -->
```console
$ exit 1
```
"""


def told(text, tmp_path):
    for name in ("here", "tools"):
        (tmp_path / name).mkdir()
    return pages.Story(tmp_path / "here", tmp_path / "tools").retold(text)


def test_a_page_is_told_in_its_order(tmp_path):
    now = told(PAGE, tmp_path)
    assert now == (
        PAGE.replace("  echo two\n", "  echo two\none\ntwo\n").replace("a  1.1 ±0.2", "a  1.0 ±0.2")
        .replace("something else\n", "three\n")
    )  # fmt: skip


def test_a_command_that_fails_is_no_part_of_a_page(tmp_path):
    with pytest.raises(AssertionError, match="exit code 3"):
        told("```console\n$ exit 3\n```\n", tmp_path)


@every(
    "shown, now, apart",
    [
        ("firm  +1.20 ±0.10", "firm   +1.31 ±0.09", 0),
        ("firm  +1.20 ±0.10", "firm  +2.20 ±0.10", 1),
        ("firm  +1.20 ±0.10  12", "firm  +1.20 ±0.10  -", 0),
        ("one 1\ntwo 2", "two 3\none 7", 0),
        ("one 1\ntwo 2", "one 1\nthree 2", 2),
    ],
)
def test_what_counts_as_stale(shown, now, apart):
    assert len(pages.differences(shown, now)) == apart


def test_the_command_line_is_found_where_the_page_is_told(tmp_path):
    """Not whatever `imsim` happens to be on the path."""
    now = told("```console\n$ imsim --version\n```\n", tmp_path)
    done = subprocess.run([sys.executable, "-m", "imsim", "--version"], capture_output=True, text=True, check=True,
                          env=os.environ)  # fmt: skip
    assert done.stdout in now


def test_the_notebook_has_no_output():
    cells = json.loads(pages.NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    assert not [cell for cell in cells if cell.get("outputs")]
