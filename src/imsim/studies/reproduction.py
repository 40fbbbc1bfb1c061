"""A study once more from its manifest alone: whatever else its numbers depended on would show as a difference."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import imsim
from imsim.engine.errors import InputError
from imsim.studies import files
from imsim.studies.kinds import Planned, kind_of, modules_of_kinds
from imsim.studies.manifest import environment
from imsim.studies.provenance import changes as changed_sources


def planned_in(manifest: Mapping[str, Any], folder: Path) -> Planned:
    """The runs that a manifest describes.

    Args:
        manifest: of a study.
        folder: where its imported tables are laid; they are needed as long as the study runs.

    Raises:
        InputError: the manifest lacks something, contradicts itself, or asks for what this version does not know.
    """
    try:
        kind, maker = manifest["kind"], manifest["imsim"]
        if not isinstance(kind, str) or kind not in modules_of_kinds():
            raise InputError(f'kind = "{kind}": is none that can be repeated')
        planned: Planned = kind_of(kind).planned_in(manifest, folder)
        made_here = maker == imsim.__version__ and not source_changes(manifest, planned)
        if made_here and planned.identity.key != manifest["key"]:
            raise InputError("key: is not that of the study it describes: the manifest was edited")
    except InputError as error:
        raise InputError(
            f"{files.MANIFEST} of imsim {manifest.get('imsim')}: {one}" for one in error.problems
        ) from None
    except (KeyError, TypeError, ValueError, AttributeError, StopIteration) as error:
        why = f"{type(error).__name__}: {error}"
        raise InputError(f"{files.MANIFEST}: describes no study that can be repeated ({why})") from None
    return planned


def source_changes(manifest: Mapping[str, Any], planned: Planned) -> dict[str, tuple[str, str]]:
    """Where the source of the model or of a plug-in is other than when the study was made: name -> (then, now)."""
    return changed_sources(manifest.get("provenance"), planned.identity.provenance.as_json())


def changes(manifest: Mapping[str, Any], planned: Planned) -> dict[str, tuple[str, str]]:
    """What the numbers may depend on besides what was asked, where it is other than it was: name -> (then, now)."""

    def told(content: Mapping[str, Any]) -> dict[str, str]:
        machine = dict(content.get("machine", {}))
        instructions = ", ".join(machine.get("instructions", []))
        place = {"system": machine.get("system"), "processor": machine.get("processor"), "instructions": instructions}
        versions = {"imsim": content.get("imsim"), "Python": content.get("python"), **content.get("packages", {})}
        return {name: str(value) for name, value in (versions | place).items()}

    then, now = told(manifest), told(environment())
    others = {name: (old, now.get(name, "none")) for name, old in then.items() if old != now.get(name, "none")}
    return source_changes(manifest, planned) | others
