"""What vouches for a study: its manifest, from which alone it can be repeated, and what its key is made of."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

import imsim
from imsim.engine.errors import InputError, listed
from imsim.scenarios.build import imported_tables
from imsim.scenarios.scenario import Scenario
from imsim.studies.answer import Json
from imsim.studies.files import BEGUN, MANIFEST, PLAUSIBLE, REPORT, STORE
from imsim.studies.provenance import Provenance

# What only studies ask of a scenario, and whom its readers ask: no study's numbers depend on it.
NOT_IN_STUDIES = ("study", "known", "provenance")
# What no single run depends on: words, which strategy is the reference, and what the other strategies are; what
# departments are called is left out by `of_runs`.
NOT_IN_RUNS = (*NOT_IN_STUDIES, "title", "description", "reference", "strategies")
# Files of a folder that its manifest vouches for.
VOUCHED = (".csv", ".json", ".parquet", ".toml")
# Commands that leave a study whose kind is called otherwise, or that share a kind.
COMMANDS = {"compare": "imsim run or imsim compare", "uncertainty": "imsim compare --uncertain"}
# Letters of a wrong value that an error shows.
MOST_TOLD = 60
# What every manifest tells, and in which form.
FORM = {"kind": str, "options": dict, "scenario": dict, "seed": int}
PACKAGES = ("numpy", "numba", "llvmlite", "scipy", "pandas", "networkx", "pydantic", "SALib", "mesa", "pyarrow")


@dataclass(frozen=True)
class StudyIdentity:
    """Identity of a study: key and provenance.

    Args:
        kind: name of the kind of study.
        key: studies with equal keys have identical numbers.
        provenance: of its runs; it is part of the key.
    """

    kind: str
    key: str
    provenance: Provenance


def manifest_of(study: StudyIdentity, scenario: Scenario | None, options: Json, seed: int, started: datetime) -> Json:
    """Everything needed to repeat a study, and when and where it ran; it ends now.

    Args:
        study: its kind, key and provenance.
        scenario: None for a study of a function, which no manifest can repeat.
        options: what, besides the scenario, determines the numbers, and what is asked of them.
        seed: root of all random numbers.
        started: when the first run was begun.
    """
    return asked_of(study, scenario, options, seed) | {
        "command": [Path(sys.argv[0]).name, *sys.argv[1:]],
        "started": started.isoformat(timespec="seconds"),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
    } | environment()  # fmt: skip


def asked_of(study: StudyIdentity, scenario: Scenario | None, options: Json, seed: int) -> Json:
    """What a study asks for, whenever and wherever it runs; arguments as of `manifest_of`."""
    tree = scenario.tree if scenario else {}
    return {
        "kind": study.kind,
        "key": study.key,
        "provenance": study.provenance.as_json(),
        "scenario": {
            "name": scenario.name if scenario else None,
            "resolved": tree,
            "sha256": fingerprint(tree),
            "imported": imported(scenario) if scenario else {},
        },
        "options": dict(options),
        "seed": seed,
    }


def sealed(content: Json, folder: Path) -> Json:
    """A manifest that vouches for the files beside it, and for itself: with the SHA-256 of each.

    Args:
        content: of the manifest.
        folder: of the study, in which everything else is written.
    """
    vouched = content | {"files": digests(folder)}
    return vouched | {"seal": fingerprint(vouched)}


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of each file of a study that its report or another study reads, by name within the folder."""
    there = [path for place in (folder, folder / PLAUSIBLE) if place.is_dir() for path in sorted(place.iterdir())]
    found = [path for path in there if path.suffix in VOUCHED and path.name != MANIFEST and path.name[0] != "."]
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def artefacts_of(folder: Path) -> list[str]:
    """Files that a finished study has left, and those made of its tables later; figures and manifest come on top."""
    try:
        vouched = read_manifest(folder).get("files")
    except InputError:
        return []
    # A manifest from elsewhere names no file outside its folder.
    own = [name for name in vouched if Path(name).name == name != BEGUN] if isinstance(vouched, dict) else []
    return [*own, *(f"{Path(name).stem}.csv" for name in own if name.endswith(".parquet")), REPORT]


def changed_since(manifest: Json, folder: Path) -> list[str]:
    """Files of a finished study that are not as it left them; none where its manifest does not vouch for them."""
    vouched = manifest.get("files")
    if not isinstance(vouched, dict):
        return []
    now = digests(folder)
    changed = [name for name, digest in vouched.items() if now.get(name, digest) != digest]
    own = {key: value for key, value in manifest.items() if key != "seal"}
    return [*changed, *([MANIFEST] if fingerprint(own) != manifest.get("seal") else [])]


def unchanged(folder: Path, manifest: Json, *names: str) -> None:
    """Refuse files of a finished study that are not as it left them.

    Raises:
        InputError: one is another.
    """
    if other := [name for name in changed_since(manifest, folder) if name in names]:
        raise InputError(f"{folder}: {listed(other)} is not as the study left it; run the study again")


def read_manifest(folder: Path) -> Json:
    """The manifest of a finished study.

    Raises:
        InputError: the folder holds none.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: {'is a file' if folder.exists() else 'no such folder'}; give the --out of a study")
    path = folder / MANIFEST
    if not path.is_file():
        begun = any((folder / name).exists() for name in (STORE, BEGUN, PLAUSIBLE))
        why = "it is not finished: repeat its command with --resume" if begun else "no study"
        raise InputError(f"{folder}: holds no {MANIFEST}: {why}")
    try:
        result = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError, RecursionError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from None
    if not is_manifest(result):
        raise InputError(f"{path}: describes no study of imsim{wrong_in(result)}")
    found: Json = result
    return found


def wrong_in(content: object) -> str:
    """The first key that keeps what was read from being a manifest.

    Example:
        >>> wrong_in({"kind": ["sweep"]}), wrong_in({}), wrong_in([1])
        (': kind = ["sweep"]', ': it has no kind', '')
    """
    if not isinstance(content, dict):
        return ""
    name = next(name for name, form in FORM.items() if not isinstance(content.get(name), form))
    value = json.dumps(content.get(name))
    return f": {name} = {value if len(value) <= MOST_TOLD else '...'}" if name in content else f": it has no {name}"


def is_manifest(content: object) -> bool:
    """Whether what was read is told of a study: other programs, too, call a file so."""
    return isinstance(content, dict) and all(isinstance(content.get(name), form) for name, form in FORM.items())


def left_by(manifest: Json) -> str:
    """The study that a folder holds, by the command that left it: its kind alone may be no command.

    Example:
        >>> left_by({"kind": "compare"}), left_by({"kind": "sweep"})
        ('a study by imsim run or imsim compare', 'a study by imsim sweep')
    """
    kind = str(manifest.get("kind"))
    return f"a study by {COMMANDS.get(kind, f'imsim {kind}')}"


def identity_in(folder: Path) -> Json | None:
    """Key and provenance in the manifest of a folder; the key is empty where it cannot be read.

    Returns:
        `key` and `provenance` (None where it records none), or None where there is no manifest.
    """
    path = folder / MANIFEST
    if not path.is_file():
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return {"key": str(content.get("key")), "provenance": content.get("provenance")}
    except (ValueError, AttributeError, OSError):
        return {"key": "", "provenance": None}


def key_of(folder: Path) -> str | None:
    """Key of the finished study in a folder; empty where its manifest cannot be read, None where there is none."""
    held = identity_in(folder)
    return None if held is None else str(held["key"])


def fingerprint(anything: object) -> str:
    """Hash of what determines a study or a run, from canonical JSON."""
    text = json.dumps(anything, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def of_studies(tree: Json) -> Json:
    """What of a scenario a study depends on."""
    return {name: value for name, value in tree.items() if name not in NOT_IN_STUDIES}


def of_runs(tree: Json) -> Json:
    """What of a scenario is in every run; what strategies are, the names of runs tell."""
    kept = {name: value for name, value in tree.items() if name not in NOT_IN_RUNS}
    match kept.get("organisation"):
        case {"departments": dict() as departments, **rest}:
            kept["organisation"] = {
                **rest,
                "departments": {name: unlabelled(departments[name]) for name in departments},
            }
    return kept


def unlabelled(row: Any) -> Any:
    """A department without its label."""
    return {key: value for key, value in row.items() if key != "label"} if isinstance(row, dict) else row


def identity_of(scenario: Scenario, kept: Callable[[Json], Json] = of_studies) -> list[Any]:
    """All of a scenario that a study depends on: its tree but for what only studies ask, and its imported tables.

    Args:
        scenario: of the study.
        kept: gives what counts of its tree.
    """
    tables = imported(scenario).values()
    return [kept(scenario.tree), [hashlib.sha256(table.encode()).hexdigest() for table in tables]]


def imported(scenario: Scenario) -> dict[str, str]:
    """The imported tables of a scenario by name, as far as its runs depend on them."""
    return imported_tables(scenario.table.organisation, scenario.folder)


def environment() -> Json:
    """What the numbers may depend on besides what is asked: versions and the machine."""
    return {
        "imsim": imsim.__version__,
        "python": platform.python_version(),
        "packages": installed_versions(),
        "machine": machine(),
    }


def machine() -> Json:
    """Machine of the run; NumPy's last bit depends on the vector instructions that it uses."""
    built = np.show_config(mode="dicts") or {}
    return {
        "system": platform.system(),
        "processor": platform.machine(),
        "instructions": built.get("SIMD Extensions", {}).get("found", []),
        "cores": os.cpu_count(),
    }


def installed_versions() -> dict[str, str]:
    """Versions of the packages that numbers may depend on."""
    result = {}
    for name in PACKAGES:
        try:
            result[name] = version(name)
        except PackageNotFoundError:
            continue
    return result
