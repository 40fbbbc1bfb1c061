"""What holds for every programme, equation or page is one test, which names all for which it does not hold.

Also which modules there are, and which equations a label such as `E3, E11-E14` names.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import Any

import pytest

import imsim

SOURCE = Path(imsim.__file__).parent
# Kernels that were written for this machine lie in a cache.
MODULES = sorted(path for path in SOURCE.rglob("*.py") if "__pycache__" not in path.parts)


def every(arguments: str, values: Iterable[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Let a test look at many things, one after the other, and fail once with a line for each offender.

    Written as `pytest.mark.parametrize` is, which would count a behaviour once for each thing. Fixtures are shared.

    Args:
        arguments: names that the test gives to a thing, or to the parts of it, with commas between.
        values: the things; tuples where there is more than one name.
    """
    names, things = [name.strip() for name in arguments.split(",")], list(values)
    assert things, f"a test of {arguments} that looks at nothing would always pass"

    def of_all(check: Callable[..., None]) -> Callable[..., None]:
        @wraps(check)
        def test(**fixtures: Any) -> None:
            offences: list[BaseException] = []
            for thing in things:
                one = dict(zip(names, thing if len(names) > 1 else [thing], strict=True))
                try:
                    check(**one, **fixtures)
                except (Exception, pytest.fail.Exception) as offence:
                    offence.add_note(", ".join(f"{name} = {value!r:.200}" for name, value in one.items()))
                    offences.append(offence)
            if offences:
                raise BaseExceptionGroup(f"{len(offences)} of {len(things)} fail", offences)

        signature = inspect.signature(check)
        kept = [parameter for name, parameter in signature.parameters.items() if name not in names]
        test.__signature__ = signature.replace(parameters=kept)  # type: ignore[attr-defined]
        return test

    return of_all


def numbers_in(label: str) -> list[int]:
    """Numbers of the equations that a label or a text names: E3, E11-E14."""
    spans = re.findall(r"\bE(\d+)(?:-E?(\d+))?", label)
    return [number for first, last in spans for number in range(int(first), int(last or first) + 1)]
