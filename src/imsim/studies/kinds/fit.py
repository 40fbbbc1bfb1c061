"""Fit: which parameters does the firm's own record of survey, staff and customers speak for?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePath
from typing import Any

from imsim.engine.errors import InputError, Place, Problem
from imsim.scenarios.counts import count
from imsim.scenarios.scenario import Scenario
from imsim.studies.execution import Progress, RunOptions
from imsim.studies.factors import spec_of
from imsim.studies.fitting import work
from imsim.studies.fitting.answer import Fit
from imsim.studies.fitting.fitted import OWN_FILES
from imsim.studies.fitting.loading import firm_data
from imsim.studies.fitting.numbers import heads, numbers_of
from imsim.studies.fitting.plan import FitPlan
from imsim.studies.fitting.tables import FirmData
from imsim.studies.fitting.windows import Window, start_of, window_of
from imsim.studies.kinds import StudyKind, WriteFigures
from imsim.studies.requests import StudyRequest, check_strategy, opened, option
from imsim.studies.uncertainties import wanted_factors

# What a firm's record may speak for, with the reason why it is among the ten.
USUALLY = {
    "labour_market": "pull of other employers: who leaves",
    "exit_exogenous": "exits that no attitude explains, told apart from these by how exits follow attitudes",
    "exit_newcomer": "newcomers who leave at once: how hires and exits go together",
    "exit_satisfaction": "how exits follow satisfaction",
    "labour_supply": "how soon desks are filled, and by whom",
    "disposition_mean": "how content people are by nature: level of job satisfaction",
    "motivation_trait_mean": "how motivated people are by nature: level of motivation",
    "belonging_anchor": "belonging that nobody works on: level of commitment",
    "trait_trust": "how far trust is a matter of the person: differences in trust that stay",
    "product_quality": "quality of what is sold: level of customers' scores",
}
DEFAULT_SAMPLES, FEWEST_SAMPLES, MOST_SAMPLES = 600, 32, 20_000
MOST_REHEARSED = 1000
# The firm of the scenario is another one where its size is further off.
OTHER_SIZE = 0.2


@dataclass(frozen=True)
class FitRequest(StudyRequest):
    """Whose parameters are to be fitted, to which tables, and what was done meanwhile."""

    survey: Any = option("survey means, or an export of a survey tool", None)  # noqa: RUF009
    columns: Sequence[str] = option("`role=heading` of columns of the survey and the staff list, as `strain=Q7`", ())
    staff: Any = option("staff list: id, department, hired, left, reason", None)  # noqa: RUF009
    id: str | None = option("column of the staff list: who")
    department: str | None = option("column of the staff list: department")
    customers: Any = option("customers' scores: month, score, n (department, scale)", None)  # noqa: RUF009
    start: str | date | None = option("day on which week 0 begins (default: first date in the tables)")  # noqa: RUF009
    strategy: str | None = option("what was done in these weeks (default: the scenario's reference)")
    parameters: str | Sequence[str] | int | None = option("which are fitted (default: ten)")
    vary: Sequence[str] = option("`key=low:high` of a parameter: its prior range", ())
    samples: int | None = option("runs that emulators learn from (default: 600)")
    rehearse: int | None = option("firms that are made and fitted, to see what a fit of these data is worth")


def plan(request: FitRequest) -> FitPlan:
    """The fit that answers a request.

    Raises:
        InputError: the scenario, a table or an argument cannot be used.
    """
    scenario = opened(request.scenario, request.weeks, None, request.overrides)
    check_names(scenario)
    strategy = check_strategy(scenario, request.strategy or scenario.table.reference)
    named = {"id": request.id, "department": request.department}
    people = {role: heading for role, heading in named.items() if heading is not None}
    data = firm_data(scenario, request.survey, request.staff, request.customers, request.columns, people)
    window = window_of(data, start_of(request.start))
    numbers = numbers_of(data, window, scenario.organisation.posts)
    if not numbers:
        raise InputError(
            f"--start {window.start}: nothing in the tables lies in the {count(window.weeks, 'week')} from then on"
        )
    specs = dict(spec_of(text) for text in request.vary)
    names = request.parameters if request.parameters is not None else usual_parameters(scenario)
    factors, notes = wanted_factors(scenario, strategy, specs, names, None)
    for one in factors:
        if not one.key.startswith("parameters."):
            raise InputError(f"--vary {one.name}: is no parameter of the model, and only these are fitted")
    wanted = DEFAULT_SAMPLES if request.samples is None else request.samples
    samples = _between("samples", wanted, max(FEWEST_SAMPLES, 4 * len(factors)), MOST_SAMPLES)
    rehearse = _between("rehearse", request.rehearse or 0, 0, MOST_REHEARSED)
    told = (*notes, *_told(scenario, data, window))
    return FitPlan(
        scenario, strategy, factors, numbers, window.start, window.weeks, samples, request.replicates or 1, rehearse,
        1 if request.seed is None else request.seed, told,
    )  # fmt: skip


def usual_parameters(scenario: Scenario) -> list[str]:
    """The parameters that are fitted by default, as far as the scenario's model has them."""
    there = scenario.setting().model.parameters
    return [name for name in USUALLY if name in there]


def check_names(scenario: Scenario) -> None:
    """Refuse imported tables that are called as files of a fit are, beside which they are left for `fitted.toml`.

    Raises:
        InputError: one is.
    """
    for key in ("posts", "ties"):
        name = getattr(scenario.table.organisation, key)
        if name is not None and PurePath(name).parts[0].casefold() in OWN_FILES:
            raise InputError(
                f'{scenario.name}: organisation.{key} = "{name}": a fit leaves a file of its own of this name beside a '
                "copy of the table; call the table otherwise"
            )


def _between(name: str, value: int, least: int, most: int) -> int:
    if not least <= value <= most:
        raise InputError(Problem(Place(name), str(value), f"should be from {least} to {most:,}"))
    return value


def _told(scenario: Scenario, data: FirmData, window: Window) -> list[str]:
    """What whoever asked should know: what is left out, and where the firm is not that of the scenario."""
    notes = [f"week 0 begins on {window.start}; the tables reach over {count(window.weeks, 'week')}", *data.notes]
    if data.left_out:
        notes.append(f"{count(data.left_out, 'row is', 'rows are')} missing or of fewer than five people, and left out")
    early = sum(one.day < window.start for one in data.survey) + sum(
        not window.month(one.month) for one in data.customers
    )
    if early:
        notes.append(f"{count(early, 'row is', 'rows are')} older than week 0, and left out")
    if data.staff:
        present, posts = heads(data.staff, window.start), scenario.organisation.posts
        if abs(present - posts) > OTHER_SIZE * posts:
            notes.append(
                f"the staff list has {count(present, 'person', 'people')} on {window.start}, the scenario "
                f"{count(posts, 'post')}: noise is that of the scenario's size"
            )
    return notes


def run(
    planned: FitPlan,
    folder: Path | None = None,
    options: RunOptions | None = None,
    progress: Progress | None = None,
    write_figures: WriteFigures | None = None,
) -> Fit:
    """Fit, and leave what was found in the folder.

    Raises:
        StudyConflict: the folder holds another study.
        RunFailed: the model cannot have made the data, or there is nothing that can be fitted.
    """
    return work.fit(planned, folder, options, progress, write_figures if folder else None)


KIND = StudyKind("fit", FitRequest, plan, run, work.planned_in, work.read)
