"""imsim: an agent-based simulation of internal marketing.

Companies treat their employees as internal customers - inform, train, reward and listen to them - so that they serve
each other, and in the end the paying customer, better. `import imsim; imsim.compare("service_firm")` compares ways of
doing so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from imsim.agents.employee import Employee
    from imsim.agents.model import InternalMarketingModel
    from imsim.api import (
        chain,
        check,
        compare,
        describe,
        diff,
        export,
        fit,
        import_organisation,
        list_scenarios,
        list_studies,
        load,
        merge,
        new,
        optimise,
        patterns,
        plausible,
        read,
        repeat,
        report,
        robustness,
        run,
        run_shard,
        schema,
        sensitivity,
        show,
        sweep,
    )
    from imsim.api import robustness as compare_uncertain
    from imsim.engine.errors import InputError, RunFailed, StudyConflict
    from imsim.events.event import Event
    from imsim.evidence.in_python import claims, discover, knockout, replicate, worth
    from imsim.outcomes.outcome import outcome
    from imsim.programmes.programme import Programme
    from imsim.reporting.chronicle.story import Story, story
    from imsim.scenarios.scenario import Scenario
    from imsim.studies.comparison import Comparison
    from imsim.studies.fitting.answer import Fit
    from imsim.studies.optimum import Optimum
    from imsim.studies.plausible import PlausibleSets
    from imsim.studies.robustness import Robustness
    from imsim.studies.robustness import Robustness as Uncertain

__version__ = "0.2.0"
__all__ = [
    "Comparison",
    "Employee",
    "Event",
    "Fit",
    "InputError",
    "InternalMarketingModel",
    "Optimum",
    "PlausibleSets",
    "Programme",
    "Robustness",
    "RunFailed",
    "Scenario",
    "Story",
    "StudyConflict",
    "Uncertain",
    "chain",
    "check",
    "claims",
    "compare",
    "compare_uncertain",
    "describe",
    "diff",
    "discover",
    "export",
    "fit",
    "import_organisation",
    "knockout",
    "list_scenarios",
    "list_studies",
    "load",
    "merge",
    "new",
    "optimise",
    "outcome",
    "patterns",
    "plausible",
    "read",
    "repeat",
    "replicate",
    "report",
    "robustness",
    "run",
    "run_shard",
    "schema",
    "sensitivity",
    "show",
    "story",
    "sweep",
    "worth",
]

# Where the names are that imsim.api does not hold.
_HOMES = {
    "Comparison": "imsim.studies.comparison",
    "Employee": "imsim.agents.employee",
    "Event": "imsim.events.event",
    "Fit": "imsim.studies.fitting.answer",
    "InputError": "imsim.engine.errors",
    "InternalMarketingModel": "imsim.agents.model",
    "Optimum": "imsim.studies.optimum",
    "PlausibleSets": "imsim.studies.plausible",
    "Programme": "imsim.programmes.programme",
    "RunFailed": "imsim.engine.errors",
    "Scenario": "imsim.scenarios.scenario",
    "Story": "imsim.reporting.chronicle.story",
    "StudyConflict": "imsim.engine.errors",
    "claims": "imsim.evidence.in_python",
    "discover": "imsim.evidence.in_python",
    "knockout": "imsim.evidence.in_python",
    "Robustness": "imsim.studies.robustness",
    "outcome": "imsim.outcomes.outcome",
    "replicate": "imsim.evidence.in_python",
    "story": "imsim.reporting.chronicle.story",
    "worth": "imsim.evidence.in_python",
}
# Names of version 0.1 that still work.
_FORMER = {"Uncertain": "Robustness", "compare_uncertain": "robustness"}


if not TYPE_CHECKING:  # with it, no name would be a mistake to a type checker

    def __getattr__(name: str) -> object:
        """Import on first use: the command line's help must not wait for pandas, nor studies for Mesa."""
        if name not in __all__:
            raise AttributeError(f"module 'imsim' has no attribute {name!r}")
        import importlib

        name = _FORMER.get(name, name)
        return getattr(importlib.import_module(_HOMES.get(name, "imsim.api")), name)


def __dir__() -> list[str]:
    """What there is to call, loaded or not."""
    return sorted([*__all__, *(name for name in globals() if name.startswith("__"))])
