"""Fairness: losing what was taken for granted stings beyond the money, unless somebody explains it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from imsim.engine.fastmath import exp
from imsim.engine.fields import parameter, reads, result
from imsim.engine.mechanism import Mechanism
from imsim.engine.rules import equation, update


class P(NamedTuple):
    """Behavioural numbers."""

    injustice_scale: float = parameter(
        2.0, 0.5, 5, "units of reward", "assumed", "-", "loss of pay at which all but 1/e of the sting is felt"
    )
    explanation: float = parameter(
        0.95, 0.4, 1, "share", "cal", "greenberg_1990", "part of the sting that being told why takes away", symbol="x_e"
    )
    injustice_trust: float = parameter(
        0.12, 0, 0.4, "0-1", "assumed", "-", "broken promise that a full sting amounts to", symbol="k_T"
    )
    injustice_satisfaction: float = parameter(
        0.1, 0, 0.15, "0-1", "cal", "greenberg_1990", "satisfaction that a full sting takes away", symbol="k_S"
    )
    injustice_exit: float = parameter(
        0.65, 0, 2, "log-odds", "cal", "greenberg_1990", "rise of leaving with a full sting", symbol="k_J"
    )
    injustice_affect: float = parameter(
        0.02, 0, 0.5, "0-1", "cal", "kube_2012", "how far a full sting depresses people each week", symbol="k_a"
    )


class Employee(NamedTuple):
    """What decides how hard a loss is felt."""

    sting: float = result("z_s", "0-1", "injustice felt about pay lost", newcomer=0.0)
    reward_reference: float = reads()
    pay: float = reads()
    exposure: float = reads()


@equation
def loss_of_pay(employee: Employee, p: P) -> float:
    """E9a. Pay below what was taken for granted is felt as an injustice; more and more of it adds less.

    Source: adams_1965, greenberg_1990; form assumed.

    Example:
        >>> cut = Employee(reward_reference=2.0, pay=0.0)
        >>> round(float(loss_of_pay(cut, P(injustice_scale=2.0))), 3)
        0.632
    """
    return 1 - exp(-np.maximum(employee.reward_reference - employee.pay, 0) / p.injustice_scale)


@update("communicate", when=("reward_reference",), otherwise=0.0, after="exposure")
def sting(employee: Employee, p: P) -> float:
    """E9a. Who is told why feels less of it.

    Source: greenberg_1990.

    Example:
        >>> told = Employee(reward_reference=2.0, pay=0.0, exposure=1.0)
        >>> round(float(sting(told, P(injustice_scale=2.0, explanation=0.8))), 3)
        0.312
    """
    told = p.explanation * (1 - exp(-employee.exposure))
    return loss_of_pay(employee, p) * (1 - told)


@update("communicate", "breach", add=True, when=("sting",), after="sting")
def promise_broken(employee: Employee, p: P) -> float:
    """E9b. A loss that nobody explains counts as a broken promise.

    Source: rousseau_1995; size assumed.

    Example:
        >>> promise_broken(Employee(sting=0.5), P(injustice_trust=0.2))
        0.1
    """
    return p.injustice_trust * employee.sting


@update("communicate", "mood", add=True, when=("sting",), after="promise_broken")
def upset(employee: Employee, p: P) -> float:
    """E9b. It spoils the job.

    Source: greenberg_1990.

    Example:
        >>> upset(Employee(sting=0.5), P(injustice_satisfaction=0.06))
        -0.03
    """
    return -p.injustice_satisfaction * employee.sting


@update("communicate", "exit_pull", add=True, when=("sting",), after="upset")
def driven_out(employee: Employee, p: P) -> float:
    """E9b. It makes people look for other work.

    Source: greenberg_1990.

    Example:
        >>> driven_out(Employee(sting=0.5), P(injustice_exit=1.0))
        0.5
    """
    return p.injustice_exit * employee.sting


@update("communicate", "stirred", add=True, when=("sting",), after="driven_out")
def depressed(employee: Employee, p: P) -> float:
    """E9b. It depresses people for weeks.

    Source: kube_2012, weiss_cropanzano_1996.

    Example:
        >>> depressed(Employee(sting=0.5), P(injustice_affect=0.2))
        -0.1
    """
    return -p.injustice_affect * employee.sting


MECHANISM = Mechanism.here(globals(), rows=(19,))
