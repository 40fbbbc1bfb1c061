"""What do the ten benefits that the source texts promise look like in numbers, and which strategy moves each?

Runs every strategy of a scenario as written (not scaled to a budget), takes for each benefit the outcome that stands
for it, and prints the strategies that move it most in the good direction. `--write docs/benefits.md` keeps the table.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import imsim
from imsim.outcomes import OUTCOMES

CLAIMS = {
    55: "all departments perform better",
    56: "empowerment and accountability",
    57: "common understanding of goals",
    58: "employees see that their contribution is valued",
    59: "staff outside marketing gain a marketing focus",
    60: "employees develop and customers stay",
    61: "culture integrates personal and professional needs",
    62: "departments coordinate",
    63: "information flows between departments",
    64: "employees understand what is expected",
}
BEST = 3


def rows(result: imsim.Comparison) -> list[str]:
    """A line of the table for each benefit: outcome, level, and the strategies that move it most, with intervals."""
    lines = []
    for number, claim in CLAIMS.items():
        outcome = next(one for one in OUTCOMES.values() if one.benefit == number)
        level = result.level(outcome.name, result.reference).mean
        gains = {name: result.difference(outcome.name, name) for name in result.names[1:]}
        helped = [name for name in gains if gains[name].clear and gains[name].mean * outcome.better > 0]
        helped.sort(key=lambda name: -gains[name].mean * outcome.better)
        told = "; ".join(
            f"{result.scenario.label(name)} {gains[name].mean:+.3f} [{gains[name].low:+.3f}, {gains[name].high:+.3f}]"
            for name in helped[:BEST]
        )
        lines.append(
            f"| {number} | {claim} | `{outcome.name}` ({outcome.unit}) | {level:.3f} | {told or 'none clearly'} |"
        )
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", default="service_firm")
    parser.add_argument("--replicates", type=int, default=30)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--write", type=Path, help="Markdown file to write")
    parser.add_argument("--quick", action="store_true", help="two replicates")
    options = parser.parse_args()
    replicates, jobs = (2, 1) if options.quick else (options.replicates, options.jobs)
    result = imsim.compare(options.scenario, replicates=replicates, seed=1, budget=0, jobs=jobs)
    text = "\n".join(
        [
            "# The ten benefits, measured",
            "",
            f"Written by `python experiments/benefits.py --write docs/benefits.md`: {result.scenario.table.title}, "
            f"{replicates} replicates, strategies as the scenario writes them, paired differences to "
            f"“{result.scenario.label(result.reference)}” with 95 % intervals. Benefits are numbered as in "
            "[mechanisms.md](mechanisms.md).",
            "",
            "| # | benefit | outcome | do nothing | moved most by |",
            "|---|---|---|---|---|",
            *rows(result),
            "",
        ]
    )
    if options.write:
        options.write.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
