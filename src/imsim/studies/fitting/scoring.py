"""Single answers, numbers or words of a usual scale, as shares of their scale from 0 to 1."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from imsim.engine.errors import InputError
from imsim.scenarios.tables import shown

Values = NDArray[np.float64]
Scale = tuple[float, float]

# Words from the lowest answer to the highest; strokes part those of equal rank.
WORDS = tuple(
    tuple(tuple(rank.strip().split("/")) for rank in scale.split(";"))
    for scale in (
        "strongly disagree; disagree; neither agree nor disagree/neutral/undecided/neither; agree; strongly agree",
        "strongly disagree; disagree; agree; strongly agree",
        "strongly disagree; somewhat disagree; neither agree nor disagree/neutral; somewhat agree; strongly agree",
        "strongly disagree; disagree; somewhat disagree/slightly disagree; neither agree nor disagree/neutral; "
        "somewhat agree/slightly agree; agree; strongly agree",
        "very dissatisfied; dissatisfied/somewhat dissatisfied; neither satisfied nor dissatisfied/neutral; "
        "satisfied/somewhat satisfied; very satisfied",
        "extremely dissatisfied; somewhat dissatisfied; neither satisfied nor dissatisfied; somewhat satisfied; "
        "extremely satisfied",
        "never; rarely/seldom; sometimes; often/usually; always",
        "not at all; slightly/a little; moderately/somewhat; very/a lot; extremely/completely",
        "stimme überhaupt nicht zu/stimme gar nicht zu; stimme nicht zu/stimme eher nicht zu; "
        "teils, teils/weder noch/neutral; stimme zu/stimme eher zu; stimme voll zu/stimme voll und ganz zu",
        "trifft überhaupt nicht zu/trifft gar nicht zu; trifft nicht zu/trifft eher nicht zu; "
        "teils, teils/weder noch/neutral; trifft zu/trifft eher zu; trifft voll zu/trifft voll und ganz zu",
        "sehr unzufrieden; unzufrieden/eher unzufrieden; teils, teils/weder noch/neutral; zufrieden/eher zufrieden; "
        "sehr zufrieden",
    )
)
NO_ANSWER = frozenset(
    ("", "n/a", "na", "none", "-", "not applicable", "don't know", "do not know", "prefer not to say", "no answer",
     "keine angabe", "k. a.", "weiß nicht")
)  # fmt: skip
NUMBER = re.compile(r"(-?\d+(?:[.,]\d+)?)(?:\s*[-–=:(].*)?")
USUAL: tuple[Scale, ...] = ((1, 5), (1, 7), (0, 10), (1, 10), (1, 4), (1, 6), (0, 100))


def plain(answer: str) -> str:
    """An answer in words without its number, in small letters.

    Example:
        >>> plain("5 - Strongly agree"), plain("Agree (4)")
        ('strongly agree', 'agree')
    """
    words = re.sub(r"^\d+\s*[-–=:.)]\s*|\s*\(\d+\)$", "", answer.strip().casefold())
    return words.replace("’", "'").replace("teils/teils", "teils, teils")


def ranked(answers: Sequence[str]) -> Values | None:
    """Answers in words; NaN where there is none, None where they are of no scale that is known.

    Example:
        >>> ranked(["Agree", "", "Strongly disagree", "Neutral"]).tolist()
        [0.75, nan, 0.0, 0.5]
    """
    found = [plain(answer) for answer in answers]
    given = set(found) - NO_ANSWER
    for scale in WORDS:
        ranks = {word: i / (len(scale) - 1) for i, words in enumerate(scale) for word in words}
        if given and given <= set(ranks):
            return np.array([ranks.get(word, np.nan) for word in found])
    return None


def counted(answers: Sequence[str]) -> Values | None:
    """Answers that are numbers, with or without words behind them; None where some are none."""
    found = [NUMBER.fullmatch(answer.strip()) for answer in answers]
    if any(one is None and plain(answer) not in NO_ANSWER for one, answer in zip(found, answers, strict=True)):
        return None
    return np.array([float(one[1].replace(",", ".")) if one else np.nan for one in found])


def scale_seen(columns: Sequence[Values]) -> Scale | None:
    """The usual scale whose lowest and highest answer were both given; None where there is none."""
    values = np.concatenate([column[np.isfinite(column)] for column in columns])
    if not len(values):
        return None
    ends = float(values.min()), float(values.max())
    return ends if ends in USUAL else None


def unknown_answer(place: str, answers: Sequence[str], rows: Sequence[int]) -> InputError:
    """The error on the first answer that is neither a number nor one of the words known."""
    known = NO_ANSWER.union(*(words for scale in WORDS for words in scale))
    strange = [i for i, one in enumerate(answers) if plain(one) not in known and not NUMBER.fullmatch(one.strip())]
    at = strange[0] if strange else 0
    return InputError(
        f'{place.format(row=rows[at] + 2)} = "{shown(answers[at])}": should be a number, or like all answers of its '
        "column one of a scale such as strongly disagree, disagree, neutral, agree, strongly agree"
    )
