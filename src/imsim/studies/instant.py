"""What any mix is expected to gain, at once: read off the response surfaces of a finished search, without a run."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from imsim.engine.errors import InputError
from imsim.scenarios.scenario import Scenario
from imsim.studies import files
from imsim.studies.answer import Json
from imsim.studies.manifest import read_manifest
from imsim.studies.mix_search import signed
from imsim.studies.mixes import Mixer, channels_of
from imsim.studies.optimum import MIXES, PLAN
from imsim.studies.surface import Surface, counted, fitted

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Instant:
    """The surfaces of a search, and what turns money into programmes.

    Args:
        scenario: the company, with the strategies that money was divided among.
        names: of the channels, in order.
        surfaces: outcome -> its surface, over parts of the budget of these channels.
        plan: parts of the plan that is usually chosen.
        money: the budget, a year.
    """

    scenario: Scenario
    names: tuple[str, ...]
    surfaces: dict[str, Surface]
    plan: tuple[float, ...]
    money: float

    @cached_property
    def mixer(self) -> Mixer:
        """What turns parts of the budget into programmes."""
        return Mixer(self.scenario, channels_of(self.scenario, self.names), self.money)

    def gains(self, parts: Sequence[float]) -> dict[str, float]:
        """Expected gains over doing nothing, by outcome."""
        at = np.asarray(parts, dtype=np.float64)[None]
        return {name: float(surface.at(at)[0]) for name, surface in self.surfaces.items()}

    def programmes(self, parts: Sequence[float]) -> dict[str, Json]:
        """The programmes of a mix as tables of a scenario file."""
        return self.mixer.tables(parts)


def search_behind(source: str) -> Path | None:
    """The folder of the finished search that left a scenario as its plan; None where none did."""
    path = Path(source)
    if path.name != PLAN or not (path.parent / MIXES).is_file():
        return None
    try:
        kind = read_manifest(path.parent)["kind"]
    except InputError:
        # A plan is a scenario like any other, whatever has become of the folder around it.
        return None
    return path.parent if kind == "optimise" else None


def instant_in(folder: Path, scenario: Scenario) -> Instant:
    """The surfaces of a finished search, fitted to its mixes again.

    Args:
        folder: of the search.
        scenario: its plan.

    Raises:
        InputError: its files cannot be read.
    """
    import pandas as pd

    with files.readable(f"{folder}: its files"):
        content = json.loads((folder / files.ANSWER).read_text(encoding="utf-8"))
        mixes = pd.read_parquet(folder / MIXES)
        names = [row["name"] for row in content["over"] if row["searched"]]
        parts = mixes[[f"share_{name}" for name in names]].to_numpy()
        surfaces = {
            goal: _again(parts, mixes[goal].to_numpy(), content["surfaces"][goal]["noise"], signed(goal))
            for goal in content["goals"]
        }
        usual = content["chosen"][content["usual_choice"]]
        shares: Mapping[str, float] = next(row["shares"] for row in content["plans"] if row["name"] == usual)
        money = float(content["budget"]["money"])
    plan = tuple(float(shares.get(name, 0.0)) for name in names)
    return Instant(scenario, tuple(names), surfaces, plan, money)


def _again(parts: Values, gains: Values, noise: float, better: int) -> Surface:
    """A surface as the search fitted it: what was noise there is noise here."""
    weights = counted(better * gains) if better else np.ones(len(gains))
    spread = float((weights * gains**2).mean())
    return fitted(parts, gains, float(np.sqrt(noise * spread / weights.mean())), better)
