"""Report page of a sensitivity analysis: factors, their indices with intervals, and noise."""

from __future__ import annotations

from markupsafe import Markup

from imsim.reporting.intervals import Interval, with_deviation
from imsim.reporting.numbers import digits_for
from imsim.reporting.quantities import label_of
from imsim.reporting.report.drawings import moved
from imsim.reporting.report.folder import Folder
from imsim.reporting.report.parts import Page, Section, Table, code, headed, name, quoted, together, written
from imsim.reporting.report.values import Scale, counted, plain, scale_of, shown
from imsim.studies.answer import Json
from imsim.studies.methods import METHODS, Method
from imsim.studies.noise import LESS, NULL_INDEX

MOST_NAMED = 4


class OutcomeSensitivity:
    """What one outcome says.

    Args:
        answer: its part of the answer.
        method: that was used.
        outcome: name.
    """

    def __init__(self, answer: Json, method: Method, outcome: str) -> None:
        self.answer, self.method, self.outcome = answer, method, outcome
        self.index = method.main[0]
        self.label = label_of(outcome)
        rows: dict[str, Json] = answer["indices"]
        self.rows = dict(sorted(rows.items(), key=lambda item: -abs(item[1].get(self.index) or 0.0)))

    def interval(self, factor: str, index: str | None = None) -> Interval:
        """An index of a factor with its bootstrap interval."""
        row, index = self.rows[factor], index or self.index
        value, half = row.get(index), row.get(f"{index}_conf")
        if value is None or half is None:
            return {"mean": value, "low": None, "high": None}
        return {"mean": value, "low": value - half, "high": value + half}

    def scale(self, index: str) -> Scale:
        """Scale of an index."""
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
        return bool(self.answer["noise_share"] is not None and self.answer["replicates_needed"] is None)

    def tied(self) -> list[str]:
        """Factors whose indices do not differ clearly from the first one's."""
        first, *rest = self.rows
        top = self.interval(first)
        if top["low"] is None:
            return rest
        return [one for one in rest if (self.interval(one)["high"] or 0.0) >= top["low"]]


def sensitivity_page(folder: Folder) -> Page:
    """The report of `imsim sensitivity`."""
    answer, method = folder.answer, METHODS[folder.answer["method"]]
    result = [OutcomeSensitivity(part, method, outcome) for outcome, part in answer["outcomes"].items()]
    whose = quoted(folder.label(answer["strategy"]))
    if answer["against"]:
        whose = written("the advantage of {} over {}", whose, quoted(folder.label(answer["against"])))
    names = together(one.label for one in result)
    return Page(
        kind="Sensitivity analysis",
        title=name(folder.title),
        question=written("Which of the numbers that were varied moves {} of {}, and how much?", names, whose),
        answer=(first_sentence(result[0], answer), second_sentence(result, answer)),
        sections=[outcome_section(one, answer, folder) for one in result],
        method=(
            written(
                "Method {}: {} is the {}. {}, {}: {} a point, common random numbers "
                "at all points; ± is "
                "half of the 95 % interval, by bootstrap.",
                code(method.name), method.main[0], method.words, counted(answer["samples"], "sample"),
                counted(answer["runs"], "run"), counted(answer["replicates"], "replicate"),
            ),
            "Indices say what matters within the ranges below, for this company and this strategy; another "
            "range, another "
            "answer.",
        ),
    )  # fmt: skip


def first_sentence(result: OutcomeSensitivity, answer: Json) -> Markup:
    """What moves the first outcome most, and whether that is sure."""
    if result.answer["constant"]:
        return written("{} did not vary at all: none of the numbers moves it.", result.label)
    if result.meaningless:
        return written(
            "What differs between points in {} is Monte-Carlo noise: no number can be said to move it.", result.label
        )
    first, tied = next(iter(result.rows)), result.tied()
    if not tied:
        doubt = written(", clearly more than any other")
    elif len(tied) <= MOST_NAMED:
        doubt = written("; it cannot be told apart from {}", together(map(code, tied)))
    else:
        doubt = written("; most of the others cannot be told apart from it: more samples are needed")
    if (result.answer["replicates_needed"] or 0) > answer["replicates"]:
        share = shown(result.answer["noise_share"], 1, 100.0)
        doubt = written("{}, though {} % of what differs between points is noise", doubt, share)
    return written(
        "{} moves {} most ({} {}{}){}.",
        code(first), result.label, result.index, result.number(first), f", {result.method.words}", doubt,
    )  # fmt: skip


def second_sentence(result: list[OutcomeSensitivity], answer: Json) -> Markup:
    """Sentence on the first factor of the other outcomes; for one outcome alone, on noise."""
    parts = []
    for one in result[1:]:
        if one.answer["constant"]:
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
        return noise_sentence(result[0], answer)
    return written("As to the rest, {}.", Markup("; ").join(parts))


def noise_sentence(result: OutcomeSensitivity, answer: Json) -> Markup:
    """Sentence on the share of Monte-Carlo noise, and whether the replicates are enough."""
    share, needed = result.answer["noise_share"], result.answer["replicates_needed"]
    if share is None:
        return written("How much of what differs between points is Monte-Carlo noise is unknown: one replicate.")
    part = written("{} % of what differs between points is Monte-Carlo noise", shown(share, 1, 100.0))
    if "noise_low" in result.answer:
        ends = (shown(result.answer[end], 1, 100.0) for end in ("noise_low", "noise_high"))
        part = written("{} (95 % interval {} to {} %)", part, *ends)
    if needed is None:
        return written("{}: no number of replicates would make these indices mean anything.", part)
    enough = "enough" if needed <= answer["replicates"] else "too few: small indices mean nothing"
    return written(
        "{}; {} replicates would keep the index of a number without any effect below {}, {} were run, which is {}.",
        part, plain(needed), NULL_INDEX, plain(answer["replicates"]), enough,
    )  # fmt: skip


def outcome_section(result: OutcomeSensitivity, answer: Json, folder: Folder) -> Section:
    """One outcome: its spread, noise and indices."""
    mean, deviation = result.answer["mean"], result.answer["standard_deviation"]
    scale = scale_of(result.outcome, [with_deviation(mean, deviation)], folder.money)
    spread = written(
        "Over the points its mean is {} {}, its standard deviation {}.",
        scale.number(mean), scale.unit, scale.number(deviation),
    )  # fmt: skip
    if result.answer["constant"]:
        return Section(headed(result.label), (spread, "It did not vary: no number moves it."))
    tables = [indices_table(result)]
    if result.answer["second_order"]:
        tables.append(pairs_table(result))
    words = (spread, noise_sentence(result, answer), *settling(result, answer))
    return Section(headed(result.label), words, tuple(moved(folder, result.outcome)), tuple(tables))


def settling(result: OutcomeSensitivity, answer: Json) -> tuple[Markup, ...]:
    """Whether the index of the first factor has settled, from the smaller designs that this one begins with."""
    if not result.answer["convergence"]:
        return ()
    half, first = result.answer["convergence"][-1], next(iter(result.rows))
    scale = result.scale(result.index)
    return (
        written(
            "From {} to {} samples {} of {} went from {} to {}.",
            plain(half["samples"]), plain(answer["samples"]), result.index, code(first),
            scale.number(half["indices"][first][result.index]), scale.number(result.rows[first][result.index]),
        ),
    )  # fmt: skip


def indices_table(result: OutcomeSensitivity) -> Table:
    """Factors, the one that matters most first."""
    less = [LESS] if all(LESS in row for row in result.rows.values()) else []
    indices = (*result.method.main, *less)
    return Table(
        caption=written("What moves {}", result.label),
        heads=("factor", *(index.replace("_", " ") for index in indices)),
        rows=tuple((code(one), *(result.number(one, index) for index in indices)) for one in result.rows),
        note=written("{}: {}.", result.index, result.method.words),
    )


def pairs_table(result: OutcomeSensitivity) -> Table:
    """Pairs of factors that do more together than alone, the strongest first."""
    pairs = sorted(result.answer["second_order"], key=lambda row: -abs(row["S2"] or 0.0))
    digits = digits_for({"mean": row["S2"], "low": 0.0, "high": 2 * (row["S2_conf"] or 0.0)} for row in pairs)
    return Table(
        caption="Pairs that act together",
        heads=("one", "other", "S2"),
        rows=tuple(
            (*map(code, row["pair"]), written("{} ±{}", shown(row["S2"], digits), shown(row["S2_conf"], digits)))
            for row in pairs
        ),
    )
