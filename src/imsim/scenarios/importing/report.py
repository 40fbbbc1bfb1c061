"""What an import has to say: what it wrote, took for granted, assumed, and did with every oddity."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from imsim.engine.errors import InputError
from imsim.engine.sanitising import printable
from imsim.scenarios.counts import count

if TYPE_CHECKING:
    import networkx as nx


# What fits into one screen.
MOST_SHOWN, WIDEST = 20, 110


@dataclass(frozen=True)
class ImportReport:
    """What an import wrote, what it took for granted, and what it did with every oddity.

    Args:
        posts, departments, ties, service_edges: how many.
        choices: one line for each column, and for each decision a user may want to change.
        oddities: one line for each kind of flaw in the data, with how often it occurs and examples.
        measures: one line for each number about the firm that the list told.
        command: the command line that says all that was guessed; empty where nothing was.
        files: written, the scenario among them; none after a dry run.
        scenario: the file to run; None after a dry run.
    """

    posts: int
    departments: int
    ties: int
    service_edges: int
    choices: list[str]
    oddities: list[str]
    measures: list[str]
    command: str
    files: list[Path]
    scenario: Path | None

    def __repr__(self) -> str:
        """The first lines of the report."""
        lines = self.lines()
        more = [f"... {len(lines) - MOST_SHOWN} more in .lines()"] if len(lines) > MOST_SHOWN else []
        return "\n".join([line[:WIDEST] for line in lines[:MOST_SHOWN]] + more)

    def lines(self) -> list[str]:
        """The report as plain text; names in it come from the data, so print it without interpreting markup."""
        written = (
            f"written: {', '.join(str(path) for path in self.files)}" if self.files else "dry run: nothing written"
        )
        return [
            f"{count(self.posts, 'post')} in {count(self.departments, 'department')}, "
            f"{count(self.ties, 'contact tie')}, {count(self.service_edges, 'link')} between "
            "internal suppliers and customers",
            *(f"  {choice}" for choice in self.choices),
            *(["taken from the list:"] if self.measures else []),
            *(f"  {printable(measure)}" for measure in self.measures),
            "oddities in the data:" if self.oddities else "no oddities in the data",
            *(f"  {oddity}" for oddity in self.oddities),
            *(["the same with every guess said, to change:", f"  {self.command}"] if self.command else []),
            written,
        ]

    def graph(self) -> nx.MultiDiGraph[int]:
        """The imported organisation as an annotated networkx graph, see `organisation_graph`."""
        from imsim.scenarios.importing.network import organisation_graph

        if self.scenario is None:
            raise InputError("a dry run leaves no organisation: import it with a folder to write to")
        return organisation_graph(self.scenario)


def command_line(sources: list[str], options: list[tuple[str, str]], out: str) -> str:
    """A command that can be pasted, options in the order given."""
    words = [*map(shlex.quote, sources)]
    words += [f"{name} {shlex.quote(value)}" if value else name for name, value in dict.fromkeys(options)]
    return printable(" ".join(["imsim import", *words, "--out", shlex.quote(out)]))
