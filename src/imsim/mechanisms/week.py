"""The week, in order. Synchronous: what passes between people, departments and customers is last week's.

Programmes have put their effects on the table before the first process runs. Ageing is the part of the week that one
post can go through alone: with it the initial staff is aged in the reference environment before the burn-in, while the
employer brand follows what they feel.
"""

from __future__ import annotations

import gc
from collections.abc import Callable

from imsim.company.economics import Economy
from imsim.company.market import Market, one_segment
from imsim.company.organisation import Department, generate, service_graph
from imsim.engine.machine_code import folder, kernel
from imsim.engine.replicate_view import one_run
from imsim.engine.state import State
from imsim.engine.streams import Chance
from imsim.mechanisms.ensemble import Company
from imsim.mechanisms.parameters import Parameters
from imsim.mechanisms.processes.accounts import keep_the_books
from imsim.mechanisms.processes.chain import serve_internally
from imsim.mechanisms.processes.market import meet_customers, press_on_staff, spread_the_word
from imsim.mechanisms.processes.people import live
from imsim.mechanisms.processes.staffing import build_employer_brand, fill_vacancies, leave_the_firm, notice_exits
from imsim.mechanisms.processes.surroundings import look_around
from imsim.mechanisms.processes.work import perform

WEEK = (
    look_around,
    live,
    perform,
    serve_internally,
    press_on_staff,
    meet_customers,
    spread_the_word,
    leave_the_firm,
    notice_exits,
    fill_vacancies,
    build_employer_brand,
    keep_the_books,
)
AGEING = (live, leave_the_firm, fill_vacancies, build_employer_brand)


@kernel
def among_colleagues(block: State, week: int, ageing: bool) -> None:
    """The first processes of WEEK for each run, those of AGEING alone where it ages."""
    cases, replicates = block.p.shape
    for replicate in range(replicates):
        for case in range(cases):
            run = one_run(block, case, replicate)
            if not ageing:
                look_around(run, week)
            live(run, week)
            if not ageing:
                perform(run, week)
                serve_internally(run, week)


@kernel
def with_customers(block: State, week: int, ageing: bool) -> None:
    """The others: a kernel of its own, for two are compiled in half the time of one."""
    cases, replicates = block.p.shape
    for replicate in range(replicates):
        for case in range(cases):
            run = one_run(block, case, replicate)
            if not ageing:
                press_on_staff(run, week)
                meet_customers(run, week)
                spread_the_word(run, week)
            leave_the_firm(run, week)
            if not ageing:
                notice_exits(run, week)
            fill_vacancies(run, week)
            build_employer_brand(run, week)
            if not ageing:
                keep_the_books(run, week)


def pass_week(company: Company) -> None:
    """Let one week pass for every run of the block."""
    company.book_programmes()
    state = company.state()
    among_colleagues(state, company.week, False)
    with_customers(state, company.week, False)
    company.week += 1


def age(company: Company, weeks: int) -> None:
    """Fill the desks and let the initial staff age."""
    state = company.state()
    # In a week before the first nobody is there yet, and every desk is filled.
    with_customers(state, company.week, True)
    for _ in range(weeks):
        among_colleagues(state, company.week, True)
        with_customers(state, company.week, True)
        company.week += 1


KERNELS = (with_customers, among_colleagues)


def compile_kernels(*kernels: Callable[[State, int, bool], None]) -> None:
    """Compile some of the week, if this machine has not yet, by letting it happen to a firm of one person.

    Worker processes then find it on disk, instead of each compiling it for itself.
    """
    if folder() is None:
        return
    shop = Department("shop", 1, contact=True)
    organisation = generate([shop], service_graph([shop], [], []), seed=0)
    company = Company(
        organisation=organisation,
        market=Market(1, 1.0, 1.0, 1.0, one_segment(organisation)),
        economy=Economy(1.0, 1.0, 1.0, 1.0, 0.0),
        parameters=Parameters.of([{}]),
        chance=Chance(0, [0]),
    )
    # A compiler makes much that it needs to the end: looking for garbage took a tenth of the time.
    gc.disable()
    try:
        for one in kernels:
            one(company.state(), company.week, False)
    finally:
        gc.enable()
