"""Departments with several sites: each site is a unit of its own, called after the department and numbered from 1."""

from __future__ import annotations

SITE = "@"


def site_names(department: str, sites: int) -> list[str]:
    """The units of a department: itself, or one a site.

    Example:
        >>> site_names("front", 2), site_names("HR", 1)
        (['front@1', 'front@2'], ['HR'])
    """
    return [department] if sites == 1 else [f"{department}{SITE}{site + 1}" for site in range(sites)]


def without_site(unit: str) -> str:
    """The department that a unit is, or is a site of.

    Example:
        >>> without_site("front@2"), without_site("HR")
        ('front', 'HR')
    """
    return unit.split(SITE)[0]


def counted(department: str, sites: int) -> str:
    """A department's name with the number of its sites, where it has several.

    Example:
        >>> counted("branches", 7), counted("sales", 1)
        ('branches (7 sites)', 'sales')
    """
    return f"{department} ({sites} sites)" if sites > 1 else department
