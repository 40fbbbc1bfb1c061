"""Communication: what is sent, what is heard, and how attention rises and wears out (E1-E4)."""

from __future__ import annotations

from typing import Any

import numpy as np

from imsim.mechanisms.equations.powers import exp, power


def message_relevance(tailoring: Any, generic_relevance: Any) -> Any:
    """E1. A message written for one's own department is relevant; one written for nobody is less so.

    Args:
        tailoring: how well messages fit the department, 0-1.
        generic_relevance: relevance of an untailored message.

    Source: contactmonkey_2021, rows 35 and 73.

    Example:
        >>> round(message_relevance(0.5, 0.6), 3)
        0.8
    """
    return generic_relevance + (1 - generic_relevance) * tailoring


def message_reach(reach: Any, cascade_fidelity: Any, layers: Any) -> Any:
    """E1. A message handed down through the layers loses people at each of them; one sent directly does not.

    Args:
        reach: probability that the channel reaches a person at the top.
        cascade_fidelity: share that survives a layer.
        layers: layers the message has to pass (0 for a direct channel).

    Source: nichols_1962, politemail_2025.

    Example:
        >>> float(message_reach(0.9, 0.725, np.array([0.0, 2.0]))[1].round(4))
        0.4731
    """
    return reach * power(cascade_fidelity, layers)


def messages_heard(draw: Any, probability: Any, sent: Any, most: int) -> Any:
    """E1. Each message sent is heard or missed by chance; one uniform number answers them all in turn.

    A uniform number that fell below q is, divided by q, uniform again, so the count is exactly binomial.

    Args:
        draw: uniform in [0, 1).
        probability: chance q that one message is heard.
        sent: messages sent this week.
        most: the largest number sent to anybody (the number of turns).

    Source: restates a sum of Bernoulli draws.

    Example:
        >>> [float(messages_heard(u, 0.5, 2, 2)) for u in (0.1, 0.3, 0.8)]
        [2.0, 1.0, 0.0]
    """
    heard: Any = 0.0
    probability = np.asarray(probability, dtype=float)
    missing = 1 - probability
    for turn in range(most):
        hit = draw < probability
        heard = heard + hit * (sent > turn)
        with np.errstate(divide="ignore", invalid="ignore"):
            draw = np.where(hit, draw / probability, (draw - probability) / missing)
    return heard


def passed_on(sharing: Any, contacts_exposure: Any) -> Any:
    """E4. Pull channels (blogs, boards, wikis) pass on what a person's contacts saw last week.

    Args:
        sharing: reach times richness of the pull channels in use.
        contacts_exposure: contacts' mean exposure last week.

    Source: rows 34 and 44; form assumed.

    Example:
        >>> round(passed_on(0.2, 0.5), 3)
        0.1
    """
    return sharing * contacts_exposure


def message_adstock(adstock: Any, exposure: Any, adstock_half_life: Any) -> Any:
    """E2. What was heard fades by half in a half-life and is topped up by what is heard now.

    Args:
        adstock: exposures still present, last week.
        exposure: exposures of this week.
        adstock_half_life: weeks.

    Source: adstock_practice.

    Example:
        >>> float(message_adstock(2.0, 1.0, 1.0))
        2.0
    """
    return power(1 / 2, 1 / adstock_half_life) * adstock + exposure


def attention(adstock: Any, wearout_peak: Any) -> Any:
    """E3. Attention wears in with repetition, peaks, and wears out.

    Args:
        adstock: exposures present.
        wearout_peak: adstock at which attention is 1.

    Source: schmidt_eisend_2015.

    Example:
        >>> [round(float(attention(a, 10.0)), 3) for a in (0.0, 5.0, 10.0, 20.0)]
        [0.0, 0.824, 1.0, 0.736]
    """
    relative = adstock / wearout_peak
    return relative * exp(1 - relative)
