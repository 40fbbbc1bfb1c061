"""Understanding: what the firm wants is learnt from messages, courses and contacts, without trust; it fades."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from imsim.engine.fastmath import power
from imsim.engine.fields import effect, interim, parameter, reads, state
from imsim.engine.mechanism import Mechanism
from imsim.engine.rules import equation, update


class P(NamedTuple):
    """Behavioural numbers."""

    understanding_base: float = parameter(
        0.35,
        0.2,
        0.5,
        "0-1",
        "fix",
        "scale_anchor",
        "understanding that daily work keeps up where nobody tells anything",
        symbol="U_0",
    )
    newcomer_understanding: float = parameter(
        0.15, 0.05, 0.3, "0-1", "assumed", "-", "understanding of a newcomer", symbol="U_new"
    )
    understanding_speed: float = parameter(
        0.025,
        0.01,
        0.05,
        "1/week",
        "assumed",
        "-",
        "speed at which understanding returns to its base",
        symbol="delta_U",
    )
    understanding_message: float = parameter(
        0.04,
        0.02,
        0.12,
        "1/exposure",
        "assumed",
        "-",
        "share of the missing understanding that one exposure gives",
        symbol="eta_M",
    )
    understanding_course: float = parameter(
        0.3, 0.1, 0.5, "1/course", "assumed", "-", "the same of one course on strategy and brand", symbol="eta_S"
    )
    understanding_peers: float = parameter(
        0.12, 0.04, 0.25, "1/week", "assumed", "-", "speed of learning what contacts understand better", symbol="eta_N"
    )
    understanding_voice: float = parameter(
        0.01, 0, 0.03, "1/week", "assumed", "-", "speed of learning by being answered", symbol="eta_V"
    )
    launch_novelty: float = parameter(
        0.3, 0, 0.6, "share", "assumed", "-", "understanding that a launch nobody was told of makes void", symbol="nu"
    )
    exit_understanding: float = parameter(
        0.5,
        0,
        1.7,
        "logit",
        "assumed",
        "griffeth_2000",
        "fall of leaving with understanding of what the firm wants",
        symbol="bUnd",
    )
    informed_adstock: float = parameter(
        1, 0.5, 3, "exposures", "assumed", "-", "adstock from which somebody counts as told of a launch"
    )


class Employee(NamedTuple):
    """What decides what a person understands of the firm."""

    understanding: float = state(
        "U", "0-1", "what the person understands of the firm's goals, strategy and brand",
        neutral="understanding_base", newcomer="newcomer_understanding",
    )  # fmt: skip
    told: float = interim("share", "missing understanding that this week's messages and courses give")
    exposure: float = reads()
    message_adstock: float = reads()
    peers_understanding: float = reads()
    voice: float = reads()
    strategy_course: float = effect("post", "courses on goals, strategy and brand taken this week (E5b)")
    novelty: float = effect("post", "launches this week that change the person's work (E5c)")


@update("learn", when=("exposure", "strategy_course"), otherwise=0.0)
def told(employee: Employee, p: P) -> float:
    """E5b. Messages heard and courses attended each give a share of the understanding that is missing.

    Source: schmidt_eisend_2015; form assumed.

    Example:
        >>> p = P(understanding_message=.1, understanding_course=.5)
        >>> round(float(told(Employee(exposure=2.0, strategy_course=1.0), p)), 3)
        0.595
    """
    missed = power(1 - p.understanding_message, employee.exposure)
    return 1 - missed * power(1 - p.understanding_course, employee.strategy_course)


@equation
def made_void(employee: Employee, p: P) -> float:
    """E5c. When work is changed, those who were not told of it know less well what is wanted of them.

    Source: rows 41 and 42; form assumed.

    Example:
        >>> p = P(launch_novelty=.3, informed_adstock=1)
        >>> [float(made_void(Employee(novelty=1.0, message_adstock=a), p)) for a in (0.0, .5, 2.0)]
        [0.3, 0.15, 0.0]
    """
    return (
        p.launch_novelty
        * np.minimum(employee.novelty, 1)
        * (1 - np.minimum(employee.message_adstock / p.informed_adstock, 1))
    )


@update("learn", after="told")
def understanding(employee: Employee, p: P) -> float:
    """E5b. What the firm wants is told by messages and courses, passed on by contacts, asked for, and forgotten.

    It needs no trust: even those who disbelieve a message know what management wants.

    Source: rows 9, 10, 23, 38 and 63; form assumed.

    Example:
        >>> person = Employee(understanding=.5, told=.1, voice=0.0, novelty=0.0, message_adstock=1.0)
        >>> person = person._replace(peers_understanding=.1)
        >>> round(float(understanding(person, P(understanding_peers=.2))), 5)
        0.56625
    """
    learnt = (employee.told + p.understanding_voice * employee.voice) * (1 - employee.understanding)
    passed_on = p.understanding_peers * employee.peers_understanding
    lost = p.understanding_speed * (employee.understanding - p.understanding_base)
    moved = (employee.understanding + learnt + passed_on - lost) * (1 - made_void(employee, p))
    return np.minimum(np.maximum(moved, 0), 1)


@update("learn", "exit_pull", add=True, after="understanding")
def stay_informed(employee: Employee, p: P) -> float:
    """E24. Who knows what the firm wants, and where it goes, is a little less likely to look elsewhere.

    Studies agree on the sign (role clarity); how much of their correlation is an effect, none of them tells.

    Source: griffeth_2000, yuan_2021; size assumed.

    Example:
        >>> p = P(exit_understanding=.5, understanding_base=.35)
        >>> round(float(stay_informed(Employee(understanding=.45), p)), 3)
        -0.05
    """
    return -p.exit_understanding * (employee.understanding - p.understanding_base)


MECHANISM = Mechanism.here(globals(), rows=(9, 10, 21, 23, 29, 38, 42, 57, 59, 63, 64, 78))
