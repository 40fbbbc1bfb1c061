"""How often should one write to one's staff?

Messages of one mix (an e-mail a week, a newsletter and a department meeting a month), sent from never to four times as
often, generic and tailored to each department, as written rather than scaled to a budget. A message informs, costs the
reading time of everybody, and wears off when the next comes too soon.
"""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from numpy.typing import NDArray

from _page import leave, options, told
from imsim.reporting.figures import Words, page, response
from imsim.reporting.figures.page import styled
from imsim.scenarios.scenario import Scenario, load
from imsim.studies.execution import RunOptions, run_study
from imsim.studies.intervals import estimate
from imsim.studies.kinds.sweep import SweepRequest, plan

STRATEGIES = ("generic_messages", "tailored_messages")
DOSES = "messages.frequency=0:4:9"
OUTCOMES = ("acsi", "profit")


def gains(scenario: Scenario, strategy: str, replicates: int, jobs: int) -> tuple[NDArray, dict[str, NDArray]]:
    """Messages a week, and what each dose gains over doing nothing: outcome -> (doses, replicates)."""
    against = scenario.table.reference
    asked = SweepRequest(
        scenario, strategy=strategy, against=against, vary=[DOSES], outcomes=OUTCOMES, replicates=replicates
    )
    found = run_study(plan(asked), options=RunOptions(jobs))
    messages = dict(scenario.programmes(strategy))["messages"]
    usual = messages.email + messages.newsletter + messages.meeting
    names = (strategy, scenario.table.reference)
    return usual * found.points[:, 0], {outcome: found.values(outcome, *names) for outcome in OUTCOMES}


def answer(label: str, doses: NDArray, gained: NDArray, unit: str, size: float) -> str:
    """The dose with the largest gain, and those that nobody can tell from it."""
    best = int(gained.mean(axis=1).argmax())
    alike = [dose for dose, gain in zip(doses, gained, strict=True) if not estimate(gained[best] - gain).low > 0]
    where = f"at {doses[best]:.2g} messages a week" if doses[best] else "without any message"
    text = f"{label}: most {unit} {where}, {told(estimate(gained[best]), 1, size)} over doing nothing"
    if best == len(doses) - 1:
        return f"{text}: the most that was tried, it still rises."
    most = told(estimate(gained[-1] - gained[best]), 1, size)
    return f"{text}; {min(alike):.2g} to {max(alike):.2g} are not clearly worse, {doses[-1]:.2g} a week are by {most}."


def main() -> None:
    chosen = options(__doc__)
    scenario = load(chosen.scenario, ["budget.share_of_wages=0"])
    rows, lines = [], []
    for strategy in STRATEGIES:
        doses, gained = gains(scenario, strategy, chosen.replicates, chosen.jobs)
        for outcome, unit, size in (
            ("acsi", "ACSI", 1.0),
            ("profit", f"k{scenario.table.economy.currency} of profit", 1e3),
        ):
            lines.append(answer(scenario.label(strategy), doses, gained[outcome], unit, size))
        for i, dose in enumerate(doses):
            row = {"strategy": strategy, "messages a week": dose}
            for outcome, values in gained.items():
                gain = estimate(values[i])
                row |= {outcome: gain.mean, f"{outcome}_low": gain.low, f"{outcome}_high": gain.high}
            rows.append(row)
    table = pd.DataFrame(rows)
    leave(chosen.out, "writing_often", table, drawn(table, scenario))
    print("\n".join(lines))


@styled
def drawn(table: pd.DataFrame, scenario: Scenario) -> Figure:
    """Gains along the dose, customers above and profit below."""
    figure = page("How often to write", "gain over doing nothing; means and 95 % intervals", 3.6)
    for axes, outcome in zip(figure.subplots(2, 1, sharex=True), OUTCOMES, strict=True):
        response(table, "messages a week", outcome, words=Words.of(scenario), axes=axes)
        axes.set_title("")
    return figure


if __name__ == "__main__":
    main()
