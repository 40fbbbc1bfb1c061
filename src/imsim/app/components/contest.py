"""A challenge on the page: the budget to be divided, the debrief, and the board of the class."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import solara
from solara.alias import rv

from imsim.app import classroom
from imsim.app.components.parts import Arrived, Lines, Said, heading, paragraph, table
from imsim.app.lessons.board import LONGEST_NAME, Row
from imsim.app.lessons.challenge import Score
from imsim.engine.errors import InputError
from imsim.outcomes import OUTCOMES
from imsim.reporting.numbers import count, percent, typeset
from imsim.reporting.quantities import spelt_out
from imsim.studies.answer import Json

# Seconds between two looks at the board.
REFRESH = 2.0
SHOWN = 30


@solara.component_vue("shares.vue")
def Shares(channels: list[Json], money: str, longest: int, busy: bool, event_enter: Callable[[Any], None]) -> None:
    """Sliders that divide a budget, and a name; reports both when they are entered."""


def entered(data: Any) -> tuple[str, dict[str, float]]:
    """Name and plan that a browser sent; it may be anything.

    Raises:
        InputError: it is neither.
    """
    try:
        return str(data["name"]), {str(name): float(part) for name, part in data["plan"].items()}
    except (TypeError, KeyError, ValueError, AttributeError, OverflowError):
        raise InputError("plan: give a name, and a part of the budget for each programme") from None


class Entry:
    """One visitor's part in a challenge.

    Args:
        contest: in which the visitor takes part.
    """

    def __init__(self, contest: classroom.Contest) -> None:
        self.contest = contest
        self.busy = solara.reactive(False)
        self.problem = solara.reactive("")
        self.score: solara.Reactive[Score | None] = solara.reactive(None)
        self.rows = solara.reactive(contest.board.rows)
        # Who has seen the best plan known enters no more.
        self.ended = solara.reactive(False)

    def enter(self, data: Any) -> None:
        """Have a plan scored, unless one is being scored."""
        if not (self.busy.value or self.ended.value):
            self.busy.value, self.problem.value = True, ""
            threading.Thread(target=self._scored, args=(data,), daemon=True).start()

    def _scored(self, data: Any) -> None:
        try:
            self.score.value = self.contest.enter(*entered(data))
            self.rows.value = self.contest.board.rows
        except InputError as error:
            self.problem.value = "; ".join(error.lines)
        except Exception as error:
            self.problem.value = f"the plan could not be scored: {error}"
        finally:
            self.busy.value = False

    def watch(self) -> Callable[[], None]:
        """Look at the board now and then, until it is told to stop."""
        stop = threading.Event()

        def look() -> None:
            while not stop.wait(REFRESH):
                if (rows := self.contest.board.rows) != self.rows.value:
                    self.rows.value = rows

        threading.Thread(target=look, daemon=True).start()
        return stop.set


@solara.component
def ContestRoom(path: str) -> None:
    """One challenge: read, divide, score, and see what was lacking."""
    entry = solara.use_memo(lambda: Entry(classroom.contest(path)), [path])
    solara.use_effect(entry.watch, [])
    challenge = entry.contest.challenge
    lesson, goal = challenge.lesson, OUTCOMES[challenge.table.goal].label
    heading(1, lesson.table.title)
    Said(lesson.table.claim.text, lesson.table.claim.source)
    pairs = count(lesson.table.runs.replicates, "pair")
    paragraph(
        f"A plan is scored by {goal} gained over doing nothing, in {pairs} of runs whose random numbers nobody has "
        "seen. Try several: the board keeps your best."
    )
    paragraph(spelt_out([challenge.table.goal, *lesson.outcomes]), "imsim-note")
    if not entry.ended.value:
        Division(entry)
    with rv.Html(tag="div", attributes={"role": "status", "aria-live": "polite"}):
        if entry.problem.value:
            rv.Alert(type="error", dense=True, children=[entry.problem.value], class_="imsim-problem")
        elif entry.busy.value:
            paragraph("Scoring: this takes some seconds, and plans of others come first that were entered before.")
        elif entry.score.value is not None:
            Debrief(entry, entry.score.value)
    Standing(entry.rows.value)


@solara.component
def Division(entry: Entry) -> None:
    """The budget, and what it may go to."""
    challenge = entry.contest.challenge
    channels = [
        {"name": name, "label": label, "limit": f"(can use {percent(most)})" if most < 1 else ""}
        for (name, label), most in zip(challenge.channels.items(), challenge.most.values(), strict=True)
    ]
    Shares(
        channels=channels, money=challenge.money, longest=LONGEST_NAME, busy=entry.busy.value, event_enter=entry.enter
    )


@solara.component
def Debrief(entry: Entry, score: Score) -> None:
    """What a plan reached, how far that is from the best known, and why; the best known itself for who gives up."""
    contest = entry.contest
    Arrived(text="What your plan reached")
    Lines([typeset(text) for text in contest.challenge.debrief(score)])
    if score.sentences:
        heading(2, "What it lacked, and what it has")
        Lines([typeset(text) for text in score.sentences])
    if entry.ended.value:
        Arrived(text="The best plan known")
        Lines([typeset(text) for text in contest.challenge.solution(score.plan)])
    else:
        solara.Button(
            "I am done: show the best plan known", on_click=lambda: entry.ended.set(True), outlined=True,
            classes=["imsim-done"],
        )  # fmt: skip
        paragraph("Whoever has seen it enters no more plans.", "imsim-note")
    if contest.challenge.lesson.table.field is not None:
        heading(2, "In the field")
        Said(contest.challenge.lesson.table.field.text, contest.challenge.lesson.table.field.source)


@solara.component
def Standing(rows: list[Row]) -> None:
    """The board, best first."""
    heading(2, "The board")
    if not rows:
        paragraph("Nobody has entered a plan yet.")
        return
    lines = [(f"{place}. {row.name}", typeset(row.score), row.plan) for place, row in enumerate(rows[:SHOWN], 1)]
    table(("name", "gain", "plan"), lines, "imsim-board")
    if len(rows) > SHOWN:
        paragraph(f"and {len(rows) - SHOWN} more")
