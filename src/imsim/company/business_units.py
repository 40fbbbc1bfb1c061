"""Differences between business units of one kind of firm, as field studies meet them."""

from __future__ import annotations

from typing import NamedTuple

from imsim.engine.fields import parameter


class P(NamedTuple):
    """Spreads between units, and the noise of surveys."""

    unit_disposition_sd: float = parameter(
        0.14, 0.03, 0.18, "0-1", "assumed", "-", "differences between business units in applicants' mean disposition"
    )
    unit_motivation_shared: float = parameter(
        0.0, 0, 1, "share", "assumed", "-", "part of that difference that shows in their own motivation too"
    )
    unit_motivation_sd: float = parameter(
        0.087, 0.03, 0.15, "0-1", "assumed", "-", "differences between units in applicants' own motivation besides"
    )
    unit_leader_sd: float = parameter(
        0.15, 0.05, 0.25, "0-1", "assumed", "-", "differences between units in the motivation of heads"
    )
    unit_messages: float = parameter(1, 0.5, 3, "1/week", "assumed", "-", "internal e-mails that units send on average")
    unit_messages_sd: float = parameter(
        0.35, 0.1, 0.6, "1/week", "assumed", "-", "differences between units in that number"
    )
    unit_site_sd: float = parameter(
        0.063, 0.02, 0.08, "0-1", "cal", "harter_2002", "differences between units in quality that comes from the site"
    )
    unit_labour_sd: float = parameter(
        0.55, 0, 0.8, "logit", "cal", "harter_2002", "differences between units in the pull of the local labour market"
    )
    survey_noise: float = parameter(
        0.08, 0.04, 0.12, "0-1", "assumed", "-", "noise of one person's answer to a survey of attitudes"
    )
