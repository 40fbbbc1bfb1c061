"""What if nobody had left: the same run again with the same random numbers, in which leavers of some weeks are kept.

It is an experiment in the model, not an estimate from its curves: what differs at the end of the stretch is what the
departures did, with all that came of them - vacant posts, pressed colleagues, newcomers, customers who were let down.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from imsim.company.ensemble import Ensemble
from imsim.outcomes import OUTCOMES
from imsim.reporting.chronicle.recording import Recording
from imsim.scenarios.simulation import Simulation
from imsim.scenarios.timeline import ratio

Column = NDArray[np.float64]
Stretch = tuple[int, int]


def without_departures(recording: Recording, stretches: Sequence[Stretch], outcome: str) -> list[Column]:
    """An outcome week by week in a run in which nobody left in a stretch of weeks, one run a stretch.

    Args:
        recording: of the run as it was.
        stretches: first and last week of each.
        outcome: name.

    Returns:
        For each stretch the outcome from week 0 to the last of all stretches, (weeks,).
    """
    was = recording.simulation
    cases = [was.cases[recording.case]] * len(stretches)
    again = Simulation(was.setting, cases, was.replicates[:1], was.ensemble.streams.seed)
    last = max(end for _, end in stretches)
    series = np.zeros((len(stretches), last + 1))
    for week in range(last + 1):
        again.step()
        for case, (first, end) in enumerate(stretches):
            if first <= week <= end:
                keep(again.ensemble, case)
        value = OUTCOMES[outcome].measure(again.ensemble)
        value = ratio(*value) if isinstance(value, tuple) else value
        series[:, week] = np.broadcast_to(value, (len(stretches), 1, 1))[:, 0, 0]
    return list(series)


def keep(ensemble: Ensemble, case: int) -> None:
    """Undo the departures of the week just passed in one case: leavers hold their posts, and nobody noticed."""
    staff, departments, p = ensemble.employees, ensemble.departments, ensemble.parameters
    left = staff.left[case, 0].astype(bool)
    if not left.any():
        return
    share = departments.leavers[case, 0] / np.maximum(ensemble.organisation.heads, 1.0)
    speed = float(np.broadcast_to(p.usual_exits_speed, (*ensemble.shape, 1))[case, 0, 0])
    departments.recent_exits[case, 0] -= share
    departments.usual_exits[case, 0] -= speed * share
    departments.leavers[case, 0] = 0.0
    ensemble.flows.exits[case, 0] = 0.0
    staff.occupied[case, 0, left] = True
    staff.left[case, 0, left] = False
