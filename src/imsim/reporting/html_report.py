"""The report of a study: one HTML file with question, answer, tables, figures, assumptions and manifest.

It is made of the folder that the study left, nothing else, and needs neither network nor script. Every number of its
results stands in a table of that folder; the exact value is kept beside the rounded one, as `<data value="...">`.
"""

from __future__ import annotations

from pathlib import Path

from imsim.engine.errors import InputError, listed
from imsim.reporting.kinds import presentations
from imsim.reporting.report.folder import Folder
from imsim.reporting.report.html import html_of
from imsim.studies.files import write_whole


def write_report(folder: Path, out: Path | None = None) -> Path:
    """Write the report of a finished study, `report.html` in its folder unless said; returns its path."""
    text, path = report(folder), out or folder / "report.html"
    write_whole(path, lambda part: part.write_text(text, encoding="utf-8"))
    return path


def report(folder: str | Path) -> str:
    """The report of a finished study, as HTML.

    Args:
        folder: what `--out` named when the study was run.

    Raises:
        InputError: the folder holds no finished study, or its files do not fit together.
    """
    study = Folder.opened(Path(folder))
    known = presentations()
    if study.kind not in known:
        raise InputError(f"{folder}: holds a study of the kind {study.kind!r}; there are reports of {listed(known)}")
    try:
        page = known[study.kind].page(study)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise InputError(
            f"{folder}: its files do not fit together ({type(error).__name__}: {error}); run the study again"
        ) from error
    return html_of(page, study)
