"""A panel of business units as field studies meet them, each with its own people, leader, site and labour market.

A unit is a replicate of the default scenario, with its own random numbers, in which some parameters differ by a draw of
its own. Each is simulated untreated and under every treatment, all under common random numbers, and watched for two
years.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from imsim.engine.errors import RunFailed
from imsim.engine.parameters import Parameters
from imsim.engine.streams import Streams
from imsim.evidence.business_units import TREATMENTS, WEEKS, BusinessUnits, Numbers, programme
from imsim.evidence.observer import Observer
from imsim.scenarios.model import parameters_of
from imsim.scenarios.scenario import Scenario, load
from imsim.scenarios.simulation import Case, Setting, Simulation
from imsim.studies.runner import Failure, completed
from imsim.studies.schedulers import engine_of

SCENARIO = ("service_firm", ("market.rows=1000",))
BLOCK = 25
DRAWN = ("people", "motivation", "leader", "mails", "site", "labour")


def unit_differences(seed: int, units: tuple[int, ...], p: Parameters) -> tuple[dict[str, Numbers], Numbers]:
    """Differences of business units from the scenario: shift of each parameter, and number of mails.

    Args:
        seed: root of all random numbers.
        units: their numbers; a unit's differences depend on its number and the seed alone.
        p: with the standard deviations of chapter "patterns".

    Returns:
        Parameter -> shape (units,), and mails a week, shape (units,).
    """
    generators = Streams(seed, units).fixed("unit differences")
    normals = np.array([generator.standard_normal(len(DRAWN)) for generator in generators])
    traits, own, leader, mails, site, labour = normals.T

    def sd(name: str) -> float:
        return float(getattr(p, name).item())

    disposition = sd("unit_disposition_sd") * traits
    return {
        "disposition_mean": disposition,
        "motivation_trait_mean": sd("unit_motivation_shared") * disposition + sd("unit_motivation_sd") * own,
        "leader_reference": sd("unit_leader_sd") * leader,
        "site_effect": sd("unit_site_sd") * site,
        "labour_market": sd("unit_labour_sd") * labour,
    }, np.maximum(sd("unit_messages") + sd("unit_messages_sd") * mails, 0.0)


@dataclass(frozen=True)
class BusinessUnitBlock:
    """A block of business units that are simulated together.

    Args:
        setting: what all of them share.
        units: their numbers, which are the numbers of their replicates.
        seed: root of all random numbers.
        parameters: numbers that differ from the defaults in all of them.
    """

    setting: Setting
    units: tuple[int, ...]
    seed: int
    parameters: Mapping[str, float]

    def begin(self) -> Simulation:
        """Simulation of all treatments of the block at week 0; mails differ between business units as parameters do."""
        p = parameters_of([self.parameters])
        differences, mails = unit_differences(self.seed, self.units, p)
        base = programme("messages", email=1.0)
        cases = [Case(name, (base, *treatment), self.parameters) for name, treatment in TREATMENTS.items()]
        simulation = Simulation(self.setting, cases, self.units, self.seed, differences)
        own = {"frequency": mails[None, :, None]}
        simulation.slots = tuple(
            replace(slot, programme=slot.programme.model_copy(update=own)) if slot.name == base[0] else slot
            for slot in simulation.slots
        )
        return simulation

    def run(self) -> BusinessUnits:
        """Simulate two years and watch."""
        simulation = self.begin()
        observer = Observer(simulation.ensemble)
        for week in range(WEEKS):
            simulation.step()
            observer.see(week)
        return observer.seen()

    def halves(self) -> tuple[BusinessUnitBlock, ...]:
        """It is not taken apart: a panel is of use only whole."""
        return ()


def base_scenario() -> Scenario:
    """Setting of the scenario that every business unit is a variant of."""
    name, overrides = SCENARIO
    return load(name, overrides)


def unit_blocks(units: int, seed: int, parameters: Mapping[str, float]) -> list[BusinessUnitBlock]:
    """Blocks that together hold a number of business units."""
    scenario = base_scenario()
    numbers = {**scenario.parameters, **parameters}
    setting = scenario.setting()
    return [
        BusinessUnitBlock(setting, tuple(range(first, min(first + BLOCK, units))), seed, numbers)
        for first in range(0, units, BLOCK)
    ]


def observed(
    units: int,
    seed: int,
    parameters: Mapping[str, float] | None = None,
    jobs: int = 1,
    done: Callable[[int], None] | None = None,
) -> BusinessUnits:
    """Simulate business units and observe them.

    Args:
        units: how many.
        seed: root of all random numbers.
        parameters: numbers that differ from the defaults in all of them.
        jobs: processes.
        done: called with the number of units that have just finished.

    Raises:
        RunFailed: some of them cannot be simulated.
    """
    blocks = unit_blocks(units, seed, parameters or {})
    parts: dict[int, BusinessUnits] = {}
    with engine_of(min(jobs, len(blocks))) as engine:
        for block, seen in completed(blocks, engine):
            if isinstance(seen, Failure):
                raise RunFailed(seen.error)
            parts[block.units[0]] = seen
            if done:
                done(len(block.units))
    return BusinessUnits.joined([parts[first] for first in sorted(parts)])
