"""The service-profit chain in the terminal: every link over units, and beside it what moving its cause does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imsim.reporting.chain_words import statements, with_error
from imsim.reporting.numbers import count
from imsim.reporting.terminal import screen
from imsim.reporting.terminal.tables import PlainTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imsim.evidence.path_coefficients import ServiceProfitChain

HEADS = ("link", "path", "under intervention", "without noise", "slope", "causal slope")
# Which figure of a link each column shows.
SHOWN = ("path", "causal_path", "noise_free", "slope", "causal")


def show(chain: ServiceProfitChain) -> None:
    """Every link on stdout."""
    stdout = screen.results()
    stdout.print(links_table(chain))
    for line in links_text(chain):
        screen.say(stdout, line)


def links_table(chain: ServiceProfitChain) -> PlainTable:
    """A row a link: standardised path, the same when the cause is moved, and both in points."""
    table = PlainTable(HEADS, first_out=("without noise", "slope", "causal slope"))
    for link in (*chain.links, chain.whole):
        table.add_row(f"{link.cause} -> {link.outcome}", *(with_error(getattr(link, name)) for name in SHOWN))
    return table


def links_text(chain: ServiceProfitChain) -> Iterator[str]:
    """What stands below the table."""
    yield ""
    yield from statements(chain)
    yield f"{count(chain.units, 'business unit')} of {chain.scenario.name}, seed {chain.seed}; ± standard errors."
    yield "Path: in standard deviations of units, as surveys see it; without noise: as it is."
    yield "Under intervention: the cause alone is pushed for two years, and both are read in the second."
    yield "Slopes: points of the later stage per point of the earlier, both out of 100; money in % of usual revenue."
