"""A fit as a page: what was learnt, the data within what the fitted model makes, and what cannot be told."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from imsim.reporting import figures
from imsim.reporting.fit_words import MOST_RIDGES, can, notes
from imsim.reporting.report.drawings import drawing, words_of
from imsim.reporting.report.folder import Folder
from imsim.reporting.report.parts import Drawing, Page, Section, Table, Text, code, name, together, written
from imsim.reporting.report.plausible import round_to
from imsim.reporting.report.values import plain, shown
from imsim.studies.answer import Json
from imsim.studies.fitting.answer import with_texts


def fit_page(folder: Folder) -> Page:
    """The report of `imsim fit`."""
    answer = folder.answer
    sections = [
        Section("Parameters", (), tuple(of_parameters(folder)), (parameter_table(answer),)),
        Section("Data", tuple(notes(answer)), tuple(of_data(folder)), (block_table(answer), check_table(answer))),
    ]
    if answer["rehearsal"]:
        sections.append(Section("Rehearsal", (rehearsal_sentence(answer),), (), (rehearsal_table(answer),)))
    return Page(
        kind="Fit",
        title=name(folder.title),
        question="Which numbers of the model does the firm\u2019s own record of survey, staff and customers speak for?",
        answer=(learnt_sentence(answer), check_sentence(answer)),
        sections=sections,
        method=method(answer),
    )


def learnt_sentence(answer: Json) -> Markup:
    """What was learnt."""
    rows = answer["parameters"]
    learnt = [code(key) for key, row in rows.items() if row["learnt"] == "learnt"]
    if not learnt:
        return written("None of {} parameters is learnt from these data.", plain(len(rows)))
    return written("Of {} parameters {} are learnt: {}.", plain(len(rows)), plain(len(learnt)), together(learnt))


def check_sentence(answer: Json) -> Markup:
    """Whether the model can have made the data."""
    first = answer["check"][0]
    return written(
        "The model {} have made these data: they lie {} variances a number from it, 95 % of its own data within {}.",
        can(first), shown(first["distance"], 2), shown(first["usual"], 2),
    )  # fmt: skip


def method(answer: Json) -> tuple[Text, ...]:
    """How the numbers came about."""
    return (
        written(
            "Emulators (cubic in each parameter, with products of two, ridge regression) of every observed number were "
            "fitted to {} runs over the prior ranges; what they leave unexplained is Monte-Carlo noise and misfit, and "
            "its covariance, with sampling errors, is that of the likelihood. The posterior was drawn by adaptive "
            "Metropolis sampling (split R-hat {}).",
            plain(answer["runs"]), shown(answer["agreement"], 2),
        ),
        "An interval holds 90 % of the posterior. Learnt: at most 55 % as wide as the prior\u2019s; not at all: more "
        "than 90 %. Parameters that are not fitted stand at the scenario\u2019s numbers.",
    )  # fmt: skip


def of_parameters(folder: Folder) -> Iterator[Drawing]:
    """What was learnt, and the ridges."""
    words = words_of(folder)
    yield drawing(
        figures.learnt(folder.table("table.csv"), words=words), "learnt", "Intervals within the prior\u2019s."
    )
    for number, pair in enumerate(folder.answer["ridges"][:MOST_RIDGES]):
        drawn = figures.ridge(folder.table("draws.parquet"), pair, words=words)
        yield drawing(
            drawn, f"ridge-{number}", written("{} and {}: identified only jointly.", pair["one"], pair["other"])
        )


def of_data(folder: Folder) -> Iterator[Drawing]:
    """Data within the bands."""
    drawn = figures.fitted_bands(with_texts(folder.table("numbers.csv")), words=words_of(folder))
    yield drawing(drawn, "bands", "What was observed, within 90 % of what the fitted model makes.")


def parameter_table(answer: Json) -> Table:
    """Parameters, the narrowest first."""
    ordered = sorted(answer["parameters"].items(), key=lambda item: float(item[1]["width"]))
    rows = tuple(
        (code(key), str(row["learnt"]),
         *(plain(round_to(row[end])) for end in ("estimate", "low", "high", "prior_low", "prior_high")),
         shown(row["width"], 2))
        for key, row in ordered
    )  # fmt: skip
    return Table(
        caption="Parameters after the fit",
        heads=("parameter", "learnt", "estimate", "5 %", "95 %", "prior: 5 %", "95 %", "width"),
        rows=rows,
        note="Estimate: mean of the posterior. Width: of the interval, as a share of the prior\u2019s.",
    )


def block_table(answer: Json) -> Table:
    """How well emulators follow each block."""
    rows = tuple(
        (str(one["name"]), plain(one["numbers"]), shown(one["explained"], 2), shown(one["noise"], 2),
         shown(one["followed"], 2), "yes" if one["used"] else "left out")
        for one in answer["blocks"]
    )  # fmt: skip
    return Table(
        caption="How well emulators follow the numbers",
        heads=("block", "numbers", "predicted", "noise", "followed", "fitted"),
        rows=rows,
        note="Foretold: share of the variance between runs, of those that emulators were not fitted to. Noise: share "
        "by which runs of equal parameters differ. Followed: predicted of what is not noise.",
    )


def check_table(answer: Json) -> Table:
    """The posterior predictive check."""
    rows = tuple(
        (str(one["block"]), shown(one["distance"], 2), shown(one["usual"], 2), shown(one["p"], 3))
        for one in answer["check"]
    )
    return Table(
        caption="Can the model have made the data?",
        heads=("block", "distance", "95 % within", "p"),
        rows=rows,
        note="Distance: variances a number between the data and the fitted model; p: share of its own data that lie as "
        "far. A fit is refused where the smallest p is below 0.01 over the number of rows.",
    )


def rehearsal_sentence(answer: Json) -> Markup:
    """What the rehearsal found."""
    rehearsal = answer["rehearsal"]
    return written(
        "{} firms were made at parameters drawn from the prior and fitted: {} % of the 90 % intervals hold the truth "
        "(95 % interval {} to {} %); {} % of them would be refused.",
        plain(rehearsal["firms"]), *(shown(rehearsal["coverage"][key], 0, 100.0) for key in ("share", "low", "high")),
        shown(rehearsal["refused"]["share"], 0, 100.0),
    )  # fmt: skip


def rehearsal_table(answer: Json) -> Table:
    """Recovery of each parameter."""
    ordered = sorted(answer["rehearsal"]["parameters"].items(), key=lambda item: float(item[1]["width"]))
    rows = tuple(
        (code(key), str(row["learnt"]), shown(row["coverage"], 2), shown(row["correlation"], 2), shown(row["width"], 2))
        for key, row in ordered
    )
    return Table(
        caption="Parameters of made firms, found again",
        heads=("parameter", "learnt", "intervals that hold the truth", "correlation with the truth", "width"),
        rows=rows,
        note="Width: median, as a share of the prior\u2019s.",
    )
