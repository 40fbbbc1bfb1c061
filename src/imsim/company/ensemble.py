"""An ensemble: a block of runs of one company at one moment, its arrays and the week that comes next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from imsim.company.economics import Economy
from imsim.company.effects import Effects
from imsim.company.market import Market
from imsim.company.organisation import Organisation
from imsim.company.reference import Reference
from imsim.company.static import static_state
from imsim.engine.batches import SIZE
from imsim.engine.model import LETTERS, Model
from imsim.engine.parameters import Parameters
from imsim.engine.streams import Streams
from imsim.engine.tables import DTYPES, Records, Table, aligned, constants, record

Column = NDArray[np.float64]
Inputs = dict[str, NDArray[Any]]
Value = TypeVar("Value")

# By which text a kernel takes a run's part of an array, for the arrays that every model has.
RUN = "[case, replicate]"
PARTS = {
    "p": RUN, "on": "[case]", "departments": RUN, "segments": RUN, "firm": "[case, replicate, 0]",
    "flows": "[case, replicate, 0]", "on_posts": RUN, "on_edges": RUN, "page": "[0]",
    "effects": "[case, replicate, 0]", "streams": "[replicate]",
}  # fmt: skip

# Rows of room are so many numbers longer than a batch: a power of two apart they would crowd each other out of cache.
APART = 8


class Firm(NamedTuple):
    """What all runs of an ensemble share.

    Args:
        organisation: departments, posts and who knows whom.
        market: customers and what they buy.
        economy: prices and wages.
    """

    organisation: Organisation
    market: Market
    economy: Economy


@dataclass
class Ensemble:
    """Everything about a block of runs of one company.

    Args:
        model: mechanisms at work.
        shared: organisation, market and economy of all runs.
        parameters: of the cases.
        streams: of random numbers, of the replicates.
        without: names of the mechanisms that each case leaves out.
        week: the week that comes next.

    Attributes:
        employees: what there is of each post and its holder, columns (cases, replicates, posts).
        customers: columns (cases, replicates, rows of the market).
        departments, firm, flows, segments: records, (cases, replicates, n) each.
        effects: what programmes and events do this week.
        reference: values at the reference point.
    """

    model: Model
    shared: Firm
    parameters: Parameters
    streams: Streams
    without: Sequence[frozenset[str]]
    week: int = 0
    employees: Table = field(init=False)
    customers: Table = field(init=False)
    departments: Records = field(init=False)
    segments: Records = field(init=False)
    firm: Records = field(init=False)
    flows: Records = field(init=False)
    effects: Effects = field(init=False)
    reference: Reference = field(init=False)

    def __post_init__(self) -> None:
        cases, replicates = self.shape
        for entity, rows in (("Employee", self.organisation.posts), ("Customer", self.market.rows)):
            names = {letter: self.model.columns(entity, letter) for letter in "fcb"}
            setattr(self, f"{entity.lower()}s", Table.empty((cases, replicates, rows), names))
        for entity, name, rows in self._records():
            numbers = np.zeros((cases, replicates, rows), dtype=record(self.model.records[entity]))
            setattr(self, name, Records(numbers))
        self._derive()
        self._stand_at_reference()

    def _records(self) -> tuple[tuple[str, str, int], ...]:
        departments, segments = len(self.organisation.departments), len(self.market.segments)
        return (
            ("Department", "departments", departments), ("Segment", "segments", segments), ("Firm", "firm", 1),
            ("Flows", "flows", 1),
        )  # fmt: skip

    @property
    def organisation(self) -> Organisation:
        """Departments, posts and who knows whom."""
        return self.shared.organisation

    @property
    def market(self) -> Market:
        """Customers and what they buy."""
        return self.shared.market

    @property
    def economy(self) -> Economy:
        """Prices and wages."""
        return self.shared.economy

    @property
    def shape(self) -> tuple[int, int]:
        """(cases, replicates)."""
        return len(self.without), len(self.streams.replicates)

    def _derive(self) -> None:
        """What follows from parameters alone, and room to work in."""
        model, (cases, replicates) = self.model, self.shape
        self.reference = Reference(model, self.parameters, *self.shared)
        self.effects = Effects(cases, replicates, self.organisation, model.effects)
        self._remembered: dict[str, Any] = {}
        self._constants = np.zeros(self.shape, dtype=constants(model))
        for name in model.parameters:
            self._constants[name] = getattr(self.parameters, name)[:, :, 0]
        for name in model.of_kind("derived"):
            value = getattr(self.reference, name)
            self._constants[name] = np.broadcast_to(value, (cases, 1, 1))[:, :, 0] if np.ndim(value) else value
        self._on = np.zeros(cases, dtype=record(model.by_name, "?"))
        for name in model.by_name:
            self._on[name] = [name not in left_out for left_out in self.without]
        self._standing = self._room() | self._static() | self._of_posts()

    def _room(self) -> Inputs:
        """Arrays for what is worked out on the way."""
        kinds = [letter for letter, _ in self.model.interims.values()]
        room: Inputs = {
            f"scratch_{letter}": np.zeros((kinds.count(letter) + (letter == "f"), SIZE + APART), dtype=DTYPES[letter])
            for letter in LETTERS.values()
        }
        for kind, seen in self.model.rooms.items():
            rows = self.organisation.posts if seen.rows == "post" else 1
            room[f"room_{kind.lower()}"] = aligned(rows, record(seen.__annotations__))
        return room

    def _static(self) -> Inputs:
        return {f"static_{name}": array for name, array in static_state(self.organisation, self.market).items()}

    def _of_posts(self) -> Inputs:
        """Values at the reference point that each post reads, (cases, 1, posts)."""
        department = self.organisation.department_of
        return {
            f"reference_{name}": getattr(self.reference, name).take(department, axis=2)
            for name in self.model.references_of_posts
        }

    def _stand_at_reference(self) -> None:
        """Put everybody and everything to its neutral value; then mechanisms say what is drawn at the start."""
        for (entity, name), one in self.model.names.items():
            value = one.about.neutral
            if not isinstance(value, str) and value == 0:
                continue
            if entity in ("Employee", "Customer"):
                if (entity, value) not in self.model.names:
                    self._column(entity, name)[...] = self._neutral(value, entity)
            elif entity in self.model.records:
                place = next(place for kind, place, _ in self._records() if kind == entity)
                setattr(getattr(self, place), name, self._neutral(value, entity))
        for start in self.model.starts:
            start(self)

    def _column(self, entity: str, name: str) -> NDArray[Any]:
        column: NDArray[Any] = getattr(self.employees if entity == "Employee" else self.customers, name)
        return column

    def _neutral(self, value: float | str, entity: str) -> Any:
        """A neutral value as an array for a kind of rows."""
        if not isinstance(value, str):
            return value
        if value in self.model.parameters:
            return getattr(self.parameters, value)
        found = getattr(self.reference, value)
        return found.take(self.organisation.department_of, axis=2) if entity == "Employee" else found

    @cached_property
    def _arrays(self) -> tuple[tuple[str, str], ...]:
        """Name of each array of the state, and the text by which a kernel takes a run's part of it."""
        parts = dict(PARTS)
        for table in ("employee", "customer"):
            parts |= {f"{table}_{letter}": RUN for letter in "fcb"}
        for name in self._standing:
            parts[name] = "[case, 0]" if name.startswith("reference_") else ""
        for name, one in self.model.of_kind("given").items():
            lead = int(one.about.axis)
            parts[f"given_{name}"] = "" if lead < 0 else f"[{':, ' * lead}case, replicate]"
        return tuple(parts.items())

    def kernels(self) -> tuple[tuple[Callable[..., Any], type], ...]:
        """The kernels of the week, each with the type of the state that it takes."""
        from imsim.engine.assembly import kernels_of  # who only reads a scenario need not wait for the compiler

        return self.once("kernels", lambda: kernels_of(self.model, self._arrays))

    def state(self) -> Inputs:
        """All arrays as they are this week, by name."""
        effects = self.effects
        arrays = self.once("fixed arrays", self._fixed) | {
            "on_posts": effects.posts, "on_edges": effects.edges, "page": effects.pages, "effects": effects.firm,
        }  # fmt: skip
        for hand_over in self.model.inputs:
            for name, array in hand_over(self).items():
                arrays[f"given_{name}"] = array
        return arrays

    def _fixed(self) -> Inputs:
        """Arrays that stay where they are from week to week."""
        arrays: Inputs = {
            "p": self._constants, "on": self._on, "departments": self.departments.rows,
            "segments": self.segments.rows, "firm": self.firm.rows, "flows": self.flows.rows,
            "streams": self.streams.keys(self.model.streams), **self._standing,
        }  # fmt: skip
        for name, table in (("employee", self.employees), ("customer", self.customers)):
            arrays |= {f"{name}_{letter}": array for letter, array in table.arrays.items()}
        return arrays

    def run(self, arrays: Inputs, *, ageing: bool = False, pace: int = 1, places: Sequence[int] = ()) -> None:
        """Run kernels of the week, all by default; ageing, `pace` weeks pass at once, and all are alone."""
        kernels = self.kernels()
        for place in places or range(len(kernels)):
            kernel, kind = kernels[place]
            kernel(kind(*(arrays[name] for name in kind._fields)), self.week, ageing, pace)  # type: ignore[attr-defined]

    def pass_week(self) -> None:
        """Let one week pass for every run."""
        self.run(self.state())
        self.week += 1

    def age(self, steps: Sequence[int]) -> None:
        """Fill the posts and let the initial staff age, so many weeks at each step."""
        arrays = self.state()
        # In a week before the first nobody is there yet, and every post is filled.
        self.run(arrays, ageing=True, places=[len(self.kernels()) - 1])
        for pace in steps:
            self.run(arrays, ageing=True, pace=pace)
            self.week += pace

    def fan_out(self, source: list[int], parameters: Parameters, without: Sequence[frozenset[str]]) -> Ensemble:
        """Cases that go their own ways from here: new case i starts where case source[i] stands.

        Args:
            source: index of the case to copy, for each new case.
            parameters: of the new cases; they may differ from the source's in nothing that burn-in has used.
            without: mechanisms that the new cases leave out.
        """
        other = object.__new__(Ensemble)
        other.__dict__.update(self.__dict__)
        other.parameters, other.without = parameters, without
        if source != list(range(self.shape[0])):
            other.employees, other.customers = self.employees.take(source), self.customers.take(source)
            for _, name, _ in self._records():
                setattr(other, name, getattr(self, name).take(source))
        other._derive()
        return other

    def once(self, name: str, make: Callable[[], Value]) -> Value:
        """What is worked out once and kept, by name."""
        if name not in self._remembered:
            self._remembered[name] = make()
        value: Value = self._remembered[name]
        return value

    @property
    def expected_claim(self) -> Column:
        """What people expect anyway where a post stands (c0 of E6), (cases, 1, posts)."""
        claim: Column = self.reference.expected_claim.take(self.organisation.department_of, axis=2)
        return claim

    @cached_property
    def contact_posts(self) -> NDArray[np.float64]:
        """1 for posts that meet customers, (posts,)."""
        return self.organisation.contact[self.organisation.department_of]

    def department_sums(self, values: NDArray[Any]) -> Column:
        """Sums over the posts of each department: (cases, replicates, posts) -> (cases, replicates, departments)."""
        cases, replicates = self.shape
        size, runs = len(self.organisation.departments), np.arange(cases * replicates).reshape(cases, replicates, 1)
        flat = (runs * size + self.organisation.department_of).ravel()
        sums = np.bincount(flat, weights=values.ravel(), minlength=cases * replicates * size)
        return np.asarray(sums, dtype=np.float64).reshape(cases, replicates, size)
