"""A fit, planned: which runs it takes, and all that determines its numbers."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

import imsim
from imsim.engine.model import Model
from imsim.scenarios.scenario import Scenario
from imsim.studies.answer import Json
from imsim.studies.design import Factor, given, latin_hypercube
from imsim.studies.fitting.numbers import Number
from imsim.studies.fitting.verdicts import no_programme
from imsim.studies.fitting.watching import LUCK, Watched
from imsim.studies.known import USUAL
from imsim.studies.manifest import StudyIdentity, fingerprint, identity_of
from imsim.studies.stages import Part
from imsim.studies.study import Study
from imsim.studies.subject import Strategies

Values = NDArray[np.float64]

# Points that share their luck; runs that are done again under other luck, as a share of all.
SHARED, AGAIN = 8, 16
# Parameter sets that are left for other studies.
SETS = 64
# Numbers of the random numbers of firms that are made for a rehearsal begin here.
REHEARSAL_LUCK, MOST_LUCK = 500_000, 999_999


@dataclass(frozen=True)
class FitPlan:
    """A fit, planned.

    Args:
        scenario: what is known and assumed of the firm.
        strategy: what was done in the window.
        factors: parameters that are fitted, with their prior ranges.
        numbers: that were observed.
        start: day on which week 0 begins.
        weeks: of the window.
        samples: points of the design.
        replicates: runs of each parameter set that is left.
        rehearse: firms that are made to rehearse the fit.
        seed: of the design, the chains and all chance.
        notes: what whoever asked should know before it runs.
    """

    scenario: Scenario
    strategy: str
    factors: tuple[Factor, ...]
    numbers: tuple[Number, ...]
    start: date
    weeks: int
    samples: int
    replicates: int
    rehearse: int
    seed: int
    notes: tuple[str, ...] = field(default=(), compare=False)
    kind = "fit"
    counted = "runs"
    # Firms that are made to rehearse come after all that is learnt.
    grows = ("rehearse",)

    @cached_property
    def window(self) -> Scenario:
        """The scenario of the window: as many weeks as the data, programmes as they are written."""
        window = min(self.weeks, self.scenario.timeline.window)
        return self.scenario.changed([f"time.weeks={self.weeks}", f"time.window={window}", "budget.share_of_wages=0.0"])

    @property
    def model(self) -> Model:
        """Mechanisms at work."""
        return self.watched.model

    @cached_property
    def watched(self) -> Watched:
        """What is run."""
        luck = Factor(LUCK, LUCK, 0, MOST_LUCK, whole=True)
        return Watched(self.window, self.strategy, (*self.factors, luck), self.numbers, self.seed)

    @cached_property
    def places(self) -> tuple[Values, NDArray[np.int64]]:
        """Places of the runs in [0, 1], shape (runs, parameters), and their luck; the last ones repeat the first."""
        again = max(self.samples // AGAIN, 4)
        once = latin_hypercube(self.factors, self.samples, self.seed).places
        places = np.concatenate([once, once[:again]])
        return places, np.arange(len(places)) // SHARED

    @property
    def pairs(self) -> NDArray[np.int64]:
        """Runs of equal parameters under different luck, shape (pairs, 2)."""
        again = np.arange(self.samples, len(self.places[0]))
        return np.column_stack([again - self.samples, again])

    @cached_property
    def design(self) -> Study:
        """The runs that emulators are fitted to."""
        places, luck = self.places
        return self._study("design", places, luck)

    @cached_property
    def truths(self) -> Values:
        """Parameters of the firms that are made for a rehearsal, places in [0, 1], shape (firms, parameters)."""
        return np.random.default_rng([self.seed, 1]).random((self.rehearse, len(self.factors)))

    @cached_property
    def rehearsal(self) -> Study:
        """The firms that are made for a rehearsal, each with its own luck."""
        return self._study("rehearsal", self.truths, REHEARSAL_LUCK + np.arange(self.rehearse))

    def _study(self, kind: str, places: Values, luck: NDArray[np.int64]) -> Study:
        values = np.column_stack([*(one.values(places[:, i]) for i, one in enumerate(self.factors)), luck])
        return Study(kind, given(self.watched.factors, values, self.seed), self.watched, 1)

    def levels(self, scenario: Scenario, places: Values, seed: int) -> Study:
        """The untreated firm at parameter sets, judged as other studies judge it."""
        values = np.column_stack([one.values(places[:, i]) for i, one in enumerate(self.factors)])
        outcomes = tuple(dict.fromkeys((*USUAL, *scenario.table.known)))
        subject = Strategies(scenario, (scenario.table.reference,), self.factors, outcomes, seed)
        return Study("levels", given(self.factors, values, seed), subject, self.replicates)

    @property
    def untreated(self) -> bool:
        """Whether no programme ran in the window."""
        return no_programme(self.window, self.strategy, self.weeks)

    @cached_property
    def identity(self) -> StudyIdentity:
        """Identity of the fit."""
        known = {name: row.model_dump() for name, row in self.scenario.table.known.items()}
        provenance = self.watched.provenance
        parts = [imsim.__version__, provenance.as_json(), self.kind, identity_of(self.scenario), known, self.seed]
        return StudyIdentity(self.kind, fingerprint([*parts, self.options]), provenance)

    @property
    def options(self) -> Json:
        """Options besides the scenario; the tables are in it as far as they are used, as means and counts."""
        return {
            "factors": [asdict(one) for one in self.factors],
            "numbers": [one.as_json() for one in self.numbers],
            "arms": [self.strategy],
            "start": str(self.start),
            "weeks": self.weeks,
            "samples": self.samples,
            "replicates": self.replicates,
            "rehearse": self.rehearse,
        }

    @property
    def runs(self) -> int:
        """Number of runs."""
        return sum(part.runs * round(times) for _, part, times in self.parts)

    @property
    def parts(self) -> tuple[Part, ...]:
        """What it takes."""
        like = self.levels(self.scenario, self.places[0][:SETS], self.seed)
        firms = (("firms made for the rehearsal", self.rehearsal, 1.0),) if self.rehearse else ()
        return (("runs that emulators learn from", self.design, 1.0), *firms, ("parameter sets left", like, 2.0))


def plan_from(options: Json, scenario: Scenario, seed: int) -> FitPlan:
    """A fit as a manifest describes it."""
    return FitPlan(
        scenario, options["arms"][0], tuple(Factor(**one) for one in options["factors"]),
        tuple(Number(**one) for one in options["numbers"]), date.fromisoformat(options["start"]), int(options["weeks"]),
        int(options["samples"]), int(options["replicates"]), int(options["rehearse"]), seed,
    )  # fmt: skip
