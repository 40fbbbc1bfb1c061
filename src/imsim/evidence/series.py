"""Outcomes week by week: of the firm, of groups of people, of each department, in every arm of a study."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from imsim.evidence.reading_tables import EVERYBODY
from imsim.evidence.recording import Recording
from imsim.evidence.study_tables import SeriesTable, StudyFile
from imsim.studies.answer import Json


def series_of(study: StudyFile, seen: Recording) -> Iterator[Json]:
    """A row a series, place, arm, department or group, and week: number counted, mean, spread between units."""
    for name, table in study.series.items():
        for place in study.firms:
            here = seen.at(place)
            for outcome, group in here.moments:
                if outcome == table.outcome and belongs(group, table, study):
                    about = {"study": study.id, "series": name, "place": place, "group": group}
                    yield from (about | row for row in rows_of(outcome, group, here))


def belongs(group: str, table: SeriesTable, study: StudyFile) -> bool:
    """Whether what was recorded of a group, or of a department under its name, belongs to a series."""
    return (group not in study.groups and group != EVERYBODY) if table.by_department else group == table.group


def rows_of(outcome: str, group: str, seen: Recording) -> Iterator[Json]:
    """The weeks of every arm; weeks before the treatment are below 0."""
    for number, arm in enumerate(seen.arms):
        counted, total, _ = np.moveaxis(seen.moments[outcome, group][number], -1, 0)
        means = np.divide(total, counted, out=np.full(total.shape, np.nan), where=counted > 0)
        for week in range(total.shape[1]):
            mean = float(total[:, week].sum() / counted[:, week].sum()) if counted[:, week].any() else float("nan")
            known = means[:, week][np.isfinite(means[:, week])]
            spread = float(known.std(ddof=1)) if len(known) > 1 else float("nan")
            since = week - seen.before
            yield {
                "arm": arm,
                "week": since + (since >= 0),
                "number": float(counted[:, week].sum()),
                "mean": mean,
                "spread": spread,
            }
