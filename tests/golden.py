"""Writes tests/golden.json: what one short run of every built-in scenario gives. Run it only when results should move.

    python tests/golden.py

A change of these numbers belongs in CHANGELOG.md, in a line that begins with `Changes results:`.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from imsim.scenarios.scenario import builtin_names, load
from imsim.scenarios.simulation import simulate

GOLDEN = Path(__file__).with_name("golden.json")
SHORT = ["market.rows=400", "time.burn_in=6", "time.weeks=12", "time.window=6"]
STRATEGIES = ("nothing", "full_plan")


def outcomes_of(name: str) -> dict[str, dict[str, float]]:
    """Every outcome of a short run, by strategy, as written (not scaled to the budget)."""
    scenario = load(name, SHORT)
    cases = [scenario.strategies[strategy] for strategy in STRATEGIES]
    record = simulate(scenario.setting(), cases, [0], seed=1, weekly=False)
    return {
        strategy: {outcome: float(values[i, 0]) for outcome, values in record.final.items()}
        for i, strategy in enumerate(STRATEGIES)
    }


def main() -> None:
    found = {"numpy": np.__version__, "runs": {name: outcomes_of(name) for name in builtin_names()}}
    GOLDEN.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
