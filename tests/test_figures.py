"""Figures of small real runs: nothing is cut off or covered, axes have units, what is drawn is what the tables say."""

import math
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from numpy.testing import assert_allclose

import imsim
import worlds
from imsim.api import compare, robustness
from imsim.evidence.patterns import PATTERNS
from imsim.evidence.validation import PatternFinding, PatternStudy
from imsim.outcomes import OUTCOMES
from imsim.reporting import figures
from imsim.reporting.figures import optimum
from imsim.reporting.figures.labels import apart, label_points
from imsim.reporting.figures.layout import DOT, groups_of, layout
from imsim.reporting.figures.page import COLUMN, STYLE, figure_of, wrapped
from imsim.reporting.kinds import presentation_of
from imsim.reporting.numbers import Money
from imsim.scenarios.scenario import load
from imsim.studies.departments import STATES, employee_states
from imsim.studies.execution import run_study
from imsim.studies.intervals import paired
from imsim.studies.kinds.sensitivity import KIND as SENSITIVITY
from imsim.studies.kinds.sensitivity import SensitivityRequest
from imsim.studies.kinds.sweep import KIND as SWEEP
from imsim.studies.kinds.sweep import SweepRequest
from imsim.studies.sensitivity import sensitivity
from imsim.studies.sweep import Sweep

TINY = ("market.rows=100", "time.burn_in=2", "time.weeks=26", "time.window=13")
STRATEGIES = ["training", "cash", "full_plan", "overclaiming_messages", "respect"]
SMALLEST_LETTER = 5.9


@pytest.fixture(scope="module")
def compared():
    return compare("bakery", strategies=STRATEGIES, replicates=4, overrides=TINY)


@pytest.fixture(scope="module")
def seen(compared):
    return compared.departments


def left(answer):
    """The figures that a study leaves behind, by name."""
    return presentation_of(answer.kind).figures(answer)


def swept(**options):
    return SWEEP.run(SWEEP.plan(SweepRequest("bakery", overrides=TINY, replicates=3, **options)))


@pytest.fixture(scope="module")
def lever():
    return swept(strategy="training", against="nothing", vary=("training.hours=0:40:4",))


@pytest.fixture(scope="module")
def levers():
    return swept(strategy="training", vary=("training.hours=0:40:4", "forgetting=.012:.02:3"))


@pytest.fixture(scope="module")
def scattered():
    return swept(strategy="training", against="nothing", parameters="7", design="lhs", samples=24)


def analysed(**options):
    study = SENSITIVITY.plan(SensitivityRequest("bakery", overrides=TINY, **options))
    results = run_study(study)
    return sensitivity(results, scenario=study.scenario), results


@pytest.fixture(scope="module")
def sobol():
    return analysed(strategy="training", method="sobol", samples=16, parameters="5", replicates=2)


@pytest.fixture(scope="module")
def morris():
    return analysed(strategy="training", against="nothing", method="morris", samples=16, parameters="10")[0]


@pytest.fixture(scope="module")
def unsure():
    return robustness("bakery", strategies=STRATEGIES[:3], samples=16, replicates=2, overrides=TINY)


@pytest.fixture(scope="module")
def drawn(compared, lever, levers, scattered, sobol, morris, unsure):
    """Every figure that a study leaves behind, by study and name."""
    answers = {
        "compare": compared,
        "lever": lever,
        "levers": levers,
        "scattered": scattered,
        "sobol": sobol[0],
        "morris": morris,
        "uncertain": unsure,
    }
    return {f"{study} {name}": figure for study, answer in answers.items() for name, figure in left(answer)}


# What every figure must be


def texts_of(figure):
    """Every text that is seen, and where, in points."""
    figure.draw_without_rendering()
    unseen = {text for axes in figure.axes if not axes.axison for axis in (axes.xaxis, axes.yaxis)
              for text in axis.findobj(Text)}  # fmt: skip
    seen = [
        text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip() and text not in unseen
    ]
    scale = 72 / figure.dpi
    ticks = {
        label: (axes.get_xlim() if axis is axes.xaxis else axes.get_ylim(), tick.get_loc())
        for axes in figure.axes
        for axis in (axes.xaxis, axes.yaxis)
        for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]
        for label in (tick.label1, tick.label2)
    }
    for text in seen:
        if text in ticks:
            (low, high), place = sorted(ticks[text][0]), ticks[text][1]
            if not low - 1e-9 * (high - low) <= place <= high + 1e-9 * (high - low):
                continue
        box = Text.get_window_extent(text)  # without the line that leads to a point
        yield text, np.array([box.x0, box.y0, box.x1, box.y1]) * scale


def covered(one, other):
    """Whether two boxes share more than a hair."""
    sides = np.minimum(one[2:], other[2:]) - np.maximum(one[:2], other[:2])
    return bool((sides > 0.7).all())


def assert_tidy(figure, name=""):
    """Texts are inside the page, large enough for print, and cover none of each other."""
    wide, tall = figure.get_size_inches() * 72
    boxes = list(texts_of(figure))
    assert boxes
    for text, box in boxes:
        assert text.get_fontsize() >= SMALLEST_LETTER, (name, text.get_text())
        inside = (box[:2] > -1).all() and (box[2:] < (wide + 1, tall + 1)).all()
        assert inside, (name, "cut", text.get_text())
    for (one, first), (other, second) in combinations(boxes, 2):
        assert not covered(first, second), (name, "covered", one.get_text(), other.get_text())


def test_there_is_a_figure_for_all_that_studies_find(drawn):
    names = {
        "compare": "acsi profit turnover acsi_weeks acsi_gained_weeks profit_gained_weeks turnover_weeks cost_effect "
        "departments network",
        "lever": "acsi_response profit_response turnover_response",
        "levers": "acsi_heat_map acsi_response profit_heat_map profit_response turnover_heat_map turnover_response",
        "scattered": "acsi_responses profit_responses turnover_responses",
        "sobol": "acsi_indices acsi_tornado acsi_convergence profit_indices profit_tornado profit_convergence",
        "morris": "acsi_indices acsi_morris acsi_convergence profit_indices profit_morris profit_convergence",
        "uncertain": "acsi_ranking profit_ranking",
    }
    for study, wanted in names.items():
        assert {f"{study} {name}" for name in wanted.split()} <= set(drawn), study


def test_what_turns_the_ranking_is_drawn_only_where_something_clearly_does(unsure, drawn):
    for outcome in unsure.outcomes:
        assert (f"uncertain {outcome}_turns" in drawn) == bool(unsure.clear_switching_factors(outcome))


@pytest.mark.parametrize("clear", [True, False])
def test_the_legend_of_what_turns_the_ranking_has_the_colours_of_its_marks(clear):
    row = {"when_low": 0.2, "when_high": 0.9}
    factors = pd.DataFrame([row | {"parameter": "trust", "clear": clear}, row | {"parameter": "pay", "clear": False}])
    figure = figures.figure_of(figures.switching_factors(factors, "acsi"))
    assert_tidy(figure)
    axes = figure.axes[0]
    in_legend = [mark.get_color() for mark in axes.get_legend().get_lines()]
    assert in_legend == [line.get_color() for line in axes.get_lines() if line.get_marker() in ("o", "D")][:2]


def test_every_figure_is_one_column_wide_and_nothing_is_cut_off_or_covered(drawn):
    for name, figure in drawn.items():
        assert figure.get_figwidth() == pytest.approx(COLUMN)
        assert_tidy(figure, name)


def test_the_figure_of_patterns_is_as_tidy():
    places = [(one, (-1, 0.2, 3)[i % 3]) for i, one in enumerate(PATTERNS.values())]
    findings = tuple(PatternFinding(one, one.low + place * (one.high - one.low), 0.02) for one, place in places)
    figure = figures.patterns_in_bands(PatternStudy(1, 50, findings, 8.0))
    assert figure.get_figwidth() == pytest.approx(COLUMN)
    assert_tidy(figure)


def test_plans_with_long_names_that_lie_beside_each_other_are_as_tidy():
    mix = "messages, tailored 29 %, recognition 23 %, listening and answering 17 %, team bonus, results told 16 %"

    def row(name, label, x):
        spans = {"acsi": {"low": x - 1, "difference": x, "high": x + 1},
                 "profit": {"low": 1000 * x - 900, "difference": 1000 * x, "high": 1000 * x + 900}}  # fmt: skip
        return {"name": name, "label": label, "worst": 1 / x, "outcomes": spans}

    plans = [row("plan_1", mix, 5.0), row("plan_2", mix, 5.02), row("plan_3", mix, 3.0)]
    content = {"goals": ["acsi", "profit"], "sets": 32, "plans": plans, "single": row("single", "cash 100 %", 0.5)}
    front = figure_of(optimum.front(pd.DataFrame({"acsi": [1.0, 4.0], "profit": [900.0, 3800.0]}), content))
    for figure in (figure_of(optimum.plan_regret(content)), front):
        assert_tidy(figure)
    assert {"1", "2", "3"} <= {text.get_text() for text, _ in texts_of(front)}


def test_every_axis_says_what_it_is_and_in_which_unit(drawn):
    unitless = {"week", "samples", "share of variance", "design of the study"}
    for name, figure in drawn.items():
        labels = [axes.get_xlabel() for axes in figure.axes if axes.axison] + [
            axes.get_ylabel() for axes in figure.axes if axes.get_ylabel()
        ]
        assert any(labels), name
        for label in labels:
            assert label == "" or label in unitless or "(" in label, (name, label)


def test_figures_do_not_depend_on_the_style_of_who_shows_them(compared):
    with rc_context({"font.size": 30, "xtick.labelsize": 30, "figure.figsize": (9, 9)}):
        figure = compared.plot("turnover")
        assert_tidy(figure)
        assert max(text.get_fontsize() for text, _ in texts_of(figure)) <= 8


def test_saved_figures_are_the_same_byte_for_byte(compared, tmp_path):
    for suffix in ("png", "svg"):
        for name in "ab":
            figures.save(compared.plot(), tmp_path / f"{name}.{suffix}")
        assert (tmp_path / f"a.{suffix}").read_bytes() == (tmp_path / f"b.{suffix}").read_bytes()
    assert b"85" in (tmp_path / "a.svg").read_bytes() or pytest.approx(240.9, abs=0.1) == COLUMN * 72


def test_a_figure_can_be_drawn_on_the_axes_of_a_caller(compared, seen):
    figure = Figure(figsize=(8, 4), layout="constrained")
    left, right = figure.subplots(1, 2)
    assert figures.paired_differences(compared.table, axes=left) is left
    assert figures.network(seen.organisation, seen.employees.iloc[: seen.organisation.posts], axes=right) is right
    assert left.get_title(loc="left") == "Change in ACSI"


@pytest.mark.parametrize(
    "name", ["costs $5 and $6", r"$\x_{$", "a_b^{c}", "<b>&amp;", "a very long name of a strategy indeed, " * 2]
)
def test_names_are_shown_as_they_are(compared, name):
    words = figures.Words(title=name, labels={"training": name})
    figure = figures.figure_of(figures.paired_differences(compared.table, words=words))
    labels = [label.get_text().replace("\n", " ") for label in figure.axes[0].get_yticklabels()]
    shown = [label.removesuffix("\N{HORIZONTAL ELLIPSIS}") for label in labels]
    assert any(" ".join(name.split()).startswith(label) and len(label) > 3 for label in shown)
    assert_tidy(figure)


# What is drawn is what the tables say


def test_paired_differences_are_those_of_the_table(compared):
    axes = figures.paired_differences(compared.table, "below_expectation", reference="nothing")
    rows = compared.table.query("outcome == 'below_expectation' and strategy != 'nothing'").set_index("strategy")
    names = [label.get_text().replace("\n", " ").replace(" ", "_") for label in axes.get_yticklabels()]
    assert sorted(names) == sorted(STRATEGIES)
    assert list(rows.loc[names, "difference"]) == sorted(rows["difference"])
    bars = [line.get_xdata() for line in axes.get_lines() if len(line.get_xdata()) == 2][1:]
    assert_allclose(bars, 100 * rows.loc[names, ["difference_low", "difference_high"]], err_msg="per cent")


@pytest.mark.parametrize("gained", [False, True])
def test_fans_hold_the_middle_of_the_replicates(compared, gained):
    from imsim.studies.labelled import weeks_frame

    weeks = weeks_frame(compared)
    two = weeks[weeks["strategy"].isin(["nothing", "training"])]
    axes = figures.fan_chart(two, "acsi", gained=gained)
    values = compared.weekly["acsi"][:, compared.names.index("training")]
    values = values - compared.weekly["acsi"][:, 0] if gained else values
    line = axes.get_lines()[-1]
    assert_allclose(line.get_ydata(), np.median(values, axis=1))
    edges = axes.collections[-1].get_paths()[0].vertices
    assert_allclose(edges[edges[:, 0] == 25, 1].min(), np.quantile(values[25], 0.1))
    assert_allclose(edges[edges[:, 0] == 25, 1].max(), np.quantile(values[25], 0.9))


def test_what_happens_seldom_is_smoothed(compared):
    from imsim.studies.labelled import weeks_frame

    weeks = weeks_frame(compared)
    axes = figures.fan_chart(weeks[weeks["strategy"].isin(["nothing", "cash"])], "turnover")
    last = compared.weekly["turnover"][-(weeks["week"].nunique() // 4) :, compared.names.index("cash")]
    assert axes.get_lines()[-1].get_ydata()[-1] == pytest.approx(100 * np.median(last.mean(axis=0)))


def test_the_plane_shows_gain_and_cost(compared):
    from imsim.studies.labelled import runs_frame

    axes = figures.cost_effect(runs_frame(compared))
    points = {(container[0].get_xdata()[0], container[0].get_ydata()[0]) for container in axes.containers}
    for name in STRATEGIES:
        cost, gain = compared.cost(name).mean, compared.difference("acsi", name)
        assert any(math.isclose(y, gain.mean) and math.isclose(x, cost / 1000, rel_tol=1e-9) for x, y in points) or any(
            math.isclose(y, gain.mean) and math.isclose(x, cost, rel_tol=1e-9) for x, y in points
        )
    # As wide as in the tables, but for the draws.
    ends = [bar.get_segments()[0][:, 1] for container in axes.containers for bar in container[2][1:]]
    tables = [(gain.low, gain.high) for gain in (compared.difference("acsi", name) for name in STRATEGIES)]
    for low, high in tables:
        near = 0.02 * (high - low)
        assert not np.isfinite(near) or any(np.allclose(end, (low, high), rtol=0.02, atol=near) for end in ends)


def test_of_many_strategies_the_plane_names_those_that_no_cheaper_one_beats():
    gains = {f"s{i}": (10.0 * i, float(i % 4)) for i in range(15)}
    runs = pd.DataFrame(
        [{"strategy": name, "replicate": one, "acsi": gain + 0.01 * one * (1 - cost / 1000), "programme_cash": cost,
          "programme_time": 0.0} for name, (cost, gain) in gains.items() for one in range(5)]
    )  # fmt: skip
    few = runs[runs["strategy"].isin(["s0", "s1", "s2", "s5"])]
    for frame, named in ((runs, {"s0", "s1", "s2", "s3"}), (few, {"s0", "s1", "s2", "s5"})):
        axes = figures.cost_effect(frame, reference="s0")
        assert {text.get_text() for text in axes.texts} == named


def test_indices_are_those_of_the_table_with_noise_beside_them(sobol):
    found, _ = sobol
    share = found.outcomes["acsi"].noise.share
    axes = figures.index_bars(found.table, "acsi", noise_share=share)
    total = found.table.query("outcome == 'acsi' and samples == 16 and index == 'ST'").set_index("factor")["value"]
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names[-1] == "(noise)"
    # In brackets: not above what a dummy factor comes to.
    names = [name.strip("()") for name in names]
    bars = [bar for bar in axes.containers if hasattr(bar, "patches")]
    assert_allclose([patch.get_width() for patch in bars[0].patches], total[names[:-1]])
    assert list(total[names[:-1]]) == sorted(total, reverse=True)
    assert bars[-1].patches[0].get_width() == pytest.approx(share)


def test_swings_are_means_over_thirds_of_the_independent_points(sobol):
    found, results = sobol
    places = results.design.places[:: len(results.design.names) + 2]
    values = results.values("acsi").mean(axis=1)[:: len(results.design.names) + 2]
    row = found.swings.query("outcome == 'acsi'").iloc[0]
    assert row["low"] == pytest.approx(values[places[:, 0] < 1 / 3].mean())
    assert row["high"] == pytest.approx(values[places[:, 0] > 2 / 3].mean())
    axes = figures.tornado(found.swings, "acsi")
    ends = {round(patch.get_x() + patch.get_width(), 9) for patch in axes.patches}
    assert {round(row["low"], 9), round(row["high"], 9)} <= ends


def test_points_that_depend_on_each_other_have_no_swings(morris):
    assert morris.swings.empty


def test_the_plane_of_morris_and_convergence_show_the_table(morris):
    axes = figures.morris_plane(morris.table, "acsi")
    rows = morris.table.query("outcome == 'acsi' and samples == 16").set_index("index")["value"]
    assert sorted(axes.get_lines()[0].get_xdata()) == sorted(rows["mu_star"])
    assert sorted(axes.get_lines()[0].get_ydata()) == sorted(rows["sigma"])
    curves = [line for line in figures.convergence(morris.table, "acsi").get_lines() if len(line.get_xdata()) > 2]
    assert {tuple(line.get_xdata()) for line in curves} <= {(8, 16), (2, 4, 8, 16), (4, 8, 16)}


def test_responses_are_means_with_their_intervals(levers):
    one = levers.table[levers.table["forgetting"] == levers.table["forgetting"].min()]
    axes = figures.response(one, "training.hours", "acsi")
    line = axes.get_lines()[0]
    assert_allclose(line.get_xdata(), one["training.hours"])
    assert_allclose(line.get_ydata(), one["acsi"])
    edges = axes.collections[0].get_paths()[0].vertices[:, 1]
    assert_allclose([edges.min(), edges.max()], [one["acsi_low"].min(), one["acsi_high"].max()])
    assert len(figures.response(levers.table, "training.hours", "acsi").get_lines()) == 3


def test_of_two_strategies_the_paired_gain_is_drawn(lever):
    values = lever.results.final["acsi"]
    gains = [paired(point) for point in values[:, 0] - values[:, 1]]
    rows = lever.table.query("strategy == 'training'")
    assert_allclose(rows["acsi_gained"], [gain.mean for gain in gains])
    assert_allclose(rows["acsi_gained_low"], [gain.low for gain in gains])
    axes = figures.response(lever.table, "training.hours", "acsi")
    (line,) = axes.get_lines()
    assert_allclose(line.get_ydata(), rows["acsi_gained"])
    assert axes.get_ylabel() == "change in ACSI (points)"


def test_heat_maps_show_levels_and_differences(levers):
    axes = figures.heat_map(levers.table, ("training.hours", "forgetting"), "acsi")
    cells = levers.table.pivot_table(index="forgetting", columns="training.hours", values="acsi")
    assert_allclose(axes.images[0].get_array(), cells)
    both = pd.concat([levers.table, levers.table.assign(strategy="other", acsi=levers.table["acsi"] - 2)])
    axes = figures.heat_map(both, ("training.hours", "forgetting"), "acsi", against="other")
    assert_allclose(axes.images[0].get_array(), 2)


def test_panels_show_the_advantage_at_each_point(scattered):
    figure = figures.responses(scattered.table, "profit", words=figures.Words(money=Money("EUR")))
    wide = scattered.table.pivot_table(index="point", columns="strategy", values="profit")
    dots = figure.axes[0].get_lines()[0].get_ydata()
    shown = (wide["training"] - wide["nothing"]).to_numpy()
    assert_allclose(np.sort(dots) / np.abs(dots).max(), np.sort(shown) / np.abs(shown).max())
    assert len(figure.axes) == 6


def test_ranking_shows_shares_and_regret(unsure):
    figure = figures.ranking(unsure.table, "acsi")
    rows = unsure.table.query("outcome == 'acsi'")
    left, right = figure.axes
    assert_allclose([patch.get_width() for patch in left.patches], rows["best"])
    assert_allclose([patch.get_width() for patch in right.patches], rows["regret"])


def test_departments_over_the_weeks(seen):
    best = seen.departments["strategy"].unique()[-1]
    axes = figures.department_heat_map(seen.departments, "knowledge", strategy=best)
    rows = seen.departments[seen.departments["strategy"] == best]
    expected = rows.groupby(["department", "week"])["knowledge"].mean().unstack("week")
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert_allclose(axes.images[0].get_array(), expected.loc[names])
    words = figures.Words(department={name: name.upper() for name in names}.__getitem__)
    axes = figures.department_heat_map(seen.departments, "knowledge", strategy=best, words=words)
    assert [label.get_text() for label in axes.get_yticklabels()] == [name.upper() for name in names]
    change = figures.department_heat_map(seen.departments, "knowledge", strategy=best, against="nothing")
    assert np.abs(change.images[0].get_array()).max() > 0


# What may be missing


def test_one_replicate_has_no_intervals_but_figures():
    found = compare("bakery", strategies=["training"], replicates=1, overrides=TINY)
    for name, figure in left(found):
        assert_tidy(figure, name)
    alone = compare("bakery", strategies=["nothing"], replicates=2, overrides=TINY)
    for name, figure in left(alone):
        assert_tidy(figure, name)


def test_failed_points_leave_gaps_and_nothing_is_drawn_of_nothing(levers, lever):
    def without(sweep, points):
        final = {name: values.copy() for name, values in sweep.results.final.items()}
        for values in final.values():
            values[points] = np.nan
        return Sweep(replace(sweep.results, final=final))

    for sweep in (levers, lever):
        for name, figure in left(without(sweep, [0, 3])):
            assert_tidy(figure, name)
        assert list(left(without(sweep, slice(None)))) == []


def test_what_does_not_vary_is_drawn_flat(levers, unsure):
    flat = {name: np.zeros_like(values) for name, values in levers.results.final.items()}
    for name, figure in left(Sweep(replace(levers.results, final=flat))):
        assert_tidy(figure, name)
    same = {name: np.zeros_like(values) for name, values in unsure.results.final.items()}
    for name, figure in left(replace(unsure, results=replace(unsure.results, final=same))):
        assert_tidy(figure, name)


# What goes on inside


def test_what_is_seen_inside_belongs_to_the_study(compared, seen):
    heads = seen.departments["heads"]
    rows = seen.departments.assign(there=heads * (1 - seen.departments["vacancies"]))
    rows = rows.assign(total=rows["knowledge"].fillna(0) * rows["there"])
    sums = rows.groupby(["strategy", "week", "replicate"])[["total", "there"]].sum()
    mean = (sums["total"] / sums["there"]).unstack("replicate")
    for name in rows["strategy"].unique():
        assert_allclose(mean.loc[name], compared.weekly["knowledge"][:, compared.names.index(name)])
    assert set(rows["strategy"]) == {"nothing", compared.leader("acsi")}
    for state in STATES:
        assert rows[state].dropna().between(0, 1).all()


def test_people_are_read_post_by_post(setting, firm):
    company = worlds.after(setting, [firm.strategies["nothing"]], 6)
    people = employee_states(company)
    assert list(people["occupied"]) == company.employees.occupied[0, 0].tolist()
    assert_allclose(people["motivation"][people["occupied"]], company.employees.motivation[0, 0][people["occupied"]])
    assert people.loc[~people["occupied"], list(STATES)].isna().all(axis=None)


# Where an organisation is drawn


@pytest.mark.parametrize("name", ["bakery", "service_firm", "supply_chain", "restaurant_chain", "large_firm"])
def test_an_organisation_of_any_size_is_laid_out_and_drawn(name):
    organisation = load(name).organisation
    places = layout(organisation)
    assert len(places.dots) <= 800
    assert places.each * len(places.dots) >= organisation.posts
    assert places.dots[places.home == 0].shape[0] == -(-organisation.heads[0] // places.each)
    near = np.hypot(*(places.discs[:, None, :2] - places.discs[:, :2]).transpose(2, 0, 1))
    touching = near + 1e9 * np.eye(len(near)) < places.discs[:, None, 2] + places.discs[:, 2] - 0.05
    assert not touching.any()
    generator = np.random.default_rng(1)
    occupied = generator.random(organisation.posts) < 0.9
    state = np.where(occupied, generator.random(organisation.posts), np.nan)
    people = pd.DataFrame({"occupied": occupied, "motivation": state})
    axes = figures.network(organisation, people, limits=(0, 1), words=figures.Words.of(load(name)))
    assert_tidy(figures.figure_of(axes), name)


def test_dots_do_not_cover_each_other():
    places = layout(load("service_firm").organisation)
    near = np.hypot(*(places.dots[:, None] - places.dots).transpose(2, 0, 1)) + 1e9 * np.eye(len(places.dots))
    assert near.min() > 2 * DOT


def test_vacant_desks_are_hollow_and_people_have_the_colour_of_their_state():
    organisation = load("bakery").organisation
    people = pd.DataFrame({"occupied": [True] * 7 + [False], "motivation": [*np.linspace(0.3, 0.9, 7), np.nan]})
    axes = figures.network(organisation, people, limits=(0.3, 0.9))
    (dots,) = [some for some in axes.collections if some.get_offsets().shape[0] == 8]
    colours = dots.get_facecolors()
    assert colours[-1].tolist() == [1, 1, 1, 1]
    assert len({tuple(colour) for colour in colours}) == 8


def test_sites_of_a_department_stand_together():
    organisation = load("restaurant_chain").organisation
    groups, members = groups_of(organisation)
    assert len(groups) < 10 < len(organisation.names)
    assert sorted(one for some in members for one in some) == list(range(len(organisation.names)))


# Labels


def test_labels_keep_their_order_and_distance():
    places = apart([3.0, 1.0, 1.1, 9.0], [1.0, 1.0, 2.0, 1.0])
    assert places[3] == 9.0
    assert places[1] < places[2] < places[0]
    assert places[2] - places[1] >= 1.5
    assert places[0] - places[2] >= 1.5


def test_names_of_points_keep_clear_of_intervals_zero_and_each_other():
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(3.3, 2.6), layout="constrained")
    random = np.random.default_rng(1)
    points = [(float(x), float(y), f"strategy {i}", "black") for i, (x, y) in enumerate(random.uniform(-1, 1, (9, 2)))]
    points.append((0.0, 0.0, "nothing", "black"))
    for x, y, *_ in points[:-1]:
        axes.errorbar(x, y, xerr=0.15, yerr=0.2)
    axes.axhline(0)
    axes.set(xlim=(-1.5, 2.5), ylim=(-1.5, 1.5))
    lines = [path for group in axes.collections for path in group.get_paths()] + [axes.lines[-1].get_path()]
    label_points(axes, points)
    figure.draw_without_rendering()
    names = [Bbox(text.get_window_extent().get_points()) for text in axes.texts]
    assert len(names) == len(points)
    assert not any(one.overlaps(other.padded(-2)) for one, other in combinations(names, 2))
    transforms = [axes.transData] * (len(lines) - 1) + [axes.get_yaxis_transform()]
    for path, transform in zip(lines, transforms, strict=True):
        drawn = transform.transform_path(path)
        assert not any(drawn.intersects_bbox(name.padded(-2)) for name in names)
    pyplot.close(figure)


def test_lines_are_broken_between_words():
    assert wrapped("one two three", 1) == "one\ntwo\nthree"
    assert wrapped("one two three", 1000) == "one two three"
    assert wrapped("", 10) == ""


def test_money_has_a_unit_that_fits():
    words = figures.Words(money=Money("EUR"))
    assert words.scale("profit", [3e7]) == (1e6, "MEUR a year")
    assert words.scale("profit", []) == (1.0, "EUR a year")
    assert figures.Words(money=Money("EUR", 1e3)).scale("profit", [3e7]) == (1e3, "kEUR a year"), "a firm's own unit"
    assert words.scale("acsi", [1.0]) == (1.0, OUTCOMES["acsi"].unit)


# Results draw themselves


def test_results_draw_themselves(compared, lever, sobol, unsure):
    for result in (compared, lever, sobol[0], unsure):
        assert isinstance(result.plot("acsi"), Figure)


def test_there_is_one_style_file():
    assert [path.name for path in STYLE.parent.glob("*.mplstyle")] == [STYLE.name]
    assert imsim.__version__
