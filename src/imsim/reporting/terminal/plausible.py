"""Plausible parameter sets in the terminal: levels beside what is known, and the ranges that conditioning moved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from imsim.reporting.numbers import Money, count, money_of, number, percent, plain, scale_of
from imsim.reporting.quantities import in_units, label_of, spelt_out, unit_of
from imsim.reporting.terminal import screen
from imsim.reporting.terminal.tables import PlainTable
from imsim.studies.answer import Json

if TYPE_CHECKING:
    from rich.table import Table

    from imsim.studies.plausible import PlausibleSets

MOST_RANGES = 6


def show(sets: PlausibleSets) -> None:
    """Print the sets on stdout."""
    answer, stdout = sets.as_json(), screen.results()
    title = sets.scenario.table.title or sets.scenario.name
    screen.say(stdout, f"{title}: {count(sets.number, 'plausible parameter set')}", style="bold")
    if sets.number:
        stdout.print()
        stdout.print(level_table(answer["known"], money_of(sets.scenario)))
        stdout.print()
        stdout.print(range_table(answer["parameters"]))
        stdout.print()
    for line in reading_text(answer):
        screen.say(stdout, line)


def level_table(rows: Sequence[Json], money: Money) -> Table:
    """What is known of the firm, and between which levels its sets lie."""
    heads = ("the firm untreated", "known", "within", "sets: 5 %", "50 %", "95 %", "rejected by it")
    table = PlainTable(heads, first_out=("rejected by it", "50 %"))
    for row in rows:
        within = {"mean": row["level"], "low": row["level"] - row["within"], "high": row["level"] + row["within"]}
        scale = scale_of(unit_of(row["outcome"]), [within], money)
        label = in_units(label_of(row["outcome"]), scale.unit)
        ends = (scale.number(row[key]) for key in ("low", "middle", "high"))
        known = scale.number(row["level"]) + ("" if row["said"] else "*")
        table.add_row(label, known, f"±{scale.number(row['within'])}", *ends, f"{row['rejected']:,}")
    return table


def range_table(rows: Sequence[Json]) -> Table:
    """Parameters that were set to meet the levels, then those that conditioning moved most."""
    heads = ("parameter", "drawn: 5 %", "95 %", "kept: 5 %", "50 %", "95 % ", "moved")
    table = PlainTable(heads, first_out=("50 %",))
    drawn = [row for row in rows if row["clear"]][:MOST_RANGES]
    for row in [row for row in rows if row["anchored"]] + drawn:
        moved = "set" if row["anchored"] else number(row["shift"], 2)
        before = ("", "") if row["anchored"] else (short(row["low"]), short(row["high"]))
        table.add_row(
            row["parameter"], *before, *(short(row[key]) for key in ("kept_low", "kept_middle", "kept_high")), moved
        )
    return table


def short(value: float) -> str:
    """A parameter to three digits."""
    return plain(float(f"{value:.3g}"))


def reading_text(answer: Json) -> list[str]:
    """Text on how many sets were tried, what the kept ones are worth, and how to read the tables."""
    lines = [kept_text(answer)]
    if answer["kept"]:
        confirmed = answer["confirmed"]
        lines += [
            f"On random numbers that the search never saw, {percent(confirmed['share'])} of the sets are within all "
            f"tolerances [{percent(confirmed['low'])} to {percent(confirmed['high'])}]; weighed by how near they come "
            f"they are worth {number(answer['effective'], 0)} sets that are exactly like the firm (effective number).",
            "within: tolerance, with what chance does to a mean of so few replicates"
            + ("; *: not said in [known]: the firm's own level at the usual parameters." if any(
                not row["said"] for row in answer["known"]) else "."),
            "set: describes the firm, not the theory; it is set so that the levels are met. "
            + ("moved: distance of kept from rejected draws, 0-1." if any(
                row["clear"] for row in answer["parameters"]) else
               "No range that was drawn is clearly moved by conditioning."),
        ]  # fmt: skip
    return [*lines, *filter(None, [spelt_out(row["outcome"] for row in answer["known"])])]


def kept_text(answer: Json) -> str:
    """Text on how many sets were kept, and why the others were not."""
    missed = ", ".join(f"{label_of(name)} {many:,}" for name, many in answer["missed"].items())
    why = f" ({missed})" if missed else ""
    short_of = f" of {answer['samples']:,} wanted" if answer["kept"] < answer["samples"] else ""
    return (
        f"{count(answer['tried'], 'set')} tried, {answer['kept']:,} kept{short_of}, {answer['rejected']:,} rejected"
        f"{why}; {count(answer['replicates'], 'replicate')} of each, untreated."
    )
