"""Small inputs that failed for people end as they expected: each row of the given table of cases, and one of its kind.

The given files are read where they are; where the folder is absent, those cases are skipped. Inputs of the same kind
that the cases do not hold are written here.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pandas as pd
import pytest

from imsim.engine.errors import InputError
from imsim.scenarios.importing import ImportReport, Question, import_organisation

CASES = Path(__file__).parents[2] / "shared" / "cases" / "import"
needs_cases = pytest.mark.skipif(not CASES.is_dir(), reason=f"the given cases are not in {CASES}")

PLAIN = "edges_plain.csv"
# Case -> nodes, edges, options, posts, ties, words that the report must say.
READ: dict[str, tuple[str, str | None, dict[str, object], int, int, tuple[str, ...]]] = {
    "undirected CSV": ("nodes.csv", "gephi_edges.csv", {}, 12, 15, ("no direction, so each serves both ways",)),
    "0/1 dyads": ("nodes.csv", "dyads01.csv", {}, 12, 13, ('weight from column "value"', "not above 0, dropped (116)")),
    "relations, one": ("nodes.csv", "relations.csv", {"where": "relation=advice"}, 12, 9, ()),
    "relations, all": ("nodes.csv", "relations.csv", {"where": "relation=*"}, 12, 15, ()),
    "manager yes/no": ("nodes_dummy.csv", PLAIN, {}, 12, 15, ("holds only 0/1: no reporting lines",)),
    "thousands, German": ("nodes.csv", "edges_de.csv", {}, 12, 15, ("1.250 read with a mark for thousands",)),
    "thousands, US": ("nodes.csv", "edges_us.csv", {}, 12, 15, ("1,250 read with a mark for thousands",)),
    "thousands, French": ("nodes.csv", "edges_fr.csv", {}, 12, 15, ("1 250 read with a mark for thousands",)),
    "igraph, named": ("igraph.graphml", "igraph.graphml", {"id": "name"}, 12, 15, ('column "reports_to"',)),
    "igraph, guessed": ("igraph.graphml", None, {}, 12, 15, ('id from column "name" (guessed)',)),
    "Cytoscape": ("cytoscape.graphml", "cytoscape.graphml", {}, 12, 15, ()),
    "graph-tool": ("graphtool.graphml", "graphtool.graphml", {}, 12, 15, ()),
    "Neo4j": ("neo4j.graphml", None, {}, 12, 15, ()),
    "yEd": ("yed.graphml", None, {}, 12, 15, ()),
    "a weight missing": ("nanweight.graphml", None, {}, 12, 10, ("no usable number, dropped (5): NaN",)),
    "GEXF": ("org.gexf", None, {}, 12, 15, ("read as GEXF",)),
    "GEXF as ties": ("nodes.csv", "org.gexf", {}, 12, 15, ()),
    "Pajek": ("org.net", None, {}, 12, 15, ("read as Pajek",)),
    "node-link JSON": ("org_nodelink.json", None, {}, 12, 15, ("read as JSON",)),
    "GraphML called XML": ("org_graphml.xml", None, {}, 12, 15, ("read as GraphML",)),
    "matrix": ("nodes.csv", "matrix.csv", {}, 12, 15, ("a matrix of 12 people",)),
    "edge list": ("nodes.csv", "org.edgelist", {}, 12, 15, ('weight from column "column 3"',)),
    "comments": ("nodes.csv", "edges_hash.txt", {}, 12, 15, ('from column "FromNodeId"',)),
    "adjacency list": ("nodes.csv", "org.adjlist", {}, 12, 15, ("read as an adjacency list",)),
    "sep=;": ("nodes_sep.csv", PLAIN, {}, 12, 15, ()),
    "title above": ("nodes_pre.csv", PLAIN, {}, 12, 15, ("2 lines above the heading are skipped",)),
    "trailing delimiter": ("nodes_trail.csv", PLAIN, {}, 12, 15, ()),
    "line ends of old Macs": ("nodes_cr.csv", PLAIN, {}, 12, 15, ()),
    "capitals in e-mails": ("nodes_mail.csv", "edges_mail.csv", {}, 12, 15, ("differ from an id in form only",)),
    "leading zeros": ("nodes_zero.csv", "edges_0000.csv", {}, 12, 15, ("0001 -> 00001",)),
    '="0001"': ("nodes_eq.csv", "edges_0000.csv", {}, 12, 15, ('written as ="..."',)),
    "letters of no width": ("nodes.csv", "edges_zw.csv", {}, 12, 15, ("differ from an id in form only",)),
    "GBK": ("nodes_enc_gbk.csv", PLAIN, {}, 12, 15, ("read as GB18030", "销售部")),
    "Windows-1250": ("nodes_enc_cp1250.csv", PLAIN, {}, 12, 15, ("read as Windows-1250", "Łączność")),
    "Shift JIS": ("nodes_enc_shift_jis.csv", PLAIN, {}, 12, 15, ("read as Shift JIS", "営業部")),
    "encoding said": ("nodes_enc_cp1250.csv", PLAIN, {"encoding": "cp1250"}, 12, 15, ("Łączność",)),
    "Employee ID": ("nodes_head0.csv", PLAIN, {}, 12, 15, ('supervisor from column "Manager ID" (guessed)',)),
    "EmployeeID": ("nodes_head1.csv", PLAIN, {}, 12, 15, ('supervisor from column "ReportsTo" (guessed)',)),
    "Worker": ("nodes_head2.csv", PLAIN, {}, 12, 15, ('department from column "Supervisory Organization"',)),
    "Personalnummer": ("nodes_head4.csv", PLAIN, {}, 12, 15, ('department from column "Abteilung" (guessed)',)),
    "staff list alone": ("nodes.csv", None, {}, 12, 19, ("assumed: 10 contacts a person", "assumed: each department")),
    "departments": ("dept_nodes.csv", "dept_edges.csv", {}, 75, 0, ("its people counted by",)),
    "leavers": ("nodes_leavers.csv", PLAIN, {}, 8, 6, ('people who have left by "status" are left out (4;',)),
    "leavers kept": ("nodes_leavers.csv", PLAIN, {"where": "status=*"}, 12, 15, ()),
    "total row": ("nodes_foot.csv", PLAIN, {}, 12, 15, ("rows of totals, left out (1): Total, 12",)),
}  # fmt: skip


@needs_cases
@pytest.mark.parametrize("case", READ)
def test_a_case_is_read_as_a_person_expects(case: str) -> None:
    nodes, edges, options, posts, ties, words = READ[case]
    report = import_organisation(CASES / nodes, edges and CASES / edges, **options)
    assert (report.posts, report.ties) == (posts, ties)
    for word in words:
        assert any(word in line for line in report.lines()), report.lines()


@needs_cases
def test_relations_are_not_pooled_without_a_word() -> None:
    with pytest.raises(Question, match=r"several relations: advice \(9\), conflict \(6\)") as asked:
        import_organisation(CASES / "nodes.csv", CASES / "relations.csv")
    assert (asked.value.key, asked.value.answers[0]) == ("where", "relation=advice")


@needs_cases
def test_igraph_reports_by_name(tmp_path: Path) -> None:
    report = import_organisation(CASES / "igraph.graphml", CASES / "igraph.graphml", tmp_path / "out", id="name")
    posts = pd.read_csv(tmp_path / "out" / "posts.csv", dtype=str, keep_default_na=False)
    assert posts["label"].iloc[0] == "Person 1"
    assert set(posts["supervisor"]) == {"", "0"}
    assert report.oddities == []


@needs_cases
@pytest.mark.parametrize("edges", ["edges_de.csv", "edges_us.csv", "edges_fr.csv"])
def test_a_thousand_is_a_thousand(edges: str, tmp_path: Path) -> None:
    import_organisation(CASES / "nodes.csv", CASES / edges, tmp_path / "out")
    ties = pd.read_csv(tmp_path / "out" / "ties.csv")
    assert set(ties["strength"]) == {980, 1250}


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
