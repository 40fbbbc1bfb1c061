"""What goes on in the departments of a company week by week, and its employees at the end.

Studies record what a run is judged by, not this: the replicates are run once more for it, with the numbers they have in
the study.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from imsim.company.ensemble import Ensemble
from imsim.company.organisation import Organisation
from imsim.scenarios.simulation import Case, Setting, Simulation

if TYPE_CHECKING:
    import pandas as pd

STATES = (
    "knowledge", "motivation", "job_satisfaction", "affective_commitment", "management_trust", "belonging",
    "performance",
)  # fmt: skip

Values = NDArray[np.float64]


@dataclass(frozen=True)
class DepartmentView:
    """Departments week by week, and employees at the end.

    Args:
        organisation: of the first replicate.
        departments: a row for each strategy, replicate, week and department: heads, vacancies (share of posts), means
            of the states of those present (NaN where nobody is), internal service received; all 0-1.
        employees: a row for each strategy and post, at the end of the first replicate.
    """

    organisation: Organisation
    departments: pd.DataFrame
    employees: pd.DataFrame

    @property
    def weeks(self) -> pd.DataFrame:
        """By strategy, replicate, week and department; `weeks.to_xarray()` where xarray is installed."""
        return self.departments.set_index(["strategy", "replicate", "week", "department"])


def department_view(setting: Setting, cases: Sequence[Case], replicates: Sequence[int], seed: int) -> DepartmentView:
    """Run cases to the end of their timeline and record the departments each week.

    Args:
        setting: of the runs.
        cases: one a strategy.
        replicates: their numbers.
        seed: root of all random numbers.
    """
    import pandas as pd

    simulation = Simulation(setting, cases, replicates, seed)
    company, weeks = simulation.ensemble, []
    for _ in range(setting.timeline.weeks):
        simulation.step()
        weeks.append(department_means(company))
    names = setting.organisation.names
    shape = (len(weeks), *company.shape, len(names))
    week, case, replicate, department = (index.ravel() for index in np.indices(shape))
    columns: dict[str, NDArray[np.generic]] = {
        "strategy": np.array([case.strategy for case in cases])[case],
        "replicate": np.array(replicates)[replicate],
        "week": week,
        "department": np.array(names)[department],
        "heads": setting.organisation.heads[department],
    }
    columns |= {name: np.stack([one[name] for one in weeks]).ravel() for name in weeks[0]}
    employees = [
        employee_states(company, number).assign(strategy=one.strategy) for number, one in enumerate(simulation.cases)
    ]
    return DepartmentView(setting.organisation, pd.DataFrame(columns), pd.concat(employees, ignore_index=True))


def department_means(company: Ensemble) -> dict[str, Values]:
    """Departments now: share of posts vacant, mean states of employees present, internal service received.

    Returns:
        name -> (cases, replicates, departments); NaN where nobody is present.
    """
    staff, heads = company.employees, company.organisation.heads
    present = company.department_sums(staff.occupied)
    result: dict[str, Values] = {"vacancies": 1 - present / heads}
    for name in STATES:
        total = company.department_sums(getattr(staff, name) * staff.occupied)
        result[name] = np.divide(total, present, out=np.full(present.shape, np.nan), where=present > 0)
    result["service_in"] = company.departments.service_in.copy()
    return result


def employee_states(company: Ensemble, case: int = 0) -> pd.DataFrame:
    """The posts of a case now, in its first replicate: a row each, in order, states NaN where vacant."""
    import pandas as pd

    organisation, staff = company.organisation, company.employees
    occupied = staff.occupied[case, 0]
    columns = {name: np.where(occupied, getattr(staff, name)[case, 0], np.nan) for name in STATES}
    place = {
        "post": np.arange(organisation.posts),
        "department": np.array(organisation.names)[organisation.department_of],
        "occupied": occupied.copy(),
    }
    return pd.DataFrame(place | columns)
