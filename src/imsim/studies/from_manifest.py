"""The runs that a manifest describes: its scenario is read again, its points are drawn again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

from imsim.engine.errors import InputError
from imsim.scenarios.loading import inside
from imsim.scenarios.scenario import Scenario, checked
from imsim.studies.answer import Json
from imsim.studies.design import GIVEN, Design, drawn
from imsim.studies.files import MANIFEST
from imsim.studies.methods import METHODS
from imsim.studies.study import Study
from imsim.studies.subject import Strategies


@contextmanager
def understood(manifest: Json, folder: Path) -> Iterator[None]:
    """Context manager: say of a manifest that lacks something, or contradicts itself, where it is and why.

    Args:
        manifest: of a study.
        folder: where it was read.

    Raises:
        InputError: it describes no study that this version can plan.
    """
    where = folder / MANIFEST
    try:
        yield
    except InputError as error:
        raise InputError(f"{where} of imsim {manifest.get('imsim')}: {line}" for line in error.lines) from None
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError, StopIteration) as error:
        raise InputError(f"{where}: describes no study that can be used ({type(error).__name__}: {error})") from None


def study_in(manifest: Json, folder: Path) -> Study:
    """The study that a manifest describes.

    Args:
        manifest: of a study with a design.
        folder: where its imported tables are laid; they are needed as long as the study runs.

    Raises:
        InputError: it is a study of a function, or its scenario cannot be used.
        KeyError, TypeError, ValueError, AttributeError, StopIteration: the manifest lacks something.
    """
    options = manifest["options"]
    design = design_in(options["design"])
    strategies, outcomes = tuple(options["arms"]), tuple(options["outcomes"])
    scenario = scenario_in(manifest["scenario"], folder)
    subject = Strategies(scenario, strategies, design.factors, outcomes, design.seed, bool(options["weekly"]))
    return Study(manifest["kind"], design, subject, int(options["replicates"]), tuple(options["ask"].items()))


def design_in(flags: Json) -> Design:
    """The design whose flags were stored, with its points."""
    bare = Design.from_json(flags, np.empty((0, len(flags["factors"]))))
    if bare.kind == GIVEN:
        return replace(bare, places=np.array(flags["places"], dtype=np.float64))
    if bare.kind in ("grid", "lhs", "sobol"):
        return drawn(bare.kind, bare.factors, bare.samples, bare.seed)
    from imsim.studies.salib import draw

    method = next(one for one in METHODS.values() if one.kind == bare.kind)
    return draw(method, bare.factors, bare.samples, bare.seed, bare.groups, bare.second_order)


def scenario_in(content: Json, folder: Path) -> Scenario:
    """The scenario recorded in a manifest, its imported tables written to a folder."""
    if content["name"] is None:
        raise InputError("scenario: there is none; a study of a Python function is repeated by its own script")
    for name, text in content["imported"].items():
        path = inside(folder / name, folder)
        if path is None:
            raise InputError(f"scenario.imported.{name}: leaves the folder of the scenario")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    return checked(dict(content["resolved"]), {}, folder, str(content["name"]))
