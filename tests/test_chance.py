"""Chance: streams that belong to replicates and processes, and to nothing else."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.special import ndtri
from scipy.stats import kstest

from every import every
from imsim.engine.rng import normal_quantile
from imsim.engine.streams import Streams, seed_sequence
from imsim.scenarios.model import MODEL

FIRST_WEEK = -1144
KINDS = ["uniform", "normal"]


def draws(chance, kind, process="exits", week=0, size=50):
    return getattr(chance, kind)(process, week, size).copy()


@every("kind", KINDS)
def test_a_replicate_draws_the_same_in_whatever_block_it_is(kind):
    alone = draws(Streams(7, [5]), kind)
    among = draws(Streams(7, [9, 5, 0]), kind)
    assert_array_equal(alone[0], among[1])


@every("kind", KINDS)
def test_a_process_draws_the_same_whatever_other_processes_do(kind):
    undisturbed, disturbed = Streams(7, [0, 1]), Streams(7, [0, 1])
    for week in range(5):
        draws(disturbed, kind, "visit", week, 999)
        draws(disturbed, "uniform", "other", week, 3)
        assert_array_equal(draws(undisturbed, kind, week=week), draws(disturbed, kind, week=week))


@every("kind", KINDS)
@settings(max_examples=40, deadline=None)
@given(
    weeks=st.lists(st.integers(FIRST_WEEK, 300), min_size=1, max_size=12), size=st.sampled_from([1, 30, 2000, 70_000])
)
def test_a_week_is_the_same_reached_in_order_or_at_random(kind, weeks, size):
    in_order, at_random = Streams(3, [2]), Streams(3, [2])
    wanted = {week: draws(in_order, kind, week=week, size=size) for week in sorted(weeks)}
    for week in weeks:
        assert_array_equal(draws(at_random, kind, week=week, size=size), wanted[week])


@every("kind", KINDS)
def test_every_replicate_process_seed_and_week_has_its_own_luck(kind):
    base = draws(Streams(1, [0]), kind, size=200)
    others = [
        draws(Streams(1, [1]), kind, size=200),
        draws(Streams(2, [0]), kind, size=200),
        draws(Streams(1, [0]), kind, process="exit", size=200),
        draws(Streams(1, [0]), kind, week=1, size=200),
        draws(Streams(1, [0]), kind, week=52, size=200),
    ]
    everything = np.concatenate([base, *others])
    assert len(np.unique(everything)) == everything.size
    assert np.abs(np.corrcoef(everything) - np.eye(len(everything))).max() < 0.3


@every("kind, distribution", [("uniform", "uniform"), ("normal", "norm")])
def test_draws_have_the_distribution_they_claim(kind, distribution):
    chance = Streams(11, range(20))
    sample = np.concatenate([draws(chance, kind, week=week, size=100).ravel() for week in range(60)])
    assert kstest(sample, distribution).pvalue > 1e-3
    weeks = sample.reshape(60, -1)
    assert abs(np.corrcoef(weeks[:-1].ravel(), weeks[1:].ravel())[0, 1]) < 4 / np.sqrt(sample.size)


def test_what_is_drawn_once_depends_on_seed_replicate_and_process():
    one, same = Streams(1, [0, 3]).fixed("market"), Streams(1, [3]).fixed("market")
    assert one[1].random() == same[0].random()
    assert one[0].random() != one[1].random()
    assert Streams(1, [0]).fixed("tastes")[0].random() != Streams(1, [0]).fixed("market")[0].random()


def test_a_numpy_seed_is_the_seed_it_equals():
    assert_array_equal(draws(Streams(np.int64(42), [np.int64(1)]), "uniform"), draws(Streams(42, [1]), "uniform"))
    assert (
        seed_sequence(np.int64(4), 0, "a").generate_state(2).tolist()
        == seed_sequence(4, 0, "a").generate_state(2).tolist()
    )


# Numbers that belong to counters: the third hire of post 12


def counted(*, process="hires", replicates=(0,), number=20_000, size=5, seed=1):
    chance = Streams(seed, replicates)
    posts, hires = np.divmod(np.arange(number), 50)
    return chance.counted(process, np.zeros(number, dtype=np.intp), posts, hires, size=size)


def test_counted_numbers_are_uniform_and_never_0_or_1():
    sample = counted()
    assert sample.min() > 0
    assert sample.max() < 1
    for column in sample.T:
        assert kstest(column, "uniform").pvalue > 1e-3
    assert len(np.unique(sample)) == sample.size


def test_counted_numbers_of_one_event_of_neighbours_and_of_successive_hires_do_not_hang_together():
    sample = counted()
    bound = 4.5 / np.sqrt(len(sample))
    within = np.corrcoef(sample.T) - np.eye(sample.shape[1])
    assert np.abs(within).max() < bound
    by_post = sample[:, 0].reshape(-1, 50)
    assert abs(np.corrcoef(by_post[:, :-1].ravel(), by_post[:, 1:].ravel())[0, 1]) < bound
    assert abs(np.corrcoef(by_post[:-1].ravel(), by_post[1:].ravel())[0, 1]) < bound
    other = counted(replicates=(1,))
    assert abs(np.corrcoef(sample[:, 0], other[:, 0])[0, 1]) < bound


def test_counted_numbers_belong_to_the_event_alone():
    chance = Streams(1, [4, 8])
    rows, posts, hires = np.array([0, 1, 1]), np.array([3, 3, 12]), np.array([0, 2, 2])
    together = chance.counted("hires", rows, posts, hires, size=4)
    alone = Streams(1, [8]).counted("hires", np.array([0]), np.array([12]), np.array([2]), size=4)
    assert_array_equal(together[2], alone[0])
    fewer = chance.counted("hires", rows, posts, hires, size=2)
    assert_array_equal(together[:, :2], fewer)
    different = [
        Streams(1, [4]).counted("hires", np.array([0]), np.array([12]), np.array([2]), size=4),
        Streams(2, [8]).counted("hires", np.array([0]), np.array([12]), np.array([2]), size=4),
        chance.counted("fires", np.array([1]), np.array([12]), np.array([2]), size=4),
        chance.counted("hires", np.array([1]), np.array([2]), np.array([12]), size=4),
    ]
    for other in different:
        assert not np.isin(other, together).any()


@settings(max_examples=60, deadline=None)
@given(
    post=st.integers(0, 2**31), hire=st.integers(0, 2**31), replicate=st.integers(0, 10**6), seed=st.integers(0, 2**63)
)
def test_counted_numbers_stay_between_0_and_1_for_any_counters(post, hire, replicate, seed):
    drawn = Streams(seed, [replicate]).counted("hires", np.array([0]), np.array([post]), np.array([hire]), size=7)
    assert ((drawn > 0) & (drawn < 1)).all()


# Rounding may carry: (2**53 - 1) + .5 is no float and becomes 2**53. A number of 1 would be an infinite normal score.
@every("word", [0, 1, 2**52 - 1])
def test_no_word_whatever_gives_0_or_1(word):
    drawn = (np.float64(word) + 0.5) * 2.0**-52
    assert 0 < drawn < 1
    assert np.isfinite(normal_quantile(drawn))


def test_normal_scores_are_those_of_scipy():
    shares = np.concatenate([np.linspace(0.001, 0.999, 999), [1e-300, 1e-12, 1e-6, 1 - 1e-6, 1 - 1e-12, 0.075, 0.925]])
    assert_allclose([normal_quantile(share) for share in shares], ndtri(shares), rtol=1e-14, atol=1e-15)


def test_a_kernel_draws_from_the_streams_of_the_processes():
    chance = Streams(5, [0, 7])
    for process in MODEL.streams:
        assert_array_equal(chance.keys(MODEL.streams)[process], chance.key(process))
    assert len(np.unique([chance.key(process) for process in MODEL.streams])) == 2 * len(MODEL.streams)
