"""The week, in order. Synchronous: what passes between people, departments and customers is last week's.

Programmes have put their effects on the table before the first process runs. AGEING is the part of the week that one
post can go through alone: with it the initial staff is aged in the reference environment before the burn-in, while the
employer brand follows what they feel.
"""

from __future__ import annotations

from collections.abc import Callable

from imsim.company import Company
from imsim.processes.accounts import keep_the_books
from imsim.processes.chain import serve_internally
from imsim.processes.market import leave_and_join, meet_customers, press_on_staff, spread_the_word
from imsim.processes.people import adjust_attitudes, feel_rewards, hear, judge_claims, learn, perform
from imsim.processes.staffing import build_employer_brand, fill_vacancies, leave_the_firm, notice_exits
from imsim.processes.surroundings import look_around

Process = Callable[[Company], None]

WEEK: tuple[Process, ...] = (
    look_around,
    hear,
    learn,
    judge_claims,
    feel_rewards,
    adjust_attitudes,
    perform,
    serve_internally,
    press_on_staff,
    meet_customers,
    leave_and_join,
    spread_the_word,
    leave_the_firm,
    notice_exits,
    fill_vacancies,
    build_employer_brand,
    keep_the_books,
)

AGEING: tuple[Process, ...] = (
    hear,
    learn,
    judge_claims,
    feel_rewards,
    adjust_attitudes,
    leave_the_firm,
    fill_vacancies,
    build_employer_brand,
)


def pass_week(company: Company, schedule: tuple[Process, ...] = WEEK) -> None:
    """Let one week pass for every run of the block."""
    for process in schedule:
        process(company)
    company.week += 1
