"""Every state variable of the model, once: whose it is, its symbol, unit and meaning.

The names are those of the columns in `workforce`, `customers` and `company`; a test keeps them equal.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Variable:
    """One column of the model."""

    entity: str
    name: str
    symbol: str
    unit: str
    meaning: str


def _of(entity: str, *rows: tuple[str, str, str, str]) -> list[Variable]:
    return [Variable(entity, *row) for row in rows]


# fmt: off
VARIABLES: tuple[Variable, ...] = (
    *_of("person: states, moved by the weekly equations",
        ("motivation", "M", "0-1", "how much the person wants to do the job well"),
        ("job_satisfaction", "S", "0-1", "how content the person is with the job"),
        ("exposure", "e", "exposures", "messages heard this week, those that contacts passed on included"),
        ("affective_commitment", "C", "0-1", "how attached the person is to the firm"),
        ("management_trust", "T", "0-1", "how far the person believes management"),
        ("belonging", "B", "0-1", "how far the person feels part of the firm"),
        ("knowledge", "K", "0-1", "what the person knows of work, product and strategy"),
        ("message_adstock", "A", "exposures", "messages heard so far, faded"),
        ("reward_reference", "H", "units of reward", "reward the person takes for granted"),
        ("incentive_motivation", "J", "0-1", "part of motivation that rewards bought"),
        ("uncertainty", "U", "0-1", "worry about one's future after an upheaval"),
        ("tenure_weeks", "tenure", "weeks", "since hiring")),
    *_of("person: traits, drawn at hiring and kept",
        ("disposition", "s0", "0-1", "how content the person would be anywhere, and how well person and firm fit"),
        ("motivation_trait", "m0", "0-1", "motivation of the person's own"),
        ("knowledge_plateau", "k0", "0-1", "what work alone can teach the person"),
        ("internal_recruit", "-", "0 or 1", "hired from inside: learns the job faster"),
        ("taste", "p", "number", "respondent of the preference panel whose wishes the person shares")),
    *_of("person: results of the week, from states and traits",
        ("performance", "P", "0-1", "service performance in quality"),
        ("performance_quantity", "P_n", "0-1", "the same in quantity"),
        ("reward_valence", "V", "0-1", "pleasure of this week's rewards"),
        ("own_motivation", "m_eff", "0-1", "what crowding-out leaves of the person's own motivation")),
    *_of("person: surroundings, as they stood when the week began",
        ("leader_motivation", "M_L", "0-1", "the supervisor's motivation; the reference where there is none"),
        ("peers_motivation", "M_N", "0-1", "mean of the contacts who are there"),
        ("peers_satisfaction", "S_N", "0-1", "the same of job satisfaction"),
        ("peers_exposure", "e_N", "exposures", "the same of exposure, where a pull channel passes it on"),
        ("service_seen", "I", "0-1", "internal service that the department receives"),
        ("respect_seen", "z_R", "0-1", "respect from those whom the department serves"),
        ("customers_seen", "z_cs", "0-1", "how satisfied customers are, as far as the person hears of it")),
    *_of("desk (post)",
        ("occupied", "-", "0 or 1", "whether somebody holds the desk"),
        ("weeks_vacant", "-", "weeks", "since the desk was left"),
        ("hires", "-", "number", "people hired for the desk so far; keys the draws of the next one"),
        ("left", "-", "0 or 1", "whether somebody left the desk this week"),
        ("hired", "-", "0 or 1", "whether the desk was filled this week")),
    *_of("customer",
        ("with_firm", "-", "0 or 1", "buys here; otherwise elsewhere"),
        ("customer_satisfaction", "CS", "0-1", "satisfaction with the firm so far"),
        ("expectation", "E", "0-1", "quality the customer expects"),
        ("walked_away", "-", "week", "of the last dropped purchase or departure"),
        ("need_score", "z", "standard score", "how unusual the customer's needs are; fixed")),
    *_of("department",
        ("service_in", "I", "0-1", "internal service it receives"),
        ("service_out", "O_s", "0-1", "internal service it gives"),
        ("recent_exits", "X", "share of desks", "decayed memory of colleagues who left"),
        ("customer_satisfaction", "CS_d", "0-1", "mean satisfaction of the customers it meets")),
    *_of("firm",
        ("employer_brand", "EB", "0-1", "what candidates think of the firm as an employer"),
        ("reputation", "Rep", "0-1", "what those elsewhere think of the firm"),
        ("advocacy", "a", "-1 to 1", "how well employees speak of the firm, on average"),
        ("customers_now", "N", "rows", "simulated customers who are with the firm"),
        ("deferred", "F", "purchases", "of simulated customers, put off and not yet made up for"),
        ("cash", "-", "money", "profit accumulated since the burn-in began")),
)
# fmt: on
