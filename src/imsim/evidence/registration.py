"""Registration: design and bands of studies, and a hash of them and of the model, written before anything is run.

Who keeps the file, or its hash alone, can show later that neither the bands nor the model were made to fit.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import imsim
from imsim.engine.errors import InputError
from imsim.evidence.study_tables import StudyFile
from imsim.evidence.variant import AS_IT_IS, Variant
from imsim.studies.answer import Json
from imsim.studies.files import write_json

# Rooms whose sources decide the numbers of a study.
MODEL = ("mechanisms", "programmes", "events", "outcomes", "company", "engine", "scenarios", "evidence")


def digest_of_model() -> str:
    """SHA-256 of the sources that decide a study's numbers."""
    root = Path(imsim.__file__).parent
    digest = hashlib.sha256()
    for room in MODEL:
        for path in sorted((root / room).rglob("*.py")):
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def registration_of(studies: Sequence[StudyFile], seed: int, variant: Variant = AS_IT_IS) -> Json:
    """What is registered of some studies; the same content has the same hash."""
    content = {
        "imsim": imsim.__version__,
        "model": digest_of_model(),
        "overrides": list(variant.overrides),
        "parameters": dict(variant.parameters),
        "seed": seed,
        "studies": [study.model_dump(mode="json", exclude_defaults=True) for study in studies],
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return {**content, "hash": hashlib.sha256(text.encode()).hexdigest()}


def freeze(studies: Sequence[StudyFile], seed: int, path: Path, variant: Variant = AS_IT_IS) -> str:
    """Write a registration, with the time; one that exists is never overwritten.

    Returns:
        Its hash.

    Raises:
        InputError: the file exists, or its folder does not.
    """
    if path.exists():
        raise InputError(f"{path}: exists already; a registration is never overwritten")
    if not path.parent.is_dir():
        raise InputError(f"{path.parent}: no such folder")
    content = registration_of(studies, seed, variant)
    write_json(path, {"registered": datetime.now(UTC).isoformat(timespec="seconds"), **content})
    return str(content["hash"])
