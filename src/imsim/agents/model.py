"""The Mesa model: one run of the engine, with its employees as Mesa agents.

Sweeps and studies do not come this way: importing Mesa takes a second, and Mesa 3.3.1 sets the start method of
`multiprocessing` to "spawn" for the whole process when it is imported.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from numbers import Integral
from typing import Any, cast

import mesa
import numpy as np

from imsim.agents.employee import Employee, people_of
from imsim.agents.reporters import measured, reporters_of
from imsim.agents.rooms import Posts
from imsim.agents.strategy import case_of, chosen
from imsim.company.ensemble import Ensemble
from imsim.engine.errors import InputError
from imsim.engine.mechanism import Mechanism
from imsim.outcomes import OUTCOMES
from imsim.scenarios.model import using
from imsim.scenarios.scenario import Scenario, load
from imsim.scenarios.simulation import Case, Simulation
from imsim.scenarios.timeline import ratio

__all__ = ["DEFAULT_SEED", "InternalMarketingModel", "case_of", "whole_number"]

DEFAULT_SEED = 1


def whole_number(name: str, value: Any) -> int:
    """A whole number of 0 or more as Python's own integer, which random numbers need as a key.

    Example:
        >>> whole_number("rng", np.int64(42)), whole_number("rng", "7")
        (42, 7)
    """
    try:
        number = int(value)
        # A float has not the digits of a large seed.
        if number >= 0 and (isinstance(value, Integral) or number == float(value)):
            return number
    except (TypeError, ValueError, OverflowError):
        pass
    raise InputError(f"{name} = {value}: must be a whole number of 0 or more")


def root_seed(rng: Any, seed: Any) -> int:
    """The root of all random numbers, as Mesa means it: a fresh one where none is given.

    Args:
        rng: a whole number, or a generator of NumPy that gives one.
        seed: the same under its other name.
    """
    if rng is not None and seed is not None:
        raise InputError("rng, seed: give one of them, not both")
    given = seed if rng is None else rng
    if given is None:
        given = np.random.default_rng()
    if isinstance(given, np.random.Generator):
        return int(given.integers(2**63))
    return whole_number("seed" if rng is None else "rng", given)


class InternalMarketingModel(mesa.Model):  # type: ignore[misc]
    """One company, one strategy, one replicate, a week a step, with its employees as agents.

    The engine does the work; its numbers are identical to the last bit to those of the same replicate in
    `imsim.compare`, and to those of the same point in `imsim.sweep`. Agents are made when
    somebody first asks for `agents`; from then on who leaves is removed, and who is hired becomes a new one. They are
    numbered in the order in which they appeared.

    Args:
        name: a built-in scenario, the path of a scenario file, or a scenario that was loaded before.
        strategy: name of one of its strategies, scaled to the budget; or a case of one's own, which is left as it is.
        replicate: number of the replicate.
        rng: root of all random numbers, as in Mesa: without one each model has fresh luck, kept as `root_seed`.
        overrides: dotted keys and their values, laid over the scenario when it is loaded.
        seed: another name for `rng`.
        budget: yearly share of the wage bill, usually the scenario's; 0: the strategy as written.
        agent_reporters: what is collected of every employee each week, besides all outcomes of the firm: names of
            attributes, or name -> attribute or function. Of people their `unique_id` is kept.
        mechanisms: of one's own that take part.
        employee_class: a subclass of `Employee` to be used instead.
        kwargs: parameters, and levers as `lever`, `programme_lever` or `programme.lever`; set after the budget. (Mesa's
            `SolaraViz` has sliders for what it does not find in the signature under this name alone.)

    Raises:
        InputError: the scenario or an argument is wrong.

    Example:
        >>> model = InternalMarketingModel(overrides=["market.rows=300", "time.burn_in=0"], budget=0, rng=1)
        >>> model.step()
        >>> model.datacollector.get_model_vars_dataframe()["performance"].round(1).tolist()
        [0.6]
    """

    # Mesa 3.5 hands a scenario of its own kind to every model that is reset on a page and has one: this has none.
    scenario = None

    def __init__(  # noqa: PLR0913 - Mesa's sliders and batch_run ask the signature
        self,
        name: str | Scenario = "service_firm",
        strategy: str | Case = "full_plan",
        replicate: int = 0,
        rng: Any = None,
        overrides: Sequence[str] | Mapping[str, object] = (),
        *,
        seed: Any = None,
        budget: float | None = None,
        agent_reporters: Sequence[str | Callable[..., Any]] | Mapping[str, str | Callable[..., Any]] = (),
        mechanisms: Sequence[Mechanism] = (),
        employee_class: type[Employee] | None = None,
        **kwargs: float,
    ) -> None:
        self.root_seed = root_seed(rng, seed)
        replicate = whole_number("replicate", replicate)
        super().__init__(rng=self.root_seed)
        self.scenario = None
        with using(mechanisms):
            scenario = name if isinstance(name, Scenario) else load(name, overrides)
            if budget is not None:
                scenario = scenario.changed({"budget.share_of_wages": float(budget)})
            # Not called `scenario`, which is Mesa's word for something else.
            self.checked_scenario = scenario
            setting, case = chosen(scenario, strategy, replicate, kwargs)
        self.employee_class = people_of(setting.model, cast(Any, employee_class))
        self.simulation = Simulation(setting, [case], [replicate], self.root_seed)
        self.datacollector = mesa.DataCollector(
            model_reporters={outcome: partial(measured, outcome) for outcome in OUTCOMES},
            agent_reporters=reporters_of(agent_reporters, self.employee_class),
        )
        # Called after every step: whoever records the run. A copy of the model is another run: nobody watches it.
        self.watchers: list[Callable[[], None]] = []
        self._numbered = 0
        self._looked_at = False
        self._posts: Posts | None = None
        self._employees: list[Employee | None] = [None] * setting.organisation.posts
        self._seated = np.zeros(setting.organisation.posts, dtype=np.int64)

    @property
    def grid(self) -> Posts:
        """Posts as a network of contacts, for Mesa's drawing components: each employee is at one."""
        if self._posts is None:
            self._posts = Posts(self)
        return self._posts

    def step(self) -> None:
        """One week passes; `running` ends with the scenario's timeline."""
        self.simulation.step()
        if self._looked_at:
            self._meet()
        self.datacollector.collect(self)
        for watch in self.watchers:
            watch()
        self.running = self.week < self.simulation.setting.timeline.weeks

    def __getstate__(self) -> dict[str, Any]:
        """What a copy of the model is made of: all but those who watch this one."""
        state: dict[str, Any] = super().__getstate__()
        return state | {"watchers": []}

    @property
    def ensemble(self) -> Ensemble:
        """The engine's state, a block of one run."""
        return self.simulation.ensemble

    @property
    def week(self) -> int:
        """The week that comes next."""
        return self.simulation.week

    def outcome(self, name: str) -> float:
        """An outcome of the firm in the week that has just passed."""
        value = OUTCOMES[name].measure(self.ensemble)
        parts = value if isinstance(value, tuple) else (value,)
        numbers = [np.broadcast_to(part, (1, 1, 1)).astype(np.float64) for part in parts]
        return (numbers[0] if len(numbers) == 1 else ratio(*numbers)).item()

    # People

    @property
    def agents(self) -> Any:
        """Everybody who is present, as Mesa's AgentSet."""
        self._meet()
        return super().agents

    @property
    def agent_types(self) -> list[type]:
        """The kinds of agents there are."""
        self._meet()
        types: list[type] = super().agent_types
        return types

    @property
    def agents_by_type(self) -> dict[type, Any]:
        """Everybody who is present, by kind of agent."""
        self._meet()
        by_type: dict[type, Any] = super().agents_by_type
        return by_type

    def employee_at(self, post: int) -> Employee | None:
        """The employee who holds a post; None while it is vacant."""
        self._meet()
        return self._employees[post]

    def _meet(self) -> None:
        """Bring agents up to date with the posts: leavers lose their agent, newcomers get a new one."""
        staff = self.ensemble.employees
        seated = np.where(staff.occupied[0, 0], staff.hires[0, 0], 0)
        changed = np.flatnonzero(seated != self._seated)
        # Noted before agents change, for Mesa may tell subscribers who look at `agents` again.
        self._looked_at, self._seated = True, seated
        for post in changed.tolist():
            if (gone := self._employees[post]) is not None:
                gone.remove()
            self._employees[post] = self.employee_class(self, post) if seated[post] else None

    def register_agent(self, agent: mesa.Agent) -> None:
        """Number an agent; Mesa 3.3 would count in a class-wide dictionary that keeps every model for ever."""
        counters: dict[mesa.Model, Any] | None = getattr(mesa.Agent, "_ids", None)
        if counters is not None:
            counters.pop(self, None)
            self._numbered += 1
            agent.unique_id = self._numbered
        super().register_agent(agent)
