"""How often does a sensitivity method take a factor that does nothing for one that does something?

Four factors, of which three make a known function and the fourth nothing: sin 3a + 2 b^2 + a c. Each method draws its
design, the function is worked out there four times, with noise that is a given share of the variance of their means,
and what the method finds is held against its floor, as in every table that `imsim sensitivity` prints.
`--write docs/reliability.md` puts the answer between the marks of that page.
"""

from __future__ import annotations

import argparse
import math
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from _page import write_between_marks
from imsim.studies.floors import floors, unnamed
from imsim.studies.intervals import Share
from imsim.studies.methods import METHODS
from imsim.studies.noise import monte_carlo_noise
from imsim.studies.salib import analyse, draw

FACTORS, REPLICATES = 4, 4
# Points asked for, in each method's own sense: some 300 to 600 runs of the function.
SAMPLES = {"sobol": 64, "morris": 64, "dgsm": 64, "fast": 128, "delta": 300, "pawn": 300, "rbd-fast": 300,
           "hdmr": 300, "rsa": 300}  # fmt: skip
NOISE = (0.0, 0.3)


def known(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """A function of three factors, one of which acts only together with another."""
    value: NDArray[np.float64] = np.sin(3 * places[:, 0]) + 2 * places[:, 1] ** 2 + places[:, 0] * places[:, 2]
    return value


def above(name: str, share: float, seed: int) -> NDArray[np.bool_]:
    """Which factors one study sees above its floor, shape (FACTORS,).

    Args:
        name: of the method.
        share: of the variance of the means over replicates that is noise.
        seed: of the design and of the noise.
    """
    method = METHODS[name]
    design = draw(method, unnamed(FACTORS), SAMPLES[name], seed)
    true = known(design.places)
    spread = math.sqrt(REPLICATES * share / (1 - share) * true.var())
    noise = spread * np.random.default_rng([seed, 1]).standard_normal((len(true), REPLICATES))
    outcomes = true[:, None] + noise
    means, freedom = outcomes.mean(axis=1), (len(true) - 1) * (REPLICATES - 1)
    left = monte_carlo_noise(outcomes).share * float(means.var(ddof=1))
    floor = floors(method, design, means, left, freedom)[method.main[0]]
    indices, _ = analyse(method, design, means, resamples=2)
    return np.array([np.nan_to_num(row[method.main[0]]) > floor for row in list(indices.values())[:FACTORS]])


def row(name: str, share: float, studies: int, jobs: int) -> str:
    """A line of the table."""
    with ProcessPoolExecutor(jobs) as workers:
        found = np.array(list(workers.map(partial(above, name, share), range(studies))))
    wrong = Share.of(found[:, -1])
    seen = ", ".join(f"{100 * each:.0f}" for each in found[:, :-1].mean(axis=0))
    rate = f"{100 * wrong.share:.1f} % ({100 * wrong.low:.1f} to {100 * wrong.high:.1f})"
    return f"| `{name}` | {SAMPLES[name]} | {100 * share:.0f} % | {rate} | {seen} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--studies", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--write", type=Path, help="Markdown file with marks to write between")
    parser.add_argument("--quick", action="store_true", help="two methods, four studies")
    options = parser.parse_args()
    names, studies, jobs = list(SAMPLES), options.studies, options.jobs
    if options.quick:
        names, studies, jobs = names[:2], 4, 1
    heading = ("method", "samples", "noise", "calls the null factor one that acts", "finds the three that act, %")
    lines = [f"{studies} studies a row.", "", f"| {' | '.join(heading)} |", "|---" * len(heading) + "|"]
    for line in (row(name, share, studies, jobs) for name in names for share in NOISE):
        print(line, flush=True)
        lines.append(line)
    write_between_marks(options.write, {"null factor": "\n".join(lines) + "\n"})


if __name__ == "__main__":
    main()
