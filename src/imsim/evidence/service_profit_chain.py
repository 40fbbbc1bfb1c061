"""The service-profit chain over business units: what a survey sees of it, and what each cause does.

Units of a firm differ in people, leaders, site and labour market. Staff are asked after a year, customers in the year
after, and the books of that year are read. A path says how two stages go together over units; it is a cause only as far
as nothing else moves both. Beside it stands what happens to the later stage when the earlier alone is pushed in the
same units, with the same random numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imsim.engine.errors import RunFailed
from imsim.engine.streams import Streams
from imsim.evidence.laboratory import Laboratory
from imsim.evidence.observation import Numbers
from imsim.evidence.reading_tables import CONTROL
from imsim.evidence.recording import Recording
from imsim.evidence.replication import recorded
from imsim.evidence.study_tables import StudyFile
from imsim.scenarios.model import DEFAULTS
from imsim.scenarios.scenario import Scenario
from imsim.studies.schedulers import engine_of

SURVEY, YEAR = (52, 52), (53, 104)
WEEKS = 104
# Customers of a unit who answer its survey.
CUSTOMERS_ASKED = 100
STAFF, CUSTOMERS, BOOKS = "asked of staff", "asked of customers", "from the books"


@dataclass(frozen=True)
class Stage:
    """A stage of the chain.

    Args:
        outcome: which is read.
        label: for tables and figures.
        weeks: in which it is read over units.
        source: who is asked, or that it is taken from the books.
        push: what moves it alone, as an action of a study; nothing follows from the last.
        bearing: how much of that what is read does not show, since it is worked out anew each week.
    """

    outcome: str
    label: str
    weeks: tuple[int, int]
    source: str
    push: Mapping[str, object]
    bearing: float = 0.0


STAGES = (
    Stage("internal_service_quality", "internal service", SURVEY, STAFF,
          {"state": "service_in", "amount": 0.05}, bearing=0.05),
    Stage("job_satisfaction", "job satisfaction", SURVEY, STAFF, {"state": "job_satisfaction", "amount": 0.01}),
    Stage("service_quality", "service quality", YEAR, CUSTOMERS, {"parameter": "site_effect", "amount": 0.03}),
    Stage("customer_satisfaction", "customer satisfaction", YEAR, CUSTOMERS,
          {"state": "customer_satisfaction", "amount": 0.005}),
    Stage("retention", "customers staying", YEAR, BOOKS, {"effect": "churn_pressure", "amount": -0.3}),
    Stage("revenue", "revenue", YEAR, BOOKS, {"effect": "demand", "amount": 0.05}),
    Stage("profit", "profit", YEAR, BOOKS, {}),
)  # fmt: skip
PUSHED = [stage for stage in STAGES if stage.push]
REVENUE = [stage.outcome for stage in STAGES].index("revenue")


@dataclass(frozen=True)
class Units:
    """What was seen of business units; the first axis of each array is the stage, the last the unit.

    Args:
        asked: as the survey has it, its errors included.
        true: without them.
        moved: how much more each stage was where one alone was pushed, (pushed, stages, units).
    """

    asked: Numbers
    true: Numbers
    moved: Numbers

    def take(self, units: NDArray[np.int64]) -> Units:
        """Some of the units, in any number."""
        return Units(self.asked[:, units], self.true[:, units], self.moved[:, :, units])


def study_of(units: int) -> StudyFile:
    """The chain as a study: units as they are, and each stage pushed in an arm of its own."""
    arms = {CONTROL: [], **{stage.outcome: [dict(stage.push)] for stage in PUSHED}}
    parts = [
        {"name": f"{arm} {stage.outcome}", "kind": "R",
         "effect": {"outcome": stage.outcome, "weeks": [1, WEEKS], "arm": arm, "scale": "level"}}
        for arm in arms
        for stage in STAGES
    ]  # fmt: skip
    design = {"units": units, "weeks": WEEKS, "simulated": units}
    return StudyFile.model_validate(
        {"id": "chain", "title": "The service-profit chain", "design": design, "arms": arms, "parts": parts}
    )


def observed(
    scenario: Scenario, units: int, seed: int, jobs: int = 1, done: Callable[[int], None] | None = None
) -> Units:
    """Simulate business units of a firm, as they are and with each stage pushed.

    Args:
        scenario: the firm; its strategies take no part.
        units: how many.
        seed: root of all random numbers.
        jobs: processes.
        done: called with the number of units that have just finished.

    Raises:
        RunFailed: some of them cannot be simulated.
    """
    lab = Laboratory(study_of(units), scenario.setting(), scenario.parameters, seed, scenario.without)
    with engine_of(min(jobs, len(lab.blocks())), model=lab.setting.model) as engine:
        (seen,) = recorded([lab], engine, done)
    return read_off(seen, {**DEFAULTS, **scenario.parameters}, seed)


def read_off(seen: Recording, parameters: Mapping[str, float], seed: int) -> Units:
    """The stages of all units from what was recorded; money as a share of the usual revenue."""
    usual = float(levels(seen, STAGES[REVENUE], CONTROL, YEAR).mean())
    if not usual:
        raise RunFailed("no unit has any revenue")

    def of(stage: Stage, arm: str, weeks: tuple[int, int]) -> Numbers:
        return levels(seen, stage, arm, weeks) / (usual if stage.outcome in ("revenue", "profit") else 1.0)

    true = np.stack([of(stage, CONTROL, stage.weeks) for stage in STAGES])
    before = np.stack([of(stage, CONTROL, YEAR) for stage in STAGES])
    after = np.stack([[of(stage, pushed.outcome, YEAR) for stage in STAGES] for pushed in PUSHED])
    moved = after - before
    for place, pushed in enumerate(PUSHED):
        moved[place, place] += pushed.bearing
    return Units(true + errors_of_answers(seen, parameters, seed), true, moved)


def levels(seen: Recording, stage: Stage, arm: str, weeks: tuple[int, int]) -> Numbers:
    """Mean of a stage in each unit over some weeks."""
    total, value, _ = seen.by_unit(stage.outcome, "", arm, weeks).T
    found: Numbers = value / total
    return found


def errors_of_answers(seen: Recording, parameters: Mapping[str, float], seed: int) -> Numbers:
    """By how much the means of each unit's survey are off, (stages, units).

    All staff answer, each with noise; of the customers some are asked, who differ as well.
    """
    noise, spread = parameters["survey_noise"], parameters["survey_spread"]
    people = seen.by_unit("job_satisfaction", "", CONTROL, SURVEY)[:, 0]
    of_customers = np.sqrt((noise**2 + spread**2) / CUSTOMERS_ASKED)
    sizes = {STAFF: noise / np.sqrt(np.maximum(people, 1)), CUSTOMERS: np.full(len(people), of_customers)}
    chance = Streams(seed, tuple(range(len(people)))).fixed("answers on the service-profit chain")
    drawn = np.array([one.standard_normal(len(STAGES)) for one in chance]).T
    errors: Numbers = drawn * np.stack([sizes.get(stage.source, np.zeros(len(people))) for stage in STAGES])
    return errors
