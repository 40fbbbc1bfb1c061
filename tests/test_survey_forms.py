"""Survey exports of the tools that people have become means of departments, or one line says what is missing."""

import numpy as np
import pytest

from imsim.engine.errors import InputError
from imsim.scenarios.scenario import load
from imsim.studies.fitting.loading import firm_data
from imsim.studies.fitting.scoring import ranked

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
     ("date,Trust\n2024-03-01,Agree\n03/04/2024,Agree\n", (), 'row 3: date = "03/04/2024": should be'),
     ("date,department,Trust\n2024-03-01,till,Agree\n", (), 'row 2: department = "till": there is no such department'),
     ("date,n,Trust (1-5)\n2024-03-01,9,7\n", (), r'row 2: Trust \(1-5\) = "7": is outside its scale, 1 to 5'),
     ("date,n,Trust\n2024-03-01,9,4\n", (), 'the survey table needs a column "scale"'),
     ("date,date,Trust\n2024-03-01,2024-03-01,Agree\n", (), 'has more than one column "date"'),
     ("date,Q1\n2024-03-01,Agree\n", ("trust=Q1",), r'--column trust=Q1: should be ROLE=HEADING of the survey'),
     ("date,Q1\n2024-03-01,Agree\n", ("strain=Q2",), '--column strain Q2: no column "Q2"')],
)  # fmt: skip
def test_an_export_that_cannot_be_used_is_refused_in_one_line(survey, text, columns, said):
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


def test_words_of_different_scales_do_not_mix():
    assert ranked(["Never", "Always", "Sometimes"]).tolist() == [0, 1, 0.5]
    assert ranked(["Never", "Agree"]) is None
