"""What surfaces say of other budgets and of single programmes: the path, who overtakes whom, response curves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imsim.studies.answer import Json
from imsim.studies.frontier import SMALLEST, random_mixes
from imsim.studies.mix_search import Tried, candidates, signed
from imsim.studies.optimisation import Optimisation
from imsim.studies.surface import Surface

Values = NDArray[np.float64]
# A focused mix has so many programmes at most; a comprehensive one so many with at least such a part each.
FOCUSED, BROAD, BROAD_PART = 2, 4, 0.08
POOL, CURVE_POINTS = 12_000, 11
# Parts of the budget at which the path is told where one budget was asked for.
PATH = (0.25, 0.5, 0.75, 1.0)


def label_of(asked: Optimisation, parts: Values) -> str:
    """A mix in words, the largest part first; what buys nothing is no part of it."""
    parts = asked.mixer.bought(parts)
    order = [i for i in np.argsort(-parts, kind="stable") if parts[i] > SMALLEST / 2]
    total = max(float(parts.sum()), 1e-12)
    return ", ".join(f"{asked.channels[i].label} {100 * parts[i] / total:.0f} %" for i in order) or "nothing"


def path_rows(asked: Optimisation, tried: Tried, which: list[int], surfaces: dict[str, Surface]) -> list[Json]:
    """The best mix at smaller budgets, and the best focused and comprehensive ones, by surfaces."""
    fractions = [one / asked.budgets[-1] for one in asked.budgets] if len(asked.budgets) > 1 else list(PATH)
    top = {goal: max(float((signed(goal) * tried.gains[goal].mean(axis=(1, 2))).max()), 1e-12) for goal in asked.goals}
    columns, rows = list(which), []

    def score(parts: Values) -> Values:
        found: Any = sum(signed(goal) * surfaces[goal].at(parts) / top[goal] for goal in asked.goals)
        return np.asarray(found) / len(asked.goals)

    for number, fraction in enumerate(fractions):
        pool = random_mixes(asked.limits(which, fraction), POOL, np.random.default_rng([asked.seed, 4, number]))
        pool = np.vstack([pool, candidates(asked, tried, which, surfaces, 20 + number, fraction)[:, columns]])
        values, active = score(pool), (pool > fraction * BROAD_PART).sum(axis=1)
        groups = {
            "best": active >= 0,
            "focused": (pool > SMALLEST * fraction).sum(axis=1) <= FOCUSED,
            "comprehensive": active >= BROAD,
        }
        row: Json = {"budget": fraction * asked.budgets[-1], "money": fraction * asked.money}
        for name, flags in groups.items():
            if not flags.any():
                row[f"{name}_score"] = None
                continue
            best = pool[np.argmax(np.where(flags, values, -np.inf))]
            whole = np.zeros(len(asked.channels))
            whole[columns] = best
            row[f"{name}_score"], row[f"{name}_mix"] = float(score(best[None])[0]), label_of(asked, whole)
            if name == "best":
                row["shares"] = {
                    asked.channels[i].name: float(part) for i, part in enumerate(asked.mixer.bought(whole)) if part > 0
                }
                row["outcomes"] = {
                    goal: {"difference": float(surfaces[goal].at(best[None])[0])} for goal in asked.goals
                }
        rows.append(row)
    return rows


def overtakes(path: list[Json]) -> float | None:
    """The smallest budget from which the best comprehensive mix is ahead of the best focused one; None: it never is."""
    ahead = [
        None not in (row["focused_score"], row["comprehensive_score"])
        and row["comprehensive_score"] > row["focused_score"]
        for row in path
    ]
    first = len(ahead)
    while first and ahead[first - 1]:
        first -= 1
    return float(path[first]["budget"]) if first < len(path) else None


def mixes_frame(asked: Optimisation, tried: Tried) -> Any:
    """A row a mix that was run in the search."""
    import pandas as pd

    content: Json = {"stage": tried.stage}
    content |= {f"share_{one.name}": tried.parts[:, i] for i, one in enumerate(asked.channels)}
    content |= {name: values.mean(axis=(1, 2)) for name, values in tried.gains.items()}
    return pd.DataFrame(content)


def curves_frame(asked: Optimisation, which: Sequence[int], surfaces: dict[str, Surface], plan: Values) -> Any:
    """Gains along each channel's part, the others as in a plan, by surfaces."""
    import pandas as pd

    rows = []
    for i in which:
        most = float(min(asked.mixer.most[i], 1.0))
        for part in np.linspace(0, most, CURVE_POINTS):
            mix = plan.copy()
            mix[i] = part
            gains = {goal: float(surfaces[goal].at(mix[None, list(which)])[0]) for goal in asked.goals}
            rows.append({"programme": asked.channels[i].name, "share": float(part), "chosen": float(plan[i])} | gains)
    return pd.DataFrame(rows)
