"""The service-profit chain: its figures recover what is known, what is pushed moves, it is shown as it was found."""

import json
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.text import Text
from typer.testing import CliRunner

import imsim
from imsim.cli.main import app
from imsim.engine.errors import InputError
from imsim.evidence import service_profit_chain
from imsim.evidence.kinds.profit_chain import ChainRequest, plan
from imsim.evidence.path_coefficients import FIGURES, Estimate, Link, ServiceProfitChain, links_in
from imsim.evidence.service_profit_chain import BOOKS, PUSHED, STAGES, Units, errors_of_answers, levels, study_of
from imsim.evidence.study_file import checked_study
from imsim.reporting.chain_words import statements, with_error
from imsim.scenarios.scenario import load

TINY = ("market.rows=100", "time.burn_in=4")


def made_up(units=4000, common=0.0, effect=0.5):
    """A chain in which every stage does so much to the next, and something in common moves all of them."""
    rng = np.random.default_rng(1)
    shared = common * rng.standard_normal(units)
    true = [shared + rng.standard_normal(units)]
    for _ in STAGES[1:]:
        true.append(effect * true[-1] + shared + rng.standard_normal(units))
    moved = np.array([[effect ** (place - pushed) * (place >= pushed) for place in range(len(STAGES))]
                      for pushed in range(len(PUSHED))])  # fmt: skip
    moved = np.repeat(moved[:, :, None], units, axis=2)
    return Units(np.array(true), np.array(true), moved)


def test_without_anything_in_common_a_slope_over_units_is_the_causal_one():
    links, whole, product = links_in(made_up(), 1)
    for link in links:
        assert link.causal.value == pytest.approx(0.5)
        assert link.slope.value == pytest.approx(0.5, abs=4 * link.slope.error)
        assert not link.gap.clear or abs(link.gap.value) < 0.05
    assert product.value == pytest.approx(np.prod([link.path.value for link in links]))
    assert whole.path.value == pytest.approx(product.value, abs=5 * whole.path.error)


def test_something_in_common_makes_paths_promise_more_than_an_intervention_holds():
    links, whole, _ = links_in(made_up(common=1.0), 1)
    assert all(link.gap.clear and link.gap.value > 0.1 and link.causal.value == pytest.approx(0.5) for link in links)
    assert whole.gap.value > 0.2


def test_noise_of_surveys_weakens_paths_and_leaves_what_is_caused():
    units = made_up()
    noisy = replace(units, asked=units.true + np.random.default_rng(2).standard_normal(units.true.shape))
    for link, clean in zip(links_in(noisy, 1)[0], links_in(units, 1)[0], strict=True):
        assert link.path.value < link.noise_free.value == clean.path.value
        assert (link.causal, link.causal_path) == (clean.causal, clean.causal_path)


def test_a_stage_that_does_not_vary_has_no_path():
    units = made_up(units=20)
    still = replace(units, asked=np.zeros_like(units.asked), true=np.zeros_like(units.true))
    assert all(np.isnan(link.path.value) and np.isnan(link.slope.value) for link in links_in(still, 1)[0])


def test_the_study_is_one_that_could_stand_in_a_file():
    study = study_of(30)
    assert checked_study(study.model_dump(mode="json", exclude_defaults=True), "chain").arms == study.arms


@pytest.fixture(scope="module")
def seen():
    """What is recorded of a few units of the default firm."""
    kept = []
    with pytest.MonkeyPatch.context() as patch:
        read_off = service_profit_chain.read_off

        def keep(*arguments):
            kept.append(arguments)
            return read_off(*arguments)

        patch.setattr(service_profit_chain, "read_off", keep)
        units = service_profit_chain.observed(load("service_firm", TINY), 20, 1)
    return (*kept[0], units)


def test_every_push_moves_its_own_stage_and_the_next(seen):
    *_, units = seen
    mean = units.moved.mean(axis=2)
    for place, stage in enumerate(PUSHED):
        assert mean[place, place] > 0.01, stage.label
        assert mean[place, place + 1] > 0, stage.label


def test_a_push_leaves_what_stands_long_before_it_nearly_as_it_was(seen):
    *_, units = seen
    mean = units.moved.mean(axis=2)
    quality = [stage.outcome for stage in STAGES].index("service_quality")
    assert abs(mean[quality, 0]) < 0.1 * mean[quality, quality]


def test_surveys_err_as_much_as_their_answers_allow_and_books_do_not(seen):
    recording, parameters, seed, units = seen
    many = np.concatenate([errors_of_answers(recording, parameters, one) for one in range(30)], axis=1)
    heads = 120
    for stage, errors in zip(STAGES, many, strict=True):
        if stage.source == BOOKS:
            assert not errors.any()
    assert many[1].std() == pytest.approx(parameters["survey_noise"] / np.sqrt(heads), rel=0.15)
    np.testing.assert_allclose(units.asked - units.true, errors_of_answers(recording, parameters, seed), atol=1e-12)


def test_money_is_a_share_of_the_usual_revenue(seen):
    recording, *_, units = seen
    revenue = next(stage for stage in STAGES if stage.outcome == "revenue")
    place = STAGES.index(revenue)
    assert units.true[place].mean() == pytest.approx(1)
    whole = levels(recording, revenue, "control", revenue.weeks)
    np.testing.assert_allclose(units.true[place], whole / whole.mean())


@pytest.fixture(scope="module")
def chain(tmp_path_factory):
    return imsim.chain("service_firm", units=40, overrides=TINY, out=tmp_path_factory.mktemp("chain") / "out")


def test_internal_service_pleases_less_than_a_survey_over_units_promises(chain):
    first = chain.links[0]
    assert first.gap.value > 0.1
    assert 0 < first.causal_path.value < first.path.value


def test_it_is_read_back_as_it_was_written(chain):
    again = ServiceProfitChain.from_json(json.loads(json.dumps(chain.as_json())), chain.scenario)
    assert (again.links, again.whole, again.product) == (chain.links, chain.whole, chain.product)
    unknown = replace(chain.whole, path=Estimate(float("nan"), float("nan")))
    assert unknown.as_json()["path"] is None
    assert np.isnan(Link.from_json(unknown.as_json()).path.value)


def test_the_table_holds_every_link_and_the_whole(chain):
    assert list(chain.table["cause"]) == [stage.label for stage in PUSHED] + [STAGES[0].label]
    assert {f"{name}_error" for name in FIGURES} < set(chain.table.columns)


def test_the_diagram_says_every_coefficient_and_covers_none(chain):
    figure = chain.plot()
    figure.draw_without_rendering()
    texts = [text for text in figure.findobj(Text) if text.get_text() and text.get_visible()]
    said = {text.get_text() for text in texts}
    for link in (*chain.links, chain.whole):
        assert {with_error(link.path), with_error(link.causal_path)} <= {text.replace("−", "-") for text in said}
    assert {stage.label for stage in STAGES} <= said
    boxes = [text.get_window_extent() for text in texts]
    for number, one in enumerate(boxes):
        assert figure.bbox.x0 <= one.x0 < one.x1 <= figure.bbox.x1, texts[number].get_text()
        for other in boxes[:number]:
            apart = one.x1 <= other.x0 or other.x1 <= one.x0 or one.y1 <= other.y0 or other.y1 <= one.y0
            assert apart, texts[number].get_text()


def test_words_name_links_whose_paths_mislead(chain):
    links, whole, product = links_in(made_up(common=1.0), 1)
    said = " ".join(statements(replace(chain, links=links, whole=whole, product=product)))
    assert "A path promises more than moving the cause holds: internal service to job satisfaction" in said
    assert with_error(product) in said
    right = " ".join(statements(replace(chain, links=links_in(made_up(), 1)[0])))
    assert "promises" not in right


def test_the_command_says_it_and_leaves_it(tmp_path):
    command = ["chain", "bakery", "--units", "10", "--jobs", "1", "--quiet"]
    command += [word for one in ("market.rows=50", "time.burn_in=2") for word in ("--set", one)]
    result = CliRunner().invoke(app, [*command, "--out", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    assert "internal service -> job satisfaction" in result.stdout
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "answer.json",
        "figures",
        "manifest.json",
        "table.csv",
    }
    told = json.loads(CliRunner().invoke(app, [*command, "--json"]).stdout)
    assert told == json.loads((tmp_path / "out" / "answer.json").read_text())


@pytest.mark.parametrize(
    ("asked", "message"),
    [({"units": 3}, "--units 3: from 10"), ({"seed": -1}, "seed = -1"), ({"scenario": "bakry"}, "bakery")],
)
def test_what_cannot_be_asked_is_refused(asked, message):
    with pytest.raises(InputError, match=message):
        plan(ChainRequest(**asked))
