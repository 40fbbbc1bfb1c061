"""What speaks for a mechanism and what against it: claims, patterns, field studies, and what fails without it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from imsim.engine.mechanism import Mechanism
from imsim.evidence.claims.claim import Claim
from imsim.evidence.claims.verdicts import chosen_claims
from imsim.evidence.kept_verdicts import kept_verdicts
from imsim.evidence.patterns import PATTERNS
from imsim.evidence.study_file import SETS, load_study
from imsim.evidence.support import SIGN, STALE, Support, supports
from imsim.reporting.book.blocks import Block, Cell, Grid, Heading, Link, Text
from imsim.reporting.numbers import plain, scale_of

# Keys of references: words joined by underscores, or one word that is a whole source.
KEY = re.compile(r"[a-z]+(?:_[a-z0-9]+)+")
WORDS = ("assumed", "restates")
NOT_JUDGED = "No knock-out has been made of it yet: `imsim knockout` leaves it out and judges all evidence again."


@cache
def all_claims() -> dict[str, Claim]:
    """Claims by their ids."""
    return {claim.id: claim for claim in chosen_claims(())}


def evidence_of(mechanism: Mechanism) -> Iterator[Block]:
    """The section on evidence of a chapter."""
    yield Heading(3, "Evidence for and against")
    yield from _knocked_out(mechanism)
    yield from _claims_of(mechanism)
    yield from _tuned_to(mechanism)


def _knocked_out(mechanism: Mechanism) -> Iterator[Block]:
    if mechanism.essential:
        yield Text((f"It cannot be left out ({mechanism.essential}), so no knock-out tries it.",))
        return
    found = supports()
    if mechanism.name not in found:
        yield Text((NOT_JUDGED,))
        return
    own = found[mechanism.name]
    yield from _for_and_against(own, f"without it ({', '.join(own.judged)} were judged{STALE if own.stale else ''})")
    forms = {
        rival: support
        for rival, support in found.items()
        if SIGN in rival and rival.split(SIGN)[0] in _forms(mechanism)
    }
    for name, support in forms.items():
        yield from _for_and_against(support, f"with the rival `{name}`")


def _forms(mechanism: Mechanism) -> set[str]:
    return {vars(function)["rival"].form for function in mechanism.rivals()}


def _for_and_against(support: Support, when: str) -> Iterator[Block]:
    for word, ids in (("For it", support.fails), ("Against it", support.passes)):
        how = "holds with it and fails" if word == "For it" else "passes only"
        if ids:
            yield Text((f"**{word}**: {how} {when}:",))
            yield Grid(("id", "evidence"), tuple(((one,), (said_of(one),)) for one in ids))
        else:
            yield Text((f"**{word}**: nothing {how} {when}.",))


def said_of(one: str) -> str:
    """A piece of evidence in words, by its id: a claim, a part of a study, a published pattern."""
    study, _, part = one.partition(".")
    if one in all_claims():
        return all_claims()[one].claim
    if one in PATTERNS:
        return PATTERNS[one].label
    if any(study in known() for known in SETS.values()):
        told = load_study(study)
        number = int(part) - 1 if part.isdigit() else -1
        return f"{told.title}: {told.parts[number].name}" if 0 <= number < len(told.parts) else told.title
    return "-"


def _claims_of(mechanism: Mechanism) -> Iterator[Block]:
    own = [one for one in all_claims().values() if one.mechanism.replace(" ", "_") == mechanism.name]
    if own:
        yield Text(("**Claims that name it**, said beforehand, tried by `imsim claims`:",))
        yield from claim_grid(own)


def claim_grid(claims: Sequence[Claim], with_mechanism: bool = False) -> Iterator[Block]:
    """Claims with prediction and verdict.

    Args:
        claims: which.
        with_mechanism: whether the mechanism that must carry each is named.
    """
    verdicts, stale = kept_verdicts()
    if stale:
        yield Text((f"Verdicts are those of the last trial{STALE}.",))
    rows: list[tuple[Cell, ...]] = []
    for claim in claims:
        kept = verdicts.get(claim.id)
        figure = "-"
        if kept and kept.simulated is not None:
            figure = give_or_take(kept.simulated, kept.error)
        verdict = kept.word if kept else "not tested" if claim.what is None else "-"
        predicted = claim.predicted if claim.what is not None else claim.why
        row: list[Cell] = [(claim.id,), (claim.claim,), (claim.experiment or "-",), (predicted,), (figure,), (verdict,)]
        rows.append(tuple([row[0], (claim.mechanism,), *row[1:]] if with_mechanism else row))
    headings = ("id", "claim", "experiment", "predicted", "simulated", "verdict")
    yield Grid((headings[0], "mechanism", *headings[1:]) if with_mechanism else headings, tuple(rows))


def give_or_take(value: float, error: float | None) -> str:
    """A figure with as many digits as its error leaves; to three digits where it has none.

    Example:
        >>> give_or_take(0.48217, 0.00428), give_or_take(-0.5, None)
        ('0.482 ±0.004', '-0.5')
    """
    if not error:
        return plain(float(f"{value:.3g}"))
    interval = {"mean": value, "low": value - error, "high": value + error}
    return scale_of("", [interval]).around(interval)


def _tuned_to(mechanism: Mechanism) -> Iterator[Block]:
    names = {row.name for row in mechanism.parameters}
    own = [one for one in PATTERNS.values() if names & set(one.tuned)]
    if own:
        yield Text(("**Patterns** to which numbers of it were tuned; meeting them is no test of it:",))
        rows = tuple(
            (
                (one.id,), (one.label,), (f"{one.target:g}",), (f"{one.low:g} to {one.high:g}",),
                (", ".join(f"`{name}`" for name in one.tuned if name in names),), source_links(one.source),
            )
            for one in own
        )  # fmt: skip
        yield Grid(("id", "pattern", "published", "band", "tuned", "source"), rows)


def source_links(source: str) -> Cell:
    """The keys of a source as links to the references, the words between as they are."""
    pieces = re.split(rf"({KEY.pattern}|^[a-z]+$)", source)
    keys = (bool(number % 2) and piece not in WORDS for number, piece in enumerate(pieces))
    return tuple(
        Link(piece, "reference", piece) if key else piece for piece, key in zip(pieces, keys, strict=True) if piece
    )
