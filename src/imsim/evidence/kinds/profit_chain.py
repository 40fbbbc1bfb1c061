"""The service-profit chain over business units of a firm, as a survey sees it and as it is when causes are moved."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field
from functools import cached_property
from pathlib import Path

import imsim
from imsim.engine.errors import InputError
from imsim.evidence.at_once import at_once, refuse_stages
from imsim.evidence.path_coefficients import ServiceProfitChain, links_in
from imsim.evidence.service_profit_chain import STAGES, observed
from imsim.scenarios.scenario import Scenario
from imsim.studies import files
from imsim.studies.answer import Json
from imsim.studies.execution import Progress, ProgressCallback, RunOptions
from imsim.studies.from_manifest import scenario_in
from imsim.studies.kinds import StudyKind, WriteFigures
from imsim.studies.manifest import StudyIdentity, fingerprint, identity_of
from imsim.studies.provenance import provenance_of
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


@dataclass(frozen=True)
class PlannedChain:
    """A firm, the number of its business units, and the seed."""

    scenario: Scenario
    units: int
    seed: int

    @property
    def runs(self) -> int:
        """Number of business units."""
        return self.units

    @property
    def counted(self) -> str:
        """What is counted."""
        return "business units"

    @cached_property
    def identity(self) -> StudyIdentity:
        """What identifies the study."""
        provenance, asked = provenance_of(), {"units": self.units}
        parts = [imsim.__version__, provenance.as_json(), "chain", identity_of(self.scenario), asked, self.seed]
        return StudyIdentity("chain", fingerprint(parts), provenance)


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
    options, progress = options or RunOptions(), progress or ProgressCallback()
    refuse_stages(options, "business units")
    progress.begin(planned.units, 0)

    def answer() -> ServiceProfitChain:
        seen = observed(planned.scenario, planned.units, planned.seed, options.jobs, progress.advance)
        return ServiceProfitChain(planned.scenario, planned.units, planned.seed, *links_in(seen, planned.seed))

    asked = {"units": planned.units}, planned.seed
    return at_once(planned.identity, planned.scenario, asked, answer, folder, write_figures)


def planned_in(manifest: Json, folder: Path) -> PlannedChain:
    """What a manifest asks."""
    scenario = scenario_in(manifest["scenario"], folder)
    return PlannedChain(scenario, int(manifest["options"]["units"]), int(manifest["seed"]))


def read(planned: PlannedChain, folder: Path) -> ServiceProfitChain:
    """The chain that a folder holds.

    Raises:
        InputError: its answer cannot be read.
    """
    try:
        content = json.loads((folder / files.ANSWER).read_text(encoding="utf-8"))
        return ServiceProfitChain.from_json(content, planned.scenario)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{folder / files.ANSWER}: cannot be read: {type(error).__name__}: {error}") from None


KIND = StudyKind("chain", ChainRequest, plan, run, planned_in, read)
