"""What a service-profit chain says, in words: the same in the terminal and on the page of a report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from imsim.reporting.numbers import number

if TYPE_CHECKING:
    from imsim.evidence.path_coefficients import Estimate, Link, ServiceProfitChain

# Differences between coefficients that are worth a word, and errors below which two digits say too little.
WORTH_SAYING, FINE = 0.1, 0.005


def statements(chain: ServiceProfitChain) -> Iterator[str]:
    """What moving the first stage does to the last, where paths mislead, and what goes past the chain."""
    whole = chain.whole
    yield (
        f"Over units {whole.cause} and {whole.outcome} go together with {with_error(whole.path)}; pushing "
        f"{whole.cause} alone by a standard deviation of units moves {whole.outcome} by "
        f"{with_error(whole.causal_path)} of one."
    )
    more = [link for link in chain.links if link.gap.clear and link.gap.value > WORTH_SAYING]
    less = [link for link in chain.links if link.gap.clear and link.gap.value < -WORTH_SAYING]
    if more:
        yield (
            f"A path promises more than moving the cause holds: {listed(more)}. Something else moves both stages (who "
            "works there, leaders, the site), the later acts back on the earlier, or units have differed for longer "
            "than the two years of the push."
        )
    if less:
        yield f"A path promises less, since surveys err or something works against it: {listed(less)}."
    yield (
        f"The paths multiply to {with_error(chain.product)}: that much of the {with_error(whole.path)} would be there "
        "if stages were tied through the chain alone."
    )


def listed(links: list[Link]) -> str:
    """Links with both coefficients."""
    return "; ".join(
        f"{link.cause} to {link.outcome} {number(link.path.value, 2)} over units, "
        f"{number(link.causal_path.value, 2)} under intervention"
        for link in links
    )


def with_error(estimate: Estimate) -> str:
    """A figure with its standard error."""
    digits = digits_of(estimate)
    return f"{number(estimate.value, digits)} ±{number(estimate.error, digits)}"


def digits_of(estimate: Estimate) -> int:
    """Two digits, or three where with two it would have no error."""
    return 3 if estimate.error < FINE else 2
