"""The model after the ODD protocol, for the usual firm or for a scenario of one's own."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from imsim.engine.model import Model
from imsim.evidence.calibration import TUNED_TO_KEPT
from imsim.evidence.patterns import PATTERNS
from imsim.reporting.book.blocks import Block, Cell, Code, Contents, Grid, Heading, Text
from imsim.reporting.book.chapter import NOTATION, chapter_of, flowing
from imsim.reporting.book.evidence import source_links
from imsim.reporting.book.pages import Html, Markdown, Tex
from imsim.reporting.book.symbols import written as written_symbol
from imsim.reporting.describe_model import in_order_of_the_week
from imsim.reporting.numbers import plain
from imsim.reporting.text_tables import TextTable, text_tables
from imsim.scenarios import budget, plan
from imsim.scenarios.model import PARAMETERS, current
from imsim.scenarios.scenario import Scenario

TEMPLATE = Path(__file__).with_name("odd.md")
# Topics of which each table is of a kind that has a heading of its own.
OF_KINDS = ("programmes", "events")
MARK = re.compile(r"<!-- generated: (\w+) -->")
FORMATS = ("md", "tex", "html")
# Of the headings, chapters of mechanisms and single programmes are the last that its contents list.
DEEPEST_LISTED = 4
TITLE = "The model: an ODD description"


def odd(scenario: Scenario | None = None, form: str = "md") -> str:
    """The description as a document.

    Args:
        scenario: whose firm, numbers and choices of the theory it describes; the usual model without one.
        form: md, tex or html.
    """
    blocks = odd_blocks(scenario)
    if form == "tex":
        return Tex(TITLE).page(blocks[1:])
    return Html(TITLE).page(blocks) if form == "html" else Markdown().page(blocks)


def odd_blocks(scenario: Scenario | None = None) -> list[Block]:
    """The description, block by block, with a list of its contents before its first section."""
    blocks = list(unlisted(scenario))
    headings = [one for one in blocks if isinstance(one, Heading) and 2 <= one.level <= DEEPEST_LISTED]
    first = blocks.index(headings[0])
    return [*blocks[:first], Contents(tuple(headings)), *blocks[first:]]


def unlisted(scenario: Scenario | None) -> Iterator[Block]:
    """The description without a list of its contents."""
    model = current(scenario.table.model.rivals if scenario else None)
    for paragraph in TEMPLATE.read_text(encoding="utf-8").split("\n\n"):
        if found := MARK.fullmatch(paragraph.strip()):
            yield from generated(found[1], model, scenario)
        elif paragraph.strip():
            yield from written(paragraph.strip())


def written(paragraph: str) -> Iterator[Block]:
    """A paragraph of the template: a heading, a list, or words."""
    if heading := re.fullmatch(r"(#+) (.+)", paragraph):
        yield Heading(len(heading[1]), heading[2])
    elif paragraph.startswith("- "):
        for item in re.split(r"^- ", paragraph, flags=re.MULTILINE)[1:]:
            yield Text((flowing(item),), item=True)
    else:
        yield Text((flowing(paragraph),))


def generated(topic: str, model: Model, scenario: Scenario | None) -> Iterator[Block]:
    """What stands at a mark of the template."""
    if topic in SECTIONS:
        yield from SECTIONS[topic](model, scenario)
        return
    for table in text_tables(topic):
        if topic in OF_KINDS:
            kind, _, claim = table.title.partition(": ")
            name = kind.strip("()").replace("_", " ")
            yield Heading(4, name.capitalize(), f"{topic}-{name.replace(' ', '_')}")
            yield Text((claim,))
        elif table.title and table.title != topic:
            yield Text((f"**{table.title}**",))
        yield grid(table)


def grid(table: TextTable) -> Grid:
    """A table of text, its symbols typeset and its sources links."""
    made: dict[str, Callable[[str], Cell]] = {
        "source": source_links,
        "symbol": lambda symbol: (symbol if symbol == "-" else written_symbol(symbol),),
    }
    rows = [
        tuple(made.get(head, as_it_is)(cell) for head, cell in zip(table.headings, row, strict=True))
        for row in table.cells
    ]
    return Grid(table.headings, tuple(rows))


def as_it_is(cell: str) -> Cell:
    """A cell of words."""
    return (cell,)


# What is generated for this page alone


def chapters(model: Model, scenario: Scenario | None) -> Iterator[Block]:
    """Every mechanism that takes part, in the order of the week."""
    out = scenario.without if scenario else frozenset()
    notation = Text((NOTATION,))
    yield notation
    for mechanism in in_order_of_the_week():
        if mechanism.name not in out:
            for block in chapter_of(mechanism, model):
                if isinstance(block, Heading):
                    # Further down: the page has chapters of its own.
                    yield Heading(block.level + 2, block.text, block.anchor)
                elif block != notation and (not isinstance(block, Code) or block.needed):
                    yield block


def patterns(model: Model, scenario: Scenario | None) -> Iterator[Block]:
    """Published patterns by which the model is judged."""
    del model, scenario
    rows = tuple(
        ((one.id,), (one.label,), (f"{one.target:g}",), (f"{one.low:g} to {one.high:g}",), source_links(one.source))
        for one in PATTERNS.values()
        if one.counted
    )
    yield Grid(("id", "pattern", "published", "band", "source"), rows)


def calibration(model: Model, scenario: Scenario | None) -> Iterator[Block]:
    """Which parameters were tuned to which pattern, which to a kept one, and which to the figure of a study."""
    del model, scenario
    tuned: dict[str, list[str]] = {}
    for one in PATTERNS.values():
        for name in one.tuned:
            tuned.setdefault(name, []).append(one.id)
    rows: list[tuple[Cell, ...]] = [((f"`{name}`",), (f"pattern {', '.join(ids)}",)) for name, ids in tuned.items()]
    others = [row for row in PARAMETERS if row.status == "cal" and row.name not in tuned]
    for row in others:
        kept = TUNED_TO_KEPT.get(row.name)
        to: Cell = (f"kept pattern {', '.join(kept)}",) if kept else ("figure of ", *source_links(row.source))
        rows.append(((f"`{row.name}`",), to))
    yield Grid(("parameter", "tuned to"), tuple(rows))


def statuses(model: Model, scenario: Scenario | None) -> Iterator[Block]:
    """How many numbers are calibrated, assumed and so on."""
    del model, scenario
    counted = Counter(row.status for row in PARAMETERS)
    yield Grid(("status", "parameters"), tuple(((name,), (str(number),)) for name, number in counted.most_common()))


def streams(model: Model, scenario: Scenario | None) -> Iterator[Block]:
    """Streams of random numbers."""
    del scenario
    rows: dict[str, str] = {}
    for mechanism in model.mechanisms:
        for _, told in mechanism.updates:
            if told.stream:
                rows[told.stream] = f"weekly noise of {told.target.replace('_', ' ')}"
    rows |= {name: one.about.meaning for name, one in model.of_kind("stream").items()}
    rows |= {
        "market": "once a replicate: who is with the firm at first, customers' traits",
        "tastes": "once a replicate and case: the panel of preferences for rewards",
        "programme NAME CHANNEL": "who hears a message, who is named, what a survey misses",
    }
    yield Grid(("stream", "what it decides"), tuple(((f"`{name}`",), (what,)) for name, what in rows.items()))


def sensed(model: Model, scenario: Scenario | None) -> Iterator[Block]:
    """What employees see of others."""
    del scenario
    names = [one for one in model.names.values() if one.about.kind == "perceived"]
    yield Grid(("name", "what is seen"), tuple(((f"`{one.name}`",), (one.about.meaning,)) for one in names))


def budget_and_plan(model: Model, scenario: Scenario | None) -> Iterator[Block]:
    """How a budget is kept and a plan acts, as the modules say that do it."""
    del model, scenario
    for module in (budget, plan):
        for paragraph in (inspect.getdoc(module) or "").split("\n\n"):
            yield Text((flowing(paragraph),))


def other_parameters(model: Model, scenario: Scenario | None) -> Iterator[Block]:
    """Parameters of programmes, of the economy, of scales."""
    del scenario
    own = {row.name for mechanism in model.mechanisms for row in mechanism.parameters}
    chapters_of = {row.chapter for row in PARAMETERS if row.name not in own}
    for table in text_tables("parameters"):
        if table.title in chapters_of:
            yield Text((f"**{table.title}**",))
            yield grid(table)


def this_scenario(model: Model, scenario: Scenario | None) -> Iterator[Block]:
    """What a scenario says of its firm, and where it departs from the usual model."""
    del model
    if scenario is None:
        return
    table = scenario.table
    yield Heading(2, f"The scenario: {table.title or table.name}")
    if table.description:
        yield Text((flowing(table.description),))
    departments = [
        (name, scenario.department(name), str(one.heads), "yes" if one.contact else "no", str(one.sites))
        for name, one in table.organisation.departments.items()
    ]
    yield plain_grid(("department", "called", "posts", "meets customers", "sites"), departments)
    for title, part in (("Market", table.market), ("Money", table.economy), ("Time", table.time)):
        values = {name: value for name, value in part.model_dump().items() if isinstance(value, int | float | str)}
        yield plain_grid((title.lower(), "value"), [(name, shown(value)) for name, value in values.items()])
    strategies = [
        (name, ", ".join(f"{kind} ({', '.join(f'{lever} {shown(value)}' for lever, value in levers.items())})"
                         for kind, levers in one.programmes.items()) or "-")
        for name, one in table.strategies.items()
    ]  # fmt: skip
    yield plain_grid(("strategy", "programmes, before they are scaled to the budget"), strategies)
    yield from departures(scenario)


def departures(scenario: Scenario) -> Iterator[Block]:
    """Numbers and choices of the theory that are not the usual ones."""
    defaults = {row.name: row.default for row in PARAMETERS}
    changed = [
        (f"`{name}`", plain(defaults.get(name)), plain(value))
        for name, value in scenario.parameters.items()
        if value != defaults.get(name)
    ]
    if changed:
        yield Text(("Parameters that differ from the defaults:",))
        yield plain_grid(("parameter", "default", "here"), changed)
    else:
        yield Text(("All parameters are at their defaults.",))
    out, rivals = sorted(scenario.without), scenario.table.model.rivals
    yield Text((f"Mechanisms left out: {', '.join(out) or 'none'}. Rival equations: "
                f"{', '.join(f'{form} = {name}' for form, name in rivals.items()) or 'none'}.",))  # fmt: skip


def plain_grid(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Grid:
    """A table of words."""
    cells: list[tuple[Cell, ...]] = [tuple((cell,) for cell in row) for row in rows]
    return Grid(tuple(headings), tuple(cells))


def shown(value: object) -> str:
    """A value of a scenario file."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return plain(value)


Section = Callable[[Model, "Scenario | None"], Iterator[Block]]
SECTIONS: dict[str, Section] = {
    one.__name__: one
    for one in (
        chapters, patterns, calibration, statuses, streams, sensed, budget_and_plan, other_parameters, this_scenario,
    )
}  # fmt: skip
