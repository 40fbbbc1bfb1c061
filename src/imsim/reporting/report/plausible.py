"""Plausible parameter sets as a page: what is known of the firm, which sets meet it, and what that says of ranges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from imsim.reporting import figures
from imsim.reporting.quantities import label_of
from imsim.reporting.report.drawings import drawing, words_of
from imsim.reporting.report.folder import Folder
from imsim.reporting.report.parts import Drawing, Page, Section, Table, code, name, together, written
from imsim.reporting.report.values import counted, plain, scale_of, shown
from imsim.studies.answer import Json

MOST_RANGES = 20


def plausible_page(folder: Folder) -> Page:
    """The report of `imsim plausible`."""
    answer = folder.answer
    ranges: Sequence[Json] = answer["parameters"]
    tables = (level_table(folder, answer["known"]),) if ranges else ()
    sections = [Section("Levels", (missed_sentence(answer),), tuple(levels(folder)) if ranges else (), tables)]
    if ranges:
        sections.append(Section("Ranges", (), tuple(moved(folder)), (range_table(ranges),)))
    return Page(
        kind="Plausible parameter sets",
        title=name(folder.title),
        question="Under which values of the numbers nobody knows for sure is the untreated firm like this one?",
        answer=(kept_sentence(answer), *([worth_sentence(answer)] if ranges else [])),
        sections=sections,
        method=(
            written(
                "Sets are drawn from the ranges of all uncertain parameters (a scrambled Sobol\u2019 sequence) and run "
                "untreated, {} each under common random numbers. What describes the firm rather than the "
                "theory is set anew after each round so that the levels are met (re-anchoring); a set with which "
                "nothing more can be done is rejected.",
                counted(answer["replicates"], "replicate"),
            ),
            "A tolerance is what was said, or usual, and two standard errors of a mean over so many replicates. The "
            "effective number weighs sets by how near they come to the levels.",
        ),
    )


def kept_sentence(answer: Json) -> Markup:
    """How many sets are plausible."""
    return written(
        "{} of {} parameter sets that were tried are plausible ({} wanted).",
        plain(answer["kept"]), plain(answer["tried"]), plain(answer["samples"]),
    )  # fmt: skip


def worth_sentence(answer: Json) -> Markup:
    """What they are worth, and whether other random numbers say so too."""
    confirmed = answer["confirmed"]
    return written(
        "On random numbers that the search never saw {} % of them are within all tolerances (95 % interval {} to {} %)"
        "; "
        "they are worth {} sets that are exactly like the firm.",
        *(shown(confirmed[key], 0, 100.0) for key in ("share", "low", "high")), shown(answer["effective"], 0),
    )  # fmt: skip


def missed_sentence(answer: Json) -> Markup:
    """What the rejected sets missed."""
    if not answer["missed"]:
        return written("No set was rejected.")
    parts = [written("{} in {}", label_of(one), plain(many)) for one, many in answer["missed"].items()]
    return written("{} rejected; missed: {}.", counted(answer["rejected"], "set was", "sets were"), together(parts))


def levels(folder: Folder) -> Iterator[Drawing]:
    """Levels of all sets beside what is known."""
    drawn = figures.known_levels(folder.table("sets.parquet"), folder.answer["known"], words=words_of(folder))
    yield drawing(drawn, "levels", "Each point is a parameter set; grey band: within the tolerance.")


def moved(folder: Folder) -> Iterator[Drawing]:
    """Ranges before and after."""
    drawn = figures.conditioned_ranges(folder.table("table.csv"), words=words_of(folder))
    yield drawing(drawn, "ranges", "Ranges of the sets as drawn and as kept.")


def level_table(folder: Folder, known: Sequence[Json]) -> Table:
    """Known levels, and those of the sets."""
    rows = []
    for row in known:
        within = {"mean": row["level"], "low": row["level"] - row["within"], "high": row["level"] + row["within"]}
        scale = scale_of(row["outcome"], [within], folder.money)
        rows.append((
            written("{}<br><small>{}</small>", label_of(row["outcome"]), scale.unit), scale.number(row["level"]),
            scale.number(row["within"]), "said" if row["said"] else "the firm\u2019s own",
            *(scale.number(row[key]) for key in ("low", "middle", "high")), plain(row["rejected"]),
        ))  # fmt: skip
    return Table(
        caption="What is known of the firm, and its parameter sets",
        heads=("level", "known", "within, ±", "rests on", "sets: 5 %", "50 %", "95 %", "rejected sets that miss it"),
        rows=tuple(rows),
        note="The firm\u2019s own: its level at the usual parameters, where nothing is known.",
    )


def range_table(ranges: Sequence[Json]) -> Table:
    """Ranges of parameters: anchored ones, then those that conditioning moved most."""
    listed = [row for row in ranges if row["anchored"]] + [row for row in ranges if not row["anchored"]][:MOST_RANGES]
    rows = tuple(
        (
            code(row["parameter"]),
            *(plain(round_to(row[key])) for key in ("low", "high", "kept_low", "kept_middle", "kept_high")),
            "set to meet the levels" if row["anchored"] else written(
                '<span class="{}">{}</span>', "clear" if row["clear"] else "unclear", shown(row["shift"], 2)),
        )
        for row in listed
    )  # fmt: skip
    return Table(
        caption="Parameters before and after conditioning",
        heads=("parameter", "drawn: 5 %", "95 %", "kept: 5 %", "50 %", "95 %", "moved"),
        rows=rows,
        note="Moved: distance of kept from rejected draws (Kolmogorov-Smirnov); grey: chance alone may do as much.",
    )


def round_to(value: float) -> float:
    """A parameter to three digits."""
    return float(f"{value:.3g}")
