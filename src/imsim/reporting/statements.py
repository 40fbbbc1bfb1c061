"""The page of the sources' statements, brought up to date: beside each, how the claims that test it came out.

`python -m imsim.reporting.statements --write docs/mechanisms.md` tries all claims (a minute on two cores) and writes;
it also keeps the verdicts that ship with imsim, for the chapters of the book.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

# A row of the page: number, statement, where it lives, and the verdict, which may not be there yet.
STATEMENT = re.compile(r"^(\| (\d+) \|[^|\n]*\|[^|\n]*\|)[^|\n]*\|?$", re.MULTILINE)


def verdict_on(statement: int, claims: pd.DataFrame) -> str:
    """How the claims that test a statement came out, by verdict, with their ids.

    Args:
        statement: number of its row.
        claims: of `ClaimStudy.table`.
    """
    testing = claims[[statement in rows for rows in claims["rows"]]]
    return "; ".join(f"{word} ({', '.join(some['id'])})" for word, some in testing.groupby("verdict", sort=False))


def with_verdicts(page: str, claims: pd.DataFrame) -> str:
    """The page with a verdict at the end of each row.

    Args:
        page: its text.
        claims: of `ClaimStudy.table`.
    """
    return STATEMENT.sub(lambda row: f"{row[1]} {verdict_on(int(row[2]), claims)} |", page)


def main(arguments: Sequence[str] | None = None) -> None:
    """Try all claims and write how they came out into a page."""
    from imsim.evidence.claims.verdicts import claims
    from imsim.evidence.kept_verdicts import KeptVerdict, keep
    from imsim.studies.intervals import finite
    from imsim.studies.schedulers import cores

    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--write", type=Path, required=True, metavar="FILE")
    path = parser.parse_args(arguments).write
    study = claims(jobs=cores())
    path.write_text(with_verdicts(path.read_text(encoding="utf-8"), study.table()), encoding="utf-8")
    kept = {one.claim.id: KeptVerdict(one.word, finite(one.simulated), finite(one.error)) for one in study.verdicts}
    keep(kept, study.seed)


if __name__ == "__main__":
    main()
