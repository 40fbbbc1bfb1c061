"""What the page says in sentences."""

from __future__ import annotations

from imsim.app.session import Session
from imsim.reporting.numbers import money_of, percent
from imsim.reporting.quantities import ABBREVIATIONS

HOW_TO_READ = (
    (
        "What you see",
        "A company as a floor plan. Each box is a department, each dot an employee (in companies of more than 500 "
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
        "What to do",
        "Press Play, and watch the curves. Choose another strategy, or set one beside it: both then share their "
        "random numbers, so what differs between them is the strategy. Move a lever: the same weeks pass again with "
        "the lever there. Click a dot to ask why that employee is motivated, or is not.",
    ),
    (
        "What is fair",
        "Strategies start with their levers at one budget, a share of the wage bill. Who moves a lever moves the "
        "cost; it stands above the levers.",
    ),
    (
        "What is measured",
        f"{ABBREVIATIONS['acsi']}: how satisfied customers are, on the scale that surveys use. Staff turnover: "
        "exits a year as a share of all posts.",
    ),
    (
        "What it is not",
        "A forecast. It is a model with measured and with assumed numbers (imsim describe parameters), and this is "
        "one run of it. For many runs, with intervals, save the scenario and type: imsim compare FILE.toml",
    ),
)


def cost(session: Session, side: int) -> str:
    """What the levers of a side cost, and what the budget is."""
    planned, budget = session.planned_cost(side), session.budget
    share = f", {percent(planned / budget)} of the budget" if budget > 0 and planned > 0 else ""
    return f"planned cost: {money_of(session.scenario).written(planned)} a year{share}"
