"""Functions that run as machine code: written once in Python, compiled when first called, kept on disk.

A kernel loops over runs and the people or customers in them. What it calls, the equations among them, stays an ordinary
function that also works on NumPy arrays and plain numbers. Compiled code is kept beside the package, or in the user's
cache where that is read-only, in a folder named by a digest of the sources: a changed equation is a new folder.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, TypeVar, cast

import numba
from numba.extending import overload, register_jitable

Function = TypeVar("Function", bound=Callable[..., object])

SOURCES = ("engine/*.py", "company/*.py", "mechanisms/**/*.py", "outcomes/*.py")
# Environments with another Python or Numba may share one checkout; each clears away what is its own.
PREFIX = f"kernels-{sys.implementation.cache_tag}-numba-{numba.__version__}-"
# Kernels work on arrays that are there: none is made, so none is counted. No number in them is ever NaN.
COMMON: dict[str, Any] = {"error_model": "numpy", "_nrt": False, "fastmath": {"nnan"}}
# What only kernels call needs no way in from C or Python; making these took a tenth of the time.
CALLED = COMMON | {"no_cfunc_wrapper": True, "no_cpython_wrapper": True}


@cache
def folder() -> str | None:
    """Where compiled code is kept; None if it can be kept nowhere."""
    package = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for path in sorted(path for pattern in SOURCES for path in package.glob(pattern)):
        digest.update(path.read_bytes())
    caches = package / "__pycache__", Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "imsim"
    for home in caches:
        place = home / f"{PREFIX}{digest.hexdigest()[:16]}"
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


def compiled_before(*kernels: Callable[..., object]) -> bool:
    """Whether these kernels have been compiled on this machine."""
    place = folder()
    return place is not None and all(any(Path(place).rglob(f"*.{one.__name__}-*.nbc")) for one in kernels)


def kernel(function: Function) -> Function:
    """Compile a function when it is first called with a kind of arguments, and keep the result on disk."""
    config: Any = numba.config
    before, place = config.CACHE_DIR, folder()
    config.CACHE_DIR = place or ""
    try:
        compiled: Any = numba.njit(cache=place is not None, nogil=True, **COMMON)(function)
    finally:
        config.CACHE_DIR = before
    return cast(Function, compiled)


def called_by_kernels(function: Function) -> Function:
    """Let kernels call a function; called from Python it stays what it is."""
    called: Function = register_jitable(forceinline=True, **CALLED)(function)
    return called


def called_for_a_lot(function: Function) -> Function:
    """The same for a function that walks over many people: a call is cheap then, and one copy is soon compiled."""
    called: Function = register_jitable(**CALLED)(function)
    return called


def written_into_kernels(function: Function) -> Function:
    """For kernels alone: the function's text goes where it is called. A call could give no records, and takes long to
    compile where a kernel is cut into parts that each see all of a run.
    """
    return cast(Function, numba.njit(inline="always", **CALLED)(function))


def stands_for(function: Callable[..., object], other: Callable[..., object]) -> None:
    """Let kernels take a function wherever another is called; called from Python that one stays what it is."""

    def choose(*_: object) -> Callable[..., object]:
        return function

    overload(other, jit_options=cast(Any, CALLED), strict=False)(choose)


def open_to_kernels(*modules: ModuleType) -> None:
    """Let kernels call the public functions of some modules, such as a chapter of equations."""
    for module in modules:
        for function in vars(module).values():
            if isinstance(function, FunctionType) and function.__module__ == module.__name__:
                called_by_kernels(function)
