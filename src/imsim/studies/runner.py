"""Who runs the blocks: this process, or several on this machine.

A block is cases x replicates of one setting. A run's numbers do not depend on the block it is in, so blocks are cut for
speed alone: large enough to spread NumPy's call overhead, small enough for the cache.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait as wait_for
from threading import Thread

from imsim.simulation import Case, Record, Setting, simulate

BLOCK_ROWS = 600_000
QUEUED_PER_WORKER = 2


@dataclass(frozen=True)
class Block:
    """Runs that are simulated together."""

    setting: Setting
    cases: tuple[Case, ...]
    replicates: tuple[int, ...]
    seed: int
    outcomes: tuple[str, ...] | None = None

    def run(self) -> Record:
        """Simulate it here and now."""
        return simulate(self.setting, self.cases, self.replicates, self.seed, self.outcomes)


def replicates_per_block(setting: Setting, cases: int, replicates: int, jobs: int) -> int:
    """How many replicates of all cases fit one block, with at least a block for every worker."""
    rows = max(1, cases) * (setting.market.rows + setting.organisation.posts)
    fitting = max(1, BLOCK_ROWS // rows)
    return max(1, min(fitting, -(-replicates // max(1, jobs))))


def cut(
    setting: Setting,
    cases: Sequence[Case],
    replicates: int,
    seed: int,
    jobs: int,
    outcomes: Sequence[str] | None = None,
) -> list[Block]:
    """Cut cases x replicates into blocks of whole replicates: all cases of a replicate share its burn-in."""
    step = replicates_per_block(setting, len(cases), replicates, jobs)
    wanted = None if outcomes is None else tuple(outcomes)
    return [
        Block(setting, tuple(cases), tuple(range(first, min(first + step, replicates))), seed, wanted)
        for first in range(0, replicates, step)
    ]


def run_blocks(blocks: Sequence[Block], jobs: int, done: Callable[[int], None] | None = None) -> list[Record]:
    """Run blocks and return their records in the order of the blocks.

    Args:
        blocks: to run.
        jobs: processes; 1 runs everything in this one.
        done: called with the number of runs after each block.
    """
    records: list[Record | None] = [None] * len(blocks)
    for index, record in completed(blocks, jobs):
        records[index] = record
        if done:
            done(len(record.cases) * len(record.replicates))
    return [record for record in records if record is not None]


def completed(blocks: Sequence[Block], jobs: int) -> Iterator[tuple[int, Record]]:
    """Blocks as they are done, with their number; at most a few wait for each worker."""
    if jobs <= 1 or len(blocks) <= 1:
        for index, block in enumerate(blocks):
            yield index, block.run()
        return
    with ProcessPoolExecutor(min(jobs, len(blocks)), get_context("spawn"), initializer=prepare_worker) as pool:
        waiting = {}
        upcoming = iter(enumerate(blocks))
        for index, block in upcoming:
            waiting[pool.submit(block.run)] = index
            if len(waiting) < QUEUED_PER_WORKER * jobs and index + 1 < len(blocks):
                continue
            finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in finished:
                yield waiting.pop(future), future.result()
        while waiting:
            finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in finished:
                yield waiting.pop(future), future.result()


def prepare_worker() -> None:
    """One thread a worker, and no orphans: a worker whose parent dies ends itself."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    parent = parent_process()
    if parent is not None:
        Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait_for([sentinel])
    os._exit(3)


def cores() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
