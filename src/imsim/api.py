"""What a researcher calls: every study as one typed function, with the options of the command line by their names.

`imsim` offers all of it: `import imsim; imsim.compare("service_firm")`. What is not said is as usual; mistakes are told
in the words of Python, before anything runs.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial, wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any, ParamSpec, TypedDict, TypeVar, Unpack, cast, get_args, get_type_hints
from weakref import finalize

from imsim.engine.errors import InputError, Place, Problem, RunFailed, StudyConflict, as_argument, in_python
from imsim.studies.options import (
    CompareOptions,
    RobustnessOptions,
    RunOptions,
    SensitivityOptions,
    StrategyOptions,
    SweepOptions,
)

if TYPE_CHECKING:
    import pandas as pd

    from imsim.evidence.validation import PatternStudy
    from imsim.scenarios.importing import ImportReport
    from imsim.scenarios.loading import Overrides
    from imsim.scenarios.scenario import Scenario
    from imsim.studies.comparison import Comparison
    from imsim.studies.execution import Leave
    from imsim.studies.reproduction import PatternsAsked, Reproduction
    from imsim.studies.results import Results
    from imsim.studies.sensitivity import Sensitivity
    from imsim.studies.study import Study
    from imsim.studies.sweep import Sweep
    from imsim.studies.uncertainty import Uncertain

    Source = str | Path | Scenario | Mapping[str, object]
    Answer = Comparison | Uncertain | Sweep | Sensitivity | PatternStudy

__all__ = [
    "compare", "describe", "import_organisation", "load", "patterns", "read", "repeat", "report", "robustness", "run",
    "sensitivity", "sweep",
]  # fmt: skip

P = ParamSpec("P")
T = TypeVar("T")
# Options by name, on their way to whoever knows their types.
Given = dict[str, Any]


class ImportOptions(TypedDict, total=False):
    """What need not be guessed when an organisation is imported."""

    id: Annotated[str | None, "column of the employees: who"]
    department: Annotated[str | None, "column of the employees: department"]
    supervisor: Annotated[str | None, "column of the employees: whom they report to"]
    source: Annotated[str | None, "column of the ties: who gives, the internal supplier"]
    target: Annotated[str | None, "column of the ties: who receives, the internal customer"]
    customer: Annotated[str | None, "column of the ties: internal customer"]
    supplier: Annotated[str | None, "column of the ties: internal supplier"]
    weight: Annotated[str | None, "column of the ties: how much"]
    contact: Annotated[Sequence[str], "departments that meet customers"]
    name: Annotated[str | None, "of the scenario (usually the folder's)"]


def public(function: Callable[P, T]) -> Callable[P, T]:
    """A function that says mistakes in the words of Python, and whose signature and help spell its options out."""

    @wraps(function)
    def called(*args: P.args, **options: P.kwargs) -> T:
        try:
            return function(*args, **options)
        except InputError as error:
            raise error.said(as_argument) from None
        except (RunFailed, StudyConflict) as error:
            raise type(error)(in_python(str(error))) from error

    signature = inspect.signature(function)
    *named, last = signature.parameters.values()
    if last.kind is inspect.Parameter.VAR_KEYWORD:
        options = get_type_hints(globals()[str(last.annotation).removeprefix("Unpack[")[:-1]], include_extras=True)
        spelt = [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=get_args(hint)[0])
            # What is asked comes before how it is run.
            for name, hint in sorted(options.items(), key=lambda option: option[0] in RunOptions.__annotations__)
        ]
        called.__signature__ = signature.replace(parameters=[*named, *spelt])  # type: ignore[attr-defined]
        meanings = "".join(f"\n        {name}: {get_args(hint)[1]}." for name, hint in options.items())
        called.__doc__ = f"{(function.__doc__ or '').rstrip()}\n\n    Options:{meanings}\n    "
    return called


@public
def load(scenario: Source, overrides: Overrides = ()) -> Scenario:
    """Read and check a scenario.

    Args:
        scenario: a path, the name of a built-in scenario, or its tables as nested dicts.
        overrides: dotted keys and their values, as a dict or as `dotted.key=value` texts.

    Raises:
        InputError: with one line for every mistake found.
    """
    from imsim.scenarios.scenario import Scenario, load

    if isinstance(scenario, Scenario):
        return scenario.changed(overrides) if overrides else scenario
    return load(scenario, overrides)


@public
def run(scenario: Source, strategy: str = "full_plan", **options: Unpack[StrategyOptions]) -> Comparison:
    """Simulate one strategy beside doing nothing: every outcome, and what the strategy changes. Raises as `compare`.

    Args:
        scenario: a path, the name of a built-in scenario, its tables as nested dicts, or a loaded one.
        strategy: name.
    """
    return compare(scenario, strategies=[strategy], **options)


@public
def compare(scenario: Source, **options: Unpack[CompareOptions]) -> Comparison:
    """Simulate strategies of a company under common random numbers, at one budget, and compare them.

    Args:
        scenario: as for `run`.

    Raises:
        InputError: the scenario or an option cannot be used.
        StudyConflict: the folder holds something else.
        RunFailed: a run failed.
    """
    from imsim.studies.compare import compare

    asked = given(options)
    return compare(load(scenario, asked.pop("overrides", ())), **asked)


@public
def robustness(scenario: Source, **options: Unpack[RobustnessOptions]) -> Uncertain:
    """Compare strategies over plausible parameter sets: how often is each best, at what regret? Raises as `compare`.

    Args:
        scenario: as for `run`; its `[study]` table counts where an option is absent.
    """
    from imsim.studies.uncertainty import compare_uncertain

    asked = given(options)
    return compare_uncertain(load(scenario, asked.pop("overrides", ())), **asked)


@public
def sweep(scenario: Source, **options: Unpack[SweepOptions]) -> Sweep:
    """Outcomes over many values of levers, parameters and scenario keys. Raises as `compare`, but for failed runs.

    Args:
        scenario: as for `run`; its `[study]` table counts where an option is absent.
    """
    from imsim.studies import requests
    from imsim.studies.sweep import Sweep, leave

    asked, running = split(given(options))
    study = requests.sweep(load(scenario, asked.pop("overrides", ())), requests.Options(**asked)).study
    return Sweep(conducted(study, partial(leave, study), running))


@public
def sensitivity(scenario: Source, **options: Unpack[SensitivityOptions]) -> Sensitivity:
    """Which uncertainty moves an outcome of a strategy, or its advantage over another. Raises as `compare`.

    Args:
        scenario: as for `run`; its `[study]` table counts where an option is absent.
    """
    from imsim.studies import requests
    from imsim.studies.sensitivity import leave
    from imsim.studies.sensitivity import sensitivity as analysed

    asked, running = split(given(options))
    study = requests.sensitivity(load(scenario, asked.pop("overrides", ())), requests.Options(**asked)).study
    return analysed(conducted(study, partial(leave, study), running))


@public
def patterns(units: int = 300, seed: int = 1, **options: Unpack[RunOptions]) -> PatternStudy:
    """Simulate business units of the default firm and hold them against what field studies found.

    Args:
        units: how many.
        seed: root of all chance.
    """
    from imsim.evidence import validation
    from imsim.studies import folder_lock

    _, running = split(given(options))
    started, out = datetime.now(UTC), running.pop("out", None)
    if out:
        folder_lock.claim(Path(out), validation.key(units, seed))
    found = validation.patterns(units, seed, **running)
    if out:
        validation.write(found, Path(out), started)
    return found


@public
def read(folder: str | Path) -> Answer:
    """What a finished study found: the result that its function returned.

    Args:
        folder: what `out` named when the study was run.

    Raises:
        InputError: the folder holds no finished study.
        RunFailed: a run failed.
    """
    from imsim.evidence.validation import read as patterns_found
    from imsim.studies import results
    from imsim.studies.compare import ComparisonQuestion
    from imsim.studies.manifest import read_manifest
    from imsim.studies.reproduction import PatternsAsked, asked_in
    from imsim.studies.sensitivity import sensitivity as analysed
    from imsim.studies.subject import Strategies
    from imsim.studies.sweep import Sweep
    from imsim.studies.uncertainty import Uncertain

    folder = Path(folder)
    manifest = read_manifest(folder)
    with ExitStack() as stack:
        study = asked_in(manifest, Path(stack.enter_context(TemporaryDirectory(prefix="imsim-"))))
        if isinstance(study, PatternsAsked):
            return patterns_found(folder)
        found, subject = results.of(manifest, folder), cast(Strategies, study.subject)
        # Imported tables of the organisation stay as long as its scenario is in use.
        finalize(subject.scenario, stack.pop_all().close)
    answers: dict[str, Callable[[], Answer]] = {
        "compare": lambda: ComparisonQuestion(study, subject).found(found, folder),
        "uncertainty": lambda: Uncertain(subject.scenario, found),
        "sweep": lambda: Sweep(found),
        "sensitivity": lambda: analysed(found),
    }
    return answers[study.kind]()


@public
def report(folder: str | Path, out: str | Path | None = None) -> Path:
    """Write a finished study as one HTML page that needs no network; returns its path.

    Args:
        folder: what `out` named when the study was run.
        out: file to write; `report.html` in the folder unless said.

    Raises:
        InputError: the folder holds no finished study.
    """
    from imsim.reporting.report import report
    from imsim.studies.files import write_whole

    text, path = report(folder), Path(out) if out else Path(folder) / "report.html"
    write_whole(path, lambda part: part.write_text(text, encoding="utf-8"))
    return path


@public
def repeat(folder: str | Path, **options: Unpack[RunOptions]) -> Reproduction:
    """Run a finished study again, from its manifest alone: does it give the same numbers?

    Args:
        folder: what `out` named when the study was run; `out` names another one here, for the tables found again.

    Raises:
        InputError: the folder holds no study that can be repeated.
        RunFailed: a run failed.
    """
    from imsim.studies import reproduction
    from imsim.studies.execution import Told

    running = given(options)
    out = running.pop("out", None)

    def again(asked: Study | PatternsAsked, into: Path) -> None:
        if isinstance(asked, reproduction.PatternsAsked):
            patterns(*asked, out=into, **running)
        else:
            reproduction.repeat(asked, into, watch=Told(running.pop("done", None)), **running)

    return reproduction.reproduced(Path(folder), Path(out) if out else None, again)


@public
def describe(topic: str | None = None) -> pd.DataFrame:
    """What the model is made of, as a table.

    Args:
        topic: e.g. "outcomes"; without one, the topics there are.

    Raises:
        InputError: there is no such topic.
    """
    import pandas as pd

    from imsim.reporting.describe import TOPICS, claim_of

    if topic is None:
        return pd.DataFrame([{"topic": name, "shows": claim_of(rows)} for name, rows in TOPICS.items()])
    if topic not in TOPICS:
        raise InputError(Problem.unknown(Place("topic"), topic, "no such topic", TOPICS, found=f'"{topic}"'))
    return pd.DataFrame(TOPICS[topic]())


@public
def import_organisation(
    nodes: str | Path, edges: str | Path, out: str | Path, **options: Unpack[ImportOptions]
) -> ImportReport:
    """A company's own tables of employees and of who serves whom become a scenario that runs.

    Args:
        nodes: CSV or GraphML file of the employees.
        edges: CSV file of who serves whom, or the same GraphML file.
        out: new folder for the scenario and its tables.

    Raises:
        InputError: a file, a column or a department is not what it should be; nothing has been written then.
    """
    from imsim.scenarios.importing import import_organisation

    return import_organisation(Path(nodes), Path(edges), Path(out), **given(options))


def given(options: Mapping[str, object]) -> Given:
    """Options that say something, each in the form in which studies take it; None is as usual."""
    asked: Given = {name: value for name, value in options.items() if value is not None}
    for name in ("outcomes", "vary", "overrides"):
        if isinstance(asked.get(name), str):
            asked[name] = [asked[name]]
    if isinstance(vary := asked.get("vary"), Mapping):
        asked["vary"] = [f"{key}={':'.join(map(str, bounds))}" for key, bounds in vary.items()]
    if isinstance(groups := asked.get("groups"), Mapping):
        asked["groups"] = ";".join(f"{name}={','.join(keys)}" for name, keys in groups.items())
    return asked


def split(asked: Given) -> tuple[Given, Given]:
    """Options that say what is asked, and those that say how it is run."""
    running = {name: asked.pop(name) for name in RunOptions.__annotations__ if name in asked}
    return asked, running


def conducted(study: Study, leave: Leave, running: Given) -> Results:
    """The results of a study, its artefacts left in the folder that `out` names."""
    from imsim.studies.execution import Told, conduct

    out, watch = running.pop("out", None), Told(running.pop("done", None))
    return conduct(study, Path(out) if out else None, watch=watch, leave=leave, **running)
