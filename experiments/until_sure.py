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

from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
import pandas as pd

from _page import write_between_marks
from _pool import Asked, Pool, Values, options, per_cent, pools_of, table
from imsim.studies import intervals
from imsim.studies.intervals import joint_intervals
from imsim.studies.kinds.compare import DEFAULT_REPLICATES
from imsim.studies.sequential import SURE, TIE, Look, Until, half_widths, look_at

GOALS = (SURE, 0.05)
# Draws behind the intervals: fewer than a comparison takes, since there are hundreds of them.
DRAWS = 4000


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


def row_of(company: str, goal: str, part: pd.DataFrame) -> list[str]:
    """One row of the answer."""
    middle, high = part["replicates"].quantile(0.5), part["replicates"].quantile(0.9)
    sequential, sure = goal[0] == "`", SURE in goal
    return [
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
    parts = found.groupby(["company", "goal"], sort=False)
    return (
        f"Studies drawn with replacement from a pool ({sizes}), of at most {most} replicates; shares of studies with "
        "95 % intervals.\n\n"
    ) + table(HEADS, (row_of(str(company), str(goal), part) for (company, goal), part in parts))


def main() -> None:
    intervals.DRAWS = DRAWS
    asked, where = options(__doc__, pool=1500, studies=200)
    pools = pools_of(asked)
    rows = [row for pool in pools for row in played(pool, asked)]
    rows += played(pools[0].centred, asked._replace(studies=max(1, asked.studies // 4)), (SURE,))
    found = pd.DataFrame(rows)
    if asked.out:
        found.to_csv(asked.out / "until_sure.csv", index=False)
    text = page(found, pools, asked)
    write_between_marks(where, {"until": text})
    print(text)


if __name__ == "__main__":
    main()
