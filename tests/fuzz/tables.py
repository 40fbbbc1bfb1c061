"""Tables of employees and ties by mutation: a tidy small firm, and then what exports, editors and people do to tables.

As in `scenarios`, everything follows from one `random.Random`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from random import Random

from fuzz import formats
from fuzz.scenarios import TEXTS, spoilt

Rows = list[list[str]]
CELLS = (
    *TEXTS, "NA", "null", "1.0", "1,5", "1e400", "-3", "nan", "0", "a\nb", 'say "hi"', "a,b", "a;b", "a\tb", " lead",
    "=HYPERLINK(1)", "unassigned", "everyone", "contact", "\ufeffann", "😀" * 30, "\r\n", "00012", "1" * 400,
)  # fmt: skip
HEADS = (
    "id", "dept", "boss", "from", "to", "weight", "source", "target", "ID", "Department", "", " ", "x", "manager",
    "label", "Salary", "Monthly income", "eNPS", "Engagement", "Job satisfaction", "Vorname", "Nachname", "E-Mail",
    "Status", "Attrition", "Hire date", "Termination date", "Years at company", "Grade", "Headcount", "relation",
    "wave", "Type", "value",
)  # fmt: skip
LARGEST = 1_000_000


def mutant(chance: Random, folder: Path) -> tuple[Path, Path | None, list[str]]:
    """A staff list, and a table of ties or none, written into a folder, and the options to import them with."""
    if chance.random() < 0.12:
        return graph(chance, folder)
    if chance.random() < 0.01:
        return huge(chance.choice(WAYS), folder)
    nodes, edges = firm(chance)
    for _ in range(chance.choice((0, 1, 1, 1, 2, 4))):
        change, rows = chance.choice(CHANGES), chance.choice((nodes, nodes, edges))
        if rows:
            change(rows, chance)
    if chance.random() < 0.5:
        return formats.saved(nodes, edges, chance, folder, options(chance))
    paths = [folder / "nodes.csv", folder / "edges.csv"]
    for path, rows in zip(paths, (nodes, edges), strict=True):
        raw = encoded(rows, chance)
        path.write_bytes(spoilt(raw, chance) if chance.random() < 0.08 else raw)
    if chance.random() < 0.02:
        paths[0] = chance.choice((folder, folder / "nowhere.csv", Path("/dev/null")))
    return paths[0], None if chance.random() < 0.15 else paths[1], options(chance)


def firm(chance: Random) -> tuple[Rows, Rows]:
    """A tidy firm: id, department, supervisor; from, to, weight."""
    size, units = chance.choice((1, 2, 5, 5, 30, 30, 200)), chance.choice((1, 2, 4, 12))
    ids = [f"p{i}" for i in range(size)]
    nodes = [["id", "dept", "boss"]]
    nodes += [
        [one, f"unit {chance.randrange(units)}", chance.choice(ids[:i]) if i else ""] for i, one in enumerate(ids)
    ]
    edges = [["from", "to", "weight"]]
    edges += [[chance.choice(ids), chance.choice(ids), str(chance.randint(1, 9))] for _ in range(3 * size)]
    return nodes, edges


def options(chance: Random) -> list[str]:
    """What may be said about the columns, right and wrong."""
    some = {
        "--id": ("id", "dept", "nothing", ""), "--department": ("dept", "id", "boss", "x"),
        "--supervisor": ("boss", "id", "nothing"), "--from": ("from", "to", "source", "nothing"),
        "--to": ("to", "from", "target"), "--weight": ("weight", "from", "x"),
        "--contact": ("unit 0", "unit 0,unit 1", "nobody", ","),
        "--name": ("my firm", "-x", "", "a/b", "x" * 100, "[red]"),
        "--where": ("dept=unit 0", "dept!=unit 0", "dept=*", "nothing=1", "dept", "=", "weight=1,2"),
        "--layer": ("talk=1", "workflow=2", "reporting=3", "gossip=1", "talk"),
        "--column": ("wage=weight", "level=dept", "headcount=boss", "status=dept", "left=none", "wages=x", "wage"),
        "--decimal": (",", ".", ";"), "--encoding": ("cp1252", "utf-16", "gb18030", "rot13", "nonsense"),
    }  # fmt: skip
    asked = [[key, chance.choice(values)] for key, values in some.items() if chance.random() < 0.03]
    flags = [flag for flag in ("--directed", "--undirected", "--dry-run") if chance.random() < 0.05]
    return [f"{key}={value}" for key, value in asked] + flags


# Changes of rows, the heading first


def at_random(rows: Rows, chance: Random) -> tuple[int, int]:
    row = chance.randrange(len(rows))
    return row, chance.randrange(len(rows[row])) if rows[row] else 0


def cell(rows: Rows, chance: Random) -> None:
    row, column = at_random(rows, chance)
    if rows[row]:
        rows[row][column] = chance.choice(CELLS)


def whole_column(rows: Rows, chance: Random) -> None:
    _, column = at_random(rows, chance)
    value = chance.choice(CELLS)
    for row in rows[1:]:
        if column < len(row):
            row[column] = value


def heading(rows: Rows, chance: Random) -> None:
    if rows[0]:
        rows[0][chance.randrange(len(rows[0]))] = chance.choice(HEADS)


def without_heading(rows: Rows, chance: Random) -> None:
    del rows[:1]


def without_column(rows: Rows, chance: Random) -> None:
    _, column = at_random(rows, chance)
    for row in rows:
        del row[column : column + 1]


def twice(rows: Rows, chance: Random) -> None:
    rows += [list(row) for row in chance.sample(rows, min(len(rows), 5))]


def doubled_column(rows: Rows, chance: Random) -> None:
    _, column = at_random(rows, chance)
    for row in rows:
        row += row[column : column + 1]


def ragged(rows: Rows, chance: Random) -> None:
    row, _ = at_random(rows, chance)
    rows[row] = rows[row][:1] if chance.random() < 0.5 else rows[row] + ["more"] * chance.choice((1, 3, 500))


def to_themselves(rows: Rows, chance: Random) -> None:
    """Self-loops: of ties, or people who report to themselves."""
    for row in rows[1:]:
        if len(row) > 1 and chance.random() < 0.5:
            row[-1 if rows[0][-1:] == ["boss"] else 1] = row[0]


def in_circles(rows: Rows, chance: Random) -> None:
    """Everybody reports to the next, the last to the first."""
    for row, after in zip(rows[1:], [*rows[2:], *rows[1:2]], strict=True):
        if row and after:
            row[-1] = after[0]


def empty(rows: Rows, chance: Random) -> None:
    del rows[chance.choice((0, 1)) :]
    if not rows:
        rows.append([])


def shuffle(rows: Rows, chance: Random) -> None:
    chance.shuffle(rows)


def everybody_alone(rows: Rows, chance: Random) -> None:
    """A department each."""
    for i, row in enumerate(rows[1:]):
        if len(row) > 1:
            row[1] = f"d{i}"


CHANGES: tuple[Callable[[Rows, Random], None], ...] = (
    cell, cell, cell, whole_column, heading, heading, without_heading, without_column, twice, doubled_column, ragged,
    to_themselves, in_circles, empty, shuffle, everybody_alone,
)  # fmt: skip


def encoded(rows: Rows, chance: Random) -> bytes:
    """Rows as a program would export them, in some dialect and encoding."""
    text = io.StringIO()
    quoting = chance.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    ends = chance.choice(("\n", "\r\n", "\r"))
    writer = csv.writer(text, delimiter=chance.choice(",,,;\t|"), quoting=quoting, lineterminator=ends)
    writer.writerows(rows)
    encoding = chance.choice((*("utf-8",) * 5, "utf-8-sig", "utf-16", "latin-1", "cp1252", "utf-32", "cp037"))
    return text.getvalue().encode(encoding, "replace")


WAYS = ("people", "ties", "lines", "chain", "departments", "columns", "one id")
# Slower, and only tried by name.
SLOW_WAYS = ("fractions", "umlauts", "strangers", "links", "graph", *formats.HUGE)


def huge(way: str, folder: Path) -> tuple[Path, Path, list[str]]:
    """A million rows, in one way or another."""
    nodes, edges = folder / "nodes.csv", folder / "edges.csv"
    if way in SLOW_WAYS:
        return huge_and_slow(way, folder)
    people = LARGEST if way in ("people", "lines", "chain", "departments") else 1000
    unit = (lambda i: i) if way == "departments" else (lambda i: i % 20)
    name = (lambda i: 0) if way == "one id" else (lambda i: i)
    boss = {"lines": lambda i: i // 8, "chain": lambda i: i + 1}.get(way, lambda i: "")
    nodes.write_text("id,dept,boss\n" + "".join(f"{name(i)},d{unit(i)},{boss(i)}\n" for i in range(people)))
    ties = LARGEST if way in ("ties", "lines") else 1000
    edges.write_text("from,to\n" + "".join(f"{i * 7 % people},{i * 13 % people}\n" for i in range(ties)))
    if way == "columns":
        nodes.write_text(",".join(f"c{i}" for i in range(LARGEST // 4)) + "\n" + "," * (LARGEST // 4 - 1) + "\n")
    return nodes, edges, ["--directed"]


def huge_and_slow(way: str, folder: Path) -> tuple[Path, Path, list[str]]:
    """A million people with reporting lines, a million weighted ties, and every cell asks for more work."""
    if way in formats.HUGE:
        return formats.huge(way, folder, LARGEST)
    if way == "graph":
        path = folder / "firm.graphml"
        rows = "".join(f'<node id="n{i}"/><edge source="n{i}" target="n{i // 2}"/>' for i in range(LARGEST))
        path.write_text(f'<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph>{rows}</graph></graphml>')
        return path, path, []
    name = {"fractions": "{}.0", "umlauts": "Jürgen Ö. {}"}.get(way, "p{}").format
    end = "stranger {}".format if way == "strangers" else name
    units = 5000 if way == "links" else 20
    nodes, edges = folder / "nodes.csv", folder / "edges.csv"
    people = (f'"{name(i)}", Büro {i % units} ,{end(i // 8)}\n' for i in range(LARGEST))
    ties = (f"{end(i * 7 % LARGEST)},{name(i * 13 % LARGEST)},{i % 9}.5\n" for i in range(1, LARGEST))
    nodes.write_text("id,dept,boss\n" + "".join(people), encoding="utf-8")
    edges.write_text("from,to,weight\n" + "".join(ties), encoding="utf-8")
    return nodes, edges, ["--directed"]


# GraphML

LAUGHS = [f'<!ENTITY {b} "{f"&{a};" * 20}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
BOMB = f'<!DOCTYPE g [<!ENTITY a "ha">{"".join(LAUGHS)}]>'
OUTSIDE = '<!DOCTYPE g [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
PROLOGS = (*("",) * 12, '<?xml version="1.0" encoding="UTF-8"?>', '<?xml version="1.0" encoding="latin-1"?>',
           '<?xml version="1.0" encoding="nonsense"?>', '<?xml version="2.0"?>', BOMB, OUTSIDE, "<!DOCTYPE g>",
           "<?php 1 ?>",
           "<!-- " + "x" * 5000 + " -->")  # fmt: skip


def graph(chance: Random, folder: Path) -> tuple[Path, Path, list[str]]:
    """A GraphML file, tidy or not, that is both tables."""
    size = chance.choice((0, 3, 3, 40))
    node = chance.choice((*("n{}",) * 8, "n0", "&a;{}", "&lt;{}", ""))
    kind = chance.choice((*("string",) * 8, "int", "boolean", "double", "nonsense"))
    weights = chance.choice((("1", "2.5"), ("1", "2.5"), ("1", "x"), ("nan", "-1", "1")))
    nodes = [f'<node id="{node.format(i)}"><data key="d0">unit {i % 3}</data></node>' for i in range(size)]
    ends = [(chance.randrange(size + 1), chance.randrange(size), chance.choice(weights)) for _ in range(2 * size)]
    edges = [f'<edge source="n{i}" target="n{j}"><data key="d1">{weight}</data></edge>' for i, j, weight in ends]
    deep = chance.choice((0, 0, 0, 0, 5, 20_000))
    inner = "<graph>" * deep + "".join(nodes + edges) + "</graph>" * deep
    direction = chance.choice(("directed", "directed", "undirected", "undirected", "sideways"))
    space = chance.choice(("http://graphml.graphdrawing.org/xmlns",) * 5 + ("", "http://elsewhere.example"))
    text = (
        f'{chance.choice(PROLOGS)}<graphml xmlns="{space}">'
        f'<key id="d0" for="node" attr.name="dept" attr.type="{kind}"/>'
        f'<key id="d1" for="edge" attr.name="weight" attr.type="double"/>'
        f'<graph edgedefault="{direction}">{inner}</graph></graphml>'
    )
    raw = text.encode(chance.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16", "latin-1")))
    path = folder / chance.choice(("firm.graphml", "firm.graphml", "FIRM.GRAPHML", "firm.xml"))
    path.write_bytes(spoilt(raw, chance) if chance.random() < 0.15 else raw)
    return path, path, options(chance)
