"""From declarations to kernels: the whole week and nothing else, faults found at once, mechanisms left out, rivals."""

import inspect
import operator
import os
import re
import subprocess
import sys
from dataclasses import replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import SimpleNamespace
from typing import get_type_hints

import numpy as np
import pytest
from numba import float64, njit, void
from numba.core.errors import TypingError
from numba.core.registry import cpu_target
from numba.extending import register_jitable

from every import every
from imsim.company.compilation import smallest
from imsim.company.ensemble import Ensemble
from imsim.engine import compiler
from imsim.engine.machine_code import kernel
from imsim.engine.model import Phase
from imsim.engine.places import Unknown
from imsim.engine.rules import Update
from imsim.engine.tables import constants
from imsim.events.merger import Merger
from imsim.mechanisms import mechanisms, trust
from imsim.programmes import kinds
from imsim.programmes.incentives import Incentives
from imsim.scenarios.model import DEFAULTS, MODEL, model_of
from imsim.scenarios.scenario import load
from imsim.scenarios.simulation import Simulation
from worlds import SHORT_AGEING, columns, phases_of, small, text_of_kernels

ROOT = Path(__file__).parents[1]
ACTIONS = [action for group in MODEL.actions for action in group]
OPTIONAL = [mechanism.name for mechanism in MODEL.mechanisms if not mechanism.essential]
WEEKS = 30


STEPPED = """
import sys
import numpy as np
from imsim.scenarios.scenario import load
from imsim.scenarios.simulation import simulate
from imsim.scenarios.timeline import Timeline

Timeline.ageing = 2
firm = load("bakery", ["market.rows=20", "time.burn_in=1", "time.weeks=2", "time.window=2"])
cases = [firm.strategies[name] for name in ("nothing", "training")]
found = simulate(firm.setting(), cases, replicates=[0, 1], seed=1)
np.savez(sys.argv[1], **found.final)
"""


def test_kernels_may_stay_python_for_a_debugger_and_give_the_same_numbers(tmp_path):
    """NUMBA_DISABLE_JIT=1, in a process of its own: but for last bits of exponentials, which are NumPy's then."""
    for name, disabled in (("machine", "0"), ("python", "1")):
        command = [sys.executable, "-W", "error::RuntimeWarning", "-c", STEPPED, str(tmp_path / name)]
        subprocess.run(command, env=os.environ | {"NUMBA_DISABLE_JIT": disabled}, timeout=900, check=True)
    with np.load(tmp_path / "machine.npz") as machine, np.load(tmp_path / "python.npz") as python:
        assert set(machine) == set(python) != set()
        for name in machine:
            np.testing.assert_allclose(python[name], machine[name], rtol=1e-9, err_msg=name)


# What is written


def lines_of_the_week(text):
    """Lines of all kernels, those of a called function in the place of its call, and the conditions above each."""
    functions = {}
    for name, body in re.findall(r"^def (\w+)\([^)]*\):\n((?:    .*\n|\n(?=    ))+)", text, re.MULTILINE):
        functions[name] = body.splitlines()
    for name in sorted(name for name in functions if re.fullmatch(r"kernel_\d+", name)):
        conditions = []
        for line in functions[name]:
            depth = len(line) - len(line.lstrip())
            conditions = [one for one in conditions if one[0] < depth]
            called = functions.get(line.strip().partition("(")[0], [line])
            yield from ((inner, " and ".join(told for _, told in conditions)) for inner in called)
            if found := re.fullmatch(r"if (.+):", line.strip()):
                conditions.append((depth, found[1]))


def called_in_the_week(text):
    """(name, condition) of all that mechanisms do, in order; a formula written out for two cases counts once."""
    known = {f"{action.mechanism.name}_{action.function.__name__}" for action in ACTIONS}
    found = [(name, told) for line, told in lines_of_the_week(text) for name in re.findall(r"(\w+)\(", line)]
    found = [(name, told) for name, told in found if name in known]
    return [one for before, one in zip([None, *found], found, strict=False) if one != before]


def test_kernels_hold_every_action_of_the_week_once_and_in_order():
    called = [name for name, _ in called_in_the_week(text_of_kernels(MODEL))]
    assert called == [f"{action.mechanism.name}_{action.function.__name__}" for action in ACTIONS]


def test_what_ageing_and_cases_leave_out_stands_below_a_condition():
    found = called_in_the_week(text_of_kernels(MODEL))
    for action, (name, told) in zip(ACTIONS, found, strict=True):
        assert f"on.{action.mechanism.name}" in told, name
        assert ("not ageing" in told) != action.phase.alone, name


def test_the_text_takes_every_value_by_its_name():
    for kind, values in re.findall(r"(\w+_Employee)\((.+?)\), its_", text_of_kernels(MODEL)):
        for value in re.split(r", (?=\w+=)", values):
            name, _, taken = value.partition("=")
            own = taken.partition("[")[0] == f"my_{name}" or taken == name
            assert own or "post" in taken or taken == "0.0" or "." in taken, kind


def test_equations_at_work_on_employees_take_an_employee_and_parameters():
    """Two columns, or two parameters, have no order in which they could be swapped."""
    for action in ACTIONS:
        if isinstance(action.told, Update):
            hints = get_type_hints(action.function)
            asked = list(inspect.signature(action.function).parameters)
            assert asked == ["employee", "p"], action.function
            assert hints["employee"] is action.mechanism.seen["Employee"]
            assert hints["p"] is action.mechanism.seen["P"]


# Mutants

MOOD = '''"""Mood: people brood."""

from typing import NamedTuple

from imsim.engine.fields import Column, parameter, reads, state
from imsim.engine.mechanism import Mechanism
from imsim.engine.rules import step, update


class P(NamedTuple):
    """Behavioural numbers."""

    gloom_speed: float = parameter(0.5, 0, 1, "1/week", "assumed", "-", "speed of mood")
    gloom_floor: float = parameter(0.25, 0, 1, "0-1", "assumed", "-", "lowest mood")
    trust_anchor: float = reads()


class Employee(NamedTuple):
    """What decides how people feel."""

    gloom: float = state("O", "0-1", "how people feel", neutral=0.75, newcomer=0.5)
    job_satisfaction: float = reads()


class Employees(NamedTuple):
    """Everybody's mood."""

    gloom: Column = reads()


@update("brood")
def gloom(employee: Employee, p: P) -> float:
    """E99. Mood follows job satisfaction.

    Source: assumed.
    """
    return employee.gloom + p.gloom_speed * (employee.job_satisfaction - employee.gloom)


@step("brood", after="gloom")
def bear(employees: Employees, p: P) -> None:
    """Nobody's mood falls below a floor."""
    for post in range(len(employees.gloom)):
        employees.gloom[post] = max(employees.gloom[post], p.gloom_floor)


MECHANISM = Mechanism.here(globals())
'''


def mechanism_of(folder, changes=(), name="mood"):
    """The mechanism of a file that somebody wrote, some of it written otherwise."""
    path = folder / f"{name}.py"
    path.write_text(changed(changes))
    spec = spec_from_file_location(name, path)
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module.MECHANISM


def changed(changes):
    text = MOOD
    for one, other in changes:
        assert one in text
        text = text.replace(one, other)
    return text


def brooding(*added, phases=("brood",)):
    """The model in whose week people brood and do nothing else, or little else."""
    model = model_of(added=added)
    return phases_of(replace(model, week=(*model.week, (Phase("brood", "people brood"),))), phases)


def run(model):
    """A week of the smallest firm, in which somebody is there."""
    ensemble = smallest(model)
    ensemble.employees.job_satisfaction[...] = 0.25
    ensemble.pass_week()
    return ensemble


def test_a_mechanism_that_somebody_adds_is_at_work(tmp_path):
    ensemble = run(brooding(mechanism_of(tmp_path)))
    assert ensemble.employees.gloom.item() == 0.5
    ensemble.pass_week()
    ensemble.employees.job_satisfaction[...] = 0.0
    for _ in range(5):
        ensemble.pass_week()
    assert ensemble.employees.gloom.item() == DEFAULTS.get("gloom_floor", 0.25)


MUTANTS = {
    "a column that an equation does not see": ("(employee.job_satisfaction -", "(employee.job_satisfacton -"),
    "a parameter that an equation does not see": ("p.gloom_speed *", "p.gloom_sped *"),
    "a column that a step does not see": ("max(employees.gloom[post]", "max(employees.glom[post]"),
    "a parameter that a step does not see": (", p.gloom_floor)", ", p.gloom_flor)"),
    "parameters in the place of the employee": (
        "return employee.gloom +",
        "return gloom(p, employee) if p.gloom_speed > 1 else employee.gloom +",
    ),
}


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    """What mypy says of each mutant and of the mechanism as it was."""
    pytest.importorskip("mypy")
    folder = tmp_path_factory.mktemp("mutants")
    wanted = {"untouched": (), **{name: (change,) for name, change in MUTANTS.items()}}
    paths = {name: folder / f"mutant{place}.py" for place, name in enumerate(wanted)}
    for name, path in paths.items():
        path.write_text(changed(wanted[name]))
    command = [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml"), *map(str, paths.values())]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    return {name: [line for line in done.stdout.splitlines() if path.name in line] for name, path in paths.items()}


def test_types_pass_a_mechanism_as_it_should_be(judged):
    assert judged["untouched"] == []


@every("name", MUTANTS)
def test_types_tell_of(name, judged):
    assert any("error: " in line for line in judged[name]), judged


@every("name", [name for name in MUTANTS if "that" in name])
def test_nothing_is_compiled_with(name, tmp_path):
    model = brooding(mechanism_of(tmp_path, [MUTANTS[name]]))
    with pytest.raises((TypingError, AttributeError, Unknown), match=r"glom|sped|satisfacton|flor"):
        run(model)


UNDECLARED = {
    "column": ("job_satisfaction: float = reads()", "job_satisfaction: float = reads()\n    grudge: float = reads()"),
    "column of a step": ("gloom: Column = reads()", "gloom: Column = reads()\n    grudge: Column = reads()"),
    "parameter": ("trust_anchor: float = reads()", "grudge: float = reads()"),
    "target": ('@update("brood")', '@update("brood", "grudge")'),
    "value otherwise": ('@update("brood")', '@update("brood", when=("gloom",), otherwise="grudge")'),
    "condition": ('@update("brood")', '@update("brood", when=("grudge",))'),
    "start of a newcomer": ("newcomer=0.5", 'newcomer="grudge"'),
    "argument of a step": ("def bear(employees: Employees, p: P)", "def bear(employees: Employees, grudge: int, p: P)"),
}  # fmt: skip


@every("kind", UNDECLARED)
def test_a_name_that_nobody_declares_is_refused_before_anything_is_compiled(kind, tmp_path):
    changes = [UNDECLARED[kind]]
    if kind == "column of a step":
        changes.append(("max(employees.gloom[post]", "max(employees.grudge[post]"))
    model = brooding(mechanism_of(tmp_path, changes), phases=("brood", "welcome"))
    with pytest.raises(Unknown, match="grudge"):
        smallest(model).kernels()


# What does not fit together


@every(
    "changes, message",
    [
        ([("    gloom: float = state", "    motivation: float = state"), ("employee.gloom", "employee.motivation"),
          ("gloom: Column", "motivation: Column")], r"mood: Employee.motivation is declared by motivation already"),
        ([("gloom_floor", "trust_noise")], "mood: parameter trust_noise is declared by trust already"),
    ],
)  # fmt: skip
def test_two_mechanisms_that_declare_the_same_are_refused(changes, message, tmp_path):
    with pytest.raises(ValueError, match=message):
        smallest(brooding(mechanism_of(tmp_path, changes)))


def test_two_mechanisms_of_one_name_are_refused(tmp_path):
    with pytest.raises(ValueError, match="two mechanisms are called 'trust'"):
        smallest(brooding(mechanism_of(tmp_path, name="trust")))
    with pytest.raises(ValueError, match="two mechanisms are called 'trust'"):
        smallest(model_of(added=(trust.MECHANISM,)))


@every(
    "changes, message",
    [
        ([('after="gloom"', 'after="grudge"')], "cannot be put in order: bear after grudge"),
        ([('@update("brood")', '@update("brood", after="bear")')], "gloom after bear, bear after gloom"),
        ([('after="gloom"', 'after="bear"')], "bear after bear"),
        ([('@update("brood")', '@update("broood")'), ('after="gloom"', 'after=""')], "mood: gloom: no phase 'broood'"),
    ],
)
def test_an_order_that_cannot_be_is_refused(changes, message, tmp_path):
    added = mechanism_of(tmp_path, changes)
    model = replace(model_of(added=(added,)), week=(*MODEL.week, (Phase("brood", "people brood"),)))
    with pytest.raises(ValueError, match=message):
        _ = model.actions


WALK = """

@step("learn", after="knowledge")
def look(employees: Employees) -> None:
    \"\"\"Everybody is looked at.\"\"\"
    employees.gloom[0] = employees.gloom[0]


MECHANISM"""


def test_nothing_is_read_of_a_batch_after_a_walk_over_everybody(tmp_path):
    """What people heard is worked out for a batch at a time; the next batch would find that of the last one."""
    changes = [("\n\nMECHANISM", WALK), ('"brood"', '"attract"')]
    model = model_of(added=(mechanism_of(tmp_path, changes),))
    with pytest.raises(ValueError, match="uncertainty: uncertainty reads claimed"):
        smallest(model).kernels()


# Mechanisms that are left out


@pytest.fixture(scope="module")
def left_out():
    """A firm, and the same without one mechanism after the other, in one block; and some of them alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("imsim.scenarios.timeline.AGEING_WEEKS", SHORT_AGEING)
        scenario = small()
        setting, plan = replace(scenario.setting(), events=(Merger(week=2),)), scenario.strategies["full_plan"]
        # With something of everything: uneven pay, joint work, people who bring their friends, and an upheaval.
        more = (
            ("cash", Incentives(reward="cash", value=0.02, contingent=0.5)),
            ("together", kinds()["collaboration"]()),
            ("friends", kinds()["recruitment"](referral=1.0)),
        )
        plan = replace(plan, programmes=(*plan.programmes, *more))
        cases = [plan, *(replace(plan, without=frozenset({name})) for name in OPTIONAL)]
        together = weeks_of(setting, cases)
        alone = {name: weeks_of(setting, [cases[1 + OPTIONAL.index(name)]]) for name in ("trust", "turnover")}
        return SimpleNamespace(together=together, whole=weeks_of(setting, cases[:1]), alone=alone)


def weeks_of(setting, cases):
    simulation = Simulation(setting, cases, (0, 1), 1)
    for _ in range(WEEKS):
        simulation.step()
    return simulation.ensemble


def test_cases_beside_those_without_a_mechanism_are_what_they_are_alone(left_out):
    together = columns(left_out.together)
    for place, single in (
        (0, left_out.whole),
        *((1 + OPTIONAL.index(name), one) for name, one in left_out.alone.items()),
    ):
        for name, column in columns(single).items():
            np.testing.assert_array_equal(together[name][place], column[0], err_msg=name)


@every("name", OPTIONAL)
def test_without_a_mechanism_all_is_finite_and_within_bounds(name, left_out):
    ensemble, place = left_out.together, 1 + OPTIONAL.index(name)
    told = {(one.entity, one.name): one.about for one in MODEL.names.values()}
    for part, entity in (("employees", "Employee"), ("customers", "Customer"), ("departments", "Department")):
        holder = getattr(ensemble, part)
        for column in holder.names:
            values = getattr(holder, column)[place]
            if part == "employees":
                values = values[ensemble.employees.occupied[place]]
            assert np.isfinite(values).all(), column
            if told[entity, column].unit == "0-1" and told[entity, column].kind not in ("flow", "sum"):
                assert ((values >= 0) & (values <= 1)).all(), column
    for holder in (ensemble.firm, ensemble.flows):
        assert all(np.isfinite(getattr(holder, column)[place]).all() for column in holder.names)


@every("name", OPTIONAL)
def test_without_a_mechanism_something_else_happens(name, left_out):
    place = 1 + OPTIONAL.index(name)
    assert any(not np.array_equal(column[0], column[place]) for column in columns(left_out.together).values())


def neutral(ensemble: Ensemble, entity, value):
    """What a neutral value comes to: a number, a parameter, a value at the reference point or a column beside it."""
    if not isinstance(value, str):
        return value
    if value in DEFAULTS:
        return DEFAULTS[value]
    if entity == "Employee" and value in ensemble.employees.names:
        return getattr(ensemble.employees, value)
    found = getattr(ensemble.reference, value)
    return found.take(ensemble.organisation.department_of, axis=2) if entity == "Employee" else found


# Customers who come (back) bring along what is said of the firm, whether or not encounters change their minds.
BROUGHT = {"customer_satisfaction", "expectation"}


@every("name", OPTIONAL)
def test_what_a_mechanism_keeps_stands_at_its_neutral_value_without_it(name, left_out):
    ensemble, place = left_out.together, 1 + OPTIONAL.index(name)
    holders = {"Employee": ensemble.employees, "Customer": ensemble.customers, "Department": ensemble.departments,
               "Firm": ensemble.firm}  # fmt: skip
    for one in MODEL.by_name[name].states:
        if one.entity in holders and one.about.kind in ("state", "result", "perceived") and one.name not in BROUGHT:
            values = getattr(holders[one.entity], one.name)
            expected = np.broadcast_to(neutral(ensemble, one.entity, one.about.neutral), values.shape)
            there = (
                ensemble.employees.occupied[place] if one.entity == "Employee" else np.ones_like(values[place], bool)
            )
            np.testing.assert_array_equal(values[place][there], expected[place][there], err_msg=one.name)


# Rivals


FORMS = """
import sys
import numpy as np
from imsim.scenarios import timeline
from imsim.scenarios.scenario import load
from worlds import after, case, columns

timeline.AGEING_WEEKS = 2
times = ["market.rows=20", "time.burn_in=1", "time.weeks=2", "time.window=2"]
for number, choice in enumerate(sys.argv[2:]):
    firm = load("bakery", [*times, *(f"model.rivals.{rival}" for rival in choice.split())])
    company = after(firm.setting(), [case()], 2, replicates=(0, 1))
    np.savez(f"{sys.argv[1]}/{number}.npz", **columns(company))
"""
RIVALS = [f"{form}={name}" for form, found in MODEL.forms.items() for name in found]


@pytest.mark.parametrize(
    ("disabled", "choices"),
    [("1", RIVALS), pytest.param("0", [" ".join(RIVALS)], marks=[pytest.mark.thorough, pytest.mark.ci])],
)
def test_a_rival_runs_and_says_something_else(disabled, choices, tmp_path):
    """Each for a few weeks in Python, over before another model would be compiled; and all at once in machine code."""
    command = [sys.executable, "-c", FORMS, str(tmp_path), "", *choices]
    subprocess.run(command, cwd=ROOT / "tests", env=os.environ | {"NUMBA_DISABLE_JIT": disabled}, check=True)
    usual, *others = (dict(np.load(tmp_path / f"{number}.npz")) for number in range(1 + len(choices)))
    for choice, other in zip(choices, others, strict=True):
        for column in other.values():
            assert np.isfinite(column[column < np.inf]).all()
        for name in ("employees.performance", "departments.service_in"):
            assert not np.array_equal(usual[name], other[name]), choice
            # All is scaled to a reference point that a rival knows of.
            assert other[name].mean() == pytest.approx(usual[name].mean(), abs=0.05), choice


def test_mechanisms_are_those_of_the_model():
    assert MODEL.mechanisms[: len(mechanisms())] == mechanisms()


# How they are compiled


def test_numba_is_asked_once_about_each_kind_of_call_and_as_ever_outside_of_kernels(monkeypatch):
    context = cpu_target.typing_context
    plus, floats, nonsense = context.resolve_value_type(operator.add), (float64, float64), (void, float64)
    worked_out, numbers = [], compiler.functions.utils.order_by_target_specificity
    count = lambda *asked, **more: worked_out.append(asked) or numbers(*asked, **more)  # noqa: E731
    monkeypatch.setattr(compiler.functions.utils, "order_by_target_specificity", count)
    ask = lambda *types: [plus.get_call_type(context, one, {}) for one in types]  # noqa: E731
    compiled = compiler.remembering(ask)

    assert compiled(floats, floats, floats) == ask(floats) * 3
    assert len(worked_out) == 2
    with pytest.raises(TypingError):
        compiled(nonsense)
    assert ask(floats, floats) == compiled(floats, floats)
    assert len(worked_out) == 2 + 1 + 2 + 1


def test_what_kernels_call_is_linked_into_them_and_whatever_else_is_compiled_is_made_as_ever(tmp_path):
    @register_jitable(no_cpython_wrapper=True, no_cfunc_wrapper=True)
    def doubled(number):
        return 2.0 * number

    def outer(number):
        return doubled(number) + 1.0

    made, finalized = [], compiler.JITCodeLibrary._finalize_specific
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiler.JITCodeLibrary, "_finalize_specific", lambda it: made.append(it.name) or finalized(it))
        assert kernel(outer, str(tmp_path))(3.0) == 7.0
        assert [name.rsplit(".")[-1] for name in made] == ["outer"]
        assert njit(lambda number: doubled(number) - 1.0)(3.0) == 5.0
        assert len(made) > 2
    # What is on disk has its way in, too.
    assert kernel.__wrapped__(outer, str(tmp_path))(3.0) == 7.0


def test_a_rival_has_a_layout_of_its_own():
    """Or each call of its kernels is looked for anew, forty times slower, once another model was run in the process."""
    rival = load("bakery", ['model.rivals.internal_service="mean"']).setting().model
    assert constants(rival) != constants(MODEL)
    assert constants(MODEL) == constants(load("bakery").setting().model)
