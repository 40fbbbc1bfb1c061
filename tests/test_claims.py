"""Claims: all statements are there, and verdicts mean what they say."""

import math
import re
from pathlib import Path

import pandas as pd
import pytest

import imsim
from imsim.engine.errors import InputError
from imsim.evidence.claims.claim import Claim, effect
from imsim.evidence.claims.firms import chapters
from imsim.evidence.claims.verdicts import STATEMENTS, Verdict, claims
from imsim.reporting.statements import STATEMENT, with_verdicts

PAGE = Path(__file__).parents[1] / "docs" / "mechanisms.md"


def test_every_statement_of_the_sources_is_tried_or_says_why_not():
    every, _ = chapters()
    rows = {row for claim in every for row in claim.all_rows}
    assert rows == set(STATEMENTS)
    assert len({claim.id for claim in every}) == len(every)
    for claim in every:
        assert (claim.what is None) == bool(claim.why), claim.id
        assert claim.what is None or claim.experiment, claim.id


def test_a_verdict_stands_beside_each_statement():
    page = "| # | Claim | Where |\n|---|---|---|\n| 7 | courses teach | `a` |\n| 8 | zeal | `b` | old |\n\ntext | 7 |\n"
    rows = [("7", [7], "holds"), ("7b", [7, 8], "fails: too weak"), ("8", [8], "holds"), ("Z1", [], "holds")]
    found = with_verdicts(page, pd.DataFrame(rows, columns=["id", "rows", "verdict"]))
    assert "| 7 | courses teach | `a` | holds (7); fails: too weak (7b) |\n" in found
    assert "| 8 | zeal | `b` | fails: too weak (7b); holds (8) |\n" in found
    assert found.endswith("\n\ntext | 7 |\n")
    assert with_verdicts(found, pd.DataFrame(rows, columns=["id", "rows", "verdict"])) == found


def test_the_page_of_statements_names_the_claims_that_test_each():
    every, _ = chapters()
    tested = {row: {claim.id for claim in every if row in claim.all_rows} for row in STATEMENTS}
    rows = [line.group() for line in STATEMENT.finditer(PAGE.read_text(encoding="utf-8"))]
    verdicts = {int(row.split("|")[1]): row.split("|")[-2] for row in rows}
    assert {row: set(re.findall(r"\w+(?=[,)])", verdict)) for row, verdict in verdicts.items()} == tested


@pytest.mark.parametrize(("id", "named"), [("999", "999"), ("", "an empty id")])
def test_an_id_that_is_none_says_which_there_are(id, named):
    with pytest.raises(InputError) as error:
        claims([id])
    text = str(error.value)
    assert text.startswith(f"{named}: no such claim")
    assert "1 to 103, some with letters for further parts" in text
    assert "L1 to L6, N1 to N2, P1 to P8" in text


def test_python_asks_for_claims_and_studies_by_name_and_bounds_its_arguments():
    with pytest.raises(InputError, match="999: no such claim"):
        imsim.claims("999")
    with pytest.raises(InputError, match="F99: no such study"):
        imsim.replicate("F99")
    with pytest.raises(InputError, match="no such study"):
        imsim.replicate(["F01", "mine.toml"])
    with pytest.raises(InputError, match=r"^ids = \[\]: names none"):
        imsim.claims([])
    with pytest.raises(InputError, match=r"^ids = "):
        imsim.claims(["Z1", 31])
    with pytest.raises(InputError, match="nix: no such parameter"):
        imsim.claims("Z1", overrides={"parameters.nix": 1})
    for wrong in (3, None, [3], [["market.rows=50"]]):
        with pytest.raises(InputError, match=r"overrides = .*should be a list of texts or a dict"):
            imsim.claims("Z1", overrides=wrong)
    with pytest.raises(InputError, match=r"^studies = 5: should be"):
        imsim.replicate(5)
    for ask in (imsim.claims, imsim.replicate):
        with pytest.raises(InputError, match=r"^jobs = 0: should be 1 or more"):
            ask(jobs=0)
        with pytest.raises(InputError, match=r"^seed = 'one': should be a whole number"):
            ask(seed="one")


def test_python_tries_claims_on_a_theory_of_ones_own():
    (as_it_is,), (without,) = (imsim.claims("Z1", over).verdicts for over in ({}, {"model.without": ["word_of_mouth"]}))
    assert as_it_is.claim.id == without.claim.id == "Z1"
    assert as_it_is.simulated != without.simulated


@pytest.mark.thorough
def test_the_page_of_statements_is_up_to_date():
    page = PAGE.read_text(encoding="utf-8")
    assert with_verdicts(page, claims(jobs=2).table()) == page, "python -m imsim.reporting.statements --write"


@pytest.mark.parametrize(
    ("band", "simulated", "error", "word"),
    [
        ((0.2, 0.8), 0.5, 0.01, "holds"),
        ((0.2, 0.8), 0.1, 0.01, "fails: too weak"),
        ((0.2, 0.8), 0.9, 0.01, "fails: too strong"),
        ((0.2, 0.8), -0.5, 0.01, "fails: wrong sign"),
        ((0.2, 0.8), 0.01, 0.01, "fails: absent"),
        ((-0.8, -0.2), -0.9, 0.01, "fails: too strong"),
        ((0.0, math.inf), 0.01, 0.02, "fails: absent"),
        ((-0.1, 0.1), 0.0, 0.0, "holds"),
        ((-0.1, 0.1), 0.2, 0.0, "fails: too strong"),
        ((0.2, 0.8), math.nan, math.nan, "fails: absent"),
    ],
)
def test_a_verdict_says_in_what_way_a_claim_fails(band, simulated, error, word):
    assert Verdict(Claim("7", "learning", "x", effect("knowledge", "course_all"), band), simulated, error).word == word


def test_no_effect_on_a_ratio_is_one():
    ratio = effect("exits", "job", scale="ratio")
    assert Verdict(Claim("89", "turnover", "x", ratio, (0.4, 0.95)), 0.999, 0.01).word == "fails: absent"
    assert Verdict(Claim("89", "turnover", "x", ratio, (0.4, 0.95)), 1.2, 0.01).word == "fails: wrong sign"
    assert Verdict(Claim("89", "turnover", "x", ratio, (0.4, 0.95)), 0.97, 0.01).word == "fails: too weak"
