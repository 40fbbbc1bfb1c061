"""What a person reads of claims: predicted and simulated, those that fail first."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from imsim.reporting.terminal import screen
from imsim.reporting.terminal.tables import PlainTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.table import Table

    from imsim.evidence.claims.verdicts import ClaimStudy, Verdict

EVERYWHERE = (-math.inf, math.inf)


def show(study: ClaimStudy, as_json: bool) -> None:
    """All claims on stdout."""
    if as_json:
        screen.say_json(study.as_json())
        return
    stdout = screen.results()
    for heading, verdicts in (
        ("Claims that fail", [one for one in study.verdicts if one.passed is False]),
        ("Claims that hold", [one for one in study.verdicts if one.passed]),
    ):
        if verdicts:
            screen.say(stdout, heading, style="bold")
            stdout.print(claims_table(verdicts))
            screen.say(stdout, "")
    for line in claims_text(study):
        screen.say(stdout, line)


def claims_table(verdicts: list[Verdict]) -> Table:
    """A row a claim."""
    table = PlainTable(("claim", "", "mechanism", "verdict", "predicted", "simulated", "error"), left=4)
    for one in verdicts:
        table.add_row(
            one.claim.id,
            one.claim.claim,
            one.claim.mechanism,
            one.word,
            one.claim.predicted,
            figure(one.simulated, one.claim.band),
            figure(one.error) if one.error else "-",
        )
    return table


def figure(value: float, band: tuple[float, float] = EVERYWHERE) -> str:
    """A number with three digits that mean something; with more where they put it on the wrong side of a band's end.

    Example:
        >>> figure(0.012345), figure(6206799.4), figure(0.20004, (0.01, 0.2)), figure(math.nan)
        ('0.0123', '6,206,799', '0.20004', '-')
    """
    if not math.isfinite(value):
        return "-"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    texts = [f"{value:.{digits}g}" for digits in range(3, 8)]
    inside = band[0] <= value <= band[1]
    return next((text for text in texts if (band[0] <= float(text) <= band[1]) == inside), texts[-1])


def claims_text(study: ClaimStudy) -> Iterator[str]:
    """What stands below the tables."""
    untested = [one for one in study.verdicts if one.passed is None]
    for one in untested:
        yield f"{one.claim.id} is not tested ({one.claim.claim}): {one.claim.why}."
    held = sum(bool(one.passed) for one in study.verdicts)
    yield f"{held} of {len(study.tested)} claims hold; {len(untested)} cannot be tested. Seed {study.seed}."
    yield (
        "Numbers are rows of the sources. Letters are common sense: D of demand, L of leaders, S of satisfaction, W of "
        "work, X of exits and overload, Z of sums that add up. Effects on people are standard deviations between them, "
        "others differences, unless the experiment (--json) says otherwise."
    )
