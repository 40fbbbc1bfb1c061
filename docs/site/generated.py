"""Pages of the site that are made of the program: chapters of the model, and all reference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import typer

# They lie beside this file, which is no package.
from api_page import api
from experiment_pages import experiments
from notebook_page import notebook_page
from typer.testing import CliRunner

from imsim.cli.main import app
from imsim.engine.mechanism import Mechanism
from imsim.evidence.kept_verdicts import KeptVerdict, kept_verdicts
from imsim.evidence.study_file import causal_studies, field_studies, kept_studies, load_study
from imsim.evidence.study_tables import PartTable
from imsim.evidence.support import STALE
from imsim.reporting.bands import figure_in, span
from imsim.reporting.book.blocks import Block, Grid, Heading, Link, Text
from imsim.reporting.book.chapter import chapter_of, flowing, title_of
from imsim.reporting.book.evidence import all_claims, claim_grid
from imsim.reporting.book.odd import grid, odd_blocks
from imsim.reporting.book.pages import Markdown
from imsim.reporting.describe_model import in_order_of_the_week
from imsim.reporting.numbers import number
from imsim.reporting.text_tables import text_tables
from imsim.scenarios.model import current

# Behind the point, of figures of studies.
DIGITS = 3


def site_pages(path: str) -> Markdown:
    """Markdown as a page of the site has it: formulas as MathML, links from where the page lies."""
    up = "../" * path.count("/")

    def target(link: Link) -> str:
        if link.kind == "reference":
            return f"{up}references.md#{link.key}"
        if link.kind == "statement":
            return f"{up}mechanisms.md#statement-{link.key}"
        return f"{up}model/{link.key}.md" if link.kind == "chapter" else ""

    return Markdown(mathml=True, target=target)


def pages() -> dict[str, str]:
    """Path on the site -> text, of every page that is made."""
    made: dict[str, Iterable[Block]] = {
        "model/index.md": contents(),
        "reference/claims.md": claims(),
        "reference/field_studies.md": studies(),
        "reference/keys.md": tables("keys", "Keys of a scenario file"),
        "reference/programmes.md": tables("programmes", "Programmes"),
        "reference/events.md": tables("events", "Events"),
        "reference/outcomes.md": tables("outcomes", "Outcomes"),
        "reference/parameters.md": tables("parameters", "Parameters"),
    }
    made |= {f"model/{one.name}.md": chapter(one) for one in in_order_of_the_week()}
    texts = {path: site_pages(path).page(blocks) for path, blocks in made.items()}
    # One long table, which needs the width.
    texts["reference/claims.md"] = f"---\nhide:\n  - toc\n---\n\n{texts['reference/claims.md']}"
    texts |= {"reference/api.md": api(), "reference/commands.md": commands(), "researcher.md": notebook_page()}
    return texts | experiments()


def chapter_pages() -> list[str]:
    """Paths of the chapters of the model, in the order of the week."""
    return [f"model/{one.name}.md" for one in in_order_of_the_week()]


def description() -> str:
    """The model description with formulas that browsers show."""
    return site_pages("odd.md").page(odd_blocks())


# The model


def chapter(mechanism: Mechanism) -> Iterator[Block]:
    """The chapter of a mechanism as a page of its own."""
    for block in chapter_of(mechanism, current()):
        yield Heading(block.level - 1, block.text, block.anchor) if isinstance(block, Heading) else block


def contents() -> Iterator[Block]:
    """The list of chapters."""
    yield Heading(1, "The model, chapter by chapter")
    yield Text((
        "Each mechanism is one idea of the theory and one file of the program. Its chapter is made of that file: what "
        "it says, its formulas read from the code, its numbers with their sources, what speaks for it and against, and "
        "what it leaves out. The order is that of a simulated week. Equations of one idea share its number and are "
        "counted: E6.1, E6.2. Where a page says E6, it means them all.",
    ))  # fmt: skip
    rows = []
    for one in in_order_of_the_week():
        claim = claim_of_mechanism(one)
        numbers = {number for told in one.equations.values() for number in told.number.split(", ")}
        shown = ", ".join(sorted(numbers, key=in_order)) or "-"
        rows.append(((Link(title_of(one), "chapter", one.name),), (claim,), (shown,)))
    yield Grid(("chapter", "what it says", "equations"), tuple(rows))


def in_order(number: str) -> tuple[int, str]:
    """E9 before E11, E11 before E11a."""
    digits = "".join(filter(str.isdigit, number))
    return int(digits), number


def claim_of_mechanism(mechanism: Mechanism) -> str:
    """Its claim without its name."""
    first = mechanism.meaning.strip().partition("\n")[0]
    return first.partition(": ")[2] or first


# Reference


def tables(topic: str, title: str) -> Iterator[Block]:
    """All tables of `imsim describe TOPIC`."""
    yield Heading(1, title)
    yield Text((f"As `imsim describe {topic}` prints it.",))
    for table in text_tables(topic):
        if table.title and table.title != topic:
            name, _, rest = table.title.partition(": ")
            yield Heading(2, name.strip("[]() ").capitalize() if topic == "parameters" else name)
            if rest:
                yield Text((rest,))
        yield grid(table)


def claims() -> Iterator[Block]:
    """Every claim, with its prediction and how it came out."""
    yield Heading(1, "Claims")
    yield Text((
        "Statements of the source texts and of common sense as micro-experiments, their sign and size said before "
        "they were run, but for a few that the page on evidence names; `imsim claims` tries them. What fails is kept.",
    ))  # fmt: skip
    yield from claim_grid(list(all_claims().values()), with_mechanism=True)


def studies() -> Iterator[Block]:
    """Every study: what was done, what was found, what the model gave, and from where that is known."""
    yield Heading(1, "Field studies")
    yield Text((
        "Published field experiments that `imsim replicate` runs again in a laboratory of simulated firms: the band in "
        "which each part must lie, and what was simulated, with its standard error, when all were last tried. Kinds: "
        "M a size, S a sign, an order or a time course, R reported alone. What is not tried counts as failed. On which "
        "studies numbers were moved, and what failing parts mean, [Evidence](../evidence.md) says.",
    ))  # fmt: skip
    if kept_verdicts(of="parts")[1]:
        yield Text((f"Simulated figures are those of the last trial{STALE}.",))
    for name in field_studies():
        yield from study(name)
    yield Heading(1, "Patterns that were kept back")
    yield Text(("Kept back from the calibration of version 0.1, and opened then (`imsim replicate kept`).",))
    for name in kept_studies():
        # One of them has the name of a claim.
        yield from study(name, "Pattern ")
    yield Heading(1, "Correlation beside cause")
    yield Text(("Published correlations, and beside them the slope under intervention (`imsim replicate causal`).",))
    for name in causal_studies():
        yield from study(name)


def study(name: str, what: str = "") -> Iterator[Block]:
    """One of them.

    Args:
        name: its id.
        what: stands before it.
    """
    told = load_study(name)
    yield Heading(2, f"{what}{name} {told.title}")
    yield Text((f"{told.source}. {flowing(told.design_note)}",))
    if told.needs:
        yield Text((f"What the model needs for it: {told.needs}.",))
    verdicts, _ = kept_verdicts(of="parts")
    rows = [part_cells(part, verdicts.get(f"{name}.{place}")) for place, part in enumerate(told.parts, 1)]
    known = any(part.published is not None for part in told.parts)
    columns = [head for head in rows[0] if known or head != "published"]
    yield Grid(tuple(columns), tuple(tuple((row[head],) for head in columns) for row in rows))


def part_cells(part: PartTable, verdict: KeptVerdict | None) -> dict[str, str]:
    """A part of a study, and how it came out, by heading."""
    simulated, error = (verdict.simulated, verdict.error) if verdict else (None, None)
    return {
        "part": part.name,
        "kind": part.kind,
        "verdict": verdict.word if verdict else "-",
        "published": number(part.published, DIGITS),
        "band": span(part.low, part.high, DIGITS),
        "simulated": figure_in(part.low, part.high, simulated, DIGITS),
        "error": number(error, DIGITS),
    }


def commands() -> str:
    """The command line, as the program itself says it."""
    parts = ["# Commands\n"]
    for name in typer.main.get_command(app).commands:
        done = CliRunner().invoke(app, [name, "--help"], env={"COLUMNS": "84", "TERMINAL_WIDTH": "84", "NO_COLOR": "1"})
        parts.append(f"## `imsim {name}`\n\n```text\n{done.stdout.strip()}\n```\n")
    return "\n".join(parts)


__all__ = ["chapter_pages", "description", "pages"]
