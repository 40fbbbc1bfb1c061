"""Acts of a session: one at a time, and done as a whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar

Act = TypeVar("Act", bound=Callable[..., Any])


def alone(act: Act) -> Act:
    """Let one thread at a time use a session: a page and its player may ask at the same time.

    Args:
        act: method of something that has a `lock`.
    """

    @wraps(act)
    def acted(session: Any, *args: Any, **kwargs: Any) -> Any:
        with session.lock:
            return act(session, *args, **kwargs)

    return acted  # type: ignore[return-value]


@contextmanager
def undone_by_errors(session: object) -> Iterator[None]:
    """What is changed of a session within is as before if anything goes wrong."""
    before = vars(session).copy()
    try:
        yield
    except BaseException:
        vars(session).clear()
        vars(session).update(before)
        raise
