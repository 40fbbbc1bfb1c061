"""Learning: work teaches up to a plateau, courses lift above it, and what lies above is forgotten."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from imsim.engine.fastmath import choose, power
from imsim.engine.fields import collects, effect, interim, parameter, reads, state
from imsim.engine.mechanism import Mechanism
from imsim.engine.rules import equation, update


class P(NamedTuple):
    """Behavioural numbers."""

    newcomer_knowledge: float = parameter(
        0.3, 0.2, 0.45, "0-1", "fix", "mellon_2003", "knowledge of a newcomer", symbol="K_new"
    )
    learning_rate: float = parameter(
        0.13, 0.09, 0.2, "1/week", "cal", "mellon_2003", "speed of learning on the job, front line", symbol="eta_J"
    )
    learning_rate_professional: float = parameter(
        0.09,
        0.06,
        0.13,
        "1/week",
        "cal",
        "mellon_2003",
        "the same in departments flagged professional",
        symbol="eta_J prof",
    )
    internal_recruit_speed: float = parameter(
        2, 1, 3, "factor", "fix", "mellon_2003", "how much faster an internal recruit learns"
    )
    course_gain: float = parameter(
        0.2,
        0.12,
        0.35,
        "1/course",
        "cal",
        "arthur_2003",
        "share of the missing knowledge that one course gives",
        symbol="eta_T",
    )
    course_headroom: float = parameter(
        0.2, 0.1, 0.3, "0-1", "assumed", "-", "how far courses can lift knowledge above the plateau", symbol="h_T"
    )
    course_headroom_gain: float = parameter(
        0.4,
        0.25,
        0.6,
        "1/course",
        "cal",
        "arthur_2003",
        "share of the room below that ceiling that one course fills at most",
        symbol="eta_h",
    )
    course_spillover: float = parameter(
        0.045,
        0,
        0.1,
        "1/week",
        "cal",
        "de_grip_sauermann_2012",
        "speed at which what contacts were taught in courses passes on",
        symbol="eta_K",
    )
    message_learning: float = parameter(
        0.01, 0.003, 0.03, "1/week", "assumed", "-", "speed of learning from messages", symbol="eta_A"
    )
    message_saturation: float = parameter(
        8, 5, 12, "exposures", "fix", "schmidt_eisend_2015", "adstock up to which recall is linear"
    )
    message_headroom: float = parameter(
        0.05, 0, 0.15, "0-1", "assumed", "-", "how far messages can lift knowledge above the plateau"
    )
    forgetting: float = parameter(
        0.016,
        0.011,
        0.026,
        "1/week",
        "cal",
        "tatel_ackerman",
        "weekly loss of knowledge above the plateau",
        symbol="delta_K",
    )
    repository_retention: float = parameter(
        0.3, 0, 0.6, "share", "assumed", "-", "share of forgetting that a repository prevents", symbol="s_repo"
    )


class Employee(NamedTuple):
    """What decides what a person learns and forgets."""

    knowledge: float = state(
        "K", "0-1", "what the person knows of work, product and strategy",
        neutral="knowledge_reference", newcomer="newcomer_knowledge",
    )  # fmt: skip
    course_knowledge: float = state(
        "K_c", "0-1", "what courses, or contacts who took them, gave and is not forgotten", newcomer=0.0
    )
    taught: float = interim("0-1", "knowledge that this week's courses give")
    coached: float = collects("0-1", "what else one can learn on the job, beyond what the job alone teaches")
    knowledge_plateau: float = reads()
    internal_recruit: float = reads()
    message_adstock: float = reads()
    professional: float = reads()
    peers_taught: float = reads()
    course: float = effect("post", "courses taken this week (E5)")
    obsolete: float = effect("post", "share of knowledge that a change makes useless this week (E5)")
    retention: float = effect("firm", "share of forgetting that repositories prevent (E5)")


@update("learn", "knowledge")
def still_valid(employee: Employee, p: P) -> float:
    """E5. Some of what people know is of no use any more after a change.

    Source: rows 41 and 91; form assumed.

    Example:
        >>> still_valid(Employee(knowledge=.6, obsolete=.5), P())
        0.3
    """
    return employee.knowledge * (1 - employee.obsolete)


@equation
def learnable(employee: Employee, p: P) -> float:
    """E5. What the job teaches the person, with what a supervisor or others add to it or fail to, on the scale.

    Source: assumed.

    Example:
        >>> led = [Employee(knowledge_plateau=k, coached=c) for k, c in ((.5, .25), (.9, .2), (.1, -.2))]
        >>> [float(learnable(one, P())) for one in led]
        [0.75, 1.0, 0.0]
    """
    return np.minimum(np.maximum(employee.knowledge_plateau + employee.coached, 0), 1)


@update("learn", when=("course",), otherwise=0.0, after="still_valid")
def taught(employee: Employee, p: P) -> float:
    """E5a. Each course gives its share of what is still missing, but less the nearer its ceiling is.

    Courses lift above what work alone can teach only so far; parts of a course count too.

    Source: arthur_2003; form assumed.

    Example:
        >>> p = P(course_gain=.2, course_headroom=.2, course_headroom_gain=.4)
        >>> person = Employee(knowledge_plateau=.6, coached=0.0, course=1)
        >>> [round(float(taught(person._replace(knowledge=k), p)), 3) for k in (.3, .6, .7, .8, .9)]
        [0.14, 0.08, 0.04, 0.0, 0.0]
    """
    missing = (1 - power(1 - p.course_gain, employee.course)) * (1 - employee.knowledge)
    ceiling = learnable(employee, p) + p.course_headroom
    room = np.maximum(ceiling - employee.knowledge, 0)
    return np.minimum(missing, (1 - power(1 - p.course_headroom_gain, employee.course)) * room)


@equation
def passed_on(employee: Employee, p: P) -> float:
    """E5. What contacts learnt in courses passes on to those who know less of it.

    Source: de_grip_sauermann_2012; form assumed.

    Example:
        >>> round(passed_on(Employee(peers_taught=.1), P(course_spillover=.05)), 4)
        0.005
    """
    return p.course_spillover * employee.peers_taught


@equation
def learning_speed(employee: Employee, p: P) -> float:
    """E5. Professional work takes longer to learn; who comes from inside the firm learns faster.

    Source: mellon_2003.

    Example:
        >>> float(learning_speed(Employee(professional=0, internal_recruit=1), P(learning_rate=.1)))
        0.2
    """
    speed = choose(employee.professional > 0, p.learning_rate_professional, p.learning_rate)
    return speed * choose(employee.internal_recruit > 0, p.internal_recruit_speed, 1.0)


@update("learn", after="taught")
def knowledge(employee: Employee, p: P) -> float:
    """E5. Work teaches up to what the job can teach; courses and contacts add to it; the excess is forgotten.

    Messages add little: they teach what the firm wants (E5b), not how the job is done.

    Source: mellon_2003, arthur_2003, tatel_ackerman, schmidt_eisend_2015.

    Example:
        >>> person = Employee(knowledge=.5, knowledge_plateau=.6, professional=0, internal_recruit=0, message_adstock=4)
        >>> person = person._replace(peers_taught=0.0, coached=0.0)
        >>> round(float(knowledge(person._replace(taught=.1), P(learning_rate=.1))), 5)
        0.61075
        >>> expert = person._replace(knowledge=.7, message_adstock=0, retention=1)
        >>> round(float(knowledge(expert, P(repository_retention=.5))), 5)
        0.6992
    """
    plateau = learnable(employee, p)
    work = learning_speed(employee, p) * np.maximum(plateau - employee.knowledge, 0)
    informed = np.minimum(employee.message_adstock / p.message_saturation, 1)
    reach = np.maximum(plateau + p.message_headroom - employee.knowledge, 0)
    messages = p.message_learning * informed * reach
    kept = employee.retention * p.repository_retention
    forgotten = p.forgetting * (1 - kept) * np.maximum(employee.knowledge - plateau, 0)
    return np.minimum(employee.knowledge + work + employee.taught + passed_on(employee, p) + messages - forgotten, 1)


@update("learn", when=("course", "course_knowledge", "peers_taught"), after="knowledge")
def course_knowledge(employee: Employee, p: P) -> float:
    """E5. What courses gave is kept apart from what work taught: it alone passes on by itself.

    Source: de_grip_sauermann_2012; form assumed.

    Example:
        >>> person = Employee(course_knowledge=.1, taught=.05, peers_taught=0.0, retention=0.0)
        >>> round(float(course_knowledge(person, P(forgetting=.02))), 4)
        0.148
    """
    lost = p.forgetting * (1 - employee.retention * p.repository_retention) * employee.course_knowledge
    return np.minimum(employee.course_knowledge + employee.taught + passed_on(employee, p) - lost, 1)


MECHANISM = Mechanism.here(globals(), rows=(7, 38, 44, 78))
