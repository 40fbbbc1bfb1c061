"""Likelihood: how probable what was observed is at any parameters, from emulators, luck, misfit and sampling error.

The numbers are first brought down to the few weighted sums of them that parameters move against luck and error; the
rest says nothing of parameters. The covariance of these sums is known well from a few hundred runs, that of a hundred
numbers is not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imsim.studies.fitting.emulator import Emulator, emulated

Values = NDArray[np.float64]

# Part of the covariance between numbers that is given up, since it is estimated from a limited number of runs.
SHRINKAGE = 0.1
# Sums of which parameters move less than that, in units of the variance of luck and error, are left out.
LEAST_SIGNAL, MOST_SUMS = 0.05, 16


@dataclass(frozen=True)
class Likelihood:
    """Likelihood of observed numbers.

    Args:
        sums: weights of the numbers in each sum, shape (numbers, sums); luck, misfit and error of the sums are
            standard normal and not correlated.
        emulator: of the sums.
    """

    sums: Values
    emulator: Emulator

    def log(self, places: Values, observed: Values) -> Values:
        """Log-likelihood of observed numbers at parameters, up to a constant.

        Args:
            places: of the parameters in [0, 1], shape (points, parameters).
            observed: shape (numbers,).

        Returns:
            shape (points,).
        """
        misses = observed @ self.sums - self.emulator.at(places)
        found: Values = -0.5 * (misses**2).sum(axis=1)
        return found


def shrunk(misses: Values) -> Values:
    """Covariance of misses, brought a little nearer to none between different numbers."""
    covariance = np.atleast_2d(np.cov(misses.T))
    found: Values = (1 - SHRINKAGE) * covariance + SHRINKAGE * np.diag(np.diag(covariance))
    return found


def likelihood_of(
    emulator: Emulator, places: Values, values: Values, luck: NDArray[np.int64], sampling: Values
) -> Likelihood:
    """The likelihood of numbers.

    Args:
        emulator: of each number.
        places: of the runs in [0, 1], shape (runs, parameters).
        values: numbers of the runs, shape (runs, numbers).
        luck: number of the random numbers of each run.
        sampling: covariance of what observed numbers have and runs have not, shape (numbers, numbers).
    """
    root = np.linalg.cholesky(shrunk(emulator.misses) + sampling)
    signal = np.linalg.solve(root, (emulator.at(places) - values.mean(axis=0)).T)
    directions, sizes, _ = np.linalg.svd(signal, full_matrices=False)
    number = int(np.clip((sizes**2 / len(places) >= LEAST_SIGNAL).sum(), 1, MOST_SUMS))
    sums = np.linalg.solve(root.T, directions[:, :number])
    of_sums = emulated(places, values @ sums, luck)
    covariance = np.atleast_2d(np.cov(of_sums.misses.T)) + sums.T @ sampling @ sums
    standard = np.linalg.inv(np.linalg.cholesky(covariance)).T
    return Likelihood(sums @ standard, emulated(places, values @ sums @ standard, luck))
