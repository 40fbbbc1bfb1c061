"""The tables of a study file: what a field experiment is, what its arms do, and what must come out.

A study says which firm, how many business units of it, what each arm does to whom and when, and for every part of the
finding how it is estimated and in which band it must lie. Weeks are counted from the beginning of the treatment: 1 is
its first week, -1 the last before it.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from imsim.company.table import Rows, Table, from_list
from imsim.studies.answer import Json

Weeks = Annotated[tuple[int, int], from_list]
Words = Rows[str]
CONTROL = "control"
EVERYBODY = ""


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


class GroupTable(Table):
    """Some of the people; whoever meets all conditions belongs to it, in any week.

    Lower and upper halves are told apart by a column at the beginning of the study, within departments' units.
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


class ActionTable(Table):
    """One thing that an arm does: exactly one of programme, effect, reward, parameter, state and dismiss."""

    programme: str | None = Field(None, description="kind of programme")
    levers: Json = Field(default_factory=dict, description="its levers, as in a scenario")
    effect: str | None = Field(None, description="a named effect, put on the table for nothing")
    reward: str | None = Field(None, description="a kind of reward, for nothing; may be taken away (below 0)")
    parameter: str | None = Field(None, description="a behavioural number that is shifted")
    state: str | None = Field(None, description="a column of people, or a stock of the firm, that is shifted")
    dismiss: float | None = Field(None, gt=0.0, le=1.0, description="share of the people who are dismissed, by lot")
    amount: float = Field(0.0, description="of effect, reward (share of salary), parameter or state")
    control: float = Field(0.0, ge=0.0, le=1.0, description="how far a reward depends on results")
    people: str = Field(EVERYBODY, description="a group; everybody if absent")
    start: int = Field(1, ge=-520, description="first week")
    stop: int | None = Field(None, description="last week; to the end if absent")

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        kinds = ("programme", "effect", "reward", "parameter", "state", "dismiss")
        if sum(getattr(self, kind) is not None for kind in kinds) != 1:
            raise ValueError(f"must have exactly one of {', '.join(kinds)}")
        return self


class ReadingTable(Table):
    """An outcome of some people, or of the firm, over some weeks of an arm."""

    outcome: str
    weeks: Weeks
    arm: str = CONTROL
    group: str = EVERYBODY
    noise: float = Field(0.0, ge=0.0, le=0.5, description="noise of one answer, where people are asked one by one")


class ContrastTable(ReadingTable):
    """The outcome of an arm beside that of another, or of one group beside another."""

    control: str = Field(CONTROL, description="the other arm")
    against: str | None = Field(None, description="the other group; the same if absent")
    scale: Literal["difference", "relative", "ratio", "sd", "level", "spread"] = Field(
        "relative",
        description="difference; relative: share more; ratio; sd: difference in standard deviations of people; level: "
        "the arm alone; spread: how much more people differ, as a share",
    )


class DoseTable(Table):
    """An outcome over arms in the order of their dose."""

    outcome: str
    weeks: Weeks
    arms: Words
    group: str = EVERYBODY
    form: Literal["peak", "last_gain"] = Field(
        description="peak: the best dose inside over the better end, as a share; last_gain: last step over the first"
    )


class AssociationTable(Table):
    """How two readings go together over business units, or over the people who are there in the week of the first."""

    across: Literal["units", "people"] = Field(
        "units", description="over people each reading is taken in one week; exits: whether they left in its weeks"
    )
    form: Literal["correlation", "slope", "given", "mediated", "icc"] = Field(
        description="given: standardised coefficient of x once `given` is known (a lagged regression where that is y "
        "earlier); mediated: share of x's effect that goes through `given`; icc: of x alone"
    )
    x: ReadingTable
    y: ReadingTable | None = None
    given: ReadingTable | None = None


class PartTable(Table):
    """One part of a finding: how it is estimated, and the band in which it must lie."""

    name: str
    kind: Literal["M", "S"] = Field("M", description="M: magnitude; S: shape (sign, order, time course)")
    low: float | None = Field(None, description="least; no bound if absent")
    high: float | None = Field(None, description="most; no bound if absent")
    published: float | None = Field(None, description="the published estimate")
    published_error: float | None = Field(None, gt=0.0, description="its standard error")
    effect: ContrastTable | None = None
    over: ContrastTable | None = Field(None, description="what the effect is divided by")
    minus: ContrastTable | None = Field(None, description="what is taken off the effect")
    dose: DoseTable | None = None
    association: AssociationTable | None = None
    inexpressible: str | None = Field(None, description="why no arm of this model can state it; it counts as failed")
    factor: float = Field(1.0, description="the estimate is multiplied by it (units of measure)")

    @model_validator(mode="after")
    def _one_estimate(self) -> Self:
        if sum(one is not None for one in (self.effect, self.dose, self.association, self.inexpressible)) != 1:
            raise ValueError("must have exactly one of effect, dose, association, inexpressible")
        if self.low is None and self.high is None:
            raise ValueError("needs low, high, or both")
        return self

    @model_validator(mode="after")
    def _one_week_each(self) -> Self:
        about = self.association
        if about is not None and about.across == "people":
            readings = [one for one in (about.x, about.y, about.given) if one is not None]
            if about.form == "icc" or any(one.outcome != "exits" and one.weeks[0] != one.weeks[1] for one in readings):
                raise ValueError("over people every reading but exits is of one week, and there is no icc")
            if about.x.outcome == "exits":
                raise ValueError("over people x is asked in one week; exits can only be y")
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
            about = self.association
            found += [one for one in (about.x, about.y, about.given) if one is not None]
        return found


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
    design: DesignTable
    differences: dict[str, DifferenceTable] = Field(
        default_factory=dict, description="parameter -> spread over units; as in the patterns if absent"
    )
    groups: dict[str, GroupTable] = Field(default_factory=dict)
    arms: dict[str, Rows[ActionTable]] = Field(min_length=1)
    parts: Rows[PartTable] = Field(min_length=1)


def other_group(contrast: ContrastTable) -> str:
    """The group on the other side of a contrast."""
    return contrast.group if contrast.against is None else contrast.against
