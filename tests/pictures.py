"""Takes the picture of the page that its guide shows: `python tests/pictures.py` writes docs/figures/app.png."""

from __future__ import annotations

import tempfile
from pathlib import Path

import browsers
import serving

PICTURE = Path(__file__).parents[1] / "docs" / "figures" / "app.png"
FIRM = "service_firm"
RUN = f"?company={FIRM}&seed=1&week=104&a=full_plan&b=nothing"


def main() -> None:
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
        page.screenshot(path=PICTURE)


if __name__ == "__main__":
    main()
