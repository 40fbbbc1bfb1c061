"""Does the organisation's network matter: do strategies rank in real companies as in drawn ones?

Three published organisations are imported with who talks to whom and which department serves which. Beside each stands
its double: the same departments and people, but reporting lines, contacts and services drawn as in the built-in
scenarios. The data stay where they are (`--data`); where they are absent there is nothing to compare, and it says so.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

import imsim
from _page import leave, options, told, whiskers
from imsim.scenarios.importing import import_organisation
from imsim.scenarios.scenario import Scenario
from imsim.studies.intervals import estimate

COMPANIES = {
    "manufacturer, e-mails": ("manufacturing_email_hierarchy", "edges_total.csv", {
        "department": "dept", "supervisor": "reports_to", "source": "from", "target": "to", "weight": "n_emails"}),
    "researchers, information": ("cross_parker_manufacturing", "info_edges.csv", {
        "department": "location", "customer": "from", "supplier": "to", "weight": "weight"}),
    "consultants, advice": ("cross_parker_consulting", "info_edges.csv", {
        "department": "location", "customer": "from", "supplier": "to", "weight": "weight"}),
}  # fmt: skip
DATA = Path(__file__).parents[2] / "shared" / "data"
RESAMPLES = 1000


def double(real: Scenario) -> Scenario:
    """The same departments and people, everything between them drawn: contacts, reporting lines, equal services."""
    names = list(real.table.organisation.departments)
    equal = {name: {other: 1 / (len(names) - 1) for other in names if other != name} for name in names}
    tree = dict(real.tree)
    tree["organisation"] = {"departments": real.tree["organisation"]["departments"], "service": equal}
    return Scenario(real.table, real.folder, {}, tree).changed([])


def gains(scenario: Scenario, replicates: int, jobs: int) -> tuple[list[str], np.ndarray]:
    """Names of the strategies, and the ACSI each gains over doing nothing: (strategies, replicates)."""
    found = imsim.compare(scenario, replicates=replicates, jobs=jobs)
    names = [name for name in found.names if name != found.reference]
    return names, np.stack([found.values("acsi", name) - found.values("acsi", found.reference) for name in names])


def agreement(real: np.ndarray, drawn: np.ndarray) -> tuple[float, float, float]:
    """Rank correlation of the mean gains, with its bootstrap interval over replicates."""
    chance, number = np.random.default_rng(1), real.shape[1]

    def once(some: np.ndarray) -> float:
        return float(spearmanr(real[:, some].mean(axis=1), drawn[:, some].mean(axis=1)).statistic)

    again = [once(chance.integers(0, number, number)) for _ in range(RESAMPLES)]
    return once(np.arange(number)), *np.quantile(again, [0.025, 0.975]).tolist()


def main() -> None:
    chosen = options(__doc__, data=str(DATA))
    if not Path(chosen.data).is_dir():
        print(f"Skipped: {chosen.data} is not there; give the folder of the three organisations with --data.")
        return
    rows = []
    for label, (folder, edges, columns) in COMPANIES.items():
        with tempfile.TemporaryDirectory() as scratch:
            source = Path(chosen.data) / folder
            report = import_organisation(source / "nodes.csv", source / edges, Path(scratch) / "real", **columns)
            real = imsim.load(report.scenario)
            names, found = gains(real, chosen.replicates, chosen.jobs)
            _, drawn = gains(double(real), chosen.replicates, chosen.jobs)
        rank, low, high = agreement(found, drawn)
        first, other = (names[int(values.mean(axis=1).argmax())] for values in (found, drawn))
        gap = int(np.abs((found - drawn).mean(axis=1)).argmax())
        print(
            f"{label} ({report.posts} people): {real.label(first)} pleases customers most"
            + (", in the double too" if first == other else f", in the double {real.label(other)}")
            + f"; rank correlation of the {len(names)} strategies {rank:.2f} [{low:.2f}, {high:.2f}]; the largest gap "
            f"is {real.label(names[gap])}, {told(estimate(found[gap] - drawn[gap]))} ACSI in the real network."
        )
        for name, one, two in zip(names, found, drawn, strict=True):
            gain = estimate(one - two)
            rows.append({"company": label, "label": real.label(name)} | {"mean": gain.mean, "low": gain.low}
                        | {"high": gain.high, "real": one.mean(), "drawn": two.mean()})  # fmt: skip
    table = pd.DataFrame(rows)
    title, note = "What the real network adds", "gain in it less gain in a drawn one; means and 95 % intervals"
    leave(chosen.out, "network_matters", table, whiskers(table, title, note, "ACSI gained (points)", "company"))


if __name__ == "__main__":
    main()
