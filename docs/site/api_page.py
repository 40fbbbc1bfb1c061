"""The page on Python: functions with a row an argument, results and classes with a row a property or method."""

from __future__ import annotations

import ast
import inspect
import re
import sys
import types
from collections.abc import Iterator
from functools import cache, cached_property
from html import escape
from textwrap import wrap
from typing import Annotated, Any, Union, get_args, get_origin

import imsim
from imsim.reporting.book.chapter import flowing
from imsim.studies.answer import Answer
from imsim.studies.arguments import RunArguments

HEAD = re.compile(r"(Args|Arguments|Attributes|Returns|Raises|Example):")
# A sentence ends before a capital, or with the paragraph.
SENTENCE = re.compile(r".*?[^.\s]\.(?=\s+[A-Z`]|$)|.+", re.DOTALL)
ABOUT = (
    "# Python\n\nWhat `import imsim` offers. Everything else is the program's own business and may change. A study "
    "returns a [result](#results), which shows a table of itself; what else a result can be asked stands with it.\n"
)
RUN_OPTIONS = "Run options"
REQUIRED = "required"
WIDEST = 70
ARGUMENTS = ("argument", "meaning")
Sections = dict[str, str]


def api() -> str:
    """The whole page."""
    offered = {name: getattr(imsim, name) for name in imsim.__all__ if name not in imsim._FORMER}
    functions = {name: thing for name, thing in offered.items() if not inspect.isclass(thing)}
    made = {one.__name__: one for one in map(returned, functions.values()) if one not in (None, Answer)}
    results = dict(sorted(made.items()))
    mistakes = {
        name: thing for name, thing in offered.items() if inspect.isclass(thing) and issubclass(thing, Exception)
    }
    classes = {name: one for name, one in offered.items() if inspect.isclass(one) and name not in {*results, *mistakes}}
    parts = [ABOUT, "## Functions\n"]
    parts += [function_text(name, thing) for name, thing in functions.items()]
    parts += [
        f"## {RUN_OPTIONS}\n\nOf every study; no number depends on them.\n",
        table(run_options(functions["compare"])),
    ]
    parts += ["## Results\n\nThey are made by the functions above.\n"]
    parts += [class_text(name, thing, constructed=False) for name, thing in results.items()]
    parts += ["## Classes\n", *(class_text(name, thing, constructed=True) for name, thing in classes.items())]
    parts += ["## Errors\n", *(class_text(name, thing, constructed=False) for name, thing in mistakes.items())]
    former = (f"- `{old}`: now [`{new}`](#{place(new)}).\n" for old, new in imsim._FORMER.items())
    return "\n".join([*parts, "## Names of version 0.1\n\nThey still work.\n", "".join(former)])


def function_text(name: str, function: Any) -> str:
    """A function: how it is called, what it does, a row an argument."""
    told, result = sections(function), returned(function)
    arguments = arguments_of(function)
    more = RunArguments.__annotations__.keys() <= {one[0] for one in arguments}
    arguments = [one for one in arguments if not more or one[0] not in RunArguments.__annotations__]
    names = ", ".join([*(one[0] for one in arguments), *(["..."] if more else [])])
    parts = [f"### `{name}`\n", f"```python\n{folded(f'imsim.{name}({names})')}\n```\n", told[""]]
    if arguments:
        parts.append(table([ARGUMENTS, *map(as_row, arguments)]))
    if more:
        parts.append(f"Besides, [{RUN_OPTIONS.lower()}](#{RUN_OPTIONS.lower().replace(' ', '-')}).\n")
    if result is not None:
        where = f"[`{result.__name__}`](#{place(result.__name__)})" if result is not Answer else "a [result](#results)"
        parts.append(f"Returns {where}.\n")
    return "\n".join([*parts, *rest_of(told, but=("Returns",) if result is not None else ())])


def place(name: str) -> str:
    """The anchor of a function or class: `fit` and `Fit` are two."""
    return name if name.islower() else f"class-{name}"


def folded(call: str) -> str:
    """A call in lines that fit."""
    return "\n".join(wrap(call, WIDEST, subsequent_indent="    "))


def class_text(name: str, thing: type, constructed: bool) -> str:
    """A class: what it is, what it is made of, and a row a property or method.

    Args:
        name: under which it is offered.
        thing: the class.
        constructed: whether users make one, or a class of their own from it.
    """
    told = sections(thing)
    parts = [f"### `{name}` {{ #{place(name)} }}\n", told[""]]
    given = entries(told.get("Args", "") or told.get("Attributes", ""))
    if constructed and (given or hasattr(thing, "model_fields")):
        parts.append(table([ARGUMENTS, *map(as_row, arguments_of(thing))]))
    elif given:
        rows = [(f"`{one}`", meaning) for one, meaning in given.items()]
        parts.append(table([("attribute", "meaning"), *rows]))
    members = list(members_of(thing))
    if members:
        parts.append(table([("property or method", "what it is"), *members]))
    return "\n".join([*parts, *rest_of(told)])


# Arguments


def arguments_of(thing: Any) -> list[tuple[str, str, str, str]]:
    """Name, type, default and meaning of each argument."""
    told, known = sections(thing), namespace(thing)
    meanings = entries(told.get("Args", "")) | entries(told.get("Arguments", ""))
    meanings |= {name: one.description for name, one in getattr(thing, "model_fields", {}).items() if one.description}
    return [
        (name, type_text(one.annotation, known), default_text(one), meanings.get(name, "-"))
        for name, one in inspect.signature(thing).parameters.items()
    ]


def run_options(study: Any) -> list[tuple[str, str]]:
    """The arguments that all studies share, with their headings."""
    shared = [one for one in arguments_of(study) if one[0] in RunArguments.__annotations__]
    return [ARGUMENTS, *map(as_row, shared)]


def as_row(argument: tuple[str, str, str, str]) -> tuple[str, str]:
    """An argument in two cells, which a phone has room for; what it means links to the pages that it names."""
    name, kind, default, meaning = argument
    more = "" if default == "-" else f", {default}" if default == REQUIRED else f", default {default}"
    told = f"{kind}{more}".removeprefix("-").removeprefix(", ")
    about = re.sub(r"\bdocs/([\w/]+\.md)", r"[docs/\1](../\1)", meaning)
    return (f"`{name}`", f'{about} <span class="type">{escape(told)}</span>' if told else about)


def default_text(parameter: inspect.Parameter) -> str:
    """What holds where an argument is absent; a dash where its meaning says what."""
    default = parameter.default
    if default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD:
        return REQUIRED
    return "-" if default in (None, parameter.empty) or "factory" in repr(default) else repr(default)


def type_text(annotation: Any, known: dict[str, Any]) -> str:
    """A type as one would write it.

    Args:
        annotation: of an argument: a type, or its text.
        known: names that texts may use.
    """
    if isinstance(annotation, str):
        try:
            return type_text(eval(annotation, known), known)  # noqa: S307
        except (NameError, TypeError, AttributeError):
            return annotation
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return type_text(parts[0], known)
    if origin in (Union, types.UnionType):
        return " | ".join(dict.fromkeys(type_text(part, known) for part in parts if part is not types.NoneType))
    if annotation in (inspect.Parameter.empty, Any):
        return "-"
    if isinstance(annotation, type) and not parts:
        return annotation.__name__
    return re.sub(r"\b(?:[a-z_]+\.)+(?=[A-Z])", "", inspect.formatannotation(annotation))


def namespace(thing: Any) -> dict[str, Any]:
    """The names that annotations of a function or class may use."""
    return names_of(inspect.unwrap(thing).__module__)


@cache
def names_of(module: str) -> dict[str, Any]:
    """The names of a module, with those that are there for type checkers alone."""
    found = dict(vars(sys.modules[module]))
    for node in ast.parse(inspect.getsource(sys.modules[module])).body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            for one in node.body:
                if isinstance(one, ast.ImportFrom) and str(one.module).startswith("imsim"):
                    __import__(str(one.module))
                    found |= {alias.asname or alias.name: names_of(str(one.module))[alias.name] for alias in one.names}
                elif isinstance(one, ast.Import):
                    exec(compile(ast.Module([one], []), module, "exec"), found)  # noqa: S102
                elif isinstance(one, ast.Assign):
                    # Some types are there for type checkers alone: what cannot be evaluated is shown as it is written.
                    found |= {ast.unparse(target): ast.unparse(one.value) for target in one.targets}
    return found


def returned(function: Any) -> type | None:
    """The class of imsim that a function returns."""
    annotation = inspect.signature(function).return_annotation
    known = namespace(function)
    result = known.get(annotation) if isinstance(annotation, str) else annotation
    return result if inspect.isclass(result) and result.__module__.startswith("imsim.") else None


# Properties and methods


def members_of(thing: type) -> Iterator[tuple[str, str]]:
    """Name and first sentence of each public property and method; those of which the same is said, in one row."""
    said: dict[str, list[str]] = {}
    for name in sorted(dir(thing)):
        member = inspect.getattr_static(thing, name)
        home = next((one for one in thing.__mro__ if name in vars(one)), object)
        if name.startswith("_") or not home.__module__.startswith("imsim.") or not is_described(member):
            continue
        sentence = SENTENCE.match(flowing((inspect.getdoc(member) or "").partition("\n\n")[0]))
        said.setdefault(sentence[0] if sentence else "-", []).append(called(name, member))
    for sentence, names in said.items():
        yield ", ".join(f"`.{name}`" for name in names), sentence


def is_described(member: object) -> bool:
    """Whether it is a method, or a property of any kind."""
    if isinstance(member, classmethod | staticmethod | property | cached_property) or inspect.isfunction(member):
        return True
    return hasattr(type(member), "__get__") and type(member).__module__.startswith("imsim.")


def called(name: str, member: object) -> str:
    """How a property is read or a method called."""
    function = member.__func__ if isinstance(member, classmethod | staticmethod) else member
    if not inspect.isfunction(function):
        return name
    parameters = list(inspect.signature(function).parameters.values())
    shown = parameters if isinstance(member, staticmethod) else parameters[1:]
    return f"{name}({', '.join(map(optional, shown))})"


def optional(parameter: inspect.Parameter) -> str:
    """An argument by its name, with its default."""
    name = parameter.name.lstrip("_")
    return name if parameter.default is parameter.empty else f"{name}={parameter.default!r}"


# Docstrings


def sections(thing: object) -> Sections:
    """Sections of a docstring in Google's style by their names; what stands before all, under an empty one."""
    found: Sections = {"": ""}
    for paragraph in re.split(r"\n\s*\n", inspect.getdoc(thing) or ""):
        head, _, rest = paragraph.strip("\n").partition("\n")
        if name := HEAD.fullmatch(head):
            found[name[1]] = inspect.cleandoc(rest)
        elif paragraph.startswith((">>>", "    ")):
            found[""] += f"```python\n{inspect.cleandoc(paragraph)}\n```\n\n"
        else:
            found[""] += f"{flowing(paragraph)}\n\n"
    found[""] = found[""].rstrip() + "\n"
    return found


def entries(body: str) -> dict[str, str]:
    """Entries `name: meaning` of a section; a line that is indented goes on with the one before."""
    found: dict[str, str] = {}
    for entry in filter(None, re.split(r"\n(?=\S)", body)):
        names, _, meaning = flowing(entry).partition(": ")
        found |= dict.fromkeys(names.split(", "), meaning)
    return found


def rest_of(told: Sections, but: tuple[str, ...] = ()) -> Iterator[str]:
    """What a docstring says beside its first words and its arguments."""
    for name in ("Returns", "Raises"):
        if name in told and name not in but:
            items = "".join(f"- {flowing(one)}\n" for one in re.split(r"\n(?=\S)", told[name]))
            yield f"{name}:\n\n{items}"
    if "Example" in told:
        yield f"```python\n{told['Example']}\n```\n"


def table(rows: list[tuple[str, ...]]) -> str:
    """A table in Markdown, its first row the headings."""
    head, *body = rows
    lines = [head, tuple("---" for _ in head), *(tuple(cell.replace("|", "&#124;") for cell in row) for row in body)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


__all__ = ["api"]
