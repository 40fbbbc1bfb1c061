"""Referral: whom colleagues bring stays longer, costs a bonus, and where nobody is brought nothing is another."""

import pytest

import imsim
from imsim.evidence.judgement import value_of
from imsim.evidence.replication import recordings
from imsim.evidence.study_file import load_study
from imsim.evidence.study_tables import smaller
from imsim.evidence.variant import AS_IT_IS


def figures(study):
    seen = recordings([study], 2, AS_IT_IS)[0]
    return [value_of(part, seen, study.parts) for part in study.parts]


def test_those_brought_by_colleagues_stay_longer_and_are_no_better():
    ratio, better = figures(smaller(load_study("H10"), 0.1))
    assert 0.5 < ratio < 1.0
    assert abs(better) < 0.3


def test_nobody_is_brought_unless_somebody_is_asked_to():
    model = imsim.InternalMarketingModel("bakery", strategy="hiring", rng=1)
    for _ in range(26):
        model.step()
    assert not model.ensemble.employees.referred.any()


def test_who_brings_a_colleague_gets_a_bonus():
    overrides = [
        f"strategies.{name}.programmes.recruitment={{ effort = 0.0, referral = {share} }}"
        for name, share in (("none", 0.0), ("all", 1.0))
    ]
    result = imsim.compare(
        "call_centre", strategies=["none", "all"], replicates=2, weeks=26, budget=0, jobs=1,
        overrides=[*overrides, "market.rows=100", "time.window=26"],
    )  # fmt: skip
    table = result.table.query("outcome == 'programme_cash'").set_index("strategy")["mean"]
    assert table["none"] == pytest.approx(0)
    assert table["all"] > 0
