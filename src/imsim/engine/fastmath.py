"""Exponential, logarithm, powers and choices, the same bits everywhere: in blocks of any shape and in kernels.

Called from Python they are NumPy's. In a kernel exponential and logarithm are computed by arithmetic alone: a call of
the C library for each person would keep the loop around it from taking more than one at a time. Both are total and
never more than one unit of the last place apart. Powers go by logarithm and exponential, since NumPy takes shortcuts
for an exponent of .5 or 2 where it is one number, not where it is a column of several: the same run would differ in the
last bit between a block of one case and a block of many.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from imsim.engine.rules import compiled

TINY = float(np.finfo(float).tiny)
# Bits of 1 and of the root of one half, the number of bits of a fraction, and what lies left of them.
_ONE = np.uint64(0x3FF0000000000000)
_ROOT = np.uint64(0x3FE6A09E667F3BCD)
_S52 = np.uint64(52)
_EXPONENTS, _SIGN = np.uint64(0xFFF), np.uint64(0x800)
# A number that pushes another's fraction out of its last bits: adding it rounds, and its bits hold the whole number.
_ROUNDING = 6755399441055744.0
_WHOLE = np.uint64(0x4338000000000000)
_BY_LN2 = 1.4426950408889634
# ln 2 in two parts, the first short enough for exact products (fdlibm).
_LN2, _LN2_REST = 6.93147180369123816490e-01, 1.90821492927058770002e-10
# Below, e**x is less than the smallest normal number, above, more than the largest.
_LEAST, _MOST = -708.0, 709.0


def exp(x: Any) -> Any:
    """Exponential; kernels take `exponential`."""
    return np.exp(x)


def log(x: Any) -> Any:
    """Natural logarithm of a positive number; kernels take `logarithm`."""
    return np.log(x)


def choose(condition: Any, yes: Any, no: Any) -> Any:
    """One of two values, by a condition; elementwise.

    Example:
        >>> choose(np.array([True, False]), 1.0, 2.0).tolist()
        [1.0, 2.0]
    """
    return np.where(condition, yes, no)


@compiled
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


def exponential(x: Any) -> Any:
    """e**x by Taylor's series around a whole power of two; beyond -708 and 709 as there."""
    x = min(max(x, _LEAST), _MOST)
    rounded = x * _BY_LN2 + _ROUNDING
    whole = rounded - _ROUNDING
    r = x - whole * _LN2 - whole * _LN2_REST
    tail = 1 / 3628800 + r * (1 / 39916800 + r * (1 / 479001600 + r * (1 / 6227020800)))
    tail = 1 / 5040 + r * (1 / 40320 + r * (1 / 362880 + r * tail))
    tail = 1 / 24 + r * (1 / 120 + r * (1 / 720 + r * tail))
    series = 1 + (r + r * r * (0.5 + r * (1 / 6 + r * tail)))
    # Two to this power, put together from its bits.
    return series * np.uint64((np.float64(rounded).view(np.uint64) << _S52) + _ONE).view(np.float64)


def logarithm(x: Any) -> Any:
    """Natural logarithm of a positive normal number, as fdlibm computes it (Ng 1993)."""
    bits = np.float64(x).view(np.uint64)
    # The power of two that leaves a number between the roots of one half and of two.
    shift = ((bits - _ROOT) >> _S52) & _EXPONENTS
    shift = (shift ^ _SIGN) - _SIGN
    f = np.uint64(bits - (shift << _S52)).view(np.float64) - 1.0
    k = np.uint64(shift + _WHOLE).view(np.float64) - _ROUNDING
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    odd = z * (6.666666666666735130e-01 + w * (2.857142874366239149e-01 + w * (
        1.818357216161805012e-01 + w * 1.479819860511658591e-01)))  # fmt: skip
    even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
    half = 0.5 * f * f
    return k * _LN2 - ((half - (s * (half + odd + even) + k * _LN2_REST)) - f)


def chosen(condition: Any, yes: Any, no: Any) -> Any:
    """`choose` for one condition."""
    return yes if condition else no


# What kernels take in the place of what Python calls.
STAND_INS: dict[Callable[..., Any], Callable[..., Any]] = {exp: exponential, log: logarithm, choose: chosen}
