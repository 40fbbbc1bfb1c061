"""A made firm of ten in the forms that people and programs give their staff and ties: what imports are tried on."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Sequence

import networkx as nx

UNITS = ("Workshop", "Shop", "Books")
# Person -> number of the department, and whom they report to.
PEOPLE = {1: 0, 2: 0, 3: 0, 4: 0, 5: 1, 6: 1, 7: 1, 8: 1, 9: 2, 10: 2}
BOSSES = {2: 1, 3: 1, 4: 1, 5: 1, 6: 5, 7: 5, 8: 5, 9: 1, 10: 9}
TIES = ((1, 5), (2, 6), (3, 7), (4, 8), (5, 9), (6, 10), (9, 2), (10, 3), (7, 4), (8, 1), (1, 9))
Call = Callable[[int], str]


def rows(table: Iterable[Sequence[object]], mark: str = ",") -> str:
    """Lines of a table."""
    return "".join(mark.join(map(str, row)) + "\n" for row in table)


def staff(head: str = "id,department", call: Call = str, units: Sequence[str] = UNITS, mark: str = ",") -> str:
    """The staff list; with whom they report to where the heading has a third column."""
    boss = [mark.join(["", call(BOSSES[i]) if i in BOSSES else ""]) for i in PEOPLE]
    lines = [f"{call(i)}{mark}{units[unit]}{line * (head.count(mark) > 1)}\n" for (i, unit), line in
             zip(PEOPLE.items(), boss, strict=True)]  # fmt: skip
    return f"{head}\n" + "".join(lines)


def pairs(call: Call = str, head: str = "from,to", more: Callable[[int], str] = lambda _: "", mark: str = ",") -> str:
    """The ties, one a row; `more` is what stands after the pair in the row of a number."""
    return f"{head}\n" + "".join(f"{call(i)}{mark}{call(j)}{more(n)}\n" for n, (i, j) in enumerate(TIES))


def dyads() -> str:
    """Every pair there may be, and whether there is a tie."""
    return "from,to,value\n" + rows((i, j, int((i, j) in TIES)) for i in PEOPLE for j in PEOPLE)


def matrix() -> str:
    """An adjacency matrix with names."""
    return rows([["", *PEOPLE], *([i, *(int((i, j) in TIES) for j in PEOPLE)] for i in PEOPLE)])


def adjacency() -> str:
    """A person and all they have ties to on each line."""
    return "".join(" ".join(map(str, [i, *(j for one, j in TIES if one == i)])) + "\n" for i in PEOPLE)


def weighed(big: str, mark: str = ",") -> str:
    """Ties that weigh 980 and 1,250 in turn, the second as somebody writes it."""
    return pairs(head=f"from{mark}to{mark}weight", more=lambda n: mark + (big if n % 2 else "980"), mark=mark)


def graph(**more: object) -> nx.DiGraph:
    """The firm as networkx has it."""
    found = nx.DiGraph(**more)
    for i, unit in PEOPLE.items():
        found.add_node(str(i), department=UNITS[unit], label=f"P{i}")
    found.add_edges_from((str(i), str(j), {"weight": 1.0}) for i, j in TIES)
    return found


def gexf() -> bytes:
    """As networkx and Gephi write it."""
    file = io.BytesIO()
    nx.write_gexf(graph(), file)
    return file.getvalue()


def pajek() -> bytes:
    """As networkx writes it."""
    file = io.BytesIO()
    nx.write_pajek(graph(), file)
    return file.getvalue()


def node_link() -> str:
    """As networkx and D3 write it."""
    return json.dumps(
        {
            "directed": True,
            "nodes": [{"id": i, "department": UNITS[unit]} for i, unit in PEOPLE.items()],
            "links": [{"source": i, "target": j, "weight": 1.0} for i, j in TIES],
        }
    )


SPACE = ' xmlns="http://graphml.graphdrawing.org/xmlns"'


def graphml(
    space: str = SPACE, keys: str = "", inside: Callable[[int], str] = lambda _: "", weight: str = "1.0", way: str = ""
) -> str:
    """GraphML as written by hand: what programs differ in is put in."""
    nodes = "".join(
        f'<node id="{i}"><data key="d">{UNITS[unit]}</data>{inside(i)}</node>' for i, unit in PEOPLE.items()
    )
    edges = "".join(
        f'<edge source="{i}" target="{j}"><data key="w">{weight if n % 2 else "1.0"}</data></edge>'
        for n, (i, j) in enumerate(TIES)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><graphml{space}>'
        '<key id="d" for="node" attr.name="department" attr.type="string"/>'
        f'<key id="w" for="edge" attr.name="weight" attr.type="double"/>{keys}'
        f'<graph edgedefault="{way or "directed"}">{nodes}{edges}</graph></graphml>'
    )


def igraph() -> str:
    """R's igraph: names are an attribute, keys of nodes mean nothing, and edges have no direction."""
    said = '<key id="v" for="node" attr.name="name" attr.type="string"/>' + (
        '<key id="b" for="node" attr.name="reports_to" attr.type="string"/>'
    )
    text = graphml(
        keys=said, way="undirected",
        inside=lambda i: f'<data key="v">Person {i}</data><data key="b">{named(BOSSES.get(i))}</data>',
    )  # fmt: skip
    for i in reversed(PEOPLE):
        for place in ("id", "source", "target"):
            text = text.replace(f'{place}="{i}"', f'{place}="n{i}"')
    return text


def named(person: int | None) -> str:
    """What igraph's people are called."""
    return f"Person {person}" if person else ""


def cytoscape() -> str:
    """No namespace at all."""
    return graphml(space="", keys='<key id="l" for="node" attr.name="label" attr.type="string"/>')


def graph_tool() -> str:
    """Attributes of a type that no other program knows."""
    return graphml(
        keys='<key id="pos" for="node" attr.name="pos" attr.type="vector_double"/>',
        inside=lambda i: f'<data key="pos">0x1p+{i}, 0x1p+1</data>',
    )


def neo4j() -> str:
    """Keys without a type, labels as attributes of elements."""
    return (
        graphml(
            keys='<key id="labels" for="node" attr.name="labels"/>', inside=lambda _: '<data key="labels">:P</data>'
        )
        .replace(' attr.type="string"', "")
        .replace(' attr.type="double"', "")
        .replace("<node ", '<node labels=":P" ')
        .replace("<edge ", '<edge label="HELPS" ')
    )


def yed() -> str:
    """Drawings inside the nodes, in a namespace of their own."""
    shape = '<y:ShapeNode><y:Geometry height="30" width="30" x="0" y="0"/><y:NodeLabel>P</y:NodeLabel></y:ShapeNode>'
    return graphml(
        space=f'{SPACE} xmlns:y="http://www.yworks.com/xml/graphml"',
        keys='<key for="node" id="g" yfiles.type="nodegraphics"/><key for="port" id="p" yfiles.type="portgraphics"/>',
        inside=lambda _: f'<data key="g">{shape}</data>',
    )
