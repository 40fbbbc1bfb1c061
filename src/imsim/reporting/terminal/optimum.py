"""The best mixes in the terminal: plans, choices and why, what the next money buys, the path over budgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imsim.reporting.intervals import Interval
from imsim.reporting.looks import until_line
from imsim.reporting.numbers import Money, Scale, count, money_of, number, percent, scale_of
from imsim.reporting.quantities import in_units, label_of, spelt_out, unit_of
from imsim.reporting.structure_words import NOTE, SCORE, label_in
from imsim.reporting.terminal import screen
from imsim.reporting.terminal.structures import say_structures
from imsim.reporting.terminal.tables import PlainTable
from imsim.studies.answer import Json

if TYPE_CHECKING:
    from rich.table import Table

    from imsim.studies.optimum import Optimum

CHOICES = {"average": "best on average", "regret": "least regret", "sure": "surest"}


def show(answer: Optimum) -> None:
    """Print plans, choices and the next money on stdout."""
    content, stdout, money = answer.content, screen.results(), money_of(answer.company)
    title = answer.company.table.title or answer.company.name
    goals = " and ".join(label_of(goal) for goal in content["goals"])
    share = percent(content["budget"]["share_of_wages"], 1)
    screen.say(stdout, f"{title}: {money.written(content['budget']['money'])} a year ({share} of wages) for {goals}",
               style="bold")  # fmt: skip
    stdout.print()
    stdout.print(plan_table(content, money))
    for line in choice_text(content):
        screen.say(stdout, line)
    stdout.print()
    if any(row["outcomes"] for row in content["next"]):
        stdout.print(next_table(content, money))
    for line in next_text(content):
        screen.say(stdout, line)
    stdout.print()
    stdout.print(path_table(content, money))
    screen.say(stdout, overtaking_text(content))
    if content.get("structures"):
        say_structures(content["structures"], label_in(content), SCORE, "mean gain over goals")
    for line in ("", *reading_text(content)):
        screen.say(stdout, line)


def spanned(row: Json, outcome: str) -> Interval:
    """A gain with its interval."""
    cell = row["outcomes"][outcome]
    return {"mean": cell["difference"], "low": cell["low"], "high": cell["high"]}


def scale_for(content: Json, outcome: str, money: Money, key: str = "plans") -> Scale:
    """Scale of the gains in an outcome."""
    return scale_of(unit_of(outcome), [spanned(row, outcome) for row in content[key] if row["outcomes"]], money)


def plan_table(content: Json, money: Money) -> PlainTable:
    """Plans by the first goal, and the best single programme."""
    outcomes = list(content["plans"][0]["outcomes"])
    scales = {name: scale_for(content, name, money) for name in outcomes}
    heads = [f"{label_of(name)} gained, {scales[name].brief}" for name in outcomes]
    table = PlainTable(("", "part of the budget", *heads, "spent, %", "most regret, %", "sure, %"), left=2,
                       first_out=("spent, %", "sure, %"))  # fmt: skip
    for row in [*content["plans"], content["single"]]:
        gains = [scales[name].around(spanned(row, name), signed=True) for name in outcomes]
        name = "one alone" if row["name"] == "single" else row["name"].replace("_", " ")
        numbers = (number(100 * row[key], 0) for key in ("spent", "worst", "sure"))
        table.add_row(name, row["label"], *gains, *numbers)
    return table


def choice_text(content: Json) -> list[str]:
    """The chosen plans and why; what they cannot use."""
    lines = []
    for how, name in content["chosen"].items():
        lines.append(f"{CHOICES[how]}: {name.replace('_', ' ')}: {content['why'][how]}.")
    chosen = next(row for row in content["plans"] if row["name"] == content["chosen"][content["usual_choice"]])
    labels = {row["name"]: row["label"] for row in content["over"]}
    if chosen["can_use_no_more"]:
        lines.append(f"can use no more: {', '.join(labels[name] for name in chosen['can_use_no_more'])}.")
    if chosen["bound"]:
        lines.append(f"limits that bind: {', '.join(chosen['bound'])}.")
    if chosen["spent"] < 0.99:
        lines.append(f"{percent(1 - chosen['spent'])} of the budget is left over: more of it would do harm or nothing.")
    return lines


def next_table(content: Json, money: Money) -> Table:
    """What a step more for each programme adds."""
    goals = content["goals"]
    scales = {goal: scale_for(content, goal, money, "next") for goal in goals}
    step = max(row["amount"] for row in content["next"])
    heads = [in_units(label_of(goal), scales[goal].brief) for goal in goals]
    table = PlainTable((f"the next {money.written(step)} a year for", *heads))
    for row in content["next"]:
        if row["outcomes"]:
            label = row["label"] + (" (beyond its cap)" if row["beyond_cap"] else "")
            table.add_row(label, *(scales[goal].around(spanned(row, goal), signed=True) for goal in goals))
    return table


def next_text(content: Json) -> list[str]:
    """Which programmes can use no more."""
    full = [row["label"] for row in content["next"] if not row["outcomes"]]
    return [f"can use no more: {', '.join(full)}."] if full else []


def path_table(content: Json, money: Money) -> Table:
    """The best mix at each budget, by surfaces."""
    goals = content["goals"]
    scales = {
        goal: scale_of(unit_of(goal), [{"mean": row["outcomes"][goal]["difference"]} for row in content["path"]], money)
        for goal in goals
    }
    heads = [in_units(label_of(goal), scales[goal].brief) for goal in goals]
    table = PlainTable(("budget, % of wages", "best mix, by surfaces", *heads), left=2)
    for row in content["path"]:
        gains = (scales[goal].number(row["outcomes"][goal]["difference"], signed=True) for goal in goals)
        table.add_row(number(100 * row["budget"], 2), row["best_mix"], *gains)
    return table


def overtaking_text(content: Json) -> str:
    """From which budget a comprehensive plan is ahead of a focused one."""
    if content["overtakes"] is None:
        return "Up to this budget the best mix of two programmes stays ahead of the best mix of four or more."
    least = content["path"][0]["budget"]
    where = f"from {percent(content['overtakes'], 1)} of wages on"
    if content["overtakes"] <= least:
        where = "at all of these budgets"
    return f"A mix of four or more programmes is ahead of the best mix of two {where}."


def reading_text(content: Json) -> list[str]:
    """Text on how the numbers came about, and how good surfaces are."""
    surfaces = "; ".join(
        f"{label_of(name)} {percent(row['beyond_noise'])} ({row['form']})" for name, row in content["surfaces"].items()
    )
    refused = [label_of(name) for name, row in content["surfaces"].items() if not row["trusted"]]
    left_out = [row["label"] for row in content["over"] if not row["searched"]]
    sets = f"{count(content['sets'], 'parameter set')}, " if content["sets"] > 1 else ""
    lines = [
        f"±: 95 % for all plans and outcomes together, paired with doing nothing, {sets}"
        f"{count(content['confirming'], 'replicate')} on random numbers that the search never saw. most regret: "
        f"largest loss against the best plan over goals{' and sets' if content['sets'] > 1 else ''}, in % of the best "
        "mean gain. sure: in how many of them every goal is improved.",
        f"{count(content['runs']['search'], 'mix', 'mixes')} searched, {count(content['runs']['all'], 'run')} in all. "
        "Surfaces predict, of "
        f"what differs between mixes beyond noise: {surfaces}.",
    ]  # fmt: skip
    if content.get("until"):
        lines.append(until_line(content["until"], str))
    if refused:
        lines.append(f"Not trusted below 80 %: {', '.join(refused)}; plans are the best of the mixes that were run.")
    if left_out:
        lines.append(f"Left out after a first look at each alone: {', '.join(left_out)}.")
    if content.get("structures"):
        lines.append(NOTE)
    return [*lines, *filter(None, [spelt_out(content["plans"][0]["outcomes"])])]
