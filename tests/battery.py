"""A battery of tests for numbers that ought to be independent and uniform, laid out along named axes.

An array is tested as a whole (distribution, bits, collisions) and along each of its axes (correlation of neighbours,
their pairs, sums and squares, every two rows, spacings of birthdays). Each test gives a p-value; `lowest` corrects for
their number (Holm's first step). All have exact or Poisson null distributions; none knows how numbers were made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import chi2, kstest, norm, poisson

Numbers = NDArray[np.float64]

LAGS = (1, 2, 3, 5, 13, 26, 52)
MOST_ROWS = 128
MOST_HASHED = 2**18
BIRTHDAYS, DAYS = 512, 2**24
CELLS = 16


def battery(numbers: Numbers, axes: Sequence[str], name: str) -> dict[str, float]:
    """P-values of all tests of one array, by what was tested.

    Args:
        numbers: in [0, 1), one axis for each name.
        axes: what the numbers differ by along each axis, such as "replicate" or "week".
        name: of the array, which begins every key.
    """
    found = {f"{name}: {test}": p for test, p in as_a_whole(numbers.ravel())}
    scores = ndtri(np.clip(numbers, 2.0**-54, 1 - 2.0**-53))
    for axis, label in enumerate(axes):
        if numbers.shape[axis] > 1:
            along = np.moveaxis(numbers, axis, 0), np.moveaxis(scores, axis, 0)
            found |= {f"{name}, along {label}: {test}": p for test, p in along_an_axis(*along)}
    return found


def as_a_whole(numbers: Numbers) -> Iterator[tuple[str, float]]:
    """Tests that do not ask where a number stands."""
    yield "distribution", float(kstest(numbers, "uniform").pvalue)
    for place in (1, 2):
        digits = (numbers * 256**place % 256).astype(np.int64)
        yield f"byte {place}", evenly(np.bincount(digits, minlength=256))
    some = numbers[:MOST_HASHED]
    cells = len(some) ** 2 / 128
    collisions = len(some) - len(np.unique((some * cells).astype(np.int64)))
    yield "collisions", counted(collisions, len(some) - cells * -np.expm1(len(some) * np.log1p(-1 / cells)))


def along_an_axis(numbers: Numbers, scores: Numbers) -> Iterator[tuple[str, float]]:
    """Tests of how numbers that differ along the first axis hang together, as uniform numbers and as normal scores."""
    length = len(numbers)
    for lag in LAGS:
        if lag < length:
            yield f"correlation at {lag}", two_sided((scores[:-lag] * scores[lag:]).sum() / np.sqrt(scores[lag:].size))
    even = numbers[: length // 2 * 2]
    one, other = ((even[part::2] * CELLS).astype(np.int64) for part in (0, 1))
    yield "pairs", evenly(np.bincount((one * CELLS + other).ravel(), minlength=CELLS * CELLS))
    sums = scores.sum(axis=0).ravel() / np.sqrt(length)
    yield "sums", float(kstest(sums, "norm").pvalue)
    yield "spread of sums", both_ways(chi2(len(sums)), float((sums**2).sum()))
    yield "squares", float(kstest((scores**2).sum(axis=0).ravel(), chi2(length).cdf).pvalue)
    if length <= MOST_ROWS:
        rows = scores.reshape(length, -1)
        every = (rows @ rows.T / np.sqrt(rows.shape[1]))[np.triu_indices(length, 1)]
        yield "every two", both_ways(chi2(len(every)), float((every**2).sum()))
        yield "closest two", float(-np.expm1(len(every) * np.log1p(-2 * norm.sf(np.abs(every).max()))))
    days = (np.moveaxis(numbers, 0, -1).ravel()[:MOST_HASHED] * DAYS).astype(np.int64)
    if len(days) >= BIRTHDAYS:
        years = np.sort(days[: len(days) // BIRTHDAYS * BIRTHDAYS].reshape(-1, BIRTHDAYS), axis=1)
        gaps = np.sort(np.diff(years, axis=1), axis=1)
        yield "birthdays", counted(int((np.diff(gaps, axis=1) == 0).sum()), len(years) * BIRTHDAYS**3 / (4 * DAYS))


def evenly(counts: NDArray[np.int64]) -> float:
    """P-value of counts in cells of equal chance; too even counts are as suspect as uneven ones."""
    expected = counts.sum() / len(counts)
    return both_ways(chi2(len(counts) - 1), float(((counts - expected) ** 2).sum() / expected))


def counted(number: int, expected: float) -> float:
    """P-value of a number of rare events."""
    return min(1.0, 2 * float(min(poisson.cdf(number, expected), poisson.sf(number - 1, expected))))


def both_ways(distribution: object, value: float) -> float:
    """P-value of a value that may be too large or too small."""
    return min(1.0, 2 * float(min(distribution.cdf(value), distribution.sf(value))))  # type: ignore[attr-defined]


def two_sided(score: float) -> float:
    """P-value of a standard score."""
    return float(2 * norm.sf(abs(score)))


def lowest(found: dict[str, float]) -> tuple[str, float]:
    """The test that speaks most against chance, and its p-value times the number of tests."""
    name = min(found, key=lambda test: found[test])
    return name, min(1.0, found[name] * len(found))


def repeated(streams: Numbers) -> int:
    """How many pairs of neighbouring numbers occur more than once among streams, shape (streams, numbers).

    Streams that overlap, share a beginning or are the same share pairs; by chance no pair comes twice.
    """
    pairs = np.stack([streams[:, :-1].ravel(), streams[:, 1:].ravel()], axis=1)
    return len(pairs) - len(np.unique(pairs, axis=0))
