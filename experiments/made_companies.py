"""What do the files of a hospital or a shop chain look like? MADE exports of HR system and survey tool, and scores.

A firm that nobody else sees (`hidden/hospital.toml`, `hidden/shops.toml`) is run for two years. What its HR system, its
survey tool and its customers would tell of it is written as such programs write it: a list of staff and leavers with
title lines, codes and a total; a row for each respondent, some unfinished; scores by month. The hospital's are in
English, the shops' in German with semicolons and decimal commas. `docs/walk_hospital.md` and `docs/walk_shops.md` begin
with them. All is made, of no real firm, and says so.
"""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np

from imsim.scenarios.scenario import load
from made_firm_data import ASKED, Record, recorded

HIDDEN = Path(__file__).parent / "hidden"
PRINTED = date(2026, 1, 5)
# Days in which a survey is answered, and who begins and does not end, or does not say where.
OPEN_DAYS, UNFINISHED, UNSAID = 12, 0.06, 0.03
FIRST = "Ada Ben Cleo Dan Eva Finn Gia Hugo Ines Jan Kim Lars Mia Nils Olga Paul Rosa Sam Tara Udo Vera Will Yara Zoe"
LAST = (
    "Abel Brandt Carver Dorn Engel Fields Groß Hale Iversen Jung Keller Lorenz Müller Nash Ortiz Price Quinn Roth Stone"
)
Row = Sequence[object]
Files = dict[str, bytes]


class Staff:
    """Everybody who is or was employed, with what an HR system would know.

    Args:
        record: of two years.
        wages: department -> usual yearly wage.
        rng: for names and wages.
    """

    def __init__(self, record: Record, wages: Mapping[str, float], rng: np.random.Generator) -> None:
        self.people, self.holder, self.lines = record.people, record.holder, record.supervisor
        first, last = (rng.choice(names.split(), len(self.people)).tolist() for names in (FIRST, LAST))
        self.names = list(zip(first, last, strict=True))
        # Those who lead earn more, those who lead them more again.
        self.rank = [int(record.leads[person["post"]]) + int(self.lines[person["post"]] < 0) for person in self.people]
        self.wages = [
            round(wages[str(person["department"])] * (1 + 0.35 * rank) * float(rng.lognormal(0, 0.1)), -1)
            for person, rank in zip(self.people, self.rank, strict=True)
        ]
        self.away = rng.random(len(self.people)) < 0.04

    def boss(self, number: int) -> int | None:
        """Whom somebody reports to: the last who held that post."""
        return self.holder.get(int(self.lines[self.people[number]["post"]]))


def answered(record: Record, rng: np.random.Generator) -> Iterable[tuple[datetime, datetime, dict[str, object], bool]]:
    """Each respondent in the order of time: begun, ended, what was said, and whether all of it."""
    begun = [
        datetime.combine(row["date"], time(7)) + timedelta(days=int(days), minutes=int(minutes))
        for row, days, minutes in zip(
            record.answers, rng.integers(0, OPEN_DAYS, len(record.answers)), rng.integers(0, 600, len(record.answers)),
            strict=True,
        )
    ]  # fmt: skip
    for i in sorted(range(len(begun)), key=begun.__getitem__):
        ended = begun[i] + timedelta(seconds=int(rng.integers(90, 900)))
        row = dict(record.answers[i])
        if rng.random() < UNSAID:
            row["department"] = ""
        yield begun[i], ended, row, rng.random() >= UNFINISHED


def table(rows: Iterable[Row], mark: str = ",", encoding: str = "utf-8") -> bytes:
    """Rows as a program exports them."""
    text = io.StringIO()
    csv.writer(text, delimiter=mark, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(encoding)


# The hospital: an HR suite in the American form, Qualtrics, a spreadsheet.

HOSPITAL_WAGES = {
    "Administration": 56_000.0, "Ward 1 Medicine": 68_000.0, "Ward 2 Surgery": 69_000.0, "Emergency": 72_000.0,
    "Theatre": 78_000.0, "Laboratory": 66_000.0, "Pharmacy": 84_000.0, "Kitchen": 39_000.0,
    "Cleaning and Porters": 36_000.0,
}  # fmt: skip
AGREE = ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree")
HOSPITAL_QUESTIONS = {
    "job_satisfaction": "I am satisfied with my job",
    "motivation": "I go the extra mile for our patients",
    "affective_commitment": "I feel emotionally attached to this hospital",
    "management_trust": "I trust the management of this hospital",
}
WISHES = ("", "", "", "More staff on nights, please", 'Results "by tomorrow", not next week', "New beds")


def hospital(record: Record, rng: np.random.Generator) -> Files:
    """The hospital's three files."""
    staff = Staff(record, HOSPITAL_WAGES, rng)
    scores = ((f"{row.month}", row.n, f"{row.score:.1f}") for row in record.customers().itertuples())
    heading = ("Month", "Patients asked", "Mean satisfaction (0-100)")
    return {
        "hospital_staff.csv": table(hospital_staff(staff), encoding="utf-8-sig"),
        "hospital_survey.csv": table(hospital_survey(record, rng)),
        "hospital_patients.csv": table([("# made, of no real hospital",), heading, *scores]),
    }


def hospital_staff(staff: Staff) -> Iterable[Row]:
    """The HR suite's report of headcount and terminations."""
    yield ("Headcount and Terminations - MADE DATA, OF NO REAL HOSPITAL",)
    yield (f"Run on {PRINTED:%m/%d/%Y}", "Prompts: 01/01/2024 - 12/31/2025")
    yield ()
    yield ("Employee ID", "Legal Name", "Cost Center", "Department", "Manager Employee ID", "Pay Grade", "Hire Date",
           "Termination Date", "Termination Reason", "Employee Status", "FTE", "Annual Base Pay")  # fmt: skip
    places = list(HOSPITAL_WAGES)
    for i, person in enumerate(staff.people):
        boss, left = staff.boss(i), person["left"]
        yield (f"{person['id']:06}", "{0[1]}, {0[0]}".format(staff.names[i]),
               4000 + 10 * places.index(str(person["department"])), person["department"],
               "" if boss is None else f"{staff.people[boss]['id']:06}", f"G{4 + staff.rank[i]}", us(person["hired"]),
               us(left), str(person["reason"]).capitalize(),
               "Terminated" if left else "On Leave" if staff.away[i] else "Active", "1.0",
               f"{staff.wages[i]:,.2f}")  # fmt: skip
    yield ("Total", f"{len(staff.people)} workers")


def us(day: object) -> str:
    """A day as the Americans write it."""
    return f"{day:%m/%d/%Y}" if isinstance(day, date) else ""


def hospital_survey(record: Record, rng: np.random.Generator) -> Iterable[Row]:
    """Qualtrics: three rows of headings, previews, answers in words."""
    meta = ("StartDate", "EndDate", "Status", "Progress", "Finished", "ResponseId")
    names = (*meta, "Q1", *(f"Q2_{i}" for i in range(1, len(ASKED) + 1)), "Q3")
    yield names
    stem = "How far do you agree? - "
    yield ("Start Date", "End Date", "Response Type", "Progress", "Finished", "Response ID",
           "Which department do you work in?", *(stem + text for text in HOSPITAL_QUESTIONS.values()),
           "What should we do first?")  # fmt: skip
    yield tuple(f'{{"ImportId":"{name}"}}' for name in names)
    yield ("2024-03-15 09:00:00", "2024-03-15 09:01:00", "Survey Preview", 100, "True", "MADE_0", "Theatre",
           *[AGREE[4]] * len(ASKED), "test")  # fmt: skip
    for number, (begun, ended, said, whole) in enumerate(answered(record, rng), 1):
        answers = [AGREE[int(str(said[name])) - 1] for name in HOSPITAL_QUESTIONS]
        yield (begun, ended, "IP Address", 100 if whole else 45, whole, f"MADE_{number}",
               said["department"] or "Prefer not to say", *(answers if whole else [*answers[:2], "", ""]),
               str(rng.choice(WISHES)))  # fmt: skip


# The shops: a German payroll program, Microsoft Forms, a spreadsheet.

SHOP_WAGES = {"Zentrale": 46_000.0, "Einkauf": 48_000.0, "Lager": 33_500.0}
STIMME_ZU = ("Stimme gar nicht zu", "Stimme eher nicht zu", "Teils/teils", "Stimme eher zu", "Stimme voll und ganz zu")
SHOP_QUESTIONS = {
    "job_satisfaction": "Ich bin mit meiner Arbeit insgesamt zufrieden.",
    "motivation": "Ich bin motiviert, mein Bestes zu geben.",
    "affective_commitment": "Ich fühle mich der Firma emotional verbunden.",
    "management_trust": "Ich vertraue der Geschäftsführung.",
}
GRUND = {"resigned": "Eigenkündigung", "retired": "Rente", "end of contract": "Vertragsende", "": ""}
MONATE = ["Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"]


def shops(record: Record, rng: np.random.Generator) -> Files:
    """The chain's three files."""
    wages = {name: SHOP_WAGES.get(name, 31_000.0) for name in record.names}
    months = ((row, date.fromisoformat(f"{row.month}-01")) for row in record.customers().itertuples())
    scores = ((f"{MONATE[day.month - 1]} {day.year}", german(row.score, 1), row.n) for row, day in months)
    heading = ("Monat", "Kundenzufriedenheit (0-100)", "Befragte")
    return {
        "filialen_personal.csv": table(shop_staff(Staff(record, wages, rng)), ";", "cp1252"),
        "filialen_umfrage.csv": table(shop_survey(record, rng), ";", "utf-8-sig"),
        "filialen_kunden.csv": table([("# erfunden, von keiner wirklichen Firma",), heading, *scores], ";", "cp1252"),
    }


def shop_staff(staff: Staff) -> Iterable[Row]:
    """The payroll program's list."""
    yield ("Personalliste - ERFUNDENE DATEN, KEINE WIRKLICHE FIRMA",)
    yield ("Pers.-Nr.", "Nachname", "Vorname", "Kostenstelle", "Abteilung", "Vorgesetzter", "Tarifgruppe", "Eintritt",
           "Austritt", "Austrittsgrund", "Status", "Wochenstunden", "Monatsgehalt brutto")  # fmt: skip
    places = list(dict.fromkeys(person["department"] for person in staff.people))
    for i, person in enumerate(staff.people):
        boss, left = staff.boss(i), person["left"]
        yield (person["id"], staff.names[i][1], staff.names[i][0], 100 + 10 * places.index(person["department"]),
               person["department"], "" if boss is None else staff.people[boss]["id"], f"T{3 + staff.rank[i]}",
               dotted(person["hired"]), dotted(left), GRUND[str(person["reason"])],
               "ausgeschieden" if left else "Elternzeit" if staff.away[i] else "aktiv", "37,5",
               german(staff.wages[i] / 12, 2))  # fmt: skip
    yield ("Summe", "", "", "", f"{len(staff.people)} Personen")


def dotted(day: object) -> str:
    """A day as the Germans write it."""
    return f"{day:%d.%m.%Y}" if isinstance(day, date) else ""


def german(number: float, digits: int) -> str:
    """A number with a decimal comma and points between thousands."""
    return f"{number:,.{digits}f}".translate(str.maketrans(",.", ".,"))


def shop_survey(record: Record, rng: np.random.Generator) -> Iterable[Row]:
    """Microsoft Forms, whose rows are whole."""
    yield ("ID", "Startzeit", "Fertigstellungszeit", "E-Mail", "Name", "In welcher Abteilung arbeiten Sie?",
           *SHOP_QUESTIONS.values())  # fmt: skip
    done = (one for one in answered(record, rng) if one[3])
    for number, (begun, ended, said, _) in enumerate(done, 1):
        answers = [STIMME_ZU[int(str(said[name])) - 1] for name in SHOP_QUESTIONS]
        yield (number, f"{begun:%d.%m.%Y %H:%M:%S}", f"{ended:%d.%m.%Y %H:%M:%S}", "anonymous", "",
               said["department"] or "Keine Angabe", *answers)  # fmt: skip


COMPANIES: dict[str, Callable[[Record, np.random.Generator], Files]] = {"hospital": hospital, "shops": shops}


def made(name: str, seed: int, weeks: int = 104) -> Files:
    """The files of one of the companies: always the same for a seed."""
    scenario = load(HIDDEN / f"{name}.toml", [f"time.weeks={weeks}", f"time.window={min(weeks, 52)}"])
    return COMPANIES[name](recorded(scenario, {}, seed), np.random.default_rng((seed, 1)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("company", nargs="?", choices=list(COMPANIES), default="hospital")
    parser.add_argument("--out", type=Path, default=Path("made_company"), help="folder for the files")
    parser.add_argument("--seed", type=int, default=7, help="of the firm's fate, and of what is written of it")
    parser.add_argument("--quick", action="store_true", help="half a year only, to try the script")
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    for name, content in made(chosen.company, chosen.seed, 26 if chosen.quick else 104).items():
        (chosen.out / name).write_bytes(content)
        print(f"{name}: {len(content.splitlines())} lines, made, of no real firm")


if __name__ == "__main__":
    main()
