"""Runs of a comparison as labelled arrays: data frames whose index says strategy, replicate and week."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from imsim.programmes import Programme
    from imsim.studies.comparison import Comparison


def runs_frame(comparison: Comparison) -> pd.DataFrame:
    """A row a run: strategy, replicate, and every outcome over its span."""
    import pandas as pd

    strategy, replicate = np.indices((len(comparison.names), comparison.replicates)).reshape(2, -1)
    columns = {"strategy": np.array(comparison.names)[strategy], "replicate": replicate}
    return pd.DataFrame(columns | {name: values.ravel() for name, values in comparison.final.items()})


def weeks_frame(comparison: Comparison) -> pd.DataFrame:
    """A row a run and week: strategy, replicate, week, and every outcome of that week."""
    import pandas as pd

    weeks, strategies, replicates = next(iter(comparison.weekly.values())).shape
    week, strategy, replicate = np.indices((weeks, strategies, replicates)).reshape(3, -1)
    columns = {"strategy": np.array(comparison.names)[strategy], "replicate": replicate, "week": week}
    frame = pd.DataFrame(columns | {name: values.ravel() for name, values in comparison.weekly.items()})
    return frame.sort_values(["strategy", "replicate", "week"], ignore_index=True)


def doses_frame(comparison: Comparison) -> pd.DataFrame:
    """A row for each strategy and programme: the lever that the budget scales, and the dose that was run."""
    import pandas as pd

    rows = [
        {"strategy": one.case.strategy, "programme": name, "lever": programme.lever, "dose": dose_of(programme)}
        for one in comparison.strategies
        for name, programme in one.case.programmes
    ]
    return pd.DataFrame(rows, columns=["strategy", "programme", "lever", "dose"])


def dose_of(programme: Programme) -> float:
    """The lever that a budget scales, as it was run."""
    return float(getattr(programme, programme.lever))
