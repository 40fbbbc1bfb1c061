"""What a visitor takes home: the scenario with the levers as they stand, and the weeks as a table."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from imsim.app.levers import levers_of
from imsim.app.session import Session
from imsim.outcomes import OUTCOMES
from imsim.scenarios.toml_text import scenario_text
from imsim.studies.files import harmless

if TYPE_CHECKING:
    import pandas as pd

Tree = dict[str, Any]


def saved_scenario(session: Session) -> str:
    """The scenario as a TOML file that `imsim` reads: complete in itself, strategies on the page as they stand there.

    They are not scaled to the budget any more. Two sides that show one strategy become two strategies.
    """
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
    return "\n".join([*opening(session), scenario_text(tree)])


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
            {"strategy": label_of(session, place), "week": range(1, session.week + 1)}
            | {outcome: side.weekly(outcome) for outcome in OUTCOMES}
        )
        for place, side in enumerate(session.sides)
    ]
    return harmless(pd.concat(tables, ignore_index=True))


def saved_weeks(session: Session) -> str:
    """The weeks as CSV, safe to open in a spreadsheet."""
    return str(weeks_table(session).to_csv(index=False, lineterminator="\n"))


def file_name(session: Session, suffix: str) -> str:
    """File name of a download: the scenario's name without letters that a file system may refuse."""
    stem = re.sub(r"[^A-Za-z0-9_-]+", "_", session.scenario.name).strip("_")[:60] or "scenario"
    return f"{stem}_{suffix}"
