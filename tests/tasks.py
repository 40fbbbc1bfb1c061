"""Tasks and functions for the tests of studies, in a module of their own: workers import nothing else with them."""

from __future__ import annotations

import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

HEAVY = ("mesa", "matplotlib", "pandas", "SALib")


@dataclass(frozen=True)
class Squares:
    """Squares of some numbers; may be taken apart."""

    numbers: tuple[int, ...]

    def run(self):
        return [number**2 for number in self.numbers]

    def halves(self):
        middle = len(self.numbers) // 2
        parts = self.numbers[:middle], self.numbers[middle:]
        return tuple(type(self)(part) for part in parts) if middle else ()


class Touchy(Squares):
    """Cannot bear the number 13."""

    def run(self):
        if 13 in self.numbers:
            raise ValueError("13 brings bad luck")
        return super().run()


class Deadly(Squares):
    """Kills its process at the number 13."""

    def run(self):
        if 13 in self.numbers:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().run()


@dataclass(frozen=True)
class Once(Squares):
    """Kills its process the first time it is run anywhere."""

    numbers: tuple[int, ...]
    flag: str = ""

    def run(self):
        if not Path(self.flag).exists():
            Path(self.flag).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().run()


@dataclass(frozen=True)
class LoadedAfter(Squares):
    """What is loaded in its process when a task has been run there."""

    numbers: tuple[int, ...]
    task: object = None

    def run(self):
        self.task.run()
        return sorted({name.split(".")[0] for name in sys.modules} & set(HEAVY))


# Functions with known indices, in the place of a company


def ishigami(values, replicate):
    """Total indices .558, .442, .244; first ones .314, .442, 0."""
    a, b, c = values.T
    return {"y": np.sin(a) + 7 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a)}


G_WEIGHTS = np.array([0.0, 1.0, 4.5, 9.0, 99.0, 99.0])


def g_function(values, replicate):
    """Sobol's g-function; its indices follow from its weights."""
    return {"y": np.prod((np.abs(4 * values - 2) + G_WEIGHTS) / (1 + G_WEIGHTS), axis=1)}


def noisy(values, replicate):
    """A sum, and luck that is no point's and no replicate's own: as variable as the sum."""
    luck = np.random.default_rng([replicate, 7]).standard_normal(100_003)
    place = (np.abs(values).sum(axis=1) * 1e9).astype(np.int64) % len(luck)
    return {"y": values.sum(axis=1) + np.sqrt(len(values.T) / 12) * luck[place] + replicate}


def flat(values, replicate):
    """Never varies."""
    return {"y": np.full(len(values), 3.0)}


def holed(values, replicate):
    """No number where the first factor is large."""
    return {"y": np.where(values[:, 0] > 0.9, np.nan, values[:, 0])}


def failing(values, replicate):
    """Raises where the first factor is large."""
    if (values[:, 0] > 0.9).any():
        raise ArithmeticError("too large")
    return {"y": values[:, 0] + replicate}


def slow(values, replicate):
    """Takes its time."""
    time.sleep(0.002 * len(values))
    return {"y": values[:, 0] + 10 * values[:, 1] + replicate}


def deadly(values, replicate):
    """Kills its process where the first factor is large, unless it is told not to."""
    if (values[:, 0] > 0.9).any() and not os.environ.get("IMSIM_TEST_MERCY"):
        os.kill(os.getpid(), signal.SIGKILL)
    return {"y": values[:, 0] + replicate}


class Sleeper:
    """Sleeps for a long time."""

    def run(self):
        time.sleep(60)

    def halves(self):
        return ()


def failing_later(values, replicate):
    """Raises in every replicate but the first."""
    if replicate:
        raise ArithmeticError("too late")
    return {"y": values.sum(axis=1)}


def failing_until_mended(values, replicate):
    """Raises where the first factor is large, until it is told that it is mended."""
    if (values[:, 0] > 0.9).any() and not os.environ.get("IMSIM_TEST_MENDED"):
        raise ArithmeticError("too large")
    return {"y": values[:, 0] + replicate}
