"""How things are called on the page."""

from __future__ import annotations

from imsim.organisation import Organisation


def spoken(name: str) -> str:
    """A name without the underscores that files need.

    Example:
        >>> spoken("customer_service")
        'customer service'
    """
    return name.replace("_", " ")


def desk_label(organisation: Organisation, post: int) -> str:
    """What a desk is called: as imported, or its department and a number within it."""
    if organisation.labels:
        return spoken(organisation.labels[post])
    department = int(organisation.department_of[post])
    return f"{spoken(organisation.names[department])} {post - int(organisation.starts[department]) + 1}"
