"""Survey exports of the tools that people have become means of departments, or one line says what is missing."""

import numpy as np
import pandas as pd
import pytest

from imsim.engine.errors import InputError
from imsim.scenarios.scenario import load
from imsim.studies.fitting.cells import Sheet
from imsim.studies.fitting.loading import firm_data

AGREE = ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree")
# Two departments, five answers each: .75 and .5 on average.
ANSWERS = {"counter": (3, 3, 3, 4, 2), "bakehouse": (0, 4, 2, 2, 2)}


@pytest.fixture(scope="module")
def bakery():
    return load("bakery")


@pytest.fixture
def survey(bakery, tmp_path):
    """What a text, saved as a file, says as a survey."""

    def read(text, *columns):
        path = tmp_path / "survey.csv"
        path.write_text(text, encoding="utf-8")
        return firm_data(bakery, path, None, None, columns)

    return read


def people(line, answers=AGREE):
    """A line for each respondent."""
    return "\n".join(
        line.format(i=i, day=i % 5 + 3, unit=unit, answer=answers[rank])
        for unit, ranks in ANSWERS.items()
        for i, rank in enumerate(ranks)
    )


EXPORTS = {
    "Qualtrics": "StartDate,EndDate,Status,Finished,Q1,Q2_1\n"
    'Start Date,End Date,Response Type,Finished,Which department do you work in?,"Agree? - I trust management"\n'
    + ",".join('"{""ImportId"":""QID1""}"' for _ in range(6))
    + "\n2024-03-01 09:00:00,2024-03-01 09:09:00,Survey Preview,True,counter,Strongly disagree\n"
    + "2024-03-01 09:00:00,2024-03-01 09:09:00,IP Address,False,counter,Strongly disagree\n"
    + people("2024-03-0{day} 09:00:00,2024-03-0{day} 09:09:00,IP Address,True,{unit},{answer}"),
    "SurveyMonkey": "Respondent ID,Start Date,End Date,Which department do you work in?,How far do you agree?,\n"
    ",,,Response,I trust management,I like cake\n"
    + people("11{i},03/0{day}/2024 10:00:00 AM,03/0{day}/2024 10:10:00 AM,{unit},{answer},Agree")
    + "\n99,03/20/2024 10:00:00 AM,03/20/2024 10:10:00 AM,,Agree,Agree",
    "LimeSurvey": '"id","submitdate","startdate","G1Q1. Which department?","G1Q2[SQ1]. [I trust management]"\n'
    '"0","","2024-03-01 09:00:00","counter","1"\n'
    + people('"{i}","2024-03-0{day} 09:00:00","2024-03-0{day} 08:00:00","{unit}","{answer}"', "12345"),
    "Google Forms": "Timestamp,Department,I trust management (1-5)\n"
    + people("3/{day}/2024 09:00:00,{unit},{answer}", "12345").replace("3/3/", "3/13/"),
    "Microsoft Forms": "ID;Start time;Completion time;Abteilung;Ich vertraue der Geschäftsleitung\n"
    + people(
        "{i};0{day}.03.2024 09:00;0{day}.03.2024 09:10;{unit};{answer}",
        ("Stimme gar nicht zu", "Stimme eher nicht zu", "Teils/teils", "Stimme eher zu", "Stimme voll und ganz zu"),
    ),
    "Microsoft Forms, in German": "ID;Startzeit;Fertigstellungszeit;In welcher Abteilung?;Ich vertraue der "
    "Geschäftsführung.\n9;04.03.2024 08:00:00;04.03.2024 08:09:00;Keine Angabe;Stimme eher zu\n"
    + people(
        "{i};0{day}.03.2024 09:00:00;0{day}.03.2024 09:10:00;{unit};{answer}",
        ("Stimme gar nicht zu", "Stimme eher nicht zu", "Teils/teils", "Stimme eher zu", "Stimme voll und ganz zu"),
    ),
    "a department by its cells": "ID;Startzeit;Fertigstellungszeit;Wo sind Sie?;Ich vertraue der Geschäftsleitung\n"
    + people("{i};0{day}.03.2024 09:00:00;0{day}.03.2024 09:10:00;{unit};{answer}"),
    "a column a measure": "Survey date;Department;Responses;Trust (1-5)\n"
    "05.03.2024;Counter;5;4\n05.03.2024;Bakehouse;5;3\n",
    "a column a month": "Department,Measure,Scale,n,2024-03,2024-04\n"
    "counter,Trust,1-5,5,4,\nbakehouse,Trust,1-5,5,3,\n",
}  # fmt: skip


@pytest.mark.parametrize("tool", EXPORTS)
def test_exports_of_survey_tools_are_means_of_departments(survey, tool):
    data = survey(EXPORTS[tool])
    found = {one.department: one for one in data.survey}
    assert {(name, one.measure, one.mean, one.n) for name, one in found.items()} == {
        ("counter", "management_trust", 0.75, 5), ("bakehouse", "management_trust", 0.5, 5),
    }  # fmt: skip
    assert {(one.day.year, one.day.month) for one in data.survey} == {(2024, 3)}
    if tool in ("Qualtrics", "LimeSurvey"):
        assert found["bakehouse"].sd == pytest.approx(np.std((0, 4, 2, 2, 2)) / 4, abs=1e-6)


def test_what_was_taken_for_granted_is_said(survey):
    said = survey(EXPORTS["Qualtrics"]).notes
    assert 'survey: management_trust from "Q2_1 Agree? - I trust management" (guessed)' in said
    assert "survey: 2 rows unfinished, of trials, or without a date or department, left out" in said
    assert "survey: answers of 10 people in 1 survey: 2024-03-05" in said
    assert "survey: answers taken as 1 to 5, since both ends were given" in survey(EXPORTS["LimeSurvey"]).notes


def test_surveys_are_told_apart_by_weeks_without_answers_and_questions_of_a_measure_are_averaged(survey):
    rows = [f"2024-{month}-0{day},counter,1,5" for month in ("03", "09") for day in range(1, 6)]
    text = "date,department,Q1 (1-5),Q2 (1-5)\n" + "\n".join(rows)
    data = survey(text, "strain=Q1 (1-5)", "strain=Q2 (1-5)")
    assert [(str(one.day), one.measure, one.mean, one.n) for one in data.survey] == [
        ("2024-03-03", "strain", 0.5, 5), ("2024-09-03", "strain", 0.5, 5),
    ]  # fmt: skip


def test_a_department_of_four_is_missing(survey):
    data = survey(
        "date,department,Q1 (1-5)\n" + "2024-03-01,counter,4\n" * 5 + "2024-03-01,bakehouse,4\n" * 4,
        "belonging=Q1 (1-5)",
    )
    assert ([one.department for one in data.survey], data.left_out) == (["counter"], 1)


@pytest.mark.parametrize(
    ("text", "columns", "said"),
    [("date,Q1\n2024-03-01,4\n", (), r"no column says what it measures; name one with --column, .*found: date, Q1"),
     ("date,Trust\n2024-03-01,4\n2024-03-01,3\n", (), r'"Trust": answers from 3 to 4: of which scale\? Say it in the'),
     ("date,Trust (1-5)\n2024-03-01,4\n2024-03-01,6\n", (), 'row 3: Trust .1-5. = "6": is outside its scale, 1 to 5'),
     ("date,Trust\n2024-03-01,Agree\n2024-03-01,Perhaps\n", (), 'row 3: Trust = "Perhaps": should be a number, or'),
     ("Trust\nAgree\n", (), 'the survey table needs a column "date"'),
     ("date,Trust\n2024-03-01,Agree\n03/04/2024,Agree\n", (), 'row 3: date = "03/04/2024": day and month cannot'),
     ("date,department,Trust\n2024-03-01,till,Agree\n", (), 'row 2: department = "till": there is no such department'),
     ("date,n,Trust (1-5)\n2024-03-01,9,7\n", (), r'row 2: Trust \(1-5\) = "7": is outside its scale, 1 to 5'),
     ("date,n,Trust\n2024-03-01,9,4\n", (), 'the survey table needs a column "scale"'),
     ("date,date,Trust\n2024-03-01,2024-03-01,Agree\n", (), 'has more than one column "date"'),
     ("date,Q1\n2024-03-01,Agree\n", ("trust=Q1",), r'--column trust=Q1: should be ROLE=HEADING of the survey'),
     ("date,Q1\n2024-03-01,Agree\n", ("strain=Q2",), '--column strain Q2: no column "Q2"')],
)  # fmt: skip
def test_an_export_that_cannot_be_used_is_refused_in_one_line(survey, text, columns, said):
    refused(survey, text, columns, said)


def refused(survey, text, columns, said):
    with pytest.raises(InputError, match=said) as caught:
        survey(text, *columns)
    assert len(caught.value.lines) == 1


def test_a_staff_list_of_an_hr_system_is_read_by_its_own_headings(bakery, tmp_path):
    path = tmp_path / "hr.csv"
    path.write_text(
        "Employee ID,Dept,Hire Date,Termination Date\n7,Counter,01/31/2020,12/01/2024\n8,counter,02/01/2021,\n"
    )
    one, other = firm_data(bakery, None, path, None).staff
    assert (str(one.hired), str(one.left), other.left, one.department) == ("2020-01-31", "2024-12-01", None, "counter")
    path.write_text("Employee ID,Hire Date,Termination Date\n7,2020-01-31,soon\n")
    with pytest.raises(InputError, match='row 2: Termination Date = "soon": should be a date'):
        firm_data(bakery, None, path, None)


def test_ids_tell_people_apart_and_a_total_is_nobody(bakery, tmp_path):
    path = tmp_path / "personal.csv"
    path.write_text(
        "Personalliste\nPers.-Nr.;Nachname;Abteilung;Eintritt;Austritt\n7;Abel;counter;01.02.2020;01.12.2024\n"
        "8;Abel;bakehouse;01.02.2020;\nSumme;2 Personen;;;\n"
    )
    assert [one.department for one in firm_data(bakery, None, path, None).staff] == ["counter", "bakehouse"]


SINGLE = (
    ("7", "Complete", "counter", "I am motivated", "4", "Agree"),
    ("7", "Complete", "counter", "My work motivates me", "5", "Strongly Agree"),
    ("8", "Complete", "bakehouse", "I am motivated", "2", "Disagree"),
    ("8", "Complete", "bakehouse", "My work motivates me", "0", "Not Applicable"),
    ("9", "Incomplete", "counter", "I am motivated", "1", "Strongly Disagree"),
    ("9", "Incomplete", "counter", "My work motivates me", "1", "Strongly Disagree"),
    ("10", "Complete", "counter", "I am motivated", "3", "Neutral"),
)


@pytest.mark.parametrize("who", ["Respondent ID", "Answer ID"])
def test_a_row_for_each_single_answer_is_a_row_for_each_respondent(survey, who):
    copies = range(5)
    rows = [(f"{copy}-{one}" if who == "Respondent ID" else f"{copy}-{i}", *rest)
            for copy in copies for i, (one, *rest) in enumerate(SINGLE)]  # fmt: skip
    text = f"{who},Status,Department,Question,Response,Response Text\n" + "".join(f"{','.join(row)}\n" for row in rows)
    data = survey(text, "date=31.03.2025")
    means = {one.department: (one.mean, one.n, str(one.day)) for one in data.survey}
    # Two answers of one respondent are averaged where it is known that they are.
    counter = ((0.875 + 0.5) / 2, 10) if who == "Respondent ID" else ((0.75 + 1 + 0.5) / 3, 15)
    assert means == {"counter": (pytest.approx(counter[0]), counter[1], "2025-03-31"),
                     "bakehouse": (0.25, 5, "2025-03-31")}  # fmt: skip
    people = 15 if who == "Respondent ID" else 20
    assert f"survey: answers of {people} people in 1 survey: 2025-03-31" in data.notes


def test_the_day_of_a_survey_that_no_column_tells_is_said(survey):
    (one,) = survey("EmployeeID,JobSatisfaction\n" + "1,1\n2,5\n" * 3, "date=2025-03-31").survey
    assert (one.measure, one.mean, one.n, str(one.day)) == ("job_satisfaction", 0.5, 6, "2025-03-31")
    with pytest.raises(InputError, match="say the day of all answers, as --column date=2025-03-31"):
        survey("EmployeeID,JobSatisfaction\n1,4\n")


def test_the_sheet_of_a_workbook_with_the_fitting_headings_is_read(bakery, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["Column name", "Meaning"])
    book.active.append(["PersNr", "who"])
    for row in (["Pers.-Nr.", "Abteilung", "Eintritt", "Austritt"], ["7", "counter", "2024-02-01", ""]):
        (book["Liste"] if "Liste" in book.sheetnames else book.create_sheet("Liste")).append(row)
    book.create_sheet("Umfrage").append(["Datum", "Trust (1-5)"])
    for _ in range(5):
        book["Umfrage"].append(["2024-03-01", 3])
    book.save(tmp_path / "all.xlsx")
    data = firm_data(bakery, tmp_path / "all.xlsx", tmp_path / "all.xlsx", None)
    assert [one.department for one in data.staff] == ["counter"]
    assert [(one.measure, one.mean) for one in data.survey] == [("management_trust", 0.5)]


def test_departments_of_the_staff_list_are_called_as_an_import_calls_them(bakery, tmp_path):
    sheet = Sheet.read(pd.DataFrame({"department": ["R/D (Paris)"]}), "staff", ("department",))
    assert sheet.known(0, "department", ("IT", "R D Paris")) == "R D Paris"
    path = tmp_path / "staff.csv"
    path.write_text("id,department,hired,left\n1,counter,2020-01-01,\n2,Closed,2020-01-01,2024-05-01\n")
    data = firm_data(bakery, None, path, None)
    assert [one.department for one in data.staff] == ["counter", ""]
    assert data.notes == ('staff: 1 person of departments that the scenario has not: "Closed"',)
    path.write_text("id,department,hired,left\n2,Closed,2020-01-01,2024-05-01\n")
    with pytest.raises(InputError, match='row 2: department = "Closed": there is no such department'):
        firm_data(bakery, None, path, None)


WIDE = "Bereich,Datum,n,Motivation (1-5)\n"


def test_a_row_of_all_departments_is_the_firm_where_it_stands_alone(survey):
    units = "counter,2024-03-01,5,3\nbakehouse,2024-03-01,5,4\n"
    data = survey(f"{WIDE}{units}Gesamt,2024-03-01,10,3.5\nGesamt,2023-03-01,10,4.5\n")
    assert [(one.department, one.day.year, one.mean) for one in data.survey] == [
        ("counter", 2024, 0.5), ("bakehouse", 2024, 0.75), ("", 2023, 0.875)
    ]  # fmt: skip
    assert "survey: 1 row of all departments left out, beside those of each" in data.notes


@pytest.mark.parametrize(
    ("text", "columns", "said"),
    [(WIDE + "counter,2024-03-01,5,62 %\n", (), 'row 2: Motivation .1-5. = "62 %": shares of favourable answers'),
     ("date,Motivation (1-5)\n2024-03-01,62%\n", (), '"62%": shares of favourable answers'),
     ("date,measure,n,mean\n2024-03-01,trust,9,62 %\n", ("scale=0-100",), '"62 %": shares of favourable answers'),
     ("date,question,n,% favourable\n2024-03-01,trust,9,62\n", (), "% favourable = .62.: shares of favourable answers"),
     ("date,measure,n,Top-2\n2024-03-01,trust,9,.62\n", ("mean=Top-2", "scale=0-1"), "mean and the number of answers"),
     ("date,n,Trust (Zustimmung)\n2024-03-01,9,62\n", (), "Ask whoever ran the survey"),
     ("date,n,Trust - percent agree\n2024-03-01,9,62\n", ("management_trust=Trust - percent agree",), "tell none"),
     ("Bereich,Befragung 2023,,Befragung 2024,\n,n,Ich bin motiviert,n,Ich bin motiviert\ncounter,5,3,5,4\n", (),
      'row 2 holds headings as well .* leave one row of headings, with a column for the date'),
     ("Bereich,Datum,n,Motivation\ncounter,2024-03-01,5,3\n", (),
      r'say it in a heading, as "Trust .1-5.", or for all with --column scale=1-5 .found: Bereich, Datum')],
)  # fmt: skip
def test_a_wide_survey_that_cannot_be_used_says_what_would_be(survey, text, columns, said):
    refused(survey, text, columns, said)


@pytest.mark.parametrize("heading", ["id,id,hired,left", "Department,Department,id,hired,left", "id,hired,hired,left"])
def test_a_staff_list_with_two_columns_of_one_name_is_refused(bakery, tmp_path, heading):
    path = tmp_path / "staff.csv"
    path.write_text(heading + "\n" + ",".join("1" * (heading.count(",") + 1)) + "\n")
    with pytest.raises(InputError, match="has more than one column"):
        firm_data(bakery, None, path, None)


def test_an_employment_without_an_end_and_a_transfer_in_german(bakery, tmp_path):
    path = tmp_path / "staff.csv"
    path.write_text(
        "PersNr,Eintritt,Austritt,Austrittsgrund\n1,01.02.2020,31.12.9999,\n2,01.02.2020,01.03.2024,Versetzung\n"
    )
    one, other = firm_data(bakery, None, path, None).staff
    assert (one.left, other.moved) == (None, True)


PERSONAL = (
    "Kürzel,Wohnort,Einheit,Dabei seit,Weg am,Weshalb\n"
    "ab,Linz,counter,01.02.2020,01.12.2024,transfer\ncd,Wels,bakehouse,03.04.2021,,\n"
)
NAMED = {"id": "Kürzel", "department": "Einheit"}
DAYS = ("hired=Dabei seit", "ended=Weg am")


def test_columns_of_the_staff_list_are_named_as_for_an_import(bakery, tmp_path):
    path = tmp_path / "personal.csv"
    path.write_text(PERSONAL)
    one, other = firm_data(bakery, None, path, None, (*DAYS, "reason=Weshalb"), NAMED).staff
    assert (one.department, str(one.hired), str(one.left), one.moved) == ("counter", "2020-02-01", "2024-12-01", True)
    assert (other.department, str(other.hired), other.left, other.moved) == ("bakehouse", "2021-04-03", None, False)
    alone = firm_data(bakery, None, path, None, DAYS, NAMED | {"department": "none"}).staff
    assert [one.department for one in alone] == ["", ""]
    # A column that the user names counts beside one of the usual name.
    path.write_text(PERSONAL.replace("Wohnort", "department"))
    assert firm_data(bakery, None, path, None, DAYS, NAMED).staff[0].department == "counter"


@pytest.mark.parametrize(
    ("columns", "people", "said"),
    [(("hired=Dabei seit",), NAMED, 'needs a column "left"; name it with --column ended="HEADING"'),
     (DAYS, {}, 'needs a column "id"; name it with --id="HEADING"'),
     (DAYS, NAMED | {"department": "Einheiten"}, '--department Einheiten: no column .*did you mean "Einheit"'),
     ((*DAYS, "date=Dabei seit"), NAMED, "--column date: names a column of --survey, and there is no such table"),
     ((*DAYS, "hired=Weg am"), NAMED, "--column hired: takes one heading"),
     (("left=Weg am",), NAMED, "--column left=Weg am: should be ROLE=HEADING of the survey or staff list")],
)  # fmt: skip
def test_a_column_of_the_staff_list_that_is_none_is_said(bakery, tmp_path, columns, people, said):
    path = tmp_path / "personal.csv"
    path.write_text(PERSONAL)
    with pytest.raises(InputError, match=said) as caught:
        firm_data(bakery, None, path, None, columns, people)
    assert len(caught.value.lines) == 1


@pytest.mark.parametrize(
    "text",
    ["month,score,n\n2024-02,78,150\n",
     "# of our shops\nMonat;Kundenzufriedenheit (0-10);Befragte\nFeb 2024;7,8;150\n",
     "Month,Patients asked,Mean satisfaction (0-100)\nFeb 2024,150,78\n",
     "Date,CSAT,Responses,Scale\n2024-02-01,3.9,150,0-5\n"],
)  # fmt: skip
def test_customers_scores_are_read_by_their_own_headings(bakery, tmp_path, text):
    path = tmp_path / "customers.csv"
    path.write_text(text, encoding="utf-8")
    (one,) = firm_data(bakery, None, None, path).customers
    assert (str(one.month), one.score, one.n) == ("2024-02-01", pytest.approx(0.78), 150)


LONG = "date,department,measure,mean,n,scale\n"
MONTHS = ("Jan 2025", "Feb 2025", "Mar 2025", "Apr 2025")


def test_a_row_with_a_date_in_words_is_no_heading(survey):
    rows = survey(LONG + "".join(f"{month},counter,motivation,3,9,1-5\n" for month in MONTHS)).survey
    assert [str(one.day) for one in rows] == ["2025-01-01", "2025-02-01", "2025-03-01", "2025-04-01"]
    wide = "month,department,n,Motivation (1-5),Trust (1-7)\n" + "".join(f"{one},counter,9,3,4\n" for one in MONTHS)
    data = survey(wide)
    assert [(one.mean, one.scale) for one in data.survey] == [(0.5, (1, 5))] * 4 + [(0.5, (1, 7))] * 4
    assert 'survey: management_trust from "Trust (1-7)" (guessed)' in data.notes
    with pytest.raises(InputError, match='row 2: date = "soon": should be a date'):
        survey("date,n,Trust (1-5)\nsoon,9,3\n2025-01-01,9,3\n")


QUALTRICS = (
    "StartDate,EndDate,Status,Finished,Q1,Q2\n"
    "Start Date,End Date,Response Type,Finished,Department,I trust management (1-5)\n"
)


@pytest.mark.parametrize(
    ("status", "done", "left_out"),
    [("0", "1", False), ("4", "1", False), ("32", "1", False), ("IP-Adresse", "Wahr", False), ("1", "1", True),
     ("2", "1", True), ("8", "1", True), ("17", "1", True), ("Umfragevorschau", "Wahr", True),
     ("Survey Test", "True", True), ("IP-Adresse", "Falsch", True), ("0", "0", True)],
)  # fmt: skip
def test_trials_and_unfinished_answers_are_left_out_in_numbers_and_in_german(survey, status, done, left_out):
    rows = [f"2025-03-10 10:00:00,2025-03-10 10:09:00,{one},{two},counter,{answer}\n" for one, two, answer in
            [("0", "1", 4)] * 5 + [(status, done, 1)] * 5]  # fmt: skip
    data = survey(QUALTRICS + "".join(rows))
    (one,) = data.survey
    assert (one.n, one.mean) == ((5, 0.75) if left_out else (10, 0.375))
    assert ("survey: 5 rows unfinished, of trials, or without a date or department, left out" in data.notes) is left_out
    assert not any("not known" in note for note in data.notes)


def test_what_is_not_known_of_a_status_is_said(survey):
    data = survey("date,Status,Finished,Trust (1-5)\n" + "2025-01-01,Nachgereicht,perhaps,3\n" * 5)
    assert 'survey: "Status" of 5 rows is "nachgereicht": not known, so they count' in data.notes
    assert 'survey: "Finished" of 5 rows is "perhaps": not known, so they count' in data.notes


def test_a_department_written_in_several_ways_is_one_and_errors_name_rows_of_the_file(survey):
    rows = [f"2025-03-01,{unit},4\n" for unit in ("counter", "Counter", '" counter "', "COUNTER", "counter")]
    (one,) = survey("date,department,Trust (1-5)\n" + "".join(rows)).survey
    assert (one.department, one.n) == ("counter", 5)
    with pytest.raises(InputError, match='row 7: department = "till"'):
        survey("date,department,Trust (1-5)\n" + "".join(rows) + "2025-03-01,till,4\n")
    with pytest.raises(InputError, match=r'row 9: Trust \(1-5\) = "9": is outside'):
        survey("Our survey\n\ndate,department,Trust (1-5)\n" + "".join(rows) + "2025-03-01,counter,9\n")


@pytest.mark.parametrize(
    ("dates", "found"),
    [(("3/31/25", "4/1/25"), ("2025-03-31", "2025-04-01")),
     (("3/4/2025 10:15:22 am", "4/5/2025 11:00 p.m."), ("2025-03-04", "2025-04-05")),
     (("31.03.25", "1.4.25"), ("2025-03-31", "2025-04-01"))],
)  # fmt: skip
def test_dates_of_two_digits_and_of_twelve_hours_are_read(survey, dates, found):
    rows = survey(LONG + "".join(f"{one},counter,trust,3,9,1-5\n" for one in dates)).survey
    assert tuple(str(one.day) for one in rows) == found


@pytest.mark.parametrize(
    ("text", "said"),
    [(LONG + "3/1/2025,counter,trust,3,9,1-5\n3/10/2025,counter,trust,3,9,1-5\n",
      'row 2: date = "3/1/2025": day and month cannot be told apart in this column; write dates as 2025-03-31'),
     (LONG + "13/1/2025,counter,trust,3,9,1-5\n1/14/2025,counter,trust,3,9,1-5\n",
      '"13/1/2025" has its day first, "1/14/2025" its month'),
     ("date,Trust (1-5)\n13/1/2025,3\n1/14/2025,3\n", '"13/1/2025" has its day first, "1/14/2025" its month'),
     ("date,Trust (1-5)\n30.02.2025,3\n", 'row 2: date = "2025-02-30": is no day of the calendar'),
     ("Date,Department,I am motivated (1-5)\n", "has no rows below its headings"),
     ("Date,Q1\nRecorded,I am motivated\n", "has no rows below its headings"),
     ('submitdate,Trust (1-5)\n1980-01-01 00:00:00,3\n', 'row 2: date = "1980-01-01": is what LimeSurvey writes'),
     ("date;department;measure;mean;n;scale\n31.03.2025;counter;trust;3,4;1.250;1-5\n",
      '"n": 1.250 may be 1250 or 1.250: write numbers without marks'),
     (LONG + "2025-01-01,counter,trust,,,1-5\n", 'n = "": should be a number'),
     (LONG + "2025-01-01,counter,trust,3,4000,1-5\n", 'row 2: n = "4000": counter has 4 posts, too few'),
     (LONG + "2025-01-01,,trust,3,1e20,1-5\n", 'row 2: n = "1e20": the firm has 8 posts, too few'),
     ("A title\n\n" + LONG + "2025-01-01,counter,trust,9,9,1-5\n", 'row 4: mean = "9"')],
)  # fmt: skip
def test_what_cannot_be_read_says_why_and_what_settles_it(survey, text, said):
    with pytest.raises(InputError, match=said) as caught:
        survey(text)
    assert "--decimal" not in str(caught.value)


def test_a_formula_without_a_stored_value_is_no_empty_cell(bakery, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (["date", "department", "measure", "mean", "n", "scale"],
                ["2025-03-01", "counter", "trust", "=1+2", 9, "1-5"]):  # fmt: skip
        book.active.append(row)
    book.save(tmp_path / "survey.xlsx")
    with pytest.raises(InputError, match=r'mean = "=1\+2": should be a number; a formula without'):
        firm_data(bakery, tmp_path / "survey.xlsx", None, None)


def test_low_customers_scores_without_a_scale_are_warned_of(bakery, tmp_path):
    path = tmp_path / "customers.csv"
    path.write_text("month,score,n\n2025-01,4.2,100\n2025-02,4.3,100\n")
    (said,) = firm_data(bakery, None, None, path).notes
    assert said.startswith("customers: scores of at most 4.3 are taken as of the scale 0-100; say another in a column")
    path.write_text("month,score,n\n2025-01,8,100\n2025-02,78,100\n")
    assert not firm_data(bakery, None, None, path).notes


def test_two_columns_of_one_name_are_refused(survey):
    with pytest.raises(InputError, match='has more than one column "n"'):
        survey("date,department,measure,mean,N,n\n2025-01-01,counter,motivation,0.5,4,4\n")
