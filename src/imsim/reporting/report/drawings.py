"""Figures of a report, drawn from the tables of the study, as SVG inside the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup
from matplotlib import style
from matplotlib.figure import Figure

from imsim.evidence.path_coefficients import ServiceProfitChain
from imsim.evidence.patterns import PATTERNS
from imsim.evidence.validation import PatternFinding, PatternStudy
from imsim.reporting import figures
from imsim.reporting.figures.page import settings
from imsim.reporting.figures.sweep import factors_of
from imsim.reporting.quantities import label_of
from imsim.reporting.report.folder import Folder
from imsim.reporting.report.parts import Drawing, Text, headed, written
from imsim.studies.comparison import JUDGED_BY

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WHOLE = re.compile(r"<svg.*</svg>", re.DOTALL)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
# Names inside one figure: they must not meet those of another figure on the page.
NAMED = re.compile(r'(\bid="|href="#|url\(#)')
UNSIGNED = dict.fromkeys(("Date", "Creator", "Format", "Type"))


def inline(figure: Figure, key: str) -> Markup:
    """A figure as an SVG element; letters are shapes, so no name can become markup.

    Args:
        figure: as drawn.
        key: unique on the page.
    """
    text = StringIO()
    with style.context(settings()):
        figure.savefig(text, format="svg", metadata=UNSIGNED)
    result = WHOLE.search(COMMENT.sub("", text.getvalue()))
    assert result
    return Markup(NAMED.sub(rf"\g<1>{key}-", result[0]))


def drawing(drawn: Axes | Figure, key: str, caption: Text) -> Drawing:
    """A figure with its caption, which is also its text alternative."""
    figure = drawn if isinstance(drawn, Figure) else figures.figure_of(drawn)
    return Drawing(inline(figure, key), caption, str(written("{}", caption).striptags()))


def words_of(folder: Folder) -> figures.Words:
    """Labels of figures, without the title of the company, which heads the page."""
    return replace(figures.Words.of(folder.scenario), title="", money=folder.money)


def gains(folder: Folder, reference: str) -> Iterator[Drawing]:
    """What each strategy changed, and at what cost."""
    table, words = folder.table("table.csv"), words_of(folder)
    for outcome in JUDGED_BY:
        yield drawing(
            figures.paired_differences(table, outcome, reference=reference, words=words),
            f"{outcome}-gained",
            f"{headed(label_of(outcome))}: difference to the reference, replicate by replicate; grey: cannot be told "
            "apart from none.",
        )
    runs = folder.table("runs.parquet")
    yield drawing(
        figures.cost_effect(runs, reference=reference, words=words),
        "cost-effect",
        "What each strategy costs and what it gains: up and to the left is better.",
    )


def weeks(folder: Folder, reference: str) -> Iterator[Drawing]:
    """Figures over the weeks."""
    table, words = folder.table("weeks.parquet"), words_of(folder)
    for outcome in JUDGED_BY:
        yield drawing(
            figures.fan_chart(table, outcome, reference=reference, words=words),
            f"{outcome}-weeks",
            f"{headed(label_of(outcome))} over the weeks.",
        )


def departments(folder: Folder, reference: str) -> Iterator[Drawing]:
    """What the best strategy changed in each department, where that was looked at."""
    table = folder.table("departments.parquet")
    seen = [name for name in dict.fromkeys(table["strategy"]) if name != reference]
    for best in seen[:1]:
        drawn = figures.department_heat_map(table, strategy=best, against=reference, words=words_of(folder))
        yield drawing(drawn, "departments", "What the best strategy changed in each department, week by week.")


def responses(folder: Folder, outcome: str) -> Iterator[Drawing]:
    """An outcome over the points of a sweep."""
    table, words = folder.table("table.csv"), words_of(folder)
    if not table[outcome].notna().any():
        return
    factors, grid = factors_of(table), folder.manifest["options"]["design"]["kind"] == "grid"
    strategies = folder.manifest["options"]["arms"]
    label = headed(label_of(outcome))
    if len(factors) == 1 or (grid and len(factors) == 2 and len(strategies) == 1):
        drawn = figures.response(table, factors[0], outcome, words=words)
        yield drawing(drawn, f"{outcome}-response", f"{label} at each level.")
    if grid and len(factors) == 2:
        against = strategies[1] if len(strategies) > 1 else None
        drawn = figures.heat_map(table, (factors[0], factors[1]), outcome, against=against, words=words)
        yield drawing(drawn, f"{outcome}-map", f"{label} where both take other values.")
    elif len(factors) > 1:
        drawn_all = figures.responses(table, outcome, words=words)
        yield drawing(drawn_all, f"{outcome}-responses", f"{label} at every point, by the factors that move it most.")


def moved(folder: Folder, outcome: str) -> Iterator[Drawing]:
    """What moves an outcome of a sensitivity analysis."""
    table, words, answer = folder.table("table.csv"), words_of(folder), folder.answer
    result, label = answer["outcomes"][outcome], label_of(outcome)
    if result["constant"]:
        return
    bars = figures.index_bars(table, outcome, noise_share=result["noise_share"], words=words)
    yield drawing(bars, f"{outcome}-indices", f"Indices of {label}.")
    if answer["method"] == "morris":
        plane = figures.morris_plane(table, outcome, words=words)
        yield drawing(plane, f"{outcome}-morris", f"Size and spread of the effects on {label}.")
    if result.get("swings"):
        tornado = figures.tornado(folder.table("swings.csv"), outcome, words=words)
        yield drawing(tornado, f"{outcome}-tornado", f"{headed(label)} where a factor is low and where it is high.")
    if result["convergence"]:
        curves = figures.convergence(table, outcome, words=words)
        yield drawing(curves, f"{outcome}-convergence", "How the indices settled as the sample grew.")


def ranked(folder: Folder, outcome: str) -> Iterator[Drawing]:
    """Figures of the ranking and, where any is clear, of switching factors."""
    table, words, result = folder.table("table.csv"), words_of(folder), folder.answer["outcomes"][outcome]
    ranking = figures.ranking(table, outcome, words=words)
    yield drawing(ranking, f"{outcome}-ranking", f"How often each is best by {label_of(outcome)}, and its regret.")
    if any(factor["clear"] for factor in result["turned_by"]):
        factors = pd.DataFrame(result["turned_by"])
        drawn = figures.switching_factors(factors, outcome, first=result["first"], second=result["second"], words=words)
        yield drawing(drawn, f"{outcome}-turns", "What turns the ranking of the two best.")


def in_bands(folder: Folder) -> Drawing:
    """Every pattern on the scale of its band."""
    answer = folder.answer
    findings = tuple(
        PatternFinding(
            PATTERNS[row["id"]], *(float("nan") if row[key] is None else row[key] for key in ("simulated", "error"))
        )
        for row in answer["patterns"]
    )
    bonus = answer["bonus_percentage"]
    study = PatternStudy(answer["seed"], answer["units"], findings, float("nan") if bonus is None else bonus)
    caption = "Bar: published band; gap in it: target; point: simulated, with two standard errors."
    return drawing(figures.patterns_in_bands(study), "patterns", caption)


def paths(folder: Folder) -> Drawing:
    """The service-profit chain as a path diagram."""
    caption = (
        "Left: standardised paths over units, as surveys see them; right: what a stage does to the next when it alone "
        "is pushed; both in standard deviations of units, with standard errors."
    )
    return drawing(figures.path_diagram(chain_in(folder)), "paths", caption)


def chain_in(folder: Folder) -> ServiceProfitChain:
    """The chain that a folder holds."""
    assert folder.scenario
    return ServiceProfitChain.from_json(folder.answer, folder.scenario)
