"""What does `compare --until` cost, and how often does it err?

Runs every strategy of a company in a large pool of replicates, once. Then it plays studies, each of replicates drawn at
random from the pool with replacement, all strategies together: to them the pool is the world, and its means are the
truth. Each study is played three times from the same draws: with a fixed number of replicates, `--until sure` and
`--until 0.05`, the last two by the code that stops a comparison. As a check, a quarter as many studies of the first
company are played with all strategies moved to the same mean, where whoever names a leader errs.
A pool is left in the folder `--out`, and read or added to where it is there.
`--write docs/reliability.md` puts the answer between the marks of that page.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from _page import write_between_marks
from imsim.studies import intervals
from imsim.studies.execution import RunOptions, run_study
from imsim.studies.intervals import Share, joint_intervals
from imsim.studies.kinds.compare import DEFAULT_REPLICATES, CompareRequest, plan
from imsim.studies.sequential import SURE, TIE, Look, Until, half_widths, look_at
from imsim.studies.stopping import JUDGED
from imsim.studies.subject import Strategies

Values = NDArray[np.float64]

GOALS = (SURE, 0.05)
# Draws behind the intervals: fewer than a comparison takes, since there are hundreds of them.
DRAWS = 4000


class Asked(NamedTuple):
    """How much is run and played."""

    pool: int
    studies: int
    most: int | None
    jobs: int


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


def pool_of(name: str, asked: Asked, folder: Path | None, **smaller: object) -> Pool:
    """A company's strategies as `imsim compare` runs them; only the outcome that is looked at is kept."""
    whole = plan(CompareRequest(name, replicates=asked.pool, **smaller))  # type: ignore[arg-type]
    subject = replace(cast(Strategies, whole.subject), outcomes=(JUDGED,), weekly=False)
    place = folder / f"until_sure_{name}" if folder else None
    results = run_study(replace(whole, subject=subject), place, RunOptions(asked.jobs, resume=True))
    return Pool(subject.scenario.table.title, subject.strategies, results.final[JUDGED][0])


def ended(look: Look, knew: bool, acsi: Values, half: Values, truth: Values, names: Sequence[str]) -> dict[str, object]:
    """What is told of a study: where it stopped, whom it named, and what of that is false."""
    # What rounding leaves between means that are alike is no difference.
    behind = round(float(truth.max() - truth[names.index(look.leader)]), 9)
    gains = acsi.mean(axis=1) - acsi.mean(axis=1)[0]
    outside = np.abs(gains - (truth - truth[0]))[1:] > half[1:]
    alone = knew and not look.tied and np.isclose(truth, truth.max()).sum() > 1
    return {
        "replicates": acsi.shape[1],
        "knew": knew,
        # Where all are alike nobody can name the wrong one.
        "wrong": behind > 0 if np.ptp(truth) > 1e-9 else None,
        "behind": behind,
        "false": knew and (alone or behind > (TIE if look.tied else 0)),
        "tied": bool(look.tied),
        "outside": bool(outside.any()),
    }


def played(pool: Pool, asked: Asked, goals: Sequence[float | str] = GOALS) -> Iterator[dict[str, object]]:
    """A row for each study and way of stopping."""
    truth, rng = pool.acsi.mean(axis=1), np.random.default_rng(1)
    untils = {goal: Until.asked(goal, asked.most) for goal in goals}
    longest = max(DEFAULT_REPLICATES, *(until.looks[-1] for until in untils.values()))
    for study in range(asked.studies):
        acsi = pool.acsi[:, rng.integers(0, pool.acsi.shape[1], longest)]

        @cache
        def look(replicates: int, acsi: Values = acsi, seed: int = study) -> Look:
            return look_at(acsi[:, :replicates], pool.names, seed)

        fixed = acsi[:, :DEFAULT_REPLICATES]
        _, half = joint_intervals(fixed - fixed[0], study)
        leader = Look(DEFAULT_REPLICATES, None, pool.names[int(fixed.mean(axis=1).argmax())], (), ())
        row = ended(leader, False, fixed, half, truth, pool.names)
        yield {"company": pool.company, "goal": f"{DEFAULT_REPLICATES} replicates"} | row
        for goal, until in untils.items():
            last = until.looked(look)[-1]
            seen = acsi[:, : last.replicates]
            row = ended(last, until.enough(last), seen, half_widths(seen, 0, study), truth, pool.names)
            yield {"company": pool.company, "goal": f"`--until {goal}`"} | row


def per_cent(flags: pd.Series) -> str:
    """A share of studies with its interval."""
    one = Share.of(flags.to_numpy(dtype=bool))
    return f"{100 * one.share:.1f} % ({100 * one.low:.1f}-{100 * one.high:.1f})"


def row_of(company: str, goal: str, part: pd.DataFrame) -> str:
    """One row of the answer."""
    middle, high = part["replicates"].quantile(0.5), part["replicates"].quantile(0.9)
    sequential, sure = goal[0] == "`", SURE in goal
    cells = [
        company,
        goal,
        str(len(part)),
        f"{middle:.0f} ({high:.0f})",
        f"{middle / DEFAULT_REPLICATES:.1f} ({high / DEFAULT_REPLICATES:.1f})",
        per_cent(part["knew"]) if sequential else "-",
        "-" if part["wrong"].isna().all() else f"{per_cent(part['wrong'])}, {part['behind'].mean():.3f}",
        per_cent(part["false"]) if sure else "-",
        per_cent(part["tied"]) if sure else "-",
        per_cent(part["outside"]),
    ]
    return f"| {' | '.join(cells)} |"


HEADS = (
    "company", "stops", "studies", "replicates: median (90 %)",
    f"runs against {DEFAULT_REPLICATES} replicates: median (90 %)",
    "knows in the end", "leader is not the best; points lost by it on average", "said to be sure, and false",
    "ties shown", "a gain is outside its interval",
)  # fmt: skip


def page(found: pd.DataFrame, pools: Sequence[Pool], asked: Asked) -> str:
    """The answer in Markdown."""
    sizes = "; ".join("{}: {} strategies, {} replicates".format(pool.company, *pool.acsi.shape) for pool in pools)
    most = Until.asked(SURE, asked.most).most
    lines = [
        f"Studies drawn with replacement from a pool ({sizes}), of at most {most} replicates; shares of studies with "
        "95 % intervals.",
        "",
        f"| {' | '.join(HEADS)} |",
        "|---" * len(HEADS) + "|",
        *(
            row_of(str(company), str(goal), part)
            for (company, goal), part in found.groupby(["company", "goal"], sort=False)
        ),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenario", nargs="*", default=["service_firm", "bakery"], help="companies")
    parser.add_argument("--pool", type=int, default=600, help="replicates that studies are drawn from")
    parser.add_argument("--studies", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=Path, help="folder for the pools, and for a table (CSV) of all studies played")
    parser.add_argument("--write", type=Path, help="Markdown file with marks to write between")
    parser.add_argument("--quick", action="store_true", help="one small company, a small pool, three studies")
    options = parser.parse_args()
    intervals.DRAWS = DRAWS
    asked, names, smaller = Asked(options.pool, options.studies, None, options.jobs), options.scenario, {}
    if options.quick:
        asked, names = Asked(12, 3, 15, 1), ["bakery"]
        smaller = {"weeks": 8, "strategies": ["cash", "training"], "overrides": ["market.rows=50", "time.burn_in=2"]}
    pools = [pool_of(name, asked, options.out, **smaller) for name in names]
    rows = [row for pool in pools for row in played(pool, asked)]
    rows += played(pools[0].centred, asked._replace(studies=max(1, asked.studies // 4)), (SURE,))
    found = pd.DataFrame(rows)
    if options.out:
        found.to_csv(options.out / "until_sure.csv", index=False)
    text = page(found, pools, asked)
    write_between_marks(options.write, {"until": text})
    print(text)


if __name__ == "__main__":
    main()
