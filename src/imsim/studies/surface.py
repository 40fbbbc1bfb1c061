"""Response surfaces: what a mix gains, as a smooth function of the parts of the budget, fitted to runs.

A quadratic in the parts, or in their roots (the first of a programme does most); a Gaussian process where neither
does. Nothing gains nothing: no surface has an intercept. Each says how well it foretells points that it was not fitted
to (leave-one-out), beside what of the spread between points is Monte-Carlo noise and cannot be foretold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imsim.studies.answer import Json

Values = NDArray[np.float64]

# A surface that explains less than that of what differs between mixes beyond noise is not trusted.
TRUSTED = 0.8
RIDGES = tuple(10.0**power for power in range(-6, 2))
REACHES, SHARES_SMOOTH = (0.3, 0.6, 1.2, 2.4), (0.03, 0.1, 0.3, 1.0)


@dataclass(frozen=True)
class Surface:
    """A fitted response surface.

    Args:
        form: `quadratic`, `quadratic in roots`, or `Gaussian process`.
        points: fitted to, shape (points, channels).
        weights: of the features, shape (features,), or of the points of a process.
        reach, smooth: of a process.
        explained: share of the variance between points that it foretells, leave-one-out.
        noise: share of that variance that is Monte-Carlo noise.
    """

    form: str
    points: Values
    weights: Values
    reach: float
    smooth: float
    explained: float
    noise: float

    @property
    def beyond_noise(self) -> float:
        """Share of what differs between mixes beyond noise that it foretells; at most 1."""
        signal = 1 - self.noise
        return min(1.0, self.explained / signal) if signal > 0 else 0.0

    @property
    def trusted(self) -> bool:
        """Whether plans may rest on it."""
        return self.beyond_noise >= TRUSTED

    def at(self, parts: Values) -> Values:
        """Gains at mixes, shape (mixes, channels) -> (mixes,)."""
        if self.form == "Gaussian process":
            found: Values = kernel(parts, self.points, self.reach, self.smooth) @ self.weights
        else:
            found = features(parts, self.form) @ self.weights
        return found

    def as_json(self) -> Json:
        """What it is and how good."""
        return {
            "form": self.form, "explained": self.explained, "noise": self.noise,
            "beyond_noise": self.beyond_noise, "trusted": self.trusted,
        }  # fmt: skip


def features(parts: Values, form: str) -> Values:
    """Linear and quadratic terms, shape (mixes, terms)."""
    z = np.sqrt(np.maximum(parts, 0)) if form == "quadratic in roots" else parts
    first, second = np.triu_indices(z.shape[1])
    return np.hstack([z, z[:, first] * z[:, second]])


def kernel(one: Values, other: Values, reach: float, smooth: float) -> Values:
    """Covariance of gains at mixes: a plane through nothing, and a smooth deviation that is nothing there."""
    a, b = np.sqrt(np.maximum(one, 0)), np.sqrt(np.maximum(other, 0))

    def near(x: Values, y: Values) -> Values:
        found: Values = np.exp(-((x[:, None] - y[None]) ** 2).sum(axis=2) / (2 * reach**2))
        return found

    origin = np.zeros((1, a.shape[1]))
    smoothly = near(a, b) - near(a, origin) @ near(origin, b)
    found: Values = a @ b.T + smooth * smoothly
    return found


def fitted(points: Values, gains: Values, error: float) -> Surface:
    """The surface that foretells best.

    Args:
        points: parts of the budget, shape (points, channels).
        gains: means at them, shape (points,).
        error: standard error of such a mean.
    """
    spread = float((gains**2).mean())
    best = min((one for form in ("quadratic", "quadratic in roots") for one in _ridges(points, gains, form)),
               key=lambda one: one[0])  # fmt: skip
    noise = min(error**2 / spread, 1.0) if spread > 0 else 1.0
    found = Surface(best[1], points, best[2], 0.0, 0.0, 1 - best[0] / spread if spread else 0.0, noise)
    if found.trusted:
        return found
    loss, weights, reach, smooth = min(_processes(points, gains), key=lambda one: one[0])
    if loss >= best[0]:
        return found
    return Surface("Gaussian process", points, weights, reach, smooth, 1 - loss / spread, noise)


def _ridges(points: Values, gains: Values, form: str) -> Iterator[tuple[float, str, Values]]:
    """Mean squared error leave-one-out, form and weights, for each penalty."""
    x = features(points, form)
    u, s, vt = np.linalg.svd(x, full_matrices=False)
    for ridge in RIDGES:
        shrink = s / (s**2 + ridge)
        hat = ((u * (s * shrink)) * u).sum(axis=1)
        misses = (gains - (u * (s * shrink)) @ (u.T @ gains)) / np.maximum(1 - hat, 1e-6)
        yield float((misses**2).mean()), form, vt.T @ (shrink * (u.T @ gains))


def _processes(points: Values, gains: Values) -> Iterator[tuple[float, Values, float, float]]:
    """Mean squared error leave-one-out, weights, reach and share of the smooth part, for each process."""
    for reach in REACHES:
        for smooth in SHARES_SMOOTH:
            covariance = kernel(points, points, reach, smooth)
            for noise in (0.001, 0.01, 0.1):
                inverse = np.linalg.inv(covariance + noise * np.eye(len(points)))
                weights = inverse @ gains
                misses = weights / np.diag(inverse)
                yield float((misses**2).mean()), weights, reach, smooth
