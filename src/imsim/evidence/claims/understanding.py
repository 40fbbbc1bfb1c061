"""Claims about what people know of the wishes of the firm, how it is passed on and lost, and what they believe."""

from typing import Any

from imsim.evidence.claims.claim import FALLS, RISES, Actions, Claim, does, dose, effect, shifts

MAIL: dict[str, Any] = {"email": 1.0}
MERGER = (shifts("effect", "trust_shock", 0.2, stop=1), shifts("effect", "uncertainty", 0.1, stop=1))
ARMS: dict[str, Actions] = {
    "briefed_one": (does("messages", "customer_service", email=1.0, meeting=0.5),),
    "briefed_one_joined": (
        does("messages", "customer_service", email=1.0, meeting=0.5),
        does("collaboration", hours=0.1),
    ),
    "told_first": (does("messages", stop=12, **MAIL),),
    "launched": (does("respect", intensity=1.0, start=13),),
    "launched_told_first": (does("messages", stop=12, **MAIL), does("respect", intensity=1.0, start=13)),
    "understanding_kept_up": (shifts("state", "understanding", 0.004),),
    # Sessions come every 13 weeks, the only one in week 13: a week of courses.
    "course_drawn": (does("training", "drawn", hours=152.0, sessions=4.0, stop=13),),
    "merger_oversold": (
        *MERGER,
        does("messages", email=1.0, newsletter=0.5, meeting=0.5, tailoring=1.0, overclaim=0.2),
    ),
}

CLAIMS = (
    Claim(
        "42",
        "understanding",
        "educate before acting: who was told before a launch does not lose sight of what is wanted",
        effect("understanding", "launched_told_first", "told_first", weeks=(13, 20), scale="difference"),
        RISES,
        minus=effect("understanding", "launched", weeks=(13, 20), scale="difference"),
    ),
    Claim(
        "U1",
        "understanding",
        "messages tell what the firm wants, not how to do the job: knowledge stays as it is",
        effect("knowledge", "mail_alone", scale="difference"),
        (-0.005, 0.005),
    ),
    Claim(
        "U2",
        "understanding",
        "what one department is told spreads to others",
        effect("understanding", "briefed_one", group="operations", scale="difference"),
        (0.005, 0.1),
    ),
    Claim(
        "U3",
        "understanding",
        "what one department is told spreads further where departments work together",
        effect("understanding", "briefed_one_joined", "joined_up", group="operations", scale="difference"),
        RISES,
        minus=effect("understanding", "briefed_one", group="operations", scale="difference"),
    ),
    Claim(
        "U4",
        "understanding",
        "who knows what the firm wants leaves less",
        effect("exits", "understanding_kept_up", scale="ratio"),
        (0.5, 0.98),
    ),
    Claim(
        "U5",
        "learning",
        "colleagues learn from those who were trained: their output rises by some per cent",
        effect("performance_quantity", "course_drawn", weeks=(14, 21), group="not_drawn", scale="relative"),
        (0.01, 0.05),
    ),
    Claim(
        "T1",
        "trust",
        "the best claim is the truth: customers are served best where messages neither understate nor exaggerate",
        dose("acsi", "modest", "tailored", "overclaim", form="peak", weeks=(27, 78)),
        RISES,
    ),
    Claim(
        "T2",
        "persuasion",
        "at first an exaggeration moves people more than the truth",
        effect("motivation", "overclaim", "tailored", weeks=(1, 6)),
        RISES,
    ),
    Claim(
        "T3",
        "trust",
        "in the end an exaggeration pleases people less than the truth",
        effect("job_satisfaction", "overclaim", "tailored", weeks=(53, 78)),
        FALLS,
    ),
    Claim(
        "T4",
        "trust",
        "people leave a firm that exaggerates, but not in droves",
        effect("exits", "overclaim", "tailored", weeks=(14, 78), scale="ratio"),
        (1.0, 1.4),
    ),
    Claim(
        "T5",
        "uncertainty",
        "honest messages shorten people's worry after a merger",
        effect("uncertainty", "merger_honest", "merger_silent", weeks=(5, 26), scale="difference"),
        (-0.1, -0.01),
    ),
    Claim(
        "T6",
        "uncertainty",
        "worry holds trust down: half a year after a merger that nobody explains it is still lower",
        effect("management_trust", "merger_silent", weeks=(27, 39)),
        (-1.5, -0.1),
    ),
    Claim(
        "T7",
        "trust",
        "to oversell a merger costs more trust than to be honest about it",
        effect("management_trust", "merger_oversold", "merger_honest", weeks=(14, 39)),
        FALLS,
    ),
)
