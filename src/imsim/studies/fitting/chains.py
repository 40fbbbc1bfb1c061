"""Markov chains: draws of the parameters from their posterior distribution, by adaptive Metropolis sampling.

Parameters move on a scale on which their prior is a standard normal distribution, so that ranges have no walls and what
the data say nothing of keeps its prior. Steps, now wide and now narrow, follow the covariance of all chains so far
(Haario et al. 2001) until the first half is over; only the second half counts. Chains take the same way for the same
seed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

Values = NDArray[np.float64]
# Log-likelihood at places in [0, 1], shape (points, parameters) -> (points,).
LogLikelihood = Callable[[Values], Values]

CHAINS, STEPS, THIN, ADAPT = 32, 2400, 12, 100
# Steps are now wide, now narrow: where two parameters are identified only jointly, the way is crooked.
WIDTHS = (1.0, 1.0, 0.3)
# Chains that agree less than that do not tell the same.
AGREED = 1.15


@dataclass(frozen=True)
class Draws:
    """Draws from the posterior.

    Args:
        places: in [0, 1], shape (draws, parameters).
        agreement: spread between chains against that within them, the largest over parameters (split R-hat); 1 is best.
    """

    places: Values
    agreement: float


def draws(log: LogLikelihood, parameters: int, seed: int, steps: int = STEPS) -> Draws:
    """Draws from the posterior under a prior that is even over [0, 1] in every parameter.

    Args:
        log: likelihood.
        parameters: how many.
        seed: of the chains.
        steps: of each chain.
    """
    rng = np.random.default_rng(seed)
    at: Values = rng.standard_normal((CHAINS, parameters))
    now = log(ndtr(at)) - 0.5 * (at**2).sum(axis=1)
    root: Values = np.eye(parameters)
    scale, half = 2.38 / np.sqrt(parameters), steps // 2
    recent: list[Values] = []
    kept: list[Values] = []
    for step in range(steps):
        tried = at + scale * WIDTHS[step % len(WIDTHS)] * rng.standard_normal(at.shape) @ root.T
        then = log(ndtr(tried)) - 0.5 * (tried**2).sum(axis=1)
        better = np.log(rng.random(CHAINS)) < then - now
        at, now = np.where(better[:, None], tried, at), np.where(better, then, now)
        if step < half:
            recent.append(at)
            if step % ADAPT == ADAPT - 1:
                seen = np.concatenate(recent[len(recent) // 2 :])
                covariance = np.atleast_2d(np.cov(seen.T)) + 1e-6 * np.eye(parameters)
                root = np.asarray(np.linalg.cholesky(covariance), dtype=np.float64)
        elif step % THIN == 0:
            kept.append(at)
    chains = np.stack(kept)
    return Draws(ndtr(chains.reshape(-1, parameters)), agreement(chains))


def agreement(chains: Values) -> float:
    """Split R-hat, the largest over parameters (Gelman et al. 2013), shape (steps, chains, parameters) -> number."""
    half = len(chains) // 2
    if half < 2:
        return float("inf")
    split = np.concatenate([chains[:half], chains[half : 2 * half]], axis=1)
    within, between = split.var(axis=0, ddof=1).mean(axis=0), split.mean(axis=0).var(axis=0, ddof=1)
    return float(np.sqrt((half - 1) / half + between / np.maximum(within, np.finfo(float).tiny)).max())
