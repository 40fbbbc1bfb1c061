"""Names of employees: made up, neutral, and the same whenever a person is met again.

A name follows from the seed of the run, the post, the number of its hire and the week of joining, and from nothing
else. So it is the same on both sides of a comparison exactly as long as the person is, and says nothing about anybody.
"""

from __future__ import annotations

import hashlib

GIVEN = (
    "Adel", "Alex", "Amari", "Andy", "Ari", "Ashley", "Avery", "Billie", "Blair", "Cameron", "Casey", "Charlie",
    "Chris", "Dana", "Devin", "Drew", "Eden", "Eli", "Emery", "Finley", "Frankie", "Gale", "Harley", "Hayden",
    "Indra", "Jamie", "Jan", "Jean", "Jo", "Jules", "Kai", "Kelly", "Kerry", "Kim", "Kiran", "Lane", "Lee", "Lesley",
    "Luca", "Mika", "Morgan", "Nico", "Noa", "Parker", "Pat", "Phoenix", "Quinn", "Ray", "Reese", "Remy", "Riley",
    "Robin", "Rowan", "Sam", "Sandy", "Sasha", "Shay", "Sky", "Taylor", "Terry", "Toni", "Tracy", "Val", "Yuri",
)  # fmt: skip
FIRST = (
    "Alder", "Ash", "Bay", "Birch", "Brook", "Clay", "Cliff", "Elm", "Fair", "Fern", "Field", "Glen", "Green", "Hale",
    "Hazel", "Heath", "High", "Hill", "Holm", "Lark", "Lind", "Long", "Marsh", "Moor", "North", "Oak", "Red", "Reed",
    "Sand", "South", "Spring", "Stan", "Stone", "Summer", "Thorn", "West", "White", "Wind", "Winter", "Wood",
)  # fmt: skip
SECOND = (
    "berg", "bourne", "bridge", "by", "combe", "croft", "dale", "den", "feld", "ford", "gate", "ham", "holt", "hurst",
    "land", "ley", "low", "man", "mere", "more", "ridge", "side", "stead", "ton", "wall", "well", "wick", "worth",
)  # fmt: skip


def made_name(seed: int, post: int, hire: int, joined: int) -> str:
    """The name of a person.

    Args:
        seed: root of the run's random numbers.
        post: number of the post.
        hire: of the post, counted from 1.
        joined: week of joining; -1 for those who were there before week 0.

    Example:
        >>> made_name(1, 5, 2, -1) == made_name(1, 5, 2, -1) != made_name(1, 5, 3, 17)
        True
    """
    digest = hashlib.sha256(f"{seed} {post} {hire} {joined}".encode()).digest()
    given = GIVEN[int.from_bytes(digest[:4], "big") % len(GIVEN)]
    first = FIRST[int.from_bytes(digest[4:8], "big") % len(FIRST)]
    second = SECOND[int.from_bytes(digest[8:12], "big") % len(SECOND)]
    return f"{given} {joined_up(first, second)}"


def joined_up(first: str, second: str) -> str:
    """Two parts of a family name, no letter of which stands thrice in a row.

    Example:
        >>> joined_up("Hill", "low"), joined_up("Oak", "ley")
        ('Hillow', 'Oakley')
    """
    return first + second[first[-2:] == 2 * second[0] :]
