"""Upper bounds that scenario files and the command line share."""

from __future__ import annotations

MOST_WEEKS = 5200
MOST_REPLICATES = 1_000_000
