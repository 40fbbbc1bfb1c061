"""Communication: what is sent, what is heard and passed on, and how attention rises and wears out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from imsim.engine.fastmath import exp, power
from imsim.engine.fields import effect, interim, parameter, reads, state
from imsim.engine.mechanism import Mechanism
from imsim.engine.rules import equation, update


class P(NamedTuple):
    """Behavioural numbers."""

    adstock_half_life: float = parameter(
        3, 2, 12, "weeks", "SA", "adstock_practice", "time in which half of what was heard fades", symbol="h_A"
    )
    wearout_peak: float = parameter(
        10, 6, 14, "exposures", "SA", "schmidt_eisend_2015", "adstock at which attention peaks", symbol="A*"
    )
    cascade_fidelity: float = parameter(
        0.725, 0.6, 0.9, "share", "SA", "nichols_1962", "share of a message that survives one layer", symbol="f"
    )
    generic_relevance: float = parameter(
        0.6,
        0.4,
        0.9,
        "share",
        "SA",
        "contactmonkey_2021",
        "relevance of a message written for nobody in particular",
        symbol="r_gen",
    )


class Employee(NamedTuple):
    """What decides what a person hears."""

    exposure: float = state(
        "e", "exposures", "messages heard this week, those that contacts passed on included", newcomer=0.0
    )
    message_adstock: float = state("A", "exposures", "messages heard so far, faded", newcomer=0.0)
    claim_adstock: float = state(
        "A_o", "exposures", "what messages heard so far claimed beyond what people expect, faded", newcomer=0.0
    )
    claimed: float = interim("exposures", "exposures of this week times what they claim")
    peers_exposure: float = reads()
    expected_claim: float = reads()
    exposure_sent: float = effect("post", "exposures heard this week (E1)", "exposure")
    claimed_sent: float = effect("post", "exposures times the claim they carry (E6)", "claimed")
    relevance: float = effect("post", "part of missing relevance of messages and courses made up for (E1, E5)")
    sharing: float = effect("firm", "reach times richness of pull channels in use (E4)")
    shared_claim: float = effect("firm", "what they claim beyond reality, times sharing (E6)")


@equation
def message_relevance(tailoring: float, p: P) -> float:
    """E1. A message written for one's own department is relevant; one written for nobody is less so.

    Args:
        tailoring: how well messages fit the department, 0-1.
        p: parameters.

    Source: contactmonkey_2021, rows 35 and 73.

    Example:
        >>> round(message_relevance(0.5, P(generic_relevance=0.6)), 3)
        0.8
    """
    return p.generic_relevance + (1 - p.generic_relevance) * tailoring


@equation
def message_reach(reach: float, layers: float, p: P) -> float:
    """E1. A message handed down through the layers loses people at each of them; one sent directly does not.

    Args:
        reach: probability that the channel reaches a person at the top.
        layers: layers the message has to pass (0 for a direct channel).
        p: parameters.

    Source: nichols_1962, politemail_2025.

    Example:
        >>> float(message_reach(0.9, 2.0, P(cascade_fidelity=0.725)).round(4))
        0.4731
    """
    return reach * power(p.cascade_fidelity, layers)


@equation
def messages_heard(draw: float, probability: float, sent: float, most: int) -> float:
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
    heard = np.zeros(())
    likely = np.asarray(probability, dtype=float)
    missing = 1 - likely
    left = np.asarray(draw)
    for turn in range(most):
        hit = left < likely
        heard = heard + hit * (sent > turn)
        with np.errstate(divide="ignore", invalid="ignore"):
            left = np.where(hit, left / likely, (left - likely) / missing)
    return heard  # type: ignore[return-value]


@equation
def passed_on(sharing: float, contacts_exposure: float) -> float:
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


@update("communicate")
def exposure(employee: Employee, p: P) -> float:
    """E1, E4. Somebody hears what is sent and what contacts pass on.

    Source: rows 34 and 44.

    Example:
        >>> round(exposure(Employee(exposure_sent=1.0, sharing=0.2, peers_exposure=0.5), P()), 3)
        1.1
    """
    return employee.exposure_sent + passed_on(employee.sharing, employee.peers_exposure)


@update("communicate", after="exposure")
def message_adstock(employee: Employee, p: P) -> float:
    """E2. What was heard fades by half in a half-life and is topped up by what is heard now.

    Source: adstock_practice.

    Example:
        >>> float(message_adstock(Employee(message_adstock=2.0, exposure=1.0), P(adstock_half_life=1.0)))
        2.0
    """
    return power(1 / 2, 1 / p.adstock_half_life) * employee.message_adstock + employee.exposure


@update("communicate", after="message_adstock")
def claimed(employee: Employee, p: P) -> float:
    """E6. What contacts pass on carries the claim of the pull channels it came through.

    Source: gilly_wolfinbarger_1998; form assumed.

    Example:
        >>> heard = Employee(claimed_sent=.7, sharing=.2, shared_claim=.02, peers_exposure=.5, expected_claim=.5)
        >>> round(claimed(heard, P()), 3)
        0.76
    """
    shared = passed_on(employee.sharing, employee.peers_exposure)
    beyond = passed_on(employee.shared_claim, employee.peers_exposure)
    return employee.claimed_sent + shared * employee.expected_claim + beyond


@update("communicate", when=("message_adstock",), otherwise=0.0, after="claimed")
def claim_adstock(employee: Employee, p: P) -> float:
    """E2. What messages claimed beyond what people expect fades along with the messages.

    Source: adstock_practice; form assumed.

    Example:
        >>> heard = Employee(claim_adstock=.2, claimed=.7, exposure=1.0, expected_claim=.5)
        >>> round(float(claim_adstock(heard, P(adstock_half_life=1.0))), 3)
        0.3
    """
    beyond = employee.claimed - employee.exposure * employee.expected_claim
    return power(1 / 2, 1 / p.adstock_half_life) * employee.claim_adstock + beyond


@equation
def attention(adstock: float, peak: float) -> float:
    """E3. Attention wears in with repetition, peaks, and wears out.

    Args:
        adstock: exposures present.
        peak: adstock at which attention is 1.

    Source: schmidt_eisend_2015.

    Example:
        >>> [round(float(attention(a, 10.0)), 3) for a in (0.0, 5.0, 10.0, 20.0)]
        [0.0, 0.824, 1.0, 0.736]
    """
    relative = adstock / peak
    return relative * exp(1 - relative)


MECHANISM = Mechanism.here(globals(), rows=(9, 22, 30, 34, 35, 73))
