"""The twin's programmes and events, told one desk after the other (see `twin`).

A telling of a programme takes the model, the programme's name and its levers, adds to this week's effects, and returns
what the week costs in cash; one of an event takes the model, the event and the weeks since it began. No telling imports
what imsim does.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from twin import Desk, TwinEmployee, TwinModel

WEEKS_A_YEAR = 52
EPSILON = sys.float_info.epsilon

CASCADE, PULL, REPOSITORY = ("meeting",), ("intranet", "blog", "board", "wiki"), ("intranet", "wiki")
CHANNELS = ("email", "newsletter", "radio", "briefing", "meeting", "retreat", *PULL)


def diminishing(amount: float, scale: float) -> float:
    """Share of a full effect that an amount reaches."""
    return 1 - math.exp(-amount / scale)


def this_week(per_week: float, week: int) -> int:
    """How often something done so many times a week falls into this one."""
    return math.floor((week + 1) * per_week + 1e-9) - math.floor(week * per_week + 1e-9)


def present(audience: list[Desk]) -> list[TwinEmployee]:
    return [desk.person for desk in audience if desk.person is not None]


def launch(model: TwinModel, levers: Any) -> None:
    """E5c: work changes in the week in which the programme starts."""
    if model.week == levers.start and getattr(levers, levers.lever) > 0:
        for desk in model.taking_part(levers):
            desk.effects.novelty += 1


def messages(model: TwinModel, name: str, levers: Any) -> float:
    """E1, E4."""
    p, firm, audience = model.p, model.effects, model.taking_part(levers)
    heads = len(present(audience))
    tailored = levers.tailoring * levers.audit
    cash = 0.0
    for channel in CHANNELS:
        planned = getattr(levers, channel) * levers.frequency
        if planned == 0:
            continue
        reach, richness = getattr(p, f"reach_{channel}"), getattr(p, f"richness_{channel}")
        listening = getattr(p, f"listener_hours_{channel}")
        sent = this_week(planned, model.week - levers.start)
        luck = model.uniform(f"programme {name} {channel}", len(model.desks))
        for desk in audience:
            handed_down = p.cascade_fidelity**desk.layers if channel in CASCADE else 1.0
            fitting = tailored + (1 - tailored) * min(desk.effects.relevance, 1)
            relevance = p.generic_relevance + (1 - p.generic_relevance) * fitting
            number = heard(luck[desk.number], reach * handed_down, sent)
            exposure = number * richness * relevance * model.done
            desk.effects.event += p.story_lift * levers.stories * min(number, 1)
            desk.effects.exposure += exposure
            desk.effects.claimed += exposure * (desk.department.expected_claim + levers.overclaim)
            desk.effects.hours_away += sent * listening / p.working_hours
        used = planned
        if channel in PULL:
            used = min(planned, 1)
            firm.sharing += used * reach * richness
            firm.shared_claim += used * reach * richness * levers.overclaim
        if channel in REPOSITORY:
            firm.retention += min(planned, 1) / len(REPOSITORY)
        cash += used * heads * getattr(p, f"cash_{channel}") * model.setting.economy.wage
    return cash


def hours_by_line(model: TwinModel, levers: Any) -> float:
    """Hours a week of writing, of running courses, and of preparing surveys."""
    p, audience = model.p, model.taking_part(levers)
    if levers.kind == "messages":
        departments = {desk.department.name.split("@")[0] for desk in model.audience(levers.audience)}
        written = sum(getattr(levers, channel) * getattr(p, f"writer_hours_{channel}") for channel in CHANNELS)
        return levers.frequency * written * (1 + levers.tailoring * (len(departments) - 1) / 2)
    if levers.kind == "training":
        return levers.hours / WEEKS_A_YEAR * len(present(audience)) / p.course_group
    if levers.kind == "survey":
        audited = diminishing(levers.waves, p.dialogue_rounds) * levers.audit
        return (levers.waves * p.price_wave_hours + audited * p.price_audit_hours) / WEEKS_A_YEAR
    return 0.0


def heard(draw: float, chance: float, sent: int) -> int:
    """E1: one uniform number answers all messages in turn."""
    hits = 0
    for _ in range(sent):
        if draw < chance:
            hits, draw = hits + 1, draw / chance
        else:
            draw = (draw - chance) / (1 - chance)
    return hits


def training(model: TwinModel, name: str, levers: Any) -> float:
    p, audience = model.p, model.taking_part(levers)
    held = this_week(levers.sessions / WEEKS_A_YEAR, model.week - levers.start)
    session, trained = held * min(levers.hours / levers.sessions, p.working_hours), 0.0
    for desk in audience:
        new = desk.person is not None and desk.person.tenure_weeks == 0
        taught = session + min(levers.onboarding, p.working_hours) if new else session
        trained += taught if desk.person is not None else 0.0
        courses = model.done * taught / p.course_hours
        strategy = courses * levers.strategy_content
        useful = 1 + p.targeting_gain * min(desk.effects.relevance, 1)
        leading = (courses - strategy) * levers.leadership_content
        desk.effects.course += useful * (courses - strategy - leading)
        desk.effects.strategy_course += strategy
        desk.effects.leadership_course += leading
        desk.effects.hours_away += taught / p.working_hours
    return trained * p.price_course_hour * model.setting.economy.wage


def incentives(model: TwinModel, name: str, levers: Any) -> float:
    """A contingent pool is shared out by rank of last week's performance in quantity."""
    p, audience = model.p, model.taking_part(levers)
    people, given = present(model.audience(levers.audience)), {*audience}
    amount, last = levers.value / p.reward_unit, len(people) - 1
    control = levers.contingent * (1 - levers.team / 2)
    for rank, person in enumerate(sorted(people, key=lambda person: person.performance_quantity)):
        if person.desk not in given:
            continue
        place = rank / last if last > 0 else 0.5
        part = 1 + levers.contingent * (1 - levers.team) * (2 * place - 1)
        hidden = person.desk.department.heads**-p.free_riding
        stake = amount * levers.contingent * (1 - levers.team + levers.team * hidden)
        person.desk.effects.reward(levers.reward, amount * part, control, stake)
        if levers.reward == "home_work":
            person.desk.effects.embedding += min(levers.value / p.home_work_worth, 1) * p.flexibility_embedding
    away = levers.feedback * p.price_results_hours
    away += levers.value * p.working_hours if levers.reward == "time_off" else 0.0
    for desk in audience:
        desk.effects.feedback += levers.feedback
        desk.effects.hours_away += away / p.working_hours
    if levers.reward == "time_off":
        return 0.0
    price = getattr(p, f"price_{levers.reward}", 1.0)
    return levers.value * price * len(present(audience)) / WEEKS_A_YEAR * model.setting.economy.wage


def recognition(model: TwinModel, name: str, levers: Any) -> float:
    p, audience, rounds = model.p, model.taking_part(levers), levers.rounds / WEEKS_A_YEAR
    seen = sum(department.customer_satisfaction for department in model.departments) / len(model.departments)
    held = this_week(rounds, model.week - levers.start) if seen >= levers.mark else 0
    luck = model.uniform(f"programme {name} named", len(model.desks))
    # A distinction spurs those who did not get it while it is rare and new; to be named lifts newcomers.
    earlier = math.floor((model.week - levers.start) * rounds)
    rare = p.recognition_spur * (1 - levers.named) * p.recognition_surprise**earlier
    for desk in audience:
        chosen = luck[desk.number] < levers.named
        felt = levers.intensity * held * (1 if chosen else levers.watching)
        if not chosen:
            desk.effects.spur += levers.intensity * held * rare
        elif desk.person is not None:
            new = p.recognition_lift * math.exp(-desk.person.tenure_weeks / p.recognition_newcomers)
            desk.effects.event += levers.intensity * held * new
        desk.effects.reward("recognition", felt, 0.0)
        desk.effects.belonging += levers.belonging * felt
        desk.effects.feedback += p.recognition_feedback * felt
    if seen < levers.mark:
        return 0.0
    price = p.price_recognition * model.setting.economy.wage / WEEKS_A_YEAR
    return levers.intensity * rounds * len(present(audience)) * price


def service_agreements(model: TwinModel, name: str, levers: Any) -> float:
    launch(model, levers)
    protected = {desk.department for desk in model.audience(levers.audience)}
    # Suppliers bear their half, whatever the audience is.
    taking_part = {*model.taking_part(levers, "everyone")}
    edges = [edge for edge in model.edges if edge.customer in protected]
    hours = levers.coverage * model.p.price_agreement_hours / WEEKS_A_YEAR
    for edge in edges:
        edge.effects.agreement += levers.coverage
        for side in (edge.customer, edge.supplier):
            desks = getattr(side, "desks", ())  # a partner outside bears its own half
            for desk in taking_part.intersection(desks):
                desk.effects.hours_away += hours / 2 / len(desks) / model.p.working_hours
    return 0.0


def recruitment(model: TwinModel, name: str, levers: Any) -> float:
    p, firm, fields = model.p, model.effects, type(levers).model_fields
    candidates, targeting, brand = (levers.effort * x for x in (levers.selectivity, levers.targeting, levers.brand))
    firm.candidates += candidates
    firm.validity += targeting * model.done
    firm.brand_spend += brand
    firm.internal_share += levers.internal
    firm.referral_share += levers.referral
    per_hire = p.applicants * candidates * p.price_candidate
    per_hire += p.price_targeting * targeting / fields["targeting"].default + p.price_referral * levers.referral
    per_head = p.price_employer_brand * brand / fields["brand"].default / WEEKS_A_YEAR
    return (model.flows.hires * per_hire + len(model.desks) * per_head) * model.setting.economy.wage


def participation(model: TwinModel, name: str, levers: Any) -> float:
    p, audience = model.p, model.taking_part(levers)
    listened = levers.answered * diminishing(levers.rounds, p.dialogue_rounds)
    hours = levers.rounds * p.price_dialogue_hours + levers.ideas * p.price_idea_hours
    hours = levers.answered * (hours + levers.feedback * p.top_share * p.price_feedback_hours) / WEEKS_A_YEAR
    for person in present(audience):
        person.desk.effects.voice += listened * (1 - p.voice_untouched)
    for desk in audience:
        if levers.answered > 0:
            desk.effects.asked += diminishing(levers.rounds, p.dialogue_rounds)
        desk.effects.belonging += listened * p.participation_belonging
        desk.effects.relevance += levers.answered * levers.feedback * p.feedback_relevance
        desk.effects.hours_away += hours / p.working_hours
    awards = levers.answered * levers.ideas * p.price_idea_award * model.setting.economy.wage / WEEKS_A_YEAR
    return awards * len(present(audience))


def survey(model: TwinModel, name: str, levers: Any) -> float:
    p, audience = model.p, model.taking_part(levers)
    held, asked = diminishing(levers.waves, p.dialogue_rounds), levers.sample * levers.response
    hours = asked * p.price_survey_hours + levers.acting * p.price_follow_up_hours
    hours *= levers.waves / WEEKS_A_YEAR
    for person in present(audience):
        person.desk.effects.voice += held * asked * levers.acting * (1 - p.voice_untouched)
    for desk in audience:
        desk.effects.asked += held * asked
        desk.effects.relevance += held * levers.audit * p.audit_relevance
        desk.effects.hours_away += hours / p.working_hours
    cash = levers.waves * levers.sample * p.price_survey_cash * len(present(audience))
    return cash * model.setting.economy.wage / WEEKS_A_YEAR


def collaboration(model: TwinModel, name: str, levers: Any) -> float:
    """Both ends of a tie or an edge must be in the audience."""
    p, audience = model.p, model.taking_part(levers)
    opened = diminishing(levers.hours, p.joint_hours)
    inside = {desk.department for desk in model.audience(levers.audience)}
    for desk in audience:
        desk.effects.hours_away += levers.hours / p.working_hours
        if desk.person is not None:
            desk.effects.joint_work += levers.hours
            desk.effects.event += p.collaboration_lift * opened
        if desk.person is not None and "collaboration" in desk.dormant:
            desk.effects.tie("collaboration", opened)
    for edge in model.edges:
        if edge.customer in inside and edge.supplier in inside:
            edge.effects.respect += opened * p.collaboration_respect * (1 - edge.usual_respect)
    return 0.0


def respect(model: TwinModel, name: str, levers: Any) -> float:
    """It builds up while it runs, and fades when it has stopped."""
    launch(model, levers)
    p, week, audience = model.p, model.week, model.taking_part(levers)
    level = 1 - 0.5 ** ((min(week + 1, levers.stop) - levers.start) / p.respect_ramp)
    level *= 0.5 ** (max(week - levers.stop, 0) / p.respect_half_life)
    inside = {desk.department for desk in model.audience(levers.audience)}
    bosses = {desk.boss for desk in model.desks}
    for edge in model.edges:
        if edge.customer in inside:
            edge.effects.respect += levers.intensity * p.respect_gain * level * (1 - edge.usual_respect)
    on = levers.intensity / WEEKS_A_YEAR if week < levers.stop else 0.0
    taught = on * (p.price_workshop_hours if week < levers.start + WEEKS_A_YEAR else p.price_refresher_hours)
    leading = on * p.price_leader_hours
    for desk in audience:
        desk.effects.hours_away += (taught + leading if desk in bosses else taught) / p.working_hours
    return taught * len(present(audience)) * p.price_course_hour * model.setting.economy.wage


def working_conditions(model: TwinModel, name: str, levers: Any) -> float:
    launch(model, levers)
    p, audience = model.p, model.taking_part(levers)
    suits = levers.redesign * p.redesign_gain + levers.flexibility * p.flexibility_gain + levers.ease * p.ease_gain
    for person in present(audience):
        effects = person.desk.effects
        effects.job_quality += levers.scope * suits
        missed = levers.redesign * p.redesign_embedding + levers.flexibility * p.flexibility_embedding + levers.ease
        effects.embedding += levers.scope * missed
        effects.technology += levers.scope * levers.technology * p.technology_gain
        effects.hours_away += levers.scope * levers.ease
    once = p.price_redesign_once if model.week < levers.start + WEEKS_A_YEAR else 0.0
    part = levers.redesign * (p.price_redesign + once)
    part += levers.flexibility * p.price_flexibility + levers.technology * p.price_technology
    treated = levers.scope * len(present(audience))
    return treated * part * model.setting.economy.wage / WEEKS_A_YEAR


def reorganisation(model: TwinModel, name: str, levers: Any) -> float:
    launch(model, levers)
    p, economy, audience = model.p, model.setting.economy, model.taking_part(levers)
    people, first = present(audience), model.week == levers.start
    everybody = present(model.taking_part(levers, "everyone"))
    average = sum(person.performance for person in everybody) / max(len(everybody), 1)
    for person in people:
        effects = person.desk.effects
        effects.extra_hands += levers.depth * levers.hands
        if person.performance >= average:
            effects.job_quality += levers.depth * levers.kept * max(p.exit_anchor - person.job_satisfaction, 0)
        if first:
            effects.obsolete += levers.depth * p.reorganisation_loss
    for department in {desk.department for desk in model.audience(levers.audience)}:
        # Supply moves to those who gave more than the average last week.
        gives = {edge: edge.supplier.usual_service(p) for edge in department.suppliers}
        average = max(sum(edge.usual_weight * given for edge, given in gives.items()), EPSILON)
        for edge, given in gives.items():
            edge.effects.rerouting += levers.depth * levers.moved * edge.usual_weight * (given - average) / average
    yearly = levers.hands * economy.load_factor + levers.kept * p.at_risk_share * p.price_redesign
    once = p.price_reorganisation if first else 0.0
    return levers.depth * len(people) * (yearly / WEEKS_A_YEAR + once) * economy.wage


def perks(model: TwinModel, name: str, levers: Any) -> float:
    p, audience = model.p, model.taking_part(levers)
    value = levers.generosity * (levers.rebate * p.own_purchases + levers.samples)
    felt = diminishing(value, p.perk_unit)
    for desk in audience:
        desk.effects.belonging += felt * p.perk_belonging
        desk.effects.product_use += felt * p.perk_use
    return value * len(present(audience)) * model.setting.economy.wage / WEEKS_A_YEAR


def brand_promise(model: TwinModel, name: str, levers: Any) -> float:
    """Staff overhear what is promised to customers."""
    p = model.p
    model.effects.promise += levers.overpromise * diminishing(levers.campaigns, p.campaigns_seen)
    running = this_week(levers.campaigns / WEEKS_A_YEAR, model.week - levers.start)
    for desk in model.taking_part(levers):
        exposure = running * p.advertising_heard
        desk.effects.exposure += exposure
        desk.effects.claimed += exposure * (desk.department.expected_claim + levers.overpromise)
    hours = levers.campaigns * p.price_campaign_hours / WEEKS_A_YEAR
    return hours * p.price_brand_manager_year / p.specialist_hours * model.setting.economy.wage


TELLINGS: dict[str, Callable[[TwinModel, str, Any], float]] = {
    "messages": messages,
    "training": training,
    "incentives": incentives,
    "recognition": recognition,
    "service_agreements": service_agreements,
    "recruitment": recruitment,
    "participation": participation,
    "survey": survey,
    "collaboration": collaboration,
    "respect": respect,
    "working_conditions": working_conditions,
    "reorganisation": reorganisation,
    "perks": perks,
    "brand_promise": brand_promise,
}


# What happens to the firm whatever its strategy: a telling takes the model, the event, and the weeks since it began.


def merger(model: TwinModel, event: Any, since: int) -> None:
    """E7, E18, E22: a shock at first; supply from the other firm and ties to it grow."""
    done = min(since / event.weeks, 1)
    supplied = event.first_share + (event.final_share - event.first_share) * done
    for desk in model.desks:
        if since == 0:
            desk.effects.trust_shock += event.trust_shock
            desk.effects.uncertainty += event.uncertainty
        if "merger" in desk.dormant:
            desk.effects.tie("merger", event.ties + (1 - event.ties) * done)
    for edge in model.edges:
        edge.effects.rerouting += supplied * edge.shift
    model.effects.churn_pressure += event.churn * 0.5 ** (since / event.churn_half_life)


def demand_shock(model: TwinModel, event: Any, since: int) -> None:
    """E19, E26."""
    if since < event.weeks:
        model.effects.demand += event.size


def labour_shock(model: TwinModel, event: Any, since: int) -> None:
    """E24, E25."""
    if since < event.weeks:
        model.effects.labour_pull += event.pull
        model.effects.labour_supply += event.supply


EVENTS: dict[str, Callable[[TwinModel, Any, int], None]] = {
    "merger": merger,
    "demand_shock": demand_shock,
    "labour_shock": labour_shock,
}
