"""Shards: parts of the runs of a study, each done by a process of its own into a folder of its own, to be merged."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from imsim.engine.errors import InputError, Place, Problem, RunFailed
from imsim.scenarios.counts import count
from imsim.studies.execution import Progress, ProgressCallback, RunOptions, reserved, run_missing
from imsim.studies.stopping import goal_of
from imsim.studies.store import Store
from imsim.studies.study import Flags, Study

MOST = 100_000


@dataclass(frozen=True)
class Shard:
    """One of several equal parts of a study.

    Args:
        number: which, from 1.
        of: how many there are.
    """

    number: int
    of: int

    def __post_init__(self) -> None:
        """Refuse what is no part.

        Raises:
            InputError: it is none.
        """
        if not 1 <= self.number <= self.of <= MOST:
            raise _no_part(str(self))

    @classmethod
    def read(cls, text: str) -> Self:
        """The shard that a text like 2/8 means.

        Raises:
            InputError: it means none.
        """
        found = re.fullmatch(r"(\d{1,6})/(\d{1,6})", text)
        if found is None:
            raise _no_part(text)
        return cls(*map(int, found.groups()))

    def __str__(self) -> str:
        """As it is written."""
        return f"{self.number}/{self.of}"

    def part(self, shape: tuple[int, int, int]) -> Flags:
        """Mask of the runs of this shard.

        Strategies stay together, since they share what goes before them. Points are dealt out in turn; where there are
        fewer points than shards, points and replicates are.

        Args:
            shape: (points, strategies, replicates).

        Example:
            >>> Shard(2, 2).part((1, 1, 5)).ravel().tolist(), Shard(1, 2).part((3, 1, 1)).ravel().tolist()
            ([False, True, False, True, False], [True, False, True])
        """
        points, strategies, replicates = shape
        point, replicate = np.indices((points, replicates))
        turn = point if points >= self.of else point * replicates + replicate
        return np.repeat((turn % self.of == self.number - 1)[:, None], strategies, axis=1)


def _no_part(text: str) -> InputError:
    return InputError(Problem(Place("shard"), text, f"which part of how many, like 1/8 (at most {MOST:,} parts)"))


@dataclass(frozen=True)
class Part:
    """A shard of a study that is to be done.

    Args:
        study: the whole.
        shard: which part of it.
        folder: of its own, where it is left.
    """

    study: Study
    shard: Shard
    folder: Path

    @classmethod
    def of(cls, planned: object, shard: Shard, folder: Path | None) -> Self:
        """A shard of what was planned.

        Raises:
            InputError: there is nowhere to leave it, or the study has no parts.
        """
        if folder is None:
            raise InputError("--shard needs --out: a folder of its own for every part")
        if not isinstance(planned, Study):
            raise InputError("--shard: sets are searched for before; find them once, then say where with --plausible")
        if goal_of(planned):
            raise InputError("--shard: what is added depends on all runs with --until; give --replicates instead")
        return cls(planned, shard, folder)

    def run(self, options: RunOptions, progress: Progress) -> None:
        """Do its runs.

        Raises:
            RunFailed: some failed.
        """
        if failed := run_shard(self.study, self.folder, self.shard, options, progress):
            raise RunFailed(
                f"{self.folder}: {count(failed, 'run')} of shard {self.shard} failed; --resume --retry-failed tries "
                "them again"
            )


def run_shard(
    study: Study, folder: Path, shard: Shard, options: RunOptions | None = None, progress: Progress | None = None
) -> int:
    """Do the runs of a shard and leave them in a folder, from which they are merged with the others.

    Returns:
        How many failed.

    Raises:
        StudyConflict: the folder holds another study, or another process writes it.
        InputError: the study has fewer runs than there are shards.
    """
    options, progress = options or RunOptions(), progress or ProgressCallback()
    part = shard.part(study.shape)
    if not part.any():
        raise InputError(
            f"--shard {shard}: the study can be cut in {count(study.runs // study.shape[1], 'part')} at most"
        )
    with reserved(study, folder, options), Store(folder, study) as store:
        run_missing(store, options, progress, part)
        return store.counts()["failed"]
