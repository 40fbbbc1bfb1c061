"""A real browser without a network: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


def chromium():
    """The program; without it the test is skipped, but in CI it fails."""
    path = shutil.which("chromium")
    try:
        import playwright  # noqa: F401
    except ImportError:
        path = None
    if path is None:
        missing = "needs Chromium (Debian: apt-get install chromium) and Playwright (pip install playwright)"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    return path


@contextmanager
def browser(program=None):
    """Chromium, running; or another program that runs it."""
    program = program or chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield found
        found.close()


def faults_of(page):
    """What goes wrong on a served page from now on: errors, answers that are none, requests that leave this machine."""
    faults = []

    def asked(request):
        if not re.match(r"(http|ws)://(127\.0\.0\.1|localhost):|data:|blob:", request.url):
            faults.append(f"off this machine: {request.url}")

    page.on("console", lambda said: said.type == "error" and faults.append(f"console: {said.text}"))
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    page.on("request", asked)
    page.on("response", lambda got: got.status >= 400 and faults.append(f"{got.status}: {got.url}"))
    return faults


@contextmanager
def tab(running, path, width, height):
    """A file in a window of some size, without network; and what went wrong: messages, errors, requests elsewhere."""
    context = running.new_context(viewport={"width": width, "height": height}, offline=True)
    page, complaints = context.new_page(), []

    def requested(request):
        if not request.url.startswith(("file:", "data:")):
            complaints.append(request.url)

    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", requested)
    page.goto(path.as_uri())
    yield page, complaints
    context.close()


AXE = Path(__file__).parents[1] / "build" / "node_modules" / "axe-core" / "axe.min.js"
# Vuetify's veils over buttons hide from axe what lies behind their letters; they are away while it looks.
RUN_AXE = """async () => {
    const bare = document.head.appendChild(document.createElement("style"));
    bare.textContent = "*::before { display: none !important; }";
    const found = await axe.run(document, { resultTypes: ["violations"] });
    bare.remove();
    return found.violations.filter((one) => ["moderate", "serious", "critical"].includes(one.impact))
        .map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}"""


def axe():
    """The script of axe-core; without it the test is skipped, for it comes with npm and nothing else here does."""
    if not AXE.exists():
        pytest.skip("needs axe-core (npm install --prefix build axe-core)")
    return AXE.read_text(encoding="utf-8")


def barriers(page, script):
    """What keeps people out who do not see, hear or move as others do: all but what axe-core calls minor."""
    page.evaluate(f"{script}; 0")
    return page.evaluate(RUN_AXE)
