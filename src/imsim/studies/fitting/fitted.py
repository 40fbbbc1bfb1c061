"""What a fit leaves for other studies: the fitted scenario, and parameter sets that are plausible by the data.

The sets have the form in which `imsim plausible` leaves its own, so that `imsim compare --uncertain` and `imsim
optimise` take them with `--plausible DIR`. They are draws from the posterior: the better a region agrees with the data,
the more sets lie in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imsim.outcomes import OUTCOMES
from imsim.scenarios.counts import count
from imsim.scenarios.loading import builtin_names
from imsim.scenarios.model import BY_NAME
from imsim.scenarios.scenario import Scenario, load
from imsim.scenarios.toml_text import scenario_text
from imsim.studies import files
from imsim.studies.fitting.answer import DRAWS, NUMBERS
from imsim.studies.fitting.plan import SETS, FitPlan
from imsim.studies.fitting.verdicts import Verdict
from imsim.studies.known import USUAL, Level, usual_tolerance
from imsim.studies.manifest import imported, manifest_of
from imsim.studies.plausible import KEPT, PlausibleSets
from imsim.studies.search import Search
from imsim.studies.stages import BEFORE, FOLDER

Values = NDArray[np.float64]

FITTED = "fitted.toml"
# What a fit leaves, so that no table of the firm may be called so.
OWN_FILES = (
    FITTED, files.TABLE, NUMBERS, DRAWS, files.ANSWER, files.MANIFEST, files.REPORT, files.LOCK, files.PLAUSIBLE,
    files.FIGURES, files.BEGUN, FOLDER, BEFORE,
)  # fmt: skip
# A level is known as well as so many standard deviations over the sets.
DEVIATIONS = 2.0


@dataclass(frozen=True)
class FittedFirm:
    """The scenario with what was learnt.

    Args:
        plan: of the fit.
        verdicts: on the parameters.
    """

    plan: FitPlan
    verdicts: Sequence[Verdict]

    def changes(self) -> dict[str, Any]:
        """Tables that are laid over the scenario; events of the window are over."""
        learnt = {one.parameter: float(f"{one.estimate:.6g}") for one in self.verdicts if one.learnt == "learnt"}
        table = self.plan.scenario.table
        past = {name: {"remove": True} for name, row in table.events.items() if self._is_past(row.model_dump())}
        name = f"{self.plan.scenario.name}_fitted"
        changed: dict[str, Any] = {"name": name[:60]}
        if past:
            changed["events"] = {"remove": True} if len(past) == len(table.events) else past
        return changed | ({"parameters": learnt} if learnt else {})

    def _is_past(self, event: Mapping[str, Any]) -> bool:
        return int(event.get("week", 0)) < self.plan.weeks

    def scenario(self, known: Mapping[str, Mapping[str, float]]) -> Scenario:
        """The fitted scenario with what is known of the firm."""
        overrides: dict[str, object] = {}
        for table, content in self.changes().items():
            if table == "parameters":
                overrides |= {f"parameters.{name}": value for name, value in content.items()}
            elif table == "events":
                overrides |= {f"events.{key}": value for key, value in content.items()}
            else:
                overrides[table] = content
        overrides |= {f"known.{name}": dict(row) for name, row in known.items()}
        return self.plan.scenario.changed(overrides)

    def text(self, known: Mapping[str, Mapping[str, float]]) -> str:
        """The fitted scenario as a file: it extends a built-in one where it can, and is whole where not."""
        base = self.plan.scenario
        about = (
            f"# Fitted by imsim fit to {count(self.plan.weeks, 'week')} of data from {self.plan.start} on.\n"
            "# Parameters: posterior means of what was learnt. Known: levels of the untreated firm over the sets in\n"
            "# plausible/.\n"
        )
        changes = self.changes()
        if "events" in changes or base.name not in builtin_names() or load(base.name).tree != base.tree:
            return about + scenario_text(self.scenario(known).tree)
        head = {"name": changes.pop("name"), "extends": base.name}
        return about + scenario_text({**head, **changes, "known": {name: dict(row) for name, row in known.items()}})


def known_levels(firm: FittedFirm, levels: Mapping[str, Values]) -> dict[str, dict[str, float]]:
    """What is known of the firm: levels of the usual outcomes over the sets; what the scenario says itself stays."""
    said = firm.plan.scenario.table.known
    known = {}
    for name in USUAL:
        if name not in said:
            values = levels[name]
            level, within = float(values.mean()), DEVIATIONS * float(values.std(ddof=1))
            least = usual_tolerance(firm.plan.scenario, name, level) / 10
            outcome = OUTCOMES[name]
            level = min(max(level, outcome.low), outcome.high)
            known[name] = {"level": float(f"{level:.5g}"), "within": float(f"{max(within, least):.3g}")}
    return known


def chosen_sets(places: Values) -> Values:
    """The draws that are left as parameter sets: evenly taken from all, shape (SETS, parameters)."""
    found: Values = places[np.linspace(0, len(places) - 1, SETS).astype(np.int64)]
    return found


def left_behind(
    firm: FittedFirm, places: Values, levels: Mapping[str, Values], fresh: Mapping[str, Values], started: datetime
) -> dict[str, Any]:
    """Files of a fit for other studies: name -> content.

    Args:
        firm: with what was learnt.
        places: of the parameter sets in [0, 1].
        levels: outcome -> mean over the replicates of each set.
        fresh: likewise, under other luck.
        started: when the fit began.
    """
    known = known_levels(firm, levels)
    scenario, plan = firm.scenario(known), firm.plan
    search = Search(scenario, plan.factors, SETS, plan.replicates, plan.seed, fit=plan.identity.key)
    sets = _sets(search, plan, places, levels, fresh)
    manifest = manifest_of(search.identity, scenario, search.options, plan.seed, started)
    runs = {"done": 2 * SETS * plan.replicates, "failed": 0}
    folder = files.PLAUSIBLE
    found = {f"{folder}/{name}": content for name, content in sets.artefacts().items()}
    return {
        **imported(scenario),
        FITTED: firm.text(known),
        **found,
        f"{folder}/{files.MANIFEST}": manifest | {"runs": runs},
    }


def _sets(
    search: Search, plan: FitPlan, places: Values, levels: Mapping[str, Values], fresh: Mapping[str, Values]
) -> PlausibleSets:
    import pandas as pd

    scenario = search.scenario
    fitted = {one.name: one.values(places[:, i]) for i, one in enumerate(plan.factors)}
    columns: dict[str, Any] = {"set": np.arange(len(places)), "verdict": KEPT, "missed": "", "rounds": 1}
    for one in search.factors:
        own = scenario.parameters.get(one.name, BY_NAME[one.name].default)
        columns[one.name] = fitted.get(one.name, np.full(len(places), own))
    names = tuple(scenario.table.known)
    columns |= {f"level_{name}": levels[name] for name in names}
    columns |= {f"fresh_{name}": fresh[name] for name in names}
    known = tuple(_level(name, row.level, row.within, scenario) for name, row in scenario.table.known.items())
    anchored = tuple(one.name for one in search.anchored)
    return PlausibleSets(
        scenario, known, search.factors, anchored, pd.DataFrame(columns), plan.replicates, SETS, plan.seed
    )


def _level(name: str, level: float, within: float | None, scenario: Scenario) -> Level:
    return Level(name, level, within or usual_tolerance(scenario, name, level), 0.0, said=True)
