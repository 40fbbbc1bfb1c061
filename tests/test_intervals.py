"""Intervals cover what they say: many studies of a real firm, each from replicates of its own, against the truth.

A pool of replicates is simulated once; every study is a `Comparison` of a part of it that no other study sees. The
truth is the mean of the whole pool, whose error is small beside a study's (a share of 1 / sqrt(studies) of it).
"""

import math
from dataclasses import dataclass, replace

import numpy as np
import pytest
from scipy.stats import binom, norm, skew, t

import tasks
from every import every
from imsim.scenarios import simulation, timeline
from imsim.studies.comparison import Comparison
from imsim.studies.design import Factor
from imsim.studies.intervals import LEVEL, Share, estimate, joint_critical
from imsim.studies.kinds.compare import CompareRequest, budget_of, plan
from imsim.studies.methods import METHODS
from imsim.studies.salib import analyse, draw
from worlds import SHORT_AGEING

BAND = 0.02
NOTHING, TRAINING, CASH = "nothing", "contact_training", "cash"
# Means (knowledge), ratios of sums (service quality, turnover), shares, money; skewed and rare ones among them.
OUTCOMES = ("acsi", "service_quality", "below_expectation", "retention", "walked_away", "knowledge", "job_satisfaction",
            "load", "revenue", "profit", "programme_cash", "turnover")  # fmt: skip
SHORT = {"time.weeks": 26, "time.window": 26, "time.burn_in": 4, "market.rows": 60}
LONG = {"time.weeks": 104, "time.window": 52, "time.burn_in": 8, "market.rows": 150}


@dataclass
class Pool:
    """Many replicates of one comparison, and the studies that they can be parted into."""

    whole: Comparison

    def study(self, number, size):
        """A comparison of replicates that no other study of this size has."""
        mine = slice(number * size, (number + 1) * size)
        final = {name: values[:, mine] for name, values in self.whole.final.items()}
        return replace(self.whole, final=final, replicates=size)

    def differences(self, outcome, strategy):
        return self.whole.values(outcome, strategy) - self.whole.values(outcome, NOTHING)

    def coverage(self, outcome, strategy, size):
        """Share of the studies whose interval of the paired difference holds the truth, of those that give one."""
        truth, studies = self.differences(outcome, strategy).mean(), self.whole.replicates // size
        found = [self.study(number, size).difference(outcome, strategy) for number in range(studies)]
        given = [one for one in found if not np.isnan(one.low)]
        return sum(one.low <= truth <= one.high for one in given) / max(len(given), 1), len(given)

    def means(self, outcome, strategy, size):
        """Mean paired difference of each study."""
        studies = self.whole.replicates // size
        return self.differences(outcome, strategy)[: studies * size].reshape(studies, size).mean(axis=1)


def pool_of(scenario, strategies, replicates, times, seed=1):
    """Strategies scaled as `imsim compare` scales them, and measured in the outcomes wanted alone."""
    overrides = [f"{key}={value}" for key, value in times.items()]
    asked = {"strategies": strategies, "replicates": replicates, "seed": seed, "overrides": overrides}
    subject = plan(CompareRequest(scenario, **asked)).subject
    cases, setting = [strategy.case for strategy in subject.budgeted], subject.scenario.setting()
    together = max(1, 40_000 // (setting.market.rows + setting.organisation.posts))
    blocks = [range(first, min(first + together, replicates)) for first in range(0, replicates, together)]
    records = [simulation.simulate(setting, cases, block, seed, OUTCOMES, weekly=False) for block in blocks]
    return Pool(
        Comparison(
            scenario=subject.scenario,
            strategies=subject.budgeted,
            reference=NOTHING,
            budget=budget_of(subject.scenario),
            seed=seed,
            replicates=replicates,
            final={name: np.concatenate([record.final[name] for record in records], axis=1) for name in OUTCOMES},
            weekly={},
        )
    )


def aged_briefly(build):
    """Where it does not matter whether the firm stands still, its staff is aged for a year."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timeline, "AGEING_WEEKS", SHORT_AGEING)
        return build()


@pytest.fixture(scope="module")
def pool():
    return aged_briefly(lambda: pool_of("bakery", [TRAINING], 5000, SHORT))


@pytest.fixture(scope="module")
def firm_pool():
    """The default firm of 120 over its two years; few customers, who would make outcomes smoother still."""
    return aged_briefly(lambda: pool_of("service_firm", [TRAINING, CASH], 30_000, LONG | {"market.rows": 300}))


@pytest.fixture(scope="module")
def long_pool():
    """The bakery of eight over its two years."""
    return aged_briefly(lambda: pool_of("bakery", [TRAINING, CASH], 20_000, LONG))


def told(pool, strategy, sizes):
    """A row an outcome: skewness, share of pairs that differ, coverage by the number of replicates; then as a dict.

    Where some studies give no interval, a second number says how many of a hundred do.
    """
    print(f"\n{strategy}, {pool.whole.replicates} replicates\n{'outcome':<20}{'skew':>7}{'differ':>8}", end="")
    print("".join(f"{f'n={size}':>11}" for size in sizes))
    found = {}
    for outcome in OUTCOMES:
        gains = pool.differences(outcome, strategy)
        if np.ptp(gains) == 0:
            continue
        found[outcome] = [pool.coverage(outcome, strategy, size) for size in sizes]
        print(f"{outcome:<20}{skew(gains):>7.1f}{np.mean(gains != 0):>8.2f}", end="")
        for (share, given), size in zip(found[outcome], sizes, strict=True):
            studies = pool.whole.replicates // size
            print(f"{share:>8.3f}{'' if given == studies else f'/{100 * given / studies:.0f}':<3}", end="")
        print()
    return found


# Coverage


def near(share, studies, errors=3):
    """Whether a share seen in so many studies may be one within the band: give or take its own standard errors."""
    return abs(share - LEVEL) <= BAND + errors * math.sqrt(LEVEL * (1 - LEVEL) / studies)


def test_intervals_of_the_paired_difference_cover_the_truth(pool):
    found = told(pool, TRAINING, (10, 20))
    for outcome in ("acsi", "service_quality", "knowledge", "job_satisfaction", "load", "programme_cash"):
        share, studies = found[outcome][1]
        assert studies == 250
        assert near(share, studies), (outcome, share)


def test_intervals_of_a_level_cover_the_truth(pool):
    for outcome in ("acsi", "service_quality", "knowledge", "revenue"):
        truth, inside = pool.whole.values(outcome, NOTHING).mean(), 0
        for number in range(250):
            found = pool.study(number, 20).level(outcome, NOTHING)
            inside += found.low <= truth <= found.high
        assert near(inside / 250, 250), (outcome, inside / 250)


@pytest.mark.thorough
def test_intervals_of_the_default_firm_cover_the_truth_in_a_thousand_studies(firm_pool):
    found = {strategy: told(firm_pool, strategy, (10, 20, 30)) for strategy in (TRAINING, CASH)}
    for strategy, rows in found.items():
        assert rows["acsi"][2][1] == 1000
        for outcome, (ten, _, thirty) in rows.items():
            assert near(*thirty, errors=2), (strategy, outcome, thirty)
            # Exits are whole people: ten pairs tell little of turnover.
            if outcome != "turnover":
                assert near(*ten, errors=2), (strategy, outcome, ten)


@pytest.mark.thorough
def test_intervals_of_the_bakery_cover_the_truth_in_a_thousand_studies(long_pool):
    """Every outcome in which most pairs differ. Cash keeps one of eight now and then: that takes a hundred pairs."""
    sizes = (10, 20, 30, 100)
    for strategy, enough in ((TRAINING, (20, 30)), (CASH, (100,))):
        found = told(long_pool, strategy, sizes)
        assert found["acsi"][1][1] == 1000
        for outcome, row in found.items():
            if np.mean(long_pool.differences(outcome, strategy) != 0) > 0.85:
                for share, studies in (row[sizes.index(size)] for size in enough):
                    assert near(share, studies, errors=2), (strategy, outcome, share)


@pytest.mark.thorough
def test_intervals_of_what_rarely_differs_cover_once_enough_pairs_do(long_pool):
    """A strategy that rarely keeps somebody changes turnover in few pairs: so few tell little of how rare it is."""
    for strategy in (TRAINING, CASH):
        gains, truth = long_pool.differences("turnover", strategy), long_pool.differences("turnover", strategy).mean()
        some = np.mean(gains != 0)
        for size in (10, 30, 100, 400):
            studies = gains[: len(gains) // size * size].reshape(-1, size)
            found = [estimate(study) for study in studies]
            inside = np.mean([one.low <= truth <= one.high for one in found])
            print(f"\nturnover, {strategy}: {size} replicates, {some * size:.1f} pairs differ, coverage {inside:.3f}")
            if some * size >= 30:
                assert near(inside, len(studies))


def test_intervals_that_take_few_replicates_for_many_would_be_found(pool):
    """Normal quantiles in the place of Student's: of studies of five, seven in a hundred too few hold the truth."""
    studies = pool.differences("knowledge", TRAINING).reshape(1000, 5)
    error = studies.std(axis=1, ddof=1) / math.sqrt(5)
    apart = np.abs(studies.mean(axis=1) - studies.mean())
    assert near(np.mean(apart <= t.ppf(0.975, 4) * error), 1000)
    assert not near(np.mean(apart <= norm.ppf(0.975) * error), 1000)


# Convergence


def slope(pool, outcome, strategy, sizes):
    """Slope of log standard error against log replicates: errors are those seen between studies, not those claimed."""
    errors = [pool.means(outcome, strategy, size).std(ddof=1) for size in sizes]
    weights = [math.sqrt(pool.whole.replicates // size) for size in sizes]
    return float(np.polyfit(np.log(sizes), np.log(errors), 1, w=weights)[0])


def check_slopes(pool, strategy, sizes, within):
    for outcome in OUTCOMES:
        if np.ptp(pool.differences(outcome, strategy)) == 0:
            continue
        found = slope(pool, outcome, strategy, sizes)
        print(f"\n{strategy}, {outcome}: error falls as replicates to the power {found:.3f}", end="")
        assert found == pytest.approx(-0.5, abs=within), outcome


def test_errors_fall_as_one_over_the_root_of_replicates(pool):
    check_slopes(pool, TRAINING, (4, 8, 16, 32, 64, 128), 0.08)


@pytest.mark.thorough
def test_errors_fall_as_one_over_the_root_of_replicates_over_three_decades(long_pool):
    for strategy in (TRAINING, CASH):
        check_slopes(long_pool, strategy, (2, 4, 8, 16, 32, 64, 128, 256, 512), 0.05)


def test_the_error_claimed_is_the_error_seen(pool):
    for outcome in ("acsi", "knowledge", "load"):
        claimed = [pool.study(number, 20).difference(outcome, TRAINING).error for number in range(250)]
        seen = pool.means(outcome, TRAINING, 20).std(ddof=1)
        assert math.sqrt(np.mean(np.square(claimed))) == pytest.approx(seen, rel=0.15), outcome


def test_replicates_with_luck_in_common_would_be_found(pool):
    """Were replicates of a block alike, errors would not fall."""
    luck = np.random.default_rng(1).standard_normal(5000 // 50).repeat(50)
    final = dict(pool.whole.final)
    both = final["acsi"].copy()
    gains = both[1] - both[0]
    both[1] += 0.3 * gains.std() * luck
    alike = Pool(replace(pool.whole, final=final | {"acsi": both}))
    assert slope(alike, "acsi", TRAINING, (4, 8, 16, 32, 64, 128)) > -0.42


# Proportions


@every("number", [20, 64, 128, 512])
def test_intervals_of_proportions_cover_them_on_average(number):
    """Wilson's interval, exactly, over all proportions; a share of few is never far below its level."""
    shares = np.linspace(0.02, 0.98, 193)
    found = [Share.of(np.arange(number) < count) for count in range(number + 1)]
    bounds = np.array([(one.low, one.high) for one in found])
    holds = (bounds[:, :1] <= shares) & (shares <= bounds[:, 1:])
    coverage = (binom.pmf(np.arange(number + 1)[:, None], number, shares) * holds).sum(axis=0)
    print(f"\nproportions of {number}: coverage {coverage.mean():.3f} on average, {coverage.min():.3f} at worst")
    assert coverage.mean() == pytest.approx(LEVEL, abs=0.01)
    assert coverage.min() > 0.85


def test_intervals_of_the_share_of_runs_that_do_better_cover_it(pool):
    """How often training beats doing nothing, from runs of the firm."""
    ahead = pool.differences("profit", TRAINING) > np.quantile(pool.differences("profit", TRAINING), 0.7)
    truth, studies = ahead.mean(), ahead.reshape(-1, 20)
    found = [Share.of(study) for study in studies]
    inside = [one.low <= truth <= one.high for one in found]
    assert near(np.mean(inside), len(studies))


# Sensitivity indices

KNOWN = {
    "ishigami": (tasks.ishigami, [Factor(name, name, -math.pi, math.pi) for name in "abc"]),
    "g function": (tasks.g_function, [Factor(f"x{i}", f"x{i}", 0.0, 1.0) for i in range(6)]),
}
OWN = 1 / (3 * (1 + tasks.G_WEIGHTS) ** 2)
VARIANCE = np.prod(1 + OWN) - 1
TRUE = {
    "ishigami": {"S1": [0.3139, 0.4424, 0.0], "ST": [0.5576, 0.4424, 0.2437]},
    "g function": {
        "S1": OWN / VARIANCE,
        "ST": [own * np.prod(1 + np.delete(OWN, i)) / VARIANCE for i, own in enumerate(OWN)],
    },
}


@pytest.mark.thorough
@pytest.mark.ci
@every("strategies, replicates", [(13, 30), (29, 4)])
def test_joint_intervals_are_wrong_in_one_study_of_twenty(strategies, replicates):
    """Under a true null some gain is said to be clear in 3 to 7 % of studies, be replicates many or few."""
    rng = np.random.default_rng(1)
    jointly, singly = 0, 0
    for study in range(1000):
        values = 0.6 * rng.standard_normal(replicates) + 0.8 * rng.standard_normal((strategies, replicates))
        sizes = np.abs(values.mean(axis=1)) / (values.std(axis=1, ddof=1) / math.sqrt(replicates))
        # Drawing the quantile's numbers takes most of the time: a hundred studies share them.
        jointly += bool((sizes > joint_critical(values, study // 100)).any())
        singly += bool((sizes > t.ppf(0.975, replicates - 1)).any())
    print(f"\nfalsely clear in {jointly / 10:.1f} % of studies jointly, {singly / 10:.1f} % singly")
    assert 30 <= jointly <= 70
    assert singly > 250


@pytest.mark.thorough
@every("name", KNOWN)
@every("samples", [64, 256])
def test_intervals_of_sobol_indices_cover_them(name, samples):
    """Of the factors that matter at all. The bootstrap takes a scrambled sequence for chance, so it covers more."""
    function, factors = KNOWN[name]
    inside = {"S1": [], "ST": []}
    for seed in range(200):
        design = draw(METHODS["sobol"], factors, samples, seed)
        low, high = (np.array([getattr(factor, end) for factor in factors]) for end in ("low", "high"))
        found, _ = analyse(METHODS["sobol"], design, function(low + design.places * (high - low), 0)["y"], 200)
        for index, row in inside.items():
            true = np.array(TRUE[name][index])
            estimates = np.array([[one[index], one[f"{index}_conf"]] for one in found.values()])
            row.append((np.abs(estimates[:, 0] - true) <= estimates[:, 1])[np.array(TRUE[name]["ST"]) > 0.01])
    for index, row in inside.items():
        print(f"\n{name}, {index}, {samples} samples: coverage {np.mean(row, axis=0).round(3)}")
        assert np.mean(row, axis=0).min() >= LEVEL - BAND - 2 * math.sqrt(LEVEL * (1 - LEVEL) / 200)
