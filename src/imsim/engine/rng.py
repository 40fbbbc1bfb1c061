"""One number of chance at a time: a hash of where it belongs (SplitMix64 of Steele, Lea & Flood 2014).

A number belongs to a stream (seed, replicate, process), a week and a place in the week. It can be had alone, in any
order, whether its neighbours are used or not; so a kernel draws only where something happens.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from imsim.engine.rules import compiled, walks

_WEYL = np.uint64(0x9E3779B97F4A7C15)
_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
# One, and what lies right of the point in it: the bits of a float64 after its sign and its power of two.
_ONE, _FRACTION = np.uint64(0x3FF0000000000000), np.uint64(0x000FFFFFFFFFFFFF)
_S12, _S27, _S30, _S31 = np.uint64(12), np.uint64(27), np.uint64(30), np.uint64(31)


@compiled
def mixed(word: Any) -> Any:
    """The finaliser of SplitMix64: a bijection of 64-bit words that looks like chance."""
    word = (word ^ (word >> _S30)) * _MIX_1
    word = (word ^ (word >> _S27)) * _MIX_2
    return word ^ (word >> _S31)


@compiled
def counter(word: Any, number: Any) -> Any:
    """The word at a place of the stream that starts at a word; places are whole numbers, negative ones too."""
    return mixed(word + _WEYL * np.uint64(np.int64(number) + 1))


@compiled
def uniform(word: Any, place: Any) -> Any:
    """Uniform number in (0, 1) at a place of a week's stream."""
    # The bits become those of a number in [1, 2), which costs less than turning a whole number into a fraction.
    return np.uint64((counter(word, place) >> _S12) | _ONE).view(np.float64) - (1 - 2.0**-53)


@walks
def normal_quantile(share: Any) -> Any:
    """Value below which a share of a standard normal variable lies, to 16 digits (Wichura 1988, algorithm AS 241).

    It is for the few who are hired: as a part of its caller it would be worked out for everybody, then thrown away.

    Args:
        share: above 0 and below 1.
    """
    middle = share - 0.5
    if abs(middle) <= 0.425:
        r = 0.180625 - middle * middle
        return middle * (
            (((((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r
            + 45921.953931549871457) * r + 13731.693765509461125) * r + 1971.5909503065514427) * r
            + 133.14166789178437745) * r + 3.3871328727963666080)
            / (((((((5226.4952788528545610 * r + 28729.085735721942674) * r + 39307.895800092710610) * r
            + 21213.794301586595867) * r + 5394.1960214247511077) * r + 687.18700749205790830) * r
            + 42.313330701600911252) * r + 1.0)
        )  # fmt: skip
    r = np.sqrt(-np.log(min(share, 1 - share)))
    if r <= 5:
        r = r - 1.6
        value = (
            (((((((7.74545014278341407640e-4 * r + 0.0227238449892691845833) * r + 0.241780725177450611770) * r
            + 1.27045825245236838258) * r + 3.64784832476320460504) * r + 5.76949722146069140550) * r
            + 4.63033784615654529590) * r + 1.42343711074968357734)
            / (((((((1.05075007164441684324e-9 * r + 5.47593808499534494600e-4) * r + 0.0151986665636164571966) * r
            + 0.148103976427480074590) * r + 0.689767334985100004550) * r + 1.67638483018380384940) * r
            + 2.05319162663775882187) * r + 1.0)
        )  # fmt: skip
    else:
        r = r - 5
        value = (
            (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 1.24266094738807843860e-3) * r
            + 0.0265321895265761230930) * r + 0.296560571828504891230) * r + 1.78482653991729133580) * r
            + 5.46378491116411436990) * r + 6.65790464350110377720)
            / (((((((2.04426310338993978564e-15 * r + 1.42151175831644588870e-7) * r + 1.84631831751005468180e-5) * r
            + 7.86869131145613259100e-4) * r + 0.0148753612908506148525) * r + 0.136929880922735805310) * r
            + 0.599832206555887937690) * r + 1.0)
        )  # fmt: skip
    return -value if middle < 0 else value


@compiled
def limit(share: Any) -> Any:
    """The limit that a word stays under if its uniform number is below a share of (0, 1)."""
    return np.uint64(max(np.ceil(share * 2.0**52 - 0.5), 0.0))


@compiled
def under(limit: Any, word: Any, place: Any) -> Any:
    """Whether the uniform number at a place is below the share with this limit; the number itself costs more."""
    return counter(word, place) >> _S12 < limit


# Noise needs seven digits: parabolas will do, 64 to each halving of the share below.
_HALVINGS, _CELL_BITS = 52, 6
_ABOVE_CELL = np.uint64(52 - _CELL_BITS)
_LOWEST = np.uint64((1023 - 1 - _HALVINGS) << _CELL_BITS)
_IN_CELL, _SCALE = _FRACTION >> np.uint64(_CELL_BITS), np.uint64(_CELL_BITS)


def _cells() -> NDArray[np.float64]:
    """Parabolas through the quantiles at both ends and in the middle of the cells between 2**-53 and 1/2.

    Returns:
        Shape (cells, 3).
    """
    halves = 1 + np.arange(2 ** (_CELL_BITS + 1) + 1) / 2 ** (_CELL_BITS + 1)
    at = np.array([[normal_quantile(one) for one in low * halves] for low in np.exp2(np.arange(-1 - _HALVINGS, -1))])
    low, middle, high = at[:, :-1:2], at[:, 1::2], at[:, 2::2]
    return np.stack([low, 4 * middle - 3 * low - high, 2 * (low + high - 2 * middle)], axis=2).reshape(-1, 3)


_PARABOLAS = _cells()


@compiled
def normal_quantile_nearly(share: Any) -> Any:
    """The same to seven digits; the bits of a share name its halving and its cell there, so no tail is a case apart."""
    bits = np.float64(min(share, 1 - share)).view(np.uint64)
    parabola = _PARABOLAS[np.int64((bits >> _ABOVE_CELL) - _LOWEST)]
    t = np.uint64(((bits & _IN_CELL) << _SCALE) | _ONE).view(np.float64) - 1
    low = parabola[0] + t * (parabola[1] + t * parabola[2])
    return low if share < 0.5 else -low


@compiled
def normal(word: Any, place: Any) -> Any:
    """Standard normal number at a place of a week's stream, by inversion."""
    return normal_quantile_nearly(uniform(word, place))


@walks
def fill(keys: Any, week: int, normally: bool, out: Any) -> None:
    """A week of each stream: keys (replicates,) -> out (replicates, size), uniform or normal numbers."""
    for replicate in range(len(keys)):
        word = counter(keys[replicate], week)
        for place in range(out.shape[1]):
            out[replicate, place] = normal(word, place) if normally else uniform(word, place)


@walks
def fill_counted(keys: Any, counters: Any, out: Any) -> None:
    """Numbers that belong to counters: keys (n,), counters (n, counters) -> uniform numbers out (n, size)."""
    for row in range(len(keys)):
        word = keys[row]
        for number in counters[row]:
            word = counter(word, number)
        for place in range(out.shape[1]):
            out[row, place] = uniform(word, place)
