"""The commands that put strategies side by side: compare, run. Everything heavy is imported inside them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from imsim.cli.options import (
    Budget,
    DryRun,
    Jobs,
    Json,
    Out,
    Outcome,
    Parameters,
    Quiet,
    Resume,
    Retry,
    Samples,
    Scheduler,
    Seed,
    Set,
    Source,
    Weeks,
    joined,
    parted,
)
from imsim.cli.run_study import How, concluded, conducted, say_effort
from imsim.engine.errors import InputError
from imsim.scenarios.limits import MOST_REPLICATES

if TYPE_CHECKING:
    from imsim.scenarios.scenario import Scenario
    from imsim.studies.compare import ComparisonQuestion
    from imsim.studies.requests import Options

Replicates = Annotated[
    int | None,
    typer.Option(
        min=1, max=MOST_REPLICATES, help="runs of each strategy, paired by number (default: 30; 4 --uncertain)"
    ),
]
Uncertain = Annotated[
    bool, typer.Option("--uncertain", help="in many worlds: draw the uncertain parameters instead of fixing them")
]


def compare_command(
    source: Source,
    strategies: Annotated[str | None, typer.Option(help="names, separated by commas (default: all)")] = None,
    reference: Annotated[str | None, typer.Option(help="strategy that differences are taken to")] = None,
    budget: Budget = None,
    uncertain: Uncertain = False,
    samples: Samples = None,
    parameters: Parameters = None,
    outcome: Outcome = None,
    replicates: Replicates = None,
    weeks: Weeks = None,
    seed: Seed = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    out: Out = None,
    resume: Resume = False,
    retry_failed: Retry = False,
    dry_run: DryRun = False,
    overrides: Set = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Strategies side by side: the same luck, one budget."""
    from imsim.reporting.terminal import comparison as console_comparison
    from imsim.reporting.terminal import screen as console

    how = How(out, jobs, scheduler, resume, retry_failed, quiet)
    if uncertain:
        from imsim.studies.compare import opened
        from imsim.studies.requests import Options

        asked = Options(
            strategies=parted(strategies), reference=reference, samples=samples, parameters=parameters,
            outcomes=joined(outcome), replicates=replicates, seed=seed,
        )  # fmt: skip
        _in_many_worlds(opened(source, weeks, budget, overrides or ()), asked, how, dry_run, as_json)
        return
    for option, given in (("samples", samples), ("parameters", parameters), ("outcome", outcome)):
        if given:
            raise InputError(f"--{option}: is of use with --uncertain only")
    question = _question(source, parted(strategies), reference, replicates, weeks, seed, budget, overrides)
    if dry_run:
        say_effort(question.study, how, as_json)
        return
    comparison = conducted(question.study, how, question.answer)
    console_comparison.show(comparison, as_json)
    if out is not None and not as_json:
        console.say(console.messages(), f"written to {out}; open {out / 'figures' / 'acsi.png'}")


def run_command(
    source: Source,
    strategy: Annotated[str, typer.Option(help="which one (default: the full plan)")] = "full_plan",
    budget: Budget = None,
    replicates: Annotated[
        int | None,
        typer.Option(min=1, max=MOST_REPLICATES, help="runs, paired by number with doing nothing (default: 30)"),
    ] = None,
    weeks: Weeks = None,
    seed: Seed = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    out: Out = None,
    resume: Resume = False,
    retry_failed: Retry = False,
    dry_run: DryRun = False,
    overrides: Set = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """One strategy: every outcome, and what it changes. With intervals; differences are to doing nothing."""
    from imsim.reporting.terminal import comparison as console_comparison

    how = How(out, jobs, scheduler, resume, retry_failed, quiet)
    question = _question(source, [strategy], None, replicates, weeks, seed, budget, overrides)
    if dry_run:
        say_effort(question.study, how, as_json)
        return
    comparison = conducted(question.study, how, question.answer)
    console_comparison.show_strategy(comparison, strategy, as_json)


def _question(
    source: str,
    strategies: list[str] | None,
    reference: str | None,
    replicates: int | None,
    weeks: int | None,
    seed: int | None,
    budget: float | None,
    overrides: list[str] | None,
) -> ComparisonQuestion:
    from imsim.studies.compare import DEFAULT_REPLICATES, ComparisonQuestion

    number, root = replicates or DEFAULT_REPLICATES, 1 if seed is None else seed
    return ComparisonQuestion.asked(source, strategies, reference, number, weeks, root, budget, overrides or ())


def _in_many_worlds(scenario: Scenario, asked: Options, how: How, dry_run: bool, as_json: bool) -> None:
    """Compare where the uncertain parameters are drawn."""
    from imsim.studies import requests as questions

    question = questions.uncertainty(scenario, asked)
    if dry_run:
        say_effort(question.study, how, as_json, question.notes)
        return
    from imsim.reporting.terminal import robustness as console_worlds
    from imsim.studies.execution import conduct
    from imsim.studies.uncertainty import Uncertain, leave

    carry_out = partial(conduct, question.study, leave=partial(leave, scenario))
    results = conducted(question.study, how, carry_out, question.notes)
    if not results.errors:
        console_worlds.show(Uncertain(scenario, results), as_json)
    concluded(results, how)
