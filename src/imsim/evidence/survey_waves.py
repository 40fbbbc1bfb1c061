"""People or customers who are asked in one week and followed: what associations between them are read from."""

from __future__ import annotations

import numpy as np

from imsim.company.ensemble import Ensemble
from imsim.evidence.actions import week_of_run
from imsim.evidence.audiences import Groups
from imsim.evidence.observation import (
    Flags,
    Numbers,
    answer_noise,
    column,
    customer_noise,
    customers_there,
    of_customers,
    people,
)
from imsim.evidence.reading_tables import DEPARTURES, EXITS, TREATED, AssociationTable, ReadingTable


class Wave:
    """Readings, in one arm, of those who are there in the week of the first of them.

    Args:
        table: whose readings are one week each, but exits and departures, which are watched over weeks.
        groups: of the study.
        arm: number of the arm in the block.
        treated: what is read as the arm that they are in: 1, or 0 in the arm beside it.
    """

    def __init__(self, table: AssociationTable, groups: Groups, arm: int, treated: float = 1.0) -> None:
        self.readings, self.of_customers = table.readings, table.across == "customers"
        self.groups, self.rows, self.treated = groups, slice(arm, arm + 1), treated
        self.values: Numbers | None = None

    def begin(self, shape: tuple[int, ...]) -> None:
        """Make room for everybody, (units, posts or customers)."""
        self.values = np.full((*shape, len(self.readings)), np.nan)
        self.hires = np.zeros(shape)
        self.asked: Flags = np.zeros(shape, dtype=bool)
        self.left = self.asked.copy()

    def see(self, company: Ensemble, week: int) -> None:
        """Note what the week of the run that has just passed brought."""
        before = self.groups.design.before
        there, hires, left = self.now(company)
        if self.values is None:
            self.begin(there.shape)
        assert self.values is not None
        for place, reading in enumerate(self.readings):
            first, last = (week_of_run(one, before) for one in reading.weeks)
            if reading.outcome in (EXITS, DEPARTURES):
                if first <= week <= last:
                    self.left |= left & (hires == self.hires) & self.asked
            elif week == first:
                if place == 0:
                    self.hires = hires
                    self.asked = there & self.members(reading, company, week + 1 - before)
                self.values[:, :, place] = np.where(
                    there & (hires == self.hires), self.answer(company, reading), np.nan
                )

    def now(self, company: Ensemble) -> tuple[Flags, Numbers, Flags]:
        """Who is there, how many their place has had by now, and who has left: (units, posts or customers) each."""
        if self.of_customers:
            there = customers_there(company, self.rows)[0]
            return there, np.zeros(there.shape), ~there
        now = people(company, self.rows)
        return now.occupied[0], now.hires[0].astype(float), now.left[0]

    def members(self, reading: ReadingTable, company: Ensemble, since: int) -> Flags:
        """Who is meant; all customers are."""
        if self.of_customers:
            return np.ones(1, dtype=bool)
        meant: Flags = self.groups.members(reading.group, company, since, self.rows)[0]
        return meant

    def answer(self, company: Ensemble, reading: ReadingTable) -> Numbers:
        """What everybody answers now, (units, posts or customers)."""
        name = reading.outcome
        if name == TREATED:
            return np.full((1, 1), self.treated)
        given: Numbers = (of_customers if self.of_customers else column)(company, name, self.rows)[0]
        if not reading.noise:
            return given.astype(float)
        noise = (customer_noise if self.of_customers else answer_noise)(company, name)
        return given + reading.noise * noise

    def seen(self) -> Numbers:
        """The readings of everybody asked, NaN for others: (units, posts or customers, readings)."""
        assert self.values is not None
        for place, reading in enumerate(self.readings):
            if reading.outcome in (EXITS, DEPARTURES):
                self.values[:, :, place] = self.left
        return np.where(self.asked[:, :, None], self.values, np.nan)


def waves_of(table: AssociationTable, groups: Groups, arms: list[str]) -> tuple[Wave, ...]:
    """Those who are asked in the arm of an association, and in the arm beside it where there is one."""
    treated = Wave(table, groups, arms.index(table.x.arm))
    if table.untreated is None:
        return (treated,)
    return treated, Wave(table, groups, arms.index(table.untreated), treated=0.0)
