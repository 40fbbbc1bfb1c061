"""imsim: an agent-based simulation of internal marketing.

Companies treat their employees as internal customers - inform, train, reward and listen to them - so that they serve
each other, and in the end the paying customer, better. `import imsim; imsim.compare("service_firm")` compares ways of
doing so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from imsim.agents.model import InternalMarketingModel
    from imsim.scenarios.scenario import load
    from imsim.studies.compare import compare
    from imsim.studies.comparison import Comparison
    from imsim.studies.uncertainty import Uncertain, compare_uncertain

__version__ = "0.1.0"
__all__ = ["Comparison", "InternalMarketingModel", "Uncertain", "compare", "compare_uncertain", "load"]

_HOMES = {
    "Comparison": "imsim.studies.comparison",
    "InternalMarketingModel": "imsim.agents.model",
    "Uncertain": "imsim.studies.uncertainty",
    "compare": "imsim.studies.compare",
    "compare_uncertain": "imsim.studies.uncertainty",
    "load": "imsim.scenarios.scenario",
}


def __getattr__(name: str) -> Any:
    """Import on first use: the command line's help must not wait for pandas, nor studies for Mesa."""
    if name not in _HOMES:
        raise AttributeError(f"module 'imsim' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_HOMES[name]), name)
