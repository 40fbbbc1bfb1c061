"""`imsim replicate`: field experiments run again in the simulation, published ones and one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from imsim.cli.options import Jobs, Json, Quiet, Set

if TYPE_CHECKING:
    from imsim.evidence.replication import ReplicationStudy
    from imsim.evidence.variant import Variant

Ids = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[ID]...",
        help="F01 to F34 are published (default: all of these), K1 to K4 correlations",
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
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Field experiments run again in the simulation."""
    from imsim.evidence import registration
    from imsim.evidence.replication import replicate, units_of
    from imsim.evidence.study_file import field_studies, load_study
    from imsim.evidence.variant import Variant
    from imsim.reporting.terminal import replication as terminal
    from imsim.reporting.terminal import screen
    from imsim.studies.schedulers import cores

    own = list(study or [])
    names: list[str | Path] = [*(ids or ([] if own else field_studies())), *own]
    studies = [load_study(name) for name in names]
    variant = Variant(overrides or ())
    if freeze is not None:
        digest = registration.freeze(studies, seed, freeze, variant)
        screen.say(screen.messages(), f"registered in {freeze}; nothing was run. Hash:")
        screen.say(screen.results(), digest)
        return
    with screen.progress(units_of(studies), "business units", quiet) as done:
        found = replicate(
            studies, seed, Variant(overrides or ()), jobs=jobs or cores(), done=done, with_power=bool(own)
        )
    if out is not None:
        write(found, out, variant)
    terminal.show(found, as_json, with_power=bool(own))
    if out is not None and not as_json:
        screen.say(screen.messages(), f"written to {out}; open {out / 'figures' / 'forest.png'}")


def write(found: ReplicationStudy, folder: Path, variant: Variant) -> None:
    """Leave answer, table and figure in a folder, and what was run of which model (registration)."""
    from imsim.evidence import registration
    from imsim.reporting.artefacts import save_figures
    from imsim.reporting.figures.forest import forest
    from imsim.studies import files

    folder.mkdir(parents=True, exist_ok=True)
    studies = [one.study for one in found.replications]
    with files.together(folder) as part:
        files.write_json(part / "registration.json", registration.registration_of(studies, found.seed, variant))
        files.write_csv(part / "table.csv", found.table())
        files.write_json(part / files.ANSWER, found.as_json())
        save_figures([("forest", forest(found))], part / "figures")
