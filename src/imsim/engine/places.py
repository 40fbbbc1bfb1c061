"""Where each name of a model stands: the text by which a kernel takes it from the arrays of one run."""

from __future__ import annotations

from collections.abc import Container

from imsim.engine.fields import STORED, About
from imsim.engine.mechanism import Mechanism
from imsim.engine.model import LETTERS, Model


class Unknown(TypeError):
    """A mechanism asks for what nobody declares."""


class Places:
    """Where names stand.

    Args:
        model: that declares them.
        arrays: names of the arrays of one run.
    """

    def __init__(self, model: Model, arrays: Container[str]) -> None:
        self.model, self.arrays = model, arrays

    def check(self, mechanism: Mechanism) -> None:
        """See that parameters and numbers of records that a mechanism reads are declared.

        Raises:
            Unknown: one is not.
        """
        for entity, name in mechanism.reads:
            known = self.is_parameter(name) if entity == "P" else name in self.model.records.get(entity, (name,))
            if not known:
                raise Unknown(f"{mechanism.name}: {entity}.{name} is declared by no mechanism")

    def column(self, entity: str, name: str) -> str:
        """The column of a name.

        Raises:
            Unknown: it has none.
        """
        one = self.model.names.get((entity, name))
        if one is not None and one.about.kind in STORED:
            letter = LETTERS[one.dtype]
            return f"{entity.lower()}_{letter}[{self.model.columns(entity, letter).index(name)}]"
        if one is not None and one.about.kind == "effect":
            return f"{'on_edges' if one.about.axis == 'edge' else 'on_posts'}[page.{one.about.effect or name}]"
        for array in (f"static_{entity.lower()}_{name}", f"reference_{name}", f"given_{name}", f"static_{name}"):
            if array in self.arrays:
                return array
        raise Unknown(f"{entity}.{name} is declared by no mechanism")

    def scratch(self, name: str) -> str:
        """The room of an interim value."""
        letter, place = self.model.interims[name]
        return f"scratch_{letter}[{place}]"

    def whole(self, entity: str, name: str, about: About) -> str:
        """A column, or one number of the firm or of the week."""
        if about.kind == "stream":
            return f"counter(streams.{name}, week)" if about.axis == "week" else f"streams.{name}"
        if name in ("week", "pace"):
            return name
        if entity == "Scratch":
            return self.scratch(name)
        if (entity, name) not in self.model.names or entity == "Effects":
            if effect := self.effect_on_firm(name):
                return effect
            if entity not in ("Employee", "Customer", "Edge") and name in self.model.records.get("Firm", ()):
                return f"firm.{name}"
        return self.column(entity, name)

    def effect_on_firm(self, name: str) -> str:
        """An effect on the firm; nothing where there is none of the name."""
        one = self.model.names.get(("Effects", name))
        return f"effects.{one.about.effect or name}" if one else ""

    def value(self, name: str, kind: str) -> tuple[str, str]:
        """What one employee's value of a name is taken from, and the place there; none where all have the same."""
        if kind == "noise":
            return "scratch_f[0]", "[post - first]"
        if name == "pace":
            return name, ""
        if name in self.model.interims:
            return self.scratch(name), "[post - first]"
        if ("Employee", name) not in self.model.names:
            if effect := self.effect_on_firm(name):
                return effect, ""
            if name in self.model.records.get("Firm", ()):
                return f"firm.{name}", ""
        return self.column("Employee", name), "[post]"

    def newcomers_value(self, name: str, kind: str) -> str:
        """A newcomer's value of a name: there is no noise yet, and interim values are what a newcomer starts with."""
        if kind == "noise":
            return "0.0"
        if name in self.model.interims:
            return self.number(self.start(name))
        return "".join(self.value(name, kind))

    def start(self, name: str) -> float | str:
        """What stands for an interim value where nobody works it out."""
        newcomer = self.model.of_kind("interim")[name].about.newcomer
        return 0.0 if newcomer is None else newcomer

    def number(self, value: float | str) -> str:
        """A number, or the parameter or the employee's column of a name."""
        if not isinstance(value, str):
            return repr(float(value))
        return f"p.{value}" if self.is_parameter(value) else f"{self.column('Employee', value)}[post]"

    def is_parameter(self, name: str) -> bool:
        """Whether a name is a parameter, or a constant derived from parameters."""
        return name in self.model.parameters or name in self.model.of_kind("derived")
