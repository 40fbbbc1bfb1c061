"""Which mix does `imsim optimise` find for each shipped company, to stand beside the strategies that are read about?

Searches for the best mix of every company under its own budget, over plausible parameter sets, and takes the choice of
least regret. Programmes that promise more than is true are left out. With `--write` it becomes the strategy `best_mix`
of the company's file in that folder, between two marks at its end, below the command that finds it again. With `--out`
each search is kept in that folder; one that is finished there is read, one that was stopped goes on. `--quick` is a
small search of one small company, for trying it out.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import imsim
from imsim.programmes import Programme, programme_of
from imsim.scenarios.scenario import Scenario, builtin_names, load
from imsim.scenarios.toml_text import table_lines
from imsim.studies.mixes import Mixer, channels_of
from imsim.studies.optimum import Optimum

NAME, LABEL = "best_mix", "best mix"
SETS, BUDGETS = 32, (0.005, 0.01, 0.02, 0.04)
# Parts of the budget below that are no part of a plan that somebody would write down.
LEAST = 0.01
FIRST, LAST = "# Best mix: written by experiments/best_mix.py.\n", "# End of the best mix.\n"
MARKED = re.compile(f"\n?{re.escape(FIRST)}.*{re.escape(LAST)}", re.DOTALL)
QUICK = ["market.rows=50", "time.burn_in=2", "time.weeks=8", "time.window=8"]


def budget_of(scenario: Scenario) -> float:
    """The company's own budget, at which the mix is searched for."""
    return float(scenario.table.budget.share_of_wages)


def search(name: str, out: Path | None, quick: bool, jobs: int) -> Optimum:
    """The best mix of a company, and the path of smaller budgets before it; without a folder nothing is kept."""
    kept = {"out": out / name, "resume": True} if out else {}
    if quick:
        over = ["contact_training", "recognition", "cash"]
        return imsim.optimise(name, overrides=QUICK, over=over, replicates=1, confirming=2, jobs=jobs, **kept)
    scenario = load(name)
    return imsim.optimise(name, budget=path_of(scenario), over=truthful(scenario), sets=SETS, jobs=jobs, **kept)


def path_of(scenario: Scenario) -> list[float]:
    """The company's own budget and the usual ones below it."""
    most = budget_of(scenario)
    return sorted({one for one in BUDGETS if one < most} | {most})


def truthful(scenario: Scenario) -> list[str]:
    """Strategies of one or two programmes but those that promise more than people live: nobody would plan them."""
    return [
        channel.name
        for channel in channels_of(scenario, None)
        if not any(getattr(programme, "overclaim", 0.0) > 0 for _, programme in channel.programmes)
    ]


def command(scenario: Scenario) -> str:
    """What finds the mix of a company again."""
    path, over = ",".join(f"{one:g}" for one in path_of(scenario)), ",".join(truthful(scenario))
    return f"imsim optimise {scenario.name} --budget {path} --sets {SETS} --over {over} --out DIR"


def lines_of(text: str, width: int = 110) -> Iterator[str]:
    r"""A command over several lines of a shell, each but the last ending in a comma and a backslash.

    Example:
        >>> list(lines_of("imsim optimise shop --over a,b,c --out DIR", 30))
        ['imsim optimise shop --over a,\\', 'b,c --out DIR']
    """
    line = ""
    for piece in re.findall(r"[^,]+,?", text):
        if len(line + piece) > width:
            yield line + "\\"
            line = ""
        line += piece
    yield line


def strategy(found: Optimum) -> dict[str, object]:
    """The chosen plan as a table of a scenario file: levers as found, and each programme's part of what it costs.

    By these shares the mix is scaled to another budget as every strategy is.
    """
    plan = found.choose()
    mixer = Mixer(found.company, (), 1.0)
    costs = {name: mixer.cost(((name, programme_of(name, levers)),)) for name, levers in plan["programmes"].items()}
    kept = {name: cost for name, cost in costs.items() if cost > LEAST * sum(costs.values())}
    shares = rounded({name: cost / sum(kept.values()) for name, cost in kept.items()})
    programmes = {name: named(name, plan["programmes"][name]) | {"share": share} for name, share in shares.items()}
    return {"label": LABEL, "programmes": programmes}


def named(name: str, table: dict[str, object]) -> dict[str, object]:
    """A programme with all that it switches on, not only what a plan says of it."""
    programme = programme_of(name, table)
    own = [lever for lever in type(programme).levers() if lever not in Programme.model_fields]
    switched_on = {lever: getattr(programme, lever) for lever in own if getattr(programme, lever)}
    return levers_of({"kind": programme.kind} | switched_on | table)


def levers_of(table: dict[str, object]) -> dict[str, object]:
    """Levers to three digits: the share says what the programme gets.

    Example:
        >>> levers_of({"kind": "recognition", "intensity": 0.84326, "share": None})
        {'kind': 'recognition', 'intensity': 0.843}
    """
    rest = {key: value for key, value in table.items() if key != "share"}
    return {key: float(f"{value:.3g}") if isinstance(value, float) else value for key, value in rest.items()}


def rounded(shares: dict[str, float]) -> dict[str, float]:
    """Shares to two digits that still add up to 1.

    Example:
        >>> rounded({"a": 0.334, "b": 0.333, "c": 0.333})
        {'a': 0.34, 'b': 0.33, 'c': 0.33}
    """
    found = {name: round(share, 2) for name, share in shares.items()}
    first = max(found, key=lambda name: found[name])
    found[first] = round(found[first] + 1 - sum(found.values()), 2)
    return found


def block(found: Optimum) -> Iterator[str]:
    """The lines between the marks: the command, and the strategy, in the place of an inherited one of its name."""
    yield from (f"# {line}" for line in lines_of(command(load(found.company.name))))
    yield from table_lines(f"strategies.{NAME}", {"remove": True, **strategy(found)})


def written(text: str, found: Optimum) -> str:
    """The text of a company's file with its best mix at the end."""
    return MARKED.sub("", text).rstrip("\n") + "\n\n" + FIRST + "\n".join(block(found)) + "\n" + LAST


def told(found: Optimum) -> str:
    """A row of a table: the mix, what it gains, and from which budget a comprehensive plan is ahead."""
    plan, content = found.choose(), found.content
    gains = []
    for goal in content["goals"]:
        cell = plan["outcomes"][goal]
        unit, digits = (1000, 0) if goal == "profit" else (1, 2)
        mean, low, high = (cell[key] / unit for key in ("difference", "low", "high"))
        gains.append(f"{mean:+,.{digits}f} [{low:,.{digits}f} to {high:,.{digits}f}]")
    ahead = "never" if content["overtakes"] is None else f"{100 * content['overtakes']:.1f} %"
    return f"| {found.company.table.title} | {plan['label']} | {' | '.join(gains)} | {ahead} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenario", nargs="*", help="companies; all shipped ones by default")
    parser.add_argument("--out", type=Path, help="folder in which searches are kept")
    parser.add_argument("--write", type=Path, help="folder with the scenario files that get the mixes")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="bakery alone, a search that means nothing")
    options = parser.parse_args()
    names = options.scenario or (["bakery"] if options.quick else builtin_names())
    print("| company | best mix | ACSI | profit, thousands | comprehensive plan ahead from |\n|---|---|---|---|---|")
    for name in names:
        found = search(name, options.out, options.quick, options.jobs)
        print(told(found), flush=True)
        if options.write:
            path = options.write / f"{name}.toml"
            path.write_text(written(path.read_text(encoding="utf-8"), found), encoding="utf-8")


if __name__ == "__main__":
    main()
