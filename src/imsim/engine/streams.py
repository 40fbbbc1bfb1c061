"""Streams of random numbers: one for each (root seed, replicate, process), so that cases share their luck.

Two cases of one replicate see the same draws and differ only where they act (common random numbers). A number belongs
to its stream, week and place (`rng`): it is the same whether others are drawn or not, alone or in a block.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from imsim.engine.tables import record

Draws = NDArray[np.float64]
Keys = NDArray[np.uint64]


def seed_sequence(seed: int, replicate: int, process: str, *more: int) -> np.random.SeedSequence:
    """The root of one stream; the process counts by its name, so that adding a process disturbs no other."""
    return np.random.SeedSequence(int(seed), spawn_key=(int(replicate), zlib.crc32(process.encode()), *more))


class Streams:
    """The draws of a block of replicates.

    Args:
        seed: root seed of the study.
        replicates: numbers of the replicates in the block; all arrays below lead with this axis.
    """

    def __init__(self, seed: int, replicates: Sequence[int]) -> None:
        self.seed = int(seed)
        self.replicates = tuple(int(replicate) for replicate in replicates)
        self._keys: dict[str, Keys] = {}
        self._records: dict[tuple[str, ...], NDArray[np.void]] = {}

    def key(self, process: str) -> Keys:
        """Where the stream of a process starts, shape (replicates,)."""
        if process not in self._keys:
            states = [seed_sequence(self.seed, r, process).generate_state(1, np.uint64)[0] for r in self.replicates]
            self._keys[process] = np.array(states, dtype=np.uint64)
        return self._keys[process]

    def keys(self, processes: tuple[str, ...]) -> NDArray[np.void]:
        """Where the streams of some processes start: records with a field each, shape (replicates,)."""
        if processes not in self._records:
            records = np.zeros(len(self.replicates), dtype=record(processes, "u8"))
            for process in processes:
                records[process] = self.key(process)
            self._records[processes] = records
        return self._records[processes]

    def uniform(self, process: str, week: int, size: int) -> Draws:
        """Uniform numbers in (0, 1) for one week, shape (replicates, size)."""
        return self._week(process, week, size, normally=False)

    def normal(self, process: str, week: int, size: int) -> Draws:
        """Standard normal numbers for one week, shape (replicates, size)."""
        return self._week(process, week, size, normally=True)

    def _week(self, process: str, week: int, size: int, *, normally: bool) -> Draws:
        from imsim.engine.machine_code import kernel
        from imsim.engine.rng import fill

        drawn = np.empty((len(self.replicates), size))
        kernel(fill)(self.key(process), int(week), normally, drawn)
        return drawn

    def counted(self, process: str, replicate: NDArray[np.intp], *counters: NDArray[np.int64], size: int) -> Draws:
        """Uniform numbers in (0, 1) that belong to counters, not to a moment: the third hire of post 12, say.

        Args:
            process: name of the stream.
            replicate: rows of the block, shape (n,).
            counters: whole numbers that tell the events apart, shape (n,) each.
            size: how many numbers an event needs.

        Returns:
            Shape (n, size).
        """
        from imsim.engine.machine_code import kernel
        from imsim.engine.rng import fill_counted

        drawn = np.empty((len(replicate), size))
        kernel(fill_counted)(self.key(process)[replicate], np.stack(counters, axis=1).astype(np.int64), drawn)
        return drawn

    def of_persons(self, process: str, hires: NDArray[np.int32]) -> Draws:
        """Uniform numbers in (0, 1) that belong to who holds a post, the same as long as that one does.

        Args:
            process: name of the stream.
            hires: of each post so far, shape (cases, replicates, posts).

        Returns:
            Shape (cases, replicates, posts).
        """
        _, replicate, post = np.indices(hires.shape)
        counters = post.ravel().astype(np.int64), hires.ravel().astype(np.int64)
        return self.counted(process, replicate.ravel(), *counters, size=1).reshape(hires.shape)

    def fixed(self, process: str) -> list[np.random.Generator]:
        """A generator for each replicate, for what is drawn once (needs of customers, preferences)."""
        return [
            np.random.Generator(np.random.SFC64(seed_sequence(self.seed, replicate, process)))
            for replicate in self.replicates
        ]
