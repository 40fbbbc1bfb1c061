"""A mechanism: one idea of the theory, with all that its file declares."""

from __future__ import annotations

import hashlib
import importlib
import inspect
import pickle
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any, get_type_hints

from imsim.engine.fields import STORED, About, Parameter, declarations, parameters_in
from imsim.engine.rules import Equation, Step, Update

# What a class describes, by its name: one of these, or several.
SINGULAR = {"Employees": "Employee", "Customers": "Customer", "Edges": "Edge"}


@dataclass(frozen=True, slots=True)
class Name:
    """A name that a mechanism declares, and where.

    Args:
        entity: whose it is (Employee, Department, Firm ...).
        name: of the column.
        about: what is said of it.
        dtype: how its values lie in memory.
    """

    entity: str
    name: str
    about: About
    dtype: str


@dataclass(frozen=True)
class Mechanism:
    """One idea of the theory.

    Args:
        name: in scenario files and tables.
        meaning: its docstring: the first line is its claim.
        parts: classes and functions that make it up, in the order of the file.
        rows: statements of the sources that it stands for (docs/mechanisms.md).
        essential: why it cannot be left out; empty where it can.
        version: of a mechanism from outside.

    Example:
        >>> Mechanism("empty", "Nothing happens.").equations
        {}
    """

    name: str
    meaning: str
    parts: tuple[Any, ...] = ()
    rows: tuple[int, ...] = ()
    essential: str = ""
    version: str = field(default="", compare=False)

    @classmethod
    def here(
        cls,
        module: Mapping[str, Any],
        rows: Iterable[int] = (),
        essential: str = "",
        parameters: Iterable[Parameter] = (),
    ) -> Mechanism:
        """The mechanism of a module: call it at its end with `globals()`; further parameters may be added."""
        name = module["__name__"].rpartition(".")[2]
        own = [
            value
            for value in module.values()
            if getattr(value, "__module__", "") == module["__name__"]
            and (inspect.isfunction(value) or inspect.isclass(value))
        ]
        parts = (*own, *parameters)
        return cls(name, module.get("__doc__") or "", parts, tuple(rows), essential, module.get("__version__", ""))

    def __post_init__(self) -> None:
        """Find out at once what types classes and steps name: where there is no module, later would be too late."""
        for part in self.parts:
            if inspect.isclass(part):
                tuple(declarations(part))
            elif inspect.isfunction(part) and "step" in vars(part):
                asked_by(part)

    def __reduce__(self) -> Any:
        # A mechanism of imsim's own is found again where it is unpacked; one from outside travels with its text.
        if self.built_in:
            return shipped, (self.module,)
        return carried, (packed(self),)

    @property
    def module(self) -> str:
        """Name of the module it is written in."""
        return str(self.parts[0].__module__) if self.parts else ""

    @property
    def built_in(self) -> bool:
        """Whether it ships with imsim."""
        return self.module.startswith("imsim.")

    @cached_property
    def seen(self) -> dict[str, type]:
        """Classes that say what it sees, by their names."""
        return {part.__name__: part for part in self.parts if inspect.isclass(part) and any(declarations(part))}

    @cached_property
    def functions(self) -> tuple[Callable[..., Any], ...]:
        """All its functions."""
        return tuple(part for part in self.parts if inspect.isfunction(part))

    def marked(self, mark: str) -> dict[str, Callable[..., Any]]:
        """Its functions with a mark, by name."""
        return {one.__name__: one for one in self.functions if vars(one).get(mark)}

    @property
    def equations(self) -> dict[str, Equation]:
        """Its equations by the name of their functions."""
        return {name: vars(one)["equation"] for name, one in self.marked("equation").items()}

    @property
    def updates(self) -> list[tuple[Callable[..., Any], Update]]:
        """Equations that are at work on everybody each week."""
        return [(one, vars(one)["update"]) for one in self.marked("update").values()]

    @property
    def steps(self) -> list[tuple[Callable[..., Any], Step]]:
        """Pieces of the week."""
        return [(one, vars(one)["step"]) for one in self.marked("step").values()]

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """Behavioural numbers, in the order of the file."""
        chapter = self.name.replace("_", " ")
        declared = [row for seen in self.seen.values() for row in parameters_in(seen, chapter)]
        return (*declared, *(part for part in self.parts if isinstance(part, Parameter)))

    @cached_property
    def declared(self) -> tuple[Name, ...]:
        """All that it declares of any entity; of a name that is read, the declaration is somebody else's."""
        return tuple(
            Name("Effects" if about.axis == "firm" else SINGULAR.get(entity, entity), name, about, dtype)
            for entity, seen in self.seen.items()
            for name, about, dtype in declarations(seen)
            if about.kind not in ("read", "noise", "parameter")
        )

    @property
    def states(self) -> tuple[Name, ...]:
        """What it keeps: states, traits, results, perceptions, flows and sums."""
        rooms = {SINGULAR.get(entity, entity) for entity, seen in self.seen.items() if getattr(seen, "rows", None)}
        return tuple(name for name in self.declared if name.about.kind in STORED and name.entity not in rooms)

    @property
    def reads(self) -> tuple[tuple[str, str], ...]:
        """(entity, name) of what others declare and it reads."""
        return tuple(
            dict.fromkeys(
                (SINGULAR.get(entity, entity), name)
                for entity, seen in self.seen.items()
                for name, about, _ in declarations(seen)
                if about.kind == "read"
            )
        )

    @property
    def adds(self) -> tuple[str, ...]:
        """Sums of others that it adds to."""
        return tuple(told.target for _, told in self.updates if told.add)

    def rivals(self) -> Iterator[Callable[..., Any]]:
        """Other forms of its equations."""
        yield from self.marked("rival").values()

    @cached_property
    def digest(self) -> str:
        """Digest of its text: another text is another theory."""
        text = hashlib.sha256()
        for module in dict.fromkeys(part.__module__ for part in self.parts):
            text.update(source_of_module(module, [part for part in self.parts if part.__module__ == module]))
        return text.hexdigest()


def shipped(module: str) -> Mechanism:
    """The mechanism of a module of imsim."""
    found: Mechanism = vars(importlib.import_module(module))["MECHANISM"]
    return found


def packed(mechanism: Mechanism) -> bytes:
    """A mechanism from outside, its classes and functions by value: a worker need not find the file or the notebook."""
    import cloudpickle

    modules = [
        sys.modules[name] for name in dict.fromkeys(part.__module__ for part in mechanism.parts) if name in sys.modules
    ]
    for module in modules:
        cloudpickle.register_pickle_by_value(module)
    try:
        content: bytes = cloudpickle.dumps([getattr(mechanism, one.name) for one in fields(mechanism)])
    finally:
        for module in modules:
            cloudpickle.unregister_pickle_by_value(module)
    return content


def carried(content: bytes) -> Mechanism:
    """The mechanism that was packed."""
    return Mechanism(*pickle.loads(content))  # noqa: S301 - made by `packed` in the process that asks for the run


def asked_by(function: Callable[..., Any]) -> dict[str, Any]:
    """Parameters of a step and their types."""
    if "asked" not in vars(function):
        hints = get_type_hints(function)
        vars(function)["asked"] = {name: hints.get(name) for name in inspect.signature(function).parameters}
    found: dict[str, Any] = vars(function)["asked"]
    return found


def source_of_module(name: str, parts: Iterable[Any]) -> bytes:
    """Text of a module's file, or of some of its parts where it has none (a notebook)."""
    file = getattr(sys.modules.get(name), "__file__", None)
    if file is not None and Path(file).is_file():
        return Path(file).read_bytes()
    return "".join(repr(part) if isinstance(part, Parameter) else source_text(part) for part in parts).encode()


def source_text(part: Any) -> str:
    """Text of a class or a function; what of it can be had where there is no file."""
    try:
        return inspect.getsource(part)
    except (OSError, TypeError):
        if inspect.isfunction(part):
            return f"{part.__name__} {part.__code__.co_code!r} {part.__code__.co_consts!r}"
        return f"{part.__name__} {[(name, about) for name, about, _ in declarations(part)]!r}"
