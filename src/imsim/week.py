"""The week, in order. Synchronous: what passes between people, departments and customers is last week's.

Programmes have put their effects on the table before the first process runs. Ageing is the part of the week that one
post can go through alone: with it the initial staff is aged in the reference environment before the burn-in, while the
employer brand follows what they feel.
"""

from __future__ import annotations

import gc

from imsim.chance import Chance
from imsim.company import Company
from imsim.customers import Market, one_segment
from imsim.economics import Economy
from imsim.kernels import compiled_before, folder, kernel
from imsim.organisation import Department, generate, service_graph
from imsim.parameters import Parameters
from imsim.processes.accounts import keep_the_books
from imsim.processes.chain import serve_internally
from imsim.processes.market import meet_customers, press_on_staff, spread_the_word
from imsim.processes.people import live, perform
from imsim.processes.staffing import build_employer_brand, fill_vacancies, leave_the_firm, notice_exits
from imsim.processes.surroundings import look_around
from imsim.runs import one_run
from imsim.state import State

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


@kernel
def run_weeks(block: State, week: int, weeks: int, ageing: bool) -> None:
    """So many weeks of the processes of WEEK for each run, without a return to Python in between.

    Ageing leaves out whatever one post cannot go through alone. It begins a week early: in that week nobody is there
    yet, and every desk is filled.
    """
    cases, replicates = block.p.shape
    for replicate in range(replicates):
        for case in range(cases):
            run = one_run(block, case, replicate)
            for now in range(week - ageing, week + weeks):
                if not ageing:
                    look_around(run, now)
                live(run, now)
                if not ageing:
                    perform(run, now)
                    serve_internally(run, now)
                    press_on_staff(run, now)
                    meet_customers(run, now)
                    spread_the_word(run, now)
                leave_the_firm(run, now)
                if not ageing:
                    notice_exits(run, now)
                fill_vacancies(run, now)
                build_employer_brand(run, now)
                if not ageing:
                    keep_the_books(run, now)


def pass_week(company: Company) -> None:
    """Let one week pass for every run of the block."""
    company.book_programmes()
    run_weeks(company.state(), company.week, 1, False)
    company.week += 1


def age(company: Company, weeks: int) -> None:
    """Fill the desks and let the initial staff age."""
    run_weeks(company.state(), company.week, weeks, True)
    company.week += weeks


def compile_once() -> None:
    """Compile the week, if this machine has not yet, by letting one pass for a firm of one person.

    Worker processes then find it on disk, instead of each compiling it for itself.
    """
    if folder() is None or compiled_before():
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
        age(company, 1)
        pass_week(company)
    finally:
        gc.enable()
