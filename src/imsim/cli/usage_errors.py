"""Mistakes on the command line itself, as an unknown option or a word for a number: brief, with what was found."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from typer.core import TyperGroup

from imsim.engine.interrupts import reader_gone
from imsim.scenarios.error_messages import cut_words, short


class BriefErrors(TyperGroup):
    """Commands whose usage errors cut long words short, and tell the value that was found."""

    def make_context(self, info_name: str | None, args: list[str], *rest: Any, **options: Any) -> Any:
        """Parse the options before a command."""
        with briefly():
            return super().make_context(info_name, [*map(at_home, args)], *rest, **options)

    def invoke(self, ctx: Any) -> Any:
        """Parse the options of a command, and carry it out."""
        try:
            with briefly():
                return super().invoke(ctx)
        except BrokenPipeError:  # Typer would end with 1, which says that a run failed
            reader_gone()


def at_home(word: str) -> str:
    """A word in which `~` is the home folder, also where a shell leaves it as it stands: behind `--out=`.

    Example:
        >>> at_home("--out=~/study") == "--out=" + at_home("~/study") != "--out=~/study", at_home("--set=a=~1")
        (True, '--set=a=~1')
    """
    option, equals, path = word.partition("=") if word.startswith("--") else ("", "", word)
    return f"{option}{equals}{os.path.expanduser(path)}"


@contextmanager
def briefly() -> Iterator[None]:
    """Context manager: usage errors are told briefly."""
    try:
        yield
    except Exception as error:
        # Newer versions of Typer have their own copy of Click: the class of its errors has no public name.
        if isinstance(message := getattr(error, "message", None), str) and hasattr(error, "format_message"):
            error.message = cut_words(with_value(message, error.__cause__))  # type: ignore[attr-defined]
        raise


def with_value(message: str, cause: BaseException | None) -> str:
    """A message with the value that an option could not take, where only its cause tells that."""
    errors = getattr(cause, "errors", None)
    if not callable(errors):
        return message
    return f'"{short(str(errors()[0].get("input")))}": {message.removeprefix("Input ")}'
