"""What the experiments share: their options, how they leave a table and a figure, and how they write into a page."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from numpy.typing import NDArray

from imsim.reporting.figures.page import BLUE, COLOURS, SOFT, figure_of, page, rows, save, styled, whisker
from imsim.studies.intervals import Estimate

RESAMPLES = 2000


def options(question: str | None, **defaults: str) -> argparse.Namespace:
    """The options that every experiment has; `--quick` is a first look: two replicates in one process."""
    parser = argparse.ArgumentParser(description=question, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in {"scenario": "service_firm", **defaults}.items():
        parser.add_argument(f"--{name}", default=default)
    parser.add_argument("--replicates", type=int, default=30)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=Path, help="folder for a table (CSV) and a figure (PNG, SVG)")
    parser.add_argument("--quick", action="store_true", help="two replicates, for a first look")
    found = parser.parse_args()
    if found.quick:
        found.replicates, found.jobs = 2, 1
    return found


def told(value: Estimate, digits: int = 2, size: float = 1.0) -> str:
    """A difference and its interval in words: +1.20 [+1.10, +1.30]."""
    numbers = [f"{number / size:+.{digits}f}" for number in (value.mean, value.low, value.high)]
    return f"{numbers[0]} [{numbers[1]}, {numbers[2]}]"


def ratio(top: NDArray[np.float64], bottom: NDArray[np.float64]) -> Estimate:
    """Quotient of two means over the same replicates, with its bootstrap interval."""
    rows = np.random.default_rng(1).integers(0, len(top), (RESAMPLES, len(top)))
    quotients = top[rows].mean(axis=1) / bottom[rows].mean(axis=1)
    low, high = np.quantile(quotients, [0.025, 0.975])
    return Estimate(float(top.mean() / bottom.mean()), float(low), float(high), float(quotients.std()))


@styled
def whiskers(table: pd.DataFrame, title: str, note: str, unit: str, group: str = "") -> Figure:
    """A row a label with mean and interval; one colour for each value of the column `group`.

    Args:
        table: columns label, mean, low, high, and that of the groups.
        title: what is shown.
        note: how to read it.
        unit: what the numbers are.
        group: column that colours stand for.
    """
    labels = list(dict.fromkeys(table["label"]))
    groups = list(dict.fromkeys(table[group])) if group else [""]
    figure = page(title, note, 0.5 + 0.12 * len(groups) + (0.1 + 0.08 * len(groups)) * len(labels))
    axes = figure.subplots()
    for number, name in enumerate(groups):
        colour = COLOURS[number % len(COLOURS)] if group else BLUE
        part = table[table[group] == name] if group else table
        shift = 0.6 * ((number + 0.5) / len(groups) - 0.5)
        for row in part.to_dict("records"):
            whisker(axes, (row["low"], row["mean"], row["high"]), labels.index(row["label"]) + shift, colour)
        if group:
            axes.plot([], [], "o", color=colour, markersize=3.6, label=str(name))
    rows(axes, labels)
    axes.axvline(0, color=SOFT, linewidth=0.6)
    axes.grid(axis="x")
    axes.set_xlabel(unit)
    if group:
        figure.legend(loc="outside lower right")
    return figure


def leave(out: Path | None, name: str, table: pd.DataFrame, figure: Figure) -> None:
    """Write the table and the figure where a folder was given."""
    if out is None:
        return
    out.mkdir(parents=True, exist_ok=True)
    table.to_csv(out / f"{name}.csv", index=False)
    for suffix in ("png", "svg"):
        save(figure_of(figure.axes[0]), out / f"{name}.{suffix}")


def between_marks(page: str, parts: Mapping[str, str]) -> str:
    """A page in which what stands between `<!-- NAME -->` and the next `<!-- end -->` is that part.

    Raises:
        ValueError: a part has no marks there.
    """
    for name, part in parts.items():
        marks = re.compile(rf"(<!-- {re.escape(name)} -->\n).*?(<!-- end -->)", re.DOTALL)
        if not marks.search(page):
            raise ValueError(f"no marks: <!-- {name} --> and <!-- end -->")
        page = marks.sub(lambda found, part=part: f"{found[1]}{part}{found[2]}", page)
    return page


def write_between_marks(path: Path | None, parts: Mapping[str, str]) -> None:
    """Write parts into a page, where one was given."""
    if path is not None:
        path.write_text(between_marks(path.read_text(encoding="utf-8"), parts), encoding="utf-8")
