"""A finished study is opened again: its tables hold every run to the last bit, so they become its store once more."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from imsim.engine.errors import InputError
from imsim.studies.answer import Json
from imsim.studies.files import PLAN, RUNS, STORE, WEEKS, write_whole
from imsim.studies.held import DONE, Row, rows_in
from imsim.studies.manifest import unchanged
from imsim.studies.sqlite import remove
from imsim.studies.store import FLOAT, Store
from imsim.studies.study import Study

RUNS_AT_ONCE = 200


def reopen(folder: Path, held: Json, study: Study) -> None:
    """Make a store of the tables of a finished study, for a study that has grown out of it; raises as `gather`."""
    gather(folder, [(folder, held)], study)


def gather(into: Path, sources: Sequence[tuple[Path, Json]], study: Study, partly: bool = False) -> None:
    """Make a store of the runs of studies that are parts of one.

    Args:
        into: folder of the store.
        sources: folders, and the manifests of what they hold.
        study: the whole.
        partly: whether runs that are none of the whole are passed by.

    Raises:
        StudyConflict: some run is no run of the whole, or has other numbers in two folders.
        InputError: the tables of a folder cannot be read, or are not as its study left them.
    """
    remove(into / STORE)
    write_whole(into / STORE, partial(_fill, sources, study, partly))


def _fill(sources: Sequence[tuple[Path, Json]], study: Study, partly: bool, part: Path) -> None:
    remove(part)
    try:
        with Store(part.parent, study, name=part.name) as store:
            for folder, held in sources:
                if not (folder / STORE).exists():
                    unchanged(folder, held, RUNS, WEEKS, PLAN)
                store.take(rows_of(folder, held), held, folder, partly)
            # All of it must be in the file that is moved: what is left to closing may fail on a full disk, unheard.
            store.settle()
    except BaseException:
        remove(part)
        raise


def rows_of(folder: Path, held: Json) -> Iterator[Row]:
    """Rows of the runs that a folder holds, in its store or in its tables.

    Raises:
        InputError: its tables cannot be read, or do not fit its manifest.
    """
    if (folder / STORE).exists():
        yield from rows_in(folder / STORE)
        return
    try:
        yield from _table_rows(folder, held["options"])
    except (KeyError, ValueError, OSError, pa.ArrowException) as error:
        raise InputError(f"{folder}: its tables cannot be read: {error}") from None


def _table_rows(folder: Path, options: Json) -> Iterator[Row]:
    names, strategies, long = options["outcomes"], {name: i for i, name in enumerate(options["arms"])}, options["weeks"]
    weeks = _numbers(folder / WEEKS, names) if options["weekly"] else None
    plans = _plans(folder / PLAN) if (folder / PLAN).exists() else {}
    for batch in pq.ParquetFile(folder / RUNS).iter_batches(RUNS_AT_ONCE):
        table = batch.to_pydict()
        final = _stacked(batch, names)
        for i, run in enumerate(table["run"]):
            place = (run, table["point"][i], strategies[table["strategy"][i]], table["replicate"][i])
            if table["status"][i] != DONE:
                yield *place, table["status"][i], table["error"][i], None, None, None
                continue
            week = None if weeks is None else b"".join(islice(weeks, long))
            plan = json.dumps(plans[run]) if run in plans else None
            yield *place, DONE, None, final[i].tobytes(), week, plan


def _stacked(batch: Any, names: list[str]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Columns of a batch side by side, shape (rows, names)."""
    columns = [batch.column(name).to_numpy(zero_copy_only=False) for name in names]
    return np.ascontiguousarray(np.stack(columns, axis=-1).astype(FLOAT))


def _numbers(path: Path, names: list[str]) -> Iterator[bytes]:
    """The numbers of every week of every run, one after another."""
    for batch in pq.ParquetFile(path).iter_batches(columns=names):
        for row in _stacked(batch, names):
            yield row.tobytes()


def _plans(path: Path) -> dict[str, list[Json]]:
    """What plans did, by run."""
    found: dict[str, list[Json]] = {}
    for row in pq.read_table(path).to_pylist():
        place = {"run", "point", "strategy", "replicate"}
        found.setdefault(row["run"], []).append({key: value for key, value in row.items() if key not in place})
    return found
