"""The tables of a study file that say what is read of whom, when and in which arm, and what is made of it."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from imsim.company.table import Rows, Table, from_list

Weeks = Annotated[tuple[int, int], from_list]
Words = Rows[str]
CONTROL = "control"
EVERYBODY = ""
# What happens to people and to customers, counted beside what they are; and the arm they are in.
EXITS, HIRES, DEPARTURES, TREATED = "exits", "hires", "departures", "treated"


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


Form = Literal[
    "correlation", "rank", "slope", "sd_slope", "trend", "given", "mediated", "interaction", "interaction_share",
    "tenths", "change", "above", "icc",
]  # fmt: skip
# How many readings each form takes, where it is not two.
READINGS = {"icc": 1, "above": 1, "given": 3, "mediated": 3, "interaction": 3, "interaction_share": 3}


class AssociationTable(Table):
    """How readings go together over business units, or over people or customers who are there in the week of the first.

    Forms of x and y: correlation, rank (correlation), slope, sd_slope (y in standard deviations), trend (rank
    correlation of the means of five classes of x), tenths (y where x is in its lowest tenth over y in its highest),
    change (mean of y less x, in standard deviations of x).
    With a third, `given`: given (standardised coefficient of x once it is known; a lagged regression where it is y
    earlier), mediated (share of x's effect that goes through it), interaction (standardised coefficient of x times it),
    interaction_share (of explained variance). Of x alone: icc, above.
    """

    across: Literal["units", "people", "customers"] = Field(
        "units", description="over people or customers a reading is taken in one week; exits, departures: of its weeks"
    )
    form: Form
    x: ReadingTable
    y: ReadingTable | None = None
    given: ReadingTable | None = None
    within: int | None = Field(
        None, ge=1, description="weeks of a period: units period by period, less their own mean (fixed effects)"
    )
    untreated: str | None = Field(None, description='arm beside that of x, where x is "treated": who is in which')
    than: str | None = Field(None, description="above: share with more than the highest of this place have")
    highest: float = Field(0.3, gt=0.0, lt=1.0, description="above: share that counts as the highest")

    @property
    def readings(self) -> tuple[ReadingTable, ...]:
        """What it reads."""
        return tuple(one for one in (self.x, self.y, self.given) if one is not None)

    def same_periods(self) -> bool:
        """Whether all readings are so many whole periods."""
        lengths = {last - first + 1 for first, last in (one.weeks for one in self.readings)}
        return len(lengths) == 1 and not min(lengths) % (self.within or 1)

    @model_validator(mode="after")
    def _as_many_as_it_takes(self) -> Self:
        takes = READINGS.get(self.form, 2)
        if takes != len(self.readings) or (takes == 2 and self.y is None):
            raise ValueError(f"{self.form} takes {('x', 'x and y', 'x, y and given')[takes - 1]}")
        if (self.x.outcome == TREATED) != (self.untreated is not None):
            raise ValueError('x is "treated" where untreated names the other arm, and only there')
        if self.within is not None and (self.across != "units" or self.form == "icc" or not self.same_periods()):
            raise ValueError("within is over units, and its readings are equally many whole periods")
        if (self.form == "above") != (self.than is not None):
            raise ValueError("above needs another place (than), other forms none")
        return self

    @model_validator(mode="after")
    def _one_week_each(self) -> Self:
        if self.across == "units":
            return self
        if self.form == "icc" or any(
            one.outcome not in (EXITS, DEPARTURES) and one.weeks[0] != one.weeks[1] for one in self.readings
        ):
            raise ValueError("over people every reading but exits is of one week, and there is no icc")
        if self.x.outcome in (EXITS, DEPARTURES):
            raise ValueError("over people x is asked in one week; exits can only be y")
        return self


class FromPartsTable(Table):
    """A figure made of those of other parts at the same or at another place."""

    parts: Words = Field(description="names of two parts")
    by: Literal["ratio", "difference"] = Field(description="first over second, or first less second")

    @model_validator(mode="after")
    def _two(self) -> Self:
        if len(self.parts) != 2:
            raise ValueError("parts must be two")
        return self


def other_group(contrast: ContrastTable) -> str:
    """The group on the other side of a contrast."""
    return contrast.group if contrast.against is None else contrast.against
