"""The three tables that a firm has: survey means, a staff list, customers' scores; and what may stand in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

# Groups of fewer people are treated as missing: nobody should be told apart, and means of so few say little.
FEWEST = 5

# What a survey may measure, and the states of employees that are its mean in the model.
MEASURES = {
    "motivation": ("motivation",),
    "job_satisfaction": ("job_satisfaction",),
    "affective_commitment": ("affective_commitment",),
    "management_trust": ("management_trust",),
    "belonging": ("belonging",),
    "engagement": ("motivation", "job_satisfaction"),
    "strain": ("strain",),
    "leader_care": ("leader_care",),
    "understanding": ("understanding",),
}
# What surveys call some of them.
SHORT = {
    "satisfaction": "job_satisfaction",
    "commitment": "affective_commitment",
    "trust": "management_trust",
    "leadership": "leader_care",
    "leader": "leader_care",
    "stress": "strain",
}
# Columns of a staff list by their role, in the words of an import, and what they are called here.
STAFF = {"id": "id", "department": "department", "hired": "hired", "ended": "left", "reason": "reason"}
REASON = ("reasonforleaving", "leavingreason", "terminationreason", "termreason", "exitreason", "austrittsgrund",
          "kundigungsgrund")  # fmt: skip
# Those that a survey has not, so that `--column` may name them as well.
STAFF_ONLY = ("hired", "ended", "reason")
# Reasons that are no exit from the firm.
MOVED = ("transfer", "transferred", "moved", "internal", "versetzung", "versetzt", "umsetzung", "interner wechsel",
         "konzernwechsel")  # fmt: skip


@dataclass(frozen=True)
class SurveyMean:
    """The mean answer of a group to a question of a survey.

    Args:
        day: of the survey.
        department: whose; empty for the firm.
        measure: key of `MEASURES`.
        mean: on the scale from 0 to 1.
        n: answers.
        scale: lowest and highest answer.
        sd: standard deviation of single answers, on the scale from 0 to 1; None where it is not told.
    """

    day: date
    department: str
    measure: str
    mean: float
    n: int
    scale: tuple[float, float]
    sd: float | None = None


@dataclass(frozen=True)
class Person:
    """A line of the staff list: department, first day, last day; None where there is none, or it is unknown."""

    department: str
    hired: date | None
    left: date | None
    moved: bool = False

    def there(self, day: date) -> bool:
        """Whether the person is employed on a day."""
        return (self.hired is None or self.hired <= day) and (self.left is None or self.left > day)


@dataclass(frozen=True)
class CustomerScore:
    """The mean score that customers gave in a month.

    Args:
        month: its first day.
        department: that served them; empty for the firm.
        score: on the scale from 0 to 1.
        n: customers asked.
        scale: lowest and highest score.
    """

    month: date
    department: str
    score: float
    n: int
    scale: tuple[float, float]


@dataclass(frozen=True)
class FirmData:
    """What a firm knows of itself.

    Args:
        survey, staff, customers: rows of the tables; empty where there is no such table.
        left_out: rows that are treated as missing, since fewer than five answered.
        notes: what was taken for granted in reading them.
    """

    survey: tuple[SurveyMean, ...] = ()
    staff: tuple[Person, ...] = ()
    customers: tuple[CustomerScore, ...] = ()
    left_out: int = 0
    notes: tuple[str, ...] = ()
