"""The page that figures are drawn on: one column of print, one style, texts that fit, rows and whiskers, and files."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, wraps
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from matplotlib import rc_params_from_file, rcParams, style
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.textpath import TextToPath
from matplotlib.ticker import ScalarFormatter

from imsim.studies.answer import Json

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from imsim.reporting.figures.words import Words


# For names in Chinese, Japanese and Korean.
FURTHER = (
    "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC", "Noto Sans JP", "Noto Sans KR", "Source Han Sans SC",
    "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "SimHei",
    "Yu Gothic", "Malgun Gothic", "Arial Unicode MS",
)  # fmt: skip
STYLE = Path(__file__).with_name("imsim.mplstyle")
INCH = 25.4
COLUMN = 85 / INCH
POINTS = 72
TITLE, SMALL, LINE = 8.0, 6.0, 1.25
# Share of the width that a title may take: letters on a screen are a little wider than in print.
ROOM = 0.945
# Points that the names of rows may take, and inches that a name in two lines needs.
NAME, TWO_LINES = 100.0, 0.235
GOOD, BAD, UNCLEAR = "#009E73", "#D55E00", "#8C8C8C"
INK, SOFT, FAINT = "#333333", "#666666", "#E8E8E8"
BLUE, PALE = "#0072B2", "#BFDDF0"
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#999933")
# A legend over the axes, where it covers nothing.
ABOVE: Json = {"loc": "lower left", "bbox_to_anchor": (0.0, 0.99), "ncols": 3, "borderaxespad": 0.0}

Drawn = TypeVar("Drawn", "Axes", Figure)
Given = ParamSpec("Given")


@contextmanager
def own_style() -> Iterator[None]:
    """Imsim's style and nothing of the user's (TeX, fonts), with letters of further scripts where a font has them."""
    with style.context(settings(), after_reset=True):
        rcParams["font.family"] = [*rcParams["font.family"], *further_fonts()]
        yield


@cache
def settings() -> dict[str, Any]:
    """What the style file says, as values: Solara's copy of Matplotlib's settings, on the page, leaves them texts."""
    found = rc_params_from_file(STYLE, use_default_template=False)
    return {name: rcParams.validate[name](value) for name, value in found.items()}


@cache
def further_fonts() -> tuple[str, ...]:
    """Installed fonts that have letters which DejaVu Sans has not."""
    there = {font.name for font in fontManager.ttflist}
    return tuple(name for name in FURTHER if name in there)


def styled(draw: Callable[Given, Drawn]) -> Callable[Given, Drawn]:
    """Draw in imsim's style, whatever the caller's is, now and when the figure is shown."""

    @wraps(draw)
    def drawn(*args: Given.args, **kwargs: Given.kwargs) -> Drawn:
        with own_style():
            found = draw(*args, **kwargs)
            for axes in (found if isinstance(found, Figure) else figure_of(found)).axes:
                for axis in (axes.xaxis, axes.yaxis):
                    if type(axis.get_major_formatter()) is ScalarFormatter:
                        axis.set_major_formatter(Grouped())
                    # Ticks are made here: later, when they are needed, the style may be another.
                    axis.get_major_ticks()
            return found

    return drawn


class Grouped(ScalarFormatter):
    """Numbers along an axis, digits in groups of three as in all other places, never in powers of ten."""

    def __init__(self) -> None:
        super().__init__(useOffset=False)
        self.set_scientific(False)

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Matplotlib asks for this where a tick is labelled."""
        return re.sub(r"(?<![\d.])\d{4,}", lambda found: f"{int(found[0]):,}", super().__call__(x, pos), count=1)


class Shown(Figure):
    """A figure that a notebook shows by itself, although pyplot does not know of it."""

    def _repr_png_(self) -> bytes:
        content = BytesIO()
        with own_style():
            self.savefig(content)
        return content.getvalue()


def page(title: str, note: str, height: float, width: float = COLUMN) -> Figure:
    """An empty figure under a title and a smaller note, both broken into lines that fit.

    Args:
        title: may be empty.
        note: likewise.
        height: of what is below them, inches.
        width: inches; one column of print by default.
    """
    room = ROOM * width * POINTS
    head = [(wrapped(title, room, TITLE, "bold"), TITLE, "bold", INK)] if title else []
    head += [(wrapped(note, room, SMALL), SMALL, "normal", SOFT)] if note else []
    sizes = [size * LINE * (text.count("\n") + 1) for text, size, _, _ in head]
    above = (sum(sizes) + 5) / POINTS if head else 0.0
    figure = Shown(figsize=(width, height + above))
    figure.set_layout_engine("constrained", rect=(0, 0, 1, height / (height + above)))
    down = 2.0
    for (text, size, weight, colour), high in zip(head, sizes, strict=True):
        place = 1 - down / POINTS / (height + above)
        figure.text(0.012, place, text, size=size, weight=weight, color=colour, va="top", linespacing=LINE)
        down += high + 1
    return figure


def begun(axes: Axes | None, words: Words, title: str, note: str, height: float) -> Axes:
    """Axes to draw on: the caller's, which get the title, or new axes on a page of their own."""
    if axes is None:
        return page(words.heading(title), words.under(note), height).subplots()
    axes.set_title(words.heading(title))
    return axes


def figure_of(axes: Axes) -> Figure:
    """The whole figure that axes stand on."""
    figure = axes.get_figure(root=True)
    assert isinstance(figure, Figure)
    return figure


def rows(axes: Axes, labels: Sequence[str], width: float = NAME) -> None:
    """Name the rows of a figure, the first at the top; names that are too long are broken, then cut."""
    axes.set_yticks(range(len(labels)), [shortened(label, width) for label in labels])
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(labels) - 0.4, -0.6)


def tall(labels: Sequence[str], row: float, width: float = NAME, least: int = 2) -> float:
    """Height of so many rows, inches; each as high as the longest name needs.

    Args:
        labels: names of the rows.
        row: height of one whose name fits a line.
        width: of the names, points.
        least: rows that there is room for in any case.
    """
    broken = any("\n" in shortened(label, width) for label in labels)
    return max(row, TWO_LINES if broken else 0.0) * max(len(labels), least)


def whisker(axes: Axes, interval: tuple[float, float, float], place: float, colour: str, marker: str = "o") -> None:
    """Draw a mean with its interval (low, mean, high), lying; the mean alone where there is no interval."""
    low, middle, high = interval
    if math.isfinite(low) and math.isfinite(high):
        axes.plot([low, high], [place, place], color=colour, linewidth=1.8, solid_capstyle="butt")
    axes.plot(middle, place, marker, color=colour, markersize=3.6)


def save(figure: Figure, path: Path | str) -> None:
    """Write a figure whose bytes depend on nothing but what it shows; the suffix of the path says in which format."""
    date: Json = {"Date": None} if Path(path).suffix == ".svg" else {}
    with own_style():
        figure.savefig(path, metadata=date)


def width_of(text: str, size: float, weight: str = "normal") -> float:
    """Width of a line in points."""
    font = FontProperties(family="DejaVu Sans", size=size, weight=weight)
    width: float = TextToPath().get_text_width_height_descent(text, font, ismath=False)[0]
    return width


def wrapped(text: str, width: float, size: float = 7.0, weight: str = "normal") -> str:
    """A text broken between words into lines of at most so many points; a word that is longer stays whole."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size, weight) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)


def shortened(text: str, width: float, lines: int = 2, size: float = 6.5) -> str:
    """A name in at most so many lines of so many points; what does not fit gives way to an ellipsis.

    Example:
        >>> shortened("messages", 100), shortened("all_in_one_very_long_word", 60)
        ('messages', 'all_in_one_very_…')
    """
    words = " ".join(_cut(word, width, size) for word in text.split())
    kept = wrapped(words, width, size).split("\n")
    if len(kept) > lines:
        kept = [*kept[: lines - 1], _cut(f"{kept[lines - 1]} {kept[lines]}", width, size)]
    return "\n".join(kept)


def _cut(line: str, width: float, size: float) -> str:
    """A line, cut where it does not fit."""
    if width_of(line, size) <= width:
        return line
    while line and width_of(f"{line}\N{HORIZONTAL ELLIPSIS}", size) > width:
        line = line[:-1]
    return f"{line.rstrip()}\N{HORIZONTAL ELLIPSIS}"
