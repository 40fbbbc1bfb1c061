"""What a reader or an import took for granted, found odd, or must ask: nothing happens silently."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
import pandas as pd

from imsim.engine.errors import InputError, listed
from imsim.engine.sanitising import printable
from imsim.scenarios.error_messages import short

EXAMPLES = 3
LOOKED_THROUGH = 5000
Cases = Sequence[object] | pd.Series | pd.Index | np.ndarray


@dataclass
class Remarks:
    """Notes on one import, in the order in which they were made.

    Args:
        choices: what was taken for granted, one line each.
        oddities: kinds of flaws in the data, one line each.
        options: option of the command line -> value that says what was guessed; for the command in the report.
        guessed: whether anything was guessed that an option could have said.
        assumed: dotted key of the scenario -> what its value rests on, since nothing said it.
    """

    choices: list[str] = field(default_factory=list)
    oddities: list[str] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)
    guessed: bool = False
    assumed: dict[str, str] = field(default_factory=dict)

    def assume(self, key: str, what: str, advice: str = "") -> None:
        """Say what is assumed, with advice, and keep it for the scenario's provenance."""
        self.choices.append(f"assumed: {what}{advice}")
        self.assumed[key] = f"assumed: {what}"

    def add(self, what: str, found: Cases, others: Cases | None = None, *, count: int | None = None) -> None:
        """Name an oddity, how often it occurs and the first few cases; nothing found, nothing said.

        Args:
            what: is odd.
            found: the cases.
            others: the other end of each case, where it is a link from one to another.
            count: how often, where that is not the number of cases.
        """
        if len(found):
            cases = found if others is None else (f"{one} -> {other}" for one, other in zip(found, others, strict=True))
            distinct = dict.fromkeys(shown(case) for case in islice(cases, LOOKED_THROUGH))
            number = len(found) if count is None else count
            self.oddities.append(f"{what} ({number:,}): {listed(distinct, EXAMPLES)}")

    def option(self, name: str, value: str, *, guessed: bool) -> None:
        """Note the option that says, or would have said, what was decided."""
        self.options.append((name, value))
        self.guessed |= guessed

    def extend(self, later: Remarks) -> None:
        """Add remarks that were made apart."""
        self.choices += later.choices
        self.oddities += later.oddities
        self.options += later.options
        self.assumed |= later.assumed
        self.guessed |= later.guessed


class Question(InputError):
    """Something only the user can know, and that changes results.

    Args:
        question: one line: where, what is open, and how to answer on the command line.
        key: of the answer, as `import_organisation` takes it.
        answers: what may be answered, the most likely first.
        doubt: where and what is open, for commands without such an option.
    """

    def __init__(self, question: str, key: str, answers: Sequence[str], doubt: str = "") -> None:
        super().__init__(question)
        self.key, self.answers, self.doubt = key, tuple(answers), doubt


def shown(value: object, longest: int = 40) -> str:
    """Somebody else's text for a message: printable, not too long, visible even when it is empty."""
    text = printable(str(value))
    return short(text, longest) or '""'


def quoted(value: object) -> str:
    """Somebody else's text between quotation marks; two marks where it is empty.

    Example:
        >>> quoted("Q1"), quoted("")
        ('"Q1"', '""')
    """
    return f'"{shown(value)}"' if str(value) else '""'
