"""Presentation of a comparison of strategies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from imsim.reporting.kinds import Presentation
from imsim.studies import files
from imsim.studies.answer import Json
from imsim.studies.comparison import JUDGED_BY, Comparison
from imsim.studies.labelled import runs_frame, weeks_frame

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from imsim.reporting.report.folder import Folder
    from imsim.reporting.report.parts import Page

USUAL_OUTCOME = "acsi"
# Outcomes over the weeks, as they are or as differences to the reference: Monte-Carlo noise moves profit more than
# strategies do.
COURSES = (("acsi", False), ("acsi", True), ("profit", True), ("turnover", False))


def figures(result: Comparison) -> Iterator[tuple[str, Figure]]:
    """Gains, weeks and cost of a comparison, and what went on in the departments."""
    from imsim.reporting.figures import Words, cost_effect, fan_chart, figure_of

    words, reference = Words.of(result.scenario), result.reference
    runs, weeks = runs_frame(result), weeks_frame(result)
    for outcome in JUDGED_BY:
        yield outcome, gains(result, outcome, noted=True)
    for outcome, gained in COURSES:
        if gained and len(result.names) < 2:
            continue
        course = fan_chart(weeks, outcome, reference=reference, gained=gained, words=words)
        yield f"{outcome}_{'gained_' if gained else ''}weeks", figure_of(course)
    if len(result.names) > 1:
        yield "cost_effect", figure_of(cost_effect(runs, reference=reference, words=words))
    yield from departments(result)


def departments(result: Comparison) -> Iterator[tuple[str, Figure]]:
    """Departments over the weeks, and the employees of the best strategy at the end."""
    from imsim.reporting.figures import Words, department_heat_map, figure_of, network

    words, seen = Words.of(result.scenario), result.departments
    *others, best = sorted(dict.fromkeys(seen.employees["strategy"]), key=lambda name: name != result.reference)
    against = others[0] if others else None
    heat = department_heat_map(seen.departments, strategy=best, against=against, words=words)
    yield "departments", figure_of(heat)
    employees = seen.employees[seen.employees["strategy"] == best]
    yield "network", figure_of(network(seen.organisation, employees, "performance", words=words))


def gains(result: Comparison, outcome: str, noted: bool = False) -> Figure:
    """Paired differences to the reference with intervals, best at the top."""
    from imsim.reporting.figures import Words, figure_of, paired_differences

    level = "paired differences, 95 % intervals that hold jointly"
    note = f"{result.replicates} replicates; {level}" if noted and result.replicates > 1 else ""
    words = Words.of(result.scenario)
    return figure_of(paired_differences(result.table, outcome, reference=result.reference, words=words, note=note))


def figure(result: Comparison, outcome: str | None = None) -> Figure:
    """The gains of every strategy in an outcome, ACSI by default."""
    return gains(result, outcome or USUAL_OUTCOME)


def page(folder: Folder) -> Page:
    """The report of `imsim compare` and of `imsim run`."""
    from imsim.reporting.report.comparison import comparison_page

    return comparison_page(folder)


def show(result: Comparison) -> None:
    """Strategies side by side."""
    from imsim.reporting.terminal import comparison

    comparison.show(result)


def summary(result: Comparison) -> pd.DataFrame:
    """Strategies side by side, as in the terminal."""
    from imsim.reporting.terminal.comparison import ComparisonTexts, comparison_table, mark_lines

    texts = ComparisonTexts(result)
    frame = comparison_table(texts).frame()
    frame.attrs["notes"] = [*mark_lines(texts.scales)]
    return frame


def told(result: Comparison) -> dict[str, Json]:
    """The first replicate told: the strategy that pleases customers most beside the reference.

    Nothing where that is all there is, or where the firm is too large to be remembered person by person.
    """
    from imsim.reporting.chronicle.digest import with_digest
    from imsim.reporting.chronicle.recording import MOST_POSTS
    from imsim.reporting.chronicle.story import told_cases
    from imsim.scenarios.simulation import Simulation

    setting, cases = result.scenario.setting(), {one.case.strategy: one.case for one in result.strategies}
    reference = cases.pop(result.reference)
    if not cases or setting.organisation.posts > MOST_POSTS:
        return {}
    best = max(cases, key=lambda name: result.difference(USUAL_OUTCOME, name).mean)
    simulation = Simulation(setting, [cases[best], reference], [0], result.seed)
    return {files.STORY: with_digest(told_cases(result.scenario, simulation))}


PRESENTATION = Presentation("compare", figures, figure, page, show, summary, told)
