"""Does `imsim optimise` find as good a mix as others do with four times its runs, and do its intervals hold?

    python benchmarks/optimisers.py rivals [--scenario service_firm] [--seeds 3] [--goal acsi]
    python benchmarks/optimisers.py truth [--scenario bakery] [--seeds 40]

`rivals`: random search, NSGA-II (pymoo) and greedy steps of a tenth of the budget divide the same money among the same
eight programmes, each with four times the runs; the mix that each is left with is run on 30 replicates that nobody saw.
`truth`: how often the interval that a search claims for its plan holds the mean of 200 replicates that it never saw.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

import imsim
from imsim.scenarios.budget import wage_bill
from imsim.scenarios.scenario import Scenario, load
from imsim.studies.intervals import paired
from imsim.studies.mixes import Mixer, channels_of, filled, with_mixes

OVER = [
    "generic_messages", "contact_training", "leaders", "cash", "recognition", "collaboration", "listening",
    "working_conditions",
]  # fmt: skip
TIMES, REPLICATES, UNSEEN, TRUTH = 4, 4, 30, 200
GOALS = ("acsi", "profit")
STEPS = 10
# Seeds of what no search has seen.
FAR = 1_000_000

Values = NDArray[np.float64]


@dataclass
class Race:
    """Mixes of a company's programmes under its budget, judged by one goal.

    Args:
        scenario: of the company.
        goal: an outcome that is better high.
        seed: of the searches.
        jobs: processes.
        runs: so far.
    """

    scenario: Scenario
    goal: str
    seed: int
    jobs: int
    runs: int = field(default=0)

    @cached_property
    def mixer(self) -> Mixer:
        """What turns money into programmes."""
        money = self.scenario.table.budget.share_of_wages * wage_bill(self.scenario.organisation, self.scenario.economy)
        return Mixer(self.scenario, channels_of(self.scenario, OVER), money)

    def gains(self, mixes: Values, replicates: int, seed: int | None = None) -> Values:
        """Gains over doing nothing, shape (mixes, channels) -> (mixes, replicates)."""
        names = [f"mix_{i:03d}" for i in range(len(mixes))]
        tables = {
            name: self.mixer.tables(filled(row, self.mixer.most).tolist(), absent=True)
            for name, row in zip(names, mixes, strict=True)
        }
        found = imsim.compare(
            with_mixes(self.scenario, tables), strategies=names, replicates=replicates, jobs=self.jobs,
            seed=self.seed if seed is None else seed,
        )  # fmt: skip
        if seed is None:
            self.runs += len(mixes) * replicates
        nothing = found.values(self.goal, found.names[0])
        return np.array([found.values(self.goal, name) - nothing for name in names])

    def means(self, mixes: Values, replicates: int = REPLICATES) -> Values:
        """Mean gains."""
        result: Values = self.gains(mixes, replicates).mean(axis=1)
        return result


def random_search(race: Race, runs: int) -> Values:
    """The best of many random mixes."""
    rng = np.random.default_rng([race.seed, 11])
    mixes = rng.dirichlet(np.full(len(OVER), 0.6), runs // REPLICATES)
    best: Values = mixes[race.means(mixes).argmax()]
    return best


def nsga(race: Race, runs: int) -> Values:
    """The best that pymoo's NSGA-II ends with, each mix run for real."""
    from pymoo.algorithms.moo.nsga2 import NSGA2
    from pymoo.core.problem import Problem
    from pymoo.optimize import minimize

    class Mixes(Problem):
        def __init__(self) -> None:
            super().__init__(n_var=len(OVER), n_obj=1, xl=0.0, xu=1.0)

        def _evaluate(self, x: Values, out: dict[str, Values], *_: object, **__: object) -> None:
            out["F"] = -race.means(x / np.maximum(x.sum(axis=1, keepdims=True), 1e-9))[:, None]

    each = 40
    found = minimize(Mixes(), NSGA2(pop_size=each), ("n_gen", runs // REPLICATES // each), seed=race.seed)
    x = np.atleast_2d(found.X)[0]
    best: Values = x / max(x.sum(), 1e-9)
    return best


def greedy(race: Race, runs: int) -> Values:
    """Tenths of the budget, one after the other, each to the programme that gains most by it."""
    mix, steps = np.zeros(len(OVER)), np.eye(len(OVER)) / STEPS
    for _ in range(STEPS):
        mix = mix + steps[race.means(mix + steps, runs // STEPS // len(OVER)).argmax()]
    return mix


RIVALS: dict[str, Callable[[Race, int], Values]] = {
    "random search": random_search, "NSGA-II": nsga, "greedy": greedy,
}  # fmt: skip


def told(gains: Values) -> str:
    """Mean gain with its interval."""
    one = paired(gains)
    return f"{one.mean:+.3f} [{one.low:+.3f} to {one.high:+.3f}]"


def rivals(asked: argparse.Namespace) -> None:
    """A row a seed: what each is left with, on replicates that nobody saw."""
    print(f"| seed | imsim optimise, runs | {' | '.join(f'{one}, runs' for one in RIVALS)} | less the best of them |")
    print("|---|---|" + "---|" * (len(RIVALS) + 1))
    for seed in range(1, asked.seeds + 1):
        race = Race(load(asked.scenario), asked.goal, seed, asked.jobs)
        found = imsim.optimise(
            asked.scenario, over=OVER, goals=asked.goal, seed=seed, jobs=asked.jobs,
            budget=race.scenario.table.budget.share_of_wages,
        )  # fmt: skip
        used = found.content["runs"]["all"]
        plans = [np.array([found.choose()["shares"].get(name, 0.0) for name in OVER])]
        counts = [used]
        for search in RIVALS.values():
            race.runs = 0
            plans.append(search(race, TIMES * used))
            counts.append(race.runs)
        gains = race.gains(np.array(plans), UNSEEN, FAR + seed)
        best = gains[1:][gains[1:].mean(axis=1).argmax()]
        cells = [f"{told(row)}, {count:,}" for row, count in zip(gains, counts, strict=True)]
        print(f"| {seed} | {' | '.join(cells)} | {told(gains[0] - best)} |", flush=True)


def truth(asked: argparse.Namespace) -> None:
    """How often what is claimed of the chosen plan holds."""
    held: dict[str, list[bool]] = {goal: [] for goal in GOALS}
    over: dict[str, list[float]] = {goal: [] for goal in GOALS}
    for seed in range(1, asked.seeds + 1):
        found = imsim.optimise(asked.scenario, over=OVER, goals=",".join(GOALS), seed=seed, jobs=asked.jobs)
        plan = found.choose()
        name = f"best_{plan['name']}"
        real = imsim.compare(found.scenario(), strategies=[name], replicates=TRUTH, seed=FAR + seed, jobs=asked.jobs)
        for goal in GOALS:
            cell, mean = plan["outcomes"][goal], real.difference(goal, name).mean
            held[goal].append(bool(cell["low"] <= mean <= cell["high"]))
            over[goal].append((cell["difference"] - mean) / abs(mean))
        print(json.dumps({"seed": seed} | {goal: [held[goal][-1], over[goal][-1]] for goal in GOALS}), flush=True)
    for goal in GOALS:
        claims = 100 * np.array(over[goal])
        print(
            f"{goal}: the interval holds the mean of {TRUTH} unseen replicates in {sum(held[goal])} of {asked.seeds} "
            f"searches; claimed gains are {claims.mean():+.1f} % off on average (half of them within "
            f"{np.quantile(claims, 0.25):+.1f} to {np.quantile(claims, 0.75):+.1f} %)."
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("rivals", "truth"))
    parser.add_argument("--scenario", default="")
    parser.add_argument("--seeds", type=int, default=0)
    parser.add_argument("--goal", default="acsi")
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    scenario, seeds = {"rivals": ("service_firm", 3), "truth": ("bakery", 40)}[asked.what]
    asked.scenario, asked.seeds = asked.scenario or scenario, asked.seeds or seeds
    (rivals if asked.what == "rivals" else truth)(asked)
    return 0


if __name__ == "__main__":
    sys.exit(main())
