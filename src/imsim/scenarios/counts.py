"""Counts in words: so many of something, in the singular or the plural."""

from __future__ import annotations


def count(many: int, thing: str, things: str = "") -> str:
    """So many of something, in the singular or plural.

    Args:
        many: how many.
        thing: one of them.
        things: several; with an s at the end, unless said.

    Example:
        >>> count(1, "replicate"), count(2000, "run"), count(2, "process", "processes")
        ('1 replicate', '2,000 runs', '2 processes')
    """
    return f"{many:,} {thing if many == 1 else things or f'{thing}s'}"
