"""What may happen to a firm whatever its strategy, one file a kind. Events have effects as programmes do, and no cost.

A new event is a new file here with a subclass of `Event`; third parties add theirs by the entry-point group
`imsim.events`. Its table in a scenario file and its row in `imsim describe events` follow.
"""

from __future__ import annotations

from collections.abc import Mapping

from imsim.events.event import EVENTS, Event

__all__ = ["EVENTS", "Event", "event_of"]


def event_of(table: Mapping[str, object]) -> Event:
    """The event that a table of a scenario file describes.

    Raises:
        KeyError: no such kind.
        ValidationError: a key is wrong.
    """
    return EVENTS[str(table["kind"])].model_validate({key: value for key, value in table.items() if key != "kind"})
