"""Labels on the page."""

from __future__ import annotations

from imsim.company.organisation import Organisation
from imsim.company.sites import SITE


def spoken(name: str) -> str:
    """A name without what files need: underscores, and @ before the number of a site.

    Example:
        >>> spoken("customer_service"), spoken("front@12")
        ('customer service', 'front (site 12)')
    """
    words = name.replace("_", " ")
    department, at, site = words.rpartition(SITE)
    return f"{department} (site {site})" if at and site.isdigit() else words


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


def post_label(organisation: Organisation, post: int) -> str:
    """Label of a post: as imported, or its department and a number within it."""
    if organisation.labels:
        return spoken(organisation.labels[post])
    department = int(organisation.department_of[post])
    return f"{spoken(organisation.names[department])} {post - int(organisation.starts[department]) + 1}"
