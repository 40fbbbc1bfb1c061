"""People who are asked in one week and followed: what associations between people are read from."""

from __future__ import annotations

import numpy as np

from imsim.company.ensemble import Ensemble
from imsim.evidence.actions import week_of_run
from imsim.evidence.audiences import Groups
from imsim.evidence.observation import EXITS, Flags, Numbers, answer_noise, column, people
from imsim.evidence.study_tables import AssociationTable, ReadingTable


class Wave:
    """Readings of the people who are there in the week of the first of them.

    Args:
        table: whose readings are one week each, but exits, which are watched over weeks.
        groups: of the study.
        arm: number of the arm in the block.
        shape: business units and posts.
    """

    def __init__(self, table: AssociationTable, groups: Groups, arm: int, shape: tuple[int, int]) -> None:
        self.readings = [one for one in (table.x, table.y, table.given) if one is not None]
        self.groups, self.rows = groups, slice(arm, arm + 1)
        self.values = np.full((*shape, len(self.readings)), np.nan)
        self.hires = np.zeros(shape, dtype=np.int32)
        self.asked: Flags = np.zeros(shape, dtype=bool)
        self.left = self.asked.copy()

    def see(self, company: Ensemble, week: int) -> None:
        """Note what the week of the run that has just passed brought."""
        before = self.groups.design.before
        now = people(company, self.rows)
        for place, reading in enumerate(self.readings):
            first, last = (week_of_run(one, before) for one in reading.weeks)
            if reading.outcome == EXITS:
                if first <= week <= last:
                    self.left |= now.left[0] & (now.hires[0] == self.hires)
            elif week == first:
                if place == 0:
                    self.hires = now.hires[0].copy()
                    members = self.groups.members(reading.group, company, week + 1 - before, self.rows)
                    self.asked = (now.occupied & members)[0]
                there = now.occupied[0] & (now.hires[0] == self.hires)
                self.values[:, :, place] = np.where(there, self.answer(company, reading), np.nan)

    def answer(self, company: Ensemble, reading: ReadingTable) -> Numbers:
        """What everybody answers now, (units, posts)."""
        given: Numbers = column(company, reading.outcome, self.rows)[0]
        return given + reading.noise * answer_noise(company, reading.outcome) if reading.noise else given.copy()

    def seen(self) -> Numbers:
        """The readings of everybody asked, NaN for others: (units, posts, readings)."""
        for place, reading in enumerate(self.readings):
            if reading.outcome == EXITS:
                self.values[:, :, place] = self.left
        return np.where(self.asked[:, :, None], self.values, np.nan)
