"""How fast is imsim, how large may a firm be, how long does one wait? Every figure of docs/performance.md, in one go.

    python benchmarks/performance.py                             # prints the tables, some minutes
    python benchmarks/performance.py --write docs/performance.md # and brings the page up to date
    python benchmarks/performance.py --quick                     # tiny firms, to see that it runs

Times are processor time unless a table says otherwise. Run it where nothing else runs: caches and memory are shared.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import engine_and_twin
import largest
import processes
import roofline
import startup
from firms import Effort, age_shortly
from imsim.reporting.text_tables import TextTable, markdown

MARKED = re.compile(r"(<!-- measured: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
PROCESSES = [(10_000, 1, "nothing"), (120, 64, "nothing"), (120, 64, "full_plan")]


def machine() -> TextTable:
    """Where it was measured, without names."""
    described = Path("/proc/cpuinfo")
    text = described.read_text(encoding="utf-8") if described.is_file() else ""
    model = re.search(r"model name\s*: (.*)", text)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    rows = (
        ("processor", f"{model[1] if model else platform.machine()}, {os.cpu_count()} cores"),
        ("memory", f"{memory:.0f} GiB"),
        ("software", ", ".join([f"Python {platform.python_version()}"] +
                               [f"{name} {version(name)}" for name in ("imsim", "numpy", "numba", "mesa")])),
    )  # fmt: skip
    return TextTable("Measured on", ("", ""), rows)


def measured(*, quick: bool) -> Iterator[tuple[str, TextTable]]:
    """The tables of the page by the names of their markers, as they are ready."""
    age_shortly()
    yield "machine", machine()
    if quick:
        effort = Effort(1, 0.01)
        yield from engine_and_twin.tables({(8, 1, 1): None, (120, 1, 1): None, (8, 2, 2): None}, effort).items()
        yield "processes", processes.table([(120, 1, "nothing"), (120, 2, "full_plan")], effort)
        yield "plans", processes.plans(effort, 1)
        yield "largest", largest.table(1200)
        yield from roofline.tables((120,), effort).items()
        yield "startup", startup.table(1, fresh=False)
    else:
        effort = Effort(7, 0.5)
        yield "startup", startup.table(7, fresh=True)
        yield from engine_and_twin.tables(engine_and_twin.SIZES, effort).items()
        yield from roofline.tables(roofline.FIRMS, effort).items()
        yield "processes", processes.table(PROCESSES, effort)
        yield "plans", processes.plans(effort)
        yield "largest", largest.table(1_000_000)


def printed(table: TextTable) -> str:
    """A table in plain text: the first column to the left, numbers to the right."""
    lines = [table.headings, *table.cells]
    widths = [max(len(line[column]) for line in lines) for column in range(len(table.headings))]
    told = [
        "  ".join(cell.rjust(width) if column else cell.ljust(width)
                  for column, (cell, width) in enumerate(zip(line, widths, strict=True)))
        for line in lines
    ]  # fmt: skip
    return "\n".join([table.title, *told, ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="tiny firms and one round, to see that it runs")
    parser.add_argument("--write", type=Path, metavar="FILE", help="page whose tables are brought up to date")
    options = parser.parse_args()
    tables = {}
    for name, table in measured(quick=options.quick):
        print(printed(table), flush=True)
        tables[name] = markdown(table)
    if options.write:
        page = options.write.read_text(encoding="utf-8")
        filled = MARKED.sub(lambda found: f"{found[1]}\n{tables[found[2]]}\n{found[3]}", page)
        options.write.write_text(filled, encoding="utf-8")


if __name__ == "__main__":
    main()
