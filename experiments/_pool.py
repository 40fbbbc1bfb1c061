"""Pools of real replicates from which studies are drawn: to them the pool is the world, its means are the truth."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from imsim.scenarios.scenario import Scenario
from imsim.studies.execution import RunOptions, run_study
from imsim.studies.intervals import Share
from imsim.studies.kinds.compare import CompareRequest, plan
from imsim.studies.stopping import JUDGED
from imsim.studies.subject import Strategies

Values = NDArray[np.float64]

QUICK = {"weeks": 8, "strategies": ["cash", "training"], "overrides": ["market.rows=50", "time.burn_in=2"]}


class Asked(NamedTuple):
    """How much is run and played.

    Args:
        pool: replicates of each company that studies are drawn from.
        studies: that are played, of each company and form.
        jobs: processes that run them.
        out: folder in which pools are left; None for nowhere.
        quick: for a first look, a small company and short runs.
        companies: whose strategies are run.
    """

    pool: int
    studies: int
    jobs: int
    out: Path | None
    quick: bool
    companies: tuple[str, ...]

    @property
    def most(self) -> int | None:
        """Replicates that a study may take which goes on until it knows; None: as many as usual."""
        return 15 if self.quick else None


class Pool(NamedTuple):
    """The world of the studies that are played.

    Args:
        company: its title.
        names: of the strategies, the reference first.
        acsi: shape (strategies, replicates).
    """

    company: str
    names: tuple[str, ...]
    acsi: Values

    @property
    def centred(self) -> Pool:
        """The same noise, but no strategy is better than another."""
        means = self.acsi.mean(axis=1, keepdims=True)
        return Pool(f"{self.company}, all strategies alike", self.names, self.acsi - means + means[0])


def pools_of(asked: Asked) -> list[Pool]:
    """Companies' strategies as `imsim compare` runs them; only the outcome that is looked at is kept."""
    return [pool_of(name, asked) for name in asked.companies]


def pool_of(name: str, asked: Asked) -> Pool:
    """One of them."""
    found = replicates_of(name, asked, (JUDGED,), left="until_sure")
    return Pool(found.scenario.table.title, found.strategies, found.final[JUDGED][0])


class Replicates(NamedTuple):
    """Strategies of a company as they were run.

    Args:
        scenario: the company.
        strategies: their names, the reference first.
        final: outcome -> shape (1, strategies, replicates).
    """

    scenario: Scenario
    strategies: tuple[str, ...]
    final: Mapping[str, Values]


def replicates_of(
    name: str, asked: Asked, outcomes: tuple[str, ...], strategies: Sequence[str] = (), *, left: str
) -> Replicates:
    """Run strategies of a company as often as is asked; what its folder holds already is not run again.

    Args:
        name: of the company.
        asked: how often, and where pools are left.
        outcomes: that are kept of each run.
        strategies: all of the company if none are named.
        left: begins the name of the folder.
    """
    wanted: dict[str, Any] = {"strategies": list(strategies)} if strategies else {}
    whole = plan(CompareRequest(name, replicates=asked.pool, **(wanted | (QUICK if asked.quick else {}))))
    subject = replace(cast(Strategies, whole.subject), outcomes=outcomes, weekly=False)
    place = asked.out / f"{left}_{name}" if asked.out else None
    results = run_study(replace(whole, subject=subject), place, RunOptions(asked.jobs, resume=True))
    return Replicates(subject.scenario, subject.strategies, results.final)


def options(question: str | None, pool: int, studies: int) -> tuple[Asked, Path | None]:
    """What is asked for, and the page to write into; so many replicates and studies unless said otherwise."""
    parser = argparse.ArgumentParser(description=question, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenario", nargs="*", default=["service_firm", "bakery"], help="companies")
    parser.add_argument("--pool", type=int, default=pool, help="replicates that studies are drawn from")
    parser.add_argument("--studies", type=int, default=studies)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=Path, help="folder for the pools, and for a table (CSV) of all studies played")
    parser.add_argument("--write", type=Path, help="Markdown file with marks to write between")
    parser.add_argument("--quick", action="store_true", help="one small company, a small pool, three studies")
    found = parser.parse_args()
    if found.quick:
        return Asked(12, 3, 1, found.out, True, ("bakery",)), found.write
    return Asked(found.pool, found.studies, found.jobs, found.out, False, tuple(found.scenario)), found.write


def per_cent(flags: pd.Series) -> str:
    """A share of studies with its interval."""
    one = Share.of(flags.to_numpy(dtype=bool))
    return f"{100 * one.share:.1f} % ({100 * one.low:.1f}-{100 * one.high:.1f})"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    return "".join(f"| {' | '.join(line)} |\n" for line in (heads, ["---"] * len(heads), *rows))
