"""The service-profit chain of a firm, over its business units and when causes are moved."""

from __future__ import annotations

from imsim.evidence.path_coefficients import Estimate, ServiceProfitChain
from imsim.evidence.service_profit_chain import CUSTOMERS_ASKED
from imsim.reporting.chain_words import digits_of, statements
from imsim.reporting.report.drawings import chain_in, paths
from imsim.reporting.report.folder import Folder
from imsim.reporting.report.parts import Page, Section, Table, Text, name, written
from imsim.reporting.report.values import plain, shown

HEADS = ("from", "to", "path", "under intervention", "without noise", "slope", "causal slope")
SHOWN = ("path", "causal_path", "noise_free", "slope", "causal")


def chain_page(folder: Folder) -> Page:
    """The report of `imsim chain`."""
    chain = chain_in(folder)
    first, *others = statements(chain)
    return Page(
        kind="Service-profit chain",
        title=name(folder.title),
        question="How does internal service lead to profit over business units, and how much of that is cause?",
        answer=(first, others[-1]),
        sections=[Section("Link by link", tuple(others[:-1]), (paths(folder),), (links_table(chain),))],
        method=(
            written(
                "{} business units, seed {}, which differ in people, leaders, site and labour market. All staff are "
                "asked after a year, {} customers of each unit in the year after, both with noise; the books are of "
                "that year. Errors come from drawing the units anew.",
                plain(chain.units), plain(chain.seed), plain(CUSTOMERS_ASKED),
            ),
            "Under intervention: the same units with the same random numbers, in which that stage alone is pushed for "
            "two years; both stages are read in the second. What the push starts further down, and what comes back "
            "from there, is in it.",
        ),
    )  # fmt: skip


def links_table(chain: ServiceProfitChain) -> Table:
    """A row a link, and one for the whole chain."""
    rows: list[tuple[Text, ...]] = [
        (link.cause, link.outcome, *(estimate_cell(getattr(link, figure)) for figure in SHOWN))
        for link in (*chain.links, chain.whole)
    ]
    return Table(
        caption="Every link, and the whole chain",
        heads=HEADS,
        rows=tuple(rows),
        note="Paths in standard deviations of units; without noise: what surveys would see if nobody erred. Slopes in "
        "points of the later stage per point of the earlier, both out of 100; money in per cent of the usual revenue.",
    )


def estimate_cell(estimate: Estimate) -> Text:
    """A figure with its standard error."""
    digits = digits_of(estimate)
    return written("{} \N{PLUS-MINUS SIGN}{}", shown(estimate.value, digits), shown(estimate.error, digits))
