"""Posterior predictive check: could the model, at any parameters it was fitted to, have made what was observed?

Data are made anew at draws from the posterior, with the luck of runs that had no part in the measure of distance; the
observed numbers should be no further from what the emulators say than these are, as a whole and in every block. What is
further is refused: something happened that the scenario does not tell, or the model is not of this firm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imsim.studies.answer import Json
from imsim.studies.fitting.chains import Draws
from imsim.studies.fitting.emulator import Emulator
from imsim.studies.fitting.likelihood import shrunk

Values = NDArray[np.float64]

ALL = "all numbers"
REPLICAS, REFUSED_BELOW = 2000, 0.01


@dataclass(frozen=True)
class Check:
    """The check of one block, or of all numbers together.

    Args:
        block: its name.
        distance: of the observed numbers from what the emulators say at the posterior, in variances, a number.
        usual: 95 % of data made at the posterior lie nearer than that.
        p: share of data made at the posterior that lie at least as far.
    """

    block: str
    distance: float
    usual: float
    p: float

    def as_json(self) -> Json:
        """As it stands in answers."""
        return vars(self).copy()


@dataclass(frozen=True)
class Predictive:
    """What the model would have made at the posterior.

    Args:
        checks: of all numbers together, then of each block.
        low, middle, high: 5, 50 and 95 % of each number in data made at the posterior, shape (numbers,).
    """

    checks: tuple[Check, ...]
    low: Values
    middle: Values
    high: Values

    @property
    def refused(self) -> bool:
        """Whether the model cannot have made what was observed."""
        return min(one.p for one in self.checks) < REFUSED_BELOW / len(self.checks)

    @property
    def worst(self) -> Check:
        """The check that comes out worst; of equals, the one of the largest distance."""
        return min(self.checks, key=lambda one: (one.p, one.block == ALL, -one.distance / one.usual))


def predictive(
    emulator: Emulator, sampling: Values, luck: NDArray[np.int64], blocks: Sequence[str], observed: Values, draws: Draws
) -> Predictive:
    """Hold observed numbers against data made at the posterior.

    Args:
        emulator: of the numbers.
        sampling: covariance of what observed numbers have and runs have not.
        luck: number of the random numbers of each run.
        blocks: of each number.
        observed: shape (numbers,).
        draws: from the posterior; the data that are made follow from them.
    """
    rng, places = np.random.default_rng(len(draws.places)), draws.places
    order = np.unique(luck, return_inverse=True)[1]
    measure, apart = emulator.misses[order % 2 == 0], emulator.misses[order % 2 == 1]
    chosen = places[rng.integers(len(places), size=REPLICAS)]
    error = rng.standard_normal((REPLICAS, len(sampling))) @ _root(sampling).T
    made = (apart - apart.mean(axis=0))[rng.integers(len(apart), size=REPLICAS)] + error
    said = emulator.at(chosen)
    seen, covariance = observed - said, shrunk(measure) + sampling
    checks = []
    for name in (ALL, *dict.fromkeys(blocks)):
        mine = np.array([name in (ALL, one) for one in blocks])
        root = np.linalg.cholesky(covariance[np.ix_(mine, mine)])
        far, usual = (_distance(root, one[:, mine]) for one in (seen, made))
        p = float((1 + (usual >= far).sum()) / (1 + REPLICAS))
        checks.append(Check(name, float(far.mean()), float(np.quantile(usual, 0.95)), p))
    low, middle, high = np.quantile(said + made, (0.05, 0.5, 0.95), axis=0)
    return Predictive(tuple(checks), low, middle, high)


def _distance(root: Values, misses: Values) -> Values:
    """Squared distances a number, shape (data, numbers) -> (data,)."""
    found: Values = (np.linalg.solve(root, misses.T) ** 2).mean(axis=0)
    return found


def _root(covariance: Values) -> Values:
    """A root of a covariance that may be singular: counts have no sampling error."""
    values, vectors = np.linalg.eigh(covariance)
    found: Values = vectors * np.sqrt(np.maximum(values, 0))
    return found


def made_anew(values: Values, sampling: Values, rng: np.random.Generator) -> Values:
    """Numbers of a run as a firm would observe them, shape (numbers,)."""
    found: Values = values + _root(sampling) @ rng.standard_normal(len(sampling))
    return found
