"""From the actions of a week to kernels: their text is written from what mechanisms declare, and compiled.

Neighbouring actions of a mechanism become a function that picks from the arrays of one run what the mechanism declared,
by name, and calls it; a kernel is the list of these calls, in the order of the week. The text is kept beside the
machine code, where a reader and a debugger find it.
"""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from types import ModuleType
from typing import Any

from imsim.engine.actions import WORD, Scribe, indented, names_in
from imsim.engine.fields import declarations
from imsim.engine.mechanism import asked_by
from imsim.engine.model import Action, Model
from imsim.engine.rules import COMPILED, Update

HEAD = '''"""Kernels of a week, written from what mechanisms declare."""

from typing import NamedTuple

from imsim.engine.batches import Batch, any_but_zero, batches_of, copy_all, draw_noise, ends_of, set_all
from imsim.engine.rng import counter
'''
EMPLOYEES, CUSTOMERS, WELCOME, RUN = "employees", "customers", "welcome", "run"
EMPLOYEE = "Employee"


class Text:
    """The text of the kernels of a model.

    Args:
        model: whose week it is.
        arrays: name of each array of the state, and the text by which a run's part is taken from it.
    """

    def __init__(self, model: Model, arrays: dict[str, str]) -> None:
        self.model, self.arrays = model, arrays
        self.scribe = Scribe(model, tuple(arrays))
        for mechanism in model.mechanisms:
            self.scribe.places.check(mechanism)
        check_batches(model)
        self.full = False
        self.kernels = [list(self.kernel(place, group)) for place, group in enumerate(model.actions)]

    def __str__(self) -> str:
        functions = "\n\n".join(self.scribe.functions.values())
        kernels = "\n\n".join("\n".join(lines) + "\n" for lines in self.kernels)
        return f"{HEAD}\n\n{functions}\n\n{kernels}"

    def kernel(self, place: int, actions: Sequence[Action]) -> Iterator[str]:
        """Lines of one kernel: for each run of a block what happens in a group of phases."""
        self.full = place == 0
        body = list(self.happenings(actions))
        if self.full:
            body = [*self.emptied("0", "employee_f.shape[1]"), *body]
        used = set(WORD.findall(" ".join(body)))
        taken = [f"{name} = state.{name}{part}" for name, part in self.arrays.items() if name in used]
        yield f"class State_{place}(NamedTuple):"
        yield from (f"    {name}: object" for name in self.arrays if name in used or name == "p")
        yield "\n"
        yield f"def kernel_{place}(state, week, ageing, pace):"
        yield "    cases, replicates = state.p.shape"
        yield "    for replicate in range(replicates):"
        yield "        for case in range(cases):"
        yield from (" " * 12 + line for line in (*taken, *body, "pass"))

    def emptied(self, first: str, end: str) -> Iterator[str]:
        """Sums that others add to begin at nothing."""
        self.full = False
        for name in self.model.collected:
            yield f"set_all({self.scribe.places.column('Employee', name)}, 0.0, {first}, {end})"

    def happenings(self, actions: Sequence[Action]) -> Iterator[str]:
        """Calls of a group, neighbours that take the same batches within one loop."""
        loops = {RUN: self.at_once, EMPLOYEES: self.batches, CUSTOMERS: self.customers, WELCOME: self.welcome}
        for kind, neighbours in groupby(actions, key=called_for):
            yield from loops[kind](list(neighbours))

    def once(self, actions: Sequence[Action]) -> Iterator[str]:
        """What is called once a run."""
        for condition, neighbours in groupby(actions, key=condition_of):
            yield f"if {condition}:"
            yield f"    {self.scribe.group(list(neighbours))}"

    def at_once(self, actions: Sequence[Action]) -> Iterator[str]:
        """What is called once a run, without a function around it."""
        for condition, neighbours in groupby(actions, key=condition_of):
            yield f"if {condition}:"
            yield from indented(self.scribe.body(list(neighbours)))

    def batches(self, actions: Sequence[Action]) -> Iterator[str]:
        """What is called for one batch of employees after the other."""
        yield "posts, segment = employee_f.shape[1], 0"
        yield "for batch in range(batches_of(posts)):"
        yield "    first, end = ends_of(batch, 0, posts)"
        if self.full:
            # Batch by batch, since they are added to while they are still at hand.
            yield from indented(self.emptied("first", "end"))
        if any(isinstance(action.told, Update) for action in actions):
            for mechanism, lines in self.scribe.left_out():
                yield f"    if not on.{mechanism}:"
                yield from indented(indented(lines))
        yield from indented(self.once(actions))

    def customers(self, actions: Sequence[Action]) -> Iterator[str]:
        """What is called for one batch of the customers of a segment after the other."""
        yield "for segment in range(len(segments)):"
        yield "    begin, last = static_first_row[segment], static_first_row[segment + 1]"
        yield "    for batch in range(batches_of(last - begin)):"
        yield "        first, end = ends_of(batch, begin, last)"
        yield from indented(indented(self.once(actions)))

    def welcome(self, actions: Sequence[Action]) -> Iterator[str]:
        """Updates of the few whom a flag marks: first what newcomers start with, then what follows from it."""
        yield "for post in range(employee_f.shape[1]):"
        yield f"    if {self.scribe.places.column('Employee', actions[0].phase.only)}[post]:"
        yield f"        {self.scribe.write('give_a_newcomer', self.scribe.newcomers())}"
        for condition, neighbours in groupby(actions, key=condition_of):
            yield f"        if {condition}:"
            yield f"            {self.scribe.group(list(neighbours), welcome=True)}"


def called_for(action: Action) -> str:
    """Whom an action is called for."""
    if action.phase.only:
        return WELCOME
    if isinstance(action.told, Update):
        return EMPLOYEES
    if action.phase.rows == CUSTOMERS or "batch" in asked_by(action.function):
        return action.phase.rows
    return RUN


def check_batches(model: Model) -> None:
    """See that what is worked out of a batch of employees is read before the next batch comes.

    Raises:
        ValueError: something that walks over everybody at once comes between.
    """
    groups = [groupby(group, key=called_for) for group in model.actions]
    loops = [list(loop) for group in groups for kind, loop in group if kind == EMPLOYEES]
    made = [{name for action in loop for name in interims_of(model, action, made=True)} for loop in loops]
    for loop, here in zip(loops, made, strict=True):
        for action in loop:
            lost = sorted(interims_of(model, action) & set[str]().union(*made) - here)
            if lost:
                raise ValueError(
                    f"{action.mechanism.name}: {action.function.__name__} reads {lost[0]}, which is worked out for one"
                    " batch at a time: a step that walks over everybody comes between (let it take a `batch`)"
                )


def interims_of(model: Model, action: Action, *, made: bool = False) -> set[str]:
    """What an update reads, or an action may make, of what is worked out of a batch of employees."""
    interims = {
        name for (entity, name), one in model.names.items() if one.about.kind == "interim" and entity == EMPLOYEE
    }
    if isinstance(action.told, Update):
        seen = {name for name, _, _ in declarations(action.mechanism.seen[EMPLOYEE])}
        return interims & ({action.told.target} if made else seen & names_in(action.function))
    return interims & {name for seen in action.mechanism.seen.values() for name, _, _ in declarations(seen)}


def condition_of(action: Action) -> str:
    """When an action happens at all."""
    here = f"on.{action.mechanism.name}"
    return here if action.phase.alone else f"not ageing and {here}"


@cache
def kernels_of(model: Model, arrays: tuple[tuple[str, str], ...]) -> tuple[tuple[Callable[..., Any], type], ...]:
    """The kernels of a model, in order, each with the type of the state that it takes; compiled at their first call.

    Args:
        model: whose week it is.
        arrays: name of each array of the state, and the text by which a run's part is taken from it.
    """
    from imsim.engine.machine_code import folder, kernel, open_to_kernels

    written = Text(model, dict(arrays))
    text, called = str(written), written.scribe.called
    open_to_kernels(*(one for one in called.values() if not isinstance(one, type)))
    home = folder()
    name = f"imsim_week_{hashlib.sha256((text + model.digest).encode()).hexdigest()[:16]}"
    module = load(name, text, home)
    vars(module).update(called)
    for function in written.scribe.functions:
        COMPILED[vars(module)[function]] = False
    place = str(Path(home) / name) if home else None
    scope, numbers = vars(module), range(len(written.kernels))
    return tuple((kernel(scope[f"kernel_{one}"], place), scope[f"State_{one}"]) for one in numbers)


def load(name: str, text: str, home: str | None) -> ModuleType:
    """A module of this text: from a file of its own, so that compiled code of it can be kept; else from memory."""
    if home is None:
        module = ModuleType(name)
        sys.modules[name] = module
        exec(compile(text, f"<{name}>", "exec"), vars(module))  # noqa: S102 - text of our own making
        return module
    path = Path(home) / name / f"{name}.py"
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{id(text)}")
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(path)
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
