"""Reasons: what the equations of motivation and leaving make of each driver, for everybody at once."""

from __future__ import annotations

from typing import Any

from imsim.company.ensemble import Ensemble
from imsim.mechanisms import communication, pay_comparison, persuasion, strain, turnover
from imsim.mechanisms.attitude import reward_driver

# Name of a driver -> its weight and its value, numbers or columns (cases, replicates, posts).
Drivers = dict[str, tuple[Any, Any]]


def drivers_of_motivation(ensemble: Ensemble) -> Drivers:
    """Drivers of the motivation target (E11), rewards with the effort that they buy.

    Weights sum to one, but for what happens at work, which comes on top.
    """
    # Equations work on columns, too, which their types do not say.
    employees: Any = ensemble.employees
    p: Any = ensemble.parameters
    attended = communication.attention(employees.message_adstock, p.wearout_peak)
    claim = persuasion.overclaim(employees)
    found = {
        "message": (p.motivation_message, persuasion.message_driver(attended, employees.management_trust, claim, p)),
        "reward": (p.motivation_reward, reward_driver(employees.incentive_force, p.reward_floor_motivation)),
        "satisfaction": (p.motivation_satisfaction, employees.job_satisfaction),
        "leader": (p.motivation_leader, employees.leader_motivation),
        "peers": (p.motivation_peers, employees.peers_motivation),
        "strain": (p.motivation_strain, employees.own_motivation + p.strain_reference - employees.strain),
    }
    own = 1 - sum(weight for weight, _ in found.values())
    return {"own": (own, employees.own_motivation), **found, "events": (1.0, employees.effort_shift)}


def drivers_of_leaving(ensemble: Ensemble) -> Drivers:
    """Drivers of the log-odds that an offer from elsewhere is taken (E24), each against where it is neutral."""
    employees: Any = ensemble.employees
    p: Any = ensemble.parameters
    department = ensemble.organisation.department_of
    recent: Any = ensemble.departments.recent_exits.take(department, axis=2)
    pay = pay_comparison.pull_of_pay(employees, p)
    worn = strain.pull_of_strain(employees, p)
    return {
        "usual": (1.0, p.exit_baseline + p.labour_market + ensemble.effects.labour_pull),
        "satisfaction": (-p.exit_satisfaction, employees.job_satisfaction - p.exit_anchor),
        "commitment": (-p.exit_commitment, employees.affective_commitment - p.exit_anchor),
        "leader": (-p.exit_leader, employees.leader_care - p.leadership_mean),
        "respect": (-p.exit_justice, employees.respect_seen - p.respect_reference),
        "embedding": (-p.exit_embedding, ensemble.effects.embedding),
        "colleagues": (1.0, turnover.contagion(recent, p)),
        "pay": (1.0, pay),
        "strain": (1.0, worn),
        "other": (1.0, employees.exit_pull - pay - worn),
    }
