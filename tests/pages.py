"""Runs the pages that are told in order - files, commands and Python - and writes into them what is printed now.

    python tests/pages.py [PAGE ...]

writes README.md, docs/tutorial.md and the notebook made of the latter, or the pages that are named: the walk-throughs,
which take too long to be told anew with the others. In such a page a `console` block holds commands
(`$ …`) and what each prints; a block under `<!-- file: NAME -->` is a file; `python` blocks share their names; a `text`
block after one, or under `<!-- printed by: COMMAND -->`, is what was printed; a block under `<!-- not run -->` is for
reading only, and one under `<!-- exit CODE -->` ends so and shows its message. A picture under `<!-- figure: FILE -->`
is that file of the folder in which the page happens.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
TUTORIAL = ROOT / "docs" / "tutorial.md"
NOTEBOOK = TUTORIAL.with_suffix(".ipynb")
TOLD = (ROOT / "README.md", TUTORIAL)
WALKS = (ROOT / "docs" / "walk_hospital.md", ROOT / "docs" / "walk_shops.md")
BLOCK = re.compile(r"(?:^<!-- ([^\n]*?) -->\n)?^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
FIGURE = re.compile(r"^<!-- figure: (\S+) -->\n!\[[^\]]*\]\((\S+)\)$", re.MULTILINE)
NUMBER = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?|(?<=\s)-(?=\s|$)")
WITH_INTERVAL = re.compile(r"([+-]?[\d,]+(?:\.\d+)?) ±([\d,]+(?:\.\d+)?)")
# Two runs of the same study with other random numbers: their intervals need not overlap, but are hardly this far apart.
APART = 2.0
# Seconds that a command may take, on a busy machine.
LONGEST = 7200


class Story:
    """A page as it is run from top to bottom.

    Args:
        folder: where it happens; empty at first.
        tools: an empty folder for the command `imsim` of this interpreter.
    """

    def __init__(self, folder: Path, tools: Path) -> None:
        self.folder, self.printed = folder, ""
        self.names: dict[str, Any] = {"__name__": "page"}
        self.environment = os.environ | {"PATH": os.pathsep.join([str(tools), os.environ["PATH"]])}
        for name, more in (("imsim", "-m imsim"), ("python", "")):
            command = tools / name
            command.write_text(f'#!/bin/sh\nexec "{sys.executable}" {more} "$@"\n', encoding="utf-8")
            command.chmod(0o755)

    def retold(self, text: str) -> str:
        """The page with what its blocks print now."""
        return BLOCK.sub(self._block, text)

    def _block(self, block: re.Match[str]) -> str:
        note, language, body = block[1] or "", block[2], block[3]
        told = body
        if note.startswith("file: "):
            (self.folder / note.removeprefix("file: ")).write_text(body, encoding="utf-8")
        elif language == "console" and note != "not run":
            told = self._commands(body, int(note.removeprefix("exit ") or 0))
        elif language == "python" and note != "not run":
            self._python(body)
        elif note.startswith("printed by: "):
            told = self._command(note.removeprefix("printed by: "))
        elif language == "text" and self.printed:
            told, self.printed = self.printed, ""
        return block[0].replace(f"```{language}\n{body}```", f"```{language}\n{told}```")

    def _commands(self, body: str, expected: int) -> str:
        """Each command with what it prints."""
        lines = []
        for command in re.findall(r"^\$ ((?:.*\\\n)*.*)$", body, re.MULTILINE):
            lines += [f"$ {command}\n", self._command(command, expected)]
        return "".join(lines)

    def _command(self, command: str, expected: int = 0) -> str:
        """What a command prints: on stdout, or as its error where one is expected."""
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", command],
            cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False,
            timeout=LONGEST,
        )  # fmt: skip
        if done.returncode != expected:
            raise AssertionError(f"$ {command}\nexit code {done.returncode}\n{done.stdout}{done.stderr}")
        return tidy(done.stderr if expected else done.stdout)

    def _python(self, body: str) -> None:
        with contextlib.redirect_stdout(io.StringIO()) as printed, contextlib.chdir(self.folder):
            exec(compile(body, "page", "exec"), self.names)  # noqa: S102
        self.printed = tidy(printed.getvalue())


def tidy(text: str) -> str:
    """Without blanks at the ends of lines."""
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def told_now(page: Path) -> str:
    """The page as it would be if it were written now; everything happens in a folder that goes away."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as tools:
        # What a walk-through begins with.
        (Path(folder) / "experiments").symlink_to(ROOT / "experiments")
        text = Story(Path(folder), Path(tools)).retold(page.read_text(encoding="utf-8"))
        for made, shown in FIGURE.findall(text):
            shutil.copyfile(Path(folder) / made, page.parent / shown)
        return text


def differences(shown: str, now: str) -> list[str]:
    """What a page says that is no longer so: other words or rows, or numbers much further off than their intervals."""
    before, after = (dict(map(_masked, text.splitlines())) for text in (shown, now))
    gone = [f"- {before[line][0]}" for line in before if line not in after]
    come = [f"+ {after[line][0]}" for line in after if line not in before]
    moved = [f"~ {before[line][0]}\n  {after[line][0]}" for line in before
             if line in after and _far(before[line][1], after[line][1])]  # fmt: skip
    return gone + come + moved


def _masked(line: str) -> tuple[str, tuple[str, list[tuple[float, float]]]]:
    """The words of a line, and the line itself with its numbers that have intervals."""
    numbers = [(float(mean.replace(",", "")), float(half.replace(",", "")))
               for mean, half in WITH_INTERVAL.findall(line)]  # fmt: skip
    words = re.sub(r"\s+", " ", NUMBER.sub("#", line)).strip()
    return words.replace("# ±#", "#"), (line, numbers)


def _far(some: list[tuple[float, float]], others: list[tuple[float, float]]) -> bool:
    pairs = zip(some, others, strict=False)
    return any(abs(one - other) > APART * (half + rest) + 0.1 * abs(one) for (one, half), (other, rest) in pairs)


def notebook_of(text: str) -> str:
    """A page as a notebook: its Python and its files are cells, all else, commands too, is to be read."""
    cells: list[dict[str, Any]] = []
    place, after_python = 0, False
    for block in BLOCK.finditer(text):
        note, language, body = block[1] or "", block[2], block[3]
        between = text[place : block.start()]
        if language == "text" and after_python and not between.strip():
            place, after_python = block.end(), False
            continue
        after_python = language == "python" and note != "not run"
        if after_python or note.startswith("file: "):
            name = note.removeprefix("file: ")
            cells += [
                _cell("markdown", between),
                _cell("code", body if after_python else f"%%writefile {name}\n{body}"),
            ]
            place = block.end()
    cells.append(_cell("markdown", text[place:]))
    cells = [cell | {"id": f"cell-{number}"} for number, cell in enumerate(c for c in cells if c["source"])]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    whole = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def _cell(kind: str, text: str) -> dict[str, Any]:
    text = re.sub(r"^<!-- .* -->\n", "", text.strip("\n"), flags=re.MULTILINE)
    cell: dict[str, Any] = {"cell_type": kind, "metadata": {}, "source": text.splitlines(keepends=True)}
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def main() -> None:
    for page in [Path(name).resolve() for name in sys.argv[1:]] or TOLD:
        page.write_text(told_now(page), encoding="utf-8")
    NOTEBOOK.write_text(notebook_of(TUTORIAL.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
