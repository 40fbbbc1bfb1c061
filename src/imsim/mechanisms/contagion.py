"""Contagion: moods, news and what people know pass along ties; motivation passes from leaders to those they lead.

People see contacts and leaders as they stood at the end of last week.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from imsim.company.ensemble import Ensemble, Inputs
from imsim.engine.fields import Column, Flags, Places, Record, Ties, flow, given, parameter, perceived, reads
from imsim.engine.mechanism import Mechanism
from imsim.engine.rules import compiled, step, walks, weekly


class P(NamedTuple):
    """Behavioural numbers."""

    leader_reference: float = parameter(
        0.52, 0.4, 0.6, "0-1", "assumed", "-", "leader's motivation where no leader is present"
    )
    motivation_reference: float = reads()
    staff_satisfaction_reference: float = reads()


class Employees(NamedTuple):
    """What is seen of people, and what they see of others."""

    occupied: Flags = reads()
    motivation: Column = reads()
    job_satisfaction: Column = reads()
    exposure: Column = reads()
    understanding: Column = reads()
    knowledge: Column = reads()
    course_knowledge: Column = reads()
    knowledge_plateau: Column = reads()
    supervisor: Places = reads()
    leader_motivation: Column = perceived(
        "M_L", "0-1", "the supervisor's motivation; the reference where there is none", neutral="leader_reference"
    )
    peers_motivation: Column = perceived(
        "M_N", "0-1", "mean of the contacts who are there", neutral="motivation_reference"
    )
    peers_satisfaction: Column = perceived(
        "S_N", "0-1", "the same of job satisfaction", neutral="staff_satisfaction_reference"
    )
    peers_exposure: Column = perceived(
        "e_N", "exposures", "the same of exposure, where a pull channel passes it on", neutral=0.0
    )
    peers_understanding: Column = perceived(
        "dU_N", "0-1", "mean over contacts of what each understands better than the person", neutral=0.0
    )
    peers_taught: Column = perceived(
        "dK_N", "0-1", "the same of what courses gave them above their plateaus", neutral=0.0
    )


class Glimpse(Record, rows="post"):
    """What contacts see of a post: whether somebody is there, how that one feels and what that one understands.

    Zeros at a vacant post.

    Put together in one place, and nothing more: in a large firm every look is a fetch from far memory.
    """

    there: float = flow("-", "of somebody present")
    motivation: float = flow("-", "of somebody present")
    job_satisfaction: float = flow("-", "of somebody present")
    understanding: float = flow("-", "of somebody present")


class Lesson(Record, rows="post"):
    """What contacts can learn from the holder of a post; looked at only where somebody took a course."""

    taught: float = flow("-", "of somebody present: what courses gave above the plateau")


class Network(NamedTuple):
    """The contact network as CSR; no strength where all ties are alike."""

    first_tie: Places = reads()
    tie: Ties = reads()
    strength: Column = reads()


class Opened(NamedTuple):
    """Dormant networks that are open this week, one after the other, how far posts open them, and pull channels."""

    sharing: float = reads()
    first_opened: Places = given("first tie of each post in each network, (networks, posts + 1)")
    opened_tie: Ties = given("post at the other end, (ties,)")
    opened_strength: Column = given("of each tie, (ties,)")
    activity: Column = given("how far posts open each network, (networks, cases, replicates, posts)", lead=1)


class Seen(NamedTuple):
    """All that is seen of others."""

    employees: Employees
    glimpses: Sequence[Glimpse]
    lessons: Sequence[Lesson]


class Sums(NamedTuple):
    """Sums over contacts who are there."""

    number: float
    motivation: float
    job_satisfaction: float
    exposure: float


class Lead(NamedTuple):
    """By how much contacts are ahead of a person, summed over them, and the number of usual ones who are there."""

    number: float
    understanding: float
    taught: float


@step("perceive")
def look_around(
    employees: Employees, network: Network, opened: Opened, glimpses: Sequence[Glimpse], lessons: Sequence[Lesson], p: P
) -> None:  # fmt: skip
    """See contacts and leaders as they stood at the end of last week."""
    be_seen(employees, glimpses)
    teaching = can_teach(employees, lessons, len(opened.activity) > 0)
    sharing = opened.sharing > 0
    for post in range(len(employees.occupied)):
        boss = employees.supervisor[post]
        led = boss >= 0 and glimpses[boss].there > 0
        employees.leader_motivation[post] = glimpses[boss].motivation if led else p.leader_reference
        sums, lead = contacts_mood(glimpses, network, post)
        exposure = contacts_exposure(employees, network, post) if sharing else 0.0
        lead = Lead(lead.number, lead.understanding, contacts_lead(lessons, network, post) if teaching else 0.0)
        sums = Sums(sums.number, sums.motivation, sums.job_satisfaction, exposure)
        for number in range(len(opened.activity)):
            if opened.activity[number][post] > 0:
                seen = Seen(employees, glimpses, lessons)
                sums, lead = with_opened_ties(sums, lead, seen, opened, number, post)
        look_at_contacts(employees, p, post, sums, sharing)
        learn_from_contacts(employees, post, lead)


@compiled
def be_seen(employees: Employees, glimpses: Sequence[Glimpse]) -> None:
    """Put together what others see of each post."""
    for post in range(len(employees.occupied)):
        glimpse, there = glimpses[post], 1.0 * employees.occupied[post]
        glimpse.there = there
        glimpse.motivation = there * employees.motivation[post]
        glimpse.job_satisfaction = there * employees.job_satisfaction[post]
        glimpse.understanding = there * employees.understanding[post]


@compiled
def can_teach(employees: Employees, lessons: Sequence[Lesson], always: bool) -> bool:
    """Whether there is anything of courses to pass on; where there may be, or always, what it is at each post."""
    took, teaching = always, False
    for post in range(len(employees.occupied)):
        took |= employees.course_knowledge[post] != 0
    if took:
        for post in range(len(employees.occupied)):
            above = max(employees.knowledge[post] - employees.knowledge_plateau[post], 0.0)
            taught = employees.occupied[post] * min(employees.course_knowledge[post], above)
            lessons[post].taught = taught
            teaching |= taught > 0
    return teaching


@compiled
def contacts_mood(glimpses: Sequence[Glimpse], network: Network, post: int) -> tuple[Sums, Lead]:
    """Number of the contacts who are there, sums of their mood, and what they understand better."""
    number, motivation, satisfaction, understanding = 0.0, 0.0, 0.0, 0.0
    first, last = network.first_tie[post], network.first_tie[post + 1]
    own = glimpses[post]
    if len(network.strength) == 0:
        for place in range(first, last):
            other = glimpses[network.tie[place]]
            number += other.there
            motivation += other.motivation
            satisfaction += other.job_satisfaction
            understanding += max(other.understanding - own.understanding, 0.0)
    else:
        for place in range(first, last):
            other, weight = glimpses[network.tie[place]], network.strength[place]
            number += weight * other.there
            motivation += weight * other.motivation
            satisfaction += weight * other.job_satisfaction
            understanding += weight * max(other.understanding - own.understanding, 0.0)
    return Sums(number, motivation, satisfaction, 0.0), Lead(number, understanding, 0.0)


@compiled
def contacts_lead(lessons: Sequence[Lesson], network: Network, post: int) -> float:
    """Sum of what contacts learnt in courses beyond the person."""
    taught, own = 0.0, lessons[post].taught
    for place in range(network.first_tie[post], network.first_tie[post + 1]):
        weight = network.strength[place] if len(network.strength) > 0 else 1.0
        taught += weight * max(lessons[network.tie[place]].taught - own, 0.0)
    return taught


@compiled
def contacts_exposure(employees: Employees, network: Network, post: int) -> float:
    """Sum of what the contacts heard."""
    exposure = 0.0
    for place in range(network.first_tie[post], network.first_tie[post + 1]):
        weight = network.strength[place] if len(network.strength) > 0 else 1.0
        exposure += weight * heard(employees, network.tie[place])
    return exposure


@compiled
def heard(employees: Employees, post: int) -> float:
    """What the holder of a post heard; nothing where nobody is there."""
    return employees.occupied[post] * employees.exposure[post]


@walks
def with_opened_ties(sums: Sums, lead: Lead, seen: Seen, opened: Opened, number: int, post: int) -> tuple[Sums, Lead]:
    """Sums with contacts through dormant ties; such a tie is open where both of its ends take part.

    Mood is a mean, so new contacts count among all; what new contacts know comes on top of what usual ones know.
    """
    present, motivation, satisfaction, exposure = sums
    understanding, taught = lead.understanding, lead.taught
    activity, own, own_lesson = opened.activity[number], seen.glimpses[post], seen.lessons[post]
    for place in range(opened.first_opened[number, post], opened.first_opened[number, post + 1]):
        tie = opened.opened_tie[place]
        other = seen.glimpses[tie]
        weight = activity[post] * opened.opened_strength[place] * (activity[tie] > 0)
        present += weight * other.there
        motivation += weight * other.motivation
        satisfaction += weight * other.job_satisfaction
        exposure += weight * heard(seen.employees, tie)
        understanding += weight * max(other.understanding - own.understanding, 0.0)
        taught += weight * max(seen.lessons[tie].taught - own_lesson.taught, 0.0)
    return Sums(present, motivation, satisfaction, exposure), Lead(lead.number, understanding, taught)


@compiled
def look_at_contacts(employees: Employees, p: P, post: int, sums: Sums, sharing: bool) -> None:
    """Mean motivation, satisfaction and exposure of the contacts who are there; one's own where none is.

    Exposure is only looked at where a pull channel passes it on.
    """
    number, motivation, satisfaction, exposure = sums
    if number > 0:
        motivation, satisfaction, exposure = motivation / number, satisfaction / number, exposure / number
    elif employees.occupied[post]:
        motivation, satisfaction = employees.motivation[post], employees.job_satisfaction[post]
        exposure = employees.exposure[post]
    else:
        # A newcomer who finds nobody starts from the reference: what stands at a vacant post is nobody's.
        motivation, satisfaction, exposure = p.motivation_reference, p.staff_satisfaction_reference, 0.0
    employees.peers_motivation[post], employees.peers_satisfaction[post] = motivation, satisfaction
    employees.peers_exposure[post] = exposure if sharing else 0.0


@compiled
def learn_from_contacts(employees: Employees, post: int, lead: Lead) -> None:
    """What contacts know better, a mean over the usual ones; nobody learns from those who know less."""
    number = lead.number if lead.number > 0 else 1.0
    employees.peers_understanding[post] = lead.understanding / number
    employees.peers_taught[post] = lead.taught / number


@weekly
def opened_ties(ensemble: Ensemble) -> Inputs:
    """Dormant ties that programmes and events open this week."""
    ties = sorted(ensemble.effects.ties.items())
    if not ties:
        return {
            "first_opened": np.zeros((0, 1), dtype=np.uint64),
            "opened_tie": np.zeros(0, dtype=np.uint32),
            "opened_strength": np.zeros(0),
            "activity": np.zeros((0, *ensemble.employees.occupied.shape)),
        }
    networks = [ensemble.organisation.dormant[name] for name, _ in ties]
    before = np.cumsum([0, *(network.nnz for network in networks)])
    starts = [network.indptr + start for network, start in zip(networks, before, strict=False)]
    return {
        "first_opened": np.stack(starts).astype(np.uint64),
        "opened_tie": np.concatenate([network.indices for network in networks]).astype(np.uint32),
        "opened_strength": np.concatenate([network.data for network in networks]).astype(np.float64),
        "activity": np.stack([activity for _, activity in ties]),
    }


MECHANISM = Mechanism.here(globals())
