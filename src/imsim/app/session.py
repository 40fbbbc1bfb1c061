"""The session of one visitor: a company, one strategy or two run in it, and the weeks that have passed.

All that a page can do is a method here and leaves a whole session behind: what goes wrong raises `InputError` and
changes nothing. Each strategy is a Mesa model of its own; models of one seed share common random numbers, so two can
be compared week by week. Whoever moves a lever sees the weeks again, as they would have been.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from threading import RLock
from typing import Any

from imsim.agents.employee import Employee
from imsim.agents.model import DEFAULT_SEED, InternalMarketingModel, case_of, whole_number
from imsim.app import levers
from imsim.app.acts import alone, undone_by_errors
from imsim.app.mixing import is_mix, with_mix
from imsim.app.opening import Brought
from imsim.app.recording import recorded_along
from imsim.app.settings import Settings, SideSettings, checked_seed, settings_of
from imsim.app.side import STATES, Side
from imsim.company.organisation import Organisation
from imsim.engine.errors import InputError, listed, nearest
from imsim.scenarios.budget import as_written, budgeted, wage_bill
from imsim.scenarios.counts import count
from imsim.scenarios.scenario import builtin_names
from imsim.scenarios.simulation import Case
from imsim.studies.instant import Instant, instant_in, search_behind

__all__ = ["STATES", "Session", "Side"]

DEFAULT_SOURCE = "service_firm"
# What is seen first: a plan that `imsim optimise` left where there is one, else the full plan.
FIRST_CHOICES = ("best_plan_", "full_plan")


class Session:
    """A company with one strategy at work, or two side by side.

    Args:
        source: a built-in scenario or the path of a scenario file.
        seed: root of all random numbers.
        query: of an address that names a run; the run then begins as it says.

    Raises:
        InputError: the scenario, the seed or the address is wrong.

    Example:
        >>> session = Session("bakery", seed=1)
        >>> session.step(), session.week
        (True, 1)
    """

    def __init__(self, source: str = DEFAULT_SOURCE, seed: int = DEFAULT_SEED, query: str = "") -> None:
        self.lock = RLock()
        self.sources = [*dict.fromkeys([source, *builtin_names()])]
        self.seed = whole_number("seed", seed)
        self.state = "motivation"
        self.keep = False
        self.post: int | None = None
        self.source = ""
        self.brought = Brought()
        self._instants: dict[str, Instant] = {}
        wanted = settings_of(query, self.sources)
        if wanted is None:
            self.open(source)
        else:
            self.apply(wanted)

    # The company

    @alone
    def open(self, source: str) -> None:
        """Another company, at the beginning of week 0: its best plan, or the full one, beside doing nothing."""
        with undone_by_errors(self):
            self._move_to(source)
            names, reference = self.scenario.strategies, self.scenario.table.reference
            matching = (name for begun in FIRST_CHOICES for name in names if name.startswith(begun))
            first = next(matching, next(iter(names)))
            chosen = dict.fromkeys([first, reference] if reference in names else [first])
            self.sides: tuple[Side, ...] = tuple(self._at_work(self._as_budgeted(name)) for name in chosen)
            self.post = None

    @alone
    def open_file(self, name: str, content: bytes) -> None:
        """A company that a visitor brings along, at the beginning of week 0.

        Raises:
            InputError: the file is wrong; nothing has changed.
        """
        with undone_by_errors(self):
            source = self.brought.add(name, content)
            self.sources = [*dict.fromkeys([*self.sources, source])]
            self.open(source)

    @alone
    def apply(self, wanted: Settings) -> None:
        """Bring about the run that settings name; what is there already is not run again.

        Raises:
            InputError: they name what there is not; nothing has changed.
        """
        with undone_by_errors(self):
            moved = wanted.source != self.source
            if moved:
                self._move_to(wanted.source)
            if not wanted.sides:
                raise InputError("a = : the address names no strategy")
            if wanted.week > self.weeks:
                raise InputError(f"week = {wanted.week}: a run has {count(self.weeks, 'week')}")
            stay = not moved and wanted.seed == self.seed
            self.seed = checked_seed(wanted.seed)
            standing = self.sides if stay else ()
            self.sides = tuple(self._brought_about(side, wanted.week, standing) for side in wanted.sides)
            self.keep = wanted.keep
            self.show(wanted.state)
            self.pick(wanted.post)

    @property
    def settings(self) -> Settings:
        """All that makes this run what it is."""
        sides = tuple(SideSettings(side.case.strategy, tuple(self._moved_levers(side.case))) for side in self.sides)
        return Settings(self.source, self.seed, self.week, sides, self.keep, self.state, self.post)

    @property
    def organisation(self) -> Organisation:
        """Departments, posts and the graphs between them."""
        return self.setting.organisation

    @property
    def strategies(self) -> dict[str, str]:
        """What can be chosen: name of a strategy -> what it is called."""
        return {name: self.scenario.label(name) for name in self.scenario.strategies}

    @property
    def searched(self) -> bool:
        """Whether the company is the plan of a finished search."""
        return search_behind(self.source) is not None

    @property
    def instant(self) -> Instant:
        """What mixes are expected to gain in a company that was searched for; InputError where it cannot be read."""
        if self.source not in self._instants and (folder := search_behind(self.source)):
            self._instants[self.source] = instant_in(folder, self.scenario)
        return self._instants[self.source]

    # The weeks

    @property
    def week(self) -> int:
        """Weeks that have passed."""
        return self.sides[0].model.week

    @property
    def weeks(self) -> int:
        """Weeks of the scenario."""
        return self.setting.timeline.weeks

    @alone
    def step(self) -> bool:
        """A week passes; False when the weeks of the scenario are over."""
        if self.week >= self.weeks:
            return False
        for side in self.sides:
            side.model.step()
        return True

    @alone
    def reset(self) -> None:
        """Back to week 0; levers stay where they are."""
        self.sides = tuple(self._at_work(side.case) for side in self.sides)

    # The strategies

    @alone
    def choose(self, strategy: str) -> None:
        """Choose another strategy at its budget, and run it to the current week."""
        self.sides = (self._at_work(self._as_budgeted(strategy), self.week), *self.sides[1:])

    @alone
    def compare_with(self, strategy: str | None) -> None:
        """Run a second strategy beside the first with common random numbers; None takes it away."""
        second = () if strategy is None else (self._at_work(self._as_budgeted(strategy), self.week),)
        self.sides = (self.sides[0], *second)

    @alone
    def set_seed(self, seed: Any) -> None:
        """Set another seed, and run to the current week again."""
        before, self.seed = self.seed, checked_seed(seed)
        try:
            self._restart([side.case for side in self.sides])
        except BaseException:
            self.seed = before
            raise

    @alone
    def set_lever(self, side: int, programme: str, lever: str, value: Any) -> None:
        """Move one lever of one side from week 0 on, and run to the current week again."""
        move = levers.moved_within if self.keep and self.budget > 0 else levers.moved_freely
        case = move(self.setting, self.sides[side].case, (programme, lever, value), self.budget)
        changed = self._at_work(case, self.week)
        self.sides = tuple(changed if place == side else other for place, other in enumerate(self.sides))

    @alone
    def keep_budget(self, keep: bool) -> None:
        """Whether the other levers of a strategy give way when one is moved."""
        self.keep = bool(keep)

    @alone
    def restore_levers(self) -> None:
        """Put all levers back to where the budget puts them."""
        self._restart([self._as_budgeted(side.case.strategy) for side in self.sides])

    @property
    def budget(self) -> float:
        """What a strategy may cost a year in this scenario, money."""
        return self.scenario.table.budget.share_of_wages * wage_bill(self.organisation, self.setting.economy)

    def planned_cost(self, side: int) -> float:
        """What a side's levers plan to cost a year, cash and working time, money."""
        return as_written(self.setting, self.sides[side].case).planned

    # What is looked at

    @alone
    def show(self, state: str) -> None:
        """Colour employees by another state."""
        if state not in STATES:
            raise InputError(
                f"{state}: no state that employees are coloured by{nearest(state, STATES)} ({listed(STATES)})"
            )
        self.state = state

    @alone
    def pick(self, post: int | None) -> None:
        """Select the employee in a post; None selects nobody."""
        if post is not None and not 0 <= post < self.organisation.posts:
            raise InputError(f"post {post}: there are posts 0 to {self.organisation.posts - 1}")
        self.post = post

    def employee(self, side: int) -> Employee | None:
        """The employee in the selected post; None where it is vacant."""
        return None if self.post is None else self.sides[side].model.employee_at(self.post)

    @property
    def range(self) -> tuple[float, float]:
        """Limits of the colour scale: those of week 0, and a little more, however this week was come to."""
        return self.sides[0].ranges[self.state]

    # Building

    def _move_to(self, source: str) -> None:
        """Read another company; nothing runs in it yet."""
        scenario, setting = self.brought.company(source)
        if not scenario.strategies:
            raise InputError(f"{source}: has no strategies")
        self.setting, self.source, self.scenario = setting, source, scenario
        self._budgeted: dict[str, Case] = {}

    def _as_budgeted(self, strategy: str) -> Case:
        """A strategy as `imsim compare` would run it, its levers rounded."""
        if is_mix(strategy) and strategy not in self.scenario.strategies and self.searched:
            self.scenario = with_mix(self.scenario, self.instant, strategy)
        case_of(self.scenario, strategy)
        if strategy not in self._budgeted:
            share = self.scenario.table.budget.share_of_wages
            case = budgeted(self.scenario, self.setting, [strategy], share)[0].case
            self._budgeted[strategy] = levers.rounded(case)
        return self._budgeted[strategy]

    def _moved_levers(self, case: Case) -> Iterator[tuple[tuple[str, str], float]]:
        """Levers of a case that are not where the budget puts them."""
        start = {lever.key: lever.value for lever in levers.levers_of(self._as_budgeted(case.strategy))}
        return ((one.key, one.value) for one in levers.levers_of(case) if one.value != start[one.key])

    def _brought_about(self, wanted: SideSettings, week: int, standing: Sequence[Side]) -> Side:
        """A side as settings want it, in a week; one that stands already goes on from where it is."""
        case = self._as_budgeted(wanted.strategy)
        for (programme, lever), value in wanted.levers:
            case = levers.moved(case, programme, lever, value)
        for side in standing:
            if side.case == case and side.model.week == week:
                return side
        return self._at_work(case, week)

    def _at_work(self, case: Case, weeks: int = 0) -> Side:
        """Model of a strategy, run for some weeks."""
        model = InternalMarketingModel(self.scenario, case, rng=self.seed)
        side = Side.begun(case, model, recorded_along(model))
        for _ in range(weeks):
            model.step()
        return side

    def _restart(self, cases: Sequence[Case]) -> None:
        """Run all sides to the current week again."""
        weeks = self.week
        self.sides = tuple(self._at_work(case, weeks) for case in cases)
