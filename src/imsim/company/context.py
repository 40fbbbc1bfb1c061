"""The context of programmes and events: the firm in one week."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from imsim.company.economics import Economy
from imsim.company.organisation import Organisation
from imsim.engine.parameters import Parameters

Column = NDArray[np.float64]


class Work(NamedTuple):
    """Who does what programmes ask of a role, and how well.

    Args:
        staff: share of it that staff on the payroll of a plan does.
        line: share that line managers do; what neither do is not done.
        quality: of the whole, 1 where line managers do all of it.
    """

    staff: Any = 0.0
    line: Any = 1.0
    quality: Any = 1.0


BY_LINE_MANAGERS = Work()


@dataclass(frozen=True)
class Context:
    """The firm in one week as programmes and events see it: read, never written.

    Args:
        week: of the run; programmes start at week 0 at the earliest. All weeks in which a programme is on, shape
            (weeks, 1, 1), when its cost is planned.
        rows: the cases the programme acts on, as a slice of the block.
        organisation, economy: shared.
        parameters: columns of those cases.
        present: occupied posts, shape (cases, replicates, posts); the expected share of them when a cost is planned.
        hires: employees hired last week, (cases, replicates, 1); the expected number when a cost is planned.
        expected_claim: claim that employees expect anyway (c0), (cases, 1, posts).
        state: read-only company of the block, None when a cost is planned.
        launch: week before which a plan lets nothing begin that needs preparation.
        work: who does the work of each role, by its name.
    """

    week: Any
    rows: slice
    organisation: Organisation
    economy: Economy
    parameters: Parameters
    present: NDArray[Any]
    hires: Any
    expected_claim: Column
    state: Any = None
    launch: int = 0
    work: Mapping[str, Work] = field(default_factory=dict)
    _counted: list[tuple[NDArray[Any], Column]] = field(default_factory=list, init=False, repr=False, compare=False)

    def headcount(self, posts: Any) -> Column:
        """Number of occupied posts of a mask, (cases, replicates, 1); of shares, what they come to together.

        Programmes ask for their audience several times a week; a mask that nobody can write to is counted once.
        """
        for known, heads in self._counted:
            if known is posts:
                return heads
        counted: Column = (self.present * posts).sum(axis=2, keepdims=True, dtype=np.float64)
        if isinstance(posts, np.ndarray) and not posts.flags.writeable:
            self._counted.append((posts, counted))
        return counted

    def times(self, per_week: Any, start: int) -> Any:
        """How often something done so many times a week, from a first week on, falls into this week.

        A whole number in a run, evenly spread; the number a week where a cost is planned.
        """
        if self.state is None:
            return per_week + 0.0 * self.week
        return times_this_week(per_week, self.week - start)

    @property
    def newcomers(self) -> Any:
        """Posts filled last week; where a cost is planned, the share of posts that is expected to be."""
        if self.state is None:
            return self.hires / self.organisation.posts
        return (self.state.employees.tenure_weeks[self.rows] == 0) & self.present

    def work_of(self, role: str) -> Work:
        """Who does the work of a role: line managers, unless somebody is on the payroll for it."""
        return self.work.get(role, BY_LINE_MANAGERS)

    def uniform(self, name: str, channel: str) -> Column:
        """Uniform random numbers of this week for one channel of a programme, (replicates, posts)."""
        drawn: Column = self.state.streams.uniform(f"programme {name} {channel}", self.week, self.organisation.posts)
        return drawn


def times_this_week(per_week: Any, week: int) -> Any:
    """How often something done so many times a week falls into this week: whole numbers, evenly spread.

    Example:
        >>> [float(times_this_week(0.5, week)) for week in range(4)]
        [0.0, 1.0, 0.0, 1.0]
    """
    slack = 1e-9
    return np.floor((week + 1) * per_week + slack) - np.floor(week * per_week + slack)
