"""A registry: ideas of one kind by name, each a file of a package or somebody else's, found by themselves."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from importlib.metadata import entry_points
from threading import RLock
from typing import Generic, TypeVar

from imsim.engine.errors import InputError

Idea = TypeVar("Idea")


class Registry(Mapping[str, Idea], Generic[Idea]):
    """Ideas by name. They put themselves in with `add` when their module is imported.

    The first look imports the modules of the package, in the order of their names, then what others have installed
    under the entry-point group of the same name. What is defined later, in a notebook say, is found as well.

    Args:
        package: whose modules are ideas, e.g. "imsim.events"; also the name of the entry-point group.
    """

    def __init__(self, package: str) -> None:
        self.package = package
        self._ideas: dict[str, Idea] = {}
        self._homes: dict[str, str] = {}
        self._discovered = False
        # Re-entrant, since a module may look into the registry while it is imported for it.
        self._lock = RLock()

    def add(self, name: str, idea: Idea, home: str) -> None:
        """Put in an idea; a module may define one of its own again, as a cell of a notebook does that is run twice.

        Args:
            name: of the idea.
            idea: what stands for it.
            home: module that defines it.

        Raises:
            InputError: another module has an idea of that name.
        """
        if (other := self._homes.get(name, home)) != home:
            raise InputError(f'{self.package}: "{name}" is defined twice, in {other} and in {home}; rename one of them')
        self._ideas[name], self._homes[name] = idea, home

    def __getitem__(self, name: str) -> Idea:
        return self._found()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found())

    def __len__(self) -> int:
        return len(self._found())

    def _found(self) -> dict[str, Idea]:
        with self._lock:
            if not self._discovered:
                self._discovered = True
                try:
                    self._discover()
                except BaseException:
                    self._discovered = False
                    raise
        return self._ideas

    def _discover(self) -> None:
        modules = pkgutil.iter_modules(importlib.import_module(self.package).__path__)
        homes = [f"{self.package}.{module.name}" for module in modules]
        for home in homes:
            importlib.import_module(home)
        # A module that was imported for another reason before this look stands in its place all the same.
        place = {home: number for number, home in enumerate(homes)}
        ordered = sorted(self._ideas.items(), key=lambda idea: place.get(self._homes[idea[0]], len(homes)))
        self._ideas = dict(ordered)
        for entry in sorted(entry_points(group=self.package)):
            try:
                entry.load()
            except InputError:
                raise
            except Exception as error:
                what = f"{self.package}: the entry point {entry.name} = {entry.value} cannot be loaded"
                raise InputError(f"{what} ({type(error).__name__}: {error})") from error
