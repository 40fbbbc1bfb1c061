"""Blocks as Markdown, as LaTeX or as HTML with MathML, which browsers and word processors read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape

from imsim.reporting.book.blocks import Block, Cell, Code, Contents, Equations, Grid, Heading, Inline, Link, Text
from imsim.reporting.book.notation import Maths, tex_text

MARKUP = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\([^)\s]+\)|(?<![\w*])\*([^*\s][^*]*)\*")
STYLE = """body{font:16px/1.5 Georgia,serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;font-size:85%;margin:1em 0}
td,th{border:1px solid #bbb;padding:.2em .5em;text-align:left;vertical-align:top}
pre{overflow-x:auto;background:#f4f4f4;padding:.7em}.formula{overflow-x:auto;margin:1em 0}.local{font-style:italic}
h1{font-size:1.9em}h2{font-size:1.6em}h3{font-size:1.35em}h4{font-size:1.25em;border-top:2px solid #bbb;padding-top:1em}
li.depth-1{margin-left:1.5em}h5{font-size:1.1em}h6{font-size:1em;margin-bottom:0}"""
Target = Callable[[Link], str]
# Down to this level a heading has a line of its own in a list of contents.
CONTENTS_DEPTH = 3


def aligned(block: Equations) -> Maths:
    """The lines of a formula under each other."""
    latex = r" \\ ".join(f"{left.latex} & {right.latex}" for left, right in block.lines)
    cells = "".join(
        f'<mtr><mtd style="text-align:right;padding-left:0">{left.mathml}</mtd>'
        f'<mtd style="text-align:left">{right.mathml}</mtd></mtr>'
        for left, right in block.lines
    )
    return Maths(rf"\begin{{aligned}} {latex} \end{{aligned}}", f'<mtable displaystyle="true">{cells}</mtable>')


def no_link(link: Link) -> str:
    """Nothing to link to: a single page for itself."""
    del link
    return ""


@dataclass(frozen=True)
class Markdown:
    """Markdown with LaTeX between dollars; with MathML in its place for a site that must work offline.

    Args:
        mathml: which of the two.
        target: address of a link, or nothing.
    """

    mathml: bool = False
    target: Target = no_link

    def page(self, blocks: Iterable[Block]) -> str:
        """All blocks."""
        parts: list[str] = []
        before: Block | None = None
        for block in blocks:
            together = isinstance(before, Text) and isinstance(block, Text) and before.item and block.item
            parts.append(("" if together or not parts else "\n") + self.block(block))
            before = block
        return "".join(parts)

    def block(self, block: Block) -> str:
        """One block, with the line end after it."""
        if isinstance(block, Heading):
            anchor = f' <a id="{block.anchor}"></a>' if block.anchor else ""
            return f"{'#' * block.level} {block.text}{anchor}\n"
        if isinstance(block, Contents):
            return "".join(f"{'    ' * depth}- {line}\n" for depth, line in lines_of(block, "[{text}](#{place})"))
        if isinstance(block, Text):
            return f"{'- ' if block.item else ''}{self.line(block.pieces)}\n"
        if isinstance(block, Equations):
            return self._display(aligned(block))
        if isinstance(block, Grid):
            rows = [block.headings, ["---"] * len(block.headings), *(map(self._cell, row) for row in block.rows)]
            return "".join(f"| {' | '.join(row)} |\n" for row in rows)
        summary = f'<details markdown="1"><summary>{escape(block.title)}</summary>'
        return f"{summary}\n\n<!-- not run -->\n```python\n{block.text.rstrip()}\n```\n\n</details>\n"

    def _display(self, whole: Maths) -> str:
        if self.mathml:
            return f'<div class="formula"><math display="block">{whole.mathml}</math></div>\n'
        return f"$$\n{whole.latex}\n$$\n"

    def line(self, pieces: Cell) -> str:
        """What stands in a line."""
        return "".join(map(self._piece, pieces))

    def _piece(self, piece: Inline) -> str:
        if isinstance(piece, Maths):
            return f"<math>{piece.mathml}</math>" if self.mathml else f"${piece.latex.strip()}$"
        if isinstance(piece, Link):
            address = self.target(piece)
            return f"[{piece.text}]({address})" if address else piece.text
        return piece

    def _cell(self, cell: Cell) -> str:
        return "".join(
            self._piece(piece) if isinstance(piece, Maths) else self._piece(piece).replace("|", "\\|") for piece in cell
        )


def lines_of(contents: Contents, link: str, harmless: Callable[[str], str] = str) -> Iterator[tuple[int, str]]:
    """Lines of a list of contents, with their depths; headings of the deepest level share the line above them.

    Args:
        contents: to be listed.
        link: how a link is written, with `text` and `place`.
        harmless: makes words harmless.
    """
    depth, line, deep = 0, "", list[str]()
    for heading in (*contents.headings, Heading(2, "")):
        told = link.format(text=harmless(heading.text), place=harmless(heading.place))
        if heading.level > CONTENTS_DEPTH:
            deep.append(told)
            continue
        if line:
            yield depth, ": ".join(filter(None, (line, ", ".join(deep))))
        depth, line, deep = heading.level - 2, told, []


@dataclass(frozen=True)
class Html:
    """One HTML page that needs nothing else."""

    title: str

    def page(self, blocks: Iterable[Block]) -> str:
        """All blocks, as a whole document."""
        parts = [f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(self.title)}</title>']
        parts.append(f"<style>{STYLE}</style></head><body>\n")
        inside = False
        for block in blocks:
            item = isinstance(block, Text) and block.item
            parts.append("<ul>\n" if item and not inside else "</ul>\n" if inside and not item else "")
            parts.append(self.block(block))
            inside = item
        parts.append(("</ul>\n" if inside else "") + "</body></html>\n")
        return "".join(parts)

    def block(self, block: Block) -> str:
        """One block."""
        if isinstance(block, Heading):
            return f'<h{block.level} id="{escape(block.place)}">{escape(block.text)}</h{block.level}>\n'
        if isinstance(block, Contents):
            lines = lines_of(block, '<a href="#{place}">{text}</a>', escape)
            rows = "".join(f'<li class="depth-{depth}">{line}</li>\n' for depth, line in lines)
            return f'<nav aria-label="contents"><ul>\n{rows}</ul></nav>\n'
        if isinstance(block, Text):
            tag = "li" if block.item else "p"
            return f"<{tag}>{self.line(block.pieces)}</{tag}>\n"
        if isinstance(block, Equations):
            return f'<div class="formula"><math display="block">{aligned(block).mathml}</math></div>\n'
        if isinstance(block, Code):
            return f"<details><summary>{escape(block.title)}</summary><pre>{escape(block.text)}</pre></details>\n"
        head = "".join(f"<th>{escape(one)}</th>" for one in block.headings)
        rows = "".join(f"<tr>{''.join(f'<td>{self.line(cell)}</td>' for cell in row)}</tr>\n" for row in block.rows)
        return f"<table><thead><tr>{head}</tr></thead><tbody>\n{rows}</tbody></table>\n"

    def line(self, pieces: Cell) -> str:
        """What stands in a line."""
        return "".join(
            f"<math>{one.mathml}</math>" if isinstance(one, Maths) else marked_up(text_in(one), escape, HTML_TAGS)
            for one in pieces
        )


# Around code, bold and stressed words.
HTML_TAGS = ("<code>", "</code>", "<strong>", "</strong>", "<em>", "</em>")
TEX_TAGS = (r"\code{", "}", r"\textbf{", "}", r"\emph{", "}")


def text_in(piece: str | Link) -> str:
    """The words of a piece."""
    return piece.text if isinstance(piece, Link) else piece


def marked_up(text: str, harmless: Callable[[str], str], tags: tuple[str, ...]) -> str:
    """A line of words with its marks put as tags; of a link only its words are left."""
    parts, place = [], 0
    for found in MARKUP.finditer(text):
        parts.append(harmless(text[place : found.start()]))
        code, bold, link, stressed = found.groups()
        if code is not None:
            parts.append(tags[0] + harmless(code) + tags[1])
        elif bold is not None:
            parts.append(tags[2] + harmless(bold) + tags[3])
        elif stressed is not None:
            parts.append(tags[4] + harmless(stressed) + tags[5])
        else:
            parts.append(marked_up(link, harmless, tags))
        place = found.end()
    return "".join([*parts, harmless(text[place:])])


PREAMBLE = r"""\documentclass[a4paper,10pt]{article}
\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage{amsmath,amssymb,longtable,booktabs,array,ragged2e,textcomp}
\usepackage[margin=2.2cm]{geometry}
\newcommand{\code}[1]{\texttt{\small #1}}
\newcolumntype{P}[1]{>{\RaggedRight\arraybackslash\footnotesize}p{#1}}
\begin{document}
"""


@dataclass(frozen=True)
class Tex:
    """A LaTeX document of standard packages, for the appendix of a paper.

    Args:
        title: of the document.
    """

    title: str

    def page(self, blocks: Iterable[Block]) -> str:
        """All blocks, as a whole document."""
        parts = [PREAMBLE, rf"\title{{{tex(self.title)}}}\date{{}}\maketitle", "\n"]
        inside = False
        for block in blocks:
            item = isinstance(block, Text) and block.item
            parts.append(
                "\\begin{itemize}\n" if item and not inside else "\\end{itemize}\n" if inside and not item else ""
            )
            parts.append(self.block(block))
            inside = item
        return "".join([*parts, "\\end{itemize}\n" if inside else "", "\\end{document}\n"])

    def block(self, block: Block) -> str:
        """One block; source that a formula stands for is left to the repository."""
        if isinstance(block, Heading):
            command = ("section", "section", "subsection", "subsubsection", "paragraph")[min(block.level, 5) - 1]
            listed = f"\\addcontentsline{{toc}}{{{command}}}{{{tex(block.text)}}}\n" if block.level < 5 else ""
            return f"\\{command}*{{{tex(block.text)}}}\n{listed}"
        if isinstance(block, Contents):
            return "\\tableofcontents\n"
        if isinstance(block, Text):
            return f"{chr(92)}item {self.line(block.pieces)}\n" if block.item else f"\n{self.line(block.pieces)}\n"
        if isinstance(block, Equations):
            return f"\\[\n{aligned(block).latex}\n\\]\n"
        if isinstance(block, Grid):
            return self._grid(block)
        return f"\\begin{{verbatim}}\n{block.text.rstrip()}\n\\end{{verbatim}}\n" if block.needed else ""

    def _grid(self, block: Grid) -> str:
        """A long table whose columns share the width as their texts need it."""
        most = [
            min(max(len(head), *(sum(len(text_in(one)) if not isinstance(one, Maths) else 4 for one in row[place])
                                 for row in block.rows)), 40) if block.rows else len(head)
            for place, head in enumerate(block.headings)
        ]  # fmt: skip
        widths = "".join(rf"P{{{0.88 * one / sum(most):.3f}\linewidth}}" for one in most)
        head = " & ".join(rf"\textbf{{{tex(one)}}}" for one in block.headings)
        rows = "".join(" & ".join(map(self.line, row)) + " \\\\\n" for row in block.rows)
        return (
            f"\\begin{{longtable}}{{{widths}}}\n\\toprule\n{head} \\\\\n\\midrule\n\\endhead\n{rows}"
            "\\bottomrule\n\\end{longtable}\n"
        )

    def line(self, pieces: Cell) -> str:
        """What stands in a line."""
        return "".join(
            f"${one.latex.strip()}$" if isinstance(one, Maths) else marked_up(text_in(one), tex, TEX_TAGS)
            for one in pieces
        )


# Letters that LaTeX's usual fonts have by other names.
TEX_LETTERS = {
    "±": r"$\pm$", "×": r"$\times$", "²": r"$^2$", "⁺": r"$^+$", "⁻": r"$^-$", "→": r"$\to$", "≤": r"$\le$",
    "≥": r"$\ge$", "…": r"\ldots{}", "Φ": r"$\Phi$", "ε": r"$\varepsilon$", "ξ": r"$\xi$", "ρ": r"$\rho$",
    "σ": r"$\sigma$", "·": r"$\cdot$",
}  # fmt: skip


def tex(text: str) -> str:
    r"""A text with what LaTeX would take for a command made harmless; long names may be broken.

    Example:
        >>> tex("trust_speed 5 %")
        'trust\\_\\allowbreak{}speed 5 \\%'
    """
    found = tex_text(text.replace("\\", "/")).replace("\\_", "\\_\\allowbreak{}")
    for sign, instead in TEX_LETTERS.items():
        found = found.replace(sign, instead)
    return found
