"""One run of a block: what the processes of the week see and change."""

from __future__ import annotations

from collections.abc import Callable

from imsim.company.market import Customers
from imsim.engine.machine_code import kernel, written_into_kernels
from imsim.engine.state import State
from imsim.engine.workforce import Workforce


@written_into_kernels
def one_run(s: State, case: int, replicate: int) -> State:
    """What a block's state holds of one of its runs; all but the shared arrays is the run's own, to read and write."""
    return State(
        p=s.p[case, replicate],
        staff=Workforce(
            numbers=s.staff.numbers[case, replicate],
            counts=s.staff.counts[case, replicate],
            flags=s.staff.flags[case, replicate],
        ),
        customers=Customers(
            numbers=s.customers.numbers[case, replicate],
            with_firm=s.customers.with_firm[case, replicate],
            walked_away=s.customers.walked_away[case, replicate],
        ),
        expected_claim=s.expected_claim[case, 0],
        departments=s.departments[case, replicate],
        segments=s.segments[case, replicate],
        firm=s.firm[case, replicate, 0],
        flows=s.flows[case, replicate, 0],
        desks=s.desks,
        units=s.units,
        links=s.links,
        first_tie=s.first_tie,
        tie=s.tie,
        strength=s.strength,
        first_opened=s.first_opened,
        opened_tie=s.opened_tie,
        opened_strength=s.opened_strength,
        activity=s.activity[:, case, replicate],
        points=s.points,
        first_row=s.first_row,
        mix=s.mix,
        on_posts=s.on_posts[case, replicate],
        on_edges=s.on_edges[case, replicate],
        page=s.page[0],
        effects=s.effects[case, replicate, 0],
        rewards=s.rewards[:, :, case, replicate],
        tangible=s.tangible,
        appeal=s.appeal[:, case, replicate],
        streams=s.streams[replicate],
        glimpses=s.glimpses,
        notes=s.notes,
        found=s.found,
        callers=s.callers,
        met=s.met,
        some=s.some,
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
