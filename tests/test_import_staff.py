"""From a staff list alone, from Python objects and workbooks, and what is said, asked and left behind on the way."""

from __future__ import annotations

import io
import subprocess
import sys
import tomllib
import warnings
import zipfile
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from imsim.cli.importing import answered
from imsim.engine.errors import InputError
from imsim.scenarios.importing import ImportReport, Question, import_organisation, organisation_graph
from imsim.scenarios.provenance import provenance_of
from imsim.scenarios.scenario import load
from imsim.scenarios.simulation import simulate
from imsim.scenarios.tables.spreadsheets import LARGEST_UNPACKED

SHORT = ["time.weeks=4", "time.window=4", "time.burn_in=2"]
STAFF = """Employee ID;Name;Department;Reports To;Grade;Hire date;Leaving date;Status;Annual salary;Engagement;Room
00001;Ann;Sales;;1;01.02.2010;;active;90.000,00;4,5;A1
00002;Bo;Sales;1;2;15.03.2021;;active;45.000,00;4;A2
00003;Cy;Sales;1;2;01.04.2022;;active;43.500,50;3;A2
00004;Di;Operations;1;2;01.05.2012;;active;60.000,00;5;B1
00005;Ed;Operations;4;3;01.06.2023;;active;40.000,00;2,5;B2
00006;Flo;Operations;4;3;01.07.2023;30.06.2025;left;40.000,00;1;B2
00007;Gus;IT;1;2;01.02.2025;;active;70.000,00;4;C1
"""


def staff(folder: Path, text: str = STAFF) -> Path:
    path = folder / "staff.csv"
    path.write_text(text, encoding="cp1252")
    return path


def toml(report: ImportReport) -> dict:
    assert report.scenario is not None
    return tomllib.loads(report.scenario.read_text(encoding="utf-8"))


def test_a_staff_list_alone_is_compared_and_says_what_it_assumed(tmp_path: Path) -> None:
    report = import_organisation(staff(tmp_path), out=tmp_path / "out")
    assert (report.posts, report.departments) == (6, 3)
    assumed = [choice for choice in report.choices if choice.startswith("assumed:")]
    assert len(assumed) == 2
    provenance = toml(report)["provenance"]
    assert [provenance[f"organisation.{key}"] for key in ("ties", "service")] == [
        choice.partition(";")[0] for choice in assumed
    ]
    posts = pd.read_csv(tmp_path / "out" / "posts.csv", dtype=str, keep_default_na=False).set_index("Name")
    assert posts["supervisor"].to_dict() == {"Ann": "", "Bo": "0", "Cy": "0", "Di": "0", "Ed": "3", "Gus": "0"}
    assert posts["layers"].to_dict() == {"Ann": "0", "Bo": "1", "Cy": "1", "Di": "1", "Ed": "2", "Gus": "1"}
    assert posts["Room"].tolist() == ["A1", "A2", "A2", "B1", "B2", "C1"]
    scenario = load(tmp_path / "out" / "scenario.toml", SHORT)
    record = simulate(scenario.setting(), list(scenario.strategies.values())[:3], range(1), 1)
    assert all(np.isfinite(values).all() for values in record.final.values())


def test_what_the_list_tells_of_the_firm_is_taken_with_its_source(tmp_path: Path) -> None:
    report = import_organisation(staff(tmp_path), out=tmp_path / "out")
    tree = toml(report)
    assert tree["economy"]["wage"] == 58083
    assert tree["economy"]["revenue_per_employee"] / tree["economy"]["wage"] == pytest.approx(
        145_000 / 55_000, rel=1e-3
    )
    assert report.measures[0] == 'economy.wage = 58083: mean of "Annual salary" over 6 people, taken as yearly'
    assert report.measures[1].startswith(
        "known.turnover = 0.1667: 1 left in the twelve months to 2025-06-30, over a mean"
    )
    assert report.measures[2] == 'known.engagement = 0.7083: mean 3.83 of "Engagement" over 6 people, taken as 1 to 5'
    assert tree["known"] == {"turnover": 0.1667, "engagement": {"level": 0.7083, "within": 0.15}}
    assert tree["parameters"]["labour_market"] == -0.24  # halfway, in logarithms, from .141 at -0.5 to .194 at 0
    assert report.measures[3].startswith("mean tenure 6.44 years")


def test_imsim_show_tells_what_each_value_rests_on(tmp_path: Path) -> None:
    report = import_organisation(staff(tmp_path), out=tmp_path / "out")
    scenario = load(report.scenario, ["economy.margin=0.3"])

    def said(key: str) -> str:
        return provenance_of(key, scenario.table, scenario.origins).removeprefix(f"{report.scenario}: ")

    assert said("economy.wage") == 'mean of "Annual salary" over 6 people, taken as yearly, in the currency of the list'
    assert said("economy.load_factor") == "placeholder: the money side of service_firm"
    assert said("known.turnover.level").startswith("1 left in the twelve months to 2025-06-30")
    assert said("organisation.ties").startswith("assumed: 10 contacts a person")
    assert said("organisation.departments.IT.heads") == "staff.csv"
    # What the file says of a value does not hold for one that was laid over it.
    assert said("economy.margin") == "--set economy.margin=0.3"
    assert said("organisation.span") == "default"
    text = report.scenario.read_text(encoding="utf-8")
    report.scenario.write_text(text.replace('\nmarket = "', '\nmarkt = "'), encoding="utf-8")
    with pytest.raises(InputError, match=r'provenance.markt: the scenario has no such key; did you mean "market"'):
        load(report.scenario)


def test_staff_turnover_of_the_list_is_where_the_firm_starts(tmp_path: Path) -> None:
    """A firm of 70 that lost 30 within the year loses far more people, untreated, than one that lost 7."""
    exits = {}
    for left in (7, 30):
        gone = [f"{i},{'ab'[i % 2]},01.01.2020,15.{1 + i % 12:02}.2025" for i in range(left)]
        rows = [f"{i},{'ab'[i % 2]},01.01.2020," for i in range(100, 170)]
        text = "\n".join(["id,dept,hire date,leaving date", *gone, *rows, ""])
        report = import_organisation(staff(tmp_path, text), out=tmp_path / f"out{left}")
        scenario = load(report.scenario, ["time.burn_in=52", "time.weeks=52", "market.rows=200"])
        record = simulate(scenario.setting(), [scenario.strategies["nothing"]], range(8), 1)
        exits[left] = record.final["turnover"].mean()
        assert exits[left] == pytest.approx(toml(report)["known"]["turnover"], rel=0.25)
    assert exits[7] < 0.5 * exits[30]


def test_answers_from_a_survey_become_known_levels(tmp_path: Path) -> None:
    text = "id,dept,eNPS,Commitment\n1,a,10,4\n2,a,9,5\n3,b,7,2\n4,b,6,1\n5,b,9,5\n"
    report = import_organisation(staff(tmp_path, text), out=tmp_path / "out")
    # Three of five promote, one detracts; commitment (3.4 - 1) / 4.
    assert toml(report)["known"] == {
        "affective_commitment": {"level": 0.6, "within": 0.15},
        "enps": {"level": 40.0, "within": 30.0},
    }
    one_side = import_organisation(staff(tmp_path, "id,dept,Satisfaction (pay)\n1,a,4\n2,a,5\n3,b,2\n"))
    assert "staff.csv: columns not used: Satisfaction (pay)" in one_side.choices
    percent = import_organisation(staff(tmp_path, "id,dept,enps\n1,a,35\n2,a,-10\n3,b,7\n"))
    assert 'staff.csv: "enps" is no answer from 0 to 10, so nothing is taken from it' in percent.choices


def test_monthly_wages_are_made_yearly_and_hopeless_ones_left(tmp_path: Path) -> None:
    months = import_organisation(staff(tmp_path, "id,dept,Monthly salary\n1,a,3000\n2,b,5000\n"))
    assert months.measures == ['economy.wage = 48000: mean of "Monthly salary" over 2 people, times 12 a year']
    rate = import_organisation(staff(tmp_path, "id,dept,Pay rate\n1,a,60000\n2,b,80000\n"))
    assert rate.measures == ['economy.wage = 70000: mean of "Pay rate" over 2 people, taken as yearly']
    words = import_organisation(staff(tmp_path, "id,dept,salary\n1,a,low\n2,b,high\n"))
    assert words.measures == []
    assert "staff.csv: columns not used: salary" in words.choices


def test_a_payroll_list_in_german_is_read_below_what_the_report_says_of_itself(tmp_path: Path) -> None:
    text = (
        "Personalliste;Mandant 7\nStand;05.01.2026\n;\n"
        "Pers.-Nr.;Nachname;Abteilung;Tarifgruppe;Austritt;Status;Monatsgehalt brutto\n"
        "7;Abel;Lager;T4;;aktiv;3.000,00\n8;Abel;Lager;T3;;Elternzeit;2.000,00\n9;Roth;Laden;T3;;aktiv;2.500,00\n"
        "10;Roth;Laden;T3;30.06.2025;ausgeschieden;2.500,00\n"
    )
    report = import_organisation(staff(tmp_path, text), out=tmp_path / "out")
    assert (report.posts, report.departments, toml(report)["economy"]["wage"]) == (3, 2, 30_000)
    assert {
        'staff.csv: level from column "Tarifgruppe" (guessed)',
        "staff.csv: 2 lines above the heading are skipped",
    } <= {*report.choices}


def test_the_staff_table_of_a_fit_is_imported_too(tmp_path: Path) -> None:
    text = "id,department,hired,left,reason\n1,a,2020-01-01,,\n2,b,2021-01-01,2025-06-30,resigned\n3,b,2022-01-01,,\n"
    report = import_organisation(staff(tmp_path, text), out=tmp_path / "out")
    assert (report.posts, toml(report)["known"]["turnover"]) == (2, 0.4)


def test_departments_may_come_from_the_reporting_tree(tmp_path: Path) -> None:
    lines = ["1,", "2,1", "3,1", "4,1", "5,2", "6,3", "7,4", "8,5"]
    report = import_organisation(staff(tmp_path, "id,boss\n" + "\n".join(lines) + "\n"), out=tmp_path / "out")
    heads = {name: row["heads"] for name, row in toml(report)["organisation"]["departments"].items()}
    assert heads == {"top": 1, "team of 2": 3, "team of 3": 2, "team of 4": 2}
    with pytest.raises(InputError, match="name it with --department"):
        import_organisation(staff(tmp_path, "id,boss\n1,\n2,\n"))


def test_levels_give_layers_where_nobody_names_a_supervisor(tmp_path: Path) -> None:
    text = "id,dept,level\n1,a,3\n2,a,5\n3,a,4\n4,b,3\n5,b,3\n6,b,4\n"
    report = import_organisation(staff(tmp_path, text), out=tmp_path / "out")
    posts = pd.read_csv(tmp_path / "out" / "posts.csv", dtype=str, keep_default_na=False).set_index("label")
    assert list(posts.index) == ["2", "3", "1", "6", "4", "5"]
    assert posts["supervisor"].tolist() == ["", "0", "0", "0", "3", "3"]
    assert any("5 being the top" in choice for choice in report.choices)


def test_rows_without_ids_are_people_too(tmp_path: Path) -> None:
    report = import_organisation(staff(tmp_path, "satisfaction,dept,left\n.4,a,0\n.6,a,0\n.1,b,1\n.5,b,0\n"))
    assert report.posts == 3
    assert any("numbered by their rows" in choice for choice in report.choices)
    assert report.measures == [
        'known.job_satisfaction = 0.5: mean 0.5 of "satisfaction" over 3 people, taken as 0 to 1'
    ]


def test_headcounts_must_be_numbers(tmp_path: Path) -> None:
    with pytest.raises(InputError, match='"headcount" of b is many: must be a number from 1 up'):
        import_organisation(staff(tmp_path, "department,headcount\na,12\nb,many\n"))
    report = import_organisation(
        staff(tmp_path, "department,headcount\na,12\nb,1.000\n"), decimal=",", out=tmp_path / "out"
    )
    assert report.posts == 1012
    assert [path.name for path in report.files] == ["scenario.toml"]


# Python objects


def people_frame() -> pd.DataFrame:
    return pd.DataFrame(
        {"id": [1, 2, 3, 4], "dept": ["a", "a", "b", "b"], "boss": [None, 1, 1, 3], "pay": [9.5, None, 8, 7]}
    )


def test_data_frames_come_in(tmp_path: Path) -> None:
    ties = pd.DataFrame({"from": [1, 3], "to": [3, 2], "weight": [1.25, np.nan]})
    report = import_organisation(people_frame(), ties, tmp_path / "out")
    assert (report.posts, report.ties) == (4, 1)
    assert pd.read_csv(tmp_path / "out" / "posts.csv")["supervisor"].tolist()[1:] == [0, 0, 2]
    assert import_organisation(people_frame().set_index("id")).posts == 4
    with pytest.raises(InputError, match="nodes: is a int; give a file"):
        import_organisation(3)  # type: ignore[arg-type]


def test_graphs_come_in_with_a_number_missing_and_without_a_warning(tmp_path: Path) -> None:
    graph = nx.Graph([("x", "y"), ("y", "z")])
    nx.set_node_attributes(graph, {"x": "a", "y": "b", "z": "b"}, "department")
    nx.set_node_attributes(graph, {"x": 3, "y": float("nan")}, "age")
    path = tmp_path / "firm.graphml"
    nx.write_graphml(graph, path)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        by_object = import_organisation(graph, out=tmp_path / "object")
        by_file = import_organisation(path, out=tmp_path / "file")
    assert toml(by_object)["organisation"] == toml(by_file)["organisation"]
    assert by_object.service_edges == 2


def test_keys_of_a_multigraph_that_are_words_are_relations(tmp_path: Path) -> None:
    people = pd.DataFrame({"id": list("abcd"), "dept": ["x", "x", "y", "y"]})
    several = nx.MultiDiGraph([("a", "c", "advice"), ("c", "a", "advice"), ("b", "d", "talk"), ("a", "c", "talk")])
    with pytest.raises(Question, match=r'"relation" holds several relations: advice \(2\), talk \(2\)'):
        import_organisation(people, several)
    nx.write_gexf(several, tmp_path / "several.gexf")
    with pytest.raises(Question, match="holds several relations"):
        import_organisation(people, tmp_path / "several.gexf")
    numbered = nx.MultiDiGraph([("a", "c"), ("a", "c"), ("c", "a"), ("b", "d")])
    assert import_organisation(people, numbered).ties == 2


def test_igraph_graphs_come_in() -> None:
    igraph = pytest.importorskip("igraph")
    graph = igraph.Graph(n=3, edges=[(0, 1), (2, 1)], directed=True)
    graph.vs["name"], graph.vs["dept"] = ["x", "y", "z"], ["a", "b", "b"]
    report = import_organisation(graph)
    assert (report.posts, report.ties) == (3, 2)


def test_an_annotated_graph_goes_out(tmp_path: Path) -> None:
    report = import_organisation(staff(tmp_path), out=tmp_path / "out")
    graph = report.graph()
    assert (
        graph.nodes[0] | {"Room": "A1", "department": "Sales", "layer": 0, "contact": True, "Grade": "1"}
        == graph.nodes[0]
    )
    assert graph.edges[1, 0, "reporting"]["layer"] == "reporting"
    talk = [(one, other) for one, other, key in graph.edges(keys=True) if key == "talk"]
    assert len(talk) == report.ties
    nx.write_graphml(nx.MultiDiGraph(graph.edges(keys=True, data=True)), io.BytesIO())
    assert organisation_graph("bakery").number_of_nodes() == load("bakery").organisation.posts
    with pytest.raises(InputError, match="a dry run leaves no organisation"):
        import_organisation(staff(tmp_path)).graph()


def test_an_unknown_argument_is_named() -> None:
    with pytest.raises(InputError, match=r'departement=.*did you mean "department"'):
        import_organisation(people_frame(), departement="dept")


# Workbooks


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


PEOPLE = [["Headcount report"], [None], ["Worker", "Cost Center", "Manager", "Pay"], [1, "a", None, 50_000.5],
          [2, "a", 1, 1.25], [3, "b", 1, None], ["Total", 3]]  # fmt: skip


SUBTOTALS = """Pers.-Nr.;Name;Kostenstelle;Organisationseinheit;Eintritt;Austritt;Status;Jahresgehalt €
0001;Ann;10;Sales;01.02.2010;;aktiv;40000
0002;Bo;10;Sales;01.02.2010;30.06.2025;ausgeschieden;40000
;Summe Sales;;;;;;80000
0003;Cy;20;Shop;01.02.2010;;aktiv;40000
0004;Di;20;Shop;01.02.2010;;aktiv;40000
;Shop gesamt;;;;;;80000
Summe Personal;4;;;;;;160000
"""


def test_subtotals_are_nobody_and_count_for_nothing(tmp_path: Path) -> None:
    """Departments are called by their names, where numbers of cost centres stand beside them."""
    report = import_organisation(staff(tmp_path, SUBTOTALS), out=tmp_path / "out")
    tree = toml(report)
    assert report.posts == 3
    assert set(tree["organisation"]["departments"]) == {"Sales", "Shop"}
    assert (tree["economy"]["wage"], tree["economy"]["currency"]) == (40_000, "EUR")
    assert tree["known"]["turnover"] == pytest.approx(1 / 3.5, abs=1e-4)
    assert any("rows of totals, left out (3): Summe Sales" in line for line in report.oddities)


def test_a_workbook_holds_both_tables(tmp_path: Path) -> None:
    book = workbook(tmp_path / "firm.xlsx", Notes=[["made up"]], People=PEOPLE, Help=[["from", "to"], [3, 1], [1, 3]])
    report = import_organisation(book, out=tmp_path / "out")
    assert (report.posts, report.ties) == (3, 1)
    assert any("rows of totals, left out (1): Total, 3" in line for line in report.oddities)
    assert any("staff list from this sheet of 3" in choice for choice in report.choices)
    assert import_organisation(f"{book}#People").posts == 3
    with pytest.raises(InputError, match="has no sheet 'Staff' with rows"):
        import_organisation(f"{book}#Staff")


def test_a_workbook_that_understates_its_size_is_read_whole(tmp_path: Path) -> None:
    book = workbook(tmp_path / "firm.xlsx", People=PEOPLE)
    with zipfile.ZipFile(book) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(book, "w") as archive:
        for name, raw in parts.items():
            archive.writestr(name, raw.replace(b'<dimension ref="A1:D7"', b'<dimension ref="A1"'))
    assert import_organisation(book).posts == 3


def test_without_openpyxl_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = workbook(tmp_path / "firm.xlsx", People=PEOPLE)
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(InputError, match=r'pip install "imsim\[tables\]"'):
        import_organisation(book)


def zipped(path: Path, **parts: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        for name, raw in parts.items():
            archive.writestr(name.replace("_", "/", 1) + ".xml", raw)
    return path


def test_workbooks_that_would_explode_are_refused_before_they_are_unpacked(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="unpacks to more than 20 MiB"):
        import_organisation(zipped(tmp_path / "a.xlsx", xl_sheet=b" " * (LARGEST_UNPACKED + 1)))
    with pytest.raises(InputError, match=r"xl/sheet.xml: declares a DOCTYPE"):
        import_organisation(zipped(tmp_path / "b.xlsx", xl_sheet=b'<!DOCTYPE x [<!ENTITY a "ha">]><x>&a;</x>'))


def test_a_workbook_that_is_none_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    with pytest.raises(InputError, match="cannot be read as an Excel workbook"):
        import_organisation(zipped(tmp_path / "c.xlsx"))


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"\xd0\xcf\x11\xe0" + b"x" * 20, "old Excel workbook"),
        (b"\x1f\x8bxx", "compressed; unpack it first"),
        (b"<html><table/></html>", "is a web page"),
        (b"PK\x05\x06" + b"\0" * 18, "but an archive"),
        (b"PAR1xx", "Parquet"),
        (b"dl nr=2 nc=3\ndata:\n1 1 1\n0 0 0\n", "two-mode data"),
        (b'{"a": 1}', 'it holds no "nodes"'),
        (b'{"nodes": [{"id": 1}], "edges": [{"source": 1}]}', "no source or no target"),
        (b"[" * 100_000, "has no rows of nodes"),
    ],
)
def test_files_of_other_kinds_are_named(raw: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "staff"
    path.write_bytes(raw)
    with pytest.raises(InputError, match=words):
        import_organisation(path)


FORMATS = {
    "dl": "dl n=3 format=edgelist1\nlabels embedded\ndata:\nx y 2\nz y 1\n",
    "dl matrix": "DL N=3\nLABELS:\nx,y,z\nDATA:\n0 2 0\n0 0 0\n0 1 0\n",
    "gml": 'graph [ directed 1 node [ id 0 label "x" ] node [ id 1 label "y" ] node [ id 2 label "z" ]\n'
    "edge [ source 0 target 1 value 2 ] edge [ source 2 target 1 value 1 ] edge [ source 2 target 1 value 1 ] ]",
    "d3": '{"nodes": [{"name": "x"}, {"name": "y"}, {"name": "z"}], '
    '"links": [{"source": 0, "target": 1, "value": 2}, {"source": 2, "target": 1, "value": 1}]}',
    "matrix": ";x;y;z\nx;0;2;0\ny;0;0;0\nz;0;1;0\n",
    "R": '"from" "to" "weight"\n"1" "x" "y" 2\n"2" "z" "y" 1\n',
    "records": '[{"source": "x", "target": "y"}, {"source": "z", "target": "y"}]',
}


@pytest.mark.parametrize("form", FORMATS)
def test_ties_of_every_program_join_a_staff_list(form: str, tmp_path: Path) -> None:
    ties = tmp_path / "ties.txt"
    ties.write_text(FORMATS[form])
    report = import_organisation(staff(tmp_path, "id,dept\nx,a\ny,b\nz,b\n"), ties, tmp_path / "out")
    posts = pd.read_csv(tmp_path / "out" / "posts.csv").set_index("post")["label"]
    found = pd.read_csv(tmp_path / "out" / "ties.csv")
    assert {frozenset((posts[one], posts[other])) for one, other in zip(found["one"], found["other"], strict=True)} == {
        frozenset("xy"), frozenset("yz"),
    }, report.lines()  # fmt: skip


def test_several_relations_of_pajek_stay_apart(tmp_path: Path) -> None:
    ties = tmp_path / "ties.net"
    ties.write_text('*vertices 3\n1 "x"\n2 "y"\n3 "z"\n*arcs :1 "advice"\n1 2\n*edges :2 "talk"\n2 3\n')
    people = staff(tmp_path, "id,dept\nx,a\ny,b\nz,b\n")
    with pytest.raises(Question, match=r"talk \(2\), advice \(1\)"):
        import_organisation(people, ties)
    assert import_organisation(people, ties, where="relation=advice").ties == 1


# One reader


def test_a_german_excel_may_save_the_tables_again(tmp_path: Path) -> None:
    import_organisation(staff(tmp_path), out=tmp_path / "out")
    before = load(tmp_path / "out" / "scenario.toml").organisation
    for name in ("posts.csv", "ties.csv"):
        path = tmp_path / "out" / name
        text = path.read_text(encoding="utf-8").replace(",", ";").replace("\n", ";\r\n")
        path.write_bytes(b"sep=;\r\n" + text.encode("cp1252"))
    after = load(tmp_path / "out" / "scenario.toml").organisation
    assert after.supervisor.tolist() == before.supervisor.tolist()
    assert (after.contacts != before.contacts).nnz == 0


# The conversation


def imsim(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "imsim", "import", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)


def test_the_command_that_says_every_guess_imports_the_same(tmp_path: Path) -> None:
    staff(tmp_path)
    dry = imsim("staff.csv", "--dry-run", folder=tmp_path)
    assert dry.returncode == 0, dry.stderr
    lines = dry.stdout.splitlines()
    assert lines[-1] == "dry run: nothing written"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["staff.csv"]
    import shlex

    command = shlex.split(lines[-2])
    assert command[:3] == ["imsim", "import", "staff.csv"]
    said = imsim(*command[2:], folder=tmp_path)
    assert said.returncode == 0, said.stderr
    assert "(guessed)" not in said.stdout
    assert said.stdout.splitlines()[0] == lines[0]


def test_without_a_terminal_a_question_is_a_mistake_of_one_line(tmp_path: Path) -> None:
    staff(tmp_path, "id,dept,status\n1,a,F\n2,a,terminated\n3,b,P\n")
    done = imsim("staff.csv", "--out", "out", folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert '--where "status=F,P"' in done.stderr
    neither = imsim("staff.csv", folder=tmp_path)
    assert (neither.returncode, "--out: name a new folder" in neither.stderr) == (2, True)


def test_an_answer_goes_where_the_option_would(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("typer.prompt", lambda *_, **__: 2)
    question = Question("which?", "where", ("relation=a", "relation=b"))
    assert answered({"where": ["status=*"]}, question) == {"where": ["status=*", "relation=b"]}
    assert answered({}, Question("way?", "directed", ("directed", "undirected"))) == {"directed": False}
