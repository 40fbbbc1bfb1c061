"""How fast is the page for thirty visitors at once, how much memory do they take, and is anybody lost?

Visitors are bare WebSocket clients that speak the page's protocol: each opens the page, presses Play at the same moment
and says after every week that it has drawn it, as a browser does, but at once. So it is the server that is measured,
though the clients take some of the same machine's time. Of one visitor alone and of many, in one process and in more.

    python benchmarks/visitors.py [--visitors 30] [--seconds 60] [--speed 20] [--jobs 1,2]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import statistics
import struct
import sys
import tempfile
import time
import uuid
from pathlib import Path

import websockets

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
import serving

PATIENCE = 600


class Visitor:
    """One tab, without a browser.

    Attributes:
        week: the last that was drawn.
    """

    def __init__(self, port):
        self.port, self.week = port, -1
        self.knob = self.speed = self.panels = ""
        self._changed = asyncio.Event()

    async def open(self):
        """Come to the page."""
        host = f"127.0.0.1:{self.port}"
        address = f"ws://{host}/jupyter/api/kernels/{uuid.uuid4()}/channels?session_id={uuid.uuid4()}"
        self.socket = await websockets.connect(
            address, origin=f"http://{host}", max_size=None, ping_interval=None, open_timeout=PATIENCE
        )
        self.reader = asyncio.create_task(self.read())
        control = uuid.uuid4().hex
        await self.send("comm_open", comm_id=control, target_name="solara.control", data={})
        run = {"method": "run", "args": {"path": "/", "appName": "__default__", "themes": {}, "dark": False}}
        await self.send("comm_msg", comm_id=control, data=run)
        await self.until(lambda: self.panels and self.knob)

    async def send(self, kind, **content):
        """Send a message as Jupyter's front ends do."""
        header = {"msg_type": kind, "msg_id": uuid.uuid4().hex, "session": "", "username": "", "version": "5.3"}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
        await self.socket.send(json.dumps(message | {"buffers": []}))

    async def event(self, widget, event, data=None):
        """Let something happen to a widget."""
        content = {"method": "custom", "content": {"event": event, "data": data or {}}}
        await self.send("comm_msg", comm_id=widget, data=content)

    async def read(self):
        """Draw what comes, until the tab is closed or the server hangs up."""
        async for raw in self.socket:
            content = parsed(raw)["content"]
            if state := content.get("data", {}).get("state"):
                await self.drawn(content["comm_id"], state)
                self._changed.set()

    async def drawn(self, widget, state):
        """Note what widgets are there; say of a week that it has been drawn."""
        if "imsim-play" in str(state.get("class_", "")).split():
            self.knob = widget
        if (state.get("choice") or {}).get("name") == "speed":
            self.speed = widget
        drawing = state.get("drawing") or {}
        if "week" in drawing and "panels" in drawing:
            self.panels, self.week = widget, drawing["week"]
            await self.event(widget, "drawn", self.week)

    @property
    def lost(self):
        """Why the tab hears nothing any more; empty where it does."""
        if not self.reader.done():
            return ""
        return f"{self.reader.exception() or self.socket.close_reason or self.socket.close_code}"

    async def until(self, done):
        """Wait until something is so.

        Raises:
            RuntimeError: the server has hung up.
            TimeoutError: it does not come.
        """
        end = time.monotonic() + PATIENCE
        while not done():
            if self.reader.done():
                raise RuntimeError("the server has hung up")
            self._changed.clear()
            await asyncio.wait_for(self._changed.wait(), end - time.monotonic())

    async def play(self, speed):
        """Press Play, and watch."""
        await self.event(self.speed, "chosen", speed)
        await self.event(self.knob, "click")
        await self.until(lambda: self.week >= 1)


def parsed(raw):
    """A message, with or without buffers."""
    if isinstance(raw, str):
        return json.loads(raw)
    number = struct.unpack("!I", raw[:4])[0]
    offsets = struct.unpack(f"!{number}I", raw[4 : 4 * (number + 1)])
    return json.loads(raw[offsets[0] : offsets[1] if number > 1 else None])


def family(server):
    """A process and all that it started."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    return [server, *(one for child in children for one in family(child))]


def resident(server):
    """Megabytes of the server's processes."""
    pages = [int(Path(f"/proc/{one}/statm").read_text().split()[1]) for one in family(server)]
    return sum(pages) * resource.getpagesize() / 1e6


def processor_time(server):
    """Seconds that processors have worked for the server."""
    words = [Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split() for one in family(server)]
    return sum(int(user) + int(system) for *_, user, system in (one[:13] for one in words)) / os.sysconf("SC_CLK_TCK")


async def measured(server, visitors, seconds, speed):
    """What is to be said of so many visitors at once."""
    before, begin = resident(server.pid), time.monotonic()
    tabs = [Visitor(server.port) for _ in range(visitors)]
    await asyncio.gather(*(tab.open() for tab in tabs))
    opened = time.monotonic() - begin
    await asyncio.gather(*(tab.play(speed) for tab in tabs))
    first, worked, begin = [tab.week for tab in tabs], processor_time(server.pid), time.monotonic()
    await asyncio.sleep(seconds)
    passed, worked = time.monotonic() - begin, processor_time(server.pid) - worked
    weeks = [tab.week - week for tab, week in zip(tabs, first, strict=True)]
    lost = [reason for tab, week in zip(tabs, weeks, strict=True) if (reason := tab.lost or ("" if week else "stands"))]
    after = resident(server.pid)
    # A tab that is gone says no goodbye.
    for tab in tabs:
        tab.reader.cancel()
        tab.socket.transport.abort()
    rates = [week / passed for week in weeks]
    return ", ".join(
        (
            f"lost {len(lost)} {sorted(set(lost))}",
            f"weeks a second each {min(rates):.2f} to {max(rates):.2f}, median {statistics.median(rates):.2f}",
            f"all together {sum(rates):.1f}",
            f"processor time of a week {1000 * worked / sum(weeks):.0f} ms",
            f"page there after {opened:.1f} s",
            f"resident {before:.0f} -> {after:.0f} MB",
        )
    )


def endless(folder):
    """The service firm, with more weeks than are watched."""
    path = folder / "endless.toml"
    path.write_text('extends = "service_firm"\n[time]\nweeks = 1500\n', encoding="utf-8")
    return path


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--visitors", type=int, default=30)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--speed", type=int, default=20, help="weeks a second that visitors choose")
    options.add_argument("--jobs", default="1,2", help="numbers of processes that serve them")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for jobs in chosen.jobs.split(","):
            with serving.served(Path(folder), str(endless(Path(folder))), options=("--jobs", jobs)) as server:
                for visitors in (1, chosen.visitors):
                    said = asyncio.run(measured(server, visitors, chosen.seconds, chosen.speed))
                    print(f"processes {jobs}, visitors {visitors}: {said}", flush=True)


if __name__ == "__main__":
    main()
