"""A fit in the terminal: estimates with intervals, what the data cannot tell, whether the model can have made them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from imsim.reporting.numbers import count, number, percent, plain
from imsim.reporting.terminal import screen
from imsim.reporting.terminal.tables import PlainTable
from imsim.scenarios.model import BY_NAME

if TYPE_CHECKING:
    from rich.table import Table

    from imsim.studies.answer import Json
    from imsim.studies.fitting.answer import Fit

MOST_RIDGES = 3


def show(fit: Fit) -> None:
    """Print the fit on stdout."""
    answer, stdout = fit.as_json(), screen.results()
    title = fit.scenario.table.title or fit.scenario.name
    learnt = len(fit.learnt())
    screen.say(stdout, f"{title}: {learnt} of {count(len(fit.verdicts), 'parameter')} learnt", style="bold")
    stdout.print()
    stdout.print(parameter_table(answer))
    stdout.print()
    if answer["rehearsal"]:
        stdout.print(rehearsal_table(answer["rehearsal"]))
        stdout.print()
    for line in reading_text(answer):
        screen.say(stdout, line)


def short(value: float) -> str:
    """A parameter to three digits."""
    return plain(float(f"{value:.3g}"))


def parameter_table(answer: Json) -> Table:
    """Parameters with intervals, the narrowest against their prior first."""
    heads = ("parameter", "learnt", "estimate", "low", "high", "prior: low", "high ", "width")
    table = PlainTable(heads, left=2, first_out=("prior: low", "high ", "width"))
    for name, row in sorted(answer["parameters"].items(), key=lambda item: float(item[1]["width"])):
        ends = (short(row[key]) for key in ("estimate", "low", "high", "prior_low", "prior_high"))
        table.add_row(name, row["learnt"], *ends, percent(row["width"]))
    return table


def rehearsal_table(rehearsal: Json) -> Table:
    """How well each parameter of made firms was found again."""
    heads = ("rehearsal", "learnt", "held by 90 %", "correlation", "width")
    table = PlainTable(heads, left=2, first_out=("width",))
    for name, row in sorted(rehearsal["parameters"].items(), key=lambda item: float(item[1]["width"])):
        table.add_row(
            name, row["learnt"], percent(row["coverage"]), number(row["correlation"], 2), percent(row["width"])
        )
    return table


def reading_text(answer: Json) -> Iterator[str]:
    """How to read the tables, and what the data cannot tell."""
    yield (
        f"Weeks 0 to {answer['weeks'] - 1} from {answer['start']} on, strategy {answer['strategy']}; emulators of "
        f"{count(answer['runs'], 'run')}. Low, high: 90 % interval; width: of it, as a share of the prior's."
    )
    yield from notes(answer)
    if rehearsal := answer["rehearsal"]:
        covered, refused = rehearsal["coverage"], rehearsal["refused"]
        yield (
            f"Rehearsal with {count(rehearsal['firms'], 'firm')} made at parameters from the prior: "
            f"{percent(covered['share'])} of the 90 % intervals hold the truth [{percent(covered['low'])} to "
            f"{percent(covered['high'])}], {percent(refused['share'])} of the firms would be refused."
        )


def notes(answer: Json) -> Iterator[str]:
    """What the data cannot tell, each in a sentence."""
    for one in answer["ridges"][:MOST_RIDGES]:
        yield (
            f"Ridge: {one['one']} and {one['other']} are told only together (correlation "
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
