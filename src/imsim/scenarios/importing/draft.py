"""The scenario file of an imported organisation, written for the person who will edit it next."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from imsim.engine.sanitising import printable
from imsim.scenarios.importing.measures import Measures
from imsim.scenarios.scenario import load
from imsim.scenarios.toml_text import key, quoted, table_lines

BASE = "service_firm"
CUSTOMERS_PER_POST = 25
ROWS = (500, 6000)
WEEKS_A_YEAR = 52


@dataclass(frozen=True)
class Draft:
    """What is known of an imported organisation.

    Args:
        name, description: of the scenario.
        departments: name -> heads, in the order of the posts.
        contact: departments that meet external customers.
        service: internal customer -> its suppliers and their shares.
        measures: wages and the like.
        listed: whether posts and ties stand in tables beside the scenario.
        assumed: what was assumed rather than imported, in sentences.
    """

    name: str
    description: str
    departments: Mapping[str, int]
    contact: Sequence[str]
    service: Mapping[str, Mapping[str, float]]
    measures: Measures = field(default_factory=Measures)
    listed: bool = True
    assumed: Sequence[str] = ()

    @property
    def posts(self) -> int:
        """Number of desks."""
        return sum(self.departments.values())

    @property
    def contact_posts(self) -> int:
        """Number of desks that meet external customers."""
        return sum(heads for name, heads in self.departments.items() if name in self.contact)


def drafted(draft: Draft) -> str:
    """A complete scenario file: the organisation is the user's, money, market and strategies are the default firm's.

    It stands on its own rather than extending the default scenario, whose departments, once inherited, would have to be
    taken away one by one, and might share names with the user's.
    """
    return "\n".join([*heading(draft), *organisation_lines(draft), *known_lines(draft), *borrowed_lines(draft)]) + "\n"


def heading(draft: Draft) -> Iterator[str]:
    """Name, title and where it all comes from."""
    yield "# Written by imsim import. The organisation is yours, everything below it a placeholder to replace."
    yield f"name = {quoted(printable(draft.name))}"
    yield f"title = {quoted(f'{printable(draft.name)}: an imported organisation of {draft.posts:,} people')}"
    yield f"description = {quoted(printable(draft.description))}"


def organisation_lines(draft: Draft) -> Iterator[str]:
    """Departments and who serves whom."""
    yield ""
    for sentence in draft.assumed:
        yield from comment(sentence)
    if draft.listed:
        yield "# Posts with their reporting lines, and who talks to whom, as imported."
        yield from table_lines("organisation", {"posts": "posts.csv", "ties": "ties.csv"})
        yield ""
        yield "# Order and heads must stay those of posts.csv. contact = true: meets external customers."
    else:
        yield "# contact = true: meets external customers."
    yield "# Add professional = true where the work takes long to learn."
    yield from table_lines(
        "organisation.departments",
        {name: {"heads": heads, "contact": name in draft.contact} for name, heads in draft.departments.items()},
    )
    if draft.service:
        yield ""
        yield "# Internal customer -> its suppliers and how much each matters: their shares of all it receives."
        yield from table_lines("organisation.service", draft.service)


def comment(sentence: str) -> Iterator[str]:
    """A sentence as lines of comment."""
    yield from textwrap.wrap(
        printable(sentence), 110, initial_indent="# ", subsequent_indent="# ", break_long_words=False
    )


def known_lines(draft: Draft) -> Iterator[str]:
    """What is known of the firm's present state, kept as comments until a scenario has a place for it."""
    if draft.measures.known:
        yield ""
        yield "# What the staff list says of the firm today; no run uses it yet."
        yield "# [known]"
        for name, measure in draft.measures.known.items():
            yield f"# {name} = {measure.value:g}  # {printable(measure.source)}"


def economy_of(draft: Draft, base: Mapping[str, float]) -> tuple[dict[str, float], str]:
    """The money side, with the firm's own wage where it is known, and a sentence on where it comes from."""
    wage = draft.measures.wage
    if wage is None:
        return dict(base), f"Placeholders: the money side of {BASE}. Replace it by your own wages, revenue and margin."
    scale = wage.value / base["wage"]
    revenue = float(f"{base['revenue_per_employee'] * scale:.4g}")
    said = f"wage: {printable(wage.source)}, in the currency of the list (name it below). Revenue stands to it as in"
    return dict(base) | {
        "wage": wage.value,
        "revenue_per_employee": revenue,
    }, f"{said} {BASE}: a placeholder, as the rest."


def borrowed_lines(draft: Draft) -> Iterator[str]:
    """Everything that no table of employees can tell, from the default scenario."""
    base = load(BASE).tree
    economy, origin = economy_of(draft, base["economy"])
    customers = min(max(CUSTOMERS_PER_POST * draft.posts, ROWS[0]), ROWS[1])
    purchases = 0.5
    value = economy["revenue_per_employee"] * draft.posts / (customers * purchases * WEEKS_A_YEAR)
    market = {
        "rows": customers,
        "active_customers": customers,
        "caseload": float(f"{customers / max(draft.contact_posts, 1):.4g}"),
        "purchases": purchases,
        "purchase_value": round(value, 2),
    }
    yield ""
    yield "# Placeholders: customers (simulated, real), purchases of each a week, and what one is worth: together the"
    yield "# revenue per employee named below. caseload: how many of them one contact post serves at the usual load;"
    yield "# here those that each of yours has, as if your staff were just what your customers need."
    yield from table_lines("market", market)
    yield ""
    yield from comment(origin)
    yield from table_lines("economy", economy)
    for name in ("budget", "parameters", "time"):
        if name in base:
            yield ""
            yield from table_lines(name, base[name])
    yield ""
    yield f"# What might be done: the strategies of {BASE}."
    for name, strategy in base["strategies"].items():
        yield from table_lines(f"strategies.{key(name)}", strategy)
        yield ""
