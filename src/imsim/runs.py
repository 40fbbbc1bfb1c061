"""One run of a block: what the processes of the week see and change."""

from __future__ import annotations

from collections.abc import Callable

from imsim.kernels import kernel, written_into_kernels
from imsim.state import State


@written_into_kernels
def one_run(s: State, case: int, replicate: int) -> State:
    """What a block's state holds of one of its runs; all but the shared arrays is the run's own, to read and write."""
    return State(
        s.p[case, replicate],
        s.staff[case, replicate],
        s.customers[case, replicate],
        s.departments[case, replicate],
        s.segments[case, replicate],
        s.firm[case, replicate, 0],
        s.flows[case, replicate, 0],
        s.desks,
        s.units,
        s.links,
        s.first_tie,
        s.tie,
        s.strength,
        s.first_opened,
        s.opened_tie,
        s.opened_strength,
        s.activity[:, case, replicate],
        s.points,
        s.first_row,
        s.mix,
        s.on_posts[:, case, replicate],
        s.on_edges[:, case, replicate],
        s.page[0],
        s.effects[case, replicate, 0],
        s.rewards[:, :, case, replicate],
        s.tangible,
        s.appeal[:, case, replicate],
        s.streams[replicate],
        s.glimpses,
        s.callers,
        s.met,
    )


def each_run(process: Callable[[State, int], None]) -> Callable[[State, int], None]:
    """A kernel that lets one process alone happen to every run of a block."""

    @kernel
    def happen(block: State, week: int) -> None:
        cases, replicates = block.p.shape
        for replicate in range(replicates):
            for case in range(cases):
                process(one_run(block, case, replicate), week)

    return happen
