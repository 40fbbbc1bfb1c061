"""The page as `imsim app` serves it, and a network for it and a browser in which there is no other machine."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

START = 240


class Server(NamedTuple):
    """Where the page is served, and the process that does it."""

    port: int
    pid: int


@contextmanager
def served(
    folder: Path, scenario: str = "", inside: Sequence[str] = (), options: Sequence[str] = ()
) -> Iterator[Server]:
    """The page at a free port; `inside` is a command that puts another one into a network of its own."""
    if not scenario:
        scenario = str(quick(folder))
    command = [sys.executable, "-m", "imsim", "app", scenario, "--no-browser", "--port", "0", *options]
    with started(command, folder, inside) as server:
        yield server


@contextmanager
def started(command: Sequence[str], folder: Path, inside: Sequence[str] = ()) -> Iterator[Server]:
    """A command in a folder that serves a page and says where; `inside` as above."""
    log = folder / "server.txt"
    with (
        log.open("w") as messages,
        subprocess.Popen([*inside, *command], cwd=folder, stdout=messages, stderr=messages) as server,
    ):
        try:
            yield Server(port_of(log, server), server.pid)
        finally:
            server.terminate()
            server.wait(timeout=300)


def port_of(log: Path, server: subprocess.Popen[bytes]) -> int:
    """The port that the server says it has, once it answers."""

    end = time.monotonic() + START
    while time.monotonic() < end and server.poll() is None:
        if found := re.search(r"http://(?:127\.0\.0\.1|localhost):(\d+)[/\n]", log.read_text()):
            return int(found[1])
        time.sleep(0.1)
    raise RuntimeError(f"the page did not start: {log.read_text()}")


def quick(folder: Path) -> Path:
    """A company of 120 that is ready in a moment, with an event to be marked."""
    path = folder / "quick.toml"
    path.write_text(
        'extends = "service_firm"\ntitle = "A quick firm"\n[time]\nweeks = 60\nburn_in = 4\nwindow = 12\n'
        '[market]\nrows = 300\n[events.summer]\nkind = "demand_shock"\nweek = 6\n',
        encoding="utf-8",
    )
    return path


@contextmanager
def loopback_only() -> Iterator[list[str]]:
    """A command prefix that runs the rest in a network with nothing but this machine in it; empty if not permitted."""
    holder = None
    try:
        if shutil.which("unshare") and shutil.which("nsenter") and shutil.which("ip"):
            holder = subprocess.Popen(
                ["unshare", "-n", "sh", "-c", "ip link set lo up && echo up && exec sleep 3600"],
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            assert holder.stdout is not None
            if holder.stdout.readline().strip() == b"up":
                yield ["nsenter", "-t", str(holder.pid), "-n"]
                return
        yield []
    finally:
        if holder is not None:
            holder.terminate()
            holder.wait()
            if holder.stdout is not None:
                holder.stdout.close()


def wrapped(program: str, inside: Sequence[str], folder: Path) -> str:
    """A program that runs the browser inside; Playwright talks to it by pipes, which reach everywhere."""
    if not inside:
        return program
    script = folder / "browser.sh"
    script.write_text(f'#!/bin/sh\nexec {" ".join(inside)} {program} "$@"\n')
    script.chmod(0o755)
    return str(script)
