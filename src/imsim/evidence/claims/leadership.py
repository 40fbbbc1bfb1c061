"""Claims about those who lead and teach, and about events at work that move people at once."""

from typing import Any

from imsim.evidence.claims.claim import (
    MEDIUM,
    RISES,
    SMALL,
    TRACE,
    Actions,
    Claim,
    does,
    effect,
    opposite,
    shifts,
)

# A tenth of leaders, best or worst, is so far from the mean where they differ by .18.
TENTH = 0.23


def leads(better: float) -> Actions:
    """Everybody who supervises leads so much better than usual, for good; successors are as others are."""
    return tuple(shifts("state", one, better, "leaders", stop=1) for one in ("leadership_trait", "leadership"))


COURSES: dict[str, Any] = {"audience": "heads", "hours": 24.0, "sessions": 12.0, "leadership_content": 1.0}
ARMS: dict[str, Actions] = {
    # So much a week holds leaders a standard deviation of motivation, .15, above the usual.
    "leaders_keen": (shifts("state", "motivation", 0.016, "leaders"),),
    "led_well": leads(TENTH),
    "led_badly": leads(-TENTH),
    "taught_well": (shifts("state", "coaching", TENTH, "leaders", stop=1),),
    "taught_badly": (shifts("state", "coaching", -TENTH, "leaders", stop=1),),
    "lead_courses": (does("training", **COURSES),),
    "lead_courses_once": (does("training", stop=26, **COURSES),),
    "collaborated": (does("collaboration", stop=26, hours=0.4),),
    "joined_up": (does("collaboration", hours=0.1),),
    "referred": (does("recruitment", effort=0.0, referral=1.0),),
}

CLAIMS = (
    Claim(
        "L1",
        "leadership",
        "leaders' own motivation, a standard deviation more of it, cascades to those led",
        effect("motivation", "leaders_keen", group="led"),
        TRACE,
    ),
    Claim(
        "L2",
        "leadership",
        "people leave leaders: those of the best tenth stay",
        effect("exits", "led_well", "led_badly", weeks=(14, 52), scale="ratio"),
        (0.3, 0.95),
    ),
    Claim(
        "L3",
        "leadership",
        "leading can be learnt: courses for supervisors are seen in how they lead",
        effect("leader_care", "lead_courses", scale="difference"),
        (0.04, 0.27),
    ),
    Claim(
        "L4",
        "leadership",
        "courses for supervisors are seen in who stays",
        effect("exits", "lead_courses", weeks=(27, 78), scale="ratio"),
        (0.6, 0.99),
    ),
    Claim(
        "L5",
        "leadership",
        "what courses on leading gave fades unless it is refreshed",
        effect("leader_care", "lead_courses_once", weeks=(66, 78)),
        (0.1, 0.9),
        over=effect("leader_care", "lead_courses_once", weeks=(27, 30)),
    ),
    Claim(
        "L6",
        "coaching",
        "a boss who teaches raises the output of those led, best against worst tenth",
        effect("performance_quantity", "taught_well", "taught_badly", weeks=(14, 26), group="led", scale="relative"),
        (0.06, 0.22),
    ),
    Claim(
        "E1",
        "affective events",
        "being heard moves effort within weeks, before attitudes have moved",
        effect("motivation", "heard", weeks=(1, 6)),
        SMALL,
    ),
    Claim(
        "E2",
        "affective events",
        "what lifts people becomes usual: of the lift of joint work less than half is left after a quarter",
        effect("affect", "joined_up", weeks=(27, 52), scale="difference"),
        (-0.1, 0.5),
        over=effect("affect", "joined_up", weeks=(1, 6), scale="difference"),
    ),
    Claim(
        "E3",
        "affective events",
        "colleagues dismissed depress those who stay",
        effect("motivation", "contagion", weeks=(2, 9), group="stayers"),
        opposite(SMALL),
        firm="call_centre",
    ),
    Claim(
        "37b",
        "knowledge sharing",
        "in joint work people learn from colleagues who know more",
        effect("knowledge", "collaboration", weeks=(5, 26)),
        MEDIUM,
    ),
    Claim(
        "37c",
        "knowledge sharing",
        "and some of it is left a quarter after joint work ended",
        effect("knowledge", "collaborated", weeks=(40, 52)),
        RISES,
    ),
    Claim(
        "N1",
        "referral",
        "those hired through colleagues stay",
        effect("exits", "referred", weeks=(27, 78), group="newcomers", scale="ratio"),
        (0.5, 0.9),
    ),
    Claim(
        "N2",
        "referral",
        "those hired through colleagues perform as others do",
        effect("performance", "referred", weeks=(27, 78), group="newcomers"),
        (-0.2, 0.2),
    ),
    Claim(
        "45c",
        "help",
        "listening reaches customers through colleagues and service",
        effect("acsi", "heard", weeks=(27, 78)),
        (0.05, 3.0),
    ),
)
