"""The model that scenarios run on: all mechanisms, and the parameters of everything that declares some."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import ModuleType

from imsim.company import business_units, economics
from imsim.engine.fields import Parameter, parameters_in
from imsim.engine.mechanism import Mechanism
from imsim.engine.model import Model
from imsim.engine.parameters import Parameters
from imsim.mechanisms import mechanisms
from imsim.mechanisms.week import WEEK
from imsim.outcomes import OUTCOMES
from imsim.programmes import kinds

# Studies keep what is left of one after the shares of an attitude's drivers, the person's own part, above this.
MIN_TRAIT_SHARE = 0.15


@cache
def model_of(rivals: tuple[tuple[str, str], ...] = (), added: tuple[Mechanism, ...] = ()) -> Model:
    """The model with some rivals in the place of equations, and with mechanisms added.

    Args:
        rivals: (form, name) of each that is chosen.
        added: mechanisms that are neither built in nor installed.
    """
    return Model((*mechanisms(), *added), WEEK, rivals, tuple(elsewhere()))


def elsewhere() -> Iterator[Parameter]:
    """Parameters that programmes, outcomes and the company declare."""
    yield from declared_in(economics, "economy")
    for kind, programme in kinds().items():
        yield from declared_in(sys.modules[programme.__module__], kind.replace("_", " "))
    for module in dict.fromkeys(sys.modules[outcome.measure.__module__] for outcome in OUTCOMES.values()):
        yield from declared_in(module, "scales")
    yield from declared_in(sys.modules["imsim.outcomes.measures"], "scales")
    yield from declared_in(business_units, "business units")


def declared_in(module: ModuleType, chapter: str) -> Iterator[Parameter]:
    """Parameters of a module: of its class `P`, and rows of its table `PARAMETERS`."""
    if "P" in vars(module):
        yield from parameters_in(vars(module)["P"], chapter)
    yield from vars(module).get("PARAMETERS", ())


MODEL = model_of()
BY_NAME: dict[str, Parameter] = MODEL.parameters
PARAMETERS: tuple[Parameter, ...] = tuple(BY_NAME.values())
DEFAULTS: dict[str, float] = {parameter.name: parameter.default for parameter in PARAMETERS}
# What is left of one after these shares is the share of the person's own trait.
SHARE_GROUPS: dict[str, tuple[str, ...]] = {
    attitude: tuple(row.name for row in PARAMETERS if row.share_of == attitude)
    for attitude in dict.fromkeys(row.share_of for row in PARAMETERS if row.share_of)
}


def parameters_of(cases: Iterable[Mapping[str, float]]) -> Parameters:
    """Columns of the parameters of some cases, each with what differs from the defaults."""
    return Parameters.of(cases, DEFAULTS)
