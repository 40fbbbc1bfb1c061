"""Search for the best mix of programmes, planned: what is asked, within which limits, and the runs that it takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import imsim
from imsim.engine.model import Model
from imsim.programmes import Programme
from imsim.scenarios.budget import wage_bill
from imsim.scenarios.scenario import Scenario
from imsim.studies.answer import Json
from imsim.studies.design import GIVEN, Design, Factor, grid
from imsim.studies.from_manifest import design_in, scenario_in
from imsim.studies.frontier import Limits
from imsim.studies.intervals import LEVEL
from imsim.studies.manifest import StudyIdentity, fingerprint, identity_of
from imsim.studies.mixes import Channel, Mixer, channels_of, filled, with_mixes
from imsim.studies.search import Search
from imsim.studies.sequential import LOOK_LEVEL, Until
from imsim.studies.stages import Part
from imsim.studies.structures import MOST_SETS, Structure, structures_of, told
from imsim.studies.study import Study
from imsim.studies.subject import Strategies

Values = NDArray[np.float64]

# Channels that surfaces are fitted to; of more, the best are taken after a first look at each alone.
MOST_CHANNELS = 8
# Random mixes at the start; rounds in which the promising ones are run; so many in each, and plans at the end at most.
RANDOM, ROUNDS, EACH_ROUND, MOST_PLANS = 48, 3, 12, 8


@dataclass(frozen=True)
class Keep:
    """A level that a plan must keep.

    Args:
        outcome: name.
        bound: its level.
        below: whether it must stay at or below the bound; else at or above.
    """

    outcome: str
    bound: float
    below: bool

    def slack(self, levels: Values) -> Values:
        """How far levels are from breaking it; negative where they do."""
        found: Values = (self.bound - levels) if self.below else (levels - self.bound)
        return found

    def __str__(self) -> str:
        return f"{self.outcome}{'<=' if self.below else '>='}{self.bound:g}"


@dataclass(frozen=True)
class Optimisation:
    """The search for the best mix, planned.

    Args:
        scenario: of the company.
        channels: what money can be given to.
        budgets: yearly shares of the wage bill, ascending; mixes are searched for at the last one.
        goals: outcomes, all better higher or lower as they are declared.
        keeps: levels that plans must keep.
        floors, caps: (channel or kind of programme, part of the budget).
        replicates: runs of each mix, in each parameter set.
        seed: of all chance and of the search.
        at: parameter sets: a design, a search for plausible ones, or None for the usual numbers.
        until: what is to be known of the plans' gains: replicates of them are added, `confirming` at most.
        structures: other structures of the model in which plans are run too, as somebody asked for them.
        notes: what whoever asked should know before it runs.
    """

    scenario: Scenario
    channels: tuple[Channel, ...]
    budgets: tuple[float, ...]
    goals: tuple[str, ...]
    keeps: tuple[Keep, ...]
    floors: tuple[tuple[str, float], ...]
    caps: tuple[tuple[str, float], ...]
    replicates: int
    confirming: int
    seed: int
    at: Design | Search | None = None
    structures: tuple[str, ...] = ()
    until: Until | None = None
    notes: tuple[str, ...] = field(default=(), compare=False)
    kind = "optimise"
    counted = "runs"
    # Plans are run on fresh random numbers when the mixes have been tried.
    grows = ("confirming",)

    @property
    def level(self) -> float:
        """Level of joint intervals of the plans: higher where they are looked at more than once."""
        return LEVEL if self.until is None else LOOK_LEVEL

    @property
    def outcomes(self) -> tuple[str, ...]:
        """What is recorded: goals first."""
        return tuple(dict.fromkeys([*self.goals, *(keep.outcome for keep in self.keeps)]))

    @property
    def money(self) -> float:
        """The largest budget, money a year."""
        return self.budgets[-1] * wage_bill(self.scenario.organisation, self.scenario.economy)

    @cached_property
    def mixer(self) -> Mixer:
        """What turns money into programmes."""
        return Mixer(self.scenario, self.channels, self.money)

    @property
    def sets(self) -> int:
        """Number of parameter sets."""
        if isinstance(self.at, Search):
            return self.at.samples
        return self.at.points if self.at else 1

    @cached_property
    def identity(self) -> StudyIdentity:
        """Identity of the study."""
        provenance = self._subject.provenance
        parts = [imsim.__version__, provenance.as_json(), self.kind, identity_of(self.scenario), self.options]
        return StudyIdentity(self.kind, fingerprint(parts), provenance)

    @property
    def options(self) -> Json:
        """Options besides the scenario."""
        asked: Json = {name: getattr(self, name) for name in ("goals", "floors", "caps", "budgets")}
        asked = {name: [list(one) if isinstance(one, tuple) else one for one in row] for name, row in asked.items()}
        if self.until is not None:
            asked["until"] = self.until.target
        return asked | {
            "over": [channel.name for channel in self.channels],
            "keep": [asdict(keep) for keep in self.keeps],
            "replicates": self.replicates,
            "confirming": self.confirming,
            "seed": self.seed,
            "weeks": self.scenario.timeline.weeks,
            "structures": list(self.structures),
            "search": self.at.options if isinstance(self.at, Search) else None,
            "design": self.at.as_json() if isinstance(self.at, Design) else self._searched_design,
        }

    @property
    def _searched_design(self) -> Json:
        return {"kind": "sets", "factors": [asdict(one) for one in self.at.factors]} if self.at else {}

    @property
    def model(self) -> Model:
        """Mechanisms at work."""
        return self._subject.model

    @property
    def _counts(self) -> tuple[int, int, int]:
        """Mixes run at the start, in rounds, and at the end."""
        channels = min(len(self.channels), MOST_CHANNELS)
        start = 2 * len(self.channels) + RANDOM + 1
        return start, ROUNDS * EACH_ROUND, MOST_PLANS + 2 + channels

    @property
    def runs(self) -> int:
        """Runs that it takes at most."""
        start, rounds, end = self._counts
        searched = self.at.runs if isinstance(self.at, Search) else 0
        elsewhere = len(self.other_structures()) * min(self.sets, MOST_SETS) * (MOST_PLANS + 2) * self.confirming
        return searched + self.sets * ((start + rounds) * self.replicates + end * self.confirming) + elsewhere

    def other_structures(self, programmes: Iterable[tuple[str, Programme]] | None = None) -> tuple[Structure, ...]:
        """Structures that plans are run in, for the programmes of one plan, or at most: for all that is searched."""
        if not self.structures:
            return ()
        if programmes is None:
            programmes = [one for channel in self.channels for one in channel.programmes]
        return structures_of(self.scenario, self.structures, programmes)

    @property
    def parts(self) -> tuple[Part, ...]:
        """What it takes, roughly."""
        start, rounds, end = self._counts
        before = self.at.parts if isinstance(self.at, Search) else ()
        broad = np.full(len(self.channels), 1 / len(self.channels))
        like = self.study({"mix": filled(broad, self.mixer.most)}, self.replicates, self.seed, self._like)
        again = self.study({"mix": filled(broad, self.mixer.most)}, self.confirming, self.seed, self._like)
        share = len(self.other_structures()) * min(self.sets, MOST_SETS) / self.sets
        there = replace(again, ask=(("structures", told(again.design, self.other_structures())),))
        elsewhere = [("plans in other structures, at most", there, share * (MOST_PLANS + 2) / 2)] if share else []
        return (
            *before,
            ("mixes tried", like, (start + rounds) / 2),
            ("plans and the next money on fresh random numbers", again, end / 2),
            *elsewhere,
        )

    @property
    def _like(self) -> Design:
        if isinstance(self.at, Search):
            values = self.at.candidates.values()[: self.sets]
            return self.at.at(values, self.seed).design
        return self.at or grid((), self.seed)

    def limits(self, which: Sequence[int], total: float = 1.0) -> Limits:
        """What mixes of some channels may be."""
        names = [self.channels[i] for i in which]
        groups = []
        for word, low, high in [(w, v, 1.0) for w, v in self.floors] + [(w, 0.0, v) for w, v in self.caps]:
            held = tuple(i for i, one in enumerate(names) if word == one.name or word in one.kinds)
            exact = tuple(i for i, one in enumerate(names) if word == one.name)
            if held:
                groups.append((exact or held, low * total, high * total))
        return Limits(np.minimum(self.mixer.most[list(which)], total), tuple(groups), total)

    def study(
        self, mixes: dict[str, Values], replicates: int, seed: int, design: Design,
        outcomes: tuple[str, ...] | None = None,
    ) -> Study:  # fmt: skip
        """The reference strategy and mixes at the parameter sets; goals and what is kept are recorded, or more."""
        tables = {name: self.mixer.tables(parts.tolist(), absent=True) for name, parts in mixes.items()}
        scenario = with_mixes(self.scenario, tables)
        names = (self.scenario.table.reference, *mixes)
        subject = Strategies(scenario, names, design.factors, outcomes or self.outcomes, seed)
        return Study("mixes", replace(design, seed=seed), subject, replicates)

    @property
    def _subject(self) -> Strategies:
        return Strategies(self.scenario, (self.scenario.table.reference,), (), self.outcomes, self.seed)


def planned_in(manifest: Any, folder: Path) -> Optimisation:
    """The search that a manifest describes; imported tables are laid into the folder."""
    options = manifest["options"]
    scenario = scenario_in(manifest["scenario"], folder)
    at: Design | Search | None = None
    if search := options["search"]:
        drawn = tuple(Factor(**factor) for factor in search["design"]["factors"])
        at = Search(scenario, drawn, int(search["samples"]), int(search["replicates"]), int(options["seed"]))
    elif options["design"].get("kind") == GIVEN:
        at = design_in(options["design"])
    pairs = {name: tuple((str(word), float(part)) for word, part in options[name]) for name in ("floors", "caps")}
    return Optimisation(
        scenario, channels_of(scenario, options["over"]), tuple(options["budgets"]), tuple(options["goals"]),
        tuple(Keep(**keep) for keep in options["keep"]), pairs["floors"], pairs["caps"], int(options["replicates"]),
        int(options["confirming"]), int(options["seed"]), at, tuple(options.get("structures", ())),
        Until.asked(options["until"], int(options["confirming"]), "confirming") if options.get("until") else None,
    )  # fmt: skip
