"""Labels on the page."""

from __future__ import annotations

from imsim.company.organisation import Organisation
from imsim.reporting.chronicle.words import spoken
from imsim.scenarios.scenario import Scenario


def phrase(label: str) -> str:
    """A label as a part of a sentence, whose commas are the sentence's own.

    Example:
        >>> phrase("perks"), phrase("cash bonus, contact staff"), phrase("select, train, retain")
        ('perks', 'cash bonus (contact staff)', '“select, train, retain”')
    """
    what, *more = label.split(", ")
    if len(more) > 1:
        return f"“{label}”"
    return f"{what} ({more[0]})" if more else label


def post_label(scenario: Scenario, organisation: Organisation, post: int) -> str:
    """Label of a post: as imported, or its department and a number within it."""
    if organisation.labels:
        return spoken(organisation.labels[post])
    department = int(organisation.department_of[post])
    return f"{scenario.department(organisation.names[department])} {post - int(organisation.starts[department]) + 1}"
