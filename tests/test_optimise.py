"""The best mix of programmes: found where it is known, within limits, at the budget, and again when gone on with."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

import imsim
from imsim.cli.main import app
from imsim.engine.errors import InputError, StudyConflict
from imsim.engine.interrupts import Stopped
from imsim.scenarios.scenario import load
from imsim.studies import mix_search
from imsim.studies.conclusion import final_plans
from imsim.studies.frontier import Limits, apart, promising, random_mixes, unbeaten
from imsim.studies.intervals import joint_critical
from imsim.studies.kinds.optimise import OptimiseRequest, keep_of, plan
from imsim.studies.mixes import Mixer, channels_of, filled, with_mixes
from imsim.studies.surface import fitted
from imsim.studies.worth_in import worth_in

# Nothing here asks whether the firm stands still.
pytestmark = pytest.mark.usefixtures("aged_briefly")

TINY = ("market.rows=100", "time.burn_in=8", "time.weeks=26", "time.window=26")
OVER = ["contact_training", "recognition", "cash"]


@pytest.fixture(scope="module")
def bakery():
    return load("bakery", TINY)


@pytest.fixture(scope="module")
def found(bakery, tmp_path_factory):
    folder = tmp_path_factory.mktemp("optimum") / "best"
    return imsim.optimise(bakery, over=OVER, replicates=2, confirming=4, out=folder), folder


def points(channels=3, number=60, seed=1):
    rng = np.random.default_rng(seed)
    singles = np.vstack([np.eye(channels), np.eye(channels) / 2])
    return np.vstack([singles, rng.dirichlet(np.ones(channels), number) * rng.uniform(0.3, 1, (number, 1))])


# Surfaces


@pytest.mark.parametrize(
    ("gain", "best"),
    [(lambda x: 3 * x[:, 0] - 2 * x[:, 0] ** 2 + 2 * x[:, 1] - x[:, 1] ** 2, (1.5 / 3, 1.5 / 3)),
     (lambda x: 2 * np.sqrt(x[:, 0]) + np.sqrt(x[:, 1]), (0.8, 0.2))],
)  # fmt: skip
def test_two_concave_channels_are_divided_as_worked_out_by_hand(gain, best):
    x = points(2)
    noise = np.random.default_rng(2).normal(0, 0.004, len(x))
    surface = fitted(x, gain(x) + noise, 0.004)
    assert surface.trusted
    mixes = promising([surface.at], lambda parts: np.ones(len(parts)), Limits(np.ones(2)), np.random.default_rng(3), x)
    top = mixes[np.argmax(surface.at(mixes))]
    assert top == pytest.approx(best, abs=0.01)


def test_a_surface_says_what_it_does_not_know():
    x, rng = points(), np.random.default_rng(4)
    noise = fitted(x, rng.normal(0, 1, len(x)), 1.0)
    assert not noise.trusted
    smooth = fitted(x, 2 * x[:, 0] - x[:, 0] * x[:, 1] + rng.normal(0, 0.02, len(x)), 0.02)
    assert smooth.trusted
    assert smooth.explained > 0.99
    assert smooth.at(np.zeros((1, 3)))[0] == pytest.approx(0)


def test_a_process_is_taken_where_no_quadratic_will_do():
    x = points(2, 150)
    surface = fitted(x, np.sin(12 * x[:, 0]), 1e-3)
    assert surface.form == "Gaussian process"
    assert surface.trusted


def test_a_search_comes_near_the_top_of_a_landscape_that_no_quadratic_is(bakery, monkeypatch):
    over = [*OVER, "leaders", "collaboration", "listening", "working_conditions", "generic_messages"]
    asked = plan(OptimiseRequest(bakery, over=over, goals="acsi"))
    steep = np.linspace(1, 8, 8)

    def gain(parts):
        return (1 - np.exp(-steep * parts)).sum(axis=1)

    def made_up(asked, at_work, stage, parts, design, fresh=False):
        noise = np.random.default_rng(len(parts)).normal(0, 0.05, (len(parts), 1, 4))
        values = gain(parts)[:, None, None] + noise
        return mix_search.Tried(parts, {"acsi": values}, {"acsi": values[0] * 0}, [stage] * len(parts))

    monkeypatch.setattr(mix_search, "run_mixes", made_up)
    tried, which, surfaces = mix_search.searched(asked, None, None)
    plans, _ = final_plans(asked, tried, which, surfaces)
    limits = asked.limits(range(8))
    top = promising([gain], lambda parts: np.ones(len(parts)), limits, np.random.default_rng(1), tried.parts)
    assert surfaces["acsi"].trusted
    assert gain(plans).max() > 0.985 * gain(top).max()
    assert (limits.allow(tried.parts)).all()
    # Each round looks about where it found the best, and plans are worth confirming.
    assert [tried.stage.count(f"round_{number}") for number in (1, 2)] == [12, 12]
    assert 4 <= len(plans) <= 8


# Mixes within limits


def test_mixes_keep_within_floors_caps_and_the_budget():
    limits = Limits(np.array([0.3, 1.0, 1.0, 0.6]), (((1,), 0.2, 1.0), ((2, 3), 0.0, 0.4)))
    mixes = random_mixes(limits, 3000, np.random.default_rng(1))
    assert len(mixes) > 2000
    assert (mixes[:, 0] <= 0.3 + 1e-9).all()
    assert (mixes[:, 1] >= 0.2 - 1e-9).all()
    assert (mixes[:, 2:].sum(axis=1) <= 0.4 + 1e-9).all()
    assert (mixes.sum(axis=1) <= 1 + 1e-9).all()


def test_what_a_channel_cannot_use_goes_to_the_others():
    assert filled(np.array([0.6, 0.4]), np.array([0.2, 5.0])).tolist() == pytest.approx([0.2, 0.8])
    assert filled(np.array([0.6, 0.4]), np.array([0.2, 0.3])).tolist() == pytest.approx([0.2, 0.3])


def test_no_mix_costs_more_than_the_budget_and_nothing_bought_is_nothing(bakery):
    mixer = Mixer(bakery, channels_of(bakery, OVER), 8000.0)
    for parts in ([0.5, 0.25, 0.25], [0.0, 0.1, 0.9], [1.0, 0.0, 0.0]):
        scenario = with_mixes(bakery, {"mix": mixer.tables(parts)})
        cost = mixer.cost(scenario.programmes("mix"))
        # What recognition cannot use stays.
        wanted = 8000.0 * sum(min(part, most) for part, most in zip(parts, mixer.most, strict=True))
        assert cost == pytest.approx(wanted, rel=1e-3)
        assert cost <= 8000.0 * 1.001
    assert set(mixer.tables([1.0, 0.0, 0.0])) == {"contact_training"}
    assert set(mixer.tables([1.0, 0.0, 0.0], absent=True)) == set(OVER)


def test_what_is_less_than_a_channel_takes_at_least_buys_nothing():
    # Results that are told take everybody's time whatever the bonus.
    told = load("service_firm", [*TINY, "strategies.team_bonus.programmes.incentives.feedback=1"])
    mixer = Mixer(told, channels_of(told, ["training", "team_bonus"]), 60_000.0)
    assert 0.05 < mixer.least[1] < 1
    parts = [0.9, mixer.least[1] / 2]
    assert mixer.bought(parts).tolist() == [0.9, 0.0]
    assert list(mixer.tables(parts)) == ["training"]


def test_mixes_that_are_alike_are_one_and_beaten_ones_go():
    mixes = np.array([[0.5, 0.5], [0.51, 0.49], [0.9, 0.1]])
    assert len(apart(mixes)) == 2
    assert len(apart(mixes, np.array([[0.9, 0.1]]))) == 1
    assert unbeaten(np.array([[1.0, 1.0], [1.0, 0.9], [0.0, 2.0]])).tolist() == [True, False, True]


def test_joint_intervals_are_wider_the_less_means_have_in_common():
    rng = np.random.default_rng(1)
    shared = rng.normal(size=20)
    alike, apart_ = shared + 0.01 * rng.normal(size=(12, 20)), rng.normal(size=(12, 20))
    one = joint_critical(shared[None], 1)
    assert one == pytest.approx(2.093, abs=1e-3)
    assert one <= joint_critical(alike, 1) < joint_critical(apart_, 1) < 4


# What is refused


@pytest.mark.parametrize(
    ("asked", "said"),
    [({"over": ["cahs", "recognition"]}, 'did you mean "cash"'), ({"over": ["cash"]}, "programmes, --over names 1"),
     ({"goals": "asci"}, 'did you mean "acsi"'), ({"goals": "load"}, "neither better nor worse"),
     ({"floor": ["cash=2"]}, "from 0 to 1"), ({"cap": ["cahs=.2"]}, 'did you mean "cash"'),
     ({"floor": ["cash=.7", "recognition=.6"]}, "add up to 1.3"),
     ({"floor": ["cash=.7"], "cap": ["cash=.6"]}, "above its cap"),
     ({"keep": ["turnover=.2"]}, "write it as outcome<=level"), ({"keep": ["turnove<=.2"]}, 'did you mean "turnover"'),
     ({"budget": 0}, "a share of the wage bill above 0"), ({"sets": 3}, "1, or at least 8")],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(bakery, asked, said):
    with pytest.raises(InputError) as error:
        plan(OptimiseRequest(bakery, **({"over": OVER} | asked)))
    assert said in str(error.value)


def test_a_level_to_be_kept_has_slack():
    keep = keep_of("turnover <= 0.2")
    assert keep.slack(np.array([0.15, 0.25])).tolist() == pytest.approx([0.05, -0.05])
    assert str(keep_of("acsi>=70")) == "acsi>=70"


# The search


def test_plans_are_confirmed_on_other_random_numbers_and_priced(found):
    best, _ = found
    content = json.loads(json.dumps(best.as_json()))
    assert content["goals"] == ["acsi", "profit"]
    assert len(content["plans"]) <= 12
    for row in [*content["plans"], content["single"]]:
        assert row["spent"] <= 1.001
        assert row["outcomes"]["acsi"]["low"] < row["outcomes"]["acsi"]["difference"] < row["outcomes"]["acsi"]["high"]
    assert set(content["chosen"]) == {"average", "regret", "sure"}
    assert {row["programme"] for row in content["next"]} == set(OVER)
    assert content["runs"]["all"] <= plan(OptimiseRequest(best.company, over=OVER, replicates=2, confirming=4)).runs
    assert list(best.front.columns[:2]) == ["name", "label"]
    assert best.next()["programme"].tolist() == [row["programme"] for row in content["next"]]
    with pytest.raises(InputError, match="no such choice"):
        best.choose("luck")


def test_the_plan_runs_as_a_strategy_and_gains_what_was_said(found):
    best, _ = found
    chosen = best.choose("average")
    name = f"best_{chosen['name']}"
    again = imsim.compare(best.scenario(), strategies=[name], replicates=4, seed=best.content["seed"] + 1)
    gains = again.final["acsi"][again.names.index(name)] - again.final["acsi"][0]
    assert gains.mean() == pytest.approx(chosen["outcomes"]["acsi"]["difference"])


def test_the_folder_gives_the_answer_again_and_its_plan_can_be_compared(found, bakery):
    best, folder = found
    again = imsim.read(folder)
    assert again.as_json() == json.loads((folder / "answer.json").read_text(encoding="utf-8"))
    assert again.mixes.equals(best.mixes)
    assert load(folder / "plan.toml").strategies[f"best_{best.choose()['name']}"].programmes
    assert {"front.png", "allocation.svg", "regret.png", "next.png", "curves.svg"} <= {
        path.name for path in (folder / "figures").iterdir()
    }
    assert "The best mix of programmes" in imsim.report(folder).read_text(encoding="utf-8")
    assert imsim.repeat(folder).same
    with pytest.raises(StudyConflict, match="another study"):
        imsim.optimise(bakery, over=OVER[:2], replicates=2, confirming=4, out=folder)


def stopped_and_gone_on_with(ask):
    """What is found by a search that is stopped again and again, and how often it was."""
    left = [0]

    def stop(runs):
        left[0] -= runs
        if left[0] < 0:
            raise Stopped(2)

    for attempt in range(20):
        left[0] = 40 + 40 * attempt
        try:
            return ask(resume=attempt > 0, done=stop), attempt
        except Stopped:
            continue
    raise AssertionError("it never came to its end")


@pytest.mark.thorough
def test_a_search_that_is_stopped_takes_the_same_way_when_it_goes_on(bakery, found, tmp_path):
    best, _ = found
    again, stops = stopped_and_gone_on_with(
        lambda **how: imsim.optimise(bakery, over=OVER, replicates=2, confirming=4, out=tmp_path / "best", **how)
    )
    assert stops > 1
    assert again.as_json() == best.as_json()


@pytest.mark.thorough
@pytest.mark.ci
def test_plans_are_chosen_over_plausible_sets_within_limits(bakery, tmp_path):
    sets = imsim.plausible(bakery, samples=8, replicates=1, parameters=6, out=tmp_path / "sets")
    best = imsim.optimise(
        bakery,
        over=OVER,
        plausible=sets,
        goals="acsi",
        floor={"cash": 0.2},
        cap={"contact_training": 0.4},
        confirming=1,
        structures="learning",
        out=tmp_path / "best",
    )
    content = best.as_json()
    assert (content["sets"], content["usual_choice"]) == (8, "regret")
    for row in content["plans"]:
        assert row["shares"].get("contact_training", 0) <= 0.401
        assert row["shares"]["cash"] >= 0.199
        assert row["regrets"]["acsi"]["worst"] >= row["regrets"]["acsi"]["mean"] >= 0
    assert best.plot() is not None
    assert best.structures["structure"].tolist() == ["as it is", "without learning"]
    assert best.structures["first"][0] == content["structures"]["choice"]
    assert "Other structures of the model" in imsim.report(tmp_path / "best").read_text(encoding="utf-8")
    assert imsim.read(tmp_path / "best") == best
    with pytest.raises(InputError, match="too few parameter sets"):
        worth_in(tmp_path / "best", tmp_path / "scratch")


@pytest.mark.thorough
@pytest.mark.ci
def test_a_person_reads_the_plan_its_price_and_what_comes_next():
    tiny = [word for text in TINY for word in ("--set", text)]
    command = ["optimise", "bakery", "--over", ",".join(OVER), "--for", "acsi", "--replicates", "2"]
    command += ["--confirming", "3", "--keep", "turnover<=9", "--jobs", "1", *tiny]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    for words in (
        "best on average: plan",
        "least regret",
        "surest",
        "the next",
        "best mix, by surfaces",
        "runs in all",
    ):
        assert words in done.stdout, words
    planned = CliRunner().invoke(app, [*command, "--dry-run"])
    assert "mixes tried: about" in planned.stdout


# Until it is known

KNOWN = {"over": OVER[:2], "replicates": 2, "confirming": 33, "until": 1.0}


@pytest.fixture(scope="module")
def known(bakery, tmp_path_factory):
    folder = tmp_path_factory.mktemp("known") / "best"
    return imsim.optimise(bakery, **KNOWN, out=folder), folder


def test_replicates_of_plans_are_added_until_it_is_known(known):
    best, folder = known
    content = best.as_json()
    looks = content["until"]["looks"]
    assert [one["replicates"] for one in looks] == [10, 15, 22, 33][: len(looks)]
    assert all(one["half_width"] > 1 for one in looks[:-1])
    assert looks[-1]["half_width"] <= 1 or looks[-1]["replicates"] == 33
    assert content["confirming"] == looks[-1]["replicates"]
    assert "every ACSI gain" in imsim.report(folder).read_text(encoding="utf-8")
    assert imsim.read(folder) == best


def test_what_is_looked_at_more_than_once_is_read_more_carefully(known, bakery):
    """Same random numbers as if so many replicates had been asked for; wider intervals."""
    content = known[0].as_json()
    fixed = imsim.optimise(bakery, **KNOWN | {"until": None, "confirming": content["confirming"]}).as_json()
    for row, other in zip(content["plans"], fixed["plans"], strict=True):
        one, two = row["outcomes"]["acsi"], other["outcomes"]["acsi"]
        assert one["difference"] == two["difference"]
        assert one["high"] > two["high"]


@pytest.mark.thorough
def test_a_search_until_it_is_known_may_be_stopped_too(known, bakery, tmp_path):
    again, stops = stopped_and_gone_on_with(lambda **how: imsim.optimise(bakery, **KNOWN, out=tmp_path / "on", **how))
    assert stops > 1
    assert again.as_json() == known[0].as_json()


@pytest.mark.parametrize(
    ("asked", "why"),
    [({"until": "soon"}, "half-width of the ACSI gain"), ({"until": 0.1, "goals": "profit"}, "none of the goals"),
     ({"until": 0.1, "sets": 8}, "take more"), ({"until": 0.1, "confirming": 5}, "confirming")],
)  # fmt: skip
def test_what_replicates_cannot_tell_is_refused(bakery, asked, why):
    with pytest.raises(InputError, match=why):
        imsim.optimise(bakery, over=OVER, **asked)
