"""Actions of one mechanism, neighbours in the week, as a function over the arrays of one run."""

from __future__ import annotations

import inspect
import re
import typing
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from imsim.engine.fields import Record, declarations
from imsim.engine.forms import called_from
from imsim.engine.mechanism import SINGULAR, Mechanism, asked_by
from imsim.engine.model import Action, Model
from imsim.engine.places import Places, Unknown
from imsim.engine.rules import Update

# Rows that steps may write to, as they are called where a step asks for them.
RECORDS = ("departments", "segments", "firm", "flows")
# What a kernel knows beside arrays.
PLAIN = ("week", "pace", "first", "end", "segment", "post")
BATCH = "Batch(first, end, segment, week)"
WORD = re.compile(r"\w+")


class Scribe:
    """Writes the functions of a model's actions.

    Args:
        model: whose actions they are.
        arrays: names of the arrays of one run.

    Attributes:
        functions: their text, by name.
        called: what they call, by the name that stands in the text.
    """

    def __init__(self, model: Model, arrays: Sequence[str]) -> None:
        self.model, self.arrays = model, arrays
        self.places = Places(model, arrays)
        self.functions: dict[str, str] = {}
        self.called: dict[str, Callable[..., Any]] = {}

    def group(self, actions: Sequence[Action], *, welcome: bool = False) -> str:
        """The call of a function that carries out neighbouring actions of one mechanism, one after the other."""
        name = f"{'welcome_' if welcome else ''}{actions[0].mechanism.name}__{actions[0].function.__name__}"
        return self.write(name, self.body(actions, welcome=welcome))

    def body(self, actions: Sequence[Action], *, welcome: bool = False) -> Iterator[str]:
        """The text that carries out neighbouring actions of one mechanism."""
        mechanism, body = actions[0].mechanism, list[str]()
        for before, action in zip((None, *actions), actions, strict=False):
            lines = list(self.lines(action, welcome))
            when = action.told.when
            if when and not welcome:
                if before is None or before.told.when != when:
                    body.append(f"in_use = {self.in_use(when)}")
                lines = ["if in_use:", *indented(lines), *self.otherwise(action)]
            body.extend(lines)
        yield from self.handed(mechanism, [action.function for action in actions], body)
        yield from body

    def write(self, name: str, body: Iterable[str]) -> str:
        """Write a function, and give its call; it is handed the arrays and numbers that its text names."""
        text = "\n".join(indented(body))
        words = set(WORD.findall(text)) - ({"post"} if "for post in" in text else set())
        arguments = ", ".join(one for one in (*self.arrays, *PLAIN) if one in words)
        self.functions[name] = f"def {name}({arguments}):\n{text}\n"
        return f"{name}({arguments})"

    def known(self, mechanism: Mechanism, thing: Any) -> str:
        """Let the text call something of a mechanism.

        Raises:
            ValueError: another mechanism has something of the same name, both names put together.
        """
        name = f"{mechanism.name}_{thing.__name__}"
        if self.called.setdefault(name, thing) is not thing:
            raise ValueError(f"{mechanism.name}: {thing.__name__}: {name} is taken by another mechanism, rename it")
        return name

    def handed(
        self, mechanism: Mechanism, functions: Sequence[Callable[..., Any]], body: Sequence[str]
    ) -> Iterator[str]:
        """What the text of a function calls `its`: parameters and columns that the mechanism declares and it names."""
        words = set(WORD.findall("\n".join(body)))
        named = set[str]().union(*(names_in(self.model.form(function)) for function in functions))
        for name, seen in mechanism.seen.items():
            if f"its_{name}" in words:
                yield f"its_{name} = {self.filled(mechanism, seen, named)}"

    def filled(self, mechanism: Mechanism, seen: type, named: set[str], zero: str = "") -> str:
        """A class of a mechanism, filled from the arrays of the run; of columns, only those that are named."""
        entity = SINGULAR.get(seen.__name__, seen.__name__)
        if entity == "P":
            values = [f"{name}={'0.0' if name == zero else f'p.{name}'}" for name, _, _ in declarations(seen)]
            return f"{self.known(mechanism, seen)}({', '.join(values)})"
        told = [(name, about) for name, about, _ in declarations(seen) if name in named]
        kind = f"{mechanism.name}_{seen.__name__}_{len(self.called)}"
        self.called[kind] = namedtuple(seen.__name__, [name for name, _ in told])
        return f"{kind}({', '.join(f'{name}={self.places.whole(entity, name, about)}' for name, about in told)})"

    def lines(self, action: Action, welcome: bool) -> Iterator[str]:
        """The text of one action."""
        told, mechanism = action.told, action.mechanism
        if not isinstance(told, Update):
            yield self.step(action)
            return
        if told.noise and not welcome:
            yield f"draw_noise(scratch_f[0], p.{told.noise}, counter(streams.{told.stream}, week), first, end)"
        if welcome:
            yield self.first_value(action)
            return
        # Taken out of the arrays before the loop, so that the compiler sees what is the same for all.
        values = {
            name: self.places.value(name, about.kind) for name, about, _ in declarations(mechanism.seen["Employee"])
        }
        yield from (f"my_{name} = {taken}" for name, (taken, _) in values.items())
        employee = f"{self.known(mechanism, mechanism.seen['Employee'])}("
        employee += ", ".join(f"{name}=my_{name}{place}" for name, (_, place) in values.items()) + ")"
        room, places = self.room(told.target)
        yield f"target = {room}"
        target = f"target[{'post - first' if places.startswith('0') else 'post'}]"
        equation = self.known(mechanism, self.model.form(action.function))
        loop = [
            "for post in range(first, end):",
            f"    {target} {'+=' if told.add else '='} {equation}({employee}, its_P)",
        ]
        if told.zero:
            # With a zero that it sees, the compiler drops what the general case needs.
            yield f"if p.{told.zero} == 0:"
            yield f"    its_zero = {self.filled(mechanism, mechanism.seen['P'], set(), told.zero)}"
            yield from indented(line.replace("its_P", "its_zero") for line in loop)
            yield "else:"
            loop = list(indented(loop))
        yield from loop

    def first_value(self, action: Action) -> str:
        """An equation at work on one newcomer."""
        mechanism, told = action.mechanism, action.told
        assert isinstance(told, Update)
        seen = mechanism.seen["Employee"]
        values = (f"{name}={self.places.newcomers_value(name, about.kind)}" for name, about, _ in declarations(seen))
        employee = f"{self.known(mechanism, seen)}({', '.join(values)})"
        equation = self.known(mechanism, self.model.form(action.function))
        return f"{self.room(told.target)[0]}[post] = {equation}({employee}, its_P)"

    def room(self, target: str) -> tuple[str, str]:
        """Where an update writes, and the places of a batch there."""
        if target in self.model.interims:
            return self.places.scratch(target), "0, end - first"
        return self.places.column("Employee", target), "first, end"

    def step(self, action: Action) -> str:
        """A step, called with what its parameters ask for."""
        step = self.known(action.mechanism, self.model.form(action.function))
        asked = (
            f"{name}={self.argument(action.mechanism, name, kind)}" for name, kind in asked_by(action.function).items()
        )
        return f"{step}({', '.join(asked)})"

    def argument(self, mechanism: Mechanism, name: str, kind: Any) -> str:
        """What a step asks for with one parameter.

        Raises:
            Unknown: nothing of the name and the type is known.
        """
        kind = next(iter(typing.get_args(kind)), kind)
        if inspect.isclass(kind) and issubclass(kind, Record) and kind.rows:
            return f"room_{kind.__name__.lower()}" + ("[0]" if kind.rows == "one" else "")
        if inspect.isclass(kind) and mechanism.seen.get(kind.__name__) is kind and not issubclass(kind, Record):
            return f"its_{kind.__name__}"
        if f"static_{name}" in self.arrays:
            return f"static_{name}"
        if name in RECORDS or name in PLAIN:
            return name
        if name == "batch":
            return BATCH
        raise Unknown(f"{mechanism.name}: a step asks for {name}: {kind}, which is not known")

    def in_use(self, when: Iterable[str]) -> str:
        """Whether one of some names is not zero in a batch, or in use at all."""
        asked = []
        for name in when:
            one = self.model.names.get(("Employee", name))
            if f"given_{name}" in self.arrays:
                asked.append(f"len(given_{name}) > 0")
            elif one is not None and one.about.kind == "effect":
                asked.append(f"page.{one.about.effect or name} > 0")
            else:
                asked.append(f"any_but_zero({self.places.column('Employee', name)}, first, end)")
        return " or ".join(asked)

    def otherwise(self, action: Action) -> Iterator[str]:
        """What stands where nothing is in use."""
        told = action.told
        if not isinstance(told, Update) or told.otherwise is None:
            return
        room, places = self.room(told.target)
        yield "else:"
        if isinstance(told.otherwise, str) and not self.places.is_parameter(told.otherwise):
            yield f"    copy_all({room}, {self.places.column('Employee', told.otherwise)}, {places})"
        else:
            yield f"    set_all({room}, {self.places.number(told.otherwise)}, {places})"

    # Mechanisms that are left out, and newcomers

    def left_out(self) -> Iterator[tuple[str, list[str]]]:
        """What others read of a mechanism that is left out, where it is worked out for each batch anew."""
        for mechanism in self.model.mechanisms:
            own = [one for one in mechanism.declared if one.about.kind == "interim" and one.entity == "Employee"]
            starts = {self.places.scratch(one.name): self.places.number(self.places.start(one.name)) for one in own}
            lines = [f"set_all({room}, {start}, 0, end - first)" for room, start in starts.items()]
            if lines:
                yield mechanism.name, lines

    def newcomers(self) -> Iterator[str]:
        """What each mechanism gives a newcomer; of one that is left out, what depends on the person."""
        for mechanism in self.model.mechanisms:
            for condition, which in ((f"on.{mechanism.name}", "newcomer"), (f"not on.{mechanism.name}", "neutral")):
                if lines := self._starts(mechanism, which):
                    yield f"if {condition}:"
                    yield from indented(lines)

    def _starts(self, mechanism: Mechanism, which: str) -> list[str]:
        lines = []
        for one in mechanism.states:
            value = getattr(one.about, which)
            personal = isinstance(value, str) and ("Employee", value) in self.model.names
            if one.entity == "Employee" and value is not None and (which == "newcomer" or personal):
                lines.append(f"{self.places.column('Employee', one.name)}[post] = {self.places.number(value)}")
        return lines


def names_in(function: Callable[..., Any]) -> set[str]:
    """Names that stand in a function, in those it calls, and in the classes it builds."""
    found: set[str] = set()
    for one in called_from(function):
        found |= set(one.__code__.co_names)
        for thing in (one.__globals__.get(name) for name in one.__code__.co_names):
            found |= set(getattr(thing, "_fields", ()))
    return found


def indented(lines: Iterable[str]) -> Iterator[str]:
    """Lines one step to the right."""
    return (f"    {line}" for line in lines)
