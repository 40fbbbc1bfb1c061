"""The table of behavioural numbers: symbol, default, range, unit, status, source and meaning of each, by chapter.

Statuses: `cal` calibrated against the published patterns, `SA` evidence gives a range, `fix` an anchor or a measured
constant, `scn` set by the scenario, `assumed` no source: a guess with a range. Sources are keys of docs/references.md.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of the model, with the range in which the evidence lets it vary.

    Args:
        name: its one spelling in scenario files, equations, tables and figures.
        symbol: in the model description, or a dash.
        default, low, high: in its unit.
        unit: for tables; shares and attitudes are 0-1.
        status: how well it is known, in a word of this module's docstring.
        source: a key of docs/references.md, or a dash.
        meaning: in plain words.
        chapter: of the model that uses it.
    """

    name: str
    symbol: str
    default: float
    low: float
    high: float
    unit: str
    status: str
    source: str
    meaning: str
    chapter: str


def _chapter(chapter: str, *rows: tuple[str, str, float, float, float, str, str, str, str]) -> list[Parameter]:
    return [Parameter(*row, chapter=chapter) for row in rows]


# Reach per message and richness of a channel are assumed, but e-mail's reach (politemail_2025); what one message takes of
# a writer's hours, of each listener's hours, and of cash a head in yearly wages follows docs/references.md (pull channels: a week).
_CHANNEL_ROWS = {
    "email": (0.64, 0.30, 4.0, 0.033, 0.0), "newsletter": (0.45, 0.40, 16.0, 0.10, 0.0),
    "radio": (0.35, 0.30, 2.0, 0.0, 0.00005), "briefing": (0.70, 0.70, 30.0, 0.75, 0.000083),
    "meeting": (0.90, 0.90, 6.0, 0.50, 0.0), "retreat": (0.85, 1.00, 60.0, 8.0, 0.0025),
    "intranet": (0.30, 0.40, 4.0, 0.033, 0.0000321), "blog": (0.20, 0.40, 3.0, 0.033, 0.0),
    "board": (0.20, 0.50, 1.0, 0.033, 0.0000321), "wiki": (0.15, 0.60, 2.0, 0.033, 0.0000321),
}  # fmt: skip


def _channel(
    name: str, reach: float, richness: float, *prices: float
) -> list[tuple[str, str, float, float, float, str, str, str, str]]:
    known = name == "email"
    status, source = ("fix", "politemail_2025") if known else ("assumed", "-")
    writing, listening, cash = prices
    return [
        (f"reach_{name}", "reach", reach, round(0.7 * reach, 3), round(min(0.98, 1.25 * reach), 3), "probability",
         status, source, f"probability that one message sent over {name} reaches a person"),
        (f"richness_{name}", "rich", richness, round(0.6 * richness, 3), round(min(1.0, 1.4 * richness), 3), "exposures",
         "assumed", "-", f"exposures that one message heard over {name} is worth"),
        (f"writer_hours_{name}", "-", writing, writing / 2, writing * 2, "hours", "assumed", "-",
         f"specialist's hours behind one message over {name}"),
        (f"listener_hours_{name}", "-", listening, listening / 2, listening * 2 or 0.02, "hours", "assumed", "-",
         f"working time of each listener to one message over {name}"),
        (f"cash_{name}", "-", cash, cash / 2, cash * 2 or 0.00005, "wage", "SA", "poppulo_2016",
         f"cash a head for one message over {name}, or for a week of a pull channel"),
    ]  # fmt: skip


_CHANNELS = [row for name, numbers in _CHANNEL_ROWS.items() for row in _channel(name, *numbers)]

# Harris / Glassdoor 2011 wish list, normalised and shrunk to make room for two assumed kinds.
REWARD_SHARES = {
    "cash": 0.260, "raise": 0.224, "time_off": 0.116, "voucher": 0.083, "home_work": 0.050, "stock": 0.040,
    "health": 0.036, "gym": 0.028, "party": 0.015, "commuter": 0.010, "gift": 0.008,
    "family_benefits": 0.030, "recognition": 0.100,
}  # fmt: skip
_SHARES = [
    (f"preference_{kind}", f"p_{kind}", share, round(share / 2, 4), round(share * 2, 4), "share",
     "assumed" if kind in ("family_benefits", "recognition") else "fix",
     "-" if kind in ("family_benefits", "recognition") else "harris_2011", f"mean share of {kind} in what people wish for")
    for kind, share in REWARD_SHARES.items()
]  # fmt: skip

# fmt: off
PARAMETERS: tuple[Parameter, ...] = (
    *_chapter("communication",
        ("adstock_half_life", "h", 3, 2, 12, "weeks", "SA", "adstock_practice", "time in which half of what was heard fades"),
        ("wearout_peak", "A*", 10, 6, 14, "exposures", "SA", "schmidt_eisend_2015", "adstock at which attention peaks"),
        ("cascade_fidelity", "f", .725, .6, .9, "share", "SA", "nichols_1962", "share of a message that survives one layer"),
        ("generic_relevance", "r_gen", .6, .4, .9, "share", "SA", "contactmonkey_2021", "relevance of a message written for nobody in particular"),
        ("feedback_relevance", "-", .15, 0, .4, "share", "assumed", "-", "part of what a message or course lacks in relevance that top performers' feedback makes up"),
        ("audit_relevance", "-", .30, .1, .6, "share", "assumed", "-", "part of it that an audit of touch-points and audiences makes up"),
        ("advertising_heard", "-", .30, 0, 1, "exposures", "assumed", "-", "exposures that one outside advertising campaign is worth to staff"),
        *_CHANNELS),
    *_chapter("learning",
        ("newcomer_knowledge", "K_new", .30, .2, .45, "0-1", "fix", "mellon_2003", "knowledge of a newcomer"),
        ("plateau_mean", "k0", .60, .5, .7, "0-1", "fix", "scale_anchor", "mean of what work alone teaches"),
        ("plateau_sd", "sd k0", .10, .05, .15, "0-1", "fix", "scale_anchor", "spread of what work alone teaches"),
        ("learning_rate", "eta_J", .13, .09, .20, "1/week", "cal", "mellon_2003", "speed of learning on the job, front line"),
        ("learning_rate_professional", "eta_J prof", .09, .06, .13, "1/week", "cal", "mellon_2003", "the same in departments flagged professional"),
        ("internal_recruit_speed", "-", 2, 1, 3, "factor", "fix", "mellon_2003", "how much faster an internal recruit learns"),
        ("course_gain", "eta_T", .20, .12, .35, "1/course", "cal", "arthur_2003", "share of the missing knowledge that one course gives"),
        ("course_hours", "-", 8, 4, 16, "hours", "assumed", "-", "length of what the evidence calls one course"),
        ("message_learning", "eta_A", .010, .003, .03, "1/week", "assumed", "-", "speed of learning from messages"),
        ("message_saturation", "-", 8, 5, 12, "exposures", "fix", "schmidt_eisend_2015", "adstock up to which recall is linear"),
        ("message_headroom", "-", .05, 0, .15, "0-1", "assumed", "-", "how far messages can lift knowledge above the plateau"),
        ("forgetting", "delta_K", .016, .011, .026, "1/week", "cal", "tatel_ackerman", "weekly loss of knowledge above the plateau"),
        ("repository_retention", "s_repo", .30, 0, .6, "share", "assumed", "-", "share of forgetting that a repository prevents"),
        ("targeting_gain", "-", .20, 0, .5, "share", "assumed", "-", "what a course gains where it is fully known who needs what"),
        ("reorganisation_loss", "-", .10, .03, .25, "share", "assumed", "-", "share of knowledge that a thorough reorganisation makes useless")),
    *_chapter("trust",
        ("voice_weight", "w_v", .30, .1, .5, "share", "assumed", "-", "weight of being listened to in lived reality"),
        ("voice_untouched", "voice", .29, .2, .4, "share", "fix", "watson_wyatt_1997", "share who say their company acts on suggestions"),
        ("prior_claim_weight", "e0", .25, .1, .5, "exposures", "assumed", "-", "weight of what people expect without any campaign"),
        ("insight", "insight", .90, .6, 1, "share", "assumed", "-", "how clearly insiders see the gap of claim and reality"),
        ("trust_anchor", "T0", .55, .4, .7, "0-1", "fix", "scale_anchor", "trust where claim and reality agree"),
        ("trust_loss_aversion", "lambda_T", 2, 1.2, 3, "factor", "SA", "slovic_1993", "how much faster trust is lost than gained"),
        ("trust_speed", "g_T", .08, .03, .15, "1/week", "assumed", "-", "speed of trust under full exposure"),
        ("trust_noise", "sigma_T", .015, 0, .03, "0-1", "assumed", "-", "weekly noise of trust"),
        ("uncertainty_half_life", "h_U", 26, 8, 52, "weeks", "assumed", "-", "time in which half of an uncertainty fades unaided"),
        ("uncertainty_relief", "-", .5, 0, 2, "1/exposure", "assumed", "-", "how much faster it fades for each honest exposure a week"),
        ("overclaim_discount", "-", 5, 1, 10, "1/claim", "assumed", "-", "honesty that an exposure loses per unit of claim beyond reality"),
        ("newcomer_trust", "T_new", .65, .55, .75, "0-1", "assumed", "-", "unspent goodwill of a newcomer"),
        ("dialogue_rounds", "-", 2, 1, 6, "1/year", "assumed", "-", "rounds of asking a year at which all but 1/e of people feel asked")),
    *_chapter("rewards",
        ("preference_compression", "pi", .5, .2, 1, "exponent", "SA", "kube_2012", "how far stated wishes overstate effects"),
        ("preference_concentration", "a0", 20, 8, 60, "-", "assumed", "-", "concentration of the Dirichlet of preferences"),
        ("reward_unit", "-", .05, .03, .08, "share of salary", "assumed", "-", "yearly value that counts as one unit of reward"),
        ("habituation_speed", "g_H", .04, .02, .10, "1/week", "SA", "kube_2012", "speed at which a reward becomes normal"),
        ("habituation", "psi", .5, .2, .8, "share", "SA", "kube_2012", "share of a normal reward that is no longer felt"),
        ("crowding_out", "chi", .10, 0, .2, "share", "SA", "deci_1999", "own motivation lost to a fully controlling reward"),
        *_SHARES),
    *_chapter("attitudes",
        ("motivation_speed", "g_M", .10, .05, .2, "1/week", "assumed", "-", "speed of motivation"),
        ("motivation_noise", "sigma_M", .03, 0, .06, "0-1", "assumed", "-", "weekly noise of motivation"),
        ("motivation_message", "w_M msg", .10, .05, .2, "share", "assumed", "-", "share of messages in motivation"),
        ("motivation_reward", "w_M rew", .22, .1, .3, "share", "cal", "kim_2022", "share of rewards in motivation"),
        ("motivation_satisfaction", "w_M S", .16, .1, .25, "share", "cal", "judge_2001", "share of job satisfaction in motivation"),
        ("motivation_leader", "w_M lead", .07, .03, .15, "share", "SA", "wieseke_2009", "share of the leader in motivation"),
        ("motivation_peers", "w_M peer", .09, .03, .15, "share", "SA", "crossover_engagement", "share of contacts in motivation"),
        ("message_floor", "-", .4, .2, .6, "0-1", "assumed", "-", "message driver of somebody who hears nothing"),
        ("trust_turning_point", "T_c", .35, .2, .38, "0-1", "assumed", "-", "trust below which a message turns against itself"),
        ("reward_floor_motivation", "-", .35, .2, .5, "0-1", "assumed", "-", "reward driver of motivation without any reward"),
        ("leader_reference", "-", .52, .4, .6, "0-1", "assumed", "-", "leader's motivation where no leader is present"),
        ("satisfaction_speed", "g_S", .15, .04, .15, "1/week", "cal", "dormann_zapf_2001", "speed of job satisfaction"),
        ("satisfaction_noise", "sigma_S", .03, 0, .06, "0-1", "assumed", "-", "weekly noise of job satisfaction"),
        ("satisfaction_service", "w_S serv", .10, .05, .25, "share", "SA", "ehrhart_2011", "share of internal service received in satisfaction"),
        ("satisfaction_respect", "w_S resp", .05, .02, .15, "share", "assumed", "-", "share of respect received in satisfaction"),
        ("satisfaction_reward", "w_S rew", .08, .03, .15, "share", "fix", "judge_2010", "share of rewards in satisfaction"),
        ("satisfaction_trust", "w_S T", .12, .05, .2, "share", "SA", "chiaburu_2013", "share of trust in satisfaction"),
        ("satisfaction_customers", "w_S cust", .08, .03, .2, "share", "SA", "schneider_1998", "share of customers' satisfaction in satisfaction"),
        ("satisfaction_peers", "w_S peer", .15, .05, .3, "share", "cal", "bliese_2000", "share of contacts in satisfaction"),
        ("reward_floor_satisfaction", "-", .45, .3, .6, "0-1", "assumed", "-", "reward driver of satisfaction without any reward"),
        ("back_office_feedback", "-", .5, 0, 1, "share", "assumed", "-", "how much of customers' satisfaction reaches staff who never meet them"),
        ("commitment_speed", "g_C", .03, .015, .06, "1/week", "assumed", "-", "speed of affective commitment"),
        ("commitment_noise", "sigma_C", .009, 0, .02, "0-1", "assumed", "-", "weekly noise of affective commitment"),
        ("commitment_trust", "w_C T", .20, .1, .35, "share", "SA", "meyer_2002", "share of trust in commitment"),
        ("commitment_belonging", "w_C B", .15, .05, .3, "share", "SA", "homburg_2009", "share of belonging in commitment"),
        ("belonging_anchor", "B0", .55, .4, .7, "0-1", "assumed", "-", "belonging that nobody works on"),
        ("belonging_speed", "g_B", .05, .02, .1, "1/week", "assumed", "-", "speed of belonging"),
        ("participation_belonging", "-", .10, 0, .3, "0-1", "assumed", "-", "belonging won where everybody takes part and is answered"),
        ("perk_belonging", "-", .10, 0, .25, "0-1", "assumed", "-", "belonging won by perks at most"),
        ("perk_unit", "-", .002, .001, .006, "wage/year", "assumed", "-", "yearly value of perks at which all but 1/e of their effect is reached"),
        ("redesign_gain", "-", .06, .02, .15, "0-1", "assumed", "-", "what a fully redesigned job adds to how well it suits people"),
        ("flexibility_gain", "-", .03, 0, .08, "0-1", "assumed", "-", "what full access from anywhere at any time adds to it"),
        ("ease_gain", "-", .50, 0, 1, "0-1", "assumed", "-", "what each share of working time given back adds to it")),
    *_chapter("performance",
        ("knowledge_share", "a", .5, .3, .7, "share", "SA", "van_iddekinge_2018", "share of knowledge in ability x motivation"),
        ("substitution", "rho", 0, -1, 1, "-", "fix", "van_iddekinge_2018", "CES exponent: 1 additive, 0 multiplicative"),
        ("incentive_quality", "theta_q", .45, .2, 1, "share", "cal", "cerasoli_2014", "share of incentive-driven motivation that counts for quality"),
        ("opportunity_floor", "o_min", .5, .3, .8, "0-1", "SA", "ehrhart_2011", "opportunity left without any internal service"),
        ("knowledge_reference", "K_ref", .60, .5, .7, "0-1", "fix", "scale_anchor", "knowledge at the reference point"),
        ("motivation_reference", "M_ref", .52, .45, .6, "0-1", "fix", "scale_anchor", "motivation at the reference point"),
        ("performance_reference", "P_ref", .60, .5, .7, "0-1", "fix", "scale_anchor", "performance and service at the reference point"),
        ("technology_gain", "-", .03, 0, .08, "share", "assumed", "-", "opportunity gained by a seat with better tools")),
    *_chapter("internal service",
        ("cover", "cover", .30, .1, .5, "0-1", "assumed", "-", "service left when every desk of a supplier is empty"),
        ("staffing_exponent", "-", .5, .3, 1, "exponent", "assumed", "-", "how service falls with the share of desks staffed"),
        ("rudeness_cost", "-", .5, .2, .8, "share", "assumed", "-", "service lost by a department that does not respect its suppliers"),
        ("weak_link", "p", -1, -6, 1, "exponent", "assumed", "-", "power mean over suppliers: below 1 the weakest link counts more"),
        ("respect_reference", "R_ref", .8, .6, 1, "0-1", "fix", "scale_anchor", "respect at the reference point"),
        ("partner_service", "-", .60, .4, .8, "0-1", "scn", "scale_anchor", "service that partners outside the firm give"),
        ("partner_noise", "-", .05, 0, .1, "0-1", "assumed", "-", "weekly noise of it"),
        ("agreement_floor", "-", .45, .3, .6, "0-1", "assumed", "-", "lowest service where an agreement is in force"),
        ("agreement_relief", "-", .5, .2, .8, "share", "assumed", "-", "share of a shortfall that a service agreement removes"),
        ("respect_gain", "-", .50, .2, .8, "share", "assumed", "-", "share of missing respect that a full internal-client programme makes up"),
        ("respect_ramp", "-", 13, 4, 26, "weeks", "assumed", "-", "weeks in which half of that is reached"),
        ("respect_half_life", "-", 26, 8, 52, "weeks", "assumed", "-", "weeks in which half of it fades once nobody works on it"),
        ("collaboration_respect", "-", .20, 0, .4, "share", "assumed", "-", "share of missing respect that full collaboration makes up"),
        ("joint_hours", "-", .10, .03, .4, "hours/week", "assumed", "-", "joint hours a person at which all but 1/e of the ties are open")),
    *_chapter("customers",
        ("encounter_rate", "rate", .25, .02, 1, "1/week", "scn", "-", "evaluated encounters of a customer a week"),
        ("product_quality", "-", .60, .4, .8, "0-1", "scn", "scale_anchor", "quality of the product itself"),
        ("product_weight", "w_p", .5, .3, .7, "share", "assumed", "-", "weight of the product beside service"),
        ("need_weight", "w_n", .15, 0, .4, "-", "assumed", "-", "gain of knowledgeable service for unusual needs"),
        ("need_mean", "-", .30, .1, .5, "0-1", "assumed", "-", "mean unusualness of a customer's needs"),
        ("need_sd", "-", .15, .05, .25, "0-1", "assumed", "-", "spread of it"),
        ("load_effect", "k_load", .3, 0, .8, "-", "assumed", "-", "quality lost per unit of overload"),
        ("load_reference", "-", .90, .7, 1, "ratio", "assumed", "-", "load at the reference point"),
        ("load_most", "-", 3, 2, 5, "ratio", "assumed", "-", "load beyond which customers turn away unserved"),
        ("site_effect", "site", 0, -.11, .11, "0-1", "scn", "-", "quality that comes from the site, not from staff"),
        ("quality_noise", "sigma_Q", .10, .08, .2, "0-1", "cal", "amex_2011", "noise of one encounter"),
        ("quality_share", "theta", .5, .3, .7, "share", "SA", "anderson_sullivan_1993", "weight of quality itself beside disconfirmation"),
        ("surplus_gain", "b+", .8, .4, 1.2, "-", "SA", "anderson_sullivan_1993", "gain from more than expected"),
        ("shortfall_loss", "b-", 1.6, 1, 3, "-", "SA", "anderson_sullivan_1993", "loss from less than expected"),
        ("disconfirmation_sd", "sd D", .125, .1, .16, "0-1", "assumed", "-", "spread of quality minus expectation at the reference point"),
        ("satisfaction_reference", "CS_ref", .60, .5, .7, "0-1", "fix", "scale_anchor", "customer satisfaction at the reference point"),
        ("satisfaction_step", "a_CS", .35, .2, .6, "1/encounter", "assumed", "-", "weight of the last encounter in satisfaction"),
        ("expectation_step", "a_E", .15, .05, .3, "1/encounter", "assumed", "-", "weight of the last encounter in expectation"),
        ("below_threshold", "d_below", .065, .03, .12, "0-1", "cal", "amex_2011", "shortfall that a customer calls below expectation"),
        ("above_threshold", "d_above", .17, .1, .25, "0-1", "cal", "amex_2011", "surplus that a customer calls above expectation"),
        ("bail_probability", "q_bail", .25, .1, .4, "probability", "cal", "amex_2011", "chance that a disappointed customer drops this purchase"),
        ("deferred_share", "defer", .5, .2, .8, "share", "assumed", "-", "share of dropped purchases that is only put off"),
        ("deferred_return", "-", .25, .05, .5, "1/week", "assumed", "-", "speed at which put-off purchases come back"),
        ("failure_threshold", "d_fail", .26, .08, .30, "0-1", "cal", "pwc_2018", "shortfall that is a service failure"),
        ("leave_probability", "q_leave", .18, .17, .32, "probability", "cal", "pwc_2018", "chance that one failure ends the relation"),
        ("churn_hazard", "h0", .0021, .0005, .01, "1/week", "scn", "-", "other weekly churn at reference satisfaction"),
        ("churn_slope", "b_churn", 3, 1, 6, "-", "SA", "ittner_larcker_1998", "how churn falls with satisfaction"),
        ("join_hazard", "j0", .010, .003, .03, "1/week", "scn", "-", "weekly chance that somebody elsewhere (re)joins"),
        ("join_slope", "-", 4, 1, 8, "-", "assumed", "-", "how joining rises with reputation"),
        ("reputation_speed", "-", .03, .01, .1, "1/week", "assumed", "-", "speed of reputation"),
        ("told_good", "-", 9, 5, 15, "people", "SA", "amex_2011", "people told of a delight"),
        ("told_bad", "-", 16, 9, 24, "people", "SA", "amex_2011", "people told of a let-down"),
        ("talk_weight", "-", .02, 0, .1, "-", "assumed", "-", "reputation moved by one person told per customer and week"),
        ("advocacy_weight", "-", .10, 0, .3, "-", "assumed", "-", "reputation moved by employees' advocacy"),
        ("brand_promise", "promise", .60, .4, .9, "0-1", "scn", "scale_anchor", "quality that advertising promises"),
        ("promise_weight", "-", .5, .2, .8, "share", "assumed", "-", "share of the promise in a newcomer's expectation"),
        ("campaigns_seen", "-", 2, 1, 6, "1/year", "assumed", "-", "campaigns a year at which all but 1/e of newcomers know the promise"),
        ("perk_use", "-", .50, 0, 1, "share", "assumed", "-", "rise of staff who use the product, and so of their advocacy, by perks at most")),
    *_chapter("turnover",
        ("exit_baseline", "b0", -5.92, -6.8, -5, "logit", "cal", "bls_quits", "weekly exit log-odds of a contented veteran"),
        ("exit_satisfaction", "bS", 5.0, 2, 6, "logit", "cal", "griffeth_2000", "fall of exits with job satisfaction"),
        ("exit_commitment", "bC", 4.5, 1.5, 5, "logit", "cal", "griffeth_2000", "fall of exits with commitment"),
        ("exit_anchor", "-", .55, .5, .6, "0-1", "fix", "scale_anchor", "satisfaction and commitment at which the baseline holds"),
        ("exit_newcomer", "bTen", 2.0, 1, 3.2, "logit", "cal", "work_institute_2018", "extra exit log-odds on the first day"),
        ("exit_tenure_scale", "tau", 22, 8, 30, "weeks", "cal", "work_institute_2018", "time in which it fades"),
        ("exit_contagion", "bCon", 1.5, 0, 4, "logit", "SA", "felps_2009", "rise of exits with recent exits in the department"),
        ("exit_exogenous", "exo", .0015, 0, .003, "1/week", "assumed", "-", "exits that no attitude explains"),
        ("labour_market", "-", 0, -1.5, 1.5, "logit", "scn", "-", "pull of the outside labour market"),
        ("recent_exits_decay", "-", .85, .7, .95, "1/week", "assumed", "-", "memory of colleagues' exits"),
        ("recent_exits_reference", "-", .03, 0, .1, "share", "assumed", "-", "recent exits in the reference environment")),
    *_chapter("hiring",
        ("vacancy_weeks", "v", 5, 3, 10, "weeks", "fix", "shrm_time_to_fill", "time to fill a desk"),
        ("applicants", "n0", 5, 2, 20, "people", "scn", "-", "applicants per vacancy at neutral employer brand"),
        ("applicants_brand", "b_EB", 2, 0, 4, "-", "assumed", "-", "rise of applicants with employer brand"),
        ("labour_supply", "tightness", 1, .3, 2, "factor", "scn", "-", "applicants available; below 1 labour is scarce"),
        ("hiring_validity", "rho_v", .35, .2, .5, "correlation", "scn", "sackett_2022", "validity of the hiring signal"),
        ("fit_loading", "l", .55, .3, .8, "share", "assumed", "-", "loading of satisfaction and motivation traits on fit"),
        ("plateau_loading", "l_k", .30, .1, .5, "share", "assumed", "-", "loading of what work can teach on fit"),
        ("trait_sd", "sd s0, m0", .28, .15, .28, "0-1", "cal", "scale_anchor", "spread of applicants' traits"),
        ("disposition_mean", "s0", .48, .35, .6, "0-1", "assumed", "-", "mean disposition of applicants"),
        ("motivation_trait_mean", "m0", .545, .4, .65, "0-1", "assumed", "-", "mean own motivation of applicants"),
        ("trait_low", "-", .02, 0, .1, "0-1", "assumed", "-", "lowest trait"),
        ("trait_high", "-", .98, .9, 1, "0-1", "assumed", "-", "highest trait"),
        ("plateau_low", "-", .25, .1, .4, "0-1", "assumed", "-", "lowest plateau"),
        ("plateau_high", "-", .95, .85, 1, "0-1", "assumed", "-", "highest plateau"),
        ("employer_brand_speed", "-", .02, .005, .05, "1/week", "assumed", "-", "speed of the employer brand"),
        ("employer_brand_anchor", "EB0", .5, .3, .7, "0-1", "assumed", "-", "employer brand at reference attitudes"),
        ("employer_brand_satisfaction", "-", .5, .1, 1, "-", "assumed", "-", "rise with staff's satisfaction"),
        ("employer_brand_commitment", "-", .5, .1, 1, "-", "assumed", "-", "rise with staff's commitment"),
        ("staff_satisfaction_reference", "S_ref", .62, .55, .7, "0-1", "fix", "scale_anchor", "staff's satisfaction at the reference point"),
        ("staff_commitment_reference", "C_ref", .60, .5, .7, "0-1", "fix", "scale_anchor", "staff's commitment at the reference point")),
    *_chapter("money",
        ("replacement_cost", "-", .21, .1, .4, "salary", "fix", "cap_2012", "cost of replacing one person"),
        ("vacancy_rate_reference", "-", .0045, .002, .015, "1/week", "assumed", "-", "exits a week that planned costs of hiring assume"),
        ("working_hours", "-", 40, 30, 45, "hours/week", "assumed", "-", "paid hours a week"),
        ("paid_hours_year", "-", 2080, 1600, 2200, "hours", "fix", "bls_ecec", "paid hours a year behind an hourly wage"),
        ("price_course_hour", "-", .00167, .001, .00275, "wage/hour", "SA", "atd_soir", "cash for one hour of one trainee"),
        ("course_group", "-", 12, 6, 25, "people", "assumed", "-", "trainees in one course"),
        ("hire_hours", "-", 14, 6, 30, "hours", "assumed", "-", "HR manager's hours behind one hire"),
        ("price_hr_year", "-", 1.90, 1.4, 2.6, "wage", "SA", "poirier_2014", "loaded yearly cost of an HR manager"),
        ("price_brand_year", "-", 1.78, 1.2, 2.6, "wage", "SA", "poirier_2014", "loaded yearly cost of a brand manager"),
        ("role_ambiguity", "-", .05, 0, .15, "share", "assumed", "-", "opportunity lost by those who were not told of a launch"),
        ("price_specialist_year", "-", 1.42, 1, 2, "wage", "SA", "poirier_2014", "loaded yearly cost of a communications specialist"),
        ("specialist_hours", "-", 1080, 700, 1500, "hours/year", "assumed", "-", "hours of a specialist that go into messages"),
        ("price_agreement_hours", "-", 68, 30, 120, "hours/year", "assumed", "-", "working time of one service agreement between two departments"),
        ("price_recognition", "-", .005, .0005, .01, "wage/year", "SA", "worldatwork", "recognition budget per head at full felt intensity"),
        ("price_candidate", "-", .0019, .001, .004, "wage", "assumed", "-", "assessing one more candidate"),
        ("price_targeting", "-", .02, .005, .05, "wage", "assumed", "-", "studying the target candidate, per hire"),
        ("price_employer_brand", "-", .001, .0003, .002, "wage/year", "assumed", "universum", "employer-brand spend per head at full effect"),
        ("price_dialogue_hours", "-", 1, .5, 2, "hours", "assumed", "-", "working time of both sides in one round of dialogue with one person"),
        ("price_idea_hours", "-", 1.5, .5, 4, "hours", "assumed", "-", "working time of handling one idea or grievance"),
        ("price_idea_award", "-", .00117, 0, .003, "wage", "assumed", "-", "award for one idea: a tenth of the saving that suggestion schemes report; the saving is not booked"),
        ("price_feedback_hours", "-", 12, 4, 24, "hours/year", "assumed", "-", "working time of one top performer's feedback"),
        ("top_share", "-", .10, .05, .2, "share", "assumed", "-", "share of staff counted as top performers"),
        ("price_workshop_hours", "-", 8, 4, 16, "hours", "assumed", "-", "workshop on internal clients, a head, in its first year"),
        ("price_refresher_hours", "-", 2, 1, 4, "hours/year", "assumed", "-", "the same in each later year"),
        ("price_leader_hours", "-", 12, 6, 24, "hours/year", "assumed", "-", "a supervisor's time for it"),
        ("price_redesign", "-", .01, .005, .015, "wage/year", "assumed", "-", "keeping one job redesigned"),
        ("price_redesign_once", "-", .01, .005, .015, "wage", "assumed", "-", "redesigning it, spread over the first year"),
        ("price_flexibility", "-", .003, .001, .01, "wage/year", "assumed", "-", "flexible hours and access from anywhere, a head"),
        ("price_technology", "-", .017, .0083, .03, "wage/year", "assumed", "-", "better tools, a seat"),
        ("price_reorganisation", "-", .02, .005, .06, "wage", "assumed", "-", "one-off cost of a thorough reorganisation, a head"),
        ("at_risk_share", "-", .10, .05, .25, "share", "assumed", "-", "good people for whom structure is changed, as planned cost assumes"),
        ("own_purchases", "-", .0067, 0, .02, "wage/year", "assumed", "-", "what an employee buys from the own firm"),
        ("price_campaign_hours", "-", 120, 60, 240, "hours", "assumed", "-", "brand manager's hours behind one campaign; media are paid by external marketing"),
        ("price_brand_manager_year", "-", 1.78, 1.2, 2.5, "wage", "SA", "poirier_2014", "loaded yearly cost of a brand manager"),
        ("price_survey_hours", "-", .33, .1, .75, "hours", "assumed", "-", "working time of one answer to a survey"),
        ("price_survey_cash", "-", .000083, .00004, .0003, "wage", "assumed", "-", "cash for asking one person once"),
        ("price_wave_hours", "-", 60, 20, 120, "hours", "assumed", "-", "specialist's hours behind one wave of a survey"),
        ("price_follow_up_hours", "-", 1, .5, 3, "hours", "assumed", "-", "working time a head in which a team discusses a wave and acts on it"),
        ("price_audit_hours", "-", 40, 20, 80, "hours/year", "assumed", "-", "specialist's hours for an audit of touch-points and audiences")),
    *_chapter("scales",
        ("acsi_reference", "-", 76, 60, 85, "points", "scn", "acsi", "ACSI at reference satisfaction"),
        ("acsi_slope", "-", 80, 40, 120, "points", "assumed", "-", "ACSI points per unit of customer satisfaction"),
        ("rating_reference", "-", 8.0, 7, 9, "0-10", "assumed", "-", "mean 0-10 rating at the reference point"),
        ("informed_adstock", "-", 1, .5, 3, "exposures", "assumed", "-", "adstock from which somebody counts as informed"),
        ("informed_share", "-", .5, .3, .8, "share", "assumed", "-", "share of staff that must be informed for a department to be"),
        ("diffused_share", "-", .9, .7, 1, "share", "assumed", "-", "share of departments informed at which a message has spread"),
        ("productive_share", "-", .9, .8, 1, "share", "fix", "mellon_2003", "share of the usual knowledge at which a newcomer is productive"),
        ("rating_slope", "-", 10, 5, 15, "points", "assumed", "-", "rating points per unit of satisfaction or commitment"),
        ("survey_spread", "-", .12, .08, .16, "0-1", "assumed", "-", "differences between people that a sample of them may miss"),
        ("rating_noise", "-", 1.5, .5, 2.5, "points", "assumed", "-", "noise of one rating"),
        ("rating_promoter", "-", 8.5, 8, 9, "0-10", "fix", "reichheld_2003", "ratings above round to 9 or 10"),
        ("rating_detractor", "-", 6.5, 6, 7, "0-10", "fix", "reichheld_2003", "ratings below round to 6 or less")),
    *_chapter("patterns",
        ("unit_disposition_sd", "-", .10, .03, .15, "0-1", "assumed", "-", "differences between business units in applicants' mean disposition"),
        ("unit_motivation_shared", "-", .5, 0, 1, "share", "assumed", "-", "part of that difference that shows in their own motivation too"),
        ("unit_motivation_sd", "-", .087, .03, .15, "0-1", "assumed", "-", "differences between units in applicants' own motivation besides"),
        ("unit_leader_sd", "-", .15, .05, .25, "0-1", "assumed", "-", "differences between units in the motivation of heads"),
        ("unit_messages", "-", 1, .5, 3, "1/week", "assumed", "-", "internal e-mails that units send on average"),
        ("unit_messages_sd", "-", .35, .1, .6, "1/week", "assumed", "-", "differences between units in that number"),
        ("unit_site_sd", "-", .055, .02, .08, "0-1", "cal", "harter_2002", "differences between units in quality that comes from the site"),
        ("unit_labour_sd", "-", .45, 0, .8, "logit", "cal", "harter_2002", "differences between units in the pull of the local labour market"),
        ("survey_noise", "-", .08, .04, .12, "0-1", "assumed", "-", "noise of one person's answer to a survey of attitudes")),
)
# fmt: on
