"""The field laboratory: business units of a study, simulated under every arm with common random numbers, and observed.

A study's units are replicates of one firm that differ in people, leaders, site and labour market. Each is simulated
under every arm (common random numbers), so the mean effect is known much better than any single laboratory could know
it; single laboratories are drawn from the same units (`judgement`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

import numpy as np

from imsim.company.ensemble import Ensemble
from imsim.company.sites import without_site
from imsim.engine.errors import InputError, as_key, listed, nearest
from imsim.engine.streams import Streams
from imsim.evidence.actions import actions_of
from imsim.evidence.audiences import Groups
from imsim.evidence.observation import Numbers, begin, employ, shift_parameter
from imsim.evidence.reading_tables import EVERYBODY, EXITS
from imsim.evidence.recording import Recorder, Recording, keys_of
from imsim.evidence.study_tables import ActionTable, DifferenceTable, PartTable, SettingTable, StudyFile
from imsim.evidence.survey_waves import Wave, waves_of
from imsim.evidence.variant import AS_IT_IS, Variant
from imsim.programmes.programme import AUDIENCES
from imsim.scenarios.model import DEFAULTS
from imsim.scenarios.scenario import Scenario, load
from imsim.scenarios.simulation import Case, Setting

BLOCK = 25
WEEKS_A_YEAR = 52
# Units, weeks and rounds in which the labour market is set to a study's yearly exits.
MATCHING_UNITS, MATCHING_WEEKS, MATCHING_ROUNDS = 25, 52, 6
# Log-odds that do not matter any more.
CLOSE = 0.005
MARKET = "labour_market"
LEAST_MARKET, MOST_MARKET = -4.0, 6.0

# A study sets heads of its own: their caseload is the usual one unless the study says another.
OWN_CASELOAD = "market.caseload={ remove = true }"


def usual_differences() -> dict[str, DifferenceTable]:
    """How business units differ where a study does not say: as in the published patterns."""
    shared = {"disposition_mean": DEFAULTS["unit_motivation_shared"]}
    return {
        "disposition_mean": DifferenceTable(sd=DEFAULTS["unit_disposition_sd"]),
        "motivation_trait_mean": DifferenceTable(sd=DEFAULTS["unit_motivation_sd"], follows=shared),
        "leader_reference": DifferenceTable(sd=DEFAULTS["unit_leader_sd"]),
        "site_effect": DifferenceTable(sd=DEFAULTS["unit_site_sd"]),
        "labour_market": DifferenceTable(sd=DEFAULTS["unit_labour_sd"]),
    }


@dataclass(frozen=True)
class Laboratory:
    """A study in the firm that it takes place in.

    Args:
        study: what is done and asked.
        setting: the firm.
        parameters: its behavioural numbers that differ from the defaults.
        seed: root of all random numbers.
        without: mechanisms that are left out.
        place: which of the study's places it is; empty where there is one alone.
    """

    study: StudyFile
    setting: Setting
    parameters: Mapping[str, float]
    seed: int
    without: frozenset[str] = frozenset()
    place: str = ""

    @property
    def differences(self) -> dict[str, DifferenceTable]:
        """How the units differ."""
        return dict(self.study.differences) or usual_differences()

    @property
    def firm(self) -> SettingTable:
        """How the firm is described."""
        return self.study.firms[self.place]

    @property
    def weeks(self) -> int:
        """Weeks that a unit is watched."""
        return self.study.design.before + self.study.design.weeks

    @property
    def parts(self) -> list[PartTable]:
        """Parts for which something must be seen here."""
        return [part for part in self.study.parts if self.place in self.study.places_of(part)]

    @property
    def arms(self) -> dict[str, tuple[ActionTable, ...]]:
        """The arms that these parts compare; all of them where there is one place alone."""
        needed = {reading.arm for part in self.parts for reading in part.readings()}
        return {name: arm for name, arm in self.study.arms.items() if not self.place or name in needed}

    def cases(self) -> list[Case]:
        """Every arm as a case that has no programme yet."""
        return [Case(arm, (), self.parameters, without=self.without) for arm in self.arms]

    def blocks(self) -> list[UnitsOfStudy]:
        """All its business units, in blocks; none where there is nothing to see."""
        number = self.study.design.simulated if self.parts else 0
        return [UnitsOfStudy(self, tuple(range(a, min(a + BLOCK, number)))) for a in range(0, number, BLOCK)]


@dataclass(frozen=True)
class UnitsOfStudy:
    """Business units that are simulated together.

    Args:
        laboratory: in which.
        units: their numbers; what a unit does depends on its number and the seed, not on its block.
    """

    laboratory: Laboratory
    units: tuple[int, ...]

    def halves(self) -> tuple[UnitsOfStudy, ...]:
        """It is not taken apart: a study is of use only whole."""
        return ()

    def run(self) -> Recording:
        """Simulate all arms and watch."""
        lab, study = self.laboratory, self.laboratory.study
        drift = Drift(lab.differences, lab.seed, self.units)
        simulation = begin(lab.setting, lab.cases(), self.units, lab.seed, drift.now)
        groups = Groups(study.groups, study.design)
        groups.begin(simulation.ensemble)
        employ(simulation, actions_of(lab.arms, groups))
        recorder = Recorder(self.keys(), groups, simulation.ensemble, lab.weeks)
        waves = self.waves(groups)
        for week in range(lab.weeks):
            drift.step(simulation.ensemble)
            simulation.step()
            recorder.see(simulation.ensemble, week)
            for wave in (one for some in waves.values() for one in some):
                wave.see(simulation.ensemble, week)
        asked = {name: np.concatenate([wave.seen() for wave in some], axis=1) for name, some in waves.items()}
        return Recording(tuple(lab.arms), study.design.before, recorder.moments, asked)

    def keys(self) -> tuple[tuple[str, str], ...]:
        """Outcomes and groups to record: for parts, for series, and everybody's exits."""
        lab = self.laboratory
        readings = [
            (one.outcome, one.group) for part in lab.parts if not over_one_by_one(part) for one in part.readings()
        ]
        for series in lab.study.series.values():
            departments = lab.setting.organisation.names
            readings += [(series.outcome, one) for one in (departments if series.by_department else (series.group,))]
        return keys_of([*readings, (EXITS, EVERYBODY)])

    def waves(self, groups: Groups) -> dict[str, tuple[Wave, ...]]:
        """The people and customers to be asked, by name of the part."""
        arms = list(self.laboratory.arms)
        return {
            part.name: waves_of(part.association, groups, arms)
            for part in self.laboratory.parts
            if part.association is not None and over_one_by_one(part)
        }


def over_one_by_one(part: PartTable) -> bool:
    """Whether a part is read from people or customers one by one."""
    return part.association is not None and part.association.across != "units"


class Drift:
    """How far each unit is from the firm in each parameter: for good, in an AR(1), or until a successor comes.

    Args:
        tables: parameter -> its spread and movement.
        seed: root of all random numbers.
        units: numbers of the units.
    """

    def __init__(self, tables: Mapping[str, DifferenceTable], seed: int, units: tuple[int, ...]) -> None:
        self.tables = tables
        chance = Streams(seed, units)
        self.own = {
            name: table.sd * np.array([one.standard_normal() for one in chance.fixed(f"units differ in {name}")])
            for name, table in tables.items()
        }
        self.now: dict[str, Numbers] = {
            name: sum((share * self.own[other] for other, share in table.follows.items()), start=self.own[name])
            for name, table in tables.items()
        }

    def step(self, company: Ensemble) -> None:
        """Let a week pass."""
        for name, table in self.tables.items():
            if table.moves == "constant":
                continue
            fresh = table.sd * company.streams.normal(f"units move in {name}", company.week, 1)[:, 0]
            before = self.own[name]
            if table.moves == "ar1":
                after = table.weekly * before + np.sqrt(1 - table.weekly**2) * fresh
            else:
                comes = company.streams.uniform(f"successors in {name}", company.week, 1)[:, 0] < table.weekly
                after = np.where(comes, fresh, before)
            shift_parameter(company, name, slice(None), after - before)
            self.own[name] = after
            self.now[name] = self.now[name] + after - before


@dataclass(frozen=True)
class Matching:
    """Sets the labour market so that untreated units lose as many people a year as the study's did.

    Args:
        laboratory: of the study, its labour market not yet set.
        yearly_exits: a desk.
    """

    laboratory: Laboratory
    yearly_exits: float

    def halves(self) -> tuple[Matching, ...]:
        """It is one search."""
        return ()

    def run(self) -> float:
        """The pull of the labour market, log-odds."""
        lab = self.laboratory
        market = float(lab.parameters.get(MARKET, DEFAULTS[MARKET]))
        for _ in range(MATCHING_ROUNDS):
            found = self.exits({**lab.parameters, MARKET: market})
            step = float(np.log(self.yearly_exits / max(found, 0.01)))
            market = float(np.clip(market + step, LEAST_MARKET, MOST_MARKET))
            if abs(step) < CLOSE:
                break
        return market

    def exits(self, parameters: Mapping[str, float]) -> float:
        """Exits a desk and year of untreated units."""
        lab, units = self.laboratory, tuple(range(MATCHING_UNITS))
        drift = Drift(lab.differences, lab.seed, units)
        untreated = Case("control", (), parameters, without=lab.without)
        simulation = begin(lab.setting, [untreated], units, lab.seed, drift.now)
        left = 0.0
        for _ in range(MATCHING_WEEKS):
            simulation.step()
            left += float(simulation.ensemble.flows.exits.sum())
        return left / (MATCHING_UNITS * lab.setting.organisation.posts) * WEEKS_A_YEAR / MATCHING_WEEKS


def laboratory(study: StudyFile, seed: int, variant: Variant = AS_IT_IS, place: str = "") -> Laboratory:
    """The laboratory of a study at a place, before its labour market is set.

    Args:
        study: checked.
        seed: root of all random numbers.
        variant: of the model.
        place: one of the study's; empty where there is one alone.

    Raises:
        InputError: the scenario or its overrides are wrong.
    """
    firm, where = study.firms[place], f"places.{place}" if place else "setting"
    try:
        scenario: Scenario = load(firm.scenario, [OWN_CASELOAD, *firm.overrides, *variant.overrides])
    except InputError as error:
        raise InputError(
            f"{study.id}: {where}: {as_key(one).removeprefix('--set ')}" for one in error.problems
        ) from None
    setting = scenario.setting()
    numbers = {**scenario.parameters, **variant.parameters}
    found = Laboratory(study, setting, numbers, seed, scenario.without, place)
    known = {name for unit in setting.organisation.names for name in (unit, without_site(unit))}
    if problems := [f"{study.id}: {one}" for one in unknown_departments(found, known)]:
        raise InputError(problems)
    return found


def unknown_departments(lab: Laboratory, known: Set[str]) -> Iterator[str]:
    """Departments that a study names and the firm has not got."""
    named = {f"groups.{name}.departments": group.departments for name, group in lab.study.groups.items()}
    for arm, actions in lab.arms.items():
        for number, action in enumerate(actions):
            audience = action.levers.get("audience", ())
            whom = [audience] if isinstance(audience, str) else list(audience)
            named[f"arms.{arm}.{number}.levers.audience"] = tuple(one for one in whom if one not in AUDIENCES)
    for where, departments in named.items():
        for department in departments:
            if department not in known:
                hint = nearest(department, known)
                yield f'{where}: no department "{department}"{hint} (allowed: {listed(sorted(known), 20)})'
