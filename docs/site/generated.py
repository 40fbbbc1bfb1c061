"""Pages of the site that are made of the program: chapters of the model, and all reference."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import typer
from typer.testing import CliRunner

import imsim
from imsim.cli.main import app
from imsim.engine.mechanism import Mechanism
from imsim.evidence.study_file import causal_studies, field_studies, kept_studies, load_study
from imsim.reporting.book.blocks import Block, Grid, Heading, Link, Text
from imsim.reporting.book.chapter import chapter_of, flowing, title_of
from imsim.reporting.book.evidence import all_claims, claim_grid
from imsim.reporting.book.odd import grid, odd_blocks
from imsim.reporting.book.pages import Markdown
from imsim.reporting.describe_model import in_order_of_the_week
from imsim.reporting.text_tables import text_tables
from imsim.scenarios.model import current

EXPERIMENTS = Path(__file__).parents[2] / "experiments"
# What the experiments printed and drew when `gallery.py` last ran them; the site is whole without it.
GALLERY = Path(__file__).parents[2] / "build" / "gallery"


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
    return texts | {
        "reference/api.md": api(),
        "reference/commands.md": commands(),
        "reference/experiments.md": experiments(),
    }


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
        "what it leaves out. The order is that of a simulated week.",
    ))  # fmt: skip
    rows = []
    for one in in_order_of_the_week():
        claim = claim_of_mechanism(one)
        numbers = ", ".join(dict.fromkeys(described.number for described in one.equations.values()))
        rows.append(((Link(title_of(one), "chapter", one.name),), (claim,), (numbers or "-",)))
    yield Grid(("chapter", "what it says", "equations"), tuple(rows))


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
    """Every study: what was done, what was found, and from where that is known."""
    yield Heading(1, "Field studies")
    yield Text(("Published field experiments that `imsim replicate` runs again in a laboratory of simulated firms.",))
    for name in field_studies():
        yield from study(name)
    yield Heading(1, "Patterns that were kept back")
    yield Text(("Kept back from the calibration of version 0.1, and opened then (`imsim replicate kept`).",))
    for name in kept_studies():
        yield from study(name)
    yield Heading(1, "Correlation beside cause")
    yield Text(("Published correlations, and beside them the slope under intervention (`imsim replicate causal`).",))
    for name in causal_studies():
        yield from study(name)


def study(name: str) -> Iterator[Block]:
    """One of them."""
    told = load_study(name)
    yield Heading(2, f"{name} {told.title}")
    yield Text((f"{told.source}. {flowing(told.design_note)}",))
    if told.needs:
        yield Text((f"What the model would need for it: {told.needs}.",))
    rows = [(part.name, part.kind, span(part.low, part.high)) for part in told.parts]
    yield Grid(("part", "kind", "band"), tuple(tuple((cell,) for cell in row) for row in rows))


def span(low: float | None, high: float | None) -> str:
    """A band in words."""
    if low is None or high is None:
        return "-" if low is high else f"up to {high:g}" if low is None else f"from {low:g}"
    return f"{low:g} to {high:g}"


def api() -> str:
    """What `import imsim` offers, from its docstrings."""
    parts = ["# Python\n\nWhat `import imsim` offers. Everything else is the program's own business and may change.\n"]
    for name in imsim.__all__:
        thing = getattr(imsim, name)
        shown = signature(name, thing)
        parts.append(f"## `{name}`\n\n{shown}{docstring(thing)}")
    return "\n".join(parts)


def signature(name: str, thing: object) -> str:
    """How it is called; nothing of an exception."""
    if not callable(thing) or (inspect.isclass(thing) and issubclass(thing, BaseException)):
        return ""
    try:
        text = str(inspect.signature(thing))
    except (TypeError, ValueError):
        return ""
    text = re.sub(r"'([\w\[\], |.]+)'", r"\1", text)
    if len(text) > 80:
        text = re.sub(r"(?<=[(,]) ?(?=\*?,? ?\w+:)", "\n    ", text, count=0)
    return f"```python\n{name}{text}\n```\n\n"


def docstring(thing: object) -> str:
    """A docstring in Google's style as Markdown."""
    lines: list[str] = []
    for paragraph in (inspect.getdoc(thing) or "").split("\n\n"):
        head, _, rest = paragraph.partition("\n")
        if re.fullmatch(r"(Args|Attributes|Returns|Raises|Example):", head):
            body = inspect.cleandoc(rest)
            lines.append(f"**{head.removesuffix(':')}**\n")
            lines.append(f"```python\n{body}\n```\n" if head == "Example:" else items(body))
        elif paragraph.startswith((">>>", "    ")):
            lines.append(f"```python\n{inspect.cleandoc(paragraph)}\n```\n")
        else:
            lines.append(f"{flowing(paragraph)}\n")
    return "\n".join(lines)


def items(body: str) -> str:
    """Entries `name: meaning` as a list; a line that is indented goes on with the one before."""
    entries = re.split(r"\n(?=\S)", body)
    named = (re.sub(r"^([^:]+):", r"`\1`:", flowing(entry)) for entry in entries)
    return "".join(f"- {entry}\n" for entry in named)


def commands() -> str:
    """The command line, as the program itself says it."""
    parts = ["# Commands\n"]
    for name in typer.main.get_command(app).commands:
        done = CliRunner().invoke(app, [name, "--help"], env={"COLUMNS": "84", "TERMINAL_WIDTH": "84", "NO_COLOR": "1"})
        parts.append(f"## `imsim {name}`\n\n```text\n{done.stdout.strip()}\n```\n")
    return "\n".join(parts)


def experiments() -> str:
    """Scripts that answer a question each: what they print, their figure, and the whole code."""
    parts = [
        "# Experiments\n\nEach script in `experiments/` asks one question, runs what it takes and leaves a table and a "
        "figure. Start from the one nearest to yours: `python experiments/NAME.py --help`.\n"
    ]
    for path in sorted(EXPERIMENTS.glob("[!_]*.py")):
        text = path.read_text(encoding="utf-8")
        first, _, rest = (ast.get_docstring(ast.parse(text)) or "").partition("\n\n")
        parts.append(f"## {path.stem.replace('_', ' ').capitalize()}\n\n**{flowing(first)}**\n\n{rest}\n")
        printed = GALLERY / path.stem / "printed.txt"
        if printed.is_file():
            parts.append(f"```text\n{printed.read_text(encoding='utf-8').rstrip()}\n```\n")
        if f"{path.stem}.png" in figures():
            parts.append(f"![{flowing(first)}](gallery/{path.stem}.png)\n")
        summary = f'<details markdown="1"><summary>experiments/{path.name}</summary>'
        parts.append(f"{summary}\n\n```python\n{text}```\n\n</details>\n")
    return "\n".join(parts)


def figures() -> dict[str, Path]:
    """Figures that `gallery.py` has left, by the names of their files."""
    return {path.name: path for path in GALLERY.glob("*/*.png")}


__all__ = ["chapter_pages", "description", "figures", "pages"]
