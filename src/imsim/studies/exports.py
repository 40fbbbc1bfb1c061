"""Tables of a study in the order of its design; they do not depend on the order of runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from imsim.engine.errors import InputError, listed
from imsim.studies.answer import Json
from imsim.studies.files import PLAN, RUNS, WEEKS, harmless, write_whole
from imsim.studies.manifest import left_by, read_manifest
from imsim.studies.store import Run, Store
from imsim.studies.study import Study

ROWS_AT_ONCE = 20_000


def write_tables(store: Store, folder: Path) -> list[str]:
    """Write the runs and, where weeks were recorded, these and what plans did; names of the files."""
    study = store.study
    stream(folder / RUNS, runs_schema(study), runs_tables(study, store.runs()))
    if not study.subject.weekly:
        return [RUNS]
    stream(folder / WEEKS, weeks_schema(study), weeks_tables(study, store.runs()))
    if not any(run.plan for run in store.runs()):
        return [RUNS, WEEKS]
    stream(folder / PLAN, plan_schema(), plan_tables(study, store.runs()))
    return [RUNS, WEEKS, PLAN]


def stream(path: Path, schema: pa.Schema, tables: Iterable[pa.Table]) -> None:
    """Write a Parquet file piece by piece; it appears whole or not at all."""

    def write(part: Path) -> None:
        with pq.ParquetWriter(part, schema, compression="zstd") as writer:
            for table in tables:
                writer.write_table(table)

    write_whole(path, write)


def runs_schema(study: Study) -> pa.Schema:
    """Schema of a row a run: name and place, values of the factors, status, outcomes."""
    text, whole, number = pa.string(), pa.int64(), pa.float64()
    return pa.schema(
        [("run", text), ("point", whole), ("strategy", text), ("replicate", whole), ("seed", whole)]
        + [(name, number) for name in study.design.names]
        + [("status", text), ("error", text)]
        + [(name, number) for name in study.subject.outcomes]
    )


def runs_tables(study: Study, runs: Iterator[Run]) -> Iterator[pa.Table]:
    """Rows of the runs, in parts."""
    schema, names, outcomes = runs_schema(study), study.design.names, study.subject.outcomes
    nothing = np.full(len(outcomes), np.nan)
    while part := list(islice(runs, ROWS_AT_ONCE)):
        values = study.design.values(np.array([run.point for run in part]))
        final = np.stack([nothing if run.outcomes is None else run.outcomes for run in part])
        absent = np.array([run.outcomes is None for run in part])
        columns: Json = {
            "run": [run.run for run in part],
            "point": [run.point for run in part],
            "strategy": [study.subject.strategies[run.strategy] for run in part],
            "replicate": [run.replicate for run in part],
            "seed": [study.design.seed] * len(part),
            "status": [run.status for run in part],
            "error": [run.error for run in part],
        }
        columns |= {name: values[:, i] for i, name in enumerate(names)}
        columns |= {name: pa.array(final[:, i], mask=absent) for i, name in enumerate(outcomes)}
        yield pa.table({name: columns[name] for name in schema.names}, schema=schema)


def weeks_schema(study: Study) -> pa.Schema:
    """A row a run and week."""
    text, whole, number = pa.string(), pa.int64(), pa.float64()
    place = [("run", text), ("point", whole), ("strategy", text), ("replicate", whole), ("week", whole)]
    return pa.schema(place + [(name, number) for name in study.subject.outcomes])


def weeks_tables(study: Study, runs: Iterator[Run]) -> Iterator[pa.Table]:
    """Rows of the weeks, in parts; failed runs have none."""
    schema = weeks_schema(study)
    while part := list(islice(runs, ROWS_AT_ONCE // 100)):
        part = [run for run in part if run.weeks is not None]
        if not part:
            continue
        weeks = [run.weeks for run in part if run.weeks is not None]
        long = [len(one) for one in weeks]
        numbers = np.concatenate(weeks)
        columns: Json = {
            "run": np.repeat([run.run for run in part], long),
            "point": np.repeat([run.point for run in part], long),
            "strategy": np.repeat([study.subject.strategies[run.strategy] for run in part], long),
            "replicate": np.repeat([run.replicate for run in part], long),
            "week": np.concatenate([np.arange(one) for one in long]),
        }
        columns |= {name: numbers[:, i] for i, name in enumerate(study.subject.outcomes)}
        yield pa.table(columns, schema=schema)


def plan_schema() -> pa.Schema:
    """Schema of a row a reading of a run's plan."""
    text, whole, number = pa.string(), pa.int64(), pa.float64()
    return pa.schema(
        {
            "run": text, "point": whole, "strategy": text, "replicate": whole, "week": whole, "outcome": text,
            "reading": number, "missed": number, "programme": text, "factor_before": number, "factor_after": number,
        }
    )  # fmt: skip


def plan_tables(study: Study, runs: Iterator[Run]) -> Iterator[pa.Table]:
    """The rows of the plans, run by run."""
    for run in runs:
        place = {
            "run": run.run,
            "point": run.point,
            "strategy": study.subject.strategies[run.strategy],
            "replicate": run.replicate,
        }
        if run.plan:
            yield pa.Table.from_pylist([place | row for row in run.plan], plan_schema())


def to_csv(folder: Path, into: Path) -> list[Path]:
    """Write the Parquet tables of a finished study as CSV files, in parts.

    Raises:
        InputError: the folder holds no finished study, or one whose tables are all CSV files.
    """
    manifest = read_manifest(folder)
    found = sorted(folder.glob("*.parquet"), key=lambda path: (path.name not in (RUNS, WEEKS, PLAN), path.name))
    if not found:
        there = listed(path.name for path in sorted(folder.glob("*.csv")))
        raise InputError(f"{folder}: holds {left_by(manifest)}, whose tables are CSV files ({there or 'none'})")
    return [_csv(path, into / f"{path.stem}.csv") for path in found]


def _csv(path: Path, target: Path) -> Path:
    def write(part: Path) -> None:
        with part.open("w", encoding="utf-8", newline="") as handle:
            for number, batch in enumerate(pq.ParquetFile(path).iter_batches(ROWS_AT_ONCE)):
                harmless(batch.to_pandas()).to_csv(handle, index=False, header=number == 0, lineterminator="\n")

    try:
        write_whole(target, write)
    except pa.ArrowInvalid as error:
        raise InputError(f"{path}: is no Parquet table ({error})") from None
    return target
