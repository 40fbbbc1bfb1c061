"""Why somebody left: the risk of leaving taken apart against the firm's average, driver by driver (E24)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from imsim.mechanisms import turnover
from imsim.reporting.chronicle.people import Person
from imsim.reporting.chronicle.recording import Recording
from imsim.reporting.chronicle.terms import terms_of_leaving

# What is asked in words about a driver: the column whose value is told beside it, if there is one.
VALUES = {
    "satisfaction": "job_satisfaction",
    "commitment": "affective_commitment",
    "leader": "leader_care",
    "respect": "respect_seen",
    "strain": "strain",
    "understanding": "understanding",
}


@dataclass(frozen=True)
class Cause:
    """What one driver adds to somebody's weekly risk of leaving, against the average colleague's.

    Args:
        driver: name of the term.
        points: share a week that it adds; below 0 where it holds the person.
        own, average: value of the driver, of this person and of everybody there; None where there is no scale.
    """

    driver: str
    points: float
    own: float | None = None
    average: float | None = None


@dataclass(frozen=True)
class Risk:
    """Somebody's risk of leaving in one week.

    Args:
        week: of the decision.
        own: probability of leaving in it.
        average: that of a colleague with the average of every driver.
        draw: the random number it was held against; whose is below the risk leaves.
        causes: what makes the difference of both, largest first; they sum to it.
    """

    week: int
    own: float
    average: float
    draw: float
    causes: tuple[Cause, ...]

    @property
    def left(self) -> bool:
        """Whether the random number had the person leave."""
        return self.draw < self.own


def risk_of(recording: Recording, person: Person, week: int) -> Risk | None:
    """Somebody's risk of leaving in a week; None where the person was not there when it was decided.

    A post that is filled in the very week in which it was left tells nothing of who left it, so that is None as well.
    """
    return recording.once(("risk", person.key, week), lambda: found_risk(recording, person, week))


def found_risk(recording: Recording, person: Person, week: int) -> Risk | None:
    """The same, worked out."""
    before, now, post = recording.at(week - 1), recording.at(week), person.post
    if not person.present(week - 1) or now.hires[post] != before.hires[post]:
        return None
    at_risk, p = before.occupied.astype(bool), recording.p
    terms = terms_of_leaving(recording, week)
    mine = {name: float(term[post]) for name, term in terms.items()}
    means = {name: float(term[at_risk].mean()) for name, term in terms.items()}
    newness: Any = turnover.newcomer_risk(before.tenure_weeks, p)
    new, usually_new = float(newness[post]), float(newness[at_risk].mean())
    wish, usual_wish = sum(mine.values()), sum(means.values())
    own = p.exit_exogenous + new + p.exit_top / (1 + np.exp(-wish))
    average = p.exit_exogenous + usually_new + p.exit_top / (1 + np.exp(-usual_wish))
    # A point of log-odds is worth as much as all of the difference in log-odds is worth in probability, per point.
    worth = (own - new - average + usually_new) / (wish - usual_wish) if wish != usual_wish else 0.0
    causes = [
        Cause(name, worth * (mine[name] - means[name]), *value_beside(recording, name, week, post)) for name in terms
    ]
    causes.append(Cause("newness", new - usually_new))
    ordered = tuple(sorted((one for one in causes if one.points), key=lambda one: -one.points))
    draw = float(recording.draws("exits", week)[post])
    return Risk(week, float(own), float(average), draw, ordered)


def value_beside(recording: Recording, driver: str, week: int, post: int) -> tuple[float | None, float | None]:
    """The value of a driver for one employee, and its mean over those there; nothing where there is no scale."""
    if driver not in VALUES:
        return None, None
    column: Any = getattr(recording.at(week), VALUES[driver])
    at_risk = recording.at(week - 1).occupied.astype(bool)
    return float(column[post]), float(column[at_risk].mean())
