"""UCINET DL files: full matrices, edge lists and node lists of one relation or several."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from imsim.scenarios.counts import count

if TYPE_CHECKING:
    import networkx as nx

MOST_NODES = 1000
LARGEST_TEXT = 4 << 20
MOST_EDGES = 200_000
WORD = re.compile(r'"([^"]*)"|([^\s,]+)')
HEADER = re.compile(r"\b(n|nr|nc|nm|format)\s*=\s*(\w+)", re.IGNORECASE)
LABELS = re.compile(r"(row|col|column|matrix|level)?\s*\blabels?\s*(embedded)?\s*:?", re.IGNORECASE)


def dl_graph(text: str) -> nx.MultiDiGraph[str]:
    """A DL file as a directed graph; edges of several matrices carry the attribute `relation`.

    Networkx has no reader for it. Two-mode data (nr, nc) are no ties between people.

    Raises:
        ValueError: in words, why it cannot be read.
    """
    import networkx as nx

    if len(text) > LARGEST_TEXT:
        raise ValueError(f"it is longer than {LARGEST_TEXT >> 20} million letters; save a CSV file")
    head, marker, body = (
        re.split(r"(\bdata\s*:)", text, maxsplit=1, flags=re.IGNORECASE)
        if re.search(r"\bdata\s*:", text, re.IGNORECASE)
        else (text, "", "")
    )
    if not marker:
        raise ValueError('no line "data:"')
    said = {key.lower(): value.lower() for key, value in HEADER.findall(head)}
    if "nr" in said or "nc" in said:
        raise ValueError("two-mode data: people by something else, not people by people")
    number = int(said.get("n", "0"))
    if not 0 < number <= MOST_NODES:
        raise ValueError(f"n = {number}: at most {MOST_NODES:,} nodes are read from UCINET DL; save a CSV file")
    names, relations = labels(head, number, int(said.get("nm", "1")))
    form = said.get("format", "fullmatrix")
    if form not in FORMS:
        raise ValueError(f"format = {form}: {', '.join(FORMS)} are read; save a CSV file")
    embedded = re.search(r"labels?\s+embedded", head, re.IGNORECASE) is not None
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from(names if not embedded else [])
    ties = FORMS[form](body, names, embedded)
    for place, (one, other, weight, matrix) in enumerate(ties):
        relation = {"relation": relations[matrix]} if len(relations) > 1 else {}
        graph.add_edge(one, other, weight=weight, **relation)
        if place >= MOST_EDGES:
            raise ValueError(f"more than {MOST_EDGES:,} ties; save a CSV file")
    return graph


def labels(head: str, number: int, matrices: int) -> tuple[list[str], list[str]]:
    """Names of the nodes and of the matrices; numbers where none are given."""
    found: dict[str, list[str]] = {}
    sections = list(LABELS.finditer(head))
    ends = [section.start() for section in sections[1:]] + [len(head)]
    for section, end in zip(sections, ends, strict=False):
        if not section[2]:
            found[(section[1] or "").lower()] = words(head[section.end() : end])
    names = found.get("") or found.get("row") or [str(i + 1) for i in range(number)]
    relations = found.get("matrix") or found.get("level") or [str(i + 1) for i in range(matrices)]
    if len(names) < number or len(relations) < matrices:
        whose = f"{count(len(names), 'label')} for {count(number, 'node')}"
        raise ValueError(f"{whose}, {len(relations)} for {count(matrices, 'matrix', 'matrices')}")
    return names[:number], relations[:matrices]


def words(text: str) -> list[str]:
    """Words apart by blanks or commas, quotation marks taken off."""
    return [quoted or bare for quoted, bare in WORD.findall(text)]


Ties = Iterator[tuple[str, str, str, int]]


def full_matrix(body: str, names: list[str], embedded: bool) -> Ties:
    """Row after row of cells, matrix after matrix."""
    cells, number = iter(words(body)), len(names)
    heading = list(islice(cells, number)) if embedded else names
    matrix = 0
    while row := list(islice(cells, (number + embedded) * number)):
        for i, one in enumerate(heading):
            values = row[i * (number + embedded) :][: number + embedded]
            if len(values) < number + embedded:
                raise ValueError(f"row {i + 1} of the matrix has {count(len(values), 'cell')}, not {number + embedded}")
            for other, value in zip(heading, values[embedded:], strict=True):
                if value.strip("0.") not in ("", "-"):
                    yield one, other, value, matrix
        matrix += 1


def edge_list(body: str, names: list[str], embedded: bool) -> Ties:
    """`one other [weight]` a line; `!` begins the next matrix."""
    for ends, matrix in lines(body, names, embedded, 2):
        yield ends[0], ends[1], ends[2] if len(ends) > 2 else "1", matrix


def node_list(body: str, names: list[str], embedded: bool) -> Ties:
    """`one other other ...` a line."""
    for (one, *others), matrix in lines(body, names, embedded, MOST_NODES):
        for other in others:
            yield one, other, "1", matrix


def lines(body: str, names: list[str], embedded: bool, ends: int) -> Iterator[tuple[list[str], int]]:
    """Lines of words, the first of them names of nodes, and the number of their matrix."""
    matrix = 0
    for line in body.splitlines():
        if line.strip() == "!":
            matrix += 1
        elif row := words(line):
            called = [word if embedded or not word.isdigit() else names[int(word) - 1] for word in row[:ends]]
            yield called + row[ends:], matrix


FORMS: dict[str, Callable[[str, list[str], bool], Ties]] = {
    "fullmatrix": full_matrix,
    "edgelist1": edge_list,
    "nodelist1": node_list,
}
