"""What a programme of a scenario file switches on besides the levers that are named there."""

from __future__ import annotations

from collections.abc import Iterator

from imsim.programmes import Programme
from imsim.scenarios.scenario import Scenario


def unsaid(scenario: Scenario, origin: str) -> Iterator[str]:
    """A line for each programme that stands in a file with some of its levers, while others are above 0 by default.

    Args:
        scenario: as it was loaded.
        origin: the file whose programmes are meant, as it was asked for; what it extends is taken as it is.
    """
    for strategy, row in scenario.table.strategies.items():
        whole = dict(scenario.programmes(strategy))
        for name, levers in row.programmes.items():
            key = f"strategies.{strategy}.programmes.{name}"
            named = {lever for lever in levers if scenario.origins.get(f"{key}.{lever}") == origin}
            others = _others(whole[name], {*levers}) if named - {whole[name].lever} else []
            if others:
                yield f"{origin}: {key}: not named, but at work by default: {', '.join(others)}"


def _others(programme: Programme, named: set[str]) -> list[str]:
    """Levers of its own that a programme has above 0 without being told so."""
    own = [lever for lever in type(programme).levers() if lever not in Programme.model_fields]
    values = {lever: getattr(programme, lever) for lever in own if lever not in named}
    return [f"{lever} = {value:g}" for lever, value in values.items() if value > 0]
