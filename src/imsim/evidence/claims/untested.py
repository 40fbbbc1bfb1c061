"""Statements that no micro-experiment can test, and why."""

from imsim.evidence.claims.claim import Actions, Claim

ARMS: dict[str, Actions] = {}

SETUP = "a statement about which firms are meant; scenarios state it, nothing follows that could fail"
PLAN = "a plan is a way to decide, not an effect; its rules are tested where they are written"
ROLE = "a role is cost and capacity in a plan; no evidence gives the quality of its work a size"

CLAIMS = (
    Claim(
        "17",
        "communication",
        "human resources spreads goals and gives training and support",
        why="names who acts; what is done is claims 7, 9 and 86",
    ),
    Claim("20", "communication", "it concerns the smallest business as well", why=SETUP),
    Claim("39", "plan", "it is best done by a comprehensive plan", why=PLAN),
    Claim("40", "plan", "a plan has goals", why=PLAN),
    Claim(
        "41",
        "plan",
        "plans reach from talk to reorganising and adding staff",
        why="a list of levers; each is a claim of its own (11, 91, 94)",
    ),
    Claim("65", "roles", "a marketing communications specialist crafts all internal messages", why=ROLE),
    Claim("66", "roles", "an HR manager recruits, trains and responds", why=ROLE),
    Claim(
        "83",
        "internal service",
        "everyone treats everyone as a customer",
        why="the definition of the internal-customer graph; its consequences are claims 72, 76, 77 and 84",
    ),
    Claim(
        "6c",
        "encounters",
        "appearance communicates something",
        why="nothing in the model would differ from attitude and competence",
    ),
    Claim(
        "16b",
        "performance",
        "staff represent the brand image",
        why="behaviour that fits the brand is not told apart from performance",
    ),
)
