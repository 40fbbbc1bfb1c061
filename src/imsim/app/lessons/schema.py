"""What may stand in the file of a lesson or a challenge."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from imsim.company.table import Rows, Table
from imsim.scenarios.limits import MOST_REPLICATES

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Words = Annotated[str, Field(min_length=1, max_length=1500)]
Line = Annotated[str, Field(min_length=1, max_length=160)]
# Which side has clearly more of something: its 95 % interval excludes zero.
More = Literal["a", "b", "neither"]
When = dict[Name, More | Rows[More]]


class ClaimTable(Table):
    """What somebody claims."""

    text: Words = Field(description="the claim, in a sentence or a few")
    source: Line = Field(description="who claims it, and where")
    expects: dict[Name, More] = Field(
        default_factory=dict, description="reading -> the side that has more of it, if the claim is right"
    )


class SideTable(Table):
    """One of the two sides that are compared."""

    label: Annotated[str, Field(min_length=1, max_length=60)] = Field(description="what the page calls it")
    strategy: str = Field("nothing", description="of the firm")
    firm: dict[str, Any] = Field(default_factory=dict, description="keys of the scenario that differ on this side")


class RunsTable(Table):
    """How many pairs of runs are compared."""

    seed: int = Field(1, ge=0, description="root of all random numbers")
    replicates: int = Field(20, ge=2, le=MOST_REPLICATES, description="pairs of runs")


class ReadingTable(Table):
    """A number that is read of each run."""

    outcome: str = Field(description="imsim describe outcomes")
    label: str = Field("", max_length=60, description="what the page calls it; the outcome's own label if absent")
    weeks: Rows[int] | None = Field(
        None, description="[first, last] week, from 0, of which the mean is taken; the outcome's own span if absent"
    )


class OptionTable(Table):
    """An answer that a student may give."""

    text: Line = Field(description="the answer")
    when: When = Field(description="reading -> the side, or sides, with more of it where this answer is right")


class DrawingTable(Table):
    """A line that a student draws before the runs: how much side a has more of an outcome than side b."""

    outcome: str = Field(description="imsim describe outcomes")
    weeks: Rows[int] = Field(description="weeks, from 0, at which a point is set")
    most: float = Field(gt=0.0, description="largest difference that can be drawn, up or down, in the outcome's unit")


class PredictionTable(Table):
    """What a student says before the runs."""

    question: Words = Field(description="what is asked")
    options: Rows[OptionTable] = Field(description="answers of which exactly one is right, whatever the runs show")
    drawing: DrawingTable | None = Field(None, description="a line to draw as well")


class SentenceTable(Table):
    """A sentence that is said where the runs show something."""

    when: When = Field(description="reading -> the side, or sides, with more of it where the sentence is true")
    text: Words = Field(description="with {reading.size} and the like where numbers belong")


class FieldTable(Table):
    """What field studies found."""

    text: Words = Field(description="what was found, as published")
    source: Line = Field(description="where")
    expects: dict[Name, More] = Field(
        default_factory=dict, description="reading -> the side that would have more of it, were the firm like theirs"
    )


class ChallengeTable(Table):
    """A budget to be divided, and how the division is scored."""

    goal: str = Field(description="outcome whose gain over doing nothing is the score")
    over: Rows[str] = Field(description="strategies of the firm, or kinds of programmes, that money may go to")
    best: dict[str, float] = Field(description="the best plan that is known: part of the budget for some of these")
    hidden_seed: int | None = Field(
        None, ge=0, description="of the runs that score; drawn when the page is started, if absent"
    )


class LessonFile(Table):
    """A lesson, or a challenge."""

    kind: Literal["lesson", "challenge"] = Field(description="which of the two this is")
    title: Line = Field(description="what lists call it: a question, best")
    minutes: int = Field(10, ge=1, le=240, description="how long it takes a class")
    claim: ClaimTable = Field(description="what somebody claims")
    firm: dict[str, Any] = Field(description="a scenario: extends, and any key of a scenario file")
    runs: RunsTable = Field(default_factory=RunsTable.model_construct)
    sides: dict[Literal["a", "b"], SideTable] = Field(
        default_factory=dict, description="of a lesson: the two sides that are compared"
    )
    readings: dict[Name, ReadingTable] = Field(description="name -> a number that is read of each run")
    prediction: PredictionTable | None = Field(None, description="of a lesson: what a student says first")
    challenge: ChallengeTable | None = Field(None, description="of a challenge: the budget, and the score")
    explain: Rows[SentenceTable] = Field(
        description="why; in a challenge side a is a student's plan and b the best plan known"
    )
    field: FieldTable | None = Field(None, description="what field studies found")
