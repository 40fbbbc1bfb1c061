"""What the page says in sentences."""

from __future__ import annotations

import inspect

from imsim.app import verdict
from imsim.app.session import Session, Side
from imsim.app.trials import ManyRuns, Trial
from imsim.reporting.chronicle.words import enumerated, spoken
from imsim.reporting.numbers import count, money_of, number, percent
from imsim.reporting.quantities import ABBREVIATIONS

# Below this share of the budget a strategy is said not to use all of it.
UNSPENT = 0.97

INTERNAL_MARKETING = (
    "Internal marketing treats employees as internal customers and their jobs as products: so that they are able and "
    "willing to serve the customers who pay."
)
HOW_TO_READ = (
    ("Internal marketing", INTERNAL_MARKETING),
    (
        "What to do",
        "Press Play, and watch the curves: A is the strategy that you chose, B the one beside it. Both firms meet the "
        "same chance events (the same people apply, the same customers come in), so what differs is the strategy. "
        "Move a lever: the same weeks pass again with the lever there. Click a dip of a curve to read what it is made "
        "of, or a dot to ask why that employee is motivated, or is not. One run is one story: run it thirty times "
        "before you believe it.",
    ),
    (
        "The floor plan",
        "Each box is a department, each dot an employee (in companies of more than 500 "
        "a dot is several, from low to high), coloured by what you choose above the plan: dark is low, yellow is "
        "high. A hollow dot is a vacant post. Departments in heavy outline meet customers.",
    ),
    (
        "Why the arrows",
        "Departments serve each other before anybody serves a customer. An arrow runs from a supplier inside the "
        "firm to its internal customer; it is as wide as what is passed on, blue where that is better than usual, "
        "orange where it is worse.",
    ),
    (
        "What is fair",
        "Strategies start with their levers at one budget, a share of the wage bill, or at what their programmes can "
        "use of it, where that is less: more money would do nothing there. Who moves a lever moves the cost; it "
        "stands above the levers. The mark on a slider is where the strategy costs just the budget; keep the budget, "
        "and the other levers give way.",
    ),
    (
        "What is measured",
        f"{ABBREVIATIONS['acsi']}: how satisfied customers are, on the scale that surveys use. Staff turnover: "
        "exits a year as a share of all posts.",
    ),
    (
        "What it is not",
        "A forecast. It is a model with measured and with assumed numbers (imsim describe parameters). For studies "
        "with intervals, reports and other firms, save the scenario and type: imsim compare FILE.toml",
    ),
)


def made_of(session: Session) -> str:
    """What each strategy on the page is: its programmes, or what its only one does."""
    letters = [f"{letter}, " for letter in "AB"] if len(session.sides) > 1 else [""]
    sides = zip(letters, session.sides, strict=True)
    return " ".join(f"{letter}{session.scenario.label(side.case.strategy)}: {content(side)}." for letter, side in sides)


def content(side: Side) -> str:
    """What a strategy is made of, within a sentence."""
    programmes = side.case.programmes
    if not programmes:
        return "nothing is done"
    if len(programmes) > 1:
        return enumerated([spoken(name) for name, _ in programmes])
    first, _, _ = (inspect.getdoc(type(programmes[0][1])) or "").partition("\n\n")
    return " ".join(first.split()).rstrip(".")


def question(session: Session) -> str:
    """What the page is about, as it stands."""
    firm = session.scenario.table.title or session.scenario.name
    names = verdict.called(session)
    if len(names) < 2:
        return f"{firm}: what becomes of it with {names[0]}?"
    return f"{firm}: would {names[0]} please its customers more than {names[1]}?"


def under(session: Session) -> str:
    """What stands under the question: how the page answers it."""
    both = (
        "A and B are the same firm with the same random numbers: what differs is the strategy. "
        if len(session.sides) > 1
        else ""
    )
    return f"{INTERNAL_MARKETING} {both}Press Play."


def spoken_state(session: Session, trial: Trial | None = None, many: ManyRuns | None = None) -> str:
    """Where the run is, for whoever listens rather than looks.

    Args:
        session: the run.
        trial: many runs that were asked for last.
        many: the most runs of what is on the page that are done.
    """
    with session.lock:
        found = verdict.verdict(session, many)
        acsi = [number(side.weekly("acsi")[-1], 1) for side in session.sides] if session.week else []
    parts = [f"{session.week} of {count(session.weeks, 'week')} have passed."]
    if acsi:
        told = f"A {acsi[0]}, B {acsi[1]}" if len(acsi) > 1 else acsi[0]
        parts.append(f"Customer satisfaction (ACSI): {told}.")
    if found is not None and session.week >= session.weeks:
        parts.append(found.text)
    if trial is not None and trial.state == "done":
        parts.append(f"{count(trial.runs, 'run')} are done.")
    return " ".join(parts)


def cost(session: Session, side: int) -> str:
    """What the levers of a side cost, and what the budget is."""
    planned, budget = session.planned_cost(side), session.budget
    share = f", {percent(planned / budget)} of the budget" if budget > 0 and planned > 0 else ""
    # Where levers stand as the budget puts them, they stand at their most; a mix spends what it was made to spend.
    scaled = session.scenario.table.strategies[session.sides[side].case.strategy].scale
    if share and scaled and planned < UNSPENT * budget and not session.settings.sides[side].levers:
        share += ": more money would do nothing here"
    return f"planned cost: {money_of(session.scenario).written(planned)} a year{share}"
