"""Runs the experiments for the gallery of the site, with what each prints and draws: `python docs/site/gallery.py`.

Takes a quarter of an hour; options such as `--quick` or `--jobs 2` are handed to every experiment. What it leaves in
build/gallery is taken up when the site is built next.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
GALLERY = ROOT / "build" / "gallery"


def main(options: list[str]) -> None:
    """Run every experiment that leaves a figure."""
    for path in sorted((ROOT / "experiments").glob("[!_]*.py")):
        if "from _page import" in path.read_text(encoding="utf-8"):
            folder = GALLERY / path.stem
            folder.mkdir(parents=True, exist_ok=True)
            command = [sys.executable, str(path), *options, "--out", str(folder)]
            done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
            (folder / "printed.txt").write_text(done.stdout, encoding="utf-8")
            print(path.stem)


if __name__ == "__main__":
    main(sys.argv[1:])
