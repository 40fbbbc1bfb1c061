"""Wishes: what people would like to be rewarded with, from a survey; each person has those of a respondent."""

from __future__ import annotations

import math

import numpy as np

from imsim.company.ensemble import Ensemble
from imsim.engine.fields import Column, Parameter

# Respondents of the panel that tastes are drawn from.
PANEL = 512
# Harris / Glassdoor 2011 wish list, normalised and shrunk to make room for two assumed kinds.
REWARD_SHARES = {
    "cash": 0.260, "raise": 0.224, "time_off": 0.116, "voucher": 0.083, "home_work": 0.050, "stock": 0.040,
    "health": 0.036, "gym": 0.028, "party": 0.015, "commuter": 0.010, "gift": 0.008,
    "family_benefits": 0.030, "recognition": 0.100,
}  # fmt: skip
INTANGIBLE = "recognition"


def preference(kind: str, share: float) -> Parameter:
    """Mean share of a kind of reward in what people wish for."""
    surveyed = kind not in ("family_benefits", INTANGIBLE)
    known = ("fix", "harris_2011") if surveyed else ("assumed", "-")
    bounds = round(share / 2, 4), round(share * 2, 4)
    meaning = f"mean share of {kind} in what people wish for"
    return Parameter(f"preference_{kind}", f"p_{kind}", share, *bounds, "share", *known, meaning, "rewards")


def wishes(ensemble: Ensemble) -> dict[str, Column]:
    """Share of each reward kind in what each respondent of a panel wishes, (cases, replicates, PANEL).

    Tastes come from a panel of respondents a replicate, drawn once from the Dirichlet distribution.
    """

    def drawn() -> dict[str, Column]:
        p = ensemble.parameters
        shares = np.concatenate([getattr(p, f"preference_{name}") for name in REWARD_SHARES], axis=2)
        total = np.array([[[math.fsum(row.ravel())]] for row in shares])
        concentration = p.preference_concentration * shares / total
        panels = np.array(
            [[panel.dirichlet(a.ravel(), PANEL) for panel in ensemble.streams.fixed("tastes")] for a in concentration]
        )
        return {name: np.ascontiguousarray(panels[:, :, :, i]) for i, name in enumerate(REWARD_SHARES)}

    return ensemble.once("wishes", drawn)
