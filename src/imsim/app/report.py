"""One run on one page of paper: what was asked, what came out and how sure that is, the curves, what happened."""

from __future__ import annotations

from dataclasses import dataclass, replace

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

import imsim
from imsim.app import levers, verdict, words
from imsim.app.chronicle import TOO_LARGE, story_of
from imsim.app.curves import NOTHING, Overlay, curves, side_name
from imsim.app.marks import marked_weeks
from imsim.app.saving import drawn
from imsim.app.session import Session
from imsim.app.settings import query_of
from imsim.app.trials import ManyRuns
from imsim.reporting.chronicle.digest import Digest, digest_of
from imsim.reporting.chronicle.words import spoken
from imsim.reporting.figures.page import own_style
from imsim.reporting.numbers import count, number, typeset
from imsim.reporting.quantities import ABBREVIATIONS
from imsim.reporting.report.drawings import inline

# Levers of a side that are told by name; more are counted.
MOST_LEVERS = 3
# Letters of an address that find room on the page of paper.
LONGEST_ADDRESS = 240


@dataclass(frozen=True)
class Line:
    """One line of the settings: what, and how it stands."""

    what: str
    text: str


def saved_report(session: Session, many: ManyRuns | None = None, overlay: Overlay = NOTHING) -> str:
    """The report as one HTML file without network and script, which prints on one page of A4.

    Args:
        session: the run.
        many: runs of the same with other random numbers: the verdict has intervals then.
        overlay: what the page's curves show besides the run, of which the bands of many runs are drawn here, too.
    """
    environment = Environment(
        loader=ChoiceLoader([PackageLoader("imsim.app", "."), PackageLoader("imsim.reporting", "report")]),
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    with own_style():
        figure = inline(drawn(curves(session, overlay=replace(overlay, kept=())), session, headed=False), "curves")
    return environment.get_template("report.html.j2").render(
        question=words.question(session),
        description=session.scenario.table.description,
        found=verdict.verdict(session, many),
        settings=list(settings_told(session)),
        figure=figure,
        marks="; ".join(marked_weeks(session)),
        bands=overlay.words,
        told=told_in(session),
        untold=TOO_LARGE,
        typeset=typeset,
        measured=ABBREVIATIONS["acsi"],
        version=imsim.__version__,
        query=query_of(session.settings, session.sources),
        longest=LONGEST_ADDRESS,
    )


def settings_told(session: Session) -> list[Line]:
    """What the run was made of: strategies with their costs and the levers that were moved, seed, weeks."""
    sides = [
        Line(side_name(session, place), "; ".join([words.cost(session, place), *moved(session, place)]))
        for place in range(len(session.sides))
    ]
    run = f"{session.week} of {count(session.weeks, 'week')}, random seed {session.seed}"
    return [*sides, Line("run", run)]


def moved(session: Session, place: int) -> list[str]:
    """Levers of a side that are not where the budget puts them."""
    meanings = {one.key: one.meaning for one in levers.levers_of(session.sides[place].case)}
    found = [
        f"{spoken(key[0])}: {meanings[key]} {number(value, 4).rstrip('0').rstrip('.')}"
        for key, value in session.settings.sides[place].levers
    ]
    more = [f"and {count(len(found) - MOST_LEVERS, 'more lever')} moved"] if len(found) > MOST_LEVERS else []
    return [*found[:MOST_LEVERS], *more]


def told_in(session: Session) -> Digest | None:
    """The first screen of the run's story; None before there are weeks, and in a firm too large for one."""
    story = story_of(session, 0) if session.week else None
    return None if story is None else digest_of(story)
