"""What a person reads of knock-outs: which evidence fails without each mechanism, and what holds only without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imsim.evidence.knockout import essential
from imsim.evidence.support import SIGN, unsupported
from imsim.reporting.terminal import screen as console
from imsim.reporting.terminal.tables import PlainTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.table import Table

    from imsim.evidence.knockout import Knockouts


def show(found: Knockouts, as_json: bool) -> None:
    """All knock-outs on stdout."""
    if as_json:
        console.say_json(found.as_json())
        return
    screen = console.results()
    for heading, is_rival in (("Mechanisms left out", False), ("Rivals put in", True)):
        if names := [name for name in found.changed if (SIGN in name) is is_rival]:
            console.say(screen, heading, style="bold")
            screen.print(table_of(found, names))
            console.say(screen, "")
    for line in text_of(found):
        console.say(screen, line)


def table_of(found: Knockouts, names: list[str]) -> Table:
    """A row a change of the model."""
    table = PlainTable(("change", "fails then", "holds only then"), left=3)
    for name in names:
        fails = ", ".join(found.fails(name))
        table.add_row(
            name,
            fails or ("-" if SIGN in name else unsupported(list(found.judged))),
            ", ".join(found.passes(name)) or "-",
        )
    return table


def text_of(found: Knockouts) -> Iterator[str]:
    """What stands below the tables."""
    for name, reason in essential().items():
        yield f"{name} cannot be left out: {reason}."
    held = sum(one.passed for one in found.whole.values())
    yield f"Judged: {', '.join(found.judged)}; {held} of {len(found.whole)} hold as the model is. Seed {found.seed}."
    if small := [f"{kind} {share:.0%}" for kind, share in found.judged.items() if share < 1]:
        yield f"Laboratories are smaller than those of the verdicts ({', '.join(small)}; --whole runs all)."
