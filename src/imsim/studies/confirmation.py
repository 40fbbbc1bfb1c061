"""Plans on fresh random numbers: as many replicates as were asked for, or until enough is known of their gains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace

import numpy as np
from numpy.typing import NDArray

from imsim.studies.answer import Json
from imsim.studies.design import Design
from imsim.studies.mix_search import Tried, run_mixes
from imsim.studies.optimisation import Optimisation
from imsim.studies.sequential import Look, look_at
from imsim.studies.stages import Stages
from imsim.studies.stopping import JUDGED

Values = NDArray[np.float64]
STAGE = "confirmation"


def confirm(
    asked: Optimisation, at_work: Stages, mixes: Values, labels: Sequence[str], design: Design
) -> tuple[Optimisation, Tried, Json | None]:
    """Run mixes on random numbers that the search never saw.

    Args:
        asked: what was wanted.
        at_work: where stages are run.
        mixes: parts of the budget, shape (mixes, channels).
        labels: what each is called where looks are told.
        design: parameter sets.

    Returns:
        What was wanted, with the replicates that it took; the mixes as they ran; the goal and its looks where
        replicates were added until something was known.
    """
    if asked.until is None:
        return asked, run_mixes(asked, at_work, STAGE, mixes, design, fresh=True), None
    ran: dict[int, Tried] = {}

    def look(replicates: int) -> Look:
        wanted = replace(asked, confirming=replicates)
        # Replicates of the look before are taken from its stage.
        ran[replicates] = run_mixes(wanted, at_work, f"{STAGE}_{replicates}", mixes, design, fresh=True)
        gains = ran[replicates].gains[JUDGED][:, 0, :]
        return look_at(np.vstack([np.zeros_like(gains[:1]), gains]), ["doing nothing", *labels], asked.seed)

    looks = asked.until.looked(look)
    enough = looks[-1].replicates
    told = asdict(asked.until) | {"looks": [one.as_json() for one in looks]}
    return replace(asked, confirming=enough), ran[enough], told
