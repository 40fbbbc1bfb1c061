"""Which figures belong to which study: names of files, and the figures that go there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from imsim.reporting.figures.comparison import cost_effect, fan_chart, paired_differences
from imsim.reporting.figures.departments import department_heat_map
from imsim.reporting.figures.network import network
from imsim.reporting.figures.page import figure_of
from imsim.reporting.figures.sensitivity import convergence, index_bars, morris_plane, tornado
from imsim.reporting.figures.sweep import factors_of, heat_map, response, responses
from imsim.reporting.figures.uncertainty import ranking, turning_points
from imsim.reporting.figures.words import PLAIN, Words
from imsim.reporting.quantities import label_of
from imsim.studies.comparison import JUDGED_BY, runs_frame, weeks_frame

if TYPE_CHECKING:
    from imsim.studies.comparison import Comparison
    from imsim.studies.departments import Inside
    from imsim.studies.sensitivity import Sensitivity
    from imsim.studies.sweep import Sweep
    from imsim.studies.uncertainty import Uncertain

Named = Iterator[tuple[str, Figure]]

# Outcomes over the weeks, as they are or as differences to the reference: luck moves profit more than strategies do.
COURSES = (("acsi", False), ("acsi", True), ("profit", True), ("turnover", False))
# Weeks that a point of a curve is the mean of: of 120 people nobody leaves in many a week.
SMOOTHED = {"turnover": 26, "profit": 4}


def of_comparison(comparison: Comparison, seen: Inside) -> Named:
    """Gains, weeks and cost of a comparison, and what was seen inside the company.

    Args:
        comparison: what was found.
        seen: `studies.inside.inside_of(comparison)`.
    """
    words, reference = Words.of(comparison.scenario), comparison.reference
    runs, weeks = runs_frame(comparison), weeks_frame(comparison)
    level = "95 % intervals of paired differences"
    note = f"{comparison.replicates} replicates; {level}" if comparison.replicates > 1 else ""
    for outcome in JUDGED_BY:
        yield (
            outcome,
            figure_of(paired_differences(comparison.table, outcome, reference=reference, words=words, note=note)),
        )
    for outcome, gained in COURSES:
        if gained and len(comparison.names) < 2:
            continue
        over = SMOOTHED.get(outcome, 1)
        course = fan_chart(weeks, outcome, reference=reference, gained=gained, over=over, words=words)
        yield f"{outcome}_{'gained_' if gained else ''}weeks", figure_of(course)
    if len(comparison.names) > 1:
        yield "cost_effect", figure_of(cost_effect(runs, reference=reference, words=words))
    yield from of_inside(seen, reference, words)


def of_inside(seen: Inside, reference: str, words: Words = PLAIN) -> Named:
    """Departments over the weeks, and the people of the best strategy at the end."""
    *others, best = sorted(dict.fromkeys(seen.people["strategy"]), key=lambda name: name != reference)
    against = others[0] if others else None
    departments = department_heat_map(seen.departments, strategy=best, against=against, words=words)
    yield "departments", figure_of(departments)
    people = seen.people[seen.people["strategy"] == best]
    title = f"performance of people, {words.strategy(best)}, at the end"
    yield "network", figure_of(network(seen.organisation, people, "performance", words=words, title=title))


def of_sweep(sweep: Sweep, words: Words = PLAIN) -> Named:
    """Response curves of a sweep, and heat maps where two factors make a grid."""
    for outcome in [name for name in JUDGED_BY if name in sweep.results.final] or [*sweep.results.final][:1]:
        yield from of_swept_outcome(sweep, outcome, words)


def of_swept_outcome(sweep: Sweep, outcome: str, words: Words = PLAIN) -> Named:
    """Curves or maps of one outcome of a sweep; nothing where no run has a number for it."""
    table, design = sweep.table, sweep.results.design
    if not table[outcome].notna().any():
        return
    factors = factors_of(table)
    if len(factors) == 1:
        yield f"{outcome}_response", figure_of(response(table, factors[0], outcome, words=words))
    elif design.kind == "grid" and len(factors) == 2:
        against = sweep.results.arms[1] if len(sweep.results.arms) > 1 else None
        yield f"{outcome}_heat_map", figure_of(heat_map(table, *factors, outcome, against=against, words=words))
        if against is None:
            yield f"{outcome}_response", figure_of(response(table, factors[0], outcome, words=words))
    else:
        yield f"{outcome}_responses", responses(table, outcome, words=words)


def of_sensitivity(found: Sensitivity, words: Words = PLAIN) -> Named:
    """Indices of each outcome, and what else its method allows."""
    for outcome in found.outcomes:
        yield from of_moved_outcome(found, outcome, words)


def of_moved_outcome(found: Sensitivity, outcome: str, words: Words = PLAIN) -> Named:
    """What moves one outcome: its indices, and what else the method allows; nothing where it did not vary."""
    finding, table = found.outcomes[outcome], found.table
    if finding.constant:
        return
    whose = words.strategy(found.strategy) + (f" less {words.strategy(found.against)}" if found.against else "")
    title = f"{label_of(outcome)}, {whose}: "
    luck = finding.luck.share if finding.luck else None
    bars = index_bars(
        table, outcome, noise_share=luck, words=words, title=f"{title}what moves it ({found.method.name})"
    )
    yield f"{outcome}_indices", figure_of(bars)
    if found.method.name == "morris":
        plane = morris_plane(table, outcome, words=words, title=f"{title}size and spread of effects")
        yield f"{outcome}_morris", figure_of(plane)
    if finding.swings:
        swings = tornado(found.swings, outcome, words=words, title=f"{title}where a factor is low or high")
        yield f"{outcome}_tornado", figure_of(swings)
    if finding.convergence:
        curves = convergence(table, outcome, words=words, title=f"{title}indices and sample size")
        yield f"{outcome}_convergence", figure_of(curves)


def of_uncertain(found: Uncertain) -> Named:
    """Ranking of strategies under uncertainty, and what turns it."""
    for outcome in found.results.final:
        yield from of_uncertain_outcome(found, outcome)


def of_uncertain_outcome(found: Uncertain, outcome: str) -> Named:
    """Ranking by one outcome, and what turns it, if anything does."""
    import pandas as pd

    words, design = Words.of(found.scenario), found.results.design
    note = f"{design.points} worlds, {len(design.factors)} uncertain numbers drawn; 95 % intervals"
    yield f"{outcome}_ranking", ranking(found.table, outcome, words=words, note=note)
    if turns := found.turns(outcome):
        first, second = found.leaders(outcome)
        table = pd.DataFrame([vars(turn) for turn in turns])
        yield f"{outcome}_turns", figure_of(turning_points(table, outcome, first=first, second=second, words=words))
