"""The commands that compare strategies: compare, run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from imsim.cli.options import (
    Budget,
    DryRun,
    Jobs,
    Json,
    Known,
    Out,
    Outcome,
    Parameters,
    Plausible,
    ProgressForm,
    Quiet,
    Resume,
    Retry,
    Samples,
    Scheduler,
    Seed,
    Set,
    ShardOption,
    Source,
    Structures,
    Unconditioned,
    Weeks,
    Without,
    laid_over,
    parted,
)
from imsim.cli.run_study import RunChoices, run_study, say_estimate, say_where
from imsim.engine.errors import InputError
from imsim.scenarios.limits import MOST_REPLICATES

if TYPE_CHECKING:
    from imsim.studies.stages import Asked

Options = dict[str, Any]
Replicates = Annotated[
    int | None,
    typer.Option(
        min=1,
        max=MOST_REPLICATES,
        help="runs of each strategy, paired by number (default: 30; 4 --uncertain); with --until the limit (250)",
    ),
]
Until = Annotated[
    str | None,
    typer.Option(
        metavar="WIDTH|sure",
        help="add replicates until ACSI gains are known to +/- WIDTH, or it is sure who leads, or that it is a tie",
    ),
]
Uncertain = Annotated[
    bool,
    typer.Option(
        "--uncertain", help="over plausible parameter sets: draw the uncertain parameters instead of fixing them"
    ),
]


def named(strategies: str | None) -> list[str] | None:
    """Names in a list of strategies, None for all.

    Raises:
        InputError: there is none in it.
    """
    names = parted(strategies)
    if strategies is not None and not names:
        raise InputError(f'--strategies "{strategies}": names no strategy')
    return names


def compare_command(
    source: Source,
    strategies: Annotated[str | None, typer.Option(help="names, separated by commas (default: all)")] = None,
    reference: Annotated[str | None, typer.Option(help="strategy that differences are taken to")] = None,
    budget: Budget = None,
    uncertain: Uncertain = False,
    samples: Samples = None,
    parameters: Parameters = None,
    known: Known = None,
    plausible: Plausible = None,
    unconditioned: Unconditioned = False,
    structures: Structures = None,
    outcome: Outcome = None,
    replicates: Replicates = None,
    until: Until = None,
    weeks: Weeks = None,
    seed: Seed = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    out: Out = None,
    resume: Resume = False,
    retry_failed: Retry = False,
    shard: ShardOption = None,
    dry_run: DryRun = False,
    overrides: Set = None,
    without: Without = None,
    as_json: Json = False,
    quiet: Quiet = False,
    progress: ProgressForm = None,
) -> None:
    """Strategies side by side: common random numbers, one budget."""
    from imsim.reporting.kinds import show
    from imsim.reporting.terminal import screen
    from imsim.studies.kinds.compare import CompareRequest
    from imsim.studies.kinds.compare import plan as plan_comparison
    from imsim.studies.kinds.robustness import RobustnessRequest
    from imsim.studies.kinds.robustness import plan as plan_robustness

    laid = laid_over(source, overrides, without)
    asked: Options = {"replicates": replicates, "weeks": weeks, "seed": seed, "overrides": laid,
                    "strategies": named(strategies), "reference": reference, "budget": budget}  # fmt: skip
    if uncertain:
        if until:
            raise InputError("--until: is of use without --uncertain only; there, take more --samples")
        study: Asked = plan_robustness(
            RobustnessRequest(
                source, **asked, samples=samples, parameters=parameters, outcomes=outcome,
                known=known or (), plausible=plausible, unconditioned=unconditioned, structures=structures,
            )
        )  # fmt: skip
    else:
        for option, given in {
            "samples": samples, "parameters": parameters, "outcome": outcome, "known": known,
            "plausible": plausible, "unconditioned": unconditioned, "structures": structures,
        }.items():  # fmt: skip
            if given:
                raise InputError(f"--{option}: is of use with --uncertain only")
        study = plan_comparison(CompareRequest(source, **asked, until=until))
    chosen = RunChoices(out, jobs, scheduler, resume, retry_failed, quiet, progress, shard)
    if dry_run:
        say_estimate(study, chosen, as_json)
        return
    show(run_study(study, chosen), as_json)
    if uncertain:
        say_where(chosen)
    elif out is not None and not as_json and progress is None:
        screen.say(screen.messages(), f"written to {out}; open {out / 'figures' / 'acsi.png'}")


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
    shard: ShardOption = None,
    dry_run: DryRun = False,
    overrides: Set = None,
    without: Without = None,
    as_json: Json = False,
    quiet: Quiet = False,
    progress: ProgressForm = None,
) -> None:
    """One strategy: every outcome, and what it changes. With intervals; differences are to doing nothing."""
    from imsim.reporting.terminal import screen
    from imsim.reporting.terminal.comparison import show_strategy
    from imsim.studies.comparison import Comparison
    from imsim.studies.kinds.compare import CompareRequest, plan

    laid = laid_over(source, overrides, without)
    asked: Options = {"replicates": replicates, "weeks": weeks, "seed": seed, "overrides": laid,
                    "strategies": [strategy], "budget": budget}  # fmt: skip
    study, chosen = (
        plan(CompareRequest(source, **asked)),
        RunChoices(out, jobs, scheduler, resume, retry_failed, quiet, progress, shard),
    )
    if dry_run:
        say_estimate(study, chosen, as_json)
        return
    result = run_study(study, chosen)
    assert isinstance(result, Comparison)
    if as_json:
        screen.say_json(result.as_json())
    else:
        show_strategy(result, strategy)
