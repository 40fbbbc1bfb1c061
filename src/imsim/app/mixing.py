"""A visitor's own mix of the programmes that a search went over: what it is expected to gain, and a run of it."""

from __future__ import annotations

from collections.abc import Sequence

from imsim.app.acts import undone_by_errors
from imsim.app.session import Session
from imsim.studies.instant import Instant, instant_in, search_behind
from imsim.studies.mixes import with_mixes

# Name of the strategy, and what it and its company are called.
NAME, LABEL = "own_mix", "own mix"


def searched(session: Session) -> bool:
    """Whether the company is the plan of a finished search, or has a mix made from one."""
    return session.source in session.brought.mixed or search_behind(session.source) is not None


def instant_of(session: Session) -> Instant:
    """What mixes are expected to gain in a company that was searched for.

    Raises:
        InputError: the files of the search cannot be read.
    """
    known, source = session.brought.mixed, session.source
    if source not in known:
        folder = search_behind(source)
        assert folder is not None
        known[source] = instant_in(folder, session.scenario)
    return known[source]


def run_mix(session: Session, parts: Sequence[float]) -> None:
    """Run a mix beside doing nothing, at the beginning of week 0.

    Args:
        session: in a company that was searched for.
        parts: of the budget, for each of its programmes.

    Raises:
        InputError: it cannot be run; nothing has changed.
    """
    with session.lock, undone_by_errors(session):
        instant = instant_of(session)
        scenario = with_mixes(session.scenario, {NAME: instant.programmes(parts)})
        scenario = scenario.changed({f"strategies.{NAME}.label": LABEL})
        source = session.brought.keep(LABEL, scenario)
        session.brought.mixed[source] = instant
        session.sources = [*dict.fromkeys([*session.sources, source])]
        session.open(source)
