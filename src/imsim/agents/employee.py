"""Employees as Mesa agents, each a view of the engine's columns.

The columns stay the truth. An `Employee` is the n-th hired for one post; it reads and writes that post's numbers
for as long as the employee holds it, and knows by itself when that is over.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, Self, overload

import mesa
import numpy as np
from mesa.agent import AgentSet

from imsim.agents.reasons import Drivers, drivers_of_leaving, drivers_of_motivation
from imsim.company.ensemble import Ensemble
from imsim.company.organisation import Organisation
from imsim.engine.errors import InputError
from imsim.engine.model import Model
from imsim.scenarios.model import MODEL


class Number:
    """A state of an employee, read from the engine's column under its name and written through to it.

    Args:
        high, low: bounds.
        settable: False for what the engine works out anew each week from states and traits.
    """

    def __init__(self, high: float = 1.0, *, low: float = 0.0, settable: bool = True) -> None:
        self.low, self.high, self.settable = low, high, settable

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, employee: None, owner: type) -> Self: ...
    @overload
    def __get__(self, employee: Employee, owner: type) -> float: ...
    def __get__(self, employee: Employee | None, owner: type) -> Self | float:
        if employee is None:
            return self
        return float(getattr(employee.ensemble.employees, self.name)[0, 0, employee.post])

    def __set__(self, employee: Employee, value: float) -> None:
        column = getattr(employee.ensemble.employees, self.name)
        if not self.settable:
            raise AttributeError(
                f"{self.name} cannot be set: it follows from the employee's states and traits every week"
            )
        if not (self.low <= value <= self.high and math.isfinite(value)):
            bounded = f"between {self.low:g} and {self.high:g}"
            allowed = "a finite number of 0 or more" if math.isinf(self.high) else bounded
            raise ValueError(f"{self.name} = {value}: must be {allowed}")
        column[0, 0, employee.post] = value


def numbers_of(model: Model) -> dict[str, Number]:
    """A number for each state, trait and result that the mechanisms of a model declare of employees."""
    highs = dict.fromkeys(("0-1", "0 or 1", "-1 to 1"), 1.0)
    return {
        one.name: Number(
            highs.get(one.about.unit, math.inf),
            low=-1.0 if one.about.unit == "-1 to 1" else 0.0,
            settable=one.about.kind != "result",
        )
        for one in model.names.values()
        if one.entity == "Employee" and one.about.kind in ("state", "trait", "result") and one.dtype == "f8"
    }


class Contribution(NamedTuple):
    """Contribution of one driver to where an employee is going: weight times value."""

    driver: str
    weight: float
    value: float
    contribution: float


class Employee(mesa.Agent):  # type: ignore[misc]
    """An employee, from being hired for a post to leaving it; the next one in the post is another employee.

    Attitudes, knowledge and performance are 0-1, what rewards move -1 to 1, `tenure_weeks` weeks, `exposure` and
    `message_adstock` messages. Once the employee has left, the place of the post can still be read, states of the
    employee cannot.

    Args:
        model: the model, which makes its employees itself.
        post: number of an occupied post.
    """

    # Every state, trait and result that a mechanism declares of employees is a number of theirs.
    locals().update(numbers_of(MODEL))
    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...

    def __init__(self, model: Any, post: int) -> None:
        self._post = post
        self._hire = int(model.ensemble.employees.hires[0, 0, post])
        super().__init__(model)

    def __repr__(self) -> str:
        return f"<Employee {self.unique_id}: {self.label}{'' if self.present else ', gone'}>"

    @property
    def present(self) -> bool:
        """Whether the employee still holds the post."""
        staff = self.model.ensemble.employees
        return bool(staff.occupied[0, 0, self._post]) and int(staff.hires[0, 0, self._post]) == self._hire

    @property
    def ensemble(self) -> Ensemble:
        """The ensemble of the company, while the employee works for it.

        Raises:
            LookupError: the employee has left.
        """
        if not self.present:
            raise LookupError(f"employee {self.unique_id} ({self.label}) has left the firm")
        ensemble: Ensemble = self.model.ensemble
        return ensemble

    def remove(self) -> None:
        """Dismiss the employee: the post is vacant from now on, and no outcome counts an exit."""
        if self.present:
            self.ensemble.employees.occupied[0, 0, self._post] = False
        super().remove()

    # Place of the post

    @property
    def post(self) -> int:
        """Number of the post."""
        return self._post

    @property
    def department(self) -> str:
        """Name of the department."""
        organisation = self._organisation
        return organisation.names[int(organisation.department_of[self._post])]

    @property
    def level(self) -> int:
        """Layers between the top of the firm and this post."""
        return int(self._organisation.layers[self._post])

    @property
    def label(self) -> str:
        """Name of the post: as imported, or the department and a number within it."""
        organisation = self._organisation
        if organisation.labels:
            return organisation.labels[self._post]
        first = organisation.starts[organisation.department_of[self._post]]
        return f"{self.department} {self._post - first + 1}"

    @property
    def cell(self) -> Any:
        """The post in the network that `model.grid` is, where Mesa's components draw the employee."""
        return self.model.grid[self._post]

    # Relations

    @property
    def supervisor(self) -> Employee | None:
        """The supervisor; None at the top and while the supervisor's post is vacant."""
        boss = int(self.ensemble.organisation.supervisor[self._post])
        employee: Employee | None = self.model.employee_at(boss) if boss >= 0 else None
        return employee

    @property
    def contacts(self) -> Any:
        """AgentSet of the contacts who are present, through ties opened this week as well."""
        organisation, row = self.ensemble.organisation, [self._post]
        known = [organisation.contacts[row].indices]
        for name, activity in self.ensemble.effects.ties.items():
            there, taking_part = organisation.dormant[name][row].indices, activity[0, 0] > 0
            known.append(there[taking_part[there] & taking_part[self._post]])
        employees = (self.model.employee_at(post) for post in np.unique(np.concatenate(known)).tolist())
        return AgentSet((employee for employee in employees if employee is not None), random=self.model.random)

    # Reasons

    def explain(self) -> list[Contribution]:
        """Contributions of the drivers to where motivation is going, their weighted mean (E11).

        The contributions sum to the target: where motivation goes from here as things stand at the end of the week,
        with the effort that rewards buy.
        """
        return self._contributions(drivers_of_motivation(self.ensemble))

    def explain_leaving(self) -> list[Contribution]:
        """Contributions of the drivers to the log-odds of taking an offer from elsewhere (E24).

        Each counts from where it is neutral, so those above zero pull the employee out of the firm and those below hold
        the employee there; `usual` is what a contented person in this labour market would do.
        """
        return self._contributions(drivers_of_leaving(self.ensemble))

    def _contributions(self, drivers: Drivers) -> list[Contribution]:
        mine = {name: (self._mine(weight), self._mine(value)) for name, (weight, value) in drivers.items()}
        return [Contribution(name, weight, value, weight * value) for name, (weight, value) in mine.items()]

    @property
    def _organisation(self) -> Organisation:
        organisation: Organisation = self.model.ensemble.organisation
        return organisation

    def _mine(self, values: Any) -> float:
        """This employee's value in an array that broadcasts to (1, 1, posts)."""
        return float(np.broadcast_to(values, self.ensemble.employees.shape)[0, 0, self._post])


@cache
def people_of(model: Model, base: type[Employee] | None = None) -> type[Employee]:
    """The class of the employees of a model: with a number for each state of mechanisms that were added, too.

    Args:
        model: mechanisms at work.
        base: a class of one's own; `Employee` by default.

    Raises:
        InputError: that is no `Employee`.
    """
    base = base or Employee
    if not (isinstance(base, type) and issubclass(base, Employee)):
        raise InputError(f"employee_class = {base!r}: should be a subclass of imsim.Employee")
    added = {name: number for name, number in numbers_of(model).items() if not hasattr(base, name)}
    return type(base.__name__, (base,), {"__doc__": base.__doc__, **added}) if added else base
