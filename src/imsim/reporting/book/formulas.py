"""The equations of a file as formulas, read from its syntax tree: what the page shows is what the code computes."""

from __future__ import annotations

import ast
import inspect
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from imsim.engine.fields import declarations
from imsim.engine.mechanism import Mechanism, source_of_module
from imsim.engine.model import Model
from imsim.engine.rules import Equation, Rival, Update
from imsim.mechanisms import homes
from imsim.reporting.book import notation as n
from imsim.reporting.book.calls import Reader
from imsim.reporting.book.expressions import Unreadable, counted, local, named
from imsim.reporting.book.notation import Maths
from imsim.reporting.book.symbols import REFERENCE, Symbols

# Something worked out on the way and used once is written where it is used, unless it is longer than this.
INLINE = 48
Line = tuple[Maths, Maths]


@dataclass(frozen=True)
class Formula:
    """An equation as it stands on a page.

    Args:
        name: of the function.
        kind: update, equation, rival or reference.
        described: number, claim and source; nothing for a value at the reference point without a number.
        told: the mark of an update or a rival.
        prose: what the docstring says further.
        lines: left and right sides, first what is computed, then what it takes; nothing where it is no formula.
        noise: whether it takes this week's noise.
        code: its text.
    """

    name: str
    kind: str
    described: Equation | None
    told: Update | Rival | None
    prose: str
    lines: tuple[Line, ...]
    noise: bool
    code: str

    @property
    def latex(self) -> str:
        """All its lines in LaTeX."""
        return r" \\ ".join(f"{left.latex} & {right.latex}" for left, right in self.lines)

    @property
    def claim(self) -> str:
        """What it says, in a sentence."""
        return self.described.claim if self.described else self.prose.partition("\n\n")[0].replace("\n", " ")


def formulas_of(
    mechanism: Mechanism, model: Model, symbols: Symbols, texts: Mapping[str, str] | None = None
) -> list[Formula]:
    """Equations, rivals and values at the reference point, in the order of the files.

    Args:
        mechanism: whose they are.
        model: that it is a part of.
        symbols: how names are written.
        texts: its source by module, if not that which it was loaded from.
    """
    functions = {kind: mechanism.marked(kind) for kind in ("equation", "reference")}
    marked = functions["equation"] | functions["reference"]
    texts = texts or texts_of(mechanism)
    return [formula for text in texts.values() for formula in _read(text, marked, mechanism, model, symbols)]


def shared_with(mechanism: Mechanism, model: Model, symbols: Symbols) -> list[Formula]:
    """Equations that it calls and that belong to no mechanism: what several have in common."""
    found: dict[str, Callable[..., Any]] = {}
    owned = {home for one in model.mechanisms for home in homes(one)}
    for function in mechanism.functions:
        for name in function.__code__.co_names:
            thing = function.__globals__.get(name)
            if inspect.isfunction(thing) and vars(thing).get("equation") and thing.__module__ not in owned:
                found[name] = thing
    modules = dict.fromkeys(one.__module__ for one in found.values())
    texts = {module: source_of_module(module, found.values()).decode() for module in modules}
    return [formula for text in texts.values() for formula in _read(text, found, mechanism, model, symbols)]


def texts_of(mechanism: Mechanism) -> dict[str, str]:
    """The source of a mechanism, by module."""
    return {home: source_of_module(home, mechanism.parts).decode() for home in homes(mechanism)}


def _read(
    text: str, marked: Mapping[str, Callable[..., Any]], mechanism: Mechanism, model: Model, symbols: Symbols
) -> Iterator[Formula]:
    try:
        tree = ast.parse(text)
    except SyntaxError:
        # A notebook's mechanism of which no text is left.
        tree = ast.Module(body=[], type_ignores=[])
    known = callables(mechanism, model)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name in marked:
            function = marked[node.name]
            yield Page(node, function, mechanism, symbols, known).formula(ast.get_source_segment(text, node) or "")


def callables(mechanism: Mechanism, model: Model) -> dict[str, object]:
    """What has a formula of its own, and classes that hold named values."""
    found: dict[str, object] = {
        name: one for other in model.mechanisms for name, one in other.marked("equation").items()
    }
    for function in mechanism.functions:
        for name in function.__code__.co_names:
            thing = function.__globals__.get(name)
            if inspect.isclass(thing) or (inspect.isfunction(thing) and vars(thing).get("equation")):
                found[name] = thing
    return found


class Page:
    """The syntax tree of one equation, on its way to a formula."""

    def __init__(
        self,
        node: ast.FunctionDef,
        function: Callable[..., Any],
        mechanism: Mechanism,
        symbols: Symbols,
        known: Mapping[str, object],
    ) -> None:
        self._node, self._function, self._symbols = node, function, symbols
        seen = {name: one for name, one in known.items() if inspect.isclass(one)} | mechanism.seen
        noises = {(kind, name): None for kind, one in mechanism.seen.items() for name, about, _ in declarations(one)
                  if about.kind == "noise"}  # fmt: skip
        arguments = {one.arg: ast.unparse(one.annotation) if one.annotation else "" for one in node.args.args}
        records = {name: kind for name, kind in arguments.items() if kind in seen or kind == "P"}
        records |= {name: REFERENCE for name, kind in arguments.items() if kind == "Reference"}
        self._plain = [name for name in arguments if name not in records]
        given = {name: local(name) for name in self._plain}
        self._reader = Reader(symbols, records, known, noises, given)
        self._definitions: list[Line] = []
        self._cases: list[tuple[Maths, Maths | None]] = []
        assigned = [one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)]
        self._left = Counter(assigned)
        self._used = Counter(
            one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)
        )

    def formula(self, code: str) -> Formula:
        """The formula, without lines where the code is none."""
        told = vars(self._function).get("update") or vars(self._function).get("rival")
        kind = {Update: "update", Rival: "rival"}.get(type(told)) or (
            "reference" if vars(self._function).get("reference") else "equation"
        )
        try:
            lines = tuple(self._lines(told))
        except Unreadable:
            lines = ()
        noise = any(r"\varepsilon" in right.latex for _, right in lines)
        described = vars(self._function).get("equation")
        return Formula(self._node.name, kind, described, told, prose_of(self._function, described), lines, noise, code)

    def _lines(self, told: Update | Rival | None) -> Iterator[Line]:
        for statement in self._node.body:
            self._take(statement)
        if not self._cases:
            raise Unreadable("nothing is returned")
        whole = self._cases[0][0] if len(self._cases) == 1 else n.cases(self._cases)
        sign = n.operator(r"\leftarrow", "&#x2190;") if isinstance(told, Update) else n.operator("=", "=")
        yield from self._broken(self._left_side(told), sign, whole, isinstance(told, Update) and told.add)
        for left, right in self._needed(whole):
            yield from self._broken(left, n.operator("=", "="), right)

    def _needed(self, whole: Maths) -> list[Line]:
        """Definitions that the formula, or one of those, makes use of."""
        needed: list[Line] = []
        for left, right in reversed(self._definitions):
            if any(left.latex in one.latex for one in (whole, *(right for _, right in needed))):
                needed.insert(0, (left, right))
        return needed

    def _broken(self, left: Maths, sign: Maths, right: Maths, add: bool = False) -> Iterator[Line]:
        terms = [right]
        if add:
            terms = [left, n.row((n.operator("+", "+"), n.held(right, n.PRODUCT)))]
        elif right.level == n.SUM:
            terms = self._reader.terms.get(right.latex, [right])
        yield from n.lines_of(left, sign, terms)

    def _left_side(self, told: Update | Rival | None) -> Maths:
        if isinstance(told, Update):
            return self._symbols.of("Employee", told.target)
        if vars(self._function).get("reference"):
            return self._symbols.of(REFERENCE, self._node.name)
        return (
            n.called(named(self._node.name), [local(name) for name in self._plain])
            if self._plain
            else named(self._node.name)
        )

    # Statements

    def _take(self, statement: ast.stmt) -> None:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            return
        if isinstance(statement, ast.Return) and statement.value is not None:
            self._cases.append((counted(self._reader.read(statement.value)), None))
        elif isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            self._assign(statement.targets[0], statement.value)
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            self._assign(statement.target, statement.value)
        elif isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
            before = ast.Name(statement.target.id, ast.Load())
            self._assign(statement.target, ast.BinOp(before, statement.op, statement.value))
        elif isinstance(statement, ast.If):
            self._branch(statement)
        else:
            raise Unreadable(ast.unparse(statement))

    def _assign(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
            for one, other in zip(target.elts, value.elts, strict=True):
                self._assign(one, other)
            return
        if not isinstance(target, ast.Name):
            raise Unreadable(ast.unparse(target))
        if ast.unparse(value) == "r.p" or ast.unparse(value) in self._reader.classes:
            self._reader.aliases[target.id] = value
            return
        right = self._reader.read(value)
        if right.level <= n.RELATION:
            self._reader.flags[target.id] = right
        self._define(target.id, counted(right), isinstance(value, ast.Attribute | ast.Name))

    def _define(self, name: str, right: Maths, other_name: bool = False) -> None:
        self._left[name] -= 1
        if self._left[name] > 0 or other_name or (self._used[name] == 1 and right.size <= INLINE):
            self._reader.known[name] = right
            return
        self._reader.known[name] = local(name)
        self._definitions.append((local(name), right))

    def _branch(self, statement: ast.If) -> None:
        """Either it returns at once, or both branches say what the same name is."""
        when = self._reader.read(statement.test)
        first = statement.body[0]
        if len(statement.body) == 1 and isinstance(first, ast.Return) and first.value and not statement.orelse:
            self._cases.append((counted(self._reader.read(first.value)), when))
            # What comes after is for all others.
            self._reader.assumed[when.latex] = False
            return
        other = statement.orelse[0] if len(statement.orelse) == 1 else None
        if len(statement.body) == 1 and isinstance(first, ast.Assign) and isinstance(other, ast.Assign):
            target, same = first.targets[0], other.targets[0]
            if isinstance(target, ast.Name) and ast.unparse(same) == target.id:
                pairs = [(self._reader.read(first.value), when), (self._reader.read(other.value), None)]
                self._left[target.id] -= 1
                self._define(target.id, n.cases(pairs))
                return
        raise Unreadable(ast.unparse(statement))


def prose_of(function: Callable[..., Any], described: Equation | None) -> str:
    """What a docstring says between its first line and its arguments, source and example."""
    kept = []
    paragraphs = (inspect.getdoc(function) or "").split("\n\n")
    for paragraph in paragraphs[1 if described else 0 :]:
        if paragraph.startswith(("Args:", "Source:", "Example:", ">>>", "Returns:", "Raises:")):
            break
        kept.append(paragraph)
    return "\n\n".join(kept)
