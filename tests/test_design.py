"""Where a study looks: names, bounds, designs, the share rule, and the options that say so."""

from dataclasses import replace

import numpy as np
import pytest

from imsim.engine.errors import InputError
from imsim.scenarios.model import BY_NAME, MIN_TRAIT_SHARE, SHARE_GROUPS
from imsim.scenarios.scenario import load
from imsim.studies.design import Design, Factor, drawn, grid, latin_hypercube, sobol_sequence
from imsim.studies.factors import factor, grouped, groups_of, spec_of, specs_in
from imsim.studies.kinds import sensitivity, sweep
from imsim.studies.kinds.sensitivity import SensitivityRequest
from imsim.studies.kinds.sweep import SweepRequest
from imsim.studies.uncertainties import squeezed_traits, uncertain_factors, uncertainties

TINY = ("market.rows=50", "time.weeks=4", "time.window=4", "time.burn_in=2")


@pytest.fixture(scope="module")
def firm():
    return load("service_firm", TINY)


def two():
    return [Factor("a", "a", 0.0, 2.0, levels=3), Factor("b", "b", 10.0, 20.0, levels=2)]


# Factors


@pytest.mark.parametrize(
    "one",
    [
        Factor("a", "a", 1, 3),
        Factor("a", "a", 1, 3, distribution="log"),
        Factor("a", "a", 1, 3, distribution="triangular", peak=1.5),
        Factor("a", "a", 1, 3, distribution="triangular", peak=1.0),
        Factor("a", "a", 1, 3, distribution="triangular", peak=3.0),
    ],
)
def test_places_and_values_belong_together(one):
    places = np.linspace(0, 1, 11)
    values = one.values(places)
    assert values[0] == one.low
    assert values[-1] == pytest.approx(one.high)
    assert (np.diff(values) > 0).all()
    np.testing.assert_allclose(one.units(values), places, atol=1e-12)


def test_a_triangular_factor_has_half_its_mass_where_the_triangle_says():
    one = Factor("a", "a", 0, 1, distribution="triangular", peak=0.2)
    drawn = one.values((np.arange(10_000) + 0.5) / 10_000)
    assert drawn.mean() == pytest.approx((0 + 1 + 0.2) / 3, abs=1e-4)


@pytest.mark.parametrize(
    ("key", "spec", "name", "full", "low", "high"),
    [
        ("forgetting", {}, "forgetting", "parameters.forgetting", 0.011, 0.026),
        ("parameters.forgetting", {"low": 0.01, "high": 0.02}, "forgetting", "parameters.forgetting", 0.01, 0.02),
        ("training.hours", {}, "training.hours", "strategies.full_plan.programmes.training.hours", 0.0, 120.0),
        ("training.sessions", {}, "training.sessions", "strategies.full_plan.programmes.training.sessions", 1.0, 52.0),
        ("strategies.cash.programmes.incentives.value", {"low": 0.0, "high": 0.1}, "incentives.value",
         "strategies.cash.programmes.incentives.value", 0.0, 0.1),
        ("market.rows", {"low": 50, "high": 100}, "market.rows", "market.rows", 50.0, 100.0),
        ("organisation.departments.rd.heads", {"low": 2, "high": 9}, "organisation.departments.rd.heads",
         "organisation.departments.rd.heads", 2.0, 9.0),
    ],
)  # fmt: skip
def test_a_factor_is_a_parameter_a_lever_or_any_number_of_the_scenario(firm, key, spec, name, full, low, high):
    found = factor(firm, "full_plan", key, spec)
    assert (found.name, found.key, found.low, found.high) == (name, full, low, high)


def test_whole_numbers_stay_whole(firm):
    heads = factor(firm, "full_plan", "organisation.departments.rd.heads", {"low": 2, "high": 9})
    values = heads.values(np.linspace(0, 1, 100))
    assert set(values) == set(range(2, 10))
    start = factor(firm, "full_plan", "training.start", {"low": 0, "high": 10})
    assert start.whole


@pytest.mark.parametrize(
    ("key", "spec", "message"),
    [
        ("forgeting", {}, 'did you mean "forgetting"'),
        ("trainng.hours", {}, 'did you mean "training.hours"'),
        ("market.row", {}, 'did you mean "market.rows"'),
        ("market.rows", {}, "has no bounds of its own"),
        ("name", {}, "is no parameter"),
        ("organisation.seed", {"low": 3, "high": 1}, "must be below"),
        ("forgetting", {"low": 0.02, "high": 0.02}, "must be below"),
        ("forgetting", {"low": 0.0, "high": 0.02, "distribution": "log"}, "above 0"),
        ("forgetting", {"distribution": "normal"}, "uniform, log or triangular"),
        ("forgetting", {"distribution": "triangular", "peak": 7.0}, "outside its bounds"),
        ("forgetting", {"low": "x"}, "should be a number"),
        ("forgetting", {"hight": 1.0}, 'did you mean "high"'),
        ("forgetting", {"levels": 1}, "at least 2"),
        ("forgetting", {"low": float("nan")}, "must be below"),
        ("organisation.seed", {"low": 1, "high": 2, "levels": 3}, "levels = 3: from 1 to 2 there are 2 whole numbers"),
    ],
)
def test_a_wrong_factor_is_one_clear_message(firm, key, spec, message):
    with pytest.raises(InputError, match=message):
        factor(firm, "full_plan", key, spec)


def test_whole_numbers_between_close_bounds_are_each_in_a_grid_once(firm):
    seeds = factor(firm, "full_plan", "organisation.seed", {"low": 1, "high": 3})
    assert grid([seeds], seed=1).values().ravel().tolist() == [1, 2, 3]


@pytest.mark.parametrize("text", ["=1:2", "a=1", "a=1:2:3:4", "a=x:2", "a=1:2:2.5", ""])
def test_a_vary_that_cannot_be_read_says_how_to_write_it(text):
    with pytest.raises(InputError, match="write it as key=low:high"):
        spec_of(text)


def test_a_study_table_may_nest_its_dotted_keys():
    assert specs_in(
        {"training": {"hours": [0, 40, 9]}, "forgetting": {"low": 0.01, "distribution": "log"}, "insight": []}
    ) == {
        "training.hours": {"low": 0, "high": 40, "levels": 9},
        "forgetting": {"low": 0.01, "distribution": "log"},
        "insight": {},
    }
    with pytest.raises(InputError, match="write it as"):
        specs_in({"forgetting": 3})


# The default choice and the share rule


def test_the_uncertainties_are_the_widest_that_move_anything():
    found = uncertainties()
    assert {one.status for one in found} == {"cal", "assumed", "SA"}
    assert all(one.low < one.high and not one.price and one.chapter != "scales" for one in found)
    assert not [one.name for one in found if one.name.startswith(("cash_", "writer_hours_", "listener_hours_"))]
    widths = [(one.high - one.low) / abs(one.default) for one in found if one.default]
    assert widths == sorted(widths, reverse=True)
    assert uncertainties(5) == found[:5]


def test_all_uncertainties_at_once_leave_room_for_the_trait(firm):
    chosen = uncertain_factors(firm)
    assert not squeezed_traits(firm, chosen)
    high = {one.name: one.high for one in chosen}
    for shares in SHARE_GROUPS.values():
        left = 1 - sum(high.get(name, BY_NAME[name].default) for name in shares)
        assert left >= MIN_TRAIT_SHARE
    untouched = [one for one in chosen if one.name not in sum(SHARE_GROUPS.values(), ())]
    assert all((one.low, one.high) == (BY_NAME[one.name].low, BY_NAME[one.name].high) for one in untouched)


def test_shares_that_are_named_and_leave_too_little_are_refused_before_anything_runs():
    shares = ["satisfaction_service", "satisfaction_peers", "satisfaction_customers"]
    with pytest.raises(InputError, match=r"leave -?0\.\d\d for the person's own trait, at least 0\.15"):
        sweep.plan(SweepRequest("service_firm", vary=shares, samples=4))
    sweep.plan(SweepRequest("service_firm", vary=["satisfaction_service=.05:.10"], samples=4))


def test_the_share_rule_counts_what_the_scenario_itself_says():
    wanted = SweepRequest("service_firm", vary=["satisfaction_service=.05:.25"], samples=4)
    sweep.plan(wanted)
    with pytest.raises(InputError, match="own trait"):
        sweep.plan(replace(wanted, overrides=["parameters.satisfaction_peers=.3"]))


# Designs


def test_a_grid_has_all_combinations():
    found = grid(two(), seed=1)
    assert found.values().tolist() == [[a, b] for a in (0.0, 1.0, 2.0) for b in (10.0, 20.0)]


def test_a_latin_hypercube_visits_every_slice_of_every_factor():
    found = latin_hypercube(two(), 20, seed=3)
    for column in found.places.T:
        assert sorted((column * 20).astype(int)) == list(range(20))
    assert (latin_hypercube(two(), 20, seed=3).places == found.places).all()
    assert (latin_hypercube(two(), 20, seed=4).places != found.places).any()


def test_a_sobol_sequence_begins_with_the_smaller_one():
    assert (sobol_sequence(two(), 32, 1).places[:16] == sobol_sequence(two(), 16, 1).places).all()


@pytest.mark.parametrize("samples", [1, 3, 100])
def test_a_sobol_sequence_wants_a_power_of_two(samples):
    with pytest.raises(InputError, match="power of 2"):
        drawn("sobol", two(), samples, 1)


def test_a_grid_too_large_to_run_is_refused(firm):
    with pytest.raises(InputError, match="vary less"):
        grid(uncertain_factors(firm), 1)


def test_a_design_survives_json():
    one = Factor("c", "c", 1.0, 9.0, distribution="log")
    found = latin_hypercube([*two(), one], 8, 5)
    again = Design.from_json(found.as_json(), found.values())
    assert again == found
    np.testing.assert_allclose(again.places, found.places, atol=1e-12)


# Groups


def test_groups_name_factors_that_move_as_one():
    factors = [Factor(name, name, 0, 1) for name in ("a", "b", "c")]
    assert grouped({"ac": ["a", "c"]}, factors) == (("ac", ("a", "c")), ("b", ("b",)))
    assert grouped({}, factors) == ()
    assert groups_of("x=a,b;y=c", factors) == {"x": ["a", "b"], "y": ["c"]}


def test_chapters_are_groups(firm):
    factors = [factor(firm, "full_plan", key, {}) for key in ("forgetting", "insight", "trust_speed", "training.hours")]
    assert groups_of("chapters", factors) == {
        "learning": ["forgetting"], "trust": ["insight", "trust_speed"], "levers": ["training.hours"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("groups", "message"),
    [
        ({"x": ["d"]}, "is not varied"),
        ({"x": ["a"], "y": ["a", "b"]}, "more than one group"),
        ({"c": ["a", "b"]}, "also the name of a factor"),
    ],
)
def test_groups_that_make_no_sense_are_refused(groups, message):
    with pytest.raises(InputError, match=message):
        grouped(groups, [Factor(name, name, 0, 1) for name in ("a", "b", "c")])


# From options and the study table to a study


STUDY = """
extends = "bakery"
[study]
kind = "sensitivity"
strategy = "training"
against = "nothing"
method = "morris"
samples = 5
replicates = 3
seed = 9
outcomes = ["acsi"]
parameters = ["insight"]
[study.vary]
forgetting = [0.012, 0.020]
training.hours = { low = 1.0, high = 30.0, distribution = "log" }
[study.groups]
people = ["forgetting", "insight"]
"""


def test_a_study_file_says_all_and_options_come_first(tmp_path):
    path = tmp_path / "study.toml"
    path.write_text(STUDY)
    study = sensitivity.plan(SensitivityRequest(path))
    assert study.design.names == ["insight", "forgetting", "training.hours"]
    assert study.design.factors[2].distribution == "log"
    assert study.design.groups == (("people", ("forgetting", "insight")), ("training.hours", ("training.hours",)))
    assert (study.design.kind, study.design.samples, study.design.seed) == ("morris", 5, 9)
    assert (study.subject.strategies, study.subject.outcomes, study.replicates) == (
        ("training", "nothing"),
        ("acsi",),
        3,
    )
    again = sensitivity.plan(
        SensitivityRequest(
            path, method="sobol", samples=8, seed=2, replicates=1, outcomes="profit,acsi", vary=["forgetting"]
        )
    )
    assert (again.design.kind, again.design.samples, again.design.seed) == ("saltelli", 8, 2)
    assert again.design.factors[1].low == BY_NAME["forgetting"].low
    assert (again.subject.outcomes, again.replicates) == (("profit", "acsi"), 1)
    with pytest.raises(InputError, match=r"meant for imsim sensitivity"):
        sweep.plan(SweepRequest(path))


def test_a_study_file_is_a_scenario(tmp_path):
    path = tmp_path / "study.toml"
    path.write_text(STUDY)
    assert load(path).table.study.samples == 5
    with pytest.raises(InputError, match='did you mean "samples"'):
        load(path, ["study.sample=3"])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"strategy": "trainig"}, 'did you mean "training"'),
        ({"against": "full_plan"}, "is the strategy itself"),
        ({"outcomes": "acis"}, 'did you mean "acsi"'),
        ({"parameters": "0"}, "between 1 and"),
        ({"parameters": "9999"}, "between 1 and"),
        ({"method": "soobl"}, 'did you mean "sobol"'),
        ({"samples": 100}, "power of 2"),
        ({"method": "fast", "samples": 10}, "needs at least"),
        ({"method": "pawn", "groups": "a=insight,forgetting", "parameters": "insight,forgetting"}, "knows no groups"),
        ({"method": "morris", "second_order": True}, "has none"),
        ({"vary": ["training.hours=0:900"]}, "training.hours"),
        ({"vary": ["market.rows=1:900"]}, "market.rows"),
        ({"vary": ["insight"], "parameters": "insight,insight"}, "named twice"),
    ],
)
def test_options_that_cannot_be_used_are_refused_in_a_line(options, message):
    with pytest.raises(InputError, match=message):
        sensitivity.plan(SensitivityRequest("bakery", **options))


def test_a_sweep_is_a_grid_of_what_is_named_and_else_a_sample_of_all_uncertainties():
    named = sweep.plan(SweepRequest("bakery", vary=["forgetting", "training.hours=0:40:3"]))
    assert (named.design.kind, named.design.points) == ("grid", 15)
    everything = sweep.plan(SweepRequest("bakery"))
    assert (everything.design.kind, len(everything.design.factors)) == ("lhs", len(uncertainties()))
    with pytest.raises(InputError, match="follows from its levels"):
        sweep.plan(SweepRequest("bakery", vary=["forgetting"], design="grid", samples=7))
