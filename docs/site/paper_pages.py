"""The paper and its validation note as pages: citations in words, their works at the end."""

from __future__ import annotations

import re
from pathlib import Path

PAPER = Path(__file__).parents[2] / "paper"
ENTRY = re.compile(r"@\w+\{(\w+),(.*?)\}\s*(?=@|\Z)", re.DOTALL)
FIELD = re.compile(r"(\w+) = \{((?:[^{}]|\{[^{}]*\})*)\}")
CITED = re.compile(r"\[(@\w+(?:; @\w+)*)\]")
# What LaTeX writes otherwise.
LETTERS = {r"{\"o}": "ö", "--": "-"}
Work = dict[str, str]


def paper_pages() -> dict[str, str]:
    """Path on the site -> text."""
    return {"paper/paper.md": paper(), "paper/validation.md": (PAPER / "validation.md").read_text(encoding="utf-8")}


def figures() -> dict[str, Path]:
    """Path on the site -> file, of what the paper shows."""
    return {"paper/strategies.png": PAPER / "strategies.png"}


def paper() -> str:
    """The paper, its sections below its title."""
    _, head, body = (PAPER / "paper.md").read_text(encoding="utf-8").split("---\n", 2)
    found = works()
    body = body.replace(r" \autoref{fig:strategies}", " figure below").replace(r"\label{fig:strategies}", "")
    body = CITED.sub(lambda cited: f"({'; '.join(citation(key, found) for key in keys_in(cited[1]))})", body)
    body = re.sub(r"^# ", "## ", body, flags=re.MULTILINE).replace("`validation.md` in the same folder", NOTE)
    title = re.search(r"^title: '(.+)'$", head, re.MULTILINE)
    listed = "".join(f"- {described(key, work)}\n" for key, work in found.items())
    return f"# {title[1] if title else 'Paper'}\n{body.rstrip()}\n\n{listed}"


NOTE = "The [validation note](validation.md)"


def keys_in(cited: str) -> list[str]:
    """Keys of the works in a citation."""
    return [one.removeprefix("@") for one in cited.split("; ")]


def works() -> dict[str, Work]:
    """Fields of each work of the bibliography by its key, in its order."""
    text = (PAPER / "paper.bib").read_text(encoding="utf-8")
    return {key: {name: in_words(value) for name, value in FIELD.findall(body)} for key, body in ENTRY.findall(text)}


def in_words(value: str) -> str:
    """A field as it is read."""
    for sign, instead in LETTERS.items():
        value = value.replace(sign, instead)
    return re.sub(r"[{}]", "", re.sub(r"\\url\{([^}]+)\}", r"<\1>", value))


def citation(key: str, found: dict[str, Work]) -> str:
    """Authors and year, or what a program is called, as a link to the list."""
    work = found[key]
    names = [name.partition(",")[0] for name in work["author"].split(" and ")]
    authors = " & ".join(names) if len(names) < 3 and "others" not in names else f"{names[0]} et al."
    return f"[{authors} {work['year']}](#{key})" if "year" in work else f"[{key}](#{key})"


def described(key: str, work: Work) -> str:
    """A work in the list."""
    authors = ", ".join(" ".join(reversed(name.split(", "))) for name in work["author"].split(" and "))
    authors = authors.replace(", others", " et al.")
    place = "".join(
        [f" {work['volume']}" if "volume" in work else "", f"({work['number']})" if "number" in work else ""]
    )
    journal = f"*{work['journal']}*{place}" if "journal" in work else ""
    parts = [authors, work.get("year", ""), work["title"], journal, work.get("pages", ""), work.get("note", "")]
    doi = f"; [doi:{work['doi']}](https://doi.org/{work['doi']})" if "doi" in work else ""
    return f'<a id="{key}"></a>{", ".join(filter(None, parts))}{doi}'


__all__ = ["figures", "paper_pages"]
