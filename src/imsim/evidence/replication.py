"""Published field experiments run again in the laboratory: all parts of all studies, judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import pandas as pd

from imsim.engine.errors import RunFailed
from imsim.engine.model import Model
from imsim.evidence.judgement import PartFinding, finding_of
from imsim.evidence.laboratory import MARKET, Laboratory, Matching, laboratory
from imsim.evidence.power import Power, powers_of
from imsim.evidence.recording import Recording
from imsim.evidence.series import series_of
from imsim.evidence.single_laboratories import predictive_checks
from imsim.evidence.study_tables import StudyFile
from imsim.evidence.variant import AS_IT_IS, Variant
from imsim.scenarios.counts import count
from imsim.studies.answer import Json
from imsim.studies.intervals import finite
from imsim.studies.one_screen import OneScreen
from imsim.studies.runner import Failure, completed
from imsim.studies.schedulers import Engine, engine_of

DEFAULT_SEED = 1
# Kinds of parts that pass or fail; those of kind R are reported alone.
KINDS = {"M": "magnitude", "S": "shape", "P": "predictive check"}


@dataclass(frozen=True)
class Replication:
    """A study as simulated.

    Args:
        study: what was done and asked.
        findings: its parts, in its own order, each followed by its predictive checks.
        powers: what studies of its size, and of others, can see of each part, where that was asked for.
        weekly: the series that the study keeps, a row an arm, week and department or group.
    """

    study: StudyFile
    findings: tuple[PartFinding, ...]
    powers: tuple[Power, ...] = ()
    weekly: tuple[Json, ...] = ()

    @property
    def failing(self) -> list[PartFinding]:
        """Parts outside their bands."""
        return [finding for finding in self.findings if finding.judged and not finding.passed]


@dataclass(frozen=True)
class ReplicationStudy(OneScreen):
    """Several studies, simulated once.

    Args:
        seed: root of all random numbers.
        replications: in the order asked for.
    """

    seed: int
    replications: tuple[Replication, ...]

    def score(self, kind: str) -> tuple[int, int]:
        """Parts of a kind that passed, and all of them."""
        of_kind = [one for study in self.replications for one in study.findings if one.kind == kind]
        return sum(one.passed for one in of_kind), len(of_kind)

    def whole(self) -> tuple[int, int]:
        """Studies all of whose parts pass (predictive checks apart), and all studies."""
        passing = [all(part.passed for part in one.findings if part.kind in "MS") for one in self.replications]
        return sum(passing), len(passing)

    def families(self) -> list[str]:
        """Families of the studies, each once."""
        return list(dict.fromkeys(one.study.family for one in self.replications))

    def _heading(self) -> str:
        passed, parts = (sum(one) for one in zip(*map(self.score, KINDS), strict=True))
        studies = count(len(self.replications), "study", "studies")
        return f"ReplicationStudy: {studies}, {passed} of {count(parts, 'part')} pass, seed {self.seed}"

    def _shown(self) -> pd.DataFrame:
        return self.table()[["id", "part", "kind", "low", "high", "simulated", "error", "passed"]]

    def _offers(self) -> str:
        return ".table() (every number), .power() (of a study of one's own), .series(), .as_json()"

    def table(self) -> pd.DataFrame:
        """A row a part."""
        rows = [
            {"id": one.study.id, "study": one.study.title, "family": one.study.family, "grade": one.study.grade}
            | {"part": finding.part, "kind": finding.kind, "low": finding.low, "high": finding.high}
            | {"published": finding.published, "simulated": finding.simulated, "error": finding.error}
            | {"passed": finding.passed, "precise": finding.precise}
            for one in self.replications
            for finding in one.findings
        ]
        return pd.DataFrame(rows)

    def power(self) -> pd.DataFrame:
        """What studies of several sizes would see: a row a part and size; empty where it was not worked out."""
        return pd.DataFrame([{"id": one.study.id} | asdict(power) for one in self.replications for power in one.powers])

    def series(self) -> pd.DataFrame:
        """Outcomes week by week that the studies keep."""
        return pd.DataFrame([row for one in self.replications for row in one.weekly])

    def as_json(self) -> Json:
        """The stable shape of `imsim replicate --json`; a bound that does not exist is null."""
        studies = [
            {
                "id": one.study.id,
                "title": one.study.title,
                "family": one.study.family,
                "parts": [part_as_json(finding) for finding in one.findings],
                "power": [power.as_json() for power in one.powers],
            }
            for one in self.replications
        ]
        return {
            "seed": self.seed,
            "studies": studies,
            "whole": dict(zip(("passed", "of"), self.whole(), strict=True)),
            "score": {kind: dict(zip(("passed", "of"), self.score(kind), strict=True)) for kind in KINDS},
        }


def part_as_json(finding: PartFinding) -> Json:
    """One part of a study."""
    numbers = {name: finite(getattr(finding, name)) for name in ("low", "high", "published", "simulated", "error")}
    passed = finding.passed if finding.judged else None
    found = {"part": finding.part, "kind": finding.kind, **numbers, "passed": passed}
    return found | ({"why": finding.why} if finding.why else {})


def replicate(
    studies: Sequence[StudyFile],
    seed: int = DEFAULT_SEED,
    variant: Variant = AS_IT_IS,
    jobs: int = 1,
    done: Callable[[int], None] | None = None,
    with_power: bool = False,
) -> ReplicationStudy:
    """Run field experiments again and hold every part against its band.

    Args:
        studies: from `load_study`.
        seed: root of all random numbers.
        variant: of the model; as it is by default.
        jobs: processes. More than 1 needs a script with an `if __name__ == "__main__"` guard.
        done: called with the number of business units that have just finished.
        with_power: whether it is worked out what studies of several sizes would see.

    Raises:
        InputError: a study's scenario is wrong.
        RunFailed: units cannot be simulated.
    """
    seen = recordings(studies, seed, variant, jobs, done)
    pairs = zip(studies, seen, strict=True)
    return ReplicationStudy(seed, tuple(judged(study, one, seed, with_power) for study, one in pairs))


def recordings(
    studies: Sequence[StudyFile],
    seed: int,
    variant: Variant,
    jobs: int = 1,
    done: Callable[[int], None] | None = None,
) -> list[Recording]:
    """What is seen in the laboratory of each study; arguments and errors as of `replicate`."""
    labs = laboratories(studies, seed, variant)
    with engine_of(jobs, model=model_in(labs)) as engine:
        seen = iter(recorded(matched(labs, engine), engine, done))
    return [by_place({place: next(seen) for place in study.firms}) for study in studies]


def laboratories(studies: Sequence[StudyFile], seed: int, variant: Variant) -> list[Laboratory]:
    """A laboratory for every firm of each study; errors as of `replicate`."""
    return [laboratory(study, seed, variant, place) for study in studies for place in study.firms]


def by_place(seen: Mapping[str, Recording]) -> Recording:
    """What was seen at the first place, which knows what was seen at the others."""
    first = next(iter(seen.values()))
    return first if len(seen) == 1 else replace(first, places=seen)


def model_in(labs: Sequence[Laboratory]) -> Model | None:
    """The model of all laboratories; None where there are none."""
    return labs[0].setting.model if labs else None


def judged(study: StudyFile, seen: Recording, seed: int, with_power: bool) -> Replication:
    """Every part of a study held against its band, and what single laboratories would have found."""
    findings: list[PartFinding] = []
    powers: list[Power] = []
    for part in study.parts:
        here = seen if part.inexpressible else seen.at(part.place)
        findings += [finding_of(part, seen, seed, study.parts), *predictive_checks(study, part, here, seed)]
        if with_power:
            powers += powers_of(study, part, here, seed)
    return Replication(study, tuple(findings), tuple(powers), tuple(series_of(study, seen)))


def matched(labs: Sequence[Laboratory], engine: Engine) -> list[Laboratory]:
    """The laboratories with the labour market of each set to its yearly exits; one search for each kind of firm."""
    searches: dict[str, Matching] = {}
    for lab in labs:
        if lab.firm.yearly_exits is not None and lab.parts:
            searches.setdefault(firm_of(lab), Matching(lab, lab.firm.yearly_exits))
    markets: dict[str, float] = {}
    for search, market in completed(list(searches.values()), engine):
        if isinstance(market, Failure):
            raise RunFailed(market.error)
        markets[firm_of(search.laboratory)] = market
    return [
        replace(lab, parameters={**lab.parameters, MARKET: markets[firm_of(lab)]}) if firm_of(lab) in markets else lab
        for lab in labs
    ]


def firm_of(lab: Laboratory) -> str:
    """Laboratories of one text have the same firm with the same exits and differences."""
    return repr((lab.firm, sorted(lab.differences.items())))


def recorded(labs: Sequence[Laboratory], engine: Engine, done: Callable[[int], None] | None = None) -> list[Recording]:
    """What is seen in each laboratory; it does not depend on who runs which block."""
    tasks = [(place, block) for place, lab in enumerate(labs) for block in lab.blocks()]
    place_of = {id(block): place for place, block in tasks}
    parts: list[dict[int, Recording]] = [{} for _ in labs]
    for block, seen in completed([block for _, block in tasks], engine):
        if isinstance(seen, Failure):
            raise RunFailed(f"{block.laboratory.study.id}: {seen.error}")
        parts[place_of[id(block)]][block.units[0]] = seen
        if done:
            done(len(block.units))
    return [Recording.joined([some[first] for first in sorted(some)]) for some in parts]


def units_of(studies: Sequence[StudyFile]) -> int:
    """How many business units will be simulated."""
    return sum(
        study.design.simulated
        for study in studies
        for place in study.firms
        if any(place in study.places_of(part) for part in study.parts)
    )
