"""What would be worth knowing: a survey, a record or a pilot saves regret as far as it tells which choice is best."""

import json
import shutil

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import imsim
from imsim.cli.main import app
from imsim.engine.errors import InputError
from imsim.reporting.numbers import Money
from imsim.reporting.worth_words import scale_in, sentences
from imsim.scenarios.scenario import load
from imsim.studies.arguments import public
from imsim.studies.observables import Observable, observables
from imsim.studies.worth import FEWEST_LEFT, FEWEST_SETS, Firm, told, worth

# Nothing here asks whether the firm stands still, or looks at figures.
pytestmark = pytest.mark.usefixtures("aged_briefly", "undrawn")

TINY = ("market.rows=50", "time.burn_in=2", "time.weeks=4", "time.window=4")


@pytest.fixture(scope="module")
def bakery():
    return load("bakery", TINY)


def made_up(sets=60, noise=1e-3, seed=1):
    """A firm in which `a` is better than `b` where a hidden number is large; satisfaction tells it, not turnover."""
    rng = np.random.default_rng(seed)
    hidden, chance = rng.uniform(0, 1, sets), rng.normal(0, noise, (6, sets, 2))
    final = {
        "profit": np.stack([np.zeros(sets), 100 * hidden, np.full(sets, 45.0)], axis=1)[..., None] * np.ones(2),
        "job_satisfaction": (hidden[:, None] + chance[0])[:, None, :] * np.ones((1, 3, 1)),
        "turnover": (rng.uniform(0, 1, sets)[:, None] + chance[1])[:, None, :] * np.ones((1, 3, 1)),
    }
    final["acsi"] = final["profit"] / 10 + chance[2:5].transpose(1, 0, 2)
    return Firm.of(final, ("nothing", "a", "b"), "profit", 1), hidden


def thing(outcome, error=0.02, strategy=None):
    return Observable("x", outcome, strategy, error, 0.0, "everybody")


def test_what_tells_the_better_choice_saves_what_perfect_knowledge_would():
    firm, hidden = made_up(120)
    found, now = worth(firm, [thing("job_satisfaction"), thing("turnover")])
    best, other = found
    assert best.what.outcome == "job_satisfaction"
    # By hand: where `a` earns less than 45, it is not chosen.
    perfect = np.maximum(100 * hidden, 45).mean() - (100 * hidden).mean()
    assert now["choice"] == "a"
    assert now["regret"] == pytest.approx(perfect)
    assert best.saves == pytest.approx(perfect, rel=0.1)
    assert best.clear
    assert best.low < best.saves < best.high
    assert not other.clear
    assert other.saves <= best.saves / 5


def test_a_blurred_reading_is_worth_less():
    firm, _ = made_up(120)
    exact, blurred, blind = (worth(firm, [thing("job_satisfaction", error)])[0][0] for error in (0.05, 0.3, 10.0))
    assert exact.saves > blurred.saves > blind.saves - 1e-9
    assert blind.saves == pytest.approx(0, abs=0.5)
    assert exact.left < blurred.left < blind.left == pytest.approx(119, abs=1)


def test_a_pilot_is_read_by_the_change_that_its_strategy_makes():
    firm, _ = made_up(120)
    found = {one.what.strategy: one for one in worth(firm, [thing("acsi", 0.5, "a"), thing("acsi", 0.5, "b")])[0]}
    assert found["a"].clear
    assert found["a"].turns > 0.3
    assert not found["b"].clear


def test_nothing_is_saved_by_what_does_not_bear_on_the_choice():
    rng, firm = np.random.default_rng(7), made_up(40)[0]
    noise = {f"{i}": rng.normal(size=(40, 1)) for i in range(20)}
    blind = Firm(firm.gains, firm.choices, noise, {}, 2)
    found, _ = worth(blind, [thing(name, 0.5) for name in noise])
    assert sum(one.clear for one in found) == 0


def test_too_few_sets_are_refused_and_what_leaves_too_few_is_not_told():
    firm, _ = made_up(FEWEST_SETS - 1)
    with pytest.raises(InputError, match="too few"):
        worth(firm, [thing("job_satisfaction")])
    firm, _ = made_up(20)
    (one,) = worth(firm, [thing("job_satisfaction", 1e-6)])[0]
    assert (one.saves, one.clear) == (None, False)
    assert one.left < FEWEST_LEFT


def test_what_can_be_found_out_has_an_error_and_a_price(bakery):
    found = {(one.how, one.outcome, one.strategy): one for one in observables(bakery, {"cash": 1000.0, "perks": None})}
    survey = found["staff survey", "job_satisfaction", None]
    # Eight people's answers, each .08 amiss; asking, answering and 60 hours of preparation.
    assert survey.error == pytest.approx(0.08 / np.sqrt(8))
    hour = bakery.economy.wage / 2080
    assert survey.price == pytest.approx(8 * (8.3e-5 * bakery.economy.wage + 0.33 * hour) + 60 * hour)
    assert found["records", "turnover", None].price == 0
    customers = found["customer survey", "acsi", None]
    assert customers.error == pytest.approx(20 / np.sqrt(300))
    pilot = found["pilot", "acsi", "cash"]
    assert pilot.error == pytest.approx(customers.error * np.sqrt(2))
    assert pilot.price > 500
    assert found["pilot", "acsi", "perks"].price is None


def test_the_answer_is_json_with_the_most_worth_first(bakery):
    firm, _ = made_up(60)
    content = json.loads(json.dumps(told(bakery, firm, "profit")))
    assert content["now"]["sets"] == 60
    rows = [row["saves"] for row in content["rows"] if row["saves"] is not None]
    assert rows == sorted(rows, reverse=True)


@pytest.fixture(scope="module")
def finished(bakery, tmp_path_factory):
    """Folder of a study over parameter sets."""
    folder = tmp_path_factory.mktemp("worth") / "robust"
    imsim.robustness(bakery, strategies=["training", "cash"], samples=16, replicates=2, unconditioned=True, out=folder)
    return folder


def test_a_finished_study_is_asked_on_the_command_line(finished):
    folder = finished
    found = CliRunner().invoke(app, ["worth", str(folder)])
    assert found.exit_code == 0, found.output
    assert "what would be worth knowing" in found.output
    assert "Choosing" in found.output
    assert ("(all of them: imsim worth --json)" in found.output) == ("what is found out" in found.output)
    assert "kUSD" not in found.output, "the unit of --json and of Python"
    as_json = json.loads(CliRunner().invoke(app, ["worth", str(folder), "--for", "acsi", "--json"]).stdout)
    assert as_json["goal"] == "acsi"
    for asked, said in ((["--for", "asci"], 'did you mean "acsi"'), (["--for", "turnover"], "does not judge by it")):
        refused = CliRunner().invoke(app, ["worth", str(folder), *asked])
        assert said in str(refused.exception)
    assert as_json["rows"][0]["unit"] == "points"
    assert imsim.worth(folder)[["unit", "price_unit"]].drop_duplicates().to_numpy().tolist() == [["USD/year", "USD"]]
    table = imsim.worth(folder, goal="acsi")
    assert table["saves"].tolist() == pytest.approx([row["saves"] for row in as_json["rows"]], nan_ok=True)
    with pytest.raises(InputError, match='did you mean "acsi"'):
        imsim.worth(folder, goal="asci")
    assert imsim.discover(folder, strategies="cash").as_json()["failures"][0]["strategy"] == "cash"
    with pytest.raises(InputError, match="ash"):
        imsim.discover(folder, strategies=["ash"])


def test_a_folder_that_is_not_as_the_study_left_it_is_refused(finished, tmp_path):
    for change, said in DAMAGE:
        damaged = tmp_path / "damaged"
        shutil.copytree(finished, damaged)
        change(damaged)
        for ask in (imsim.worth, imsim.discover):
            with pytest.raises(InputError, match=f"damaged.*{said}"):
                ask(damaged)
        shutil.rmtree(damaged)


def in_manifest(**values):
    """A manifest in which some keys are others."""

    def change(folder):
        path = folder / "manifest.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | values))

    return change


def shuffle(folder):
    pd.read_parquet(folder / "runs.parquet")[::-1].to_parquet(folder / "runs.parquet")


def lose_seal(folder):
    shuffle(folder)
    in_manifest(files=None)(folder)


DAMAGE = (
    (in_manifest(options=None), "describes no study"),
    (in_manifest(options={"design": 3}), "describes no study"),
    (in_manifest(scenario={}), "describes no study"),
    (in_manifest(seed=2, key="x"), "the manifest was edited"),
    (shuffle, "runs.parquet is not as the study left it"),
    (lose_seal, "not in the order of the design"),
    (lambda folder: (folder / "runs.parquet").unlink(), "cannot be read"),
)


def test_what_is_no_number_in_some_run_is_not_weighed():
    firm, _ = made_up(20)
    firm.levels["job_satisfaction"][3] = np.nan
    assert worth(firm, [thing("job_satisfaction")])[0] == []


def test_a_comparison_at_the_usual_numbers_is_refused_by_the_commands_that_leave_one(bakery, tmp_path):
    folder = tmp_path / "once"
    imsim.run(bakery, "training", replicates=2, out=folder)
    for ask in (imsim.worth, imsim.discover):
        with pytest.raises(
            InputError, match="holds a study by imsim run or imsim compare; needed is one by imsim compare"
        ):
            ask(folder)


def test_what_is_not_shown_is_counted():
    row = {"how": "records", "outcome": "turnover", "strategy": None, "size": "a year", "price": 0.0}
    row |= {"saves": 2.0, "low": -1.0, "high": 5.0, "clear": False, "left": 9.0}
    money = Money("USD", 1.0)

    def told(*turns):
        content = {"goal": "profit", "now": {"choice": "a", "regret": 3.0, "sets": 32}}
        content["rows"] = [row | {"turns": one} for one in turns]
        return list(sentences(content, str, scale_in(content, money), money))

    assert told(0.5, 0.2, 0.0)[-1] == "1 more row turns no choice, or saves less (all of them: imsim worth --json)."
    assert told(0.5, 0.0, 0.0)[-1] == "2 more rows turn no choice, or save less (all of them: imsim worth --json)."
    assert len(told(0.5)) == 2


def test_undivided_money_is_no_finer_than_its_intervals():
    row = {"turns": 0.5, "saves": 595.07, "low": -1592.5, "high": 2782.7}
    scale = scale_in({"goal": "profit", "rows": [row], "now": {"regret": 2310.0}}, Money("USD", 1.0))
    assert scale.within({"mean": 595.07, "low": -1592.5, "high": 2782.7}) == "600 [-1,600 to 2,800]"
    assert scale.span(-33.0, 2782.7) == "-30 to 2,800", "on which side of 0"


def test_a_mistake_names_the_argument_that_was_given():
    """The option is --for, as in optimise, whose argument is `goals`."""

    @public
    def one(goal):
        raise InputError('--for "fun": the study does not judge by it')

    @public
    def many(goals):
        raise InputError('--for "fun": the study does not judge by it')

    for called, name in ((one, "goal"), (many, "goals")):
        with pytest.raises(InputError, match=f'^{name} = "fun": the study does not judge by it$'):
            called("fun")
