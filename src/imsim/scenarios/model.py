"""The model that scenarios run on: all mechanisms, and the parameters of everything that declares some."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from types import ModuleType

from imsim.company import business_units, economics
from imsim.engine.errors import InputError
from imsim.engine.fields import Parameter, parameters_in
from imsim.engine.mechanism import Mechanism
from imsim.engine.model import Model
from imsim.engine.parameters import Parameters
from imsim.mechanisms import mechanisms
from imsim.mechanisms.week import WEEK
from imsim.outcomes import OUTCOMES
from imsim.programmes import kinds

__all__ = [
    "BY_NAME", "DEFAULTS", "MIN_TRAIT_SHARE", "MODEL", "PARAMETERS", "SHARE_GROUPS", "Parameter", "current", "model_of",
    "parameters_of", "using",
]  # fmt: skip

# Studies keep what is left of one after the shares of an attitude's drivers, the person's own part, above this.
MIN_TRAIT_SHARE = 0.15


@cache
def model_of(
    rivals: tuple[tuple[str, str], ...] = (), added: tuple[Mechanism, ...] = (), _declaring: type | None = None
) -> Model:
    """The model with some rivals in the place of equations, and with mechanisms added.

    Args:
        rivals: (form, name) of each that is chosen.
        added: mechanisms that are neither built in nor installed.
        _declaring: parameters of a script or notebook; others make another model.

    Raises:
        ValueError: the mechanisms do not fit together.
    """
    return Model((*mechanisms(), *added), WEEK, rivals, tuple(elsewhere()))


def elsewhere() -> Iterator[Parameter]:
    """Parameters that programmes, outcomes and the company declare."""
    yield from declared_in(economics, "economy")
    for kind, programme in kinds().items():
        yield from declared_in(sys.modules[programme.__module__], kind.replace("_", " "))
    measured = (sys.modules[outcome.measure.__module__] for outcome in OUTCOMES.values())
    for module in dict.fromkeys([*measured, sys.modules["imsim.outcomes.measures"]]):
        yield from declared_in(module, "scales")
    yield from declared_in(business_units, "business units")


def declared_in(module: ModuleType, chapter: str) -> Iterator[Parameter]:
    """Parameters of a module: of its class `P`, and rows of its table `PARAMETERS`."""
    if "P" in vars(module):
        yield from parameters_in(vars(module)["P"], chapter)
    yield from vars(module).get("PARAMETERS", ())


MODEL = model_of()
# What is declared, mechanisms that somebody lays in for a while included (`using`).
BY_NAME: dict[str, Parameter] = {}
PARAMETERS: list[Parameter] = []
DEFAULTS: dict[str, float] = {}
# What is left of one after these shares is the share of the person's own trait.
SHARE_GROUPS: dict[str, tuple[str, ...]] = {}
_added: list[Mechanism] = []


def current(rivals: Mapping[str, str] | None = None) -> Model:
    """The model as it stands, with some rivals: form -> name."""
    typed_in = vars(sys.modules["__main__"]).get("P")
    declaring = typed_in if isinstance(typed_in, type) else None
    return model_of(tuple(sorted((rivals or {}).items())), tuple(_added), declaring)


@contextmanager
def using(added: Sequence[Mechanism]) -> Iterator[None]:
    """Lay mechanisms in for a while: their names are known to scenarios and studies, and they are at work.

    Raises:
        InputError: they do not fit together with those that are there.
    """
    if not isinstance(added, Sequence) or not all(isinstance(one, Mechanism) for one in added):
        raise InputError(f"mechanisms = {added!r}: should be a list of mechanisms, see docs/extend/mechanism.md")
    before = list(_added)
    _added.extend(one for one in added if one not in _added)
    try:
        _refresh()
        yield
    finally:
        _added[:] = before
        _refresh()


def _refresh() -> None:
    """Bring what is declared up to date."""
    try:
        model = current()
        rows = model.parameters
        _ = model.names, model.actions
    except ValueError as error:
        raise InputError(f"mechanisms: {error}") from None
    PARAMETERS[:] = rows.values()
    for live, values in ((BY_NAME, rows), (DEFAULTS, {name: row.default for name, row in rows.items()})):
        live.clear()
        live.update(values)  # type: ignore[arg-type]
    SHARE_GROUPS.clear()
    for attitude in dict.fromkeys(row.share_of for row in PARAMETERS if row.share_of):
        SHARE_GROUPS[attitude] = tuple(row.name for row in PARAMETERS if row.share_of == attitude)


_refresh()


def parameters_of(cases: Iterable[Mapping[str, float]], model: Model | None = None) -> Parameters:
    """Columns of the parameters of some cases, each with what differs from the defaults.

    Args:
        cases: name -> value, of each.
        model: whose parameters they are; the model as it stands by default.
    """
    defaults = DEFAULTS if model is None else {name: row.default for name, row in model.parameters.items()}
    return Parameters.of(cases, defaults)
