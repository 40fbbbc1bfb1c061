"""Whether a choice stands in other structures of the model, in words, for the terminal and the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from imsim.reporting.intervals import Interval
from imsim.reporting.numbers import Scale, count, number
from imsim.studies.answer import Json
from imsim.studies.structure_verdicts import FEWEST

# Gains in all goals, each in units of the best plan's mean gain.
SCORE = Scale(100.0, 0, "%", "% of the best gain")
HEADS = ("structure of the model", "first", "like the firm, %")
NOTE = (
    "lead: of the choice over the best other, paired, joint 95 % interval over all others; below 0 the choice turns. "
    "like the firm: in how many of the sets the untreated firm is like this one in that structure; the others are left "
    "out there."
)


def verdict_text(content: Json, label: Callable[[str], str], scale: Scale, by: str) -> str:
    """The sentence: in how many structures the choice is the same, and where it turns.

    Args:
        content: the choice and a row a structure.
        label: of a strategy.
        scale: of leads.
        by: what it is judged by.
    """
    same = f"the same in {content['same']} of {count(content['of'], 'structure')} of the model"
    clearly = "" if content["clearly"] == content["same"] else f" (clearly in {content['clearly']})"
    text = f"By {by} the choice, {label(content['choice'])}, is {same}{clearly}"
    turned = [row for row in content["rows"] if row["first"] not in (None, content["choice"])]
    for word, clear in (("it turns", True), ("it may turn", False)):
        if places := [_turned(row, label, scale) for row in turned if row["clear"] is clear]:
            text += f"; {word} {'; '.join(places)}"
    untold = [row["structure"] for row in content["rows"] if row["first"] is None]
    if untold:
        text += f". Nothing is told {', '.join(untold)}: fewer than {FEWEST} sets are like the firm there"
    return f"{text}."


def _turned(row: Json, label: Callable[[str], str], scale: Scale) -> str:
    back = {"mean": -row["lead"], "low": None if row["high"] is None else -row["high"],
            "high": None if row["low"] is None else -row["low"]}  # fmt: skip
    where = row["structure"] if row["structure"].startswith("with") else f"with {row['structure']}"
    return f"{where} (then {label(row['first'])}, by {scale.within(back)} {scale.difference})"


def lead(row: Json) -> Interval:
    """The lead of a row with its interval."""
    return {"mean": row["lead"], "low": row["low"], "high": row["high"]}


def leads(content: Json) -> Sequence[Interval]:
    """All leads that are told."""
    return [lead(row) for row in content["rows"] if row["lead"] is not None]


def like(row: Json) -> str:
    """Share of the sets in which the firm is like the one described, in per cent."""
    return number(row["like"], 0, 100.0)


def label_in(content: Json) -> Callable[[str], str]:
    """What plans of a search are called, the best single programme by what it is."""
    single = f"{content['single']['label']} alone"
    return lambda name: single if name == "single" else plan_label(name)


def plan_label(name: str) -> str:
    """What a plan of a search is called: by its number, which the table of plans explains.

    Example:
        >>> plan_label("plan_2"), plan_label("nothing")
        ('plan 2', 'doing nothing')
    """
    return {"nothing": "doing nothing", "single": "the best single programme"}.get(name, name.replace("_", " "))
