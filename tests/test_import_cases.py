"""Small inputs of the kinds that failed for people end as they expected: read, asked about, or named in a sentence.

All are forms of one made firm (`made_firm`), so what comes out is the same firm, whatever form went in.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest

import made_firm as firm
from imsim.engine.errors import InputError
from imsim.scenarios.importing import ImportReport, Question, import_organisation

Text = str | bytes
PLAIN = firm.staff()
GONE = (4, 8)


@dataclass(frozen=True)
class Case:
    """What somebody has, and what comes of it.

    Args:
        nodes: file, or its text.
        edges: the same; None where there is none, the nodes' own text where one file holds both.
        words: that the report must say.
        options: of the import.
        call: what a person is called in the end.
        units: names of departments in the end.
        lines: whether reporting lines come along.
    """

    nodes: Text
    edges: Text | None
    words: tuple[str, ...] = ()
    options: dict[str, object] = field(default_factory=dict)
    call: firm.Call = str
    units: tuple[str, ...] = firm.UNITS
    lines: bool = False


def padded(width: int) -> firm.Call:
    return lambda i: f"{i:0{width}}"


def mail(i: int) -> str:
    return f"Person.{i}@Firm.example"


def alone(text: Text, *words: str, **more: object) -> Case:
    """One file that holds people and ties."""
    return Case(text, text, words, **more)  # type: ignore[arg-type]


def listed(nodes: Text, *words: str, **more: object) -> Case:
    """A staff list beside plain ties."""
    return Case(nodes, firm.pairs(), words, **more)  # type: ignore[arg-type]


def tied(edges: Text, *words: str, **more: object) -> Case:
    """Ties beside a plain staff list."""
    return Case(PLAIN, edges, words, **more)  # type: ignore[arg-type]


def headed(head: str, *words: str) -> Case:
    """The list of an HR system, with reporting lines."""
    return Case(firm.staff(head), firm.pairs(), words, lines=True)


def encoded(units: tuple[str, ...], ends: tuple[str, ...], encoding: str, *words: str, **more: object) -> Case:
    """A staff list in an older encoding."""
    return listed(firm.staff(units=units).encode(encoding), *words, units=ends, **more)


POLISH = ("Łączność", "Sprzedaż", "Księgowość"), ("dept Łączność", "Sprzedaż", "Księgowość")
CHINESE = ("生产部", "销售部", "财务部"), ("dept 生产部", "dept 销售部", "dept 财务部")
JAPANESE = ("製造部", "営業部", "総務部"), ("dept 製造部", "dept 営業部", "dept 総務部")
GEPHI = firm.pairs(head="Source,Target,Type,Id,Label,timeset,Weight", more=lambda n: f",Undirected,{n},,,1.0")
CASES = {
    "undirected CSV": tied(GEPHI, "edges have no direction, so each serves both ways"),
    "0/1 dyads": tied(firm.dyads(), 'weight from column "value"', "not above 0, dropped (89)"),
    "relations, all": tied(
        firm.pairs(head="from,to,relation", more=lambda n: ",advice" if n < 6 else ",conflict"),
        options={"where": "relation=*"},
    ),
    "manager yes/no": listed(
        "id,department,manager\n" + firm.rows((i, firm.UNITS[unit], int(i == 1)) for i, unit in firm.PEOPLE.items()),
        "holds only 0/1: no reporting lines",
    ),
    "thousands, German": tied(firm.weighed("1.250", ";"), "1.250 read with a mark for thousands"),
    "thousands, US": tied(firm.weighed('"1,250"'), "1,250 read with a mark for thousands"),
    "thousands, French": tied(firm.weighed("1 250", ";"), "1 250 read with a mark for thousands"),
    "thousands, Swiss": tied(firm.weighed("1'250", ";"), "1'250 read with a mark for thousands"),
    "igraph, named": alone(firm.igraph(), 'column "reports_to"', options={"id": "name"}, call=firm.named, lines=True),
    "igraph, guessed": Case(firm.igraph(), None, ('id from column "name" (guessed)',), call=firm.named, lines=True),
    "Cytoscape": alone(firm.cytoscape()),
    "graph-tool": alone(firm.graph_tool()),
    "Neo4j": alone(firm.neo4j()),
    "yEd": alone(firm.yed()),
    "GraphML called XML": alone(firm.graphml(), "read as GraphML"),
    "GEXF": alone(firm.gexf(), "read as GEXF"),
    "GEXF as ties": tied(firm.gexf()),
    "Pajek": alone(firm.pajek(), "read as Pajek"),
    "node-link JSON": alone(firm.node_link(), "read as JSON"),
    "matrix": tied(firm.matrix(), "a matrix of 10 people"),
    "edge list": tied(
        "".join(f"{i} {j} {n + 2}.0\n" for n, (i, j) in enumerate(firm.TIES)), 'weight from column "column 3"'
    ),
    "comments": tied("# Made\n" + firm.pairs(head="# FromNodeId\tToNodeId", mark="\t"), 'from column "FromNodeId"'),
    "adjacency list": tied(firm.adjacency(), "read as an adjacency list"),
    "sep=;": listed("sep=;\n" + firm.staff("id;department", mark=";")),
    "title above": listed(
        "Headcount report;;\nRun on 01.03.2026;;\n;;\n" + firm.staff("id;department", mark=";").replace("\n", ";\n"),
        "2 lines above the heading are skipped",
    ),
    "trailing delimiter": listed(
        firm.staff("id;department", mark=";").replace("\n", ";\n").replace("department;", "department")
    ),
    "line ends of old Macs": listed(PLAIN.replace("\n", "\r")),
    "capitals in e-mails": Case(
        firm.staff(call=mail), firm.pairs(lambda i: mail(i).lower()), ("differ from an id in form only",), call=mail
    ),
    "leading zeros": Case(
        firm.staff(call=padded(5)), firm.pairs(padded(4)), ("0001 -> 00001",), call=padded(5)
    ),
    '="0001"': Case(
        firm.staff(call=lambda i: f'"=""{i:04}"""'), firm.pairs(padded(4)), ('written as ="..."',), call=padded(4)
    ),
    "letters of no width": tied(firm.pairs(lambda i: f"{i}\u200b"), "differ from an id in form only"),
    "GBK": encoded(*CHINESE, "gbk", "read as GB18030"),
    "Windows-1250": encoded(*POLISH, "cp1250", "read as Windows-1250"),
    "Shift JIS": encoded(*JAPANESE, "shift_jis", "read as Shift JIS"),
    "UTF-8 with a mark": encoded(*CHINESE, "utf-8-sig"),
    "encoding said": encoded(*POLISH, "cp1250", options={"encoding": "cp1250"}),
    "Employee ID": headed("Employee ID,Department Name,Manager ID", 'supervisor from column "Manager ID" (guessed)'),
    "EmployeeID": headed("EmployeeID,Department,ReportsTo", 'supervisor from column "ReportsTo" (guessed)'),
    "Worker": headed("Worker,Supervisory Organization,Manager", 'column "Supervisory Organization" (guessed)'),
    "Personalnummer": headed("Personalnummer,Abteilung,Vorgesetzter", 'department from column "Abteilung" (guessed)'),
    "Matricule": headed("Matricule,Service,Supérieur hiérarchique", 'department from column "Service" (guessed)'),
    "Legajo": headed("LEGAJO,Departamento,Jefe", 'supervisor from column "Jefe" (guessed)'),
    "total row": listed(PLAIN + "Total,10\n", "rows of totals, left out (1): Total, 10"),
}  # fmt: skip


def given(folder: Path, nodes: Text, edges: Text | None, out: Path | None, **options: object) -> ImportReport:
    """An import of two texts, or of one that is both."""
    paths = []
    for name, text in (("nodes", nodes), ("edges", edges)):
        if text is not None:
            paths.append(paths[0] if text is nodes and paths else folder / f"{name}.csv")
            paths[-1].write_bytes(text if isinstance(text, bytes) else text.encode())
    return import_organisation(*paths, out=out, **options)


def written(out: Path) -> tuple[pd.DataFrame, set[frozenset[str]]]:
    """Posts by their label, and the pairs of labels that have a contact."""
    posts = pd.read_csv(out / "posts.csv", dtype=str, keep_default_na=False)
    ties = pd.read_csv(out / "ties.csv")
    names = posts["label"]
    tied = {frozenset((names[one], names[other])) for one, other in zip(ties["one"], ties["other"], strict=True)}
    return posts.set_index("label", drop=False), tied


@pytest.mark.parametrize("name", CASES)
def test_a_case_is_read_as_a_person_expects(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    report = given(tmp_path, case.nodes, case.edges, tmp_path / "out", **case.options)
    for word in case.words:
        assert any(word in line for line in report.lines()), report.lines()
    posts, tied = written(tmp_path / "out")
    assert posts["department"].to_dict() == {case.call(i): case.units[unit] for i, unit in firm.PEOPLE.items()}
    assert tied == {frozenset((case.call(i), case.call(j))) for i, j in firm.TIES}
    bosses = {name: posts["label"].iloc[int(boss)] for name, boss in posts["supervisor"].items() if boss}
    assert bosses == ({case.call(i): case.call(boss) for i, boss in firm.BOSSES.items()} if case.lines else {})


def test_relations_are_not_pooled_without_a_word(tmp_path: Path) -> None:
    edges = firm.pairs(head="from,to,relation", more=lambda n: ",advice" if n < 6 else ",conflict")
    with pytest.raises(Question, match=r"several relations: advice \(6\), conflict \(5\)") as asked:
        given(tmp_path, PLAIN, edges, None)
    assert (asked.value.key, asked.value.answers[0]) == ("where", "relation=advice")
    assert given(tmp_path, PLAIN, edges, None, where="relation=advice").ties == 6


def test_a_direction_that_a_file_denies_is_no_service_one_way(tmp_path: Path) -> None:
    given(tmp_path, PLAIN, GEPHI, tmp_path / "out")
    service = tomllib.loads((tmp_path / "out" / "scenario.toml").read_text())["organisation"]["service"]
    # Seven ties join workshop and shop, three the books and the workshop, two the books and the shop.
    assert service["Workshop"] == {"Shop": pytest.approx(6 / 9, abs=1e-6), "Books": pytest.approx(3 / 9, abs=1e-6)}
    assert set(service["Books"]) == {"Workshop", "Shop"}


# Internal customer -> its suppliers, where the first of a pair serves the second, and the other way round.
ONE_WAY = {"Workshop": {"Shop", "Books"}, "Shop": {"Workshop"}, "Books": {"Shop", "Workshop"}}
OTHER_WAY = {"Workshop": {"Shop", "Books"}, "Shop": {"Workshop", "Books"}, "Books": {"Workshop"}}
ADVICE = "from,to,relation"


@pytest.mark.parametrize(
    ("name", "edges", "options", "turned"),
    [
        ("ties.csv", firm.pairs(), {}, False),
        ("advice.csv", firm.pairs(), {}, True),
        ("Krackhardt_Advice.csv", firm.matrix(), {}, True),
        ("advice.csv", firm.matrix(), {"supplier": "from", "customer": "to"}, False),
        ("ELadvice.edgelist", firm.pairs(head="", mark=" ").strip(), {}, True),
        ("ties.csv", firm.pairs(head=ADVICE, more=lambda _: ",Seeks advice from"), {}, True),
        (
            "ties.csv",
            firm.pairs(head=ADVICE, more=lambda _: ",fragt um Rat"),
            {"layer": ["workflow=fragt um Rat"]},
            True,
        ),
        ("ties.csv", firm.pairs(head=ADVICE, more=lambda _: ",gives advice to"), {}, False),
        ("advice.csv", firm.pairs(head=ADVICE, more=lambda _: ",work"), {}, False),
        ("advice.csv", firm.pairs(head="supplier,customer"), {}, False),
        ("advice.csv", firm.pairs(head="ego,alter"), {}, True),
        ("advice.gml", "\n".join(nx.generate_gml(firm.graph())), {}, True),
    ],
)
def test_who_is_asked_for_advice_serves(name: str, edges: str, options: dict, turned: bool, tmp_path: Path) -> None:
    """Lists and matrices of who asks whom name the asker first; the proposed command gives the same once more."""
    (tmp_path / "staff.csv").write_text(PLAIN)
    (tmp_path / name).write_text(edges)
    report = import_organisation(tmp_path / "staff.csv", tmp_path / name, tmp_path / "out", **options)
    service = tomllib.loads((tmp_path / "out" / "scenario.toml").read_text())["organisation"]["service"]
    assert {unit: set(suppliers) for unit, suppliers in service.items()} == (OTHER_WAY if turned else ONE_WAY)
    said = [line for line in report.choices if "the other way round: --supplier" in line]
    assert bool(said) == (turned and "ego" not in edges)


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith("thousands")])
def test_a_thousand_is_a_thousand(name: str, tmp_path: Path) -> None:
    given(tmp_path, PLAIN, CASES[name].edges, tmp_path / "out")
    assert set(pd.read_csv(tmp_path / "out" / "ties.csv")["strength"]) == {980, 1250}


def test_an_edge_without_a_weight_is_said(tmp_path: Path) -> None:
    report = given(tmp_path, firm.graphml(weight="NaN"), None, None)
    assert report.ties == 6
    assert any("no usable number, dropped (5): NaN" in line for line in report.oddities)


def test_a_staff_list_alone_has_ties_that_are_said_to_be_assumed(tmp_path: Path) -> None:
    report = given(tmp_path, PLAIN, None, tmp_path / "out")
    assert (report.posts, report.departments) == (10, 3)
    assert [choice[:40] for choice in report.choices if choice.startswith("assumed:")] == [
        "assumed: in each department the first of", "assumed: 10 contacts a person on average",
        "assumed: each department is served by th",
    ]  # fmt: skip


def test_departments_with_headcounts_are_that_many_people(tmp_path: Path) -> None:
    heads = "department,headcount\nWorkshop,40\nShop,25\nBooks,10\n"
    report = given(tmp_path, heads, "from,to,weight\nBooks,Shop,3\nWorkshop,Shop,1\n", tmp_path / "out")
    assert report.posts == 75
    tree = tomllib.loads((tmp_path / "out" / "scenario.toml").read_text())["organisation"]
    assert tree["departments"]["Shop"]["heads"] == 25
    assert tree["service"] == {"Shop": {"Books": 0.75, "Workshop": 0.25}}
    assert "posts" not in tree


def test_who_has_left_is_left_out_unless_wanted(tmp_path: Path) -> None:
    staff = "id,department,status,termination_date\n" + firm.rows(
        (i, firm.UNITS[unit], *(("terminated", "2025-03-01") if i in GONE else ("active", "")))
        for i, unit in firm.PEOPLE.items()
    )
    report = given(tmp_path, staff, firm.pairs(), tmp_path / "out")
    posts, tied = written(tmp_path / "out")
    assert list(posts.index) == ["1", "2", "3", "5", "6", "7", "9", "10"]
    assert tied == {frozenset(map(str, pair)) for pair in firm.TIES if not set(pair) & set(GONE)}
    assert any('people who have left by "status" are left out (2;' in choice for choice in report.choices)
    assert given(tmp_path, staff, firm.pairs(), None, where="status=*").posts == 10


# Others of their kind


def imported(folder: Path, nodes: str | bytes, edges: str | bytes | None = None, **options: object) -> ImportReport:
    paths = []
    for name, text in (("nodes.csv", nodes), ("edges.csv", edges)):
        if text is not None:
            paths.append(folder / name)
            paths[-1].write_bytes(text if isinstance(text, bytes) else text.encode())
    return import_organisation(*paths, out=folder / "out", **options)


PEOPLE = "id,department\n" + "".join(f"{i},{'Sales' if i < 30 else 'Ops'}\n" for i in range(1, 61))


def test_dozens_of_ties_without_a_mutual_one_ask_for_their_direction(tmp_path: Path) -> None:
    edges = "from,to\n" + "".join(f"{i},{i + 20}\n" for i in range(1, 41))
    with pytest.raises(Question, match="none is named from both ends") as asked:
        imported(tmp_path, PEOPLE, edges)
    assert asked.value.answers == ("directed", "undirected")
    assert imported(tmp_path, PEOPLE, edges, directed=False).service_edges == 2
    assert imported(tmp_path / "out", PEOPLE, edges, directed=True).service_edges == 1


def test_many_relations_are_asked_for_as_few_are(tmp_path: Path) -> None:
    ones = "\n".join(" ".join("0" if i == j else "1" for j in range(6)) for i in range(6))
    (tmp_path / "css.dl").write_text("dl n=6 nm=21\ndata:\n" + f"{ones}\n" * 21)
    (tmp_path / "staff.csv").write_text("id,dept\n" + "".join(f"{i + 1},{'ab'[i % 2]}\n" for i in range(6)))
    with pytest.raises(Question, match=r"\"relation\" holds several relations: \d+ \(30\)"):
        import_organisation(tmp_path / "staff.csv", tmp_path / "css.dl")


def test_a_network_without_departments_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "links.net").write_text('*vertices 2\n1 "ann"\n2 "bo"\n*arcs\n1 2\n')
    with pytest.raises(InputError, match=r"the nodes of this network have no department: .* give a staff list first"):
        import_organisation(tmp_path / "links.net")


def test_a_rank_is_no_tenure(tmp_path: Path) -> None:
    rows = "".join(f"p{i},{'ab'[i % 2]},{i}\n" for i in range(1, 13))
    (tmp_path / "staff.csv").write_text(f"id,dept,Seniority\n{rows}")
    assert not import_organisation(tmp_path / "staff.csv").measures
    # Years may well differ for everybody in a small firm.
    years = (1, 2, 3, 5, 7, 8, 10, 12, 15, 21)
    rows = "".join(f"p{i},{'ab'[i % 2]},{year}\n" for i, year in enumerate(years))
    (tmp_path / "staff.csv").write_text(f"id,dept,Seniority\n{rows}")
    (line,) = import_organisation(tmp_path / "staff.csv").measures
    assert "8.4" in line


def test_waves_of_a_survey_are_not_added_up(tmp_path: Path) -> None:
    edges = "ego,alter,wave\n1,40,1\n1,40,2\n2,41,1\n"
    with pytest.raises(Question, match="holds several waves"):
        imported(tmp_path, PEOPLE, edges)
    report = imported(tmp_path, PEOPLE, edges, where=["wave=2"])
    assert report.ties == 1
    assert 'edges.csv: internal customer from column "ego" (guessed)' in report.choices


def test_kinds_of_ties_become_layers(tmp_path: Path) -> None:
    edges = "from,to,relation\n1,40,works for\n2,41,talks\n41,2,talks\n2,1,reports\n40,1,reports\n"
    report = imported(
        tmp_path, PEOPLE, edges, layer=["workflow=works for", "talk=talks", "reporting=reports"], directed=True
    )
    posts = pd.read_csv(tmp_path / "out" / "posts.csv").set_index("label")
    assert posts["supervisor"].dropna().to_dict() == {2: 0, 40: 0}
    assert report.ties == 1
    tree = tomllib.loads((tmp_path / "out" / "scenario.toml").read_text())
    assert tree["organisation"]["service"] == {"Ops": {"Sales": 1.0}}


@pytest.mark.parametrize("head", ["ego,alter,relation", "from,to,relation", "to,from,relation"])
def test_who_reports_is_the_end_of_more_people(head: str, tmp_path: Path) -> None:
    edges = head + "\n1,40,advice\n2,41,advice\n41,2,talks\n2,1,boss\n40,1,boss\n41,1,boss\n"
    layers = ["workflow=advice", "talk=talks", "reporting=boss"]
    imported(tmp_path, PEOPLE, edges, layer=layers, directed=True)
    posts = pd.read_csv(tmp_path / "out" / "posts.csv").set_index("label")
    assert posts["supervisor"].dropna().to_dict() == {2: 0, 40: 0, 41: 0}


def test_a_status_of_unknown_words_is_asked_for(tmp_path: Path) -> None:
    nodes = "id,dept,status\n1,a,F\n2,a,terminated\n3,b,P\n"
    with pytest.raises(Question, match="who still works there") as asked:
        imported(tmp_path, nodes)
    assert imported(tmp_path, nodes, where=[asked.value.answers[0]]).posts == 2


def test_a_filter_must_be_on_a_column_that_is_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r'no column "statu" .*did you mean "status"'):
        imported(tmp_path, "id,dept,status\n1,a,x\n2,b,y\n", where=["statu=x"])
    with pytest.raises(InputError, match=r"--where status=z: no such row \(found: x, y\)"):
        imported(tmp_path, "id,dept,status\n1,a,x\n2,b,y\n", where=["status=z"])


@pytest.mark.parametrize(
    ("written", "number"),
    [("1'250", 1250), ("1 250", 1250), ("1.250,5", 1250.5), ("1,250.5", 1250.5), ("€ 1,250", 1250)],
)  # fmt: skip
def test_numbers_of_any_country(written: str, number: float, tmp_path: Path) -> None:
    imported(tmp_path, PEOPLE, f'from\tto\tweight\n1\t40\t"{written}"\n2\t40\t3\n')
    ties = pd.read_csv(tmp_path / "out" / "ties.csv")
    assert ties["strength"].tolist() == [number, 3]


def test_wages_that_a_workbook_holds_as_texts_are_read_as_in_any_table(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (["id", "dept", "Bruttolohn mtl. €"], [1, "a", "3.250,50"], [2, "a", "2.980,00"], [3, "b", 3000.5]):
        book.active.append(row)
    book.save(tmp_path / "staff.xlsx")
    report = import_organisation(tmp_path / "staff.xlsx")
    assert report.measures[0].startswith("economy.wage = 36924: "), report.measures


def test_a_number_that_may_be_two_is_asked_for(tmp_path: Path) -> None:
    edges = "from,to,weight\n1,40,1.250\n2,40,980\n"
    with pytest.raises(Question, match=r"1.250 may be 1250 or 1.250") as asked:
        imported(tmp_path, PEOPLE, edges)
    assert asked.value.key == "decimal"
    imported(tmp_path, PEOPLE, edges, decimal=",")
    assert pd.read_csv(tmp_path / "out" / "ties.csv")["strength"].max() == 1250


def test_ids_that_excel_rounded_match_only_where_nothing_is_lost(tmp_path: Path) -> None:
    nodes = "id,dept\n120000,a\n123456,b\n7,b\n"
    report = imported(tmp_path, nodes, "from,to\n1.2E+05,7\n1.23E+05,7\n7,120000\n")
    assert any("1.2E+05 -> 120000" in line for line in report.oddities)
    assert any("not in nodes.csv, dropped; unknown (1): 1.23E+05" in line for line in report.oddities)


def test_ids_that_mean_two_people_mean_nobody(tmp_path: Path) -> None:
    report = imported(tmp_path, "id,dept\nAnn,a\nann,b\nbob,b\n", "from,to\nANN,bob\nbob,Ann\n")
    assert any("unknown (1): ANN" in line for line in report.oddities)


def test_supervisors_are_found_by_the_column_that_names_them(tmp_path: Path) -> None:
    nodes = 'EmpID,Employee_Name,Dept,Manager\n1,"Ng, Ann",a,\n2,"Li, Bo",a,Ann Ng\n3,"Wu, Cy",b,Ann Ng\n'
    report = imported(tmp_path, nodes)
    posts = pd.read_csv(tmp_path / "out" / "posts.csv")
    assert posts["supervisor"].tolist()[1:] == [0, 0]
    assert any("differ from an id in form only" in line for line in report.oddities)


def test_a_table_of_pairs_is_not_taken_for_a_staff_list(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"holds pairs .* give the staff list first"):
        imported(tmp_path, "from,to\n1,2\n2,3\n")


def test_a_matrix_without_names_stands_in_the_order_of_the_list(tmp_path: Path) -> None:
    nodes = "id,dept\nw,a\nx,b\ny,a\nz,b\n"
    imported(tmp_path, nodes, "0 1 0 0\n0 0 0 0\n0 0 0 2\n0 0 0 0\n")
    posts = pd.read_csv(tmp_path / "out" / "posts.csv").set_index("post")["label"]
    ties = pd.read_csv(tmp_path / "out" / "ties.csv")
    assert {frozenset((posts[one], posts[other])) for one, other in zip(ties["one"], ties["other"], strict=True)} == {
        frozenset("wx"), frozenset("yz"),
    }  # fmt: skip


def test_a_list_of_names_without_a_heading_loses_no_row(tmp_path: Path) -> None:
    report = imported(tmp_path, "id,dept\nann,a\nbob,b\ncat,b\n", "ann,bob\ncat,ann\n")
    assert report.ties == 2
    assert "edges.csv: has no heading, its columns are numbered" in report.choices


# What ten public files of staff made people stumble over


def test_a_list_without_a_heading_loses_nobody(tmp_path: Path) -> None:
    lines = [(f"10{i:02}", f"Name {i}", f"p{i}@firm.example", f"10{boss:02}" if boss else "", "Clerk")
             for i, boss in ((1, 0), (2, 1), (3, 1), (4, 1), (5, 2), (6, 2), (7, 3))]  # fmt: skip
    report = imported(tmp_path, firm.rows(lines))
    posts, _ = written(tmp_path / "out")
    assert set(posts.index) == {line[0] for line in lines}
    bosses = {name: posts["label"].iloc[int(boss)] for name, boss in posts["supervisor"].items() if boss}
    assert bosses == {line[0]: line[3] for line in lines if line[3]}
    assert 'nodes.csv: supervisor from column "column 4" (guessed)' in report.choices
    assert "nodes.csv: has no heading, its columns are numbered" in report.choices


def test_grades_are_no_supervisors_and_gender_is_no_department(tmp_path: Path) -> None:
    staff = "no,grade,sex,site area\n" + firm.rows((i, 1 + i % 3, "mf"[i % 2], "xyz"[i % 3]) for i in range(1, 13))
    report = imported(tmp_path, staff)
    assert report.departments == 3
    assert any("layers" in line or "levels by" in line for line in report.choices)
    assert not any("supervisor from" in line for line in report.choices)
    with pytest.raises(InputError, match=r"these part people into groups: town \(2 groups\), post \(3 groups\)"):
        imported(
            tmp_path / "out",
            "no,town,post\n" + firm.rows((i, "uv"[i % 2], "xyz"[i % 3]) for i in range(1, 13)),
        )


HEADS = "Vorname;Nachname;E-Mail;Abteilung;Vorgesetzter;Gehalt;Eintrittsdatum\n"
SPLIT = HEADS + (
    "Ann;Lee;ann@f.example;Leitung;;9.500,00;2015年2月1日\nBo;Chen;bo@f.example;Verkauf;Ann Lee;5.500,00;2016年2月1日\n"
    "Cy;Poe;cy@f.example;Verkauf;Bo Chen;3.500,00;2018年2月1日\n"
    "Di;Fox;di@f.example;Verkauf;Bo Chen;3.100,00;2018年2月1日\n"
)


def test_supervisors_are_called_by_first_and_last_name(tmp_path: Path) -> None:
    report = imported(tmp_path, SPLIT)
    posts, _ = written(tmp_path / "out")
    assert posts["supervisor"].tolist() == ["", "0", "1", "1"]
    assert 'nodes.csv: supervisors are found by "Vorname" and "Nachname"' in report.choices
    assert not any("not used" in choice for choice in report.choices)
    said = imported(tmp_path / "out", SPLIT, supervisor="Vorgesetzter")
    assert pd.read_csv(said.files[0], keep_default_na=False)["supervisor"].tolist() == ["", "0", "1", "1"]


def test_a_wage_that_is_no_year_of_work_is_asked_for(tmp_path: Path) -> None:
    report = imported(tmp_path, SPLIT)
    assert any(
        '"Gehalt" is no yearly wage (mean 5400)' in line and '--column "monthly wage=Gehalt"' in line
        for line in report.choices
    )
    # Starts in 2015, 2016 and twice in 2018: three, two and no years up to the last of them.
    assert report.measures == [
        'mean tenure 1.25 years: years from "Eintrittsdatum" to 2018-02-01, the latest date, 4 people; '
        "no run starts from it"
    ]
    monthly = imported(tmp_path / "out", SPLIT, column="monthly wage=Gehalt")
    assert 'economy.wage = 64800: mean of "Gehalt" over 4 people, times 12 a year' in monthly.measures


def test_a_matrix_alone_is_no_staff_list(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a matrix of ties, not people: give the staff list first"):
        imported(tmp_path, firm.matrix())


SECTIONED = """Employee #,"Last Name, First Name",Job Information: Department,Job Information: Reporting to,Pay (EUR)
1,"Lee, Ann",Lead,,90000
2,"Chen, Bo",Sales,Ann Lee,60000
3,"Poe, Cy",Sales,Bo Chen,40000
"""
NUMBERED = """Headcount,,
As of today,,
Worker,Organisation (Org),Manager / Boss
Ann Lee (01),Lead,
Bo Chen (02),Sales,Ann Lee (01)
Cy Poe (03) (On Leave),Sales,Bo Chen
"""


def test_headings_and_names_with_what_systems_put_around_them(tmp_path: Path) -> None:
    report = imported(tmp_path, SECTIONED)
    assert pd.read_csv(report.files[0], keep_default_na=False)["supervisor"].tolist() == ["", "0", "1"]
    assert report.measures == ['economy.wage = 63333: mean of "Pay (EUR)" over 3 people, taken as yearly']
    numbered = imported(tmp_path / "out", NUMBERED, department="Organisation (Org)")
    assert pd.read_csv(numbered.files[0], keep_default_na=False)["supervisor"].tolist() == ["", "0", "1"]
    assert any("Bo Chen -> Bo Chen (02)" in line for line in numbered.oddities)
