"""The paper: every equation of the model once, a chapter a file, in the order of the week.

Equations are pure and elementwise: each argument is a number or an array, and arrays broadcast. None knows of runs,
posts or weeks. A docstring opens with the equation's number and its claim about the world, and ends with its source.
"""

from imsim.mechanisms.equations import (
    attitudes,
    communication,
    customers,
    internal_service,
    learning,
    performance,
    rewards,
    trust,
    turnover,
    word_of_mouth,
)

CHAPTERS = (
    communication,
    learning,
    trust,
    rewards,
    attitudes,
    performance,
    internal_service,
    customers,
    word_of_mouth,
    turnover,
)

__all__ = ["CHAPTERS", *(chapter.__name__.rsplit(".", 1)[1] for chapter in CHAPTERS)]
