"""Run a study from the command line: estimate, progress, and what is kept of a study that is stopped."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from imsim.engine.errors import EngineLost, InputError
from imsim.engine.interrupts import Stopped

if TYPE_CHECKING:
    from imsim.engine.model import Model
    from imsim.reporting.terminal.progress import Progress
    from imsim.studies.answer import Answer
    from imsim.studies.execution import RunOptions
    from imsim.studies.shards import Part
    from imsim.studies.stages import Asked


FIRST_RUN = "the first run on this machine: the model is compiled for it, once, about half a minute"
INTERPRETED = (
    "NUMBA_DISABLE_JIT: nothing is compiled, and weeks take thousands of times as long (--budget 0 spares the runs "
    "that budgets are planned from)"
)


@dataclass(frozen=True)
class RunChoices:
    """Folder of a study and how it is run, as typed on the command line."""

    out: Path | None
    jobs: int | None
    scheduler: str | None
    resume: bool
    retry_failed: bool
    quiet: bool
    progress: str | None = None
    shard: str | None = None

    @property
    def silent(self) -> bool:
        """Whether nothing is said for people to read."""
        return self.quiet or self.progress is not None

    @property
    def options(self) -> RunOptions:
        """Run options: one process a core by default."""
        from imsim.studies.execution import RunOptions
        from imsim.studies.schedulers import cores

        return RunOptions(self.jobs or cores(), self.scheduler, self.resume, self.retry_failed)


def run_study(study: Asked, chosen: RunChoices, folder: Path | None = None, figures: bool = True) -> Answer:
    """Run what is missing of a study, with words about it on stderr.

    Args:
        study: what is run.
        chosen: where it is left, and how it is run.
        folder: where it is left instead.
        figures: whether figures are left, too.

    Returns:
        What it answers.
    """
    from imsim.reporting.artefacts import write_figures
    from imsim.reporting.terminal import screen
    from imsim.studies.cluster import check_answers, hush
    from imsim.studies.execution import compile_first
    from imsim.studies.kinds import kind_of

    if (chosen.resume or chosen.retry_failed) and chosen.out is None:
        raise InputError("--resume needs --out: the folder of the study to go on with")
    part = part_of(study, chosen)
    if chosen.scheduler:
        check_answers(chosen.scheduler)  # before anything is said of runs there
        hush()
    options, watch = chosen.options, watching(study, chosen)
    with interruptible(watch, chosen.out):
        compile_first(options, study.model)
        if part is not None:
            run_part(part, chosen, watch)
        writer = write_figures if figures else None
        answer: Answer = kind_of(study.kind).run(study, folder or chosen.out, options, watch, writer)
        watch.complete()
    if not chosen.silent:
        screen.say(screen.messages(), watch.spent())
    return answer


def watching(study: Asked, chosen: RunChoices) -> Progress:
    """What follows a study, and says first what it will take."""
    from imsim.reporting.terminal import screen
    from imsim.reporting.terminal.progress import Progress, plan_text
    from imsim.studies.estimate import runs_expected

    jobs, notes = chosen.options.jobs, (*idle_in(study), *study.notes, *first_run(study.model))
    plan = (*notes, plan_text(study, jobs, chosen.scheduler))
    expected = runs_expected(study) if len(study.parts) > 1 else None
    return Progress(chosen.silent, jobs, plan, screen.JsonLines() if chosen.progress else None, expected)


def first_run(model: Model | None = None) -> tuple[str, ...]:
    """Word on compiling a model, the default one by default, where that is still to be done, or never is."""
    from imsim.company.compilation import compiled_before
    from imsim.scenarios.model import current

    if os.environ.get("NUMBA_DISABLE_JIT", "0") != "0":
        return (INTERPRETED,)
    return () if compiled_before(model or current()) else (FIRST_RUN,)


def say_first_run(silent: bool) -> None:
    """Say on stderr that the model is compiled first, where it is."""
    from imsim.reporting.terminal import screen

    for line in () if silent else first_run():
        screen.say(screen.messages(), line)


def part_of(study: Asked, chosen: RunChoices) -> Part | None:
    """The part of a study that is to be done; None where all is.

    Raises:
        InputError: there is no such part, nowhere to leave it, or the study has no parts.
    """
    from imsim.studies.shards import Part, Shard

    return None if chosen.shard is None else Part.of(study, Shard.read(chosen.shard), chosen.out)


def run_part(part: Part, chosen: RunChoices, watch: Progress) -> NoReturn:
    """Do a part of a study, say so, and end."""
    from imsim.reporting.terminal import screen

    part.run(chosen.options, watch)
    watch.close()
    if not chosen.silent:
        where = f"shard {part.shard} is in {part.folder}: imsim studies merge joins all"
        screen.say(screen.messages(), f"{watch.spent()}; {where}")
    raise typer.Exit


def idle_in(study: Asked) -> tuple[str, ...]:
    """Programmes and outcomes of a study that do nothing because what carries them is left out."""
    from imsim.scenarios.idle import idle
    from imsim.studies.subject import Strategies

    found: list[str] = []
    for _, part, _ in study.parts:
        if isinstance(subject := part.subject, Strategies):
            scenario = subject.scenario
            programmes = [one for name in subject.strategies for one in scenario.programmes(name)]
            found += idle(scenario.without, programmes, subject.outcomes)
    return tuple(dict.fromkeys(found))


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
    """Message on what is kept of a study that was stopped."""
    from imsim.scenarios.counts import count

    if not watch.runs:
        return "nothing was run yet; give the same command again"
    if out is None:
        return "nothing is kept without --out"
    return (
        f"{watch.finished:,} of {count(watch.runs, 'run')} are kept in {out}; go on with the same command and --resume"
    )


def say_estimate(study: Asked, chosen: RunChoices, as_json: bool) -> None:
    """Print the number of runs, their time and their storage, estimated beforehand."""
    from imsim.reporting.terminal import screen
    from imsim.reporting.terminal.progress import estimate_text, plan_text
    from imsim.studies.estimate import run_estimate, runs_expected

    options = chosen.options
    for note in first_run(study.model):
        # What is timed for the estimate is compiled for that: the study itself need not be then.
        screen.say(screen.messages(), note)
    found = run_estimate(study, options.jobs)
    if as_json:
        *before, (_, last, _) = study.parts
        points, strategies, replicates = last.shape
        content: dict[str, object] = {
            "runs": runs_expected(study),
            "points": points,
            "strategies": strategies,
            "replicates": replicates,
        }
        if before:
            content["parts"] = {name: round(part.runs * times) for name, part, times in study.parts}
        screen.say_json(content | {"seconds": found.seconds, "bytes": found.disk})
        return
    stdout = screen.results()
    for note in (*idle_in(study), *study.notes):
        screen.say(screen.messages(), note)
    screen.say(stdout, plan_text(study, options.jobs, options.scheduler))
    screen.say(stdout, estimate_text(found))


def say_units(units: int, jobs: int | None, as_json: bool) -> None:
    """Print the number of business units that would be simulated."""
    from imsim.scenarios.counts import count

    say_counts({"units": (units, count(units, "business unit"))}, jobs, as_json)


def say_counts(counts: Mapping[str, tuple[int, str]], jobs: int | None, as_json: bool) -> None:
    """Print how much would be run; how long it takes shows only as it runs.

    Args:
        counts: key in JSON -> how many, and that in words.
        jobs: processes; one a core by default.
        as_json: for programs.
    """
    from imsim.reporting.terminal import screen
    from imsim.scenarios.counts import count
    from imsim.studies.schedulers import cores

    if as_json:
        screen.say_json({key: many for key, (many, _) in counts.items()} | {"seconds": None})
        return
    told = [*(words for _, words in counts.values()), count(jobs or cores(), "process", "processes")]
    screen.say(screen.results(), f"{', '.join(told)}; time unknown")


def say_where(chosen: RunChoices) -> None:
    """Say where the tables are."""
    if chosen.out is not None and not chosen.silent:
        typer.echo(f"written to {chosen.out}", err=True)
