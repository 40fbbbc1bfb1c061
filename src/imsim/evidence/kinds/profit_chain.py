"""The service-profit chain over business units of a firm, as a survey sees it and as it is when causes are moved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path

from imsim.engine.errors import InputError
from imsim.evidence.at_once import PlannedUnits, at_once
from imsim.evidence.path_coefficients import ServiceProfitChain, links_in
from imsim.evidence.service_profit_chain import STAGES, observed
from imsim.studies import files
from imsim.studies.answer import Json
from imsim.studies.execution import Progress, RunOptions
from imsim.studies.from_manifest import scenario_in
from imsim.studies.kinds import StudyKind, WriteFigures
from imsim.studies.requests import MOST_SEED, Source, opened, option

DEFAULT_UNITS, DEFAULT_SEED = 300, 1
# So many are needed to tell units apart at every stage.
FEWEST_UNITS, MOST_UNITS = len(STAGES) + 3, 100_000


@dataclass(frozen=True)
class ChainRequest:
    """In which firm, over how many of its business units."""

    scenario: Source = field(
        default="service_firm", metadata={"help": "a TOML file, the name of a built-in scenario, or a loaded one"}
    )
    _: KW_ONLY
    units: int | None = option("business units simulated (default: 300)")
    seed: int | None = option("root of all random numbers (default: 1)")
    overrides: Sequence[str] = option("`dotted.key=value` texts laid over the scenario", ())


class PlannedChain(PlannedUnits):
    """A service-profit chain, planned."""

    kind = "chain"


def plan(request: ChainRequest) -> PlannedChain:
    """The units that answer a request.

    Raises:
        InputError: the scenario or a number cannot be used.
    """
    units = DEFAULT_UNITS if request.units is None else request.units
    seed = DEFAULT_SEED if request.seed is None else request.seed
    if not FEWEST_UNITS <= units <= MOST_UNITS:
        raise InputError(f"--units {units}: from {FEWEST_UNITS} to {MOST_UNITS:,} business units can be simulated")
    if not 0 <= seed <= MOST_SEED:
        raise InputError(f"seed = {seed}: from 0 to {MOST_SEED}")
    return PlannedChain(opened(request.scenario, overrides=request.overrides), units, seed)


def run(
    planned: PlannedChain,
    folder: Path | None = None,
    options: RunOptions | None = None,
    progress: Progress | None = None,
    write_figures: WriteFigures | None = None,
) -> ServiceProfitChain:
    """Simulate business units, estimate every link, and write all artefacts to the folder at once.

    Raises:
        InputError: they were to be resumed, or sent to a cluster.
        StudyConflict: the folder holds another study.
        RunFailed: some units cannot be simulated.
    """

    def answer(jobs: int, done: Callable[[int], None]) -> ServiceProfitChain:
        seen = observed(planned.scenario, planned.units, planned.seed, jobs, done)
        return ServiceProfitChain(planned.scenario, planned.units, planned.seed, *links_in(seen, planned.seed))

    return at_once(planned, answer, folder, options, progress, write_figures)


def planned_in(manifest: Json, folder: Path) -> PlannedChain:
    """What a manifest asks."""
    scenario = scenario_in(manifest["scenario"], folder)
    return PlannedChain(scenario, int(manifest["options"]["units"]), int(manifest["seed"]))


def read(planned: PlannedChain, folder: Path) -> ServiceProfitChain:
    """The chain that a folder holds.

    Raises:
        InputError: its answer cannot be read.
    """
    with files.readable(f"{folder / files.ANSWER}:"):
        return ServiceProfitChain.from_json(files.read_json(folder / files.ANSWER), planned.scenario)


KIND = StudyKind("chain", ChainRequest, plan, run, planned_in, read)
