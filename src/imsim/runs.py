"""One run of a block: what the processes of the week see and change."""

from __future__ import annotations

from collections.abc import Callable

from imsim.customers import Customers
from imsim.kernels import kernel, written_into_kernels
from imsim.state import State
from imsim.workforce import Workforce


@written_into_kernels
def one_run(s: State, case: int, replicate: int) -> State:
    """What a block's state holds of one of its runs; all but the shared arrays is the run's own, to read and write."""
    return State(
        p=s.p[case, replicate],
        staff=one_workforce(s.staff, case, replicate),
        customers=Customers(
            with_firm=s.customers.with_firm[case, replicate],
            customer_satisfaction=s.customers.customer_satisfaction[case, replicate],
            expectation=s.customers.expectation[case, replicate],
            walked_away=s.customers.walked_away[case, replicate],
            need_score=s.customers.need_score[case, replicate],
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
        on_posts=s.on_posts[:, case, replicate],
        on_edges=s.on_edges[:, case, replicate],
        page=s.page[0],
        effects=s.effects[case, replicate, 0],
        rewards=s.rewards[:, :, case, replicate],
        tangible=s.tangible,
        appeal=s.appeal[:, case, replicate],
        streams=s.streams[replicate],
        glimpses=s.glimpses,
        room=s.room,
    )


@written_into_kernels
def one_workforce(s: Workforce, case: int, replicate: int) -> Workforce:
    """The posts of one run."""
    return Workforce(
        motivation=s.motivation[case, replicate],
        job_satisfaction=s.job_satisfaction[case, replicate],
        exposure=s.exposure[case, replicate],
        affective_commitment=s.affective_commitment[case, replicate],
        management_trust=s.management_trust[case, replicate],
        belonging=s.belonging[case, replicate],
        knowledge=s.knowledge[case, replicate],
        message_adstock=s.message_adstock[case, replicate],
        reward_reference=s.reward_reference[case, replicate],
        incentive_motivation=s.incentive_motivation[case, replicate],
        uncertainty=s.uncertainty[case, replicate],
        tenure_weeks=s.tenure_weeks[case, replicate],
        disposition=s.disposition[case, replicate],
        motivation_trait=s.motivation_trait[case, replicate],
        knowledge_plateau=s.knowledge_plateau[case, replicate],
        internal_recruit=s.internal_recruit[case, replicate],
        performance=s.performance[case, replicate],
        performance_quantity=s.performance_quantity[case, replicate],
        reward_valence=s.reward_valence[case, replicate],
        own_motivation=s.own_motivation[case, replicate],
        leader_motivation=s.leader_motivation[case, replicate],
        peers_motivation=s.peers_motivation[case, replicate],
        peers_satisfaction=s.peers_satisfaction[case, replicate],
        peers_exposure=s.peers_exposure[case, replicate],
        service_seen=s.service_seen[case, replicate],
        respect_seen=s.respect_seen[case, replicate],
        customers_seen=s.customers_seen[case, replicate],
        weeks_vacant=s.weeks_vacant[case, replicate],
        hires=s.hires[case, replicate],
        taste=s.taste[case, replicate],
        occupied=s.occupied[case, replicate],
        left=s.left[case, replicate],
        hired=s.hired[case, replicate],
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
