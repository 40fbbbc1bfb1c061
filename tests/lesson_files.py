"""Lessons for the tests: the built-in ones with a firm that runs in a moment."""

from __future__ import annotations

from pathlib import Path

from imsim.app.lessons.loading import builtin_lessons

FIRM = '[firm]\nextends = "service_firm"\n'
QUICK = FIRM + "time = { weeks = 12, burn_in = 4, window = 12 }\nmarket = { rows = 300 }\n"


def text_of(name: str) -> str:
    """The file of a built-in lesson."""
    return builtin_lessons()[name].read_text(encoding="utf-8")


def quick(folder: Path, name: str = "contact_staff_or_everyone", *changes: tuple[str, str]) -> Path:
    """A built-in lesson, or a challenge, with a small firm, few pairs of runs, and changes in its text."""
    text = text_of(name)
    for old, new in ((FIRM, QUICK), ("replicates = 20", "replicates = 4"), *changes):
        assert old in text, old
        text = text.replace(old, new, 1)
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path
