"""A study from the command line: what it will take, how far it is, and what is left of it when it is stopped."""

from __future__ import annotations

import json
import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from imsim.errors import EngineLost, InputError, Terminated

if TYPE_CHECKING:
    from imsim.console_studies import Progress
    from imsim.studies.conduct import Leave
    from imsim.studies.questions import Question
    from imsim.studies.results import Results


def conducted(
    question: Question,
    out: Path | None,
    jobs: int | None,
    scheduler: str | None,
    resume: bool,
    retry_failed: bool,
    quiet: bool,
    leave: Leave | None,
) -> Results:
    """Run what is missing, with words about it on stderr."""
    from imsim import console, console_studies
    from imsim.studies.conduct import conduct
    from imsim.studies.runner import cores

    if (resume or retry_failed) and out is None:
        raise InputError("--resume needs --out: the folder of the study to go on with")
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    workers = jobs or cores()
    watch = console_studies.Progress(quiet, workers)
    if not quiet:
        for line in (*question.notes, console_studies.plan_text(question.study, workers, scheduler)):
            console.say(console.messages(), line)
    with stoppable(watch, out):
        return conduct(
            question.study, out, jobs=workers, scheduler=scheduler, resume=resume, retry_failed=retry_failed,
            watch=watch, leave=leave,
        )  # fmt: skip


@contextmanager
def stoppable(watch: Progress, out: Path | None) -> Iterator[None]:
    """Ctrl-C and SIGTERM end a study between two runs, with a word on how to go on; so does a lost engine."""

    def terminate(*_: object) -> None:
        raise Terminated

    before = signal.signal(signal.SIGTERM, terminate)
    try:
        yield
    except KeyboardInterrupt as stop:
        watch.close()
        typer.echo(f"imsim: stopped: {kept(watch, out)}", err=True)
        raise typer.Exit(128 + (signal.SIGTERM if isinstance(stop, Terminated) else signal.SIGINT)) from None
    except EngineLost as lost:
        watch.close()
        typer.echo(f"imsim: {lost}; {kept(watch, out)}", err=True)
        raise typer.Exit(4) from None
    finally:
        watch.close()
        signal.signal(signal.SIGTERM, before)


def kept(watch: Progress, out: Path | None) -> str:
    """What is left of a study that was stopped."""
    if out is None:
        return "nothing is kept without --out"
    return f"{watch.finished:,} of {watch.runs:,} runs are kept in {out}; go on with the same command and --resume"


def say_effort(question: Question, jobs: int | None, scheduler: str | None, as_json: bool) -> None:
    """How many runs there would be, how long they would take and what they would store."""
    from imsim import console, console_studies
    from imsim.studies.estimate import effort
    from imsim.studies.runner import cores

    found = effort(question.study, jobs or cores())
    if as_json:
        points, arms, replicates = question.study.shape
        content = {"runs": question.study.runs, "points": points, "strategies": arms, "replicates": replicates}
        typer.echo(json.dumps(content | {"seconds": found.seconds, "bytes": found.disk}, indent=2))
        return
    screen = console.results()
    for note in question.notes:
        console.say(console.messages(), note)
    console.say(screen, console_studies.plan_text(question.study, jobs or cores(), scheduler))
    console.say(screen, console_studies.effort_text(found))
