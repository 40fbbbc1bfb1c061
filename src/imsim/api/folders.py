"""Folders of studies: a finished one is read, reported, repeated, exported; several are listed, merged, told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from imsim.api.asking import run_planned
from imsim.engine.errors import InputError, RunFailed
from imsim.scenarios.counts import count
from imsim.studies.argument_types import checked
from imsim.studies.arguments import RunArguments, public
from imsim.studies.given import at_home, given_in

if TYPE_CHECKING:
    import pandas as pd

    from imsim.studies.answer import Answer
    from imsim.studies.kinds import Planned
    from imsim.studies.reproduction import Reproduction
    from imsim.studies.study_diff import StudyDiff

Folders = str | Path | Sequence[str | Path]


@public
def read(folder: str | Path) -> Answer:
    """What a finished study found, as its function returned it; InputError where there is none, RunFailed as `compare`.

    Args:
        folder: what `out` named when the study was run.
    """
    from imsim.studies.reproduction import answer_in

    return answer_in(at_home(folder))


@public
def report(folder: str | Path, out: str | Path | None = None) -> Path:
    """Write a finished study as one HTML page that needs no network; returns its path. Raises as `read`.

    Args:
        folder: what `out` named when the study was run.
        out: file to write; `report.html` in the folder unless said.
    """
    from imsim.reporting.html_report import write_report

    return write_report(at_home(folder), at_home(out) if out else None)


@public
def repeat(folder: str | Path, **arguments: Unpack[RunArguments]) -> Reproduction:
    """Run a finished study again from its manifest alone, and compare its tables. Raises as `read`.

    Args:
        folder: what `out` named when the study was run; `out` names another one here, for the tables found again.
    """
    from imsim.studies.kinds import kind_of
    from imsim.studies.reproduction import reproduce

    out = (running := given_in(arguments)).pop("out", None)

    def again(planned: Planned, into: Path) -> None:
        run_planned(kind_of(planned.identity.kind), planned, running | {"out": into}, figures=False)

    return reproduce(at_home(folder), at_home(out) if out else None, again)


@public
def export(folder: str | Path, out: str | Path | None = None) -> list[Path]:
    """Write the tables of a finished study as CSV files; returns their paths. Raises as `read`.

    Args:
        folder: what `out` named when the study was run.
        out: folder for the files; the study's own unless said.
    """
    from imsim.studies.exports import to_csv

    return to_csv(at_home(folder), at_home(folder if out is None else out))


@public
def list_studies(folders: Folders = ".") -> pd.DataFrame:
    """Studies in folders and below them, finished or not, a row each: kind, scenario, size, and how far.

    `runs` are those wanted, `state` says whether all are done; a number that a kind of study has not is missing.
    InputError where one is no folder.

    Args:
        folders: where to look; here unless said.
    """
    import pandas as pd

    from imsim.studies.listing import Listed, studies_in

    rows = [one.as_json() for one in studies_in(_paths("folders", folders))]
    # A whole number that is missing makes no fractions of the others.
    return pd.DataFrame(rows, columns=[field.name for field in fields(Listed)]).convert_dtypes()


@public
def merge(folders: Sequence[str | Path], out: str | Path) -> Answer:
    """Merge shards of a study, or its replicates, strategies or samples; returns what the whole answers.

    Args:
        folders: parts of one study, two or more.
        out: a new folder for the whole, which is that of a study run at once.

    Raises:
        InputError: a folder holds no study with runs.
        StudyConflict: they are parts of different studies, or hold different numbers for one run.
        RunFailed: runs are missing, or failed. What there is lies in `out`: the study's function does the others there.
    """
    from imsim.reporting.artefacts import write_figures
    from imsim.studies.merging import merge
    from imsim.studies.reproduction import answer_in

    into = at_home(out)
    found = merge(_paths("folders", folders), into, write_figures)
    if not found.complete:
        there = f"{found.done + found.failed:,} of {count(found.study.runs, 'run')} are in {into}"
        raise RunFailed(f"{there}; the function of the study with this out and resume=True does the others")
    return answer_in(into)


@public
def diff(one: str | Path, other: str | Path) -> StudyDiff:
    """What two studies differ in, finished or not: what was asked, source, numbers of the runs that both have.

    InputError where a folder holds no study.

    Args:
        one: its folder.
        other: folder of the second.
    """
    from imsim.studies.study_diff import diff

    return diff(at_home(one), at_home(other))


def _paths(argument: str, folders: Folders) -> list[Path]:
    """One folder or several.

    Raises:
        InputError: it is neither, or names none.
    """
    checked(argument, folders, str | Path | Sequence[str | Path])
    found = [folders] if isinstance(folders, str | Path) else list(folders)
    if not found:
        raise InputError(f"{argument} = []: names none")
    return [at_home(one) for one in found]
