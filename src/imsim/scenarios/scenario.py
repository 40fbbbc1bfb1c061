"""Scenario files: TOML in, a checked scenario out, with the origin of every value and clear words for every mistake."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from imsim.company.economics import Economy
from imsim.company.organisation import Organisation
from imsim.company.sites import SITE
from imsim.engine.errors import InputError, Place, Problem, listed
from imsim.events import event_of
from imsim.programmes import Programme, programme_of
from imsim.scenarios.build import Posts, build_market, build_organisation
from imsim.scenarios.checks import inconsistencies
from imsim.scenarios.loading import (
    NAMELESS,
    Overrides,
    Tree,
    builtin_names,
    find,
    merged,
    merged_dict,
    overlaid,
    override,
    texts_of,
)
from imsim.scenarios.model import current
from imsim.scenarios.problems import explained
from imsim.scenarios.schema import DepartmentTable, ScenarioTable, StrategyTable
from imsim.scenarios.simulation import Case, Setting
from imsim.scenarios.timeline import Timeline

__all__ = ["Scenario", "builtin_names", "checked", "load", "started_from"]


@dataclass(frozen=True)
class Scenario:
    """A checked scenario.

    Args:
        table: the validated file, with everything it extends.
        folder: where its data files are.
        origins: dotted key -> file or option it came from; keys at their defaults are absent.
        tree: the resolved scenario in plain tables and values, as its file would be read.
    """

    table: ScenarioTable
    folder: Path
    origins: Mapping[str, str] = field(default_factory=dict)
    tree: Tree = field(default_factory=dict)

    def __repr__(self) -> str:
        """One line, not every key of its file."""
        departments, strategies = self.table.organisation.departments, self.table.strategies
        posts = sum(one.heads for one in departments.values())
        return f"<Scenario {self.name}: posts {posts:,}, departments {len(departments)}, strategies {len(strategies)}>"

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

    @property
    def without(self) -> frozenset[str]:
        """Mechanisms that are left out."""
        return frozenset(self.table.model.without)

    @property
    def unusual(self) -> str:
        """What of the theory is not as usual, in a sentence; empty where all is."""
        parts = [f"without {listed(sorted(self.without))}"] if self.without else []
        parts += [f"{form} = {name}" for form, name in self.table.model.rivals.items()]
        return f"The model is not the usual one: {'; '.join(parts)}." if parts else ""

    @cached_property
    def strategies(self) -> dict[str, Case]:
        """Every strategy as a case, programmes as the file has them (not yet scaled to the budget)."""
        return {
            name: Case(name, self.programmes(name), self.parameters, strategy.plan, self.without)
            for name, strategy in self.table.strategies.items()
        }

    def label(self, strategy: str) -> str:
        """What a strategy is called in tables."""
        return self._strategy_labels[strategy]

    def department(self, name: str) -> str:
        """What a department, a site of one or a partner is called in sentences and figures."""
        key, at, site = name.partition(SITE)
        label = self._department_labels.get(key) or key.replace("_", " ")
        return f"{label} (site {site})" if at else label

    @cached_property
    def _strategy_labels(self) -> dict[str, str]:
        return told_apart(self.table.strategies)

    @cached_property
    def _department_labels(self) -> dict[str, str]:
        return told_apart(self.table.organisation.departments)

    def programmes(self, strategy: str) -> tuple[tuple[str, Programme], ...]:
        """The programmes of a strategy by name."""
        return tuple(
            (name, programme_of(name, levers)) for name, levers in self.table.strategies[strategy].programmes.items()
        )

    @property
    def per_replicate(self) -> bool:
        """Whether each replicate draws its own organisation."""
        return self.table.organisation.seed == "replicate"

    @cached_property
    def organisation(self) -> Organisation:
        """The organisation drawn from the scenario's own seed; that of replicate 0 where each draws one."""
        seed = self.table.organisation.seed
        return self.drawn_organisation(seed if isinstance(seed, int) else 0)

    def drawn_organisation(self, seed: int, posts: Posts | None = None) -> Organisation:
        """The organisation drawn from a seed; imported tables leave only ties not yet there to chance.

        Args:
            seed: of all that is drawn.
            posts: what the imported tables hold, if that is known without reading them.
        """
        organisation = build_organisation(self.table.organisation, self.folder, seed, posts)
        if problems := organisation.check():
            raise InputError(f"{self.name}: organisation: {problem}" for problem in problems)
        return organisation

    def changed(self, overrides: Overrides) -> Scenario:
        """This scenario with overrides, as of `load`; InputError where they are not allowed."""
        return checked(deepcopy(self.tree), dict(self.origins), self.folder, self.name, overrides)

    def setting(self, replicate: int = 0) -> Setting:
        """What all runs share, or where each replicate draws its own organisation, all runs of one replicate."""
        own = self.per_replicate and replicate > 0
        return self.setting_of(self.drawn_organisation(replicate) if own else self.organisation)

    def setting_of(self, organisation: Organisation) -> Setting:
        """What runs of an organisation share."""
        market = build_market(self.table.market, organisation)
        events = tuple(event_of(table.model_dump()) for table in self.table.events.values())
        model = current(self.table.model.rivals)
        return Setting(organisation, market, self.economy, self.timeline, events, model)


def told_apart(rows: Mapping[str, DepartmentTable] | Mapping[str, StrategyTable]) -> dict[str, str]:
    """Labels of rows by name, which stands in for a label where there is none, and behind it where two are alike."""
    labels = {name: row.label or name.replace("_", " ") for name, row in rows.items()}
    shared = Counter(labels.values())
    return {name: label if shared[label] == 1 else f"{label} ({name})" for name, label in labels.items()}


def load(source: str | Path | Mapping[str, object], overrides: Overrides = ()) -> Scenario:
    """Read, merge and check a scenario.

    Args:
        source: a path, the name of a built-in scenario, or the tables of a scenario as nested dicts.
        overrides: dotted keys and their values, as a dict or as `dotted.key=value` texts with values as in TOML (a bare
            word is a string).

    Raises:
        InputError: with one line for every mistake found.
    """
    try:
        if isinstance(source, Mapping):
            return checked(*merged_dict(source), Path().resolve(), NAMELESS, overrides)
        path = find(source)
        return checked(*merged(path, path.resolve().parent), path.resolve().parent, str(source), overrides)
    except RecursionError:
        raise InputError(
            f"{NAMELESS if isinstance(source, Mapping) else source}: the tables are nested too deeply"
        ) from None


def load_parsed(own: Tree, name: str) -> Scenario:
    """Merge and check a scenario that is in no folder: it extends built-in ones only, and there are no files beside it.

    Args:
        own: its tables; they become the scenario's own.
        name: of the file that they were read from.

    Raises:
        InputError: with one line for every mistake found.
    """
    own.setdefault("name", Path(name).stem)
    names = builtin_names()
    if isinstance(base := own.get("extends"), str) and base not in names:
        where, why = Place("extends", name), "no built-in scenario, and this file has none beside it"
        raise InputError(Problem.unknown(where, base, why, names, found=f'"{base}"'))
    # A folder that nothing can be in.
    nowhere = Path(os.devnull) / "nowhere"
    try:
        return checked(*overlaid(own, Path(name), nowhere), nowhere, name)
    except RecursionError:
        raise InputError(f"{name}: the tables are nested too deeply") from None


def checked(tree: Tree, origins: dict[str, str], folder: Path, source: str, overrides: Overrides = ()) -> Scenario:
    """The scenario that a tree describes once the overrides are overlaid; the tree becomes the scenario's own.

    Raises:
        InputError: with one line for every mistake found.
    """
    try:
        for text in texts_of(overrides):
            override(tree, origins, text)
        table = ScenarioTable.model_validate(tree)
    except ValidationError as error:
        raise InputError(explained(error, origins, source)) from None
    except RecursionError:
        raise InputError(f"{source}: the tables are nested too deeply") from None
    if problems := [*inconsistencies(table, origins, source)]:
        raise InputError(problems)
    return Scenario(table, folder, origins, tree)


def started_from(name: str, base: str, folder: Path | None = None) -> Path:
    """Write a small scenario of one's own that extends a built-in one; an existing file is never touched."""
    path = (folder or Path()) / f"{name}.toml"
    load(base)
    if path.exists():
        raise InputError(f"{path}: exists already")
    text = (
        f"# What is not said here is as in {base}: imsim show {path.name}\n"
        f'extends = "{base}"\nname = "{name}"\ntitle = "{name}"\n\n'
        "[budget]\nshare_of_wages = 0.02\n"
    )
    try:
        # Only the name is new; its base has just been loaded.
        ScenarioTable.model_validate({"name": name, "organisation": {}})
    except ValidationError as error:
        raise InputError(explained(error, {}, path.name)) from None
    path.write_text(text, encoding="utf-8")
    return path
