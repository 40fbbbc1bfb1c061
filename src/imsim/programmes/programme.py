"""What every programme is: a small frozen object that says what it does to people this week and what that costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from imsim.company.context import Context as Context
from imsim.company.effects import Effects
from imsim.company.organisation import Organisation
from imsim.company.table import FOREVER as FOREVER
from imsim.company.table import Table, from_list

Column = NDArray[np.float64]
Audience = Annotated[str | tuple[str, ...], from_list]

# Audiences that are no departments.
AUDIENCES = ("everyone", "contact", "heads")


class Cost(NamedTuple):
    """Weekly cost: cash in money, and hours of working time; numbers or columns (cases, replicates, 1)."""

    cash: Any
    hours: Any


class Programme(Table):
    """One thing that management does.

    Class attributes: `kind` (its table in a scenario), `lever` (the field a budget scales), `most` (that field's useful
    maximum), `mechanisms` (rows of docs/mechanisms.md), `prepares` (whether it acts before the others, because they
    build on what it finds out). Fields of type float are levers: in a block of runs each holds a column (cases, 1, 1).
    Subclasses write `act` and `cost`.
    """

    kind: ClassVar[str]
    lever: ClassVar[str]
    most: ClassVar[float]
    mechanisms: ClassVar[tuple[int, ...]] = ()
    prepares: ClassVar[bool] = False

    start: int = Field(0, ge=0, le=10_000, description="first week")
    stop: int = Field(FOREVER, ge=0, le=FOREVER, description="first week without it")
    audience: Audience = Field(
        "everyone", description='"everyone", "contact" (staff who meet customers), "heads" (supervisors) or departments'
    )

    def act(self, name: str, context: Context, effects: Effects) -> None:
        """Put this week's effects on the table. Shapes broadcast to (cases, replicates, posts | edges | 1)."""
        raise NotImplementedError

    def cost(self, context: Context) -> Cost:
        """What it costs in the week of the context with the people present; all but one-off cost accrues evenly."""
        raise NotImplementedError

    def staff_hours(self, context: Context) -> dict[str, Any]:
        """Hours a week that it asks of specialist, hr or brand manager; none by default."""
        return {}

    def runs_in(self, week: int) -> bool:
        """Whether it is on in a week."""
        return self.start <= week < self.stop

    def mask(self, organisation: Organisation) -> NDArray[np.bool_]:
        """Posts of the audience, shape (posts,)."""
        words = (self.audience,) if isinstance(self.audience, str) else self.audience
        found = organisation.posts_in(words)
        if "everyone" in words:
            found = found | True
        if "contact" in words:
            found = found | (organisation.contact[organisation.department_of] > 0)
        if "heads" in words:
            found = found | organisation.leading
        return found

    def launch(self, context: Context, effects: Effects) -> None:
        """In the week in which it starts its audience's work changes (E5c); programmes that change work call this."""
        if context.week == max(self.start, context.launch):
            changed = (getattr(self, self.lever) > 0) * self.mask(context.organisation)
            effects.add("novelty", context.rows, changed)

    def departments(self, organisation: Organisation) -> NDArray[np.bool_]:
        """Departments with somebody in the audience, shape (departments,)."""
        found: NDArray[np.bool_] = np.logical_or.reduceat(self.mask(organisation), organisation.starts)
        return found

    def edges(self, organisation: Organisation) -> NDArray[np.bool_]:
        """Service edges whose internal customer is in the audience, shape (edges,)."""
        return self.departments(organisation)[organisation.edges.customer]

    def scaled(self, factor: float) -> Self:
        """The same programme with its lever times a factor, up to the useful maximum."""
        return self.model_copy(update={self.lever: min(getattr(self, self.lever) * factor, self.most)})

    @classmethod
    def levers(cls) -> list[str]:
        """Names of the fields of type float."""
        return [name for name, field in cls.model_fields.items() if field.annotation is float]

    @classmethod
    def bounds(cls, lever: str) -> tuple[float, float]:
        """Between which numbers a lever may be: as declared, else 0 and 1; the one a budget scales, up to `most`."""
        declared = cls.model_fields[lever].metadata
        low = next((float(limit.ge) for limit in declared if hasattr(limit, "ge")), 0.0)
        high = next((float(limit.le) for limit in declared if hasattr(limit, "le")), 1.0)
        return low, cls.most if lever == cls.lever else high

    @classmethod
    def columns(cls, same: Sequence[Self]) -> Self:
        """One programme for several cases: levers stacked to columns (cases, 1, 1), the rest as in the first."""
        stacked = {name: np.array([[[float(getattr(one, name))]] for one in same]) for name in cls.levers()}
        values = {name: getattr(same[0], name) for name in cls.model_fields}
        columns: Self = cls.model_construct(**(values | stacked))  # type: ignore[assignment]
        return columns


def diminishing(amount: Any, scale: Any) -> Any:
    """Share of a full effect that an amount reaches: the first of it does most.

    Args:
        amount: how much is done.
        scale: how much reaches all but 1/e of the effect.

    Example:
        >>> [round(float(diminishing(amount, 2.0)), 2) for amount in (0, 2, 4)]
        [0.0, 0.63, 0.86]
    """
    return 1 - np.exp(-amount / scale)


def times_this_week(per_week: Any, week: int) -> Any:
    """How often something done so many times a week falls into this week: whole numbers, evenly spread.

    Example:
        >>> [float(times_this_week(0.5, week)) for week in range(4)]
        [0.0, 1.0, 0.0, 1.0]
    """
    slack = 1e-9
    return np.floor((week + 1) * per_week + slack) - np.floor(week * per_week + slack)
