"""Patterns in the terminal: simulated figures beside published ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imsim.reporting.bands import figure_in, span
from imsim.reporting.numbers import count, number, percent
from imsim.reporting.terminal import screen
from imsim.reporting.terminal.tables import PlainTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imsim.evidence.validation import PatternStudy


def show(study: PatternStudy) -> None:
    """All patterns on stdout."""
    stdout = screen.results()
    stdout.print(patterns_table(study))
    for line in patterns_text(study):
        screen.say(stdout, line)


def patterns_table(study: PatternStudy) -> PlainTable:
    """A row a pattern or part of one: target, band, simulated figure, error, verdict."""
    table = PlainTable(
        ("pattern", "id", "verdict", "target", "band", "simulated", "error"), first_out=("error", "target", "band")
    )
    for column in table.columns[1:3]:
        column.justify = "left"
    for finding in study.findings:
        pattern, digits = finding.pattern, finding.pattern.digits
        table.add_row(
            pattern.label,
            pattern.id,
            finding.verdict if pattern.counted else f"({finding.verdict.partition(' ')[0]})",
            number(pattern.target, digits),
            span(pattern.low, pattern.high, digits),
            figure_in(pattern.low, pattern.high, finding.simulated, digits),
            number(finding.error, digits + 1),
        )
    return table


def patterns_text(study: PatternStudy) -> Iterator[str]:
    """What stands below the table."""
    failing = [one for one, passed in study.verdicts.items() if not passed]
    yield ""
    yield (
        f"{study.passed} of {len(study.verdicts)} patterns pass"
        + (f"; {', '.join(failing)} fail{'s' if len(failing) == 1 else ''}, " if failing else "")
        + (f"the farthest by {number(study.farthest, 2)} of its band." if failing else ".")
    )
    if any(not finding.pattern.counted for finding in study.findings):
        yield "In brackets: the evidence is weak, and the verdict does not count."
    yield f"A pattern passes only if all its parts do. {count(study.units, 'business unit')}, seed {study.seed}."
    yield (
        f"The bonus of C10 raises quantity by {percent(study.bonus_percentage, 1)} in the second quarter "
        "(published: 10 to 22 %; reported, not judged)."
    )
