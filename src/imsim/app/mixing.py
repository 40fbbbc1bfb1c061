"""Mixes of a visitor's own, of the programmes that a search went over: each has a name that says what it is.

So an address names such a run as it names any other, and it is the same wherever it is opened.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from imsim.engine.errors import InputError
from imsim.reporting.numbers import money_of, scale_of
from imsim.reporting.quantities import label_of, unit_of
from imsim.scenarios.scenario import Scenario
from imsim.studies.instant import Instant
from imsim.studies.mixes import with_mixes

MIX = re.compile(r"mix((?:_\d{1,3})+)")


def mix_of(parts: Sequence[float]) -> str:
    """The name of a mix: parts of the budget in whole per cent, in the order of the search's programmes.

    Example:
        >>> mix_of([0.5, 0.25, 0.0])
        'mix_50_25_0'
    """
    return "mix" + "".join(f"_{round(100 * part)}" for part in parts)


def is_mix(name: str) -> bool:
    """Whether a strategy is called as a mix is."""
    return MIX.fullmatch(name) is not None


def with_mix(scenario: Scenario, instant: Instant, name: str) -> Scenario:
    """A company with a mix among its strategies.

    Raises:
        InputError: the name divides the budget among other programmes, or more than there is.
    """
    found = MIX.fullmatch(name)
    parts = [int(part) for part in found[1].split("_")[1:]] if found else []
    if len(parts) != len(instant.names) or sum(parts) > 100:
        raise InputError(f"{name}: should give {len(instant.names)} programmes 100 % of the budget at most")
    mixed = with_mixes(scenario, {name: instant.programmes([part / 100 for part in parts])})
    return mixed.changed({f"strategies.{name}.label": f"own mix, {'/'.join(map(str, parts))} %"})


def whole(parts: Sequence[float]) -> list[int]:
    """Parts in whole per cent, not more than there is.

    Example:
        >>> whole([0.346, 0.2591, 0.2489, 0.146])
        [34, 26, 25, 15]
    """
    found = [round(100 * part) for part in parts]
    found[found.index(max(found))] -= max(0, sum(found) - 100)
    return found


def expected(found: Instant, parts: Sequence[float]) -> str:
    """Gains by outcome, in words."""
    texts = []
    for goal, gain in found.gains(parts).items():
        scale = scale_of(unit_of(goal), [{"mean": found.gains(found.plan)[goal]}], money_of(found.scenario))
        doubt = "" if found.surfaces[goal].trusted else " (its surface is not trusted)"
        texts.append(f"{label_of(goal)} {scale.number(gain, signed=True)} {scale.difference}{doubt}")
    return ", ".join(texts)
