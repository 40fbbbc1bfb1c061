"""Where the numbers of a run come from besides what is asked: the model's source, plug-ins, and what was left out."""

from __future__ import annotations

import hashlib
import inspect
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import packages_distributions, version
from pathlib import Path
from typing import Any

import imsim
from imsim.engine.model import Model

# The rooms whose source may change a number of a run.
MODEL = ("engine", "company", "mechanisms", "programmes", "events", "outcomes", "scenarios")
UNKNOWN = "unknown"
# A class of a programme, a mechanism or an event, or the function of an outcome.
Part = type | Callable[..., object]
# So much of a digest tells two apart for a reader.
SHOWN = 12


@dataclass(frozen=True)
class Plugin:
    """Something from outside that takes part in a run.

    Args:
        name: what scenario files call it.
        version: of the distribution it was installed with.
        digest: SHA-256 of its source.
    """

    name: str
    version: str
    digest: str

    def __str__(self) -> str:
        """Version and digest, as a reader needs them."""
        return f"{self.version} ({self.digest[:SHOWN]})"


@dataclass(frozen=True)
class Provenance:
    """All that determines the numbers of a run besides its scenario, parameters and seed.

    Args:
        model: SHA-256 of the model's source; empty where the study is of a function instead.
        plugins: what was used from outside, by name.
        without: mechanisms that were left out.
        rivals: mechanism -> the rival form that was chosen.
    """

    model: str = ""
    plugins: tuple[Plugin, ...] = ()
    without: tuple[str, ...] = ()
    rivals: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As it stands in a manifest and is hashed into keys."""
        return {
            "model": self.model,
            "plugins": [vars(plugin) for plugin in self.plugins],
            "without": list(self.without),
            "rivals": dict(self.rivals),
        }


def provenance_of(parts: Iterable[Part] = (), model: Model | None = None, without: Iterable[str] = ()) -> Provenance:
    """The provenance of runs in which these parts are used; those that ship with imsim belong to its source.

    Args:
        parts: programmes, events and outcomes.
        model: mechanisms at work, and the rivals that are chosen.
        without: mechanisms that are left out.
    """
    found = {plugin for part in parts if (plugin := plugin_of(part))}
    outside = [one for one in model.mechanisms if not one.built_in] if model else []
    found |= {Plugin(one.name, one.version or _version_of(one.module), one.digest) for one in outside}
    plugins = tuple(sorted(found, key=lambda plugin: (plugin.name, plugin.digest)))
    return Provenance(model_digest(), plugins, tuple(sorted(without)), model.rivals if model else ())


def plugin_of(part: Part) -> Plugin | None:
    """A part from outside as a plug-in; None where it is imsim's own."""
    package = part.__module__.partition(".")[0]
    if package == "imsim":
        return None
    name = str(getattr(part, "kind", None) or getattr(part, "name", None) or part.__qualname__)
    return Plugin(name, _version_of(part.__module__), source_digest(part))


def _version_of(module: str) -> str:
    """Version of the distribution that a module was installed with."""
    distributions = packages_distributions().get(module.partition(".")[0], ())
    return version(distributions[0]) if distributions else UNKNOWN


def source_digest(part: Part) -> str:
    """SHA-256 of the module a part is written in; of the part alone where that is the script or notebook itself."""
    module = None if part.__module__ == "__main__" else sys.modules.get(part.__module__)
    try:
        text = inspect.getsource(module or part)
    except (OSError, TypeError):
        # A class that was typed in: its functions are remembered, the class itself is not.
        text = "".join(map(_typed, vars(part).values()))
    return hashlib.sha256(text.encode()).hexdigest() if text else UNKNOWN


def _typed(member: object) -> str:
    """Source of a function that was typed in; nothing of anything else."""
    try:
        return inspect.getsource(member) if inspect.isfunction(member) else ""
    except OSError:
        return ""


@cache
def model_digest() -> str:
    """SHA-256 of the model's source, file by file in the order of their names."""
    root, found = Path(imsim.__file__).parent, hashlib.sha256()
    for room in MODEL:
        for path in sorted((root / room).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            found.update(f"{path.relative_to(root).as_posix()}\0{text}\0".encode())
    return found.hexdigest()


def changes(then: Mapping[str, Any] | None, now: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """What differs between two provenances as JSON: name -> (then, now).

    Args:
        then: of a manifest or a store; None where it was made before there were any.
        now: of this process.

    Example:
        >>> changes({"model": "a"}, {"model": "b"})
        {'source of the model': ('a', 'b')}
    """
    if then is None:
        return {"source of the model": (UNKNOWN, str(now["model"])[:SHOWN])}
    before, after = (dict(_entries(one)) for one in (then, now))
    names = dict.fromkeys([*before, *after])
    pairs = {name: (before.get(name, "none"), after.get(name, "none")) for name in names}
    return {name: (old, new) for name, (old, new) in pairs.items() if old != new}


def _entries(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """A provenance as words for a reader, by name."""
    yield "source of the model", str(told.get("model"))[:SHOWN]
    for plugin in told.get("plugins", ()):
        yield f"plug-in {plugin['name']}", str(Plugin(**plugin))
    if without := told.get("without"):
        yield "mechanisms left out", ", ".join(without)
    for mechanism, rival in told.get("rivals", {}).items():
        yield f"rival of {mechanism}", str(rival)
