"""Scenario files: what is read, what is laid over what, and one line for every mistake."""

import json
import tomllib
import warnings
from contextlib import chdir
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz.trial import called
from imsim.engine.errors import InputError
from imsim.programmes import kinds
from imsim.scenarios.budget import wage_bill
from imsim.scenarios.problems import origin_of
from imsim.scenarios.scenario import builtin_names, load, started_from
from imsim.scenarios.schema import ScenarioTable, json_schema
from imsim.scenarios.simulation import simulate
from imsim.studies.summary import summary
from worlds import small

BAD = sorted((Path(__file__).parent / "bad_scenarios").glob("*.toml"))
EXPECTED = "# expect: "


def imsim(*arguments, cwd="."):
    """The command line in this process: how it ends, and what it says where."""
    with chdir(cwd):
        code, stdout, stderr = called(*map(str, arguments))
    return SimpleNamespace(returncode=code, stdout=stdout, stderr=stderr)


def written(folder, text, name="own.toml"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def problems_of(source, overrides=()):
    with pytest.raises(InputError) as mistake:
        summary(load(str(source), overrides), str(source))
    return mistake.value.lines


# Mistakes


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_file_gets_the_line_it_asks_for(path):
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith(EXPECTED)
    problems = problems_of(path)
    assert len(problems) == 1
    assert first.removeprefix(EXPECTED) in problems[0]
    assert "\n" not in problems[0]
    assert len(problems[0]) < 450


def test_there_are_many_bad_files_with_one_mistake_each():
    assert len(BAD) >= 16


@pytest.fixture(scope="module")
def all_checked():
    """Every bad file in one call of `imsim check`: thirty starts would take their time."""
    return imsim("check", *BAD)


def test_the_command_line_says_one_line_for_every_bad_file_and_nothing_else(all_checked):
    assert all_checked.returncode == 2
    assert all_checked.stdout == ""
    lines = all_checked.stderr.splitlines()
    assert len(lines) == len(BAD)
    assert all(line.startswith("imsim: ") for line in lines)
    assert "Traceback" not in all_checked.stderr


@pytest.mark.parametrize("name", ["unknown_lever", "not_toml", "weights"])
def test_a_bad_file_leaves_nothing_behind(name, tmp_path):
    out = tmp_path / "out"
    path = next(path for path in BAD if path.stem == name)
    done = imsim("compare", path, "--out", out, "--replicates", 2)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert not out.exists()


def test_every_mistake_of_a_file_gets_a_line_of_its_own(tmp_path):
    path = written(
        tmp_path,
        'extends = "service_firm"\n[time]\nweeks = -1\nwindow = "x"\n[economy]\nwages = 3\nmargin = 2\n',
    )
    problems = problems_of(path)
    assert len(problems) == 4
    assert all(str(path) in problem for problem in problems)


NOT_FILES = {
    "missing": "no such file, and no built-in scenario of that name",
    "folder": "is a directory",
    "binary": "is not a text file in UTF-8",
    "empty": "is empty",
    "nul": "is not TOML",
    "huge": "is larger than 1 MiB",
}


@pytest.mark.parametrize("what", NOT_FILES)
def test_what_is_no_scenario_at_all_gets_one_line(what, tmp_path):
    path = tmp_path / f"{what}.toml"
    if what == "folder":
        path.mkdir()
    elif what == "binary":
        path.write_bytes(bytes(range(256)))
    elif what == "nul":
        path.write_bytes(b"name = \x00")
    elif what == "huge":
        path.write_text("# " + "x" * (1 << 20), encoding="utf-8")
    elif what == "empty":
        path.write_text("# nothing but a remark\n", encoding="utf-8")
    (problem,) = problems_of(path)
    assert str(path) in problem
    assert NOT_FILES[what] in problem


def test_a_misspelt_builtin_name_gets_the_nearest():
    (problem,) = problems_of("servicefirm")
    assert 'did you mean "service_firm"?' in problem


def mistakes_of(source, overrides=()):
    """What is wrong with a scenario, however it is found out; any other error is one of the program."""
    try:
        load(source, overrides).setting()
    except InputError as mistake:
        return mistake.lines
    return ()


@settings(max_examples=50, deadline=None)
@given(text=st.text(max_size=60) | st.text(alphabet='[]{}="\n.,#ab1 ', max_size=60))
def test_no_text_whatever_gives_anything_but_a_scenario_or_one_kind_of_error(text, tmp_path_factory):
    problems = mistakes_of(written(tmp_path_factory.mktemp("fuzz"), text))
    assert problems, "so short a text is no scenario"
    assert all(isinstance(problem, str) and problem for problem in problems)


KEYS = [
    "time.weeks", "market.rows", "organisation.seed", "organisation.departments.sales", "strategies.cash",
    "parameters.insight", "organisation.service.rd", "strategies.training.programmes.training", "budget",
    "strategies.training.programmes.training.kind", "strategies.training.programmes.training.audience", "reference",
    "market.segments.all", "market.segments.all.touch_points", "organisation.partners", "title", "economy.margin",
    "organisation.contacts", "organisation.layers", "organisation.span", "organisation.posts", "events", "events.shock",
    "strategies.full_plan.plan",
]  # fmt: skip
VALUES = [
    "1", "-1", "true", "nan", "inf", "1e400", "9" * 30, "[]", "{}", '""', "[1, 2]", "{a = 1}", "2024-01-01", "x", "",
    '["rd"]', "{sales = 1.0}", '{kind = "merger"}', "0",
]  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(changes=st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(VALUES)), min_size=1, max_size=3))
def test_no_override_whatever_gives_anything_but_a_scenario_or_one_kind_of_error(changes):
    problems = mistakes_of("service_firm", [f"{key}={value}" for key, value in changes])
    assert all(isinstance(problem, str) and problem for problem in problems)


@pytest.mark.parametrize(
    "text",
    ["join_hazard=0", "encounter_rate=0", "preference_cash=0", "fit_loading=2", "trust_anchor=0.35", "reward_unit=0"],
)
def test_a_parameter_no_equation_can_use_is_refused_or_harmless(text, short_ageing):
    try:
        scenario = small(f"parameters.{text}")
    except InputError:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        record = simulate(scenario.setting(), [scenario.strategies["cash"]], (0,), 1)
    assert [name for name, values in record.final.items() if not np.isfinite(values).all()] == []


def test_an_audience_may_be_a_list_of_departments(tmp_path):
    path = written(
        tmp_path, 'extends = "service_firm"\nstrategies.training.programmes.training.audience = ["rd", "sales"]\n'
    )
    ((_, programme),) = load(path).strategies["training"].programmes
    assert programme.audience == ("rd", "sales")


# Extending, overriding, removing


def test_a_file_is_laid_over_what_it_extends_table_by_table(tmp_path):
    path = written(
        tmp_path,
        'extends = "service_firm"\ntitle = "Mine"\n[time]\nweeks = 60\n[organisation.departments]\n'
        "sales = { heads = 20 }\n[strategies.cash.programmes]\nincentives = { value = 0.03 }\n",
    )
    own, base = load(path), load("service_firm")
    assert own.name == "own"
    assert own.table.title == "Mine"
    assert (own.timeline.weeks, own.timeline.window) == (60, 52)
    assert own.table.organisation.departments["sales"].heads == 20
    assert own.table.organisation.departments["sales"].contact
    assert list(own.table.organisation.departments) == list(base.table.organisation.departments)
    ((_, cash),) = own.strategies["cash"].programmes
    assert (cash.value, cash.contingent) == (0.03, 0.5)


def test_a_list_or_number_is_replaced_and_not_mixed(tmp_path):
    written(tmp_path, 'extends = "bakery"\norganisation.partners = ["miller", "dairy"]\n', "base.toml")
    path = written(tmp_path, 'extends = "base.toml"\norganisation.partners = ["miller"]\n')
    assert load(path).organisation.partners == ("miller",)


def test_remove_takes_a_table_away(tmp_path):
    path = written(
        tmp_path, 'extends = "service_firm"\nstrategies.cash = { remove = true }\nparameters = { remove = true }\n'
    )
    own = load(path)
    assert "cash" not in own.strategies
    assert "training" in own.strategies
    assert own.parameters == {}


def test_remove_clears_a_table_for_what_else_stands_in_it(tmp_path):
    path = written(
        tmp_path,
        'extends = "bakery"\n[strategies]\nremove = true\nnothing = { label = "as now" }\n'
        "[strategies.tasting.programmes.training]\nhours = 4.0\n",
    )
    own = load(path)
    assert list(own.strategies) == ["nothing", "tasting"]
    assert own.table.strategies["nothing"].programmes == {}
    assert own.organisation.names == load("bakery").organisation.names


def test_files_extend_files_beside_them_and_folders_below(tmp_path):
    (tmp_path / "parts").mkdir()
    written(tmp_path / "parts", 'extends = "service_firm"\ntime.weeks = 70\n', "short.toml")
    path = written(tmp_path, 'extends = "parts/short.toml"\n')
    assert load(path).timeline.weeks == 70


def test_a_folder_one_may_link_to_is_not_a_way_out(tmp_path):
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    inside.mkdir()
    written(outside, 'extends = "service_firm"\n', "base.toml")
    (inside / "link.toml").symlink_to(outside / "base.toml")
    (problem,) = problems_of(written(inside, 'extends = "link.toml"\n'))
    assert "leaves the folder" in problem


def test_five_files_may_extend_each_other_and_no_more(tmp_path):
    written(tmp_path, 'extends = "service_firm"\n', "f0.toml")
    for i in range(1, 7):
        written(tmp_path, f'extends = "f{i - 1}.toml"\n', f"f{i}.toml")
    assert load(tmp_path / "f3.toml").name == "f3"
    assert "extends more than 5 files in a row" in problems_of(tmp_path / "f6.toml")[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [("time.weeks=77", 77), ("time.weeks = 77 ", 77), ("parameters.insight=.8", 0.8), ('title="A = B"', "A = B"),
     ("title=plain", "plain"), ("organisation.departments.sales.contact=false", False),
     ("strategies.cash.programmes.incentives={value=0.01}", 0.01)],
)  # fmt: skip
def test_a_dotted_override_reaches_any_key(text, value):
    scenario = load("service_firm", [text])
    tree, key = scenario.table.model_dump(), text.partition("=")[0].strip()
    for part in key.split("."):
        tree = tree[part]
    assert (tree["value"] if isinstance(tree, dict) else tree) == value
    assert origin_of(key, scenario.origins, "?") == f"--set {text}"


@pytest.mark.parametrize("text", ["time.weeks", "=3", "time..weeks=3", ".=3", ""])
def test_an_override_that_is_none_is_refused(text):
    assert "write it as dotted.key=value" in problems_of("service_firm", [text])[0]


def test_a_mistake_in_an_override_names_the_override():
    (problem,) = problems_of("service_firm", ["time.week=3"])
    assert problem.startswith("--set time.week=3: time.week: no such key")
    assert 'did you mean "weeks"' in problem


def test_every_value_has_its_origin(tmp_path):
    path = written(tmp_path, 'extends = "service_firm"\n[time]\nweeks = 60\n')
    own = load(path, ["market.rows=300"])
    assert own.origins["time.weeks"] == str(path)
    assert own.origins["market.rows"] == "--set market.rows=300"
    assert own.origins["time.window"] == "service_firm (built in)"
    assert "organisation.rewiring" not in own.origins


def test_what_takes_a_table_away_is_the_origin_of_what_is_left(tmp_path):
    written(tmp_path, 'extends = "service_firm"\n[model.rivals]\nperformance = "additive"\n', "base.toml")
    taken = written(tmp_path, 'extends = "base.toml"\ntime = { remove = true }\nmodel.rivals = { remove = true }\n')
    own = load(taken)
    assert (own.table.model.rivals, own.origins["model.rivals"]) == ({}, str(taken))
    assert [key for key in own.origins if key.startswith(("model.rivals.", "time."))] == []


def test_the_resolved_text_is_the_scenario(tmp_path):
    path = written(tmp_path, 'extends = "bakery"\n[time]\nweeks = 60\n')
    own = load(path, ["market.rows=300"])
    again = ScenarioTable.model_validate(own.tree)
    assert again == own.table


# Built in


@pytest.mark.parametrize("name", builtin_names())
def test_a_builtin_scenario_is_sound(name):
    scenario = load(name)
    assert scenario.name == name
    assert scenario.table.title
    assert scenario.table.description
    assert scenario.table.reference in scenario.strategies
    setting = scenario.setting()
    assert setting.organisation.check() == []
    assert wage_bill(setting.organisation, setting.economy) > 0
    assert sum(segment.share for segment in setting.market.segments) == pytest.approx(1)
    # Revenue per employee as declared is what the customers' purchases make.
    market = setting.market
    revenue = 52 * market.active_customers * market.purchases * market.purchase_value
    assert revenue == pytest.approx(setting.economy.revenue_per_employee * setting.organisation.posts, rel=0.02)


@pytest.mark.parametrize("name", builtin_names())
def test_the_market_of_a_builtin_scenario_meets_contact_departments_only(name):
    setting = load(name).setting()
    mix = setting.market.mix(setting.organisation)
    np.testing.assert_allclose(mix.sum(axis=1), 1)
    assert not mix[:, setting.organisation.contact == 0].any()
    assert np.bincount(setting.market.segment_of).sum() == setting.market.rows


def test_segments_take_their_share_of_the_market():
    firm = small(
        "market.rows=1000", 'market.segments.homes={share=0.25, touch_points={customer_service=3.0, sales=1.0}}',
        "market.segments.firms={share=0.75, touch_points={sales=1.0}}",
    ).setting()  # fmt: skip
    assert np.bincount(firm.market.segment_of).tolist() == [250, 750]
    np.testing.assert_allclose(firm.market.mix(firm.organisation)[:, 4:], [[0.75, 0.25], [0, 1]])


# What the command line does with scenarios (the rest is in test_cli.py)


def test_new_writes_a_file_that_checks_and_never_overwrites(tmp_path):
    done = imsim("new", "mine", "--from", "bakery", cwd=tmp_path)
    assert done.returncode == 0
    assert load(tmp_path / "mine.toml").table.organisation.departments.keys() == {"owner", "bakehouse", "counter"}
    before = (tmp_path / "mine.toml").read_bytes()
    again = imsim("new", "mine", cwd=tmp_path)
    assert (again.returncode, again.stderr.count("\n")) == (2, 1)
    assert "exists already" in again.stderr
    assert (tmp_path / "mine.toml").read_bytes() == before


@pytest.mark.parametrize("name", ["../outside", "", "a/b", "-x", "a\nb", 'a"b'])
def test_new_takes_no_name_that_is_none(name, tmp_path):
    (tmp_path / "in").mkdir()
    with pytest.raises(InputError):
        started_from(name, "service_firm", tmp_path / "in")
    assert [*tmp_path.rglob("*.toml")] == []


def test_show_gives_every_value_with_its_origin(tmp_path):
    path = written(tmp_path, 'extends = "service_firm"\n[time]\nweeks = 60\n')
    done = imsim("show", path, "--set", "market.rows=300")
    assert done.returncode == 0
    lines = {line.split(" = ")[0]: line for line in done.stdout.splitlines()}
    assert lines["time.weeks"].split("#")[0].strip() == "time.weeks = 60"
    assert lines["time.weeks"].endswith(f"# {path}")
    assert lines["market.rows"].endswith("# --set market.rows=300")
    assert lines["organisation.rewiring"].endswith("# default")
    assert "service_firm (built in)" in lines["economy.wage"]


def test_show_and_check_leave_mechanisms_out():
    assert 'model.without = ["trust"]' in imsim("show", "bakery", "--without", "trust").stdout
    assert imsim("check", "bakery", "--without", "trust").returncode == 0
    refused = imsim("check", "bakery", "--without", "hiring")
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)


def test_check_says_what_a_right_file_holds():
    done = imsim("check", "service_firm", "bakery")
    assert done.returncode == 0
    first, second = done.stdout.splitlines()
    assert "120 posts in 6 departments" in first
    assert "8 posts in 3 departments" in second


def test_scenarios_lists_every_builtin():
    rows = json.loads(imsim("scenarios", "--json").stdout)
    assert [row["name"] for row in rows] == builtin_names()
    assert all(row["title"] for row in rows)


# The JSON schema


def test_the_schema_knows_every_kind_and_every_lever():
    schema = json_schema()
    assert json.loads(json.dumps(schema)) == schema
    places = schema["$defs"]["StrategyTable"]["properties"]["programmes"]["properties"]
    assert places.keys() == kinds().keys()
    for kind, programme in kinds().items():
        definition = schema["$defs"][places[kind]["$ref"].rsplit("/", 1)[1]]
        assert definition["properties"].keys() == programme.model_fields.keys()
        assert definition["additionalProperties"] is False


def keys_of(schema, node):
    if "$ref" in node:
        node = schema["$defs"][node["$ref"].rsplit("/", 1)[1]]
    for inner in [*node.get("anyOf", []), *node.get("allOf", [])]:
        node = node | (schema["$defs"][inner["$ref"].rsplit("/", 1)[1]] if "$ref" in inner else {})
    return node


def unknown_keys(schema, node, value, path=""):
    """Keys of a scenario that its schema does not have, followed through tables of tables."""
    node = keys_of(schema, node)
    if not isinstance(value, dict):
        return
    places = node.get("properties", {})
    for key, inner in value.items():
        if key in places:
            yield from unknown_keys(schema, places[key], inner, f"{path}.{key}")
        elif isinstance(node.get("additionalProperties"), dict):
            yield from unknown_keys(schema, node["additionalProperties"], inner, f"{path}.{key}")
        elif node.get("additionalProperties") is False:
            yield f"{path}.{key}"


@pytest.mark.parametrize("name", builtin_names())
def test_the_schema_has_every_key_of_the_builtin_scenarios(name):
    folder = Path(__file__).parents[1] / "scenarios"
    tree = tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
    without_removals = json.loads(
        json.dumps(tree), object_hook=lambda table: {k: v for k, v in table.items() if k != "remove"}
    )
    assert [*unknown_keys(json_schema(), json_schema(), without_removals)] == []


def test_the_schema_finds_a_misspelt_key():
    assert [*unknown_keys(json_schema(), json_schema(), {"time": {"week": 3}, "nme": "x"})] == [".time.week", ".nme"]


def test_a_best_mix_is_that_of_its_own_company():
    searched = [name for name in builtin_names() if "best_mix" in load(name).strategies]
    assert "service_firm" in searched
    for name in builtin_names():
        text = (Path(__file__).parents[1] / "scenarios" / f"{name}.toml").read_text(encoding="utf-8")
        assert (f"\n# imsim optimise {name} --budget" in text) == (name in searched), name


def test_departments_are_called_by_their_labels_and_told_apart_where_two_are_alike():
    firm = load("service_firm", ["organisation.partners=['the_miller']", "organisation.departments.sales.sites=2"])
    names = ("rd", "customer_service", "sales@2", "the_miller")
    assert [firm.department(name) for name in names] == ["R&D", "customer service", "sales (site 2)", "the miller"]
    twice = firm.changed({"organisation.departments.sales.label": "R&D"})
    assert [twice.department(name) for name in ("rd", "sales@2")] == ["R&D (rd)", "R&D (sales) (site 2)"]
