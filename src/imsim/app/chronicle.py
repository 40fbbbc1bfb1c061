"""The chronicle of the page: the story of each side as far as it has got, and the life of whoever is looked at."""

from __future__ import annotations

from dataclasses import dataclass

from imsim.app.session import Session
from imsim.reporting.chronicle.digest import digest_of
from imsim.reporting.chronicle.employee import EmployeeStory
from imsim.reporting.chronicle.explaining import EXPLAINED
from imsim.reporting.chronicle.people import Person
from imsim.reporting.chronicle.run import Run
from imsim.reporting.chronicle.sentences import Sentence
from imsim.reporting.chronicle.story import TOLD, Story
from imsim.reporting.chronicle.words import apart, called, enumerated, opened
from imsim.reporting.numbers import number, typeset

TOO_LARGE = "A firm of this size has no chronicle on the page: imsim story tells it in the terminal."
# So many sentences are shown at once, and so many moves of curves are offered.
MOST_SHOWN, MOST_OFFERED = 12, 5
# What is explained of a curve that did nothing much where it was clicked: the weeks before.
BEFORE = 12
# A stretch of a curve: side, outcome, first and last week.
Stretch = tuple[int, str, int, int]


@dataclass(frozen=True)
class Offer:
    """A large move of a curve that can be explained.

    Args:
        outcome: of the curve.
        first, last: weeks of the stretch.
        text: on the button.
    """

    outcome: str
    first: int
    last: int
    text: str


@dataclass(frozen=True)
class Life:
    """One employee in words.

    Args:
        name: of the person.
        who: department and times, in a sentence.
        answers: question -> sentences; empty in the week of joining.
        happened: what happened to the person, latest first.
        others: those who held the same post: key and what they are called in the choice.
    """

    name: str
    who: str
    answers: dict[str, tuple[str, ...]]
    happened: tuple[Sentence, ...]
    others: tuple[tuple[tuple[int, int, int], str], ...]


def story_of(session: Session, side: int) -> Story | None:
    """The story of one side as far as it has got, beside the other one; None in a firm too large for one."""
    runs = []
    for one in session.sides:
        if one.recording is None:
            return None
        runs.append(Run(one.recording, session.scenario, session.scenario.label(one.case.strategy)))
    return Story(runs[side], runs[1 - side] if len(runs) > 1 else None)


def sentences(story: Story, week: int) -> list[Sentence]:
    """What happened in a week and before, the latest first."""
    told = [one for one in story.sentences if one.week <= week]
    return told[::-1][:MOST_SHOWN]


def offers(story: Story) -> list[Offer]:
    """Large moves of curves, each with a button that explains it."""
    if story.run.last < 1:
        return []
    found = [(outcome, move) for outcome in TOLD for move in story.moves(outcome)[:2]]
    return [
        Offer(outcome, move.first, move.last,
              typeset(f"{opened(called(outcome))} {apart(outcome, move.change)}, weeks {move.first} to {move.last}"))
        for outcome, move in found[:MOST_OFFERED]
    ]  # fmt: skip


def stretch_at(session: Session, outcome: str, week: int) -> Stretch | None:
    """The largest move of a curve, on either side, that a week lies in; else the weeks before it on the first.

    None where the outcome, or a firm so large, cannot be taken apart.
    """
    stories = [story_of(session, side) for side in range(len(session.sides))]
    if outcome not in EXPLAINED or None in stories:
        return None
    found = [
        (side, move)
        for side, story in enumerate(stories)
        for move in (story.moves(outcome) if story and outcome != "turnover" else ())
        if move.first <= week <= move.last
    ]
    if not found:
        return 0, outcome, max(week - BEFORE, 0), week
    side, move = max(found, key=lambda one: abs(one[1].change))
    return side, outcome, move.first, move.last


def explanation(story: Story, outcome: str, first: int, last: int) -> list[str]:
    """What the change of an outcome over weeks is made of, sentence by sentence."""
    return [typeset(text) for text in story.told(story.explain(outcome, first, last))]


def untold(outcome: str) -> str:
    """What is said where a curve was clicked that has no explanation."""
    told = enumerated([called(one) for one in (*TOLD, "turnover")])
    name = opened(called(outcome))
    return f"{name} cannot be taken apart; a dip of {told} can. Below stands what happened up to this week."


def how_it_came_about(story: Story) -> list[str]:
    """The first screen of a story: what the strategy changed, who came and went, and the largest moves."""
    found = digest_of(story)
    return [typeset(text) for text in (*found.about, *found.moves)]


def person_at(story: Story, post: int, week: int) -> Person | None:
    """Who holds a post at the end of a week, or held it last; None where nobody has yet."""
    there = [one for one in story.people if one.post == post and one.joined <= week]
    return there[-1] if there else None


def life_of(story: Story, person: Person, week: int) -> Life:
    """One employee in words, as of a week; of a leaver as of the last one."""
    asked = week if person.gone is None else min(week, person.gone)
    told = EmployeeStory(story.run, person, story.other)
    known = max(person.joined + 1, 0) <= asked
    answers = {one.question: tuple(map(typeset, one.text)) for one in told.answers(asked)} if known else {}
    happened = tuple(one for one in told.story()[::-1] if one.week <= week)
    same = [one for one in story.people if one.post == person.post]
    return Life(person.name, told.about, answers, happened[:MOST_SHOWN], tuple((one.key, times(one)) for one in same))


def times(person: Person) -> str:
    """A person in the choice of those who held a post."""
    came = "from the start" if person.joined < 0 else f"from week {number(person.joined, 0)}"
    return f"{person.name}, {came}" + ("" if person.gone is None else f" to {person.gone}")
