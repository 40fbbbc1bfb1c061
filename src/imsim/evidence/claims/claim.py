"""What a claim is: a statement of the sources as a micro-experiment, with predicted sign, size, and shape of the dose.

Sizes are said before anything is run. Between people they are standardised differences in the field's usual classes; a
claim passes if the simulated effect lies in its band and, where the band leaves nothing out, clear of zero.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from imsim.evidence.observation import is_of_people
from imsim.evidence.reading_tables import CONTROL, EVERYBODY, ContrastTable, DoseTable
from imsim.evidence.variant import Variant
from imsim.studies.answer import Json

Band = tuple[float, float]
Scale = Literal["difference", "relative", "ratio", "sd", "level", "spread"]
Actions = tuple[Json, ...]

# Standardised differences (Cohen's classes, wider at their ends), and shares or points that count as visible at all.
TRACE: Band = (0.01, 0.2)
SMALL: Band = (0.05, 0.5)
MEDIUM: Band = (0.2, 0.8)
LARGE: Band = (0.4, 1.5)
# Stocks in which people hardly differ, so that they are judged on their own scale from 0 to 1.
ON_ITS_SCALE: Band = (0.01, 0.2)
RISES: Band = (0.0, math.inf)
FALLS: Band = (-math.inf, 0.0)
# Half a year after a quarter of getting under way.
SETTLED = (27, 52)
# Points of the American Customer Satisfaction Index that one lever may move in a year.
POINTS: Band = (0.1, 6.0)


def opposite(band: Band) -> Band:
    """The same size with the other sign."""
    return -band[1], -band[0]


@dataclass(frozen=True)
class Claim:
    """A statement that can be seen to matter, or one that cannot be tested.

    Args:
        id: number of the first row of the sources it tests, with a letter if it has several; or of a sanity claim.
        mechanism: of the model that must carry it.
        claim: the statement.
        what: the experiment: a contrast, a dose, or a function of seed and variant of the model that gives a figure and
            its error.
        band: predicted size, lowest and highest.
        minus: what is taken off the contrast.
        over: what the contrast is divided by.
        firm: where it is tried.
        versus: another firm, in which the same figure is taken off.
        rows: rows of the sources beside its own.
        why: why it cannot be tested; then there is no experiment.
    """

    id: str
    mechanism: str
    claim: str
    what: ContrastTable | DoseTable | Callable[[int, Variant], tuple[float, float]] | None = None
    band: Band = RISES
    minus: ContrastTable | None = None
    over: ContrastTable | None = None
    firm: str = "firm"
    versus: str | None = None
    rows: tuple[int, ...] = ()
    why: str = ""

    @property
    def all_rows(self) -> tuple[int, ...]:
        """Rows of the sources that it tests; none for a sanity claim."""
        own = re.match(r"\d+", self.id)
        return (*((int(own.group()),) if own else ()), *self.rows)

    @property
    def predicted(self) -> str:
        """Sign and size in words.

        Example:
            >>> Claim("7", "learning", "courses teach", band=(0.2, 0.8)).predicted
            '+0.2 to +0.8'
        """
        low, high = self.band
        if math.isinf(high) or math.isinf(low):
            return f"above {low:g}" if math.isinf(high) else f"below {high:g}"
        return f"{low:+g} to {high:+g}"

    @property
    def experiment(self) -> str:
        """The experiment in words."""
        if isinstance(self.what, ContrastTable):
            table = self.what
            words = f"{table.outcome}, {table.arm} against {table.control}"
            words += f", {table.group}" if table.group else ""
            words += f", weeks {table.weeks[0]} to {table.weeks[1]} ({table.scale})"
            words += f", less {self.minus.outcome} of {self.minus.arm}" if self.minus else ""
            words += f", over {self.over.outcome} of {self.over.arm}" if self.over else ""
            return words + (f", in {self.firm} less in {self.versus}" if self.versus else f", in {self.firm}")
        if isinstance(self.what, DoseTable):
            return f"{self.what.outcome} over {', '.join(self.what.arms)} ({self.what.form}), in {self.firm}"
        return (self.what.__doc__ or "").strip().splitlines()[0] if self.what else ""

    def contrasts(self) -> list[ContrastTable]:
        """The contrasts that it is made of."""
        return [one for one in (self.what, self.minus, self.over) if isinstance(one, ContrastTable)]


def effect(
    outcome: str,
    arm: str,
    control: str = CONTROL,
    weeks: tuple[int, int] = SETTLED,
    group: str = EVERYBODY,
    scale: Scale | None = None,
) -> ContrastTable:
    """An arm beside another: in standard deviations of people, or as a difference where the firm is meant."""
    chosen = scale or ("sd" if is_of_people(outcome) else "difference")
    return ContrastTable(outcome=outcome, arm=arm, control=control, weeks=weeks, group=group, scale=chosen)


def dose(outcome: str, *arms: str, form: Literal["peak", "last_gain"], weeks: tuple[int, int] = SETTLED) -> DoseTable:
    """An outcome over arms in the order of their dose."""
    return DoseTable(outcome=outcome, arms=arms, form=form, weeks=weeks)


def does(programme: str, people: str = EVERYBODY, start: int = 1, stop: int | None = None, **levers: Any) -> Any:
    """A programme as an action of an arm."""
    found: Json = {"programme": programme, "levers": levers, "people": people, "start": start}
    return found if stop is None else found | {"stop": stop}


def shifts(kind: str, name: str, amount: float, people: str = EVERYBODY, **when: int) -> Any:
    """An intervention as an action of an arm: kind is effect, reward, parameter or state."""
    return {kind: name, "amount": amount, "people": people, **when}
