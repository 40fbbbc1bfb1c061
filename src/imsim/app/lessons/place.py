"""Where a student is in a lesson, as a part of its address: whoever reloads the page goes on there."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from imsim.app.settings import MOST_LETTERS

STEPS = ("The claim", "Your prediction", "The runs", "Compare", "Why", "In the field")
CLAIM, PREDICTION, RUNS, COMPARE, WHY, FIELD = range(len(STEPS))


class LessonPlace(NamedTuple):
    """A step of a lesson, and the answer that was chosen; -1 for none.

    Example:
        >>> LessonPlace(3, 1).query, LessonPlace().query
        ('&step=3&answer=1', '')
    """

    step: int = CLAIM
    answer: int = -1

    @property
    def query(self) -> str:
        """What an address says of it, after the lesson's name; nothing at the beginning."""
        told = {"step": self.step} | ({"answer": self.answer} if self.answer >= 0 else {})
        return f"&{urlencode(told)}" if self != LessonPlace() else ""

    def within(self, options: int, done: bool) -> LessonPlace:
        """The place as far as it can be gone to: nobody compares without an answer, or before the runs are done.

        Args:
            options: answers that there are.
            done: whether the runs are.

        Example:
            >>> LessonPlace(4, 1).within(3, done=False), LessonPlace(4, 7).within(3, done=True)
            (LessonPlace(step=2, answer=1), LessonPlace(step=1, answer=-1))
        """
        if not 0 <= self.answer < options:
            return LessonPlace(min(self.step, PREDICTION))
        return self._replace(step=min(self.step, FIELD if done else RUNS))


def lesson_place(query: str) -> LessonPlace:
    """The place that an address names; whatever cannot be read is the beginning.

    Example:
        >>> lesson_place("lesson=mine&step=2&answer=0"), lesson_place("lesson=mine&step=-1")
        (LessonPlace(step=2, answer=0), LessonPlace(step=0, answer=-1))
    """
    found = dict(parse_qsl(query[:MOST_LETTERS]))
    step, answer = (found.get(key, "") for key in LessonPlace._fields)
    return LessonPlace(
        int(step) if step.isascii() and step.isdigit() and len(step) < 3 else CLAIM,
        int(answer) if answer.isascii() and answer.isdigit() and len(answer) < 3 else -1,
    )
