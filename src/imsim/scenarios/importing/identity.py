"""When two texts name the same person: exactly, or in another form that a program or a hand gave it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from imsim.scenarios.tables import Remarks

Index = NDArray[np.int64]
Texts = NDArray[np.object_]

MISSING = ("", "na", "n/a", "nan", "null", "none", "-", "#n/a")
LONGEST_NUMBER = 30
REMARK = re.compile(r"\s*\([^()]*\)")
NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:e\+?\d{1,2})?")
# With more unknown names than that two tables do not belong together, whatever their form.
MOST_COMPARED = 100_000
# What `identity` takes away and leaves, as Arrow does it for a million names at once.
SPACES = "".join(filter(str.isspace, map(chr, range(0x3001))))
WHOLE = r"^(-?\p{Nd}+)\.0+$"


def identity(text: str) -> str:
    """What a person or department is called: without blanks around it, or the `.0` of a number read as a fraction.

    Example:
        >>> identity(" 152.0"), identity("3.50"), identity("R&D")
        ('152', '3.50', 'R&D')
    """
    text = text.strip()
    whole, _, zeros = text.partition(".")
    return whole if zeros and not zeros.strip("0") and whole.removeprefix("-").isdecimal() else text


def near(text: str) -> str:
    """What is left of a name when its form is taken away: the same for all forms that programs give one id.

    Example:
        >>> near("00012"), near("1.2E+05"), near("Ann@Firm.example"), near("12\u200b"), near("Ng, Ann"), near("Bo (7)")
        ('12', '120000', 'ann@firm.example', '12', 'ann ng', 'bo')
    """
    if text.isascii() and text.isalnum() and (text.isdigit() or text[0].isalpha()):
        # Nearly all ids of a long list: a million of them in a third of the time.
        return (text.lstrip("0") or "0") if text.isdigit() else text.lower()
    plain = text
    if not text.isascii():
        plain = unicodedata.normalize("NFKC", text)
        plain = "".join(letter for letter in plain if unicodedata.category(letter) != "Cf")
    plain = " ".join(plain.casefold().split()).strip("'\"")
    if plain.isdecimal() and plain.isascii():
        return plain.lstrip("0") or "0"
    if len(plain) <= LONGEST_NUMBER and NUMBER.fullmatch(plain):
        try:
            number = Decimal(plain)
        except InvalidOperation:
            return plain
        return format(number.to_integral_value() if number == number.to_integral_value() else number.normalize(), "f")
    if plain.endswith(")"):
        # A number or a remark behind a name, as some systems write it.
        plain = REMARK.sub("", plain) or plain
    last, comma, first = plain.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and first.strip() and last.strip() else plain


@dataclass(frozen=True)
class Names:
    """A column of names as numbers: in a table of a million rows only each distinct name is looked at as a text.

    Args:
        distinct: each name once, in order of first appearance.
        number: of the name in each row.
    """

    distinct: Texts
    number: Index

    def texts(self, rows: NDArray[np.bool_] | Index) -> Texts:
        """The names in some rows."""
        return self.distinct[self.number[rows]]

    def found_in(self, posts: pd.Index, remarks: Remarks, what: str, left: frozenset[str] = frozenset()) -> Index:
        """The post of each row's name, -1 where nobody is called so.

        Names that nobody has are tried again without their form (capitals, leading zeros, letters of no width); where
        exactly one person is left, that one is meant, and it is said. Who has left is not looked for again.
        """
        found = posts.get_indexer(pd.Index(self.distinct, dtype=object)).astype(np.int64)
        unknown = np.flatnonzero(found < 0)
        unknown = unknown[~_is_missing(self.distinct[unknown])]
        if left:
            unknown = unknown[[near(self.distinct[i]) not in left for i in unknown]]
        if 0 < len(unknown) <= MOST_COMPARED:
            forms = [near(self.distinct[i]) for i in unknown]
            first, times = _first_of(frozenset(forms), posts)
            at = np.array([first.get(form, -1) for form in forms])
            good = np.array([times[form] == 1 for form in forms])
            found[unknown[good]] = at[good]
            remarks.add(
                f"{what} that differ from an id in form only, taken for it",
                self.distinct[unknown[good]], posts[at[good]],
            )  # fmt: skip
        return found[self.number]

    def among(self, forms: frozenset[str]) -> NDArray[np.bool_]:
        """The rows whose name, without its form, is one of some."""
        if not forms:
            return np.zeros(len(self.number), dtype=bool)
        return np.array([near(name) in forms for name in self.distinct], dtype=bool)[self.number]

    def none_given(self) -> NDArray[np.bool_]:
        """The rows where nothing stands, or one of the usual words that say so."""
        return _is_missing(self.distinct)[self.number]


def _is_missing(names: Texts) -> NDArray[np.bool_]:
    """Which names are nothing, or one of the usual words that say so."""
    import pyarrow
    from pyarrow import compute

    lower = compute.utf8_lower(pyarrow.array(names, pyarrow.large_string()))
    missing: NDArray[np.bool_] = compute.is_in(lower, pyarrow.array(MISSING, pyarrow.large_string())).to_numpy(
        zero_copy_only=False
    )
    return missing


def _first_of(forms: frozenset[str], posts: pd.Index) -> tuple[dict[str, int], Counter[str]]:
    """The first post of each of some forms, and how many posts share it.

    Ids of letters and digits alone, as nearly all of a million are, lose their form at once.
    """
    import pyarrow
    from pyarrow import compute

    texts = pyarrow.array(posts, pyarrow.large_string())
    lower = compute.utf8_lower(texts)
    digits = compute.ascii_is_decimal(lower)
    number = compute.ascii_ltrim(lower, "0")
    plain = compute.or_(digits, compute.match_substring_regex(lower, "^[a-z][a-z0-9]*$"))
    bare = compute.if_else(digits, compute.if_else(compute.equal(number, ""), "0", number), lower)
    wanted = compute.is_in(bare, pyarrow.array(sorted(forms), pyarrow.large_string()))
    looked = compute.or_(wanted, compute.invert(plain))
    places = np.flatnonzero(looked.to_numpy(zero_copy_only=False))
    named = [(form, place) for place in places.tolist() if (form := near(posts[place])) in forms]
    return dict(reversed(named)), Counter(form for form, _ in named)


def identities(column: pd.Series[str], remarks: Remarks, *parts: str) -> Names:
    """A column of names as identities; it may be several columns one below the other, as long as each other."""
    import pyarrow
    from pyarrow import compute

    number, found = pd.factorize(column)
    texts = pyarrow.array(found, pyarrow.large_string())
    names = compute.replace_substring_regex(compute.utf8_trim(texts, SPACES), WHOLE, r"\1")
    plain = names.to_numpy(zero_copy_only=False)
    changed = compute.not_equal(names, texts).to_numpy(zero_copy_only=False)
    if not changed.any():
        return Names(plain, number)
    for part, rows in zip(parts, np.split(number, len(parts)), strict=True):
        odd = texts.take(rows[changed[rows]]).to_numpy(zero_copy_only=False)
        remarks.add(f'{part} read without blanks around them and a trailing ".0"', odd)
    merged, distinct = pd.factorize(plain)
    return Names(distinct, merged[number])
