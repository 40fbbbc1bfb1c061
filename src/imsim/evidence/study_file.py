"""Study files: TOML in, a checked study out, with one clear line for every mistake."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import ValidationError

from imsim.company.table import Table, table_of
from imsim.engine.errors import InputError, Place, Problem, as_key, listed, nearest
from imsim.events import EVENTS, event_of
from imsim.evidence.observation import (
    is_known,
    is_of_customers,
    is_of_departments,
    is_of_firms,
    is_of_people,
    is_parameter,
    is_state,
)
from imsim.evidence.reading_tables import CONTROL, EVERYBODY, TREATED, ReadingTable
from imsim.evidence.study_tables import ActionTable, PartTable, StudyFile
from imsim.mechanisms.wishes import REWARD_SHARES
from imsim.programmes import kinds, programme_of
from imsim.scenarios.loading import read_toml
from imsim.scenarios.model import current
from imsim.scenarios.problems import plain, shown, wrong_lever
from imsim.studies.answer import Json

PUBLISHED, CAUSAL, KEPT = (
    Path(__file__).with_name(name) for name in ("field_studies", "causal_studies", "kept_studies")
)


def field_studies() -> dict[str, Path]:
    """The published studies that come with imsim, by id."""
    return {path.stem: path for path in sorted(PUBLISHED.glob("*.toml"))}


def causal_studies() -> dict[str, Path]:
    """Correlations over units and people, and beside them the same slopes under intervention, by id."""
    return {path.stem: path for path in sorted(CAUSAL.glob("*.toml"))}


def kept_studies() -> dict[str, Path]:
    """Patterns that were kept back from the first calibration, by id."""
    return {path.stem: path for path in sorted(KEPT.glob("*.toml"), key=in_order)}


def in_order(path: Path) -> tuple[str, int, str]:
    """H2 before H10."""
    digits = path.stem.strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return (path.stem[0], int(digits), "") if digits.isdigit() else ("~", 0, path.stem)


# Words that stand for many studies.
SETS = {"field": field_studies, "kept": kept_studies, "causal": causal_studies}


def named_studies(words: Iterable[str]) -> list[str]:
    """Ids, the sets of studies among them taken apart, each once."""
    return list(dict.fromkeys(id for word in words for id in (SETS[word]() if word in SETS else (word,))))


def load_study(source: str | Path) -> StudyFile:
    """Read and check a study.

    Args:
        source: the id of a published or a causal study, or a file.

    Raises:
        InputError: with one line for every mistake found.
    """
    known = {id: path for some in SETS.values() for id, path in some().items()}
    path = known.get(str(source), Path(source))
    if path.suffix != ".toml" or not path.is_file():
        name = str(source) if str(source).strip(" .") else "an empty name"
        allowed = f"a .toml file, {', '.join(SETS)}, {listed(known, 6)} {listed(list(known)[-3:])}"
        raise InputError(f"{name}: no such study{nearest(str(source), known)} (allowed: {allowed})")
    tree = read_toml(path)
    places = tree.get("places")
    for setting in (tree.get("setting"), *(places.values() if isinstance(places, dict) else ())):
        if isinstance(setting, dict) and isinstance(own := setting.get("scenario"), str):
            # A scenario of one's own lies beside the study, wherever imsim is started.
            beside = path.parent / own
            setting["scenario"] = str(beside) if own.endswith(".toml") and beside.is_file() else own
    study = checked_study(tree, path.name)
    if path not in known.values() and study.design.simulated < study.design.units:
        # Studies of that size are drawn from those that are simulated.
        why = f"should be at least design.units, {study.design.units:,}"
        raise InputError(Problem(Place("design.simulated", path.name), f"{study.design.simulated:,}", why))
    return study


def checked_study(tree: Json, source: str) -> StudyFile:
    """The study that plain tables and values describe.

    Raises:
        InputError: with one line for every mistake found.
    """
    try:
        study = StudyFile.model_validate(tree)
    except ValidationError as error:
        raise InputError(explained(error, source)) from None
    study = as_far_as_possible(study)
    if problems := [f"{source}: {problem}" for problem in inconsistencies(study)]:
        raise InputError(dict.fromkeys(problems))
    return study


def as_far_as_possible(study: StudyFile) -> StudyFile:
    """The study without what the model has no names for; its parts say so."""
    parts = tuple(stated(part) for part in study.parts)
    if parts == study.parts:
        return study
    needed = {reading.arm for part in parts for reading in part.readings()}
    arms = {name: arm for name, arm in study.arms.items() if name in needed} or {CONTROL: ()}
    meant = {action.people for arm in arms.values() for action in arm}
    read = {one.group for part in parts for one in part.readings()}
    groups = {name: table for name, table in study.groups.items() if name in meant | read}
    return study.model_copy(update={"parts": parts, "arms": arms, "groups": groups})


def stated(part: PartTable) -> PartTable:
    """A part, or why it cannot be tried with the model as it is."""
    lacking = [name for name in part.requires if not is_known(name)]
    if not lacking:
        return part
    kept = {"name", "kind", "place", "low", "high", "published", "published_error"}
    why = f"the model has no {listed(lacking)}"
    return PartTable(**{name: getattr(part, name) for name in kept}, inexpressible=why)


def explained(error: ValidationError, source: str) -> Iterator[str]:
    """One line for each mistake: file, key, what was found, what is allowed."""
    for mistake in error.errors():
        dotted = ".".join(str(part) for part in mistake["loc"]) or "the file"
        if mistake["type"] == "extra_forbidden":
            allowed = keys_at(mistake["loc"][:-1])
            wrong = str(mistake["loc"][-1])
            yield f"{source}: {dotted}: no such key{nearest(wrong, allowed)} (allowed: {listed(allowed, 20)})"
        elif mistake["type"] == "missing":
            yield f"{source}: {dotted}: is missing"
        elif mistake["type"] == "value_error":
            yield f"{source}: {dotted}: {plain(mistake['msg']).removeprefix('value error, ')}"
        else:
            yield f"{source}: {dotted} = {shown(mistake.get('input'))}: {plain(mistake['msg'])}"


def keys_at(parts: tuple[int | str, ...]) -> list[str]:
    """Keys of the table at a place of a study file."""
    annotation: Any = StudyFile
    for part in parts:
        table = annotation if isinstance(annotation, type) and issubclass(annotation, Table) else None
        if table is not None and part in table.model_fields:
            annotation = table.model_fields[str(part)].annotation
        elif get_origin(annotation) in (dict, tuple):
            annotation = get_args(annotation)[-1 if get_origin(annotation) is dict else 0]
        annotation = annotation if get_origin(annotation) in (dict, tuple) else table_of(annotation) or annotation
    table = annotation if isinstance(annotation, type) and issubclass(annotation, Table) else None
    return list(table.model_fields) if table else []


def inconsistencies(study: StudyFile) -> Iterator[str]:
    """What each table allows by itself but the study as a whole does not."""
    for name, difference in study.differences.items():
        if not is_parameter(name):
            yield f"differences.{name}: no such parameter"
        for other in difference.follows.keys() - study.differences.keys():
            yield f'differences.{name}.follows: "{other}" does not differ'
    for group, table in study.groups.items():
        for column in (table.lower, table.upper, *table.least, *table.most):
            if column is not None and not is_of_people(column):
                yield f"groups.{group}: {column} is no column of people"
    for arm, actions in study.arms.items():
        for number, action in enumerate(actions):
            yield from (f"arms.{arm}.{number}: {problem}" for problem in wrong_in(action, study))
    yield from wrong_in_parts(study)


def wrong_in_parts(study: StudyFile) -> Iterator[str]:
    """What parts name twice, or name that does not exist."""
    names = [part.name for part in study.parts]
    yield from (f'parts: two of them are called "{name}"' for name in dict.fromkeys(names) if names.count(name) > 1)
    for place, part in enumerate(study.parts):
        for name in part.from_parts.parts if part.from_parts else ():
            if name not in names[:place]:
                yield f'parts "{part.name}": no part "{name}" before it (allowed: {listed(names[:place])})'
        for where in {part.place, *study.places_of(part)} - study.firms.keys() - {""}:
            yield f'parts "{part.name}": no place "{where}" (allowed: {listed(study.firms)})'
        for reading in part.readings():
            yield from (f'parts "{part.name}": {problem}' for problem in wrong_reading(reading, part, study))
    for name, series in study.series.items():
        if series.group != EVERYBODY and series.group not in study.groups:
            yield f'series.{name}: no group "{series.group}" ({choice(study)})'
        if not any(known(series.outcome) for known in (is_of_people, is_of_firms, is_of_departments)):
            yield f'series.{name}: no outcome "{series.outcome}" (imsim describe outcomes)'


def wrong_reading(reading: ReadingTable, part: PartTable, study: StudyFile) -> Iterator[str]:
    """What a reading names that does not exist, or asks of employees what only the firm has."""
    design, name = study.design, reading.outcome
    if reading.arm not in study.arms:
        yield f'no arm "{reading.arm}" (allowed: {listed(study.arms)})'
    if reading.group != EVERYBODY and reading.group not in study.groups:
        yield f'no group "{reading.group}" ({choice(study)})'
    across = part.association.across if part.association is not None else "units"
    if across == "customers":
        if not is_of_customers(name):
            yield f"{name} is no column of customers"
    elif not (is_of_people(name) or is_of_firms(name) or is_of_departments(name) or name == TREATED):
        yield f'no outcome "{name}" (imsim describe outcomes)'
    elif across == "people" and not (is_of_people(name) or name == TREATED):
        yield f"{name} is an outcome of the firm, not of people"
    elif reading.group != EVERYBODY and not (is_of_people(name) or is_of_departments(name)):
        yield f"{name} is an outcome of the firm, not of a group"
    first, end = reading.weeks
    if not (-design.before <= first <= end <= design.weeks and first != 0):
        yield f"weeks {first} to {end} are not watched (-{design.before} to {design.weeks})"


def wrong_in(action: ActionTable, study: StudyFile) -> Iterator[str]:
    """What an action names that does not exist."""
    if action.people != EVERYBODY and action.people not in study.groups:
        yield f'no group "{action.people}" ({choice(study)})'
    if action.start < -study.design.before or action.start == 0:
        yield f"start = {action.start}: should be a week that is watched"
    if action.effect is not None and action.effect not in (effects := current().effects):
        yield f'no effect "{action.effect}"{nearest(action.effect, effects)} (allowed: {listed(effects, 40)})'
    if action.reward is not None and action.reward not in REWARD_SHARES:
        yield f'no reward "{action.reward}" (allowed: {listed(REWARD_SHARES, 20)})'
    if action.parameter is not None and not is_parameter(action.parameter):
        yield f'no parameter "{action.parameter}" (imsim describe parameters)'
    if action.state is not None and not is_state(action.state):
        yield f'no state "{action.state}"'
    if action.programme is not None:
        yield from wrong_levers(action)
    if action.event is not None:
        yield from wrong_event(action)


def choice(study: StudyFile) -> str:
    """The groups of a study, for a message."""
    return f"allowed: {listed(study.groups)}" if study.groups else "the study has none"


def wrong_levers(action: ActionTable) -> Iterator[str]:
    """What is wrong in the levers of a programme."""
    kind = str(action.programme)
    if kind not in kinds():
        yield f'no programme of the kind "{kind}"{nearest(kind, kinds())} (allowed: {listed(kinds(), 20)})'
        return
    try:
        programme_of(kind, action.levers)
    except ValidationError as error:
        for mistake in error.errors():
            where = Place(f"levers.{mistake['loc'][0]}")
            yield as_key(wrong_lever(where, mistake, kinds()[kind].model_fields))


def wrong_event(action: ActionTable) -> Iterator[str]:
    """What is wrong in the levers of an event; its first week is that of the action."""
    kind = str(action.event)
    if kind not in EVENTS:
        yield f'no event of the kind "{kind}"{nearest(kind, EVENTS)} (allowed: {listed(EVENTS, 20)})'
        return
    try:
        event_of({"kind": kind, **action.levers})
    except ValidationError as error:
        for mistake in error.errors():
            yield as_key(wrong_lever(Place(f"levers.{mistake['loc'][0]}"), mistake, EVENTS[kind].model_fields))
