"""A small firm in every format that an import reads, tidy and spoilt, and a million rows of each."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from xml.sax.saxutils import quoteattr

from fuzz.scenarios import spoilt

Rows = list[list[str]]


def cells(rows: Rows) -> Rows:
    """Rows below the heading, three cells each."""
    return [[*row, "", "", ""][:3] for row in rows[1:]]


def gexf(nodes: Rows, edges: Rows, chance: Random) -> str:
    version = chance.choice(("http://www.gexf.net/1.2draft", "http://gexf.net/1.3", "http://www.gexf.net/1.1draft", ""))
    kind = chance.choice(("string", "string", "liststring", "nonsense"))
    people = "".join(
        f"<node id={quoteattr(one)} label={quoteattr(one)}><attvalues><attvalue for='0' value={quoteattr(unit)}/>"
        f"</attvalues><viz:color r='1'/></node>"
        for one, unit, _ in cells(nodes)
    )
    ties = "".join(
        f"<edge source={quoteattr(one)} target={quoteattr(other)} weight={quoteattr(weight)}/>"
        for one, other, weight in cells(edges)
    )
    return (
        f'<gexf xmlns="{version}" xmlns:viz="{version}/viz"><graph defaultedgetype="directed"><attributes class="node">'
        f'<attribute id="0" title="dept" type="{kind}"/></attributes>'
        f"<nodes>{people}</nodes><edges>{ties}</edges></graph></gexf>"
    )


def gml(nodes: Rows, edges: Rows, chance: Random) -> str:
    number = {row[0]: i for i, row in enumerate(cells(nodes))}
    people = "".join(f'node [ id {number[one]} label "{one}" dept "{unit}" ]\n' for one, unit, _ in cells(nodes))
    ties = "".join(
        f"edge [ source {number.get(one, 99)} target {number.get(other, 98)} value {weight or 1} ]\n"
        for one, other, weight in cells(edges)
    )
    head = chance.choice(('Creator "Gephi"\n', "", "Version 1\n", "# x\n"))
    return f"{head}graph [ directed {chance.choice('01')}\n{people}{ties}]"


def pajek(nodes: Rows, edges: Rows, chance: Random) -> str:
    number = {row[0]: i + 1 for i, row in enumerate(cells(nodes))}
    people = "".join(
        f'{i + 1} "{one}" 0.0 0.0 ellipse dept "{unit}"\n' for i, (one, unit, _) in enumerate(cells(nodes))
    )
    ties = "".join(f"{number.get(one, 99)} {number.get(other, 98)} {weight}\n" for one, other, weight in cells(edges))
    section = chance.choice(("*arcs", "*edges", '*arcs :1 "a"', "*arcslist", "*matrix"))
    twice = chance.choice(("", f'*edges :2 "b"\n{ties}'))
    return f"*vertices {len(nodes) - 1}\n{people}{section}\n{ties}{twice}"


def dl(nodes: Rows, edges: Rows, chance: Random) -> str:
    names = [row[0] for row in cells(nodes)]
    form = chance.choice(("edgelist1", "nodelist1", "fullmatrix", "edgearray"))
    labels = chance.choice(("labels embedded", f"labels:\n{','.join(names)}", ""))
    body = "".join(f"{one} {other} {weight}\n" for one, other, weight in cells(edges))
    if form == "fullmatrix":
        body = "".join(" ".join(chance.choice("0001") for _ in names) + "\n" for _ in names)
    return f"dl n={len(names)} format={form}\n{labels}\ndata:\n{body}"


def node_link(nodes: Rows, edges: Rows, chance: Random) -> str:
    people = [{"id": one, "dept": unit, "boss": boss} for one, unit, boss in cells(nodes)]
    ties = [{"source": one, "target": other, "weight": weight} for one, other, weight in cells(edges)]
    if chance.random() < 0.2:
        return json.dumps(
            {"elements": {"nodes": [{"data": row} for row in people], "edges": [{"data": row} for row in ties]}}
        )
    if chance.random() < 0.2:
        return json.dumps(people)
    return json.dumps({"directed": chance.random() < 0.5, "nodes": people, chance.choice(("links", "edges")): ties})


def blanks(nodes: Rows, edges: Rows, chance: Random) -> str:
    head = chance.choice(("# FromNodeId ToNodeId\n", "", "# made up\n% x\n"))
    return head + "".join(" ".join(row[: chance.choice((2, 3, 3))]) + "\n" for row in edges[1:])


def matrix(nodes: Rows, edges: Rows, chance: Random) -> str:
    names = [row[0] for row in cells(nodes)]
    mark = chance.choice(",;\t ")
    corner = chance.choice(("", "x"))
    body = "".join(mark.join([name, *(chance.choice("0012") for _ in names)]) + "\n" for name in names)
    return mark.join([corner, *names]) + "\n" + body


def workbook(nodes: Rows, edges: Rows, chance: Random) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for title, rows in (("people", nodes), ("ties", edges)):
        sheet = book.create_sheet(title, 0)
        for row in [["Report"]] * chance.choice((0, 0, 2)) + rows:
            sheet.append([typed("".join(filter(str.isprintable, cell))[:900], chance) for cell in row])
    file = io.BytesIO()
    book.save(file)
    return without_times(file)


def without_times(book: io.BytesIO) -> bytes:
    """A workbook that says nothing of when it was made: the same rows are the same bytes, at whatever second."""
    file = io.BytesIO()
    with zipfile.ZipFile(book) as made, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in made.namelist():
            content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2020-01-01T00:00:00Z", made.read(name))
            kept.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def typed(cell: str, chance: Random) -> object:
    return int(cell) if cell.isdecimal() and cell.isascii() and len(cell) < 15 and chance.random() < 0.8 else cell


NETWORKS: tuple[Callable[[Rows, Rows, Random], str | bytes], ...] = (gexf, gml, pajek, dl, node_link, workbook)
TIES: tuple[Callable[[Rows, Rows, Random], str | bytes], ...] = (*NETWORKS, blanks, matrix)
ENDINGS = ("", ".csv", ".txt", ".gexf", ".gml", ".net", ".dl", ".json", ".xlsx", ".graphml", ".xml")


def saved(
    nodes: Rows, edges: Rows, chance: Random, folder: Path, options: list[str]
) -> tuple[Path, Path | None, list[str]]:
    """A firm as one network, or a staff list with ties in some format; the ending of its name may say another."""
    alone = chance.random() < 0.5
    made = chance.choice(NETWORKS if alone else TIES)(nodes, edges, chance)
    raw = (
        made
        if isinstance(made, bytes)
        else made.encode(chance.choice(("utf-8",) * 6 + ("utf-16", "cp1252")), "replace")
    )
    path = folder / f"firm{chance.choice(ENDINGS)}"
    path.write_bytes(spoilt(raw, chance) if chance.random() < 0.3 else raw)
    if alone:
        return path, chance.choice((None, None, path)), options
    staff = folder / "staff.csv"
    staff.write_text("\n".join(",".join(row) for row in nodes), encoding="utf-8", errors="replace")
    return staff, path, options


HUGE = ("json", "gml", "net", "dl", "gexf", "xlsx", "blanks", "adjacency", "staff")


def huge(way: str, folder: Path, rows: int) -> tuple[Path, Path | None, list[str]]:
    """A million people or ties in a format."""
    path, staff = folder / f"firm.{way}", folder / "people.csv"
    staff.write_text("id,dept\n" + "".join(f"{i},d{i % 20}\n" for i in range(1000)))
    pairs = [(i * 7 % 1000, i * 13 % 997) for i in range(rows)]
    if way == "staff":
        head = "id,department,manager,level,hire date,salary\n"
        path.write_text(
            head + "".join(f"{i},d{i % 20},{i // 8},{i % 5},2020-01-{i % 28 + 1:02},{i}.5\n" for i in range(rows))
        )
        return path, None, []
    if way == "xlsx":
        body = "".join(f'<row><c t="inlineStr"><is><t>{i}</t></is></c></row>' for i in range(rows))
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", "<workbook/>")
            archive.writestr("xl/worksheets/sheet1.xml", f"<worksheet><sheetData>{body}</sheetData></worksheet>")
        return path, None, []
    link = '{{"source":{},"target":{}}}'.format
    edge = '<edge source="{}" target="{}"/>'.format
    write = {
        "json": lambda: '{"nodes": [], "links": [' + ",".join(link(a, b) for a, b in pairs) + "]}",
        "gml": lambda: "graph [\n" + "".join(f"edge [\nsource {a}\ntarget {b}\n]\n" for a, b in pairs) + "]",
        "net": lambda: "*vertices 1000\n*arcs\n" + "".join(f"{a} {b}\n" for a, b in pairs),
        "dl": lambda: "dl n=1000 format=edgelist1\ndata:\n" + "".join(f"{a} {b}\n" for a, b in pairs),
        "gexf": lambda: "<gexf><edges>" + "".join(edge(a, b) for a, b in pairs) + "</edges></gexf>",
        "blanks": lambda: "".join(f"{a} {b} 1.0\n" for a, b in pairs),
        "adjacency": lambda: "".join(f"{a} {b} {b // 2}\n{a} {b}\n" for a, b in pairs[: rows // 2]),
    }  # fmt: skip
    path.write_text(write[way]())
    return staff, path, ["--directed"]
