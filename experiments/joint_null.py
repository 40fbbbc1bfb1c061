"""How often is something said to be clear where nothing is different?

Plays comparisons whose strategies are all alike. Their noise is that of real replicates (those of a company's
strategies, run once and moved to the same mean), and normal noise. Of each study it is asked whether some gain over the
reference is said to be clear, and whether a leader is said to be ahead of all others: in one study of twenty it may be.
Beside it, with the strategies as they are: the share of true gains that is found. Each is asked of joint intervals, and
of an interval for each gain alone.
A pool is left in the folder `--out`, and read or added to where it is there.
`--write docs/reliability.md` puts the answer between the marks of that page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import stdtrit

from _page import write_between_marks
from _pool import Asked, Pool, Values, options, per_cent, pools_of, table
from imsim.studies.intervals import LEVEL, joint_critical, too_few_differ

NORMAL = "normal noise"
SIZES = (4, 10, 30, 100)
# Studies that share the numbers their joint intervals are drawn from: drawing them takes most of the time.
SHARED = 50


def made(strategies: int, replicates: int) -> Pool:
    """Normal noise of each strategy's own; gains have that of the reference in common."""
    names = tuple(f"strategy {i}" for i in range(strategies))
    return Pool(NORMAL, names, np.random.default_rng(1).standard_normal((strategies, replicates)))


def clear(differences: Values, critical: float) -> NDArray[np.bool_]:
    """Which mean differences are said to be clear, shape (strategies,); without an interval none is."""
    error = differences.std(axis=1, ddof=1) / np.sqrt(differences.shape[1])
    found: NDArray[np.bool_] = (np.abs(differences.mean(axis=1)) > critical * error) & ~too_few_differ(differences)
    return found


def studied(acsi: Values, alike: Values, seed: int) -> dict[str, float]:
    """What one study says.

    Args:
        acsi: shape (strategies, replicates), the reference first.
        alike: the same where no strategy is better than another.
        seed: of the study.
    """
    single = float(stdtrit(acsi.shape[1] - 1, (1 + LEVEL) / 2))
    first = int(alike.mean(axis=1).argmax())
    gains, none, leads = acsi[1:] - acsi[0], alike[1:] - alike[0], alike[first] - np.delete(alike, first, axis=0)
    # The noise is the same wherever the means are, and so is the number of standard errors.
    together = joint_critical(gains, seed)
    return {
        "jointly": bool(clear(none, together).any()),
        "alone": bool(clear(none, single).any()),
        "leader": bool(clear(leads, joint_critical(leads, seed)).all()),
        "leader alone": bool(clear(leads, single).all()),
        "found": float(clear(gains, together).mean()),
        "found alone": float(clear(gains, single).mean()),
        "wider": together / single,
    }


def played(pool: Pool, studies: int, sizes: Sequence[int]) -> Iterator[dict[str, object]]:
    """A row for each study: what it says where all are alike, and how much of what is true it finds."""
    rng, alike = np.random.default_rng(1), pool.centred.acsi
    for size in sizes:
        what = {"noise": pool.company, "strategies": len(pool.names) - 1, "replicates": size}
        for study in range(studies):
            drawn = rng.choice(pool.acsi.shape[1], size, replace=False)
            yield what | studied(pool.acsi[:, drawn], alike[:, drawn], study // SHARED)


HEADS = (
    "noise", "strategies", "replicates", "some gain is said to be clear: jointly", "each alone",
    "a leader is said to be ahead: jointly", "each alone", "true gains found: jointly", "each alone",
    "joint intervals are wider by",
)  # fmt: skip


def page(found: pd.DataFrame, asked: Asked) -> str:
    """The answer in Markdown."""
    parts = found.groupby(["noise", "strategies", "replicates"], sort=False)
    return (
        f"{asked.studies:,} studies a row, drawn from {asked.pool:,} replicates, in each study none twice; in brackets "
        "95 % intervals.\n\n"
    ) + table(HEADS, (row_of(list(map(str, what)), part) for what, part in parts))


def row_of(what: list[str], part: pd.DataFrame) -> list[str]:
    """One row of the answer."""
    true = [f"{100 * part[name].mean():.0f} %" if what[0] != NORMAL else "-" for name in ("found", "found alone")]
    false = [per_cent(part[name]) for name in ("jointly", "alone", "leader", "leader alone")]
    return [*what, *false, *true, f"{100 * (part['wider'].mean() - 1):.0f} %"]


def main() -> None:
    asked, where = options(__doc__, pool=1500, studies=1000)
    pools = pools_of(asked)
    pools.append(made(len(pools[0].names), asked.pool))
    sizes = SIZES[:2] if asked.quick else SIZES
    found = pd.DataFrame([row for pool in pools for row in played(pool, asked.studies, sizes)])
    if asked.out:
        found.to_csv(asked.out / "joint_null.csv", index=False)
    text = page(found, asked)
    write_between_marks(where, {"joint null": text})
    print(text)


if __name__ == "__main__":
    main()
