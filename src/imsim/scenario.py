"""Scenario files: TOML in, a checked scenario out, with the origin of every value and clear words for every mistake."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from imsim.checks import explained, inconsistencies, programme_of
from imsim.construction import build_market, build_organisation
from imsim.economics import Economy
from imsim.errors import InputError, listed, nearest
from imsim.events import event_of
from imsim.organisation import Organisation
from imsim.programmes import Programme
from imsim.schema import ScenarioTable
from imsim.simulation import Case, Setting, Timeline

LARGEST_FILE = 1 << 20
DEEPEST_EXTENDS = 5
Tree = dict[str, Any]


@dataclass(frozen=True)
class Scenario:
    """A checked scenario.

    Args:
        table: the validated file, with everything it extends.
        folder: where its data files are.
        origins: dotted key -> file or option it came from; keys at their defaults are absent.
        text: the resolved scenario as a plain tree, for manifests.
    """

    table: ScenarioTable
    folder: Path
    origins: Mapping[str, str] = field(default_factory=dict)
    text: Tree = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Name of the scenario."""
        return self.table.name

    @property
    def timeline(self) -> Timeline:
        """Weeks of a run."""
        return Timeline(**self.table.time.model_dump())

    @property
    def economy(self) -> Economy:
        """The money side."""
        return Economy(**self.table.economy.model_dump(exclude={"currency"}))

    @property
    def parameters(self) -> dict[str, float]:
        """Behavioural numbers that differ from the defaults."""
        return {name: float(value) for name, value in self.table.parameters.items()}

    @cached_property
    def strategies(self) -> dict[str, Case]:
        """Every strategy as a case, programmes as the file has them (not yet scaled to the budget)."""
        return {
            name: Case(name, self.programmes(name), self.parameters, strategy.plan)
            for name, strategy in self.table.strategies.items()
        }

    def label(self, strategy: str) -> str:
        """What a strategy is called in tables."""
        return self.table.strategies[strategy].label or strategy.replace("_", " ")

    def programmes(self, strategy: str) -> tuple[tuple[str, Programme], ...]:
        """The programmes of a strategy by name."""
        return tuple(
            (name, programme_of(name, levers)) for name, levers in self.table.strategies[strategy].programmes.items()
        )

    @cached_property
    def organisation(self) -> Organisation:
        """The organisation drawn from the scenario's own seed (0 where each replicate draws one)."""
        seed = self.table.organisation.seed
        return self.drawn_organisation(seed if isinstance(seed, int) else 0)

    def drawn_organisation(self, seed: int) -> Organisation:
        """The organisation drawn from a seed; imported tables leave only ties not yet there to chance."""
        organisation = build_organisation(self.table.organisation, self.folder, seed)
        if problems := organisation.check():
            raise InputError(f"{self.name}: organisation: {problem}" for problem in problems)
        return organisation

    def changed(self, overrides: Sequence[str]) -> Scenario:
        """This scenario with `dotted.key=value` texts laid over it; InputError where they are not allowed."""
        return checked(deepcopy(self.text), dict(self.origins), self.folder, self.name, overrides)

    def setting(self, organisation: Organisation | None = None) -> Setting:
        """What all runs share; another organisation may stand in for the scenario's own."""
        organisation = organisation or self.organisation
        market = build_market(self.table.market, organisation)
        events = tuple(event_of(table.model_dump()) for table in self.table.events.values())
        return Setting(organisation, market, self.economy, self.timeline, events)


def builtin_folder() -> Path:
    """Where the scenarios that ship with imsim are: beside `src` in a checkout, inside the package when installed."""
    here = Path(__file__).resolve()
    checkout = here.parents[2] / "scenarios"
    return checkout if (checkout / "service_firm.toml").is_file() else here.parent / "scenarios"


def builtin_names() -> list[str]:
    """Names of the scenarios that ship with imsim."""
    return sorted(path.stem for path in builtin_folder().glob("*.toml"))


def load(source: str | Path, overrides: Sequence[str] = ()) -> Scenario:
    """Read, merge and check a scenario.

    Args:
        source: a path, or the name of a built-in scenario.
        overrides: `dotted.key=value` texts, values as in TOML (a bare word is a string).

    Raises:
        InputError: with one line for every mistake found.
    """
    path = find(source)
    try:
        tree, origins = merged(path, root=path.resolve().parent, chain=())
    except RecursionError:
        raise InputError(f"{source}: the tables are nested too deeply") from None
    tree.setdefault("name", path.stem)
    return checked(tree, origins, path.resolve().parent, str(source), overrides)


def checked(tree: Tree, origins: dict[str, str], folder: Path, source: str, overrides: Sequence[str] = ()) -> Scenario:
    """The scenario that a tree describes once the overrides are laid over it; the tree becomes the scenario's own.

    Raises:
        InputError: with one line for every mistake found.
    """
    try:
        for text in overrides:
            override(tree, origins, text)
        table = ScenarioTable.model_validate(tree)
    except ValidationError as error:
        raise InputError(explained(error, origins, source)) from None
    except RecursionError:
        raise InputError(f"{source}: the tables are nested too deeply") from None
    if problems := [*inconsistencies(table, origins, source)]:
        raise InputError(problems)
    return Scenario(table, folder, origins, tree)


def find(source: str | Path) -> Path:
    """The file behind a path or the name of a built-in scenario."""
    path = Path(source)
    if path.is_file():
        return path
    if path.is_dir():
        raise InputError(f"{source}: is a directory; a scenario is a TOML file")
    if path.suffix == "" and path.name == str(source) and (builtin_folder() / f"{source}.toml").is_file():
        return builtin_folder() / f"{source}.toml"
    names = builtin_names()
    raise InputError(
        f"{source}: no such file, and no built-in scenario of that name ({listed(names)}){nearest(str(source), names)}"
    )


def read_toml(path: Path) -> Tree:
    """Parse a file, or say in one line why not."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise InputError(f"{path}: is larger than {LARGEST_FILE >> 20} MiB; a scenario is a small text file")
        raw = path.read_bytes()
        tree = tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise InputError(f"{path}: is not a text file in UTF-8") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except RecursionError:
        raise InputError(f"{path}: the tables are nested too deeply") from None
    except (tomllib.TOMLDecodeError, ValueError) as error:
        raise InputError(f"{path}: is not TOML: {error}") from None
    if not tree:
        raise InputError(f'{path}: is empty; a scenario needs at least [organisation] or extends = "service_firm"')
    return tree


def merged(path: Path, root: Path, chain: tuple[Path, ...]) -> tuple[Tree, dict[str, str]]:
    """A file with everything it extends, and the origin of every key."""
    if path.resolve() in chain:
        raise InputError(f"{chain[0]}: extends runs in a circle: {' -> '.join(p.name for p in (*chain, path))}")
    if len(chain) > DEEPEST_EXTENDS:
        raise InputError(f"{chain[0]}: extends more than {DEEPEST_EXTENDS} files in a row")
    own = read_toml(path)
    base = own.pop("extends", None)
    tree: Tree = {}
    origins: dict[str, str] = {}
    if base is not None:
        tree, origins = merged(extended(path, base, root), root, (*chain, path.resolve()))
        tree.pop("name", None)
    own.setdefault("name", path.stem)
    lay_over(tree, own, origins, str(path))
    return tree, origins


def extended(path: Path, base: object, root: Path) -> Path:
    """The file that `extends` names: built in, or inside the folder of the scenario."""
    if not isinstance(base, str) or not base:
        raise InputError(f"{path}: extends = {base!r}: give the name of a built-in scenario or a file beside this one")
    if (builtin_folder() / f"{base}.toml").is_file() and Path(base).name == base:
        return builtin_folder() / f"{base}.toml"
    beside = (path.parent / base).resolve()
    if root not in beside.parents and builtin_folder() not in beside.parents:
        raise InputError(f'{path}: extends = "{base}": leaves the folder of the scenario')
    if not beside.is_file():
        names = builtin_names()
        raise InputError(
            f'{path}: extends = "{base}": neither a file beside it nor a built-in scenario '
            f"({listed(names)}){nearest(base, names)}"
        )
    return beside


def lay_over(tree: Tree, own: Tree, origins: dict[str, str], origin: str, prefix: str = "") -> None:
    """Merge tables key by key; anything else replaces what was there.

    `remove = true` in a table first takes away what was inherited there: all of it, where nothing else is said.
    """
    for key, value in own.items():
        dotted = f"{prefix}{key}"
        if not isinstance(value, dict):
            tree[key] = value
            origins[dotted] = origin
            continue
        if anew := value.get("remove") is True:
            value = {name: content for name, content in value.items() if name != "remove"}
        if anew and not value:
            tree.pop(key, None)
            continue
        if anew or not isinstance(tree.get(key), dict):
            tree[key] = {}
        origins[dotted] = origin
        lay_over(tree[key], value, origins, origin, f"{dotted}.")


def override(tree: Tree, origins: dict[str, str], text: str) -> None:
    """Lay one `dotted.key=value` over a tree."""
    key, sign, value = text.partition("=")
    key = key.strip()
    if not sign or not key or any(not part for part in key.split(".")):
        raise InputError(f"--set {text}: write it as dotted.key=value, e.g. --set time.weeks=52")
    nested: Tree = {}
    inner = nested
    *path, last = key.split(".")
    for part in path:
        inner[part] = {}
        inner = inner[part]
    inner[last] = toml_value(value.strip())
    lay_over(tree, nested, origins, f"--set {text}")


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


def started_from(name: str, base: str, folder: Path | None = None) -> Path:
    """Write a small scenario of one's own that extends a built-in one; an existing file is never touched."""
    path = (folder or Path.cwd()) / f"{name}.toml"
    load(base)
    if path.exists():
        raise InputError(f"{path}: exists already")
    text = (
        f"# What is not said here is as in {base}: imsim show {path.name}\n"
        f'extends = "{base}"\nname = "{name}"\ntitle = "{name}"\n\n'
        "[budget]\nshare_of_wages = 0.02\n"
    )
    try:
        ScenarioTable.model_validate({"name": name, "organisation": {}})
    except ValidationError as error:
        raise InputError(explained(error, {}, path.name)) from None
    path.write_text(text, encoding="utf-8")
    return path
