"""Explanations in words: how far a curve went, and what of it came of what."""

from __future__ import annotations

from collections.abc import Sequence

from imsim.reporting.chronicle.explaining import CUSTOMERS, Explanation, Part
from imsim.reporting.chronicle.people import Person
from imsim.reporting.chronicle.words import apart, called, enumerated, level, opened, said
from imsim.reporting.numbers import count, number, percent

# So many parts and names are told, and only parts that are so large a share of the change.
MOST, MOST_NAMES, LEAST = 3, 4, 0.1
# A part above this share of the change is more than all of it: other parts go the other way.
WHOLE = 1.005


def told(found: Explanation, gone: Sequence[Person] = ()) -> list[str]:
    """An explanation, sentence by sentence.

    Args:
        found: what the change is made of.
        gone: who left in the stretch.
    """
    if found.outcome == "turnover":
        return [f"{opened(called('turnover'))} was {level('turnover', found.after)} {weeks(found)}: "
                f"{enumerated([part_said(found, part, '') for part in found.parts[:5]])}."]  # fmt: skip
    sentences = [moved(found)]
    if found.kept is not None:
        sentences.append(had_nobody_left(found, gone))
    whom = "customers " if found.outcome in CUSTOMERS else ""
    sentences.append(f"The parts: {enumerated([part_said(found, part, whom) for part in found.parts])}.")
    within = found.parts[-1].amount
    by = found.departments if len(found.departments) > 1 else ()
    if found.drivers and abs(within) > 1e-9:
        by = found.drivers
    if by and (parts := largest_said(found, by)):
        sentences.append(f"Within those who stayed: {enumerated(parts)}.")
    return sentences


def moved(found: Explanation) -> str:
    """How far a curve went, between which values and weeks."""
    name, size = opened(called(found.outcome)), apart(found.outcome, abs(found.change)).lstrip("+")
    if not any(digit in size for digit in "123456789"):
        return f"{name} stayed at {level(found.outcome, found.before)} {weeks(found)}."
    verb = "rose" if found.change > 0 else "fell"
    ends = f"{level(found.outcome, found.before)} to {level(found.outcome, found.after)}"
    return f"{name} {verb} by {size} ({ends}) {weeks(found)}."


def weeks(found: Explanation) -> str:
    """The weeks of a stretch."""
    return f"in weeks {found.first} to {found.last}" if found.last > found.first else f"in week {found.first}"


def had_nobody_left(found: Explanation, gone: Sequence[Person]) -> str:
    """What the departures of the stretch did to the curve, by the run without them."""
    assert found.kept is not None
    assert found.of_departures is not None
    if not gone:
        return "Nobody left in these weeks."
    share = found.of_departures / found.change if found.change else 0.0
    who = names(gone)
    kept = (
        f"had {'this person' if len(gone) == 1 else 'they'} been kept, it would be {level(found.outcome, found.kept)}"
    )
    made = f"the departures made {level(found.outcome, found.of_departures, signed=True)}"
    move = "rise" if found.change > 0 else "fall"
    whole = f", {percent(share)} of the {move}" if share > 0 else ""
    if share > WHOLE:
        rest = level(found.outcome, found.change - found.of_departures, signed=True)
        whole = f", more than the whole {move}; all else made {rest}"
    return f"{count(len(gone), 'employee')} left ({who}); {kept}: {made}{whole}."


def names(people: Sequence[Person]) -> str:
    """Names, of many the first and how many more."""
    shown = [one.name for one in people[:MOST_NAMES]]
    return ", ".join(shown) + (f" and {len(people) - MOST_NAMES} more" if len(people) > MOST_NAMES else "")


def part_said(found: Explanation, part: Part, whom: str) -> str:
    """A part with its size, and its share where it goes the way of the whole."""
    name = f"{whom}{said(part.name).removeprefix('those ') if whom else said(part.name)}"
    name = name.replace("customers change within those", "change within customers")
    who = f": {names(part.people)}" if part.people else ""
    share = found.share(part)
    size = level(found.outcome, part.amount, signed=True)
    if not any(digit in size for digit in "123456789"):
        return f"{name} {size}{f' ({who[2:]})' if who else ''}"
    if share > WHOLE:
        return f"{name} {size} (more than the whole change{who})"
    return f"{name} {size} ({percent(share)}{who})" if share > 0 else f"{name} {size}{f' ({who[2:]})' if who else ''}"


def largest_said(found: Explanation, parts: Sequence[Part]) -> list[str]:
    """The largest of some parts."""
    most = max(abs(part.amount) for part in parts)
    digits = 1 if found.outcome == "acsi" else 3
    some = [part for part in parts if abs(part.amount) >= max(LEAST * most, 0.5 * 10**-digits)][: MOST + 1]
    return [f"{said(part.name)} {number(part.amount, digits, signed=True)}" for part in some]
