"""What columns are called in HR and survey systems, network tools and several languages, by the role they have."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WORDS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Role:
    """What a column may be to an import.

    Args:
        key: name of the role, as `--column KEY=HEADING` has it.
        option: of the command line that names the column.
        meaning: what the report calls it.
        words: whole headings, the surest first.
        parts: what a heading may contain.
    """

    key: str
    option: str
    meaning: str
    words: tuple[str, ...]
    parts: tuple[str, ...] = ()


def role(key: str, table: dict[str, Any]) -> Role:
    """A role from its table; one without an option of its own is said with `--column`."""
    option = table.get("option", f"--column {key}")
    return Role(key, option, table["meaning"], tuple(table["words"].split()), tuple(table.get("parts", "").split()))


def plain(heading: str) -> str:
    """A heading without capitals, accents, blanks and marks.

    Example:
        >>> plain("Employee-ID "), plain("Führungskraft"), plain("部门")
        ('employeeid', 'fuhrungskraft', '部门')
    """
    letters = unicodedata.normalize("NFKD", heading.casefold())
    return unicodedata.normalize("NFKC", "".join(letter for letter in letters if letter.isalnum()))


def parts_of(heading: str) -> list[str]:
    """What a heading says besides all of it: without brackets, after a colon, each side of a stroke.

    Example:
        >>> parts_of("Salary (EUR)"), parts_of("Job Information: Reports to"), parts_of("Abteilung / Department")
        (['salary'], ['reportsto'], ['abteilung', 'department'])
    """
    bare = re.sub(r"\s*[(\[][^()\[\]]*[)\]]", "", heading)
    sides = [plain(side) for side in re.split(r"[/|]", bare.rpartition(":")[2])]
    return [side for side in dict.fromkeys(sides) if side and side != plain(heading)]


STAFF_ROLES = {key: role(key, table) for key, table in WORDS["staff"].items()}
NAME_ROLES = {key: role(key, table) for key, table in WORDS["names"].items()}
TIE_ROLES = {key: role(key, table) for key, table in WORDS["ties"].items()}
ACTIVE, GONE, TOTALS = (frozenset(WORDS["cells"][name].split()) for name in ("active", "gone", "totals"))
ASKING, ASKS, GIVING = (frozenset(WORDS["asking"][name].split()) for name in ("parts", "words", "giving"))
PRIVATE = frozenset(WORDS["cells"]["private"].split())
FACING: tuple[str, ...] = tuple(WORDS["cells"]["facing"])
YES = frozenset(("yes", "y", "true", "1", "ja", "oui", "si", "left", "terminated", "x", "wahr", "vrai",
                 "verdadero", "verdadeiro", "vero", "waar"))  # fmt: skip
NO = frozenset(("no", "n", "false", "0", "nein", "non", "stayed", "active", "", "falsch", "faux",
                "falso", "onwaar"))  # fmt: skip


def asks(name: str) -> bool:
    """Whether a name, of a file or a relation, says that each row is somebody who asks, and whom, for advice or help.

    Example:
        >>> asks("krackhardt_advice.csv"), asks("goes to for help"), asks("gives advice to"), asks("tasks.csv")
        (True, True, False, False)
    """
    whole, words = plain(name), set(map(plain, re.split(r"[\W\d_]+", name)))
    said = bool(words & ASKS) or any(part in whole for part in ASKING)
    return said and not any(part in whole for part in GIVING)
