"""One very large firm, in a process of its own: how long it takes to build, age and run, and the memory it holds.

Prints JSON: seconds of processor time and bytes.

    python benchmarks/largest.py 1000000
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys

import imsim.scenarios.simulation
import imsim.scenarios.timeline
from firms import age_shortly, processor_time, setting_of
from imsim.reporting.text_tables import TextTable
from imsim.scenarios.simulation import Case, Setting, Simulation

AFTER, HALF_A_YEAR, YEAR = 4, 26, 52
KIB = 1024
MOST_MEMORY = 1.2


def resident() -> int:
    """Bytes of this process that are in memory (Linux)."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def measured(people: int) -> dict[str, float]:
    """Build a firm, begin it as a study does, with its ageing of twenty years, and run a year."""
    found: dict[str, float] = {}
    full = imsim.scenarios.timeline.AGEING_WEEKS
    age_shortly()
    Simulation(setting_of(8), [Case()], [0], 1).step()  # kernels are there, as modules are
    imsim.scenarios.timeline.AGEING_WEEKS = full
    before = resident()
    firms: list[Setting] = []
    found["build"] = processor_time(lambda: firms.append(setting_of(people)))
    begun: list[Simulation] = []
    found["begin"] = processor_time(lambda: begun.append(Simulation(firms[0], [Case()], [0], 1)))
    simulation = begun[0]
    processor_time(simulation.step, AFTER)
    found["memory"] = resident() - before
    found["week"] = processor_time(simulation.step, YEAR)
    found["people"] = simulation.setting.organisation.posts
    found["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIB
    return found


def table(people: int) -> TextTable:
    """What `measured` finds in a fresh interpreter, against what is asked."""
    command = [sys.executable, __file__, str(people)]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    posts = found["people"]
    half = HALF_A_YEAR * found["week"]
    rows = (
        ("memory per employee with five customers, after some weeks", f"{found['memory'] / posts / KIB:.2f} KiB",
         f"{MOST_MEMORY} KiB or less"),
        ("largest the whole process ever was", f"{found['peak'] / KIB**3:.2f} GiB", "-"),
        ("build the organisation, ties of contacts included", f"{found['build']:.1f} s", "-"),
        ("26 weeks", f"{half:.1f} s", "-"),
        ("build : 26 weeks", f"{found['build'] / half:.2f}", "1 or less"),
        ("bring people and customers in, 20 years of ageing, burn-in", f"{found['begin']:.1f} s", "-"),
        ("52 weeks", f"{YEAR * found['week']:.1f} s", "complete"),
    )  # fmt: skip
    return TextTable(f"A firm of {posts:,} employees and {5 * posts:,} customers", ("", "measured", "asked"), rows)


if __name__ == "__main__":
    print(json.dumps(measured(int(sys.argv[1]))))
