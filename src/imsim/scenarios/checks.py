"""What can be wrong with a scenario whose every key is right by itself."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

from pydantic import ValidationError

from imsim.engine.errors import InputError, Place, Problem, listed
from imsim.events import EVENTS, event_of
from imsim.outcomes import OUTCOMES
from imsim.programmes import kinds, programme_of
from imsim.programmes.programme import AUDIENCES
from imsim.scenarios.counts import count
from imsim.scenarios.model import BY_NAME, MIN_TRAIT_SHARE, SHARE_GROUPS, Parameter, current
from imsim.scenarios.plan import Plan
from imsim.scenarios.problems import origin_of, wrong_levers
from imsim.scenarios.provenance import bad_provenance
from imsim.scenarios.roles import ROLES
from imsim.scenarios.schema import ScenarioTable
from imsim.scenarios.size import At, too_large

# Contact posts over those that customers need: below, the caseload belongs to another firm.
LEAST_STAFFED = 0.2
# A parameter in these units cannot be above 1.
BOUNDED_UNITS = ("0-1", "share", "probability", "correlation")


def inconsistencies(table: ScenarioTable, origins: Mapping[str, str], fallback: str) -> Iterable[Problem]:
    """What no single key can tell: names that point nowhere, weights that do not add up, shares that leave no room."""

    def at(dotted: str, *others: str) -> Place:
        """Where a key came from; of keys that contradict each other, the one in the file that was asked for."""
        files = [origin_of(key, origins, fallback) for key in (dotted, *others)]
        return Place(dotted, fallback if fallback in files else files[0])

    yield from _bad_model(table, at)
    yield from _bad_parameters(table, at)
    yield from _bad_organisation(table, at)
    yield from _bad_service(table, at)
    yield from _bad_market(table, at)
    yield from too_large(table, at)
    yield from _bad_programmes(table, at)
    yield from _bad_events(table, at)
    yield from _bad_known(table, at)
    yield from bad_provenance(table, at)
    for strategy, row in table.strategies.items():
        if row.plan is not None:
            yield from _bad_plan(row.plan, row.programmes, f"strategies.{strategy}.plan", at)
            if row.plan.fund and not table.time.burn_in:
                where = at(f"strategies.{strategy}.plan.fund", "time.burn_in")
                yield Problem(where, f"{row.plan.fund:g}", "compares with the burn-in, and time.burn_in is 0")
    if table.time.window > table.time.weeks:
        where = at("time.window", "time.weeks")
        yield Problem(where, f"{table.time.window}", f"longer than the run of {count(table.time.weeks, 'week')}")
    if table.strategies and table.reference not in table.strategies:
        yield unknown_value(at("reference"), table.reference, "no such strategy", table.strategies)


def unknown_value(where: Place, word: str, why: str, allowed: Iterable[str]) -> Problem:
    """A value that is none of the words allowed at its key."""
    return Problem.unknown(where, word, why, allowed, found=f'"{word}"')


def unknown_word(where: Place, word: str, what: str, allowed: Iterable[str], listing: str = "") -> Problem:
    """A word in a table or list that is none of those allowed, e.g. no department."""
    return Problem.unknown(where, word, f'"{word}" is no {what}', allowed, listing=listing)


def _bad_model(table: ScenarioTable, at: At) -> Iterable[Problem]:
    model = current()
    names = table.model.without
    for name in dict.fromkeys(names):
        yield from wrong_to_leave_out(at("model.without"), name)
        if list(names).count(name) > 1:
            yield Problem(at("model.without"), f'"{name}"', "named twice")
    for form, name in table.model.rivals.items():
        where = at(f"model.rivals.{form}")
        if form not in model.forms:
            yield Problem.unknown(where, form, "nothing has rivals of that name", model.forms)
        elif name not in model.forms[form]:
            yield unknown_value(where, name, "no such rival", model.forms[form])
        elif (whose := owner_of_form(form)) in names:
            yield Problem(where, f'"{name}"', f"a rival of what is left out: {whose} is in model.without")


def owner_of_form(form: str) -> str:
    """Name of the mechanism whose equation has rivals of that name."""
    rival = next(iter(current().forms[form].values()))[0]
    stands_for = vars(rival)["rival"].instead_of
    return next(one.name for one in current().mechanisms if stands_for in one.functions)


def wrong_to_leave_out(where: Place, name: str) -> Iterable[Problem]:
    """Why a mechanism of that name cannot be left out."""
    known = current().by_name
    if name not in known:
        yield unknown_value(where, name, "no such mechanism", [one for one in known if not known[one].essential])
    elif why := known[name].essential:
        yield Problem(where, f'"{name}"', f"cannot be left out: {why}")


def _bad_parameters(table: ScenarioTable, at: At) -> Iterable[Problem]:
    for name, value in table.parameters.items():
        where = at(f"parameters.{name}")
        if name not in BY_NAME:
            yield Problem.unknown(where, name, "no such parameter", BY_NAME, listing="list: imsim describe parameters")
        elif wrong := out_of_limits(BY_NAME[name], value):
            yield Problem(where, f"{value:g}", wrong)
    turning = table.parameters.get("trust_turning_point", BY_NAME["trust_turning_point"].default)
    if turning >= table.parameters.get("trust_anchor", BY_NAME["trust_anchor"].default):
        yield Problem(at("parameters"), None, f"trust_turning_point = {turning:g} must be below trust_anchor")
    for attitude, shares in SHARE_GROUPS.items():
        left = 1 - sum(table.parameters.get(name, BY_NAME[name].default) for name in shares)
        if left < MIN_TRAIT_SHARE:
            why = (
                f"the shares of {attitude} ({listed(shares)}) leave {left:.2f} for the employee's own trait, at least "
                f"{MIN_TRAIT_SHARE} is needed"
            )
            yield Problem(at("parameters"), None, why)


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


def _bad_organisation(table: ScenarioTable, at: At) -> Iterable[Problem]:
    organisation = table.organisation
    all_of_them = at("organisation.departments")
    if not organisation.departments:
        yield Problem(all_of_them, None, "at least one department is needed")
    elif not any(department.contact for department in organisation.departments.values()):
        yield Problem(all_of_them, None, "none has contact = true, so nobody meets customers")
    for name, department in organisation.departments.items():
        if department.heads < department.sites:
            key = f"organisation.departments.{name}"
            where = at(f"{key}.heads", f"{key}.sites")
            yield Problem(where, f"{department.heads}", f"fewer than its {department.sites} sites")
    for name, twin in organisation.twins.items():
        for word in (name, twin):
            if word not in organisation.departments:
                yield unknown_word(at(f"organisation.twins.{name}"), word, "department", organisation.departments)


def _bad_service(table: ScenarioTable, at: At) -> Iterable[Problem]:
    names = dict.fromkeys([*table.organisation.departments, *table.organisation.partners])
    for customer, suppliers in table.organisation.service.items():
        where = at(f"organisation.service.{customer}")
        for word in (customer, *suppliers):
            if word not in names:
                yield unknown_word(where, word, "department or partner", names)
        if suppliers and abs(sum(suppliers.values()) - 1) > 1e-6:
            total = sum(suppliers.values())
            yield Problem(where, None, f"the weights add up to {total:.4g}, they must add up to 1")
        if customer in suppliers:
            yield Problem(where, None, f"{customer} cannot supply itself")


def _bad_market(table: ScenarioTable, at: At) -> Iterable[Problem]:
    meet = [name for name, department in table.organisation.departments.items() if department.contact]
    for segment, row in table.market.segments.items():
        for point in row.touch_points:
            if point not in meet:
                where = at(f"market.segments.{segment}.touch_points")
                yield unknown_word(where, point, "department with contact = true", meet)
    posts = sum(table.organisation.departments[name].heads for name in meet)
    if table.market.caseload is not None and posts:
        each = table.market.active_customers / posts
        if table.market.caseload < LEAST_STAFFED * each:
            whose = "the one contact post" if posts == 1 else f"each of the {posts} contact posts"
            why = (
                f"{whose} has {each:.4g} customers: give the number that one serves at the usual load, "
                f"or market.caseload = {each:.4g} where their staff is what they need"
            )
            where = at("market.caseload", "market.active_customers", "organisation.departments")
            yield Problem(where, f"{table.market.caseload:g}", why)


def _bad_programmes(table: ScenarioTable, at: At) -> Iterable[Problem]:
    departments = table.organisation.departments
    for strategy, row in table.strategies.items():
        yield from _bad_shares(row.programmes, f"strategies.{strategy}.programmes", at)
        for name, levers in row.programmes.items():
            key = f"strategies.{strategy}.programmes.{name}"
            try:
                audience = programme_of(name, levers).audience
            except InputError as error:
                yield from (replace(problem, where=at(key)) for problem in error.problems)
            except ValidationError as error:
                allowed = kinds()[levers.get("kind", name)].model_fields
                yield from wrong_levers(error, allowed, key, at)
            else:
                for word in (audience,) if isinstance(audience, str) else audience:
                    if word not in departments and word not in AUDIENCES:
                        why = 'neither "everyone", "contact", "heads" nor a department'
                        yield unknown_value(at(f"{key}.audience"), word, why, departments)


def _bad_shares(programmes: Mapping[str, Mapping[str, object]], key: str, at: At) -> Iterable[Problem]:
    """Shares of the budget: every programme of a strategy has one, or none has, and they are all of it."""
    shares = {name: levers["share"] for name, levers in programmes.items() if "share" in levers}
    told = [share for share in shares.values() if isinstance(share, int | float) and 0 <= share <= 1]
    if not shares or len(told) < len(shares):
        return
    if without := [name for name in programmes if name not in shares]:
        some, none = listed(shares), listed(without)
        yield Problem(at(key), None, f"share: {some} say one, {none} none; give one to every programme, or to none")
    elif abs(sum(told) - 1) > 1e-6:
        yield Problem(at(key), None, f"the shares add up to {sum(told):.4g}, they must add up to 1")


def _bad_events(table: ScenarioTable, at: At) -> Iterable[Problem]:
    for name, row in table.events.items():
        if row.kind not in EVENTS:
            yield unknown_value(at(f"events.{name}.kind"), row.kind, "no such kind of event", EVENTS)
            continue
        try:
            event_of(row.model_dump())
        except ValidationError as error:
            allowed = EVENTS[row.kind].model_fields
            yield from wrong_levers(error, allowed, f"events.{name}", at)


def _bad_known(table: ScenarioTable, at: At) -> Iterable[Problem]:
    for name, row in table.known.items():
        where = at(f"known.{name}")
        if name not in OUTCOMES:
            yield Problem.unknown(where, name, "no such outcome", OUTCOMES, listing="list: imsim describe outcomes")
        elif not OUTCOMES[name].low <= row.level <= OUTCOMES[name].high:
            bounds = f"{OUTCOMES[name].low:g} to {OUTCOMES[name].high:g}"
            yield Problem(where, f"{row.level:g}", f"outside what {OUTCOMES[name].label} can be ({bounds})")


def _bad_plan(plan: Plan, programmes: Mapping[str, Mapping[str, object]], key: str, at: At) -> Iterable[Problem]:
    kinds_here = [levers.get("kind", name) for name, levers in programmes.items()]
    if plan.rules and "survey" not in kinds_here:
        why = "rules act on what a survey reads, and this strategy has no survey among its programmes"
        yield Problem(at(key), None, why)
    for outcome in [*(goal.outcome for goal in plan.goals), *(rule.when for rule in plan.rules)]:
        if outcome not in OUTCOMES:
            yield unknown_word(at(key), outcome, "outcome", OUTCOMES, listing="list: imsim describe outcomes")
    for rule in plan.rules:
        if rule.then not in programmes:
            yield unknown_word(at(f"{key}.rules"), rule.then, "programme of this strategy", programmes)
        if (rule.below is None) == (rule.above is None):
            yield Problem(at(f"{key}.rules"), None, f"give either below or above for {rule.when}")
    for role, posts in plan.staff.items():
        if role not in ROLES:
            yield unknown_word(at(f"{key}.staff"), role, "role", ROLES)
        elif posts < 0:
            yield Problem(at(f"{key}.staff.{role}"), f"{posts}", "must not be negative")
