"""What a model collects each week: outcomes of the firm, and what is asked of its employees."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import mesa
from mesa.agent import AgentSet

from imsim.engine.errors import InputError, listed, nearest

Asked = Sequence[str | Callable[..., Any]] | Mapping[str, str | Callable[..., Any]]


def measured(outcome: str, model: Any) -> float:
    """An outcome in the week that has just passed; a `partial` of it can be pickled with a model, a lambda cannot."""
    found: float = model.outcome(outcome)
    return found


@dataclass(frozen=True)
class Reported:
    """Reports an attribute of an employee, or what a function makes of the employee; of people their numbers.

    Mesa copies deeply whatever is collected: with a person it would copy the whole firm.
    """

    asked: str | Callable[..., Any]

    def __call__(self, employee: Any) -> Any:
        """The value as it is kept."""
        value = getattr(employee, self.asked) if isinstance(self.asked, str) else self.asked(employee)
        if isinstance(value, mesa.Agent):
            return value.unique_id
        return [one.unique_id for one in value] if isinstance(value, AgentSet) else value


def reporters_of(asked: Asked, employees: type) -> dict[str, Reported]:
    """Reporters by name.

    Args:
        asked: attributes and functions, or these by name.
        employees: class of the employees.

    Raises:
        InputError: employees have no such attribute.
    """
    if isinstance(asked, str):
        raise InputError(f"agent_reporters = {asked!r}: should be a list; did you mean [{asked!r}]?")
    named = asked if isinstance(asked, Mapping) else {getattr(one, "__name__", str(one)): one for one in asked}
    missing = [one for one in named.values() if isinstance(one, str) and not hasattr(employees, one)]
    if missing:
        raise InputError(f"agent_reporters: employees have no {listed(missing)}{nearest(missing[0], dir(employees))}")
    return {name: Reported(one) for name, one in named.items()}
