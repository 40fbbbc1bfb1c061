"""imsim: an agent-based simulation of internal marketing.

Companies treat their employees as internal customers - inform, train, reward and listen to them - so that they serve
each other, and in the end the paying customer, better. `import imsim; imsim.compare("service_firm")` compares ways of
doing so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from imsim.agents.model import InternalMarketingModel
    from imsim.api import compare, robustness
    from imsim.scenarios.scenario import load
    from imsim.studies.comparison import Comparison
    from imsim.studies.robustness import Robustness

__version__ = "0.1.0"
__all__ = ["Comparison", "InternalMarketingModel", "Robustness", "compare", "load", "robustness"]

_HOMES = {
    "Comparison": "imsim.studies.comparison",
    "InternalMarketingModel": "imsim.agents.model",
    "Robustness": "imsim.studies.robustness",
    "compare": "imsim.api",
    "load": "imsim.scenarios.scenario",
    "robustness": "imsim.api",
}
# Names of version 0.1 that still work.
_FORMER = {"Uncertain": "Robustness", "compare_uncertain": "robustness"}


def __getattr__(name: str) -> Any:
    """Import on first use: the command line's help must not wait for pandas, nor studies for Mesa."""
    name = _FORMER.get(name, name)
    if name not in _HOMES:
        raise AttributeError(f"module 'imsim' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_HOMES[name]), name)
