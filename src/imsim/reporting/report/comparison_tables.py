"""The tables of a comparison: what changes, where money goes, how sure the ranking is, every outcome."""

from __future__ import annotations

from markupsafe import Markup

from imsim.outcomes import OUTCOMES
from imsim.reporting.numbers import clear, digits_for, scale_of, shown
from imsim.reporting.report.compared import Compared, Row
from imsim.reporting.report.parts import Table, Text, code, name, written

CHANGES = ("acsi", "turnover", "profit")
GAINS = {"customers": "through customers", "turnover": "through turnover", "all": "in all"}


def changes_table(found: Compared) -> Table:
    """Each strategy against the reference, the one that pleases customers most first."""
    order = found.order
    scales = {outcome: found.scale(outcome) for outcome in CHANGES}
    costs = found.money(found.rows[one]["cost"] for one in order)
    point = found.money({"mean": found.rows[one]["cost_per_point"], "low": None, "high": None} for one in order)
    cash = digits_for({"mean": found.rows[one]["return_on_cash"]} for one in order)
    rows = []
    for one in order:
        row, gains = found.rows[one], [(scales[outcome], found.gain(one, outcome)) for outcome in CHANGES]
        rows.append(
            (
                found.label(one) + Markup(mark(row)),
                *(scale.cell(gain, signed=True, faint=not clear(gain)) for scale, gain in gains),
                costs.cell(row["cost"]),
                point.number(row["cost_per_point"]),
                shown(row["return_on_cash"], cash, signed=True),
            )
        )
    heads = [written("{}<br><small>{}</small>", OUTCOMES[key].label, one.difference) for key, one in scales.items()]
    marks = {mark(found.rows[one]) for one in order}
    notes = [
        "Paired differences with their 95 % intervals below; grey: cannot be told apart from no change. "
        "Cost is cash and paid working time. A dash: the gain is not clear enough to divide by."
    ]
    notes += [" * Under budget: more of it would be of no use."] if "*" in marks else []
    notes += [" ! Over budget: what does not scale in it costs more already."] if "!" in marks else []
    return Table(
        caption=written("What each strategy changes, compared with {}", found.said(found.reference)),
        heads=(
            "strategy", *heads, written("cost<br><small>{}</small>", costs.unit),
            written("per ACSI point<br><small>{}</small>", point.unit),
            written("profit per cash<br><small>{0} per {0}</small>", found.folder.currency),
        ),
        rows=tuple(rows),
        note="".join(notes),
    )  # fmt: skip


def mark(row: Row) -> str:
    """A sign for strategies that do not cost what was planned for all."""
    return "*" if row["under_budget"] else "!" if row.get("over_budget") else ""


def money_table(found: Compared) -> Table:
    """Where the money of each strategy goes and comes from."""
    gains = {key: found.money(found.rows[one]["gained_through"][key] for one in found.others) for key in GAINS}
    spent = found.money({"mean": found.rows[one]["cost_per_year"], "low": None, "high": None} for one in found.others)
    rows = []
    for one in found.order:
        row = found.rows[one]
        earned = [(scale, row["gained_through"][key]) for key, scale in gains.items()]
        rows.append(
            (
                found.label(one),
                *(spent.number(row[f"{kind}_per_year"]) for kind in ("planned", "cash", "time")),
                *(scale.cell(gain, signed=True, faint=not clear(gain)) for scale, gain in earned),
            )
        )
    return Table(
        caption="What each takes and what it brings, before programme cash",
        heads=(
            "strategy",
            *(written("{}<br><small>{}</small>", word, spent.unit) for word in ("planned", "cash", "working time")),
            *(written("{}<br><small>{}</small>", words, gains[key].unit) for key, words in GAINS.items()),
        ),
        rows=tuple(rows),
        note="Through customers: margin on more revenue. Through turnover: less replacement and payroll cost.",
    )  # fmt: skip


def lead_table(found: Compared) -> Table:
    """How far the leader of each of the main outcomes is ahead of each strategy."""
    scales = {key: scale_of(key, found.lead(key).values(), found.folder.currency) for key in found.told["leaders"]}
    rows = []
    for one in (found.reference, *found.order):
        cells: list[Text] = []
        for outcome, scale in scales.items():
            gain = found.lead(outcome).get(one)
            cells.append("leads" if gain is None else scale.cell(gain, signed=True, faint=not clear(gain)))
        rows.append((found.label(one), *cells))
    heads = [
        written("{}: {}<br><small>{}</small>", OUTCOMES[key].label, found.label(found.leader(key)), scale.difference)
        for key, scale in scales.items()
    ]
    return Table(
        caption="How far the best of each outcome is ahead of the others",
        heads=("compared with", *heads),
        rows=tuple(rows),
        note=(
            "Paired differences with their 95 % intervals; grey: the two cannot be told apart. Each interval holds for "
            "itself: among many, one in twenty leaves zero out by luck alone, and the best was chosen after the runs."
        ),
    )


def outcomes_table(found: Compared) -> Table:
    """Every outcome of the reference and of the strategy that pleases customers most."""
    one, rows = found.shown_off(), []
    for outcome in found.rows[one]["outcomes"]:
        levels = [found.level(strategy, outcome) for strategy in (found.reference, one)]
        gain = found.gain(one, outcome)
        scale = scale_of(outcome, [gain, *levels], found.folder.currency)
        rows.append(
            (
                OUTCOMES[outcome].label if outcome in OUTCOMES else name(outcome),
                scale.unit,
                *(scale.cell(level) for level in levels),
                scale.cell(gain, signed=True, faint=not clear(gain)),
            )
        )
    return Table(
        caption=written("Every outcome of {} and of {}", found.said(found.reference), found.said(one)),
        heads=("outcome", "unit", found.label(found.reference), found.label(one), "paired difference"),
        rows=tuple(rows),
        note=written("The same of every strategy stands in {}.", code("table.csv")),
    )
