"""The floor of sensitivity indices: what a factor gets that does nothing.

Most indices are above zero by construction or by noise, so zero is nothing to hold them against. Dummy factors are
analysed like the others: where the points are scattered, columns of random places; where the design has a place for
each factor, outcomes that differ from their base points by as much as Monte-Carlo noise lets them. The floor is the
largest of thirty-nine, which one factor in forty without any effect passes: of a hundred studies at one in twenty, up
to ten would call it by chance.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from imsim.studies.design import Design, Factor
from imsim.studies.methods import Method, rows_named, scattered
from imsim.studies.salib import HARMONICS, STEP, analyse, morris_step, places_of_fast

Values = NDArray[np.float64]

DUMMIES = 39
# A method that fits one surface to all factors takes few dummies beside them, and a bound for one more like them.
FITTED, FEW = "hdmr", 6


def floors(method: Method, design: Design, outcome: Values, noise: float, freedom: float = np.inf) -> dict[str, float]:
    """Index -> what a factor without any effect stays below, in 39 of 40 cases.

    Args:
        method: of the analysis.
        design: as it was run.
        outcome: mean over replicates, shape (points,).
        noise: variance of such a mean that comes from its replicates, as estimated.
        freedom: degrees of freedom of that estimate.
    """
    rng = np.random.default_rng([design.seed, 7])
    found = np.stack(_dummies(method, design, outcome, _deviations(noise, freedom, rng), rng))
    if method.name == FITTED:
        high = _bound(found)
    else:
        high = found.max(axis=0)
    return dict(zip(method.main, high.tolist(), strict=True))


def _deviations(noise: float, freedom: float, rng: np.random.Generator) -> Values:
    """A standard deviation of the noise for each dummy, as likely as its estimate makes it.

    With the estimate itself, dummies would differ less than a factor without effect where few points tell of noise.
    """
    spread = freedom / rng.chisquare(freedom, DUMMIES) if np.isfinite(freedom) else np.ones(DUMMIES)
    return np.sqrt(noise * spread)


def _bound(found: Values) -> Values:
    """What one more of the same normal distribution stays below: it and the mean of the few are both uncertain."""
    number = len(found)
    deviations = stdtrit(number - 1, DUMMIES / (DUMMIES + 1)) * np.sqrt(1 + 1 / number)
    high: Values = found.mean(axis=0) + deviations * found.std(axis=0, ddof=1)
    return high


def _dummies(
    method: Method, design: Design, outcome: Values, deviations: Values, rng: np.random.Generator
) -> list[Values]:
    """The main indices of each dummy factor."""
    if method.given_data:
        return _scattered(method, design, outcome, rng)
    if method.name == "fast":
        return _of_fast(method, design, outcome, deviations, rng)
    base = _base_points(method, design, outcome)
    # A factor without effect repeats its base point: both are as noisy as any.
    apart = np.sqrt(2) * deviations[:, None] * rng.standard_normal((DUMMIES, len(base)))
    if method.name == "sobol":
        return _of_sobol(method, design, outcome, base + apart)
    slopes = apart / (morris_step() if method.name == "morris" else 1.0)
    if method.name == "morris":
        return [np.array([np.abs(one).mean(), abs(one.mean()), one.std(ddof=1)]) for one in slopes]
    return _of_slopes(method, design, outcome, slopes)


def _base_points(method: Method, design: Design, outcome: Values) -> Values:
    """Outcome at one point of each base sample."""
    if method.name == "sobol":
        return outcome[:: _step(design)]
    return np.zeros(design.samples)


def _step(design: Design) -> int:
    """Points of a Sobol' design that belong to a base sample."""
    return len(rows_named(design)) * (1 + design.second_order) + 2


def _scattered(method: Method, design: Design, outcome: Values, rng: np.random.Generator) -> list[Values]:
    """Columns of random places beside an outcome that knows nothing of them."""
    rows = scattered(design)
    places, seen = design.places[rows], outcome[rows]
    number = FEW if method.name == FITTED else DUMMIES
    columns = np.column_stack([rng.permutation(places[:, i % places.shape[1]]) for i in range(number)])
    own = len(design.factors) if method.name == FITTED else 0
    both = np.column_stack([places[:, :own], columns])
    dummy = replace(design, kind="lhs", factors=unnamed(both.shape[1]), samples=len(both), places=both, groups=())
    found, _ = analyse(method, dummy, seen, resamples=2)
    return [np.array([row[index] for index in method.main]) for row in list(found.values())[own:]]


def unnamed(number: int) -> tuple[Factor, ...]:
    """Factors of the unit interval that stand for nothing."""
    return tuple(Factor(f"dummy {i}", f"dummy {i}", 0.0, 1.0) for i in range(number))


def _of_sobol(method: Method, design: Design, outcome: Values, dummies: Values) -> list[Values]:
    """Each dummy in the place that a factor has between both base points."""
    step = _step(design)
    rows = np.column_stack([outcome[::step], *dummies, outcome[step - 1 :: step]])
    number = len(dummies)
    beside = replace(
        design, factors=unnamed(number), places=np.zeros((rows.size, number)), groups=(), second_order=False
    )
    found, _ = analyse(method, beside, rows.ravel(), resamples=2)
    return [np.array([row[index] for index in method.main]) for row in found.values()]


def _of_slopes(method: Method, design: Design, outcome: Values, apart: Values) -> list[Values]:
    """Squared slopes that noise alone makes over the step of the design, scaled as those of the factors are."""
    indices, _ = analyse(method, design, outcome, resamples=2)
    scale = next((row["dgsm"] / row["vi"] for row in indices.values() if row["vi"] > 0), 0.0)
    squares = (apart / STEP) ** 2
    return [np.array([one.mean() * scale, one.mean(), one.std()]) for one in squares]


def _of_fast(
    method: Method, design: Design, outcome: Values, deviations: Values, rng: np.random.Generator
) -> list[Values]:
    """Dummies, each swept at the fastest frequency while the factors, as a fitted surface, move at slow ones."""
    fitted = np.linalg.lstsq(_surface(design.places), outcome, rcond=None)[0]
    alone, rows = replace(design, factors=unnamed(1), groups=()), []
    for turn, deviation in enumerate(deviations):
        places = places_of_fast(len(design.factors) + 1, design.samples, design.seed + turn)[-design.samples :, :-1]
        noisy = _surface(places) @ fitted + deviation * rng.standard_normal(len(places))
        found, _ = analyse(method, replace(alone, places=places[:, :1]), noisy, resamples=2)
        rows.append(np.array([next(iter(found.values()))[index] for index in method.main]))
    return rows


def _surface(places: Values) -> Values:
    """Columns of a smooth surface without interactions."""
    centred = 2 * places - 1
    return np.column_stack([np.ones(len(places)), *(centred**power for power in range(1, HARMONICS))])
