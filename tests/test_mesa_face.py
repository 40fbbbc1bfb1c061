"""The Mesa face: the engine's numbers, seen and changed through agents."""

import copy
import gc
import inspect
import pickle
import subprocess
import sys
import weakref

import mesa
import numpy as np
import pytest
from numpy.testing import assert_array_equal

import imsim
from every import every
from imsim.agents.employee import Employee
from imsim.agents.model import InternalMarketingModel, case_of
from imsim.engine.errors import InputError
from imsim.mechanisms import persuasion
from imsim.mechanisms.attitude import reward_driver
from imsim.mechanisms.motivation import Employee as Seen
from imsim.mechanisms.motivation import P, motivation_target
from imsim.mechanisms.turnover import Employee as Leaver
from imsim.mechanisms.turnover import Outside, desire_to_leave
from imsim.mechanisms.turnover import P as Leaving
from imsim.outcomes import OUTCOMES
from imsim.scenarios.model import DEFAULTS, MODEL
from imsim.scenarios.scenario import load
from imsim.scenarios.simulation import Simulation, simulate
from worlds import differing, pass_through

WEEKS = 20
SMALL = ("market.rows=300", "time.burn_in=4", f"time.weeks={WEEKS}", f"time.window={WEEKS}")


@pytest.fixture(autouse=True)
def short_ageing(monkeypatch):
    monkeypatch.setattr("imsim.scenarios.timeline.AGEING_WEEKS", 40)


def make(**kwargs):
    return InternalMarketingModel(overrides=SMALL, **{"rng": 1, "budget": 0} | kwargs)


def forward(model, weeks=WEEKS):
    for _ in range(weeks):
        model.step()
    return model


def one(agents):
    return next(iter(agents))


@every("looked_at", [False, True])
def test_a_run_is_bit_identical_to_the_engines(looked_at):
    scenario = load("service_firm", SMALL)
    case = case_of(scenario, "recognition")
    engine = Simulation(scenario.setting(), [case], [3], seed=7)
    model = make(strategy="recognition", replicate=3, rng=7)
    for _ in range(WEEKS):
        engine.step()
        model.step()
        assert not looked_at or len(model.agents) == engine.ensemble.employees.occupied.sum()
    assert differing(model.ensemble, engine.ensemble) == []
    record = simulate(scenario.setting(), [case], [3], seed=7)
    table = model.datacollector.get_model_vars_dataframe()
    assert list(table) == list(OUTCOMES)
    for name in OUTCOMES:
        assert_array_equal(table[name], record.weekly[name][:, 0, 0], err_msg=name)


def test_nothing_is_made_before_somebody_looks():
    model = make()
    model.step()
    assert not any(type(thing) is Employee and thing.model is model for thing in gc.get_objects())
    assert model.agent_types == [Employee]
    assert list(model.agents_by_type[Employee]) == list(model.agents)


def test_every_number_of_a_person_has_a_window():
    model = forward(make(), 2)
    numbers = [
        one.name
        for one in MODEL.names.values()
        if one.entity == "Employee" and one.about.kind in ("state", "trait", "result") and one.dtype == "f8"
    ]
    assert {"motivation", "disposition", "performance"} <= set(numbers)
    for name in numbers:
        column = getattr(model.ensemble.employees, name)[0, 0]
        assert model.agents.get(name) == [column[person.post] for person in model.agents], name
        assert type(getattr(one(model.agents), name)) is float


def test_agents_come_and_go_with_the_people():
    model = make()
    known = dict.fromkeys(model.agents)
    for _ in range(WEEKS):
        model.step()
        left, occupied = model.ensemble.employees.left, model.ensemble.employees.occupied[0, 0]
        assert sorted(model.agents.get("post")) == np.flatnonzero(occupied).tolist()
        assert all(not person.present for person in known if left[0, 0, person.post])
        came = [person for person in model.agents if person not in known]
        assert {person.post for person in came} == set(np.flatnonzero(model.ensemble.employees.hired[0, 0]))
        known |= dict.fromkeys(came)
    assert [person.unique_id for person in known] == list(range(1, len(known) + 1))
    assert [person for person in known if person.present] == sorted(model.agents, key=list(known).index)
    assert any(not person.present and model.employee_at(person.post) for person in known)


def test_a_selection_kept_over_weeks_forgets_who_left():
    model = make()
    everybody = model.agents.select()
    number = len(everybody)
    forward(model)
    assert all(person.present for person in everybody)
    assert 0 < len(everybody) < number


def test_nobody_reads_the_mind_of_a_leaver():
    model = make()
    everybody = list(model.agents)
    forward(model)
    gone = next(person for person in everybody if not person.present)
    for read in ("motivation", "supervisor", "contacts"):
        with pytest.raises(LookupError, match=r"employee \d+ \(\w+ \d+\) has left the firm"):
            getattr(gone, read)
    with pytest.raises(LookupError, match="has left the firm"):
        gone.motivation = 0.5
    with pytest.raises(LookupError, match="has left the firm"):
        gone.explain()
    assert gone.department in model.ensemble.organisation.names
    assert repr(gone) == f"<Employee {gone.unique_id}: {gone.label}, gone>"


def test_mesas_idioms_work():
    model = make()
    sales = model.agents.select(lambda person: person.department == "sales")
    by_department = model.agents.groupby("department").agg("motivation", np.mean)
    assert by_department["sales"] == pytest.approx(np.mean(sales.get("motivation")))
    assert set(by_department) == set(model.ensemble.organisation.names)
    model.agents.set("motivation", 0.7)
    assert model.agents.agg("motivation", np.mean) == pytest.approx(0.7)
    assert model.outcome("motivation") == pytest.approx(0.7)


def test_what_is_written_counts_from_next_week():
    plain, taught = make(), make()
    taught.agents.set("knowledge", 0.9)
    for _ in range(3):
        plain.step()
        taught.step()
        assert taught.outcome("performance") > plain.outcome("performance") + 0.01


def test_what_cannot_be_is_refused():
    person = one(make().agents)
    for value in (1.2, -0.1, float("nan")):
        with pytest.raises(ValueError, match=r"motivation = .*: must be between 0 and 1"):
            person.motivation = value
    with pytest.raises(ValueError, match="tenure_weeks = inf: must be a finite number of 0 or more"):
        person.tenure_weeks = float("inf")
    with pytest.raises(AttributeError, match="performance cannot be set"):
        person.performance = 0.5


@every("strategy", ["full_plan", "cash"])
def test_the_shares_of_the_drivers_sum_to_the_target_of_motivation(strategy):
    model = forward(make(strategy=strategy), 5)
    staff = model.ensemble.employees
    told = persuasion.P(**{name: DEFAULTS[name] for name in persuasion.P._fields})
    seen = Seen(**{name: getattr(staff, name) for name in Seen._fields if name in staff.names})
    p = P(**{name: DEFAULTS[name] for name in P._fields})
    bought = p.motivation_reward * (reward_driver(staff.incentive_force, p.reward_floor_motivation))
    bought -= p.motivation_reward * p.reward_floor_motivation
    moved = bought + staff.effort_shift
    target = (motivation_target(seen._replace(message=persuasion.message(staff, told)), p) + moved)[0, 0]
    for person in model.agents:
        shares = person.explain()
        assert sum(share.contribution for share in shares) == pytest.approx(target[person.post], abs=1e-12)
        assert sum(share.weight for share in shares if share.driver != "events") == pytest.approx(1)
    drivers = ["own", "message", "reward", "satisfaction", "leader", "peers", "strain", "events"]
    assert [share.driver for share in shares] == drivers


def test_the_shares_of_the_drivers_sum_to_the_log_odds_of_leaving():
    model = forward(make(strategy="cash"), 5)
    staff, department = model.ensemble.employees, model.ensemble.organisation.department_of
    p = Leaving(**{name: DEFAULTS[name] for name in Leaving._fields})
    for person in model.agents:
        values = {name: getattr(staff, name)[0, 0, person.post] for name in Leaver._fields if name in staff.names}
        values["embedding"] = model.ensemble.effects.embedding[0, 0, person.post]
        recent = model.ensemble.departments.recent_exits[0, 0, department[person.post]]
        desire = desire_to_leave(Leaver(**values), Outside(recent, 0.0), p)
        assert sum(share.contribution for share in person.explain_leaving()) == pytest.approx(desire, abs=1e-12)


def test_people_know_their_desk_their_boss_and_their_contacts():
    model = forward(make(), 3)
    organisation, company = model.ensemble.organisation, model.ensemble
    pass_through(company, "perceive")
    motivation = company.employees.peers_motivation[0, 0]
    for person in model.agents:
        assert person.level == organisation.layers[person.post]
        boss = person.supervisor
        assert boss is None or (boss.present and boss.post == organisation.supervisor[person.post])
        assert person.contacts.agg("motivation", np.mean) == pytest.approx(motivation[person.post])
    assert model.agents.select(lambda person: person.supervisor is not None)
    labels = {person.post: person.label for person in model.agents}
    assert labels.get(0, "rd 1") == "rd 1"
    assert labels.get(119, "sales 16") == "sales 16"


def test_whoever_is_removed_is_dismissed():
    model = make()
    person = model.employee_at(5)
    person.remove()
    assert not person.present
    assert model.employee_at(5) is None
    assert person not in model.agents
    assert not model.ensemble.employees.occupied[0, 0, 5]
    assert len(forward(model, WEEKS).agents) == model.ensemble.employees.occupied.sum()


def test_states_of_everybody_can_be_collected():
    model = forward(make(agent_reporters=["motivation", "department"]), 3)
    table = model.datacollector.get_agent_vars_dataframe()
    assert list(table) == ["motivation", "department"]
    last = table.xs(3, level="Step")
    assert last["motivation"].to_dict() == {person.unique_id: person.motivation for person in model.agents}


def test_outcomes_are_defined_before_the_first_week_and_running_ends():
    model = make()
    assert all(np.isfinite(model.outcome(name)) for name in OUTCOMES)
    model.run_model()
    assert model.week == WEEKS
    assert not model.running


@every(
    "arguments, message",
    [
        ({"strategy": "full_plam"}, 'did you mean "full_plan"'),
        ({"name": "service_frim"}, "no built-in scenario"),
        ({"rng": -1}, "rng = -1: must be a whole number"),
        ({"rng": "x"}, "rng = x: must be a whole number"),
        ({"replicate": 0.5}, "replicate = 0.5: must be a whole number"),
        ({"agent_reporters": ["motvation"]}, 'employees have no motvation; did you mean "motivation"'),
        ({"agent_reporters": "motivation"}, r"did you mean \['motivation'\]\?"),
        ({"rng": 1, "seed": 2}, "rng, seed: give one of them, not both"),
        (
            {"strategy": "training", "hous": 4},
            'hous = 4: is no parameter, and no lever of training; did you mean "hours"',
        ),
        ({"strategy": "training", "hours": 1000}, "hours = 1000: from 0 to 120"),
        ({"strategy": "full_plan", "start": 4}, "start = 4: is a lever of .*: say which"),
        ({"employee_class": int}, "should be a subclass of imsim.Employee"),
    ],
)
def test_wrong_arguments_are_named(arguments, message):
    with pytest.raises(InputError, match=message):
        make(**arguments)


def test_models_do_not_outlive_their_use():
    dropped = []
    for _ in range(30):
        model = make()
        model.step()
        assert len(model.agents)
        dropped.append(weakref.ref(model))
    del model
    gc.collect()
    assert not any(ref() is not None for ref in dropped)


def test_the_engine_does_without_mesa():
    code = "import sys, imsim, imsim.scenarios.scenario, imsim.studies.comparison; sys.exit('mesa' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# What Mesa means by its words

TINY = {"market.rows": 60, "time.burn_in": 1, "time.weeks": 4, "time.window": 4}


def bakery(**kwargs):
    return InternalMarketingModel("bakery", "training", overrides=TINY, **kwargs)


@pytest.mark.filterwarnings("ignore:The `iterations` keyword:DeprecationWarning")  # newer Mesa has `rng` instead
def test_a_batch_without_a_seed_gives_different_runs():
    asked = {"name": ["bakery"], "strategy": ["training"], "overrides": [TINY], "budget": [0]}
    rows = mesa.batch_run(InternalMarketingModel, asked, iterations=5, max_steps=4, display_progress=False)
    assert len({row["acsi"] for row in rows}) == 5


def test_luck_is_fresh_unless_it_is_given_and_can_be_had_again():
    one, other = bakery(budget=0), bakery(budget=0)
    assert one.root_seed != other.root_seed
    again, same = bakery(seed=one.root_seed, budget=0), bakery(rng=np.int64(one.root_seed), budget=0)
    for model in (one, again, same):
        forward(model, 4)
    assert one.outcome("acsi") == again.outcome("acsi") == same.outcome("acsi")
    assert bakery(rng=np.random.default_rng(3), budget=0).root_seed == bakery(seed=np.random.default_rng(3)).root_seed


def test_a_model_is_the_compared_run_at_the_same_budget():
    compared = imsim.compare("bakery", strategies=["training"], replicates=2, overrides=TINY, budget=0.02)
    model = forward(bakery(replicate=1, rng=1, budget=0.02), 4)
    assert model.simulation.cases[0].programmes == compared.strategies[1].case.programmes
    weeks = model.datacollector.get_model_vars_dataframe()
    assert weeks["acsi"].tolist() == compared.weeks["acsi"]["training"][1].tolist()


@every("levers", [{"hours": 24}, {"training_hours": 24}, {"training.hours": 24}])
def test_levers_are_set_by_name_after_the_budget(levers):
    case = bakery(rng=1, budget=0, insight=0.7, **levers).simulation.cases[0]
    assert dict(case.programmes)["training"].hours == 24
    assert case.parameters["insight"] == 0.7


class Owner(imsim.Employee):
    """An employee of one's own."""

    @property
    def mood(self):
        return self.motivation + self.job_satisfaction


def test_of_people_ids_are_collected_and_functions_are_allowed():
    asked = {"boss": "supervisor", "known": lambda person: person.contacts, "mood": "mood"}
    model = forward(bakery(rng=1, budget=0, agent_reporters=asked, employee_class=Owner), 3)
    table = model.datacollector.get_agent_vars_dataframe().xs(3, level="Step")
    for person in model.agents:
        row = table.loc[person.unique_id]
        assert row["mood"] == person.mood
        assert row["known"] == [other.unique_id for other in person.contacts]
        if person.supervisor is not None:
            assert row["boss"] == person.supervisor.unique_id


def test_a_model_can_be_pickled_and_goes_on_alike():
    model = forward(bakery(rng=1, budget=0), 2)
    assert len(model.agents)
    other = pickle.loads(pickle.dumps(model))  # noqa: S301
    for one in (model, other):
        forward(one, 2)
    assert other.outcome("acsi") == model.outcome("acsi")
    assert [person.post for person in other.agents] == [person.post for person in model.agents]


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))])  # noqa: S301
def test_a_copy_of_a_model_is_watched_by_nobody(copied):
    model, seen = forward(bakery(rng=1, budget=0), 1), []
    model.watchers.append(lambda: seen.append(model.week))
    other = forward(copied(model), 1)
    assert (other.week, other.watchers, seen) == (2, [], [])
    forward(model, 1)
    assert seen == [2]
    assert other.outcome("acsi") == model.outcome("acsi")


def test_employees_are_at_posts_of_a_network_that_mesa_can_draw():
    model = bakery(rng=1, budget=0)
    assert isinstance(model.grid, mesa.discrete_space.Network)
    assert list(model.grid.agents) == list(model.agents)
    for person in model.agents:
        assert person.cell.coordinate == person.post
        neighbours = {cell.coordinate for cell in person.cell.neighborhood}
        assert {other.post for other in person.contacts} <= neighbours


def test_mesas_own_page_takes_levers_and_finds_no_scenario_to_hand_over():
    """It looks for further arguments under the name kwargs alone, and hands a model's `scenario` back to it."""
    check = pytest.importorskip("mesa.visualization.solara_viz")._check_model_params
    check(InternalMarketingModel.__init__, {"strategy": "training", "training_hours": 24, "insight": 0.7})
    assert InternalMarketingModel.scenario is None
    assert "scenario" not in inspect.signature(InternalMarketingModel).parameters
