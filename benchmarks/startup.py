"""How long one waits before anything runs: the command line, the import, and the kernels on their first day."""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import imsim
from imsim.reporting.text_tables import TextTable
from imsim.scenarios.loading import builtin_folder

PYTHON = sys.executable
COMMANDS = (
    ("a bare Python", [PYTHON, "-c", "pass"], None),
    ("`imsim --help`", [PYTHON, "-m", "imsim", "--help"], 0.4),
    ("`imsim check service_firm`", [PYTHON, "-m", "imsim", "check", "service_firm"], 1.0),
    ("`import imsim`", [PYTHON, "-c", "import imsim"], 0.5),
)
# The first week in a process loads or compiles the kernels; the second firm's does not.
FIRST_WEEK = """
import time
from imsim.scenarios import simulation, timeline
from imsim.scenarios.scenario import load
timeline.AGEING_WEEKS = 2
setting = load("service_firm", ["market.rows=100", "time.burn_in=2"]).setting()
seconds = []
for _ in range(2):
    begin = time.process_time()
    simulation.Simulation(setting, [simulation.Case()], [0], 1).step()
    seconds.append(time.process_time() - begin)
print(seconds[0] - seconds[1])
"""


def waited(command: list[str], rounds: int) -> tuple[float, float]:
    """Seconds by the clock on the wall, and of processor time, median of some rounds."""
    elapsed, computed = [], []
    subprocess.run(command, capture_output=True, check=True)
    for _ in range(rounds):
        before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(command, capture_output=True, check=True)
        elapsed.append(time.perf_counter() - begin)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        computed.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(elapsed), statistics.median(computed)


def first_weeks() -> tuple[float, float]:
    """Processor seconds that kernels take to be compiled, and to be loaded from their folder afterwards."""
    with tempfile.TemporaryDirectory() as place:
        package = Path(place) / "src" / "imsim"
        shutil.copytree(Path(imsim.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(builtin_folder(), Path(place) / "scenarios", dirs_exist_ok=True)
        environment = os.environ | {"PYTHONPATH": str(package.parent), "XDG_CACHE_HOME": place}
        command = [PYTHON, "-c", FIRST_WEEK]
        compiled, loaded = (
            float(subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout)
            for _ in range(2)
        )
    return compiled, loaded


def table(rounds: int, *, fresh: bool) -> TextTable:
    """What one waits for; `fresh`: also for the first compilation of the kernels, which takes a minute."""
    rows = []
    for name, command, asked in COMMANDS:
        elapsed, computed = waited(command, rounds)
        rows.append((name, f"{elapsed:.2f}", f"{computed:.2f}", f"below {asked:g} s" if asked else "-"))
    if fresh:
        compiled, loaded = first_weeks()
        rows.append(("compile the kernels, once after an installation or a change", "-", f"{compiled:.1f}", "-"))
        rows.append(("load them in every process that simulates", "-", f"{loaded:.2f}", "-"))
    return TextTable("Start-up", ("", "seconds elapsed", "seconds of processor time", "asked"), tuple(rows))
