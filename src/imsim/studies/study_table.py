"""The study that a scenario's `[study]` table describes."""

from __future__ import annotations

from dataclasses import replace

from imsim.engine.errors import InputError, Place, Problem
from imsim.scenarios.problems import origin_of
from imsim.scenarios.scenario import Scenario
from imsim.studies.kinds import kind_of
from imsim.studies.study import Study


def study_in(scenario: Scenario) -> Study | None:
    """The study that a scenario's `[study]` table describes; None where it has none.

    Raises:
        InputError: the table names something that is not there, or cannot be; keys of the table stand for options.
    """
    table = scenario.table.study
    if table is None:
        return None
    analysed = table.method is not None or table.second_order or bool(table.groups)
    kind = kind_of(table.kind or ("sensitivity" if analysed else "sweep"))
    try:
        study: Study = kind.plan(kind.request(scenario))
    except InputError as error:
        raise InputError(in_table(problem, scenario) for problem in error.problems) from None
    return study


def in_table(problem: Problem, scenario: Scenario) -> Problem:
    """A problem with something asked for, as one with the key of the `[study]` table that stands for it."""
    if problem.where.source:
        return problem
    key = f"study.{problem.where.name}" if problem.where.name else "study"
    why = problem.why.removeprefix(f"{scenario.name}: ")
    return replace(problem, where=Place(key, origin_of(key, scenario.origins, scenario.name)), why=why)
