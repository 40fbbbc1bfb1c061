"""Scenario files that a visitor opens or drops on the page: checked as the command line does, and kept by their tab.

Such a file is all there is of it: it extends built-in scenarios only, and reads no data files of the server.
"""

from __future__ import annotations

import base64
import binascii
from pathlib import Path
from typing import Any

from imsim.engine.errors import InputError
from imsim.engine.sanitising import printable
from imsim.scenarios.loading import parsed
from imsim.scenarios.scenario import Scenario, load, load_parsed
from imsim.scenarios.simulation import Setting

# What a file may weigh that a browser sends, and a firm that strangers may have this machine run.
MOST_BYTES = 256 << 10
MOST_FILES = 20
MOST_POSTS, MOST_CUSTOMERS, MOST_WEEKS = 10_000, 100_000, 1_500
LONGEST_NAME = 60


def sent(data: Any) -> tuple[str, bytes]:
    """Name and content of a file that a browser sent; it may have sent anything.

    Raises:
        InputError: it is no file, or one that is too large.
    """
    try:
        name, content = Path(printable(str(data["name"]))).name[-LONGEST_NAME:] or "scenario.toml", data["content"]
        if content is None:
            raise InputError(f"{name}: is larger than {MOST_BYTES >> 10} kB; a scenario is a small text file")
        return name, base64.b64decode(str(content), validate=True)
    except (TypeError, KeyError, binascii.Error):
        raise InputError("file: the browser sent none") from None


def scenario_in(name: str, content: bytes) -> Scenario:
    """The scenario in a file that a visitor opened.

    Raises:
        InputError: with one line for every mistake found, as `imsim check` has them.
    """
    tree = parsed(content, name)
    if "kind" in tree:
        raise InputError(f"{name}: is a lesson or a challenge, not a scenario: imsim app --lesson {name}")
    scenario = load_parsed(tree, name)
    table = scenario.table
    organisation, time = table.organisation, table.time
    if organisation.posts or organisation.ties:
        raise InputError(f"{name}: reads data files beside it: imsim app {name}")
    for what, number, most in (
        ("posts", sum(row.heads for row in organisation.departments.values()), MOST_POSTS),
        ("customers simulated", table.market.rows, MOST_CUSTOMERS),
        ("weeks, burn-in included", time.weeks + time.burn_in, MOST_WEEKS),
    ):
        if number > most:
            raise InputError(
                f"{name}: {number:,} {what}: a page opens at most {most:,}; all that there are: imsim app {name}"
            )
    return scenario


# The companies of the page, by their source, which all visitors of this process share: what a firm expects when it
# plans is found out in runs of its own, once, and kept with the setting.
_companies: dict[str, tuple[Scenario, Setting]] = {}


def company(source: str) -> tuple[Scenario, Setting]:
    """A company of the page as its file stands by now.

    Raises:
        InputError: something is wrong with it.
    """
    scenario = load(source)
    organisation, known = scenario.table.organisation, _companies.get(source)
    if known is None or known[0] != scenario or organisation.posts or organisation.ties:
        known = _companies[source] = scenario, scenario.setting()
    return known


class Brought:
    """The scenario files that one visitor has opened."""

    def __init__(self) -> None:
        self._scenarios: dict[str, Scenario] = {}

    def add(self, name: str, content: bytes) -> str:
        """Read one more; what it is called from now on: another one of the same name gets a number.

        Raises:
            InputError: it is wrong, or one too many.
        """
        if len(self._scenarios) >= MOST_FILES:
            raise InputError(f"{name}: {MOST_FILES} files were opened here already: reload the page first")
        scenario, path, number = scenario_in(name, content), Path(name), 2
        while name in self._scenarios and self._scenarios[name].tree != scenario.tree:
            name, number = f"{path.stem}-{number}{path.suffix}", number + 1
        self._scenarios[name] = scenario
        return name

    def company(self, source: str) -> tuple[Scenario, Setting]:
        """A company that was opened here, or else one of the page by its name or path."""
        if source not in self._scenarios:
            return company(source)
        return self._scenarios[source], self._scenarios[source].setting()
