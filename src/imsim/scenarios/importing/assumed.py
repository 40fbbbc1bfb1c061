"""What a staff list alone does not tell, assumed: contacts between people and who serves whom; all of it is said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from imsim.company.contacts import ContactNetwork, generated_ties
from imsim.company.reporting_lines import reporting_tree
from imsim.scenarios.importing.identity import Index
from imsim.scenarios.importing.people import People
from imsim.scenarios.schema import OrganisationTable
from imsim.scenarios.tables import Remarks

SEED = 1
# A department is supplied by so many others at most, the largest ones.
MOST_SUPPLIERS = 8
SHARE_DIGITS = 6


def with_lines(people: People, remarks: Remarks) -> People:
    """People with reporting lines drawn by span, where a list has none."""
    if (people.supervisor >= 0).any():
        return people
    defaults = OrganisationTable()
    heads = np.bincount(people.department, minlength=len(people.names))
    supervisor, layers = reporting_tree(np.cumsum(heads) - heads, heads, defaults.span, defaults.layers)
    remarks.choices[:] = [choice for choice in remarks.choices if not choice.startswith("no reporting lines:")]
    remarks.assume(
        "organisation.posts",
        "in each department the first of the highest level in the list leads, "
        f"{defaults.span} people report to one, and the first department leads the others",
    )
    return replace(people, supervisor=supervisor, layers=layers)


def assumed_contacts(people: People, remarks: Remarks) -> tuple[Index, Index]:
    """Contact ties drawn as scenarios draw theirs, the reporting lines among them; both ends of each, once."""
    defaults = OrganisationTable()
    posts = len(people.ids)
    heads = np.bincount(people.department, minlength=len(people.names)).astype(np.int64)
    network = ContactNetwork(defaults.contacts, defaults.density_ratio, defaults.rewiring)
    generator = np.random.Generator(np.random.PCG64(SEED))
    one, other = generated_ties(np.cumsum(heads) - heads, heads, people.supervisor, network, generator)
    keys = np.sort(np.minimum(one, other) * posts + np.maximum(one, other))
    keys = keys[np.diff(keys, prepend=-1) > 0]
    low, high = keys // posts, keys % posts
    remarks.assume(
        "organisation.ties",
        f"{defaults.contacts:g} contacts a person on average, {defaults.density_ratio:g} times denser within "
        f"departments than between, every reporting line among them (one draw, seed {SEED})",
    )
    return low[low != high], high[low != high]


def assumed_service(names: tuple[str, ...], heads: Index, remarks: Remarks) -> dict[str, dict[str, float]]:
    """Internal customer -> its suppliers: the largest other departments, in proportion to their heads."""
    largest = np.argsort(-heads, kind="stable")[: MOST_SUPPLIERS + 1].tolist()
    shares = {}
    for customer, name in enumerate(names):
        suppliers = [i for i in largest if i != customer][:MOST_SUPPLIERS]
        total = heads[suppliers].sum()
        units = [round(float(heads[i] / total), SHARE_DIGITS) for i in suppliers]
        if units:
            # What rounding leaves goes to the largest.
            units[0] = round(1 - sum(units[1:]), SHARE_DIGITS)
            shares[name] = {names[i]: share for i, share in zip(suppliers, units, strict=True)}
    if shares:
        remarks.assume(
            "organisation.service",
            f"each department is served by the others in proportion to their heads (the {MOST_SUPPLIERS} largest)",
            "; replace [organisation.service] by who really serves whom",
        )
    return shares
