"""The first screen of a story: what the strategy changed, who came and went, the largest moves, what happened."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate

from imsim.outcomes import OUTCOMES
from imsim.reporting.chronicle.explaining import CUSTOMERS, Explanation
from imsim.reporting.chronicle.moves import Move
from imsim.reporting.chronicle.other_side import EARLIER, NOBODY, SAME_WEEK, STAYED
from imsim.reporting.chronicle.sentences import Sentence, main_causes, under
from imsim.reporting.chronicle.story import TOLD, Story
from imsim.reporting.chronicle.words import apart, called, enumerated, level, opened, risk, said
from imsim.reporting.numbers import count, percent
from imsim.studies.answer import Json

# So many moves and events are told on the first screen, of events fewer where it would not hold them.
MOST_MOVES, MOST_EVENTS, LEAST_EVENTS, MOST_NAMES, MOST_DEPARTMENTS = 3, 7, 3, 3, 4
# Lines of the screen, two of them empty and one a heading, and characters of a line.
SCREEN, BETWEEN, WIDTH = 25, 3, 120
# From this share of a change on it is told by what moved those who stayed.
MOSTLY = 0.8
# What became of a leaver on the other side, in a line.
ELSEWHERE = {STAYED: "would have stayed there", SAME_WEEK: "left there too", EARLIER: "had left there before",
             NOBODY: "not there at all"}  # fmt: skip
# A move of a tenth of the scale, or of as many points as that is in ACSI, weighs one.
SCALES = {"0-1": 0.1, "points": 8.0}
# What is told first where not all can be.
RANKS = (
    "event_begins",
    "left",
    "promise_broken",
    "retained",
    "overload_begins",
    "programmes_begin",
    "joined",
    "survey",
)


@dataclass(frozen=True)
class Digest:
    """The first screen in its parts.

    Args:
        heading: what was run.
        about: what the strategy changed, who came and went, and from where.
        moves: the largest moves of curves, and what they are made of.
        events: week and sentence of what is told first.
        happened: how many things happened in all.
        there: what events mean by "there"; empty where there is no side beside.
    """

    heading: str
    about: tuple[str, ...]
    moves: tuple[str, ...]
    events: tuple[tuple[int, str], ...]
    happened: int
    there: str

    @property
    def chosen(self) -> str:
        """How many of the things that happened are told."""
        beside = f" (there: {self.there})" if self.there else ""
        return f"{len(self.events)} of the {count(self.happened, 'thing')} that happened{beside}"

    def as_json(self) -> Json:
        """The parts for programs, and for the report of a study."""
        events = [{"week": week, "text": text} for week, text in self.events]
        return asdict(self) | {"events": events, "chosen": self.chosen}


def digest_of(story: Story) -> Digest:
    """The first screen of a story."""
    about = [changes(story)] if story.other is not None else []
    about += [people(story), *exits(story)]
    moved = tuple(moves(story))
    room = SCREEN - BETWEEN - sum(map(rows, (heading(story), *about, *moved)))
    return Digest(
        heading(story), tuple(about), moved, tuple(chosen(story.sentences, room)), len(story.sentences),
        under(story.other.label) if story.other else "",
    )  # fmt: skip


def rows(text: str) -> int:
    """Lines of the screen that a text takes."""
    return len(textwrap.wrap(text, WIDTH))


def digest(story: Story) -> Iterator[str]:
    """The first screen, line by line."""
    screen = digest_of(story)
    yield screen.heading
    yield from screen.about
    yield ""
    yield from screen.moves
    yield ""
    yield f"{screen.chosen}:"
    for week, text in screen.events:
        yield event_line(week, text)


def with_digest(story: Story) -> Json:
    """Everything that is told, for programs to read, with the first screen."""
    return story.as_json() | {"digest": digest_of(story).as_json()}


def heading(story: Story) -> str:
    """What was run."""
    run = story.run
    beside = f' beside "{story.other.label}"' if story.other else ""
    return f'{run.scenario.name}, "{run.label}"{beside}: one run of {count(run.last + 1, "week")}, seed {story.seed}.'


def changes(story: Story) -> str:
    """What the strategy changed in this run, as means over the evaluation window."""
    assert story.other is not None
    window = story.run.recording.simulation.setting.timeline.window
    weeks = min(window, story.run.last + 1)
    parts = [
        f"{called(name)} {level(name, here)} ({apart(name, here - there)})"
        for name, (here, there) in story.changed.items()
    ]
    beside = f'in brackets: how far from "{story.other.label}"'
    return f"Mean of the last {count(weeks, 'week')} ({beside}): {', '.join(parts)}."


def people(story: Story) -> str:
    """Who came and went, and what the strategy changed in that."""
    left = [one for one in story.people if one.gone is not None]
    joined = [one for one in story.people if one.joined >= 0]
    text = f"{count(len(left), 'employee')} left and {len(joined)} joined"
    if story.other is None:
        return f"{text}."
    there = sum(one.gone is not None for one in story.other.people)
    text += f'; under "{story.other.label}" {there} left.'
    stayed = [one for one in story.sentences if one.kind == "retained"]
    lost = [one for one in story.sentences if one.fact.otherwise and one.fact.otherwise.fate == "stayed"]
    if stayed:
        text += f" {names(stayed)} would have left there and stayed here."
    if lost:
        text += f" {names(lost)} would have stayed there."
    return text


def exits(story: Story) -> Iterator[str]:
    """From which departments they left, where there are several: those that lost most first."""
    lost = sorted(story.exits.items(), key=lambda one: (-one[1][0], one[0]))
    told = [f"{name} {said_of(numbers)}" for name, numbers in lost if any(numbers)]
    if len(story.exits) > 1 and told:
        beside = f' (in brackets those under "{story.other.label}")' if story.other else ""
        more = [count(len(told) - MOST_DEPARTMENTS, "more department")] if len(told) > MOST_DEPARTMENTS else []
        yield f"Exits by department{beside}: {enumerated([*told[:MOST_DEPARTMENTS], *more])}."


def said_of(numbers: Sequence[int]) -> str:
    """A number of this side, and that of the side beside it in brackets."""
    here, *there = numbers
    return f"{here} ({there[0]})" if there else f"{here}"


def names(sentences: Sequence[Sentence]) -> str:
    """Names of those whom sentences are about, of many the first and how many more."""
    found = list(dict.fromkeys(one.fact.people[0].name for one in sentences))
    shown, more = found[:MOST_NAMES], len(found) - MOST_NAMES
    return enumerated([*shown, f"{more} more"] if more > 0 else shown)


def moves(story: Story) -> Iterator[str]:
    """The largest moves of curves, one of a curve, customers' satisfaction first, and what they are made of."""
    found: list[tuple[str, Move]] = [(outcome, move) for outcome in TOLD for move in story.moves(outcome)[:1]]
    found.sort(key=lambda one: (one[0] not in CUSTOMERS, -abs(one[1].change) / SCALES[OUTCOMES[one[0]].unit]))
    for outcome, move in found[:MOST_MOVES]:
        yield shortly(story, story.explain(outcome, move.first, move.last))


def shortly(story: Story, found: Explanation) -> str:
    """An explanation in a few sentences: the departures of which it came, its parts, or what moved those who stayed."""
    moved, *rest = story.told(found)
    within = found.parts[-1]
    inside = bool(found.drivers) and abs(within.amount) >= MOSTLY * abs(found.change)
    return f"{moved} {rest[-1] if inside else rest[0]}"


def chosen(sentences: Sequence[Sentence], room: int) -> list[tuple[int, str]]:
    """Week and text of what is told first, as much as so many lines hold, in the order of weeks."""
    ranked = sorted(
        (one for one in sentences if one.kind in RANKS), key=lambda one: (RANKS.index(one.kind), -weight(one), one.week)
    )
    told = [(one.week, in_a_line(one)) for one in ranked[:MOST_EVENTS]]
    taken = accumulate(rows(event_line(*one)) for one in told)
    fit = sum(lines <= room for lines in taken)
    return sorted(told[: max(fit, LEAST_EVENTS)], key=lambda one: one[0])


def event_line(week: int, text: str) -> str:
    """An event as it stands on the screen."""
    return f"  {week:>3}  {text}"


def in_a_line(sentence: Sentence) -> str:
    """A sentence, of a departure no more than who, the risk, the main cause and the other side."""
    fact = sentence.fact
    if sentence.kind != "left" or fact.risk is None:
        return sentence.text
    main = main_causes(fact.risk) if fact.risk.own > fact.risk.average else []
    who = f"{fact.people[0].name} left {fact.names['department']}"
    because = f"because of {said(main[0].driver, leaving=True)}" if main else "by chance"
    text = f"{who} {because} (risk {risk(fact.risk.own)}, average {percent(fact.risk.average, 1)})"
    return f"{text}{'; ' + ELSEWHERE[fact.otherwise.fate] if fact.otherwise else ''}."


def weight(sentence: Sentence) -> float:
    """How telling a sentence is among those of its kind: of departures, by how far the risk was above the average."""
    risk = sentence.fact.risk
    return risk.own - risk.average if risk else 0.0


def stretch(story: Story, first: int, last: int, outcome: str | None) -> Iterator[str]:
    """What happened in some weeks, and what the change of an outcome over them is made of."""
    asked = [outcome] if outcome else TOLD[:2]
    for name in asked:
        yield " ".join(story.told(story.explain(name, first, last)))
        yield ""
    for sentence in story.sentences:
        if first <= sentence.week <= last:
            yield f"  {sentence.week:>3}  {sentence.text}"


def of_employee(story: Story, who: str, weeks: tuple[int, int] | None) -> Iterator[str]:
    """One employee: who, why, and what happened."""
    told = story.employee(who)
    first, last = weeks or (-1, story.run.last)
    yield told.introduction
    for answer in told.answers(weeks[1] if weeks else None) if told.weeks else ():
        yield ""
        yield f"{opened(answer.question)}: {' '.join(answer.text)}"
    yield ""
    for sentence in told.story():
        if first <= sentence.week <= last:
            yield f"  {sentence.week:>3}  {sentence.text}"
