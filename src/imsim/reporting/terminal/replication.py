"""What a person reads of field experiments run again: parts by family, the score, and the power of one's own."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from imsim.reporting.bands import figure_in, span
from imsim.reporting.numbers import Scale, count, number, percent
from imsim.reporting.terminal import screen
from imsim.reporting.terminal.tables import PlainTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.table import Table

    from imsim.evidence.judgement import PartFinding
    from imsim.evidence.power import Power
    from imsim.evidence.replication import Replication, ReplicationStudy

DIGITS = 3
# The family of studies that name none: they are called by their titles.
OWN = "own"
SHARE = Scale(100.0, 0, "%", "percentage points")
MEANINGS = {
    "M": "M: the mean effect lies in the band.",
    "S": "S: sign, order or time course.",
    "P": "P: one laboratory as large as the field's could have found the published figure, and its standard error is "
    "half to twice the published one.",
}
POWER_NOTE = (
    "Power: share of studies that find the simulated effect (two-sided, 5 %), drawn from the simulated units, with its "
    "95 % interval over resamples of these units; more `simulated` narrow it. Detectable: the effect that is found in "
    "80 % of studies."
)


def show(study: ReplicationStudy, as_json: bool, with_power: bool = False) -> None:
    """All studies on stdout.

    Args:
        study: what was found.
        as_json: for programs.
        with_power: whether the power of each part is shown.
    """
    if as_json:
        screen.say_json(study.as_json())
        return
    stdout = screen.results()
    for family in study.families():
        members = [one for one in study.replications if one.study.family == family]
        titles = "; ".join(one.study.title for one in members)
        screen.say(stdout, titles if family == OWN else family, style="bold")
        stdout.print(family_table(members))
        screen.say(stdout, "")
    if with_power and any(one.powers for one in study.replications):
        screen.say(stdout, "what a study of some size would see", style="bold")
        for line in power_lines(study):
            screen.say(stdout, line)
        stdout.print(power_table(study))
        screen.say(stdout, POWER_NOTE)
        screen.say(stdout, "")
    for line in score_text(study):
        screen.say(stdout, line)


def family_table(replications: list[Replication]) -> Table:
    """A row a part."""
    known = any(math.isfinite(finding.published) for one in replications for finding in one.findings)
    heads = ("study", "part", "kind", "verdict", "band", *(["published"] if known else []), "simulated", "error")
    table = PlainTable(heads, left=2)
    for column in table.columns[2:4]:
        column.justify = "left"
    for one in replications:
        for place, finding in enumerate(one.findings):
            table.add_row(
                one.study.id if place == 0 else "",
                finding.part,
                finding.kind,
                verdict(finding),
                span(finding.low, finding.high, DIGITS),
                *([figure(finding.published)] if known else []),
                figure_in(finding.low, finding.high, finding.simulated, DIGITS),
                figure(finding.error, DIGITS + 1) if finding.error else "-",
            )
    return table


def power_table(study: ReplicationStudy) -> Table:
    """A row a part and size."""
    table = PlainTable(("study", "part", "units", "standard error", "detectable effect", "power, %"), left=2)
    for one in study.replications:
        for power in one.powers:
            table.add_row(
                one.study.id,
                power.part,
                f"{power.units:,}",
                figure(power.noise, DIGITS + 1),
                figure(power.detectable, DIGITS + 1),
                SHARE.within({"mean": power.power, "low": power.low, "high": power.high}),
            )
    return table


def power_lines(study: ReplicationStudy) -> Iterator[str]:
    """For each part: how often a study as large as planned finds the simulated effect, and how large it should be."""
    for one in study.replications:
        simulated = {finding.part: finding.simulated for finding in one.findings}
        for power in one.powers:
            if power.units != one.study.design.units:
                continue
            share = f"{percent(power.power)} [{SHARE.span(power.low, power.high)}]"
            yield (
                f"{power.part}: the simulated {figure(simulated[power.part])} is found by {share} of studies with "
                f"{count(power.units, 'unit')}; {needed_text(power)}."
            )


def needed_text(power: Power) -> str:
    """How many units find the effect in 80 % of studies, to two digits."""
    if not math.isfinite(power.needed):
        return "no number of units makes that 80 %: there is no effect"
    low, high = (f"{two_digits(end):,}" if math.isfinite(end) else "" for end in (power.needed_low, power.needed_high))
    within = f"{low} to {high}" if high else f"{low} or more: there may be no effect"
    return f"80 % takes about {count(two_digits(power.needed), 'unit')} [{within}]"


def two_digits(value: float) -> int:
    """A number of units as finely as it is known.

    Example:
        >>> two_digits(113.2), two_digits(3.7), two_digits(48_655.0)
        (110, 4, 49000)
    """
    return round(float(f"{value:.2g}"))


def verdict(finding: PartFinding) -> str:
    """In words; a figure whose error is too large for its band says so."""
    if not finding.judged or finding.why:
        return "not tried" if finding.why else "-"
    return ("passes" if finding.passed else "fails") + ("" if finding.precise else " (imprecise)")


def figure(value: float, digits: int = DIGITS) -> str:
    """A number, or a dash."""
    return number(value, digits) if math.isfinite(value) else "-"


def score_text(study: ReplicationStudy) -> Iterator[str]:
    """What stands below the tables."""
    from imsim.evidence.replication import KINDS

    for kind, words in KINDS.items():
        passed, parts = study.score(kind)
        if parts:
            yield f"{kind} ({words}): {passed} of {count(parts, 'part')} pass."
    whole, studies = study.whole()
    if studies > 1:
        yield f"All M and S parts pass in {whole} of {studies} studies."
    for one in study.replications:
        for why in dict.fromkeys(finding.why for finding in one.findings if finding.why):
            names = ", ".join(finding.part for finding in one.findings if finding.why == why)
            yield f"{one.study.id}, {names}: not tried, and counted as failed: {why}."
    yield " ".join(meaning for kind, meaning in MEANINGS.items() if study.score(kind)[1])
    yield f"Effects are shares unless the part says otherwise. Seed {study.seed}."
