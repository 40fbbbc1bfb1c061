"""A figure is never printed as the bound that it misses."""

import math

import pytest

from every import every
from imsim.evidence.claims.claim import Claim
from imsim.evidence.judgement import PartFinding
from imsim.evidence.patterns import PATTERNS
from imsim.evidence.validation import PatternFinding
from imsim.reporting.bands import figure_in, span
from imsim.reporting.terminal.claims import figure
from imsim.reporting.terminal.patterns import patterns_table
from imsim.reporting.terminal.replication import family_table

pytestmark = pytest.mark.reads_source


@every("digits", [0, 1, 2, 3])
@every("value", [0.19999, 0.2, 0.1951, 0.333, 0.40001, 0.3999, -7.0, 12.5])
def test_the_printed_figure_lies_on_the_side_of_the_printed_bounds_that_the_figure_lies_on(value, digits):
    low, high = round(0.2, digits), round(0.4, digits)
    shown = float(figure_in(low, high, value, digits))
    assert (low <= shown <= high) == (low <= value <= high)
    assert figure_in(None, None, value, digits) == f"{value:.{digits}f}"


def test_a_pattern_that_fails_by_little_is_told_with_the_digits_that_show_it():
    pattern = PATTERNS["C1"]
    found = PatternFinding(pattern, 0.197, 0.054)

    class Study:
        findings = (found,)

    row = patterns_table(Study()).frame().iloc[0]
    assert (row["verdict"], row["band"], row["simulated"]) == ("fails", "0.20 to 0.40", "0.197")


def test_so_are_parts_of_studies_and_claims():
    class Told:
        id = "F99"

    class Replication:
        study = Told()
        findings = (PartFinding("a part", "S", -math.inf, 1 / 3, 0.3334, 0.01),)

    row = family_table([Replication()]).frame().iloc[0]
    assert (row["verdict"], row["band"], row["simulated"]) == ("fails", "up to 0.333", "0.3334")
    assert figure(0.20004, Claim("0", "-", "-", band=(0.01, 0.2)).band) == "0.20004"
    assert span(None, None) == "-"
