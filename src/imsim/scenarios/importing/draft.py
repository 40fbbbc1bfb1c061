"""The scenario file of an imported organisation, written for the person who will edit it next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from imsim.engine.sanitising import printable
from imsim.scenarios.counts import count
from imsim.scenarios.importing.measures import Measure, Measures
from imsim.scenarios.importing.starting import labour_market
from imsim.scenarios.scenario import load
from imsim.scenarios.toml_text import key, quoted, table_lines

BASE = "service_firm"
CUSTOMERS_PER_POST = 25
ROWS = (500, 6000)
WEEKS_A_YEAR = 52
# Letters of an origin that a scenario takes.
LONGEST_ORIGIN = 400


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
        origins: dotted key -> the table that tells it, or what was assumed since none does.
    """

    name: str
    description: str
    departments: Mapping[str, int]
    contact: Sequence[str]
    service: Mapping[str, Mapping[str, float]]
    measures: Measures = field(default_factory=Measures)
    listed: bool = True
    origins: Mapping[str, str] = field(default_factory=dict)

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
    parts = (heading, provenance_lines, organisation_lines, known_lines, borrowed_lines)
    return "\n".join(line for part in parts for line in part(draft)) + "\n"


def heading(draft: Draft) -> Iterator[str]:
    """Name, title and where it all comes from."""
    yield "# Written by imsim import. The organisation is yours, everything below it a placeholder to replace."
    yield f"name = {quoted(printable(draft.name))}"
    size = count(draft.posts, "person", "people")
    yield f"title = {quoted(f'{printable(draft.name)}: an imported organisation of {size}')}"
    yield f"description = {quoted(printable(draft.description))}"


def provenance_lines(draft: Draft) -> Iterator[str]:
    """Where each value comes from: a table of the user's, an assumption, or the default scenario."""
    said = {
        "organisation": draft.origins.get("organisation", ""),
        **{name: text for name, text in draft.origins.items() if name != "organisation"},
        "market": f"placeholder: customers of {BASE}, as many and as good as your staff and revenue ask for",
        "economy": f"placeholder: the money side of {BASE}",
    }
    measures = draft.measures
    if measures.wage is not None:
        said["economy.wage"] = f"{measures.wage.source}, in the currency of the list"
        said["economy.revenue_per_employee"] = f"placeholder: stands to the wage as in {BASE}"
    if "turnover" in measures.known:
        said["parameters.labour_market"] = (
            f"first value, for a staff turnover of {measures.known['turnover'].value:g}; imsim plausible finds better"
        )
    said |= {f"known.{name}": measure.source for name, measure in measures.known.items()}
    yield ""
    yield "# Where values come from: imsim show tells it beside each. Whoever replaces a value changes its line."
    yield from table_lines(
        "provenance", {name: printable(text)[:LONGEST_ORIGIN] for name, text in said.items() if text}
    )


def organisation_lines(draft: Draft) -> Iterator[str]:
    """Departments and who serves whom."""
    yield ""
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


def known_lines(draft: Draft) -> Iterator[str]:
    """What is known of the firm's present state."""
    if not draft.measures.known:
        return
    yield ""
    yield "# The firm as it is: imsim plausible, and studies over parameter sets, take only sets that come near it."
    yield "# within: how near, if not as usual for the outcome; wide for surveys, whose scales are not the model's."
    yield from table_lines("known", {name: level(measure) for name, measure in draft.measures.known.items()})


def level(measure: Measure) -> float | dict[str, float]:
    """A known level as a scenario has it, with its tolerance where it has one of its own."""
    return measure.value if measure.within is None else {"level": measure.value, "within": measure.within}


def economy_of(draft: Draft, base: Mapping[str, Any]) -> dict[str, Any]:
    """The money side, with the firm's own wage where it is known."""
    wage = draft.measures.wage
    if wage is None:
        return dict(base)
    scale = wage.value / base["wage"]
    return (
        dict(base)
        | ({"currency": draft.measures.currency} if draft.measures.currency else {})
        | {
            "wage": wage.value,
            "revenue_per_employee": float(f"{base['revenue_per_employee'] * scale:.4g}"),
        }
    )


def parameters_of(draft: Draft, base: Mapping[str, float]) -> dict[str, float]:
    """Parameters of the default firm, the pull of the labour market by the firm's own staff turnover."""
    turnover = draft.measures.known.get("turnover")
    return dict(base) if turnover is None else dict(base) | {"labour_market": labour_market(turnover.value)}


def borrowed_lines(draft: Draft) -> Iterator[str]:
    """Everything that no table of employees can tell, from the default scenario."""
    base = load(BASE).tree
    economy = economy_of(draft, base["economy"])
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
    name = "named" if draft.measures.currency else "name it"
    known = f"The wage is your list's, in its currency ({name} below); the rest" if draft.measures.wage else "All of it"
    yield f"# {known} is a placeholder: replace it by your own revenue, margin and overheads."
    yield from table_lines("economy", economy)
    for name in ("budget", "parameters", "time"):
        if name in base:
            yield ""
            yield from table_lines(name, parameters_of(draft, base[name]) if name == "parameters" else base[name])
    yield ""
    yield f"# What might be done: the strategies of {BASE}."
    for name, strategy in base["strategies"].items():
        yield from table_lines(f"strategies.{key(name)}", strategy)
        yield ""
