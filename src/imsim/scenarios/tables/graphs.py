"""Network files as two tables, nodes and edges: networkx reads, with the quirks of each program smoothed before."""

from __future__ import annotations

import io
import json
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from imsim.engine.errors import InputError
from imsim.scenarios.tables.dl import dl_graph
from imsim.scenarios.tables.markup import MOST_ELEMENTS, check_prolog, unreadable, without_namespaces
from imsim.scenarios.tables.remarks import shown
from imsim.scenarios.tables.table import TextTable, text_frame

if TYPE_CHECKING:
    import networkx as nx

GRAPHML = "http://graphml.graphdrawing.org/xmlns"
GEXF = "http://www.gexf.net/1.2draft"
# Keys of a node that JSON files use, the usual first.
JSON_KEYS = ("id", "key", "name", "label")
# Text formats are split word by word: this many lines a few seconds.
MOST_LINES = 100_000
# Splitting a line into words takes time that grows with its square.
LONGEST_LINE = 10_000


@dataclass(frozen=True)
class Graph:
    """A network as tables.

    Args:
        nodes: `id` (the graph's own key) and attributes.
        edges: `source` and `target` (keys of nodes) and attributes.
    """

    nodes: TextTable
    edges: TextTable


def graph_of(path: str, raw: bytes, text: Callable[[], str], kind: str) -> Graph:
    """Read a network file.

    Args:
        path: for messages.
        raw: what the file holds.
        text: decodes it, for the formats that are not XML.
        kind: one of GraphML, GEXF, GML, Pajek, UCINET DL, JSON.
    """
    import networkx as nx

    readers: dict[str, Callable[[], nx.Graph[str]]] = {
        "GraphML": lambda: graphml(path, raw),
        "GEXF": lambda: gexf(path, raw),
        "GML": lambda: gml(limited(path, text(), kind)),
        "Pajek": lambda: pajek(limited(path, text(), kind)),
        "UCINET DL": lambda: dl_graph(text()),
        "JSON": lambda: json_graph(text()),
    }
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return tables_of(readers[kind](), path)
    except InputError:
        raise
    except RecursionError:
        raise InputError(f"{path}: cannot be read as {kind}: it is nested too deeply") from None
    except (
        SyntaxError,
        nx.NetworkXException,
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        StopIteration,
    ) as error:
        raise unreadable(path, kind, error) from None


def limited(path: str, text: str, kind: str) -> list[str]:
    """The lines of a text, if there are not too many."""
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        raise InputError(
            f"{path}: has {len(lines):,} lines, at most {MOST_LINES:,} are read from {kind}: "
            "save its nodes and its edges as two CSV files"
        )
    if max(map(len, lines), default=0) > LONGEST_LINE:
        raise InputError(f"{path}: cannot be read as {kind}: a line has more than {LONGEST_LINE:,} letters")
    return lines


def tables_of(graph: nx.Graph[Any], path: str) -> Graph:
    """A networkx graph as tables of text."""
    nodes = text_frame(({"id": key} | renamed(data, "id") for key, data in graph.nodes(data=True)), ["id"])
    ends = ("source", "target")
    kinds = kinds_of(graph)
    edges = text_frame(
        (
            {"source": one, "target": other} | renamed(data, *ends) | kind
            for (one, other, data), kind in zip(graph.edges(data=True), kinds, strict=True)
        ),
        ends,
    )
    directed = bool(graph.is_directed())
    return Graph(
        TextTable(path, nodes, exact=True, keyed=True),
        TextTable(path, edges, exact=True, keyed=True, directed=directed),
    )


def kinds_of(graph: nx.Graph[Any]) -> list[dict[str, object]]:
    """The relation that each edge of a multigraph is of, where its keys are words for that and not numbers."""
    import networkx as nx

    keys = [key for *_, key in graph.edges(keys=True)] if isinstance(graph, nx.MultiGraph) else []
    words = [isinstance(key, str) and not key.isdigit() for key in keys]
    if not keys or not all(words) or 2 * len(set(keys)) > len(keys):
        return [{}] * graph.number_of_edges()
    return [{"relation": key} for key in keys]


def renamed(data: Mapping[Any, object], *taken: str) -> dict[str, object]:
    """Attributes under headings that are not taken by the keys."""
    return {(f"{name} attribute" if str(name) in taken else str(name)): value for name, value in data.items()}


def graphml(path: str, raw: bytes) -> nx.Graph[str]:
    """GraphML of any program: without its namespace, with attribute types of its own, with labels of yEd."""
    import networkx as nx

    check_prolog(path, io.BytesIO(raw), "GraphML")
    root = without_namespaces(path, raw, "GraphML", lambda space: "yworks" in space)
    if root.tag != "graphml":
        raise SyntaxError(f"its root is <{root.tag}>")
    for key in root.iter("key"):
        if "yfiles.type" not in key.attrib:
            # Texts stay as they stand: nothing is lost, and no type is unknown.
            key.set("attr.type", "string")
            key.set("attr.name", key.get("attr.name") or key.get("id") or "")
    for element in root.iter():
        if element.tag.isidentifier():
            element.tag = f"{{{GRAPHML}}}{element.tag}"
    return nx.read_graphml(io.BytesIO(ElementTree.tostring(root)), node_type=str)


def gexf(path: str, raw: bytes) -> nx.Graph[str]:
    """GEXF of any version."""
    import networkx as nx

    check_prolog(path, io.BytesIO(raw), "GEXF")
    root = without_namespaces(path, raw, "GEXF", lambda space: "viz" in space)
    if root.tag != "gexf":
        raise SyntaxError(f"its root is <{root.tag}>")
    # What draws the graph, and when it was saved, are no attributes of people.
    for parent in list(root.iter()):
        for child in [child for child in parent if "}" in child.tag or child.tag == "meta"]:
            parent.remove(child)
    for attribute in root.iter("attribute"):
        attribute.set("type", "string")
    for element in root.iter():
        element.tag = f"{{{GEXF}}}{element.tag}"
    root.set("version", "1.2")
    return nx.read_gexf(io.BytesIO(ElementTree.tostring(root)), node_type=str, version="1.2draft")


def gml(lines: list[str]) -> nx.Graph[str]:
    """GML; pairs that are named twice are kept twice."""
    import networkx as nx

    try:
        return nx.parse_gml(lines, label="id")
    except nx.NetworkXError as error:
        if "duplicated" not in str(error):
            raise
    return nx.parse_gml(re.sub(r"\bgraph\s*\[", "graph [ multigraph 1 ", "\n".join(lines), count=1), label="id")


SECTION = re.compile(r"^\*(arcs|edges)(list)?\b\s*(:\s*\d+)?\s*(.*)$", re.IGNORECASE)


def pajek(lines: list[str]) -> nx.Graph[str]:
    """Pajek; several relations in one file stay apart as the attribute `relation`."""
    import networkx as nx

    lines = [line for line in lines if line.strip() and not line.lstrip().startswith("%")]
    begins = [i for i, line in enumerate(lines) if SECTION.match(line.strip())]
    named = [match for i in begins if (match := SECTION.match(lines[i].strip())) and match[3]]
    if len(named) < 2:
        return nx.parse_pajek("\n".join(lines))
    joined: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for first, last in zip(begins, [*begins[1:], len(lines)], strict=True):
        title = SECTION.match(lines[first].strip())
        assert title is not None
        kind = f"*{title[1]}{title[2] or ''}"
        part = nx.parse_pajek("\n".join([*lines[: begins[0]], kind, *lines[first + 1 : last]]))
        joined.add_nodes_from(part.nodes(data=True))
        relation = title[4].strip().strip('"') or (title[3] or "").strip(": ")
        for one, other, data in part.edges(data=True):
            joined.add_edge(one, other, **data, relation=relation)
            if not part.is_directed():
                joined.add_edge(other, one, **data, relation=relation)
    return joined


def json_graph(text: str) -> nx.Graph[str]:
    """Node-link JSON of networkx or D3, or the JSON of Cytoscape."""
    import networkx as nx

    data = json.loads(text)
    if isinstance(data, dict) and isinstance(data.get("graph"), dict) and "nodes" in data["graph"]:
        data = data["graph"]
    if not isinstance(data, dict) or not ("nodes" in data or "elements" in data):
        raise ValueError('it holds no "nodes"')
    if "elements" in data:
        return nx.cytoscape_graph(data)
    nodes, edges = data["nodes"] or [], data.get("edges", data.get("links")) or []
    if isinstance(nodes, dict):
        nodes = [{"id": key} | (row if isinstance(row, dict) else {"label": row}) for key, row in nodes.items()]
    if len(nodes) + len(edges) > MOST_ELEMENTS:
        raise ValueError(f"more than {MOST_ELEMENTS:,} nodes and edges: save them as two CSV files")
    rows = [
        row | (row.get("metadata") or {}) | (row.get("attributes") or {}) if isinstance(row, dict) else {"id": row}
        for row in nodes
    ]
    key = next((name for name in JSON_KEYS if all(name in row for row in rows)), None)
    if key is None:
        rows, key = [{"id": i} | row for i, row in enumerate(rows)], "id"
    links = [dict(zip(("source", "target"), ends(edge), strict=True)) | edge for edge in edges]
    known = {row[key] for row in rows}
    if any(isinstance(end, int) and end not in known for link in links for end in ends(link)):
        # D3 names ends by their place in the list of nodes.
        links = [link | {"source": rows[link["source"]][key], "target": rows[link["target"]][key]} for link in links]
    # Older releases of networkx read "links", newer ones "edges".
    read = list(keyless(links))
    whole = {
        "directed": bool(data.get("directed", True)),
        "multigraph": True,
        "nodes": rows,
        "edges": read,
        "links": read,
    }
    return nx.node_link_graph(whole, name=key)


def keyless(links: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Links without the key by which networkx would take one for another."""
    return ({name: value for name, value in link.items() if name != "key"} for link in links)


def ends(edge: Mapping[str, Any]) -> tuple[Any, Any]:
    """Source and target of a link, which some programs keep as whole nodes."""
    one, other = edge.get("source", edge.get("from")), edge.get("target", edge.get("to"))
    if one is None or other is None:
        raise ValueError(f"an edge has no source or no target ({shown(', '.join(map(str, edge)))}); save them as CSV")
    return tuple(end.get("id", end.get("name")) if isinstance(end, dict) else end for end in (one, other))  # type: ignore[return-value]
