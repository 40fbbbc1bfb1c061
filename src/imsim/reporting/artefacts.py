"""What reporting leaves in the folder of a study: figures, and what is told beside them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from imsim.reporting.kinds import presentation_of
from imsim.studies.answer import Answer
from imsim.studies.files import FIGURES, write, write_whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def write_figures(answer: Answer, folder: Path) -> None:
    """Write all figures of an answer, and what is told beside them, into the folder of its study."""
    shown = presentation_of(answer.kind)
    for name, content in (shown.told(answer) if shown.told else {}).items():
        write(folder / name, content)
    save_figures(shown.figures(answer), folder / FIGURES)


def save_figures(figures: Iterable[tuple[str, Figure]], folder: Path) -> None:
    """Write figures by name, each as PNG and SVG."""
    from imsim.reporting.figures import save

    for name, figure in figures:
        # Laid out once: matplotlib would do it again for every file.
        figure.draw_without_rendering()
        figure.set_layout_engine("none")
        for suffix in ("png", "svg"):
            write_whole(folder / f"{name}.{suffix}", partial(save, figure))
