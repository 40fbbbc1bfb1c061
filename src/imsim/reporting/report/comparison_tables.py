"""The tables of a comparison: what changes, where money goes, how sure the ranking is, every outcome."""

from __future__ import annotations

from markupsafe import Markup

from imsim.outcomes import OUTCOMES
from imsim.reporting import numbers
from imsim.reporting.intervals import clear
from imsim.reporting.quantities import label_of, mark_of
from imsim.reporting.report.compared import Compared
from imsim.reporting.report.parts import Table, Text, code, name, written
from imsim.reporting.report.values import Scale, plain, scale_of

CHANGES = ("acsi", "turnover", "profit")
GAINS = {"customers": "through customers", "turnover": "through staff turnover", "all": "in all"}


def changes_table(result: Compared) -> Table:
    """Each strategy against the reference, the one that pleases customers most first."""
    order = result.order
    scales = {outcome: result.scale(outcome) for outcome in CHANGES}
    costs, point, cash = result.costs, Scale.on_page(result.scales.per_point), Scale.on_page(result.scales.per_cash)
    rows = []
    for one in order:
        row, gains = result.rows[one], [(scales[outcome], result.gain(one, outcome)) for outcome in CHANGES]
        rows.append(
            (
                result.label(one) + Markup(mark_of(row)),
                *(scale.cell(gain, signed=True, faint=not clear(gain)) for scale, gain in gains),
                costs.cell(row["cost"]),
                point.number(row["cost_per_point"]),
                cash.number(row["return_on_cash"], signed=True),
            )
        )
    heads = [written("{}<br><small>{}</small>", label_of(key), one.difference) for key, one in scales.items()]
    marks = {mark_of(result.rows[one]) for one in order}
    notes = [
        "Paired differences with their 95 % intervals below, which hold jointly in a column; grey: cannot be told "
        "apart from no change. Cost is cash and paid working time. A dash: the gain is not clear enough to divide by."
    ]
    notes += [" * Under budget: more of it would be of no use."] if "*" in marks else []
    notes += [" ! Over budget: what does not scale in it costs more already."] if "!" in marks else []
    notes += [" ~ It cost over a twentieth more or less than was reckoned before the run."] if "~" in marks else []
    return Table(
        caption=written("What each strategy changes, compared with {}", result.said(result.reference)),
        heads=(
            "strategy", *heads, written("cost<br><small>{}</small>", costs.unit),
            written("per ACSI point<br><small>{}</small>", point.unit),
            written("profit per cash<br><small>{0} per {0}</small>", result.folder.money.currency),
        ),
        rows=tuple(rows),
        note="".join(notes),
    )  # fmt: skip


def money_table(result: Compared) -> Table:
    """Where the money of each strategy goes and comes from."""
    gain, spent = Scale.on_page(result.scales.earned), result.costs
    worth = (result.rows[one]["net_present_value"] for one in result.order)
    value = Scale.on_page(numbers.scale_of("money", worth, result.folder.money))
    full = scale_of("", ({"mean": result.rows[one]["return_on_cost"]} for one in result.order))
    rows = []
    for one in result.order:
        row = result.rows[one]
        earned = [row["gained_through"][key] for key in GAINS]
        rows.append(
            (
                result.label(one),
                *(spent.number(row[f"{kind}_per_year"]) for kind in ("planned", "cash", "time")),
                *(gain.cell(part, signed=True, faint=not clear(part)) for part in earned),
                full.number(row["return_on_cost"], signed=True),
                value.cell(row["net_present_value"], signed=True, faint=not clear(row["net_present_value"])),
                "never" if row["payback_weeks"] is None else plain(row["payback_weeks"]),
            )
        )
    return Table(
        caption="What each takes and what it brings, before programme cash",
        heads=(
            "strategy",
            *(written("{}<br><small>{}</small>", word, spent.unit) for word in ("planned", "cash", "working time")),
            *(written("{}<br><small>{}</small>", words, gain.unit) for words in GAINS.values()),
            written("profit per full cost<br><small>{0} per {0}</small>", result.folder.money.currency),
            written("net present value<br><small>{}</small>", value.unit),
            written("paid back<br><small>weeks</small>"),
        ),
        rows=tuple(rows),
        note=(
            "Through customers: margin on more revenue. Through staff turnover: less replacement and payroll cost. "
            "Full cost: cash and working time. Net present value: of the profit gained, discounted to the start."
        ),
    )  # fmt: skip


def lead_table(result: Compared) -> Table:
    """Table of the lead in each main outcome over each strategy."""
    scales = {key: scale_of(key, result.lead(key).values(), result.folder.money) for key in result.answer["leaders"]}
    rows = []
    for one in (result.reference, *result.order):
        cells: list[Text] = []
        for outcome, scale in scales.items():
            gain = result.lead(outcome).get(one)
            cells.append("leads" if gain is None else scale.cell(gain, signed=True, faint=not clear(gain)))
        rows.append((result.label(one), *cells))
    heads = [
        written("{}: {}<br><small>{}</small>", label_of(key), result.label(result.leader(key)), scale.difference)
        for key, scale in scales.items()
    ]
    return Table(
        caption="How far the best of each outcome is ahead of the others",
        heads=("compared with", *heads),
        rows=tuple(rows),
        note=(
            "Paired differences with their 95 % intervals, which hold jointly in a column; grey: the two cannot be "
            "told apart. The best was chosen after the runs."
        ),
    )


def outcomes_table(result: Compared) -> Table:
    """Every outcome of the reference and of the strategy that pleases customers most."""
    one, rows = result.shown_off(), []
    for outcome in result.rows[one]["outcomes"]:
        levels = [result.level(strategy, outcome) for strategy in (result.reference, one)]
        gain, level = result.gain(one, outcome), Scale.on_page(result.scales.level(outcome))
        rows.append(
            (
                label_of(outcome) if outcome in OUTCOMES else name(outcome),
                level.unit,
                *(level.cell(value) for value in levels),
                result.scale(outcome).cell(gain, signed=True, faint=not clear(gain)),
            )
        )
    return Table(
        caption=written("Every outcome of {} and of {}", result.said(result.reference), result.said(one)),
        heads=("outcome", "unit", result.label(result.reference), result.label(one), "paired difference"),
        rows=tuple(rows),
        note=written("The same of every strategy stands in {}.", code("table.csv")),
    )
