"""A study once more from its manifest alone: whatever else its numbers depended on would show as a difference."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from weakref import finalize

import imsim
from imsim.engine.errors import InputError, Place, Problem
from imsim.scenarios.counts import count
from imsim.studies.answer import Answer, Json
from imsim.studies.from_manifest import understood
from imsim.studies.kinds import Planned, kind_of, modules_of_kinds
from imsim.studies.manifest import changed_since, environment, key_of, read_manifest
from imsim.studies.one_screen import OneScreen
from imsim.studies.provenance import changes as changed_sources
from imsim.studies.table_comparison import TableDifference, compared

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Reproduction(OneScreen):
    """Outcome of running a study again from its manifest, against its first artefacts.

    Args:
        tables: each table, then and now.
        changes: what numbers may depend on besides what was asked, where it is other than it was: name -> (then, now).
        altered: files of the first that are not as it left them.
    """

    tables: tuple[TableDifference, ...]
    changes: Mapping[str, tuple[str, str]]
    altered: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Whether every number is identical to the last bit."""
        return all(table.same for table in self.tables)

    @property
    def table(self) -> pd.DataFrame:
        """A row a table of the study: its rows, and how many of its cells differ."""
        import pandas as pd

        keys = ("table", "rows", "same", "cells", "differing", "largest", "problem")
        return pd.DataFrame([{key: getattr(one, key) for key in keys} for one in self.tables])

    def _heading(self) -> str:
        differing = count(sum(not one.same for one in self.tables), "table differs", "tables differ")
        return f"Reproduction: {'every number the same' if self.same else differing}"

    def _shown(self) -> pd.DataFrame:
        return self.table

    def as_json(self) -> Json:
        """The stable machine-readable shape."""
        tables = [vars(one) | {"same": one.same, "first": one.first and vars(one.first)} for one in self.tables]
        return {"same": self.same, "tables": tables, "changes": self.changes, "altered": list(self.altered)}


def reproduce(folder: Path, out: Path | None, run: Callable[[Planned, Path], object]) -> Reproduction:
    """Run a finished study again and compare the tables.

    Args:
        folder: of the study.
        out: for the tables found again; none are kept without it.
        run: does the runs and leaves their tables in a folder.

    Raises:
        InputError: one of the folders cannot be used.
    """
    manifest = read_manifest(folder)
    if out is not None and key_of(out) is not None:
        why = "holds a finished study; a repetition needs a folder of its own"
        raise InputError(Problem(Place("out"), str(out), why))
    with TemporaryDirectory(prefix="imsim-") as scratch, planned_again(folder) as planned:
        into = out or Path(scratch) / "again"
        run(planned, into)
        altered = tuple(changed_since(manifest, folder))
        return Reproduction(tuple(compared(folder, into)), changes(manifest, planned), altered)


@contextmanager
def planned_again(folder: Path) -> Iterator[Planned]:
    """Context manager, as long as imported tables are needed: the runs of the finished study in a folder.

    Raises:
        InputError: there is none, or it cannot be repeated.
    """
    with TemporaryDirectory(prefix="imsim-") as imported:
        yield planned_in(read_manifest(folder), Path(imported), folder)


def planned_in(manifest: Json, scratch: Path, folder: Path) -> Planned:
    """The runs that a manifest describes.

    Args:
        manifest: of a study.
        scratch: where its imported tables are laid; they are needed as long as the study runs.
        folder: of the study.

    Raises:
        InputError: the manifest lacks something, contradicts itself, or asks for what this version does not know.
    """
    with understood(manifest, folder):
        kind, maker = manifest["kind"], manifest["imsim"]
        if not isinstance(kind, str) or kind not in modules_of_kinds():
            raise InputError(f'kind = "{kind}": is none that can be repeated')
        planned: Planned = kind_of(kind).planned_in(manifest, scratch)
        made_here = maker == imsim.__version__ and not source_changes(manifest, planned)
        if made_here and planned.identity.key != manifest["key"]:
            raise InputError("key: is not that of the study it describes: the manifest was edited")
    return planned


def source_changes(manifest: Json, planned: Planned) -> dict[str, tuple[str, str]]:
    """Changes in the source of the model or of a plug-in since the study: name -> (then, now)."""
    return changed_sources(manifest.get("provenance"), planned.identity.provenance.as_json())


def changes(manifest: Json, planned: Planned) -> dict[str, tuple[str, str]]:
    """Changes in the environment that numbers may depend on since the study: name -> (then, now)."""

    def entries(content: Json) -> dict[str, str]:
        machine = dict(content.get("machine", {}))
        instructions = ", ".join(machine.get("instructions", []))
        place = {"system": machine.get("system"), "processor": machine.get("processor"), "instructions": instructions}
        versions = {"imsim": content.get("imsim"), "Python": content.get("python"), **content.get("packages", {})}
        return {name: str(value) for name, value in (versions | place).items()}

    then, now = entries(manifest), entries(environment())
    others = {name: (old, now.get(name, "none")) for name, old in then.items() if old != now.get(name, "none")}
    return source_changes(manifest, planned) | others


def answer_in(folder: Path) -> Answer:
    """What a finished study in a folder found.

    Raises:
        InputError: the folder holds no finished study.
        RunFailed: a run failed.
    """
    manifest = read_manifest(folder)
    with ExitStack() as stack:
        planned = planned_in(manifest, Path(stack.enter_context(TemporaryDirectory(prefix="imsim-"))), folder)
        found: Answer = kind_of(planned.identity.kind).read(planned, folder)
        # Imported tables of the organisation stay as long as the answer may look into them.
        finalize(found, stack.pop_all().close)
    return found
