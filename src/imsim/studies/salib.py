"""SALib: its samplers draw designs, its analyses make indices of what was found there; it is imported nowhere else.

A design carries its method's flags and its seed from drawing to analysis, so the two cannot disagree: SALib would
accept a wrong flag for some sizes and give wrong numbers. It also returns zeros where a value is missing, so what comes
here must be complete (`Results.values` sees to that), and it ignores a seed of 0, so seeds are shifted by one.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from typing import Any

import numpy as np

from imsim.studies.answer import Json
from imsim.studies.design import Design, Factor, Matrix, affordable, drawn, power_of_two
from imsim.studies.methods import Method, check_asked, check_design, group_of_factors, rows_named, scattered

RESAMPLES = 1000
SLOW_RESAMPLES = 100
DELTA_RESAMPLES = 20
NORMAL_95 = 1.96
MORRIS_LEVELS = 4
HARMONICS = 4
STEP = 0.05
SLICES = 10

Analysis = dict[str, Any]
Indices = dict[str, dict[str, float]]
Pairs = dict[tuple[str, str], dict[str, float]]


def draw(
    method: Method,
    factors: Sequence[Factor],
    samples: int,
    seed: int,
    groups: tuple[tuple[str, tuple[str, ...]], ...] = (),
    second_order: bool = False,
) -> Design:
    """Where a method wants the model looked at.

    Raises:
        InputError: the size, the groups or the flags do not suit the method.
    """
    check_asked(method, samples, bool(groups), second_order)
    if method.given_data:
        return drawn(method.kind, factors, samples, seed)
    if method.name == "sobol":
        power_of_two(samples, "a Sobol' design")
    affordable(samples * (len(factors) + 2) * (1 + second_order), len(factors))
    bare = Design(method.kind, tuple(factors), samples, seed, np.empty((0, len(factors))), groups, second_order)
    with _contained():
        return replace(bare, places=np.asarray(_SAMPLERS[method.kind](bare), dtype=np.float64))


def analyse(method: Method, design: Design, outcome: Matrix, resamples: int = RESAMPLES) -> tuple[Indices, Pairs]:
    """Indices of each factor (or group), and of pairs, from one complete outcome.

    Args:
        method: suits the design.
        design: as it was run.
        outcome: finite and not constant, shape (points,).
        resamples: of the bootstrap behind the intervals (half-widths, names ending in `_conf`).

    Raises:
        InputError: the design was drawn for another method.
    """
    check_design(method, design)
    if method.given_data:
        rows = scattered(design)
        design, outcome = replace(design, places=design.places[rows], groups=()), outcome[rows]
    with _contained():
        found = _ANALYSES[method.name](design, outcome, resamples)
    names = rows_named(design)
    single = {key: np.ma.filled(values, np.nan) for key, values in found.items() if np.ndim(values) == 1}
    indices = {name: {key: float(values[i]) for key, values in single.items()} for i, name in enumerate(names)}
    double = {key: values for key, values in found.items() if np.ndim(values) > 1}
    pairs = {
        (names[i], names[j]): {key: float(values[i, j]) for key, values in double.items()}
        for i, j in zip(*np.triu_indices(len(names), 1), strict=True)
    }
    return indices, pairs if double else {}


def problem_of(design: Design) -> Json:
    """SALib's own description of a design in the unit cube; SALib writes into it, so each call gets a fresh one."""
    number = len(design.factors)
    problem: Json = {
        "num_vars": number,
        "names": [f"x{i}" for i in range(number)],
        "bounds": [[0.0, 1.0]] * number,
    }
    return problem | ({"groups": group_of_factors(design)} if design.groups else {})


def morris_step() -> float:
    """Length of a step of a Morris design, as a share of a factor's range."""
    return MORRIS_LEVELS / (2 * (MORRIS_LEVELS - 1))


def places_of_fast(number: int, samples: int, seed: int) -> Matrix:
    """Places of so many factors, each in turn at the fastest frequency."""
    bare = Design(
        "fast", tuple(Factor(f"x{i}", f"x{i}", 0.0, 1.0) for i in range(number)), samples, seed, np.empty((0, number))
    )
    with _contained():
        return np.asarray(_SAMPLERS["fast"](bare), dtype=np.float64)


def _sampler(name: str, **options: Any) -> Callable[[Design], Matrix]:
    """A sampler of SALib with fixed options."""

    def sample(design: Design) -> Matrix:
        flags = {"calc_second_order": design.second_order} if name == "sobol" else {}
        module = import_module(f"SALib.sample.{name}")
        places: Matrix = module.sample(problem_of(design), design.samples, seed=design.seed + 1, **options, **flags)
        return places

    return sample


def _equal_steps(design: Design) -> Matrix:
    """Base points with a step along each factor, all of one size, turning back at the upper bound.

    SALib's own sampler steps by a share of the value: next to 0 hardly at all, where noise would drown the slope.
    """
    number = len(design.factors)
    places = _sampler("finite_diff")(design).reshape(design.samples, number + 1, number)
    places[:, 1:] = places[:, :1]
    for i in range(number):
        places[:, i + 1, i] += np.where(places[:, 0, i] + STEP > 1, -STEP, STEP)
    return places.reshape(-1, number)


_SAMPLERS: dict[str, Callable[[Design], Matrix]] = {
    "saltelli": _sampler("sobol"),
    "morris": _sampler("morris", num_levels=MORRIS_LEVELS),
    "fast": _sampler("fast_sampler", M=HARMONICS),
    "dgsm": _equal_steps,
}


def _salib(name: str, design: Design, *data: Matrix, **options: Any) -> Analysis:
    """One of SALib's analyses."""
    found: Analysis = import_module(f"SALib.analyze.{name}").analyze(
        problem_of(design), *data, seed=design.seed + 1, **options
    )
    return found


def _analysis(name: str, *keys: str, places: bool = True, **options: Any) -> Callable[[Design, Matrix, int], Analysis]:
    """An analysis of SALib that makes intervals itself, with fixed options, and which of its results are kept."""

    def analysis(design: Design, outcome: Matrix, resamples: int) -> Analysis:
        data = (design.places, outcome) if places else (outcome,)
        flags = {"calc_second_order": design.second_order} if name == "sobol" else {}
        found = _salib(name, design, *data, num_resamples=resamples, **options, **flags)
        return {key: found[key] for key in keys if key in found}

    return analysis


def _delta(design: Design, outcome: Matrix, resamples: int) -> Analysis:
    """Borgonovo's delta; very slow, so of few resamples."""
    found = _salib("delta", design, design.places, outcome, num_resamples=min(resamples, DELTA_RESAMPLES))
    name = "delta_balanced" if "delta_balanced" in found else "delta"
    return {"delta": found[name], "delta_conf": found[f"{name}_conf"], "S1": found["S1"], "S1_conf": found["S1_conf"]}


def _dgsm(design: Design, outcome: Matrix, resamples: int) -> Analysis:
    """Mean squared slopes, and the bound they put on the total index; SALib gives the interval of the former alone."""
    found = _salib("dgsm", design, design.places, outcome, num_resamples=resamples)
    scale = found["dgsm"] / np.where(found["vi"] > 0, found["vi"], 1.0)
    return {
        "dgsm": found["dgsm"],
        "dgsm_conf": found["dgsm_conf"] * scale,
        "vi": found["vi"],
        "vi_std": found["vi_std"],
    }


def _hdmr(design: Design, outcome: Matrix, resamples: int) -> Analysis:  # noqa: ARG001 - it has a bootstrap of its own
    """A fitted surface; terms of pairs are left out."""
    number = len(design.factors)
    found = _salib("hdmr", design, design.places, outcome, maxorder=min(2, number))
    return {key: np.asarray(found[key])[:number] for key in ("ST", "ST_conf", "S", "S_conf")}


def _pawn(design: Design, outcome: Matrix, resamples: int) -> Analysis:
    """Distances of distributions, slice by slice."""

    def indices(rows: Any) -> Analysis:
        found = _salib("pawn", design, design.places[rows], outcome[rows], S=SLICES)
        return {key: found[key] for key in ("median", "mean", "maximum", "CV")}

    return _bootstrapped(indices, design, resamples)


def _rsa(design: Design, outcome: Matrix, resamples: int) -> Analysis:
    """Distances between a factor's values within and without each tenth of the outcomes."""

    def indices(rows: Any) -> Analysis:
        found = _salib("rsa", design, design.places[rows], outcome[rows], bins=SLICES, target="Y")
        bins = np.stack([found[f"x{i}"] for i in range(len(design.factors))], axis=1)
        return {"mean": np.nanmean(bins, axis=0), "maximum": np.nanmax(bins, axis=0)}

    return _bootstrapped(indices, design, resamples)


_ANALYSES: dict[str, Callable[[Design, Matrix, int], Analysis]] = {
    "sobol": _analysis("sobol", "ST", "ST_conf", "S1", "S1_conf", "S2", "S2_conf", places=False),
    "morris": _analysis("morris", "mu_star", "mu_star_conf", "mu", "sigma", num_levels=MORRIS_LEVELS),
    "fast": _analysis("fast", "ST", "ST_conf", "S1", "S1_conf", places=False, M=HARMONICS),
    "rbd-fast": _analysis("rbd_fast", "S1", "S1_conf"),
    "dgsm": _dgsm,
    "delta": _delta,
    "pawn": _pawn,
    "hdmr": _hdmr,
    "rsa": _rsa,
}


def _bootstrapped(indices: Callable[[Any], Analysis], design: Design, resamples: int) -> Analysis:
    """Indices with the half-width of the first one's interval, where SALib gives none."""
    found = indices(slice(None))
    if resamples <= 1:
        return found
    first = next(iter(found))
    generator = np.random.default_rng(design.seed + 1)
    rows = [generator.integers(design.points, size=design.points) for _ in range(min(resamples, SLOW_RESAMPLES))]
    return found | {f"{first}_conf": NORMAL_95 * np.std([indices(sample)[first] for sample in rows], axis=0, ddof=1)}


@contextmanager
def _contained() -> Iterator[None]:
    """SALib warns of its own ways, changes how warnings look and seeds NumPy's global generator: none of it stays."""
    state, look = np.random.get_state(), warnings.formatwarning  # noqa: NPY002
    try:
        with warnings.catch_warnings(record=True):  # it also resets filters, so these alone would not do
            warnings.simplefilter("ignore")
            yield
    finally:
        np.random.set_state(state)  # noqa: NPY002
        warnings.formatwarning = look
