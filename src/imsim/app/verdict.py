"""What came out, in a sentence with its size and how sure it is, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from imsim.app.names import phrase
from imsim.app.session import Session
from imsim.app.trials import RUNS, ManyRuns, Trial
from imsim.outcomes import OUTCOMES
from imsim.reporting.intervals import Interval, clear
from imsim.reporting.numbers import Scale, count, money_of, scale_of, typeset
from imsim.studies.answer import Json

# Digits of one run's differences: what chance leaves of them.
DIGITS = {"acsi": 1, "profit": 0, "turnover": 1}
# What a strategy is judged by here: outcome -> what it is called in a sentence.
JUDGED = {
    "acsi": "customer satisfaction (ACSI)",
    "profit": "profit",
    "turnover": "staff turnover",
}
LEVEL = 95
# Points of ACSI that the random numbers of one pair of runs easily make of nothing.
HARDLY = 0.5


@dataclass(frozen=True)
class Verdict:
    """What came out.

    Args:
        headline: one sentence.
        size: what it was by, and over which weeks.
        sure: how sure that is.
    """

    headline: str
    size: str
    sure: str

    @property
    def text(self) -> str:
        """All of it."""
        return " ".join(filter(None, (self.headline, self.size, self.sure)))


def span_of(session: Session) -> int:
    """Weeks at the end of a run over which it is judged, as `imsim compare` does; of those that have passed."""
    return min(session.setting.timeline.window, session.week)


def gains_of(session: Session) -> dict[str, float]:
    """What the first side has more of, mean over the last weeks: outcome -> difference."""
    weeks = span_of(session)
    first, second = session.sides
    return {
        outcome: float(np.nanmean(first.weekly(outcome)[-weeks:]) - np.nanmean(second.weekly(outcome)[-weeks:]))
        for outcome in JUDGED
    }


def verdict(session: Session, many: ManyRuns | None = None) -> Verdict | None:
    """What the first strategy has changed against the second; None for one strategy, or before there are weeks.

    Args:
        session: the run.
        many: the most runs of the two that are done.
    """
    if len(session.sides) < 2 or not session.week:
        return None
    labels = called(session)
    if many is not None:
        return verdict_of_runs(session, many, labels)
    weeks, gains = span_of(session), gains_of(session)
    scales = {
        outcome: replace(scale_for(session, outcome, {"mean": gain}), digits=DIGITS[outcome])
        for outcome, gain in gains.items()
    }
    over = session.week >= session.weeks
    return Verdict(
        headline=f"{'In this run' if over else 'So far'}: {sentence_of_one(labels, gains['acsi'], scales['acsi'])}",
        size=f"Mean of the last {count(weeks, 'week')}: {parts_of(gains, scales)}.",
        sure=f"This is one run of each: with other random numbers it would be another. {RUNS} runs tell how sure it is."
        if over
        else "",
    )


def called(session: Session) -> list[str]:
    """What the strategies on the page are called in a sentence."""
    labels = [
        phrase(session.scenario.label(side.case.strategy)) if side.case.programmes else "doing nothing"
        for side in session.sides
    ]
    if len(set(labels)) < len(labels):
        labels = [f"{label} ({letter})" for label, letter in zip(labels, "AB", strict=True)]
    return labels


def sentence_of_one(labels: list[str], gain: float, scale: Scale) -> str:
    """Who pleased customers more in one run, where that is more than chance may make of nothing."""
    if scale.number(gain).strip("-0.") == "":
        return f"{capital(labels[0])} and {labels[1]} pleased customers alike."
    return sentence(labels, gain, scale, "hardly " if abs(gain) < HARDLY else "")


def sentence(labels: list[str], gain: float, scale: Scale, how: str = "") -> str:
    """Who pleased customers more, and by how much: said so that it fits one programme and several."""
    more = "more" if gain > 0 else "less"
    return (
        f"{capital(labels[0])} pleased customers {how}{more} than {labels[1]}: "
        f"by {scale.number(abs(gain))} {scale.difference} of satisfaction (ACSI, 0-100)."
    )


def parts_of(gains: dict[str, float], scales: dict[str, Scale]) -> str:
    """The other gains in words."""
    return "; ".join(
        typeset(f"{JUDGED[outcome]} {scales[outcome].number(gain, signed=True)} {scales[outcome].difference}")
        for outcome, gain in gains.items()
    )


def verdict_of_runs(session: Session, many: ManyRuns, labels: list[str]) -> Verdict:
    """The same from many runs, with intervals."""
    gains = {outcome: many.difference(outcome).as_json() for outcome in JUDGED}
    scales = {
        outcome: scale if gain["low"] is not None else replace(scale, digits=DIGITS[outcome])
        for outcome, gain in gains.items()
        for scale in [scale_for(session, outcome, gain)]
    }
    acsi = gains["acsi"]
    if clear(acsi):
        head = sentence(labels, acsi["mean"] or 0.0, scales["acsi"])
    else:
        head = f"These runs do not tell whether {labels[0]} would please customers more than {labels[1]}."
    parts = "; ".join(
        typeset(f"{JUDGED[name]} {scales[name].number(gain['mean'], signed=True)} {span(scales[name], gain)}")
        for name, gain in gains.items()
    )
    weeks = session.setting.timeline.window
    return Verdict(
        headline=head,
        size=f"{capital(parts)}.",
        sure=f"{count(many.replicates, 'pair')} of runs, each pair with random numbers of its own; in brackets the "
        f"{LEVEL} % interval of the mean of the last {count(weeks, 'week')}, for these two strategies alone. That is "
        "how sure it is as far as chance goes: whether the model is right is another question."
        + drawn_run(session, scales["acsi"]),
    )


def drawn_run(session: Session, scale: Scale) -> str:
    """What the one pair of runs that is drawn shows, which need not be what many show on average."""
    if session.week < session.weeks:
        return ""
    gain = scale.number(gains_of(session)["acsi"], signed=True)
    return typeset(f" The first of these pairs is drawn below: there it is {gain} {scale.difference} of satisfaction.")


def span(scale: Scale, gain: Interval) -> str:
    """An interval of a gain in brackets, with its unit; or why there is none."""
    if gain["low"] is None:
        return f"{scale.difference} (too few runs differ for an interval)"
    low, high = scale.number(gain["low"], signed=True), scale.number(gain["high"], signed=True)
    return f"[{low} to {high}] {scale.difference}"


def scale_for(session: Session, outcome: str, gain: Interval) -> Scale:
    """Format of differences in an outcome."""
    return scale_of(OUTCOMES[outcome].unit, [gain], money_of(session.scenario))


def ranking(session: Session, trial: Trial) -> list[Json]:
    """All strategies of a study, best for customers first: label, gains with joint intervals, place on the page.

    `low` and `high` of an outcome are None where the strategy is the one that others are compared with.
    """
    answer = trial.answer
    if answer is None:
        return []
    found = {outcome: {name: answer.difference(outcome, name).as_json() for name in answer.names} for outcome in JUDGED}
    scales = {
        outcome: scale_of(OUTCOMES[outcome].unit, found[outcome].values(), money_of(session.scenario))
        for outcome in JUDGED
    }
    best = sorted(answer.names, key=lambda name: -(found["acsi"][name]["mean"] or 0.0))
    return [
        {
            "name": name,
            "label": answer.scenario.label(name),
            "side": "AB"[trial.sides.index(name)] if name in trial.sides else "",
            "cost": typeset(money_of(session.scenario).written(answer.cost(name).mean)),
            "reference": name == answer.reference,
            "outcomes": {
                outcome: {
                    **found[outcome][name],
                    "text": typeset(scales[outcome].around(found[outcome][name], signed=True)),
                    "clear": clear(found[outcome][name]),
                }
                for outcome in JUDGED
            },
            "units": {outcome: scales[outcome].difference for outcome in JUDGED},
        }
        for name in best
    ]


def capital(text: str) -> str:
    """A text whose first letter is a capital.

    Example:
        >>> capital("full plan"), capital("“select, train, retain”")
        ('Full plan', '“Select, train, retain”')
    """
    first = 1 if text.startswith("“") else 0
    return text[:first] + text[first : first + 1].upper() + text[first + 1 :]
