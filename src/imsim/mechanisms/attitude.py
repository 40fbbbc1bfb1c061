"""What all attitudes have in common: each moves part of the way toward a weighted mean of its drivers.

The form is Friedkin and Johnsen's: a stubborn part (the trait), a part taken from others, and inputs from outside. The
weights sum to one, so an attitude between 0 and 1 stays there.
"""

from __future__ import annotations

import numpy as np

from imsim.engine.rules import equation


@equation
def adjustment(attitude: float, target: float, speed: float, shock: float) -> float:
    """E11-E14. An attitude moves a fixed share of the way to its target each week, give or take chance.

    Args:
        attitude: last week's, 0-1.
        target: weighted mean of the drivers, 0-1.
        speed: weekly share of the way.
        shock: noise of the week.

    Source: friedkin_johnsen_1990.

    Example:
        >>> float(adjustment(.5, .7, .1, 0.0))
        0.52
    """
    moved = attitude + speed * (target - attitude) + shock
    return np.minimum(np.maximum(moved, 0), 1)


@equation
def reward_driver(valence: float, floor: float) -> float:
    """E11, E12. Without any reward a floor is left; pleasure fills what is above it, a loss takes from it.

    Args:
        valence: pleasure of rewards or their pull on effort, -1 to 1.
        floor: driver without any reward.

    Source: condly_2003, judge_2010, kube_2012.

    Example:
        >>> float(reward_driver(.5, .5)), float(reward_driver(-.5, .4))
        (0.75, 0.2)
    """
    return floor + (1 - floor) * np.maximum(valence, 0.0) + floor * np.minimum(valence, 0.0)
