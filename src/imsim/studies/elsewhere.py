"""The best plans in other structures of the model: whether what is best on average in one is so in the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imsim.engine.errors import RunFailed
from imsim.programmes import programme_of
from imsim.studies.answer import Json
from imsim.studies.design import Design
from imsim.studies.intervals import finite, joint_intervals
from imsim.studies.known import known_outcomes
from imsim.studies.mix_search import FRESH, Tried, signed
from imsim.studies.optimisation import Optimisation
from imsim.studies.stages import Stages
from imsim.studies.structure_verdicts import Verdict, as_json, like_the_firm, verdict_on
from imsim.studies.structures import AS_IT_IS, MOST_SETS, across

Values = NDArray[np.float64]
Flags = NDArray[np.bool_]
# Doing nothing, and the best single programme, stand beside the plans.
NOTHING, SINGLE = "nothing", "single"


def units_of(values: Values) -> Values:
    """Differences by unit: the mean over replicates in each set, or the replicates where there is one set.

    Args:
        values: shape (mixes, sets, replicates).
    """
    found: Values = values[:, 0, :] if values.shape[1] == 1 else values.mean(axis=2)
    return found


def in_structures(
    asked: Optimisation, at_work: Stages, design: Design, confirmed: Tried, rows: Sequence[Json], told: Json | None
) -> Json | None:
    """How the plan, or single programme, best on average stands in each structure; None where no other is asked for.

    Args:
        asked: what was wanted.
        at_work: where stages are run.
        design: parameter sets.
        confirmed: the plans on fresh random numbers, in the scenario's own structure.
        rows: the plans, and the best single programme last, with their places in `confirmed`.
        told: what is known of the parameter sets.
    """
    best = max(rows, key=lambda row: row["score"])
    programmes = tuple((name, programme_of(name, levers)) for name, levers in best["programmes"].items())
    others = asked.other_structures(programmes)
    if not others:
        return None
    places = [row["place"] for row in rows]
    scales = {goal: _scale(confirmed.gains[goal][places[:-1]], signed(goal)) for goal in asked.goals}
    mixes = {f"elsewhere_{i + 1:03d}": confirmed.parts[place] for i, place in enumerate(places)}
    outcomes = tuple(dict.fromkeys((*asked.outcomes, *(known_outcomes(asked.scenario) if told else ()))))
    study = asked.study(mixes, asked.confirming, asked.seed + FRESH, across(design, others, own_too=False), outcomes)
    results = at_work.run("structures", study)
    if results.errors:
        raise RunFailed(results.failures)
    names = [*(row["name"] for row in rows), NOTHING]
    judge = Judge(asked, scales, names, best["name"])
    own = {goal: confirmed.gains[goal][places] for goal in asked.goals}
    found = [judge.row(AS_IT_IS, own, None)]
    fewer = min(design.points, MOST_SETS)
    for i, one in enumerate(others):
        final = {name: np.moveaxis(values[i * fewer : (i + 1) * fewer], 1, 0) for name, values in results.final.items()}
        like = like_the_firm({name: values[0] for name, values in final.items()}, told["known"]) if told else None
        found.append(judge.row(one.name, {goal: final[goal][1:] - final[goal][0] for goal in asked.goals}, like))
    content = as_json(best["name"], [one for one, _ in found])
    for row, (_, gained) in zip(content["rows"], found, strict=True):
        row["outcomes"] = gained
    return content


def _scale(gains: Values, sign: int) -> float:
    """The best mean gain of a plan: the unit in which goals are added up."""
    return max(float((sign * gains).mean(axis=(1, 2)).max()), 1e-12)


@dataclass(frozen=True)
class Judge:
    """How plans are held against each other in every structure.

    Args:
        asked: what was wanted.
        scales: goal -> unit in which goals are added up.
        names: of plans, the best single programme, and doing nothing.
        choice: best on average in the scenario's own structure.
    """

    asked: Optimisation
    scales: Mapping[str, float]
    names: Sequence[str]
    choice: str

    def row(self, structure: str, gains: Mapping[str, Values], like: Flags | None) -> tuple[Verdict, Json]:
        """How the choice stands in a structure, and what it gains there.

        Args:
            structure: name.
            gains: goal -> of all but doing nothing, shape (mixes, sets, replicates).
            like: sets in which the firm is like the one described; None: nothing is known.
        """
        goals, seed = self.asked.goals, self.asked.seed
        units = {goal: units_of(values) for goal, values in gains.items()}
        score = np.mean([signed(goal) * units[goal] / self.scales[goal] for goal in goals], axis=0)
        score = np.vstack([score, np.zeros(score.shape[1])])
        one = verdict_on(structure, score, self.names, self.choice, like, seed)
        if one.first is None:
            return one, {}
        kept = slice(None) if like is None else like
        mean, half = joint_intervals(
            np.stack([units[goal][self.names.index(self.choice)][kept] for goal in goals]), seed
        )
        ends = zip(goals, mean.tolist(), (mean - half).tolist(), (mean + half).tolist(), strict=True)
        return one, {
            goal: {"difference": mid, "low": finite(low), "high": finite(high)} for goal, mid, low, high in ends
        }
