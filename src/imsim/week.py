"""The week, in order. Synchronous: what passes between people, departments and customers is last week's.

Programmes have put their effects on the table before the first process runs. AGEING is the part of the week that one
post can go through alone: with it the initial staff is aged in the reference environment before the burn-in, while the
employer brand follows what they feel.
"""

from __future__ import annotations

from collections.abc import Callable

from imsim.company import Company, State
from imsim.processes.accounts import keep_the_books
from imsim.processes.chain import serve_internally
from imsim.processes.market import meet_customers, press_on_staff, spread_the_word
from imsim.processes.people import live, perform
from imsim.processes.staffing import build_employer_brand, fill_vacancies, leave_the_firm, notice_exits
from imsim.processes.surroundings import look_around

Process = Callable[[State, int], None]

WEEK: tuple[Process, ...] = (
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

AGEING: tuple[Process, ...] = (
    live,
    leave_the_firm,
    fill_vacancies,
    build_employer_brand,
)


def pass_week(company: Company, schedule: tuple[Process, ...] = WEEK) -> None:
    """Let one week pass for every run of the block."""
    company.book_programmes()
    state = company.state()
    for process in schedule:
        process(state, company.week)
    company.week += 1


def take_desks(company: Company) -> None:
    """Fill every desk for the first time."""
    fill_vacancies(company.state(), company.week)
