"""Pages on the experiments: what each asks, what it found when it last ran, its figure, and the whole code."""

from __future__ import annotations

import ast
import re
from html import escape
from pathlib import Path

from imsim.reporting.book.chapter import flowing

ROOT = Path(__file__).parents[2]
# What `gallery.py` has kept.
GALLERY = ROOT / "docs" / "gallery"
FOLDER = "experiments"
# Where the answers of those stand that write into a page: the page, and the mark before what it tells here.
ANSWERS = {
    "benefits": ("docs/benefits.md", ""),
    "best_mix": ("docs/optimise.md", ""),
    "both_uncertainties": ("README.md", "both uncertainties"),
    "evidence_page": ("docs/evidence.md", "evidence: score"),
    "interval_coverage": ("docs/reliability.md", "interval coverage"),
    "joint_null": ("docs/reliability.md", "joint null"),
    "null_factor": ("docs/reliability.md", "null factor"),
    "paper": ("paper/validation.md", ""),
    "patterns_page": ("docs/patterns.md", "patterns: results"),
    "sensitivity_table": ("docs/model/index.md", ""),
    "until_sure": ("docs/reliability.md", "until"),
    "which_wins": ("docs/findings.md", "wins"),
}
LINK = re.compile(r"\]\((?!\w+:|#)([^)]+)\)")
ABOUT = (
    "# Experiments\n\nEach script in `experiments/` asks one question, runs what it takes and prints a table; many "
    "leave a figure. Start from the one nearest to yours: `python experiments/NAME.py --help`. What stands on their "
    "pages was printed and drawn by them.\n"
)


def experiments() -> dict[str, str]:
    """A page an experiment, and the list of them, by path."""
    pages, rows = dict[str, str](), list[str]()
    for script in sorted((ROOT / FOLDER).glob("[!_]*.py")):
        text = script.read_text(encoding="utf-8")
        question, _, about = (ast.get_docstring(ast.parse(text)) or "").partition("\n\n")
        parts = [f"# {title(script.stem)}\n\n**{flowing(question)}**\n\n{about}\n", *found_by(script.stem)]
        parts.append(f"## The code {{ data-search-exclude }}\n\n`{FOLDER}/{script.name}`\n\n```python\n{text}```\n")
        pages[f"{FOLDER}/{script.stem}.md"] = "\n".join(parts)
        rows.append(f"| [{title(script.stem)}]({script.stem}.md) | {flowing(question)} |\n")
    return {f"{FOLDER}/index.md": f"{ABOUT}\n| experiment | question |\n| --- | --- |\n{''.join(rows)}"} | pages


def experiment_pages() -> list[str]:
    """Paths of the pages, the list first."""
    return sorted(experiments(), key=lambda path: (not path.endswith("index.md"), path))


def title(name: str) -> str:
    """A script's name as a heading."""
    return name.replace("_", " ").capitalize()


def found_by(name: str) -> list[str]:
    """What an experiment printed and drew when it was last run; nothing where it leaves files alone."""
    printed, figure, parts = GALLERY / f"{name}.txt", GALLERY / f"{name}.png", list[str]()
    if name in ANSWERS:
        page, mark = ANSWERS[name]
        parts.append(f"Its last answer stands in {link_to(page)}{', from which this is taken' if mark else ''}.\n")
        parts += [marked(page, mark)] if mark else []
    elif printed.is_file():
        # Sentences that are longer than a line of code is here.
        parts.append(
            f'<pre class="printed"><code>{escape(printed.read_text(encoding="utf-8").rstrip())}</code></pre>\n'
        )
    if figure.is_file():
        parts.append(f"![What {title(name).lower()} finds](../gallery/{figure.name}){{ .found }}\n")
    return ["## What it found\n", *parts] if parts else []


def link_to(page: str) -> str:
    """A page of the site by its first heading; the front page of the repository by its name."""
    if page == "README.md":
        return "the repository's README"
    path = ROOT / page
    name = re.search(r"^# (.+)", path.read_text(encoding="utf-8"), re.MULTILINE) if path.is_file() else None
    return f"[{name[1] if name else 'the chapters of the model'}](../{page.removeprefix('docs/')})"


def marked(page: str, mark: str) -> str:
    """What stands between a mark of a page and its end; headings in it lead to no contents here."""
    text = (ROOT / page).read_text(encoding="utf-8")
    found = re.search(rf"<!-- {re.escape(mark)} -->\n(.*?)<!-- end -->", text, re.DOTALL)
    if found is None:
        raise ValueError(f"{page}: no <!-- {mark} -->")
    body = re.sub(r"^#+ (.+)$", r"**\1**", found[1], flags=re.MULTILINE)
    return LINK.sub(r"](../\1)", body)


__all__ = ["experiment_pages", "experiments"]
