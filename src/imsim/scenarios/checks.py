"""What can be wrong with a scenario whose every key is right by itself: one line a mistake, with file and key."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from pydantic import ValidationError

from imsim.engine.errors import InputError, listed, nearest
from imsim.events import EVENTS, event_of
from imsim.outcomes import OUTCOMES
from imsim.programmes import kinds, programme_of
from imsim.scenarios.model import BY_NAME, MIN_TRAIT_SHARE, SHARE_GROUPS, Parameter
from imsim.scenarios.plan import ROLES
from imsim.scenarios.problems import origin_of, wrong_lever
from imsim.scenarios.schema import ScenarioTable
from imsim.scenarios.size import At, too_large

# A parameter in these units cannot be above 1.
BOUNDED_UNITS = ("0-1", "share", "probability", "correlation")


def inconsistencies(table: ScenarioTable, origins: Mapping[str, str], fallback: str) -> Iterable[str]:
    """What no single key can tell: names that point nowhere, weights that do not add up, shares that leave no room."""

    def at(dotted: str, *others: str) -> str:
        """Where a key came from; of keys that contradict each other, the one in the file that was asked for."""
        files = [origin_of(key, origins, fallback) for key in (dotted, *others)]
        return f"{fallback if fallback in files else files[0]}: {dotted}"

    yield from _bad_parameters(table, at)
    yield from _bad_organisation(table, at)
    yield from too_large(table, at)
    yield from _bad_strategies(table, at)
    yield from _bad_events(table, at)
    yield from _bad_plans(table, at)
    if table.time.window > table.time.weeks:
        where = at("time.window", "time.weeks")
        yield f"{where} = {table.time.window}: longer than the run of {table.time.weeks} weeks"
    if table.strategies and table.reference not in table.strategies:
        hint = nearest(table.reference, table.strategies)
        yield f'{at("reference")} = "{table.reference}": no such strategy ({listed(table.strategies)}){hint}'


def _bad_parameters(table: ScenarioTable, at: At) -> Iterable[str]:
    for name, value in table.parameters.items():
        if name not in BY_NAME:
            hint = nearest(name, BY_NAME)
            yield f"{at(f'parameters.{name}')}: no such parameter{hint} (list: imsim describe parameters)"
        elif wrong := out_of_limits(BY_NAME[name], value):
            yield f"{at(f'parameters.{name}')} = {value:g}: {wrong}"
    turning = table.parameters.get("trust_turning_point", BY_NAME["trust_turning_point"].default)
    if turning >= table.parameters.get("trust_anchor", BY_NAME["trust_anchor"].default):
        yield f"{at('parameters')}: trust_turning_point = {turning:g} must be below trust_anchor"
    for attitude, shares in SHARE_GROUPS.items():
        left = 1 - sum(table.parameters.get(name, BY_NAME[name].default) for name in shares)
        if left < MIN_TRAIT_SHARE:
            yield (
                f"{at('parameters')}: the shares of {attitude} ({listed(shares)}) leave {left:.2f} for the person's "
                f"own trait, at least {MIN_TRAIT_SHARE} is needed"
            )


def out_of_limits(parameter: Parameter, value: float) -> str:
    """Why a parameter cannot have a value, or nothing; the range of the evidence may be left, its meaning may not.

    Example:
        >>> out_of_limits(BY_NAME["join_hazard"], 0.0)
        'must be above 0 (usual: 0.003 to 0.03)'
    """
    usual = f"(usual: {parameter.low:g} to {parameter.high:g})"
    if not math.isfinite(value):
        return f"must be a finite number {usual}"
    if parameter.low > 0 and value <= 0:
        return f"must be above 0 {usual}"
    if parameter.low >= 0 and value < 0:
        return f"must not be below 0 {usual}"
    if parameter.unit in BOUNDED_UNITS and parameter.high <= 1 < value:
        return f"must not be above 1 {usual}"
    return ""


def _bad_organisation(table: ScenarioTable, at: At) -> Iterable[str]:
    organisation = table.organisation
    names = dict.fromkeys([*organisation.departments, *organisation.partners])
    if not organisation.departments:
        yield f"{at('organisation.departments')}: at least one department is needed"
    elif not any(department.contact for department in organisation.departments.values()):
        yield f"{at('organisation.departments')}: none has contact = true, so nobody meets customers"
    for customer, suppliers in organisation.service.items():
        key = f"organisation.service.{customer}"
        for word in (customer, *suppliers):
            if word not in names:
                yield f'{at(key)}: "{word}" is no department or partner{nearest(word, names)} ({listed(names)})'
        if suppliers and abs(sum(suppliers.values()) - 1) > 1e-6:
            yield f"{at(key)}: the weights add up to {sum(suppliers.values()):.4g}, they must add up to 1"
        if customer in suppliers:
            yield f"{at(key)}: {customer} cannot supply itself"
    for name, department in organisation.departments.items():
        if department.heads < department.sites:
            key = f"organisation.departments.{name}"
            where = at(f"{key}.heads", f"{key}.sites")
            yield f"{where} = {department.heads}: fewer than its {department.sites} sites"
    for name, twin in organisation.twins.items():
        for word in (name, twin):
            if word not in organisation.departments:
                yield f'{at(f"organisation.twins.{name}")}: "{word}" is no department{nearest(word, names)}'
    for segment, row in table.market.segments.items():
        for point in row.touch_points:
            if point not in organisation.departments or not organisation.departments[point].contact:
                yield f'{at(f"market.segments.{segment}.touch_points")}: "{point}" is no department with contact = true'


def _bad_strategies(table: ScenarioTable, at: At) -> Iterable[str]:
    departments = table.organisation.departments
    for strategy, row in table.strategies.items():
        for name, levers in row.programmes.items():
            key = f"strategies.{strategy}.programmes.{name}"
            try:
                programme = programme_of(name, levers)
            except InputError as error:
                yield f"{at(key)}: {error}"
            except ValidationError as error:
                allowed = list(kinds()[levers.get("kind", name)].model_fields)
                for mistake in error.errors():
                    yield wrong_lever(at(f"{key}.{mistake['loc'][0]}"), mistake, allowed)
            else:
                chosen = programme.audience if isinstance(programme.audience, tuple) else (programme.audience,)
                for word in chosen:
                    if word not in departments and word not in ("everyone", "contact"):
                        hint = nearest(word, departments)
                        where = at(f"{key}.audience")
                        yield f'{where} = "{word}": neither "everyone", "contact" nor a department{hint}'


def _bad_events(table: ScenarioTable, at: At) -> Iterable[str]:
    for name, row in table.events.items():
        if row.kind not in EVENTS:
            where, hint = at(f"events.{name}.kind"), nearest(row.kind, EVENTS)
            yield f'{where} = "{row.kind}": no such kind of event{hint} ({listed(EVENTS)})'
            continue
        try:
            event_of(row.model_dump())
        except ValidationError as error:
            allowed = list(EVENTS[row.kind].model_fields)
            for mistake in error.errors():
                yield wrong_lever(at(f"events.{name}.{mistake['loc'][0]}"), mistake, allowed)


def _bad_plans(table: ScenarioTable, at: At) -> Iterable[str]:
    for strategy, row in table.strategies.items():
        if row.plan is None:
            continue
        key = f"strategies.{strategy}.plan"
        kinds_here = [levers.get("kind", name) for name, levers in row.programmes.items()]
        if row.plan.rules and "survey" not in kinds_here:
            yield f"{at(key)}: rules act on what a survey reads, and this strategy has no survey among its programmes"
        for outcome in [*(goal.outcome for goal in row.plan.goals), *(rule.when for rule in row.plan.rules)]:
            if outcome not in OUTCOMES:
                hint = nearest(outcome, OUTCOMES)
                yield f'{at(key)}: "{outcome}" is no outcome{hint} (list: imsim describe outcomes)'
        for rule in row.plan.rules:
            if rule.then not in row.programmes:
                hint = nearest(rule.then, row.programmes)
                found = listed(row.programmes)
                yield f'{at(key)}.rules: "{rule.then}" is no programme of this strategy{hint} ({found})'
            if (rule.below is None) == (rule.above is None):
                yield f"{at(key)}.rules: give either below or above for {rule.when}"
        for role, posts in row.plan.staff.items():
            if role not in ROLES:
                yield f'{at(key)}.staff: "{role}" is no role{nearest(role, ROLES)} ({listed(ROLES)})'
            elif posts < 0:
                yield f"{at(key)}.staff.{role} = {posts}: must not be negative"
