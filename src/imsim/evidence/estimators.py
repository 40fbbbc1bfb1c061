"""Estimators of field studies on plain arrays: what they recover is tested on data made without the model."""

from __future__ import annotations

from imsim.evidence.effect_sizes import Numbers, correlation, partial_coefficient


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
