"""Which studies a study may grow out of: those whose every run it wants, too.

More replicates, strategies, outcomes, or samples where a larger design holds the smaller one, go on with what is there.
Anything else is another study, and the refusal says what differs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import imsim
from imsim.engine.errors import StudyConflict, listed
from imsim.studies.answer import Json
from imsim.studies.files import BEGUN, MANIFEST
from imsim.studies.manifest import imported, of_runs
from imsim.studies.provenance import SHOWN, changes
from imsim.studies.study import Study

if TYPE_CHECKING:
    from imsim.studies.stages import Staged

MOST_KEYS = 4
ABSENT = "nothing"


def check(folder: Path, held: Json, study: Study | Staged, resume: bool) -> None:
    """Let a study go on with what a folder holds of it, as far as the two say.

    Args:
        folder: what was named.
        held: manifest of what is there.
        study: what is asked.
        resume: whether it may go on.

    Raises:
        StudyConflict: another study is there, or a smaller one, and nobody said to go on with it.
    """
    refuse_others(folder, held, study)
    if not resume:
        wanted = more(held, study) if isinstance(study, Study) else more_stages(held, study)
        smaller = "; ".join(wanted) or "other words in its scenario"
        raise StudyConflict(f"{folder}: holds a smaller study like this one ({smaller}); go on with --resume")


def refuse_others(folder: Path, held: Json, study: Study | Staged) -> None:
    """Refuse a folder that holds neither this study nor a smaller one like it.

    Raises:
        StudyConflict: with what differs.
    """
    if "options" not in held:
        file = MANIFEST if isinstance(study, Study) else BEGUN
        raise StudyConflict(f"{folder}: {file} cannot be read, or is none of imsim; choose another --out")
    moved = model_changes(held, study)
    if moved:
        listing = "; ".join(f"{name}: {then} then, {now} now" for name, (then, now) in moved.items())
        raise StudyConflict(f"{folder}: holds a study of another model ({listing}); choose another --out")
    if reasons := [*(obstacles(held, study) if isinstance(study, Study) else obstacles_in_stages(held, study))]:
        raise other_study(folder, reasons)


def other_study(folder: Path, reasons: list[str], advice: str = "; choose another --out") -> StudyConflict:
    """The refusal of a folder in which another study is."""
    why = "; ".join(reasons) or "other scenario, options, seed or version"
    return StudyConflict(f"{folder}: holds another study ({why}){advice}")


def model_changes(held: Json, study: Study | Staged) -> dict[str, tuple[str, str]]:
    """What of the model, or of plug-ins that are used there, is not what it was: name -> (then, now)."""
    told = held.get("provenance")
    if not told:
        return {}
    found = changes(told, study.identity.provenance.as_json())
    return {name: pair for name, pair in found.items() if pair[0] != "none" and not _dropped(name, pair)}


def _dropped(name: str, pair: tuple[str, str]) -> bool:
    """Whether a plug-in is merely not used any more: then runs are missing, and that is said."""
    return name.startswith("plug-in ") and pair[1] == "none"


def obstacles(held: Json, study: Study) -> Iterator[str]:
    """Why runs that are held are no runs of a study, in words; nothing where it may be one grown out of them."""
    there, asked = held.get("options") or {}, study.options
    design, wanted = there.get("design") or {}, asked["design"]
    if (kind := held.get("kind")) != study.kind:
        # Other kinds have other options, so nothing else is worth a word.
        yield f"kind: {kind} there, {study.kind} asked"
        return
    for name, one, other in (
        ("version", held.get("imsim"), imsim.__version__),
        ("title", there.get("title"), asked["title"]),
        ("seed", held.get("seed"), study.design.seed),
        ("design", design.get("kind"), wanted["kind"]),
        ("factors", _varied(design), _varied(wanted)),
        ("groups", design.get("groups"), wanted["groups"]),
        ("second order", design.get("second_order"), wanted["second_order"]),
    ):
        if one != other:
            yield f"{name}: {_said(one)} there, {_said(other)} asked"
    yield from scenario_changes(held.get("scenario") or {}, study)
    for name, one, other in (
        ("replicates", there.get("replicates", 0), study.replicates),
        ("points", design.get("points", 0), study.design.points),
    ):
        if one > other:
            yield f"{name}: {one:,} there, {other:,} asked, and a study only grows"
    for name, key in (("strategies", "arms"), ("outcomes", "outcomes")):
        if gone := [one for one in there.get(key, ()) if one not in asked[key]]:
            yield f"{name}: {listed(gone, MOST_KEYS)} there and not asked, and a study only grows"
    if there.get("weekly") and not asked["weekly"]:
        yield "weeks: every week there, none asked"


def more(held: Json, study: Study) -> Iterator[str]:
    """What a study wants beyond what is held, in words."""
    there, asked = held["options"], study.options
    for name, one, other in (
        ("replicates", there["replicates"], study.replicates),
        ("points", there["design"]["points"], study.design.points),
    ):
        if one < other:
            yield f"{name}: {one:,} there, {other:,} asked"
    for name, key in (("strategies", "arms"), ("outcomes", "outcomes")):
        if new := [one for one in asked[key] if one not in there[key]]:
            yield f"{name}: also {listed(new, MOST_KEYS)}"
    if asked["weekly"] and not there["weekly"]:
        yield "weeks: every one"


def obstacles_in_stages(held: Json, planned: Staged) -> Iterator[str]:
    """Why stages that are held are of no use to a study in stages, in words; nothing where it may go on with them.

    Whatever is run next follows from what was found before, so that only what does not bear on it may grow.
    """
    there, now = (tree.get("known") or {} for tree in (_tree(held), planned.scenario.tree))
    for name, one, other in (
        ("kind", held.get("kind"), planned.identity.kind),
        ("version", held.get("imsim"), imsim.__version__),
        ("seed", held.get("seed"), planned.seed),
    ):
        if one != other:
            yield f"{name}: {_said(one)} there, {_said(other)} asked"
    yield from scenario_changes(held.get("scenario") or {}, planned)
    for name, one, other in tree_changes(there, now, "known"):
        yield f"{name}: {_said(one)} there, {_said(other)} asked"
    for name, one, other in _options_changed(held, planned):
        if name not in planned.grows:
            yield f"{name}: {_said(one)} there, {_said(other)} asked, and what is run next depends on it"
        elif one > other:
            yield f"{name}: {one:,} there, {other:,} asked, and a study only grows"


def more_stages(held: Json, planned: Staged) -> Iterator[str]:
    """What a study in stages wants beyond what is held, in words."""
    for name, one, other in _options_changed(held, planned):
        yield f"{name}: {one:,} there, {other:,} asked"


def _options_changed(held: Json, planned: Staged) -> Iterator[tuple[str, Any, Any]]:
    """Dotted options in which a study in stages differs from one that is held, with both values."""
    asked = json.loads(json.dumps(planned.options))
    return tree_changes(held.get("options") or {}, asked)


def searched_on(held: Json, study: Study) -> bool:
    """Whether a study rests on the plausible sets of a search that has grown: a few of the smaller's may be gone."""
    there = ((held.get("options") or {}).get("ask") or {}).get("plausible")
    asked = dict(study.ask).get("plausible")
    if not (there and asked):
        return False
    one, other = (
        [found["scenario"], found["seed"], found["replicates"]]
        + [[row["outcome"], row["level"], row["within"]] for row in found["known"]]
        for found in (there, asked)
    )
    return bool(one == other and there["samples"] < asked["samples"])


def unrecorded(held: Json, study: Study) -> str:
    """What was not recorded of the runs that are held, so that they are done again; empty where all was."""
    there, asked = held["options"], study.options
    new = [one for one in asked["outcomes"] if one not in there["outcomes"]]
    if asked["weekly"] and not there["weekly"]:
        new.append("every week")
    return listed(new, MOST_KEYS) if new else ""


def scenario_changes(held: Json, study: Study | Staged) -> Iterator[str]:
    """What differs between a recorded scenario and that of a study, but for strategies that were not run there."""
    now = study.scenario
    if held.get("name") is None or now is None:
        if (held.get("name") is None) != (now is None):
            yield "scenario: other"
        return
    found = [*tree_changes(of_runs(held.get("resolved", {})), of_runs(now.tree))]
    if dict(held.get("imported", {})) != imported(now):
        found.append(("imported tables", "some", "others"))
    for name, one, other in found[:MOST_KEYS]:
        yield f"{name}: {_said(one)} there, {_said(other)} asked"
    if len(found) > MOST_KEYS:
        yield f"{len(found) - MOST_KEYS} more keys of the scenario"


def tree_changes(before: Any, after: Any, name: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Dotted keys in which two trees differ, with both values.

    Example:
        >>> [*tree_changes({"a": {"b": 1, "c": 2}}, {"a": {"b": 3, "c": 2}, "d": 4})]
        [('a.b', 1, 3), ('d', 'nothing', 4)]
    """
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys([*before, *after]):
            dotted = f"{name}.{key}" if name else str(key)
            yield from tree_changes(before.get(key, ABSENT), after.get(key, ABSENT), dotted)
    elif before != after:
        yield name, before, after


def _tree(held: Json) -> Json:
    """The scenario of a manifest."""
    found: Json = (held.get("scenario") or {}).get("resolved") or {}
    return found


def _varied(design: Json) -> list[Json]:
    """The factors of a design but for the number of levels that a grid gives them."""
    return [{key: value for key, value in factor.items() if key != "levels"} for factor in design.get("factors", ())]


def _said(value: object) -> str:
    """A value in few words."""
    if isinstance(value, list) and all(isinstance(one, Mapping) and "name" in one for one in value):
        return listed([str(one["name"]) for one in value], MOST_KEYS) if value else "none"
    text = str(value)
    return text if len(text) <= 2 * SHOWN else f"{text[: 2 * SHOWN]}..."
