"""Departments of an imported organisation: one name each, as scenario files allow it, and who meets customers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
import pandas as pd

from imsim.engine.errors import InputError, listed, nearest
from imsim.scenarios.importing.identity import MISSING, Index, Texts, identities, identity
from imsim.scenarios.importing.vocabulary import FACING
from imsim.scenarios.size import LARGEST_UNITS
from imsim.scenarios.tables import Remarks, shown

UNASSIGNED = "unassigned"
RESERVED = ("everyone", "contact")
LONGEST_NAME = 60


def departments(column: pd.Series[str], ids: Texts, remarks: Remarks) -> tuple[Index, tuple[str, ...], dict[str, str]]:
    """Number of each person's department, the names in order of first appearance, and what the data call them."""
    units = identities(column, remarks, "departments")
    missing = units.none_given()
    said = units.texts(missing)
    remarks.add('departments read as "none given"', said[said != ""])
    remarks.add(f'people without a department, put in "{UNASSIGNED}"', ids[missing])
    unassigned = [UNASSIGNED if name.casefold() in MISSING else name for name in units.distinct]
    merged, called = pd.factorize(np.array(unassigned, dtype=object))
    if len(called) > LARGEST_UNITS:
        some = listed(map(shown, called[:4]), 3)
        raise InputError(
            f"{column.name}: names {len(called):,} departments ({some}), at most {LARGEST_UNITS:,} can be simulated: "
            "choose a coarser --department column"
        )
    aliases: dict[str, str] = {}
    taken = set(RESERVED)
    for text in called:
        aliases[text] = distinct(fitting(text), taken)
        taken.add(aliases[text])
    remarks.add("departments renamed", [f"{text} -> {name}" for text, name in aliases.items() if text != name])
    names = pd.Series(list(aliases.values()))
    alike = names[names.str.casefold().duplicated(keep=False)]
    remarks.add("departments that differ in capitals only, kept apart", alike)
    return merged.astype(np.int64)[units.number], tuple(names), aliases


def fitting(text: str, prefix: str = "dept") -> str:
    """A name as scenario files allow it, as near to the text as can be; a prefix where it begins in another script.

    Example:
        >>> fitting("R/D (Paris)"), fitting("Ökonomie"), fitting("研发")
        ('R D Paris', 'Okonomie', 'dept 研发')
    """
    kept = (letter if allowed(letter) else " " for letter in unicodedata.normalize("NFC", text))
    name = " ".join("".join(kept).split()).lstrip(" _.&+-")
    if name and not name[0].isascii():
        bare = re.sub(r"[^A-Za-z0-9]", "", unicodedata.normalize("NFKD", name[0]))
        name = bare + name[1:] if bare else f"{prefix} {name}"
    return name[:LONGEST_NAME].rstrip() or "unnamed"


def allowed(letter: str) -> bool:
    """Whether a character may stand in the name of a department or scenario."""
    category = unicodedata.category(letter)
    return letter in " .&+-" or category[0] in "LM" or category in ("Nd", "Pc")


def distinct(name: str, taken: set[str]) -> str:
    """A name that is not taken yet, with a number if need be."""
    candidate, number = name, 2
    while candidate in taken:
        candidate = f"{name[: LONGEST_NAME - 8]} {number}"
        number += 1
    return candidate


def contact_departments(
    names: tuple[str, ...], aliases: dict[str, str], contact: Sequence[str], remarks: Remarks
) -> tuple[str, ...]:
    """Departments that meet external customers, by their names."""
    if not contact:
        facing = [name for name in names if any(word in name.casefold() for word in FACING)]
        some = facing if len(facing) < len(names) else []
        perhaps = f'; by their names perhaps --contact "{",".join(some[:8])}"' if some else ""
        remarks.choices.append(f"no --contact given: every department meets external customers{perhaps}")
        return names
    known = aliases | {name: name for name in names}
    if strange := [word for word in contact if identity(word) not in known]:
        allowed_names = listed(names, 20)
        raise InputError(
            f"--contact {shown(word)}: no such department{nearest(identity(word), known)} (allowed: {allowed_names})"
            for word in strange
        )
    return tuple(dict.fromkeys(known[identity(word)] for word in contact))
