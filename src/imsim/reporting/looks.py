"""What a comparison that stops when it knows enough says of its looks: one sentence for the terminal and the report."""

from __future__ import annotations

from collections.abc import Callable

from imsim.engine.errors import listed
from imsim.reporting.numbers import count
from imsim.studies.answer import Json
from imsim.studies.sequential import LOOKS, SURE, TIE

MOST_NAMED = 6


def until_line(until: Json, label: Callable[[str], str]) -> str:
    """What was to be known, after how many replicates it was, and that intervals allow for all looks.

    Args:
        until: goal and looks, as in the answer.
        label: what a strategy is called.
    """
    looks = until["looks"]
    last = looks[-1]
    places = ", ".join(str(look["replicates"]) for look in looks)
    found = _ranking(last, label) if until["target"] == SURE else _width(last, until["target"])
    limit = "" if _reached(until) else f", the most allowed being {until['most']}"
    return (
        f"{found}{limit}. Looked at after {places} replicates; intervals of gains hold jointly over all "
        f"{count(len(LOOKS), 'look')} that there may be."
    )


def _reached(until: Json) -> bool:
    last = until["looks"][-1]
    if until["target"] == SURE:
        return not last["doubtful"]
    return last["half_width"] is not None and last["half_width"] <= until["target"]


def _width(last: Json, target: float) -> str:
    if last["half_width"] is None:
        return f"Until +/-{target:g}: some ACSI gain has no interval"
    within = "within" if last["half_width"] <= target else "not within"
    return f"Until +/-{target:g}: every ACSI gain is {within} it, the widest +/-{last['half_width']:.3f}"


def _ranking(last: Json, label: Callable[[str], str]) -> str:
    leader = label(last["leader"])
    tied = listed([label(name) for name in last["tied"]], MOST_NAMED)
    if last["doubtful"]:
        doubt = listed([label(name) for name in last["doubtful"]], MOST_NAMED)
        return f"Until sure: not known whether {leader} leads or {doubt}"
    if last["tied"]:
        return f"Until sure: a tie of {leader} with {tied}, within {TIE:g} ACSI points"
    return f"Until sure: {leader} leads in ACSI"
