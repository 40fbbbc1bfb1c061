"""What a programme may do to people this week: a closed list of named effects, absent means zero.

Programmes never write state. They say here what they do; only the equations turn that into attitudes. So programmes
compose, can be costed, and one of zero intensity leaves every number bit for bit as it was.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from imsim.company.organisation import Organisation
from imsim.engine.struct_arrays import record

Column = NDArray[np.float64]

# Effects and the axis they live on; `firm` effects are one number a run.
EFFECTS: dict[str, str] = {
    "exposure": "posts",  # exposures heard this week (E1)
    "claimed": "posts",  # exposures times the claim they carry (E6)
    "sharing": "firm",  # reach times richness of pull channels in use (E4)
    "shared_claim": "firm",  # what they claim beyond reality, times sharing (E6)
    "relevance": "posts",  # part of missing relevance of messages and courses made up for (E1, E5)
    "retention": "firm",  # share of forgetting that repositories prevent (E5)
    "course": "posts",  # courses taken this week (E5)
    "obsolete": "posts",  # share of knowledge that a change makes useless this week (E5)
    "hours_away": "posts",  # share of working hours spent away from the desk (E19)
    "voice": "posts",  # ideas and grievances answered, beyond the untouched share (E6)
    "belonging": "posts",  # added to the target of belonging (E14)
    "product_use": "posts",  # employees who use the product advocate more (E23)
    "job_quality": "posts",  # added to disposition: the job as internal product (E12)
    "technology": "posts",  # better tools, as a share of opportunity (E16)
    "extra_hands": "posts",  # help at the desk by people without one, as a share of a desk's work (E17, E19)
    "respect": "edges",  # added to how the customer of an edge treats its supplier (E18)
    "agreement": "edges",  # how far a service agreement is in force (E18)
    "rerouting": "edges",  # what a customer takes from this supplier instead of its others, adds up to 0 (E18)
    "candidates": "firm",  # applicants assessed per vacancy, as a factor above 1 (E25)
    "validity": "firm",  # added to the validity of the hiring signal (E25)
    "internal_share": "firm",  # share of vacancies filled from inside (E25)
    "brand_spend": "firm",  # added to the target of the employer brand (E25)
    "trust_shock": "posts",  # trust lost at once (E7)
    "uncertainty": "posts",  # uncertainty about one's future added at once (E7)
    "demand": "firm",  # customers' demand beyond the usual, as a share (E19, E26)
    "churn_pressure": "firm",  # added to customers' weekly drift, as a share (E22)
    "labour_pull": "firm",  # pull of the outside labour market, logit (E24)
    "labour_supply": "firm",  # applicants beyond the usual, as a share (E25)
    "promise": "firm",  # added to what advertising promises (E20)
}


def _names(axis: str) -> list[str]:
    """Effects that live on an axis."""
    return [name for name, one in EFFECTS.items() if one == axis]


class Effects:
    """The effects of one week in a block of runs.

    Each name in EFFECTS is an attribute: a column (cases, replicates, posts | edges | 1), all zeros until a programme
    adds something. `rewards` holds, by kind, the amount in units of 5 % of salary and how controlling it is; `ties` by
    name how far each post opens its dormant ties; `cash` and `hours` what each programme cost.

    Effects that nobody touches share one page of zeros: `pages` lists where in `posts` and `edges`, arrays
    (cases, replicates, pages, posts | edges), each effect lies.
    """

    def __init__(self, cases: int, replicates: int, organisation: Organisation) -> None:
        self.posts = np.zeros((cases, replicates, 1, organisation.posts))
        self.edges = np.zeros((cases, replicates, 1, len(organisation.edges.weight)))
        self.firm = np.zeros((cases, replicates, 1), dtype=record(_names("firm")))
        self.pages = np.zeros(1, dtype=[(name, np.int64) for name in (*_names("posts"), *_names("edges"))])
        self._firm = (cases, replicates, 1)
        self._posts = (cases, replicates, organisation.posts)
        self._touched: set[str] = set()
        self.clear()

    def clear(self) -> None:
        """Forget last week."""
        for name in self._touched:
            getattr(self, name)[...] = 0.0
        self._touched.clear()
        self.rewards: dict[str, tuple[Column, Column]] = {}
        self.ties: dict[str, Column] = {}
        self.cash: dict[str, Column] = {}
        self.hours: dict[str, Column] = {}

    def __getattr__(self, name: str) -> Any:
        if name not in EFFECTS:
            raise AttributeError(f"{name!r} is not in the closed list of effects")
        if EFFECTS[name] == "firm":
            return self.firm[name]
        return getattr(self, EFFECTS[name])[:, :, self.pages[name][0]]

    def add(self, name: str, rows: slice, value: Any) -> None:
        """Add to an effect of some cases; the value broadcasts to (cases, replicates, axis)."""
        if name not in EFFECTS:
            raise KeyError(f"{name!r} is not in the closed list of effects: {', '.join(EFFECTS)}")
        if EFFECTS[name] != "firm" and not self.pages[name][0]:
            self._open(name)
        getattr(self, name)[rows] += value
        self._touched.add(name)

    def _open(self, name: str) -> None:
        """Give an effect a page of its own, for good."""
        axis = EFFECTS[name]
        pages = getattr(self, axis)
        self.pages[name] = pages.shape[2]
        setattr(self, axis, np.concatenate([pages, np.zeros_like(pages[:, :, :1])], axis=2))

    def of(self, name: str, rows: slice) -> Any:
        """What stands on the table for some cases so far; programmes that build on others read it."""
        return getattr(self, name)[rows]

    def reward(self, kind: str, rows: slice, amount: Any, control: Any) -> None:
        """Give a reward: amount per post in units of 5 % of salary, control 0-1 (how contingent it is felt to be)."""
        if kind not in self.rewards:
            self.rewards[kind] = np.zeros(self._posts), np.zeros(self._posts)
        given, controlled = self.rewards[kind]
        given[rows] += amount
        controlled[rows] += amount * control

    def tie(self, name: str, rows: slice, activity: Any) -> None:
        """Open dormant ties between posts: activity 0-1 of each post, 0 for those who take no part."""
        held = self.ties.setdefault(name, np.zeros(self._posts))
        held[rows] = np.minimum(held[rows] + activity, 1.0)

    def spend(self, programme: str, rows: slice, cash: Any, hours: Any) -> None:
        """Book what a programme costs this week: cash in money, hours of working time."""
        for book, amount in ((self.cash, cash), (self.hours, hours)):
            book.setdefault(programme, np.zeros(self._firm))[rows] += amount
