"""What a firm expects of its own staff when it plans: how many posts stand vacant and are filled, doing nothing."""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass, replace

import numpy as np

from imsim.scenarios.simulation import Case, Setting, Simulation

# Posts in all runs together that the expectation rests on, most runs of it, and their own root of random numbers.
POSTS, MOST_RUNS, SEED = 3000, 70, 20_000
# Customers matter little to who leaves, and two years tell what comes after.
MOST_ROWS, MOST_WEEKS = 300, 104
# So that the last bits of a run, which differ between machines, do not matter.
DIGITS = 4


@dataclass(frozen=True)
class Expected:
    """What is expected of staff where nothing is done.

    Args:
        vacant: share of posts without a holder.
        hires: people hired a week, as a share of posts.
    """

    vacant: float = 0.0
    hires: float = 0.0


def expected_of(setting: Setting, case: Case) -> Expected:
    """What a firm with a case's parameters expects, from runs in which it does nothing; kept with the setting."""
    key = key_of(case)
    if key not in setting.expected:
        setting.expected[key] = seen_in_runs(setting, Case("nothing", (), case.parameters, None, case.without))
    found: Expected = setting.expected[key]
    return found


def key_of(case: Case) -> Hashable:
    """Under which key a setting keeps what is expected with a case's parameters and mechanisms."""
    return tuple(sorted(case.parameters.items())), case.without


def seen_in_runs(setting: Setting, case: Case) -> Expected:
    """Means over all weeks of some runs; the larger the firm, the fewer runs tell."""
    posts = setting.organisation.posts
    runs = min(math.ceil(POSTS / posts), MOST_RUNS)
    market = replace(setting.market, rows=min(setting.market.rows, MOST_ROWS))
    simulation = Simulation(replace(setting, market=market), [case], range(runs), SEED)
    vacant, hires, weeks = 0.0, 0.0, min(setting.timeline.weeks, MOST_WEEKS)
    for _ in range(weeks):
        simulation.step()
        company = simulation.ensemble
        vacant += float(np.mean(~company.employees.occupied))
        hires += float(np.mean(company.flows.hires)) / posts
    return Expected(round(vacant / weeks, DIGITS), round(hires / weeks, DIGITS))
