"""All that makes a run on the page what it is, and its form as the query of an address.

Whoever opens the address, in whatever browser, sees the run that it names to the last digit: levers are written as
they are stored, and only where they are not where the budget puts them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from imsim.agents.model import whole_number
from imsim.engine.errors import InputError, listed, nearest

LETTERS = "ab"
MOST_LETTERS = 8000
# Browsers count exactly to here.
LARGEST_SEED = 2**53


@dataclass(frozen=True)
class SideSettings:
    """A strategy, and its levers that are not where the budget puts them: (programme, lever) -> value."""

    strategy: str
    levers: tuple[tuple[tuple[str, str], float], ...] = ()


@dataclass(frozen=True)
class Settings:
    """All that a run on the page depends on, and what is looked at.

    Args:
        source: scenario, by its name or path.
        seed: root of all random numbers.
        week: weeks that have passed.
        sides: one strategy or two.
        keep: whether the other levers give way to keep the budget when one is moved.
        state: state that colours employees.
        post: post of the selected employee; None for nobody.
    """

    source: str
    seed: int
    week: int
    sides: tuple[SideSettings, ...]
    keep: bool = False
    state: str = "motivation"
    post: int | None = None

    @property
    def run(self) -> tuple[object, ...]:
        """What numbers depend on, weeks aside."""
        return self.source, self.seed, self.sides


def company_names(sources: Sequence[str]) -> dict[str, str]:
    """Name in an address -> source: of a file its stem, so that no path is told, numbered where two are alike.

    Example:
        >>> company_names(["/home/me/firm.toml", "bakery"])
        {'firm': '/home/me/firm.toml', 'bakery': 'bakery'}
    """
    names: dict[str, str] = {}
    for source in sources:
        stem, number = Path(source).stem, 2
        name = stem
        while name in names:
            name, number = f"{stem}-{number}", number + 1
        names[name] = source
    return names


def query_of(settings: Settings, sources: Sequence[str]) -> str:
    """The query of the address of a run.

    Args:
        settings: of the run.
        sources: the companies that the page offers.

    Example:
        >>> query_of(Settings("bakery", 1, 44, (SideSettings("cash", ((("cash", "value"), 0.03),)),)), ["bakery"])
        'company=bakery&seed=1&week=44&a=cash&a.cash.value=0.03'
    """
    company = next(name for name, source in company_names(sources).items() if source == settings.source)
    pairs: list[tuple[str, object]] = [("company", company), ("seed", settings.seed), ("week", settings.week)]
    for letter, side in zip(LETTERS, settings.sides, strict=False):
        pairs.append((letter, side.strategy))
        pairs += [(f"{letter}.{programme}.{lever}", repr(value)) for (programme, lever), value in side.levers]
    if settings.keep:
        pairs.append(("keep", "budget"))
    if settings.state != Settings.state:
        pairs.append(("colour", settings.state))
    if settings.post is not None:
        pairs.append(("post", settings.post))
    return urlencode(pairs)


def settings_of(query: str, sources: Sequence[str]) -> Settings | None:
    """The run that the query of an address names; None where it names none.

    Args:
        query: without the question mark; keys that are not the page's are ignored.
        sources: the companies that the page offers: no other is opened by an address.

    Raises:
        InputError: a company, number or lever in it cannot be read.
    """
    found: dict[str, str] = dict(parse_qsl(query[:MOST_LETTERS]))
    if "company" not in found:
        return None
    names = company_names(sources)
    company = found["company"]
    if company not in names:
        raise InputError(f"company = {company}: not on this page{nearest(company, names)} ({listed(names)})")
    return Settings(
        source=names[company],
        seed=_whole(found, "seed", 1),
        week=_whole(found, "week", 0),
        sides=tuple(_side(found, letter) for letter in LETTERS if found.get(letter)),
        keep=found.get("keep") == "budget",
        state=found.get("colour", Settings.state),
        post=_whole(found, "post", 0) if "post" in found else None,
    )


def _side(found: Mapping[str, str], letter: str) -> SideSettings:
    """One side of an address."""
    levers = []
    for key, text in found.items():
        first, _, rest = key.partition(".")
        programme, _, lever = rest.partition(".")
        if first == letter and lever:
            try:
                levers.append(((programme, lever), float(text)))
            except ValueError:
                raise InputError(f"{key} = {text}: must be a number") from None
    return SideSettings(found[letter], tuple(levers))


def _whole(found: Mapping[str, str], key: str, default: int) -> int:
    """A whole number of an address."""
    text = found.get(key, str(default))
    if not text.isascii() or not text.isdigit() or len(text) > 16:
        raise InputError(f"{key} = {text}: must be a whole number of 0 or more")
    return int(text)


def checked_seed(seed: Any) -> int:
    """A seed that a browser can hold; InputError for another."""
    number = whole_number("random seed", seed)
    if number > LARGEST_SEED:
        raise InputError(f"random seed = {seed}: must be at most {LARGEST_SEED:,}")
    return number
