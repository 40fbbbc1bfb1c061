"""Customers' scores under the headings of whoever wrote them down."""

from __future__ import annotations

from dataclasses import replace

from imsim.scenarios.importing.vocabulary import plain
from imsim.scenarios.tables import TextTable
from imsim.studies.fitting.cells import CALLED
from imsim.studies.fitting.forms import PARTS, ROLES
from imsim.studies.fitting.wording import SCALE

# What columns are called beside their own name, the surest first; a part of a heading counts after all whole ones.
CALLED_SO = {
    "month": ROLES["date"],
    "score": f"{ROLES['mean']} satisfaction satisfactionscore meansatisfaction customersatisfaction csat acsi index "
    "kundenzufriedenheit zufriedenheit zufriedenheitsindex",
    "n": f"{ROLES['n']} asked answers customers patients guests befragte",
    "department": ROLES["department"],
}
WITHIN = {"score": ("satisf", "zufrieden"), "n": ("asked", "respon", "answers", "befragt"), **PARTS}


def customer_columns(table: TextTable) -> TextTable:
    """A table of customers' scores whose columns are called as in the table of a fit.

    A scale in the heading of the scores, as in "Satisfaction (1-10)", is that of each row.
    """
    free = [name for name in table.columns if name.strip().casefold() not in (*CALLED_SO, "scale")]
    there = {name.strip().casefold() for name in table.columns}
    found: dict[str, str] = {}
    for role, words in CALLED_SO.items():
        said = {name: plain(SCALE.sub("", name)) for name in free if name not in found}
        exact = [name for word in words.split() for name in said if said[name] == word]
        within = [name for part in WITHIN.get(role, ()) for name in said if part in said[name]]
        if role not in there and (exact or within):
            found[(exact or within)[0]] = role
    frame = table.frame.rename(columns=found)
    frame.attrs[CALLED] = {role: name for name, role in found.items()}
    scale = next((one for name, role in found.items() if role == "score" and (one := SCALE.search(name))), None)
    if scale is not None and "scale" not in there:
        frame["scale"] = f"{scale[1]}-{scale[2]}"
    return replace(table, frame=frame)
