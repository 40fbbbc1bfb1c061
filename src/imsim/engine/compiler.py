"""What Numba asks again and again, or makes for nobody, while it compiles kernels.

What a call returns is worked out once a kernel: of the 12,000 questions about the kernels of a week nine in ten were
asked before, about the same function and the same types, and answering these from memory saves two fifths of the time
that compiling takes. Machine code is made of kernels alone: what they call is linked into them, and code of it by
itself took a seventh of the time that was left. Only kernels are compiled so, all of whose parts share their options,
on which an answer may depend; whatever else a process compiles is as Numba has it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from functools import cache, wraps
from typing import Any, TypeVar, cast

from numba.core import cpu
from numba.core.codegen import JITCodeLibrary
from numba.core.types import functions

Function = TypeVar("Function", bound=Callable[..., Any])
_known: ContextVar[dict[Any, Any] | None] = ContextVar("known call types", default=None)


@cache
def _listen() -> None:
    """Stand between Numba and its answers, for as long as the process lives; silent unless a kernel is compiled."""
    _remember_calls()
    _only_link_what_kernels_call()


def _remember_calls() -> None:
    """What a call returns is asked once."""
    base: Any = functions.BaseFunction
    worked_out = base.get_call_type

    @wraps(worked_out)
    def get_call_type(self: Any, context: Any, args: Any, kws: Any) -> Any:
        known = _known.get()
        if known is None:
            return worked_out(self, context, args, kws)
        question = self, tuple(args), tuple(kws.items())
        if question not in known:
            known[question] = worked_out(self, context, args, kws)
        return known[question]

    base.get_call_type = get_call_type


def _only_link_what_kernels_call() -> None:
    """No machine code is made of what has no way in but from kernels (`CALLED` in `machine_code`)."""
    context, library = cast(Any, cpu.CPUContext), cast(Any, JITCodeLibrary)
    executable, make = context.get_executable, library._finalize_final_module

    @wraps(executable)
    def get_executable(self: Any, library: Any, fndesc: Any, env: Any) -> Any:
        # What comes from disk is machine code already, and has no text to look into.
        fresh = _known.get() is not None and _defines(library, fndesc.llvm_func_name)
        if not fresh or _defines(library, fndesc.llvm_cpython_wrapper_name):
            return executable(self, library, fndesc, env)
        library.linked_only = True
        return cast(Any, cpu)._dynfunc.make_function(fndesc.lookup_module(), fndesc.qualname, "", 0, env, (library,))

    @wraps(make)
    def finalize_final_module(self: Any) -> None:
        if getattr(self, "linked_only", False):
            self._finalized = True
        else:
            make(self)

    context.get_executable, library._finalize_final_module = get_executable, finalize_final_module


def _defines(library: Any, name: str) -> bool:
    """Whether a library has a function of a name."""
    try:
        library._final_module.get_function(name)
    except NameError:
        return False
    return True


def remembering(compiler: Function) -> Function:
    """A compiler that asks about each kind of call once.

    Args:
        compiler: compiles a function and all that it calls.
    """
    _listen()

    @wraps(compiler)
    def remembers(*args: Any, **options: Any) -> Any:
        token = _known.set({})
        try:
            return compiler(*args, **options)
        finally:
            _known.reset(token)

    return cast(Function, remembers)
