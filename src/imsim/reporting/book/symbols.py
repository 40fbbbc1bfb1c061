"""How names are written in formulas: by the symbol that is declared for them, or written out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from imsim.engine.fields import Parameter, declarations
from imsim.engine.mechanism import SINGULAR, Mechanism, Name
from imsim.engine.model import Model
from imsim.reporting.book.notation import ATOM, Maths, letter, listed, lowered, number, raised, word

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ",
    "tau": "τ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Delta": "Δ", "Phi": "Φ", "Omega": "Ω",
}  # fmt: skip
PARAMETER, REFERENCE = "P", "r"


def written(symbol: str) -> Maths:
    r"""A declared symbol: Greek letters by their names, what follows an underscore or a figure as index.

    Example:
        >>> written("lambda_T").latex, written("T0").latex, written("w_S serv").latex, written("b+").latex
        ('\\lambda_{T}', 'T_{0}', 'w_{S , \\mathrm{serv}}', '{b}^{+}')
    """
    # b_S, sd D, bTen: what follows the first letter, word or underscore is an index.
    head, _, index = symbol.replace("_", " ", 1).partition(" ")
    if not index and re.fullmatch(r"[a-z][A-Z]\w*", head):
        head, index = head[0], head[1:]
    if head.endswith(("+", "-", "*")) and len(head) > 1:
        sign = {"+": "+", "-": "&#x2212;", "*": "&#x2217;"}[head[-1]]
        return raised(written(head[:-1]), Maths(head[-1], f"<mo>{sign}</mo>"))._replace(level=ATOM)
    figured = re.fullmatch(r"(\D+)(\d+)", head)
    if figured and not index:
        head, index = figured[1], figured[2]
    base = _part(head)
    parts = [_part(one) for one in re.split(r"[ ,_]+", index) if one]
    return lowered(base, listed(parts, ",")) if parts else base


def _part(text: str) -> Maths:
    if text in GREEK:
        return letter(f"\\{text}", GREEK[text])
    if text.isdigit():
        return number(int(text))
    return letter(text, text) if len(text) == 1 else word(text)


@dataclass(frozen=True)
class Named:
    """A name that occurs in a formula.

    Args:
        entity: whose it is; `P` for parameters, `r` for values at the reference point.
        name: its one spelling.
        symbol: as declared, or a dash.
        meaning, unit: as declared.
        kind: parameter, state, effect …, as declared.
    """

    entity: str
    name: str
    symbol: str
    meaning: str
    unit: str
    kind: str


class Symbols:
    """How the names of one chapter are written; two names never share a symbol.

    Args:
        mechanism: whose chapter it is.
        model: that it is a part of.
    """

    def __init__(self, mechanism: Mechanism, model: Model) -> None:
        self._mechanism, self._model = mechanism, model
        self._taken: dict[str, tuple[str, str]] = {}
        # Names that were written so far, in order.
        self.used: dict[tuple[str, str], Named] = {}
        # A symbol that is the name of something else would be read as that.
        self._names = {name for seen in mechanism.seen.values() for name, _, _ in declarations(seen)}
        for known in self._own():
            if self._has_symbol(known):
                self._taken.setdefault(known.symbol, (known.entity, known.name))

    def of(self, entity: str, name: str) -> Maths:
        """A name of an entity; what is declared nowhere is written out."""
        known = self.named(SINGULAR.get(entity, entity), name)
        if known is None:
            return word(name)
        key = (known.entity, known.name)
        self.used.setdefault(key, known)
        if self._has_symbol(known) and self._taken.setdefault(known.symbol, key) == key:
            return written(known.symbol)
        return word(name)

    def parameters(self, names: set[str]) -> list[Parameter]:
        """Parameters of these names, in the order of the model."""
        return [row for name, row in self._model.parameters.items() if name in names]

    def _has_symbol(self, known: Named) -> bool:
        return known.symbol != "-" and (known.symbol not in self._names or known.symbol == known.name)

    def named(self, entity: str, name: str) -> Named | None:
        """What is declared of a name."""
        if entity in (PARAMETER, REFERENCE) and (row := self._model.parameters.get(name)):
            return Named(PARAMETER, name, row.symbol, row.meaning, row.unit, "parameter")
        if (home := self._declaring(entity, name)) is not None:
            about = home.about
            return Named(home.entity, name, about.symbol, about.meaning, about.unit, about.kind)
        if (function := self._model.references.get(name)) is not None:
            claim = (function.__doc__ or "").partition("\n")[0]
            return Named(REFERENCE, name, "-", claim, "-", "reference")
        return None

    def _declaring(self, entity: str, name: str) -> Name | None:
        names = self._model.names
        if (entity, name) in names:
            return names[entity, name]
        # A class of an equation's own may show names of several entities under one roof.
        others = [
            one for (_, known), one in names.items() if known == name and one.about.kind not in ("stream", "given")
        ]
        return others[0] if len(others) == 1 and entity not in ("Employee", "Customer", PARAMETER, REFERENCE) else None

    def _own(self) -> Iterator[Named]:
        """States first, then parameters: who comes first has the symbol."""
        for one in self._mechanism.declared:
            if one.about.kind in ("state", "trait", "result", "perceived"):
                yield Named(one.entity, one.name, one.about.symbol, one.about.meaning, one.about.unit, one.about.kind)
        for row in self._mechanism.parameters:
            yield Named(PARAMETER, row.name, row.symbol, row.meaning, row.unit, "parameter")
