"""An expression of an equation's code as mathematics.

What cannot be said as a formula (a loop, a table looked up) is not guessed at: `Unreadable` is raised, and the page
shows the code itself.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from imsim.reporting.book import notation as n
from imsim.reporting.book.notation import Maths
from imsim.reporting.book.symbols import PARAMETER, REFERENCE, Symbols

RELATIONS: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Lt: ("<", "&lt;"), ast.LtE: (r"\le", "&#x2264;"), ast.Gt: (">", "&gt;"), ast.GtE: (r"\ge", "&#x2265;"),
    ast.Eq: ("=", "="), ast.NotEq: (r"\ne", "&#x2260;"),
}  # fmt: skip
LOGIC: dict[type[ast.AST], tuple[int, str, str]] = {
    ast.And: (n.AND, r"\wedge", "&#x2227;"), ast.BitAnd: (n.AND, r"\wedge", "&#x2227;"),
    ast.Or: (n.OR, r"\vee", "&#x2228;"), ast.BitOr: (n.OR, r"\vee", "&#x2228;"),
}  # fmt: skip
ZERO = "0"


class Unreadable(Exception):
    """Code that is no formula."""


def local(name: str) -> Maths:
    """A name that an equation gives to something on the way, in italics."""
    mathml = f'<mtext class="local">{n.text_of(name).replace("&#95;", "&#160;")}</mtext>'
    latex = rf"\mathit{{{n.tex_text(name.replace('_', ' ')).replace(' ', chr(92) + ' ')}}}"
    return Maths(latex, mathml, size=len(name), word=len(name) > 1)


def truth(piece: Maths) -> Maths:
    """One where something holds, nothing where not."""
    inner = n.fenced(piece, "[", "]")
    return Maths(rf"\mathbf{{1}}{inner.latex}", f"<mn>𝟏</mn>{inner.mathml}", size=inner.size + 1)


def counted(piece: Maths) -> Maths:
    """A piece to reckon with: what holds or not counts as one or nothing."""
    return truth(piece) if piece.level <= n.RELATION else piece


@dataclass
class Arithmetic:
    """Reads the expressions of one function, but for calls.

    Args:
        symbols: how names are written.
        classes: argument -> name of the class of named values that it is.
        equations: functions that have a formula of their own, and classes of named values.
        noises: (class, name) of this week's noise.
        known: what local names stand for.
        aliases: local names of arguments and parts of them.
    """

    symbols: Symbols
    classes: Mapping[str, str]
    equations: Mapping[str, object]
    noises: Mapping[tuple[str, str], object]
    known: dict[str, Maths] = field(default_factory=dict)
    aliases: dict[str, ast.expr] = field(default_factory=dict)
    # Conditions, by their LaTeX, that hold or do not where the code is being read.
    assumed: dict[str, bool] = field(default_factory=dict)
    # Conditions under local names.
    flags: dict[str, Maths] = field(default_factory=dict)
    # Summands of each sum that was read, by its LaTeX.
    terms: dict[str, list[Maths]] = field(default_factory=dict)

    def read(self, node: ast.expr) -> Maths:
        """An expression."""
        readers: dict[type[ast.expr], Callable[..., Maths]] = {
            ast.Constant: self._constant, ast.Name: self._name, ast.Attribute: self._attribute, ast.BinOp: self._binary,
            ast.UnaryOp: self._unary, ast.Compare: self._compare, ast.BoolOp: self._logic, ast.IfExp: self._choice,
            ast.Call: self._call, ast.Subscript: self._subscript, ast.Tuple: self._tuple,
        }  # fmt: skip
        if type(node) not in readers:
            raise Unreadable(ast.unparse(node))
        return readers[type(node)](node)

    def _constant(self, node: ast.Constant) -> Maths:
        if not isinstance(node.value, int | float):
            raise Unreadable(ast.unparse(node))
        return n.number(node.value)

    def _name(self, node: ast.Name) -> Maths:
        if node.id in self.aliases:
            return self.read(self.aliases[node.id])
        if node.id in self.known:
            return self.known[node.id]
        if node.id.isupper():
            return n.word(node.id)
        raise Unreadable(node.id)

    def _attribute(self, node: ast.Attribute) -> Maths:
        whole = ast.unparse(node)
        if whole == "np.pi":
            return n.letter(r"\pi", "π")
        if whole == "np.inf":
            return n.letter(r"\infty", "∞")
        base, dots = self._base(node.value)
        if base not in self.classes:
            raise Unreadable(whole)
        kind = self.classes[base]
        if (kind, node.attr) in self.noises:
            return n.letter(r"\varepsilon", "ε")
        if kind == REFERENCE and dots and dots != "p":
            return n.word(f"{dots}.{node.attr}")
        return self.symbols.of(PARAMETER if dots == "p" else kind, node.attr)

    def _base(self, node: ast.expr) -> tuple[str, str]:
        """Argument whose name is looked up, and what stands between: `r.p.x` is x of p of r."""
        if isinstance(node, ast.Name):
            if node.id in self.aliases:
                return self._base(self.aliases[node.id])
            return node.id, ""
        if isinstance(node, ast.Attribute):
            base, dots = self._base(node.value)
            return base, f"{dots}.{node.attr}".lstrip(".")
        raise Unreadable(ast.unparse(node))

    def _binary(self, node: ast.BinOp) -> Maths:
        if type(node.op) in LOGIC:
            return self._joined(LOGIC[type(node.op)], [node.left, node.right])
        if (pair := self._either(node)) is not None:
            return pair
        product, left = isinstance(node.op, ast.Mult | ast.Div), node.left
        if product and isinstance(left, ast.UnaryOp) and isinstance(left.op, ast.USub):
            return n.negative(self.read(ast.BinOp(left.operand, node.op, node.right)))
        return self._reckoned(node)

    def _reckoned(self, node: ast.BinOp) -> Maths:
        """Two numbers by a rule of arithmetic."""
        one, other = counted(self.read(node.left)), counted(self.read(node.right))
        if isinstance(node.op, ast.Add | ast.Sub):
            # Nothing times a parameter only lends a number that parameter's shape.
            if ZERO in (one.latex, other.latex) and isinstance(node.op, ast.Add):
                return other if one.latex == ZERO else one
            return self._sum(one, other, isinstance(node.op, ast.Sub))
        if isinstance(node.op, ast.Mult):
            # A factor of one only makes a number of what holds or not.
            if "1" in (one.latex, other.latex):
                return other if one.latex == "1" else one
            return n.number(0) if ZERO in (one.latex, other.latex) else n.times(one, other)
        if isinstance(node.op, ast.Div):
            return n.fraction(one, other)
        if isinstance(node.op, ast.Pow):
            return n.raised(one, other)
        raise Unreadable(ast.unparse(node))

    def _either(self, node: ast.BinOp) -> Maths | None:
        """`z * a + (1 - z) * b`, where z is whether something holds: a if it does, otherwise b."""
        one, other = node.left, node.right
        if not (isinstance(node.op, ast.Add) and isinstance(one, ast.BinOp) and isinstance(other, ast.BinOp)):
            return None
        flag = one.left.id if isinstance(one.left, ast.Name) else ""
        if flag not in self.flags or ast.unparse(other.left) != f"1 - {flag}":
            return None
        if (holds := self.assumed.get(self.flags[flag].latex)) is not None:
            return self._with(flag, holds, (one if holds else other).right)
        values = [self._with(flag, True, one.right), self._with(flag, False, other.right)]
        return n.cases([(values[0], self.flags[flag]), (values[1], None)])

    def _with(self, flag: str, holds: bool, node: ast.expr) -> Maths:
        """An expression where something is known to hold, or not to."""
        before, self.known[flag] = self.known[flag], n.number(int(holds))
        found = self.read(node)
        self.known[flag] = before
        return found

    def _sum(self, one: Maths, other: Maths, minus: bool) -> Maths:
        """A sum, which remembers its summands: a long one is broken between them."""
        whole = n.plus(one, other, minus)
        sign = n.operator("-", "&#x2212;") if minus else n.operator("+", "+")
        before = self.terms.get(one.latex, [one]) if one.level == n.SUM else [n.held(one, n.SUM)]
        self.terms[whole.latex] = [*before, n.row((sign, n.held(other, n.PRODUCT if minus else n.SUM)))]
        return whole

    def _unary(self, node: ast.UnaryOp) -> Maths:
        inner = self.read(node.operand)
        if isinstance(node.op, ast.USub):
            return n.negative(counted(inner))
        if isinstance(node.op, ast.UAdd):
            return inner
        return n.row((n.operator(r"\neg", "&#xac;"), n.held(inner, n.ATOM)), n.RELATION)

    def _compare(self, node: ast.Compare) -> Maths:
        parts = [counted(self.read(node.left))]
        for sign, other in zip(node.ops, node.comparators, strict=True):
            if type(sign) not in RELATIONS:
                raise Unreadable(ast.unparse(node))
            parts += [n.operator(*RELATIONS[type(sign)]), counted(self.read(other))]
        return n.row(parts, n.RELATION)

    def _logic(self, node: ast.BoolOp) -> Maths:
        return self._joined(LOGIC[type(node.op)], node.values)

    def _joined(self, logic: tuple[int, str, str], nodes: list[ast.expr]) -> Maths:
        level, latex, mathml = logic
        parts: list[Maths] = []
        for place, node in enumerate(nodes):
            parts += [n.operator(latex, mathml)] if place else []
            parts.append(n.held(self.read(node), level))
        return n.row(parts, level)

    def _choice(self, node: ast.IfExp) -> Maths:
        return n.cases([(self.read(node.body), self.read(node.test)), (self.read(node.orelse), None)])

    def _tuple(self, node: ast.Tuple) -> Maths:
        return n.fenced(n.listed([self.read(part) for part in node.elts]))

    def _subscript(self, node: ast.Subscript) -> Maths:
        whole = self.read(node.value)
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if all(isinstance(part, ast.Slice) or ast.unparse(part) in ("None", "...") for part in parts):
            return whole
        return n.lowered(whole, n.listed([self.read(part) for part in parts]))

    def _call(self, node: ast.Call) -> Maths:
        raise Unreadable(ast.unparse(node))


def named(function: str) -> Maths:
    """The name of an equation."""
    shown = function.replace("_", " ")
    latex = rf"\operatorname{{{n.tex_text(shown).replace(' ', chr(92) + ' ')}}}"
    mathml = f'<mtext class="named">{n.text_of(shown).replace(" ", "&#160;")}</mtext>'
    return Maths(latex, mathml, size=len(function), word=True)
