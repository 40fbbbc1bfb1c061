"""What a right scenario describes, in lines."""

from __future__ import annotations

from imsim.scenarios.counts import count
from imsim.scenarios.scenario import Scenario
from imsim.scenarios.unsaid import unsaid
from imsim.studies.study_table import study_in


def summary(scenario: Scenario, source: str) -> list[str]:
    """What a scenario describes, in a line; then what its programmes switch on besides what it names.

    Args:
        scenario: as it was loaded.
        source: its file or name, as it was asked for.

    Raises:
        InputError: its organisation, market or study cannot be made.
    """
    setting, planned = scenario.setting(), study_in(scenario) if scenario.table.study is not None else None
    organisation = setting.organisation
    study = f"; study: {planned.kind}, {count(planned.runs, 'run')}" if planned else ""
    right = (
        f"{source}: all right: {count(organisation.posts, 'post')} in "
        f"{count(len(organisation.departments), 'department')}, {count(setting.market.rows, 'customer')} simulated, "
        f"{count(len(scenario.table.strategies), 'strategy', 'strategies')}{study}"
    )
    return [right, *unsaid(scenario, source)]
