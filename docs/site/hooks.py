"""What MkDocs asks while it builds the site: pages that are made of the program, and links that lead out of docs/."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File

sys.path.insert(0, str(Path(__file__).parent))

# They lie beside this file, which is no package.
import experiment_pages
import generated
import paper_pages
from tables import wide_tables

ROOT = Path(__file__).parents[2]
# Pages at the root of the repository, for the site too.
ABOUT = ("CONTRIBUTING.md", "CODE_OF_CONDUCT.md", "RELEASING.md", "CHANGELOG.md", "SECURITY.md")
NOTEBOOK = "researcher.ipynb"
# Paths of pages that are made, once they are.
MADE: set[str] = set()
# What Material asks the network for where a page is opened from a folder; ours stands beside the style.
SHIM = "https://unpkg.com/iframe-worker/shim"


def on_config(config: Any) -> Any:
    """Put what is made of the program into the navigation, and mark tables that are wide."""
    wide_tables(config)
    made: dict[str, list[Any]] = {
        "{model}": [{"Mechanisms": generated.chapter_pages()}],
        "{experiments}": list(experiment_pages.experiment_pages()),
    }
    for section in config.nav:
        for title, pages in section.items():
            section[title] = [
                one for page in pages for one in (made.get(page, [page]) if isinstance(page, str) else [page])
            ]
    return config


def on_files(files: Any, config: Any) -> Any:
    """Add what is made of the program, and the pages at the root of the repository."""
    pages = generated.pages() | paper_pages.paper_pages()
    pages |= {f"about/{name}": (ROOT / name).read_text(encoding="utf-8") for name in ABOUT}
    MADE.update(pages)
    for path, text in pages.items():
        files.append(File.generated(config, path, content=text))
    for path, figure in paper_pages.figures().items():
        files.append(File.generated(config, path, abs_src_path=str(figure)))
    return files


def on_page_markdown(markdown: str, page: Any, **more: Any) -> str:
    """A page with places to link to, with formulas for browsers, and without links that lead nowhere here."""
    del more
    path = page.file.src_uri
    if path == "odd.md":
        # What it says stands in the chapters as well: search finds those.
        page.meta["search"] = {"exclude": True}
        return generated.description()
    if path == "references.md":
        markdown = re.sub(r"^\| `(\w+)` \|", r'| <a id="\1"></a>`\1` |', markdown, flags=re.MULTILINE)
    if path == "mechanisms.md":
        markdown = re.sub(r"^\| (\d+) \|", r'| <a id="statement-\1"></a>\1 |', markdown, flags=re.MULTILINE)
    return re.sub(r"\[([^\]]+)\]\(([^)\s#]+)(#[^)\s]*)?\)", lambda found: link(found, path), markdown)


def on_post_page(output: str, page: Any, **more: Any) -> str:
    """A page that loads no script of others."""
    del more
    up = "../" * page.file.src_uri.count("/")
    return output.replace(SHIM, f"{up}site/worker.js")


def on_post_template(output_content: str, template_name: str, **more: Any) -> str:
    """The page for addresses that are not there loads no script of others either."""
    del more
    return output_content.replace(SHIM, "site/worker.js") if template_name.endswith(".html") else output_content


def link(found: re.Match[str], path: str) -> str:
    """A link, led to where its target is on the site; words alone where it is not there."""
    text, target, anchor = found[1], found[2], found[3] or ""
    if re.match(r"[a-z]+:", target):
        return found[0]
    if target.endswith(NOTEBOOK) and "gallery" not in target:
        # It is a page here.
        target = target.removesuffix(".ipynb") + ".md"
        found = re.match(r".*", f"[{text}]({target})") or found
    up = "../" * path.count("/")
    name = target.removeprefix("../" * target.count("../")).removeprefix("docs/")
    if target.startswith("../") and name in MADE:
        return f"[{text}]({up}{name}{anchor})"
    if path.startswith("about/"):
        # It is written where the root of the repository is.
        inside = (ROOT / "docs" / name).exists() and target.startswith("docs/")
        return f"[{text}](../{name}{anchor})" if inside else _about(text, name, anchor, up)
    return (
        _about(text, name, anchor, up) if target.startswith("../") and not (ROOT / "docs" / name).exists() else found[0]
    )


def _about(text: str, name: str, anchor: str, up: str) -> str:
    return f"[{text}]({up}about/{name}{anchor})" if name in ABOUT else text
