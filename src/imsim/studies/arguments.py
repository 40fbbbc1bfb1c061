"""Keyword arguments of studies, each with its meaning; functions unpack them (PEP 692)."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, ParamSpec, TypedDict, TypeVar, get_args, get_type_hints

from annotated_types import Ge

from imsim.engine.errors import InputError, nearest
from imsim.scenarios.error_messages import in_python
from imsim.studies.argument_types import checked
from imsim.studies.plausible import PlausibleSets

P = ParamSpec("P")
T = TypeVar("T")

STRUCTURES = "other structures of the model, each in turn: 'usual', 'all', or names like trust, performance=additive"
BUDGET = "yearly share of the wage bill that strategies are scaled to (usually the scenario's); 0: as written"

Many = str | Sequence[str]
# Outcomes by name, or the functions that measure them.
Outcomes = str | Sequence[str | Callable[..., object]]
# What is known of a firm, by outcome: its level, or its level and how far it may be missed.
Shares = Many | Mapping[str, float]
Levels = Many | Mapping[str, float | Sequence[float]]
# A table of a firm: a file, or a pandas DataFrame.
Source = Any
# Arguments by name, on their way to whoever knows their types.
Given = dict[str, Any]
NAMES = "a name, or a list of names"
# What arguments should be, where their types alone would not say.
SHOULD_BE = {"without": NAMES, "mechanisms": "a list of mechanisms, see docs/extend/mechanism.md"}


class RunArguments(TypedDict, total=False):
    """Run options; no number depends on them."""

    jobs: Annotated[int, "processes (usually 1); more need a script with an `if __name__ == '__main__'` guard", Ge(1)]
    scheduler: Annotated[str | None, "address of a Dask scheduler to use instead of processes"]
    out: Annotated[str | Path | None, "folder for runs, tables and figures; without one nothing is left"]
    resume: Annotated[bool, "go on with what is in that folder already"]
    retry_failed: Annotated[bool, "also run again what failed there"]
    done: Annotated[Callable[[int], None] | None, "called with the number of runs that have just finished"]


class StudyArguments(RunArguments, total=False):
    """What every study can be asked."""

    replicates: Annotated[int | None, "runs of each strategy, at each point, paired by number", Ge(1)]
    weeks: Annotated[int | None, "length of a run (usually the scenario's)", Ge(1)]
    seed: Annotated[int | None, "root of all random numbers and of the design (usually 1)", Ge(0)]
    overrides: Annotated[Many | Mapping[str, object], "dotted keys and their values, laid over the scenario"]
    without: Annotated[Many, "mechanisms that are left out (imsim describe mechanisms)"]
    mechanisms: Annotated[Sequence[object], "mechanisms of your own that take part (docs/extend/mechanism.md)"]


class ChainArguments(RunArguments, total=False):
    """What the service-profit chain can be asked."""

    units: Annotated[int | None, "business units simulated (usually 300)", Ge(2)]
    seed: Annotated[int | None, "root of all random numbers (usually 1)", Ge(0)]
    overrides: Annotated[Many | Mapping[str, object], "dotted keys and their values, laid over the scenario"]
    without: Annotated[Many, "mechanisms that are left out (imsim describe mechanisms)"]
    mechanisms: Annotated[Sequence[object], "mechanisms of your own that take part (docs/extend/mechanism.md)"]


class StrategyArguments(StudyArguments, total=False):
    """What the study of one strategy can be asked."""

    budget: Annotated[float | None, BUDGET, Ge(0)]


class CompareArguments(StrategyArguments, total=False):
    """What studies that put strategies side by side can be asked."""

    strategies: Annotated[
        Sequence[str] | Mapping[str, Mapping[str, object]] | None,
        "names (usually all), or new ones as name -> {programme: levers}; the reference is always among them",
    ]
    reference: Annotated[str | None, "strategy that differences are taken to (usually the scenario's)"]


class ComparisonArguments(CompareArguments, total=False):
    """What a comparison of strategies can be asked."""

    until: Annotated[
        float | str | None,
        "half-width of the ACSI gains, or 'sure': replicates are added until it is known, at most `replicates` (250)",
    ]


class FactorArguments(StudyArguments, total=False):
    """What studies that vary something can be asked."""

    vary: Annotated[Many | Mapping[str, Sequence[float]], "parameter, programme.lever or key -> low, high[, levels]"]
    parameters: Annotated[int | Many | None, "how many of the widest uncertainties, or which"]
    samples: Annotated[int | None, "size of the design", Ge(1)]
    outcomes: Annotated[Outcomes | None, "what is recorded, and judged by: names, functions of your own, or 'all'"]
    weekly: Annotated[bool, "also keep every week of every run"]


class RobustnessArguments(FactorArguments, CompareArguments, total=False):
    """What a comparison over plausible parameter sets can be asked."""

    known: Annotated[Levels, "outcome -> level, or (level, within), in place of the scenario's [known] table"]
    plausible: Annotated[str | Path | PlausibleSets | None, "sets that were found before, or their folder"]
    unconditioned: Annotated[bool, "draw the sets as they come, firms unlike this one among them"]
    structures: Annotated[Many | None, STRUCTURES]


class OptimiseArguments(StudyArguments, total=False):
    """What the search for the best mix can be asked."""

    budget: Annotated[float | Sequence[float] | None, "yearly share of the wage bill, or several: the spending path"]
    goals: Annotated[Many | None, "outcomes to be improved (usually acsi and profit)"]
    over: Annotated[Many | None, "strategies or kinds of programmes (usually strategies of one or two programmes)"]
    floor: Annotated[Shares, "programme -> share of the budget that it gets at least"]
    cap: Annotated[Shares, "programme -> share of the budget that it gets at most"]
    keep: Annotated[Many, "'outcome<=level' or 'outcome>=level' that a plan must keep"]
    sets: Annotated[int | None, "plausible parameter sets to choose over (usually none: the usual numbers)", Ge(1)]
    known: Annotated[Levels, "outcome -> level, or (level, within), in place of the scenario's [known] table"]
    plausible: Annotated[str | Path | PlausibleSets | None, "sets that were found before, or their folder"]
    confirming: Annotated[
        int | None, "replicates of each plan on fresh random numbers (usually 12; 2 in each set)", Ge(1)
    ]
    until: Annotated[
        float | str | None,
        "half-width of the plans' ACSI gains, or 'sure': replicates are added until it is known, at most `confirming`",
    ]
    structures: Annotated[Many | None, STRUCTURES]


class PlausibleArguments(StudyArguments, total=False):
    """What a search for plausible parameter sets can be asked."""

    known: Annotated[Levels, "outcome -> level, or (level, within), in place of the scenario's [known] table"]
    samples: Annotated[int | None, "how many sets (usually 64)", Ge(1)]
    vary: Annotated[Many | Mapping[str, Sequence[float]], "parameter -> low, high"]
    parameters: Annotated[int | Many | None, "how many of the widest uncertainties, or which (usually all)"]


class FitArguments(StudyArguments, total=False):
    """What a fit to a firm's own record can be asked."""

    survey: Annotated[Source, "table or file: date, department, measure, mean, n, scale; or a survey tool's export"]
    staff: Annotated[Source, "table or file: id, department, hired, left, reason"]
    customers: Annotated[Source, "table or file: month, score, n; department and scale where there are any"]
    columns: Annotated[Many, "`role=heading` of columns of the survey and the staff list, as `strain=Q7`"]
    id: Annotated[str | None, "column of the staff list: who"]
    department: Annotated[str | None, "column of the staff list: department"]
    start: Annotated[str | None, "day on which week 0 begins, as 2025-01-01 (usually the first date in the tables)"]
    strategy: Annotated[str | None, "what was done in these weeks (usually the scenario's reference)"]
    parameters: Annotated[int | Many | None, "how many of the widest uncertainties, or which (usually ten)"]
    vary: Annotated[Many | Mapping[str, Sequence[float]], "parameter -> low, high of its prior range"]
    samples: Annotated[int | None, "runs that emulators learn from (usually 600)", Ge(1)]
    rehearse: Annotated[int | None, "firms that are made and fitted, to see what the fit is worth (usually 0)", Ge(0)]


class PointArguments(FactorArguments, total=False):
    """What studies of one strategy, or of its advantage over another, can be asked."""

    budget: Annotated[float | None, BUDGET, Ge(0)]
    strategy: Annotated[str | None, "which one (usually the full plan)"]
    against: Annotated[str | None, "also this one, at the same points: the advantage over it"]


class SweepArguments(PointArguments, total=False):
    """What a sweep can be asked."""

    design: Annotated[str | None, "grid, lhs or sobol (usually a grid with vary, else lhs)"]


class SensitivityArguments(PointArguments, total=False):
    """What a sensitivity analysis can be asked."""

    method: Annotated[str | None, "sobol, morris, fast, rbd-fast, delta, pawn, dgsm, hdmr or rsa (usually sobol)"]
    groups: Annotated[str | Mapping[str, Sequence[str]] | None, "name -> factors that move as one, or 'chapters'"]
    second_order: Annotated[bool, "also the indices of pairs (sobol)"]


class ImportArguments(TypedDict, total=False):
    """What need not be guessed when an organisation is imported."""

    id: Annotated[str | None, "column of the employees: who"]
    department: Annotated[str | None, "column of the employees: department"]
    supervisor: Annotated[str | None, "column of the employees: whom they report to"]
    source: Annotated[str | None, "column of the ties: who gives, the internal supplier"]
    target: Annotated[str | None, "column of the ties: who receives, the internal customer"]
    customer: Annotated[str | None, "column of the ties: internal customer"]
    supplier: Annotated[str | None, "column of the ties: internal supplier"]
    weight: Annotated[str | None, "column of the ties: how much"]
    column: Annotated[Many, "further columns of the employees, role=heading; role=none where there is none"]
    where: Annotated[Many, "rows that count: column=value,value, column!=value, or column=* for all"]
    layer: Annotated[Many, "what a kind of tie is: talk=value,value, workflow=value or reporting=value"]
    directed: Annotated[bool | None, "whether ties have a direction"]
    decimal: Annotated[str | None, "decimal mark of numbers, '.' or ','"]
    encoding: Annotated[str | None, "of text files"]
    contact: Annotated[Many, "departments that meet customers"]
    name: Annotated[str | None, "of the scenario (usually the folder's)"]


def names_of(argument: str, names: Any) -> set[str]:
    """A name, or several, as they are given to an argument."""
    if isinstance(names, str):
        names = [names]
    if not isinstance(names, Collection) or not all(isinstance(name, str) and name for name in names):
        raise InputError(f"{argument} = {names!r}: should be {NAMES}")
    return set(names)


def public(function: Callable[P, T]) -> Callable[P, T]:
    """Decorate a function: its errors name Python arguments, its signature and help spell them out."""
    signature, meanings, hints = spelt_out(function)

    @wraps(function)
    def called(*args: P.args, **arguments: P.kwargs) -> T:
        for name in arguments.keys() - signature.parameters.keys():
            raise TypeError(f"{function.__name__}() has no argument {name!r}{nearest(name, signature.parameters)}")
        with in_python(signature.parameters):
            for name in arguments.keys() & hints.keys():
                arguments[name] = checked_argument(name, arguments[name], hints[name])
            return function(*args, **arguments)

    called.__signature__ = signature  # type: ignore[attr-defined]
    called.__doc__ = f"{function.__doc__}{meanings}"
    return called


def checked_argument(name: str, value: Any, hint: Any) -> Any:
    """The value of an argument that may be None, as declared above."""
    if value is None:
        return None
    asked, _, *bounds = get_args(hint)
    if name == "strategies" and isinstance(value, str):
        raise InputError(f"strategies = {value!r}: should be a list of names; did you mean [{value!r}]?")
    return checked(name, value, asked, bounds[0].ge if bounds else None, SHOULD_BE.get(name, ""))


def spelt_out(function: Callable[..., object]) -> tuple[inspect.Signature, str, Given]:
    """Signature of a function with the arguments that it unpacks one by one, their meanings as a text, their types."""
    signature = inspect.signature(function)
    parameters = list(signature.parameters.values())
    if not parameters or parameters[-1].kind is not inspect.Parameter.VAR_KEYWORD:
        return signature, "", {}
    *named, last = parameters
    unpacked = function.__globals__[str(last.annotation).removeprefix("Unpack[").removesuffix("]")]
    hints = get_type_hints(unpacked, include_extras=True)
    spelt = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=get_args(hints[name])[0])
        # What is asked comes before how it is run.
        for name in sorted(hints, key=lambda name: name in RunArguments.__annotations__)
    ]
    meanings = "".join(f"\n        {one.name}: {get_args(hints[one.name])[1]}." for one in spelt)
    return signature.replace(parameters=[*named, *spelt]), f"\n\n    Arguments:{meanings}\n    ", hints
