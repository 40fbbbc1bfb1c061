"""How many weeks a second does the page show, and does the server grow when visitors reset it?

Serves the page, opens it in headless Chromium (Debian's, driven by Playwright) at 1280x800 and presses Play at full
speed. A week counts when the browser has drawn it: the player waits for that. Then presses Reset many times and reads
the server's resident memory.

    python benchmarks/page_in_browser.py [--resets 500]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
import browsers
import serving

# Companies of 120, 1,000 and 5,000 people.
COMPANIES = ("service_firm", "bank_merger", "large_firm")
WEEKS = 40
WEEK = "+document.querySelector('.imsim-week').innerText.match(/(\\d+) of/)[1]"


def opened(browser, port):
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"http://127.0.0.1:{port}/")
    page.wait_for_selector(".imsim-plan circle", timeout=120_000)
    return page


def choose(page, what, text):
    acts = page.get_attribute(".imsim-week", "data-acts")
    page.locator(f".imsim-{what} select").select_option(label=text)
    if what != "speed":
        page.wait_for_function(f"document.querySelector('.imsim-week').dataset.acts != '{acts}'", timeout=120_000)
    page.wait_for_timeout(1000)


def weeks_a_second(page):
    page.click(".imsim-step")
    page.wait_for_function(f"{WEEK} >= 1")
    page.click(".imsim-play")
    page.wait_for_function(f"{WEEK} >= 3")
    first, begin = page.evaluate(WEEK), time.monotonic()
    page.wait_for_function(f"{WEEK} >= {first + WEEKS}", timeout=120_000)
    rate = (page.evaluate(WEEK) - first) / (time.monotonic() - begin)
    page.click(".imsim-pause")
    page.wait_for_timeout(1500)
    return rate


def resident(server):
    """Megabytes of the server's process."""
    pages = int(Path(f"/proc/{server}/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def reset(page, times):
    for _ in range(times):
        acts = page.get_attribute(".imsim-week", "data-acts")
        page.click(".imsim-reset")
        page.wait_for_function(f"document.querySelector('.imsim-week').dataset.acts != '{acts}'", timeout=60_000)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--resets", type=int, default=0, help="also reset so many times and show the memory")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, browsers.browser() as browser:
        for company in COMPANIES:
            with serving.served(Path(folder), company) as server:
                page = opened(browser, server.port)
                choose(page, "speed", "20")
                alone = weeks_a_second(page)
                choose(page, "compare", "do nothing")
                acts = page.get_attribute(".imsim-week", "data-acts")
                page.click(".imsim-reset")
                page.wait_for_function(f"document.querySelector('.imsim-week').dataset.acts != '{acts}'")
                both = weeks_a_second(page)
                print(f"{company}: {alone:.1f} weeks a second, two strategies {both:.1f}", flush=True)
                page.close()
        if chosen.resets:
            with serving.served(Path(folder)) as server:
                page = opened(browser, server.port)
                for _ in range(6):
                    reset(page, chosen.resets // 5)
                    print(f"resident after {chosen.resets // 5} more resets: {resident(server.pid):.0f} MB", flush=True)


if __name__ == "__main__":
    main()
