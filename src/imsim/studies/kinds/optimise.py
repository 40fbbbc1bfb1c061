"""Optimise: how much of one budget for what, so that some outcomes are improved most, and how sure that is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from imsim.engine.errors import InputError, Place, Problem
from imsim.outcomes import OUTCOMES
from imsim.scenarios.scenario import Scenario
from imsim.scenarios.schema import StudyTable
from imsim.studies import files, mix_search, optimisation
from imsim.studies.conclusion import conclude
from imsim.studies.conditioned import Given, enough, sets_given, thinned, told
from imsim.studies.design import Design, grid
from imsim.studies.execution import Progress, RunOptions
from imsim.studies.kinds import StudyKind, WriteFigures
from imsim.studies.kinds.plausible import planned as planned_search
from imsim.studies.kinds.plausible import with_known
from imsim.studies.mixes import Channel, channels_of
from imsim.studies.optimisation import Keep, Optimisation
from imsim.studies.optimum import CURVES, MIXES, Optimum
from imsim.studies.requests import StudyRequest, check_count, names_in, opened, option
from imsim.studies.search import Search, find
from imsim.studies.sequential import Until
from imsim.studies.stages import Joined, Stages, Way, run_stages
from imsim.studies.stopping import JUDGED
from imsim.studies.structures import compiling_text, structures_of
from imsim.studies.uncertainties import wanted_factors

USUAL_GOALS = "acsi,profit"
# Replicates of each mix in the search, and of each plan on fresh random numbers: at one set, and at several.
ALONE, SEVERAL = (3, 12), (1, 2)
FEWEST_SETS = 8
KEEP = re.compile(r"^\s*([A-Za-z_]\w*)\s*(<=|>=)\s*([-+]?[\d.]+(?:[eE][-+]?\d+)?)\s*$")


@dataclass(frozen=True)
class OptimiseRequest(StudyRequest):
    """Which budget is to be divided among what, for which goals, within which limits, and how sure it must be."""

    budget: float | Sequence[float] | None = option("yearly share of the wage bill, or several: the spending path")
    goals: str | Sequence[str] | None = option("outcomes to be improved (default: acsi,profit)")
    over: str | Sequence[str] | None = option("strategies or kinds of programmes (default: strategies of one or two)")
    floor: Sequence[str] = option("`programme=share` of the budget that it gets at least", ())
    cap: Sequence[str] = option("`programme=share` of the budget that it gets at most", ())
    keep: Sequence[str] = option("`outcome<=level` or `outcome>=level` that a plan must keep", ())
    sets: int | None = option("plausible parameter sets to choose over (default: the usual numbers alone)")
    known: Sequence[str] = option("`outcome=level[:within]` of the firm as it is, in place of its [known] table", ())
    plausible: Given | None = option("folder with plausible sets of this firm, so that none are searched")  # noqa: RUF009
    confirming: int | None = option("replicates of each plan on fresh random numbers (default: 12; 2 in each set)")
    until: float | str | None = option("half-width of the plans' ACSI gains, or `sure`: replicates are added till then")
    structures: str | Sequence[str] | None = option("usual, all, or names: other structures of the model, each in turn")

    def __post_init__(self) -> None:
        """Refuse plans that nobody confirms, too."""
        super().__post_init__()
        check_count("confirming", self.confirming)
        check_count("sets", self.sets)


def plan(request: OptimiseRequest) -> Optimisation:
    """The search that answers a request.

    Raises:
        InputError: the scenario or an argument cannot be used.
    """
    scenario = with_known(opened(request.scenario, request.weeks, None, request.overrides), request.known)
    channels = channels_of(scenario, None if request.over is None else names_in(request.over))
    floors, caps = (shares(word, getattr(request, word), channels) for word in ("floor", "cap"))
    check_limits(floors, caps)
    seed = 1 if request.seed is None else request.seed
    at = sets_of(request, scenario, seed)
    usual = ALONE if at is None else SEVERAL
    keeps = tuple(keep_of(text) for text in request.keep)
    asked = Optimisation(
        scenario, channels, budgets_of(request, scenario), goals_of(request), keeps, floors, caps,
        request.replicates or usual[0], request.confirming or usual[1], seed, at,
    )  # fmt: skip
    if request.until is not None:
        asked = stopping(asked, Until.asked(request.until, request.confirming, "confirming"))
    if request.structures is None:
        return asked
    # What names none is refused, as is what the scenario does not allow.
    structures_of(scenario, request.structures, ())
    asked = replace(asked, structures=tuple(names_in(request.structures)))
    return replace(asked, notes=(*asked.notes, *compiling_text(asked.other_structures())))


def stopping(asked: Optimisation, until: Until) -> Optimisation:
    """The search whose plans are run until something is known of them.

    Raises:
        InputError: it is nothing that replicates could tell.
    """
    if JUDGED not in asked.goals:
        raise InputError(f"--until {until.target}: is told of ACSI gains, and acsi is none of the goals (--for)")
    if asked.at is not None:
        raise InputError("--until: adds replicates, and what sets do not agree on they cannot tell; take more --sets")
    note = f"replicates of the plans are added until it is known, at most {until.most}:"
    return replace(asked, until=until, confirming=until.most, notes=(note,))


def budgets_of(request: OptimiseRequest, scenario: Scenario) -> tuple[float, ...]:
    """Budgets, ascending; the scenario's own where none is given."""
    asked = scenario.table.budget.share_of_wages if request.budget is None else request.budget
    budgets = [float(asked)] if isinstance(asked, int | float) else [float(one) for one in asked]
    for one in budgets or [0.0]:
        if not 0 < one <= 1:
            raise InputError(f"--budget {one:g}: a share of the wage bill above 0, at most 1")
    return tuple(sorted(set(budgets)))


def goals_of(request: OptimiseRequest) -> tuple[str, ...]:
    """Outcomes to be improved.

    Raises:
        InputError: there is none of a name, or it has no better side.
    """
    names = names_in(USUAL_GOALS if request.goals is None else request.goals)
    for name in names:
        if name not in OUTCOMES:
            listing = "list: imsim describe outcomes"
            why = "no such outcome"
            raise InputError(Problem.unknown(Place("goals"), name, why, OUTCOMES, found=f'"{name}"', listing=listing))
        if not OUTCOMES[name].better:
            raise InputError(f'--for "{name}": more of it is neither better nor worse; nothing to aim at')
    if not names:
        raise InputError("--for: at least one outcome is needed")
    return tuple(dict.fromkeys(names))


def keep_of(text: str) -> Keep:
    """A level that is to be kept.

    Example:
        >>> keep_of("turnover<=.21")
        Keep(outcome='turnover', bound=0.21, below=True)
    """
    found = KEEP.match(text)
    try:
        name, sign, bound = found.groups() if found else ("", "", "")
        level = float(bound)
    except ValueError:
        how = "write it as outcome<=level or outcome>=level, e.g. turnover<=0.21"
        raise InputError(Problem(Place("keep"), f'"{text}"', how)) from None
    if name not in OUTCOMES:
        listing = "list: imsim describe outcomes"
        raise InputError(
            Problem.unknown(Place("keep"), name, "no such outcome", OUTCOMES, found=f'"{text}"', listing=listing)
        )
    return Keep(name, level, sign == "<=")


def shares(word: str, texts: Sequence[str], channels: Sequence[Channel]) -> tuple[tuple[str, float], ...]:
    """Floors or caps from `PROGRAMME=SHARE` texts.

    Raises:
        InputError: one is not written so, or nothing of its name is searched over.
    """
    known = dict.fromkeys([*(one.name for one in channels), *(kind for one in channels for kind in sorted(one.kinds))])
    found = []
    for text in texts:
        name, _, number = (part.strip() for part in text.partition("="))
        try:
            share = float(number)
        except ValueError:
            share = -1.0
        if not 0 <= share <= 1:
            raise InputError(
                Problem(Place(word), text, "write it as programme=share, a share of the budget from 0 to 1")
            )
        if name not in known:
            why = "nothing of that name is searched over"
            raise InputError(Problem.unknown(Place(word), name, why, known, found=text))
        found.append((name, share))
    return tuple(found)


def check_limits(floors: Sequence[tuple[str, float]], caps: Sequence[tuple[str, float]]) -> None:
    """Refuse floors that leave nothing, or that are above a cap."""
    if (total := sum(share for _, share in floors)) > 1:
        raise InputError(f"--floor: the floors add up to {total:g}, more than the budget")
    for name, share in floors:
        for other, most in caps:
            if name == other and share > most:
                raise InputError(f"--floor {name}={share:g}: is above its cap, {most:g}")


def sets_of(request: OptimiseRequest, scenario: Scenario, seed: int) -> Design | Search | None:
    """Parameter sets to choose over."""
    if request.sets is not None and 1 < request.sets < FEWEST_SETS:
        raise InputError(f"--sets {request.sets}: 1, or at least {FEWEST_SETS} to choose over")
    if request.plausible is not None:
        if request.sets == 1:
            raise InputError("--sets 1: is the usual numbers, and --plausible says to choose over others")
        found = enough(sets_given(request.plausible, scenario), FEWEST_SETS)
        return thinned(found, request.sets, "--sets").design(seed)
    if request.sets is None or request.sets == 1:
        return None
    factors, _ = wanted_factors(scenario, scenario.table.reference, {}, StudyTable.model_validate({}).parameters, None)
    return planned_search(scenario, factors, request.sets, 4, seed)


def run(
    planned: Optimisation,
    folder: Path | None = None,
    options: RunOptions | None = None,
    progress: Progress | None = None,
    write_figures: WriteFigures | None = None,
) -> Optimum:
    """Search for the best mixes, and leave them in the folder.

    Raises:
        StudyConflict: the folder holds another study.
        RunFailed: a run failed.
    """
    way = Way(partial(_searched, planned), read, write_figures if folder else None)
    return run_stages(planned, folder, way, options, progress)


def _searched(planned: Optimisation, at_work: Stages) -> Optimum:
    design, known = planned.at, None
    if isinstance(design, Search):
        options = replace(at_work.options, resume=True)
        sets = find(design, at_work.folder / files.PLAUSIBLE, options, Joined(at_work.progress))
        design, known = enough(sets, FEWEST_SETS).design(planned.seed), told(sets)
    design = design or grid((), planned.seed)
    return conclude(planned, at_work, design, mix_search.searched(planned, at_work, design), known)


def read(planned: Optimisation, folder: Path) -> Optimum:
    """The mixes that a folder holds.

    Raises:
        InputError: its files cannot be read.
    """
    import pandas as pd

    with files.readable(f"{folder}: its files"):
        content = files.read_json(folder / files.ANSWER)
        return Optimum(planned.scenario, content, pd.read_parquet(folder / MIXES), pd.read_csv(folder / CURVES))


KIND = StudyKind("optimise", OptimiseRequest, plan, run, optimisation.planned_in, read)
