"""A study from the command line: what it will take, how far it is, and what is left of it when it is stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import typer

from imsim.engine.errors import EngineLost, InputError, RunFailed
from imsim.engine.interrupts import Stopped

if TYPE_CHECKING:
    from imsim.reporting.terminal.progress import Progress
    from imsim.studies.results import Results
    from imsim.studies.study import Study

T = TypeVar("T")


@dataclass(frozen=True)
class How:
    """How a study is to be carried out, as it was typed."""

    out: Path | None
    jobs: int | None
    scheduler: str | None
    resume: bool
    retry_failed: bool
    quiet: bool

    @property
    def workers(self) -> int:
        """Processes: one a core by default."""
        from imsim.studies.schedulers import cores

        return self.jobs or cores()


def conducted(study: Study, how: How, carry_out: Callable[..., T], notes: Sequence[str] = ()) -> T:
    """Run what is missing of a study, with words about it on stderr.

    Args:
        study: what is run.
        how: to run it.
        carry_out: does it; called with folder and options as of `conduct`.
        notes: what whoever asked should know before.

    Returns:
        What `carry_out` returns.
    """
    from imsim.company.compilation import compiled_before
    from imsim.reporting.terminal import progress as console_progress
    from imsim.reporting.terminal import screen as console
    from imsim.scenarios.model import MODEL
    from imsim.studies.schedulers import hush

    if (how.resume or how.retry_failed) and how.out is None:
        raise InputError("--resume needs --out: the folder of the study to go on with")
    if how.scheduler:
        hush()
    if not compiled_before(MODEL):
        notes = (*notes, "the first run here: the model is compiled for this machine, once, which takes some seconds")
    plan = (*notes, console_progress.plan_text(study, how.workers, how.scheduler))
    watch = console_progress.Progress(how.quiet, how.workers, plan)
    with interruptible(watch, how.out):
        found = carry_out(
            how.out, jobs=how.workers, scheduler=how.scheduler, resume=how.resume, retry_failed=how.retry_failed,
            watch=watch,
        )  # fmt: skip
    if not how.quiet:
        console.say(console.messages(), watch.spent())
    return found


@contextmanager
def interruptible(watch: Progress, out: Path | None) -> Iterator[None]:
    """A study that is stopped, by a signal or by a lost engine, ends with a word on how to go on."""
    try:
        yield
    except Stopped as stop:
        code, why = stop.code, "stopped"
    except KeyboardInterrupt:  # of a caller that does not hear signals itself
        code, why = 130, "stopped"
    except EngineLost as lost:
        code, why = 4, f"{lost}"
    else:
        return
    finally:
        watch.close()
    typer.echo(f"imsim: {why}: {kept(watch, out)}", err=True)
    raise typer.Exit(code)


def kept(watch: Progress, out: Path | None) -> str:
    """What is left of a study that was stopped."""
    if not watch.runs:
        return "nothing was run yet; give the same command again"
    if out is None:
        return "nothing is kept without --out"
    return f"{watch.finished:,} of {watch.runs:,} runs are kept in {out}; go on with the same command and --resume"


def say_effort(study: Study, how: How, as_json: bool, notes: Sequence[str] = ()) -> None:
    """How many runs there would be, how long they would take and what they would store."""
    from imsim.reporting.terminal import progress as console_progress
    from imsim.reporting.terminal import screen as console
    from imsim.studies.estimate import effort

    found = effort(study, how.workers)
    if as_json:
        points, arms, replicates = study.shape
        content = {"runs": study.runs, "points": points, "strategies": arms, "replicates": replicates}
        console.say_json(content | {"seconds": found.seconds, "bytes": found.disk})
        return
    screen = console.results()
    for note in notes:
        console.say(console.messages(), note)
    console.say(screen, console_progress.plan_text(study, how.workers, how.scheduler))
    console.say(screen, console_progress.effort_text(found))


def concluded(results: Results, how: How) -> None:
    """Say where the tables are; runs that failed end in exit code 1."""
    if how.out is not None and not how.quiet:
        typer.echo(f"written to {how.out}", err=True)
    if results.errors:
        raise RunFailed(results.failures)
