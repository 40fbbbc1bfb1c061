"""A fit in the terminal: estimates with intervals, what the data cannot tell, whether the model can have made them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from imsim.reporting.fit_words import notes, short
from imsim.reporting.numbers import count, number, percent
from imsim.reporting.terminal import screen
from imsim.reporting.terminal.tables import PlainTable

if TYPE_CHECKING:
    from rich.table import Table

    from imsim.studies.answer import Json
    from imsim.studies.fitting.answer import Fit


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
