"""Tables of a firm's own record, as `imsim fit` takes them, tidy in the forms that programs export, and then spoilt."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random

from fuzz.scenarios import spoilt
from fuzz.tables import CELLS, CHANGES, Rows, encoded

UNITS = ("owner", "bakehouse", "counter")
HOSTILE = (
    *CELLS, "inf", "-inf", "1e308", "-1e308", "0000-01-01", "9999-12-31", "2025-02-30", "31/12/2024", "12/13/14",
    "2025-W07", "1-5", "5-1", "0-0", "nan-inf", "Strongly agree", "5 - Strongly agree", "n/a", "\x00", "x" * 100_000,
    "1" * 400 + "-01-01", "٣", "²", "2024-01", "Jan 2024", '{"ImportId":"x"}', "-0", "1_000", "0x10", "True",
)  # fmt: skip
HEADS = (
    "date", "Date", "mean", "n", "scale", "measure", "department", "sd", "id", "hired", "left", "month", "score",
    "Timestamp", "Finished", "Status", "2024-01", "Feb 2024", "Job satisfaction (5-1)", "Trust (0-1)", "strain", "",
)  # fmt: skip


def long(chance: Random) -> Rows:
    rows = [["date", "department", "measure", "mean", "n", "scale", "sd"]]
    words = ("motivation", "trust", "strain", "job satisfaction")
    return rows + [
        [
            f"202{i % 5}-03-31",
            chance.choice(UNITS),
            chance.choice(words),
            "3.5",
            str(chance.randint(0, 9)),
            "1-5",
            ".9",
        ]
        for i in range(chance.choice((0, 1, 12)))
    ]


def wide(chance: Random) -> Rows:
    rows = [["Date", "Department", "Responses", "Job satisfaction (1-5)", "Trust (1-5)"]]
    return rows + [["31.03.2024", unit, str(chance.randint(0, 9)), "3,5", "4"] for unit in UNITS]


def months(chance: Random) -> Rows:
    return [["Department", "Measure", "Scale", "n", "2024-01", "Feb 2024"]] + [
        [unit, "motivation", "1-5", "9", "3.5", chance.choice(("", "4"))] for unit in UNITS
    ]


def respondents(chance: Random) -> Rows:
    answers = chance.choice((tuple("12345"), ("Disagree", "Agree", "Strongly agree", "")))
    rows = [["StartDate", "RecordedDate", "Finished", "Department", "Q1", "Q2 I feel exhausted"]]
    if chance.random() < 0.5:
        rows += [["Start Date", "Recorded Date", "Finished", "Unit", "I am satisfied with my job", ""],
                 ['{"ImportId":"startDate"}'] * 6]  # fmt: skip
    for i in range(chance.choice((0, 1, 30))):
        day = str(date(2024, 3, 1) + timedelta(days=i * chance.choice((0, 1, 90))))
        rows.append(
            [day, day, chance.choice("101"), chance.choice(UNITS), chance.choice(answers), chance.choice(answers)]
        )
    return rows


def staff(chance: Random) -> Rows:
    rows = [["Employee ID", "Department", "Hire date", "Leaving date", "reason"]]
    return rows + [
        [str(i), chance.choice(UNITS), "01.02.2020", chance.choice(("", "2024-05-01")), ""] for i in range(9)
    ]


def customers(chance: Random) -> Rows:
    rows = [["month", "score", "n", "department", "scale"]]
    return rows + [[f"2024-{i + 1:02}", "71,5", "40", chance.choice(("", "counter")), ""] for i in range(12)]


MADE = {"survey": (long, wide, months, respondents), "staff": (staff,), "customers": (customers,)}


def hostile(rows: Rows, chance: Random) -> None:
    """A cell, a heading, or all of a column as nobody should write it."""
    row = chance.choice((0, chance.randrange(len(rows))))
    if not rows[row]:
        return
    column = chance.randrange(len(rows[row]))
    if row == 0:
        rows[0][column] = chance.choice(HEADS)
        return
    value = chance.choice(HOSTILE)
    for some in rows[1:] if chance.random() < 0.3 else [rows[row]]:
        some[column : column + 1] = [value]


def mutant(chance: Random, folder: Path) -> dict[str, Path | None]:
    """The three tables, some of them absent."""
    tables: dict[str, Path | None] = {}
    for name, makers in MADE.items():
        rows = chance.choice(makers)(chance)
        for _ in range(chance.choice((0, 1, 1, 2, 5)) if rows else 0):
            rows = rows or [[]]
            chance.choice((hostile, hostile, *CHANGES))(rows, chance)
        raw = encoded(rows, chance)
        path = folder / f"{name}.csv"
        path.write_bytes(spoilt(raw, chance) if chance.random() < 0.1 else raw)
        tables[name] = path if chance.random() < 0.7 else None
    return tables
