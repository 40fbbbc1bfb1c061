"""What arms do: programmes, and interventions for which management has no programme, each on a group and for a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from imsim.company.effects import Effects
from imsim.events import Event, event_of
from imsim.evidence.audiences import Aimed, Groups
from imsim.evidence.observation import Acting, Flags, dismiss, draws, people, shift_parameter, shift_state
from imsim.evidence.study_tables import ActionTable
from imsim.programmes import Context, kinds
from imsim.programmes.programme import FOREVER


def actions_of(arms: Mapping[str, Sequence[ActionTable]], groups: Groups) -> list[tuple[str, int, Acting]]:
    """Everything that the arms of a study do: name, number of the arm, what acts."""
    found: list[tuple[str, int, Acting]] = []
    for number, table in enumerate(arms.values()):
        for place, action in enumerate(table):
            name = name_of(action)
            same = sum(1 for other in table[:place] if name_of(other) == name)
            found.append((f"{name} {same + 1}" if same else name, number, acting(action, groups)))
    return found


def name_of(action: ActionTable) -> str:
    """Under which name it acts."""
    return action.programme or action.event or "intervention"


def acting(action: ActionTable, groups: Groups) -> Acting:
    """What carries out an action."""
    origin = groups.design.before
    start, stop = week_of_run(action.start, origin), FOREVER
    if action.stop is not None:
        stop = week_of_run(action.stop, origin) + 1
    if action.event is not None:
        return Happening(event_of({"kind": action.event, "week": start, **action.levers}), start, stop)
    if action.programme is None:
        return Intervention(action, groups, origin, start, stop)
    kind = kinds()[action.programme]
    programme = kind.model_validate({**action.levers, "start": start, "stop": stop})
    return Aimed(kind.columns([programme]), action.people, groups, origin)


def week_of_run(week: int, before: int) -> int:
    """The week of the run, counted from 0, in which a week of the study lies (1 is the first of the treatment).

    Example:
        >>> [week_of_run(week, 8) for week in (-8, -1, 1, 2)]
        [0, 7, 8, 9]
    """
    return before + week - (week > 0)


@dataclass(frozen=True)
class Happening:
    """An event that one arm meets and another does not.

    Args:
        event: which.
        start, stop: first week of the run, and first without it.
    """

    event: Event
    start: int
    stop: int

    def runs_in(self, week: int) -> bool:
        """An event says itself how long it lasts."""
        return self.start <= week < self.stop

    def act(self, _name: str, context: Context, effects: Effects) -> None:
        """Let it happen to the whole firm."""
        self.event.act(context, effects)

    def spends(self, _scene: Context) -> float:
        """Nothing."""
        return 0.0


@dataclass(frozen=True)
class Intervention:
    """Something done to people or to the firm from outside, at no cost.

    Args:
        action: what.
        groups: of the study.
        origin: week of the run in which the treatment begins.
        start, stop: first week of the run, and first without it.
    """

    action: ActionTable
    groups: Groups
    origin: int
    start: int
    stop: int

    def runs_in(self, week: int) -> bool:
        """Effects and rewards act in all their weeks, states too (they are pushed each week); the rest at its ends."""
        if self.action.dismiss is not None:
            return week == self.start
        if self.action.parameter is not None:
            return week in (self.start, self.stop)
        return self.start <= week < self.stop

    def act(self, _name: str, context: Context, effects: Effects) -> None:
        """Do it."""
        action, rows = self.action, context.rows
        mask = self.groups.members(action.people, context.state, context.week - self.origin, rows)
        if action.effect is not None:
            aimed = effects.axes[action.effect] == "post"
            effects.add(action.effect, rows, action.amount * mask if aimed else action.amount)
        elif action.reward is not None:
            units = action.amount / context.parameters.reward_unit * mask
            effects.reward(action.reward, rows, units, action.control, units * action.control)
        elif action.parameter is not None:
            shift_parameter(
                context.state, action.parameter, rows, action.amount * (1 if context.week < self.stop else -1)
            )
        elif action.state is not None:
            shift_state(context.state, action.state, rows, mask, action.amount)
        else:
            dismiss(context.state, rows, self.by_lot(context, mask))

    def by_lot(self, context: Context, mask: Flags) -> Flags:
        """So many of the people in a mask, by lot: whole people, as near to the share as can be."""
        now = people(context.state, context.rows)
        candidates = mask & now.occupied
        lots = np.where(candidates, draws(context.state, "people dismissed", now.hires), np.inf)
        rank = np.argsort(np.argsort(lots, axis=2, kind="stable"), axis=2, kind="stable")
        number = np.round(candidates.sum(axis=2, keepdims=True) * float(self.action.dismiss or 0.0))
        dismissed: Flags = candidates & (rank < number)
        return dismissed

    def spends(self, _scene: Context) -> float:
        """Nothing."""
        return 0.0
