"""Effects of programmes and events this week: a closed list of named arrays, absent means zero.

Programmes never write state. They say here what they do; only mechanisms, which declare the effects, turn that into
attitudes. So programmes compose, can be costed, and one of zero intensity leaves every number bit for bit as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imsim.company.organisation import Organisation
from imsim.engine.parameters import anywhere
from imsim.engine.tables import record

Column = NDArray[np.float64]


class Effects:
    """The effects of one week in a block of runs.

    Each effect that a mechanism declares is an attribute: a column (cases, replicates, posts | edges | 1), all zeros
    until a programme adds something. `rewards` holds of each of `kinds` the amount in units of 5 % of salary, what of
    it is felt to control and what is at stake, (kinds, 3, cases, replicates, posts); `ties` by name how far each post
    opens its dormant ties; `cash` and `hours` what each programme cost.

    Effects that nobody touches share one page of zeros: `pages` lists where in `posts` and `edges`, arrays
    (cases, replicates, pages, posts | edges), each effect lies.

    Args:
        cases, replicates: of the block.
        organisation: of the company.
        axes: of each effect: post, edge or firm.
    """

    def __init__(self, cases: int, replicates: int, organisation: Organisation, axes: Mapping[str, str]) -> None:
        self.axes = dict(axes)
        self.posts = np.zeros((cases, replicates, 1, organisation.posts))
        self.edges = np.zeros((cases, replicates, 1, len(organisation.edges.weight)))
        self.firm = np.zeros((cases, replicates, 1), dtype=record(self._on("firm")))
        self.pages = np.zeros(1, dtype=record((*self._on("post"), *self._on("edge")), "i8"))
        self._firm = (cases, replicates, 1)
        self._posts = (cases, replicates, organisation.posts)
        self._touched: dict[str, Column] = {}
        self.kinds: tuple[str, ...] = ()
        self.rewards = np.zeros((0, 3, *self._posts))
        self.rewarded: set[str] = set()
        self.clear()

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_touched": list(self._touched)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        # A copy of a part of an array is an array of its own; what is added must reach the whole.
        self.__dict__.update(state)
        self._touched = {name: getattr(self, name) for name in state["_touched"]}

    def _on(self, axis: str) -> list[str]:
        return [name for name, one in self.axes.items() if one == axis]

    def clear(self) -> None:
        """Forget last week."""
        for column in self._touched.values():
            column[...] = 0.0
        self._touched.clear()
        for kind in self.rewarded:
            self.rewards[self.kinds.index(kind)] = 0.0
        self.rewarded.clear()
        self.ties: dict[str, Column] = {}
        self.cash: dict[str, Column] = {}
        self.hours: dict[str, Column] = {}

    def __getattr__(self, name: str) -> Any:
        axis = self.__dict__.get("axes", {}).get(name)
        if axis is None:
            raise AttributeError(f"{name!r} is not in the closed list of effects")
        if axis == "firm":
            return self.firm[name]
        return getattr(self, f"{axis}s")[:, :, self.pages[name][0]]

    def add(self, name: str, rows: slice, value: Any) -> None:
        """Add to an effect of some cases; the value broadcasts to (cases, replicates, axis)."""
        if name not in self._touched:
            self._check(name)
            if not anywhere(value):
                return
            self._touch(name)
        self._touched[name][rows] += value

    def _check(self, name: str) -> None:
        if name not in self.axes:
            raise KeyError(f"{name!r} is not in the closed list of effects: {', '.join(self.axes)}")

    def _touch(self, name: str) -> None:
        """Note that an effect is no longer zero this week."""
        if self.axes[name] != "firm" and not self.pages[name][0]:
            self._open(name)
            # Pages lie elsewhere now.
            self._touched = {one: getattr(self, one) for one in self._touched}
        self._touched[name] = getattr(self, name)

    def _open(self, name: str) -> None:
        """Give an effect a page of its own, for good."""
        axis = f"{self.axes[name]}s"
        pages = getattr(self, axis)
        self.pages[name] = pages.shape[2]
        setattr(self, axis, np.concatenate([pages, np.zeros_like(pages[:, :, :1])], axis=2))

    def of(self, name: str, rows: slice) -> Any:
        """Sum of an effect over programmes so far; programmes that build on earlier ones read it."""
        return getattr(self, name)[rows]

    def reward(self, kind: str, rows: slice, amount: Any, control: Any, stake: Any = 0.0) -> None:
        """Give a reward.

        Args:
            kind: cash, time_off ...
            rows: cases.
            amount: per post, in units of 5 % of salary.
            control: 0-1, how contingent it is felt to be.
            stake: what of it depends on results, in the same units: alike for all who compete for it.
        """
        if kind not in self.kinds:
            self._open_kind(kind)
        self.rewarded.add(kind)
        given, controlled, staked = self.rewards[self.kinds.index(kind)]
        given[rows] += amount
        controlled[rows] += amount * control
        staked[rows] += stake

    def _open_kind(self, kind: str) -> None:
        """Give a kind of reward a place of its own, for good; in order, so that sums do not hang on who gave first."""
        kinds = tuple(sorted({*self.kinds, kind}))
        self.rewards = np.insert(self.rewards, kinds.index(kind), 0.0, axis=0)
        self.kinds = kinds

    def tie(self, name: str, rows: slice, activity: Any) -> None:
        """Open dormant ties between posts: activity 0-1 of each post, 0 for posts that take no part."""
        held = self.ties.setdefault(name, np.zeros(self._posts))
        held[rows] = np.minimum(held[rows] + activity, 1.0)

    def spend(self, programme: str, rows: slice, cash: Any, hours: Any) -> None:
        """Book what a programme costs this week: cash in money, hours of working time."""
        for book, amount in ((self.cash, cash), (self.hours, hours)):
            book.setdefault(programme, np.zeros(self._firm))[rows] += amount


class MaskedEffects:
    """The effects of the week as a programme for some people sees them: what it adds to people falls on these alone.

    What it does to the firm or between departments is left as it is.

    Args:
        effects: of the week.
        mask: who is meant, (cases, replicates, posts).
    """

    def __init__(self, effects: Effects | MaskedEffects, mask: NDArray[np.bool_]) -> None:
        self.effects = effects
        self.axes: Mapping[str, str] = effects.axes
        self.mask = mask

    def add(self, name: str, rows: slice, value: Any) -> None:
        """Add to an effect."""
        self.effects.add(name, rows, value * self.mask if self.axes.get(name) == "post" else value)

    def of(self, name: str, rows: slice) -> Any:
        """Sum of an effect over programmes so far."""
        return self.effects.of(name, rows)

    def reward(self, kind: str, rows: slice, amount: Any, control: Any, stake: Any = 0.0) -> None:
        """Give a reward."""
        self.effects.reward(kind, rows, amount * self.mask, control, stake * self.mask)

    def tie(self, name: str, rows: slice, activity: Any) -> None:
        """Open dormant ties."""
        self.effects.tie(name, rows, activity * self.mask)
