"""Whom an arm acts on and who is watched: random people, cohorts, levels, halves; any programme can be aimed at them.

Programmes as they are know departments. `Aimed` lets one act as it always does and keeps, of what it does to people,
the part that falls on a group; what it does to a firm or between departments is left as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from imsim.company.context import Work
from imsim.company.effects import Effects, MaskedEffects
from imsim.company.ensemble import Ensemble
from imsim.evidence.observation import Flags, Numbers, column, draws, people
from imsim.evidence.reading_tables import EVERYBODY
from imsim.evidence.study_tables import DesignTable, GroupTable
from imsim.programmes import Context, Programme
from imsim.programmes.programme import put_to_work
from imsim.scenarios.roles import ROLES

# In a field study those who run it do what a role or line managers would do.
BY_RESEARCHERS = dict.fromkeys(ROLES, Work(1.0, 0.0, 1.0))

NOBODY_LEFT_OUT = GroupTable()


@dataclass
class Groups:
    """The groups of a study in a block of its business units.

    Args:
        tables: by name.
        design: of the study.
        halves: by column and share that split people, whether each is in its upper part and how many people their post
            had by then, at the beginning.
    """

    tables: Mapping[str, GroupTable]
    design: DesignTable
    halves: dict[tuple[str, float], tuple[Flags, Numbers]] = field(default_factory=dict)

    def begin(self, company: Ensemble) -> None:
        """Split people in halves where a group asks for it."""
        now = people(company)
        for table in self.tables.values():
            for name in (table.lower, table.upper):
                if name is None or (name, table.split) in self.halves:
                    continue
                values = np.where(now.occupied, column(company, name), np.nan)
                upper = values >= np.nanquantile(values, table.split, axis=2, keepdims=True)
                self.halves[name, table.split] = upper, now.hires.astype(np.float64)

    def members(self, name: str, company: Ensemble, week: int, rows: slice = slice(None)) -> Flags:
        """Who belongs to a group, vacant posts included: (cases, replicates, posts).

        Args:
            name: of the group.
            company: of the block.
            week: weeks that have passed since the treatment began, below 0 before it.
            rows: cases.
        """
        now = people(company, rows)
        found = np.ones(now.occupied.shape, dtype=bool)
        if name == EVERYBODY:
            return found
        found &= self.posts(name, company)
        table = self.tables.get(name, NOBODY_LEFT_OUT)
        if table.cohort is not None and week >= 0:
            found &= (now.tenure >= week) == (table.cohort == "present")
        elif table.cohort == "newcomers":
            found[...] = False
        if table.tenure is not None:
            found &= (now.tenure >= table.tenure[0]) & (now.tenure <= table.tenure[1])
        if table.chosen is not None:
            found &= self.drawn(company, rows) == table.chosen
        return found & self.by_column(table, company, rows)

    def by_column(self, table: GroupTable, company: Ensemble, rows: slice) -> Flags:
        """Who meets a group's conditions on columns."""
        now = people(company, rows)
        found = np.ones(now.occupied.shape, dtype=bool)
        for half, upper in ((table.lower, False), (table.upper, True)):
            if half is not None:
                is_upper, hires = self.halves[half, table.split]
                found &= (is_upper[rows] == upper) & (hires[rows] == now.hires)
        for name, bound in table.least.items():
            found &= column(company, name, rows) >= bound
        for name, bound in table.most.items():
            found &= column(company, name, rows) <= bound
        return found

    def posts(self, name: str, company: Ensemble) -> Flags:
        """Posts that meet a group's conditions on posts, (posts,); a department's name stands for its posts."""
        if name in self.tables:
            return self.fixed(self.tables[name], company)
        return company.organisation.posts_in((name,)) if name else np.ones(company.organisation.posts, dtype=bool)

    def fixed(self, table: GroupTable, company: Ensemble) -> Flags:
        """Posts that meet the conditions on posts, (posts,)."""
        organisation = company.organisation
        found = np.ones(organisation.posts, dtype=bool)
        if table.departments:
            found &= organisation.posts_in(table.departments)
        if table.contact is not None:
            found &= (organisation.contact[organisation.department_of] > 0) == table.contact
        if table.level is not None:
            found &= organisation.leading == (table.level == "heads")
        return found

    def drawn(self, company: Ensemble, rows: slice) -> Flags:
        """Who is drawn for treatment: people, or whole departments."""
        now = people(company, rows)
        if self.design.randomised == "departments":
            lots = draws(company, "departments drawn", np.zeros_like(now.hires))
            first = company.organisation.starts[company.organisation.department_of]
            return lots[:, :, first] < self.design.share
        return draws(company, "people drawn", now.hires) < self.design.share


@dataclass(frozen=True)
class Aimed:
    """A programme for a group of people.

    Args:
        programme: of one case, its levers columns (1, 1, 1).
        group: its name.
        groups: of the study.
        origin: week of the run in which the treatment begins.
    """

    programme: Programme
    group: str
    groups: Groups
    origin: int

    @property
    def prepares(self) -> bool:
        """Whether it acts before the others."""
        return self.programme.prepares

    def runs_in(self, week: int) -> bool:
        """Whether it is on in a week."""
        return self.programme.runs_in(week)

    def mask(self, context: Context) -> Flags:
        """Who is meant this week."""
        return self.groups.members(self.group, context.state, context.week - self.origin, context.rows)

    def act(self, name: str, context: Context, effects: Effects) -> None:
        """Act on the group alone."""
        mask = self.mask(context)
        put_to_work(self.programme, name, self.among(mask, context), MaskedEffects(effects, mask))

    def spends(self, context: Context) -> Any:
        """Money that goes out for the people of the group."""
        return self.programme.spends(self.among(self.mask(context), context))

    def among(self, mask: Flags, context: Context) -> Context:
        """The context as if nobody but the group were there."""
        return replace(context, present=context.present & mask, work=BY_RESEARCHERS)
