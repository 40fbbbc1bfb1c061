"""The best mixes: plans with joint intervals, three choices and why, regret, and what the next money buys."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from imsim.engine.errors import InputError
from imsim.scenarios.scenario import Scenario
from imsim.studies import files
from imsim.studies.answer import Answer, Json

if TYPE_CHECKING:
    import pandas as pd

Values = NDArray[np.float64]
Choice = Literal["average", "regret", "sure"]
CHOICES: tuple[Choice, ...] = ("average", "regret", "sure")
MIXES, CURVES, NEXT, PATH, PLAN = "mixes.parquet", "curves.csv", "next.csv", "path.csv", "plan.toml"


@dataclass(frozen=True)
class Optimum(Answer):
    """The best mixes of programmes under a budget.

    Args:
        company: the scenario that was asked about.
        content: all that was found, as `--json` prints it.
        mixes: a row a mix that was run: stage, part of the budget of each channel, mean gain by outcome.
        curves: gains along each channel's part, the others as in the chosen plan, by surfaces.
    """

    kind = "optimise"
    company: Scenario
    content: Json
    mixes: pd.DataFrame
    curves: pd.DataFrame

    @property
    def goals(self) -> list[str]:
        """Outcomes that were to be improved."""
        return list(self.content["goals"])

    @cached_property
    def front(self) -> pd.DataFrame:
        """A row a plan: parts of the budget, gains with joint intervals, regret."""
        import pandas as pd

        return pd.DataFrame([flat(plan) for plan in self.content["plans"]])

    def choose(self, how: Choice | None = None) -> Json:
        """A plan by one of the choices: best on `average`, least maximal `regret`, the `sure`st; the usual by default.

        Raises:
            InputError: there is no such choice.
        """
        if how is not None and how not in CHOICES:
            raise InputError(f'"{how}": no such choice ({", ".join(CHOICES)})')
        name = self.content["chosen"][how or self.content["usual_choice"]]
        return next(plan for plan in self.content["plans"] if plan["name"] == name)

    @property
    def table(self) -> pd.DataFrame:
        """The plans that no other betters in every goal."""
        return self.front

    def next(self) -> pd.DataFrame:
        """What the next money buys, channel by channel, on top of the plan that is usually chosen."""
        import pandas as pd

        return pd.DataFrame([flat(row) for row in self.content["next"]])

    @cached_property
    def structures(self) -> pd.DataFrame:
        """A row a structure of the model: whether the plan best on average stands there; empty where none was run."""
        import pandas as pd

        content = self.content.get("structures") or {"choice": "", "rows": []}
        return pd.DataFrame([{"choice": content["choice"]} | flat(row) for row in content["rows"]])

    def scenario(self) -> Scenario:
        """The company with the chosen plans among its strategies, ready to be compared, shown, or run in Mesa."""
        from imsim.studies.mixes import with_mixes

        tables: dict[str, Json] = {}
        for how in CHOICES:
            plan = self.choose(how)
            tables.setdefault(f"best_{plan['name']}", plan["programmes"])
        scenario = with_mixes(self.company, tables)
        labels = {}
        for how in CHOICES:
            plan = self.choose(how)
            labels[f"strategies.best_{plan['name']}.label"] = plan["label"][:60]
        return scenario.changed(labels)

    def artefacts(self) -> dict[str, pd.DataFrame | Json | str]:
        """Tables, the answer, and the plans as a scenario file."""
        import pandas as pd

        from imsim.scenarios.toml_text import scenario_text

        elsewhere = {files.STRUCTURES: self.structures} if self.content.get("structures") else {}
        return {
            files.TABLE: self.front,
            MIXES: self.mixes,
            CURVES: self.curves,
            NEXT: self.next(),
            PATH: pd.DataFrame([flat(row) for row in self.content["path"]]),
            PLAN: scenario_text(self.scenario().tree),
            **elsewhere,
            files.ANSWER: self.content,
        }

    def as_json(self) -> Json:
        """The machine-readable shape."""
        return self.content


def flat(row: Json) -> Json:
    """A row of the answer as columns of a table: parts as `share_CHANNEL`, outcomes as `OUTCOME`, `_low`, `_high`."""
    found: Json = {}
    for name, value in row.items():
        if name in ("outcomes", "shares", "regrets"):
            for inner, cell in value.items():
                if name == "shares":
                    found[f"share_{inner}"] = cell
                elif name == "regrets":
                    found |= {f"{inner}_regret_{key}": number for key, number in cell.items()}
                else:
                    found |= {
                        inner if key == "difference" else f"{inner}_{key}": number for key, number in cell.items()
                    }
        elif not isinstance(value, dict | list):
            found[name] = value
    return found
