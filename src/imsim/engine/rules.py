"""What a mechanism does, marked where it is written: equations, updates, steps, and what is prepared in Python.

Marks say when and for whom a function is called; the function itself stays plain Python that works on numbers and on
NumPy arrays alike. Machine code is made of it when kernels are assembled (`assembly`), so that nobody who only reads a
scenario waits for the compiler.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from inspect import getdoc, signature
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])

# Functions that kernels may call, in the order of their definition; whether each becomes a part of its caller.
COMPILED: dict[Callable[..., Any], bool] = {}
NUMBERED = re.compile(r"(E?[A-Z]*\d+[a-z]?(?:-E?\d+[a-z]?)?(?:, E\d+[a-z]?(?:-E\d+[a-z]?)?)*)\. (.+)")


@dataclass(frozen=True, slots=True)
class Equation:
    """An equation: number, claim about the world, source."""

    number: str
    claim: str
    source: str


@dataclass(frozen=True, slots=True)
class Update:
    """An equation at work on everybody: each week the state becomes what the equation gives.

    Args:
        phase: of the week.
        target: name of the state, the result or the interim value that is set.
        add: whether the value is added instead, to a sum that another mechanism collects.
        noise: parameter that holds the standard deviation of this week's noise, if the equation takes any.
        stream: of random numbers that the noise comes from.
        when: names of which one must not be zero in a batch, or effect or input of which one must be in use.
        otherwise: what stands where none is: a number, a parameter or another column; by default nothing is changed.
        after: update or step of the same phase that comes before.
        zero: parameter that is mostly zero, where a formula is much shorter for zero.
    """

    phase: str
    target: str
    add: bool = False
    noise: str = ""
    stream: str = ""
    when: tuple[str, ...] = ()
    otherwise: str | float | None = None
    after: str = ""
    zero: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A piece of the week that walks over its rows by itself; its parameters say by name and type what it needs."""

    phase: str
    when: tuple[str, ...] = ()
    after: str = ""


@dataclass(frozen=True, slots=True)
class Rival:
    """Another form of an equation that may be chosen in its place."""

    form: str
    name: str
    instead_of: Callable[..., Any]


def compiled(function: Function) -> Function:
    """Let kernels call a function; it becomes a part of its caller."""
    COMPILED[function] = True
    return function


def walks(function: Function) -> Function:
    """Let kernels call a function that walks over many rows: a call costs little there, and one copy is enough."""
    COMPILED[function] = False
    return function


def equation(function: Function) -> Function:
    """Mark an equation: pure, elementwise, its docstring opens with number and claim and ends with the source."""
    mark(function, "equation", equation_of(function))
    return compiled(function)


def update(
    phase: str,
    target: str = "",
    *,
    add: bool = False,
    noise: tuple[str, str] = ("", ""),
    **more: Any,
) -> Callable[[Function], Function]:
    """Mark the equation `(employee, p) -> value` by which a state moves each week (see `Update`).

    Args:
        phase: of the week.
        target: the state; by default the one the function is called after.
        add: see `Update`.
        noise: parameter with its standard deviation, and name of the stream.
        more: when, otherwise, after, zero: see `Update`.
    """

    def register(function: Function) -> Function:
        told = Update(phase, target or function.__name__, add, *noise, **more)
        mark(function, "update", told)
        mark(function, "equation", equation_of(function))
        return compiled(function)

    return register


def step(phase: str, *, when: tuple[str, ...] = (), after: str = "") -> Callable[[Function], Function]:
    """Mark a step; with parameters `first` and `end` it is called for one batch of rows after the other."""

    def register(function: Function) -> Function:
        mark(function, "step", Step(phase, when, after))
        return walks(function)

    return register


def rival(form: str, name: str, instead_of: Callable[..., Any]) -> Callable[[Function], Function]:
    """Mark an equation that may stand in the place of another of the same parameters, and register it beside it.

    Args:
        form: what is formed differently; a key of the table `[model.rivals]` of a scenario.
        name: of this form.
        instead_of: the equation whose place it takes.
    """

    def register(function: Function) -> Function:
        if list(signature(function).parameters) != list(signature(instead_of).parameters):
            raise TypeError(f"{function.__name__} takes other parameters than {instead_of.__name__}")
        mark(function, "rival", Rival(form, name, instead_of))
        return equation(function)

    return register


def reference(function: Function) -> Function:
    """Mark a function of a `Reference` that gives a value at the reference point, named after it."""
    mark(function, "reference", True)
    return function


def weekly(function: Function) -> Function:
    """Mark a function of an `Ensemble` that hands over arrays, by name, before kernels run each week."""
    mark(function, "weekly", True)
    return function


def at_start(function: Function) -> Function:
    """Mark a function that puts an `Ensemble` where it stands before anybody is hired."""
    mark(function, "at_start", True)
    return function


def mark(function: Callable[..., Any], name: str, value: object) -> None:
    """Write a mark on a function."""
    vars(function)[name] = value


def equation_of(function: Callable[..., Any]) -> Equation | None:
    """What a docstring says of an equation; None where it opens with no number."""
    told = NUMBERED.fullmatch((getdoc(function) or "").partition("\n")[0])
    return Equation(told[1], told[2], source_of(function)) if told else None


def source_of(thing: object) -> str:
    """What a docstring names as source, or a dash."""
    found = re.search(r"^Source: (.+?)(?:\n\n|\Z)", getdoc(thing) or "", re.DOTALL | re.MULTILINE)
    return " ".join(found[1].split()).rstrip(".") if found else "-"
