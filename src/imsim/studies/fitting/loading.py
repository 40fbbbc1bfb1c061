"""Read the three tables of a firm: survey, staff and customers; one clear error for what cannot be used."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from imsim.engine.errors import InputError
from imsim.scenarios.counts import count
from imsim.scenarios.importing.presence import total_rows
from imsim.scenarios.importing.roles import Columns, groups_of, proposed
from imsim.scenarios.importing.vocabulary import STAFF_ROLES, TOTALS, Role, plain
from imsim.scenarios.scenario import Scenario
from imsim.scenarios.tables import Remarks, TextTable
from imsim.studies.fitting.cells import CALLED, Sheet
from imsim.studies.fitting.forms import NONE, Asked, asked_columns, known_columns, long_form
from imsim.studies.fitting.scores import customer_columns
from imsim.studies.fitting.tables import (
    FEWEST,
    MEASURES,
    MOVED,
    REASON,
    SHORT,
    STAFF,
    STAFF_ONLY,
    CustomerScore,
    FirmData,
    Person,
    SurveyMean,
)

HUNDRED = (0.0, 100.0)
# Mean scores of customers up to here are hardly of the scale from 0 to 100.
LOW = 10.5
# HR systems write 31.12.9999 for people whose employment has no end.
NEVER = 2100
# What surveys and customers' scores call the whole firm.
ALL = TOTALS | {"all", "alle", "overall", "company", "wholecompany", "gesamtunternehmen", "firma", "alldepartments"}
NEEDED = ("id", "hired", "ended")
# More answers than so many times the posts of a department are no answers of its people.
MOST_ANSWERS = 10


@dataclass
class _Counted:
    """What stands twice, and what is too small a group."""

    seen: dict[object, int] = field(default_factory=dict)
    small: int = 0

    def once(self, sheet: Sheet, row: int, column: str, key: object) -> None:
        """Refuse a second row of the same group and time."""
        if key in self.seen:
            raise sheet.wrong(
                row, column, f"stands in row {sheet.number_of(self.seen[key])} already, for the same group"
            )
        self.seen[key] = row


def firm_data(
    scenario: Scenario,
    survey: object,
    staff: object,
    customers: object,
    columns: str | Sequence[str] = (),
    people: Mapping[str, str] = MappingProxyType({}),
) -> FirmData:
    """What the tables of a firm say.

    Args:
        scenario: whose departments they name.
        survey: a file, a pandas DataFrame, or None where there is no such table.
        staff: likewise.
        customers: likewise.
        columns: `ROLE=HEADING` of columns of the survey that are not called as in the long table, and of the days in
            the staff list.
        people: role -> heading of the columns of the staff list that have an option of their own: id, department.

    Raises:
        InputError: there is none at all, or a table holds something that cannot be used.
    """
    if survey is None and staff is None and customers is None:
        raise InputError("--survey, --staff, --customers: at least one of the three tables is needed")
    names = tuple(scenario.organisation.names)
    notes: list[str] = []
    asked = asked_columns(columns)
    of_staff = {role: asked.pop(role)[0] for role in STAFF_ONLY if role in asked} | dict(people)
    for table, option, roles in ((survey, "--survey", [f"--column {role}" for role in asked]),
                                 (staff, "--staff", list(map(staff_option, of_staff)))):  # fmt: skip
        if table is None and roles:
            raise InputError(f"{roles[0]}: names a column of {option}, and there is no such table")
    posts = dict(zip(names, scenario.organisation.heads.tolist(), strict=True))
    answers, small = _survey(survey, posts, asked, notes) if survey is not None else ((), 0)
    persons = _staff(staff, names, of_staff, notes) if staff is not None else ()
    contact = tuple(name for name, row in scenario.table.organisation.departments.items() if row.contact)
    scores, few = _customers(customers, names, contact, notes) if customers is not None else ((), 0)
    return FirmData(answers, persons, scores, small + few, tuple(notes))


def _survey(
    source: object, posts: Mapping[str, int], asked: Asked, notes: list[str]
) -> tuple[tuple[SurveyMean, ...], int]:
    needed = ("date", "measure", "mean", "n", "scale")
    sheet = Sheet.read(source, "survey", needed, lambda table: long_form(table, asked, posts, notes), known_columns)
    counted, rows = _Counted(), []
    firm, totals = _of_all(sheet, "date", posts, notes)
    for row in range(sheet.rows):
        if row in totals:
            continue
        department = "" if row in firm else sheet.known(row, "department", tuple(posts))
        day = sheet.day(row, "date")
        measure = _measure(sheet, row)
        counted.once(sheet, row, "measure", (day, department, measure))
        number, there = sheet.whole(row, "n"), posts.get(department) or sum(posts.values())
        if number > MOST_ANSWERS * there:
            raise sheet.wrong(
                row, "n", f"{department or 'the firm'} has {count(there, 'post')}, too few for so many answers"
            )
        if number < FEWEST or not sheet.texts("mean")[row]:
            counted.small += 1
            continue
        scale = sheet.scale(row)
        spread = sheet.number(row, "sd") / (scale[1] - scale[0]) if sheet.texts("sd")[row] else None
        if spread is not None and not 0 < spread <= 0.5:
            raise sheet.wrong(row, "sd", "answers cannot differ so much, or so little, on their scale")
        rows.append(SurveyMean(day, department, measure, sheet.on_scale(row, "mean", scale), number, scale, spread))
    return tuple(rows), counted.small


def _of_all(sheet: Sheet, when: str, departments: Collection[str], notes: list[str]) -> tuple[set[int], set[int]]:
    """Rows of the whole firm by a word for it: those that stand alone, and those that add up others beside them."""
    texts = sheet.texts("department")
    known = {plain(name) for name in departments}
    rows = {row for row, text in enumerate(texts) if (word := plain(text)) in ALL and word not in known}
    parted = {sheet.texts(when)[row] for row, text in enumerate(texts) if text and row not in rows}
    totals = {row for row in rows if sheet.texts(when)[row] in parted}
    if totals:
        number = len(set(map(sheet.number_of, totals)))
        notes.append(f"{sheet.what}: {count(number, 'row')} of all departments left out, beside those of each")
    return rows - totals, totals


def _measure(sheet: Sheet, row: int) -> str:
    word = sheet.known(row, "measure", (*MEASURES, *SHORT))
    if not word:
        raise sheet.wrong(row, "measure", f"is empty; allowed are {', '.join(MEASURES)}")
    return SHORT.get(word, word)


def staff_option(role: str) -> str:
    """The option that names a column of the staff list, as an import has it."""
    return STAFF_ROLES[role].option if role in STAFF_ROLES else f"--column {role}"


def roles_known(table: TextTable) -> int:
    """How many columns of a sheet a staff list would have."""
    columns = Columns(table, {}, Remarks())
    return sum(bool(columns.named(STAFF_ROLES[role])) for role in STAFF if role in STAFF_ROLES)


def staff_columns(table: TextTable, asked: Mapping[str, str]) -> TextTable:
    """A staff list whose columns are called as in the table of a fit, whatever its system calls them; no total.

    Args:
        table: the list.
        asked: role -> heading that the user named; "none" for a role that no column has.

    Raises:
        InputError: a column that was named is not there, or nothing says who was employed when.
    """
    there = {name.strip().casefold(): name for name in reversed(table.columns)}
    columns = Columns(table, asked, Remarks())
    people, boss = proposed(columns, ())
    guesses = {"id": people, "department": groups_of(columns, boss)}
    for role, name in STAFF.items():
        if role in asked:
            heading = table.asked(staff_option(role), asked[role]) if asked[role] != NONE else None
        elif name in there:
            heading = there[name]
        else:
            known = STAFF_ROLES.get(role) or Role(role, staff_option(role), role, REASON)
            heading = guesses.get(role) or next(iter(columns.named(known)), None)
        if heading:
            columns.found[role] = heading
        elif role in NEEDED:
            raise table.missing(
                f'the staff table needs a column "{name}"; name it with {staff_option(role)}="HEADING"', name
            )
    chosen = {heading: STAFF[role] for role, heading in columns.found.items()}
    # Columns of the usual names whose roles the user gave to others.
    given = {STAFF[role] for role in asked}
    kept = [name for name in table.columns if name in chosen or name.strip().casefold() not in given]
    frame = table.frame.loc[~total_rows(columns), kept].rename(columns=chosen)
    frame.attrs[CALLED] = {name: heading for heading, name in chosen.items()}
    return replace(table, frame=frame)


def _staff(
    source: object, departments: tuple[str, ...], asked: Mapping[str, str], notes: list[str]
) -> tuple[Person, ...]:
    sheet = Sheet.read(source, "staff", ("id", "hired", "left"), lambda table: staff_columns(table, asked), roles_known)
    counted, rows = _Counted(), []
    ids, units = sheet.texts("id"), sheet.known_departments(departments, notes)
    for row in range(sheet.rows):
        if not ids[row]:
            raise sheet.wrong(row, "id", "is empty")
        hired, left = sheet.day_or_none(row, "hired"), sheet.day_or_none(row, "left")
        if left and left.year >= NEVER:
            left = None
        counted.once(sheet, row, "id", (ids[row], hired))
        if hired and left and left < hired:
            raise sheet.wrong(row, "left", f"is before the day of hiring, {hired}")
        moved = sheet.texts("reason")[row].casefold() in MOVED
        rows.append(Person(units[row], hired, left, moved))
    return tuple(rows)


def _customers(
    source: object, departments: tuple[str, ...], contact: tuple[str, ...], notes: list[str]
) -> tuple[tuple[CustomerScore, ...], int]:
    sheet = Sheet.read(source, "customers", ("month", "score", "n"), customer_columns)
    counted, rows = _Counted(), []
    firm, totals = _of_all(sheet, "month", departments, notes)
    for row in range(sheet.rows):
        if row in totals:
            continue
        department = "" if row in firm else sheet.known(row, "department", departments)
        month = sheet.day(row, "month").replace(day=1)
        if department and department not in contact:
            raise sheet.wrong(row, "department", "meets no customers in this scenario")
        counted.once(sheet, row, "month", (month, department))
        number = sheet.whole(row, "n")
        if number < FEWEST or not sheet.texts("score")[row]:
            counted.small += 1
            continue
        scale = sheet.scale(row, HUNDRED)
        rows.append(CustomerScore(month, department, sheet.on_scale(row, "score", scale), number, scale))
    most = max((one.score * HUNDRED[1] for one in rows), default=LOW)
    if most < LOW and not any(sheet.texts("scale")):
        notes.append(
            f"customers: scores of at most {most:g} are taken as of the scale 0-100; say another in a column scale or "
            'in the heading, as "Satisfaction (1-10)"'
        )
    return tuple(rows), counted.small
