"""Which of all its numbers moves what a strategy gains, and by how much?

Screens every uncertain parameter by Morris' elementary effects: each goes through its range while the others stand
anywhere in theirs. `--write` keeps the table that the chapters of the model description show; ten minutes on two cores.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import imsim
from imsim.evidence.kept_sensitivity import KEPT, keep_sensitivity
from imsim.studies.uncertainties import uncertainties

OUTCOMES = ("acsi", "turnover", "profit")
SHOWN = 15


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", default="service_firm")
    parser.add_argument("--strategy", default="full_plan")
    parser.add_argument("--samples", type=int, default=10, help="trajectories")
    parser.add_argument("--replicates", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--write", type=Path, nargs="?", const=KEPT, help="keep the table (default: where it ships)")
    parser.add_argument("--quick", action="store_true", help="four parameters, two trajectories")
    options = parser.parse_args()
    # By number, not by name: upper bounds of shares are lowered until together they leave room for people's own traits.
    number = len(uncertainties())
    if options.quick:
        number, options.samples, options.jobs = 4, 2, 1
    found = imsim.sensitivity(
        options.scenario, strategy=options.strategy, against="nothing", method="morris", parameters=number,
        samples=options.samples, replicates=options.replicates, outcomes=OUTCOMES, seed=1, jobs=options.jobs,
        overrides=["market.rows=1000", "time.burn_in=26"],
    )  # fmt: skip
    effects = {
        outcome: {name: (float(row["mu_star"]), float(row["mu_star_conf"])) for name, row in finding.indices.items()}
        for outcome, finding in found.outcomes.items()
    }
    about = (
        f"{number} parameters, each through its range, {options.samples} trajectories of {found.runs:,} runs in all, "
        f"on what {found.strategy} gains over {found.against} in {options.scenario}"
    )
    if options.write:
        keep_sensitivity(about, effects, options.write)
    print(about)
    for outcome, rows in effects.items():
        print(f"\n{outcome}")
        for name in sorted(rows, key=lambda name: -rows[name][0])[:SHOWN]:
            print(f"  {name:32} {rows[name][0]:10.4g} ±{rows[name][1]:.2g}")


if __name__ == "__main__":
    main()
