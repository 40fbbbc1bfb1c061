"""What an equation calls, as mathematics: functions of numbers, choices, bounds, and other equations."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass

from imsim.reporting.book import notation as n
from imsim.reporting.book.expressions import Arithmetic, Unreadable, counted, local, named
from imsim.reporting.book.notation import Maths

# An exponent longer than this is easier to read beside exp than above e.
SHORT = 12
LOWER, UPPER = ("maximum", "max"), ("minimum", "min")
# Calls that leave a number what it is.
SAME = ("asarray", "float", "float64", "all", "ascontiguousarray")


@dataclass
class Reader(Arithmetic):
    """Reads the expressions of one function."""

    def _call(self, node: ast.Call) -> Maths:
        name, plain = self._called(node), not node.keywords
        if name in LOWER + UPPER and plain and len(node.args) > 1:
            return self._bound(node, name)
        calls: dict[str, Callable[[ast.Call], Maths]] = {
            "exp": self._exponential, "power": self._power, "choose": self._chosen, "where": self._chosen,
            "clip": self._clip,
        }  # fmt: skip
        if name in calls and plain:
            return calls[name](node)
        if name in SAME and node.args:
            return self.read(node.args[0])
        functions = {"log": (r"\ln", "ln"), "ndtr": (r"\Phi", "Φ"), "tanh": (r"\tanh", "tanh")}
        if name in functions and plain:
            latex, mathml = functions[name]
            return n.called(Maths(latex, f"<mi>{mathml}</mi>", size=len(mathml)), [counted(self.read(node.args[0]))])
        if name == "sqrt":
            return n.root(self.read(node.args[0]))
        if name in ("abs", "absolute"):
            return n.fenced(self.read(node.args[0]), "|", "|")
        return self._own(node, name)

    def _called(self, node: ast.Call) -> str:
        """Name of the function that is called; of `r.form(f)(x)`, f."""
        function = node.func
        if isinstance(function, ast.Call) and function.args and isinstance(function.args[0], ast.Name):
            return function.args[0].id
        if isinstance(function, ast.Name):
            return function.id
        if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "np":
            return function.attr
        raise Unreadable(ast.unparse(node))

    def _own(self, node: ast.Call, name: str) -> Maths:
        """Another equation, or named values put together on the spot."""
        if name not in self.equations:
            raise Unreadable(ast.unparse(node))
        given = [self.read(one) for one in node.args if not self._whole(one)]
        for one in node.keywords:
            given.append(n.row((local(str(one.arg)), n.operator("=", "="), self.read(one.value)), n.RELATION))
        if name[0].isupper():
            return n.fenced(n.listed(given))
        return n.called(named(name), given) if given else named(name)

    def _whole(self, node: ast.expr) -> bool:
        """Whether somebody's named values are handed on as they are: formulas leave that out."""
        return ast.unparse(node) in ("r.p", *self.classes) or (
            isinstance(node, ast.Name) and node.id in self.aliases and self._whole(self.aliases[node.id])
        )

    def _bound(self, node: ast.Call, name: str) -> Maths:
        """The larger or smaller of some; between two bounds it is held."""
        inner = node.args[0]
        if name in UPPER and isinstance(inner, ast.Call) and len(node.args) == len(inner.args) == 2:
            between = self._called(inner) in LOWER and isinstance(inner.args[1], ast.Constant | ast.Attribute)
            if between:
                return self._held(inner.args[0], inner.args[1], node.args[1])
        word = "max" if name in LOWER else "min"
        title = Maths(f"\\{word}", f"<mi>{word}</mi>", size=3)
        return n.called(title, [counted(self.read(one)) for one in node.args])

    def _held(self, node: ast.expr, low: ast.expr, high: ast.expr) -> Maths:
        interval = n.row((n.operator("[", "["), n.listed([self.read(low), self.read(high)]), n.operator("]", "]")))
        clip = Maths(r"\operatorname{clip}", "<mi>clip</mi>", size=4)
        inner = self.read(node)
        return n.called(n.lowered(clip, interval), [counted(inner)])

    def _clip(self, node: ast.Call) -> Maths:
        return self._held(*node.args)

    def _exponential(self, node: ast.Call) -> Maths:
        inner = counted(self.read(node.args[0]))
        if inner.size <= SHORT and r"\frac" not in inner.latex:
            return n.raised(n.letter("e", "e"), inner)
        return n.called(Maths(r"\exp", "<mi>exp</mi>", size=3), [inner])

    def _power(self, node: ast.Call) -> Maths:
        return n.raised(counted(self.read(node.args[0])), counted(self.read(node.args[1])))

    def _chosen(self, node: ast.Call) -> Maths:
        when = self.read(node.args[0])
        if (holds := self.assumed.get(when.latex)) is not None:
            return self.read(node.args[1 if holds else 2])
        values = []
        for holds, part in ((True, node.args[1]), (False, node.args[2])):
            self.assumed[when.latex] = holds
            values.append(self.read(part))
        del self.assumed[when.latex]
        return n.cases([(values[0], when), (values[1], None)])
