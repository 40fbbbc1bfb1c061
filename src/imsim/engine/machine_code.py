"""Machine code: functions written once in Python, compiled when first needed, kept on disk.

What kernels call stays an ordinary function that also works on NumPy arrays and plain numbers; `rules` marks it.
Compiled code is kept beside the package, or in the user's cache where that is read-only, in a folder named by a digest
of the sources, since Numba's own cache does not see a changed equation: a changed equation is a new folder.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numba.extending import overload, register_jitable

from imsim.engine.compiler import remembering
from imsim.engine.fastmath import STAND_INS
from imsim.engine.rows import build_row, row
from imsim.engine.rules import COMPILED

Function = TypeVar("Function", bound=Callable[..., Any])

SOURCES = ("engine/*.py", "company/*.py", "mechanisms/*.py")
# Environments with another Python or Numba may share one checkout; each clears away what is its own.
PREFIX = f"kernels-{sys.implementation.cache_tag}-numba-{numba.__version__}-"
# Kernels work on arrays that are there: none is made, so none is counted. No number in them is ever NaN.
COMMON: dict[str, Any] = {"error_model": "numpy", "_nrt": False, "fastmath": {"nnan"}}
# What only kernels call needs no way in from C or Python; making these took a tenth of the time.
CALLED = COMMON | {"no_cfunc_wrapper": True, "no_cpython_wrapper": True}
_open: set[Callable[..., Any]] = set()


@cache
def source_digest() -> str:
    """Digest of all sources that machine code is made of."""
    package = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for path in sorted(path for pattern in SOURCES for path in package.glob(pattern)):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@cache
def folder() -> str | None:
    """Where compiled code is kept; None if it can be kept nowhere."""
    package = Path(__file__).parents[1]
    caches = package / "__pycache__", Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "imsim"
    for home in caches:
        place = home / f"{PREFIX}{source_digest()}"
        try:
            place.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(place, os.W_OK):
            for old in home.glob(f"{PREFIX}*"):
                if old != place:
                    shutil.rmtree(old, ignore_errors=True)
            return str(place)
    return None


def open_to_kernels(*functions: Callable[..., Any]) -> None:
    """Let kernels call all functions that are marked so far, and these."""
    if not _open:
        for function, stand_in in STAND_INS.items():
            _stands_for(stand_in, function)
        overload(row, jit_options=cast(Any, CALLED), strict=False)(build_row)
    for function in (*COMPILED, *functions):
        if function not in _open:
            _open.add(function)
            register_jitable(forceinline=COMPILED.get(function, True), **CALLED)(function)


def _stands_for(function: Callable[..., Any], other: Callable[..., Any]) -> None:
    """Let kernels take a function wherever another is called; called from Python that one stays what it is."""

    def choose(*_: object) -> Callable[..., Any]:
        return function

    overload(other, jit_options=cast(Any, CALLED), strict=False)(choose)


def interpreted(function: Callable[..., Any]) -> Callable[..., Any]:
    """A kernel that stays Python, thousands of times slower, so that a debugger can step through (NUMBA_DISABLE_JIT=1).

    Its rows of tables are read by name as in machine code, and its whole numbers wrap round unnoticed as there.
    """

    def named(argument: Any) -> Any:
        if isinstance(argument, tuple) and hasattr(argument, "_make"):
            return argument._make(map(named, argument))
        if isinstance(argument, np.ndarray) and argument.dtype.names:
            return argument.view(np.recarray)
        return argument

    @wraps(function)
    def run(*arguments: Any) -> Any:
        with np.errstate(all="ignore"):
            return function(*map(named, arguments))

    return run


@cache
def kernel(function: Function, place: str | None = None) -> Function:
    """Compile a function when it is first called with a kind of arguments, and keep the result on disk.

    Args:
        function: to be compiled.
        place: folder to keep it in; the common one by default.
    """
    open_to_kernels()
    config: Any = numba.config
    if config.DISABLE_JIT:
        return cast(Function, interpreted(function))
    before, home = config.CACHE_DIR, place or folder()
    config.CACHE_DIR = home or ""
    try:
        compiled: Any = numba.njit(cache=home is not None, nogil=True, **COMMON)(function)
        compiled.compile = remembering(compiled.compile)
    finally:
        config.CACHE_DIR = before
    return cast(Function, compiled)
