"""Which values of the calibrated parameters meet most of the evidence that they were chosen by, taken together?

Searched on are the studies that some number was moved on (MOVED_ON), H15, and the published patterns. Claims and all
other studies are checks: the search never sees them, and the last table shows them before and after.

1. All open parameters are moved at once, by STEP of their ranges up or down, in the runs of a Hadamard design, and
   evidence is judged in small laboratories: a regression gives the slope of every figure by every parameter. (Moved one
   at a time, each slope would carry the luck of one laboratory: whoever leaves another week changes who comes.)
2. From the figures of whole laboratories and these slopes a mixed-integer programme (scipy.optimize.milp) picks values
   at which most parts lie inside their bands, by a margin of their errors. It may move a parameter by REACH of its
   range; one that moves costs COST of a part, so few do.
3. What it picks is simulated in whole laboratories, the slopes are corrected by what was seen (Broyden's way), and it
   picks again.

Figures are kept in `--out FILE`, so that a search that was stopped goes on. Defaults are changed by hand, with a
reason. `python experiments/calibrate.py --jobs 2 --out figures.jsonl` takes an hour and a half; `--only`: a few.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.linalg import hadamard
from scipy.optimize import Bounds, LinearConstraint, milp

from imsim.evidence.calibration import MOVED_ON
from imsim.evidence.knockout import Judging, verdicts_of_claims, verdicts_of_patterns, verdicts_of_studies
from imsim.evidence.patterns import PATTERNS
from imsim.evidence.study_file import causal_studies, field_studies, kept_studies, load_study
from imsim.evidence.theory import digest_of_theory
from imsim.evidence.variant import Variant
from imsim.scenarios.model import BY_NAME, DEFAULTS, PARAMETERS
from imsim.studies.runner import Failure, completed
from imsim.studies.schedulers import engine_of

SEARCH_SEED, FINAL_SEED = 1, 2001
STEP, REACH, COST, MARGIN, ROUNDS = 0.08, 0.25, 0.2, 1.5, 3
# Runs of the design beyond what slopes need, at least: they tell what is noise.
SPARE = 9
# Shares of laboratories for slopes; those of patterns are smaller as they are.
SMALL = 0.05
TIMES = {"patterns": 10}
# Not identified by the patterns (model.md part 6), so held: the split of the two exit slopes.
HELD = ("exit_commitment",)
OPEN = tuple(row.name for row in PARAMETERS if row.status == "cal" and row.name not in HELD)
EVERY = (*field_studies(), *kept_studies(), *causal_studies())
FITTED = tuple(name for name in EVERY if name in (*MOVED_ON, "H15"))
Figures = dict[str, tuple[float, float, bool]]


class Target(NamedTuple):
    """A figure and its band."""

    id: str
    low: float
    high: float


def targets_of(studies: Sequence[str]) -> list[Target]:
    """All parts of some studies that pass or fail, and all patterns that count."""
    found = [Target(name, one.low, one.high) for name, one in PATTERNS.items() if one.counted]
    for name in studies:
        for number, part in enumerate(load_study(name).parts, 1):
            if part.kind != "R" and part.inexpressible is None:
                low = -np.inf if part.low is None else part.low
                found.append(Target(f"{name}.{number}", low, np.inf if part.high is None else part.high))
    return found


class Laboratories:
    """Evidence held against variants of the model; what is known is not simulated again.

    Args:
        out: file that keeps figures.
        jobs: processes.
        scale: how much smaller than asked for laboratories are.
    """

    def __init__(self, out: Path | None, jobs: int, scale: float = 1.0) -> None:
        self.out, self.jobs, self.scale = out, jobs, scale
        self.judges: dict[str, Any] = {"patterns": verdicts_of_patterns, "claims": verdicts_of_claims}
        self.judges |= {name: partial(verdicts_of_studies, known=partial(list, (name,))) for name in EVERY}
        lines = out.read_text(encoding="utf-8").splitlines() if out and out.is_file() else []
        self.known: dict[str, Figures] = dict(map(json.loads, lines))

    def figures(
        self, moves: Sequence[Mapping[str, float]], kinds: Sequence[str], seed: int, share: float = 1.0
    ) -> list[Figures]:
        """Figure, error and whether it passes, by the id of each part, for each variant of the model.

        Args:
            moves: values of parameters, for each variant.
            kinds: studies, patterns, claims.
            seed: root of all random numbers.
            share: of the laboratories.
        """
        shares = {kind: min(share * TIMES.get(kind, 1), 1.0) * self.scale for kind in kinds}
        wanted = {
            self.key(move, kind, part, seed): (move, kind, part) for move in moves for kind, part in shares.items()
        }
        new = {key: one for key, one in wanted.items() if key not in self.known}
        tasks = [
            Judging(key, Variant(parameters=move), kind, self.judges[kind], seed, part)
            for key, (move, kind, part) in new.items()
        ]
        with engine_of(self.jobs) as engine:
            for task, verdicts in completed(tasks, engine):
                if isinstance(verdicts, Failure):
                    raise SystemExit(f"{task.change}: {verdicts.error}")
                self.known[task.change] = {name: (one.figure, one.error, one.passed) for name, one in verdicts.items()}
                if self.out:
                    with self.out.open("a", encoding="utf-8") as file:
                        file.write(json.dumps((task.change, self.known[task.change])) + "\n")
        keys = [[self.key(move, kind, part, seed) for kind, part in shares.items()] for move in moves]
        return [{name: row for key in ones for name, row in self.known[key].items()} for ones in keys]

    def key(self, move: Mapping[str, float], kind: str, share: float, seed: int) -> str:
        """What figures are kept under."""
        asked = json.dumps([dict(move), kind, share, seed, digest_of_theory()], sort_keys=True)
        return hashlib.sha256(asked.encode()).hexdigest()


def levels_of(name: str) -> tuple[float, float]:
    """Two values of a parameter, two steps apart: around its default, or on the inner side of an end of its range."""
    row = BY_NAME[name]
    step = STEP * (row.high - row.low)
    low = min(max(row.default - step, row.low), row.high - 2 * step)
    return low, low + 2 * step


def slopes_of(
    laboratories: Laboratories, names: Sequence[str], kinds: Sequence[str], targets: Sequence[Target]
) -> np.ndarray:
    """Slope of every figure by every parameter, (targets, parameters), a range being 1; noise drawn towards nothing."""
    number = 2 ** int(np.ceil(np.log2(len(names) + SPARE)))
    chosen = (hadamard(number)[:, 1 : len(names) + 1] + 1) // 2
    moves = [{name: levels_of(name)[one] for name, one in zip(names, row, strict=True)} for row in chosen]
    seen = laboratories.figures(moves, kinds, SEARCH_SEED, SMALL)
    figures = np.array([[one[target.id][0] for target in targets] for one in seen])
    widths = np.array([BY_NAME[name].high - BY_NAME[name].low for name in names])
    moved = (np.array([[move[name] for name in names] for move in moves]) - [DEFAULTS[name] for name in names]) / widths
    design = np.column_stack([np.ones(number), moved])
    known = np.isfinite(figures).all(axis=0)
    slopes = np.zeros((len(targets), len(names)))
    found, _, _, _ = np.linalg.lstsq(design, figures[:, known], rcond=None)
    left = figures[:, known] - design @ found
    variance = np.sum(left**2, axis=0) / (number - len(names) - 1) / (number * STEP**2)
    estimated = found[1:].T
    slopes[known] = estimated * np.maximum(1 - variance[:, None] / np.maximum(estimated**2, 1e-300), 0.0)
    return slopes


def asked(
    target: Target, figures: Figures, at: np.ndarray, slopes: np.ndarray
) -> list[tuple[np.ndarray, float, float]]:
    """What being inside a band takes: at each end, slopes, the least they must give, and what failing makes up for."""
    figure, error, _ = figures[target.id]
    if np.isnan(figure):
        return []
    rows, reach = [], REACH * float(np.abs(slopes).sum())
    for end, sign in ((target.low, 1.0), (target.high, -1.0)):
        inside = sign * (figure - end)
        if np.isfinite(inside):
            # What is inside by less than the margin is asked to stay as far inside as it is.
            margin = min(MARGIN * error, inside) if inside >= 0 else MARGIN * error
            least = margin - inside + sign * float(slopes @ at)
            rows.append((sign * slopes, least, max(least + reach, 0.0) + 1e-9))
    return rows


def picked(
    names: Sequence[str], targets: Sequence[Target], figures: Figures, at: np.ndarray, slopes: np.ndarray
) -> np.ndarray:
    """Moves, in ranges, at which most parts are expected inside their bands; few parameters move.

    Args:
        names: of the parameters.
        targets: figures and bands.
        figures: as they were seen.
        at: the moves they were seen at.
        slopes: (targets, parameters).
    """
    number, parts = len(names), len(targets)
    # Unknown are the moves, their sizes, whether each is one, and whether each part passes.
    eye, none, nothing = np.eye(number), np.zeros((number, number)), np.zeros((number, parts))
    sizes = np.vstack([
        np.hstack([eye, -eye, none, nothing]), np.hstack([-eye, -eye, none, nothing]),
        np.hstack([none, eye, -REACH * eye, nothing]),
    ])  # fmt: skip
    constraints = [LinearConstraint(sizes, -np.inf, 0.0)]
    for place, target in enumerate(targets):
        for gives, least, missing in asked(target, figures, at, slopes[place]):
            row = np.concatenate([gives, np.zeros(2 * number), np.where(np.arange(parts) == place, -missing, 0.0)])
            constraints.append(LinearConstraint(row, least - missing, np.inf))
    low, high = np.array([
        ((row.low - row.default) / (row.high - row.low), (row.high - row.default) / (row.high - row.low))
        for row in (BY_NAME[name] for name in names)
    ]).T  # fmt: skip
    ends = np.ones(number + parts)
    found = milp(
        np.concatenate([np.zeros(number), np.full(number, 0.1 * COST), np.full(number, COST), -np.ones(parts)]),
        integrality=np.concatenate([np.zeros(2 * number), ends]),
        bounds=Bounds(
            np.concatenate([np.maximum(low, -REACH), np.zeros(2 * number + parts)]),
            np.concatenate([np.minimum(high, REACH), np.full(number, REACH), ends]),
        ),
        constraints=constraints,
        options={"time_limit": 120},
    )
    return np.where(np.abs(found.x[:number]) > 1e-3, found.x[:number], 0.0)


def values(names: Sequence[str], moves: np.ndarray) -> dict[str, float]:
    """Values of the parameters that move, to three digits, inside their ranges."""
    found = {}
    for name, move in zip(names, moves, strict=True):
        row = BY_NAME[name]
        if move:
            found[name] = min(max(float(f"{row.default + move * (row.high - row.low):.3g}"), row.low), row.high)
    return found


def searched(laboratories: Laboratories, names: Sequence[str], studies: Sequence[str]) -> dict[str, float]:
    """Values at which most targets were met; nothing where none are better than the defaults."""
    targets, kinds = targets_of(studies), (*studies, "patterns")
    slopes = slopes_of(laboratories, names, kinds, targets)
    at = np.zeros(len(names))
    (figures,) = laboratories.figures([{}], kinds, SEARCH_SEED)
    best, most = dict[str, float](), sum(figures[one.id][2] for one in targets)
    print(f"as it is: {most} of {len(targets)} in their bands", flush=True)
    for _ in range(ROUNDS):
        there = picked(names, targets, figures, at, slopes)
        new = values(names, there)
        (seen,) = laboratories.figures([new], kinds, SEARCH_SEED)
        expected = slopes @ (there - at)
        change = np.nan_to_num(np.array([seen[one.id][0] - figures[one.id][0] for one in targets]))
        met = sum(seen[one.id][2] for one in targets)
        print(f"{met} of {len(targets)} at {new}", flush=True)
        if met > most:
            best, most = new, met
        if not (there - at).any():
            break
        slopes = slopes + np.outer(change - expected, there - at) / np.sum((there - at) ** 2)
        at, figures = there, seen
    return best


def shown(before: Figures, after: Figures) -> None:
    """What turned, and how many pass."""
    for name, (figure, error, passed) in after.items():
        if passed != before[name][2]:
            print(f"{name:8} {before[name][0]:9.4f} -> {figure:9.4f} ({error:.4f}) {'passes' if passed else 'fails'}")
    print(*(f"{sum(passed for *_, passed in one.values())} of {len(one)}" for one in (before, after)), sep=" -> ")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", help="parameters to search, separated by commas (default: all that are calibrated)")
    parser.add_argument("--out", type=Path, help="file that keeps figures")
    parser.add_argument("--quick", action="store_true", help="two parameters, one study, few units: does it run?")
    options = parser.parse_args()
    names = options.only.split(",") if options.only else OPEN
    studies, scale = FITTED, 1.0
    if options.quick:
        names, studies, scale, options.jobs = ("flexibility_gain", "quality_noise"), ("F22",), 0.01, 1
    laboratories = Laboratories(options.out, options.jobs, scale)
    best = searched(laboratories, names, studies)
    for name, value in best.items():
        print(f"{name:28}{DEFAULTS[name]:9.4g} -> {value:9.4g}   [{BY_NAME[name].low:g}, {BY_NAME[name].high:g}]")
    if best and not options.quick:
        checked = [name for name in EVERY if name not in FITTED]
        for word, kinds in (("fitted", (*FITTED, "patterns")), ("checked", checked), ("claims", ["claims"])):
            print(f"\n{word}, seed {FINAL_SEED}")
            shown(*laboratories.figures([{}, best], kinds, FINAL_SEED))


if __name__ == "__main__":
    main()
