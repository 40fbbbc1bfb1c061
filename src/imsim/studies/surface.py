"""Response surfaces: what a mix gains, as a smooth function of the parts of the budget, fitted to runs.

A quadratic in the parts, or in their roots (the first of a programme does most); a Gaussian process where neither
does. Nothing gains nothing: no surface has an intercept. Each says how well it predicts points that it was not fitted
to (leave-one-out), beside what of the spread between points is Monte-Carlo noise and cannot be predicted. Good mixes
may count more than others, since a plan is looked for among them.
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
# What the worst points count beside the best where good ones count more: all in the lowest fifth count least.
LEAST_COUNTED, LOWEST = 0.15, 0.2
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
        explained: share of the variance between points that it predicts, leave-one-out.
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
        """Share of what differs between mixes beyond noise that it predicts; at most 1."""
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


def fitted(points: Values, gains: Values, error: float, better: int = 0) -> Surface:
    """The surface that predicts best.

    Args:
        points: parts of the budget, shape (points, channels).
        gains: means at them, shape (points,).
        error: standard error of such a mean.
        better: 1 where large gains count more, -1 where small ones do; 0 where all count alike.
    """
    weights = counted(better * gains) if better else np.ones(len(gains))
    spread = float((weights * gains**2).mean())
    best = min((one for form in ("quadratic", "quadratic in roots") for one in _ridges(points, gains, weights, form)),
               key=lambda one: one[0])  # fmt: skip
    noise = min(error**2 * float(weights.mean()) / spread, 1.0) if spread > 0 else 1.0
    found = Surface(best[1], points, best[2], 0.0, 0.0, 1 - best[0] / spread if spread else 0.0, noise)
    if found.trusted:
        return found
    loss, heights, reach, smooth = min(_processes(points, gains, weights), key=lambda one: one[0])
    if loss >= best[0]:
        return found
    return Surface("Gaussian process", points, heights, reach, smooth, 1 - loss / spread, noise)


def counted(gains: Values) -> Values:
    """What each point counts in a fit, the best 1, shape (points,).

    Example:
        >>> counted(np.array([0.0, 1.0, 2.0, 3.0, 4.0, 5.0])).round(2).tolist()
        [0.15, 0.15, 0.25, 0.5, 0.75, 1.0]
    """
    low, high = float(np.quantile(gains, LOWEST)), float(gains.max())
    found: Values = np.clip((gains - low) / max(high - low, 1e-12), LEAST_COUNTED, 1.0)
    return found


def _ridges(points: Values, gains: Values, weights: Values, form: str) -> Iterator[tuple[float, str, Values]]:
    """Mean squared error leave-one-out, form and weights, for each penalty."""
    root = np.sqrt(weights)
    x, y = features(points, form) * root[:, None], gains * root
    u, s, vt = np.linalg.svd(x, full_matrices=False)
    for ridge in RIDGES:
        shrink = s / (s**2 + ridge)
        hat = ((u * (s * shrink)) * u).sum(axis=1)
        misses = (y - (u * (s * shrink)) @ (u.T @ y)) / np.maximum(1 - hat, 1e-6)
        yield float((misses**2).mean()), form, vt.T @ (shrink * (u.T @ y))


def _processes(points: Values, gains: Values, weights: Values) -> Iterator[tuple[float, Values, float, float]]:
    """Mean squared error leave-one-out, weights of points, reach and share of the smooth part, for each process."""
    for reach in REACHES:
        for smooth in SHARES_SMOOTH:
            covariance = kernel(points, points, reach, smooth)
            for noise in (0.001, 0.01, 0.1):
                inverse = np.linalg.inv(covariance + noise * np.eye(len(points)))
                heights = inverse @ gains
                misses = heights / np.diag(inverse)
                yield float((weights * misses**2).mean()), heights, reach, smooth
