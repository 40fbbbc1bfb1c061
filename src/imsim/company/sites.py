"""Departments with several sites: each site is named after its department and numbered from 1."""

from __future__ import annotations

SITE = "@"


def site_names(department: str, sites: int) -> list[str]:
    """Names of the sites of a department; its own name where it has one site.

    Example:
        >>> site_names("front", 2), site_names("HR", 1)
        (['front@1', 'front@2'], ['HR'])
    """
    return [department] if sites == 1 else [f"{department}{SITE}{site + 1}" for site in range(sites)]


def without_site(site: str) -> str:
    """The department that a site belongs to.

    Example:
        >>> without_site("front@2"), without_site("HR")
        ('front', 'HR')
    """
    return site.split(SITE)[0]


def counted(department: str, sites: int) -> str:
    """A department's name with the number of its sites, where it has several.

    Example:
        >>> counted("branches", 7), counted("sales", 1)
        ('branches (7 sites)', 'sales')
    """
    return f"{department} ({sites} sites)" if sites > 1 else department
