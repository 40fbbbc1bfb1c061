"""How does the model stand against field experiments, kept patterns and claims? Writes the tables of docs/evidence.md.

Run it with `python experiments/evidence_page.py --jobs 2 --write docs/evidence.md` (some minutes), or with `--quick`.
Answers that `imsim replicate --json` has printed are read with `--field FILE` and `--kept FILE` instead of being made.
Verdicts on claims are those that ship with imsim: `python -m imsim.reporting.statements` makes them. How the parts of
studies came out ships as well, and is written with the page.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from _page import write_between_marks
from imsim.evidence.calibration import MOVED_ON
from imsim.evidence.claims.claim import Claim
from imsim.evidence.claims.firms import chapters
from imsim.evidence.claims.verdicts import place
from imsim.evidence.kept_verdicts import FAILS, HOLDS, NOT_TRIED, REPORTED, KeptVerdict, keep, kept_verdicts
from imsim.evidence.replication import replicate
from imsim.evidence.study_file import load_study, named_studies
from imsim.reporting.bands import figure_in, span
from imsim.reporting.numbers import number
from imsim.scenarios.model import PARAMETERS

Answer = dict[str, Any]
DIGITS = 3
KINDS = {"M": "sizes (M)", "S": "signs, order, time course (S)", "P": "could one laboratory have found it (P)"}


def table(headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A table in Markdown."""
    lines = [headings, tuple("---" for _ in headings), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def moved(study: str) -> str:
    """Whether some number was moved on a study."""
    return "moved on" if study in MOVED_ON else "never moved on"


def row(study: Answer, part: Answer, last: str) -> tuple[str, ...]:
    """A part of a study."""
    low, high = part["low"], part["high"]
    figures = (figure_in(low, high, part["simulated"], DIGITS), number(part["error"], DIGITS))
    return (study["id"], part["part"], part["kind"], span(low, high, DIGITS), *figures, last)


def score(field: Answer) -> str:
    """Parts that pass, by kind, and apart for studies on which numbers were moved and for the others."""
    rows = []
    for kind, words in KINDS.items():
        cells = []
        for which in ("", "moved on", "never moved on"):
            parts = [
                part["passed"]
                for study in field["studies"]
                for part in study["parts"]
                if part["kind"] == kind and which in ("", moved(study["id"]))
            ]
            cells.append(f"{sum(parts)} of {len(parts)}")
        rows.append((words, *cells))
    return table(("parts", "all 34", "numbers were moved on", "never moved on"), rows)


def failing(field: Answer) -> str:
    """Parts of field experiments that fail, predictive checks apart."""
    rows = [
        row(study, part, moved(study["id"]))
        for study in field["studies"]
        for part in study["parts"]
        if part["kind"] in "MS" and not part["passed"]
    ]
    return table(("study", "part", "kind", "band", "simulated", "error", "numbers were"), rows)


def whole(kept: Answer) -> str:
    """Every judged part of other studies."""
    rows = [
        row(study, part, "passes" if part["passed"] else "fails")
        for study in kept["studies"]
        for part in study["parts"]
        if part["kind"] in "MS"
    ]
    return table(("pattern", "part", "kind", "band", "simulated", "error", "verdict"), rows)


def claims() -> list[Claim]:
    """All claims in order."""
    return sorted(chapters()[0], key=place)


def failing_claims() -> str:
    """Claims that fail, as they were last tried."""
    verdicts, _ = kept_verdicts()
    rows = []
    for one in claims():
        found = verdicts.get(one.id)
        if found is not None and found.word.startswith("fails"):
            figures = (f"{found.simulated:.3g}", f"{found.error:.2g}")
            rows.append((one.id, one.claim, one.mechanism, one.predicted, *figures, found.word.removeprefix("fails: ")))
    tested = [one for one in claims() if one.what is not None]
    told = f"\n{len(tested) - len(rows)} of {len(tested)} claims hold.\n"
    return table(("claim", "statement", "mechanism", "predicted", "simulated", "error", ""), rows) + told


def untested() -> str:
    """Statements that no experiment can test."""
    return "".join(f"- {one.id}, {one.claim}: {one.why}.\n" for one in claims() if one.what is None)


def calibrated() -> str:
    """Parameters that were chosen so that something comes out."""
    rows = [
        (f"`{one.name}`", f"{one.default:g}", f"{one.low:g} to {one.high:g}", one.source, one.meaning)
        for one in PARAMETERS
        if one.status == "cal"
    ]
    return table(("parameter", "default", "range", "source", "meaning"), rows)


def answered(path: Path | None, names: list[str], jobs: int) -> Answer:
    """An answer of a file, or made."""
    if path is not None:
        found: Answer = json.loads(path.read_text(encoding="utf-8"))
        return found
    return replicate([load_study(one) for one in named_studies(names)], 1, jobs=jobs).as_json()


def verdicts_on_parts(answer: Answer) -> dict[str, KeptVerdict]:
    """How each part of studies came out; F01.2 is the second part of F01."""
    return {
        f"{study['id']}.{place}": KeptVerdict(word(part), part["simulated"], part["error"])
        for study in answer["studies"]
        for place, part in enumerate((one for one in study["parts"] if one["kind"] != "P"), 1)
    }


def word(part: Answer) -> str:
    """The verdict on a part."""
    if "why" in part:
        return NOT_TRIED
    return REPORTED if part["passed"] is None else HOLDS if part["passed"] else FAILS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--field", type=Path, help="answer of `imsim replicate field --json`")
    parser.add_argument("--kept", type=Path, help="answer of `imsim replicate kept causal --json`")
    parser.add_argument("--write", type=Path, help="page whose tables are brought up to date")
    parser.add_argument("--only", default="", help="tables to write, by comma; all if absent")
    parser.add_argument("--quick", action="store_true", help="one short study of each kind, nothing written")
    options = parser.parse_args()
    makers = {
        "claims": failing_claims,
        "untested": untested,
        "calibrated": calibrated,
    }
    wanted = set(options.only.split(",")) - {""} or {*makers, "score", "failing", "kept"}
    tables = {name: make() for name, make in makers.items() if name in wanted}
    parts: dict[str, KeptVerdict] = {}
    if wanted & {"score", "failing"}:
        field = answered(options.field, ["F12"] if options.quick else ["field"], options.jobs)
        tables |= {"score": score(field), "failing": failing(field)}
        parts |= verdicts_on_parts(field)
    if "kept" in wanted:
        kept = answered(options.kept, ["H3"] if options.quick else ["kept", "causal"], options.jobs)
        tables["kept"] = whole(kept)
        parts |= verdicts_on_parts(kept)
    print("\n".join(tables.values()))
    if options.write and not options.quick:
        if {"score", "kept"} <= wanted:
            keep(parts, 1, of="parts")
        write_between_marks(options.write, {f"evidence: {name}": text for name, text in tables.items()})


if __name__ == "__main__":
    main()
