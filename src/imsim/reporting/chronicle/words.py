"""What drivers and outcomes are called in sentences."""

from __future__ import annotations

from imsim.outcomes import OUTCOMES
from imsim.reporting.numbers import number, percent

# Drivers of leaving, motivation, job satisfaction and trust, parts of changes.
DRIVERS = {
    "satisfaction": "job satisfaction",
    "commitment": "commitment",
    "leader": "the supervisor",
    "respect": "respect from colleagues",
    "embedding": "what leaving would cost",
    "colleagues": "colleagues",
    "pay": "pay",
    "strain": "strain",
    "understanding": "understanding of where the firm goes",
    "mood": "what happens at work",
    "injustice": "injustice felt",
    "referral": "having come through a colleague",
    "newness": "being new in the job",
    "baseline": "offers that contented people take",
    "unexplained": "what no attitude explains",
    "own": "own drive",
    "messages": "messages from management",
    "rewards": "rewards",
    "events": "what happens at work",
    "disposition": "disposition and the job itself",
    "service": "service from colleagues",
    "customers": "customers",
    "trust": "trust in management",
    "propensity": "readiness to trust anybody",
    "voice": "being answered",
    "promises": "broken promises",
    "uncertainty": "uncertainty",
    "limits": "the limits of the scale",
    "under way": "what was under way before",
    "chance": "chance",
    "rest": "the rest",
    "leavers": "those who left",
    "joiners": "those who joined",
    "stayers": "change within those who stayed",
}
# Where a driver means something else for leaving.
OF_LEAVING = {"colleagues": "colleagues who had left", "rest": "what else pulls"}


def said(driver: str, *, leaving: bool = False) -> str:
    """A driver in words; a department by its name."""
    return (OF_LEAVING if leaving else {}).get(driver, DRIVERS.get(driver, driver))


def spoken(name: str) -> str:
    """A name without the underscores that files need.

    Example:
        >>> spoken("cash_bonus")
        'cash bonus'
    """
    return name.replace("_", " ")


def called(outcome: str) -> str:
    """An outcome as it is called within a sentence."""
    return OUTCOMES[outcome].label


def opened(text: str) -> str:
    """A text with a capital letter at its beginning."""
    return text[:1].upper() + text[1:]


def level(outcome: str, value: float, *, signed: bool = False) -> str:
    """A value of an outcome as sentences have it: two digits on scales to 1, one in points, shares in percent (a year).

    Example:
        >>> level("motivation", 0.6042), level("acsi", 81.24), level("turnover", 0.4)
        ('0.60', '81.2', '40 % a year')
    """
    unit = OUTCOMES[outcome].unit
    if unit.startswith("share"):
        return number(value, 0, 100, signed=signed) + (" % a year" if unit == "share/year" else " %")
    return number(value, 1 if unit == "points" else 2, signed=signed)


def apart(outcome: str, difference: float) -> str:
    """A difference of two values of an outcome; of shares in percentage points.

    Example:
        >>> apart("turnover", -0.25), apart("acsi", 4.6)
        ('-25 percentage points a year', '+4.6')
    """
    return level(outcome, difference, signed=True).replace(" %", " percentage points")


def risk(share: float) -> str:
    """A weekly probability in words.

    Example:
        >>> risk(0.0312)
        '3.1 % a week'
    """
    return f"{percent(share, 1)} a week"


def service(weeks: float) -> str:
    """Time with the firm.

    Example:
        >>> service(1.0), service(30.0), service(130.0)
        ('1 week', '30 weeks', '2.5 years')
    """
    if weeks < 52:
        return f"{weeks:.0f} week" + ("" if round(weeks) == 1 else "s")
    return f"{number(weeks / 52, 1)} years"


def singular(names: list[str]) -> bool:
    """Whether what programmes do is said of one thing: messages begin, recognition begins.

    Example:
        >>> singular(["recognition"]), singular(["messages"]), singular(["perks", "survey"])
        (True, False, False)
    """
    return len(names) == 1 and not names[0].endswith("s")


def enumerated(parts: list[str]) -> str:
    """Parts of a sentence.

    Example:
        >>> enumerated(["a"]), enumerated(["a", "b", "c"])
        ('a', 'a, b and c')
    """
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""
