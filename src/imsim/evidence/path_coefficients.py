"""Paths of the service-profit chain: how stages go together over units, and what moving one does to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from imsim.evidence.bootstrap import RESAMPLES, chance_of_resamples
from imsim.evidence.effect_sizes import correlation
from imsim.evidence.estimators import slope
from imsim.evidence.service_profit_chain import PUSHED, STAGES, Units
from imsim.scenarios.scenario import Scenario
from imsim.studies import files
from imsim.studies.answer import Answer, Json
from imsim.studies.intervals import finite

# Standard errors beyond which a difference is clear.
CLEAR = 2.0
FIGURES = ("path", "noise_free", "slope", "causal", "causal_path")


@dataclass(frozen=True)
class Estimate:
    """A figure and its standard error, from drawing the units anew."""

    value: float
    error: float

    @property
    def clear(self) -> bool:
        """Whether it is more than two standard errors from none."""
        return abs(self.value) > CLEAR * self.error


@dataclass(frozen=True)
class Link:
    """What leads from one stage to the next, or from the first to the last.

    Args:
        cause, outcome: labels of both.
        path: standardised coefficient over units, as the survey sees it.
        noise_free: the same if everybody were asked and nobody erred.
        slope: what one point more of the cause goes with over units, in points of the outcome, as the survey sees it.
        causal: what one point more of it does when it alone is moved.
        causal_path: the same in standard deviations of units, to be held against the path.
    """

    cause: str
    outcome: str
    path: Estimate
    noise_free: Estimate
    slope: Estimate
    causal: Estimate
    causal_path: Estimate

    def as_json(self) -> Json:
        """A flat row: each figure and its error."""
        row: Json = {"cause": self.cause, "outcome": self.outcome}
        for name in FIGURES:
            found: Estimate = getattr(self, name)
            row |= {name: finite(found.value), f"{name}_error": finite(found.error)}
        return row

    @property
    def gap(self) -> Estimate:
        """How much larger the path over units is than what moving the cause does, in the same measure."""
        error = float(np.hypot(self.path.error, self.causal_path.error))
        return Estimate(self.path.value - self.causal_path.value, error)

    @classmethod
    def from_json(cls, row: Json) -> Link:
        """The link of a row."""
        figures = [Estimate(*(number(row[f"{name}{end}"]) for end in ("", "_error"))) for name in FIGURES]
        return cls(str(row["cause"]), str(row["outcome"]), *figures)


def number(value: float | None) -> float:
    """A number of a file; none is one that is unknown."""
    return float("nan") if value is None else float(value)


@dataclass(frozen=True)
class ServiceProfitChain(Answer):
    """The chain in a firm.

    Args:
        scenario: the firm.
        units: how many business units were simulated.
        seed: root of all random numbers.
        links: from stage to stage.
        whole: from the first stage to the last.
        product: of the paths, which is what a chain without side ways would have the whole path be.
    """

    kind = "chain"
    scenario: Scenario
    units: int
    seed: int
    links: tuple[Link, ...]
    whole: Link
    product: Estimate

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row a link, and one for the whole chain."""
        return pd.DataFrame([link.as_json() for link in (*self.links, self.whole)])

    def as_json(self) -> Json:
        """The stable shape of `imsim chain --json`."""
        return {
            "units": self.units,
            "seed": self.seed,
            "links": [link.as_json() for link in self.links],
            "whole": self.whole.as_json(),
            "product": finite(self.product.value),
            "product_error": finite(self.product.error),
        }

    @classmethod
    def from_json(cls, content: Json, scenario: Scenario) -> ServiceProfitChain:
        """The answer that was written.

        Raises:
            KeyError, TypeError, ValueError: it lacks something.
        """
        product = Estimate(number(content["product"]), number(content["product_error"]))
        links = tuple(Link.from_json(row) for row in content["links"])
        whole = Link.from_json(content["whole"])
        return cls(scenario, int(content["units"]), int(content["seed"]), links, whole, product)

    def artefacts(self) -> Mapping[str, pd.DataFrame | Json | str]:
        """The links as a table, and the answer."""
        return {files.TABLE: self.table, files.ANSWER: self.as_json()}


def links_in(units: Units, seed: int) -> tuple[tuple[Link, ...], Link, Estimate]:
    """Every link of the chain, the whole of it, and the product of its paths.

    Args:
        units: as observed.
        seed: root of the chance of drawing them anew.
    """
    pairs = [(place, place + 1) for place in range(len(PUSHED))] + [(0, len(STAGES) - 1)]
    found = np.array(figures_of(units, pairs))
    chance = chance_of_resamples(seed)
    size = int(units.true.shape[1])
    again = np.array([figures_of(units.take(chance.integers(size, size=size)), pairs) for _ in range(RESAMPLES)])
    errors = again.std(axis=0, ddof=1)
    links = [
        Link(STAGES[cause].label, STAGES[outcome].label, *map(Estimate, map(float, row), map(float, error)))
        for (cause, outcome), row, error in zip(pairs, found, errors, strict=True)
    ]
    product = Estimate(float(found[:-1, 0].prod()), float(again[:, :-1, 0].prod(axis=1).std(ddof=1)))
    return tuple(links[:-1]), links[-1], product


def figures_of(units: Units, pairs: list[tuple[int, int]]) -> list[list[float]]:
    """The figures of a link, in their order, for each pair of stages."""
    return [list(figures(units, cause, outcome)) for cause, outcome in pairs]


def figures(units: Units, cause: int, outcome: int) -> Iterator[float]:
    """The figures of one link, in their order."""
    x, y = units.asked[cause], units.asked[outcome]
    yield correlation(x, y)
    yield correlation(units.true[cause], units.true[outcome])
    yield slope(y, x)
    moved = units.moved[cause]
    by = float(moved[cause].mean())
    causal = float(moved[outcome].mean()) / by if by else float("nan")
    yield causal
    spread = float(units.true[outcome].std())
    yield causal * float(units.true[cause].std()) / spread if spread else float("nan")
