"""What a visitor takes home: the scenario with the levers as they stand, and the weeks as a table."""

from __future__ import annotations

import copy
import io
import math
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from imsim.app.levers import levers_of
from imsim.app.session import Session
from imsim.outcomes import OUTCOMES
from imsim.scenarios.counts import count
from imsim.scenarios.toml_text import scenario_text
from imsim.studies.answer import Json
from imsim.studies.files import harmless

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

Tree = dict[str, Any]
# So many points wide is a panel of the figure.
PANEL = 96


def saved_scenario(session: Session) -> str:
    """The scenario as a TOML file that `imsim` reads: complete in itself, strategies on the page as they stand there.

    They are not scaled to the budget any more. Two sides that show one strategy become two strategies.
    """
    return "\n".join([*opening(session), scenario_text(tree_of(session))])


def tree_of(session: Session) -> Tree:
    """The scenario as plain tables, strategies on the page as they stand there."""
    tree: Tree = copy.deepcopy(session.scenario.tree)
    for place, case in enumerate(side.case for side in session.sides):
        name = name_of(session, place)
        strategy = tree["strategies"][name] = copy.deepcopy(tree["strategies"][case.strategy])
        strategy["label"] = label_of(session, place)
        strategy["scale"] = False
        for lever in levers_of(case):
            strategy["programmes"][lever.programme][lever.name] = lever.value
        if case.plan and case.plan.budget is not None:
            strategy["plan"]["budget"] = case.plan.budget
    return tree


def opening(session: Session) -> Iterator[str]:
    """Comments at the head of the file."""
    yield f"# Saved from the page of imsim app; random seed {session.seed}."
    yield "# The strategies that were on the page stand as their levers stood: imsim compare does not scale them."
    organisation = session.scenario.table.organisation
    if data := [name for name in (organisation.posts, organisation.ties) if name]:
        yield f"# It reads {' and '.join(data)}: keep this file beside them."


def name_of(session: Session, place: int) -> str:
    """Under which name a side is saved: its strategy's, and one of its own where both sides have that."""
    name = session.sides[place].case.strategy
    if place == 0 or session.sides[0].case.strategy != name:
        return name
    taken = session.scenario.tree["strategies"]
    return next(free for number in range(2, len(taken) + 3) if (free := f"{name[:50]}_{number}") not in taken)


def label_of(session: Session, place: int) -> str:
    """What a side is called in tables."""
    label = session.scenario.label(session.sides[place].case.strategy)
    same = place == 1 and session.sides[0].case.strategy == session.sides[1].case.strategy
    return f"{label[:50]}, B" if same else label


def weeks_table(session: Session) -> pd.DataFrame:
    """Every outcome of every week that has passed: a row a strategy and week."""
    import pandas as pd

    tables = [
        pd.DataFrame(
            {"strategy": label_of(session, place), "week": range(session.week)}
            | {outcome: side.weekly(outcome) for outcome in OUTCOMES}
        )
        for place, side in enumerate(session.sides)
    ]
    return harmless(pd.concat(tables, ignore_index=True))


def saved_weeks(session: Session) -> str:
    """The weeks as CSV, safe to open in a spreadsheet."""
    return str(weeks_table(session).to_csv(index=False, lineterminator="\n"))


def saved_figure(session: Session, suffix: str) -> bytes:
    """The curves as a figure for print: all panels, both sides, in imsim's style whatever the user's is.

    Args:
        session: the run.
        suffix: "png" or "svg".
    """
    from imsim.app.curves import curves
    from imsim.reporting.figures.page import own_style

    with own_style():
        figure = drawn(curves(session), session)
        content = io.BytesIO()
        figure.savefig(content, format=suffix, dpi=200, metadata={"Date": None} if suffix == "svg" else {})
    return content.getvalue()


def drawn(found: Json, session: Session, *, headed: bool = True) -> Figure:
    """A figure of panels of curves, under a title unless the page has one."""
    from imsim.app.curves import SIDE_COLORS
    from imsim.reporting.figures.page import Grouped, page, wrapped

    title = session.scenario.table.title or session.scenario.name
    how = f"random seed {session.seed}, one run, {session.week} of {count(session.weeks, 'week')}"
    note = f"{'; '.join(found['sides'])}; {how}"
    figure = page(title, note, 3.4, width=7.2) if headed else page("", "", 3.4, width=7.2)
    for axes, panel in zip(figure.subplots(2, 4).flat, found["panels"], strict=True):
        for line, color, dash in zip(panel["lines"], SIDE_COLORS, ("-", "--"), strict=False):
            axes.plot([math.nan if one is None else one for one in line["values"]], dash, color=color)
        for band, color in zip(panel["bands"], SIDE_COLORS, strict=False):
            low, high = (np.array(band[end], dtype=float) for end in ("low", "high"))
            axes.fill_between(range(len(low)), low, high, color=color, alpha=0.2, linewidth=0)
        axes.set(xlim=(0, found["weeks"]), ylim=(panel["axis"]["low"], panel["axis"]["high"]))
        axes.set_title(wrapped(panel["label"], PANEL, 7, "bold"), fontsize=7)
        axes.yaxis.set_major_formatter(Grouped())
        axes.set_ylabel(panel["unit"], fontsize=6)
        axes.tick_params(labelsize=6)
        for mark in found["marks"]:
            axes.axvline(mark["week"], color="#666666", linewidth=0.6, linestyle=":")
    for axes in figure.axes[4:]:
        axes.set_xlabel("week", fontsize=6)
    if len(found["sides"]) > 1:
        figure.axes[0].legend(figure.axes[0].get_lines()[:2], ["A", "B"], fontsize=6, frameon=False)
    return figure


def file_name(session: Session, suffix: str) -> str:
    """File name of a download: the scenario's name without letters that a file system may refuse."""
    stem = re.sub(r"[^A-Za-z0-9_-]+", "_", session.scenario.name).strip("_")[:60] or "scenario"
    return f"{stem}_{suffix}"
