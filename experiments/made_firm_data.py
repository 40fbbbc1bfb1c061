"""What would a firm's own record of survey, staff and customers look like? Three MADE tables, of no real firm.

The service firm of the built-in scenario is run for two years with three of its numbers changed (`TRUTH`): a firm of
which `imsim fit` can find out what it is like. Half-yearly surveys of each department, the staff list with everybody
who came and went, and customers' monthly scores are written as CSV files. With `--merger` another firm is taken over in
month ten, of which the scenario says nothing.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from imsim.company.ensemble import Ensemble
from imsim.scenarios.scenario import Scenario, load
from imsim.scenarios.simulation import Simulation

START = date(2024, 1, 1)
SURVEYS = (date(2024, 3, 18), date(2024, 9, 16), date(2025, 3, 17), date(2025, 9, 15))
TRUTH = {"labour_market": 1.4, "product_quality": 0.52, "motivation_trait_mean": 0.6}
ASKED = ("motivation", "job_satisfaction", "affective_commitment", "management_trust")
MERGER = ['events.takeover={kind="merger", week=43, trust_shock=0.3, uncertainty=0.3}']
# Share of people who answer, noise of one answer (0-1), customers asked a month and noise of their scores (0-100).
ANSWERING, ANSWER_NOISE, CUSTOMERS, SCORE_NOISE = 0.75, 0.16, 150, 20.0
REASONS = ("resigned", "resigned", "resigned", "retired", "end of contract")


class Record:
    """The firm's files while the weeks pass."""

    def __init__(self, company: Ensemble, seed: int, surveys: Sequence[date]) -> None:
        self.rng, self.surveys = np.random.default_rng(seed), surveys
        self.names, self.of_post = company.organisation.names, company.organisation.department_of
        self.supervisor, self.leads = company.organisation.supervisor, company.organisation.leading
        self.answers: list[dict[str, object]] = []
        self.scores: dict[date, list[float]] = {}
        self.people: list[dict[str, Any]] = []
        # Post -> the last who held it; nobody where it is vacant from the beginning.
        self.holder: dict[int, int] = {}
        for post in np.flatnonzero(company.employees.occupied[0, 0]).tolist():
            self.employ(post, START - timedelta(weeks=round(company.employees.tenure_weeks[0, 0, post])))

    def employ(self, post: int, hired: date) -> None:
        """Write a new line of the staff list."""
        department, number = self.names[self.of_post[post]], 1000 + len(self.people)
        self.holder[post] = len(self.people)
        self.people.append(
            {"id": number, "department": department, "hired": hired, "left": None, "reason": "", "post": post}
        )

    def see(self, company: Ensemble, week: int) -> None:
        """Note who came and went in a week, and ask people and customers."""
        day, staff = START + timedelta(weeks=week, days=2), company.employees
        for post in np.flatnonzero(staff.left[0, 0]).tolist():
            if self.people[self.holder[post]]["left"] is None:
                self.people[self.holder[post]] |= {"left": day, "reason": str(self.rng.choice(REASONS))}
        for post in np.flatnonzero(staff.hired[0, 0]).tolist():
            self.employ(post, day)
        for asked in self.surveys:
            if (asked - START).days // 7 == week:
                self.ask(company, asked)
        month = (START + timedelta(weeks=week)).replace(day=1)
        self.scores.setdefault(month, []).append(float(acsi(company)))

    def ask(self, company: Ensemble, day: date) -> None:
        """A survey on a scale from 1 to 5: what everybody says who answers."""
        for number, name in enumerate(self.names):
            there = np.flatnonzero(company.employees.occupied[0, 0] & (self.of_post == number))
            some = there[self.rng.random(len(there)) < ANSWERING]
            said = {}
            for measure in ASKED:
                states = getattr(company.employees, measure)[0, 0, some]
                noisy = states + self.rng.normal(0, ANSWER_NOISE, len(some))
                said[measure] = np.clip(np.round(1 + 4 * noisy), 1, 5).astype(int).tolist()
            rows = zip(*said.values(), strict=True)
            self.answers += [{"date": day, "department": name, **dict(zip(ASKED, row, strict=True))} for row in rows]

    def survey(self) -> pd.DataFrame:
        """Mean answers of each department."""
        answers, rows = pd.DataFrame(self.answers), []
        for day, name in product(answers["date"].unique(), self.names):
            said = answers[(answers["date"] == day) & (answers["department"] == name)]
            for measure in ASKED:
                mean = round(float(said[measure].mean()), 2) if len(said) else ""
                row = {"date": day, "department": name, "measure": measure, "mean": mean, "n": len(said)}
                rows.append(row | {"scale": "1-5"})
        return pd.DataFrame(rows)

    def customers(self) -> pd.DataFrame:
        """Mean scores that customers gave in each month."""
        rows = [
            {"month": f"{month:%Y-%m}", "n": CUSTOMERS,
             "score": round(float(np.mean(weeks) + self.rng.normal(0, SCORE_NOISE / CUSTOMERS**0.5)), 1)}
            for month, weeks in self.scores.items()
        ]  # fmt: skip
        return pd.DataFrame(rows)[["month", "score", "n"]]


def acsi(company: Ensemble) -> float:
    """What customers would answer on average, 0-100."""
    p = company.parameters
    mean = company.flows.satisfaction[0, 0, 0] / max(company.firm.customers_now[0, 0, 0], 1)
    return float(p.acsi_reference.item() + p.acsi_slope.item() * (mean - p.satisfaction_reference.item()))


def recorded(scenario: Scenario, parameters: Mapping[str, float], seed: int) -> Record:
    """The record of a firm like the scenario's, untreated, with some parameters of its own."""
    case = scenario.strategies[scenario.table.reference]
    own = replace(case, parameters={**case.parameters, **parameters})
    simulation = Simulation(scenario.setting(), [own], (seed,), 2024)
    record = Record(simulation.ensemble, seed, SURVEYS)
    for week in range(scenario.timeline.weeks):
        simulation.step()
        record.see(simulation.ensemble, week)
    return record


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("made_firm"), help="folder for the tables")
    parser.add_argument("--seed", type=int, default=7, help="of the firm's fate")
    parser.add_argument("--merger", action="store_true", help="with a merger in month ten")
    parser.add_argument("--quick", action="store_true", help="half a year only, to try the script")
    chosen = parser.parse_args()
    weeks = 26 if chosen.quick else 104
    scenario = load(
        "service_firm", [f"time.weeks={weeks}", f"time.window={min(weeks, 52)}", *(MERGER if chosen.merger else [])]
    )
    chosen.out.mkdir(parents=True, exist_ok=True)
    record = recorded(scenario, TRUTH, chosen.seed)
    staff = pd.DataFrame(record.people).drop(columns="post")
    for name, table in {"survey": record.survey(), "staff": staff, "customers": record.customers()}.items():
        table.to_csv(chosen.out / f"{name}.csv", index=False)
        print(f"{chosen.out / name}.csv: {len(table)} rows, made, of no real firm")


if __name__ == "__main__":
    main()
