"""A sensitivity analysis: which factor moves an outcome how much, how sure that is, and how much is noise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from imsim.reporting.numbers import Interval, digits_for, with_deviation
from imsim.reporting.quantities import label_of
from imsim.reporting.report.drawings import moved
from imsim.reporting.report.folder import Folder
from imsim.reporting.report.parts import Page, Section, Table, code, headed, name, quoted, together, written
from imsim.reporting.report.values import Scale, plain, scale_of, shown
from imsim.studies.methods import METHODS, Method
from imsim.studies.sensitivity import NULL_INDEX

Row = Mapping[str, Any]
MOST_NAMED = 4


class Found:
    """What one outcome says.

    Args:
        told: its part of the answer.
        method: that was used.
        outcome: name.
    """

    def __init__(self, told: Row, method: Method, outcome: str) -> None:
        self.told, self.method, self.outcome = told, method, outcome
        self.index = method.main[0]
        self.label = label_of(outcome)
        rows: dict[str, Row] = told["indices"]
        self.rows = dict(sorted(rows.items(), key=lambda item: -abs(item[1].get(self.index) or 0.0)))

    def interval(self, factor: str, index: str | None = None) -> Interval:
        """An index of a factor with its bootstrap interval."""
        row, index = self.rows[factor], index or self.index
        value, half = row.get(index), row.get(f"{index}_conf")
        if value is None or half is None:
            return {"mean": value, "low": None, "high": None}
        return {"mean": value, "low": value - half, "high": value + half}

    def scale(self, index: str) -> Scale:
        """How an index is shown."""
        return Scale(1.0, digits_for(self.interval(factor, index) for factor in self.rows), "", "")

    def number(self, factor: str, index: str | None = None) -> Markup:
        """An index and the half-width of its interval."""
        index = index or self.index
        scale, half = self.scale(index), self.rows[factor].get(f"{index}_conf")
        around = written(' <span class="half">\u00b1\u00a0{}</span>', scale.number(half)) if half is not None else ""
        return written("{}{}", scale.number(self.rows[factor].get(index)), around)

    @property
    def meaningless(self) -> bool:
        """Whether noise alone explains what differs."""
        return bool(self.told["noise_share"] is not None and self.told["replicates_needed"] is None)

    def tied(self) -> list[str]:
        """Factors that cannot be told apart from the first."""
        first, *rest = self.rows
        top = self.interval(first)
        if top["low"] is None:
            return rest
        return [one for one in rest if (self.interval(one)["high"] or 0.0) >= top["low"]]


def sensitivity_page(folder: Folder) -> Page:
    """The report of `imsim sensitivity`."""
    told, method = folder.answer, METHODS[folder.answer["method"]]
    found = [Found(part, method, outcome) for outcome, part in told["outcomes"].items()]
    whose = quoted(folder.label(told["strategy"]))
    if told["against"]:
        whose = written("the advantage of {} over {}", whose, quoted(folder.label(told["against"])))
    names = together(one.label for one in found)
    return Page(
        kind="Sensitivity analysis",
        title=name(folder.title),
        question=written("Which of the numbers that were varied moves {} of {}, and how much?", names, whose),
        answer=(first_sentence(found[0], told), second_sentence(found, told)),
        sections=[outcome_section(one, told, folder) for one in found],
        method=(
            written(
                "Method {}: {} is the {}. {} samples, {} runs: {} replicates a point, common random numbers "
                "at all points; ± is "
                "half of the 95 % interval, by bootstrap.",
                code(method.name), method.main[0], method.words, plain(told["samples"]), plain(told["runs"]),
                plain(told["replicates"]),
            ),
            "Indices say what matters within the ranges below, for this company and this strategy; another "
            "range, another "
            "answer.",
        ),
    )  # fmt: skip


def first_sentence(found: Found, told: Row) -> Markup:
    """What moves the first outcome most, and whether that is sure."""
    if found.told["constant"]:
        return written("{} did not vary at all: none of the numbers moves it.", found.label)
    if found.meaningless:
        return written(
            "What differs between points in {} is Monte-Carlo noise: no number can be said to move it.", found.label
        )
    first, tied = next(iter(found.rows)), found.tied()
    if not tied:
        doubt = written(", clearly more than any other")
    elif len(tied) <= MOST_NAMED:
        doubt = written("; it cannot be told apart from {}", together(map(code, tied)))
    else:
        doubt = written("; most of the others cannot be told apart from it: more samples are needed")
    if (found.told["replicates_needed"] or 0) > told["replicates"]:
        share = shown(found.told["noise_share"], 1, 100.0)
        doubt = written("{}, though {} % of what differs between points is noise", doubt, share)
    return written(
        "{} moves {} most ({} {}{}){}.",
        code(first), found.label, found.index, found.number(first), f", {found.method.words}", doubt,
    )  # fmt: skip


def second_sentence(found: list[Found], told: Row) -> Markup:
    """What moves the other outcomes most; for one alone, what it is worth."""
    parts = []
    for one in found[1:]:
        if one.told["constant"]:
            parts.append(written("{} did not vary", one.label))
        elif one.meaningless:
            parts.append(written("what differs in {} is noise", one.label))
        else:
            first = next(iter(one.rows))
            sure = ", but not clearly" if one.tied() else ""
            parts.append(
                written("{} is moved most by {} ({} {}){}", one.label, code(first), one.index, one.number(first), sure)
            )
    if not parts:
        return noise_sentence(found[0], told)
    return written("As to the rest, {}.", Markup("; ").join(parts))


def noise_sentence(found: Found, told: Row) -> Markup:
    """How much of what differs is Monte-Carlo noise, and whether the replicates are enough."""
    share, needed = found.told["noise_share"], found.told["replicates_needed"]
    if share is None:
        return written("How much of what differs between points is Monte-Carlo noise is unknown: one replicate.")
    part = written("{} % of what differs between points is Monte-Carlo noise", shown(share, 1, 100.0))
    if needed is None:
        return written("{}: no number of replicates would make these indices mean anything.", part)
    enough = "enough" if needed <= told["replicates"] else "too few: small indices mean nothing"
    return written(
        "{}; {} replicates would keep the index of a number without any effect below {}, {} were run, which is {}.",
        part, plain(needed), NULL_INDEX, plain(told["replicates"]), enough,
    )  # fmt: skip


def outcome_section(found: Found, told: Row, folder: Folder) -> Section:
    """One outcome: its spread, noise and indices."""
    mean, deviation = found.told["mean"], found.told["standard_deviation"]
    scale = scale_of(found.outcome, [with_deviation(mean, deviation)], folder.money)
    spread = written(
        "Over the points its mean is {} {}, its standard deviation {}.",
        scale.number(mean), scale.unit, scale.number(deviation),
    )  # fmt: skip
    if found.told["constant"]:
        return Section(headed(found.label), (spread, "It did not vary: no number moves it."))
    tables = [indices_table(found)]
    if found.told["second_order"]:
        tables.append(pairs_table(found))
    words = (spread, noise_sentence(found, told), *settling(found, told))
    return Section(headed(found.label), words, tuple(moved(folder, found.outcome)), tuple(tables))


def settling(found: Found, told: Row) -> tuple[Markup, ...]:
    """Whether the index of the first factor has settled, from the smaller designs that this one begins with."""
    if not found.told["convergence"]:
        return ()
    half, first = found.told["convergence"][-1], next(iter(found.rows))
    scale = found.scale(found.index)
    return (
        written(
            "From {} to {} samples {} of {} went from {} to {}.",
            plain(half["samples"]), plain(told["samples"]), found.index, code(first),
            scale.number(half["indices"][first][found.index]), scale.number(found.rows[first][found.index]),
        ),
    )  # fmt: skip


def indices_table(found: Found) -> Table:
    """Factors, the one that matters most first."""
    return Table(
        caption=written("What moves {}", found.label),
        heads=("factor", *found.method.main),
        rows=tuple((code(one), *(found.number(one, index) for index in found.method.main)) for one in found.rows),
        note=written("{}: {}.", found.index, found.method.words),
    )


def pairs_table(found: Found) -> Table:
    """Pairs of factors that do more together than alone, the strongest first."""
    pairs = sorted(found.told["second_order"], key=lambda row: -abs(row["S2"] or 0.0))
    digits = digits_for({"mean": row["S2"], "low": 0.0, "high": 2 * (row["S2_conf"] or 0.0)} for row in pairs)
    return Table(
        caption="Pairs that act together",
        heads=("one", "other", "S2"),
        rows=tuple(
            (*map(code, row["pair"]), written("{} ± {}", shown(row["S2"], digits), shown(row["S2_conf"], digits)))
            for row in pairs
        ),
    )
