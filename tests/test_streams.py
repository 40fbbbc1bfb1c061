"""Streams of chance are independent: a battery over the streams that the engine draws from, by its own names for them.

All tests of a family are judged together: the lowest p-value times their number must not fall below ALARM. Seeds are
fixed, so a verdict never changes until the streams do; then a good generator fails once in a thousand times.
"""

import re
import zlib

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from scipy.special import ndtr, ndtri
from scipy.stats import norm

from battery import battery, lowest, repeated
from every import every
from imsim.engine.streams import Streams
from imsim.scenarios.model import MODEL
from imsim.scenarios.scenario import load
from imsim.scenarios.simulation import Simulation, simulate
from worlds import SHORT_AGEING, SMALL, text_of_kernels

ALARM = 1e-3
ORIGIN = -100


# How the battery asks the engine's chance for numbers: all that depends on the methods of Streams stands here


def by_the_week(kind, process, seed, replicates, weeks, size):
    """Draws of successive weeks as numbers in [0, 1): (replicates, weeks, size)."""
    chance = Streams(seed, replicates)
    drawn = np.stack([getattr(chance, kind)(process, week, size) for week in range(ORIGIN, ORIGIN + weeks)], axis=1)
    return ndtr(drawn) if kind == "normal" else drawn.copy()


def by_the_count(process, seed, replicates, posts, hires, size):
    """Draws of successive hires: (replicates, posts, hires, size)."""
    rows, post, hire = np.indices((len(replicates), posts, hires)).reshape(3, -1)
    drawn = Streams(seed, replicates).counted(process, rows, post, hire, size=size)
    return drawn.reshape(len(replicates), posts, hires, size)


def once(process, seed, replicates, number):
    """What is drawn once: (replicates, number)."""
    return np.stack([generator.random(number) for generator in Streams(seed, replicates).fixed(process)])


METHODS = ("uniform", "normal", "counted", "fixed")
# What the kernels of the week draw from, by hashing; programmes and set-up ask Streams itself.
BY_KERNELS = {
    "uniform": {"visit", "desk", "react", "move", "exits", "contact_person", "referrals", "teachers"},
    "normal": {"trust", "motivation", "satisfaction", "commitment", "quality", "partners"},
    "counted": {"hires", "leaders", "propensities"},
    "fixed": set(),
}


@pytest.fixture(scope="module")
def used():
    """Names of the streams that two firms and a full plan draw from: method -> names."""
    from imsim.scenarios import timeline

    names = {method: set(BY_KERNELS[method]) for method in METHODS}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timeline, "AGEING_WEEKS", SHORT_AGEING)
        for method in METHODS:
            plain = getattr(Streams, method)

            def noted(chance, process, *rest, method=method, plain=plain, **more):
                names[method].add(process)
                return plain(chance, process, *rest, **more)

            patch.setattr(Streams, method, noted)
        for firm in ("service_firm", "bakery"):
            scenario = load(firm, SMALL)
            run = Simulation(scenario.setting(), list(scenario.strategies.values()), [0], 1)
            for _ in range(6):
                run.step()
    return {method: sorted(found) for method, found in names.items()}


def judged(families):
    """Fail where any test of the families speaks against chance; print how near the nearest came."""
    found = {}
    for one in families:
        found |= one
    name, corrected = lowest(found)
    raw = np.array(list(found.values()))
    print(f"\n{len(found)} tests; {np.mean(raw < 0.05):.1%} of p-values below .05; lowest {raw.min():.2e} "
          f"({name}), {corrected:.2f} after correction")  # fmt: skip
    assert corrected > ALARM, (name, found[name])
    # Of many p-values one in twenty falls below .05 by chance; tests of one array hang together, hence the slack.
    assert len(raw) < 200 or np.mean(raw < 0.05) < 0.12


def check(used, seeds, replicates, weeks, size):
    """The battery over all streams used, one by one, and over the processes beside each other."""
    axes = ("seed", "replicate", "week", "post")
    beside, families = [], []
    for kind in ("uniform", "normal"):
        for process in used[kind]:
            drawn = np.stack([by_the_week(kind, process, seed, replicates, weeks, size) for seed in seeds])
            families.append(battery(drawn, axes, process))
            beside.append(drawn)
    families.append(battery(np.stack(beside), ("process", *axes), "all processes"))
    for process in used["counted"]:
        hires = max(8, weeks // 4)
        drawn = np.stack([by_the_count(process, seed, replicates, size, hires, 7) for seed in seeds])
        families.append(battery(drawn, ("seed", "replicate", "post", "hire", "draw"), process))
    drawn = np.stack([[once(process, seed, replicates, weeks * size) for seed in seeds] for process in used["fixed"]])
    families.append(battery(drawn, ("process", "seed", "replicate", "number"), "drawn once"))
    judged(families)


def test_the_engine_draws_from_the_streams_that_are_tested(used):
    """Were chance asked in another way, the battery below would look in the wrong place."""
    assert sorted(set().union(*BY_KERNELS.values())) == sorted(MODEL.streams)
    assert set(used["counted"]) == BY_KERNELS["counted"]
    assert set(re.findall(r"streams\.(\w+)", text_of_kernels(MODEL))) == set(MODEL.streams)
    assert {"market", "tastes"} <= set(used["fixed"])
    assert any(name.startswith("programme ") for name in used["uniform"])


def test_no_two_streams_go_by_one_name(used):
    """Two kinds of draws under one name, or two names of one number, would come from one generator."""
    names = [name for found in used.values() for name in found]
    assert len(set(names)) == len(names)
    assert len({zlib.crc32(name.encode()) for name in names}) == len(names)


def test_streams_are_uniform_and_independent(used):
    check(used, seeds=(1, 2), replicates=range(8), weeks=60, size=20)


@pytest.mark.thorough
@every("first", [1, 20260, 2**40])
def test_streams_are_uniform_and_independent_at_length(used, first):
    check(used, seeds=range(first, first + 4), replicates=range(32), weeks=160, size=60)


def test_no_stream_repeats_any_part_of_another(used):
    """Neighbouring seeds and replicates, seeds and replicates exchanged, large ones, other weeks."""
    replicates = [0, 1, 2, 3, 50, 1000, 2**20]
    for kind in ("uniform", "normal"):
        drawn = [
            by_the_week(kind, process, seed, replicates, 120, 12)
            for process in used[kind]
            for seed in (0, 1, 2, 3, 50, 2**32, 2**32 + 1, 2**64 - 1, 2**100)
        ]
        assert repeated(np.stack(drawn).reshape(len(drawn) * len(replicates), -1)) == 0
    counts = [by_the_count("hires", seed, replicates, 40, 40, 7).reshape(len(replicates), -1) for seed in range(6)]
    assert repeated(np.concatenate(counts)) == 0
    drawn = [once(process, seed, replicates, 500) for process in used["fixed"] for seed in range(6)]
    assert repeated(np.concatenate(drawn)) == 0


def test_long_vectors_and_single_numbers_are_as_good_as_any(used):
    """A week may take many numbers, few or one."""
    families = []
    for size, weeks in ((1, 1500), (3, 700), (5_000, 8), (70_000, 3)):
        for kind, process in (("uniform", "visit"), ("normal", "quality")):
            drawn = by_the_week(kind, process, 7, range(4), weeks, size)
            families.append(battery(drawn, ("replicate", "week", "number"), f"{process}, {size} a week"))
    judged(families)


def runs(replicates, seed=1):
    """Outcomes of a small firm that does nothing: (outcomes, replicates), as normal scores of their ranks."""
    scenario = load("bakery", ["market.rows=60", "time.burn_in=4", "time.weeks=8", "time.window=8"])
    outcomes = ("acsi", "profit", "motivation", "job_satisfaction", "management_trust", "knowledge")
    cases = [scenario.strategies["nothing"]]
    blocks = np.array_split(np.arange(replicates), max(replicates // 64, 1))
    records = [simulate(scenario.setting(), cases, block.tolist(), seed, outcomes, weekly=False) for block in blocks]
    values = np.stack([np.concatenate([record.final[name][0] for record in records]) for name in outcomes])
    return ndtri((values.argsort(axis=1).argsort(axis=1) + 0.5) / replicates)


def check_runs(replicates):
    """No run tells anything of another: neighbours in a block, or the same number under another seed."""
    families = {}
    one, other = runs(replicates), runs(replicates, seed=2)
    for lag in (1, 2, 3, 7, 64):
        found = (one[:, :-lag] * one[:, lag:]).sum(axis=1) / np.sqrt(replicates - lag)
        families |= {f"outcome {i}, {lag} apart": float(2 * norm.sf(abs(z))) for i, z in enumerate(found)}
    found = (one * other).sum(axis=1) / np.sqrt(replicates)
    families |= {f"outcome {i}, next seed": float(2 * norm.sf(abs(z))) for i, z in enumerate(found)}
    judged([families])


def test_runs_of_one_seed_tell_nothing_of_each_other(short_ageing):
    check_runs(1000)


@pytest.mark.thorough
def test_runs_of_one_seed_tell_nothing_of_each_other_at_length(short_ageing):
    check_runs(20_000)


# The battery finds what it is made to find


def fair():
    return np.random.default_rng(3).random((2, 8, 60, 20))


def mixed(numbers, axis, share):
    """Numbers with a part in common along an axis, still uniform."""
    scores = ndtri(numbers)
    common = np.random.default_rng(4).standard_normal(scores.shape).take([0], axis=axis)
    return ndtr(np.sqrt(1 - share) * scores + np.sqrt(share) * common)


def chained(numbers, axis, share):
    """Numbers that remember their neighbour before along an axis, still uniform."""
    scores = np.moveaxis(ndtri(numbers), axis, 0).copy()
    for i in range(1, len(scores)):
        scores[i] = share * scores[i - 1] + np.sqrt(1 - share**2) * scores[i]
    return np.moveaxis(ndtr(scores), 0, axis)


def with_rows(numbers, axis, source, target):
    """Numbers of which some rows along an axis are those of others."""
    copied = np.moveaxis(numbers.copy(), axis, 0)
    copied[target] = copied[source]
    return np.moveaxis(copied, 0, axis)


FAULTS = {
    "two replicates are the same": lambda u: with_rows(u, 1, 2, 5),
    "a replicate mirrors another": lambda u: np.concatenate([u[:, :-1], 1 - u[:, :1]], axis=1),
    "replicates share a little": lambda u: mixed(u, 1, 0.05),
    "posts share a little": lambda u: mixed(u, 3, 0.02),
    "weeks remember the week before": lambda u: chained(u, 2, 0.05),
    "posts remember their neighbours": lambda u: chained(u, 3, 0.05),
    "weeks come again after a year": lambda u: with_rows(u, 2, slice(0, 8), slice(52, 60)),
    "the seed counts for nothing": lambda u: with_rows(u, 0, 0, 1),
    "numbers lean to one side": lambda u: u**1.04,
    "only 16 bits are random": lambda u: np.floor(u * 2**16) / 2**16,
    "low bits stand still": lambda u: np.floor(u * 256) / 256 + 0.4 / 256,
    "some weeks are wilder than others": lambda u: ndtr(
        ndtri(u) * np.sqrt(0.4 + 1.2 * np.random.default_rng(5).random((1, 1, 60, 1)))
    ),
}


@every("fault", FAULTS)
def test_the_battery_finds(fault):
    found = battery(FAULTS[fault](fair()), ("seed", "replicate", "week", "post"), fault)
    assert lowest(found)[1] < ALARM, lowest(found)


def test_the_battery_lets_fair_numbers_pass():
    judged([battery(fair(), ("seed", "replicate", "week", "post"), "fair")])


def test_overlaps_are_found_wherever_they_lie():
    streams = np.random.default_rng(6).random((5, 400))
    assert repeated(streams) == 0
    streams[4, 300:340] = streams[1, 20:60]
    assert repeated(streams) == 39


def test_what_is_asked_for_here_is_what_the_engine_is_given():
    """The adapter above asks as the engine asks."""
    chance = Streams(1, [0, 3])
    assert_array_equal(by_the_week("uniform", "visit", 1, [0, 3], 2, 5)[:, 1], chance.uniform("visit", ORIGIN + 1, 5))
    drawn = chance.counted("hires", np.array([1]), np.array([4]), np.array([2]), size=7)
    assert_array_equal(by_the_count("hires", 1, [0, 3], 6, 3, 7)[1, 4, 2], drawn[0])
