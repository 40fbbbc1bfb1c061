"""Slots: programmes of neighbouring cases of a block that act together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from imsim.programmes.programme import Programme
from imsim.scenarios.plan import Plan

if TYPE_CHECKING:
    from imsim.scenarios.simulation import Case


@dataclass(frozen=True)
class Slot:
    """A programme at work in neighbouring cases of a block, its levers stacked to columns."""

    name: str
    rows: slice
    programme: Programme
    plan: Plan | None = None


def slots(cases: Sequence[Case]) -> Iterator[Slot]:
    """Programmes of neighbouring cases that differ in numbers only, stacked."""

    def kind(case: Case) -> tuple[object, ...]:
        programmes = tuple(
            (name, type(programme), tuple(sorted(programme.model_dump(exclude=set(programme.levers())).items())))
            for name, programme in case.programmes
        )
        return programmes, case.plan

    first = 0
    for _, group in groupby(cases, key=kind):
        same = list(group)
        rows = slice(first, first + len(same))
        for column in zip(*(case.programmes for case in same), strict=True):
            programmes = [programme for _, programme in column]
            yield Slot(column[0][0], rows, type(programmes[0]).columns(programmes), same[0].plan)
        first += len(same)
