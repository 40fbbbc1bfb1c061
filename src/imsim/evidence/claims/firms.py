"""The firms in which claims are tried, as studies of the laboratory whose arms are those of all chapters."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from imsim.evidence.claims.claim import Actions, Claim
from imsim.evidence.reading_tables import CONTROL, EVERYBODY, ContrastTable, DoseTable
from imsim.evidence.study_file import checked_study
from imsim.evidence.study_tables import StudyFile
from imsim.studies.answer import Json

SAME = {"labour_market": {"sd": 0.0}}
# Where a claim is tried: scenario, what is laid over it, and how many runs.
FIRMS: dict[str, tuple[str, tuple[str, ...], int]] = {
    "firm": ("service_firm", ("market.rows=1000",), 50),
    "bakery": ("bakery", ("market.rows=150",), 200),
    "large": ("large_firm", ("market.rows=500",), 4),
    "shoemaker": ("shoemaker", ("market.rows=1000",), 25),
    "call_centre": ("call_centre", ("market.rows=300",), 200),
}
WEEKS = 78
GROUPS: dict[str, Json] = {
    "contact": {"contact": True},
    "back": {"contact": False},
    "drawn": {"chosen": True},
    "not_drawn": {"chosen": False},
    "newcomers": {"cohort": "newcomers"},
    "stayers": {"cohort": "present"},
    "fresh": {"cohort": "newcomers", "tenure": [4, 12]},
    "led": {"level": "staff"},
    "leaders": {"level": "heads"},
    "lesser": {"lower": "performance"},
    "good": {"upper": "performance"},
    "operations": {"departments": ["operations"]},
    "sales": {"departments": ["sales"]},
    "customer_service": {"departments": ["customer_service"]},
}


@cache
def chapters() -> tuple[tuple[Claim, ...], Mapping[str, Actions]]:
    """All claims, chapter by chapter, and the arms of all chapters by name."""
    claims: list[Claim] = []
    arms: dict[str, Actions] = {CONTROL: ()}
    for module in sorted(pkgutil.iter_modules([str(Path(__file__).parent)]), key=lambda one: one.name):
        chapter = importlib.import_module(f"imsim.evidence.claims.{module.name}")
        claims += getattr(chapter, "CLAIMS", ())
        for name, actions in getattr(chapter, "ARMS", {}).items():
            if name in arms:
                raise ValueError(f"two chapters have an arm called {name!r}")
            arms[name] = actions
    return tuple(claims), arms


def part_of(claim: Claim) -> Json:
    """A claim as a part of a study."""
    low, high = claim.band
    found: Json = {"name": claim.id, "kind": "S"}
    found |= {key: bound for key, bound in (("low", low), ("high", high)) if abs(bound) != float("inf")}
    found |= {"dose" if isinstance(claim.what, DoseTable) else "effect": claim.what.model_dump()}  # type: ignore[union-attr]
    return found | {key: one.model_dump() for key, one in (("minus", claim.minus), ("over", claim.over)) if one}


def study_of(firm: str, claims: Sequence[Claim], share: float = 1.0) -> StudyFile | None:
    """The study in which the claims of a firm are tried, with the arms that they need; None where there are none.

    Args:
        firm: one of `FIRMS`.
        claims: that are tried.
        share: how many of the usual runs.
    """
    here = [one for one in claims if firm in (one.firm, one.versus) and isinstance(one.what, ContrastTable | DoseTable)]
    if not here:
        return None
    _, arms = chapters()
    needed = {CONTROL: None} | dict.fromkeys(arm for claim in here for arm in arms_of(claim))
    scenario, overrides, runs = FIRMS[firm]
    tree = {
        "id": firm,
        "title": f"claims tried in {scenario}",
        "setting": {"scenario": scenario, "overrides": list(overrides)},
        "design": {"units": 2, "weeks": WEEKS, "simulated": max(round(share * runs), 2)},
        "differences": SAME,
        "groups": {name: GROUPS[name] for name in groups_of(here, [arms[arm] for arm in needed])},
        "arms": {arm: list(arms[arm]) for arm in needed},
        "parts": [part_of(claim) for claim in here],
    }
    return checked_study(tree, f"claims in {firm}")


def arms_of(claim: Claim) -> list[str]:
    """Arms that a claim compares."""
    if isinstance(claim.what, DoseTable):
        return list(claim.what.arms)
    return [arm for one in claim.contrasts() for arm in (one.arm, one.control)]


def groups_of(claims: list[Claim], arms: list[Actions]) -> list[str]:
    """Groups that claims read and arms act on; another firm may lack the departments of the rest."""
    read = [name for claim in claims for one in claim.contrasts() for name in (one.group, one.against)]
    meant = [action.get("people", EVERYBODY) for actions in arms for action in actions]
    return sorted({name for name in (*read, *meant) if name})
