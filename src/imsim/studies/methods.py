"""The sensitivity methods: where each wants the model looked at, and what its indices say."""

from __future__ import annotations

from dataclasses import dataclass

from imsim.engine.errors import InputError, listed, nearest
from imsim.studies.design import GIVEN, Design

GIVEN_DATA = ("lhs", "sobol", "saltelli", GIVEN)
FAST_SMALLEST = 65


@dataclass(frozen=True)
class Method:
    """A sensitivity method.

    Args:
        name: as on the command line.
        kind: the design it draws.
        samples: its usual size.
        smallest: the least size it can work with.
        main: its indices, the first one ranks.
        words: what its first index says.
        grouped: whether factors may move in groups.
    """

    name: str
    kind: str
    samples: int
    smallest: int
    main: tuple[str, ...]
    words: str
    grouped: bool = False

    @property
    def given_data(self) -> bool:
        """Whether any scattered points will do."""
        return self.kind == "lhs"


METHODS: dict[str, Method] = {
    method.name: method
    for method in (
        Method("sobol", "saltelli", 256, 8, ("ST", "S1"), "share of variance, with all interactions", grouped=True),
        Method("morris", "morris", 20, 2, ("mu_star", "mu", "sigma"), "mean size of its effect", grouped=True),
        Method("fast", "fast", 512, FAST_SMALLEST, ("ST", "S1"), "share of variance, with all interactions"),
        Method("rbd-fast", "lhs", 512, 64, ("S1",), "share of variance, alone"),
        Method("delta", "lhs", 512, 64, ("delta", "S1"), "shift of the whole distribution"),
        Method("pawn", "lhs", 512, 64, ("median", "mean", "maximum", "CV"), "shift of the distribution, by slices"),
        Method("dgsm", "dgsm", 128, 8, ("dgsm", "vi", "vi_std"), "upper bound of the total share, from slopes"),
        Method("hdmr", "lhs", 512, 300, ("ST", "S"), "share of variance of a fitted surface"),
        Method("rsa", "lhs", 512, 256, ("mean", "maximum"), "how its values differ where outcomes differ"),
    )
}


def method_of(name: str) -> Method:
    """The method of a name.

    Raises:
        InputError: there is none.
    """
    if name not in METHODS:
        raise InputError(f'--method "{name}": no such method{nearest(name, METHODS)} ({listed(METHODS)})')
    return METHODS[name]


def check_asked(method: Method, samples: int, grouped: bool, second_order: bool) -> None:
    """Refuse sizes and flags that do not suit a method.

    Raises:
        InputError: it says which methods they suit.
    """
    if samples < method.smallest:
        raise InputError(f"--samples {samples}: {method.name} needs at least {method.smallest}")
    if grouped and not method.grouped:
        raise InputError(f"--groups: {method.name} knows no groups (sobol and morris do)")
    if second_order and method.name != "sobol":
        raise InputError(f"--second-order: {method.name} has none (sobol does)")


def check_design(method: Method, design: Design) -> None:
    """Refuse an analysis of points that were drawn for another one.

    Raises:
        InputError: it names the methods that the design allows.
    """
    if design.kind in GIVEN_DATA if method.given_data else design.kind == method.kind:
        return
    allowed = [
        one.name
        for one in METHODS.values()
        if one.kind == design.kind or (one.given_data and design.kind in GIVEN_DATA)
    ]
    what = f"its points ({design.kind}) allow {listed(allowed)}" if allowed else f"a {design.kind} allows no method"
    raise InputError(f"--method {method.name}: this study was not drawn for it; {what}")


def usual_method(design: Design) -> Method:
    """The method a design was drawn for; for scattered points, PAWN, which assumes least."""
    return next((one for one in METHODS.values() if one.kind == design.kind and not one.given_data), METHODS["pawn"])


def group_of_factors(design: Design) -> list[str]:
    """Name of the group of each factor, or its own."""
    home = {member: name for name, members in design.groups for member in members}
    return [home.get(name, name) for name in design.names]


def rows_named(design: Design) -> list[str]:
    """What the indices of a design belong to: its groups in the order of their first factors, or its factors."""
    return list(dict.fromkeys(group_of_factors(design)))


def points_together(design: Design) -> int:
    """How many points of a design make one sample: one, or a base point with its neighbours."""
    names = len(rows_named(design))
    return {"saltelli": (2 if design.second_order else 1) * names + 2, "morris": names + 1, "dgsm": names + 1}.get(
        design.kind, 1
    )


def prefix(design: Design, samples: int) -> slice:
    """The points of the smaller design with which a design begins."""
    return slice(0, samples * points_together(design))


def scattered(design: Design) -> slice:
    """Points of a design that lie independently of each other; of a Sobol' design those of its first matrix."""
    return slice(None, None, points_together(design)) if design.kind == "saltelli" else slice(None)
