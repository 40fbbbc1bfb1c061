"""The command that lists lessons and challenges."""

from __future__ import annotations

import typer

from imsim.cli.options import Json


def lessons_command(as_json: Json = False) -> None:
    """The built-in lessons and challenges of the page, one line each."""
    from imsim.app.lessons.loading import builtin_lessons, load_lesson
    from imsim.reporting.terminal import screen

    lessons = {name: load_lesson(path).table for name, path in builtin_lessons().items()}
    if as_json:
        screen.say_json(
            [
                {"name": name, "kind": one.kind, "title": one.title, "minutes": one.minutes}
                for name, one in lessons.items()
            ]
        )
        return
    for name, one in lessons.items():
        typer.echo(f"{name:<28}{one.title}")
