"""Strain: pressure of work without relief wears people out, which dampens what they feel and makes them leave."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from imsim.engine.batches import Batch
from imsim.engine.fields import Column, Record, Rows, interim, parameter, reads, state
from imsim.engine.mechanism import Mechanism
from imsim.engine.rules import step, update


class P(NamedTuple):
    """Behavioural numbers."""

    strain_speed: float = parameter(0.06, 0.02, 0.2, "1/week", "assumed", "-", "speed of strain", symbol="g_X")
    strain_reference: float = parameter(
        0.38, 0.2, 0.5, "0-1", "fix", "scale_anchor", "strain at the reference point", symbol="X_ref"
    )
    strain_pressure: float = parameter(
        0.5, 0, 1, "1/ratio", "assumed", "-", "rise of strain with the pressure of work", symbol="k_X"
    )
    strain_satisfaction: float = parameter(
        0.3, 0, 0.6, "-", "assumed", "-", "relief from strain by job satisfaction", symbol="k_R"
    )
    exit_strain: float = parameter(
        1, 0, 3, "log-odds", "assumed", "-", "rise of the wish to leave with strain", symbol="b_X"
    )
    load_reference: float = reads()
    staff_satisfaction_reference: float = reads()


class Employee(NamedTuple):
    """What decides how worn out a person is."""

    strain: float = state(
        "X", "0-1", "how worn out the person is", neutral="strain_reference", newcomer="strain_reference"
    )
    job_satisfaction: float = reads()
    pressure_felt: float = interim("ratio", "pressure of work in the department", newcomer="load_reference")


class Employees(NamedTuple):
    """Where people work."""

    department: Rows = reads()


class Scratch(NamedTuple):
    """What a batch feels."""

    pressure_felt: Column = reads()


class Department(Record):
    """How hard the work presses."""

    pressure: float = reads()


@step("feel", after="incentive_motivation")
def feel_pressure(employees: Employees, departments: Sequence[Department], scratch: Scratch, batch: Batch) -> None:
    """People feel how hard the work pressed on their department last week (E27)."""
    for post in range(batch.first, batch.end):
        scratch.pressure_felt[post - batch.first] = departments[employees.department[post]].pressure


@update("feel", after="feel_pressure")
def strain(employee: Employee, p: P) -> float:
    """E27. Pressure beyond the usual wears people out, satisfaction with the job relieves them.

    Source: bakker_demerouti_2007; sizes assumed.

    Example:
        >>> pressed = Employee(strain=.38, job_satisfaction=.62, pressure_felt=1.3)
        >>> p = P(load_reference=.9, staff_satisfaction_reference=.62)
        >>> round(float(strain(pressed, p)), 4)
        0.392
    """
    demands = p.strain_pressure * (employee.pressure_felt - p.load_reference)
    relief = p.strain_satisfaction * (employee.job_satisfaction - p.staff_satisfaction_reference)
    target = np.minimum(np.maximum(p.strain_reference + demands - relief, 0), 1)
    return employee.strain + p.strain_speed * (target - employee.strain)


@update("feel", "exit_pull", add=True, after="strain")
def pull_of_strain(employee: Employee, p: P) -> float:
    """E24, E27. The worn out want to leave.

    Source: bakker_demerouti_2007; size assumed.

    Example:
        >>> round(pull_of_strain(Employee(strain=.58), P(strain_reference=.38, exit_strain=1.0)), 6)
        0.2
    """
    return p.exit_strain * (employee.strain - p.strain_reference)


MECHANISM = Mechanism.here(globals(), rows=())
