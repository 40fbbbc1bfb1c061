"""Study files: TOML in, a checked study out, with one clear line for every mistake."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import ValidationError

from imsim.company.table import Table, table_of
from imsim.engine.errors import InputError, Place, as_key, listed, nearest
from imsim.evidence.observation import STOCKS, is_of_firms, is_of_people, is_parameter
from imsim.evidence.study_tables import EVERYBODY, ActionTable, PartTable, ReadingTable, StudyFile
from imsim.mechanisms.wishes import REWARD_SHARES
from imsim.programmes import kinds, programme_of
from imsim.scenarios.loading import read_toml
from imsim.scenarios.model import current
from imsim.scenarios.problems import plain, shown, wrong_lever
from imsim.studies.answer import Json

PUBLISHED, CAUSAL = (Path(__file__).with_name(name) for name in ("field_studies", "causal_studies"))


def field_studies() -> dict[str, Path]:
    """The published studies that come with imsim, by id."""
    return {path.stem: path for path in sorted(PUBLISHED.glob("*.toml"))}


def causal_studies() -> dict[str, Path]:
    """Correlations over units and people, and beside them the same slopes under intervention, by id."""
    return {path.stem: path for path in sorted(CAUSAL.glob("*.toml"))}


def load_study(source: str | Path) -> StudyFile:
    """Read and check a study.

    Args:
        source: the id of a published or a causal study, or a file.

    Raises:
        InputError: with one line for every mistake found.
    """
    known = field_studies() | causal_studies()
    path = known.get(str(source), Path(source))
    if path.suffix != ".toml" or not path.is_file():
        raise InputError(
            f"{source}: no such study{nearest(str(source), known)} (allowed: a .toml file, {listed(known)})"
        )
    tree = read_toml(path)
    setting = tree.get("setting")
    if isinstance(setting, dict) and isinstance(own := setting.get("scenario"), str):
        # A scenario of one's own lies beside the study, wherever imsim is started.
        beside = path.parent / own
        setting["scenario"] = str(beside) if own.endswith(".toml") and beside.is_file() else own
    return checked_study(tree, path.name)


def checked_study(tree: Json, source: str) -> StudyFile:
    """The study that plain tables and values describe.

    Raises:
        InputError: with one line for every mistake found.
    """
    try:
        study = StudyFile.model_validate(tree)
    except ValidationError as error:
        raise InputError(explained(error, source)) from None
    if problems := [f"{source}: {problem}" for problem in inconsistencies(study)]:
        raise InputError(dict.fromkeys(problems))
    return study


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
        for column in (table.lower, table.upper):
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
    for part in study.parts:
        for reading in part.readings():
            yield from (f'parts "{part.name}": {problem}' for problem in wrong_reading(reading, part, study))


def wrong_reading(reading: ReadingTable, part: PartTable, study: StudyFile) -> Iterator[str]:
    """What a reading names that does not exist, or asks of employees what only the firm has."""
    design, of_people = study.design, is_of_people(reading.outcome)
    if reading.arm not in study.arms:
        yield f'no arm "{reading.arm}" (allowed: {listed(study.arms)})'
    if reading.group != EVERYBODY and reading.group not in study.groups:
        yield f'no group "{reading.group}" ({choice(study)})'
    if not (of_people or is_of_firms(reading.outcome)):
        yield f'no outcome "{reading.outcome}" (imsim describe outcomes)'
    elif over_people(part) and not of_people:
        yield f"{reading.outcome} is an outcome of the firm, not of people"
    elif reading.group != EVERYBODY and not of_people:
        yield f"{reading.outcome} is an outcome of the firm, not of a group"
    first, end = reading.weeks
    if not (-design.before <= first <= end <= design.weeks and first != 0):
        yield f"weeks {first} to {end} are not watched (-{design.before} to {design.weeks})"


def over_people(part: PartTable) -> bool:
    """Whether a part is an association between people."""
    return part.association is not None and part.association.across == "people"


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
    if action.state is not None and not (action.state in STOCKS or is_of_people(action.state)):
        yield f'no state "{action.state}"'
    if action.programme is not None:
        yield from wrong_levers(action)


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
