"""Record of a run's plan: a row for each reading of its survey and each rule that fired."""

from __future__ import annotations

from imsim.scenarios.simulation import Record
from imsim.studies.answer import Json


def plan_rows(record: Record, case: int, replicate: int) -> list[Json]:
    """The rows of one run of a block, by its place there; none where its strategy has no plan."""
    result: list[Json] = []
    for first, entries in record.plans.items():
        for entry in entries:
            place = case - first, replicate
            if not 0 <= place[0] < len(entry.reading):
                continue
            result.append(
                {
                    "week": entry.week,
                    "outcome": entry.outcome,
                    "reading": float(entry.reading[place]),
                    "missed": float(entry.missed[place]),
                    "programme": entry.programme,
                    "factor_before": None if entry.before is None else float(entry.before[place]),
                    "factor_after": None if entry.after is None else float(entry.after[place]),
                }
            )
    return result
