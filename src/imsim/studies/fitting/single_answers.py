"""A survey export with a row for each single answer, as one with a column for each question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from imsim.scenarios.importing.vocabulary import plain
from imsim.scenarios.tables import TextTable
from imsim.studies.fitting.scoring import family_of, words_of

ANSWER = ("answer", "answertext", "response", "responsetext", "answervalue", "value", "antwort", "antworttext", "wert")
RESPONDENT = ("respondentid", "respondent", "responseid", "participantid", "employeeid", "userid", "teilnehmer",
              "teilnehmerid", "befragter")  # fmt: skip
# A column of more different texts holds no questions that everybody was asked.
MOST_QUESTIONS = 200


def spread(table: TextTable, question: str, answer: str | None) -> TextTable:
    """A column for each question; the table as it is where nothing says what was answered.

    Who answered is one row where a column says so, and has one answer to each question; otherwise each answer is.

    Args:
        table: with a row for each answer.
        question: column of the questions.
        answer: column of the answers, where that is known; words of a scale count before its numbers.
    """
    frame = table.frame
    answers = [answer] if answer else called(table, ANSWER)
    in_words = [name for name in answers if family_of(words_of(frame[name].tolist()))]
    asked = frame[question].str.strip()
    if not answers or not 1 <= asked.nunique() <= MOST_QUESTIONS:
        return table
    chosen = (in_words or answers)[0]
    who = next((name for name in called(table, RESPONDENT) if one_answer_each(frame, name, asked)), None)
    wide = pd.DataFrame({text: frame[chosen].where(asked == text, "") for text in dict.fromkeys(asked) if text})
    rest = frame.drop(columns=[question, *answers])
    if who is not None:
        # Beside its one answer a question has empty texts only, which come before all others.
        wide, rest = wide.groupby(frame[who], sort=False).max(), rest.groupby(frame[who], sort=False).first()
    return replace(table, frame=pd.concat([rest, wide], axis=1).reset_index(drop=True))


def called(table: TextTable, words: Sequence[str]) -> list[str]:
    """Columns called by one of some words, the surest word first."""
    return [name for word in words for name in table.columns if plain(name) == word]


def one_answer_each(frame: pd.DataFrame, who: str, asked: pd.Series[str]) -> bool:
    """Whether a column tells respondents, who come again and answered no question twice."""
    return bool(
        frame[who].duplicated().any() and not pd.DataFrame({"who": frame[who], "asked": asked}).duplicated().any()
    )
