"""Report page of a sweep: outcomes of a strategy over its levers, parameters or company."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from markupsafe import Markup

from imsim.reporting.intervals import Interval, clear, few_text
from imsim.reporting.quantities import label_of
from imsim.reporting.report.drawings import responses
from imsim.reporting.report.folder import Folder
from imsim.reporting.report.parts import Page, Section, Table, Text, code, headed, name, quoted, together, written
from imsim.reporting.report.values import Scale, counted, plain, scale_of
from imsim.studies.answer import Json

if TYPE_CHECKING:
    import pandas as pd

SHOWN = ("acsi", "turnover", "profit")
MOST_FACTORS, MOST_ROWS = 4, 40
DESIGNS = {
    "grid": "every combination of the levels",
    "lhs": "a Latin hypercube",
    "sobol": "a Sobol\u2019 sequence",
}
GAINED = "_gained"
PLACES = {"lowest": 0.0, "a quarter below": 0.25, "median": 0.5, "a quarter above": 0.75, "highest": 1.0}


class Swept:
    """The table of a sweep, with the words for it.

    `main` are the outcomes shown point by point, `few` whether there are few enough points for that.

    Args:
        folder: of the study.
    """

    def __init__(self, folder: Folder) -> None:
        self.folder, options = folder, folder.manifest["options"]
        self.factors = [str(factor["name"]) for factor in options["design"]["factors"]]
        self.strategies = [str(strategy) for strategy in options["arms"]]
        self.outcomes = [str(outcome) for outcome in options["outcomes"]]
        self.main = [one for one in SHOWN if one in self.outcomes] or self.outcomes[: len(SHOWN)]
        self.table: pd.DataFrame = folder.table("table.csv")
        self.rows = {strategy: rows_of(self.table[self.table["strategy"] == strategy]) for strategy in self.strategies}
        self.few = len(self.factors) <= MOST_FACTORS and len(self.table) <= MOST_ROWS

    def value(self, row: Json, outcome: str) -> Interval:
        """An outcome at a point, with its interval where it has one."""
        numbers = [float(row[f"{outcome}{end}"]) for end in ("", "_low", "_high")]
        mean, low, high = (number if number == number else None for number in numbers)
        return {"mean": mean, "low": low, "high": high}

    def scale(self, outcome: str, suffix: str = "") -> Scale:
        """Scale of an outcome, or of its gain, for all points."""
        rows = [row for strategy in (self.strategies[:1] if suffix else self.strategies) for row in self.rows[strategy]]
        values = (self.value(row, f"{outcome}{suffix}") for row in rows)
        return scale_of(outcome, values, self.folder.money)

    def place(self, row: Json) -> Markup:
        """Where a point lies, in words."""
        if len(self.factors) > MOST_FACTORS:
            return written("point {}", plain(row["point"]))
        return together(written("{} = {}", code(factor), plain(float(row[factor]))) for factor in self.factors)


def rows_of(table: pd.DataFrame) -> list[Json]:
    """The rows of a table by the names of its columns."""
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def sweep_page(folder: Folder) -> Page:
    """The report of `imsim sweep`."""
    result, options = Swept(folder), folder.manifest["options"]
    strategy, design = result.strategies[0], options["design"]
    compared = (
        written(" compared with {}", quoted(folder.label(result.strategies[1]))) if len(result.strategies) > 1 else ""
    )
    sentence = gain_sentence if len(result.strategies) > 1 else range_sentence
    factors = together(map(code, result.factors)) if len(result.factors) <= MOST_FACTORS else "the uncertain numbers"
    tables = [points_table(result)] if result.few else []
    tables += [range_table(result, strategy, GAINED)] if len(result.strategies) > 1 else []
    tables += [range_table(result, one) for one in result.strategies]
    pictures = tuple(picture for outcome in result.main for picture in responses(folder, outcome))
    failed = folder.manifest.get("runs", {}).get("failed", 0)
    return Page(
        kind="Sweep",
        title=name(folder.title),
        question=written(
            "What are the outcomes of {}{} where {} {} other values?",
            quoted(folder.label(strategy)), compared, factors, "takes" if len(result.factors) == 1 else "take",
        ),
        answer=[sentence(result, strategy, outcome) for outcome in (result.main[0], result.main[-1])],
        sections=[Section("What was found", (), pictures, tuple(tables))],
        method=[
            written(
                "{} ({}), {} at each with common random numbers at all points; 95 % intervals over "
                "replicates{}.{}",
                counted(design["points"], "point"), DESIGNS.get(design["kind"], "the points of a sensitivity analysis"),
                counted(options["replicates"], "replicate"), few_text(options["replicates"]),
                written(f" {{}} run{' failed and is' if failed == 1 else 's failed and are'} left out.", plain(failed))
                if failed else "",
            ),
            "Random numbers are common to all points, so two of them can differ surely although intervals overlap; "
            "differences in the answer are taken replicate by replicate. The lowest and the highest of many points are "
            "extreme by chance, too.",
        ],
    )  # fmt: skip


def without_interval(result: Swept) -> str:
    """Why a difference has no interval."""
    once = int(result.folder.manifest["options"]["replicates"]) == 1
    return "one run a point has no interval" if once else "too few replicates differ for an interval"


def range_sentence(result: Swept, strategy: str, outcome: str) -> Markup:
    """Sentence on where an outcome is lowest and highest, and whether that may be noise."""
    ends, scale = result.folder.answer["extremes"][outcome][strategy], result.scale(outcome)
    label = headed(label_of(outcome))
    if ends["lowest"] is None:
        return written("{} is not known at any point.", label)
    low, high = (result.rows[strategy][ends[end]] for end in ("lowest", "highest"))
    gap = ends["difference"]
    least, most = (written("{} {}", scale.number(row[outcome]), scale.unit) for row in (low, high))
    if least.striptags() == most.striptags() and not clear(gap):
        doubt = f"; {without_interval(result)}" if gap["low"] is None else ""
        return written("{} of {} is {} at every point{}.", label, quoted(result.folder.label(strategy)), least, doubt)
    if gap["low"] is None:
        doubt = written("{}, so this may be chance", without_interval(result))
    elif not clear(gap):
        doubt = written("the two cannot be told apart")
    else:
        doubt = written("under the same random numbers that is {}", scale.gained(gap))
    return written(
        "{} of {} is lowest, {}, at {} and highest, {}, at {}: {}.",
        label, quoted(result.folder.label(strategy)), least, result.place(low), most, result.place(high), doubt,
    )  # fmt: skip


def gain_sentence(result: Swept, strategy: str, outcome: str) -> Markup:
    """Sentence on where the gain over the second strategy is lowest and highest, and whether it is clear."""
    scale, key = result.scale(outcome, GAINED), f"{outcome}{GAINED}"
    label = label_of(outcome)
    rows = sorted((row for row in result.rows[strategy] if row[key] == row[key]), key=lambda row: float(row[key]))
    if not rows:
        return written("The gain in {} is not known at any point.", label)
    low, high = (result.value(row, key) for row in (rows[0], rows[-1]))
    if clear(low) and clear(high):
        turned = (low["mean"] or 0.0) * (high["mean"] or 0.0) < 0
        doubt = "so which does better depends on where one is" if turned else "at both clearly different from none"
    else:
        which = "at both" if not clear(low) and not clear(high) else f"at the {'highest' if clear(low) else 'lowest'}"
        doubt = f"{which} it cannot be told apart from none"
    ends = written("lowest, {}, at {} and highest, {}, at {}: {}.", scale.gained(low), result.place(rows[0]),
                   scale.gained(high), result.place(rows[-1]), doubt)  # fmt: skip
    if scale.number(low["mean"]).striptags() == scale.number(high["mean"]).striptags():
        ends = written("{} at every point.", scale.gained(low))
    return written(
        "The gain of {} over {} in {} is {}",
        quoted(result.folder.label(strategy)), quoted(result.folder.label(result.strategies[1])), label, ends,
    )  # fmt: skip


def column_heads(scales: Mapping[str, Scale], suffix: str) -> list[Text]:
    """Heads of the columns of outcomes, with units."""
    return [
        written(
            "{}<br><small>{}</small>",
            label_of(one),
            scale.difference if suffix else scale.unit,
        )
        for one, scale in scales.items()
    ]


def points_table(result: Swept) -> Table:
    """Every point: its outcomes, or of two strategies the paired gain of the first."""
    suffix, strategy = GAINED if len(result.strategies) > 1 else "", result.strategies[0]
    scales = {outcome: result.scale(outcome, suffix) for outcome in result.main}
    rows: list[tuple[Text, ...]] = []
    for row in result.rows[strategy]:
        values = [(scale, result.value(row, f"{outcome}{suffix}")) for outcome, scale in scales.items()]
        cells = [scale.cell(value, bool(suffix), bool(suffix) and not clear(value)) for scale, value in values]
        rows.append((*(plain(float(row[factor])) for factor in result.factors), *cells))
    what = written("The gain of {} at every point", quoted(result.folder.label(strategy))) if suffix else "Every point"
    return Table(
        caption=written("{}, with 95 % intervals over replicates", what),
        heads=(*map(code, result.factors), *column_heads(scales, suffix)),
        rows=tuple(rows),
        note="Grey: cannot be told apart from none." if suffix else "",
    )


def range_table(result: Swept, strategy: str, suffix: str = "") -> Table:
    """Table of quantiles of each outcome, or of its gain, over all points; each is the mean of a point."""
    rows, part = [], result.table[result.table["strategy"] == strategy]
    for outcome in result.outcomes:
        scale, column = result.scale(outcome, suffix), part[f"{outcome}{suffix}"]
        values = [float(column.quantile(place, interpolation="nearest")) for place in PLACES.values()]
        label = label_of(outcome)
        unit = (suffix and scale.difference) or scale.unit
        rows.append((label, unit, *(scale.number(value, bool(suffix)) for value in values)))
    label = quoted(result.folder.label(strategy))
    what = written("gains of {} over {}", label, quoted(result.folder.label(result.strategies[1]))) if suffix else ""
    return Table(
        caption=written("Where the {} lie over all points", what or written("outcomes of {}", label)),
        heads=("outcome", "unit", *PLACES),
        rows=tuple(rows),
    )
