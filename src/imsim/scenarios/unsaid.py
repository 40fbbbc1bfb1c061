"""What a programme of a scenario file switches on besides the levers that are named there."""

from __future__ import annotations

from collections.abc import Iterator

from imsim.programmes import Programme
from imsim.scenarios.counts import count
from imsim.scenarios.scenario import Scenario

# Strategies that a line names, where more of them say the same; and lines, where more programmes say as little.
MOST_NAMES, MOST_LINES = 3, 6


def unsaid(scenario: Scenario, origin: str) -> Iterator[str]:
    """A line for each programme that stands in a file with some of its levers, while others are above 0 by default.

    Strategies that leave the same levers of a programme unsaid share a line.

    Args:
        scenario: as it was loaded.
        origin: the file whose programmes are meant, as it was asked for; what it extends is taken as it is.
    """
    left: dict[tuple[str, str], list[str]] = {}
    for strategy, row in scenario.table.strategies.items():
        whole = dict(scenario.programmes(strategy))
        for name, levers in row.programmes.items():
            key = f"strategies.{strategy}.programmes.{name}"
            named = {lever for lever in levers if scenario.origins.get(f"{key}.{lever}") == origin}
            others = ", ".join(_others(whole[name], {*levers})) if named - {whole[name].lever} else ""
            if others:
                left.setdefault((name, others), []).append(strategy)
    for (name, others), strategies in [*left.items()][:MOST_LINES]:
        key = f"strategies.{strategies[0] if len(strategies) == 1 else '*'}.programmes.{name}"
        yield f"{origin}: {key}: not named, but at work by default: {others}{_in(strategies)}"
    if (rest := len(left) - MOST_LINES) > 0:
        yield f"{origin}: {count(rest, 'more programme')} likewise: imsim show {origin}"


def _in(strategies: list[str]) -> str:
    """The strategies of a line, where they are several.

    Example:
        >>> _in(["focus"]), _in(["a", "b"]), _in(["a", "b", "c", "d", "e"])
        ('', ' (in a, b)', ' (in a, b, c and 2 more)')
    """
    if len(strategies) == 1:
        return ""
    more = f" and {len(strategies) - MOST_NAMES} more" if len(strategies) > MOST_NAMES else ""
    return f" (in {', '.join(strategies[:MOST_NAMES])}{more})"


def _others(programme: Programme, named: set[str]) -> list[str]:
    """Levers of its own that a programme has above 0 without being told so."""
    own = [lever for lever in type(programme).levers() if lever not in Programme.model_fields]
    values = {lever: getattr(programme, lever) for lever in own if lever not in named}
    return [f"{lever} = {value:g}" for lever, value in values.items() if value > 0]
