"""The tables of a study file: what a field experiment is, what its arms do, and what must come out.

A study says which firm, how many business units of it, what each arm does to whom and when, and for every part of the
finding how it is estimated and in which band it must lie. Weeks are counted from the beginning of the treatment: 1 is
its first week, -1 the last before it.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from imsim.company.table import Rows, Table
from imsim.evidence.reading_tables import (
    EVERYBODY,
    AssociationTable,
    ContrastTable,
    DoseTable,
    FromPartsTable,
    ReadingTable,
    Weeks,
    Words,
    other_group,
)
from imsim.studies.answer import Json

# Below so many units nothing can be told.
FEW = 10


class SettingTable(Table):
    """The firm in which the study takes place: it is matched, the effect never."""

    scenario: str = Field("service_firm", description="a built-in scenario, or a file")
    overrides: Words = Field((), description="`dotted.key=value` texts laid over it, as with --set")
    yearly_exits: float | None = Field(
        None, gt=0.0, le=4.0, description="exits a desk and year without treatment; the labour market is set to it"
    )


class DesignTable(Table):
    """Who takes part, who is drawn, and how long it is watched."""

    units: int = Field(ge=1, le=100_000, description="business units in one laboratory, as in the field")
    randomised: Literal["units", "people", "departments"] = Field("units", description="over what the draw is made")
    share: float = Field(0.5, gt=0.0, lt=1.0, description="share that is drawn for treatment")
    before: int = Field(0, ge=0, le=520, description="weeks watched before the treatment")
    weeks: int = Field(ge=1, le=1040, description="weeks watched from its beginning on")
    simulated: int = Field(200, ge=2, le=100_000, description="business units simulated under every arm")


class DifferenceTable(Table):
    """How business units differ in a parameter, and whether that moves in time."""

    sd: float = Field(ge=0.0, description="standard deviation between units")
    moves: Literal["constant", "ar1", "succession"] = "constant"
    weekly: float = Field(0.0, ge=0.0, le=1.0, description="ar1: memory a week; succession: chance of a successor")
    follows: dict[str, float] = Field(
        default_factory=dict,
        description="another parameter that differs -> share of its difference that shows here too",
    )


Bounds = dict[str, float]


class GroupTable(Table):
    """Some of the people; whoever meets all conditions belongs to it, in any week.

    Lower and upper halves, or shares, are told apart by a column at the beginning of the study, within units.
    """

    chosen: bool | None = Field(None, description="drawn for treatment or not")
    cohort: Literal["present", "newcomers"] | None = Field(
        None, description="there when treatment began, or hired later"
    )
    tenure: Weeks | None = Field(None, description="weeks of tenure, from and to")
    departments: Words = Field((), description="only these")
    contact: bool | None = Field(None, description="meets customers or not")
    level: Literal["heads", "staff"] | None = Field(None, description="supervises somebody or not")
    lower: str | None = Field(None, description="below the unit's median of this column")
    upper: str | None = Field(None, description="at or above it")
    split: float = Field(0.5, gt=0.0, lt=1.0, description="share below which lower and upper part, if not the median")
    least: Bounds = Field(default_factory=dict, description="column -> at least so much of it this week")
    most: Bounds = Field(default_factory=dict, description="column -> at most so much of it this week")


class ActionTable(Table):
    """One thing that an arm does: exactly one of programme, effect, reward, parameter, state, dismiss and event."""

    programme: str | None = Field(None, description="kind of programme")
    event: str | None = Field(None, description="kind of event, which begins in the first week")
    levers: Json = Field(default_factory=dict, description="levers of programme or event, as in a scenario")
    effect: str | None = Field(None, description="a named effect, put on the table for nothing")
    reward: str | None = Field(None, description="a kind of reward, for nothing; may be taken away (below 0)")
    parameter: str | None = Field(None, description="a behavioural number that is shifted")
    state: str | None = Field(
        None, description="a column of people, customers or departments, or a stock of the firm, that is shifted"
    )
    dismiss: float | None = Field(None, gt=0.0, le=1.0, description="share of the people who are dismissed, by lot")
    amount: float = Field(0.0, description="of effect, reward (share of salary), parameter or state")
    control: float = Field(0.0, ge=0.0, le=1.0, description="how far a reward depends on results")
    people: str = Field(EVERYBODY, description="a group; everybody if absent")
    start: int = Field(1, ge=-520, description="first week")
    stop: int | None = Field(None, description="last week; to the end if absent")

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        kinds = ("programme", "effect", "reward", "parameter", "state", "dismiss", "event")
        if sum(getattr(self, kind) is not None for kind in kinds) != 1:
            raise ValueError(f"must have exactly one of {', '.join(kinds)}")
        return self


class PartTable(Table):
    """One part of a finding: how it is estimated, and the band in which it must lie."""

    name: str
    kind: Literal["M", "S", "R"] = Field(
        "M", description="M: magnitude; S: shape (sign, order, time course); R: reported alone, others are made of it"
    )
    place: str = Field("", description="one of the places; the first if absent")
    low: float | None = Field(None, description="least; no bound if absent")
    high: float | None = Field(None, description="most; no bound if absent")
    published: float | None = Field(None, description="the published estimate")
    published_error: float | None = Field(None, gt=0.0, description="its standard error")
    effect: ContrastTable | None = None
    over: ContrastTable | None = Field(None, description="what the effect is divided by")
    minus: ContrastTable | None = Field(None, description="what is taken off the effect")
    dose: DoseTable | None = None
    association: AssociationTable | None = None
    from_parts: FromPartsTable | None = None
    requires: Words = Field((), description="names the model must have; without them it is not tried, and says why")
    inexpressible: str | None = Field(None, description="why no arm of this model can state it; it counts as failed")
    factor: float = Field(1.0, description="the estimate is multiplied by it (units of measure)")
    samples: int | None = Field(
        None, ge=2, description="taken in so many separate samples of units; the figure is the share of them above 0"
    )

    @model_validator(mode="after")
    def _one_estimate(self) -> Self:
        kinds = (self.effect, self.dose, self.association, self.from_parts, self.inexpressible)
        if sum(one is not None for one in kinds) != 1:
            raise ValueError("must have exactly one of effect, dose, association, from_parts, inexpressible")
        if (self.low is None and self.high is None) != (self.kind == "R"):
            raise ValueError("needs low, high, or both; one that is reported alone (R) has neither")
        return self

    def readings(self) -> list[ReadingTable]:
        """Everything that must be recorded for it."""
        contrasts = [one for one in (self.effect, self.over, self.minus) if one is not None]
        found: list[ReadingTable] = [*contrasts]
        found += [
            ReadingTable(outcome=one.outcome, weeks=one.weeks, arm=one.control, group=other_group(one))
            for one in contrasts
        ]
        if self.dose is not None:
            dose = self.dose
            found += [
                ReadingTable(outcome=dose.outcome, weeks=dose.weeks, arm=arm, group=dose.group) for arm in dose.arms
            ]
        if self.association is not None:
            found += self.association.readings
        return found


class SeriesTable(Table):
    """An outcome week by week in every arm, left in the folder of `imsim replicate --out`."""

    outcome: str
    group: str = EVERYBODY
    by_department: bool = Field(False, description="of each department instead of a group")


class StudyFile(Table):
    """A field experiment that can be run in the laboratory."""

    id: str = Field(pattern=r"^[A-Za-z0-9][\w-]{0,30}$")
    title: str = Field(max_length=200)
    family: str = Field("own", max_length=60)
    source: str = Field("", max_length=400)
    grade: str = Field("", max_length=4, description="how well the figures are known: a, b, c")
    design_note: str = Field("", max_length=4000, description="the design and the dose in words")
    needs: str = Field("", max_length=1000, description="what the model would need and lacks")
    setting: SettingTable = Field(default_factory=lambda: SettingTable.model_validate({}))
    places: dict[str, SettingTable] = Field(
        default_factory=dict, description="several firms instead of one setting, by name; each part says at which"
    )
    design: DesignTable
    differences: dict[str, DifferenceTable] = Field(
        default_factory=dict, description="parameter -> spread over units; as in the patterns if absent"
    )
    groups: dict[str, GroupTable] = Field(default_factory=dict)
    arms: dict[str, Rows[ActionTable]] = Field(min_length=1)
    parts: Rows[PartTable] = Field(min_length=1)
    series: dict[str, SeriesTable] = Field(default_factory=dict, description="weekly series to keep, by name")

    @property
    def firms(self) -> dict[str, SettingTable]:
        """The firms it takes place in, by place; the one of its setting under no name."""
        return dict(self.places) or {"": self.setting}

    def places_of(self, part: PartTable) -> set[str]:
        """Where something must be seen for a part."""
        if part.inexpressible is not None or part.from_parts is not None:
            return set()
        than = None if part.association is None else part.association.than
        return {part.place or next(iter(self.firms)), *(() if than is None else (than,))}


def smaller(study: StudyFile, share: float) -> StudyFile:
    """A study with so much of its business units simulated, at least a few."""
    units = min(study.design.simulated, max(FEW, round(share * study.design.simulated)))
    return study.model_copy(update={"design": study.design.model_copy(update={"simulated": units})})
