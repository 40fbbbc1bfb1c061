"""Learning: work teaches up to a plateau, courses lift above it, and what lies above is forgotten (E5)."""

from __future__ import annotations

from typing import Any

import numpy as np

from imsim.mechanisms.equations.powers import power


def taught(knowledge: Any, courses: Any, course_gain: Any) -> Any:
    """E5. Each course gives its share of what is still missing.

    Args:
        knowledge: last week's, 0-1.
        courses: taken this week; parts of one count too.
        course_gain: share of the missing knowledge that one course gives.

    Source: arthur_2003; form assumed.

    Example:
        >>> round(float(taught(.5, 2, .2)), 3)
        0.18
    """
    return (1 - power(1 - course_gain, courses)) * (1 - knowledge)


def knowledge(
    knowledge: Any,
    plateau: Any,
    learning_rate: Any,
    courses: Any,
    adstock: Any,
    message_learning: Any,
    message_saturation: Any,
    message_headroom: Any,
    forgetting: Any,
    retention: Any,
) -> Any:
    """E5. Work teaches up to what the job can teach; courses add to it; messages add little; the excess is forgotten.

    Understanding needs no trust.

    Args:
        knowledge: last week's, 0-1.
        plateau: what work alone teaches this person.
        learning_rate: weekly speed of learning on the job.
        courses: what courses add this week.
        adstock: messages present, exposures.
        message_learning: weekly speed of learning from messages.
        message_saturation: adstock up to which recall is linear.
        message_headroom: how far above the plateau messages can lift.
        forgetting: weekly loss of what lies above the plateau.
        retention: share of that loss a repository prevents.

    Source: mellon_2003, arthur_2003, tatel_ackerman, schmidt_eisend_2015.

    Example:
        >>> round(float(knowledge(.5, .6, .1, .1, 4, .01, 8, .05, .016, 0)), 5)
        0.61075
        >>> round(float(knowledge(.7, .6, .1, 0, 0, .01, 8, .05, .016, .5)), 5)
        0.6992
    """
    work = learning_rate * np.maximum(plateau - knowledge, 0)
    informed = np.minimum(adstock / message_saturation, 1)
    messages = message_learning * informed * np.maximum(plateau + message_headroom - knowledge, 0)
    forgotten = forgetting * (1 - retention) * np.maximum(knowledge - plateau, 0)
    return np.minimum(knowledge + work + courses + messages - forgotten, 1)
