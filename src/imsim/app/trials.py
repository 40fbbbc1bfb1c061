"""Many runs of what is on the page, by the engine of `imsim compare`, while the page goes on.

One queue serves all visitors of a process: studies run one after another, in processes of their own, and whoever waits
is told how many are before. A study is done in stages, so that there is something to see early; what somebody has
asked before is there at once. The queue tells nobody: its thread belongs to whoever asked first, and a page hears only
threads of its own. Each page follows its own study.
"""

from __future__ import annotations

import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from imsim.app.saving import name_of, tree_of
from imsim.app.session import Session
from imsim.engine.errors import InputError
from imsim.scenarios.scenario import checked
from imsim.studies.comparison import Comparison
from imsim.studies.execution import RunOptions, run_study
from imsim.studies.intervals import Estimate, paired
from imsim.studies.kinds import compare
from imsim.studies.schedulers import cores
from imsim.studies.study import Study

# Replicates after which there is something to see.
STAGES = (5, 30)
RUNS = STAGES[-1]
# Studies that may wait at once, and answers that are kept.
MOST_WAITING, MOST_ANSWERS = 40, 32
# Seconds between two looks at how far a study is.
OFTEN = 0.5
# At most so many people and customers in a block, fewer than elsewhere: a visitor is to see that it goes on.
BLOCK_ROWS = 500_000
# From so many runs on, a band leaves out the lowest and highest twentieth; with fewer it holds all.
ENOUGH = 20
Band = tuple[NDArray[np.float64], NDArray[np.float64]]


class Cancelled(Exception):
    """Nobody waits for the study any more."""


@dataclass(frozen=True)
class ManyRuns:
    """Many runs of what is on the page, whatever else was run beside it.

    Args:
        answer: of a study that these runs are part of.
        sides: names of the strategies on the page, the first first.
    """

    answer: Comparison
    sides: tuple[str, ...]

    @property
    def replicates(self) -> int:
        """Runs of each side."""
        return self.answer.replicates

    def difference(self, outcome: str) -> Estimate:
        """What the first side has more of, with the interval of this one pair.

        The page asks about these two: intervals that hold for all strategies together belong to their ranking.
        """
        first, second = (self.answer.values(outcome, name) for name in self.sides)
        return paired(first - second)

    def bands(self, outcome: str) -> list[Band]:
        """Where the runs of each side lie by week, and their paired differences last."""
        names, weekly = self.answer.names, self.answer.weekly[outcome]
        lines = [weekly[:, names.index(name)] for name in self.sides]
        if len(lines) > 1:
            lines.append(lines[0] - lines[1])
        share = 0.05 if self.replicates >= ENOUGH else 0.0
        return [(np.quantile(one, share, axis=1), np.quantile(one, 1 - share, axis=1)) for one in lines]


@dataclass
class Trial:
    """A study that a visitor asked for.

    Args:
        studies: of each stage, the last the whole.
        sides: names of the strategies on the page, the first first.
        state: waiting, running, done, failed or cancelled.
        finished: runs finished.
        answer: of the last stage that is done.
        error: what went wrong.
        before: studies that are done first.
    """

    studies: Sequence[Study]
    sides: tuple[str, ...]
    state: str = "waiting"
    finished: int = 0
    answer: Comparison | None = None
    error: str = ""
    before: int = 0
    _stopped: threading.Event = field(default_factory=threading.Event)

    @property
    def runs(self) -> int:
        """Runs of the whole study."""
        return self.studies[-1].runs

    @property
    def many(self) -> ManyRuns | None:
        """What it says by now of the sides on the page."""
        return None if self.answer is None else ManyRuns(self.answer, self.sides)

    @property
    def enough(self) -> bool:
        """Whether it has, or will have, as many runs as there are at most."""
        return self.studies[-1].replicates >= STAGES[-1]

    @property
    def key(self) -> str:
        """What tells its runs from those of other studies, their number included."""
        return f"{self.studies[-1].key} {self.studies[-1].replicates}"

    @property
    def at_work(self) -> bool:
        """Whether something of it is still to come."""
        return self.state in ("waiting", "running")

    @property
    def wanted(self) -> bool:
        """Whether something of it is still to come, and somebody waits for it."""
        return self.at_work and not self._stopped.is_set()

    def cancel(self) -> None:
        """Nobody waits for it any more."""
        self._stopped.set()
        if self.state == "waiting":
            self.state = "cancelled"

    def follow(self, tell: Callable[[], object]) -> None:
        """Tell whenever there is something new to see, until the study is over or nobody waits for it."""
        told: object = None
        while True:
            at_work, seen = self.at_work, (self.state, self.before, self.finished, id(self.answer))
            if seen != told:
                told = seen
                tell()
            if not at_work or self._stopped.wait(OFTEN):
                return

    def run(self, folder: Path) -> None:
        """Do all stages, each going on with the runs of the one before. The queue says when it is done."""
        self.state = "running"
        for study in self.studies:
            options = RunOptions(self.jobs, resume=True, block_rows=BLOCK_ROWS)
            results = run_study(study, folder, options, self)
            self.answer = compare.answer(study, results, folder)

    @property
    def jobs(self) -> int:
        """Processes: all processors but one, but two at least, for one would be the page's own."""
        return max(cores() - 1, 2)

    def begin(self, runs: int, finished: int) -> None:  # noqa: ARG002
        """A stage begins, some of whose runs are there from the one before."""
        self.finished = finished

    def advance(self, runs: int) -> None:
        """So many more are finished."""
        if self._stopped.is_set():
            raise Cancelled
        self.finished += runs

    def found(self, runs: int) -> None:
        """So many more were there."""
        self.finished += runs


def asked(session: Session, everyone: bool, stages: Sequence[int] | None = None) -> Trial:
    """Studies of the strategies on the page as their levers stand, or of all strategies of the company.

    Args:
        session: what is on the page.
        everyone: whether all strategies take part; others stand as `imsim compare` has them.
        stages: replicates after which there is something to see; the usual ones by default.
    """
    with session.lock:
        scenario, tree = session.scenario, deepcopy(tree_of(session))
        names = tuple(name_of(session, place) for place in range(len(session.sides)))
        seed = session.seed
    laid = checked(tree, dict(scenario.origins), scenario.folder, scenario.name)
    wanted = None if everyone else names
    studies = [
        compare.plan(compare.CompareRequest(laid, strategies=wanted, reference=names[-1], seed=seed, replicates=many))
        for many in stages or STAGES
    ]
    return Trial(studies, names)


class Queue:
    """Studies that visitors asked for, one after another."""

    shared: ClassVar[Queue]

    def __init__(self) -> None:
        self._lock = threading.Condition()
        self._waiting: list[Trial] = []
        self._answers: OrderedDict[str, Comparison] = OrderedDict()
        self._thread: threading.Thread | None = None

    @property
    def idle(self) -> bool:
        """Whether nobody waits for anything."""
        with self._lock:
            return not any(trial.wanted for trial in self._waiting)

    def add(self, trial: Trial) -> None:
        """Do a study when it is its turn, or take its answer from those that are there.

        Raises:
            InputError: too many wait already.
        """
        with self._lock:
            if (answer := self._answers.get(trial.key)) is not None:
                trial.answer, trial.state, trial.finished = answer, "done", trial.runs
                return
            if len(self._waiting) >= MOST_WAITING:
                raise InputError(f"{MOST_WAITING} visitors wait for many runs already: ask again in a while")
            self._waiting.append(trial)
            self._count()
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, daemon=True)
                self._thread.start()

    def _count(self) -> None:
        """Tell everybody how many are before."""
        self._waiting = [trial for trial in self._waiting if trial.at_work]
        for place, trial in enumerate(self._waiting):
            trial.before = place

    def _work(self) -> None:
        """Do what waits until nothing does."""
        while True:
            with self._lock:
                self._count()
                if not self._waiting:
                    self._thread = None
                    return
                trial = self._waiting[0]
            self._do(trial)

    def _do(self, trial: Trial) -> None:
        """Do one study; whatever goes wrong is said, and the next one comes."""
        try:
            # Somebody may have asked for it while it waited.
            trial.answer = self._answers.get(trial.key)
            if trial.answer is None:
                with tempfile.TemporaryDirectory(prefix="imsim-page-", ignore_cleanup_errors=True) as folder:
                    trial.run(Path(folder))
            state = "done"
        except Cancelled:
            state = "cancelled"
        except Exception as error:
            # Whatever it is: who asked is told, and those who wait do not wait for ever.
            state, trial.error = "failed", str(error) or type(error).__name__
        with self._lock:
            # An answer that is told to be there is there for others too.
            if state == "done" and trial.answer is not None:
                self._answers[trial.key] = trial.answer
                while len(self._answers) > MOST_ANSWERS:
                    self._answers.popitem(last=False)
            trial.state = state
            self._count()


Queue.shared = Queue()
