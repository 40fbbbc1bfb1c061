"""From the tables of a scenario to an organisation and a market: sites spelled out, imported tables read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from imsim.company.contacts import ContactNetwork, contact_matrix
from imsim.company.market import Market, Segment, one_segment
from imsim.company.organisation import (
    Department,
    Organisation,
    add_twins,
    collaboration_ties,
    generate,
    service_graph,
)
from imsim.company.reporting_lines import Index
from imsim.company.sites import site_names, without_site
from imsim.engine.errors import InputError, listed
from imsim.scenarios.loading import inside, is_file
from imsim.scenarios.schema import MarketTable, OrganisationTable

if TYPE_CHECKING:
    import pandas as pd

POSTS = ("post", "label", "department", "supervisor", "layers")
TIES = ("one", "other")


@dataclass(frozen=True)
class Posts:
    """What the tables of an imported organisation hold, its departments aside.

    Args:
        supervisor: post each post reports to, -1 for none.
        layers: layers between the top and each post.
        labels: of the posts.
        one, other: the ends of each contact tie.
    """

    supervisor: Index
    layers: Index
    labels: tuple[str, ...]
    one: Index
    other: Index


def build_organisation(table: OrganisationTable, folder: Path, seed: int, posts: Posts | None = None) -> Organisation:
    """The organisation that a table describes, drawn from a seed, or with the posts given or read from its tables."""
    departments = tuple(site for name in table.departments for site in sites_of(table, name))
    service = service_graph(departments, table.partners, list(service_edges(table)))
    twins = [
        (site, site_names_of(table, twin)) for name, twin in table.twins.items() for site in site_names_of(table, name)
    ]
    add_twins(service, twins, table.twin_respect)
    if table.posts is not None:
        posts = posts or read_posts(table, folder, departments)
        heads = np.array([department.heads for department in departments], dtype=np.int64)
        contacts = contact_matrix(int(heads.sum()), posts.one, posts.other)
        dormant = collaboration_ties(heads, table.collaboration, contacts, seed)
        return Organisation(departments, service, posts.supervisor, posts.layers, contacts, dormant, posts.labels)
    return generate(
        departments,
        service,
        seed=seed,
        span=table.span,
        layers=table.layers,
        network=ContactNetwork(table.contacts, table.density_ratio, table.rewiring, table.collaboration),
    )


def site_names_of(table: OrganisationTable, name: str) -> list[str]:
    """Names of the sites of a department, its own name where it has one; a partner has one site."""
    return site_names(name, table.departments[name].sites if name in table.departments else 1)


def sites_of(table: OrganisationTable, name: str) -> Iterator[Department]:
    """The sites of a department with their headcounts, as even as whole numbers allow."""
    row = table.departments[name]
    names = site_names_of(table, name)
    respect = table.respect if row.respect is None else row.respect
    for i, site in enumerate(names):
        headcount = row.heads // len(names) + (i < row.heads % len(names))
        yield Department(site, headcount, row.contact, row.professional, respect, row.legacy)


def service_edges(table: OrganisationTable) -> Iterator[tuple[str, str, float, float | None]]:
    """(supplier, customer, weight, respect) of every site; with equal numbers of sites an edge stays in its site."""
    for customer, suppliers in table.service.items():
        for supplier, weight in suppliers.items():
            respect = table.respect_between.get(customer, {}).get(supplier)
            ends, sources = site_names_of(table, customer), site_names_of(table, supplier)
            for i, end in enumerate(ends):
                inside = [sources[i]] if len(sources) == len(ends) else sources
                for source in inside:
                    if weight:
                        yield source, end, weight / len(inside), respect


def read_posts(table: OrganisationTable, folder: Path, departments: tuple[Department, ...]) -> Posts:
    """The tables of an imported organisation: posts.csv (`POSTS`) and ties.csv (`TIES`).

    Posts stand department by department, numbered from 0 in that order; an empty supervisor means none.
    """
    import pandas as pd

    assert table.posts is not None
    posts = read_table(folder, table.posts, POSTS)
    heads = np.array([department.heads for department in departments], dtype=np.int64)
    names = pd.Index([department.name for department in departments], dtype=object)
    # Each distinct name is looked up once: there may be a million rows.
    number, called = pd.factorize(posts["department"])
    found = names.get_indexer(pd.Index(called, dtype=object))[number]
    if not np.array_equal(found, np.repeat(np.arange(len(heads)), heads)):
        raise InputError(
            f"{folder / table.posts}: departments differ from [organisation.departments] in order or heads"
        )
    where, last = f"{folder / table.posts}: ", len(posts) - 1
    supervisor = whole(posts["supervisor"], last, where, empty=-1)
    layers = whole(posts["layers"], last, where, empty=0)
    one = other = np.empty(0, dtype=np.int64)
    if table.ties is not None:
        ties = read_table(folder, table.ties, TIES)
        one, other = (whole(ties[end], last, f"{folder / table.ties}: ") for end in TIES)
    return Posts(supervisor, layers, tuple(posts["label"].tolist()), one, other)


def whole(column: pd.Series[str], most: int, where: str, empty: int | None = None) -> Index:
    """A column of whole numbers from 0 to the most, with a number for empty cells where they may be empty."""
    blank = (column.str.strip() == "").to_numpy() & (empty is not None)
    numbers = np.where(blank, 0, numbers_in(column, blank))
    wrong = ~((numbers >= 0) & (numbers <= most) & (numbers == np.floor(numbers)))
    if wrong.any():
        row = int(wrong.argmax())
        allowed = f"a whole number from 0 to {most}" + ("" if empty is None else ", or nothing")
        raise InputError(f'{where}{column.name}, row {row + 1}: "{column.iloc[row][:40]}": must be {allowed}')
    return np.where(blank, empty if empty is not None else 0, numbers).astype(np.int64)


def numbers_in(column: pd.Series[str], blank: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Texts as numbers, NaN where they are none; a tenth of the time where all but the blank texts are numbers."""
    import pandas as pd
    import pyarrow as pa
    from pyarrow import compute

    try:
        texts = compute.if_else(pa.array(blank), None, pa.array(column, pa.large_string()))
        return texts.cast(pa.float64()).to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]
    except pa.ArrowInvalid:
        return pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64)


def read_table(folder: Path, name: str, columns: tuple[str, ...]) -> pd.DataFrame:
    """Read a table of strings inside the scenario's folder, as imports are read."""
    from imsim.scenarios.tables import Remarks, read_contents

    path = inside(folder / name, folder)
    if path is None:
        raise InputError(f"{folder / name}: leaves the folder of the scenario")
    if not is_file(path):
        raise InputError(f"{path}: no such file (named by the scenario's [organisation])")
    frame = read_contents(path, name, None, Remarks()).tables[0].frame
    if missing := [column for column in columns if column not in frame]:
        raise InputError(f"{path}: has no column {listed(missing)}; found {listed(frame.columns)}")
    return frame


def imported_tables(table: OrganisationTable, folder: Path) -> dict[str, str]:
    """The imported tables as CSV by name, without the labels of the posts: no run depends on who somebody is."""
    tables = {}
    for name, columns in ((table.posts, POSTS), (table.ties, TIES)):
        if name is not None:
            frame = read_table(folder, name, columns)[list(columns)]
            nameless = frame.assign(label="") if "label" in columns else frame
            tables[name] = nameless.to_csv(index=False, lineterminator="\n")
    return tables


def build_market(table: MarketTable, organisation: Organisation) -> Market:
    """The market that a table describes; where touch-points have sites, each segment has one part a site."""
    departments = sites_by_department(organisation)
    rows = table.segments.items()
    segments = [part for name, row in rows for part in site_segments(name, row.share, row.touch_points, departments)]
    if not segments:
        segments = default_segments(organisation, departments)
    total = sum(segment.share for segment in segments)
    return Market(
        rows=table.rows,
        active_customers=table.active_customers,
        purchases=table.purchases,
        purchase_value=table.purchase_value,
        segments=tuple(Segment(s.name, s.share / total, s.touch_points) for s in segments),
        caseload=table.caseload or 0.0,
        relation_share=table.relation_share,
    )


def sites_by_department(organisation: Organisation) -> dict[str, list[Department]]:
    """The sites of each department; a department without sites is its own."""
    departments: dict[str, list[Department]] = {}
    for site in organisation.departments:
        departments.setdefault(without_site(site.name), []).append(site)
    return departments


def default_segments(organisation: Organisation, departments: dict[str, list[Department]]) -> list[Segment]:
    """Everybody meets all contact departments by their headcounts; with sites, everybody has a home site."""
    contact = {
        name: float(sum(site.heads for site in sites)) for name, sites in departments.items() if sites[0].contact
    }
    if all(len(departments[name]) == 1 for name in contact):
        return list(one_segment(organisation))
    return site_segments("everyone", 1.0, contact, departments)


def site_segments(
    name: str, share: float, touch_points: dict[str, float], departments: dict[str, list[Department]]
) -> list[Segment]:
    """The segments of a table: one, or one for each site where its touch-points have sites."""
    number = max(len(departments[point]) for point in touch_points)
    return [
        Segment(
            part,
            share / number,
            tuple(
                (departments[point][place % len(departments[point])].name, weight)
                for point, weight in touch_points.items()
            ),
        )
        for place, part in enumerate(site_names(name, number))
    ]
