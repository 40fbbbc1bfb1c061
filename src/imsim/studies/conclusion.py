"""From mixes that were run to plans: confirmed on fresh random numbers, chosen from, and followed by the next money."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from imsim.scenarios.counts import count
from imsim.studies.answer import Json
from imsim.studies.budget_path import curves_frame, label_of, mixes_frame, overtakes, path_rows
from imsim.studies.confirmation import confirm
from imsim.studies.design import Design
from imsim.studies.elsewhere import in_structures, units_of
from imsim.studies.frontier import apart, unbeaten
from imsim.studies.intervals import finite, joint_intervals
from imsim.studies.mix_search import Tried, by_surfaces, candidates, run_mixes, signed, single_mixes, surfaces_of
from imsim.studies.optimisation import MOST_PLANS, Optimisation
from imsim.studies.optimum import Optimum
from imsim.studies.stages import Stages
from imsim.studies.surface import Surface
from imsim.studies.worth import FEWEST_SETS, Firm
from imsim.studies.worth import told as told_worth

Values = NDArray[np.float64]
# Mixes that are confirmed because they ran well, and because surfaces call them best among those that were run.
RUN_WELL, CALLED_WELL = 2, 4
# Of the budget that is tried for the next money.
STEP = 0.1


def conclude(
    asked: Optimisation, at_work: Stages, design: Design, found: tuple[Tried, list[int], dict[str, Surface]],
    told: Json | None,
) -> Optimum:  # fmt: skip
    """The answer: runs of the plans and of what the next money buys, and all that is said of them.

    Args:
        asked: what was wanted.
        at_work: where stages are run.
        design: parameter sets.
        found: mixes of the search, channels it went over, surfaces.
        told: what is known of the parameter sets.
    """
    tried, which, surfaces = found
    # Other budgets are read off surfaces to which all mixes count alike.
    evenly = surfaces_of(asked, tried, which, evenly=True)
    plans, single = final_plans(asked, tried, which, surfaces)
    mixes = np.vstack([plans, single])
    asked, confirmed, until = confirm(asked, at_work, mixes, [label_of(asked, parts) for parts in mixes], design)
    rows = plan_rows(asked, confirmed)
    kept = in_order(asked, rows[:-1])
    chosen, why = choices(asked, kept)
    usual = "regret" if asked.sets > 1 else "average"
    plan = next(row for row in kept if row["name"] == chosen[usual])
    place = plan["place"]
    after = next_rows(asked, at_work, design, confirmed, place)
    elsewhere = in_structures(asked, at_work, design, confirmed, [*kept, rows[-1]], told)
    content: Json = {
        "scenario": asked.scenario.name,
        "seed": asked.seed,
        "budget": {
            "share_of_wages": asked.budgets[-1], "money": asked.money,
            "currency": asked.scenario.table.economy.currency,
        },
        "goals": list(asked.goals),
        "keep": [str(keep) for keep in asked.keeps],
        "over": [channel_row(asked, i, i in which) for i in range(len(asked.channels))],
        "sets": design.points,
        "plausible": told,
        "replicates": asked.replicates,
        "confirming": asked.confirming,
        "runs": {"search": sum(1 for _ in tried.stage), "all": at_work.runs},
        "surfaces": {name: one.as_json() for name, one in surfaces.items()},
        "reference": {name: float(values.mean()) for name, values in confirmed.reference.items()},
        "plans": [{key: value for key, value in row.items() if key != "place"} for row in kept],
        "single": {key: value for key, value in rows[-1].items() if key != "place"},
        "chosen": chosen,
        "why": why,
        "usual_choice": usual,
        "next": after,
        "structures": elsewhere,
        "worth": worth_of(asked, confirmed, [*kept, rows[-1]]),
        "path": path_rows(asked, tried, which, evenly),
    }  # fmt: skip
    content["overtakes"] = overtakes(content["path"])
    if until:
        content["until"] = until
    return Optimum(asked.scenario, content, mixes_frame(asked, tried), curves_frame(asked, which, evenly, plans[place]))


def worth_of(asked: Optimisation, confirmed: Tried, rows: Sequence[Json]) -> Json | None:
    """What would be worth knowing before the choice among the plans, by goal; None where there are too few sets."""
    sets = confirmed.gains[asked.goals[0]].shape[1]
    if sets < FEWEST_SETS:
        return None
    places = [row["place"] for row in rows]
    final = {
        name: np.moveaxis(np.concatenate([level[None], level + confirmed.gains[name][places]]), 0, 1)
        for name, level in confirmed.reference.items()
    }
    names = [asked.scenario.table.reference, *(row["name"] for row in rows)]
    return {goal: told_worth(asked.scenario, Firm.of(final, names, goal, asked.seed), goal) for goal in asked.goals}


def channel_row(asked: Optimisation, i: int, searched: bool) -> Json:
    """What is to be said of a channel."""
    channel = asked.channels[i]
    return {
        "name": channel.name, "label": channel.label, "kinds": sorted(channel.kinds),
        "can_use": float(asked.mixer.most[i]), "searched": searched,
    }  # fmt: skip


def final_plans(
    asked: Optimisation, tried: Tried, which: Sequence[int], surfaces: dict[str, Surface]
) -> tuple[Values, Values]:
    """Mixes to be confirmed, and the best single channel: shape (plans, channels), (1, channels)."""
    means = np.stack([signed(goal) * tried.gains[goal].mean(axis=(1, 2)) for goal in asked.goals], axis=1)
    score = (means / np.maximum(means.max(axis=0), 1e-12)).sum(axis=1)
    single = tried.parts[[np.argmax(score[: len(single_mixes(asked))])]]
    allowed = np.flatnonzero(asked.limits(range(len(asked.channels))).allow(tried.parts))
    run_well = allowed[np.argsort(-score[allowed], kind="stable")]
    if not all(surfaces[goal].trusted for goal in asked.goals):
        front = unbeaten(means[run_well])
        return apart(tried.parts[[*run_well[front], *run_well[~front]]])[:MOST_PLANS], single
    called_well = allowed[
        np.argsort(-by_surfaces(asked, surfaces, tried.parts[allowed][:, list(which)]), kind="stable")
    ]
    run = tried.parts[[*run_well[:RUN_WELL], *called_well[:CALLED_WELL]]]
    every = apart(np.vstack([candidates(asked, tried, which, surfaces, 9), run]))
    predicted = np.stack([signed(goal) * surfaces[goal].at(every[:, list(which)]) for goal in asked.goals], axis=1)
    order = np.lexsort((-by_surfaces(asked, surfaces, every[:, list(which)]), ~unbeaten(predicted)))
    return every[np.sort(order[:MOST_PLANS])], single


def plan_rows(asked: Optimisation, confirmed: Tried) -> list[Json]:
    """Plans with joint intervals and regret; the best single channel last."""
    number = len(confirmed.parts) - 1
    units = {name: units_of(values) for name, values in confirmed.gains.items()}
    stacked = np.vstack([units[goal] for goal in asked.outcomes])
    mean, half = (one.reshape(len(asked.outcomes), -1) for one in joint_intervals(stacked, asked.seed, asked.level))
    gains = np.stack([signed(goal) * units[goal] for goal in asked.goals])
    if asked.sets == 1:
        gains = gains.mean(axis=2, keepdims=True)
    best = gains[:, :number].max(axis=1, keepdims=True)
    regret = best - gains
    scale = np.maximum(gains[:, :number].mean(axis=2).max(axis=1), 1e-12)[:, None, None]
    score, worst = (gains / scale).mean(axis=(0, 2)), (regret / scale).max(axis=(0, 2))
    held = kept_share(asked, confirmed)
    sure = (np.stack([signed(goal) * units[goal] > 0 for goal in asked.goals]).all(axis=0) & held).mean(axis=1)
    front = np.zeros(number + 1, dtype=bool)
    meets = held.mean(axis=1) >= 0.5
    means = (gains.mean(axis=2)[:, :number]).T
    front[:number] = unbeaten(np.where(meets[:number, None], means, means - 1e9))
    if meets[:number].any():
        front[:number] &= meets[:number]
    rows = []
    for i, parts in enumerate(confirmed.parts):
        outcomes = {
            name: {
                "difference": float(mean[o, i]), "low": finite(float(mean[o, i] - half[o, i])),
                "high": finite(float(mean[o, i] + half[o, i])),
            }
            for o, name in enumerate(asked.outcomes)
        }  # fmt: skip
        regrets = {
            goal: {"mean": float(regret[g, i].mean()), "worst": float(regret[g, i].max())}
            for g, goal in enumerate(asked.goals)
        }
        rows.append(
            {"name": "single", "place": i, "label": label_of(asked, parts)} | spending(asked, parts)
            | {"outcomes": outcomes, "regrets": regrets, "score": float(score[i]), "worst": float(worst[i]),
               "sure": float(sure[i]), "keeps": float(held[i].mean()), "unbeaten": bool(front[i])}
        )  # fmt: skip
    return rows


def in_order(asked: Optimisation, rows: list[Json]) -> list[Json]:
    """Plans that no other beats, by the first goal, numbered."""
    first = asked.goals[0]
    front = [row for row in rows if row["unbeaten"]]
    front.sort(key=lambda row: -signed(first) * row["outcomes"][first]["difference"])
    return [row | {"name": f"plan_{number}"} for number, row in enumerate(front, 1)]


def kept_share(asked: Optimisation, confirmed: Tried) -> NDArray[np.bool_]:
    """In which units each mix keeps what is to be kept: on the mean over replicates where there is one set."""
    result = np.ones(units_of(confirmed.gains[asked.goals[0]]).shape, dtype=bool)
    for keep in asked.keeps:
        levels = confirmed.gains[keep.outcome] + confirmed.reference[keep.outcome][None]
        by_unit = levels.mean(axis=(1, 2))[:, None] if asked.sets == 1 else levels.mean(axis=2)
        result &= keep.slack(by_unit) >= 0
    return result


def spending(asked: Optimisation, parts: Values) -> Json:
    """What a mix costs and uses: parts, money, what is left over, and which channels can use no more."""
    programmes = asked.mixer.tables(parts.tolist())
    names = [channel.name for channel in asked.channels]
    there = {name: float(part) for name, part in zip(names, asked.mixer.bought(parts), strict=True) if part > 0}
    limits = asked.limits(range(len(parts)))
    full = [names[i] for i in np.flatnonzero((parts > 0) & (parts >= asked.mixer.most - 1e-3))]
    bound = []
    for which, low, high in limits.groups:
        held, word = float(parts[list(which)].sum()), " + ".join(names[i] for i in which)
        bound += [f"floor of {word}"] if low > 0 and held <= low + 5e-3 else []
        bound += [f"cap of {word}"] if high < 1 and held >= high - 5e-3 else []
    cost = planned_cost(asked, programmes)
    return {
        "shares": there, "planned": cost, "spent": cost / asked.money, "left": max(0.0, asked.money - cost),
        "can_use_no_more": full, "bound": bound, "programmes": programmes,
    }  # fmt: skip


def planned_cost(asked: Optimisation, programmes: Json) -> float:
    """Planned cost of a mix's programmes, money a year."""
    from imsim.programmes import programme_of

    return asked.mixer.cost(tuple((name, programme_of(name, levers)) for name, levers in programmes.items()))


def choices(asked: Optimisation, rows: list[Json]) -> tuple[Json, Json]:
    """Three plans by name, and why each."""
    average = max(rows, key=lambda row: row["score"])
    regret = min(rows, key=lambda row: (row["worst"], -row["score"]))
    sure = max(rows, key=lambda row: (round(row["sure"], 6), row["score"]))
    units = f"{asked.sets} parameter sets" if asked.sets > 1 else count(asked.confirming, "replicate")
    across = "set and goal" if asked.sets > 1 else "goal"
    kept = " and keeps what is to be kept" if asked.keeps else ""
    most = f"in no {across} does it lose more than {100 * regret['worst']:.0f} % of the best plan's mean gain"
    why = {
        "average": f"{100 * average['score']:.0f} % of the best gain, mean over goals",
        "regret": most if len(rows) > 1 or asked.sets > 1 else "no other plan is better in any goal",
        "sure": f"improves every goal{kept} in {100 * sure['sure']:.0f} % of the {units}",
    }
    return {"average": average["name"], "regret": regret["name"], "sure": sure["name"]}, why


def next_rows(asked: Optimisation, at_work: Stages, design: Design, confirmed: Tried, place: int) -> list[Json]:
    """What the next money buys on top of a plan: each channel with a step more, under the same random numbers."""
    plan, steps, open_ones = confirmed.parts[place], [], []
    room = asked.mixer.most - plan
    for i in range(len(asked.channels)):
        if room[i] >= STEP / 4:
            more = plan.copy()
            more[i] += min(STEP, room[i])
            steps.append(more)
            open_ones.append(i)
    rows: list[Json] = []
    if steps:
        after = run_mixes(asked, at_work, "next", np.array(steps), design, fresh=True)
        values = [units_of(after.gains[goal] - confirmed.gains[goal][place]) for goal in asked.goals]
        mean, half = (
            one.reshape(len(asked.goals), -1) for one in joint_intervals(np.vstack(values), asked.seed, asked.level)
        )
        for n, i in enumerate(open_ones):
            outcomes = {
                goal: {"difference": float(mean[g, n]), "low": finite(float(mean[g, n] - half[g, n])),
                       "high": finite(float(mean[g, n] + half[g, n]))}
                for g, goal in enumerate(asked.goals)
            }  # fmt: skip
            row = next_row(asked, i, float(steps[n][i] - plan[i]) * asked.money, outcomes)
            rows.append(row | {"beyond_cap": not _under_caps(asked, steps[n])})
    whole = {goal: max(abs(float(confirmed.gains[goal].mean())), 1e-12) for goal in asked.goals}

    def worth(row: Json) -> float:
        gains = (signed(goal) * row["outcomes"][goal]["difference"] / whole[goal] for goal in asked.goals)
        return float(sum(gains) / row["amount"])

    rows.sort(key=worth, reverse=True)
    full = [i for i in range(len(asked.channels)) if i not in open_ones]
    return rows + [next_row(asked, i, 0.0, {}) for i in full]


def _under_caps(asked: Optimisation, parts: Values) -> bool:
    """Whether parts are below all caps, whatever they add up to."""
    limits = asked.limits(range(len(parts)))
    return all(float(parts[list(which)].sum()) <= high + 1e-6 for which, _, high in limits.groups if high < 1)


def next_row(asked: Optimisation, i: int, amount: float, outcomes: Json) -> Json:
    """A channel, how much more it gets, and what that changes; nothing where it can use no more."""
    channel = asked.channels[i]
    return {
        "programme": channel.name, "label": channel.label, "amount": amount, "beyond_cap": False, "outcomes": outcomes,
    }  # fmt: skip
