"""The questions of a survey together: which scale their answers are of, and what shares of it they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from imsim.engine.errors import InputError, listed
from imsim.scenarios.tables import TextTable, quoted, shown
from imsim.studies.fitting.cells import ends_of
from imsim.studies.fitting.scoring import (
    FAMILIES,
    Ranks,
    Scale,
    Values,
    counted,
    family_of,
    ranked,
    scale_of_words,
    scale_seen,
    unknown_answer,
    words_of,
)


def scored(table: TextTable, names: Sequence[str], scales: Mapping[str, str], notes: list[str]) -> dict[str, Values]:
    """Answers of each column from 0 to 1.

    Args:
        table: of answers, perhaps with a column scale.
        names: of its columns of answers.
        scales: column -> its scale, where its heading says that.
        notes: gets the scales that nothing says.
    """
    texts = {name: table.column(name).tolist() for name in names}
    numbers = {name: values for name in names if (values := counted(texts[name])) is not None}
    found = in_words(table, {name: texts[name] for name in names if name not in numbers}, notes)
    whole = scale_of_table(table)
    told = {name: ends for name in numbers if (ends := scale_told(table, scales.get(name)) or whole)}
    seen = scale_of_all(table, {name: values for name, values in numbers.items() if name not in told}, notes)
    for name, values in numbers.items():
        found[name] = on_scale(table, name, values, told.get(name, seen))
    return found


def in_words(table: TextTable, texts: Mapping[str, Sequence[str]], notes: list[str]) -> dict[str, Values]:
    """Answers in words; columns that share their words share one scale."""
    words = {name: words_of(answers) for name, answers in texts.items()}
    holding = Counter(family for family in FAMILIES for some in words.values() if some <= set().union(*family))
    families: dict[str, Ranks] = {}
    for name, answers in texts.items():
        if family_of(words[name]) is None:
            raise unknown_answer(table, name, answers)
        families[name] = max((one for one in FAMILIES if words[name] <= set().union(*one)), key=holding.__getitem__)
    found: dict[str, Values] = {}
    for family in dict.fromkeys(families.values()):
        columns = [name for name in texts if families[name] == family]
        given = set().union(*(words[name] for name in columns))
        scale = scale_of_words(family, given)
        if scale is None:
            raise InputError(
                f"{table.path}: {headings(columns)}: answers {listed(sorted(given), 12)} are of no scale that is "
                "known; write them as numbers"
            )
        steps = [next((word for word in rank if word in given), rank[0]) for rank in scale]
        notes.append(f"survey: answers in words taken as {len(steps)} steps: {' < '.join(steps)}")
        found |= {name: ranked(texts[name], scale) for name in columns}
    return found


def headings(names: Sequence[str]) -> str:
    """Columns for a message."""
    return f"column{'s' if len(names) > 1 else ''} {listed(map(quoted, names), 8)}"


def scale_told(table: TextTable, text: str | None) -> Scale | None:
    """The scale that a heading says."""
    if not text:
        return None
    ends = ends_of(text)
    if ends is None:
        raise InputError(f"{table.path}: scale {quoted(text)}: should be the lowest and the highest answer, as 1-5")
    return ends


def scale_of_table(table: TextTable) -> Scale | None:
    """The one scale that a column of scales says."""
    if "scale" not in table.columns:
        return None
    texts = table.column("scale").tolist()
    first = next((i for i, text in enumerate(texts) if text), None)
    if first is None:
        return None
    ends = ends_of(texts[first])
    for i, text in enumerate(texts):
        if text and (ends is None or ends_of(text) != ends):
            why = f"rows before it have {shown(texts[first])}" if ends else "should be as 1-5 or 0-100"
            raise InputError(f"{table.path}: row {table.row_number(i)}: scale = {quoted(text)}: {why}")
    return ends


def scale_of_all(table: TextTable, numbers: Mapping[str, Values], notes: list[str]) -> Scale | None:
    """The usual scale whose ends were both given, of columns whose scale nothing says; None where there is none.

    Raises:
        InputError: columns speak for different scales.
    """
    if not numbers:
        return None
    own = {name: ends for name, values in numbers.items() if (ends := scale_seen([values]))}
    seen = scale_seen(list(numbers.values()))
    if len({*own.values(), *([seen] if own else [])}) > 1:
        said = listed([f"{quoted(name)} {low:g} to {high:g}" for name, (low, high) in own.items()], 8)
        name = next(iter(own))
        raise InputError(
            f"{table.path}: no scale is said, and answers speak for different ones: {said}; say it in the heading, as "
            f'"{shown(name)} (1-5)", with --column MEASURE="{shown(name)} (1-5)", or --column scale=1-5 for all'
        )
    if seen is not None:
        rest = [quoted(name) for name in numbers if name not in own]
        less = f", though not to {listed(rest, 8)}" if own and rest else ""
        notes.append(f"survey: answers taken as {seen[0]:g} to {seen[1]:g}, since both ends were given{less}")
    return seen


def on_scale(table: TextTable, name: str, values: Values, scale: Scale | None) -> Values:
    """Numbers as shares of a scale."""
    given: NDArray[np.bool_] = np.isfinite(values)
    if not given.any():
        return values
    if scale is None:
        raise InputError(
            f'{table.path}: column "{shown(name)}": answers from {values[given].min():g} to {values[given].max():g}: '
            f'of which scale? Say it in the heading, as "{shown(name)} (1-5)", in a column "scale", '
            "or with --column scale=1-5"
        )
    wrong = given & ~((values >= scale[0]) & (values <= scale[1]))
    if wrong.any():
        row = int(wrong.argmax())
        raise InputError(
            f'{table.path}: row {table.row_number(row)}: {shown(name)} = "{values[row]:g}": is outside its scale, '
            f"{scale[0]:g} to {scale[1]:g}"
        )
    return (values - scale[0]) / (scale[1] - scale[0])
