"""What the source texts claim, found again in the default firm: paired over replicates, each with its interval."""

import numpy as np
import pytest

from imsim.api import compare
from imsim.scenarios.scenario import load
from imsim.studies.intervals import estimate

REPLICATES = 12
# Strategies as written, unscaled: what is compared is what the levers do, not what money buys.
STRATEGIES = {
    "train_contact": 'training = { hours = 40.0, audience = "contact" }',
    "train_upstream": 'training = { hours = 80.0, audience = ["operations", "rd"] }',
    "train_once": "training = { hours = 80.0, sessions = 26.0, stop = 13 }",
    "generic": "messages = { email = 1.0, newsletter = 0.5, meeting = 0.5 }",
    "tailored": "messages = { email = 1.0, newsletter = 0.5, meeting = 0.5, tailoring = 1.0 }",
    "overclaim": "messages = { email = 1.0, newsletter = 0.5, meeting = 0.5, tailoring = 1.0, overclaim = 0.2 }",
    "modest": "messages = { email = 1.0, newsletter = 0.5, meeting = 0.5, tailoring = 1.0, overclaim = -0.3 }",
    "strategy": "training = { hours = 16.0, strategy_content = 1.0 }",
    "lead": 'training = { hours = 40.0, leadership_content = 1.0, audience = "heads" }',
    "ask": "survey = { waves = 12.0, acting = 0.0 }",
    "respect_untold": "respect = { start = 26 }",
    "bonus": 'incentives = { reward = "cash", value = 0.05 }',
    "pool": 'incentives = { reward = "cash", value = 0.05, contingent = 1.0 }',
    "home": 'incentives = { reward = "home_work", value = 0.05 }',
    "leave": 'incentives = { reward = "time_off", value = 0.05 }',
    "praise": "recognition = { intensity = 1.0 }",
    "agreements": "service_agreements = { coverage = 1.0 }",
    "better_hires": "recruitment = { effort = 4.0 }",
}
# Burn-in as long as the model asks for: differences are paired, but levels (a rude firm's) should have settled.
TIMES = ["market.rows=800", "time.burn_in=52", "time.weeks=104", "time.window=52"]


def tried(strategies, *overrides, reference="nothing"):
    rows = [f"strategies.{name}.programmes={{{STRATEGIES[name]}}}" for name in strategies]
    return compare("service_firm", strategies=strategies, replicates=REPLICATES, budget=0.0, reference=reference,
                   overrides=[*TIMES, *rows, *overrides])  # fmt: skip


@pytest.fixture(scope="module")
def found():
    """All strategies beside doing nothing."""
    return tried(list(STRATEGIES))


def gain(found, outcome, strategy, against=None, weeks=None):
    """Paired difference with its interval: to the reference or another strategy, over the window or given weeks."""
    if weeks is None:
        values = {name: found.values(outcome, name) for name in found.names}
    else:
        values = {name: found.weekly[outcome][weeks, i].mean(axis=0) for i, name in enumerate(found.names)}
    return estimate(values[strategy] - values[against or found.reference])


def rises(found, outcome, strategy, against=None, weeks=None):
    return gain(found, outcome, strategy, against, weeks).low > 0


def falls(found, outcome, strategy, against=None, weeks=None):
    return gain(found, outcome, strategy, against, weeks).high < 0


# Training


def test_training_raises_knowledge_then_performance_then_quality_then_satisfaction(found):
    for outcome in ("knowledge", "performance", "service_quality", "customer_satisfaction"):
        assert rises(found, outcome, "train_contact"), outcome
    weeks = np.array([found.weekly[o][:, found.names.index("train_contact")] - found.weekly[o][:, 0]
                      for o in ("knowledge", "customer_satisfaction")]).mean(axis=2)  # fmt: skip
    half = [int(np.argmax(row > row[52:].mean() / 2)) for row in weeks]
    assert half[0] < half[1], "customers notice later than staff learn"


def test_training_upstream_reaches_customers_through_the_chain(found):
    """Only back offices are trained: knowledge of those who meet customers stays, what they receive gets better."""
    assert rises(found, "back_office_knowledge", "train_upstream")
    assert rises(found, "internal_service_quality", "train_upstream")
    assert rises(found, "service_quality", "train_upstream")
    assert rises(found, "customer_satisfaction", "train_upstream")
    assert (
        gain(found, "service_quality", "train_upstream").mean
        < gain(found, "internal_service_quality", "train_upstream").mean
    )


def test_without_the_internal_chain_training_upstream_reaches_nobody():
    # What courses teach travels between colleagues, too.
    apart = ["organisation.service={remove=true}", "parameters.course_spillover=0"]
    found = tried(["train_upstream"], *apart)
    assert rises(found, "back_office_knowledge", "train_upstream")
    assert abs(gain(found, "internal_service_quality", "train_upstream").mean) < 1e-12
    assert abs(gain(found, "service_quality", "train_upstream").mean) < 0.002


def test_what_a_programme_that_ended_taught_is_forgotten(found):
    """Half of it in a half-life of some 30 to 45 weeks, and faster as those who learned it leave."""
    at_the_end = gain(found, "knowledge", "train_once", weeks=slice(12, 16))
    a_year_on = gain(found, "knowledge", "train_once", weeks=slice(64, 68))
    last = gain(found, "knowledge", "train_once", weeks=slice(100, 104))
    assert at_the_end.low > 0.02
    assert 0.15 < a_year_on.mean / at_the_end.mean < 0.6
    assert last.mean < 0.35 * at_the_end.mean


# Messages


def test_overclaiming_costs_trust_satisfaction_and_commitment(found):
    for outcome in ("management_trust", "job_satisfaction", "affective_commitment"):
        assert falls(found, outcome, "overclaim", "tailored"), outcome
    assert falls(found, "management_trust", "overclaim")


def test_tailored_messages_move_more_than_generic_ones_sent_as_often(found):
    assert rises(found, "motivation", "generic")
    assert rises(found, "motivation", "tailored", "generic")
    assert found.cost("tailored").mean > found.cost("generic").mean
    assert falls(found, "diffusion_weeks", "tailored")


def test_saying_less_than_is_true_is_no_better_than_the_truth(found):
    assert falls(found, "customer_satisfaction", "modest", "tailored")
    assert not rises(found, "management_trust", "modest", "tailored")


def test_a_claim_above_the_truth_moves_people_at_first(found):
    assert rises(found, "motivation", "overclaim", "tailored", weeks=slice(0, 4))
    assert falls(found, "job_satisfaction", "overclaim", "tailored", weeks=slice(52, 104))


def test_messages_inform_but_build_little_skill(found):
    for outcome in ("understanding", "alignment", "role_clarity"):
        assert rises(found, outcome, "tailored"), outcome
    assert gain(found, "knowledge", "tailored").mean < 0.25 * gain(found, "knowledge", "train_contact").mean


def test_courses_on_strategy_make_people_understand_and_build_no_skill(found):
    assert rises(found, "understanding", "strategy")
    assert rises(found, "performance", "strategy")
    assert gain(found, "knowledge", "strategy").mean < 0.01


def test_a_launch_nobody_was_told_of_leaves_people_unsure(found):
    assert falls(found, "understanding", "respect_untold", weeks=slice(26, 34))
    assert gain(found, "understanding", "respect_untold", weeks=slice(0, 26)).mean == 0


def test_asking_without_acting_costs_trust(found):
    assert falls(found, "management_trust", "ask")


def test_supervisors_who_learn_to_lead_keep_people(found):
    assert rises(found, "leader_care", "lead")
    assert rises(found, "job_satisfaction", "lead")
    assert falls(found, "turnover", "lead")


# Rewards and recognition


def test_rewards_raise_motivation_and_fade(found):
    assert rises(found, "motivation", "bonus")
    first, last = (gain(found, "motivation", "bonus", weeks=weeks) for weeks in (slice(20, 40), slice(84, 104)))
    assert last.mean < first.mean


def test_rewards_buy_more_quantity_than_quality(found):
    """Load falls as motivated people serve more; of performance in quality only a part is bought."""
    assert falls(found, "load", "bonus")
    assert 0 < gain(found, "performance", "bonus").mean < gain(found, "output", "bonus").mean


def test_pay_by_results_buys_more_quantity_than_flat_pay_and_relatively_less_quality(found):
    assert rises(found, "output", "pool", "bonus")
    much, good = (
        {name: gain(found, outcome, name).mean for name in ("pool", "bonus")} for outcome in ("output", "performance")
    )
    assert good["pool"] / much["pool"] < 0.8 < good["bonus"] / much["bonus"]


def test_home_working_holds_people_more_than_cash_of_equal_worth(found):
    assert falls(found, "turnover", "home", "bonus")


def test_leave_takes_time_from_customers(found):
    assert rises(found, "load", "leave")
    assert rises(found, "strain", "leave", "bonus")


def test_recognition_lifts_belonging_and_commitment(found):
    for outcome in ("belonging", "affective_commitment", "motivation"):
        assert rises(found, outcome, "praise"), outcome
    assert found.cost("praise").mean < found.cost("bonus").mean / 4


# Colleagues


def test_service_agreements_raise_internal_service_of_a_firm_that_serves_itself_badly():
    found = tried(["agreements"], "organisation.respect=0.45")
    for outcome in ("internal_service_quality", "performance", "service_quality"):
        assert rises(found, outcome, "agreements"), outcome


def test_rudeness_to_suppliers_costs_ones_own_service(found):
    rude = tried([], "organisation.respect=0.45")
    for outcome in ("internal_service_quality", "job_satisfaction", "service_quality"):
        difference = estimate(rude.values(outcome, "nothing") - found.values(outcome, "nothing"))
        assert difference.high < 0, outcome


# Hiring and turnover


def test_better_hiring_brings_people_who_stay_and_perform(found):
    assert rises(found, "applicants_per_vacancy", "better_hires")
    assert rises(found, "employer_brand", "better_hires")
    assert gain(found, "performance", "better_hires").mean > 0


def test_who_is_content_stays(found):
    """With the labour market as it is, happier applicants mean lower turnover (by how much: claim S3)."""
    happier = tried([], "parameters.disposition_mean=0.58")
    assert estimate(happier.values("turnover", "nothing") - found.values("turnover", "nothing")).mean < 0


# Customers


def test_better_service_keeps_customers(found):
    """A product .06 better: satisfaction and reputation up, churn down, more customers."""
    better = tried([], "parameters.product_quality=0.66")
    for outcome in ("service_quality", "retention", "reputation", "customers_with_firm", "revenue"):
        assert estimate(better.values(outcome, "nothing") - found.values(outcome, "nothing")).low > 0, outcome


def test_promising_more_than_one_keeps_disappoints_newcomers(found):
    loud = tried([], "parameters.brand_promise=0.9")
    below = estimate(loud.values("below_expectation", "nothing") - found.values("below_expectation", "nothing"))
    assert below.low > 0


def test_overload_spoils_service(found):
    heavy = tried([], "parameters.load_reference=1.2")
    assert estimate(heavy.values("service_quality", "nothing") - found.values("service_quality", "nothing")).high < 0


def test_better_work_pays_through_customers_and_through_those_who_stay(found):
    """Gross return splits: what is gained through customers and through turnover adds up to all."""
    for name in ("train_contact", "praise", "better_hires"):
        parts = {key: value.mean for key, value in found.gross_return(name).items()}
        assert parts["all"] == pytest.approx(parts["customers"] + parts["turnover"])


def test_the_claims_are_about_the_default_firm(found):
    assert found.scenario.organisation.posts == 120
    assert load("service_firm").timeline.weeks == found.scenario.timeline.weeks
