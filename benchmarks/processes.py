"""Where the week's time goes: each phase as a kernel of its own, and what Python does around them."""

from __future__ import annotations

import copy
import time
from collections import Counter
from dataclasses import replace
from unittest.mock import patch

from firms import Effort, firm_of, in_turn, processor_time
from imsim.company.ensemble import Ensemble
from imsim.engine import assembly
from imsim.outcomes import OUTCOMES
from imsim.reporting.text_tables import TextTable
from imsim.scenarios.budget import budgeted
from imsim.scenarios.model import MODEL
from imsim.scenarios.scenario import load
from imsim.scenarios.simulation import Simulation

PHASES = tuple(phase for group in MODEL.week for phase in group)
# The same week in as many kernels as it has phases.
APART = replace(MODEL, week=tuple((phase,) for phase in PHASES))
ACT, HAND_OVER = "programmes act, plans decide", "books and arrays handed to the kernels"
WARM_UP = 8
# Seven programmes, and what a search among eight has found.
PLANS = ("full_plan", "best_mix")


class Watch:
    """Lets weeks pass as an ensemble does, one phase after the other, and notes how long each computes."""

    def __init__(self, company: Ensemble) -> None:
        self.spent: Counter[str] = Counter()
        self.apart = copy.copy(company)
        self.apart.model, self.apart._remembered = APART, {}

    def pass_week(self, company: Ensemble) -> None:
        before = time.process_time()
        arrays, self.apart.week = company.state(), company.week
        before = self.note(HAND_OVER, before)
        for place, phase in enumerate(PHASES):
            self.apart.run(arrays, places=[place])
            before = self.note(phase.name, before)
        company.week += 1

    def note(self, name: str, before: float) -> float:
        now = time.process_time()
        self.spent[name] += now - before
        return now


def costs_of(people: int, replicates: int, strategy: str, effort: Effort) -> dict[str, float]:
    """Nanoseconds per employee-week of every part of the week, of the week as it runs, and of measuring outcomes."""
    firm = firm_of(people)
    simulation = Simulation(firm.setting(), [firm.strategies[strategy]], range(replicates), 1)
    watch = Watch(simulation.ensemble)
    # In a firm larger than a batch, phases that are kernels of their own hand on what belongs to another batch: the
    # numbers are wrong, but not the times.
    with patch.object(assembly, "check_batches"):
        for _ in range(WARM_UP):
            simulation.step()
            watch.pass_week(simulation.ensemble)
    watch.spent.clear()
    weeks = max(4, round(effort.rounds * effort.seconds / processor_time(simulation.step)))
    whole = apart = measured = 0.0
    for _ in range(weeks):
        whole += processor_time(simulation.step)
        measured += processor_time(lambda: [kind.measure(simulation.ensemble) for kind in OUTCOMES.values()])
        with patch.object(Ensemble, "pass_week", lambda company: watch.pass_week(company)):
            apart += processor_time(simulation.step)
    spent = {ACT: apart - sum(watch.spent.values()), **watch.spent}
    spent |= {"sum": apart, f"the same week as it runs, in {len(MODEL.week)} kernels": whole}
    spent["measuring all outcomes, where a study asks for every week"] = measured
    work = simulation.setting.organisation.posts * replicates * weeks
    return {name: seconds * 1e9 / work for name, seconds in spent.items()}


def plans(effort: Effort, runs: int = 480) -> TextTable:
    """How much longer a week lasts with programmes at work, in a block as studies of the service firm make them.

    Args:
        effort: of timing.
        runs: in the block.
    """
    firm = load("service_firm")
    setting, names = firm.setting(), ("nothing", *PLANS)
    cases = [one.case for one in budgeted(firm, setting, list(names), firm.table.budget.share_of_wages)]
    steps = [(Simulation(setting, [case], range(runs), 1).step, runs * setting.organisation.posts) for case in cases]
    nothing, *costs = in_turn(steps, effort)
    rows = tuple((name, f"{cost.median / nothing.median:.2f}") for name, cost in zip(PLANS, costs, strict=True))
    return TextTable("A week with programmes, in weeks without", ("strategy", f"in a block of {runs} runs"), rows)


def table(firms: list[tuple[int, int, str]], effort: Effort) -> TextTable:
    """A column for each firm: (employees, replicates, strategy)."""
    columns = [costs_of(*firm, effort) for firm in firms]
    headings = [
        f"{people:,} employees{f' x {replicates}' if replicates > 1 else ''}, {strategy}"
        for people, replicates, strategy in firms
    ]
    rows = [(name, *(f"{column[name]:.1f}" for column in columns)) for name in columns[0]]
    return TextTable("Where a week goes, ns per employee-week", ("part of the week", *headings), tuple(rows))
