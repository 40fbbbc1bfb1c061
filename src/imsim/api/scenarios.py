"""Scenarios, and what the model is made of: loaded, checked, shown, begun anew, described. Nothing is run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from imsim.engine.errors import in_python
from imsim.studies.argument_types import checked
from imsim.studies.arguments import ImportArguments, Many, public
from imsim.studies.given import given_in, laid_over

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

    from imsim.engine.mechanism import Mechanism
    from imsim.scenarios.importing import ImportReport
    from imsim.scenarios.loading import Overrides
    from imsim.scenarios.scenario import Scenario

    Source = str | Path | Scenario | Mapping[str, object]
    Tables = str | Path | pd.DataFrame | nx.Graph[Any]


@public
def load(scenario: Source, overrides: Overrides = ()) -> Scenario:
    """Read and check a scenario; InputError with one line for every error found.

    Args:
        scenario: a path, the name of a built-in scenario, its tables as nested dicts, or a loaded one.
        overrides: dotted keys and their values, as a dict or as `dotted.key=value` texts.
    """
    from imsim.scenarios.scenario import Scenario, load

    overrides = [overrides] if isinstance(overrides, str) else overrides
    checked("overrides", overrides, Sequence[str] | Mapping[str, object])
    if isinstance(scenario, Scenario):
        return scenario.changed(overrides) if overrides else scenario
    return load(checked("scenario", scenario, str | Path | Mapping[str, object]), overrides)


@public
def check(scenario: Source, overrides: Overrides = (), without: Many = ()) -> list[str]:
    """What a right scenario describes, in lines; what its programmes switch on besides what it names. Raises as `load`.

    Args:
        scenario: as for `load`.
        overrides: as for `load`.
        without: mechanisms that are left out (imsim describe mechanisms).
    """
    from imsim.studies.summary import summary

    found = laid_over(load(scenario, overrides), {"without": without or None})
    return summary(found, str(scenario) if isinstance(scenario, str | Path) else found.name)


@public
def show(scenario: Source, overrides: Overrides = (), without: Many = ()) -> pd.DataFrame:
    """All that a scenario says, a row each: key, value, and where it comes from. Raises as `load`.

    Args:
        scenario: as for `load`.
        overrides: as for `load`.
        without: as for `check`.
    """
    import pandas as pd

    from imsim.scenarios.provenance import provenance_of, values_of

    found = laid_over(load(scenario, overrides), {"without": without or None})
    values = values_of(found.table)
    rows = [(key, value, in_python(provenance_of(key, found.table, found.origins))) for key, value in values]
    return pd.DataFrame(rows, columns=["key", "value", "origin"])


@public
def list_scenarios() -> pd.DataFrame:
    """The built-in scenarios, a row each: name and title."""
    import pandas as pd

    from imsim.scenarios.loading import builtin_names

    names = builtin_names()
    return pd.DataFrame({"name": names, "title": [load(name).table.title for name in names]})


@public
def new(name: str, base: str = "service_firm") -> Path:
    """Start a scenario of one's own from a built-in one, in a file here; returns its path. InputError if it is there.

    Args:
        name: of the scenario, and of the file.
        base: built-in scenario to start from.
    """
    from imsim.scenarios.scenario import started_from

    return started_from(checked("name", name, str), checked("base", base, str))


@public
def schema() -> dict[str, Any]:
    """JSON Schema of a scenario file, for editors."""
    from imsim.scenarios.schema import json_schema

    return json_schema()


@public
def describe(topic: str | None = None, mechanisms: Sequence[Mechanism] = ()) -> pd.DataFrame:
    """What the model is made of, as a table; InputError where there is no such topic.

    Args:
        topic: e.g. "outcomes"; without one, the topics there are.
        mechanisms: of your own, that are to be described as well.
    """
    from imsim.reporting.describe import described
    from imsim.scenarios.model import using

    with using(mechanisms):
        return described(topic)


@public
def import_organisation(
    nodes: Tables, edges: Tables | None = None, out: str | Path | None = None, **arguments: Unpack[ImportArguments]
) -> ImportReport:
    """A company's tables of employees and of who serves whom become a scenario; InputError, and nothing left, if not.

    Args:
        nodes: employees, or departments with headcounts: a CSV, Excel, JSON or network file, a DataFrame, a networkx
            or igraph graph.
        edges: who serves, writes to or asks whom, in any of these forms; assumed, and said so, where there is none.
        out: new folder for the scenario and its tables; without one the import is tried and nothing is written.
    """
    from imsim.scenarios.importing import import_organisation

    return import_organisation(nodes, edges, out, **given_in(arguments))
