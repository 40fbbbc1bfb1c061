"""What the data of a fit cannot tell, in words, for the terminal and the page."""

from __future__ import annotations

from collections.abc import Iterator

from imsim.reporting.numbers import count, number, percent, plain
from imsim.scenarios.model import BY_NAME
from imsim.studies.answer import Json

MOST_RIDGES = 3
# Data that the model makes less often are doubted; those of a hundredth, shared by all blocks, are refused.
DOUBTED_BELOW = 0.05


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
    digits = 2 if first["p"] >= DOUBTED_BELOW else 4
    yield (
        f"The model {can(first)} have made these data: they lie {number(first['distance'], 2)} variances a number from "
        f"it, 95 % of its own data within {number(first['usual'], 2)} (p = {number(first['p'], digits)})."
    )


def can(check: Json) -> str:
    """How well the model can have made data that are not refused.

    Example:
        >>> can({"p": 0.9}), can({"p": 0.004})
        ('can', 'can hardly')
    """
    return "can" if check["p"] >= DOUBTED_BELOW else "can hardly"
