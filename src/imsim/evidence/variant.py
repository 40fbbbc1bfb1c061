"""A model that differs from the one that ships, wherever it is tried: a knock-out, a rival, a planted fault."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Variant:
    """How the model differs.

    Args:
        overrides: `dotted.key=value` texts laid over every scenario, as with --set.
        parameters: behavioural numbers, which may lie outside the ranges that scenarios allow.
    """

    overrides: Sequence[str] = ()
    parameters: Mapping[str, float] = field(default_factory=dict)


AS_IT_IS = Variant()
