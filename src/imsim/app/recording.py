"""Recording of what runs on the page, for its chronicle."""

from __future__ import annotations

from weakref import WeakMethod

from imsim.agents.model import InternalMarketingModel
from imsim.reporting.chronicle.recording import MOST_POSTS, Recording


def recorded_along(model: InternalMarketingModel) -> Recording | None:
    """Record a run from its beginning, week by week; None in a firm too large for a visitor's memory."""
    if model.ensemble.organisation.posts > MOST_POSTS:
        return None
    recording = Recording(model.simulation)
    # A model and its agents hold each other until Python looks for such rings: weeks recorded do not wait for that.
    take = WeakMethod(recording.take)

    def watch() -> None:
        if (known := take()) is not None:
            known()

    model.watchers.append(watch)
    return recording
