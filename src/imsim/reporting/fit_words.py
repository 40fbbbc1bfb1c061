"""What the data of a fit cannot tell, in words, for the terminal and the page."""

from __future__ import annotations

from collections.abc import Iterator

from imsim.reporting.numbers import count, number, percent, plain
from imsim.scenarios.model import BY_NAME
from imsim.studies.answer import Json

MOST_RIDGES = 3


def short(value: float) -> str:
    """A parameter to three digits."""
    return plain(float(f"{value:.3g}"))


def notes(answer: Json) -> Iterator[str]:
    """What the data cannot tell, each in a sentence."""
    for one in answer["ridges"][:MOST_RIDGES]:
        yield (
            f"Ridge: {one['one']} and {one['other']} are identified only jointly (correlation "
            f"{number(one['correlation'], 2)})."
        )
    for name, row in answer["parameters"].items():
        if row["end"]:
            yield (
                f"{name} stands at the {row['end']} end of its range ({short(BY_NAME[name].low)} to "
                f"{short(BY_NAME[name].high)}); try a wider one: --vary {name}=LOW:HIGH."
            )
    for block in answer["blocks"]:
        if not block["used"]:
            yield (
                f"Left out: {block['name']} ({count(block['numbers'], 'number')}); emulators follow only "
                f"{percent(block['followed'])} of what parameters do to it; more --samples may help."
            )
    if answer["untreated"]:
        yield "No programme ran in the window, so the effects of programmes stay as assumed."
    first = answer["check"][0]
    yield (
        f"The model can have made these data: they lie {number(first['distance'], 2)} variances a number from it, 95 % "
        f"of its own data within {number(first['usual'], 2)} (p = {number(first['p'], 2)})."
    )
