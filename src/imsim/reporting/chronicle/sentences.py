"""Sentences: facts in words. Each is made of the numbers and names that its fact holds, and of nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from imsim.reporting.chronicle.facts import Fact
from imsim.reporting.chronicle.leaving import Cause, Risk
from imsim.reporting.chronicle.other_side import EARLIER, NOBODY, SAME_WEEK, Otherwise
from imsim.reporting.chronicle.words import called, enumerated, level, opened, risk, said, service, singular, spoken
from imsim.reporting.numbers import count, number, percent
from imsim.studies.answer import Json

# So many causes of a departure are told, and only those that make up so much of the difference.
MOST_CAUSES, LEAST_CAUSE = 3, 0.1
# A cause that would be told with 0.0 points is none.
LEAST_POINTS = 0.0005
# Nor is a share of a move that would be told as 0.00.
LEAST_SHARE = 0.005
# More programmes than these are counted.
MOST_NAMES = 4


@dataclass(frozen=True)
class Sentence:
    """What happened, in words.

    Args:
        week: in which it happened, as scenario files count.
        kind: of the fact.
        text: of one or more sentences.
        fact: with the numbers that the text says.
    """

    week: int
    kind: str
    text: str
    fact: Fact = field(repr=False)

    def __str__(self) -> str:
        return f"Week {self.week}: {self.text}"

    def as_json(self) -> Json:
        """The sentence with its numbers, for programs."""
        fact = self.fact
        told: Json = {"week": self.week, "kind": self.kind, "text": self.text, "numbers": {
            name: value if value == value else None for name, value in fact.numbers.items()}}  # fmt: skip
        if fact.people:
            told["people"] = [{"id": one.id, "name": one.name} for one in fact.people]
        if fact.risk:
            told["risk"] = {"own": fact.risk.own, "average": fact.risk.average, "draw": fact.risk.draw,
                            "causes": {one.driver: one.points for one in fact.risk.causes}}  # fmt: skip
        if fact.otherwise:
            told["other_side"] = {"fate": fact.otherwise.fate, "week": fact.otherwise.week, "risk": fact.otherwise.risk}
        return told


def sentence(fact: Fact) -> Sentence:
    """A fact in words."""
    return Sentence(fact.week, fact.kind, opened(SAID[fact.kind](fact)), fact)


# People


def joined(fact: Fact) -> str:
    """Who joined."""
    one, numbers = fact.people[0], fact.numbers
    text = f"{one.name} joined {fact.names['department']} after {count(int(numbers['vacant']), 'vacant week')}"
    if numbers["others"] == numbers["others"]:
        knows = f"knowledge {number(numbers['knowledge'], 2)}, {number(numbers['others'], 2)} among the others"
        return f"{text}: {knows}."
    return f"{text}."


def left(fact: Fact) -> str:
    """Who left, why, and what would have become of the person otherwise."""
    one = fact.people[0]
    text = f"{one.name} left {fact.names['department']} after {service(fact.numbers['tenure'])}"
    text += f": {why(fact.risk)}" if fact.risk else "."
    return f"{text} {elsewhere(one.name, fact.otherwise)}" if fact.otherwise else text


def why(found: Risk) -> str:
    """The risk of leaving, and what makes it larger than the average colleague's."""
    own, usual = f"the risk was {risk(found.own)}", f"{percent(found.average, 1)} for the average colleague"
    causes = main_causes(found) if found.own > found.average else []
    if not causes:
        return f"chance; {own}, {usual}."
    return f"{own}, {usual}, because of {enumerated([cause(one) for one in causes])}."


def main_causes(found: Risk) -> list[Cause]:
    """The causes that make up most of a risk above the average."""
    least = max(LEAST_CAUSE * (found.own - found.average), LEAST_POINTS)
    return [one for one in found.causes if one.points >= least][:MOST_CAUSES]


def cause(one: Cause) -> str:
    """One cause with its size in points of weekly risk, and the value beside that of the average colleague."""
    beside = ""
    if one.own is not None and one.average is not None:
        beside = f"{number(one.own, 2)} against {number(one.average, 2)}, "
    return f"{said(one.driver, leaving=True)} ({beside}{number(one.points, 1, 100, signed=True)} points)"


def elsewhere(name: str, other: Otherwise) -> str:
    """What would have become of a leaver on the other side, where that can be said."""
    first, side = name.split()[0], under(other.label)
    if other.fate == NOBODY:
        return f"No comparison {side}: somebody else holds the post there."
    if other.fate == EARLIER:
        return f"{opened(side)} {first} would have left earlier, in week {other.week}."
    at = f" (risk {risk(other.risk)})" if other.risk is not None else ""
    if other.fate == SAME_WEEK:
        return f"{opened(side)} {first} would have left in the same week{at}."
    until = "" if other.week is None else f" until week {other.week}"
    return f"{opened(side)} {first} would have stayed{until}{at}."


def under(label: str) -> str:
    """How the other side is brought in."""
    return f'under "{label}"'


def retained(fact: Fact) -> str:
    """Who stayed, but would have left."""
    one = fact.people[0]
    text = f"{one.name} stayed; {under(fact.names['other'])} {one.name.split()[0]} would have left this week"
    if "there" in fact.numbers:
        here, there = percent(fact.numbers["here"], 1), percent(fact.numbers["there"], 1)
        return f"{text} (risk {there} there, {here} here)."
    return f"{text}."


def dismissed(fact: Fact) -> str:
    """Who was taken away from outside the model."""
    return (
        f"{fact.people[0].name} was dismissed from {fact.names['department']} after {service(fact.numbers['tenure'])}."
    )


def own_move(fact: Fact) -> str:
    """How far an attitude of one person went, and what moved it."""
    numbers, state = fact.numbers, fact.names["state"]
    by = {name.removeprefix("by "): amount for name, amount in numbers.items() if name.startswith("by ")}
    main = [part for part in sorted(by.items(), key=lambda part: -abs(part[1])) if abs(part[1]) >= LEAST_SHARE]
    verb = "rose" if numbers["after"] > numbers["before"] else "fell"
    ends = f"{number(numbers['before'], 2)} to {number(numbers['after'], 2)}"
    reasons = enumerated([f"{said(name)} {number(amount, 2, signed=True)}" for name, amount in main[:MOST_CAUSES]])
    return f"{called(state)} {verb} from {ends} since week {numbers['first']:.0f}: {reasons}."


# Management


def programmes_begin(fact: Fact) -> str:
    """Which programmes began."""
    return programmes(fact, "begins", "begin")


def programmes_end(fact: Fact) -> str:
    """Which programmes ended."""
    return programmes(fact, "ends", "end")


def programmes(fact: Fact, one: str, many: str) -> str:
    """Programmes by name, or counted where there are many."""
    names = [spoken(name) for name in fact.names["programmes"].split(", ")]
    verb = one if singular(names) else many
    if len(names) > MOST_NAMES:
        shown, more = names[:MOST_NAMES], len(names) - MOST_NAMES
        return f"{', '.join(shown)} and {count(more, 'other programme')} {verb}."
    return f"{enumerated(names)} {verb}."


def course(fact: Fact) -> str:
    """Who was on a course."""
    numbers = fact.numbers
    return f"{count(int(numbers['people']), 'employee')} on a course worth {number(numbers['hours'], 1)} hours each."


def promise_broken(fact: Fact) -> str:
    """Most feel a promise broken."""
    return f"{percent(fact.numbers['broken'])} of the staff feel a promise broken: {heard(fact)}."


def promise_mended(fact: Fact) -> str:
    """Few still do."""
    share, broken = fact.numbers["broken"], percent(fact.numbers["broken"])
    if share == 0:
        return f"nobody feels a promise broken any more: {heard(fact)}."
    few = "hardly any" if broken == "0 %" else f"only {broken}"
    return f"{few} of the staff still feel a promise broken: {heard(fact)}."


def promise_kept(fact: Fact) -> str:
    """Most hear management, and find it kept."""
    return f"{percent(fact.numbers['told'])} of the staff hear management and live what it says: {heard(fact)}."


def heard(fact: Fact) -> str:
    """What is claimed beside what is lived; where nobody hears management, what is claimed is only remembered."""
    if not fact.numbers["told"]:
        return "nobody hears management"
    return f"claimed {number(fact.numbers['claimed'], 2)}, lived {number(fact.numbers['lived'], 2)}"


def survey(fact: Fact) -> str:
    """What a wave read."""
    numbers, outcome = fact.numbers, fact.names["outcome"]
    reads = (
        f"reads {called(outcome)} at {level(outcome, numbers['reading'])} (it is {level(outcome, numbers['value'])})"
    )
    known = f", known {count(int(numbers['lag']), 'week')} later" if numbers["lag"] else ""
    return f"the survey {reads}, from {count(round(numbers['people']), 'answer')}{known}."


# The firm


def event_begins(fact: Fact) -> str:
    """An event began."""
    weeks = fact.numbers["weeks"]
    lasts = f", for {count(int(weeks), 'week')}" if weeks else ""
    return f"{event_name(fact)} begins{lasts}."


def event_ends(fact: Fact) -> str:
    """An event is over."""
    return f"{event_name(fact)} is over after {count(int(fact.numbers['weeks']), 'week')}."


def event_name(fact: Fact) -> str:
    """An event by its name, and by its kind where that says something else."""
    name, kind = (spoken(fact.names[part]) for part in ("event", "kind"))
    return name if name == kind else f"{name} ({kind})"


def overload_begins(fact: Fact) -> str:
    """A department has more work than it can do."""
    numbers = fact.numbers
    who = f"{number(numbers['vacant'], 0)} of {count(int(numbers['posts']), 'post')} vacant"
    return f"{fact.names['department']} is overloaded: work is {percent(numbers['pressure'])} of what it can do, {who}."


def overload_ends(fact: Fact) -> str:
    """It has no longer."""
    numbers = fact.numbers
    weeks, work = count(int(numbers["weeks"]), "week"), percent(numbers["pressure"])
    return f"{fact.names['department']} is no longer overloaded, after {weeks}: work is {work} of what it can do."


SAID: dict[str, Callable[[Fact], str]] = {
    one.__name__: one
    for one in (
        joined, left, retained, own_move, dismissed, programmes_begin, programmes_end, course, promise_broken,
        promise_mended, promise_kept, survey, event_begins, event_ends, overload_begins, overload_ends,
    )
}  # fmt: skip
