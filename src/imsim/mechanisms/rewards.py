"""Rewards: what pleases and what moves effort are two things; both wear off, and control crowds out own motivation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from imsim.company.ensemble import Ensemble, Inputs
from imsim.engine.batches import Batch
from imsim.engine.fastmath import choose, exp
from imsim.engine.fields import Column, Flags, given, reads
from imsim.engine.mechanism import Mechanism
from imsim.engine.rules import step, update, weekly
from imsim.mechanisms import expectancy_theory
from imsim.mechanisms.expectancy_theory import (
    Employee,
    Employees,
    P,
    expectancy,
    felt_stake,
    line_of_sight,
    pleasure,
    reward_appeal,
    surplus,
)
from imsim.mechanisms.wishes import INTANGIBLE, REWARD_SHARES, preference, wishes


class Scratch(NamedTuple):
    """What a batch gets."""

    tangible_utility: Column = reads()
    recognised: Column = reads()
    controlled_utility: Column = reads()
    stake: Column = reads()


class Rewards(NamedTuple):
    """Rewards of this week, by kind."""

    rewards: Column = given("amount, control and stake of each kind, (kinds, 3, cases, replicates, posts)", lead=2)
    tangible: Flags = given("whether a kind is, (kinds,)")
    appeal: Column = given("of each kind to each respondent, (kinds, cases, replicates, respondents)", lead=1)


@step("reward", when=("rewards", "reward_reference"))
def add_up_rewards(employees: Employees, given: Rewards, scratch: Scratch, batch: Batch) -> None:
    """Sum what a person gets, as it appeals to this person: pay, recognition, what controls, what is at stake."""
    for post in range(batch.first, batch.end):
        pay, recognised, controlled, stake = 0.0, 0.0, 0.0, 0.0
        for kind in range(len(given.rewards)):
            wish = given.appeal[kind, employees.taste[post]]
            if given.tangible[kind]:
                pay += wish * given.rewards[kind, 0, post]
                controlled += wish * given.rewards[kind, 1, post]
                stake += wish * given.rewards[kind, 2, post]
            else:
                recognised += wish * given.rewards[kind, 0, post]
        place = post - batch.first
        scratch.tangible_utility[place], scratch.recognised[place] = pay, recognised
        scratch.controlled_utility[place], scratch.stake[place] = controlled, stake


@update("reward", when=("rewards", "reward_reference"), otherwise=0.0, after="add_up_rewards")
def reward_valence(employee: Employee, p: P) -> float:
    """E9. What pleases is pay beyond the usual, less what contacts got more, and recognition.

    Source: kube_2012, adams_1965, bradler.

    Example:
        >>> given = Employee(tangible_utility=1.0, reward_reference=0.0, pay_shortfall=0.0, recognised=0.0)
        >>> round(float(reward_valence(given, P())), 4)
        0.6321
    """
    return pleasure(surplus(employee, p) - employee.pay_shortfall + employee.recognised, p)


@update("reward", when=("rewards", "reward_reference", "feedback"), otherwise=0.0, after="reward_valence")
def incentive_force(employee: Employee, p: P) -> float:
    """E9. Effort follows what is at stake and in sight, gifts a little, recognition and feedback, and losses.

    Source: condly_2003, kube_2012, bradler, kim_2022.

    Example:
        >>> pool = Employee(stake=1.0, tangible_utility=1.0, reward_reference=0.0, recognised=0.0, feedback=0.0)
        >>> pool = pool._replace(understanding=.35, reminder=0.0, knowledge=.6)
        >>> [round(float(incentive_force(pool._replace(stake=s), P(knowledge_reference=.6))), 3) for s in (0., 1.)]
        [0.022, 0.74]
    """
    beyond = surplus(employee, p)
    sight = line_of_sight(employee.understanding, employee.feedback + employee.reminder, p) * expectancy(employee, p)
    pull = p.instrumentality * felt_stake(employee, p) * sight + p.gift_effect * np.maximum(beyond, 0.0)
    social = p.social_effect * employee.recognised + p.feedback_effect * np.minimum(employee.feedback, 1.0)
    drawn = (1 - exp(-pull)) + (1 - exp(-social))
    return np.minimum(drawn, 1.0) + np.minimum(pleasure(beyond, p), 0.0)


@update("reward", when=("rewards", "reward_reference"), otherwise="motivation_trait", after="incentive_force")
def own_motivation(employee: Employee, p: P) -> float:
    """E10. Rewards that control crowd out a part of people's own motivation; recognition does not.

    Source: deci_1999.

    Example:
        >>> paid = Employee(motivation_trait=.5, tangible_utility=2.0, controlled_utility=2.0)
        >>> round(float(own_motivation(paid, P(crowding_out=.1))), 3)
        0.45
    """
    felt = employee.tangible_utility
    control = choose(felt > 0, employee.controlled_utility / choose(felt > 0, felt, 1.0), 0.0)
    return employee.motivation_trait * (1 - p.crowding_out * control * np.minimum(felt, 1))


@update("reward", when=("rewards", "reward_reference"), after="own_motivation")
def reward_reference(employee: Employee, p: P) -> float:
    """E9. The pay one gets becomes the pay one expects.

    Source: kube_2012.

    Example:
        >>> reward_reference(Employee(reward_reference=0.0, tangible_utility=1.0), P(habituation_speed=.04))
        0.04
    """
    return employee.reward_reference + p.habituation_speed * (employee.tangible_utility - employee.reward_reference)


@update("reward", when=("rewards", "reward_reference"), otherwise=0.0, after="reward_reference")
def pay(employee: Employee, p: P) -> float:
    """E8. Pay is what the tangible rewards of the week are worth to the person: contacts and employers compare it.

    Source: adams_1965; form assumed.

    Example:
        >>> pay(Employee(tangible_utility=1.5), P())
        1.5
    """
    return employee.tangible_utility


@weekly
def rewards_of_the_week(ensemble: Ensemble) -> Inputs:
    """Rewards that programmes give this week, by the name of their kind."""
    effects = ensemble.effects
    if not effects.rewarded:
        return {
            "rewards": effects.rewards[:0],
            "tangible": np.zeros(0, dtype=bool),
            "appeal": np.zeros((0, *ensemble.shape, 1)),
        }
    return {
        "rewards": effects.rewards,
        "tangible": np.array([kind != INTANGIBLE for kind in effects.kinds]),
        "appeal": ensemble.once(f"appeal of {effects.kinds}", lambda: appeals(ensemble, effects.kinds)),
    }


def appeals(ensemble: Ensemble, kinds: Iterable[str]) -> Column:
    """Appeal of kinds of reward to each respondent of the panel (E8), (kinds, cases, replicates, PANEL)."""
    p, wish = ensemble.parameters, wishes(ensemble)
    return np.stack([np.asarray(reward_appeal(wish[kind], p.preference_cash, p)) for kind in kinds])  # type: ignore[arg-type]


MECHANISM = Mechanism.here(
    globals(),
    rows=(18, 19, 31, 71),
    parameters=[
        *Mechanism.here(vars(expectancy_theory)).parts,
        *(preference(kind, share) for kind, share in REWARD_SHARES.items()),
    ],
)
