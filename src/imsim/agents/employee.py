"""Employees: the people at the desks, each a window on the engine's columns.

The columns stay the truth. An `Employee` is the n-th person hired for one desk; it reads and writes that desk's numbers
for as long as the person holds it, and knows by itself when that is over.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, Self, overload

import mesa
import numpy as np
from mesa.agent import AgentSet

from imsim.company.ensemble import Ensemble
from imsim.company.organisation import Organisation
from imsim.engine.model import Model
from imsim.mechanisms import communication, motivation
from imsim.mechanisms.attitude import reward_driver
from imsim.scenarios.model import MODEL


class Number:
    """A person's number, read from the engine's column of the same name and written through to it.

    Args:
        high: upper bound; the lower one is always 0.
        settable: False for what the engine works out anew each week from states and traits.
    """

    def __init__(self, high: float = 1.0, *, settable: bool = True) -> None:
        self.high, self.settable = high, settable

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, person: None, owner: type) -> Self: ...
    @overload
    def __get__(self, person: Employee, owner: type) -> float: ...
    def __get__(self, person: Employee | None, owner: type) -> Self | float:
        if person is None:
            return self
        return float(getattr(person.ensemble.employees, self.name)[0, 0, person.post])

    def __set__(self, person: Employee, value: float) -> None:
        column = getattr(person.ensemble.employees, self.name)
        if not self.settable:
            raise AttributeError(
                f"{self.name} cannot be set: it follows from the person's states and traits every week"
            )
        if not (0 <= value <= self.high and math.isfinite(value)):
            allowed = "a finite number of 0 or more" if math.isinf(self.high) else f"between 0 and {self.high:g}"
            raise ValueError(f"{self.name} = {value}: must be {allowed}")
        column[0, 0, person.post] = value


def numbers_of(model: Model) -> dict[str, Number]:
    """A number for each state, trait and result that the mechanisms of a model declare of employees."""
    return {
        one.name: Number(1.0 if one.about.unit in ("0-1", "0 or 1") else math.inf, settable=one.about.kind != "result")
        for one in model.names.values()
        if one.entity == "Employee" and one.about.kind in ("state", "trait", "result") and one.dtype == "f8"
    }


class Contribution(NamedTuple):
    """What one driver contributes to where a person's motivation is heading: weight times value."""

    driver: str
    weight: float
    value: float
    contribution: float


class Employee(mesa.Agent):  # type: ignore[misc]
    """The person who holds a desk, from being hired to leaving; the next one to hold it is another employee.

    Attitudes, knowledge and performance are 0-1, `tenure_weeks` weeks, `exposure` and `message_adstock` messages. Once
    the person has left, where the desk stands can still be read, the person's numbers cannot.

    Args:
        model: the model, which makes its employees itself.
        post: number of a desk that somebody holds.
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
        """Whether the person still holds the desk."""
        staff = self.model.ensemble.employees
        return bool(staff.occupied[0, 0, self._post]) and int(staff.hires[0, 0, self._post]) == self._hire

    @property
    def ensemble(self) -> Ensemble:
        """The company, open to those who work there.

        Raises:
            LookupError: the person has left.
        """
        if not self.present:
            raise LookupError(f"employee {self.unique_id} ({self.label}) has left the firm")
        ensemble: Ensemble = self.model.ensemble
        return ensemble

    def remove(self) -> None:
        """Leave: the desk is vacant from now on; somebody dismissed this way counts in no outcome as an exit."""
        if self.present:
            self.ensemble.employees.occupied[0, 0, self._post] = False
        super().remove()

    # Where the desk stands

    @property
    def post(self) -> int:
        """Number of the desk."""
        return self._post

    @property
    def department(self) -> str:
        """Name of the department."""
        organisation = self._organisation
        return organisation.names[int(organisation.department_of[self._post])]

    @property
    def level(self) -> int:
        """Layers between the top of the firm and this desk."""
        return int(self._organisation.layers[self._post])

    @property
    def label(self) -> str:
        """Name of the desk: as imported, or the department and a number within it."""
        organisation = self._organisation
        if organisation.labels:
            return organisation.labels[self._post]
        first = organisation.starts[organisation.department_of[self._post]]
        return f"{self.department} {self._post - first + 1}"

    # Whom the person has to do with

    @property
    def supervisor(self) -> Employee | None:
        """The supervisor; None at the top and while that desk is vacant."""
        boss = int(self.ensemble.organisation.supervisor[self._post])
        person: Employee | None = self.model.employee_at(boss) if boss >= 0 else None
        return person

    @property
    def contacts(self) -> Any:
        """AgentSet of those the person talks to who are present, through ties opened this week as well."""
        organisation, row = self.ensemble.organisation, [self._post]
        known = [organisation.contacts[row].indices]
        for name, activity in self.ensemble.effects.ties.items():
            there, taking_part = organisation.dormant[name][row].indices, activity[0, 0] > 0
            known.append(there[taking_part[there] & taking_part[self._post]])
        people = (self.model.employee_at(post) for post in np.unique(np.concatenate(known)).tolist())
        return AgentSet((person for person in people if person is not None), random=self.model.random)

    # Why the person is motivated

    def explain(self) -> list[Contribution]:
        """Motivation is heading for a weighted mean of six drivers (E11); this is what each of them adds to it.

        The contributions sum to the target: where motivation goes from here as things stand at the end of the week.
        """
        # Equations work on columns, too, which their types do not say.
        employees: Any = self.ensemble.employees
        p: Any = self.ensemble.parameters
        attended = communication.attention(employees.message_adstock, p.wearout_peak)
        values = {
            "own": employees.own_motivation,
            "message": motivation.message_driver(attended, employees.management_trust, p),
            "reward": reward_driver(employees.reward_valence, p.reward_floor_motivation),
            "satisfaction": employees.job_satisfaction,
            "leader": employees.leader_motivation,
            "peers": employees.peers_motivation,
        }
        weights = {name: self._mine(getattr(p, f"motivation_{name}")) for name in values if name != "own"}
        weights["own"] = 1 - sum(weights.values())
        mine = {name: self._mine(value) for name, value in values.items()}
        return [Contribution(name, weights[name], value, weights[name] * value) for name, value in mine.items()]

    @property
    def _organisation(self) -> Organisation:
        organisation: Organisation = self.model.ensemble.organisation
        return organisation

    def _mine(self, values: Any) -> float:
        """This person's number out of what broadcasts to (1, 1, posts)."""
        return float(np.broadcast_to(values, self.ensemble.employees.shape)[0, 0, self._post])


@cache
def employee_class(model: Model) -> type[Employee]:
    """The class of the employees of a model: with a number for each state of mechanisms that were added, too."""
    added = {name: number for name, number in numbers_of(model).items() if not hasattr(Employee, name)}
    return type("Employee", (Employee,), {"__doc__": Employee.__doc__, **added}) if added else Employee
