"""Studies that are simulated at once: all of their files are left together, or none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from imsim.engine.errors import InputError
from imsim.scenarios.scenario import Scenario
from imsim.studies import files
from imsim.studies.answer import Answer, Json
from imsim.studies.execution import RunOptions
from imsim.studies.folder_lock import reserve
from imsim.studies.kinds import WriteFigures
from imsim.studies.manifest import StudyIdentity, manifest_of

AnswerT = TypeVar("AnswerT", bound=Answer)


def at_once(
    identity: StudyIdentity,
    scenario: Scenario,
    asked: tuple[Json, int],
    answer: Callable[[], AnswerT],
    folder: Path | None,
    write_figures: WriteFigures | None,
) -> AnswerT:
    """Find an answer, and leave all of its artefacts.

    Args:
        identity: of the study.
        scenario: in which it takes place.
        asked: its options, and its seed.
        answer: finds it.
        folder: for the artefacts; none are left without one.
        write_figures: writes figures.

    Raises:
        StudyConflict: the folder holds another study.
    """
    started = datetime.now(UTC)
    if folder:
        reserve(folder, identity)
    found = answer()
    if folder:
        manifest = manifest_of(identity, scenario, *asked, started)
        with files.together(folder) as part:
            for name, content in found.artefacts().items():
                files.write(part / name, content)
            if write_figures:
                write_figures(found, part)
            files.write_json(part / files.MANIFEST, manifest)
    return found


def refuse_stages(options: RunOptions, what: str) -> None:
    """Refuse to go on with such a study, or to send it away.

    Raises:
        InputError: that was asked.
    """
    if options.scheduler or options.resume:
        raise InputError(f"--scheduler, --resume: {what} are simulated at once and on this machine")
