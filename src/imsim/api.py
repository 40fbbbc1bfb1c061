"""What a researcher calls: every study as one typed function, with the options of the command line by their names.

`import imsim; imsim.compare("service_firm")`. Arguments have defaults; errors are in Python's words, before any run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, Unpack

from imsim.studies.argument_types import checked
from imsim.studies.arguments import (
    ChainArguments,
    ComparisonArguments,
    FitArguments,
    Given,
    ImportArguments,
    OptimiseArguments,
    PlausibleArguments,
    RobustnessArguments,
    RunArguments,
    SensitivityArguments,
    StrategyArguments,
    SweepArguments,
    public,
)
from imsim.studies.given import at_home, folder_in, given_in, laid_over

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

    from imsim.engine.mechanism import Mechanism
    from imsim.evidence.path_coefficients import ServiceProfitChain
    from imsim.evidence.validation import PatternStudy
    from imsim.scenarios.importing import ImportReport
    from imsim.scenarios.loading import Overrides
    from imsim.scenarios.scenario import Scenario
    from imsim.studies.answer import Answer
    from imsim.studies.comparison import Comparison
    from imsim.studies.fitting.answer import Fit
    from imsim.studies.kinds import Planned, StudyKind
    from imsim.studies.optimum import Optimum
    from imsim.studies.plausible import PlausibleSets
    from imsim.studies.reproduction import Reproduction
    from imsim.studies.robustness import Robustness
    from imsim.studies.sensitivity import Sensitivity
    from imsim.studies.sweep import Sweep

    Source = str | Path | Scenario | Mapping[str, object]
    Tables = str | Path | pd.DataFrame | nx.Graph[Any]
    AnswerT = TypeVar("AnswerT", bound=Answer)

__all__ = [
    "chain", "compare", "describe", "fit", "import_organisation", "load", "optimise", "patterns", "plausible", "read",
    "repeat", "report", "robustness", "run", "sensitivity", "sweep",
]  # fmt: skip


@public
def load(scenario: Source, overrides: Overrides = ()) -> Scenario:
    """Read and check a scenario; InputError with one line for every error found.

    Args:
        scenario: a path, the name of a built-in scenario, its tables as nested dicts, or a loaded one.
        overrides: dotted keys and their values, as a dict or as `dotted.key=value` texts.
    """
    from imsim.scenarios.scenario import Scenario, load

    overrides = [overrides] if isinstance(overrides, str) else overrides
    checked("overrides", overrides, Sequence[str] | Mapping[str, object])
    if isinstance(scenario, Scenario):
        return scenario.changed(overrides) if overrides else scenario
    return load(checked("scenario", scenario, str | Path | Mapping[str, object]), overrides)


@public
def run(scenario: Source, strategy: str = "full_plan", **arguments: Unpack[StrategyArguments]) -> Comparison:
    """Simulate one strategy beside doing nothing: every outcome, and what the strategy changes. Raises as `compare`.

    Args:
        scenario: as for `load`.
        strategy: name.
    """
    return compare(scenario, strategies=[checked("strategy", strategy, str)], **arguments)


@public
def compare(scenario: Source, **arguments: Unpack[ComparisonArguments]) -> Comparison:
    """Simulate strategies of a company under common random numbers, at one budget, and compare them.

    Args:
        scenario: as for `load`.

    Raises:
        InputError: the scenario or an argument cannot be used.
        StudyConflict: the folder holds something else.
        RunFailed: a run failed.
    """
    from imsim.studies.kinds.compare import KIND

    return _answer(KIND, scenario, arguments)


@public
def robustness(scenario: Source, **arguments: Unpack[RobustnessArguments]) -> Robustness:
    """Compare strategies over plausible parameter sets: how often is each best, at what regret? Raises as `compare`.

    Args:
        scenario: as for `load`; its `[study]` table counts where an argument is absent.
    """
    from imsim.studies.kinds.robustness import KIND

    return _answer(KIND, scenario, arguments)


@public
def optimise(scenario: Source, **arguments: Unpack[OptimiseArguments]) -> Optimum:
    """The best mix of programmes under a budget: how much for what, how sure, what next. Raises as `compare`.

    Args:
        scenario: as for `load`.
    """
    from imsim.studies.kinds.optimise import KIND

    return _answer(KIND, scenario, arguments)


@public
def plausible(scenario: Source, **arguments: Unpack[PlausibleArguments]) -> PlausibleSets:
    """Parameter sets under which the untreated firm is like the one described. Raises as `compare`.

    Args:
        scenario: as for `load`; its `[known]` table says what is known of the firm.
    """
    from imsim.studies.kinds.plausible import KIND

    return _answer(KIND, scenario, arguments)


@public
def fit(scenario: Source, **arguments: Unpack[FitArguments]) -> Fit:
    """Parameters of a firm, as far as its survey, staff list and customers' scores speak for them. Raises as `compare`.

    Args:
        scenario: as for `load`; it tells what was done and what happened in the weeks of the data.
    """
    from imsim.studies.kinds.fit import KIND

    return _answer(KIND, scenario, arguments)


@public
def sweep(scenario: Source, **arguments: Unpack[SweepArguments]) -> Sweep:
    """Outcomes over many values of levers, parameters and scenario keys. Raises as `compare`, but for failed runs.

    Args:
        scenario: as for `load`; its `[study]` table counts where an argument is absent.
    """
    from imsim.studies.kinds.sweep import KIND

    return _answer(KIND, scenario, arguments)


@public
def sensitivity(scenario: Source, **arguments: Unpack[SensitivityArguments]) -> Sensitivity:
    """Which uncertainty moves an outcome of a strategy, or its advantage over another. Raises as `compare`.

    Args:
        scenario: as for `load`; its `[study]` table counts where an argument is absent.
    """
    from imsim.studies.kinds.sensitivity import KIND

    return _answer(KIND, scenario, arguments)


@public
def patterns(units: int = 300, seed: int = 1, **arguments: Unpack[RunArguments]) -> PatternStudy:
    """Simulate business units of the default firm and hold them against what field studies found. Raises as `compare`.

    Args:
        units: how many.
        seed: root of all random numbers.
    """
    from imsim.evidence.kinds.patterns import KIND, PatternsRequest, plan

    request = PatternsRequest(checked("units", units, int, 1), checked("seed", seed, int, 0))
    return _run(KIND, plan(request), given_in(arguments))


@public
def chain(scenario: Source = "service_firm", **arguments: Unpack[ChainArguments]) -> ServiceProfitChain:
    """The service-profit chain over business units, and what each cause does when it is moved. Raises as `compare`.

    Args:
        scenario: as for `load`; its strategies take no part.
    """
    from imsim.evidence.kinds.profit_chain import KIND

    return _answer(KIND, scenario, arguments)


def _answer(kind: StudyKind[Any, Any, AnswerT], scenario: Source, arguments: Mapping[str, object]) -> AnswerT:
    """What a kind of study answers about a scenario."""
    from imsim.scenarios.model import using

    given = given_in(arguments)
    running = {name: given.pop(name) for name in RunArguments.__annotations__ if name in given}
    with using(given.pop("mechanisms", ())):
        laid = laid_over(load(scenario, given.pop("overrides", ())), given)
        return _run(kind, kind.plan(kind.request(laid, **given)), running)


def _run(kind: StudyKind[Any, Any, AnswerT], planned: Planned, running: Given, figures: bool = True) -> AnswerT:
    """Run a planned study; write its artefacts to the folder `out`, figures among them if wanted."""
    from imsim.reporting.artefacts import write_figures
    from imsim.reporting.notebook import followed
    from imsim.studies.execution import RunOptions

    folder = folder_in(running)
    with followed(running.pop("done", None)) as progress:
        return kind.run(planned, folder, RunOptions(**running), progress, write_figures if figures else None)


@public
def read(folder: str | Path) -> Answer:
    """What a finished study found, as its function returned it; InputError where there is none, RunFailed as `compare`.

    Args:
        folder: what `out` named when the study was run.
    """
    from imsim.studies.reproduction import answer_in

    return answer_in(at_home(folder))


@public
def report(folder: str | Path, out: str | Path | None = None) -> Path:
    """Write a finished study as one HTML page that needs no network; returns its path. Raises as `read`.

    Args:
        folder: what `out` named when the study was run.
        out: file to write; `report.html` in the folder unless said.
    """
    from imsim.reporting.html_report import write_report

    return write_report(at_home(folder), at_home(out) if out else None)


@public
def repeat(folder: str | Path, **arguments: Unpack[RunArguments]) -> Reproduction:
    """Run a finished study again from its manifest alone, and compare its tables. Raises as `read`.

    Args:
        folder: what `out` named when the study was run; `out` names another one here, for the tables found again.
    """
    from imsim.studies.kinds import kind_of
    from imsim.studies.reproduction import reproduce

    out = (running := given_in(arguments)).pop("out", None)

    def again(planned: Planned, into: Path) -> None:
        _run(kind_of(planned.identity.kind), planned, running | {"out": into}, figures=False)

    return reproduce(at_home(folder), at_home(out) if out else None, again)


@public
def describe(topic: str | None = None, mechanisms: Sequence[Mechanism] = ()) -> pd.DataFrame:
    """What the model is made of, as a table; InputError where there is no such topic.

    Args:
        topic: e.g. "outcomes"; without one, the topics there are.
        mechanisms: of your own, that are to be described as well.
    """
    from imsim.reporting.describe import described
    from imsim.scenarios.model import using

    with using(mechanisms):
        return described(topic)


@public
def import_organisation(
    nodes: Tables, edges: Tables | None = None, out: str | Path | None = None, **arguments: Unpack[ImportArguments]
) -> ImportReport:
    """A company's tables of employees and of who serves whom become a scenario; InputError, and nothing left, if not.

    Args:
        nodes: employees, or departments with headcounts: a CSV, Excel, JSON or network file, a DataFrame, a networkx
            or igraph graph.
        edges: who serves, writes to or asks whom, in any of these forms; assumed, and said so, where there is none.
        out: new folder for the scenario and its tables; without one the import is tried and nothing is written.
    """
    from imsim.scenarios.importing import import_organisation

    return import_organisation(nodes, edges, out, **given_in(arguments))
