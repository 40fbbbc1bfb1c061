"""Try bad input as the command line would, and judge how it ends: a result, one clean message, or a fault.

    python -m fuzz.trial scenarios 0:10000      # from tests/; a line a fault, a summary at the end

A fault is a traceback, a warning, an exit code other than 0 and 2, a message of no line or of thousands of words,
something else than numbers for outcomes, more than 10 s of processor time or 2 GiB of memory. Batches run in processes
of their own, so that one fault cannot hide behind another and memory can be limited.
"""

from __future__ import annotations

import contextlib
import io
import json
import math
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

SECONDS, BYTES = 10, 2 << 30
BATCH = 250
LONGEST_LINE = 2000
# Time of a run, short enough for thousands of them; numbers of the scenario stay as they are.
QUICK = ("time.weeks=4", "time.window=2", "time.burn_in=2")
COMMON = ("--replicates", "2", "--jobs", "1", "--quiet", "--json")
AGEING = 4
LARGE = 20_000
# Written "5", Linux measures the largest memory of the process anew.
# Thousands of small files are better kept off the disk.
MEMORY = Path("/dev/shm")
CLEARED = Path("/proc/self/clear_refs")


class TooSlow(BaseException):
    """More processor time than allowed; no `except Exception` catches it."""


@dataclass
class Verdict:
    """How it ended: `result`, `refused` or `fault`, and why."""

    number: int
    ending: str
    why: str = ""
    seconds: float = 0.0
    mebibytes: float = 0.0


def called(*arguments: str) -> tuple[int, str, str]:
    """The command line in this process: exit code, stdout, stderr; a warning is an error."""
    from imsim.__main__ import main

    out, err = io.StringIO(), io.StringIO()
    before, sys.argv = sys.argv, ["imsim", *arguments]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), warnings.catch_warnings():
            warnings.simplefilter("error", RuntimeWarning)
            main()
        code = 0
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        sys.argv = before
    return code, out.getvalue(), err.getvalue()


def complaint(code: int, err: str) -> str:
    """What is wrong with how a command refused its input; nothing if it is one clean message."""
    lines = err.splitlines()
    if code != 2:
        return f"exit code {code}: {err[-300:]}"
    if not lines or not all(line.startswith("imsim: ") for line in lines):
        return f"not a message of lines that begin with imsim: {err[:300]!r}"
    if not all(line.isprintable() for line in lines):
        return f"cannot be printed: {err[:300]!r}"
    if max(map(len, lines)) > LONGEST_LINE:
        return f"a line of {max(map(len, lines))} letters: {err[:300]!r}"
    return ""


def scenario_trial(number: int, folder: Path) -> Verdict:
    """Check a scenario, and where it is right step it for a few weeks, and plan the study it asks for."""
    from fuzz import scenarios

    chance = Random(f"scenario {number}")
    return scenario_verdict(number, scenarios.saved(scenarios.mutant(chance), folder), chance)


def scenario_verdict(number: int, path: Path, chance: Random) -> Verdict:
    from imsim.scenarios import timeline
    from imsim.scenarios.scenario import load

    timeline.AGEING_WEEKS = AGEING
    code, _, err = called("check", str(path))
    if code:
        why = complaint(code, err)
        return Verdict(number, "fault" if why else "refused", why and f"check: {why}")
    scenario = load(path)
    if scenario.organisation.posts > LARGE:
        return Verdict(number, "result", "large")
    changes = [word for text in QUICK for word in ("--set", text)]
    if scenario.table.market.rows > LARGE:
        changes += ["--set", "market.rows=1000"]
    common = [str(path), *changes, *COMMON]
    known = list(scenario.table.strategies)
    code, out, err = called("compare", *common, *(["--strategies", chance.choice(known)] if known else []))
    why = complaint(code, err) if code else not_numbers(out)
    if why:
        return Verdict(number, "fault", f"compare: {why}")
    if scenario.table.study is not None:
        command = scenario.table.study.kind or chance.choice(("sweep", "sensitivity"))
        code, _, err = called(command, str(path), *changes, "--jobs", "1", "--json", "--dry-run")
        if code and (why := complaint(code, err)):
            return Verdict(number, "fault", f"{command} --dry-run: {why}")
    return Verdict(number, "result", "compared" if out else "nothing to compare")


def not_numbers(out: str) -> str:
    """Outcomes that are not finite; a difference may have no interval."""
    for row in json.loads(out)["strategies"]:
        for name, numbers in row["outcomes"].items():
            found = [value for key, value in numbers.items() if value is not None or not key.startswith("difference_")]
            if None in found or not all(map(math.isfinite, found)):
                return f"{row['name']}.{name}: {numbers}"
    return ""


def tables_trial(number: int, folder: Path) -> Verdict:
    """Import tables; what is imported can be read again."""
    from fuzz import tables

    made = tables.mutant(Random(f"tables {number}"), folder)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)  # making them does not count
    verdict = imported(number, *made, folder)
    written = folder / "out" / "scenario.toml"
    if verdict.ending == "result" and written.exists():
        code, _, err = called("check", str(written))
        if code:
            return Verdict(number, "fault", f"check of what was imported: {err[:300]}")
    return verdict


def records_trial(number: int, folder: Path) -> Verdict:
    """Read the record of a firm as a fit does, which is planned and not run."""
    from fuzz import records

    made = records.mutant(Random(f"records {number}"), folder)
    given = [word for name, path in made.items() if path is not None for word in (f"--{name}", str(path))]
    code, _, err = called("fit", "bakery", *given, "--quiet", "--dry-run")
    why = complaint(code, err) if code else ""
    return Verdict(number, "fault" if why else "refused" if code else "result", why)


def million_trial(number: int, folder: Path) -> Verdict:
    """Import a million rows, in the way of this number."""
    from fuzz import tables

    made = tables.huge((*tables.WAYS, *tables.SLOW_WAYS)[number], folder)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)  # making them does not count
    return imported(number, *made, folder)


def imported(number: int, nodes: Path, edges: Path | None, options: list[str], folder: Path) -> Verdict:
    before = {path.name for path in folder.iterdir()}
    tables = [str(nodes), *([] if edges is None else [str(edges)])]
    code, _, err = called("import", *tables, "--out", str(folder / "out"), *options)
    if not code:
        return Verdict(number, "result")
    left = {path.name for path in folder.iterdir()} - before
    why = complaint(code, err) or (f"left behind: {left}" if left else "")
    return Verdict(number, "fault" if why else "refused", why)


TRIALS: dict[str, Callable[[int, Path], Verdict]] = {
    "scenarios": scenario_trial,
    "tables": tables_trial,
    "records": records_trial,
    "million": million_trial,
}


def judged(kind: str, number: int) -> Verdict:
    """A trial with its time and memory."""
    begun = time.process_time()
    CLEARED.write_text("5")
    with tempfile.TemporaryDirectory(prefix="imsim-fuzz-") as folder:
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        try:
            found = TRIALS[kind](number, Path(folder))
        except TooSlow:
            found = Verdict(number, "fault", f"takes more than {SECONDS} s")
        except Exception as error:
            found = Verdict(number, "fault", traced(error))
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    found.seconds = time.process_time() - begun
    found.mebibytes = peak()
    if found.mebibytes > BYTES >> 20 and found.ending != "fault":
        found.ending, found.why = "fault", "takes more than 2 GiB"
    return found


def peak() -> float:
    """The most memory since it was cleared, MiB."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":" in line)
    return int(status["VmHWM"].split()[0]) / 1024


def traced(error: Exception) -> str:
    """An exception and the last place of imsim it went through."""
    trace, where = error.__traceback__, ""
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if "imsim" in name.split(os.sep) or "fuzz" in name.split(os.sep):
            where = f"{Path(name).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__name__} at {where}: {str(error)[:200]}"


def too_slow(*_: object) -> None:
    raise TooSlow


def prepared() -> None:
    """Build the parser of the command line once, and let a first run compile what is compiled."""
    import typer

    from imsim.cli import main as cli

    cli.app = typer.main.get_command(cli.app)  # type: ignore[assignment]
    changes = [word for text in QUICK for word in ("--set", text)]
    called("compare", "bakery", "--strategies", "training", *COMMON, *changes)


def batch(kind: str, numbers: range) -> None:
    """Trials in this process, a line of JSON each on the real stdout."""
    prepared()
    resource.setrlimit(resource.RLIMIT_DATA, (BYTES * 2, BYTES * 2))
    signal.signal(signal.SIGPROF, too_slow)
    for number in numbers:
        print(json.dumps(asdict(judged(kind, number))), flush=True)


def tried(kind: str, numbers: range, jobs: int = 1) -> Iterator[Verdict]:
    """All verdicts, from batches in processes of their own; one that dies has a fault and the rest goes on."""
    todo = [range(first, min(first + BATCH, numbers.stop)) for first in range(numbers.start, numbers.stop, BATCH)]
    while todo:
        some, todo = todo[:jobs], todo[jobs:]
        running = [(part, started(kind, part)) for part in some]
        for part, process in running:
            out, err = process.communicate()
            found = [Verdict(**json.loads(line)) for line in out.splitlines()]
            yield from found
            if len(found) < len(part):
                died = part.start + len(found)
                yield Verdict(died, "fault", f"its process died ({process.returncode}): {err[-300:]}")
                if died + 1 < part.stop:
                    todo.append(range(died + 1, part.stop))


def started(kind: str, numbers: range) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "fuzz.trial", "batch", kind, f"{numbers.start}:{numbers.stop}"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1],
        env=os.environ | ({"TMPDIR": str(MEMORY)} if MEMORY.is_dir() else {}),
    )  # fmt: skip


def summary(verdicts: list[Verdict]) -> dict[str, Any]:
    """What there was of each ending, and the largest of time and memory."""
    return {
        "tried": len(verdicts),
        **Counter(verdict.ending for verdict in verdicts),
        **{
            f"result, {why}": n for why, n in Counter(v.why for v in verdicts if v.ending == "result" and v.why).items()
        },
        "longest_s": round(max(verdict.seconds for verdict in verdicts), 1),
        "largest_MiB": round(max(verdict.mebibytes for verdict in verdicts)),
    }


def main() -> None:
    *mode, kind, numbers = sys.argv[1:]
    span = range(*map(int, numbers.split(":")))
    if mode:
        batch(kind, span)
        return
    verdicts = []
    for verdict in tried(kind, span):
        verdicts.append(verdict)
        if verdict.ending == "fault":
            print(f"{verdict.number}: {verdict.why}", flush=True)
    print(json.dumps(summary(verdicts), indent=2))


if __name__ == "__main__":
    main()
