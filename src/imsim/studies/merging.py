"""Parts of one study, shards or more and fewer replicates, strategies or samples, merged into the whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from imsim.engine.errors import InputError, StudyConflict
from imsim.studies import files, folder_lock
from imsim.studies.answer import Json
from imsim.studies.execution import RunOptions
from imsim.studies.growth import other_study, tree_changes
from imsim.studies.held import held_in, in_store
from imsim.studies.kinds import WriteFigures, kind_of
from imsim.studies.manifest import of_runs, read_manifest
from imsim.studies.reopening import gather
from imsim.studies.reproduction import planned_in, source_changes
from imsim.studies.stopping import goal_of
from imsim.studies.study import Study
from imsim.studies.subject import Strategies


@dataclass(frozen=True)
class Merged:
    """What was merged.

    Args:
        study: the whole.
        done, failed: runs that there are now.
    """

    study: Study
    done: int
    failed: int

    @property
    def complete(self) -> bool:
        """Whether every run was there."""
        return self.done + self.failed == self.study.runs


def manifest_in(folder: Path) -> Json:
    """Manifest of the study that a folder holds, finished or not.

    Raises:
        InputError: it holds none, or one that cannot be read.
    """
    held = held_in(folder)
    # What is wrong with it is said in the words for finished studies.
    return held if held and "options" in held else read_manifest(folder)


@contextmanager
def study_in(folder: Path, manifest: Json) -> Iterator[Study]:
    """The study whose runs a folder holds, as this version plans it; its imported tables stay as long as it is needed.

    Raises:
        InputError: it is no study of a design.
        StudyConflict: it was made by another model.
    """
    with TemporaryDirectory(prefix="imsim-") as scratch:
        planned = planned_in(manifest, Path(scratch), folder)
        if not isinstance(planned, Study):
            raise InputError(f"{folder}: a study of the kind {manifest['kind']} goes in stages and has no parts")
        if moved := source_changes(manifest, planned):
            listing = "; ".join(f"{name}: {then} then, {now} now" for name, (then, now) in moved.items())
            raise StudyConflict(f"{folder}: was made by another model ({listing})")
        yield planned


def merge(folders: Sequence[Path], out: Path, write_figures: WriteFigures | None = None) -> Merged:
    """Merge what folders hold of one study; where every run is there, the whole is left as if it was run at once.

    Args:
        folders: shards, or studies that are alike but for replicates, strategies or samples.
        out: a new folder.
        write_figures: of the answer.

    Raises:
        InputError: a folder holds no study with runs, or there is only one.
        StudyConflict: they are parts of different studies, or hold different numbers for one run.
        RunFailed: all runs are there, and some failed.
    """
    if len(folders) < 2:
        raise InputError("at least two folders are needed")
    with ExitStack() as stack:
        manifests = [manifest_in(folder) for folder in folders]
        studies = [stack.enter_context(study_in(*pair)) for pair in zip(folders, manifests, strict=True)]
        whole = union(folders, studies)
        if held_in(out) is not None:
            raise StudyConflict(f"{out}: holds a study already; choose another --out")
        folder_lock.reserve(out, whole.identity)
        with folder_lock.locked(out):
            gather(out, [*zip(folders, manifests, strict=True)], whole)
        found = Merged(whole, **in_store(out / files.STORE)["runs"])
        if found.complete:
            kind_of(whole.kind).run(whole, out, RunOptions(resume=True), None, write_figures)
        return found


def union(folders: Sequence[Path], studies: Sequence[Study]) -> Study:
    """The smallest study that has all runs of several; it claims no more of them than their number.

    Raises:
        StudyConflict: they do not belong together.
    """
    largest = max(studies, key=lambda one: (one.design.points, len(one.subject.strategies), one.replicates))
    for folder, one in zip(folders, studies, strict=True):
        if reasons := [*_apart(largest, one)]:
            raise other_study(folder, reasons, advice="")
    whole = replace(largest, replicates=max(one.replicates for one in studies))
    if isinstance(largest.subject, Strategies):
        whole = replace(whole, subject=_with_strategies(largest.subject, studies))
    if whole.key == largest.key and goal_of(largest) is None:
        return whole
    # With a goal, whoever runs it would add to it; and looks at fewer runs are none at these.
    return replace(whole, ask=tuple((name, value) for name, value in whole.ask if name != "until"))


def _with_strategies(subject: Strategies, studies: Sequence[Study]) -> Strategies:
    """A subject with the strategies of all studies, also those that its own scenario does not have."""
    names = dict.fromkeys((*subject.strategies, *(name for one in studies for name in one.subject.strategies)))
    known = {name: told for one in studies if one.scenario for name, told in one.scenario.tree["strategies"].items()}
    there = subject.scenario.tree["strategies"]
    missing = {f"strategies.{name}": known[name] for name in names if name not in there}
    scenario = subject.scenario.changed(missing) if missing else subject.scenario
    return replace(subject, scenario=scenario, strategies=tuple(names))


def _apart(one: Study, other: Study) -> Iterator[str]:
    """What keeps two studies apart, in words."""
    (first, second), free = ((_told(study) for study in (one, other)), ("arms", "replicates", "design", "ask"))
    for name, before, after in tree_changes(first, second):
        if name.split(".")[0] not in free:
            yield f"{name}: {before} in the others, {after} here"
    if one.scenario and other.scenario:
        for name, *_ in tree_changes(of_runs(one.scenario.tree), of_runs(other.scenario.tree)):
            yield f"{name} is another"
        there, here = one.scenario.tree["strategies"], other.scenario.tree["strategies"]
        for name in other.subject.strategies:
            if name in there and there[name] | {"label": ""} != here[name] | {"label": ""}:
                yield f"strategies.{name} is another"


def _told(study: Study) -> Json:
    """What is asked of a study; in which order outcomes are named is no difference."""
    options = study.options
    return {"kind": study.kind, "seed": study.design.seed, **options, "outcomes": sorted(options["outcomes"])}
