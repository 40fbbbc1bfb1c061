"""Answers of a survey are of the scale that its words and numbers speak for, which is printed, or they are refused."""

import pytest

from imsim.engine.errors import InputError
from imsim.scenarios.scenario import load
from imsim.studies.fitting.loading import firm_data
from imsim.studies.fitting.wording import measure_named


@pytest.fixture(scope="module")
def bakery():
    return load("bakery")


@pytest.fixture
def answers(bakery, tmp_path):
    """Measure -> mean, and the notes, of columns of answers that everybody of five copies gave."""

    def read(columns, *asked):
        path = tmp_path / "survey.csv"
        rows = [*zip(*columns.values(), strict=True)] * 5
        lines = [f"date;{';'.join(columns)}", *(f"2025-03-10;{';'.join(row)}" for row in rows)]
        path.write_text("\n".join(lines), encoding="utf-8")
        data = firm_data(bakery, path, None, None, asked)
        return {one.measure: one.mean for one in data.survey}, data.notes

    return read


SCALES = {
    "trifft nicht zu; trifft eher nicht zu; trifft eher zu; trifft zu": 4,
    "trifft nicht zu; trifft eher nicht zu; teils/teils; trifft eher zu; trifft voll zu": 5,
    "trifft gar nicht zu; trifft nicht zu; teils, teils; trifft zu; trifft voll zu": 5,
    "stimme nicht zu; stimme eher nicht zu; stimme eher zu; stimme zu": 4,
    "stimme gar nicht zu; stimme nicht zu; stimme eher nicht zu; teils teils; stimme eher zu; stimme zu; "
    "stimme voll zu": 7,
    "sehr unzufrieden; eher unzufrieden; eher zufrieden; sehr zufrieden": 4,
    "sehr unzufrieden; unzufrieden; eher unzufrieden; eher zufrieden; zufrieden; sehr zufrieden": 6,
    "very dissatisfied; dissatisfied; somewhat dissatisfied; neutral; somewhat satisfied; satisfied; very satisfied": 7,
    "strongly disagree; disagree; agree; strongly agree": 4,
    "strongly disagree; disagree; neutral; agree; strongly agree": 5,
    "never; rarely; sometimes; often; always": 5,
}  # fmt: skip


@pytest.mark.parametrize("words", SCALES)
def test_each_rank_of_a_scale_is_its_own_share(answers, words):
    ranks = [word.strip() for word in words.split(";")]
    assert len(ranks) == SCALES[words]
    for i, rank in enumerate(ranks):
        # All ranks occur in another question of the battery.
        found, notes = answers({"Trust": ranks, "Motivation": [rank] * len(ranks)})
        assert found["management_trust"] == pytest.approx(0.5, abs=1e-5)
        assert found["motivation"] == pytest.approx(i / (len(ranks) - 1), abs=1e-5)
    assert sum(note.startswith(f"survey: answers in words taken as {len(ranks)} steps: ") for note in notes) == 1


def test_a_scale_of_which_not_all_words_were_given_is_the_usual_one(answers):
    found, notes = answers({"Trust": ["Agree", "Strongly disagree", "Neutral", "n/a"]})
    assert found == {"management_trust": pytest.approx((0.75 + 0 + 0.5) / 3, abs=1e-5)}
    said = "strongly disagree < disagree < neutral < agree < strongly agree"
    assert f"survey: answers in words taken as 5 steps: {said}" in notes


def test_questions_of_the_same_words_have_one_scale(answers):
    found, _ = answers({"Trust": ["Strongly agree", "Agree", "Somewhat agree"], "Motivation": ["Agree"] * 3})
    assert found["motivation"] == pytest.approx(5 / 6, abs=1e-5)


def test_a_question_of_other_words_has_a_scale_of_its_own(answers):
    found, notes = answers({"Trust": ["Neutral", "Never mind"][:1] * 2, "Motivation": ["Never", "Always"]})
    assert found == {"management_trust": 0.5, "motivation": 0.5}
    assert sum("taken as 5 steps" in note for note in notes) == 2


@pytest.mark.parametrize(
    ("columns", "said"),
    [({"Trust": ["Never", "Agree"]}, "row 2: Trust = .* like all answers of its column one of a scale"),
     ({"Trust": ["Never", "Often", "Usually"]}, 'column "Trust": answers never, often, usually are of no scale'),
     ({"Trust (1-5)": ["3-4"]}, 'row 2: Trust .1-5. = "3-4": should be a number'),
     ({"Trust": ["1", "5", "3", "1"], "Motivation": ["1", "7", "3", "1"]},
      r'different ones: "Trust" 1 to 5, "Motivation" 1 to 7; say it in the heading, as "Trust \(1-5\)"'),
     ({"Trust": ["1", "5"], "Motivation": ["2", "10"]}, 'different ones: "Trust" 1 to 5'),
     ({"Scale": ["1-5", "1-7"], "Trust": ["3", "3"]}, 'row 3: scale = "1-7": rows before it have 1-5'),
     ({"Scale": ["five"], "Trust": ["3"]}, 'row 2: scale = "five": should be as 1-5')],
)  # fmt: skip
def test_answers_of_no_one_scale_are_refused(answers, columns, said):
    with pytest.raises(InputError, match=said):
        answers(columns)


def test_the_scale_may_be_said_in_the_heading_in_a_column_or_by_the_option(answers):
    columns = {"Q1": ["1", "5", "3"], "Q2": ["1", "7", "4"]}
    found, _ = answers(columns, "strain=Q1 (1-5)", "belonging=Q2 (1-7)")
    assert found == {"strain": 0.5, "belonging": 0.5}
    found, _ = answers(columns, "strain=Q1", "belonging=Q2 (1-7)", "scale=1-9")
    assert found == {"strain": 0.25, "belonging": 0.5}
    assert answers({"Scale": ["1 to 5", ""], "Trust": ["4", "4"]})[0] == {"management_trust": 0.75}
    assert answers({"Trust (1 bis 5)": ["4 - gut", "4"]})[0] == {"management_trust": 0.75}


def test_a_scale_taken_from_some_columns_is_said_of_the_others(answers):
    found, notes = answers({"Trust": ["1", "5"], "Motivation": ["2", "4"]})
    assert found == {"management_trust": 0.5, "motivation": 0.5}
    assert 'survey: answers taken as 1 to 5, since both ends were given, though not to "Motivation"' in notes
    assert "since both ends were given" in " ".join(answers({"Trust": ["1", "3"], "Motivation": ["3", "5"]})[1])


@pytest.mark.parametrize(
    "question",
    ["I am dissatisfied with my job", "I often feel demotivated", "Meine Kollegen sind unmotiviert",
     "Budget constraints hinder my work", "How satisfied are you with the canteen?", "I am not motivated",
     "I don’t trust the management", "Ich bin nicht motiviert", "My personal belongings are safe"],
)  # fmt: skip
def test_no_measure_is_guessed_from_part_of_a_word_or_through_a_negation(answers, question):
    with pytest.raises(InputError, match="no column says what it measures"):
        answers({f"{question} (1-5)": ["3"]})


OF_THE_JOB = (
    "How satisfied are you with your job?",
    "Overall, I am satisfied with my job.",
    "How satisfied are you with your current job overall?",
    "How satisfied are you with your work at Contoso Ltd.?",
    "On a scale of 1 to 10, how satisfied are you with your job?",
    "How satisfied are you with your job? (1 = very dissatisfied, 5 = very satisfied)",
    "Job satisfaction",
    "Overall job satisfaction (1-5)",
    "Q3. I am very satisfied with my job as a whole.",
    "Ich bin mit meiner Arbeit insgesamt zufrieden.",
    "Wie zufrieden sind Sie mit Ihrer Arbeit?",
    "Wie zufrieden sind Sie insgesamt mit Ihrer derzeitigen Tätigkeit?",
    "Alles in allem bin ich mit meiner Arbeit zufrieden",
    "Arbeitszufriedenheit (1-10)",
    "Allgemeine Arbeitszufriedenheit",
)
OF_A_FACET = (
    "I am satisfied with my job security",
    "How satisfied are you with your job security?",
    "How satisfied are you with your work environment?",
    "How satisfied are you with your work-life balance?",
    "How satisfied are you with your work/life balance?",
    "How satisfied are you with your job? - Pay",
    "How satisfied are you with your job? [Working hours]",
    "Job satisfaction: pay",
    "How satisfied are you with the engagement of your manager?",
    "How satisfied are you with your job in terms of pay?",
    "With regard to pay, how satisfied are you with your job?",
    "I would be satisfied with my job if the pay were better",
    "How satisfied are you with the work of your supervisor?",
    "Pay is important for my job satisfaction",
    "How satisfied are you with your job and your pay?",
    "Ich bin mit meiner Arbeitszeit zufrieden",
    "Wie zufrieden sind Sie mit der Sicherheit Ihres Arbeitsplatzes?",
    "Wie zufrieden sind Sie mit Ihrer Arbeit: Bezahlung",
    "Wie zufrieden sind Sie mit der Arbeit Ihres Vorgesetzten?",
    "Arbeitszufriedenheit: Kantine",
    "Ich bin mit meiner Arbeit im Schichtdienst zufrieden",
    "Wie zufrieden sind Sie mit Ihrer Arbeit hinsichtlich der Bezahlung?",
    "Mit der Motivation meiner Kollegen bin ich zufrieden",
    "My team is motivated",
    "Meine Kollegen sind motiviert",
)


@pytest.mark.parametrize("question", OF_THE_JOB)
def test_a_question_on_the_job_as_a_whole_is_on_job_satisfaction(question):
    assert measure_named(question) == "job_satisfaction"
    assert measure_named(f"Q7_{question.replace(' ', '_')}") == "job_satisfaction"


@pytest.mark.parametrize("question", OF_A_FACET)
def test_a_question_on_one_facet_of_the_job_is_not_taken_for_all_of_it(question):
    assert measure_named(question) is None


def test_questions_on_facets_are_named_as_unused(answers):
    found, notes = answers({question: ["1", "5"] for question in (OF_THE_JOB[0], *OF_A_FACET[:5])})
    assert found == {"job_satisfaction": 0.5}
    (unused,) = (note for note in notes if note.startswith("survey: columns not used: "))
    assert all(question in unused for question in OF_A_FACET[:5])


@pytest.mark.parametrize(
    ("asked", "said"),
    [(("strain=Q1", "management_trust=Q1"), "--column management_trust=Q1: this column is strain already"),
     (("strain=none", "strain=Q1"), r'--column strain: takes headings, or none alone \(found: "none", "Q1"\)'),
     (("date=date", "date=Q2"), r'--column date: takes one heading, or none \(found: "date", "Q2"\)'),
     (("date=none", "strain=Q1"), 'needs a column "date"'),
     (("strain=Q1", "mean=Q2"), '--column strain: the survey is a long table, by its column "Q2"')],
)  # fmt: skip
def test_columns_that_contradict_each_other_are_refused(answers, asked, said):
    with pytest.raises(InputError, match=said):
        answers({"Q1": ["3"], "Q2": ["3"]}, *asked)


def test_a_column_that_the_user_named_counts_beside_one_of_the_usual_name(bakery, tmp_path):
    path = tmp_path / "survey.csv"
    path.write_text("date,Ended,department,Site,Trust (1-5)\n" + "2024-01-01,2025-03-10,counter,bakehouse,4\n" * 5)
    (one,) = firm_data(bakery, path, None, None, ["date=Ended", "department=Site"]).survey
    assert (str(one.day), one.department) == ("2025-03-10", "bakehouse")
