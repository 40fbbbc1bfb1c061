"""The researcher's notebook as a page, with the outputs that `gallery.py` has kept, and the notebook to download."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "docs" / "researcher.ipynb"
EXECUTED = ROOT / "docs" / "gallery" / NOTEBOOK.name
# Where a notebook shows something in several forms, the one that a page shows.
FORMS = ("image/png", "text/html", "text/plain")
CLASS = ' class="dataframe"'
STYLE = re.compile(r"<style.*?</style>", re.DOTALL)
DOWNLOAD = "[Download it as a notebook](gallery/researcher.ipynb), or read it here with what it printed and drew.\n"


def notebook_page() -> str:
    """The whole notebook as Markdown, its cells in order."""
    cells = json.loads(EXECUTED.read_text(encoding="utf-8"))["cells"]
    first, *others = cells
    heading, _, rest = "".join(first["source"]).partition("\n")
    parts = [f"{heading}\n", DOWNLOAD, f"{rest.strip()}\n"]
    for cell in others:
        text = "".join(cell["source"])
        parts.append(f"```python\n{text}\n```\n" if cell["cell_type"] == "code" else f"{text}\n")
        parts += [shown for output in cell.get("outputs", []) for shown in shown_of(output)]
    return "\n".join(parts)


def shown_of(output: dict[str, Any]) -> Iterator[str]:
    """An output of a cell; nothing of one that was taken back, as a bar of progress is."""
    printed = output.get("text", []) if output.get("name") == "stdout" else []
    data = output.get("data", {"text/plain": printed})
    form = next((one for one in FORMS if one in data), "")
    text = "".join(data.get(form, ""))
    if form == "image/png":
        yield f'<img alt="figure" src="data:image/png;base64,{text.strip()}">\n'
    elif form == "text/html" and text.strip():
        # In one line: an empty one would end it for Markdown.
        yield f'<div class="output">{" ".join(STYLE.sub("", text).replace(CLASS, "").split())}</div>\n'
    elif text.strip():
        yield f"```text\n{text.rstrip()}\n```\n"


__all__ = ["notebook_page"]
