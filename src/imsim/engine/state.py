"""What a kernel sees of a block of runs: columns and arrays of records, side by side in one tuple.

Those of runs have the shape (cases, replicates, n): columns of posts and of customers, records of departments and
segments of customers, one for the firm and one for what flows this week. What all runs share of posts, departments and
edges has one axis. The processes of the week see one run, the same names without the axes of cases and replicates.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from imsim.engine.struct_arrays import Columns, record
from imsim.mechanisms.parameters import DEFAULTS

Column = NDArray[np.float64]

# People or customers whom kernels take together: what is noted of them stays in the processor's own memory.
LOT = 1024
# What kernels note of each of a lot on the way: notes[NOISE, place].
(
    NOISE, CLAIMED, TAUGHT, UTILITY, TANGIBLE, CONTROLLED, MESSAGE, EXITS,
    GIVEN, RESPECT, RECEIVED, PERFORMED, KNOWN, NEED, QUALITY, GAP, FELT, EXPECTED, SQUARE,
) = range(NOTES := 19)  # fmt: skip
# Respondents of the panel that tastes are drawn from.
PANEL = 512

STOCKS = ("employer_brand", "reputation", "advocacy", "customers_now", "deferred", "cash")
FLOWS = (
    "exits", "hires", "applicants", "load", "encounters", "quality", "quality_squares", "delighted", "let_down",
    "dropped", "failures", "failed_and_left", "left", "joined", "satisfaction", "satisfaction_squares", "walked",
    "with_firm_or_walked", "purchases", "revenue", "payroll",
    "programmes", "replacement", "profit", "working_time",
)  # fmt: skip
# Stocks of a department, and sums of this week over its people.
SERVICE = ("service_in", "service_out", "recent_exits", "customer_satisfaction")
SUMS = ("present", "performed", "hands", "leavers", "respect_given", "supplied")
# What follows from parameters, market and economy alone, beside the parameters themselves.
DERIVED = (
    "performance_scale", "neutral_satisfaction", "customers_reference", "talk_reference", "wanted_purchases", "weight",
    "purchase_value", "margin", "weekly_pay", "weekly_overhead", "price_of_leaver",
)  # fmt: skip
CONSTANTS = record((*DEFAULTS, *DERIVED))
FIRM, FLOW, DEPARTMENT = record(STOCKS), record(FLOWS), record(SERVICE + SUMS)
SEGMENT = record(("heads", "satisfaction"))
# What runs share of departments and of edges of the internal-customer graph; posts of a department are neighbours.
UNIT = np.dtype(
    [("heads", "f8"), ("contact", "f8"), ("first", np.uint64), ("end", np.uint64), ("supplied", "?")], align=True
)
# What contacts see of a post: whether somebody is there, and how that one feels; nothing but zeros at a vacant one.
GLIMPSE = record(("there", "motivation", "job_satisfaction", "exposure"))
LINK = np.dtype([("customer", np.int64), ("supplier", np.int64), ("weight", "f8"), ("respect", "f8")])


class Firm(Columns):
    """Stocks of the firm, (cases, replicates, 1) each."""

    employer_brand: Column
    reputation: Column
    advocacy: Column
    customers_now: Column
    deferred: Column
    cash: Column


class Flows(Columns):
    """What happened this week, the names in FLOWS, (cases, replicates, 1) each."""


class Departments(Columns):
    """Departments, (cases, replicates, departments) each: the names in SERVICE and SUMS."""

    service_in: Column
    service_out: Column
    recent_exits: Column
    customer_satisfaction: Column


class Desk(NamedTuple):
    """What all runs know of posts, (posts,) each: the department, the supervisor's post, whether it is professional."""

    department: NDArray[np.uint64]
    supervisor: NDArray[np.int64]
    professional: Column


class State(NamedTuple):
    """The arrays that kernels work on, of a block; of one run, where an axis (cases, replicates) falls away.

    Args:
        p: parameters and what is derived from them, records (cases, replicates).
        staff, customers: columns (cases, replicates, n).
        departments, segments, firm, flows: records (cases, replicates, n).
        expected_claim: what is claimed anyway where a post stands, (cases, 1, posts).
        desks, units, links: columns of posts, records of departments and edges, shared by all runs.
        first_tie, tie, strength: the contact network as CSR, shapes (posts + 1,) and (ties,); no strength where all
            ties are alike.
        first_opened, opened_tie, opened_strength: dormant networks that are open this week, (networks, posts + 1) and
            (ties,).
        activity: how far posts open them, (networks, cases, replicates, posts).
        points, first_row, mix: of each segment its touch-points, its first row of customers, its shares of departments.
        on_posts, on_edges: pages of effects, (cases, replicates, pages, posts | edges).
        page: which page an effect is on, one record.
        effects: effects on the firm, records (cases, replicates, 1).
        rewards: amount and control of each kind, (kinds, 2, cases, replicates, posts).
        tangible: whether a kind is, (kinds,).
        appeal: of each kind to each respondent, (kinds, cases, replicates, respondents).
        streams: of chance, records (replicates,).
        glimpses: room for what the contacts of a post see of it, (posts,).
        notes: room for what is worked out of a lot of people or customers, (NOTES, LOT).
        found: of whom in a lot something is true, (LOT,).
        callers, met: rows of customers of a lot who meet somebody, and the posts they meet, (LOT,).
        some: a few of a lot, (LOT,).
    """

    p: Any
    staff: Any
    customers: Any
    expected_claim: Any
    departments: Any
    segments: Any
    firm: Any
    flows: Any
    desks: Any
    units: Any
    links: Any
    first_tie: Any
    tie: Any
    strength: Any
    first_opened: Any
    opened_tie: Any
    opened_strength: Any
    activity: Any
    points: Any
    first_row: Any
    mix: Any
    on_posts: Any
    on_edges: Any
    page: Any
    effects: Any
    rewards: Any
    tangible: Any
    appeal: Any
    streams: Any
    glimpses: Any
    notes: Any
    found: Any
    callers: Any
    met: Any
    some: Any
