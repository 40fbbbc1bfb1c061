"""Runs what the site shows results of, and keeps them in docs/gallery: `python docs/site/gallery.py [NAME ...]`.

These are the experiments that leave a figure, and the researcher's notebook, which itself is kept without output. All
of it takes a quarter of an hour; the site is built from what is kept.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbclient
import nbformat

ROOT = Path(__file__).parents[2]
GALLERY = ROOT / "docs" / "gallery"
NOTEBOOK = ROOT / "docs" / "researcher.ipynb"
WRITES = re.compile(r"write_between_marks\(|\bdata=")


def experiments() -> dict[str, Path]:
    """The experiments that leave a figure, but for those that write into a page or need data of others, by name."""
    scripts = sorted((ROOT / "experiments").glob("[!_]*.py"))
    texts = {path: path.read_text(encoding="utf-8") for path in scripts}
    return {path.stem: path for path, text in texts.items() if " leave(" in text and not WRITES.search(text)}


def run_experiment(path: Path) -> None:
    """Keep what an experiment prints, below its command, and its figure."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(path), "--out", folder]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
        told = f"$ python experiments/{path.name}\n{done.stdout.rstrip()}\n"
        (GALLERY / f"{path.stem}.txt").write_text(told, encoding="utf-8")
        shutil.copyfile(Path(folder) / f"{path.stem}.png", GALLERY / f"{path.stem}.png")


def run_notebook() -> None:
    """Keep the notebook with its outputs, but not when and how long it ran."""
    found = nbformat.read(NOTEBOOK, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        nbclient.NotebookClient(found, timeout=900, resources={"metadata": {"path": folder}}).execute()
    for cell in found.cells:
        cell.metadata.pop("execution", None)
    nbformat.write(found, GALLERY / NOTEBOOK.name)


def main(names: list[str]) -> None:
    """Run what is named, or all."""
    GALLERY.mkdir(exist_ok=True)
    for name, path in experiments().items():
        if not names or name in names:
            run_experiment(path)
            print(name)
    if not names or NOTEBOOK.stem in names:
        run_notebook()


if __name__ == "__main__":
    main(sys.argv[1:])
