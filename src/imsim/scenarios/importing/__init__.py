"""From anybody's tables of employees, and of who serves whom where there is one, to a scenario that runs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from imsim.engine.errors import InputError
from imsim.scenarios.counts import count
from imsim.scenarios.importing.answers import Answers
from imsim.scenarios.importing.assumed import assumed_contacts, assumed_service, with_lines
from imsim.scenarios.importing.departments import contact_departments, fitting
from imsim.scenarios.importing.draft import Draft
from imsim.scenarios.importing.headcounts import has_headcounts, read_departments
from imsim.scenarios.importing.identity import Index
from imsim.scenarios.importing.measures import Measures, measured
from imsim.scenarios.importing.network import organisation_graph
from imsim.scenarios.importing.pairs import both_ways, ends, ends_by_content, from_matrix, pair_columns
from imsim.scenarios.importing.people import People, read_people, reporting_from
from imsim.scenarios.importing.presence import present, with_ids
from imsim.scenarios.importing.report import ImportReport, command_line
from imsim.scenarios.importing.roles import Columns, staff_columns
from imsim.scenarios.importing.sources import Sources, read_sources, translated
from imsim.scenarios.importing.ties import find_weight, of_layer, one_kind, read_ties, service_shares
from imsim.scenarios.importing.writing import Network, only_tried, refuse_overwriting, write
from imsim.scenarios.loading import path_of
from imsim.scenarios.tables import Question, Remarks, shown

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["ImportReport", "Question", "import_organisation", "organisation_graph"]

Shares = dict[str, dict[str, float]]


def import_organisation(
    nodes: Path | str | pd.DataFrame | nx.Graph[Any],
    edges: Path | str | pd.DataFrame | nx.Graph[Any] | None = None,
    out: Path | str | None = None,
    **options: object,
) -> ImportReport:
    """A company's own tables become a scenario that runs.

    Args:
        nodes: the employees, or departments with their headcounts: a CSV, Excel, JSON or network file, a pandas
            DataFrame, a networkx or igraph graph. A network holds its ties as well.
        edges: who serves, writes to or asks whom, in any of these forms; where nothing is known, contacts and
            internal-customer shares are assumed, and that is said.
        out: folder for posts.csv, ties.csv and scenario.toml, new or without files of these names; None tries the
            import and writes nothing.
        options: what need not be guessed, the fields of `Answers`: columns by their role (id, department, supervisor,
            source, target, customer, supplier, weight, column), contact departments, name, and answers to questions
            (where, layer, directed, decimal, encoding).

    Raises:
        Question: something that changes results has to be said.
        InputError: a file, a column or a department is not what it should be; nothing has been written then.
    """
    answers, remarks = Answers.given(options), Remarks()
    folder = None if out is None else path_of(out)
    if folder is not None:
        refuse_overwriting(folder)
    title = scenario_name(folder, answers.name)
    sources = read_sources(nodes, edges, answers, remarks)
    firm = read_firm(sources, answers, remarks)
    written = write_firm(folder, title, sources, firm, remarks)
    # A wage said with its period need not be said again.
    guesses = [one for one in remarks.options if not (answers.wage_period and one[1].startswith("wage="))]
    guesses += said(answers)
    paths = [
        str(source) if isinstance(source, (str, Path)) else "FILE" for source in (nodes, edges) if source is not None
    ]
    return ImportReport(
        posts=int(firm.heads.sum()),
        departments=len(firm.people.names),
        ties=len(firm.contacts[0]),
        service_edges=sum(map(len, firm.service.values())),
        choices=remarks.choices,
        oddities=remarks.oddities,
        measures=firm.measures.lines(),
        command=command_line(paths, guesses, str(out or "OUT")) if remarks.guessed else "",
        files=written,
        scenario=written[-1] if written else None,
    )


@dataclass(frozen=True)
class Firm:
    """What the tables say of an organisation.

    Args:
        columns: of the staff list.
        people: in the order of their posts; or departments, where `listed` is false.
        heads: of each department.
        contacts: both ends of each contact tie, and its strength.
        service: internal customer -> its suppliers and their shares.
        contact: departments that meet external customers.
        measures: wages and the like.
        listed: whether people are known one by one.
        ties: what the ties are called, for the description.
    """

    columns: Columns
    people: People
    heads: Index
    contacts: tuple[Index, Index, np.ndarray]
    service: Shares
    contact: tuple[str, ...]
    measures: Measures
    listed: bool = True
    ties: str = ""


def read_firm(sources: Sources, answers: Answers, remarks: Remarks) -> Firm:
    """Everything the sources say of an organisation, and what has to be assumed."""
    # The ties help to tell which column of the staff list holds ids; the report has them after it.
    later = Remarks()
    ties = None if sources.ties is None else pair_columns(from_matrix(sources.ties, None, later), answers, later)
    pair = None if ties is None else ends(ties)
    named = [] if ties is None or pair is None else [ties.table.column(heading) for heading in pair]
    columns = staff_columns(sources.staff, answers.staff, named, remarks)
    if has_headcounts(columns):
        return read_departments_alone(columns, ties, answers, remarks)
    columns, leavers = present(columns, answers)
    measures = measured(with_ids(columns), leavers, answers)
    people = read_people(columns, remarks, leaders_first=ties is None)
    met = contact_departments(people.names, people.aliases, answers.contact, remarks)
    if ties is None:
        people = with_lines(people, remarks)
        contacts, service, source = None, None, ""
    else:
        remarks.extend(later)
        people, contacts, service, source = read_relations(ties, sources, people, answers, remarks)
    columns.unused("columns", answers.filters)
    heads = np.bincount(people.department, minlength=len(people.names)).astype(np.int64)
    if contacts is None:
        one, other = assumed_contacts(people, remarks)
        contacts = one, other, np.ones(len(one))
    if service is None:
        service = assumed_service(people.names, heads, remarks)
    remark_on_structure(people, heads, service, np.concatenate(contacts[:2]), remarks)
    return Firm(columns, people, heads, contacts, service, met, measures, ties=source)


def read_relations(
    ties: Columns, sources: Sources, people: People, answers: Answers, remarks: Remarks
) -> tuple[People, tuple[Index, Index, np.ndarray] | None, Shares | None, str]:
    """People with the reporting lines, contacts and shares that the ties tell, and what the ties are."""
    ties = complete(ties, sources, people, answers, remarks)
    pair = ends(ties)
    assert pair is not None
    source = f"{ties.table.name} (internal supplier: {shown(pair[0])}, internal customer: {shown(pair[1])})"
    layers = answers.layers
    staff = sources.staff.name
    if "reporting" in layers:
        lines = read_ties(of_layer(ties, layers["reporting"]), answers, people, staff, remarks)
        people = reporting_from(*lines.upwards(), people, remarks)
    contacts = service = None
    ties = both_ways(ties, answers)
    kinds = {layer: layers.get(layer) for layer in ("workflow", "talk") if layer in layers or not layers}
    for layer, some in kinds.items():
        found = read_ties(of_layer(ties, some), answers, people, staff, remarks)
        if layer == "workflow":
            service = service_shares(people, found, remarks)
        if layer == "talk" or "talk" not in kinds:
            contacts = found.contacts(len(people.ids))
        if not layers:
            contacts = found.contacts(len(people.ids))
            break
    ties.unused("columns of ties", answers.filters)
    return people, contacts, service, source


def complete(ties: Columns, sources: Sources, people: People, answers: Answers, remarks: Remarks) -> Columns:
    """The ties with both ends, their weight and kind known."""
    ties = replace(ties, remarks=remarks)
    if ends(ties) is None:
        table = from_matrix(ties.table, people, remarks)
        ties = Columns(table, ties.asked, remarks)
        ties = ends_by_content(ties, people, answers) if table is not ties.table or ends(ties) is None else ties
    if ties.table.keyed and ties.table.path != people.path:
        ties = replace(ties, table=translated(ties.table, sources.labels, people))
    find_weight(ties)
    return one_kind(ties, answers)


def read_departments_alone(columns: Columns, ties: Columns | None, answers: Answers, remarks: Remarks) -> Firm:
    """An organisation of which only departments, their headcounts and perhaps their ties are known."""
    people, heads = read_departments(columns, answers, remarks)
    met = contact_departments(people.names, people.aliases, answers.contact, remarks)
    if ties is None:
        service, source = assumed_service(people.names, heads, remarks), ""
    else:
        remarks.extend(ties.remarks)
        ties = both_ways(complete(ties, Sources(columns.table), people, answers, remarks), answers)
        service = service_shares(people, read_ties(ties, answers, people, columns.table.name, remarks), remarks)
        source = ties.table.name
        ties.unused("columns of ties", answers.filters)
    columns.unused("columns", answers.filters)
    nobody = np.empty(0, dtype=np.int64)
    contacts = nobody, nobody, np.empty(0)
    return Firm(columns, people, heads, contacts, service, met, Measures(), listed=False, ties=source)


def write_firm(out: Path | None, title: str, sources: Sources, firm: Firm, remarks: Remarks) -> list[Path]:
    """Write an organisation, or only try to."""
    people, number = firm.people, int(firm.heads.sum())
    staff = sources.staff.name
    origin = staff + (f" and {firm.ties}" if firm.ties else "")
    origins = {"organisation": staff} | ({"organisation.service": firm.ties} if firm.ties else {})
    if firm.ties and firm.listed:
        origins["organisation.ties"] = firm.ties
    size = f"{count(number, 'person', 'people')} in {count(len(people.names), 'department')}"
    draft = Draft(
        name=title,
        description=f"{size}, imported from {origin}.",
        departments=dict(zip(people.names, firm.heads.tolist(), strict=True)),
        contact=firm.contact,
        service=firm.service,
        measures=firm.measures,
        listed=firm.listed,
        origins=origins | remarks.assumed,
    )
    used = [firm.columns.found[role] for role in ("id", "department", "supervisor") if role in firm.columns.found]
    network = Network(people, firm.columns.table, used, firm.contacts) if firm.listed else None
    if out is None:
        only_tried(draft, network)
        return []
    return write(out, draft, network)


def scenario_name(out: Path | None, name: str | None) -> str:
    """The name given, if it may stand in a scenario, or the folder's with what may not stand there taken out."""
    if name is None:
        return fitting(out.resolve().name if out is not None else "firm", "firm")
    if name != fitting(name):
        raise InputError(
            f'--name {shown(name)}: begin with a letter or digit, then letters, digits, blanks, "_.&+-"; at most 60'
        )
    return name


def said(answers: Answers) -> list[tuple[str, str]]:
    """Options of the user that are no columns."""
    flags = {None: [], True: [("--directed", "")], False: [("--undirected", "")]}[answers.directed]
    single = {"--decimal": answers.decimal, "--encoding": answers.encoding, "--name": answers.name}
    return [
        *(("--where", text) for text in answers.where),
        *(("--layer", text) for text in answers.layer),
        *(
            ("--column", text)
            for text in answers.column
            if answers.wage_period and text.startswith(answers.wage_period)
        ),
        *flags,
        *((option, text) for option, text in single.items() if text is not None),
        *([("--contact", ",".join(answers.contact))] if answers.contact else []),
    ]


def remark_on_structure(people: People, heads: Index, shares: Shares, tied: Index, remarks: Remarks) -> None:
    """Say which people and departments will stand alone."""
    alone = np.flatnonzero(np.bincount(tied, minlength=len(people.ids)) == 0)
    remarks.add("people without any contact tie", people.ids[alone])
    remarks.add(
        "departments of one person", [name for name, size in zip(people.names, heads, strict=True) if size == 1]
    )
    remarks.add("departments without an internal supplier", [name for name in people.names if name not in shares])
