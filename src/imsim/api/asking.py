"""From the arguments of a function in Python to what a study answers, or to a part of its runs in a folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from imsim.api.scenarios import load
from imsim.engine.errors import InputError, Place, Problem
from imsim.studies.argument_types import checked
from imsim.studies.arguments import Given, RunArguments
from imsim.studies.given import folder_in, given_in, laid_over

if TYPE_CHECKING:
    from imsim.api.scenarios import Source
    from imsim.studies.answer import Answer
    from imsim.studies.kinds import Planned, StudyKind

    AnswerT = TypeVar("AnswerT", bound=Answer)

# Which part of a study, of how many.
Part = tuple[int, int]
PARTS = "(i, n): the i-th of n parts, like (1, 8)"
_wanted: ContextVar[Part | None] = ContextVar("the part of a study that is wanted, None for all", default=None)


def answer(kind: StudyKind[Any, Any, AnswerT], scenario: Source, arguments: Mapping[str, object]) -> AnswerT:
    """What a kind of study answers about a scenario."""
    from imsim.scenarios.model import using

    given = given_in(arguments)
    running = {name: given.pop(name) for name in RunArguments.__annotations__ if name in given}
    with using(given.pop("mechanisms", ())):
        laid = laid_over(load(scenario, given.pop("overrides", ())), given)
        return run_planned(kind, kind.plan(kind.request(laid, **given)), running)


@contextmanager
def only(shard: Part) -> Iterator[None]:
    """Context manager: studies do a part of their runs alone, and return the folder in which they leave it."""
    before = _wanted.set(shard)
    try:
        yield
    finally:
        _wanted.reset(before)


def run_planned(kind: StudyKind[Any, Any, AnswerT], planned: Planned, running: Given, figures: bool = True) -> AnswerT:
    """Run a planned study; write its artefacts to the folder `out`, figures among them if wanted."""
    from imsim.reporting.artefacts import write_figures
    from imsim.reporting.notebook import followed
    from imsim.studies.execution import RunOptions, compile_first

    if (shard := _wanted.get()) is not None:
        # Nobody but who asks for a part gets a folder instead of an answer.
        return cast("AnswerT", _run_part(planned, shard, running))
    folder = folder_in(running)
    with followed(running.pop("done", None)) as progress:
        options = RunOptions(**running)
        compile_first(options, getattr(planned, "model", None))
        return kind.run(planned, folder, options, progress, write_figures if figures else None)


def _run_part(planned: Planned, shard: Part, running: Given) -> Path:
    """Do a part of the runs of a planned study, and leave it in the folder `out`."""
    from imsim.reporting.notebook import followed
    from imsim.studies.execution import RunOptions
    from imsim.studies.shards import Part, Shard

    number, of = checked("shard", shard, tuple[int, int], words=PARTS)
    if not 1 <= number <= of:
        raise InputError(Problem(Place("shard"), str(shard), f"should be {PARTS}"))
    part = Part.of(planned, Shard(number, of), folder_in(running))
    with followed(running.pop("done", None)) as progress:
        part.run(RunOptions(**running), progress)
    return part.folder
