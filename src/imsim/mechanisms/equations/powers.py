"""Exponential, logarithm, and powers whose last bit does not depend on the shape of the arrays they are taken of.

NumPy takes shortcuts for an exponent of .5 or 2 where the exponent is one number, not where it is a column of several:
the same run would differ in the last bit between a block of one case and a block of many.
"""

from __future__ import annotations

from typing import Any

import numpy as np

TINY = float(np.finfo(float).tiny)


def exp(x: Any) -> Any:
    """Exponential; kernels compute it by arithmetic alone (`elementary`)."""
    return np.exp(x)


def log(x: Any) -> Any:
    """Natural logarithm of a positive number; kernels compute it by arithmetic alone (`elementary`)."""
    return np.log(x)


def power(base: Any, exponent: Any) -> Any:
    """A number to a power, by logarithm and exponential; total: what is not positive counts as the smallest number.

    Args:
        base: not negative.
        exponent: any.

    Example:
        >>> float(power(.25, .5)), float(power(0.0, .5)) < 1e-150
        (0.5, True)
    """
    return exp(exponent * log(np.maximum(base, TINY)))
