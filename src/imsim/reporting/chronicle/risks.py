"""Staff turnover taken apart: the risks of which the departures came, and chance."""

from __future__ import annotations

from typing import Any

import numpy as np

from imsim.company.economics import WEEKS_A_YEAR
from imsim.mechanisms import turnover
from imsim.reporting.chronicle.run import Run
from imsim.reporting.chronicle.terms import terms_of_leaving


def parts_of_turnover(run: Run, first: int, last: int) -> dict[str, float]:
    """Staff turnover of some weeks by what it came of, in exits a year as a share of posts.

    Beside what no attitude explains, the risk of the new, and offers taken by contented people, each driver has what
    it adds to the offers that are taken; `chance` is by how much more left than the risks come to.

    Args:
        run: recorded.
        first: week of the stretch.
        last: week of the stretch.

    Returns:
        Name of a part -> amount; they sum to the mean turnover of these weeks.
    """
    p, posts, found = run.p, len(run.at(-1).hires), {"unexplained": 0.0, "newness": 0.0, "baseline": 0.0}
    exits = expected = 0.0
    for week in range(first, last + 1):
        before, now = run.at(week - 1), run.at(week)
        there = before.occupied.astype(bool)
        terms = terms_of_leaving(run.recording, week)
        baseline = terms.pop("baseline")[there]
        wish = baseline + sum(term[there] for term in terms.values())
        taken, usual = (p.exit_top / (1 + np.exp(-log_odds)) for log_odds in (wish, baseline))
        beyond = wish - baseline
        worth = np.divide(taken - usual, beyond, out=np.zeros_like(beyond), where=beyond != 0)
        found["unexplained"] += p.exit_exogenous * there.sum()
        new: Any = turnover.newcomer_risk(before.tenure_weeks[there], p)
        found["newness"] += float(new.sum())
        found["baseline"] += float(usual.sum())
        for name, term in terms.items():
            found[name] = found.get(name, 0.0) + float((worth * term[there]).sum())
        exits += float(now.left.sum())
    expected = sum(found.values())
    found["chance"] = exits - expected
    scale = WEEKS_A_YEAR / (posts * (last - first + 1))
    ordered = sorted(found.items(), key=lambda part: -abs(part[1]))
    return {name: scale * amount for name, amount in ordered if amount}
