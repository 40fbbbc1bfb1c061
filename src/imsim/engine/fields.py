"""Names of the model: each is declared once, in the mechanism it belongs to, with unit, meaning and neutral value.

A mechanism describes what it sees of an entity as a `NamedTuple` (values for equations, columns for steps) or a
`Record` (a row that a step may write to). The default of a field says what the name is: `state(...)`, `reads()`,
`parameter(...)`. A declared default is itself a number - the neutral value, or the default of a parameter - so
`Employee(management_trust=.5)` or `P()` can be handed to an equation as they stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar, dataclass_transform, get_type_hints

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]
Flags = NDArray[np.bool_]
Counts = NDArray[np.int32]
Rows = NDArray[np.uint64]
Places = NDArray[np.int64]
Ties = NDArray[np.uint32]

# How the values of a name lie in memory, by the annotation of its declaration.
DTYPES: dict[Any, str] = {
    float: "f8", Column: "f8", bool: "?", Flags: "?", int: "i4", Counts: "i4", Rows: "u8", Places: "i8", Ties: "u4",
}  # fmt: skip
# What moves or is kept; everything else is looked up, worked out on the way, or given.
STORED = ("state", "trait", "result", "perceived", "post", "flow", "sum")


@dataclass(frozen=True, slots=True)
class About:
    """What a declaration says of a name.

    Args:
        kind: what it is: one of STORED, or read, interim, effect, noise, stream, given, parameter, derived.
        symbol, unit, meaning: for tables, the model description and cards.
        neutral: what stands when its mechanism is absent, and at the start: a number, or the name of a parameter,
            reference value or other column.
        newcomer: what somebody newly hired starts with; nothing where an update of the phase `welcome` says so.
        effect: name under which programmes and events add to it.
        axis: of an effect: post, edge or firm; of an input, how many axes stand before (case, replicate), -1 for none.
        share_of: attitude whose drivers this parameter weighs.
        price: whether this parameter turns what happens into money or hours alone.
    """

    kind: str
    symbol: str = "-"
    unit: str = "-"
    meaning: str = ""
    neutral: float | str = 0.0
    newcomer: float | str | None = None
    effect: str = ""
    axis: str | int = ""
    low: float = 0.0
    high: float = 0.0
    status: str = ""
    source: str = ""
    share_of: str = ""
    price: bool = False


class Declared(float):
    """A number that knows what it stands for."""

    about: About

    def __new__(cls, value: float, about: About) -> Declared:
        """A number with what was said of it."""
        number = super().__new__(cls, value)
        number.about = about
        return number

    def __reduce__(self) -> Any:
        return Declared, (float(self), self.about)


def _declared(about: About) -> Any:
    return Declared(about.neutral if isinstance(about.neutral, int | float) else float("nan"), about)


def state(
    symbol: str, unit: str, meaning: str, *, neutral: float | str = 0.0, newcomer: float | str | None = None
) -> Any:
    """Something that the weekly equations move."""
    return _declared(About("state", symbol, unit, meaning, neutral, newcomer))


def trait(symbol: str, unit: str, meaning: str, *, neutral: float | str = 0.0) -> Any:
    """Something drawn at hiring, or once for all, and kept."""
    return _declared(About("trait", symbol, unit, meaning, neutral))


def result(
    symbol: str, unit: str, meaning: str, *, neutral: float | str = 0.0, newcomer: float | str | None = None
) -> Any:
    """Something worked out anew each week from states and traits."""
    return _declared(About("result", symbol, unit, meaning, neutral, newcomer))


def perceived(symbol: str, unit: str, meaning: str, *, neutral: float | str) -> Any:
    """Something seen around when the week began."""
    return _declared(About("perceived", symbol, unit, meaning, neutral))


def of_post(unit: str, meaning: str, *, neutral: float = 0.0, newcomer: float | None = None) -> Any:
    """Something of the position, whoever holds it."""
    return _declared(About("post", "-", unit, meaning, neutral, newcomer))


def flow(unit: str, meaning: str) -> Any:
    """Something that happened this week, summed over the firm or a department."""
    return _declared(About("flow", "-", unit, meaning))


def collects(unit: str, meaning: str) -> Any:
    """A sum, nothing at the beginning of each week, that other mechanisms may add to."""
    return _declared(About("sum", "-", unit, meaning))


def interim(unit: str, meaning: str, *, newcomer: float | str | None = None) -> Any:
    """Something worked out on the way, for one batch of employees or customers at a time."""
    return _declared(About("interim", "-", unit, meaning, newcomer=newcomer))


def reads() -> Any:
    """A name that is declared elsewhere."""
    return Declared(float("nan"), About("read"))


def effect(axis: str, meaning: str, name: str = "") -> Any:
    """What programmes and events may do to people, edges or the firm this week; nothing unless one does.

    Args:
        axis: post, edge or firm.
        meaning: in words.
        name: under which it is added to; that of the field unless said otherwise.
    """
    return _declared(About("effect", "-", "-", meaning, effect=name, axis=axis))


def weekly_noise() -> Any:
    """This week's noise of the quantity that is updated."""
    return _declared(About("noise"))


def stream(meaning: str, *, weekly: bool = True) -> Any:
    """A stream of random numbers that a step draws from, named by the field: that of the week, or one for all weeks."""
    return _declared(About("stream", meaning=meaning, axis="week" if weekly else ""))


def given(meaning: str, lead: int = -1) -> Any:
    """An array that a weekly input hands over; with so many axes before (case, replicate), -1 where runs share it."""
    return _declared(About("given", meaning=meaning, axis=lead))


def derived(unit: str, meaning: str) -> Any:
    """A constant that follows from parameters, organisation, market and economy alone."""
    return _declared(About("derived", "-", unit, meaning))


def parameter(
    default: float, low: float, high: float, unit: str, status: str, source: str, meaning: str, **more: Any,
) -> Any:  # fmt: skip
    """A behavioural number.

    Args:
        default, low, high: value and range in which the evidence lets it vary.
        unit: for tables.
        status: cal (calibrated against published patterns), SA (evidence gives a range), fix (an anchor or a measured
            constant), scn (set by the scenario), assumed (a guess with a range; a source, if any, tells the sign
            alone).
        source: key of docs/references.md, or a dash.
        meaning: in plain words.
        more: symbol in the model description; share_of, the attitude whose drivers it weighs; price, whether it turns
            what happens into money or hours, and moves neither people nor customers.
    """
    about = About("parameter", "-", unit, meaning, neutral=default, low=low, high=high, status=status, source=source)
    return Declared(default, replace(about, **more))


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of the model, with the range in which the evidence lets it vary.

    Args:
        name: its one spelling in scenario files, equations, tables and figures.
        symbol: in the model description, or a dash.
        default, low, high: in its unit.
        unit: for tables; shares and attitudes are 0-1.
        status: how well it is known: cal, SA, fix, scn or assumed (see `parameter`).
        source: a key of docs/references.md, or a dash.
        meaning: in plain words.
        chapter: mechanism, programme or other file that it belongs to.
        share_of: attitude whose drivers it weighs.
        price: whether it turns what happens into money or hours alone.
    """

    name: str
    symbol: str
    default: float
    low: float
    high: float
    unit: str
    status: str
    source: str
    meaning: str
    chapter: str
    share_of: str = ""
    price: bool = False


@dataclass_transform(kw_only_default=True, field_specifiers=(state, flow, reads, interim))
class Record:
    """A row that steps may write to: few of a kind, their numbers side by side (departments, the firm).

    Example:
        >>> class Department(Record):
        ...     service_in: float = state("I", "0-1", "internal service it receives")
        >>> Department(service_in=0.6).service_in
        0.6
    """

    rows: ClassVar[str] = ""

    def __init_subclass__(cls, rows: str = "") -> None:
        """Say that it is room to work in: one row, or one a post; by default it is kept from week to week."""
        cls.rows = rows

    def __init__(self, **values: float) -> None:
        self.__dict__.update(values)


def declarations(seen: type) -> Iterator[tuple[str, About, str]]:
    """Names of a class that describes what a mechanism sees, what is said of each, and its dtype ("" for other)."""
    if "__declared__" not in vars(seen):
        hints = get_type_hints(seen)
        defaults = dict(getattr(seen, "_field_defaults", vars(seen)))
        told = ((name, defaults.get(name), DTYPES.get(kind, "")) for name, kind in hints.items())
        # Kept with the class: in another process the names of its types may be unknown.
        found = tuple((name, value.about, dtype) for name, value, dtype in told if isinstance(value, Declared))
        seen.__declared__ = found  # type: ignore[attr-defined]
    yield from vars(seen)["__declared__"]


def parameters_in(seen: type, chapter: str) -> Iterator[Parameter]:
    """Parameters that a class declares."""
    for name, about, _ in declarations(seen):
        if about.kind == "parameter":
            default = float(about.neutral)
            yield Parameter(
                name, about.symbol, default, about.low, about.high, about.unit, about.status, about.source,
                about.meaning, chapter, about.share_of, about.price,
            )  # fmt: skip
