"""First values of parameters that a firm's own numbers ask for, until `imsim plausible` finds those that fit it."""

from __future__ import annotations

import numpy as np

# An imported firm of 80 people in four departments, untreated, over 24 replicates: its yearly staff turnover (standard
# errors .01 to .03) at pulls of the outside labour market over the parameter's whole range.
PULLS = (-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 2.5)
TURNOVERS = (0.092, 0.115, 0.141, 0.194, 0.266, 0.387, 0.554, 0.725, 0.923)
DIGITS = 2


def labour_market(turnover: float) -> float:
    """The pull of the outside labour market at which a firm like the default one loses about so many people.

    Args:
        turnover: exits a year as a share of posts, above 0; beyond what the model can lose, the nearest end.

    Example:
        >>> labour_market(0.194), labour_market(0.4), labour_market(0.001)
        (0.0, 1.05, -1.5)
    """
    return round(float(np.interp(np.log(turnover), np.log(TURNOVERS), PULLS)), DIGITS)
