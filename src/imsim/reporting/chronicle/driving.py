"""What moved an attitude within those who stayed, by the terms of its own equation (E7, E11, E12), exactly.

An attitude goes a share of the way to its target each week. So a change over some weeks is a weighted sum of how the
terms of the target moved since then, of what was under way already, and of the noise that the weeks drew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imsim.reporting.chronicle.people import Person
from imsim.reporting.chronicle.recording import Recording
from imsim.reporting.chronicle.run import Run
from imsim.reporting.chronicle.terms import slow_terms_of_motivation, terms_of_satisfaction, terms_of_trust

Column = NDArray[np.float64]
# Names of parts that are no terms of a target.
UNDER_WAY, CHANCE, REST = "under way", "chance", "rest"


@dataclass(frozen=True)
class Attitude:
    """How an attitude moves.

    Args:
        value: of it, of the state that a recorded week holds.
        terms: of its target, recording and week -> term -> column.
        speed: weekly share of the way to the target, a number or a column.
        noise: parameter of its standard deviation, and stream.
        shock: what else moved it in a week, by name.
    """

    value: Callable[[Any], Column]
    terms: Callable[[Recording, int], dict[str, Any]]
    speed: Callable[[Recording, int], Any]
    noise: tuple[str, str]
    shock: Callable[[Any], dict[str, Any]] = lambda _: {}


def attention_to_management(recording: Recording, week: int) -> Any:
    """Weekly share of the way that trust goes: the more, the more of management is heard (E7)."""
    now, p = recording.at(week), recording.p
    attended = np.maximum(np.minimum(now.exposure + p.prior_claim_weight, 1), now.breach > 0)
    return p.trust_speed * attended


ATTITUDES = {
    "job_satisfaction": Attitude(
        lambda week: week.job_satisfaction, terms_of_satisfaction,
        lambda recording, _: recording.p.satisfaction_speed, ("satisfaction_noise", "satisfaction"),
    ),
    "motivation": Attitude(
        lambda week: week.motivation - week.quick_motivation,
        lambda recording, week: slow_terms_of_motivation(recording, week)
        | {"rewards": recording.p.motivation_reward * recording.p.reward_floor_motivation},
        lambda recording, _: recording.p.motivation_speed, ("motivation_noise", "motivation"),
    ),
    "management_trust": Attitude(
        lambda week: week.management_trust, terms_of_trust, attention_to_management, ("trust_noise", "trust"),
        lambda week: {"events": -week.trust_shock},
    ),
}  # fmt: skip


def has_terms(outcome: str) -> bool:
    """Whether a change of an outcome can be told by the terms of its equation."""
    return outcome in ATTITUDES


def drivers_within(run: Run, outcome: str, stayed: Sequence[Person], stretch: tuple[int, int]) -> dict[str, float]:
    """What moved an attitude over a stretch of weeks, a mean over those who stayed.

    Args:
        run: recorded.
        outcome: with terms.
        stayed: who was there at both ends.
        stretch: first and last week.

    Returns:
        Name of a term, "under way", "chance" or "rest" -> amount; they sum to the mean change of those who stayed.
    """
    attitude, (first, last) = ATTITUDES[outcome], stretch
    posts = np.array([person.post for person in stayed])
    moved = moved_by(run.recording, attitude, posts, stretch)
    if outcome == "motivation":
        for name, amount in at_once(run.recording, stayed, stretch).items():
            moved[name] = moved.get(name, 0.0) + amount
    change = np.mean(run.at(last).columns[outcome][posts] - run.at(first - 1).columns[outcome][posts])
    moved[REST] = float(change) - sum(moved.values())
    return {name: amount for name, amount in moved.items() if abs(amount) > 1e-12}


def moved_by(recording: Recording, attitude: Attitude, posts: Any, stretch: tuple[int, int]) -> dict[str, float]:
    """Terms, noise and shocks of an attitude, each with what it moved over a stretch; means over some posts."""
    first, last = stretch
    base = {name: at_posts(term, posts) for name, term in attitude.terms(recording, max(first - 1, 0)).items()}
    start = attitude.value(recording.at(first - 1))[posts]
    moved: dict[str, Column] = {}
    left = np.ones(len(posts))
    sd, stream = getattr(recording.p, attitude.noise[0]), attitude.noise[1]
    for week in range(last, first - 1, -1):
        speed = at_posts(attitude.speed(recording, week), posts)
        terms = {name: at_posts(term, posts) for name, term in attitude.terms(recording, week).items()}
        shocks = {name: left * at_posts(shock, posts) for name, shock in attitude.shock(recording.at(week)).items()}
        parts = {name: left * speed * (term - base[name]) for name, term in terms.items()} | shocks
        parts[CHANCE] = left * sd * recording.noise(stream, week)[posts]
        for name, part in parts.items():
            moved[name] = moved.get(name, np.zeros(len(posts))) + part
        left = left * (1 - speed)
    moved[UNDER_WAY] = (1 - left) * (sum(base.values()) - start)
    return {name: float(np.mean(part)) for name, part in moved.items()}


def at_once(recording: Recording, stayed: Sequence[Person], stretch: tuple[int, int]) -> dict[str, float]:
    """What moved motivation at once (E11): rewards, satisfaction with the job, what happened at work."""
    ends = []
    for week in (stretch[0] - 1, stretch[1]):
        now = recording.at(week)
        posts = np.array([person.post for person in stayed])
        # Of a newcomer's first week the post still holds what happened to whoever left it.
        new = np.array([person.joined == week for person in stayed])
        events = np.where(new, 0.0, now.effort_shift[posts])
        bought = now.incentive_motivation[posts]
        ends.append(
            {"rewards": bought, "events": events, "satisfaction": now.quick_motivation[posts] - bought - events}
        )
    return {name: float(np.mean(ends[1][name] - ends[0][name])) for name in ends[0]}


def at_posts(values: Any, posts: Any) -> Column:
    """Values of some posts, of a number or a column."""
    return np.asarray(values[posts] if np.ndim(values) else np.full(len(posts), values), dtype=np.float64)
