"""What would be worth knowing, from the folder of a study over plausible parameter sets."""

from __future__ import annotations

from pathlib import Path

from imsim.engine.errors import InputError, listed, nearest
from imsim.scenarios.scenario import Scenario
from imsim.studies import files
from imsim.studies.answer import Json
from imsim.studies.discovery import robust_in
from imsim.studies.manifest import left_by, read_manifest, unchanged
from imsim.studies.optimisation import Optimisation
from imsim.studies.reproduction import planned_in
from imsim.studies.worth import Firm, told

# The goal where nobody names one: its unit is that of prices.
USUAL = "profit"


def worth_in(folder: Path, scratch: Path, goal: str | None = None) -> tuple[Scenario, Json]:
    """What would be worth knowing before the choice that a finished study is about.

    Args:
        folder: of `compare --uncertain`, or of `optimise` with several parameter sets.
        scratch: where imported tables of its organisation may be laid.
        goal: outcome; by default profit where it is one of those that the study judges by, else the first of them.

    Raises:
        InputError: the folder holds no such study, or too few sets, or the goal is none of its own.
        RunFailed: a run that is needed failed.
    """
    manifest = read_manifest(folder)
    if manifest.get("kind") == "optimise":
        planned = planned_in(manifest, scratch, folder)
        assert isinstance(planned, Optimisation)
        return planned.scenario, _in_optimum(folder, manifest, goal)
    if manifest.get("kind") != "uncertainty":
        raise InputError(
            f"{folder}: holds {left_by(manifest)}; needed is one by imsim compare --uncertain, or imsim optimise --sets"
        )
    robust = robust_in(folder, manifest, scratch)
    found, goal = robust.results, _goal(goal, robust.outcomes)
    for name in found.strategies:
        found.values(goal, name)  # refuses where a run failed
    firm = Firm.of(found.final, found.strategies, goal, found.design.seed)
    return robust.scenario, told(robust.scenario, firm, goal)


def _in_optimum(folder: Path, manifest: Json, goal: str | None) -> Json:
    """What the search for the best mix left of it."""
    unchanged(folder, manifest, files.ANSWER)
    with files.readable(f"{folder / files.ANSWER}:"):
        content = files.read_json(folder / files.ANSWER)["worth"]
    if not content:
        raise InputError(
            f"{folder}: rests on too few parameter sets to say what knowing more is worth; run optimise --sets 32"
        )
    found: Json = content[_goal(goal, list(content))]
    return found


def _goal(asked: str | None, known: list[str]) -> str:
    if asked is None:
        return USUAL if USUAL in known else known[0]
    if asked not in known:
        raise InputError(f'--for "{asked}": the study does not judge by it{nearest(asked, known)} ({listed(known)})')
    return asked
