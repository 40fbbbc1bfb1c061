"""A study once more from its manifest alone: whatever else its numbers depended on would show as a difference."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np

import imsim
from imsim.engine.errors import InputError, Place, Problem
from imsim.scenarios.loading import inside
from imsim.scenarios.scenario import Scenario, checked
from imsim.studies import files
from imsim.studies.compare import ComparisonQuestion
from imsim.studies.design import Design, drawn
from imsim.studies.execution import conduct
from imsim.studies.manifest import key_of, read_manifest, surroundings
from imsim.studies.methods import METHODS
from imsim.studies.results import Results
from imsim.studies.study import Study
from imsim.studies.subject import Strategies
from imsim.studies.table_comparison import TableDifference, compared

if TYPE_CHECKING:
    import pandas as pd


class PatternsAsked(NamedTuple):
    """What `imsim patterns` was asked: so many business units, held against published patterns."""

    units: int
    seed: int

    @property
    def key(self) -> str:
        """As in the manifest."""
        from imsim.evidence import validation

        return validation.key(*self)


def asked_in(manifest: Mapping[str, Any], folder: Path) -> Study | PatternsAsked:
    """What a manifest says was asked.

    Args:
        manifest: of a study.
        folder: where its imported tables are laid; they are needed as long as the study runs.

    Raises:
        InputError: the manifest lacks something, contradicts itself, or asks for what this version does not know.
    """
    try:
        kind, maker = manifest["kind"], manifest["imsim"]
        if kind == "patterns":
            asked: Study | PatternsAsked = PatternsAsked(int(manifest["options"]["units"]), int(manifest["seed"]))
        elif kind in ("compare", "uncertainty", "sweep", "sensitivity"):
            asked = study_of(manifest, folder)
        else:
            raise InputError(f'kind = "{kind}": is none that can be repeated')
        if maker == imsim.__version__ and asked.key != manifest["key"]:
            raise InputError("key: is not that of the study it describes: the manifest was edited")
    except InputError as error:
        raise InputError(f"{files.MANIFEST} of imsim {manifest.get('imsim')}: {line}" for line in error.lines) from None
    except (KeyError, TypeError, ValueError, AttributeError, StopIteration) as error:
        why = f"{type(error).__name__}: {error}"
        raise InputError(f"{files.MANIFEST}: describes no study that can be repeated ({why})") from None
    return asked


def study_of(manifest: Mapping[str, Any], folder: Path) -> Study:
    """The runs that a manifest describes; the points are drawn again."""
    options, flags = manifest["options"], manifest["options"]["design"]
    bare = Design.from_json(flags, np.empty((0, len(flags["factors"]))))
    if bare.kind in ("grid", "lhs", "sobol"):
        design = drawn(bare.kind, bare.factors, bare.samples, bare.seed)
    else:
        from imsim.studies.salib import draw

        method = next(one for one in METHODS.values() if one.kind == bare.kind)
        design = draw(method, bare.factors, bare.samples, bare.seed, bare.groups, bare.second_order)
    arms, outcomes = tuple(options["arms"]), tuple(options["outcomes"])
    scenario = scenario_of(manifest["scenario"], folder)
    subject = Strategies(scenario, arms, design.factors, outcomes, design.seed, bool(options["weekly"]))
    return Study(manifest["kind"], design, subject, int(options["replicates"]), tuple(options["ask"].items()))


def scenario_of(told: Mapping[str, Any], folder: Path) -> Scenario:
    """The scenario that a manifest tells, its imported tables laid into a folder."""
    if told["name"] is None:
        raise InputError("scenario: there is none; a study of a Python function is repeated by its own script")
    for name, text in told["imported"].items():
        path = inside(folder / name, folder)
        if path is None:
            raise InputError(f"scenario.imported.{name}: leaves the folder of the scenario")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    return checked(dict(told["resolved"]), {}, folder, str(told["name"]))


def repeat(study: Study, folder: Path, **how: Any) -> None:
    """Run a study and leave its tables in a folder; options as of `conduct`."""
    if study.kind == "compare":
        ComparisonQuestion(study, cast(Strategies, study.subject)).answer(folder, **how)
        return

    def leave(results: Results, into: Path) -> None:
        if not results.errors:
            files.write_csv(into / "table.csv", table_of(study, results))

    conduct(study, folder, leave=leave, **how)


def table_of(study: Study, results: Results) -> pd.DataFrame:
    """What the runs of a study say, by its kind."""
    if study.kind == "uncertainty":
        from imsim.studies.uncertainty import Uncertain

        return Uncertain(cast(Strategies, study.subject).scenario, results).table
    if study.kind == "sweep":
        from imsim.studies.sweep import Sweep

        return Sweep(results).table
    from imsim.studies.sensitivity import sensitivity

    return sensitivity(results).table


def changes(manifest: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """What the numbers may depend on besides what was asked, where it is other than it was: name -> (then, now)."""

    def told(content: Mapping[str, Any]) -> dict[str, str]:
        machine = dict(content.get("machine", {}))
        instructions = ", ".join(machine.get("instructions", []))
        place = {"system": machine.get("system"), "processor": machine.get("processor"), "instructions": instructions}
        versions = {"imsim": content.get("imsim"), "Python": content.get("python"), **content.get("packages", {})}
        return {name: str(value) for name, value in (versions | place).items()}

    then, now = told(manifest), told(surroundings())
    return {name: (old, now.get(name, "none")) for name, old in then.items() if old != now.get(name, "none")}


@dataclass(frozen=True)
class Reproduction:
    """A study run again from its manifest, beside what it left the first time.

    Args:
        tables: each table, then and now.
        changes: what numbers may depend on besides what was asked, where it is other than it was: name -> (then, now).
    """

    tables: tuple[TableDifference, ...]
    changes: Mapping[str, tuple[str, str]]

    @property
    def same(self) -> bool:
        """Whether every number is the same to the last bit."""
        return all(table.same for table in self.tables)

    def as_json(self) -> dict[str, Any]:
        """The stable machine-readable shape."""
        tables = [vars(one) | {"same": one.same, "first": one.first and vars(one.first)} for one in self.tables]
        return {"same": self.same, "tables": tables, "changes": self.changes}


def reproduced(folder: Path, out: Path | None, again: Callable[[Study | PatternsAsked, Path], None]) -> Reproduction:
    """Run a finished study again and compare the tables.

    Args:
        folder: of the study.
        out: for the tables found again; none are kept without it.
        again: runs what was asked and leaves its tables in a folder.

    Raises:
        InputError: one of the folders cannot be used.
    """
    manifest = read_manifest(folder)
    if out is not None and key_of(out) is not None:
        why = "holds a finished study; a repetition needs a folder of its own"
        raise InputError(Problem(Place("out"), str(out), why))
    with TemporaryDirectory(prefix="imsim-") as scratch:
        imported, into = Path(scratch) / "imported", out or Path(scratch) / "again"
        imported.mkdir()
        again(asked_in(manifest, imported), into)
        return Reproduction(tuple(compared(folder, into)), changes(manifest))
