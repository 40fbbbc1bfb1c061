"""The best mixes as a page: plans, choices and why, regret, what the next money buys, the path over budgets."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from imsim.reporting.figures import optimum as figures
from imsim.reporting.looks import until_line
from imsim.reporting.quantities import label_of
from imsim.reporting.report.drawings import drawing, words_of
from imsim.reporting.report.folder import Folder
from imsim.reporting.report.parts import Drawing, Page, Section, Table, Text, code, name, quoted, together, written
from imsim.reporting.report.structures import structures
from imsim.reporting.report.values import Scale, counted, scale_of, shown
from imsim.reporting.report.worth import worth_section
from imsim.reporting.structure_words import SCORE, label_in
from imsim.studies.answer import Json

CHOICES = {"average": "best on average", "regret": "least regret", "sure": "surest"}


def optimum_page(folder: Folder) -> Page:
    """The report of `imsim optimise`."""
    content = folder.answer
    goals = together(label_of(goal) for goal in content["goals"])
    drawn = {figure.alt: figure for figure in drawings(folder)}
    plans, allocation, regret, *rest = drawn.values()
    following, curves = (rest[0], rest[1]) if len(rest) > 1 else (None, rest[0])
    bought = (next_table(folder, content),) if any(row["outcomes"] for row in content["next"]) else ()
    return Page(
        kind="The best mix of programmes",
        title=name(folder.title),
        question=written(
            "How should {} a year be divided among programmes for {}?",
            folder.money.written(content["budget"]["money"]), goals,
        ),
        answer=(plan_sentence(folder, content), next_sentence(folder, content)),
        sections=[
            Section("Plans", tuple(choice_sentences(content)), (plans, regret), (plan_table(folder, content),)),
            Section("The next money", (full_sentence(content),), (following,) if following else (), bought),
            Section("Smaller budgets", (overtaking_sentence(content),), (allocation,), (path_table(folder, content),)),
            Section("Response", (surface_sentence(content),), (curves,)),
            *structure_section(content),
            *worth_sections(folder, content),
        ],
        method=(
            written(
                "{} mixes were run under common random numbers: each programme alone, pairs, random mixes, then those "
                "that response surfaces call best; plans were run again on random numbers that the search never saw, "
                "with {} in each of {}. Intervals hold for all plans and goals together "
                "with 95 %.",
                shown(content["runs"]["search"], 0), counted(content["confirming"], "replicate"),
                counted(content["sets"], "parameter set"),
            ),
            *([until_line(content["until"], str)] if content.get("until") else []),
            written("The plans stand in {} of the folder, as strategies to compare or to change.", code("plan.toml")),
        ),
    )  # fmt: skip


def structure_section(content: Json) -> Iterator[Section]:
    """Whether the plan best on average is so in other structures of the model, where that was asked."""
    if content.get("structures"):
        said, table = structures(content["structures"], label_in(content), SCORE, "mean gain over goals")
        yield Section("Other structures of the model", (said,), (), (table,))


def worth_sections(folder: Folder, content: Json) -> Iterator[Section]:
    """What would be worth knowing before the choice, by profit where it is a goal: it has the unit of prices."""
    if worth := content.get("worth"):
        goal = "profit" if "profit" in worth else next(iter(worth))
        yield worth_section(worth[goal], label_in(content), folder.money)


def chosen_in(content: Json) -> Json:
    """The plan that is usually chosen."""
    plan: Json = next(row for row in content["plans"] if row["name"] == content["chosen"][content["usual_choice"]])
    return plan


def scale_in(folder: Folder, rows: list[Json], outcome: str) -> Scale:
    """Scale of gains in an outcome."""
    return scale_of(outcome, [spanned(row, outcome) for row in rows if row["outcomes"]], folder.money)


def spanned(row: Json, outcome: str) -> Json:
    """A gain with its interval."""
    cell = row["outcomes"][outcome]
    return {"mean": cell["difference"], "low": cell["low"], "high": cell["high"]}


def plan_sentence(folder: Folder, content: Json) -> Markup:
    """The chosen plan and what it gains."""
    plan = chosen_in(content)
    gains = [
        written("{} {}", label_of(goal), scale_in(folder, content["plans"], goal).gained(spanned(plan, goal)))
        for goal in content["goals"]
    ]
    return written("Give {}: {}.", quoted(plan["label"]), together(gains))


def next_sentence(folder: Folder, content: Json) -> Markup:
    """What the next money buys best."""
    rows = [row for row in content["next"] if row["outcomes"]]
    if not rows:
        return written("No programme could use more money.")
    best = rows[0]
    gains = [
        written("{} {}", label_of(goal), scale_in(folder, rows, goal).gained(spanned(best, goal)))
        for goal in content["goals"]
    ]
    return written(
        "The next {} a year would buy most with {}: {}.",
        folder.money.written(best["amount"]), quoted(best["label"]), together(gains),
    )  # fmt: skip


def choice_sentences(content: Json) -> Iterator[Markup]:
    """Three choices and why; what cannot be used."""
    for how, plan in content["chosen"].items():
        yield written("{}: {}; {}.", CHOICES[how].capitalize(), plan.replace("_", " "), content["why"][how])
    plan = chosen_in(content)
    if plan["bound"]:
        yield written("Limits that bind: {}.", together(plan["bound"]))
    if plan["spent"] < 0.99:
        yield written("{} % of the budget is left over.", shown(1 - plan["spent"], 0, 100.0))


def full_sentence(content: Json) -> Markup:
    """Which programmes can use no more."""
    full = [quoted(row["label"]) for row in content["next"] if not row["outcomes"]]
    if not full:
        return written("Every programme could use more.")
    return written("{} can use no more money.", together(full))


def overtaking_sentence(content: Json) -> Markup:
    """From which budget a comprehensive plan is ahead of a focused one."""
    if content["overtakes"] is None:
        return written("Up to this budget the best mix of two programmes stays ahead of the best mix of four or more.")
    return written(
        "From {} % of wages on the best mix of four or more programmes is ahead of the best mix of two.",
        shown(content["overtakes"], 1, 100.0),
    )


def surface_sentence(content: Json) -> Markup:
    """How well surfaces predict mixes that they were not fitted to."""
    parts = [
        written("{} % for {} ({})", shown(row["beyond_noise"], 0, 100.0), label_of(outcome), row["form"])
        for outcome, row in content["surfaces"].items()
    ]
    refused = [label_of(outcome) for outcome, row in content["surfaces"].items() if not row["trusted"]]
    doubt = written(" That of {} is not trusted: plans are the best of the mixes that were run.", together(refused))
    return written(
        "Of what differs between mixes beyond noise the surfaces predict, leaving one out: {}.{}",
        together(parts), doubt if refused else "",
    )  # fmt: skip


def drawings(folder: Folder) -> Iterator[Drawing]:
    """All figures of the page."""
    content, words = folder.answer, words_of(folder)
    front = figures.front(folder.table("mixes.parquet"), content, words=words)
    yield drawing(front, "front", "Plans that no other beats, and all mixes that were run.")
    yield drawing(figures.allocation(content, words=words), "allocation", "How the budget is divided as it grows.")
    yield drawing(figures.plan_regret(content, words=words), "regret", "The most that each plan may lose.")
    if any(row["outcomes"] for row in content["next"]):
        yield drawing(figures.next_money(content, words=words), "next", "What a step more of each programme adds.")
    drawn = figures.curves(folder.table("curves.csv"), content, words=words)
    yield drawing(drawn, "curves", "Gains along what each programme gets.")


def plan_table(folder: Folder, content: Json) -> Table:
    """Plans, and the best single programme."""
    outcomes = list(content["plans"][0]["outcomes"])
    scales = {outcome: scale_in(folder, content["plans"], outcome) for outcome in outcomes}
    rows: list[tuple[Text, ...]] = []
    for row in [*content["plans"], content["single"]]:
        gains = (scales[outcome].cell(spanned(row, outcome), signed=True) for outcome in outcomes)
        numbers = (shown(row[key], 0, 100.0) for key in ("spent", "worst", "sure"))
        called = "one alone" if row["name"] == "single" else row["name"].replace("_", " ")
        rows.append((called, row["label"], *gains, *numbers))
    heads = (written("{}<br><small>{}</small>", label_of(one), scales[one].difference) for one in outcomes)
    return Table(
        caption="Plans that no other beats",
        heads=("plan", "part of the budget", *heads, "spent, %", "most regret, %", "sure, %"),
        rows=tuple(rows),
        note="Most regret: the largest loss against the best plan over goals and parameter sets, in % of the best mean "
        "gain. Sure: in how many of the parameter sets, or replicates of one, every goal is improved.",
    )


def next_table(folder: Folder, content: Json) -> Table:
    """What a step more for each programme adds to the plan."""
    rows = [row for row in content["next"] if row["outcomes"]]
    scales = {goal: scale_in(folder, rows, goal) for goal in content["goals"]}
    cells = tuple(
        (row["label"] + (" (beyond its cap)" if row["beyond_cap"] else ""), folder.money.written(row["amount"]),
         *(scales[goal].cell(spanned(row, goal), signed=True) for goal in content["goals"]))
        for row in rows
    )  # fmt: skip
    heads = (written("{}<br><small>{}</small>", label_of(one), scales[one].difference) for one in content["goals"])
    return Table("What the next money buys on top of the chosen plan", ("programme", "a year", *heads), cells)


def path_table(folder: Folder, content: Json) -> Table:
    """The best mix at each budget."""
    goals = content["goals"]
    scales = {
        goal: scale_of(goal, [{"mean": row["outcomes"][goal]["difference"]} for row in content["path"]], folder.money)
        for goal in goals
    }
    cells = tuple(
        (shown(row["budget"], 2, 100.0), row["best_mix"],
         *(scales[goal].number(row["outcomes"][goal]["difference"], signed=True) for goal in goals))
        for row in content["path"]
    )  # fmt: skip
    heads = (written("{}<br><small>{}</small>", label_of(one), scales[one].difference) for one in goals)
    return Table(
        "The best mix at each budget, by surfaces", ("budget, % of wages", "part of the budget", *heads), cells
    )
