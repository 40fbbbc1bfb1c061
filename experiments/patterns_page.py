"""How do the defaults stand against the published patterns, on seeds that no calibration has used?

Simulates 300 business units on each of several held-out seeds and writes the tables of docs/patterns.md: run it with
`python experiments/patterns_page.py --jobs 2 --write docs/patterns.md` (about a minute a seed), or with `--quick`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from _page import write_between_marks
from imsim.evidence.patterns import PATTERNS, Pattern
from imsim.evidence.validation import DEFAULT_UNITS, PatternStudy, patterns
from imsim.scenarios.model import BY_NAME

HELD_OUT = (3001, 3002, 3003, 3004)


def table(headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A table in Markdown."""
    lines = [headings, tuple("---" for _ in headings), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def results(studies: list[PatternStudy]) -> str:
    """A row a pattern or part of one: mean over the seeds, spread between them, how often it passes."""
    rows = []
    for place, one in enumerate(PATTERNS.values()):
        found = [study.findings[place] for study in studies]
        figures = np.array([finding.simulated for finding in found])
        digits = one.digits
        spread = f"{figures.std(ddof=1):.{digits + 1}f}" if len(figures) > 1 else "-"
        passing = f"{sum(finding.passed for finding in found)} of {len(found)}"
        rows.append(
            (one.id, one.label, f"{one.target:.{digits}f}", f"{one.low:.{digits}f} to {one.high:.{digits}f}",
             f"{figures.mean():.{digits + 1}f}", spread, passing + ("" if one.counted else " (weak evidence)"))
        )  # fmt: skip
    headings = ("id", "pattern", "target", "band", "mean", "sd between seeds", "passes")
    told = [f"seed {study.seed}: {study.passed} of {len(study.verdicts)}" for study in studies]
    return table(headings, rows) + f"\nPatterns that pass, of {studies[0].units} units each: {'; '.join(told)}.\n"


def origin(one: Pattern) -> str:
    """What was done to meet a pattern."""
    if not one.tuned:
        return "merely checked"
    return "calibrated: " + ", ".join(f"`{name}` = {BY_NAME[name].default:g}" for name in one.tuned)


def origins() -> str:
    """A row a pattern or part of one: its claim, where it comes from, what was done to meet it."""
    rows = [(one.id, one.claim, f"`{one.source}`", origin(one)) for one in PATTERNS.values()]
    return table(("id", "claim", "source", "how"), rows)


def differences() -> str:
    """The assumed differences between units."""
    rows = [row for row in BY_NAME.values() if row.chapter == "patterns"]
    cells = [(f"`{r.name}`", f"{r.default:g}", f"{r.low:g} to {r.high:g}", r.status, r.meaning) for r in rows]
    return table(("parameter", "default", "range", "status", "meaning"), cells)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--write", type=Path, help="page whose tables are brought up to date")
    parser.add_argument("--quick", action="store_true", help="two seeds, a few units, nothing written")
    options = parser.parse_args()
    seeds, units, jobs = (HELD_OUT[:2], 3, 1) if options.quick else (HELD_OUT, DEFAULT_UNITS, options.jobs)
    tables = {
        "results": results([patterns(units, seed, jobs=jobs) for seed in seeds]),
        "origins": origins(),
        "differences": differences(),
    }
    print(tables["results"])
    if options.write and not options.quick:
        write_between_marks(options.write, {f"patterns: {name}": text for name, text in tables.items()})


if __name__ == "__main__":
    main()
