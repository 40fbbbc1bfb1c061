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

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import stdtrit

from _page import write_between_marks
from imsim.studies.intervals import LEVEL, Share, joint_critical, too_few_differ
from until_sure import Asked, Pool, pool_of

Values = NDArray[np.float64]

SIZES = (4, 10, 30, 100)
# Studies that share the numbers their joint intervals are drawn from: drawing them takes most of the time.
SHARED = 50


def made(strategies: int, replicates: int) -> Pool:
    """Normal noise of each strategy's own; gains have that of the reference in common."""
    names = tuple(f"strategy {i}" for i in range(strategies))
    return Pool("normal noise", names, np.random.default_rng(1).standard_normal((strategies, replicates)))


def clear(differences: Values, critical: float) -> NDArray[np.bool_]:
    """Which mean differences are said to be clear, shape (strategies,): less than which is sure is not counted."""
    error = differences.std(axis=1, ddof=1) / np.sqrt(differences.shape[1])
    found: NDArray[np.bool_] = (np.abs(differences.mean(axis=1)) > critical * error) & ~too_few_differ(differences)
    return found


def said(acsi: Values, other: int, critical: float) -> NDArray[np.bool_]:
    """Which strategies are said to differ from one of them, shape (other strategies,)."""
    return clear(np.delete(acsi, other, axis=0) - acsi[other], critical)


def studied(acsi: Values, seed: int) -> dict[str, float]:
    """What one study says of strategies that are all alike."""
    single = float(stdtrit(acsi.shape[1] - 1, (1 + LEVEL) / 2))
    gains = acsi[1:] - acsi[0]
    first = int(acsi.mean(axis=1).argmax())
    leads = np.delete(acsi, first, axis=0) - acsi[first]
    together = joint_critical(gains, seed)
    return {
        "jointly": bool(said(acsi, 0, together).any()),
        "alone": bool(said(acsi, 0, single).any()),
        "leader": bool(clear(leads, joint_critical(leads, seed)).all()),
        "leader alone": bool(clear(leads, single).all()),
        "wider": together / single,
    }


def played(pool: Pool, studies: int, sizes: Sequence[int] = SIZES) -> Iterator[dict[str, object]]:
    """A row for each study: what it says where all are alike, and how much of what is true it finds."""
    rng, alike = np.random.default_rng(1), pool.centred
    for size in sizes:
        for study in range(studies):
            drawn = rng.choice(pool.acsi.shape[1], size, replace=False)
            seed = study // SHARED
            row = studied(alike.acsi[:, drawn], seed)
            gains = (pool.acsi[1:] - pool.acsi[0])[:, drawn]
            found = clear(gains, joint_critical(gains, seed)).mean()
            yield (
                {"noise": pool.company, "strategies": len(pool.names) - 1, "replicates": size, "found": found}
                | {"found alone": clear(gains, float(stdtrit(size - 1, (1 + LEVEL) / 2))).mean()}
                | row
            )


def per_cent(flags: pd.Series) -> str:
    """A share of studies with its interval."""
    one = Share.of(flags.to_numpy(dtype=bool))
    return f"{100 * one.share:.1f} % ({100 * one.low:.1f}-{100 * one.high:.1f})"


HEADS = (
    "noise", "strategies", "replicates", "some gain is said to be clear: jointly", "each alone",
    "a leader is said to be ahead: jointly", "each alone", "true gains found: jointly", "each alone",
    "joint intervals are wider by",
)  # fmt: skip


def page(found: pd.DataFrame, asked: Asked) -> str:
    """The answer in Markdown."""
    lines = [
        f"{asked.studies:,} studies a row, drawn from {asked.pool:,} replicates; in brackets 95 % intervals.",
        "",
        f"| {' | '.join(HEADS)} |",
        "|---" * len(HEADS) + "|",
    ]
    for (noise, strategies, size), part in found.groupby(["noise", "strategies", "replicates"], sort=False):
        real = noise != "normal noise"
        cells = [str(noise), str(strategies), str(size)]
        cells += [per_cent(part[name]) for name in ("jointly", "alone", "leader", "leader alone")]
        cells += [f"{100 * part[name].mean():.0f} %" if real else "-" for name in ("found", "found alone")]
        cells.append(f"{100 * (part['wider'].mean() - 1):.0f} %")
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenario", nargs="*", default=["service_firm", "bakery"], help="companies")
    parser.add_argument("--pool", type=int, default=3000, help="replicates that studies are drawn from")
    parser.add_argument("--studies", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=Path, help="folder for the pools, and for a table (CSV) of all studies played")
    parser.add_argument("--write", type=Path, help="Markdown file with marks to write between")
    parser.add_argument("--quick", action="store_true", help="one small company, a small pool, three studies")
    options = parser.parse_args()
    asked, names, smaller = Asked(options.pool, options.studies, None, options.jobs), options.scenario, {}
    sizes: Sequence[int] = SIZES
    if options.quick:
        asked, names, sizes = Asked(12, 3, None, 1), ["bakery"], (4, 10)
        smaller = {"weeks": 8, "strategies": ["cash", "training"], "overrides": ["market.rows=50", "time.burn_in=2"]}
    pools = [pool_of(name, asked, options.out, **smaller) for name in names]
    pools.append(made(len(pools[0].names), asked.pool))
    found = pd.DataFrame([row for pool in pools for row in played(pool, asked.studies, sizes)])
    if options.out:
        found.to_csv(options.out / "joint_null.csv", index=False)
    text = page(found, asked)
    write_between_marks(options.write, {"joint null": text})
    print(text)


if __name__ == "__main__":
    main()
