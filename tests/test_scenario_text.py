"""A scenario written as text is the same scenario when it is read."""

import tomllib

from every import every
from imsim.scenarios.scenario import builtin_names, load
from imsim.scenarios.toml_text import scenario_text


@every("name", builtin_names())
def test_a_scenario_survives_being_written(name, tmp_path):
    tree = load(name, ["parameters.insight=0.3"]).tree
    path = tmp_path / f"{name}.toml"
    path.write_text(scenario_text(tree), encoding="utf-8")
    assert tomllib.loads(path.read_text(encoding="utf-8")) == tree
    assert load(path).table == load(name, ["parameters.insight=0.3"]).table


def test_texts_keys_and_numbers_of_all_sorts_survive():
    tree = {
        "title": 'a "quoted" <b> \\ é \x1b \x7f \n end', "empty": {}, "events": {},
        "a b": {"c.d": [1, [], {"e": 1e-7}], "f": {"g": {}, "h": {"i": True}}, "small": 1e22},
        "strategies": {"R&D": {"label": "x"}, "none": {}},
    }  # fmt: skip
    assert tomllib.loads(scenario_text(tree)) == tree
