"""What a fit found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from imsim.scenarios.scenario import Scenario
from imsim.studies import files
from imsim.studies.answer import Answer, Json
from imsim.studies.fitting.emulator import Block
from imsim.studies.fitting.misfit import Check
from imsim.studies.fitting.rehearsal import Recovery, Rehearsal
from imsim.studies.fitting.verdicts import LEVEL, Ridge, Verdict
from imsim.studies.intervals import Share

if TYPE_CHECKING:
    import pandas as pd

TEXTS = ("measure", "department", "label")
NUMBERS, DRAWS = "numbers.csv", "draws.parquet"


@dataclass(frozen=True)
class Fit(Answer):
    """Parameters of a firm, as far as its own record speaks for them.

    Args:
        scenario: what was known and assumed of the firm.
        strategy: what was done in the window.
        start: day on which week 0 began.
        weeks: of the window.
        seed: of all chance.
        verdicts: on each parameter.
        ridges: pairs that the data tell only together.
        blocks: how well emulators follow each block of numbers.
        checks: whether the model can have made the data: of all numbers, then of each block that is used.
        rehearsal: of the fit on firms that were made; None where none was asked for.
        agreement: of the chains (split R-hat); 1 is best.
        untreated: whether no programme ran in the window.
        runs: emulators were fitted to so many.
        numbers: a row a number: what was observed, and between which values the fitted model makes it.
        draws: of the posterior, a row a draw, a column a parameter.
        left: files for other studies: name -> content.
    """

    kind = "fit"
    scenario: Scenario
    strategy: str
    start: str
    weeks: int
    seed: int
    verdicts: tuple[Verdict, ...]
    ridges: tuple[Ridge, ...]
    blocks: tuple[Block, ...]
    checks: tuple[Check, ...]
    rehearsal: Rehearsal | None
    agreement: float
    untreated: bool
    runs: int
    numbers: pd.DataFrame
    draws: pd.DataFrame
    left: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def table(self) -> pd.DataFrame:
        """A row a parameter: estimate, interval, prior, and what was learnt."""
        import pandas as pd

        return pd.DataFrame([one.as_json() for one in self.verdicts])

    def learnt(self, word: str = "learnt") -> list[str]:
        """Names of the parameters of which so much was learnt."""
        return [one.parameter for one in self.verdicts if one.learnt == word]

    def as_json(self) -> Json:
        """The machine-readable shape."""
        parameters = {}
        for one in self.verdicts:
            row = one.as_json()
            parameters[row.pop("parameter")] = row
        return {
            "scenario": self.scenario.name,
            "strategy": self.strategy,
            "start": self.start,
            "weeks": self.weeks,
            "seed": self.seed,
            "runs": self.runs,
            "level": LEVEL,
            "parameters": parameters,
            "ridges": [one.as_json() for one in self.ridges],
            "blocks": [one.as_json() for one in self.blocks],
            "check": [one.as_json() for one in self.checks],
            "agreement": self.agreement,
            "untreated": self.untreated,
            "rehearsal": self.rehearsal.as_json() if self.rehearsal else None,
        }

    def artefacts(self) -> Mapping[str, pd.DataFrame | Json | str]:
        """Estimates, numbers, draws, the answer; the fitted scenario and its parameter sets."""
        return {
            files.TABLE: self.table,
            NUMBERS: self.numbers,
            DRAWS: self.draws,
            **self.left,
            files.ANSWER: self.as_json(),
        }


def read_fit(scenario: Scenario, content: Json, numbers: pd.DataFrame, draws: pd.DataFrame) -> Fit:
    """A fit as it was left in a folder: its answer, and its tables."""
    verdicts = tuple(Verdict(name, **row) for name, row in content["parameters"].items())
    return Fit(
        scenario, content["strategy"], content["start"], int(content["weeks"]), int(content["seed"]), verdicts,
        tuple(Ridge(**row) for row in content["ridges"]), tuple(Block(**row) for row in content["blocks"]),
        tuple(Check(**row) for row in content["check"]), _rehearsal(content["rehearsal"]),
        float(content["agreement"]), bool(content["untreated"]), int(content["runs"]), numbers, draws,
    )  # fmt: skip


def with_texts(numbers: pd.DataFrame) -> pd.DataFrame:
    """The table of numbers as it was before it was written: what is empty in it is an empty text."""
    texts = {name: ["" if cell != cell else str(cell) for cell in numbers[name]] for name in TEXTS}
    return numbers.assign(**texts)


def _rehearsal(content: Json | None) -> Rehearsal | None:
    if content is None:
        return None
    parameters = tuple(Recovery(**row) for row in content["parameters"].values())
    coverage, refused = Share(**content["coverage"]), Share(**content["refused"])
    return Rehearsal(int(content["firms"]), coverage, refused, parameters)
