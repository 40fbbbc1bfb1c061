"""Estimators of field studies recover what was put into data made without the model."""

import math

import numpy as np
import pytest

from every import every
from imsim.evidence.effect_sizes import agreement, correlation, partial_coefficient, standardised_difference
from imsim.evidence.estimators import (
    agreement_of_moments,
    difference_in_differences,
    hazard_ratio,
    lagged_coefficient,
    mediated_share,
    relative_change,
    risk_ratio,
    slope,
)
from imsim.evidence.judgement import compared

PEOPLE = 40_000


@pytest.fixture
def rng():
    return np.random.default_rng(7)


def test_difference_in_differences_takes_off_what_happens_to_all_and_what_was_there_before(rng):
    treated = rng.random(PEOPLE) < 0.5
    own = rng.normal(2.0, 1.0, PEOPLE) + 0.8 * treated
    after = own + 0.5 + 0.3 * treated + rng.normal(0, 1, PEOPLE)
    found = difference_in_differences(
        own[treated].mean(), after[treated].mean(), own[~treated].mean(), after[~treated].mean()
    )
    assert found == pytest.approx(0.3, abs=0.04)
    assert after[treated].mean() - after[~treated].mean() > 0.9, "the naive comparison is far off"


def test_relative_change_recovers_a_growth_in_per_cent(rng):
    level = np.exp(rng.normal(0, 0.3, PEOPLE))
    assert relative_change(
        level.mean(), (1.1 * 1.2 * level).mean(), 2 * level.mean(), (2 * 1.2 * level).mean()
    ) == pytest.approx(0.1)


def test_hazard_and_risk_ratio_recover_the_hazard_that_people_leave_with(rng):
    weeks = {name: rng.exponential(1 / hazard, PEOPLE) for name, hazard in (("treated", 0.006), ("control", 0.010))}
    watched = 40.0
    left = {name: (at < watched).sum() for name, at in weeks.items()}
    lived = {name: np.minimum(at, watched).sum() for name, at in weeks.items()}
    ratio = hazard_ratio(left["treated"], lived["treated"], left["control"], lived["control"])
    assert ratio == pytest.approx(0.6, abs=0.03)
    risk = risk_ratio(left["treated"], PEOPLE, left["control"], PEOPLE)
    assert risk == pytest.approx((1 - np.exp(-0.006 * watched)) / (1 - np.exp(-0.010 * watched)), abs=0.02)
    assert np.isnan(hazard_ratio(1, 10, 0, 10))


def test_correlation_and_slope_recover_a_line_with_noise(rng):
    x = rng.normal(0, 2.0, PEOPLE)
    y = 0.3 * x + rng.normal(0, 0.8, PEOPLE)
    assert slope(y, x) == pytest.approx(0.3, abs=0.01)
    assert correlation(x, y) == pytest.approx(0.6, abs=0.01)
    assert np.isnan(slope(y, np.ones(PEOPLE)))


def test_agreement_recovers_the_share_between_units_from_people_and_from_sums(rng):
    units, people = 800, 25
    values = rng.normal(0, np.sqrt(0.12), (units, 1)) + rng.normal(0, np.sqrt(0.88), (units, people))
    members = rng.random((units, people)) < 0.8
    sums = np.stack([members.sum(1), (values * members).sum(1), (values**2 * members).sum(1)], axis=1)
    assert agreement(values, members) == pytest.approx(0.12, abs=0.02)
    assert agreement_of_moments(sums) == pytest.approx(agreement(values, members))


def test_a_lagged_regression_tells_cause_from_persistence(rng):
    cause, before = rng.normal(size=(2, PEOPLE))
    later = 0.6 * before + 0.2 * cause + rng.normal(0, np.sqrt(0.6), PEOPLE)
    assert lagged_coefficient(later, cause, before) == pytest.approx(0.2, abs=0.02)
    follower = 0.9 * before + rng.normal(0, np.sqrt(0.19), PEOPLE)
    assert correlation(later, follower) > 0.5
    assert lagged_coefficient(later - 0.2 * cause, follower, before) == pytest.approx(0.0, abs=0.03)


def test_mediation_is_whole_where_all_goes_through_the_mediator_and_half_where_half_does(rng):
    x = rng.normal(size=PEOPLE)
    mediator = 0.7 * x + rng.normal(0, 0.7, PEOPLE)
    through = mediator + rng.normal(0, 1, PEOPLE)
    assert mediated_share(through, x, mediator) == pytest.approx(1.0, abs=0.05)
    assert partial_coefficient(through, x, mediator) == pytest.approx(0.0, abs=0.02)
    half = 0.7 * x + mediator + rng.normal(0, 1, PEOPLE)
    assert mediated_share(half, x, mediator) == pytest.approx(0.5, abs=0.05)


def test_standardised_difference_recovers_half_a_standard_deviation(rng):
    groups = [rng.normal(mean, 2.0, PEOPLE) for mean in (4.0, 3.0)]
    moments = [np.array([len(g), g.sum(), (g**2).sum()]) for g in groups]
    assert standardised_difference(*moments) == pytest.approx(0.5, abs=0.03)


@every("scale", ["sd", "spread", "difference", "ratio", "relative"])
def test_where_nobody_differs_or_nothing_happens_there_is_no_figure_and_no_failure(scale):
    """As a knocked-out mechanism leaves it: everybody alike, at nothing."""
    alike = np.array([10.0, 0.0, 0.0])
    found = compared(scale, alike, alike)
    assert found == 0 if scale == "difference" else math.isnan(found)


@pytest.mark.filterwarnings("error")
def test_where_a_group_is_empty_there_is_no_difference_and_no_warning():
    assert math.isnan(standardised_difference(np.zeros(3), np.array([2.0, 4.0, 10.0])))
