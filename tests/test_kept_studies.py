"""Patterns that were kept back at first, as studies: places, parts made of parts, customers, what the model lacks."""

import math
import tomllib

import numpy as np
import pytest

from imsim.engine.errors import InputError
from imsim.evidence.judgement import found, value_of
from imsim.evidence.replication import recordings, replicate
from imsim.evidence.study_file import checked_study, kept_studies, load_study, named_studies
from imsim.evidence.variant import AS_IT_IS

ROWS = [
    "H1",
    "H2",
    "H3",
    "H4",
    "H5",
    "H6",
    "H7",
    "H8",
    "H9",
    "H10",
    "H11",
    "H12",
    "H13",
    "H14",
    "H15",
    "L5",
    "L9",
    "L10",
    "Ctrip",
    "ICC",
    "homes",
]
TWO = """
id = "two"
title = "two sizes of one firm"
[places.small]
scenario = "bakery"
overrides = ["market.rows=50"]
[places.large]
scenario = "call_centre"
overrides = ["market.rows=50", "organisation.departments.agents.heads=40"]
[design]
units = 2
weeks = 8
simulated = 12
[groups.drawn]
chosen = true
[groups.tired]
most = { motivation = 0.5 }
[arms]
control = []
told = [{ programme = "messages", levers = { email = 1.0 } }]
hit = [{ event = "demand_shock", levers = { size = 0.5, weeks = 4 }, start = 3 }]
[series.exits]
outcome = "exits"
[series.hires]
outcome = "hires"
by_department = true
[series.scores]
outcome = "customer_satisfaction"
by_department = true
[[parts]]
name = "small"
kind = "R"
effect = { outcome = "exposure", weeks = [1, 8], arm = "told", scale = "level" }
[[parts]]
name = "large"
kind = "R"
place = "large"
effect = { outcome = "exposure", weeks = [1, 8], arm = "told", scale = "level" }
[[parts]]
name = "large over small"
low = 0.5
high = 1.5
from_parts = { parts = ["large", "small"], by = "ratio" }
[[parts]]
name = "of the small, as the highest of the large"
place = "small"
low = 0.0
[parts.association]
across = "people"
form = "above"
than = "large"
highest = 0.3
x = { outcome = "motivation", weeks = [8, 8] }
[[parts]]
name = "customers"
low = -1.0
[parts.association]
across = "customers"
form = "correlation"
x = { outcome = "customer_satisfaction", weeks = [1, 1] }
y = { outcome = "departures", weeks = [2, 8] }
[[parts]]
name = "told or not"
low = -1.0
[parts.association]
across = "people"
form = "correlation"
untreated = "control"
x = { outcome = "treated", weeks = [8, 8], arm = "told" }
y = { outcome = "message_adstock", weeks = [8, 8], arm = "told" }
[[parts]]
name = "load"
low = -1.0
effect = { outcome = "load", weeks = [3, 6], arm = "hit" }
[[parts]]
name = "load before"
low = -1.0
effect = { outcome = "load", weeks = [1, 2], arm = "hit", scale = "difference" }
[[parts]]
name = "the tired"
kind = "R"
effect = { outcome = "motivation", weeks = [1, 8], group = "tired", scale = "level" }
[[parts]]
name = "share of samples"
low = 0.8
samples = 4
effect = { outcome = "exposure", weeks = [1, 8], arm = "told", scale = "difference" }
"""


def two(text=TWO):
    return checked_study(tomllib.loads(text), "two.toml")


@pytest.fixture(scope="module")
def seen():
    study = two()
    return study, recordings([study], 3, AS_IT_IS)[0]


@pytest.fixture(scope="module")
def values(seen):
    study, recording = seen
    return {part.name: value_of(part, recording, study.parts) for part in study.parts}


def test_all_rows_are_there_with_source_band_and_note():
    studies = {id: load_study(id) for id in kept_studies()}
    assert list(studies) == ROWS
    assert all(study.family == "kept patterns" and study.source and study.design_note for study in studies.values())
    assert all(any(part.kind in "MS" for part in study.parts) for study in studies.values())
    assert named_studies(["kept", "F01", "H1"]) == [*ROWS, "F01"]


def test_each_place_has_its_own_firm_and_only_the_arms_that_it_needs(seen, values):
    _, recording = seen
    assert recording.at("large").arms == ("control", "told")
    assert recording.at("small").arms == ("control", "told", "hit")
    assert values["large over small"] == pytest.approx(values["large"] / values["small"])
    assert 0.5 < values["large over small"] < 1.5


def test_people_of_one_place_are_held_against_those_of_another(seen, values):
    _, recording = seen
    part = "of the small, as the highest of the large"
    limit = np.quantile(recording.at("large").by_person(part)[0], 0.7)
    assert values[part] == pytest.approx((recording.by_person(part)[0] > limit).mean())


def test_customers_and_people_of_two_arms_are_asked(seen, values):
    _, recording = seen
    asked, left = recording.by_person("customers")
    assert set(np.unique(left)) <= {0.0, 1.0}
    assert 0 < left.mean() < 0.5
    assert (asked > 0).all()
    treated, _ = recording.by_person("told or not")
    assert treated.mean() == pytest.approx(0.5, abs=0.02)
    assert values["told or not"] > 0.8


def test_an_event_happens_in_one_arm_when_it_is_said_to(values):
    assert values["load"] > 0.2
    assert values["load before"] == 0


def test_those_below_a_bound_and_samples(values):
    assert values["the tired"] < 0.5
    assert values["share of samples"] == 1.0


def test_a_panel_with_fixed_effects_leaves_out_what_units_always_differ_in():
    from imsim.evidence.associations import association, within_units
    from imsim.evidence.reading_tables import AssociationTable
    from imsim.evidence.recording import Recording

    rng = np.random.default_rng(5)
    units, weeks = 400, 8
    own = rng.normal(0, 2.0, (units, 1))
    x = rng.normal(0, 1.0, (units, weeks)) + own
    y = 0.5 * x - 3 * own + rng.normal(0, 0.1, (units, weeks))
    moments = {
        (name, ""): np.stack([np.ones_like(one), one, one * one], axis=-1)[None]
        for name, one in (("exits", x), ("performance", y))
    }
    readings = {key: {"outcome": name, "weeks": [1, 8]} for key, name in (("x", "exits"), ("y", "performance"))}
    seen = Recording(("control",), 0, moments)
    between = AssociationTable(form="slope", **readings)
    within = AssociationTable(form="slope", within=2, **readings)
    assert association(between, seen) < -1.5
    assert association(within, seen) == pytest.approx(0.5, abs=0.02)
    assert within_units(within, seen, 2).shape == (2, units * 4)
    with pytest.raises(ValueError, match="equally many whole periods"):
        AssociationTable(form="slope", within=3, **readings)


def test_the_upper_share_is_as_large_as_it_is_said_to_be():
    text = TWO.replace("most = { motivation = 0.5 }", 'upper = "performance_quantity"\nsplit = 0.75')
    text = text.replace(
        'name = "the tired"\nkind = "R"\neffect = { outcome = "motivation"',
        'name = "best"\nkind = "R"\neffect = { outcome = "exits"',
    )
    study = two(text)
    seen = recordings([study], 3, AS_IT_IS)[0]
    best, everybody = (seen.by_unit("exits", group, "control", (1, 1))[:, 0].sum() for group in ("tired", ""))
    assert best / everybody == pytest.approx(0.25, abs=0.02)


def test_reported_parts_are_not_judged_and_series_are_kept():
    one = replicate([two()], seed=3).replications[0]
    assert {finding.part for finding in one.findings if not finding.judged} == {"small", "large", "the tired"}
    rows = {(row["series"], row["group"]) for row in one.weekly}
    assert ("exits", "") in rows
    assert ("hires", "agents") in rows
    assert len({group for series, group in rows if series == "scores"}) > 2
    hires = sum(row["mean"] * row["number"] for row in one.weekly if row["series"] == "hires" and row["arm"] == "told")
    assert hires == int(hires)
    assert all(0 < row["mean"] < 1 for row in one.weekly if row["series"] == "scores")


def test_what_the_model_lacks_is_declared_and_not_tried():
    text = TWO.replace('name = "load"', 'name = "load"\nrequires = ["magic", "messages.spell", "load"]')
    part = next(one for one in two(text).parts if one.name == "load")
    assert part.inexpressible == "the model has no magic, messages.spell"
    finding = found(part, math.nan)
    assert not finding.passed
    assert finding.why == part.inexpressible
    study = two(
        text.replace("size = 0.5", "witchcraft = 0.5").replace(
            'name = "load before"', 'name = "before"\nrequires = ["magic"]'
        )
    )
    assert list(study.arms) == ["control", "told"], "an arm that only such parts need is not tried either"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('place = "large"', 'place = "huge"', 'no place "huge" (allowed: small, large)'),
        ('parts = ["large", "small"]', 'parts = ["large", "tiny"]', 'no part "tiny" before it'),
        ('parts = ["large", "small"]', 'parts = ["large"]', "parts must be two"),
        ('event = "demand_shock"', 'event = "demand_shok"', 'did you mean "demand_shock"?'),
        ("size = 0.5", "size = 50.0", "levers.size = 50.0: should be less than or equal to 3"),
        ('than = "large"\n', "", "above needs another place"),
        ('untreated = "control"\n', "", 'x is "treated" where untreated names the other arm'),
        ('outcome = "departures"', 'outcome = "exits"', "exits is no column of customers"),
        ("most = { motivation", "most = { motivatoin", "motivatoin is no column of people"),
        ('kind = "R"\neffect', 'kind = "R"\nlow = 0.0\neffect', "one that is reported alone (R) has neither"),
        ('outcome = "hires"', 'outcome = "hirings"', 'series.hires: no outcome "hirings"'),
    ],
)
def test_a_mistake_is_one_clear_line(old, new, said):
    assert old in TWO
    with pytest.raises(InputError) as error:
        two(TWO.replace(old, new, 1))
    assert said in str(error.value)


def test_an_empty_id_is_named_so():
    with pytest.raises(InputError, match="an empty name: no such study"):
        load_study("")
