"""What every programme is: a small frozen object that says what it does to people this week and what that costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any, ClassVar, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from imsim.company.context import Context as Context
from imsim.company.context import times_this_week as times_this_week
from imsim.company.effects import Effects, MaskedEffects
from imsim.company.organisation import Organisation
from imsim.company.table import FOREVER as FOREVER
from imsim.company.table import Table, from_list
from imsim.engine.parameters import anywhere as anywhere
from imsim.engine.parameters import shared

Column = NDArray[np.float64]
Audience = Annotated[str | tuple[str, ...], from_list]

# Audiences that are no departments.
AUDIENCES = ("everyone", "contact", "heads")


class Cost(NamedTuple):
    """Weekly cost: cash in money, and hours of working time; numbers or columns (cases, replicates, 1)."""

    cash: Any
    hours: Any


class Time(NamedTuple):
    """Working time that something takes this week.

    Args:
        hours: of each of some employees, columns (cases, replicates, 1).
        posts: whose: a mask or shares of posts, (posts,) or (cases, replicates, posts).
    """

    hours: Any
    posts: Any


class Programme(Table):
    """One thing that management does.

    Class attributes: `kind` (its table in a scenario), `lever` (the field a budget scales), `most` (that field's useful
    maximum), `mechanisms` (rows of docs/mechanisms.md), `prepares` (whether it acts before the others, because they
    build on what it finds out), `by_line` (whether line managers do its `staff_hours` where no staff does). Fields of
    type float are levers: in a block of runs each holds a column (cases, 1, 1), or a number that all cases share.

    Subclasses write `act`, and `cash` and `time` for what it costs. What `time` says is both what is planned and what
    people are away from their desks, so nothing is charged that is not taken.
    """

    kind: ClassVar[str]
    lever: ClassVar[str]
    most: ClassVar[float]
    mechanisms: ClassVar[tuple[int, ...]] = ()
    prepares: ClassVar[bool] = False
    by_line: ClassVar[bool] = True

    start: int = Field(0, ge=0, le=10_000, description="first week")
    stop: int = Field(FOREVER, ge=0, le=FOREVER, description="first week without it")
    audience: Audience = Field(
        "everyone", description='"everyone", "contact" (staff who meet customers), "heads" (supervisors) or departments'
    )
    part: float = Field(1.0, ge=0.0, le=1.0, description="share of the audience, drawn at random, who take part")
    newcomers: int = Field(
        0, ge=0, le=FOREVER, description="weeks since hiring up to which people take part; 0: everybody does"
    )
    share: Annotated[float, Field(ge=0.0, le=1.0)] | None = Field(
        None, description="of the budget of its strategy; by default all programmes get the same"
    )

    def act(self, name: str, context: Context, effects: Effects) -> None:
        """Put this week's effects on the table. Shapes broadcast to (cases, replicates, posts | edges | 1)."""
        raise NotImplementedError

    def cash(self, _context: Context) -> Any:
        """Money that it costs in the week of the context, beside working time; none by default."""
        return 0.0

    def time(self, _context: Context) -> Sequence[Time]:
        """Working time of employees that it takes in the week of the context; none by default."""
        return ()

    def staff_hours(self, _context: Context) -> dict[str, Any]:
        """Hours a week that it asks of specialist, hr or brand manager; none by default."""
        return {}

    def line_time(self, context: Context) -> Sequence[Time]:
        """Working time of the line managers who do what it asks of roles that nobody is there for."""
        if not self.by_line:
            return ()
        managers, times = line_managers(context.organisation), []
        for role, hours in self.staff_hours(self.narrowed(context)).items():
            done = hours * context.work_of(role).line * context.parameters.line_factor
            times.append(Time(done / np.maximum(context.headcount(managers), 1), managers))
        return times

    def take_time(self, context: Context, effects: Effects) -> None:
        """Put on the table that employees are away from their desks for the working time it takes."""
        away(self.time(context), context, effects)

    def spends(self, context: Context) -> Any:
        """Money that goes out in the week of the context with those present who take part."""
        return self.cash(self.narrowed(context))

    def cost(self, context: Context) -> Cost:
        """What it costs in the week of the context with those present who take part."""
        among = self.narrowed(context)
        hours: Any = np.zeros(1)
        for people, times in ((among, self.time(among)), (context, self.line_time(context))):
            hours = sum((time.hours * people.headcount(time.posts) for time in times), start=hours)
        return Cost(self.cash(among), hours)

    def runs_in(self, week: int) -> bool:
        """Whether it is on in a week."""
        return self.start <= week < self.stop

    def mask(self, organisation: Organisation) -> NDArray[np.bool_]:
        """Posts of the audience, shape (posts,)."""
        words = (self.audience,) if isinstance(self.audience, str) else self.audience
        return organisation.once(("audience", words), lambda: audience_of(organisation, words))

    def taking_part(self, context: Context) -> Any:
        """Who takes part, (cases, replicates, posts), or what share of people where a cost is planned.

        None where everybody does. Whether a person does is drawn once, when the person is hired.
        """
        if not self.newcomers and not anywhere(1 - self.part):
            return None
        if context.state is None:
            new = np.minimum(context.hires * self.newcomers / context.organisation.posts, 1) if self.newcomers else 1.0
            return self.part * new
        employees = context.state.employees
        drawn = context.state.streams.of_persons(f"who takes part in {self.kind}", employees.hires[context.rows])
        # At a vacant post nobody is new, however lately the one who left it had come.
        new = context.present & (employees.tenure_weeks[context.rows] < self.newcomers) if self.newcomers else True
        return (drawn < self.part) & new

    def narrowed(self, context: Context) -> Context:
        """The context with those present alone who take part."""
        taking_part = self.taking_part(context)
        return context if taking_part is None else replace(context, present=context.present * taking_part)

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
        """One programme for several cases, the rest as in the first.

        Levers become columns (cases, 1, 1), or numbers where all cases share them: that is worked out faster.
        """
        stacked = {name: np.array([[[float(getattr(one, name))]] for one in same]) for name in cls.levers()}
        stacked = {name: shared(column) for name, column in stacked.items()}
        values = {name: getattr(same[0], name) for name in cls.model_fields}
        columns: Self = cls.model_construct(**(values | stacked))  # type: ignore[assignment]
        return columns


def audience_of(organisation: Organisation, words: Sequence[str]) -> NDArray[np.bool_]:
    """Posts of an audience, by the words that a scenario has for it: shape (posts,), read only."""
    found = organisation.posts_in(words)
    if "everyone" in words:
        found = found | True
    if "contact" in words:
        found = found | (organisation.contact[organisation.department_of] > 0)
    if "heads" in words:
        found = found | organisation.leading
    found.setflags(write=False)
    return found


def put_to_work(programme: Programme, name: str, context: Context, effects: Effects | MaskedEffects) -> None:
    """Let a programme act on those of its audience who take part.

    Args:
        programme: or whatever else acts like one.
        name: of the programme in its strategy.
        context: of the week.
        effects: of the week.
    """
    if not isinstance(programme, Programme):
        programme.act(name, context, effects)
        return
    away(programme.line_time(context), context, effects)
    taking_part = programme.taking_part(context)
    if taking_part is not None:
        context, effects = programme.narrowed(context), MaskedEffects(effects, taking_part)
    programme.act(name, context, effects)  # type: ignore[arg-type]


def away(times: Sequence[Time], context: Context, effects: Effects | MaskedEffects) -> None:
    """Put on the table that employees are away from their desks."""
    for hours, posts in times:
        effects.add("hours_away", context.rows, hours / context.parameters.working_hours * posts)


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


def line_managers(organisation: Organisation) -> NDArray[np.bool_]:
    """Posts that lead others, shape (posts,); all of them where nobody does."""
    leading = organisation.leading
    return leading if leading.any() else np.ones(organisation.posts, dtype=bool)
