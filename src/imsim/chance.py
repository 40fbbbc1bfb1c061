"""Chance, owned by processes: one stream for each (root seed, replicate, process), so that cases share their luck.

Two cases of one replicate see the same draws and differ only where they act (common random numbers). A draw is a
fixed-size vector a week, used or not; week w of a stream can be had without the weeks before it, because streams are
cut into chunks of weeks with a generator each. How many weeks a chunk holds depends on the vector's length alone.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Draws = NDArray[np.float64]

CHUNK_NUMBERS = 65_536
LONGEST_CHUNK = 52
_WEYL = np.uint64(0x9E3779B97F4A7C15)
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_SHIFTS = (np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(12))


def seed_sequence(seed: int, replicate: int, process: str, *more: int) -> np.random.SeedSequence:
    """The root of one stream; the process counts by its name, so that adding a process disturbs no other."""
    return np.random.SeedSequence(int(seed), spawn_key=(int(replicate), zlib.crc32(process.encode()), *more))


def _mixed(word: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finaliser of SplitMix64 (Steele, Lea & Flood 2014)."""
    word = (word ^ (word >> _SHIFTS[0])) * _MIX[0]
    word = (word ^ (word >> _SHIFTS[1])) * _MIX[1]
    return word ^ (word >> _SHIFTS[2])


class Chance:
    """The draws of a block of replicates.

    Args:
        seed: root seed of the study.
        replicates: numbers of the replicates in the block; all arrays below lead with this axis.
        origin: the first week that will ever be asked for (burn-in and ageing have negative weeks).
    """

    def __init__(self, seed: int, replicates: Sequence[int], origin: int) -> None:
        self.seed = int(seed)
        self.replicates = tuple(int(replicate) for replicate in replicates)
        self.origin = origin
        self._chunks: dict[tuple[str, str], tuple[int, Draws]] = {}
        self._keys: dict[str, NDArray[np.uint64]] = {}

    def uniform(self, process: str, week: int, size: int) -> Draws:
        """Uniform numbers in [0, 1) for one week, shape (replicates, size)."""
        return self._week("uniform", process, week, size)

    def normal(self, process: str, week: int, size: int) -> Draws:
        """Standard normal numbers for one week, shape (replicates, size)."""
        return self._week("normal", process, week, size)

    def _week(self, kind: str, process: str, week: int, size: int) -> Draws:
        weeks = max(1, min(LONGEST_CHUNK, CHUNK_NUMBERS // max(size, 1)))
        chunk, place = divmod(week - self.origin, weeks)
        held = self._chunks.get((kind, process))
        if held is None or held[0] != chunk or held[1].shape[2] != size:
            held = chunk, self._drawn(kind, process, chunk, (weeks, size))
            self._chunks[kind, process] = held
        return held[1][:, place]

    def _drawn(self, kind: str, process: str, chunk: int, shape: tuple[int, int]) -> Draws:
        drawn = np.empty((len(self.replicates), *shape))
        for row, replicate in zip(drawn, self.replicates, strict=True):
            generator = np.random.Generator(np.random.SFC64(seed_sequence(self.seed, replicate, process, chunk)))
            if kind == "uniform":
                generator.random(out=row)
            else:
                generator.standard_normal(out=row)
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
        word = self._key(process)[replicate]
        for counter in counters:
            word = _mixed(word + _WEYL * (counter.astype(np.uint64) + np.uint64(1)))
        words = _mixed(word[:, None] + _WEYL * np.arange(1, size + 1, dtype=np.uint64))
        return np.asarray(((words >> _SHIFTS[3]) + 0.5) * 2.0**-52, dtype=np.float64)

    def fixed(self, process: str) -> list[np.random.Generator]:
        """A generator for each replicate, for what is drawn once (needs of customers, preferences)."""
        return [
            np.random.Generator(np.random.SFC64(seed_sequence(self.seed, replicate, process)))
            for replicate in self.replicates
        ]

    def _key(self, process: str) -> NDArray[np.uint64]:
        if process not in self._keys:
            states = [seed_sequence(self.seed, r, process).generate_state(1, np.uint64)[0] for r in self.replicates]
            self._keys[process] = np.array(states, dtype=np.uint64)
        return self._keys[process]
