"""Plausible parameter sets: under which uncertain numbers is the untreated firm like the one described?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from imsim.engine.errors import InputError
from imsim.scenarios.scenario import Scenario
from imsim.scenarios.schema import StudyTable
from imsim.studies import search
from imsim.studies.anchoring import Knob
from imsim.studies.design import Factor
from imsim.studies.execution import Progress, RunOptions
from imsim.studies.kinds import StudyKind, WriteFigures
from imsim.studies.known import known_from
from imsim.studies.plausible import PlausibleSets
from imsim.studies.requests import FactorRequest, factors_of, first_given, opened, option, seed_of
from imsim.studies.search import Search

DEFAULT_SETS, DEFAULT_REPLICATES, FEWEST_SETS, MOST_SETS = 64, 4, 4, 20_000


@dataclass(frozen=True)
class PlausibleRequest(FactorRequest):
    """Whose parameter sets are wanted, how many, and what is known of the firm."""

    known: Sequence[str] = option("`outcome=level` or `outcome=level:within` of the firm as it is now", ())


def plan(request: PlausibleRequest) -> Search:
    """The search that answers a request.

    Raises:
        InputError: the scenario or an argument cannot be used.
    """
    table = StudyTable.model_validate({})
    scenario = opened(request.scenario, request.weeks, None, request.overrides)
    samples = first_given(request.samples, table.samples) or DEFAULT_SETS
    factors, notes = factors_of(scenario, request, table, scenario.table.reference)
    return planned(
        with_known(scenario, request.known), factors, samples,
        request.replicates or DEFAULT_REPLICATES, seed_of(request, table), notes,
    )  # fmt: skip


def with_known(scenario: Scenario, known: Sequence[str]) -> Scenario:
    """A scenario with levels laid over its `[known]` table; they replace it."""
    if not known:
        return scenario
    return scenario.changed({"known.remove": True} | known_from(known))


def planned(
    scenario: Scenario, factors: Sequence[Factor], samples: int, replicates: int, seed: int, notes: tuple[str, ...] = ()
) -> Search:
    """A search, once all is known that it rests on.

    Raises:
        InputError: it is too small or too large, or something is varied that is no parameter.
    """
    if not FEWEST_SETS <= samples <= MOST_SETS:
        raise InputError(f"--samples {samples}: from {FEWEST_SETS} to {MOST_SETS:,} plausible sets can be searched for")
    for one in factors:
        if not one.key.startswith("parameters."):
            raise InputError(f"--vary {one.name}: is no parameter of the model, and plausible sets are sets of these")
    drawn = tuple(one for one in factors if one.name not in {knob.parameter for knob in knobs_of(scenario)})
    return Search(scenario, drawn, samples, replicates, seed, notes)


def knobs_of(scenario: Scenario) -> tuple[Knob, ...]:
    """What is anchored in a scenario."""
    return Search(scenario, (), 1, 1, 1).knobs


def run(
    planned: Search,
    folder: Path | None = None,
    options: RunOptions | None = None,
    progress: Progress | None = None,
    write_figures: WriteFigures | None = None,
) -> PlausibleSets:
    """Search, and leave the sets in the folder.

    Raises:
        StudyConflict: the folder holds another study.
        RunFailed: the firm cannot be run.
    """
    return search.find(planned, folder, options, progress, write_figures if folder else None)


KIND = StudyKind("plausible", PlausibleRequest, plan, run, search.planned_in, search.read)
