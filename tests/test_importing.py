"""Tables of employees and ties, tidy and untidy, become scenarios that run, and nothing odd goes unmentioned."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from imsim.company.organisation import Organisation
from imsim.engine.errors import InputError
from imsim.scenarios.importing import ImportReport, import_organisation
from imsim.scenarios.importing.departments import fitting
from imsim.scenarios.importing.identity import identities, identity, near
from imsim.scenarios.scenario import Scenario, load
from imsim.scenarios.simulation import Case, simulate
from imsim.scenarios.tables import Remarks, text
from imsim.scenarios.tables.text import text_table

DATA = Path(__file__).parents[2] / "shared" / "data"
SHORT = ["time.weeks=4", "time.window=4", "time.burn_in=2"]

NODES = """id,dept,boss
ann,sales,
bob,sales,ann
cat,ops,ann
dan,ops,cat
eve,it,cat
"""
EDGES = """from,to,weight
cat,ann,3
eve,bob,1
ann,cat,2
dan,cat,5
eve,dan,6
"""


@dataclass
class Desk:
    """A folder to import in."""

    folder: Path

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def imported(self, nodes: str | bytes = NODES, edges: str | bytes = EDGES, **options: object) -> ImportReport:
        out = options.pop("out", self.folder / "out")
        return import_organisation(
            self.write("nodes.csv", nodes),
            self.write("edges.csv", edges),
            out,
            **options,  # type: ignore[arg-type]
        )

    def refused(self, nodes: str | bytes = NODES, edges: str | bytes = EDGES, **options: object) -> str:
        with pytest.raises(InputError) as caught:
            self.imported(nodes, edges, **options)
        assert not (self.folder / "out").exists()
        return str(caught.value)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def toml(report: ImportReport) -> dict:
    return tomllib.loads(report.scenario.read_text(encoding="utf-8"))


def posts(report: ImportReport) -> pd.DataFrame:
    return pd.read_csv(report.scenario.with_name("posts.csv"), dtype=str, keep_default_na=False).set_index("label")


def said(report: ImportReport, start: str) -> str:
    """The one oddity that begins like this."""
    found = [line for line in report.oddities if line.startswith(start)]
    assert len(found) == 1, report.oddities
    return found[0]


def test_many_names_are_made_plain_as_one_is() -> None:
    texts = ["", " ", "1.0", "-7.000", "1.05", ".0", "x.0", "1.0.0", "\u00a0a\u3000", "\x1c12.0\n", "١٢.0", "²​.0", "0"]
    column = pd.Series(texts, dtype=str)
    assert identities(column, Remarks(), "names").texts(np.arange(len(texts))).tolist() == list(map(identity, texts))


@pytest.mark.parametrize(
    "row",
    ["7,sales,x", "7,sales,", "7,sales", ",sales,x", "", ",,", "7, sales,x", " 7,sales,x", '7,"sa,les",x',
     "7,é,x", "7,sales ,x ", "7\r,sales,x", "7,s\tales,NA", "  ", '"7",sales,x', '"7","sa""les",x', '7," sales",x',
     '7, "sales",x', '7,sa"les,x', '7,"sa\nles",x', '7,"sales" ,x', '7,"",x', '"","",""', '7,"sales"x,y',
     '7,"sa,"les",x', '"7", sales  ,  x', '7,"a,"",b",x', '"7",sales', '"7", \tsales,x', '""""', '7,",",x',
     '7,""",""",x'],
)  # fmt: skip
def test_a_long_table_is_read_as_a_short_one_is(row: str, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = f"id,dept,boss\n1,it,\n{row}\n8,it,1\n".encode()
    slow = text_table("short.csv", raw, None, Remarks()).frame
    monkeypatch.setattr(text, "LONG", 0)
    pd.testing.assert_frame_equal(text_table("short.csv", raw, None, Remarks()).frame, slow)


FORMS = ("7", "007", "A1", "a1", "a01", "Ng, Ann", "ann ng", "12\u200b", "1.2E+05", "0", "00", "K9", "k9", "x-1", "X-1",
         "Bo (7)", "BO", "\u212a8", "É", "é", "1_0")  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_names_are_found_in_another_form_where_one_person_is_left(seed: int) -> None:
    rng = np.random.default_rng(seed)
    posts = pd.Index(rng.permutation(FORMS)[:9], dtype=object)
    found = identities(pd.Series(FORMS), Remarks(), "names").found_in(posts, Remarks(), "names")
    for name, post in zip(FORMS, found.tolist(), strict=True):
        alike = [i for i, other in enumerate(posts) if near(other) == near(name)]
        there = posts.get_loc(name) if name in posts else alike[0] if len(alike) == 1 else -1
        assert post == there, name


def test_what_is_written_is_read_as_what_was_tried(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """An import tries the organisation that it holds: reading a large one again would take longer than all the rest."""
    held: list[Organisation] = []
    monkeypatch.setattr(Scenario, "setting_of", lambda self, organisation: held.append(organisation))
    names = ['"Ng, Ann"', '"say ""hi"""', "=1+1", "@home", "a;b|c", "Jürgen Ö. ", "研发", "\u202eleft", "007", "-"]
    rows = [f"{name},{'sales' if i % 3 else 'R&D'},{names[i // 2] if i else ''},'x {i}" for i, name in enumerate(names)]
    ties = [f"{one},{other},{i}.5" for i, (one, other) in enumerate(pairwise(names), 1)]
    report = desk.imported("id,dept,boss,note\n" + "\n".join(rows), "from,to,weight\n" + "\n".join(ties))
    read, (tried,) = load(report.scenario).organisation, held
    assert read.labels == tried.labels
    assert read.departments == tried.departments
    assert np.array_equal(read.supervisor, tried.supervisor)
    assert np.array_equal(read.layers, tried.layers)
    assert not (read.contacts != tried.contacts).nnz
    assert len(set(read.labels)) == len(names)


def test_a_tidy_organisation_by_hand(desk: Desk) -> None:
    report = desk.imported(contact=["sales"], name="five people")
    assert (report.posts, report.departments, report.ties, report.service_edges) == (5, 3, 4, 4)
    assert [path.name for path in report.files] == ["posts.csv", "ties.csv", "scenario.toml"]
    tree = toml(report)
    assert tree["name"] == "five people"
    assert tree["organisation"]["departments"] == {
        "sales": {"heads": 2, "contact": True},
        "ops": {"heads": 2, "contact": False},
        "it": {"heads": 1, "contact": False},
    }
    assert tree["organisation"]["service"] == {
        "sales": {"ops": 0.75, "it": 0.25},
        "ops": {"it": 0.75, "sales": 0.25},
    }
    table = posts(report)
    assert list(table.index) == ["ann", "bob", "cat", "dan", "eve"]
    assert list(table["supervisor"]) == ["", "0", "0", "2", "2"]
    assert list(table["layers"]) == ["0", "1", "1", "2", "2"]
    assert (desk.folder / "out" / "ties.csv").read_text() == "one,other,strength\n0,2,5\n1,4,1\n2,3,5\n3,4,6\n"
    assert report.oddities == [
        "departments of one person (1): it",
        "departments without an internal supplier (1): it",
    ]
    organisation = load(report.scenario).organisation
    assert organisation.labels == ("ann", "bob", "cat", "dan", "eve")
    assert organisation.service["ops"]["sales"]["weight"] == 0.75


def test_it_runs_and_earns_what_its_people_earn_elsewhere(desk: Desk) -> None:
    report = desk.imported()
    scenario = load(report.scenario, SHORT)
    market, economy = scenario.table.market, scenario.table.economy
    revenue = market.active_customers * market.purchases * market.purchase_value * 52
    assert revenue == pytest.approx(economy.revenue_per_employee * 5, rel=0.01)
    assert market.rows == 500
    assert {"nothing", "full_plan"} <= set(scenario.strategies)
    record = simulate(scenario.setting(), list(scenario.strategies.values()), range(1), 1)
    assert all(np.isfinite(values).all() for values in record.final.values())


def test_posts_stand_department_by_department_in_order_of_appearance(desk: Desk) -> None:
    report = desk.imported("id,dept\na,z\nb,m\nc,z\nd,m\n", "from,to\na,b\nc,d\n")
    table = posts(report)
    assert list(table.index) == ["a", "c", "b", "d"]
    assert list(table["department"]) == ["z", "z", "m", "m"]


def test_direction_and_role_name_the_same_ends(desk: Desk) -> None:
    edges = "asks,provides\nann,cat\n"
    by_role = desk.imported(edges=edges, customer="asks", supplier="provides")
    by_direction = desk.imported(edges=edges, source="provides", target="asks", out=desk.folder / "other")
    assert toml(by_role)["organisation"]["service"] == {"sales": {"ops": 1.0}}
    assert toml(by_direction)["organisation"] == toml(by_role)["organisation"]


def test_guessed_columns_are_named(desk: Desk) -> None:
    report = desk.imported("ID,Department\na,x\nb,y\n", "source,target\na,b\n")
    assert report.choices == [
        'nodes.csv: id from column "ID" (guessed)',
        'nodes.csv: department from column "Department" (guessed)',
        "no reporting lines: everybody is at the top (layer 0) and messages reach all directly",
        "no --contact given: every department meets external customers",
        'edges.csv: internal supplier (gives, sends) from column "source" (guessed)',
        'edges.csv: internal customer (gets) from column "target" (guessed)',
        "edges.csv: no weights, every row counts 1",
    ]
    assert all(department.contact for department in load(report.scenario).organisation.departments)


def test_shares_add_up_to_one_however_they_are_rounded(desk: Desk) -> None:
    names = "abcdefg"
    nodes = "id,dept\n" + "".join(f"{name},{name}\n" for name in names)
    edges = "from,to,weight\n" + "".join(f"{one},{other},1\n" for one in names for other in names)
    for suppliers in toml(desk.imported(nodes, edges))["organisation"]["service"].values():
        assert sum(suppliers.values()) == pytest.approx(1, abs=1e-9)


def test_links_too_small_to_write_are_dropped_aloud(desk: Desk) -> None:
    report = desk.imported("id,dept\na,x\nb,y\nc,z\n", "from,to,weight\na,b,1\nc,b,0.0000001\n")
    assert "negligible" not in toml(report)["organisation"]["service"]["y"]
    assert toml(report)["organisation"]["service"] == {"y": {"x": 1.0}}
    assert said(report, "links between departments below a millionth").endswith("(1): z -> y")


# -- oddities of people


def test_numbers_that_became_fractions_are_numbers_again(desk: Desk) -> None:
    report = desk.imported(
        "id,dept,boss\n1,152.0,2.0\n2.0,152.0,\n3,7.0,2.0\n",
        "from,to\n1.0,3.0\n2,3\n",
        contact=["152.0"],
    )
    assert list(posts(report)["supervisor"]) == ["1", "", "1"]
    assert list(toml(report)["organisation"]["departments"]) == ["152", "7"]
    assert load(report.scenario).organisation.contact.tolist() == [1.0, 0.0]
    assert said(report, "departments read").endswith("(3): 152.0, 7.0")
    assert said(report, "supervisors read").endswith("(2): 2.0")
    assert said(report, "ids in nodes.csv read").endswith("(1): 2.0")
    assert said(report, "from in edges.csv read").endswith("(1): 1.0")
    assert said(report, "to in edges.csv read").endswith("(1): 3.0")


def test_people_without_a_department_are_kept(desk: Desk) -> None:
    report = desk.imported("id,dept\na,x\nb,\nc,NA\n", "from,to\na,b\nc,a\n")
    assert toml(report)["organisation"]["departments"]["unassigned"]["heads"] == 2
    assert said(report, "people without a department") == 'people without a department, put in "unassigned" (2): b, c'
    assert said(report, 'departments read as "none given"').endswith("(1): NA")


def test_repeated_and_empty_ids(desk: Desk) -> None:
    report = desk.imported("id,dept\na,x\n,x\nb,y\na,y\n", "from,to\na,b\n")
    assert list(posts(report)["department"]) == ["x", "y"]
    assert said(report, "rows without an id").endswith("(1): row 2")
    assert said(report, "rows that repeat an id").endswith("(1): a")


def test_departments_get_names_that_scenarios_allow(desk: Desk) -> None:
    nodes = 'id,dept\na,R/D\nb,R D\nc,"[bold]x[/]"\nd,Ökonomie\ne,研发\nf,contact\n'
    report = desk.imported(nodes, "from,to\na,b\nc,d\ne,f\n", contact=["R/D", "研发", "Okonomie"])
    departments = toml(report)["organisation"]["departments"]
    assert list(departments) == ["R D", "R D 2", "bold x", "Okonomie", "dept 研发", "contact 2"]
    assert [name for name, row in departments.items() if row["contact"]] == ["R D", "Okonomie", "dept 研发"]
    assert said(report, "departments renamed").endswith("(6): R/D -> R D, R D -> R D 2, [bold]x[/] -> bold x, ...")
    load(report.scenario).setting()


def test_capitals_tell_departments_apart(desk: Desk) -> None:
    report = desk.imported("id,dept\na,Sales\nb,sales\n", "from,to\na,b\n")
    assert report.departments == 2
    assert said(report, "departments that differ in capitals only").endswith("(2): Sales, sales")


@pytest.mark.parametrize(
    "text", ["", "///", "_x", "é" * 100, "a" * 100, "½ day", "a\nb", "²", "हिन्दी", "x" * 59 + " yz"]
)
def test_any_text_becomes_a_name(text: str, desk: Desk) -> None:
    assert fitting(fitting(text)) == fitting(text)
    quoted = text.replace('"', '""')
    load(desk.imported(f'id,dept\na,"{quoted}"\nb,y\n', "from,to\na,b\n").scenario).setting()


def test_reporting_lines_become_a_tree(desk: Desk) -> None:
    nodes = (
        "id,dept,boss\ntop,x,top\na,x,top\nb,x,a\nlost,x,nobody\nalone,x,\n"
        "c1,x,c3\nc2,x,c1\nc3,x,c2\nd1,y,d2\nd2,y,d1\nnone,y,n/a\n"
    )
    report = desk.imported(nodes, "from,to\ntop,a\n", supervisor="boss")
    assert said(report, "people who report to themselves").endswith("(1): top")
    assert said(report, "people who report to somebody unknown").endswith("(1): lost -> nobody")
    assert said(report, "circles of reporting").endswith("(2): c1 -> c3, d1 -> d2")
    assert said(report, "people outside the reporting tree").endswith("(3): lost, alone, none")
    assert said(report, "people at the top of separate").endswith("(3): top, c1, d1")
    assert said(report, "supervisors read as").endswith("(1): n/a")
    layers = posts(report)["layers"].astype(int).to_dict()
    assert layers == {
        "top": 0, "a": 1, "b": 2, "lost": 1, "alone": 1, "c1": 0, "c2": 1, "c3": 2, "d1": 0, "d2": 1, "none": 1,
    }  # fmt: skip
    assert nx.is_directed_acyclic_graph(load(report.scenario).organisation.reporting_lines())


def test_no_boss_at_all_is_no_tree(desk: Desk) -> None:
    report = desk.imported("id,dept,boss\na,x,\nb,y,\n", "from,to\na,b\n")
    assert set(posts(report)["layers"]) == {"0"}
    assert any(choice.startswith("no reporting lines") for choice in report.choices)


# -- oddities of ties


def test_ties_that_cannot_be_used_are_counted_and_dropped(desk: Desk) -> None:
    edges = (
        "from,to,weight\ncat,ann,1\nghost,ann,1\nann,ghoul,1\n,ann,1\nbob,bob,9\n"
        "dan,ann,-2\ndan,ann,0\ndan,ann,many\ndan,ann,\ndan,ann,inf\ncat,ann,2\neve,ann,1.0\n"
    )
    report = desk.imported(edges=edges)
    assert said(report, "edges with an end").endswith('not in nodes.csv, dropped; unknown (3): ghost, "", ghoul')
    assert said(report, "edges from a person to themselves").endswith("(1): bob")
    assert said(report, "edges whose weight is not above 0").endswith("(2): -2, 0")
    assert said(report, "edges whose weight is no usable number").endswith('(3): many, "", inf')
    assert said(report, "pairs named by several edges").endswith("(1): cat -> ann")
    assert said(report, "people without any contact tie").endswith("(2): bob, dan")
    assert said(report, "departments without an internal supplier").endswith("(2): ops, it")
    assert toml(report)["organisation"]["service"] == {"sales": {"ops": 0.75, "it": 0.25}}
    assert report.ties == 2


def test_ties_within_a_department_are_contacts_but_no_service(desk: Desk) -> None:
    report = desk.imported(edges="from,to\nann,bob\n")
    assert (report.ties, report.service_edges) == (1, 0)
    assert load(report.scenario).organisation.contacts.sum() == 2


def test_ties_in_both_directions_are_one_contact(desk: Desk) -> None:
    assert desk.imported(edges="from,to\nann,cat\ncat,ann\n").ties == 1


def test_tables_that_do_not_belong_together(desk: Desk) -> None:
    message = desk.refused(edges="from,to\n1,2\n2,3\n")
    assert "edges.csv: none of its 2 rows ties two people of nodes.csv (ann, bob, cat, ...): " in message
    assert message.endswith("edges with an end that is not in nodes.csv, dropped; unknown (2): 1, 2, 3")
    message = desk.refused(edges="from,to,weight\nann,bob,-1\n")
    assert message.endswith("edges whose weight is not above 0, dropped (1): -1")


def test_too_many_departments_ask_for_a_coarser_column(desk: Desk) -> None:
    number = 350
    nodes = "id,dept\n" + "".join(f"{i},{i}\n" for i in range(number))
    edges = "from,to\n" + "".join(f"{i},{j}\n" for i in range(number) for j in range(number))
    assert "choose a coarser --department column" in desk.refused(nodes, edges)


# -- dialects of tables


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_delimiters_are_found(delimiter: str, desk: Desk) -> None:
    report = desk.imported(NODES.replace(",", delimiter), EDGES.replace(",", delimiter))
    assert toml(report)["organisation"] == toml(desk.imported(out=desk.folder / "comma"))["organisation"]
    assert posts(report)["supervisor"].iloc[0] == ""
    assert any("are separated by" in choice for choice in report.choices)


def test_decimal_commas_come_with_semicolons(desk: Desk) -> None:
    report = desk.imported(edges="from;to;weight\ncat;ann;1,5\neve;ann;0,5\n")
    assert toml(report)["organisation"]["service"] == {"sales": {"ops": 0.75, "it": 0.25}}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings_are_found(encoding: str, desk: Desk) -> None:
    nodes = "id,dept\nJosé,Qualität\nb,y\n".encode(encoding)
    report = desk.imported(nodes, "from,to\nJosé,b\n".encode(encoding))
    assert list(posts(report).index) == ["José", "b"]
    assert list(toml(report)["organisation"]["departments"]) == ["Qualität", "y"]
    assert any("read as Windows-1252" in line for line in report.oddities) == (encoding == "cp1252")


def test_quoted_line_ends_and_escape_sequences_stay_text(desk: Desk) -> None:
    nodes = 'id,dept,note\n"a\nb",x,"one\ntwo, three"\n"\x1b[31mred[/red]",y,\n'
    report = desk.imported(nodes, 'from,to\n"a\nb","\x1b[31mred[/red]"\n')
    assert list(posts(report).index) == ["a?b", "?[31mred[/red]"]
    assert all(line.isprintable() for line in report.lines())


def test_columns_nobody_asks_for_may_have_any_heading(desk: Desk) -> None:
    assert desk.imported(",id,dept,note,note,\n1,a,x,,,\n2,b,y,,,\n", "from,to\na,b\n").posts == 2


def test_windows_line_ends_and_short_rows(desk: Desk) -> None:
    report = desk.imported("id,dept,boss\r\na,x\r\nb,y,a\r\n", "from,to\r\na,b\r\n")
    assert list(posts(report)["supervisor"]) == ["", "0"]


def test_graphml_may_hold_both_tables(desk: Desk) -> None:
    graph = nx.DiGraph()
    graph.add_node("a", department="x", boss="b")
    graph.add_node("b", department="y")
    graph.add_edge("a", "b", weight=2.5)
    path = desk.folder / "firm.graphml"
    nx.write_graphml(graph, path)
    report = import_organisation(path, path, desk.folder / "out")
    assert (report.posts, report.ties) == (2, 1)
    assert toml(report)["organisation"]["service"] == {"y": {"x": 1.0}}
    assert list(posts(report)["supervisor"]) == ["1", ""]


def test_undirected_graphml_serves_both_ways(desk: Desk) -> None:
    graph = nx.Graph([("a", "b"), ("a", "a")])
    nx.set_node_attributes(graph, {"a": "x", "b": "y"}, "team")
    path = desk.folder / "firm.graphml"
    nx.write_graphml(graph, path)
    report = import_organisation(path, path, desk.folder / "out")
    assert toml(report)["organisation"]["service"] == {"x": {"y": 1.0}, "y": {"x": 1.0}}
    assert any("no direction" in choice for choice in report.choices)
    assert said(report, "edges from a person to themselves").endswith("(1): a")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_graphml_with_entities_is_refused(encoding: str, desk: Desk) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE g [<!ENTITY a "aaaa">]><graphml><graph edgedefault="directed"/></graphml>'
    path = desk.write("bomb.graphml", bomb.encode(encoding))
    with pytest.raises(InputError, match="declares a DOCTYPE"):
        import_organisation(path, path, desk.folder / "out")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("not xml", "cannot be read as GraphML"),
        ("<html/>", "cannot be read as GraphML"),
        ("<graphml><graph", "cannot be read as GraphML"),
        ('<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="directed"/></graphml>', "no rows"),
    ],
)
def test_graphml_that_is_none(text: str, words: str, desk: Desk) -> None:
    path = desk.write("bad.graphml", text)
    with pytest.raises(InputError, match=words):
        import_organisation(path, path, desk.folder / "out")


# -- mistakes


@pytest.mark.parametrize(
    ("nodes", "words"),
    [
        ("", "is empty"),
        (" \n\n", "is empty"),
        ("\ufeff", "cannot be read as CSV"),
        ("id,dept\n", "has no rows of nodes"),
        ("id,dept\n,x\n", "holds no ids"),
        (b"PK\x03\x04\x00\x00", "is not a text file"),
        (b"\x89PNG\r\n\x1a\n\xff\xfe", "is not a text file"),
        (b"\xff\xfea", "is not a text file"),
        ("id,dept\na,x,1\nb,y,2\n", "Expected 2 fields in line 2, saw 3"),
        ("id,dept\na,x\nb,y,2\n", "cannot be read as CSV"),
        ('id,dept\na,"x\n', "cannot be read as CSV"),
        ("id,id ,dept\na,b,x\n", 'more than one column "id"'),
    ],
)
def test_files_that_are_no_tables(nodes: str | bytes, words: str, desk: Desk) -> None:
    message = desk.refused(nodes)
    assert "nodes.csv: " in message
    assert words in message
    assert "\n" not in message


def test_files_that_are_not_there(desk: Desk) -> None:
    edges = desk.write("edges.csv", EDGES)
    for nodes, words in ((desk.folder / "no.csv", "no such file"), (desk.folder, "is a folder")):
        with pytest.raises(InputError, match=words):
            import_organisation(nodes, edges, desk.folder / "out")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"department": "Dep"}, '--department Dep: no column "Dep" (found: id, dept, boss); did you mean "dept"?'),
        ({"id": "ID"}, 'nodes.csv: --id ID: no column "ID" (found: id, dept, boss); did you mean "id"?'),
        ({"supervisor": "head"}, 'nodes.csv: --supervisor head: no column "head" (found: id, dept, boss)'),
        ({"weight": "wieght"}, 'no column "wieght" (found: from, to, weight); did you mean "weight"?'),
        ({"source": "giver"}, 'edges.csv: --from giver: no column "giver" (found: from, to, weight)'),
        ({"customer": "from", "supplier": "whom"}, 'edges.csv: --supplier whom: no column "whom"'),
        ({"customer": "from"}, "--supplier and --customer go together"),
        ({"customer": "from", "target": "to"}, "give one pair"),
        ({"customer": "to", "supplier": "to"}, '"to" cannot be both'),
        ({"contact": ["Sales", "it"]}, '--contact Sales: no such department; did you mean "sales"? (allowed: '),
        ({"contact": ["sales", "xyz"]}, "--contact xyz: no such department (allowed: sales, ops, it)"),
        ({"name": "a/b"}, "--name a/b: begin with a letter or digit"),
    ],
)  # fmt: skip
def test_options_that_do_not_fit(options: dict, message: str, desk: Desk) -> None:
    assert message in desk.refused(**options)


def test_columns_that_cannot_be_guessed_are_asked_for(desk: Desk) -> None:
    message = desk.refused("id,deprtmnt\na,x\n")
    assert 'name it with --department (found: id, deprtmnt); did you mean "deprtmnt"?' in message
    assert 'holds pairs ("column 1", "column 2"), not people' in desk.refused("1,2\n3,4\n")


# -- what is left behind


def test_an_earlier_import_is_never_touched(desk: Desk) -> None:
    report = desk.imported()
    before = report.scenario.read_bytes()
    with pytest.raises(InputError, match=r"already holds posts.csv, ties.csv, scenario.toml"):
        desk.imported("id,dept\na,x\nb,y\n", "from,to\na,b\n")
    assert report.scenario.read_bytes() == before
    with pytest.raises(InputError, match="is a file"):
        desk.imported(out=report.scenario)


def test_a_folder_with_other_things_keeps_them(desk: Desk) -> None:
    out = desk.folder / "deep" / "out"
    out.mkdir(parents=True)
    (out / "notes.txt").write_text("mine")
    report = desk.imported(out=out)
    assert sorted(path.name for path in out.iterdir()) == ["notes.txt", "posts.csv", "scenario.toml", "ties.csv"]
    assert toml(report)["name"] == "out"


def test_a_failure_while_writing_leaves_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        desk.imported()
    assert not (desk.folder / "out").exists()


def test_a_folder_that_cannot_be_written(desk: Desk) -> None:
    assert "cannot be written" in desk.refused(out=desk.write("file", "x") / "out")


def test_the_same_tables_give_the_same_bytes(desk: Desk) -> None:
    one, other = desk.imported(name="same"), desk.imported(out=desk.folder / "again", name="same")
    for first, second in zip(one.files, other.files, strict=True):
        assert first.read_bytes() == second.read_bytes()


def test_the_report_reads_well(desk: Desk) -> None:
    report = desk.imported("id,dept\na,x\nb,y\nc,y\n", "from,to\na,b\nc,a\n")
    lines = report.lines()
    assert lines[0] == "3 posts in 2 departments, 2 contact ties, 2 links between internal suppliers and customers"
    assert "oddities in the data:" in lines
    assert lines[-1] == f"written: {', '.join(map(str, report.files))}"


def test_a_million_edges_take_seconds(desk: Desk) -> None:
    generator = np.random.default_rng(1)
    people = [f"p{number}" for number in range(2000)]
    ends = generator.integers(0, 2000, (2, 1_000_000))
    nodes = pd.DataFrame({"id": people, "dept": [f"d{number % 20}" for number in range(2000)]}).to_csv(index=False)
    edges = pd.DataFrame({"from": np.take(people, ends[0]), "to": np.take(people, ends[1])}).to_csv(index=False)
    report = desk.imported(nodes, edges)
    assert (report.posts, report.service_edges) == (2000, 380)


# -- real organisations

needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"the published data sets are not in {DATA}")


def runs(report: ImportReport) -> bool:
    scenario = load(report.scenario, overrides=SHORT)
    cases = [Case("nothing"), scenario.strategies["full_plan"]]
    record = simulate(scenario.setting(), cases, range(1), 1)
    return all(np.isfinite(values).all() for values in record.final.values())


@needs_data
def test_the_manufacturer(tmp_path: Path) -> None:
    folder = DATA / "manufacturing_email_hierarchy"

    def imported(edges: str, out: str) -> ImportReport:
        return import_organisation(
            folder / "nodes.csv", folder / edges, tmp_path / out, id="id", department="dept", supervisor="reports_to",
            source="from", target="to", weight="n_emails", contact=["136", "104"], name="manufacturer",
        )  # fmt: skip

    report = imported("edges_total.csv", "out")
    assert (report.posts, report.departments) == (167, 20)
    assert said(report, "people without a department").startswith(
        'people without a department, put in "unassigned" (13)'
    )
    assert said(report, "people who report to themselves").endswith("(1): 86")
    assert said(report, "departments of one person").endswith("(2): 7, 86")
    nodes = pd.read_csv(folder / "nodes.csv").set_index("id")
    table = posts(report)
    listed = nodes["level"].dropna().astype(int)
    assert table.loc[listed.index.astype(str), "layers"].astype(int).tolist() == listed.tolist()
    edges = pd.read_csv(folder / "edges_total.csv")
    ends = pd.DataFrame({"supplier": edges["from"].map(nodes["dept"]), "customer": edges["to"].map(nodes["dept"])})
    ends["n"] = edges["n_emails"]
    sums = ends[(ends["customer"] == 104) & (ends["supplier"] != 104)].fillna(0).groupby("supplier")["n"].sum()
    service = toml(report)["organisation"]["service"]["104"]
    assert service["136"] == pytest.approx(sums[136.0] / sums.sum(), abs=1e-6)
    assert report.ties == nx.Graph(list(edges[["from", "to"]].itertuples(index=False, name=None))).number_of_edges()
    assert runs(report)
    monthly = imported("edges_by_month.csv", "monthly")
    assert said(monthly, "pairs named by several edges")
    assert monthly.ties == report.ties
    assert toml(monthly)["organisation"] == toml(report)["organisation"]


@needs_data
@pytest.mark.parametrize(
    ("folder", "people", "departments"), [("cross_parker_manufacturing", 77, 4), ("cross_parker_consulting", 46, 7)]
)
def test_who_asks_is_the_internal_customer(folder: str, people: int, departments: int, tmp_path: Path) -> None:
    report = import_organisation(
        DATA / folder / "nodes.csv", DATA / folder / "info_edges.csv", tmp_path / "out", department="location",
        customer="from", supplier="to", weight="weight",
    )  # fmt: skip
    assert (report.posts, report.departments) == (people, departments)
    assert "no --contact given: every department meets external customers" in report.choices
    places = pd.read_csv(DATA / folder / "nodes.csv").set_index("id")["location"]
    edges = pd.read_csv(DATA / folder / "info_edges.csv")
    ends = edges.assign(customer=edges["from"].map(places), supplier=edges["to"].map(places))
    sums = ends[(ends["customer"] == 1) & (ends["supplier"] != 1)].groupby("supplier")["weight"].sum()
    service = toml(report)["organisation"]["service"]["1"]
    assert service == pytest.approx({str(place): weight / sums.sum() for place, weight in sums.items()}, abs=1e-6)
    assert runs(report)


def test_one_of_a_kind_is_told_in_the_singular() -> None:
    first, *_ = ImportReport(1, 1, 1, 1, [], [], [], "", [], None).lines()
    assert first == "1 post in 1 department, 1 contact tie, 1 link between internal suppliers and customers"
