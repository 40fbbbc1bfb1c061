"""Every programme, those still to be written among them: what it may do, when, to whom, and that it has its price."""

import copy
import inspect
import json
import re
import tomllib
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from pydantic import ValidationError
from pydantic_core import PydanticUndefined

from every import every
from imsim.company.effects import Effects
from imsim.programmes import kinds
from imsim.programmes.incentives import Incentives
from imsim.scenarios.budget import as_written, at_work, planning_context, programme_cost
from imsim.scenarios.expected import Expected
from imsim.scenarios.model import DEFAULTS, MODEL
from imsim.scenarios.roles import work_of, yearly_salaries
from imsim.scenarios.scenario import builtin_names, load
from imsim.scenarios.simulation import Case, Simulation
from worlds import LIVELY, after, case, columns, differing, small

KINDS = list(kinds())
each_kind = every("kind", KINDS)

# What a programme does beside its scaling lever, and says so; at 0 of the lever it goes on unless it is 0 itself.
BESIDE_THE_LEVER = {"training": ("onboarding",), "recruitment": ("internal", "referral"), "incentives": ("feedback",)}
# What a programme reached outlasts it, and fades.
LINGERING = {"respect"}


def limits(field):
    """Smallest and largest value of a lever."""
    low = next((mark.ge for mark in field.metadata if hasattr(mark, "ge")), None)
    high = next((mark.le for mark in field.metadata if hasattr(mark, "le")), None)
    return low, high


def example(kind, **changes):
    """A programme with all its levers at work: what is nothing by default is a quarter of its largest value."""
    programme = kinds()[kind]
    values = {}
    for name in programme.levers():
        field = programme.model_fields[name]
        if field.default in (0, PydanticUndefined):
            values[name] = limits(field)[1] / 4
    for name, field in programme.model_fields.items():
        if field.is_required() and name not in values:
            values[name] = next(getattr(one, name) for one in builtin_examples(kind))
    return programme(**(values | changes))


def builtin_examples(kind):
    """Programmes of a kind in the scenarios that ship with imsim."""
    for scenario in map(load, builtin_names()):
        for strategy in scenario.strategies.values():
            yield from (programme for _, programme in strategy.programmes if programme.kind == kind)


def with_lever(programme, value, **changes):
    return type(programme).model_validate(programme.model_dump() | {programme.lever: float(value)} | changes)


def silenced(kind):
    """The example with nothing of its scaling lever."""
    return with_lever(example(kind), 0.0, **dict.fromkeys(BESIDE_THE_LEVER.get(kind, ()), 0.0))


def lively(*programmes):
    """A strategy in a firm in which many come and go."""
    return case(*programmes, **LIVELY)


# Nothing for nothing


@each_kind
def test_nothing_of_the_lever_changes_nothing_bit_for_bit(kind, setting):
    without = after(setting, [lively()], 12, replicates=(0, 1))
    silent = after(setting, [lively(silenced(kind))], 12, replicates=(0, 1))
    assert differing(without, silent) == []


@each_kind
def test_nothing_of_the_lever_changes_nothing_beside_cases_that_have_some(kind, setting):
    neighbours = [lively(silenced(kind)), lively(example(kind)), lively(silenced(kind))]
    among = columns(after(setting, neighbours, 6))
    alone = columns(after(setting, [lively()], 6))
    for name, column in alone.items():
        np.testing.assert_array_equal(among[name][[0]], column, err_msg=name)
        np.testing.assert_array_equal(among[name][[2]], column, err_msg=name)


@each_kind
def test_some_of_the_lever_changes_something(kind, setting):
    assert differing(after(setting, [lively()], 12), after(setting, [lively(example(kind))], 12))


# In its weeks alone


@each_kind
def test_a_programme_is_silent_before_it_starts(kind, setting):
    late = Simulation(setting, [lively(example(kind, start=6, stop=9))], (0, 1), 1)
    without = Simulation(setting, [lively()], (0, 1), 1)
    for _ in range(6):
        late.step()
        without.step()
        assert differing(late.ensemble, without.ensemble) == []
    assert late.ensemble.effects.cash == {}


@each_kind
def test_a_programme_is_silent_after_it_stops(kind, setting):
    brief = Simulation(setting, [lively(example(kind, start=2, stop=4))], (0,), 1)
    longer = Simulation(setting, [lively(example(kind, start=2, stop=40))], (0,), 1)
    for week in range(4):
        brief.step()
        longer.step()
        if week < 3 or kind not in LINGERING:
            assert differing(brief.ensemble, longer.ensemble) == []
    strength = []
    for _ in range(3):
        brief.step()
        effects = brief.ensemble.effects
        strength.append(sum(float(np.abs(getattr(effects, name)).sum()) for name in MODEL.effects))
        assert all((book == 0).all() for book in (*effects.cash.values(), *effects.hours.values()))
        if kind not in LINGERING:
            assert (effects.rewarded, effects.ties, strength[-1]) == (set(), {}, 0)
            assert not effects.rewards.any()
    assert strength == sorted(strength, reverse=True)
    if kind in LINGERING:
        assert 0 < strength[-1] < strength[0]


@each_kind
def test_a_programme_that_stops_when_it_starts_never_is(kind, setting):
    never = after(setting, [lively(example(kind, start=3, stop=3))], 6)
    assert differing(never, after(setting, [lively()], 6)) == []


# To whom


def of_people(kind):
    """Names of a kind that mechanisms declare of employees."""
    return [one.name for one in MODEL.names.values() if one.entity == "Employee" and one.about.kind == kind]


def vacated(setting, programme, post):
    """A simulation in which a desk has just become, and stays, vacant."""
    simulation = Simulation(setting, [lively(*programme)], (0,), 1)
    simulation.ensemble.employees.occupied[:, :, post] = False
    simulation.ensemble.employees.weeks_vacant[:, :, post] = 0
    return simulation


@each_kind
def test_a_programme_never_fills_a_vacant_post(kind, setting):
    """It stays vacant, and its draws stay those of its next hire."""
    post = 85  # of customer service, inside every example's audience
    without, treated = vacated(setting, (), post), vacated(setting, (example(kind),), post)
    without.step()
    treated.step()
    for name in (*of_people("trait"), "hires"):
        one, other = (getattr(simulation.ensemble.employees, name)[0, 0, post] for simulation in (without, treated))
        assert one == other, name
    assert not treated.ensemble.employees.occupied[0, 0, post]


@each_kind
def test_what_stands_in_the_columns_of_a_vacant_post_counts_nowhere(kind, setting):
    """Whatever numbers a leaver leaves behind, nobody else, no customer and no account ever sees them."""
    post = 85
    tidy = vacated(setting, (example(kind),), post)
    messy = copy.deepcopy(tidy)
    for name in of_people("state"):
        getattr(messy.ensemble.employees, name)[0, 0, post] = 0.987
    for _ in range(4):
        tidy.step()
        messy.step()
    assert not tidy.ensemble.employees.occupied[0, 0, post]
    one, other = columns(tidy.ensemble), columns(messy.ensemble)
    for name, column in one.items():
        same = np.equal(column, other[name])
        if name.startswith("employees."):
            same[:, :, post] = True
        assert same.all(), name


@each_kind
def test_a_programme_acts_on_its_audience_alone(kind, setting):
    """Effects on people are on the audience's desks, effects on internal service on the edges into its departments."""
    simulation = Simulation(setting, [lively(example(kind, audience=("sales", "rd")))], (0,), 1)
    organisation, effects = setting.organisation, simulation.ensemble.effects
    outside = ~organisation.posts_in(("sales", "rd"))
    elsewhere = outside[organisation.starts][organisation.edges.customer]
    for _ in range(14):
        simulation.step()
        for name, axis in MODEL.effects.items():
            value = getattr(effects, name)
            # Line managers and the other side of an agreement give time, whoever the audience is.
            if isinstance(value, np.ndarray) and axis in ("post", "edge") and name != "hours_away":
                assert not value[:, :, outside if axis == "post" else elsewhere].any(), name
        assert not effects.rewards[..., outside].any()


def touched(setting, programme, weeks=14):
    """Whom a programme did anything to in some weeks, who is there and how long, week by week.

    Line managers do its work in no time: what they give is seen in other tests.
    """
    simulation = Simulation(setting, [case(programme, **LIVELY, line_factor=1e-9)], (0, 1), 1)
    found = []
    for _ in range(weeks):
        tenure = simulation.ensemble.employees.tenure_weeks[0].copy()
        there = simulation.ensemble.employees.occupied[0].copy()
        hires = simulation.ensemble.employees.hires[0].copy()
        simulation.step()
        effects = simulation.ensemble.effects
        acted = [abs(getattr(effects, name)[0]) > 1e-6 for name, axis in MODEL.effects.items() if axis == "post"]
        acted += [(one[0] != 0) for given in effects.rewards for one in given]
        found.append((np.logical_or.reduce(acted), there, tenure, hires))
    return found


# Kinds that do something to many people within some weeks.
ON_PEOPLE = [
    kind for kind in KINDS if kind not in ("recruitment", "reorganisation", "service_agreements", "brand_promise")
]


@every("kind", ON_PEOPLE)
def test_a_programme_for_heads_acts_on_supervisors_alone(kind, setting):
    acted = np.logical_or.reduce([one for one, *_ in touched(setting, example(kind, audience="heads"))])
    assert acted.any()
    assert not acted[:, ~setting.organisation.leading].any()


@every("kind", ON_PEOPLE)
def test_a_random_part_of_the_audience_takes_part_and_always_the_same_persons(kind, setting):
    seen = touched(setting, example(kind, part=0.3))
    same = seen[0][3] == seen[-1][3]
    acted = np.logical_or.reduce([one for one, *_ in seen]) & same
    assert 0.15 < acted.sum() / same.sum() < 0.45
    assert not np.array_equal(acted[0], acted[1])


@every("kind", ON_PEOPLE)
def test_a_programme_for_newcomers_leaves_others_alone(kind, setting):
    for acted, there, tenure, _ in touched(setting, example(kind, newcomers=8)):
        assert not (acted & there & (tenure >= 8)).any()
        # Its next holder starts from what the post offers, whoever held it before.
        assert not (acted & ~there).any()


@each_kind
def test_a_part_of_the_audience_costs_its_part_at_most(kind, setting):
    whole, part = planned(setting, example(kind)), planned(setting, example(kind, part=0.5))
    assert part <= whole
    assert kind not in ("training", "incentives", "recognition", "perks") or part == pytest.approx(whole / 2, rel=0.05)


# What it costs


def planned(setting, programme, weeks=104):
    context = planning_context(setting, case(programme))
    return programme_cost(programme, context, weeks)


@each_kind
def test_more_of_the_lever_costs_more(kind, setting):
    programme = silenced(kind)
    costs = [planned(setting, with_lever(programme, share * programme.most)) for share in np.linspace(0, 1, 9)]
    assert costs[0] == 0
    assert all(one < other for one, other in pairwise(costs))


@each_kind
def test_no_lever_makes_a_programme_cheaper_than_nothing(kind, setting):
    programme = kinds()[kind]
    for name in programme.levers():
        low, high = limits(programme.model_fields[name])
        for value in (low, high):
            assert planned(setting, example(kind, **{name: float(value)})) >= 0, (name, value)


@each_kind
def test_it_costs_nothing_in_weeks_in_which_it_is_not_on(kind, setting):
    assert planned(setting, example(kind, start=104)) == 0
    assert planned(setting, example(kind, start=10, stop=10)) == 0


@each_kind
def test_who_is_not_there_costs_nothing_or_less(kind, setting):
    programme = example(kind)
    context = planning_context(setting, case(programme))
    empty = copy.copy(context)
    object.__setattr__(empty, "present", np.zeros_like(context.present))
    full, none = programme.cost(context), programme.cost(empty)
    assert np.all(none.cash <= full.cash)
    assert np.all(none.hours <= full.hours)


@each_kind
def test_hours_charged_are_hours_taken(kind, setting):
    """What is booked each week is what people are away from their desks, vacant desks apart."""
    simulation = Simulation(setting, [lively(example(kind))], (0, 1), 1)
    for _ in range(14):
        present, working = simulation.ensemble.employees.occupied.copy(), 40.0
        simulation.step()
        away = np.minimum(simulation.ensemble.effects.hours_away, 1) * present * working
        booked = np.broadcast_to(simulation.ensemble.flows.working_time, (1, 2, 1))
        np.testing.assert_allclose(booked, away.sum(axis=2, keepdims=True), atol=1e-9)


@each_kind
def test_hours_planned_are_hours_taken(kind, short_ageing):
    """A year of a firm that few leave takes the hours that its plan says, and not an hour besides."""
    setting = small("time.weeks=52", "time.window=52", "parameters.labour_market=-3.0").setting()
    one = case(example(kind), labour_market=-3.0)
    simulation = Simulation(setting, [one], range(4), 1)
    context = planning_context(setting, one)
    planned = sum(float(np.mean(part)) for part in hours_of_weeks(one, context, 52))
    taken = 0.0
    for _ in range(52):
        simulation.step()
        taken += float(np.mean(simulation.ensemble.flows.working_time))
    assert taken == pytest.approx(planned, rel=0.03, abs=0.5)


def hours_of_weeks(one, context, weeks):
    """Hours planned in each week."""
    settled = at_work(one, context)
    return [one.programmes[0][1].cost(replace(settled, week=week)).hours for week in range(weeks)]


def test_a_mark_that_is_never_reached_costs_nothing(setting):
    never = after(setting, [case(kinds()["recognition"](mark=0.99))], 8)
    assert never.effects.cash["recognition"].sum() == 0
    assert differing(never, after(setting, [case()], 8)) == []


def test_agreements_take_half_of_their_time_on_each_side(setting):
    """By hand: five edges into sales, 68 h a year each; half is borne by sales, half by each supplier."""
    programme = kinds()["service_agreements"](coverage=1.0, audience="sales")
    organisation = setting.organisation
    burden = dict(
        zip(organisation.names, np.bincount(organisation.department_of, programme.burden(organisation)), strict=True)
    )
    assert burden["sales"] == pytest.approx(5 / 2)
    assert burden["operations"] == pytest.approx(1 / 2)
    context = planning_context(setting, case(programme), Expected())
    assert float(np.sum(programme.cost(context).hours)) == pytest.approx(5 * 68 / 52)


def test_line_managers_do_what_no_role_is_there_for(setting):
    """By hand: 4 hours of writing a week take 5.2 of line managers; a specialist for half of it leaves them half."""
    mail = kinds()["messages"](email=1.0)
    context = planning_context(setting, case(mail), Expected())
    alone = at_work(case(mail), context).work["specialist"]
    assert (alone.staff, alone.line, alone.quality) == (0, 1, 1)
    half = work_of([mail], {"specialist": 2 * 52 / 1080}, 10.0, context)["specialist"]
    assert half.staff == pytest.approx(0.5)
    assert half.line == pytest.approx(0.5)
    assert half.quality == pytest.approx(0.5 * 1.3 + 0.5)
    reading = 120 * 0.033
    assert float(np.sum(mail.cost(context).hours)) == pytest.approx(reading + 4 * 1.3)
    staffed = replace(context, work={"specialist": half})
    assert float(np.sum(mail.cost(staffed).hours)) == pytest.approx(reading + 4 * 1.3 / 2)


def test_a_week_that_asks_nothing_of_a_role_makes_nobody_good_at_it(setting):
    """Targeting is no better where nobody was hired last week than where somebody was."""
    hiring = kinds()["recruitment"](targeting=0.1)
    context = planning_context(setting, case(hiring), Expected())
    for hires in (0.0, 2.0):
        work = work_of([hiring], {}, 10.0, replace(context, hires=np.full((1, 1, 1), hires)))["hr"]
        assert float(np.max(work.quality)) == 1.0
    staffed = work_of([hiring], {"hr": 1.0}, 10.0, replace(context, hires=np.zeros((1, 1, 1))))["hr"]
    assert float(np.max(staffed.quality)) == pytest.approx(1.3)


def test_line_managers_give_a_quarter_of_their_week_at_most(setting):
    flood = kinds()["messages"](newsletter=7.0, radio=7.0, briefing=7.0, frequency=4.0)
    context = planning_context(setting, case(flood), Expected())
    work = at_work(case(flood), context).work["specialist"]
    assert 0 < work.line < 1
    assert work.quality == pytest.approx(work.line)
    asked = flood.staff_hours(context)["specialist"] * work.line * 1.3
    managers = setting.organisation.leading.sum()
    assert float(np.sum(asked)) == pytest.approx(managers * 40 * 0.25)


def test_salaries_of_roles_are_those_of_the_country(setting):
    """By hand: a specialist of five years earns 58,750 a year, and costs 1.42 times that, whatever the firm pays."""
    context = planning_context(setting, case(), Expected())
    assert float(np.sum(yearly_salaries({"specialist": 1.0}, 5.0, context))) == pytest.approx(58_750 * 1.42)
    assert float(np.sum(yearly_salaries({"hr": 0.5, "brand": 1.0}, 0.0, context))) == pytest.approx(80_000 * 1.42)


@every("reward, price", [("cash", 1.0), ("home_work", 0.2), ("family_benefits", 0.6)])
def test_a_reward_may_be_worth_more_than_it_costs(setting, reward, price):
    programme = kinds()["incentives"](reward=reward, value=0.05)
    context = planning_context(setting, case(programme), Expected())
    assert float(np.sum(programme.cost(context).cash)) * 52 == pytest.approx(price * 0.05 * 120 * 55_000)


def hires_matter(setting, programme):
    context = planning_context(setting, case(programme))
    more = copy.copy(context)
    object.__setattr__(more, "hires", context.hires * 2)
    return np.any(programme.cost(more).cash != programme.cost(context).cash)


@each_kind
def test_a_year_costs_what_was_planned_up_to_vacant_desks(kind, short_ageing):
    setting = small("time.weeks=104", "time.window=52").setting()
    programme = example(kind)
    uncertain = hires_matter(setting, programme)
    simulation = Simulation(setting, [case(programme)], range(6 if uncertain else 2), 1)
    hour = setting.economy.hour(simulation.ensemble.parameters.paid_hours_year)
    spent = 0.0
    for _ in range(104):
        simulation.step()
        flows = simulation.ensemble.flows
        spent += float(np.mean(flows.programmes + flows.working_time * hour)) / 2
    plan = as_written(setting, case(programme)).planned
    # Desks stand vacant 2 % of the time; hires, where they are what costs, differ more from the number expected.
    slack = 0.25 if uncertain else 0.05
    assert spent == pytest.approx(plan, rel=slack)


# In a file


def as_toml(programme):
    """The table of a programme as a file would have it: TOML writes numbers, texts and lists as JSON does."""
    rows = programme.model_dump(exclude_unset=True)
    return "\n".join(f"{key} = {json.dumps(value)}" for key, value in rows.items())


@each_kind
@every("audience", ["everyone", "contact", "sales", ("rd", "sales")])
def test_a_programme_goes_to_a_file_and_back(kind, audience):
    programme = example(kind, start=3, stop=40, audience=audience)
    again = kinds()[kind].model_validate(tomllib.loads(as_toml(programme)))
    assert again == programme
    assert kinds()[kind].model_validate(programme.model_dump()) == programme


@each_kind
def test_a_strategy_of_a_file_holds_the_programme(kind):
    table = "{" + as_toml(example(kind)).replace("\n", ", ") + "}"
    scenario = load("service_firm", [f"strategies.tried.programmes.{kind}={table}"])
    assert scenario.strategies["tried"].programmes == ((kind, example(kind)),)


@each_kind
def test_a_lever_out_of_bounds_or_unknown_is_refused(kind):
    programme = kinds()[kind]
    for name in programme.levers():
        low, high = limits(programme.model_fields[name])
        assert low is not None, f"{name} needs a lower bound"
        assert high is not None, f"{name} needs an upper bound"
        for wrong in (low - 1, high + 1, float("nan"), float("inf"), "much", None, True):
            with pytest.raises(ValidationError):
                example(kind, **{name: wrong})
    with pytest.raises(ValidationError):
        example(kind, nonsense=1.0)


# What it says of itself


@each_kind
def test_a_programme_says_what_it_does_and_where_that_comes_from(kind):
    programme = kinds()[kind]
    text = inspect.getdoc(programme)
    assert re.search(r"^Source: \S", text, re.M)
    assert text.splitlines()[0].endswith(".")
    for name, field in programme.model_fields.items():
        assert field.description, f"{name} has no description"
    for method in (programme.act, programme.cost):
        assert inspect.getdoc(method)
    assert programme.mechanisms
    assert list(programme.mechanisms) == sorted(set(programme.mechanisms))
    assert all(1 <= row <= 103 for row in programme.mechanisms)
    assert programme.kind == programme.__module__.rsplit(".", 1)[1], "a kind is the name of its file"


@each_kind
def test_the_lever_scales_up_to_its_useful_maximum(kind):
    programme = example(kind)
    assert programme.lever in programme.levers()
    low, high = limits(kinds()[kind].model_fields[programme.lever])
    assert low == 0
    assert programme.most <= high
    assert getattr(programme.scaled(1e9), programme.lever) == programme.most
    assert getattr(programme.scaled(1e-9), programme.lever) < programme.most
    half = programme.scaled(0.5)
    assert getattr(half, programme.lever) == pytest.approx(getattr(programme, programme.lever) / 2)
    assert half.model_dump(exclude={programme.lever}) == programme.model_dump(exclude={programme.lever})
    with pytest.raises(ValidationError):
        programme.start = 3


@each_kind
def test_levers_stack_to_columns_and_what_all_cases_share_is_a_number(kind):
    one, other = example(kind), example(kind).scaled(0.5)
    stacked = kinds()[kind].columns([one, other])
    for name in kinds()[kind].levers():
        lever, values = getattr(stacked, name), [getattr(one, name), getattr(other, name)]
        assert np.shape(lever) == ((2, 1, 1) if values[0] != values[1] else ())
        assert np.broadcast_to(lever, (2, 1, 1)).ravel().tolist() == values


def test_all_rows_of_the_model_that_are_programmes_are_there():
    wanted = {
        "messages", "training", "incentives", "recognition", "participation", "collaboration", "respect",
        "service_agreements", "working_conditions", "reorganisation", "perks", "recruitment", "brand_promise", "survey",
    }  # fmt: skip
    assert wanted <= set(KINDS)


# Effects are a closed list


def test_an_effect_that_is_not_on_the_list_is_refused(setting):
    effects = Effects(1, 1, setting.organisation, MODEL.effects)
    with pytest.raises(KeyError, match="closed list"):
        effects.add("happiness", slice(0, 1), 1.0)
    with pytest.raises(AttributeError, match="closed list"):
        _ = effects.happiness


def test_effects_of_programmes_add_up_and_are_forgotten_every_week(setting):
    effects = Effects(2, 1, setting.organisation, MODEL.effects)
    effects.add("voice", slice(0, 1), 0.1)
    effects.add("voice", slice(0, 2), 0.2)
    effects.spend("a", slice(1, 2), 3.0, 4.0)
    assert effects.voice[:, 0, 0].tolist() == [pytest.approx(0.3), 0.2]
    assert effects.cash["a"].ravel().tolist() == [0, 3]
    assert effects.hours["a"].ravel().tolist() == [0, 4]
    effects.clear()
    assert not effects.voice.any()
    assert effects.cash == {}


def test_two_programmes_of_one_kind_have_luck_of_their_own(setting):
    """What is drawn for a programme goes by its name: a second campaign does not repeat the first one's luck."""
    campaign = example("messages")
    simulation = Simulation(setting, [Case("two", (("spring", campaign), ("autumn", campaign)))], (0,), 1)
    context = simulation.context(slice(0, 1))
    assert not np.array_equal(context.uniform("spring", "email"), context.uniform("autumn", "email"))


def test_results_reported_without_pay_move_effort(setting):
    simulation = Simulation(setting, [lively(Incentives(value=0.0, feedback=1.0))], (0,), 1)
    simulation.step()
    staff = simulation.ensemble.employees
    force = staff.incentive_force[staff.occupied & ~staff.hired]
    np.testing.assert_allclose(force, 1 - np.exp(-DEFAULTS["feedback_effect"]), rtol=1e-6)
