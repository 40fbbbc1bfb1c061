"""What a researcher calls: every command as one typed function, with the options of the command line by their names.

`import imsim; imsim.compare("service_firm")`. Arguments have defaults; errors are in Python's words, before any run.
"""

from imsim.api.folders import diff, export, list_studies, merge, read, repeat, report
from imsim.api.scenarios import check, describe, import_organisation, list_scenarios, load, new, schema, show
from imsim.api.studying import (
    chain,
    compare,
    fit,
    optimise,
    patterns,
    plausible,
    robustness,
    run,
    run_shard,
    sensitivity,
    sweep,
)

__all__ = [
    "chain", "check", "compare", "describe", "diff", "export", "fit", "import_organisation", "list_scenarios",
    "list_studies", "load", "merge", "new", "optimise", "patterns", "plausible", "read", "repeat", "report",
    "robustness", "run", "run_shard", "schema", "sensitivity", "show", "sweep",
]  # fmt: skip
