"""One chapter of the book: a mechanism, from what its file declares and computes."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from imsim.engine.fields import Parameter
from imsim.engine.mechanism import Mechanism
from imsim.engine.model import Model
from imsim.engine.rules import Rival, Update
from imsim.evidence.kept_sensitivity import kept_sensitivity
from imsim.reporting.book.blocks import Block, Cell, Code, Equations, Grid, Heading, Link, Text
from imsim.reporting.book.evidence import evidence_of, give_or_take, source_links
from imsim.reporting.book.formulas import Formula, formulas_of, shared_with
from imsim.reporting.book.notation import Maths
from imsim.reporting.book.symbols import PARAMETER, REFERENCE, Named, Symbols
from imsim.reporting.describe_model import given_by, label_of, read_by, told_apart
from imsim.reporting.text_tables import text

# How a paragraph of a mechanism's docstring begins that says what the mechanism leaves out.
LEFT_OUT = "Left out:"
NOTATION = (
    "A left arrow gives the value after this week's update; clip holds a number between two bounds; a bold 1 is one "
    "where what stands in its brackets holds, else nothing; ε is this week's noise. Symbols are declared with the "
    "names; what has none is written out. Upright words are declared names, slanted ones belong to one equation."
)


def chapter_of(mechanism: Mechanism, model: Model) -> list[Block]:
    """The chapter of a mechanism.

    Args:
        mechanism: whose it is.
        model: that it is a part of.
    """
    symbols = Symbols(mechanism, model)
    formulas = formulas_of(mechanism, model, symbols)
    shared = shared_with(mechanism, model, symbols)
    blocks: list[Block] = [Heading(2, title_of(mechanism), f"mechanism-{mechanism.name}")]
    paragraphs = inspect.cleandoc(mechanism.meaning).split("\n\n")
    blocks += [Text((flowing(one),)) for one in paragraphs if not one.startswith(LEFT_OUT)]
    blocks += in_short(mechanism, model)
    if formulas:
        blocks += [Heading(3, "Formulas"), Text((NOTATION,))]
        blocks += [block for one in formulas for block in formula_blocks(one, mechanism, model, symbols)]
    if shared:
        blocks.append(Text(("What it shares with other mechanisms:",)))
        blocks += [block for one in shared for block in formula_blocks(one, mechanism, model, symbols)]
    blocks += steps_of(mechanism)
    blocks += effects_on(mechanism)
    blocks += names_table(symbols)
    blocks += parameter_table(mechanism, symbols)
    blocks += moved_by(mechanism)
    blocks += evidence_of(mechanism)
    blocks += left_out(mechanism, model, paragraphs)
    return blocks


def title_of(mechanism: Mechanism) -> str:
    """Its name as a heading."""
    return mechanism.name.replace("_", " ").capitalize()


def flowing(paragraph: str) -> str:
    """A paragraph in one line."""
    return " ".join(paragraph.split())


def in_short(mechanism: Mechanism, model: Model) -> Iterator[Block]:
    """Where it stands: in the week, among the others, in the sources."""
    phases = [one.phase.name for group in model.actions for one in group if one.mechanism is mechanism]
    readers = {key for other in model.mechanisms for key in other.reads}
    given = told_apart([(one.entity, one.name) for one in given_by(mechanism, readers)]) + list(mechanism.adds)
    rows: list[tuple[str, Cell]] = [
        ("in the week", (", ".join(dict.fromkeys(phases)) or "-",)),
        ("keeps", (listed(told_apart([(one.entity, one.name) for one in mechanism.states])),)),
        ("reads of others", (listed(told_apart(read_by(mechanism))),)),
        ("gives to others", (listed(given),)),
        ("statements of the source texts", statements(mechanism)),
    ]
    yield Grid(("at a glance", ""), tuple(((name,), cell) for name, cell in rows))


def listed(names: list[str]) -> str:
    """Names in code type."""
    return ", ".join(f"`{name}`" for name in names) or "-"


def statements(mechanism: Mechanism) -> Cell:
    """Rows of the sources as links."""
    pieces: list[str | Link] = []
    for place, row in enumerate(mechanism.rows):
        pieces += [", "] if place else []
        pieces.append(Link(str(row), "statement", str(row)))
    return tuple(pieces) or ("-",)


def formula_blocks(formula: Formula, mechanism: Mechanism, model: Model, symbols: Symbols) -> Iterator[Block]:
    """A formula with its words."""
    label = label_of(mechanism, formula.name) or (formula.described.number if formula.described else "")
    yield Heading(4, f"{label} {formula.name}".strip(), f"{mechanism.name}-{formula.name}")
    yield Text((flowing(formula.claim),))
    rest = formula.prose if formula.described else formula.prose.partition("\n\n")[2]
    for paragraph in rest.split("\n\n"):
        if paragraph:
            yield Text((flowing(paragraph),))
    if formula.lines:
        yield Equations(formula.lines)
    else:
        yield Text(("This is no formula but a procedure; the code says it.",))
    if pieces := conditions(formula, symbols):
        yield Text(tuple(pieces))
    if formula.described and formula.described.source != "-":
        yield Text(("Source: ", *source_links(formula.described.source), "."))
    yield Code(f"{formula.name} in the code, with an example that is tested", formula.code, not formula.lines)
    del model


def conditions(formula: Formula, symbols: Symbols) -> list[str | Maths]:
    """When it is at work, with which noise, or in whose place."""
    told, pieces = formula.told, list[str | Maths]()
    if isinstance(told, Rival):
        return [f'A rival of `{told.instead_of.__name__}`, chosen by `model.rivals.{told.form} = "{told.name}"`.']
    if not isinstance(told, Update):
        return []
    if formula.noise and told.noise:
        sd = symbols.of(PARAMETER, told.noise)
        zero = Maths("0", "<mn>0</mn>")
        pieces += ["Here ", Maths(r"\varepsilon", "<mi>ε</mi>"), " is normal with mean ", zero]
        pieces += [" and standard deviation ", sd, f" (`{told.noise}`), drawn from the stream `{told.stream}`. "]
    if told.when:
        names = " or ".join(f"`{one}`" for one in told.when)
        rest = "nothing changes" if told.otherwise is None else f"`{told.target}` is `{text(told.otherwise)}`"
        pieces.append(f"At work only where {names} is above zero; otherwise {rest}. ")
    if told.phase:
        pieces.append(f"In the phase `{told.phase}`" + (f", after `{told.after}`." if told.after else "."))
    return pieces


def steps_of(mechanism: Mechanism) -> Iterator[Block]:
    """What it does beyond formulas: walks over departments, customers, networks."""
    steps = mechanism.steps
    if not steps:
        return
    yield Heading(3, "Steps")
    for function, told in steps:
        first, _, rest = (inspect.getdoc(function) or "").partition("\n\n")
        more = " ".join(flowing(one) for one in rest.split("\n\n") if one and not one.startswith(("Args:", "Example:")))
        yield Text((f"**{function.__name__}** (phase `{told.phase}`): {flowing(first)} {more}".rstrip(),), item=True)


def effects_on(mechanism: Mechanism) -> Iterator[Block]:
    """What programmes and events may do to it."""
    effects = [one for one in mechanism.declared if one.about.kind == "effect"]
    if effects:
        yield Heading(3, "What programmes and events may do to it")
        rows = [(one.about.effect or one.name, str(one.about.axis), one.about.meaning) for one in effects]
        yield Grid(("effect", "on", "meaning"), tuple(((f"`{name}`",), (axis,), (what,)) for name, axis, what in rows))


def names_table(symbols: Symbols) -> Iterator[Block]:
    """What stands in its formulas beside parameters."""
    names = [one for one in symbols.used.values() if one.entity != PARAMETER]
    if not names:
        return
    yield Heading(3, "Symbols")
    rows = tuple(
        ((symbols.of(one.entity, one.name),), (f"`{one.name}`",), (kind(one),), (one.unit,), (one.meaning or "-",))
        for one in names
    )
    yield Grid(("symbol", "name", "what it is", "unit", "meaning"), rows)


def kind(one: Named) -> str:
    """Whose it is and what it is."""
    if one.entity == REFERENCE:
        return "value at the reference point"
    return f"{one.entity.lower()}: {one.kind}"


def parameter_table(mechanism: Mechanism, symbols: Symbols) -> Iterator[Block]:
    """Its numbers, and those of others that its formulas use."""
    own = list(mechanism.parameters)
    used = {name for entity, name in symbols.used if entity == PARAMETER}
    others = symbols.parameters(used - {row.name for row in own})
    if not own and not others:
        return
    yield Heading(3, "Parameters")
    headings = ("symbol", "name", "default", "range", "unit", "status", "source", "meaning")
    if own:
        yield Grid(headings, tuple(parameter_row(row, symbols) for row in own))
    if others:
        yield Text(("Of others:",))
        yield Grid(headings, tuple(parameter_row(row, symbols) for row in others))


def parameter_row(row: Parameter, symbols: Symbols) -> tuple[Cell, ...]:
    """A parameter as a row."""
    symbol: Any = symbols.of(PARAMETER, row.name) if row.symbol != "-" else "-"
    span = f"{text(row.low)} to {text(row.high)}"
    return (
        (symbol,), (f"`{row.name}`",), (text(row.default),), (span,), (row.unit,), (row.status,),
        source_links(row.source), (row.meaning,),
    )  # fmt: skip


def moved_by(mechanism: Mechanism) -> Iterator[Block]:
    """What its numbers move, as far as a sensitivity analysis was kept."""
    kept = kept_sensitivity()
    if kept is None or not kept.effects:
        return
    first, *_ = kept.effects
    own = [row.name for row in mechanism.parameters if row.name in kept.effects[first]]
    if not own:
        return
    yield Heading(3, "What its numbers move")
    stale = " The model has changed since." if kept.stale else ""
    yield Text(
        (f"Mean size of the effect (Morris' mu*) with its 95 % half-width, and place among all: {kept.about}.{stale}",)
    )
    rows: list[tuple[Cell, ...]] = []
    for name in sorted(own, key=lambda name: kept.rank(first, name)):
        sizes = [give_or_take(size, half) for size, half in (effects[name] for effects in kept.effects.values())]
        cells = [f"{size} ({kept.rank(outcome, name)}.)" for size, outcome in zip(sizes, kept.effects, strict=True)]
        rows.append(((f"`{name}`",), *((cell,) for cell in cells)))
    yield Grid(("parameter", *kept.effects), tuple(rows))


def left_out(mechanism: Mechanism, model: Model, paragraphs: list[str]) -> Iterator[Block]:
    """What it does not say, and what stands where it is left out."""
    yield Heading(3, "What it leaves out, and what stands without it")
    for one in paragraphs:
        if one.startswith(LEFT_OUT):
            yield Text((flowing(one.removeprefix(LEFT_OUT)).strip().capitalize(),))
    if mechanism.essential:
        yield Text((f"It cannot be left out: {mechanism.essential}.",))
        return
    readers = {key for other in model.mechanisms for key in other.reads}
    neutral = [f"`{one.name}` = {text(one.about.neutral)}" for one in given_by(mechanism, readers)]
    stands = f"Others then read {', '.join(neutral)}." if neutral else "Nobody reads anything of it."
    yield Text((f"`--without {mechanism.name}` leaves it out. {stands}",))
