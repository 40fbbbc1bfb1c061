"""Customer switching: the odds that customers drop a purchase or leave after a let-down, drift away, or come (back).

These are the numbers and equations of the mechanism `loyalty`, which walks over customers with them each week.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from imsim.engine.fastmath import exp
from imsim.engine.fields import derived, parameter, reads
from imsim.engine.rules import equation

# Nobody makes up for more of the failures, whatever that person knows.
MOST_MENDED = 0.9


class P(NamedTuple):
    """Behavioural numbers."""

    bail_probability: float = parameter(
        0.25, 0.1, 0.4, "probability", "cal", "amex_2011", "chance that a disappointed customer drops this purchase",
        symbol="q_bail",
    )  # fmt: skip
    failure_threshold: float = parameter(
        0.26, 0.08, 0.3, "0-1", "cal", "pwc_2018", "shortfall that is a service failure", symbol="d_fail"
    )
    leave_probability: float = parameter(
        0.26, 0.17, 0.32, "probability", "cal", "pwc_2018", "chance that a failure not made up for ends the relation",
        symbol="q_leave",
    )  # fmt: skip
    recovery: float = parameter(
        0.3, 0, 0.6, "share", "assumed", "-", "failures that usual staff make up for", symbol="q_rec"
    )
    recovery_knowledge: float = parameter(
        0.5, 0, 1.5, "-", "assumed", "-", "how far knowledge helps to make up for a failure"
    )
    churn_hazard: float = parameter(
        0.0021, 0.0005, 0.01, "1/week", "scn", "-", "other weekly churn at reference satisfaction", symbol="h0"
    )
    churn_slope: float = parameter(
        2.5, 1, 6, "-", "SA", "ittner_larcker_1998", "how churn falls with satisfaction", symbol="b_churn"
    )
    relation_pull: float = parameter(
        0.7, 0, 1.5, "-", "assumed", "-", "how churn falls with the tie to a contact person", symbol="b_tie"
    )
    join_hazard: float = parameter(
        0.01, 0.003, 0.03, "1/week", "scn", "-", "weekly chance that somebody elsewhere (re)joins", symbol="j0"
    )
    join_slope: float = parameter(4, 1, 8, "-", "assumed", "-", "how joining rises with reputation")
    brand_promise: float = parameter(
        0.6, 0.4, 0.9, "0-1", "scn", "scale_anchor", "quality that advertising promises", symbol="promise"
    )
    promise_weight: float = parameter(
        0.5, 0.2, 0.8, "share", "assumed", "-", "share of the promise in a newcomer's expectation"
    )
    promise_pull: float = parameter(
        2, 0.5, 4, "-", "assumed", "kopalle_lehmann_2006", "how joining rises with what is promised", symbol="b_prom"
    )
    promise_doubt: float = parameter(
        0.25, 0.1, 1, "0-1", "assumed", "-", "promise beyond the usual that is believed most", symbol="o_c"
    )
    satisfaction_reference: float = reads()
    below_threshold: float = reads()
    knowledge_reference: float = reads()
    least_inertia: float = reads()
    tie_reference: float = derived("0-1", "tie to a contact person at which customers drift away as is usual")


class Relation(NamedTuple):
    """What decides whether a customer stays."""

    satisfaction: float = 0.0
    tie: float = 0.0
    inertia: float = 0.0
    pressure: float = 0.0
    failed: float = 0.0


@equation
def bails(gap: float, draw: float, p: P) -> bool:
    """E21. After an encounter below expectation a customer may drop this purchase.

    Args:
        gap: quality minus expectation.
        draw: uniform in [0, 1).
        p: parameters.

    Source: amex_2011.

    Example:
        >>> p = P(below_threshold=.065)
        >>> bool(bails(-.1, .2, p)), bool(bails(-.05, .2, p))
        (True, False)
    """
    return (gap < -p.below_threshold) & (draw < p.bail_probability)


@equation
def unmended(knowledge: float, p: P) -> float:
    """E22b. Of a failure is left what the person met does not make up for; who knows more makes up for more.

    Args:
        knowledge: of the person met, 0-1.
        p: parameters.

    Source: assumed.

    Example:
        >>> round(float(unmended(.8, P(knowledge_reference=.6))), 2)
        0.6
    """
    mended = p.recovery + p.recovery_knowledge * (knowledge - p.knowledge_reference)
    return 1 - np.minimum(np.maximum(mended, 0), MOST_MENDED)


@equation
def churn_probability(relation: Relation, p: P) -> float:
    """E22, E22a. A failure may end the relation; besides, those drift away who feel, know and keep the firm less.

    Source: pwc_2018, ittner_larcker_1998, gutek_1995.

    Example:
        >>> p = P(churn_hazard=.002, satisfaction_reference=.6, tie_reference=.8)
        >>> round(float(churn_probability(Relation(satisfaction=.6, tie=.8, failed=.7), p)), 4)
        0.1836
    """
    habit = relation.inertia + p.relation_pull * (relation.tie - p.tie_reference)
    pull = p.churn_slope * (relation.satisfaction - p.satisfaction_reference) + habit
    drift = np.minimum(p.churn_hazard * (1 + relation.pressure) * exp(-pull), 1)
    return 1 - (1 - drift) * (1 - p.leave_probability * relation.failed)


@equation
def join_probability(reputation: float, promised: float, p: P) -> float:
    """E23, E23b. Those elsewhere (re)join by reputation, and by what is promised as far as that is believed.

    Args:
        reputation: 0-1.
        promised: what programmes add to the promise.
        p: parameters.

    Source: schmitt_2011, kopalle_lehmann_2006; form assumed.

    Example:
        >>> p = P(satisfaction_reference=.6)
        >>> [round(float(join_probability(.6, promised, p)), 4) for promised in (0.0, .25, 1.0)]
        [0.01, 0.012, 0.0104]
    """
    believed = promised * exp(-np.maximum(promised, 0) / p.promise_doubt)
    pull = p.join_slope * (reputation - p.satisfaction_reference) + p.promise_pull * believed
    return np.minimum(p.join_hazard * exp(pull), 1)


@equation
def first_expectation(promised: float, reputation: float, p: P) -> float:
    """E20. A newcomer expects half what the brand promises and half what people say.

    Args:
        promised: what programmes add to the promise.
        reputation: 0-1.
        p: parameters.

    Source: row 67; form assumed.

    Example:
        >>> round(float(first_expectation(.2, .6, P())), 2)
        0.7
    """
    promise = np.minimum(p.brand_promise + promised, 1.0)
    return p.promise_weight * promise + (1 - p.promise_weight) * reputation
