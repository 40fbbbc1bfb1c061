"""Rewards: what they are worth to a person, how they become normal, and how control crowds out own motivation."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from imsim.company.ensemble import Ensemble, Inputs
from imsim.engine.batches import Batch
from imsim.engine.fastmath import choose, exp, power
from imsim.engine.fields import Column, Counts, Flags, Parameter, given, interim, parameter, reads, result, state, trait
from imsim.engine.mechanism import Mechanism
from imsim.engine.rules import equation, step, update, weekly

# Respondents of the panel that tastes are drawn from.
PANEL = 512
# Harris / Glassdoor 2011 wish list, normalised and shrunk to make room for two assumed kinds.
REWARD_SHARES = {
    "cash": 0.260, "raise": 0.224, "time_off": 0.116, "voucher": 0.083, "home_work": 0.050, "stock": 0.040,
    "health": 0.036, "gym": 0.028, "party": 0.015, "commuter": 0.010, "gift": 0.008,
    "family_benefits": 0.030, "recognition": 0.100,
}  # fmt: skip
INTANGIBLE = "recognition"


def preference(kind: str, share: float) -> Parameter:
    """Mean share of a kind of reward in what people wish for."""
    surveyed = kind not in ("family_benefits", INTANGIBLE)
    known = ("fix", "harris_2011") if surveyed else ("assumed", "-")
    bounds = round(share / 2, 4), round(share * 2, 4)
    meaning = f"mean share of {kind} in what people wish for"
    return Parameter(f"preference_{kind}", f"p_{kind}", share, *bounds, "share", *known, meaning, "rewards")


class P(NamedTuple):
    """Behavioural numbers."""

    preference_compression: float = parameter(
        0.5, 0.2, 1, "exponent", "SA", "kube_2012", "how far stated wishes overstate effects", symbol="pi"
    )
    preference_concentration: float = parameter(
        20, 8, 60, "-", "assumed", "-", "concentration of the Dirichlet of preferences", symbol="a0"
    )
    habituation_speed: float = parameter(
        0.04, 0.02, 0.1, "1/week", "SA", "kube_2012", "speed at which a reward becomes normal", symbol="g_H"
    )
    habituation: float = parameter(
        0.5, 0.2, 0.8, "share", "SA", "kube_2012", "share of a normal reward that is no longer felt", symbol="psi"
    )
    crowding_out: float = parameter(
        0.1, 0, 0.2, "share", "SA", "deci_1999", "own motivation lost to a fully controlling reward", symbol="chi"
    )


class Employee(NamedTuple):
    """What decides what a reward is worth to a person."""

    reward_reference: float = state("H", "units of reward", "reward the person takes for granted", newcomer=0.0)
    reward_valence: float = result("V", "0-1", "pleasure of this week's rewards", newcomer=0.0)
    own_motivation: float = result(
        "m_eff", "0-1", "what crowding-out leaves of the person's own motivation",
        neutral="motivation_trait", newcomer="motivation_trait",
    )  # fmt: skip
    motivation_trait: float = reads()
    utility: float = interim("units of reward", "what the person gets this week, as it appeals to the person")
    tangible_utility: float = interim("units of reward", "what of it is tangible")
    controlled_utility: float = interim("units of reward", "what of that is felt to control")


class Employees(NamedTuple):
    """Whose wishes a person shares."""

    taste: Counts = trait("p", "number", "respondent of the preference panel whose wishes the person shares")


class Scratch(NamedTuple):
    """What a batch gets."""

    utility: Column = reads()
    tangible_utility: Column = reads()
    controlled_utility: Column = reads()


class Rewards(NamedTuple):
    """Rewards of this week, by kind."""

    rewards: Column = given("amount and control of each kind, (kinds, 2, cases, replicates, posts)", lead=2)
    tangible: Flags = given("whether a kind is, (kinds,)")
    appeal: Column = given("of each kind to each respondent, (kinds, cases, replicates, respondents)", lead=1)


@equation
def reward_appeal(wish: float, cash: float, p: P) -> float:
    """E8. A reward appeals as much as a person wishes for it, but stated wishes overstate the differences.

    Args:
        wish: this person's share for this kind of reward.
        cash: mean share of cash, the yardstick.
        p: parameters.

    Source: harris_2011, kube_2012.

    Example:
        >>> float(reward_appeal(.065, .26, P(preference_compression=.5)))
        0.5
    """
    return power(wish / cash, p.preference_compression)


@step("reward", when=("rewards", "reward_reference"))
def add_up_rewards(employees: Employees, given: Rewards, scratch: Scratch, batch: Batch) -> None:
    """Sum what a person gets, as it appeals to this person: all of it, what of it is tangible, and what controls."""
    for post in range(batch.first, batch.end):
        utility, felt, controlled = 0.0, 0.0, 0.0
        for kind in range(len(given.rewards)):
            wish = given.appeal[kind, employees.taste[post]]
            amount = wish * given.rewards[kind, 0, post]
            utility += amount
            if given.tangible[kind]:
                felt += amount
                controlled += wish * given.rewards[kind, 1, post]
        place = post - batch.first
        scratch.utility[place], scratch.tangible_utility[place] = utility, felt
        scratch.controlled_utility[place] = controlled


@update("reward", when=("rewards", "reward_reference"), after="add_up_rewards")
def reward_reference(employee: Employee, p: P) -> float:
    """E9. What one gets becomes what one expects.

    Source: kube_2012.

    Example:
        >>> reward_reference(Employee(reward_reference=0.0, utility=1.0), P(habituation_speed=.04))
        0.04
    """
    return employee.reward_reference + p.habituation_speed * (employee.utility - employee.reward_reference)


@update("reward", when=("rewards", "reward_reference"), otherwise=0.0, after="reward_reference")
def reward_valence(employee: Employee, p: P) -> float:
    """E9. The pleasure of a reward saturates, and only the part not taken for granted counts.

    Source: kube_2012, condly_2003.

    Example:
        >>> round(float(reward_valence(Employee(utility=1.0, reward_reference=1.0), P(habituation=.5))), 4)
        0.3935
    """
    return 1 - exp(-np.maximum(employee.utility - p.habituation * employee.reward_reference, 0))


@update("reward", when=("rewards", "reward_reference"), otherwise="motivation_trait", after="reward_valence")
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


@weekly
def rewards_of_the_week(ensemble: Ensemble) -> Inputs:
    """Rewards that programmes give this week, by the name of their kind."""
    rewards = sorted(ensemble.effects.rewards.items())
    if not rewards:
        return NOTHING_GIVEN
    return {
        "rewards": np.stack([np.stack(given) for _, given in rewards]),
        "tangible": np.array([kind != INTANGIBLE for kind, _ in rewards]),
        "appeal": np.stack([appeal(ensemble, kind) for kind, _ in rewards]),
    }


NOTHING_GIVEN: Inputs = {
    "rewards": np.zeros((0, 2, 1, 1, 1)),
    "tangible": np.zeros(0, dtype=bool),
    "appeal": np.zeros((0, 1, 1, 1)),
}


def appeal(ensemble: Ensemble, kind: str) -> Column:
    """Appeal of a kind of reward to each respondent of the panel (E8), (cases, replicates, PANEL)."""
    p = ensemble.parameters
    wish, cash = wishes(ensemble)[kind], p.preference_cash
    return ensemble.once(f"appeal of {kind}", lambda: np.asarray(reward_appeal(wish, cash, p)))  # type: ignore[arg-type]


def wishes(ensemble: Ensemble) -> dict[str, Column]:
    """Share of each reward kind in what each respondent of a panel wishes, (cases, replicates, PANEL).

    Tastes come from a panel of respondents a replicate, drawn once from the Dirichlet distribution.
    """

    def drawn() -> dict[str, Column]:
        p = ensemble.parameters
        shares = np.concatenate([getattr(p, f"preference_{name}") for name in REWARD_SHARES], axis=2)
        total = np.array([[[math.fsum(row.ravel())]] for row in shares])
        concentration = p.preference_concentration * shares / total
        panels = np.array(
            [[panel.dirichlet(a.ravel(), PANEL) for panel in ensemble.streams.fixed("tastes")] for a in concentration]
        )
        return {name: np.ascontiguousarray(panels[:, :, :, i]) for i, name in enumerate(REWARD_SHARES)}

    return ensemble.once("wishes", drawn)


MECHANISM = Mechanism.here(
    globals(),
    rows=(18, 19, 31, 71),
    parameters=[preference(kind, share) for kind, share in REWARD_SHARES.items()],
)
