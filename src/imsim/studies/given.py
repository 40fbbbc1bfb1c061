"""Arguments given in Python, in the form in which requests take them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from imsim.engine.errors import InputError
from imsim.scenarios.loading import path_of
from imsim.scenarios.scenario import Scenario
from imsim.studies.argument_types import checked
from imsim.studies.arguments import Given, names_of


def at_home(path: str | Path) -> Path:
    """A path in which `~` stands for the home folder."""
    return path_of(checked("path", path, str | Path))


def folder_in(running: Given) -> Path | None:
    """The folder `out`, which is taken out of how a study is run; None where nothing is to be left.

    Raises:
        InputError: it has no name, or there is none to go on in.
    """
    if (out := running.pop("out", None)) == "":
        raise InputError("out = '': names no folder; without out nothing is left")
    if out is None and running.get("resume"):
        raise InputError("--resume needs --out: the folder of the study to go on with")
    return None if out is None else at_home(out)


def laid_over(scenario: Scenario, given: Given) -> Scenario:
    """A scenario with the strategies that are described in Python, and without what is left out; both are taken out."""
    if isinstance(own := given.get("strategies"), Mapping):
        tables = {f"strategies.{name}": {"programmes": one} for name, one in own.items()}
        try:
            scenario = scenario.changed(tables)
        except InputError as error:
            # Nobody has typed the overrides that they are made into.
            raise InputError([replace(one, where=replace(one.where, source="")) for one in error.problems]) from None
        given["strategies"] = list(own)
    if (without := given.pop("without", None)) is not None:
        scenario = scenario.changed({"model.without": sorted(scenario.without | names_of("without", without))})
    return scenario


def given_in(arguments: Mapping[str, object]) -> Given:
    """Arguments that say something, each in the form in which requests take it; None is as usual."""
    given: Given = {name: value for name, value in arguments.items() if value is not None}
    if "outcomes" in given and not isinstance(given["outcomes"], str):
        given["outcomes"] = [getattr(one, "__name__", one) for one in given["outcomes"]]
    for name in ("vary", "overrides", "known", "floor", "cap", "keep"):
        if isinstance(given.get(name), str):
            given[name] = [given[name]]
    if isinstance(vary := given.get("vary"), Mapping):
        given["vary"] = [f"{key}={':'.join(map(str, bounds))}" for key, bounds in vary.items()]
    if isinstance(known := given.get("known"), Mapping):
        rows = {name: row if isinstance(row, Sequence) else (row,) for name, row in known.items()}
        given["known"] = [f"{name}={':'.join(map(str, row))}" for name, row in rows.items()]
    for name in ("floor", "cap"):
        if isinstance(shares := given.get(name), Mapping):
            given[name] = [f"{programme}={share}" for programme, share in shares.items()]
    return given
