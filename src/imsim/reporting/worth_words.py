"""What would be worth knowing, in words, for the terminal and the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from imsim.reporting.intervals import Interval
from imsim.reporting.numbers import Money, Scale, count, digits_for, number, percent, scale_of
from imsim.reporting.quantities import label_of, unit_of
from imsim.studies.answer import Json
from imsim.studies.worth import FEWEST_LEFT

MOST_ROWS = 12


def scale_in(content: Json, money: Money) -> Scale:
    """The scale of what is saved."""
    values = [saved(row) for row in shown_rows(content)] or [{"mean": content["now"]["regret"]}]
    scale = scale_of(unit_of(content["goal"]), values, money)
    if money.size != 1 or not scale.unit.startswith(money.unit):
        return scale
    # Undivided money is rounded to tens or hundreds where intervals ask for no more.
    return replace(scale, digits=min(scale.digits, digits_for(values, scale.factor / 1e3) - 3))


def saved(row: Json) -> Interval:
    """What a thing saves, with its interval."""
    return {"mean": row["saves"], "low": row["low"], "high": row["high"]}


def shown_rows(content: Json) -> list[Json]:
    """What saves most, of what may turn the choice at all."""
    return [row for row in content["rows"] if row["saves"] is not None and row["turns"] > 0][:MOST_ROWS]


def thing(row: Json, label: Callable[[str], str]) -> str:
    """What is found out, in words."""
    if row["strategy"]:
        return f"pilot of {label(row['strategy'])}"
    return (
        f"{row['how']}: {label_of(row['outcome'])}"
        if row["how"] != "records"
        else f"record of {label_of(row['outcome'])}"
    )


def price(row: Json, money: Money) -> str:
    """What it costs."""
    if row["price"] is None:
        return "-"
    return money.written(row["price"]) if row["price"] else "in the books"


def sentences(content: Json, label: Callable[[str], str], scale: Scale, money: Money) -> Iterator[str]:
    """What is regretted now, what would save most of it, and how sure that is."""
    now, goal = content["now"], label_of(content["goal"])
    regret = f"{scale.number(now['regret'])} {scale.difference}".strip()
    yield (
        f"Choosing {label(now['choice'])}, best on average by {goal}, loses {regret} on average against what would "
        f"be best in each of {count(now['sets'], 'parameter set')}; part of that is Monte-Carlo noise."
    )
    rows = shown_rows(content)
    clear = [row for row in rows if row["clear"]]
    if clear:
        best = clear[0]
        yield (
            f"Most worth knowing is the {thing(best, label)} ({best['size']}, {price(best, money)}): it saves "
            f"{scale.within(saved(best))} {scale.difference}, and turns {percent(best['turns'])} of all choices."
        )
    elif not rows:
        yield "Nothing that could be found out turns the choice in any of these sets."
    else:
        yield f"Nothing clearly saves any of it, as far as {now['sets']} sets show; more sets may show more."
    told = [row for row in content["rows"] if row["saves"] is not None]
    if rows and len(told) > len(rows):
        one, several = "more row turns no choice, or saves less", "more rows turn no choice, or save less"
        yield f"{count(len(told) - len(rows), one, several)} (all of them: imsim worth --json)."
    if untold := [row for row in content["rows"] if row["saves"] is None]:
        named = ", ".join(thing(row, label) for row in untold[:3])
        more = f" and {len(untold) - 3} more" if len(untold) > 3 else ""
        few = number(FEWEST_LEFT, 0)
        yield f"Not told: {named}{more}: so exact that fewer than {few} sets are left to say what is best."


NOTE = (
    "saves: how much less is regretted if it is known before the choice, 95 % joint over all things (resamples of the "
    "sets); no more than 0: chance. Each set is taken for the truth in turn, and the others are weighted by what would "
    "be read. left: sets of equal weight that are left once it is known. A survey tells all its numbers at once: it is "
    "worth no less than its best. Prices are paid once, in cash and working time; a pilot's is half of the strategy's "
    "yearly cost, and two samples of customers."
)
