"""`imsim replicate`: field experiments run again in the simulation, published ones and one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from imsim.cli.options import DryUnits, Jobs, Json, ProgressForm, Quiet, Set
from imsim.cli.run_study import say_first_run, say_units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from imsim.evidence.replication import ReplicationStudy
    from imsim.evidence.study_tables import StudyFile
    from imsim.evidence.variant import Variant

Ids = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[ID]...",
        help="field: all published, F01 to F34 (default); kept: patterns once kept back, like H1 or Ctrip; causal: "
        "correlations and their causes, K1 to K4; or single ones",
    ),
]
Study = Annotated[
    list[Path] | None, typer.Option("--study", metavar="FILE", help="a study of one's own; may be given several times")
]
Freeze = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="run nothing: register design, bands and a hash of both and of the model"),
]


def replicate_command(
    ids: Ids = None,
    study: Study = None,
    freeze: Freeze = None,
    seed: Annotated[int, typer.Option(min=0, help="root of all random numbers")] = 1,
    overrides: Set = None,
    jobs: Jobs = None,
    out: Annotated[Path | None, typer.Option(help="folder for answer, table and figure")] = None,
    dry_run: DryUnits = False,
    as_json: Json = False,
    quiet: Quiet = False,
    progress: ProgressForm = None,
) -> None:
    """Field experiments run again in the simulation."""
    from imsim.evidence.replication import laboratories, replicate, units_of
    from imsim.evidence.variant import Variant
    from imsim.reporting.terminal import replication as terminal
    from imsim.reporting.terminal import screen
    from imsim.studies.files import ANSWER, must_be_writable
    from imsim.studies.schedulers import cores

    studies = chosen(ids or [], study or [])
    variant = Variant(overrides or ())
    if freeze is not None:
        register(studies, seed, freeze, variant)
        return
    if dry_run:
        laboratories(studies, seed, variant)  # what cannot be run is said
        say_units(units_of(studies), jobs, as_json)
        return
    if out is not None:
        must_be_writable(out / ANSWER)
    say_first_run(quiet or progress is not None)
    with screen.progress(units_of(studies), "business units", quiet, progress) as done:
        found = replicate(studies, seed, variant, jobs=jobs or cores(), done=done, with_power=bool(study))
    if out is not None:
        write(found, out, variant)
    terminal.show(found, as_json, with_power=bool(study))
    if out is not None and not as_json and progress is None:
        figure = out / "figures" / "forest.png"
        screen.say(screen.messages(), f"written to {out}" + (f"; open {figure}" if figure.is_file() else ""))


def chosen(ids: list[str], own: list[Path]) -> list[StudyFile]:
    """The studies that are named, then one's own; all published ones where there are neither."""
    from imsim.evidence.study_file import load_study, named_studies

    named = named_studies(ids or ([] if own else ["field"]))
    return [load_study(one) for one in named] + [load_study(path) for path in own]


def register(studies: Sequence[StudyFile], seed: int, path: Path, variant: Variant) -> None:
    """Write design, bands and the hash, and print the hash."""
    from imsim.evidence import registration
    from imsim.reporting.terminal import screen

    digest = registration.freeze(studies, seed, path, variant)
    screen.say(screen.messages(), f"registered in {path}; nothing was run. Hash:")
    screen.say(screen.results(), digest)


def write(found: ReplicationStudy, folder: Path, variant: Variant) -> None:
    """Leave answer, table and figure in a folder, and what was run of which model (registration)."""
    from imsim.evidence import registration
    from imsim.reporting.artefacts import save_figures
    from imsim.reporting.figures.forest import banded, forest
    from imsim.studies import files

    folder.mkdir(parents=True, exist_ok=True)
    studies = [one.study for one in found.replications]
    with files.together(folder) as part:
        files.write_json(part / "registration.json", registration.registration_of(studies, found.seed, variant))
        files.write_csv(part / "table.csv", found.table())
        files.write_json(part / files.ANSWER, found.as_json())
        if any(one.powers for one in found.replications):
            files.write_csv(part / "power.csv", found.power())
        if any(study.series for study in studies):
            files.write_csv(part / "series.csv", found.series())
        # A study of one's own may have no band that ends on both sides: nothing to draw.
        if banded(found):
            save_figures([("forest", forest(found))], part / "figures")
