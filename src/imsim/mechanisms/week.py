"""The week, in order: it is written here and nowhere else.

Synchronous: what passes between people, departments and customers is last week's. Programmes have put their effects on
the table before the first phase. Phases that somebody goes through `alone` also make up ageing: with them the initial
staff is aged in the reference environment before the burn-in, while the employer brand follows what they feel.
"""

from __future__ import annotations

from imsim.engine.model import Phase

# Each group becomes a kernel of its own: two are compiled in half the time of one.
AMONG_COLLEAGUES = (
    Phase("perceive", "people see contacts, leaders, internal service, respect and customers as they stood last week"),
    Phase("communicate", "messages are heard and passed on", alone=True),
    Phase("learn", "work, courses and messages teach; what is above the plateau is forgotten", alone=True),
    Phase("judge", "people compare what is claimed with what is lived", alone=True),
    Phase("reward", "rewards are felt, and become normal", alone=True),
    Phase("feel", "motivation, satisfaction, belonging and commitment move", alone=True),
    Phase("work", "people perform as able, willing and enabled as they are"),
    Phase("pool", "departments add up what their people do"),
    Phase("serve", "departments serve each other"),
)
WITH_CUSTOMERS = (
    Phase("press", "customers press on the contact staff who are there"),
    Phase("count", "counts of the week begin at nothing"),
    Phase("call", "customers call, and turn to an employee", rows="customers"),
    Phase("meet", "they meet somebody who can, knows and feels so much", rows="customers"),
    Phase("receive", "they receive service of some quality", rows="customers"),
    Phase("consider", "they judge what they get, and remember it", rows="customers"),
    Phase("react", "customers drop purchases, leave, or come (back)", rows="customers"),
    Phase("tally", "encounters and customers are counted", rows="customers"),
    Phase("talk", "customers and employees speak of the firm, and departments hear from customers"),
    Phase("leave", "some employees leave", alone=True),
    Phase("depart", "those who left are counted", alone=True),
    Phase("remember", "colleagues remember who left"),
    Phase("hire", "vacant posts are filled", alone=True),
    Phase("welcome", "newcomers get what a newcomer has", alone=True, only="hired"),
    Phase("attract", "the employer brand follows what people feel", alone=True),
    Phase("account", "purchases, costs and profit are booked"),
)
WEEK = (AMONG_COLLEAGUES, WITH_CUSTOMERS)
