"""The study that a scenario's `[study]` table describes."""

from __future__ import annotations

import re

from imsim.engine.errors import InputError
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
        raise InputError(as_keys(problem, scenario.name) for problem in error.problems) from None
    return study


def as_keys(problem: str, name: str) -> str:
    """A problem with an option, as one with the key of a `[study]` table that stands for it.

    Example:
        >>> as_keys("--samples 100: sobol needs a power of 2", "firm"), as_keys('firm: no strategy "x"', "firm")
        ('study.samples = 100: sobol needs a power of 2', 'study: no strategy "x"')
    """
    option = re.match(r"--([a-z-]+) ?([^:]*): ", problem)
    if option is None:
        return f"study: {problem.removeprefix(f'{name}: ')}"
    key = {"outcome": "outcomes"}.get(option[1], option[1].replace("-", "_"))
    return f"study.{key}{f' = {option[2]}' if option[2] else ''}: {problem[option.end() :]}"
