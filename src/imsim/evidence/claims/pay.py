"""Claims about pay: by results or as a gift, alone or as a team, compared with others', and taken away."""

from imsim.evidence.claims.claim import FALLS, RISES, Actions, Claim, does, effect, opposite, shifts
from imsim.evidence.claims.claim import SMALL as VISIBLE

TOLD = does("messages", email=1.0, meeting=1.0)
CUT = shifts("reward", "cash", -0.1, stop=13)
ARMS: dict[str, Actions] = {
    "pool_told": (does("messages", email=1.0), does("incentives", reward="cash", value=0.05, contingent=1.0)),
    "partly": (does("incentives", reward="cash", value=0.05, contingent=0.5),),
    "praise_half": (does("recognition", intensity=0.5),),
    "team": (does("incentives", reward="cash", value=0.1, contingent=1.0, team=1.0),),
    "taken_back": (does("incentives", reward="cash", value=0.1, stop=39),),
    "reported": (does("incentives", value=0.0, feedback=1.0),),
    "pool_reported": (does("incentives", reward="cash", value=0.05, contingent=1.0, feedback=1.0),),
    "paid_some": (does("incentives", "drawn", reward="cash", value=0.1),),
    "cut": (CUT,),
    "cut_told": (CUT, TOLD),
    "told_alone": (TOLD,),
}

CLAIMS = (
    Claim(
        "P1",
        "rewards",
        "the same money by results moves quantity at least twice as much as when it depends on nothing",
        effect("performance_quantity", "pool", weeks=(27, 52), scale="difference"),
        (2.0, 100.0),
        over=effect("performance_quantity", "cash", weeks=(27, 52), scale="difference"),
    ),
    Claim(
        "P2",
        "rewards",
        "the more of it depends on results, the more",
        effect("performance_quantity", "pool", "partly", weeks=(27, 52)),
        RISES,
    ),
    Claim(
        "P3",
        "performance",
        "pay by results buys less quality than quantity",
        effect("performance", "pool", weeks=(27, 52), scale="difference"),
        (0.0, 0.8),
        over=effect("performance_quantity", "pool", weeks=(27, 52), scale="difference"),
    ),
    Claim(
        "P4",
        "rewards",
        "the lead of money over recognition wears off: after half a year less than a third is left",
        effect("performance_quantity", "partly", "praise_half", weeks=(36, 42), scale="difference"),
        (-1.0, 0.333),
        over=effect("performance_quantity", "partly", "praise_half", weeks=(1, 13), scale="difference"),
    ),
    Claim(
        "P5",
        "rewards",
        "a reward that is taken back leaves people less satisfied than if it had never been given",
        effect("job_satisfaction", "taken_back", weeks=(40, 52)),
        FALLS,
    ),
    Claim(
        "P6",
        "rewards",
        "where the team is paid, the weaker half leaves less than where colleagues compete",
        effect("exits", "team", "pool_double", weeks=(14, 52), group="lesser", scale="ratio"),
        (0.5, 0.99),
    ),
    Claim(
        "P7",
        "rewards",
        "money does more where results are reported",
        effect("performance_quantity", "pool_reported", "reported", weeks=(14, 52)),
        RISES,
        minus=effect("performance_quantity", "pool", weeks=(14, 52)),
    ),
    Claim(
        "P8",
        "understanding",
        "money by results does more where people know what the firm wants",
        effect("performance_quantity", "pool_told", "mail_alone", weeks=(14, 52)),
        RISES,
        minus=effect("performance_quantity", "pool", weeks=(14, 52)),
    ),
    Claim(
        "Q1",
        "pay comparison",
        "who is paid a tenth more than elsewhere stays",
        effect("exits", "cash_double", weeks=(1, 52), scale="ratio"),
        (0.55, 0.85),
    ),
    Claim(
        "Q2",
        "pay comparison",
        "higher pay draws applicants",
        effect("applicants_per_vacancy", "cash_double", scale="relative"),
        (0.15, 0.7),
    ),
    Claim(
        "Q3",
        "pay comparison",
        "who sees colleagues get more is less satisfied",
        effect("job_satisfaction", "paid_some", weeks=(1, 26), group="not_drawn"),
        FALLS,
    ),
    Claim(
        "J1",
        "fairness",
        "a cut of pay that nobody explains is a broken promise: trust falls",
        effect("management_trust", "cut", weeks=(1, 13)),
        opposite(VISIBLE),
    ),
    Claim(
        "J2",
        "fairness",
        "told why, people are less dissatisfied with a cut of pay",
        effect("job_satisfaction", "cut_told", "cut", weeks=(1, 13)),
        RISES,
        minus=effect("job_satisfaction", "told_alone", weeks=(1, 13)),
    ),
    Claim(
        "J3",
        "fairness",
        "told why, fewer people leave over a cut of pay",
        effect("exits", "cut_told", "told_alone", weeks=(1, 13), scale="ratio"),
        FALLS,
        minus=effect("exits", "cut", weeks=(1, 13), scale="ratio"),
    ),
)
