"""Kinds of study, one file a kind, found by discovery: what can be asked, which runs that takes, what they answer.

A kind is a module with a `KIND` in a folder called `kinds`, here or in `imsim.evidence`, or one that somebody else
names in the entry-point group `imsim.studies`. How its answer is shown is a module with a `PRESENTATION` of the same
kind in `imsim.reporting.kinds`; a module from outside may hold both. Python and the command line are two skins over
this.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any, Generic, Protocol, TypeVar

from imsim.engine.errors import InputError, RunFailed, listed, nearest
from imsim.studies import files, results
from imsim.studies.answer import Answer, Json
from imsim.studies.execution import Progress, RunOptions, run_study, somewhere
from imsim.studies.from_manifest import study_in
from imsim.studies.manifest import StudyIdentity
from imsim.studies.results import Results
from imsim.studies.study import Study

# Evidence stands above studies, so its kinds are found by name, not imported.
ROOMS = ("imsim.studies.kinds", "imsim.evidence.kinds")
OUTSIDE = "imsim.studies"


class Planned(Protocol):
    """A planned study, before any of its runs is done."""

    @property
    def identity(self) -> StudyIdentity:
        """Identity of the study."""

    @property
    def runs(self) -> int:
        """Number of runs."""

    @property
    def counted(self) -> str:
        """What runs are called where they are counted."""


RequestT = TypeVar("RequestT")
PlannedT = TypeVar("PlannedT", bound=Planned)
AnswerT = TypeVar("AnswerT", bound=Answer)
RunT = TypeVar("RunT", bound=Planned, contravariant=True)
GivenT = TypeVar("GivenT", bound=Answer, covariant=True)
# Writes the figures of an answer into a folder.
WriteFigures = Callable[[Answer, Path], None]


class Run(Protocol[RunT, GivenT]):
    """Does the runs of a study and says what they answer."""

    def __call__(
        self,
        planned: RunT,
        folder: Path | None = None,
        options: RunOptions | None = None,
        progress: Progress | None = None,
        write_figures: WriteFigures | None = None,
    ) -> GivenT:
        """Run the study; arguments as of `run_study`, but only the answer's artefacts are written.

        Raises:
            RunFailed: runs failed, and there is no answer without them.
        """


@dataclass(frozen=True)
class StudyKind(Generic[RequestT, PlannedT, AnswerT]):
    """A kind of study.

    Args:
        name: as in manifests.
        request: what can be asked: a dataclass whose fields say what they mean.
        plan: the runs that answer a request.
        run: does them and says what they answer.
        planned_in: the runs that a manifest describes; imported tables are laid into the folder given.
        read: what the runs that a folder holds answer.
    """

    name: str
    request: type[RequestT]
    plan: Callable[[RequestT], PlannedT]
    run: Run[PlannedT, AnswerT]
    planned_in: Callable[[Json, Path], PlannedT]
    read: Callable[[PlannedT, Path], AnswerT]


def design_study(
    name: str,
    request: type[RequestT],
    plan: Callable[[RequestT], Study],
    answer: Callable[[Study, Results, Path], AnswerT],
) -> StudyKind[RequestT, Study, AnswerT]:
    """A kind whose runs lie at the points of a design and go through the store.

    Args:
        name: as in manifests.
        request: what can be asked.
        plan: the runs that answer a request.
        answer: what their results say, from the study, its results and its folder; raises RunFailed without them.
    """

    def run(
        planned: Study,
        folder: Path | None = None,
        options: RunOptions | None = None,
        progress: Progress | None = None,
        write_figures: WriteFigures | None = None,
    ) -> AnswerT:
        write = partial(write_artefacts, partial(answer, planned), write_figures) if folder else None
        with somewhere(folder) as place:
            return answer(planned, run_study(planned, place, options, progress, write), place)

    def read(planned: Study, folder: Path) -> AnswerT:
        return answer(planned, results.read(folder), folder)

    return StudyKind(name, request, plan, run, study_in, read)


def write_artefacts(
    answer: Callable[[Results, Path], Answer], write_figures: WriteFigures | None, results: Results, folder: Path
) -> None:
    """Write the answer's artefacts beside the runs; nothing where too many runs failed for an answer."""
    try:
        found = answer(results, folder)
    except RunFailed:
        return
    for name, content in found.artefacts().items():
        files.write(folder / name, content)
    if write_figures:
        write_figures(found, folder)


@cache
def modules_of_kinds() -> dict[str, ModuleType]:
    """The module of every kind of study by the name of the kind, built in or installed by somebody else."""
    found = [
        import_module(f"{room}.{module.name}")
        for room in ROOMS
        for module in pkgutil.iter_modules(import_module(room).__path__)
    ]
    found += [entry.load() for entry in entry_points(group=OUTSIDE)]
    return {module.KIND.name: module for module in found}


def kind_of(name: str) -> StudyKind[Any, Any, Any]:
    """The kind of study of a name.

    Raises:
        InputError: there is none.
    """
    known = modules_of_kinds()
    if name not in known:
        raise InputError(f'no study of the kind "{name}"{nearest(name, known)} ({listed(known)})')
    kind: StudyKind[Any, Any, Any] = known[name].KIND
    return kind
