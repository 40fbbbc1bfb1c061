"""Scenario files: TOML in, a checked scenario out, with the origin of every value and clear words for every mistake."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from imsim.construction import build_market, build_organisation
from imsim.economics import Economy
from imsim.errors import InputError, listed, nearest
from imsim.organisation import Organisation
from imsim.parameters import BY_NAME, MIN_TRAIT_SHARE, SHARE_GROUPS
from imsim.programmes import Programme, kinds
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
        return {name: Case(name, self.programmes(name), self.parameters) for name in self.table.strategies}

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
        """The organisation drawn from a seed; imported tables leave nothing to chance."""
        organisation = build_organisation(self.table.organisation, self.folder, seed)
        if problems := organisation.check():
            raise InputError(f"{self.name}: organisation: {problem}" for problem in problems)
        return organisation

    def setting(self, organisation: Organisation | None = None) -> Setting:
        """What all runs share; another organisation may stand in for the scenario's own."""
        organisation = organisation or self.organisation
        market = build_market(self.table.market, organisation)
        return Setting(organisation, market, self.economy, self.timeline)


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
    tree, origins = merged(path, root=path.resolve().parent, chain=())
    for text in overrides:
        override(tree, origins, text)
    tree.setdefault("name", path.stem)
    try:
        table = ScenarioTable.model_validate(tree)
    except ValidationError as error:
        raise InputError(explained(error, origins, str(source))) from None
    except RecursionError:
        raise InputError(f"{source}: the tables are nested too deeply") from None
    if problems := [*inconsistencies(table, origins, str(source))]:
        raise InputError(problems)
    return Scenario(table, path.resolve().parent, origins, tree)


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
    raise InputError(f"{source}: no such file, and no built-in scenario of that name ({listed(names)}){nearest(str(source), names)}")


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
        raise InputError(f"{path}: is empty; a scenario needs at least [organisation] or extends = \"service_firm\"")
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
            f'{path}: extends = "{base}": neither a file beside it nor a built-in scenario ({listed(names)}){nearest(base, names)}'
        )
    return beside


def lay_over(tree: Tree, own: Tree, origins: dict[str, str], origin: str, prefix: str = "") -> None:
    """Merge tables key by key; anything else replaces what was there; `{remove = true}` takes a table away."""
    for key, value in own.items():
        dotted = f"{prefix}{key}"
        if value == {"remove": True}:
            tree.pop(key, None)
        elif isinstance(value, dict):
            if not isinstance(tree.get(key), dict):
                tree[key] = {}
            origins[dotted] = origin
            lay_over(tree[key], value, origins, origin, f"{dotted}.")
        else:
            tree[key] = value
            origins[dotted] = origin


def override(tree: Tree, origins: dict[str, str], text: str) -> None:
    """Lay one `dotted.key=value` over a tree."""
    key, sign, value = text.partition("=")
    key = key.strip()
    if not sign or not key or any(not part for part in key.split(".")):
        raise InputError(f'--set {text}: write it as dotted.key=value, e.g. --set time.weeks=52')
    parsed = toml_value(value.strip())
    nested: Tree = {}
    inner = nested
    *path, last = key.split(".")
    for part in path:
        inner[part] = {}
        inner = inner[part]
    inner[last] = parsed
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


def origin_of(dotted: str, origins: Mapping[str, str], fallback: str) -> str:
    """Where a key, or the nearest table around it, came from."""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        if found := origins.get(".".join(parts[:length])):
            return found
    return fallback


def explained(error: ValidationError, origins: Mapping[str, str], fallback: str) -> list[str]:
    """One line for each mistake: file, key, what was found, what is allowed, the nearest right spelling."""
    lines = []
    for mistake in error.errors():
        parts = [str(part) for part in mistake["loc"] if part != "[key]"]
        dotted = ".".join(part for part in parts if not part.startswith(("function-", "str", "tuple[", "literal[", "int")))
        where = f"{origin_of(dotted, origins, fallback)}: {dotted}"
        if mistake["type"] == "extra_forbidden":
            allowed = allowed_keys(parts[:-1])
            lines.append(f"{where}: no such key{nearest(parts[-1], allowed)} (allowed: {listed(allowed)})")
        elif mistake["type"] == "missing":
            lines.append(f"{where}: is missing")
        else:
            found = shown(mistake.get("input"))
            message = mistake["msg"][0].lower() + mistake["msg"][1:]
            lines.append(f"{where} = {found}: {message.replace('input ', '').replace('valid ', '')}")
    return list(dict.fromkeys(lines))


def allowed_keys(parts: Sequence[str]) -> list[str]:
    """Keys of the table at a dotted place of the schema."""
    table: Any = ScenarioTable
    for part in parts:
        if isinstance(table, type) and issubclass(table, ScenarioTable.__mro__[1]):
            table = table.model_fields[part].annotation if part in table.model_fields else None
        elif getattr(table, "__origin__", None) is dict:
            table = table.__args__[1]
    while getattr(table, "__origin__", None) is dict:
        table = table.__args__[1]
    return list(getattr(table, "model_fields", {}))


def shown(value: Any) -> str:
    """A value as in TOML, cut short."""
    text = f'"{value}"' if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def programme_of(name: str, levers: Mapping[str, Any]) -> Programme:
    """A programme from its table; its kind is its name unless the table says otherwise.

    Raises:
        InputError: the table names no kind.
        ValidationError: a lever is wrong.
    """
    known = kinds()
    kind = levers.get("kind", name)
    if kind not in known:
        raise InputError(f'no programme of the kind "{kind}"{nearest(str(kind), known)} (allowed: {listed(known, 20)})')
    return known[kind].model_validate({key: value for key, value in levers.items() if key != "kind"})


def inconsistencies(table: ScenarioTable, origins: Mapping[str, str], fallback: str) -> Iterable[str]:
    """What no single key can tell: names that point nowhere, weights that do not add up, shares that leave no room."""

    def at(dotted: str) -> str:
        return f"{origin_of(dotted, origins, fallback)}: {dotted}"

    yield from _bad_parameters(table, at)
    yield from _bad_organisation(table, at)
    yield from _bad_strategies(table, origins, fallback, at)
    if table.time.window > table.time.weeks:
        yield f"{at('time.window')} = {table.time.window}: longer than the run of {table.time.weeks} weeks"
    if table.strategies and table.reference not in table.strategies:
        yield f'{at("reference")} = "{table.reference}": no such strategy ({listed(table.strategies)}){nearest(table.reference, table.strategies)}'


def _bad_parameters(table: ScenarioTable, at: Any) -> Iterable[str]:
    for name, value in table.parameters.items():
        if name not in BY_NAME:
            yield f"{at(f'parameters.{name}')}: no such parameter{nearest(name, BY_NAME)} (list: imsim describe parameters)"
        elif not math.isfinite(value):
            yield f"{at(f'parameters.{name}')} = {value}: must be a finite number"
    for attitude, shares in SHARE_GROUPS.items():
        left = 1 - sum(table.parameters.get(name, BY_NAME[name].default) for name in shares)
        if left < MIN_TRAIT_SHARE:
            yield f"{at('parameters')}: the shares of {attitude} leave {left:.2f} for the person, at least {MIN_TRAIT_SHARE} is needed"


def _bad_organisation(table: ScenarioTable, at: Any) -> Iterable[str]:
    organisation = table.organisation
    names = [*organisation.departments, *organisation.partners]
    if not organisation.departments:
        yield f"{at('organisation.departments')}: at least one department is needed"
    elif not any(department.contact for department in organisation.departments.values()):
        yield f"{at('organisation.departments')}: none has contact = true, so nobody meets customers"
    for customer, suppliers in organisation.service.items():
        key = f"organisation.service.{customer}"
        for word in (customer, *suppliers):
            if word not in names:
                yield f'{at(key)}: "{word}" is no department or partner{nearest(word, names)} ({listed(names)})'
        if suppliers and abs(sum(suppliers.values()) - 1) > 1e-6:
            yield f"{at(key)}: the weights add up to {sum(suppliers.values()):.4g}, they must add up to 1"
        if customer in suppliers:
            yield f"{at(key)}: {customer} cannot supply itself"
    for name, department in organisation.departments.items():
        if department.heads < department.sites:
            yield f"{at(f'organisation.departments.{name}.heads')} = {department.heads}: fewer than its {department.sites} sites"
    for segment, row in table.market.segments.items():
        for point in row.touch_points:
            if point not in organisation.departments or not organisation.departments[point].contact:
                yield f'{at(f"market.segments.{segment}.touch_points")}: "{point}" is no department with contact = true'


def _bad_strategies(table: ScenarioTable, origins: Mapping[str, str], fallback: str, at: Any) -> Iterable[str]:
    departments = list(table.organisation.departments)
    for strategy, row in table.strategies.items():
        for name, levers in row.programmes.items():
            key = f"strategies.{strategy}.programmes.{name}"
            try:
                programme = programme_of(name, levers)
            except InputError as error:
                yield f"{at(key)}: {error}"
            except ValidationError as error:
                for mistake in error.errors():
                    lever = str(mistake["loc"][0]) if mistake["loc"] else ""
                    where = at(f"{key}.{lever}")
                    if mistake["type"] == "extra_forbidden":
                        allowed = list(kinds()[levers.get("kind", name)].model_fields)
                        yield f"{where}: no such lever{nearest(lever, allowed)} (allowed: {listed(allowed, 20)})"
                    else:
                        message = mistake["msg"][0].lower() + mistake["msg"][1:]
                        yield f"{where} = {shown(mistake.get('input'))}: {message.replace('input ', '').replace('valid ', '')}"
            else:
                chosen = programme.audience if isinstance(programme.audience, tuple) else (programme.audience,)
                for word in chosen:
                    if word not in (*departments, "everyone", "contact"):
                        yield f'{at(f"{key}.audience")} = "{word}": neither "everyone", "contact" nor a department{nearest(word, departments)}'
