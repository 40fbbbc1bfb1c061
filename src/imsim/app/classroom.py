"""Lessons on the page, without a browser: runs that all visitors share, the figure of a difference, the class's board.

A lesson's runs are the same for everybody, so a server makes them once: whoever asks first starts them, others follow.
"""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, wraps
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode

import numpy as np
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from imsim.app.lessons.board import Board, Row, name_on_board
from imsim.app.lessons.challenge import Challenge, Score, drawn_seed
from imsim.app.lessons.loading import Lesson, builtin_lessons, is_lesson, load_lesson
from imsim.app.lessons.results import course
from imsim.app.lessons.running import Runs, runs_of
from imsim.app.settings import MOST_LETTERS, company_names
from imsim.engine.errors import InputError
from imsim.outcomes import OUTCOMES
from imsim.reporting.numbers import money_of, scale_of
from imsim.scenarios.loading import is_file
from imsim.scenarios.scenario import load
from imsim.studies.answer import Json

# Environment variables that tell the page, which Solara loads by name in each process that serves it, with which lesson
# to begin, of the board, and the seed that hidden runs have in all of these processes.
LESSON, BOARD, HIDDEN = "IMSIM_APP_LESSON", "IMSIM_APP_BOARD", "IMSIM_APP_HIDDEN_SEED"
# The list of all lessons: where it stands in place of a lesson's file, and what an address calls it.
LIST, ALL = "", "all"
# Outcomes that jump from week to week are drawn as means over a quarter.
JUMPY = ("money/year", "share/year")
QUARTER = 13
Values = NDArray[np.float64]
Made = TypeVar("Made")
_making = threading.RLock()


def made_once(make: Callable[..., Made]) -> Callable[..., Made]:
    """Make something once for all visitors, also where two of them ask at the same moment."""
    kept = cache(make)

    @wraps(make)
    def made(*arguments: str) -> Made:
        with _making:
            return kept(*arguments)

    return made


def begin_with(lesson: str | None, board: Path | None, jobs: int | None = None) -> str | None:
    """Have the page begin with a lesson, and keep a class's board in a file.

    Args:
        lesson: name or file; None for the firm.
        board: CSV file.
        jobs: processes that were asked for, each of which would have a board of its own.

    Returns:
        The company that the lesson is about; None without a lesson, or where the lesson's firm is all its own.

    Raises:
        InputError: the lesson cannot be used, or the file of the board cannot be written.
    """
    read = None if lesson is None else load_lesson(lesson)
    if board is not None:
        if read is None or read.table.kind != "challenge":
            raise InputError("--board: is of use with --lesson CHALLENGE only")
        if (jobs or 1) > 1:
            raise InputError(f"--jobs {jobs}: with --board it must be 1: one process keeps the class's board")
        Board(board)
        os.environ[BOARD] = str(board.resolve())
    os.environ[HIDDEN] = str(drawn_seed())
    if read is None:
        return None
    os.environ[LESSON] = str(read.path.resolve())
    return company_of(read)


def company_of(lesson: Lesson) -> str | None:
    """The scenario that the firm of a lesson extends, if there is one that the page can show."""
    extends = str(lesson.table.firm.get("extends", ""))
    if not extends:
        return None
    beside = lesson.path.parent / extends
    company = str(beside) if is_file(beside) else extends
    return company if load(company).strategies else None


def first_lesson() -> str | None:
    """The lesson that the page begins with: a file."""
    return os.environ.get(LESSON)


# Lessons as addresses


def lesson_query(path: str) -> str:
    """The query of the address of a lesson, or of the list of all."""
    names = {file: name for name, file in company_names(list(known_lessons())).items()}
    return urlencode({"lesson": names.get(path, ALL)})


def opened_by(query: str) -> str | None:
    """What an address opens: a lesson's file, the list of all where it knows none of that name, or None for the firm.

    An address that names a run opens that run, whatever the page begins with.
    """
    found = dict(parse_qsl(query[:MOST_LETTERS], keep_blank_values=True))
    if "lesson" in found:
        return company_names(list(known_lessons())).get(found["lesson"], LIST)
    return None if "company" in found else first_lesson()


@made_once
def known_lessons() -> dict[str, Lesson]:
    """What the page lists: file -> lesson. The one it begins with is the first, if it is nobody else's."""
    paths = [str(path) for path in builtin_lessons().values()]
    if (first := first_lesson()) is not None and first not in paths:
        paths.insert(0, first)
    return {path: load_lesson(path) for path in paths if is_lesson(path)}


class SharedRuns:
    """The runs of a lesson, which are made once, in a thread, and followed by all who wait.

    Args:
        lesson: whose runs.
    """

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.runs: Runs | None = None
        self.problem = ""
        self._changed = threading.Condition()
        self._begun = False

    @property
    def done(self) -> bool:
        """Whether all runs are there, or will never be."""
        return bool(self.problem) or (self.runs is not None and self.runs.done)

    @property
    def finished(self) -> int:
        """Pairs of runs that are there."""
        return 0 if self.runs is None else self.runs.replicates

    def begin(self) -> None:
        """Start, if nobody has."""
        with self._changed:
            if self._begun:
                return
            self._begun = True
        threading.Thread(target=self._make, daemon=True).start()

    def follow(self, tell: Callable[[int], object], stop: threading.Event) -> None:
        """Tell how many pairs there are whenever there are more, until all are there or nobody listens."""
        while not stop.is_set():
            told = self.finished
            tell(told)
            if self.done:
                return
            with self._changed:
                self._changed.wait_for(lambda told=told: self.finished != told or self.done, timeout=1.0)  # type: ignore[misc]
        return

    def _make(self) -> None:
        try:
            for runs in runs_of(self.lesson):
                self._set(runs, "")
        except Exception as error:
            # Whatever it is: those who wait are told, and do not wait for ever.
            self._set(self.runs, str(error) or type(error).__name__)

    def _set(self, runs: Runs | None, problem: str) -> None:
        with self._changed:
            self.runs, self.problem = runs, problem
            self._changed.notify_all()


@made_once
def shared_runs(path: str) -> SharedRuns:
    """The runs of one lesson on this server."""
    return SharedRuns(known_lessons()[path])


@dataclass
class Contest:
    """A challenge on this server, and the board of those who take part."""

    challenge: Challenge
    board: Board

    def enter(self, name: str, plan: Mapping[str, float]) -> Score:
        """Score a plan, and put it on the board under a name.

        Raises:
            InputError: the name or the plan cannot be used.
        """
        shown = name_on_board(name)
        score = self.challenge.score(plan)
        gain = score.gain
        written, said = self.challenge.written(gain), self.challenge.said(score.plan)
        self.board.add(Row(shown, gain.mean, gain.low, gain.high, written, said))
        return score


@made_once
def contest(path: str) -> Contest:
    """The challenge of one file on this server; the board's file is for the one it began with."""
    file = os.environ.get(BOARD) if path == first_lesson() else None
    seed = os.environ.get(HIDDEN)
    challenge = Challenge(known_lessons()[path], int(seed) if seed else None)
    return Contest(challenge, Board(Path(file) if file else None))


# The figure of a difference


def axis_of(lesson: Lesson, outcome: str, most: float) -> Json:
    """The axes of a figure of differences that reach at least so far up and down, in the outcome's own unit."""
    scale = scale_of(OUTCOMES[outcome].unit, [{"mean": most}], money_of(lesson.firms[0]))
    ticks = MaxNLocator(nbins=4, steps=[1, 2, 2.5, 5, 10], symmetric=True).tick_values(
        -most * scale.factor, most * scale.factor
    )
    step = ticks[1] - ticks[0]
    (a, b), weeks = lesson.labels, span_of(outcome)
    return {
        "title": OUTCOMES[outcome].label + (f", mean of the last {weeks} weeks" if weeks > 1 else ""),
        "unit": scale.brief, "factor": scale.factor, "digits": digits_of(step),
        "weeks": lesson.firms[0].timeline.weeks,
        "most": float(ticks[-1]), "ticks": [float(f"{tick:.6g}") for tick in ticks],
        "up": f"more with {a}", "down": f"more with {b}",
        "mean": [], "low": [], "high": [], "points": [], "edit": False,
    }  # fmt: skip


def digits_of(step: float) -> int:
    """Digits behind the point that ticks so far apart need.

    Example:
        >>> digits_of(50.0), digits_of(0.1), digits_of(0.25)
        (0, 1, 2)
    """
    return max(0, -math.floor(math.log10(step) + 1e-9)) + (step < 10 and f"{step:e}"[2] != "0")


def blank_figure(lesson: Lesson) -> Json:
    """The figure that a student draws into."""
    assert lesson.table.prediction is not None
    drawing = lesson.table.prediction.drawing
    assert drawing is not None
    return axis_of(lesson, drawing.outcome, drawing.most) | {"reach": drawing.most, "edit": True}


def figure(lesson: Lesson, runs: Runs, outcome: str, drawn: Mapping[int, float]) -> Json:
    """What the runs show of a difference over the weeks, with its interval, and a student's line beside it.

    Args:
        lesson: of the runs.
        runs: of both sides.
        outcome: name.
        drawn: week -> what a student predicted; may be empty.
    """
    mean, half = course(runs, outcome, span_of(outcome))
    half = np.where(np.isfinite(half), half, 0.0)
    most = max([float(np.abs(mean).max() + half.max()), *map(abs, drawn.values()), 1e-9])
    axis = axis_of(lesson, outcome, most)

    def shown(values: Values) -> list[float]:
        return [float(f"{value * axis['factor']:.5g}") for value in values]

    points = [[week, value * axis["factor"]] for week, value in sorted(drawn.items())]
    return axis | {"mean": shown(mean), "low": shown(mean - half), "high": shown(mean + half), "points": points}


def span_of(outcome: str) -> int:
    """Over how many weeks an outcome is averaged in a figure."""
    return QUARTER if OUTCOMES[outcome].unit in JUMPY else 1
