"""Robustness of a ranking: how often each strategy is best over plausible parameter sets, and what switches it."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from imsim.reporting import numbers, structure_words
from imsim.reporting.intervals import Interval
from imsim.reporting.numbers import digits_for
from imsim.reporting.quantities import label_of, unit_of
from imsim.reporting.report.drawings import ranked
from imsim.reporting.report.folder import Folder
from imsim.reporting.report.parts import Page, Section, Table, Text, code, headed, name, quoted, together, written
from imsim.reporting.report.structures import structures
from imsim.reporting.report.values import Scale, counted, plain, scale_of, shown
from imsim.studies.answer import Json
from imsim.studies.noise import NULL_INDEX

MOST_FACTORS = 12


def robustness_page(folder: Folder) -> Page:
    """The report of `imsim compare --uncertain`."""
    answer = folder.answer
    outcomes: dict[str, Json] = answer["outcomes"]
    first, *others = outcomes
    strategies = [quoted(folder.label(row["strategy"])) for row in outcomes[first]["strategies"]]
    last = others[-1] if others else first
    second = (ranking_sentence if others else switching_sentence)(folder, last, outcomes[last])
    sections = []
    for outcome, result in outcomes.items():
        # Where nothing clearly turns the ranking the sentence says so.
        turned = [switching_table(folder, result)] if any(one["clear"] for one in result["turned_by"]) else []
        words: tuple[Text, ...] = (switching_sentence(folder, outcome, result), noise_sentence(result))
        tables = (ranking_table(folder, outcome, result), *turned)
        if result.get("structures"):
            leads = numbers.scale_of(unit_of(outcome), structure_words.leads(result["structures"]), folder.money)
            said, table = structures(result["structures"], folder.label, leads, label_of(outcome))
            words, tables = (*words, said), (*tables, table)
        sections.append(Section(headed(label_of(outcome)), words, tuple(ranked(folder, outcome)), tables))
    return Page(
        kind="Comparison of strategies under uncertainty",
        title=name(folder.title),
        question=written(
            "Which of {} is best when the numbers nobody knows for sure are drawn from all they may be?",
            together(strategies),
        ),
        answer=(ranking_sentence(folder, first, outcomes[first]), second),
        sections=sections,
        method=(
            written(
                "{} over all uncertain parameters listed below{}, each with {} of every "
                "strategy under common random numbers; strategies were scaled to the budget once, at the usual "
                "numbers. Shares of parameter sets have Wilson\u2019s 95 % intervals.",
                counted(answer["worlds"], "parameter set"), conditioned(answer.get("plausible")),
                counted(answer["replicates"], "replicate"),
            ),
            "A share says in how much of the range of assumptions a strategy is best if all values in the range "
            "are equally "
            "likely; it is no probability that the strategy will work.",
        ),
    )  # fmt: skip


def conditioned(plausible: Json | None) -> Markup:
    """How the sets were drawn, within a sentence."""
    if not plausible:
        return written(", a Latin hypercube, whether the untreated firm is then like this one or not")
    levels = together(label_of(row["outcome"]) for row in plausible["known"])
    return written(
        " in which the untreated firm has the {} that is known of it ({} of {} sets tried were rejected)",
        levels, plain(plausible["rejected"]), plain(plausible["tried"]),
    )  # fmt: skip


def percent(value: float) -> Markup:
    """A share of the parameter sets."""
    return written("{} %", shown(value, 0, 100.0))


def share(result: Interval) -> Markup:
    """A share of the parameter sets with its interval, for a table."""
    return Scale(100.0, 0, "%", "%").cell(result)


def share_said(result: Json) -> Markup:
    """A share of the parameter sets with its interval, for a sentence."""
    return written("{} (95 % interval {} to {})", *(percent(result[key]) for key in ("share", "low", "high")))


def ranking_sentence(folder: Folder, outcome: str, result: Json) -> Markup:
    """Sentence on the strategy that is best most often, and whether its lead is clear."""
    top, *rest = result["strategies"]
    tied = [row for row in rest if row["high"] > top["low"]]
    tied_names = together(quoted(folder.label(row["strategy"])) for row in tied)
    doubt = written("; {} may be best as often", tied_names) if tied else written(", more often than any other")
    return written(
        "By {}, {} is best in {} of the parameter sets (95 % interval {} to {}){}.",
        label_of(outcome), quoted(folder.label(top["strategy"])), percent(top["best"]), percent(top["low"]),
        percent(top["high"]), doubt,
    )  # fmt: skip


def switching_sentence(folder: Folder, outcome: str, result: Json) -> Markup:
    """What switches the ranking of the first two strategies."""
    one, other = (quoted(folder.label(result[key])) for key in ("first", "second"))
    head = written("{} is ahead of {} in {} of the parameter sets", one, other, share_said(result["first_ahead"]))
    factors = [factor for factor in result["turned_by"] if factor["clear"]]
    if not factors:
        return written("{}, and no single uncertainty clearly turns that by {}.", head, label_of(outcome))
    factor = factors[0]
    return written(
        "{}; what turns that most is {}: {} where it is in its lowest third, {} in its highest.",
        head, code(factor["parameter"]), percent(factor["when_low"]), percent(factor["when_high"]),
    )  # fmt: skip


def noise_sentence(result: Json) -> Markup:
    """Sentence on the share of Monte-Carlo noise in the advantage."""
    if result["noise_share"] is None:
        return written("How much of the advantage is Monte-Carlo noise is unknown: one replicate.")
    much = "; more replicates would sharpen it" if result["noise_share"] > NULL_INDEX else ""
    return written(
        "{} of what differs between parameter sets in that advantage is Monte-Carlo noise{}.",
        percent(result["noise_share"]),
        much,
    )


def spanned(row: Json, key: str) -> Interval:
    """A number of a row with its interval."""
    return {"mean": row[key], "low": row[f"{key}_low"], "high": row[f"{key}_high"]}


def ranking_table(folder: Folder, outcome: str, result: Json) -> Table:
    """Strategies, the one that is best most often first."""
    rows: Sequence[Json] = result["strategies"]
    regrets = [spanned(row, "regret") for row in rows]
    (reference,) = (row["strategy"] for row in rows if row["better"] is None)
    # Gains are shown as finely as what they differ by.
    scale = scale_of(outcome, regrets, folder.money)
    return Table(
        caption=written("How often each is best by {}", label_of(outcome)),
        heads=(
            "strategy", written("best in<br><small>% of parameter sets</small>"),
            written("better than {}<br><small>% of parameter sets</small>", quoted(folder.label(reference))),
            written("gained<br><small>{}</small>", scale.difference),
            written("regret<br><small>{}</small>", scale.difference),
        ),
        rows=tuple(
            (
                name(folder.label(row["strategy"])),
                share({"mean": row["best"], "low": row["low"], "high": row["high"]}),
                share(spanned(row, "better")),
                scale.cell(spanned(row, "gain"), signed=True),
                scale.cell(regret),
            )
            for row, regret in zip(rows, regrets, strict=True)
        ),
        note=(
            "Gained: paired by parameter set, on average, with intervals that hold jointly. Regret: what is lost on "
            "average by choosing it instead of the best in each set. 95 % intervals."
        ),
    )  # fmt: skip


def switching_table(folder: Folder, result: Json) -> Table:
    """Table of switching factors of the two best strategies, the strongest first."""
    factors: Sequence[Json] = result["turned_by"][:MOST_FACTORS]
    pawn = digits_for({"mean": factor["pawn"]} for factor in factors)
    one, other = (quoted(folder.label(result[key])) for key in ("first", "second"))
    return Table(
        caption=written("What turns the ranking of {} and {}", one, other),
        heads=("uncertainty", "rank correlation", "PAWN index", "ahead where low, %", "ahead where high, %"),
        rows=tuple(
            (
                code(factor["parameter"]),
                written('<span class="{}">{}</span>', "clear" if factor["clear"] else "unclear",
                        shown(factor["correlation"], 2, signed=True)),
                shown(factor["pawn"], pawn), share(spanned(factor, "when_low")),
                share(spanned(factor, "when_high")),
            )
            for factor in factors
        ),
        note=(
            "Of the first one\u2019s advantage with the uncertainty; grey: chance alone may do as much, given how "
            "many were "
            "looked at. Low, high: in the lowest and the highest third of its range."
        ),
    )  # fmt: skip
