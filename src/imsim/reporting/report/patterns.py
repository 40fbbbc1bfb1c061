"""The default firm beside what field studies found."""

from __future__ import annotations

from markupsafe import Markup

from imsim.evidence.patterns import PATTERNS
from imsim.reporting.bands import figure_in
from imsim.reporting.report.drawings import in_bands
from imsim.reporting.report.folder import Folder
from imsim.reporting.report.parts import Page, Section, Table, name, together, written
from imsim.reporting.report.values import exact, plain, shown
from imsim.studies.answer import Json


def patterns_page(folder: Folder) -> Page:
    """The report of `imsim patterns`."""
    answer = folder.answer
    words = (
        written(
            "The bonus of C10 raises quantity by {} % in the second quarter; published are 10 to 22 %. It is "
            "reported, not "
            "judged.", shown(answer["bonus_percentage"], 1, 100.0),
        ),
    )  # fmt: skip
    return Page(
        kind="Published patterns",
        title=name(folder.title),
        question="Does the default firm, simulated, show what field studies found in real ones?",
        answer=(verdict_sentence(answer), doubt_sentence(answer)),
        sections=[Section("Every pattern", words, (in_bands(folder),), (patterns_table(folder),))],
        method=(
            written(
                "{} business units, seed {}. A pattern passes if the figures of all its parts lie in their "
                "bands; errors are "
                "Monte-Carlo standard errors, from drawing the units anew.",
                plain(answer["units"]), plain(answer["seed"]),
            ),
            "Some parameters were calibrated on these patterns (see the model description), so that they are met is no "
            "proof; that they are not met would be a disproof.",
        ),
    )  # fmt: skip


def verdict_sentence(answer: Json) -> Markup:
    """Sentence on how many patterns pass, and which do not."""
    failing = answer["failing"]
    head = written("{} of {} published patterns are reproduced", plain(answer["passed"]), plain(answer["counted"]))
    if not failing:
        return written("{}.", head)
    return written(
        "{}; {} {} not, the farthest by {} of the width of its band.",
        head, together(failing), "is" if len(failing) == 1 else "are", shown(answer["farthest"], 2),
    )  # fmt: skip


def doubt_sentence(answer: Json) -> Markup:
    """Sentence on verdicts that another seed might change."""
    near = [row["id"] for row in answer["patterns"] if row["counted"] and near_an_end(row)]
    if not near:
        return written("All figures lie more than two standard errors from the ends of their bands.")
    return written(
        "With another seed the verdict of {} might be another: {} within two standard errors of an end of the band.",
        together(near), "it lies" if len(near) == 1 else "they lie",
    )  # fmt: skip


def near_an_end(row: Json) -> bool:
    """Whether a figure lies within two standard errors of an end of its band; yes where that is unknown."""
    result, error = row["simulated"], row["error"]
    if result is None or error is None:
        return True
    return bool(min(abs(result - row["low"]), abs(result - row["high"])) < 2 * error)


def patterns_table(folder: Folder) -> Table:
    """A row a pattern or part of one."""
    rows = []
    for row in folder.table("table.csv").to_dict("records"):
        digits = PATTERNS[str(row["id"])].digits
        numbers = {key: shown(float(row[key]), digits) for key in ("target", "low", "high")}
        simulated = float(row["simulated"])
        found = exact(simulated, figure_in(float(row["low"]), float(row["high"]), simulated, digits))
        rows.append(
            (
                str(row["id"]), str(row["pattern"]), numbers["target"],
                written('<span class="whole">{} to {}</span>', numbers["low"], numbers["high"]), found,
                shown(float(row["error"]), digits + 1), str(row["verdict"]), str(row["source"]),
            )
        )  # fmt: skip
    return Table(
        caption="Target, band and simulated figure",
        heads=("id", "pattern", "target", "band", "simulated", "error", "verdict", "source"),
        rows=tuple(rows),
    )
