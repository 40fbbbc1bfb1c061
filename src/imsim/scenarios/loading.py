"""Loading scenario files: found, parsed, overlaid on what they extend, with the origin of every key."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from imsim.company.table import Table
from imsim.engine.errors import InputError, Place, Problem
from imsim.scenarios.toml_slips import hint_at
from imsim.scenarios.toml_text import toml

LARGEST_FILE = 1 << 20
DEEPEST_EXTENDS = 5
# What a scenario is called that is given as a dict and says neither its name nor what it extends.
NAMELESS = "scenario"
# Tables and values of a scenario as TOML gives them: of any kind until they are checked.
Tree = dict[str, Any]
Overrides = Sequence[str] | Mapping[str, object]


def builtin_folder() -> Path:
    """Folder of the built-in scenarios: beside `src` in a checkout, inside the package when installed."""
    here = Path(__file__).resolve()
    checkout = here.parents[3] / "scenarios"
    return checkout if (checkout / "service_firm.toml").is_file() else here.parent


def builtin_names() -> list[str]:
    """Names of the scenarios that ship with imsim."""
    return sorted(path.stem for path in builtin_folder().glob("*.toml"))


def find(source: str | Path) -> Path:
    """The file behind a path or the name of a built-in scenario."""
    path = path_of(source)
    if is_file(path):
        return path
    if str(source).isprintable() and path.is_dir():
        raise InputError(f"{source}: is a directory; a scenario is a TOML file")
    names = builtin_names()
    if str(source) in names:
        return builtin_folder() / f"{source}.toml"
    why = "no such file, and no built-in scenario of that name"
    raise InputError(Problem.unknown(Place(source=str(source)), str(source), why, names))


def path_of(given: str | Path) -> Path:
    """A path in which `~` stands for the home folder.

    Raises:
        InputError: there is a character in it that no path may have.
    """
    path = Path(given)
    if "\0" in str(path):
        raise InputError(Problem(Place(source=str(path)), None, "a path cannot hold the character NUL"))
    with suppress(RuntimeError):  # the home of nobody
        path = path.expanduser()
    return path


def inside(path: Path, folder: Path) -> Path | None:
    """Where a path leads, links followed, if that is in a folder; what cannot be a path is taken as it stands."""
    try:
        found = path.resolve()
    except (OSError, ValueError, RuntimeError):
        return path
    return found if folder.resolve() in found.parents else None


def is_file(path: Path) -> bool:
    """Whether there is such a file; what cannot even be the name of one is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def read_toml(path: Path) -> Tree:
    """Parse a file, or say in one line why not."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise InputError(f"{path}: is larger than {LARGEST_FILE >> 20} MiB; a scenario is a small text file")
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    return parsed(content, str(path))


def parsed(content: bytes, source: str) -> Tree:
    """The tables of a file, or in one line why there are none.

    Args:
        content: of the file.
        source: what the file is called.
    """
    try:
        text = content.decode("utf-8-sig")
        tree = tomllib.loads(text)
    except UnicodeDecodeError:
        raise InputError(f"{source}: is not a text file in UTF-8") from None
    except RecursionError:
        raise InputError(f"{source}: the tables are nested too deeply") from None
    except (tomllib.TOMLDecodeError, ValueError) as error:
        raise InputError(f"{source}: is not TOML: {error}{hint_at(text, str(error))}") from None
    if not tree:
        raise InputError(f'{source}: is empty; a scenario needs at least [organisation] or extends = "service_firm"')
    return tree


def merged(path: Path, root: Path, extending: tuple[Path, ...] = ()) -> tuple[Tree, dict[str, str]]:
    """A file overlaid on everything it extends, and the origin of every key.

    Args:
        path: of the file.
        root: folder that no `extends` may leave.
        extending: files that extend this one, the first one asked for first.

    Raises:
        InputError: a file cannot be read, or `extends` cannot be followed.
    """
    if path.resolve() in extending:
        raise InputError(f"{extending[0]}: extends runs in a circle: {' -> '.join(p.name for p in (*extending, path))}")
    if len(extending) > DEEPEST_EXTENDS:
        raise InputError(f"{extending[0]}: extends more than {DEEPEST_EXTENDS} files in a row")
    own = read_toml(path)
    own.setdefault("name", path.stem)
    return overlaid(own, path, root, (*extending, path.resolve()))


def overlaid(own: Tree, path: Path, root: Path, extending: tuple[Path, ...] = ()) -> tuple[Tree, dict[str, str]]:
    """The tables of a file overlaid on everything they extend, and the origin of every key; arguments as of `merged`.

    Raises:
        InputError: `extends` cannot be followed.
    """
    base = own.pop("extends", None)
    tree: Tree = {}
    origins: dict[str, str] = {}
    if base is not None:
        tree, origins = merged(file_extended(path, base, root), root, extending)
        if "name" in own:
            tree.pop("name")
    overlay(tree, own, origins, origin_name(path))
    return tree, origins


def merged_dict(given: Mapping[str, object]) -> tuple[Tree, dict[str, str]]:
    """A scenario that is given as nested dicts, as its file would be read in the working directory.

    Raises:
        InputError: `extends` cannot be followed.
    """
    own: Tree = plain(given)
    if "extends" not in own:
        own.setdefault("name", NAMELESS)
    return overlaid(own, Path(NAMELESS), Path().resolve())


def plain(value: Any) -> Any:
    """A value as TOML has it: programmes and events as tables, what else is given in Python as it is, copied."""
    if isinstance(value, Table):
        return {"kind": vars(type(value)).get("kind", ""), **plain(value.model_dump(exclude_unset=True))}
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value.item() if hasattr(value, "dtype") and getattr(value, "ndim", 1) == 0 else value


def origin_name(path: Path) -> str:
    """What a file is called where the origin of a value is named."""
    return f"{path.stem} (built in)" if path.resolve().parent == builtin_folder() else str(path)


def file_extended(path: Path, base: object, root: Path) -> Path:
    """The file that `extends` names: built in, or inside the folder of the scenario."""
    if not isinstance(base, str) or not base:
        raise InputError(f"{path}: extends = {base!r}: give the name of a built-in scenario or a file beside this one")
    names = builtin_names()
    if base in names:
        return builtin_folder() / f"{base}.toml"
    beside = path.parent / base
    where, found = Place("extends", str(path)), f'"{base}"'
    if inside(beside, root) is None and inside(beside, builtin_folder()) is None:
        raise InputError(Problem(where, found, "leaves the folder of the scenario"))
    if not is_file(beside):
        why = "neither a file beside it nor a built-in scenario"
        raise InputError(Problem.unknown(where, base, why, names, found=found))
    return beside


def overlay(tree: Tree, own: Tree, origins: dict[str, str], origin: str, prefix: str = "") -> None:
    """Merge tables key by key; anything else replaces what was there.

    `remove = true` in a table first takes away what was inherited there: all of it, where nothing else is said.
    """
    for key, value in own.items():
        dotted = f"{prefix}{key}"
        anew = not isinstance(value, dict) or value.get("remove") is True
        if anew and key in tree:
            del tree[key]
            forget(origins, dotted)
        origins[dotted] = origin
        if not isinstance(value, dict):
            tree[key] = value
            continue
        content = {name: inner for name, inner in value.items() if not (anew and name == "remove")}
        if anew and not content:
            continue
        if not isinstance(tree.get(key), dict):
            tree[key] = {}
        overlay(tree[key], content, origins, origin, f"{dotted}.")


def forget(origins: dict[str, str], dotted: str) -> None:
    """Forget where the keys inside a table came from."""
    for inner in [key for key in origins if key.startswith(f"{dotted}.")]:
        del origins[inner]


def texts_of(overrides: Overrides) -> list[str]:
    """Overrides as `dotted.key=value` texts.

    Example:
        >>> texts_of({"time.weeks": 52, "title": "A shop"})
        ['time.weeks=52', 'title="A shop"']
    """
    if isinstance(overrides, Mapping):
        return [f"{key}={toml(plain(value))}" for key, value in overrides.items()]
    return list(overrides)


def override(tree: Tree, origins: dict[str, str], text: str) -> None:
    """Overlay one `dotted.key=value` on a tree."""
    key, sign, value = text.partition("=")
    key = key.strip()
    if not sign or not key or any(not part for part in key.split(".")):
        raise InputError(Problem(Place("overrides"), text, "write it as dotted.key=value, e.g. time.weeks=52"))
    nested: Tree = {}
    inner = nested
    *path, last = key.split(".")
    for part in path:
        inner[part] = {}
        inner = inner[part]
    inner[last] = toml_value(value.strip())
    overlay(tree, nested, origins, f"--set {text}")


def toml_value(text: str) -> Any:
    """A value as in TOML; what is not TOML is a number like .5 or else a string.

    Example:
        >>> toml_value("true"), toml_value(".5"), toml_value("gold")
        (True, 0.5, 'gold')
    """
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except (tomllib.TOMLDecodeError, ValueError, RecursionError):
        try:
            return float(text)
        except ValueError:
            return text
