"""What a researcher asks in Python of the theory, and of a finished study over plausible sets.

The same as the commands `claims`, `knockout`, `replicate`, `discover` and `worth`; `imsim` offers them by these names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from imsim.engine.errors import InputError
from imsim.scenarios.loading import Overrides, texts_of
from imsim.studies.argument_types import checked
from imsim.studies.arguments import public
from imsim.studies.given import at_home

if TYPE_CHECKING:
    import pandas as pd

    from imsim.evidence.claims.verdicts import ClaimStudy
    from imsim.evidence.knockout import Knockouts
    from imsim.evidence.replication import ReplicationStudy
    from imsim.evidence.variant import Variant
    from imsim.studies.discovery import Discovery

Names = str | Sequence[str]


@public
def claims(ids: Names | None = None, overrides: Overrides = (), seed: int = 1, jobs: int = 1) -> ClaimStudy:
    """Statements of the sources as micro-experiments; InputError where there is no such claim, RunFailed if runs fail.

    Args:
        ids: claims by id, like "7" or "31b"; all by default, which takes minutes.
        overrides: laid over every firm, as in `load`: a theory of one's own is tried by the same claims.
        seed: root of all random numbers.
        jobs: processes. More than 1 needs a script with an `if __name__ == "__main__"` guard.
    """
    from imsim.evidence.claims.verdicts import claims

    asked = () if ids is None else named("ids", ids)
    return claims(asked, checked("seed", seed, int, 0), variant(overrides), jobs=checked("jobs", jobs, int, 1))


@public
def knockout(
    names: Names | None = None, on: Names | None = None, whole: bool = False, seed: int = 1, jobs: int = 1
) -> Knockouts:
    """Which evidence fails without each mechanism, or with each rival. Raises as `claims`.

    Args:
        names: mechanisms to leave out, and rivals like "performance=additive" to put in; all by default: hours.
        on: evidence that is judged, of "claims", "studies", "kept" and "patterns"; all by default.
        whole: run laboratories as large as for the verdicts.
        seed: root of all random numbers.
        jobs: processes. More than 1 needs a script with an `if __name__ == "__main__"` guard.
    """
    from imsim.evidence.knockout import changes, knockout, shares_of

    variants = changes(() if names is None else named("names", names))
    shares = shares_of(None if on is None else named("on", on), checked("whole", whole, bool))
    return knockout(variants, shares, checked("seed", seed, int, 0), checked("jobs", jobs, int, 1))


@public
def replicate(
    studies: str | Path | Sequence[str | Path] = "field", overrides: Overrides = (), seed: int = 1, jobs: int = 1
) -> ReplicationStudy:
    """Field experiments run again in the simulation, published ones and one's own. Raises as `claims`.

    Args:
        studies: "field" (all published), "kept", "causal", ids like "F01", or files of one's own (`.power()`).
        overrides: laid over the firm of every study, as in `load`.
        seed: root of all random numbers.
        jobs: processes. More than 1 needs a script with an `if __name__ == "__main__"` guard.
    """
    from imsim.evidence.replication import replicate
    from imsim.evidence.study_file import load_study, named_studies

    checked("studies", studies, str | Path | Sequence[str | Path])
    asked: list[str | Path] = [studies] if isinstance(studies, str | Path) else list(studies)
    if not asked:
        raise InputError("studies = []: names none")
    files = [one for one in asked if isinstance(one, Path) or one.endswith(".toml")]
    found = named_studies(str(one) for one in asked if one not in files)
    return replicate(
        [load_study(name) for name in found] + [load_study(at_home(path)) for path in files],
        checked("seed", seed, int, 0), variant(overrides), jobs=checked("jobs", jobs, int, 1), with_power=bool(files),
    )  # fmt: skip


@public
def discover(folder: str | Path, strategies: Names | None = None, against: str | None = None) -> Discovery:
    """Where strategies lose: boxes in the parameter sets of a finished `robustness`, beside shuffled labels.

    InputError where the folder holds no such study or a strategy was not run, RunFailed where a run that is needed is
    missing.

    Args:
        folder: what `out` named when the study was run.
        strategies: names; all by default.
        against: what they lose against; the reference by default.
    """
    from imsim.studies.discovery import discover_in

    with TemporaryDirectory(prefix="imsim-") as scratch:
        names = None if strategies is None else named("strategies", strategies)
        return discover_in(at_home(folder), Path(scratch), names, checked("against", against, str | None))


@public
def worth(folder: str | Path, goal: str | None = None) -> pd.DataFrame:
    """Which survey, record or pilot would save most regret before a choice, a row each. Raises as `discover`.

    `saves` is the expected value of the sample information, in the `unit` named beside it, with an interval that is
    joint over all rows; NaN where too few sets would be left to say. `price` is in `price_unit`.

    Args:
        folder: of a finished `robustness`, or of `optimise` over 16 sets or more.
        goal: outcome that is to be improved; profit by default.
    """
    import pandas as pd

    from imsim.studies.worth_in import worth_in

    with TemporaryDirectory(prefix="imsim-") as scratch:
        _, found = worth_in(at_home(folder), Path(scratch), checked("goal", goal, str | None))
    return pd.DataFrame(found["rows"])


def named(argument: str, names: Names) -> list[str]:
    """One name or several.

    Raises:
        InputError: it is neither, or names nothing: whoever filtered all away does not want everything.
    """
    checked(argument, names, str | Sequence[str])
    if not isinstance(names, str) and not names:
        raise InputError(f"{argument} = []: names none (None: all)")
    return [names] if isinstance(names, str) else list(names)


def variant(overrides: Overrides) -> Variant:
    """The model with numbers, mechanisms or equations of one's own."""
    from imsim.evidence.variant import Variant

    overrides = [overrides] if isinstance(overrides, str) else overrides
    return Variant(texts_of(checked("overrides", overrides, Sequence[str] | Mapping[str, object])))
