"""Single answers, numbers or words of a usual scale, as shares of their scale from 0 to 1."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from imsim.engine.errors import InputError
from imsim.scenarios.tables import TextTable, quoted, shown

Values = NDArray[np.float64]
Scale = tuple[float, float]
# Answers in words from the lowest to the highest; each rank may be worded in several ways.
Ranks = tuple[tuple[str, ...], ...]

# Words by strength: strongly, plainly, weakly against; neither; weakly, plainly, strongly for. Strokes part synonyms.
FAMILIES: tuple[Ranks, ...] = tuple(
    tuple(tuple(filter(None, map(str.strip, rank.split("/")))) for rank in family.split(";"))
    for family in (
        "strongly disagree/completely disagree; disagree; somewhat disagree/slightly disagree/tend to disagree; "
        "neither agree nor disagree/neutral/undecided/neither; "
        "somewhat agree/slightly agree/tend to agree; agree; strongly agree/completely agree",
        "very dissatisfied/extremely dissatisfied; dissatisfied; somewhat dissatisfied/slightly dissatisfied; "
        "neither satisfied nor dissatisfied/neutral/neither; "
        "somewhat satisfied/slightly satisfied; satisfied; very satisfied/extremely satisfied",
        "never; rarely/seldom; ; sometimes; ; often/usually; always",
        "not at all; slightly/a little; ; moderately/somewhat; ; very/a lot; extremely/completely",
        "stimme überhaupt nicht zu/stimme gar nicht zu; stimme nicht zu; stimme eher nicht zu; "
        "teils, teils/weder noch/neutral; stimme eher zu; stimme zu; stimme voll zu/stimme voll und ganz zu",
        "trifft überhaupt nicht zu/trifft gar nicht zu; trifft nicht zu; trifft eher nicht zu; "
        "teils, teils/weder noch/neutral; trifft eher zu; trifft zu; trifft voll zu/trifft voll und ganz zu",
        "sehr unzufrieden; unzufrieden; eher unzufrieden; teils, teils/weder noch/neutral; eher zufrieden; zufrieden; "
        "sehr zufrieden",
    )
)
# Which strengths a scale uses against and for, the most usual first: strongly 0, plainly 1, weakly 2.
SIDES = (("01", "01"), ("02", "02"), ("12", "12"), ("12", "02"), ("02", "12"), ("012", "012"))
NO_ANSWER = frozenset(
    ("", "n/a", "na", "none", "-", "not applicable", "don't know", "do not know", "prefer not to say", "no answer",
     "keine angabe", "k. a.", "weiß nicht")
)  # fmt: skip
# A number alone, or with words behind it; 3-4 is neither 3 nor 4.
NUMBER = re.compile(r"(-?\d+(?:[.,]\d+)?)(?:\s*[-–=:]\s*[^\s\d–-].*|\s*\(\s*[^\s\d].*)?")
# Headings of shares, whose cells need not have a percent sign.
FAVOURABLE = re.compile(
    r"\A(?!.*(?:respon|particip|rücklauf|teilnahme|beteiligung)).*"
    r"(?:\bfavou?rable|(?<![\d ])%|(?<!\d) %|\bpercent|\bprozent|\btop[- ]?(?:2|two|3|three|box)|\bzustimmung\b)"
)
USUAL: tuple[Scale, ...] = ((1, 5), (1, 7), (0, 10), (1, 10), (1, 4), (1, 6), (0, 100))


def plain(answer: str) -> str:
    """An answer in words without its number, in small letters.

    Example:
        >>> plain("5 - Strongly agree"), plain("Agree (4)")
        ('strongly agree', 'agree')
    """
    words = re.sub(r"^\d+\s*[-–=:.)]\s*|\s*\(\d+\)$", "", " ".join(answer.casefold().split()))
    return re.sub(r"^teils ?[/,]? ?teils$", "teils, teils", words.replace("’", "'"))


def words_of(answers: Iterable[str]) -> set[str]:
    """The different answers in words."""
    return {plain(answer) for answer in set(answers)} - NO_ANSWER


def family_of(words: set[str]) -> Ranks | None:
    """The first family that has all of some words."""
    return next((family for family in FAMILIES if words and words <= {word for rank in family for word in rank}), None)


def scales_of(family: Ranks) -> Iterator[Ranks]:
    """The scales that use a family's words, the most usual first."""
    for against, favour in SIDES:
        for middle in ("3", ""):
            places = [*map(int, against + middle), *(6 - int(place) for place in reversed(favour))]
            if all(family[place] for place in places):
                yield tuple(family[place] for place in places)


def scale_of_words(family: Ranks, words: set[str]) -> Ranks | None:
    """The scale that some words are of: the one all of whose ranks were given, or else the most usual that has them.

    None where no scale has them: two ways of saying the same are not of one.

    Example:
        >>> given = {"trifft zu", "trifft eher zu", "trifft eher nicht zu", "trifft nicht zu"}
        >>> len(scale_of_words(family_of(given), given)), len(scale_of_words(FAMILIES[0], {"agree"}))
        (4, 5)
    """
    fitting = [
        scale for scale in scales_of(family) if sum(len(words.intersection(rank)) == 1 for rank in scale) == len(words)
    ]
    return next((scale for scale in fitting if len(scale) == len(words)), fitting[0] if fitting else None)


def ranked(answers: Sequence[str], scale: Ranks) -> Values:
    """Answers in words of a scale; NaN where there is none.

    Example:
        >>> ranked(["Agree", "", "Strongly disagree"], scale_of_words(FAMILIES[0], {"agree"})).tolist()
        [0.75, nan, 0.0]
    """
    ranks = {word: i / (len(scale) - 1) for i, words in enumerate(scale) for word in words}
    values = {answer: ranks.get(plain(answer), np.nan) for answer in set(answers)}
    return np.array([values[answer] for answer in answers])


def counted(answers: Sequence[str]) -> Values | None:
    """Answers that are numbers, with or without words behind them; None where some are none."""
    values: dict[str, float] = {}
    for answer in set(answers):
        found = NUMBER.fullmatch(answer.strip())
        if found is None and plain(answer) not in NO_ANSWER:
            return None
        values[answer] = float(found[1].replace(",", ".")) if found else np.nan
    return np.array([values[answer] for answer in answers])


def scale_seen(columns: Sequence[Values]) -> Scale | None:
    """The usual scale whose lowest and highest answer were both given; None where there is none."""
    values = np.concatenate([column[np.isfinite(column)] for column in columns])
    if not len(values):
        return None
    ends = float(values.min()), float(values.max())
    return ends if ends in USUAL else None


def share_of_answers(table: TextTable, name: str, row: int) -> InputError:
    """The error on a percentage in the place of an answer."""
    return InputError(
        f"{table.path}: row {table.row_number(row)}: {shown(name)} = {quoted(table.column(name).iloc[row])}: shares of "
        "favourable answers are no means, and tell none: how far apart answers lie is not known. Ask whoever ran the "
        "survey for the mean and the number of answers to each question in each department, or for the answers "
        "themselves; without --survey a fit learns from exits, hires and customers' scores"
    )


def tells_share(heading: str) -> bool:
    """Whether a heading is of shares of favourable answers.

    Example:
        >>> tells_share("% favourable"), tells_share("Trust: top-2 box"), tells_share("Trust (0-100 %)")
        (True, True, False)
    """
    return FAVOURABLE.search(heading.casefold()) is not None


def unknown_answer(table: TextTable, name: str, answers: Sequence[str]) -> InputError:
    """The error on the first answer that is neither a number nor one of the words known."""
    known = NO_ANSWER.union(*(words for family in FAMILIES for words in family))
    strange = [i for i, one in enumerate(answers) if plain(one) not in known and not NUMBER.fullmatch(one.strip())]
    at = strange[0] if strange else 0
    if answers[at].strip().endswith("%"):
        return share_of_answers(table, name, at)
    return InputError(
        f"{table.path}: row {table.row_number(at)}: {shown(name)} = {quoted(answers[at])}: should be a number, or like "
        "all answers of its column one of a scale such as strongly disagree, disagree, neutral, agree, strongly agree"
    )
