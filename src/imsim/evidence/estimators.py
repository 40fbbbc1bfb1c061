"""Estimators of field studies on plain arrays: what they recover is tested on data made without the model."""

from __future__ import annotations

import numpy as np

from imsim.evidence.effect_sizes import Numbers, correlation, partial_coefficient

CLASSES, TENTHS = 5, 10


def difference_in_differences(
    treated_before: float, treated_after: float, control_before: float, control_after: float
) -> float:
    """How much more the treated changed than the control did.

    Example:
        >>> difference_in_differences(1.0, 1.5, 2.0, 2.2).__round__(3)
        0.3
    """
    return (treated_after - treated_before) - (control_after - control_before)


def relative_change(treated_before: float, treated_after: float, control_before: float, control_after: float) -> float:
    """The same for an outcome in logarithms: the share by which the treated grew beyond the control.

    Example:
        >>> relative_change(1.0, 1.5, 2.0, 2.5).__round__(3)
        0.2
    """
    return treated_after / treated_before / (control_after / control_before) - 1


def hazard_ratio(treated_events: float, treated_weeks: float, control_events: float, control_weeks: float) -> float:
    """Events per person-week of the treated over those of the control; NaN where the control has none.

    Example:
        >>> hazard_ratio(6, 1000, 12, 1000)
        0.5
    """
    if control_events <= 0 or treated_weeks <= 0 or control_weeks <= 0:
        return float("nan")
    return (treated_events / treated_weeks) / (control_events / control_weeks)


def risk_ratio(treated_events: float, treated: float, control_events: float, control: float) -> float:
    """Share of the treated to whom it happened over that of the control; NaN where the control has none.

    Example:
        >>> risk_ratio(10, 100, 20, 100)
        0.5
    """
    return hazard_ratio(treated_events, treated, control_events, control)


def slope(outcome: Numbers, predictor: Numbers) -> float:
    """Change of the outcome per unit of the predictor by least squares; NaN where the predictor does not vary.

    Example:
        >>> import numpy as np
        >>> slope(np.array([1.0, 3.0, 5.0]), np.array([0.0, 1.0, 2.0]))
        2.0
    """
    x = predictor - predictor.mean()
    return float(x @ outcome / (x @ x)) if (x @ x) > 0 else float("nan")


def lagged_coefficient(later: Numbers, predictor: Numbers, earlier: Numbers) -> float:
    """Standardised coefficient of a predictor for an outcome later, given that outcome at the time of the predictor.

    Example:
        >>> import numpy as np
        >>> x, y = np.array([0.0, 1.0, 0.0, 1.0]), np.array([0.0, 0.0, 1.0, 1.0])
        >>> round(lagged_coefficient(x + y, x, y), 3)
        0.707
    """
    return partial_coefficient(later, predictor, earlier)


def mediated_share(outcome: Numbers, predictor: Numbers, mediator: Numbers) -> float:
    """Share of a predictor's association with an outcome that goes through a mediator.

    Example:
        >>> import numpy as np
        >>> m = np.array([0.0, 1.0, 2.0, 3.0])
        >>> round(mediated_share(2 * m, m + np.array([.1, -.1, -.1, .1]), m), 3)
        1.0
    """
    whole = correlation(outcome, predictor)
    return 1 - partial_coefficient(outcome, predictor, mediator) / whole if whole else float("nan")


def agreement_of_moments(moments: Numbers) -> float:
    """Share of the differences between people that lies between their units: ICC(1) from sums alone.

    Args:
        moments: number, sum and sum of squares of each unit's people, (units, 3).

    Example:
        >>> import numpy as np
        >>> agreement_of_moments(np.array([[2.0, 3.0, 5.0], [2.0, 7.0, 25.0]])).__round__(3)
        0.778
    """
    number, total, squares = moments[moments[:, 0] > 0].T
    means, grand = total / number, total.sum() / number.sum()
    between = float((number * (means - grand) ** 2).sum() / (len(number) - 1))
    within = float((squares - number * means**2).sum() / (number.sum() - len(number)))
    size = float((number.sum() - (number**2).sum() / number.sum()) / (len(number) - 1))
    return (between - within) / (between + (size - 1) * within)


def peak(values: Numbers) -> float:
    """How far the best dose inside lies above the better end, as a share of that end; below 0 there is no peak inside.

    Example:
        >>> import numpy as np
        >>> peak(np.array([1.0, 3.0, 2.0])), peak(np.array([1.0, 1.5, 2.0]))
        (0.5, -0.25)
    """
    ends = max(values[0], values[-1])
    return float((values[1:-1].max() - ends) / abs(ends))


def last_gain(values: Numbers) -> float:
    """The last step of a dose over the first: 1 where it goes on as it began, below where it saturates.

    Example:
        >>> import numpy as np
        >>> last_gain(np.array([0.0, 2.0, 3.0]))
        0.5
    """
    first = values[1] - values[0]
    return float((values[-1] - values[-2]) / first) if first else float("nan")


def ranks(values: Numbers) -> Numbers:
    """Ranks from 0, those that are equal sharing their mean.

    Example:
        >>> ranks(np.array([2.0, 1.0, 2.0])).tolist()
        [1.5, 0.0, 1.5]
    """
    _, place, number = np.unique(values, return_inverse=True, return_counts=True)
    found: Numbers = (np.cumsum(number) - (number + 1) / 2)[place]
    return found


def rank_correlation(outcome: Numbers, predictor: Numbers) -> float:
    """Spearman's r.

    Example:
        >>> round(rank_correlation(np.array([1.0, 8.0, 27.0]), np.array([1.0, 2.0, 3.0])), 6)
        1.0
    """
    return correlation(ranks(outcome), ranks(predictor))


def standardised_slope(outcome: Numbers, predictor: Numbers) -> float:
    """Standard deviations of the outcome per unit of the predictor.

    Example:
        >>> round(standardised_slope(np.array([0.0, 2.0, 4.0]), np.array([0.0, 1.0, 2.0])), 3)
        1.0
    """
    spread = float(outcome.std(ddof=1))
    return slope(outcome, predictor) / spread if spread else float("nan")


def class_means(outcome: Numbers, predictor: Numbers, classes: int) -> Numbers:
    """Mean outcome where the predictor is in its lowest class, the next, and so on; classes are equally large."""
    order = np.argsort(predictor, kind="stable")
    return np.array([outcome[some].mean() if len(some) else np.nan for some in np.array_split(order, classes)])


def trend(outcome: Numbers, predictor: Numbers) -> float:
    """Rank correlation of the mean outcomes of five classes of the predictor: -1 where each is below the one before.

    Example:
        >>> trend(np.array([5.0, 4.0, 3.0, 2.0, 1.0]), np.arange(5.0))
        -1.0
    """
    return round(rank_correlation(class_means(outcome, predictor, CLASSES), np.arange(float(CLASSES))), 9)


def tenths(outcome: Numbers, predictor: Numbers) -> float:
    """Mean outcome where the predictor is in its lowest tenth, over that where it is in its highest.

    Example:
        >>> round(tenths(np.repeat([0.2, 0.1], 10), np.arange(20.0)), 3)
        2.0
    """
    means = class_means(outcome, predictor, TENTHS)
    return float(means[0] / means[-1]) if means[-1] else float("nan")


def mean_change(later: Numbers, earlier: Numbers) -> float:
    """How much higher it is later, in the same people, in standard deviations between them at first.

    Example:
        >>> round(mean_change(np.array([2.0, 4.0]), np.array([1.0, 3.0])), 3)
        0.707
    """
    spread = float(earlier.std(ddof=1))
    return float((later - earlier).mean() / spread) if spread else float("nan")


def standardised(values: Numbers) -> Numbers:
    """In standard deviations from their mean."""
    spread = values.std()
    found: Numbers = (values - values.mean()) / spread if spread else values * np.nan
    return found


def interaction(outcome: Numbers, predictor: Numbers, moderator: Numbers) -> float:
    """Standardised coefficient of the product of two predictors, beside both.

    Example:
        >>> x, z = np.array([-1.0, -1.0, 1.0, 1.0]), np.array([-1.0, 1.0, -1.0, 1.0])
        >>> round(interaction(x + z + x * z, x, z), 3)
        0.577
    """
    x, z, y = (standardised(one) for one in (predictor, moderator, outcome))
    if not (np.isfinite(x).all() and np.isfinite(z).all() and np.isfinite(y).all()):
        return float("nan")
    return float(np.linalg.lstsq(np.stack([np.ones_like(x), x, z, x * z], axis=1), y, rcond=None)[0][3])


def interaction_share(outcome: Numbers, predictor: Numbers, moderator: Numbers) -> float:
    """Share of the variance that two predictors and their product explain which only the product does.

    Example:
        >>> x, z = np.array([-1.0, -1.0, 1.0, 1.0]), np.array([-1.0, 1.0, -1.0, 1.0])
        >>> round(interaction_share(x + z + x * z, x, z), 3)
        0.333
    """
    x, z, y = (standardised(one) for one in (predictor, moderator, outcome))
    if not (np.isfinite(x).all() and np.isfinite(z).all() and np.isfinite(y).all()):
        return float("nan")
    plain = np.stack([np.ones_like(x), x, z], axis=1)
    left = [
        float(((y - design @ np.linalg.lstsq(design, y, rcond=None)[0]) ** 2).mean())
        for design in (plain, np.column_stack([plain, x * z]))
    ]
    return (left[0] - left[1]) / (1 - left[1]) if left[1] < 1 else float("nan")


def share_above(values: Numbers, others: Numbers, highest: float) -> float:
    """Share with more than the highest so many of others have.

    Example:
        >>> share_above(np.array([1.0, 9.0]), np.arange(10.0), 0.3)
        0.5
    """
    return float((values > np.quantile(others, 1 - highest)).mean()) if len(others) and len(values) else float("nan")
