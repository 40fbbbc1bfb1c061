"""Mathematics in two notations at once: LaTeX for papers, MathML for browsers and word processors.

A piece knows how tightly it holds together, so that what puts pieces together sets brackets where they are needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple

# How tightly a piece holds together.
OR, AND, RELATION, SUM, PRODUCT, POWER, ATOM = range(7)
# A longer sum is set in several lines.
LINE = 78


class Maths(NamedTuple):
    """A piece of mathematics.

    Args:
        latex, mathml: the piece in each notation.
        level: how tightly it holds together.
        size: about how many signs wide it is.
        word: whether it is a name of several letters, which a neighbour must not touch.
    """

    latex: str
    mathml: str
    level: int = ATOM
    size: int = 1
    word: bool = False


def text_of(name: str) -> str:
    """A text between tags, such that nothing in it is taken for Markdown.

    Example:
        >>> text_of("a_b|c")
        'a&#95;b&#124;c'
    """
    return escape(name, quote=False).replace("_", "&#95;").replace("*", "&#42;").replace("|", "&#124;")


def word(name: str) -> Maths:
    r"""A name written out, upright.

    Example:
        >>> word("trust_speed").latex
        '\\mathrm{trust\\_speed}'
    """
    latex = rf"\mathrm{{{tex_text(name)}}}"
    return Maths(latex, f'<mi mathvariant="normal">{text_of(name)}</mi>', size=len(name), word=True)


def tex_text(text: str) -> str:
    """A text with what LaTeX would take for a command made harmless."""
    for sign in "&%$#_{}":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("~", r"\textasciitilde{}").replace("^", r"\textasciicircum{}")


def letter(latex: str, mathml: str) -> Maths:
    """A symbol of one letter."""
    return Maths(latex, f"<mi>{mathml}</mi>")


def number(value: float | int) -> Maths:
    """A number as it is written in the code.

    Example:
        >>> number(0.5).latex, number(2.0).latex
        ('0.5', '2')
    """
    shown = f"{value:g}"
    return Maths(shown, f"<mn>{shown}</mn>", size=len(shown))


def operator(latex: str, mathml: str) -> Maths:
    """A sign between two pieces."""
    return Maths(latex, f"<mo>{mathml}</mo>")


def row(pieces: Iterable[Maths], level: int = ATOM) -> Maths:
    """Pieces side by side."""
    some = list(pieces)
    latex = " ".join(piece.latex for piece in some)
    return Maths(latex, "".join(piece.mathml for piece in some), level, sum(piece.size for piece in some))


def grouped(piece: Maths) -> str:
    """MathML of a piece where exactly one element is wanted."""
    return f"<mrow>{piece.mathml}</mrow>"


def fenced(piece: Maths, left: str = "(", right: str = ")") -> Maths:
    """A piece in brackets."""
    if tall(piece):
        latex = rf"\left{left} {piece.latex} \right{right}"
        mathml = f"<mrow><mo>{left}</mo>{piece.mathml}<mo>{right}</mo></mrow>"
    else:
        latex, sign = f"{left} {piece.latex} {right}", '<mo stretchy="false">'
        mathml = f"<mrow>{sign}{left}</mo>{piece.mathml}{sign}{right}</mo></mrow>"
    return Maths(latex, mathml, size=piece.size + 2)


def tall(piece: Maths) -> bool:
    """Whether a piece is higher than a line."""
    return any(tag in piece.mathml for tag in ("<mfrac", "<mtable", "<msqrt"))


def held(piece: Maths, level: int) -> Maths:
    """A piece, in brackets where it holds together less tightly than its place needs."""
    return fenced(piece) if piece.level < level else piece


def listed(pieces: Sequence[Maths], comma: str = r",\;") -> Maths:
    """Pieces with commas between."""
    parts: list[Maths] = []
    for place, piece in enumerate(pieces):
        parts += [operator(comma, ","), piece] if place else [piece]
    return row(parts)


def fraction(above: Maths, below: Maths) -> Maths:
    """One piece over another."""
    mathml = f"<mfrac>{grouped(above)}{grouped(below)}</mfrac>"
    return Maths(rf"\frac{{{above.latex}}}{{{below.latex}}}", mathml, PRODUCT, max(above.size, below.size))


def raised(piece: Maths, power: Maths) -> Maths:
    """A piece to a power."""
    below = held(piece, ATOM)
    mathml = f"<msup>{grouped(below)}{grouped(power)}</msup>"
    return Maths(rf"{{{below.latex}}}^{{{power.latex}}}", mathml, POWER, below.size + power.size)


def lowered(piece: Maths, index: Maths) -> Maths:
    """A piece with an index."""
    mathml = f"<msub>{grouped(piece)}{grouped(index)}</msub>"
    return Maths(rf"{piece.latex}_{{{index.latex}}}", mathml, size=piece.size + index.size, word=piece.word)


def root(piece: Maths) -> Maths:
    """The square root of a piece."""
    return Maths(rf"\sqrt{{{piece.latex}}}", f"<msqrt>{piece.mathml}</msqrt>", size=piece.size + 1)


def called(name: Maths, arguments: Sequence[Maths]) -> Maths:
    """A function of something."""
    inner = fenced(listed(arguments))
    # (U+2061 says in MathML that a function is applied.)
    return Maths(
        f"{name.latex}{inner.latex}", f"{name.mathml}<mo>&#x2061;</mo>{inner.mathml}", size=name.size + inner.size
    )


def times(one: Maths, other: Maths) -> Maths:
    """A product; a dot stands where two names would run into each other."""
    one, other = held(one, PRODUCT), held(other, PRODUCT)
    if one.latex == other.latex:
        return raised(one, number(2))
    plain = not (one.word or other.word) and not other.mathml.startswith("<mn>")
    sign = operator(r"\,", "&#x2062;") if plain else operator(r"\cdot", "&#x22c5;")
    return row((one, sign, other), PRODUCT)._replace(word=other.word)


def plus(one: Maths, other: Maths, minus: bool = False) -> Maths:
    """A sum or a difference."""
    sign = operator("-", "&#x2212;") if minus else operator("+", "+")
    return row((held(one, SUM), sign, held(other, PRODUCT if minus else SUM)), SUM)


def negative(piece: Maths) -> Maths:
    """A piece with its sign turned."""
    return row((operator("-", "&#x2212;"), held(piece, PRODUCT)), SUM)


def cases(pairs: Sequence[tuple[Maths, Maths | None]]) -> Maths:
    """What stands under which condition; the last without one."""
    otherwise = Maths(r"\text{otherwise}", "<mtext>otherwise</mtext>", size=9)
    given = Maths(r"\text{if } ", "<mtext>if&#160;</mtext>", size=2)
    rows = [(value, row((given, when)) if when else otherwise) for value, when in pairs]
    latex = r" \\ ".join(f"{value.latex} & {when.latex}" for value, when in rows)
    cells = "".join(
        f'<mtr><mtd columnalign="left">{value.mathml}</mtd><mtd columnalign="left">{when.mathml}</mtd></mtr>'
        for value, when in rows
    )
    mathml = f"<mrow><mo>{{</mo><mtable>{cells}</mtable></mrow>"
    size = max(value.size + when.size for value, when in rows) + 2
    return Maths(rf"\begin{{cases}} {latex} \end{{cases}}", mathml, POWER, size)


def lines_of(left: Maths, sign: Maths, terms: Sequence[Maths]) -> list[tuple[Maths, Maths]]:
    """An equation as (left side, right side) of each of its lines, a long sum broken before its signs.

    Args:
        left: what is defined.
        sign: between both sides.
        terms: the summands, each with its sign.
    """
    nothing = Maths("", "", size=0)
    lines: list[tuple[Maths, Maths]] = []
    part, room = [sign], LINE
    for term in terms:
        if len(part) > 1 and sum(one.size for one in part) + term.size > room:
            lines.append((left if not lines else nothing, row(part)))
            part = [operator(r"\quad", "&#x2003;")]
        part.append(term)
    lines.append((left if not lines else nothing, row(part)))
    return lines
