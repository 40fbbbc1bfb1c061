"""The equations: cases done by hand, docstrings that lead to the paper, and what no argument may break."""

import inspect
import math
import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from imsim.mechanisms.equations import (
    CHAPTERS,
    attitudes,
    communication,
    customers,
    internal_service,
    learning,
    performance,
    rewards,
    trust,
    turnover,
    word_of_mouth,
)
from imsim.mechanisms.equations.powers import power
from scipy.stats import binom

from every import every
from imsim.company import economics
from imsim.company.economics import Economy
from imsim.scenarios.model import BY_NAME

pytestmark = pytest.mark.reads_source

E = math.e
M_SHARES = (0.10, 0.22, 0.16, 0.07, 0.09)
S_SHARES = (0.10, 0.05, 0.08, 0.12, 0.08, 0.15)
LEARN = (0.13, 0.0, 0.0, 0.01, 8, 0.05, 0.016, 0.0)
TRUST = (0.9, 0.55, 2, 0.08, 0.25)
DRIVER = (0.4, 0.55, 0.35)
QUALITY = (0.6, 0.5, 0.15, 0.6, 0.3, 0.0)
EXIT = (5.0, 4.5, 0.55, 2.0, 22.0, 1.5)
BRAND = (0.02, 0.5, 0.5, 0.5, 0.62, 0.6)

# (function, arguments, what it gives by hand)
CASES = [
    # Communication
    (communication.message_relevance, (0.0, 0.6), 0.6),
    (communication.message_relevance, (0.5, 0.6), 0.8),
    (communication.message_relevance, (1.0, 0.6), 1.0),
    (communication.message_reach, (0.64, 0.725, 0.0), 0.64),
    (communication.message_reach, (0.9, 0.5, 2.0), 0.225),
    (communication.messages_heard, (0.1, 0.5, 3, 3), 3),  # .1, .2, .4: three hits
    (communication.messages_heard, (0.6, 0.5, 3, 3), 2),  # .6 misses, then .2 and .4 hit
    (communication.messages_heard, (0.6, 0.5, 1, 3), 0),
    (communication.messages_heard, (0.1, 0.5, 0, 3), 0),
    (communication.passed_on, (0.2, 0.5), 0.1),
    (communication.message_adstock, (2.0, 1.0, 1.0), 2.0),
    (communication.message_adstock, (4.0, 0.5, 0.5), 1.5),
    (communication.message_adstock, (8.0, 0.0, 3.0), 4 * 4 ** (1 / 3)),
    (communication.attention, (0.0, 10.0), 0.0),
    (communication.attention, (10.0, 10.0), 1.0),
    (communication.attention, (5.0, 10.0), 0.5 * E**0.5),
    (communication.attention, (20.0, 10.0), 2 / E),
    # Learning
    (learning.taught, (0.6, 1.0, 0.2), 0.08),
    (learning.taught, (0.6, 2.0, 0.2), 0.4 * (1 - 0.8**2)),
    (learning.taught, (0.6, 0.5, 0.2), 0.4 * (1 - 0.8**0.5)),
    (learning.taught, (0.6, 0.0, 0.2), 0.0),
    (learning.taught, (1.0, 1.0, 0.2), 0.0),
    (learning.knowledge, (0.6, 0.6, *LEARN), 0.6),
    (learning.knowledge, (0.3, 0.6, *LEARN), 0.339),
    (learning.knowledge, (0.6, 0.6, 0.13, 0.08, 0.0, 0.01, 8, 0.05, 0.016, 0.0), 0.68),
    (learning.knowledge, (0.6, 0.6, 0.13, 0.0, 16.0, 0.01, 8, 0.05, 0.016, 0.0), 0.6005),
    (learning.knowledge, (0.8, 0.6, 0.13, 0.0, 0.0, 0.01, 8, 0.05, 0.02, 0.5), 0.798),
    (learning.knowledge, (0.9, 0.6, 0.13, 0.2, 0.0, 0.01, 8, 0.05, 0.0, 0.0), 1.0),
    # Trust
    (trust.reality, (0.6, 0.29, 0.3), 0.507),
    (trust.reality, (0.6, 0.29, 0.0), 0.6),
    (trust.claim_heard, (0.0, 0.0, 0.507, 0.25), 0.507),
    (trust.claim_heard, (0.7, 1.0, 0.5, 0.25), 0.66),
    (trust.management_trust, (0.55, 0.5, 0.5, 1.0, *TRUST), 0.55),
    (trust.management_trust, (0.65, 0.5, 0.5, 0.0, *TRUST), 0.648),
    (trust.management_trust, (0.55, 0.5, 0.7, 1.0, *TRUST), 0.5212),
    (trust.management_trust, (0.55, 0.7, 0.5, 0.25, *TRUST), 0.5572),
    (trust.management_trust, (0.55, 0.0, 1.0, 5.0, *TRUST), 0.506),  # the target cannot fall below 0
    (trust.management_trust, (0.55, 0.5, 0.5, 1.0, *TRUST, 0.02), 0.57),
    (trust.management_trust, (0.99, 0.5, 0.5, 0.0, *TRUST, 0.5), 1.0),
    (trust.honest_exposure, (1.0, 0.0, 5.0), 1.0),
    (trust.honest_exposure, (1.0, 0.1, 5.0), 0.5),
    (trust.honest_exposure, (1.0, 0.5, 5.0), 0.0),
    (trust.honest_exposure, (1.0, -0.1, 5.0), 1.0),
    (trust.uncertainty, (0.2, 0.0, 0.0, 1.0, 0.5), 0.1),
    (trust.uncertainty, (0.2, 2.0, 0.0, 1.0, 0.5), 0.05),
    (trust.uncertainty, (0.2, 0.0, 0.1, 1.0, 0.5), 0.2),
    # Rewards
    (rewards.reward_appeal, (0.26, 0.26, 0.5), 1.0),
    (rewards.reward_appeal, (0.065, 0.26, 0.5), 0.5),
    (rewards.reward_appeal, (0.0, 0.26, 0.5), 0.0),
    (rewards.reward_reference, (0.5, 1.0, 0.04), 0.52),
    (rewards.reward_valence, (0.0, 0.0, 0.5), 0.0),
    (rewards.reward_valence, (1.0, 0.0, 0.5), 1 - 1 / E),
    (rewards.reward_valence, (1.0, 1.0, 0.5), 1 - E**-0.5),
    (rewards.reward_valence, (0.0, 1.0, 0.5), 0.0),
    (rewards.own_motivation, (0.5, 0.1, 1.0, 0.5), 0.475),
    (rewards.own_motivation, (0.5, 0.1, 1.0, 3.0), 0.45),
    (rewards.own_motivation, (0.5, 0.1, 0.0, 3.0), 0.5),
    # Attitudes
    (attitudes.adjustment, (0.5, 0.7, 0.1), 0.52),
    (attitudes.adjustment, (0.5, 0.7, 0.1, 0.03), 0.55),
    (attitudes.adjustment, (0.01, 0.0, 0.1, -0.5), 0.0),
    (attitudes.adjustment, (0.99, 1.0, 0.1, 0.5), 1.0),
    (attitudes.message_driver, (0.0, 0.55, *DRIVER), 0.4),
    (attitudes.message_driver, (1.0, 0.55, *DRIVER), 1.0),
    (attitudes.message_driver, (0.5, 0.45, *DRIVER), 0.55),
    (attitudes.message_driver, (1.0, 0.35, *DRIVER), 0.4),
    (attitudes.message_driver, (1.0, 0.25, *DRIVER), 0.1),
    (attitudes.message_driver, (1.0, 0.10, *DRIVER), 0.0),
    (attitudes.message_driver, (1.0, 0.75, *DRIVER), 1.0),
    (attitudes.reward_driver, (0.0, 0.35), 0.35),
    (attitudes.reward_driver, (0.5, 0.5), 0.75),
    (attitudes.reward_driver, (1.0, 0.35), 1.0),
    (attitudes.motivation_target, (*(0.5,) * 6, *M_SHARES), 0.5),
    (attitudes.motivation_target, (1, 0, 0, 0, 0, 0, *M_SHARES), 0.36),
    (attitudes.motivation_target, (0, 1, 0, 0, 0, 0, *M_SHARES), 0.10),
    (attitudes.motivation_target, (0, 0, 1, 0, 0, 0, *M_SHARES), 0.22),
    (attitudes.motivation_target, (0, 0, 0, 1, 0, 0, *M_SHARES), 0.16),
    (attitudes.motivation_target, (0, 0, 0, 0, 1, 0, *M_SHARES), 0.07),
    (attitudes.motivation_target, (0, 0, 0, 0, 0, 1, *M_SHARES), 0.09),
    (attitudes.incentive_motivation, (0.0, 0.5, 0.1, 0.22, 0.35), 0.00715),
    (attitudes.incentive_motivation, (0.0715, 0.5, 0.1, 0.22, 0.35), 0.0715),
    (attitudes.incentive_motivation, (0.1, 0.0, 0.1, 0.22, 0.35), 0.09),
    (attitudes.customer_feedback, (1, 0.8, 0.6, 0.5), 0.8),
    (attitudes.customer_feedback, (0, 0.8, 0.6, 0.5), 0.7),
    (attitudes.customer_feedback, (0, 0.8, 0.6, 0.0), 0.6),
    (attitudes.satisfaction_target, (*(0.5,) * 7, *S_SHARES), 0.5),
    (attitudes.satisfaction_target, (1, 0, 0, 0, 0, 0, 0, *S_SHARES), 0.42),
    (attitudes.satisfaction_target, (0, 1, 0, 0, 0, 0, 0, *S_SHARES), 0.10),
    (attitudes.satisfaction_target, (0, 0, 1, 0, 0, 0, 0, *S_SHARES), 0.05),
    (attitudes.satisfaction_target, (0, 0, 0, 1, 0, 0, 0, *S_SHARES), 0.08),
    (attitudes.satisfaction_target, (0, 0, 0, 0, 1, 0, 0, *S_SHARES), 0.12),
    (attitudes.satisfaction_target, (0, 0, 0, 0, 0, 1, 0, *S_SHARES), 0.08),
    (attitudes.satisfaction_target, (0, 0, 0, 0, 0, 0, 1, *S_SHARES), 0.15),
    (attitudes.commitment_target, (0.6, 0.5, 0.4, 0.2, 0.15), 0.55),
    (attitudes.commitment_target, (1.0, 0.0, 0.0, 0.2, 0.15), 0.65),
    (attitudes.belonging_target, (0.55, 0.0), 0.55),
    (attitudes.belonging_target, (0.55, 0.6), 1.0),
    (attitudes.belonging_target, (0.55, -1.0), 0.0),
    # Performance
    (performance.ability_times_motivation, (0.64, 0.36, 0.5, 1.0), 0.5),
    (performance.ability_times_motivation, (0.64, 0.36, 0.5, 0.0), 0.48),
    (performance.ability_times_motivation, (0.64, 0.36, 0.5, -1.0), 0.4608),
    (performance.ability_times_motivation, (0.25, 1.0, 0.75, 0.0), 0.25**0.75),
    (performance.ability_times_motivation, (0.0, 0.5, 0.5, 1.0), 0.25),
    (performance.ability_times_motivation, (0.0, 0.5, 0.5, 0.0), 0.0),
    (performance.ability_times_motivation, (0.0, 0.5, 0.5, -1.0), 0.0),
    (performance.ability_times_motivation, (0.5, 0.0, 0.5, -1.0), 0.0),
    (performance.opportunity, (0.6, 0.5), 0.8),
    (performance.opportunity, (0.0, 0.5), 0.5),
    (performance.opportunity, (1.0, 0.5, 0.1), 1.1),
    (performance.quality_motivation, (0.6, 0.1, 0.45), 0.545),
    (performance.quality_motivation, (0.6, 0.1, 1.0), 0.6),
    (performance.service_performance, (0.8, 0.5, 1.2), 0.48),
    (performance.service_performance, (1.0, 1.0, 2.0), 1.0),
    # Internal service
    (internal_service.service_out, (0.6, 1.0, 0.3, 0.5), 0.6),
    (internal_service.service_out, (0.8, 0.25, 0.3, 0.5), 0.4),
    (internal_service.service_out, (0.4, 0.25, 0.3, 0.5), 0.3),
    (internal_service.service_out, (0.6, 0.0, 0.3, 0.5), 0.3),
    (internal_service.agreed_service, (0.4, 0.0, 0.6, 0.5, 0.45), 0.4),
    (internal_service.agreed_service, (0.4, 0.5, 0.6, 0.5, 0.45), 0.45),
    (internal_service.agreed_service, (0.4, 1.0, 0.6, 0.5, 0.45), 0.5),
    (internal_service.agreed_service, (0.2, 1.0, 0.6, 0.5, 0.45), 0.45),
    (internal_service.agreed_service, (0.7, 1.0, 0.6, 0.5, 0.45), 0.7),
    (internal_service.courtesy, (0.8, 0.8, 0.5), 1.0),
    (internal_service.courtesy, (0.45, 0.8, 0.5), 0.725 / 0.9),
    (internal_service.courtesy, (0.0, 0.8, 0.5), 5 / 9),
    (internal_service.courtesy, (1.0, 0.8, 0.5), 10 / 9),
    (internal_service.weak_link, (0.5, 1.0), 0.5),
    (internal_service.weak_link, (0.5, 0.0), -math.log(2)),
    (internal_service.weak_link, (0.5, -1.0), 2.0),
    (internal_service.weak_link, (0.5, -2.0), 4.0),
    (internal_service.weak_link, (0.0, -1.0), 2.0**52),
    (internal_service.service_in, (0.5, 1.0), 0.5),
    (internal_service.service_in, (-math.log(2), 0.0), 0.5),
    (internal_service.service_in, (2.0, -1.0), 0.5),
    (internal_service.service_in, (4.0, -2.0), 0.5),
    (internal_service.service_in, (0.5, -1.0), 1.0),  # never above 1
    (internal_service.service_in, (0.0, 1.0), 0.0),  # nothing received
    # Customers
    (customers.load, (100, 100, 1.0, 0.9, 3.0), 0.9),
    (customers.load, (110, 100, 0.99, 0.9, 3.0), 1.0),
    (customers.load, (100, 100, 0.1, 0.9, 3.0), 3.0),  # 9, but customers turn away
    (customers.load, (100, 100, 0.0, 0.9, 3.0), 3.0),
    (customers.load, (0, 100, 0.5, 0.9, 3.0), 0.0),
    (customers.working_capacity, (0.66, 0.6, 0.1), 0.99),
    (customers.working_capacity, (0.6, 0.6, 1.0), 0.0),
    (customers.unusual_need, (0.0, 0.3, 0.15), 0.3),
    (customers.unusual_need, (-4.0, 0.3, 0.15), 0.0),
    (customers.unusual_need, (6.0, 0.3, 0.15), 1.0),
    (customers.perceived_quality, (0.6, 0.6, 0.3, 0.9, 0.0, *QUALITY), 0.6),
    (customers.perceived_quality, (0.6, 0.6, 0.3, 1.2, 0.0, *QUALITY), 0.54),
    (customers.perceived_quality, (0.8, 0.8, 1.0, 1.5, 0.01, 0.5, 0.5, 0.15, 0.6, 0.3, 0.02), 0.56),
    (customers.encounter_satisfaction, (0.6, 0.0, 0.5, 0.8, 1.6, 0.64), 0.62),
    (customers.encounter_satisfaction, (0.7, 0.1, 0.5, 0.8, 1.6, 0.64), 0.71),
    (customers.encounter_satisfaction, (0.5, -0.1, 0.5, 0.8, 1.6, 0.64), 0.49),
    (customers.neutral_satisfaction, (0.6, 1.0, 1.0, 0.125), 0.6),
    (customers.neutral_satisfaction, (0.6, 0.8, 1.6, 0.125), 0.6 + 0.1 / math.sqrt(2 * math.pi)),
    (customers.customer_satisfaction, (0.6, 0.4, 0.35), 0.53),
    (customers.customer_satisfaction, (0.1, -1.0, 0.35), 0.0),
    (customers.expectation, (0.6, 0.8, 0.15), 0.63),
    (customers.expectation, (0.99, 2.0, 0.15), 1.0),
    (customers.first_expectation, (0.8, 0.6, 0.5), 0.7),
    (customers.first_expectation, (0.8, 0.6, 1.0), 0.8),
    (customers.bails, (-0.1, 0.2, 0.065, 0.25), True),
    (customers.bails, (-0.1, 0.3, 0.065, 0.25), False),
    (customers.bails, (-0.05, 0.2, 0.065, 0.25), False),
    (customers.churn_probability, (0.6, 0, 0.6, 0.002, 3.0, 0.18), 0.002),
    (customers.churn_probability, (0.8, 0, 0.6, 0.002, 5.0, 0.18), 0.002 / E),
    (customers.churn_probability, (0.6, 1, 0.6, 0.002, 3.0, 0.18), 1 - 0.998 * 0.82),
    (customers.churn_probability, (0.0, 0, 0.6, 0.5, 6.0, 0.18), 1.0),
    (word_of_mouth.talk, (2, 1, 9, 16), 2),
    (word_of_mouth.talk, (0, 1, 9, 16), -16),
    (word_of_mouth.advocacy, (0.7, 0.6), 0.1),
    (word_of_mouth.advocacy, (0.7, 0.6, 0.5), 0.15),
    (word_of_mouth.advocacy, (0.5, 0.6), -0.1),
    (word_of_mouth.reputation, (0.6, 0.7, 0.0, 0.0, 0.03, 0.02, 0.1), 0.603),
    (word_of_mouth.reputation, (0.6, 0.6, 0.5, 0.2, 0.03, 0.02, 0.1), 0.6009),
    (word_of_mouth.join_probability, (0.6, 0.6, 0.01, 4.0), 0.01),
    (word_of_mouth.join_probability, (0.85, 0.6, 0.01, 4.0), 0.01 * E),
    (word_of_mouth.join_probability, (1.0, 0.6, 0.5, 4.0), 1.0),
    # Turnover and hiring
    (turnover.exit_logit, (0.55, 0.55, 1e9, 0.0, 0.0, -6.0, *EXIT), -6.0),
    (turnover.exit_logit, (0.55, 0.55, 0.0, 0.0, 0.0, -6.0, *EXIT), -4.0),
    (turnover.exit_logit, (0.55, 0.55, 22.0, 0.0, 0.0, -6.0, *EXIT), -6 + 2 / E),
    (turnover.exit_logit, (0.75, 0.55, 1e9, 0.0, 0.0, -6.0, *EXIT), -7.0),
    (turnover.exit_logit, (0.55, 0.75, 1e9, 0.0, 0.0, -6.0, *EXIT), -6.9),
    (turnover.exit_logit, (0.55, 0.55, 1e9, 0.2, 0.0, -6.0, *EXIT), -5.7),
    (turnover.exit_logit, (0.55, 0.55, 1e9, 0.0, 0.4, -6.0, *EXIT), -5.6),
    (turnover.exit_probability, (0.0, 0.0015), 0.5015),
    (turnover.exit_probability, (math.log(1 / 3), 0.01), 0.26),
    (turnover.recent_exits, (0.1, 1, 10, 0.85), 0.185),
    (turnover.recent_exits, (0.1, 0, 0, 0.85), 0.085),
    (turnover.applicants, (0.5, 0.5, 5.0, 2.0, 1.0), 5.0),
    (turnover.applicants, (1.0, 0.5, 5.0, 2.0, 1.0), 5 * E),
    (turnover.applicants, (0.5, 0.5, 5.0, 2.0, 0.1), 1.0),
    (turnover.best_of, (0.25, 2.0), 0.5),
    (turnover.best_of, (0.3, 1.0), 0.3),
    (turnover.hire_fit, (1.0, 0.0, 0.35), 0.35),
    (turnover.hire_fit, (0.0, 1.0, 0.6), 0.8),
    (turnover.hire_fit, (1.0, 5.0, 1.0), 1.0),
    (turnover.trait, (1.0, 0.0, 0.48, 0.28, 0.55, 0.02, 0.98), 0.634),
    (turnover.trait, (0.0, 1.0, 0.48, 0.28, 0.6, 0.02, 0.98), 0.704),
    (turnover.trait, (9.0, 0.0, 0.48, 0.28, 0.6, 0.02, 0.98), 0.98),
    (turnover.trait, (-9.0, 0.0, 0.48, 0.28, 0.6, 0.02, 0.98), 0.02),
    (turnover.employer_brand, (0.5, 0.62, 0.6, 0.0, *BRAND), 0.5),
    (turnover.employer_brand, (0.5, 0.72, 0.6, 0.0, *BRAND), 0.501),
    (turnover.employer_brand, (0.5, 0.62, 0.6, 0.1, *BRAND), 0.502),
    # Money
    (economics.purchases, (100, 0.5, 4, 1), 47.0),
    (economics.profit, (100, 0.8, 54, 16, 1, 2), 7.0),
]


def public_functions(module):
    return [f for name, f in inspect.getmembers(module, inspect.isfunction)
            if f.__module__ == module.__name__ and not name.startswith("_")]  # fmt: skip


EQUATIONS = [f for chapter in (*CHAPTERS, economics) for f in public_functions(chapter)]
NAMES = [f"{f.__module__.rsplit('.', 1)[1]}.{f.__name__}" for f in EQUATIONS]
everywhere = every("equation", EQUATIONS)


@every("equation, arguments, by_hand", CASES)
def test_equation_gives_what_one_gets_by_hand(equation, arguments, by_hand):
    assert float(equation(*arguments)) == pytest.approx(float(by_hand), rel=1e-12, abs=1e-14)


@everywhere
def test_every_equation_has_a_case_done_by_hand(equation):
    assert any(case[0] is equation for case in CASES)


@everywhere
def test_an_array_gives_what_its_elements_give(equation):
    cases = [case for case in CASES if case[0] is equation]
    widest = max(len(arguments) for _, arguments, _ in cases)
    rows = [arguments for _, arguments, _ in cases if len(arguments) == widest]
    columns = [np.array(column, dtype=float) for column in zip(*rows, strict=True)]
    counted = [int(columns.pop().max())] if equation is communication.messages_heard else []
    one_by_one = [float(equation(*arguments)) for arguments in rows]
    np.testing.assert_allclose(equation(*columns, *counted), one_by_one, rtol=1e-13, atol=1e-15)
    block = equation(*(column.reshape(-1, 1, 1) for column in columns), *counted)
    np.testing.assert_array_equal(np.ravel(block), equation(*columns, *counted))
    assert np.shape(block) == (len(rows), 1, 1)


def test_certain_messages_are_all_heard_and_impossible_ones_never():
    draw = np.linspace(0, 0.999, 50)
    np.testing.assert_array_equal(communication.messages_heard(draw, np.ones(50), 4, 4), 4)
    np.testing.assert_array_equal(communication.messages_heard(draw, np.zeros(50), 4, 4), 0)
    assert communication.messages_heard(0.3, 1.0, 2, 2) == 2
    assert communication.messages_heard(0.3, 0.0, 2, 2) == 0


# Docstrings


def opening(equation):
    return inspect.getdoc(equation).splitlines()[0]


def numbers_of(equation):
    head = re.match(r"((?:E\d+(?:-E?\d+)?(?:, )?)+)\. ", opening(equation))
    assert head, f"{equation.__name__} does not open with its number: {opening(equation)}"
    found = set()
    for part in head[1].split(", "):
        ends = [int(number) for number in re.findall(r"\d+", part)]
        found |= set(range(ends[0], ends[-1] + 1))
    return found


@everywhere
def test_docstring_opens_with_number_and_claim_and_ends_with_source_and_example(equation):
    text = inspect.getdoc(equation)
    assert numbers_of(equation)
    assert opening(equation).endswith((".", ")."))
    assert re.search(r"^Source: \S.*", text, re.M)
    assert re.search(r"^Example:\n\s+>>> ", text, re.M)
    for name in inspect.signature(equation).parameters:
        assert name in text.split("Args:")[1] or name in ("shock", "technology", "product_use"), (
            f"{name} is not explained"
        )


def test_e1_to_e26_are_all_there_in_the_order_of_the_chapters():
    of_chapter = [set().union(*map(numbers_of, public_functions(chapter))) for chapter in (*CHAPTERS, economics)]
    assert set().union(*of_chapter) == set(range(1, 27))
    assert all(max(one) < min(other) + 2 and min(one) <= min(other) for one, other in pairwise(of_chapter))
    assert {26} == of_chapter[-1]


# What no argument may break

UNIT = (0.0, 1.0)
DOMAINS = {
    "adstock": (0, 60), "exposure": (0, 20), "claimed": (-5, 20), "layers": (0, 8), "shock": (-0.2, 0.2),
    "sharing": (0, 3), "contacts_exposure": (0, 20), "utility": (0, 10), "reference": (0, 10), "tangible": (0, 10),
    "reward": UNIT, "added": (-1, 2), "scale": (0.5, 3), "bent_mean": UNIT, "exponent": (-6, 1),
    "customers": (0, 1e6), "customers_reference": (1, 1e6), "capacity": (0, 3), "load": (0, 100), "score": (-6, 6),
    "noise": (-4, 4), "signal": (-4, 4), "fit": (-4, 4), "quality": (-1, 2), "disconfirmation": (-2, 2),
    "felt": (-2, 3), "failure": UNIT, "delighted": (0, 1e4), "let_down": (0, 1e4), "talk": (-50, 50),
    "advocacy": (-1, 1), "tenure": (0, 3000), "recent": (0, 1), "recent_exits": (0, 7), "leavers": (0, 50),
    "heads": (0, 500), "number": (1, 500), "labour_market": (-1.5, 1.5), "spend_effect": (0, 1),
    "wanted": (0, 100), "dropped": (0, 1e4), "returned": (0, 1e4), "revenue": (0, 1e9), "payroll": (0, 1e9),
    "overhead": (0, 1e9), "programmes": (0, 1e9), "replacement": (0, 1e9), "neutral": (0.4, 0.9),
    "draw": (1e-12, 1 - 1e-12), "overclaimed": (-2, 5), "honest": (0, 20), "mean_cash_preference": (0.05, 0.6),
    "satisfaction_slope": (0, 2), "commitment_slope": (0, 2), "sent": (0, 8),
}  # fmt: skip
# State, and parameters by another name, are shares where nothing else is said; some words are states in one chapter.
STATES = {
    attitudes.satisfaction_target: {"customers": UNIT}, attitudes.customer_feedback: {"customers": UNIT},
    communication.messages_heard: {"probability": (0.01, 0.99)}, customers.encounter_satisfaction: {"quality": UNIT},
}  # fmt: skip
WITHIN_0_AND_1 = [
    communication.message_relevance, communication.message_reach, learning.knowledge, trust.reality,
    trust.management_trust, rewards.reward_valence, rewards.own_motivation, attitudes.adjustment,
    attitudes.message_driver, attitudes.reward_driver, attitudes.motivation_target, attitudes.incentive_motivation,
    attitudes.customer_feedback, attitudes.satisfaction_target, attitudes.commitment_target, attitudes.belonging_target,
    performance.ability_times_motivation, performance.service_performance, internal_service.service_out,
    internal_service.agreed_service, internal_service.service_in, customers.unusual_need,
    customers.customer_satisfaction, customers.expectation, customers.first_expectation, customers.churn_probability,
    word_of_mouth.reputation, word_of_mouth.join_probability, turnover.best_of, turnover.trait, turnover.employer_brand,
]  # fmt: skip


def domain(equation, name):
    special = STATES.get(equation, {}) | {"most": (8, 8)}
    if name in special:
        return special[name]
    if name in DOMAINS:
        return DOMAINS[name]
    return (BY_NAME[name].low, BY_NAME[name].high) if name in BY_NAME else UNIT


@everywhere
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_no_state_and_no_parameter_in_its_range_gives_nan_or_leaves_the_scale(equation, data):
    names = list(inspect.signature(equation).parameters)
    values = {}
    for name in names:
        low, high = domain(equation, name)
        drawn = st.floats(low, high, allow_subnormal=False)
        values[name] = np.array([data.draw(st.sampled_from([low, high]) | drawn, label=name)], dtype=float)
    values |= {"most": 8} if "most" in values else {}
    weights = [values[name] for name in names if name.startswith(("motivation_", "satisfaction_", "commitment_"))
               and name in BY_NAME and BY_NAME[name].unit == "share"]  # fmt: skip
    assume(sum(weights) <= 1)
    if equation is internal_service.service_in:
        values["bent_mean"] = internal_service.weak_link(values["bent_mean"], values["exponent"])
    result = np.asarray(equation(**values), dtype=float)
    assert np.isfinite(result).all()
    if equation in WITHIN_0_AND_1:
        assert (result >= 0).all()
        assert (result <= 1 + 1e-12).all()


@settings(max_examples=40, deadline=None)
@given(probability=st.floats(0.02, 0.98), sent=st.integers(0, 7), spare=st.integers(0, 3))
def test_one_uniform_number_makes_the_messages_heard_binomial(probability, sent, spare):
    grid = (np.arange(40_000) + 0.5) / 40_000
    heard = communication.messages_heard(grid, probability, sent, sent + spare)
    shares = np.bincount(np.asarray(heard * np.ones_like(grid), dtype=int), minlength=8)[:8] / len(grid)
    # An interval of the unit line may gain or lose a grid point at each of its ends.
    np.testing.assert_allclose(shares, binom.pmf(np.arange(8), sent, probability), atol=2.0**7 / len(grid))


@settings(max_examples=60, deadline=None)
@given(able=st.floats(1e-6, 1), willing=st.floats(1e-6, 1), share=st.floats(0.1, 0.9), tiny=st.floats(1e-9, 1e-6))
def test_the_multiplicative_mean_is_the_limit_of_the_family_around_it(able, willing, share, tiny):
    low, middle, high = (performance.ability_times_motivation(able, willing, share, r) for r in (-tiny, 0.0, tiny))
    assert low == pytest.approx(middle, rel=1e-3)
    assert high == pytest.approx(middle, rel=1e-3)


@settings(max_examples=60, deadline=None)
@given(
    services=st.lists(st.floats(0.05, 1), min_size=1, max_size=6),
    exponents=st.lists(st.floats(-6, -1e-3) | st.floats(1e-3, 1), min_size=2, max_size=2),
)
def test_the_weaker_the_link_counts_the_less_a_department_receives(services, exponents):
    def received(exponent):
        bent = internal_service.weak_link(np.array(services), exponent)
        return float(internal_service.service_in(bent.mean(), exponent))

    low, high = sorted(exponents)
    assert min(services) - 1e-9 <= received(low) <= received(high) + 1e-9 <= max(services) + 2e-9
    assert received(0.0) == pytest.approx(float(np.exp(np.mean(np.log(services)))))


@settings(max_examples=100, deadline=None)
@given(base=st.floats(0, 1e3, allow_subnormal=False), exponent=st.floats(-1, 6))
def test_a_power_does_not_depend_on_the_shape_it_is_taken_in(base, exponent):
    number = power(base, exponent)
    for shape in [(1,), (3, 1, 1), (2, 5, 7)]:
        assert (power(np.full(shape, base), exponent) == number).all()
        assert (power(np.full(shape, base), np.full(shape, exponent)) == number).all()
        assert (power(base, np.full(shape, exponent)) == number).all()
    if base > 1e-9:
        assert number == pytest.approx(base**exponent, rel=1e-12)


def test_a_paid_hour_costs_its_wage_and_what_is_paid_on_top():
    economy = Economy(wage=50_000, load_factor=1.4, revenue_per_employee=140_000, margin=0.8, overhead_share=0.16)
    assert economy.hour(2000) == pytest.approx(35)
