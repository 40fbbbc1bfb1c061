"""What do the paper and the validation note say today?

Compares the strategies of a firm, looks for the published patterns, tries all claims and runs the field experiments
again; then writes tables and figure into `paper/paper.md` and the whole of `paper/validation.md`, in which no number is
typed by hand: `python experiments/paper.py --jobs 2 --write paper` (a quarter of an hour; `--quick` is a first look).
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

import imsim
from _page import between_marks
from imsim.evidence.claims.verdicts import ClaimStudy, claims
from imsim.evidence.replication import KINDS, ReplicationStudy, replicate
from imsim.evidence.study_file import field_studies, load_study
from imsim.evidence.support import SIGN, STALE, supports
from imsim.evidence.validation import PatternStudy
from imsim.reporting.artefacts import save_figures
from imsim.reporting.kinds import presentation_of
from imsim.reporting.numbers import plain
from imsim.reporting.terminal.claims import figure
from imsim.scenarios.model import PARAMETERS
from imsim.studies.intervals import Estimate

EVIDENCE = Path(__file__).parents[1] / "docs" / "evidence.md"
# What a first look is content with.
QUICK_CLAIMS, QUICK_STUDIES = ("7", "89"), ("F12",)


@dataclass(frozen=True)
class Found:
    """All that is reported."""

    compared: imsim.Comparison
    patterns: PatternStudy
    claims: ClaimStudy
    studies: ReplicationStudy


def find(scenario: str, replicates: int, jobs: int, quick: bool) -> Found:
    """Run everything."""
    shorter = ["time.weeks=12", "time.window=6", "time.burn_in=8"] if quick else []
    studies = QUICK_STUDIES if quick else tuple(field_studies())
    return Found(
        imsim.compare(scenario, replicates=replicates, seed=1, overrides=shorter, jobs=jobs),
        imsim.patterns(units=60 if quick else 300, seed=1, jobs=jobs),
        claims(QUICK_CLAIMS if quick else (), jobs=jobs),
        replicate([load_study(name) for name in studies], jobs=jobs),
    )


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)


def short(value: float) -> str:
    """A figure to three digits."""
    return plain(float(f"{value:.3g}"))


# The parts of the paper, by their names


def strategies(found: Found) -> str:
    """Points of the American Customer Satisfaction Index, and profit, that each strategy gains."""
    compared = found.compared
    rows = []
    for name in sorted(compared.names, key=lambda name: -compared.difference("acsi", name).mean):
        if name != compared.reference:
            gain, profit = compared.difference("acsi", name), compared.difference("profit", name)
            rows.append((compared.scenario.label(name), *map(told, (gain, profit))))
    return table(("strategy", "ACSI gained", "profit gained"), rows)


def told(gain: Estimate) -> str:
    """A difference with its interval."""
    interval = f"[{short(gain.low)}, {short(gain.high)}]" if np.isfinite(gain.low) else "(no interval)"
    return f"{short(gain.mean)} {interval}"


def evidence(found: Found) -> str:
    """What the model was held against, and how much of it passes."""
    rows = [("published patterns (calibrated)", found.patterns.passed, len(found.patterns.verdicts))]
    for kind, words in KINDS.items():
        rows.append((f"field experiments, parts: {words}", *found.studies.score(kind)))
    tested = found.claims.tested
    rows.append(
        ("claims of the source texts and of common sense", sum(bool(one.passed) for one in tested), len(tested))
    )
    return table(("held against", "passes", "of"), [row for row in rows if row[2]])


def parameters(found: Found) -> str:
    """How well the numbers of the model are known."""
    del found
    statuses = {"cal": "calibrated against patterns", "SA": "range from evidence", "fix": "anchor or measured constant",
                "scn": "set by a scenario", "assumed": "assumed, with a range"}  # fmt: skip
    counts = {status: sum(row.status == status for row in PARAMETERS) for status in statuses}
    return table(("status", "parameters"), [(statuses[status], number) for status, number in counts.items()])


PARTS = {one.__name__: one for one in (strategies, evidence, parameters)}


def filled(paper: str, found: Found) -> str:
    """The paper with its tables made anew."""
    return between_marks(paper, {f"written: {name}": make(found) for name, make in PARTS.items()})


# The validation note


def validation(found: Found) -> str:
    """What passes and what fails, piece by piece."""
    day = datetime.now(UTC).date().isoformat()
    parts = [
        "# Validation note\n",
        f"Written by `python experiments/paper.py --write paper` on {day}, imsim {imsim.__version__}, seed 1.\n",
        evidence(found),
        "## Published patterns\n\nParameters were tuned to those marked; meeting them is no test.\n",
        table(("id", "pattern", "band", "simulated", "s.e.", "verdict", "tuned"), pattern_rows(found.patterns)),
        "## Field experiments: parts that fail\n",
        table(("study", "part", "band", "simulated", "s.e."), study_rows(found.studies)),
        "## Claims that fail\n",
        table(("id", "claim", "predicted", "simulated", "s.e.", "verdict"), claim_rows(found.claims)),
        "## Knock-outs\n\nWhat holds with a mechanism and fails without it.\n",
        table(("left out", "fails without it", "passes only without it"), knockout_rows()),
        f"## Blind\n\n{blind()}\n",
    ]
    return "\n".join(parts)


def pattern_rows(study: PatternStudy) -> Iterable[Sequence[object]]:
    """A row a pattern."""
    for one in study.findings:
        kept = one.pattern
        simulated = figure(one.simulated, (kept.low, kept.high))
        yield (kept.id, kept.label, f"{kept.low:g} to {kept.high:g}", simulated, short(one.error), one.verdict,
               "yes" if kept.tuned else "no")  # fmt: skip


def study_rows(study: ReplicationStudy) -> Iterable[Sequence[object]]:
    """A row a part outside its band."""
    for one in study.replications:
        for part in one.failing:
            low, high = ("" if bound is None else short(bound) for bound in (part.low, part.high))
            simulated = figure(part.simulated, (part.low, part.high))
            yield (one.study.id, part.part, f"{low} to {high}", simulated, short(part.error))


def claim_rows(study: ClaimStudy) -> Iterable[Sequence[object]]:
    """A row a claim that fails."""
    for one in study.tested:
        if not one.passed:
            simulated = figure(one.simulated, one.claim.band)
            yield (one.claim.id, one.claim.claim, one.claim.predicted, simulated, short(one.error), one.word)


def knockout_rows() -> Iterable[Sequence[object]]:
    """A row a mechanism or rival, as the table says that ships."""
    for name, one in supports().items():
        what = f"rival {name}" if SIGN in name else name
        yield (what + (STALE if one.stale else ""), ", ".join(one.fails) or "-", ", ".join(one.passes) or "-")


def blind() -> str:
    """What docs/evidence.md says of predictions that were registered before anybody looked."""
    section = re.search(r"^## [^\n]*blind[^\n]*\n(.*?)(?=^## )", EVIDENCE.read_text(encoding="utf-8"), re.M | re.S)
    entry = re.search(r"^- \*\*Blind\*\*.*?(?=^- |^\S|\Z)", section[1] if section else "", re.M | re.S)
    return entry[0].strip() if entry else "Nothing has been registered."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", default="service_firm")
    parser.add_argument("--replicates", type=int, default=30)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--write", type=Path, help="folder of paper.md")
    parser.add_argument("--quick", action="store_true", help="a little of everything")
    options = parser.parse_args()
    replicates, jobs = (2, 1) if options.quick else (options.replicates, options.jobs)
    found = find(options.scenario, replicates, jobs, options.quick)
    if options.write:
        paper = options.write / "paper.md"
        paper.write_text(filled(paper.read_text(encoding="utf-8"), found), encoding="utf-8")
        (options.write / "validation.md").write_text(validation(found), encoding="utf-8")
        drawn = dict(presentation_of(found.compared.kind).figures(found.compared))
        save_figures([("strategies", drawn["acsi"])], options.write)
    print("\n".join([strategies(found), evidence(found), parameters(found)]))


if __name__ == "__main__":
    main()
