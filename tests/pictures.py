"""Makes the pictures that the README and the guide of the page show: `python tests/pictures.py` writes docs/figures."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import browsers
import serving

PICTURES = Path(__file__).parents[1] / "docs" / "figures"
# Of the README's first command, as it leaves them.
OF_COMPARISON = {"service_firm_acsi.png": "acsi.png", "service_firm_weeks.png": "acsi_gained_weeks.png"}
FIRM = "service_firm"
RUN = f"?company={FIRM}&seed=1&week=104&a=full_plan&b=nothing"


def page_at_the_end() -> None:
    """The default company at the end of its run, on a small laptop."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving.served(Path(folder), FIRM) as server,
        browsers.browser() as running,
    ):
        page = running.new_page(viewport={"width": 1280, "height": 800})
        page.goto(f"http://127.0.0.1:{server.port}/{RUN}")
        page.wait_for_selector(".imsim-over", timeout=120_000)
        # The bar of a server at work is gone by then, and five pairs that it runs by itself are not yet done.
        page.wait_for_timeout(1500)
        page.screenshot(path=PICTURES / "app.png")


def figures_of_the_comparison() -> None:
    """Two figures of all strategies of the default company."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "imsim", "compare", FIRM, "--quiet", "--out", folder]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        for ours, theirs in OF_COMPARISON.items():
            shutil.copy(Path(folder) / "figures" / theirs, PICTURES / ours)


if __name__ == "__main__":
    page_at_the_end()
    figures_of_the_comparison()
