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


def post_label(organisation: Organisation, post: int) -> str:
    """Label of a post: as imported, or its department and a number within it."""
    if organisation.labels:
        return spoken(organisation.labels[post])
    department = int(organisation.department_of[post])
    return f"{spoken(organisation.names[department])} {post - int(organisation.starts[department]) + 1}"
