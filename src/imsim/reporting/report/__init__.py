"""The report of a study: one HTML file that holds question, answer, tables, figures, assumptions and how to repeat it.

It is made of the folder that the study left, nothing else, and needs neither network nor script. Every number of its
results stands in a table of that folder; the exact value is kept beside the rounded one, as `<data value="...">`.

There is a module for each kind of study: `comparison` (with `compared`, its answer in words, and `comparison_tables`),
`uncertainty`, `sweep`, `sensitivity`, `patterns`. Each reads a `folder` and makes a page of `parts`, `numbers` and
`drawings`; `html` writes it, with the `assumptions` that all studies rest on.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from imsim.engine.errors import InputError, listed
from imsim.reporting.report.comparison import comparison_page
from imsim.reporting.report.folder import Folder
from imsim.reporting.report.html import html_of
from imsim.reporting.report.parts import Page
from imsim.reporting.report.patterns import patterns_page
from imsim.reporting.report.sensitivity import sensitivity_page
from imsim.reporting.report.sweep import sweep_page
from imsim.reporting.report.uncertainty import uncertainty_page

PAGES: dict[str, Callable[[Folder], Page]] = {
    "compare": comparison_page,
    "uncertainty": uncertainty_page,
    "sweep": sweep_page,
    "sensitivity": sensitivity_page,
    "patterns": patterns_page,
}


def report(folder: str | Path) -> str:
    """The report of a finished study, as HTML.

    Args:
        folder: what `--out` named when the study was run.

    Raises:
        InputError: the folder holds no finished study, or its files do not fit together.
    """
    study = Folder.opened(Path(folder))
    if study.kind not in PAGES:
        raise InputError(f"{folder}: holds a study of the kind {study.kind!r}; there are reports of {listed(PAGES)}")
    try:
        page = PAGES[study.kind](study)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise InputError(
            f"{folder}: its files do not fit together ({type(error).__name__}: {error}); run the study again"
        ) from error
    return html_of(page, study)
