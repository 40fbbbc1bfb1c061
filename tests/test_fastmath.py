"""What kernels compute by arithmetic of their own: exponential, logarithm, noise; and the batches they take."""

import math

import numba
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.special import ndtri

from every import every
from imsim.engine import fastmath
from imsim.engine.batches import SIZE, any_but_zero, batches_of, ends_of, selected, total
from imsim.engine.machine_code import open_to_kernels
from imsim.engine.rng import normal_quantile_nearly
from imsim.mechanisms.turnover import exit_probability
from imsim.scenarios.model import parameters_of

open_to_kernels()
NUMBER = np.random.default_rng(1)


@numba.njit
def exponentials(x, out):
    for i in range(len(x)):
        out[i] = fastmath.exp(x[i])


@numba.njit
def logarithms(x, out):
    for i in range(len(x)):
        out[i] = fastmath.log(x[i])


@numba.njit
def selected_rows(mask, first, end, rows):
    return selected(mask, first, end, rows)


@numba.njit
def sum_of(numbers, size):
    return total(numbers, size)


@numba.njit
def some_above(column, first, end):
    return any_but_zero(column, first, end)


def computed(kernel, x):
    out = np.empty_like(x)
    kernel(x, out)
    return out


def units_off(found, truth):
    """Distance in units of the last place."""
    return np.abs(found - truth) / np.spacing(np.abs(truth))


@every("spread", [1e-9, 0.3, 5.0, 700.0])
def test_the_exponential_is_within_a_unit_of_the_last_place(spread):
    x = NUMBER.uniform(-spread, spread, 200_000)
    assert units_off(computed(exponentials, x), np.exp(x)).max() <= 1


@every("x", [NUMBER.uniform(0.4, 2.5, 200_000), np.exp(NUMBER.uniform(-700, 700, 200_000))])
def test_the_logarithm_is_within_a_unit_of_the_last_place(x):
    assert units_off(computed(logarithms, x), np.log(x)).max() <= 1


def test_both_are_exact_where_equations_count_on_it():
    assert_array_equal(computed(exponentials, np.zeros(3)), 1.0)
    assert_array_equal(computed(logarithms, np.ones(3)), 0.0)


def test_both_are_total():
    ends = computed(exponentials, np.array([-1e300, -800.0, 800.0, 1e300]))
    assert_allclose(ends, [math.exp(-708)] * 2 + [math.exp(709)] * 2, rtol=1e-15)
    smallest, largest = np.finfo(float).tiny, np.finfo(float).max
    assert_allclose(computed(logarithms, np.array([smallest, largest])), np.log([smallest, largest]), rtol=1e-15)


@every("kernel", [exponentials, logarithms])
def test_a_number_does_not_depend_on_its_neighbours(kernel):
    x = NUMBER.uniform(0.1, 9, 77)
    together = computed(kernel, x)
    for size in (1, 2, 3, 7, 8, 9, 31):
        assert_array_equal(computed(kernel, x[:size].copy()), together[:size])


def test_noise_is_the_normal_quantile_to_seven_digits_in_the_tails_too():
    low = np.concatenate([np.exp2(-NUMBER.uniform(1, 53, 4000)), [2.0**-53, 0.5 - 2.0**-53]])
    for share in (low, 1 - low[low > 1e-9]):
        found = [normal_quantile_nearly(one) for one in share]
        assert_allclose(found, ndtri(share), atol=5e-8)


@every("share", [0.0, 0.01, 0.3, 1.0])
@every("size", [1, 7, 8, 9, 200, SIZE - 1, SIZE])
def test_rows_in_a_mask_are_entered_in_order(size, share):
    mask, rows = np.ones(SIZE, dtype=bool), np.zeros(SIZE, dtype=np.uint64)
    mask[:size] = NUMBER.random(size) < share
    truth = 5 + np.flatnonzero(mask[:size])
    number = selected_rows(mask, np.uint64(5), np.uint64(5 + size), rows)
    assert_array_equal(rows[:number], truth)


@every("size", [0, 1, 2, 3, 17, 600, SIZE])
def test_a_total_is_the_sum_of_the_first_so_many(size):
    numbers = NUMBER.random(SIZE)
    truth = math.fsum(numbers[:size])
    assert sum_of(numbers, size) == pytest.approx(truth, rel=1e-14)


def test_whether_one_of_a_batch_is_above_zero():
    column = np.zeros(50)
    column[30] = 1e-300
    assert some_above(column, np.uint64(10), np.uint64(31))
    assert not some_above(column, np.uint64(0), np.uint64(30))


@every("begin, end", [(0, 0), (0, 1), (0, SIZE), (7, SIZE + 8), (100, 5 * SIZE)])
def test_batches_cover_all_places_once(begin, end):
    ends = [ends_of(batch, begin, end) for batch in range(batches_of(end - begin))]
    places = [place for first, last in ends for place in range(int(first), int(last))]
    assert places == list(range(begin, end))
    assert all(last - first <= SIZE for first, last in ends)


def test_nobody_leaves_whom_the_bound_has_stay():
    """Who is asked is drawn by the most that anybody can leave with."""
    p, desire = parameters_of([{}]), np.linspace(-40, 40, 20_001)
    most = p.exit_exogenous + p.exit_newcomer + p.exit_top
    assert (exit_probability(desire, 0.0, 1, p) <= most).all()
    assert exit_probability(np.array(40.0), 0.0, 1, p) == pytest.approx(most)
