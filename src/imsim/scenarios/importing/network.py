"""An organisation as an annotated networkx graph, to draw, measure or save in any format that networkx writes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from imsim.scenarios.build import POSTS, TIES
from imsim.scenarios.importing.writing import STRENGTH
from imsim.scenarios.scenario import Scenario, load
from imsim.scenarios.tables import Remarks, read_contents

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd


def organisation_graph(scenario: Scenario | str | Path) -> nx.MultiDiGraph[int]:
    """Employees as nodes; who reports to whom, and who talks to whom, as edges.

    Args:
        scenario: a scenario, its file, or the name of a built-in one.

    Returns:
        A graph with one node a post. Nodes have `label`, `department`, `layer`, `contact` (meets external customers)
        and the attributes that came along with an imported staff list. Edges have the key and attribute `layer`:
        "reporting" from employee to supervisor, "talk" between contacts (once, from the lower post to the higher) with
        `strength` (1 where nothing is known). The internal-customer graph of departments is the graph attribute
        `service`: customer -> supplier -> share.
    """
    import networkx as nx

    scenario = scenario if isinstance(scenario, Scenario) else load(scenario)
    organisation, table = scenario.organisation, scenario.table.organisation
    service = {name: dict(suppliers) for name, suppliers in table.service.items()}
    graph: nx.MultiDiGraph[int] = nx.MultiDiGraph(name=scenario.name, service=service)
    people = table_of(scenario, table.posts)
    labels = organisation.labels or tuple(f"post {post}" for post in range(organisation.posts))
    for post in range(organisation.posts):
        unit = organisation.departments[organisation.department_of[post]]
        attributes = {} if people is None else {
            str(name): value for name, value in people.iloc[post].items() if name not in POSTS and value != ""
        }  # fmt: skip
        graph.add_node(
            post, **attributes, label=labels[post], department=unit.name, layer=int(organisation.layers[post]),
            contact=unit.contact,
        )  # fmt: skip
    for post, boss in enumerate(organisation.supervisor.tolist()):
        if boss >= 0:
            graph.add_edge(post, boss, key="reporting", layer="reporting")
    strengths = strengths_of(table_of(scenario, table.ties))
    contacts = organisation.contacts.tocoo()
    for one, other in zip(contacts.row.tolist(), contacts.col.tolist(), strict=True):
        if one < other:
            graph.add_edge(one, other, key="talk", layer="talk", strength=strengths.get((one, other), 1.0))
    return graph


def table_of(scenario: Scenario, name: str | None) -> pd.DataFrame | None:
    """A table beside a scenario, all its columns."""
    return None if name is None else read_contents(scenario.folder / name, name, None, Remarks()).tables[0].frame


def strengths_of(ties: pd.DataFrame | None) -> dict[tuple[int, int], float]:
    """Strength of each contact, by its two posts."""
    if ties is None or STRENGTH not in ties.columns:
        return {}
    one, other = (ties[end].astype(int).tolist() for end in TIES)
    return dict(zip(zip(one, other, strict=True), ties[STRENGTH].astype(float).tolist(), strict=True))
