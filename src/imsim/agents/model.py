"""The Mesa model: one run of the engine, with its employees as Mesa agents.

Sweeps and studies do not come this way: importing Mesa takes a second, and Mesa 3.3.1 sets the start method of
`multiprocessing` to "spawn" for the whole process when it is imported.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any, TypedDict, Unpack

import mesa
import numpy as np

from imsim.agents.employee import Employee, employee_class
from imsim.company.ensemble import Ensemble
from imsim.engine.errors import InputError, listed, nearest
from imsim.engine.mechanism import Mechanism
from imsim.outcomes import OUTCOMES
from imsim.scenarios.model import using
from imsim.scenarios.scenario import Scenario, load
from imsim.scenarios.simulation import Case, Simulation
from imsim.scenarios.timeline import ratio

DEFAULT_SEED = 1


def case_of(scenario: Scenario, strategy: str) -> Case:
    """A strategy as the case to be run: its programmes at the levels the scenario gives."""
    if strategy not in scenario.strategies:
        known = list(scenario.strategies)
        raise InputError(f'{scenario.name}: no strategy "{strategy}"{nearest(strategy, known)} ({listed(known, 20)})')
    return scenario.strategies[strategy]


def whole_number(name: str, value: Any) -> int:
    """A whole number of 0 or more as Python's own integer, which random numbers need as a key.

    Example:
        >>> whole_number("rng", np.int64(42)), whole_number("rng", "7")
        (42, 7)
    """
    try:
        number = int(value)
        if number >= 0 and number == float(value):
            return number
    except (TypeError, ValueError, OverflowError):
        pass
    raise InputError(f"{name} = {value}: must be a whole number of 0 or more")


class Further(TypedDict, total=False):
    """What a model can be asked besides."""

    agent_reporters: Sequence[str]
    mechanisms: Sequence[Mechanism]


class InternalMarketingModel(mesa.Model):  # type: ignore[misc]
    """One company, one strategy, one replicate, a week a step, with its employees as agents.

    The engine does the work; its numbers are identical to the last bit to a run without Mesa. Agents are made when
    somebody first asks for `agents`; from then on who leaves is removed, and who is hired becomes a new one. They are
    numbered in the order in which they appeared.

    Args:
        name: a built-in scenario, the path of a scenario file, or a scenario that was loaded before.
        strategy: name of one of its strategies, or a case of one's own.
        replicate: number of the replicate.
        rng: root seed of all chance.
        overrides: `dotted.key=value` texts laid over the scenario when it is loaded.
        more: agent_reporters, attributes of every employee to collect each week, besides all outcomes of the firm;
            mechanisms of one's own that take part.

    Raises:
        InputError: the scenario or an argument is wrong.

    Example:
        >>> model = InternalMarketingModel(overrides=["market.rows=300", "time.burn_in=0"])
        >>> model.step()
        >>> model.datacollector.get_model_vars_dataframe()["performance"].round(1).tolist()
        [0.6]
    """

    def __init__(
        self,
        name: str | Scenario = "service_firm",
        strategy: str | Case = "full_plan",
        replicate: int = 0,
        rng: int | None = None,
        overrides: Sequence[str] = (),
        **more: Unpack[Further],
    ) -> None:
        seed = whole_number("rng", DEFAULT_SEED if rng is None else rng)
        replicate = whole_number("replicate", replicate)
        super().__init__(rng=seed)
        with using(more.get("mechanisms", ())):
            # Not called `scenario`: Mesa 3.5 keeps something of its own under that name.
            self.checked_scenario = name if isinstance(name, Scenario) else load(name, overrides)
            case = strategy if isinstance(strategy, Case) else case_of(self.checked_scenario, strategy)
            setting = self.checked_scenario.setting(replicate)
        self.employee_class = employee_class(setting.model)
        agent_reporters = more.get("agent_reporters", ())
        if unknown := [attribute for attribute in agent_reporters if not hasattr(self.employee_class, attribute)]:
            raise InputError(f"agent_reporters: employees have no {listed(unknown)}")
        self.simulation = Simulation(setting, [case], [replicate], seed)
        self.datacollector = mesa.DataCollector(
            model_reporters={outcome: lambda model, outcome=outcome: model.outcome(outcome) for outcome in OUTCOMES},
            agent_reporters={attribute: attribute for attribute in agent_reporters},
        )
        # Called after every step: whoever records the run.
        self.watchers: list[Callable[[], None]] = []
        self._numbers = itertools.count(1)
        self._looked_at = False
        self._employees: list[Employee | None] = [None] * setting.organisation.posts
        self._seated = np.zeros(setting.organisation.posts, dtype=np.int64)

    def step(self) -> None:
        """One week passes; `running` ends with the scenario's timeline."""
        self.simulation.step()
        if self._looked_at:
            self._meet()
        self.datacollector.collect(self)
        for watch in self.watchers:
            watch()
        self.running = self.week < self.simulation.setting.timeline.weeks

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
            agent.unique_id = next(self._numbers)
        super().register_agent(agent)
