"""Presentation of each kind of study: figures, report page and terminal output; one file a kind.

A module with a `PRESENTATION` belongs to the kind of study whose name that bears; a kind from outside has its own in
the module that the entry point names. Nothing heavy is imported before something is drawn or said.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from imsim.engine.errors import InputError, listed
from imsim.studies.answer import Answer, Json
from imsim.studies.kinds import modules_of_kinds

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from imsim.reporting.report.folder import Folder
    from imsim.reporting.report.parts import Page

AnswerT = TypeVar("AnswerT", bound=Answer)


@dataclass(frozen=True)
class Presentation(Generic[AnswerT]):
    """Functions that show the answers of a kind of study.

    Args:
        kind: name of the kind.
        figures: all that are left in the folder of a study: (name of the file, figure).
        figure: the main one of an outcome; that of the usual outcome where none is named.
        page: the page of a report, from the folder of a study.
        show: prints an answer on stdout as text.
        summary: the table that is looked at first; that of every number where there is no other.
        told: what is left beside the figures, for the page to tell: name of the file -> content.
    """

    kind: str
    figures: Callable[[AnswerT], Iterable[tuple[str, Figure]]]
    figure: Callable[[AnswerT, str | None], Figure]
    page: Callable[[Folder], Page]
    show: Callable[[AnswerT], None]
    summary: Callable[[AnswerT], pd.DataFrame] | None = None
    told: Callable[[AnswerT], Mapping[str, Json]] | None = None


@cache
def presentations() -> dict[str, Presentation[Any]]:
    """Every presentation by the name of its kind of study."""
    modules = [import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
    modules += [module for module in modules_of_kinds().values() if hasattr(module, "PRESENTATION")]
    return {module.PRESENTATION.kind: module.PRESENTATION for module in modules}


def presentation_of(kind: str) -> Presentation[Any]:
    """The presentation of a kind of study.

    Raises:
        InputError: there is none.
    """
    known = presentations()
    if kind not in known:
        raise InputError(f"a study of the kind {kind!r} has nothing that shows it; there are {listed(known)}")
    return known[kind]


def figure(answer: Answer, outcome: str | None = None) -> Figure:
    """The main figure of an answer: what its `plot` draws."""
    return presentation_of(answer.kind).figure(answer, outcome)


def summary(answer: Answer) -> pd.DataFrame:
    """The table of an answer that is looked at first: what its `summary` is."""
    made = presentation_of(answer.kind).summary
    found: pd.DataFrame = made(answer) if made else answer.table  # type: ignore[attr-defined]
    return found


def show(answer: Answer, as_json: bool = False) -> None:
    """Print an answer on stdout, as text or as JSON."""
    if as_json:
        from imsim.reporting.terminal.screen import say_json

        say_json(answer.as_json())
    else:
        presentation_of(answer.kind).show(answer)
        say_reduced(answer)


def say_reduced(answer: Answer) -> None:
    """Say under an answer which mechanisms were left out, and which rivals stood in for an equation."""
    scenario = getattr(answer, "company", None) or getattr(answer, "scenario", None)
    if scenario is None or not scenario.unusual:
        return
    from imsim.reporting.terminal import screen

    screen.say(screen.results(), scenario.unusual)
