"""Any mix of the programmes that a search went over, with what it is expected to gain at once; then run for real."""

from __future__ import annotations

from collections.abc import Callable

import solara
from solara.alias import rv

from imsim.app.components.visit import Visit
from imsim.app.mixing import expected, mix_of, whole
from imsim.reporting.numbers import percent
from imsim.studies.answer import Json

Parts = list[float]


@solara.component_vue("mix.vue")
def Mix(
    channels: list[Json], start: list[int], said: str, beside: str,
    event_moved: Callable[[Parts], None], event_real: Callable[[Parts], None],
) -> None:  # fmt: skip
    """Sliders for parts of one budget: reports each move, and what is to be run."""


@solara.component
def Instantly(visit: Visit) -> None:
    """A button, and behind it the sliders: surfaces are fitted when somebody asks for them."""
    open_, set_open = solara.use_state(False)

    def ask() -> None:
        # Said on the page where the files of the search cannot be read.
        visit.act(lambda: visit.session.instant)
        set_open(not visit.problem.value)

    if open_:
        Sliders(visit)
    else:
        solara.Button(
            "Divide the budget yourself, with the answer at once", on_click=ask, small=True,
            outlined=True, classes=["imsim-instantly"],
        )  # fmt: skip


@solara.component
def Sliders(visit: Visit) -> None:
    """Parts of the budget, what surfaces expect of them, and of the plan that was found."""
    found = solara.use_memo(lambda: visit.session.instant, [visit.session.source])
    parts, set_parts = solara.use_state(found.plan)
    labels, most = [one.label for one in found.mixer.channels], found.mixer.most
    channels = [
        {"name": name, "label": label, "most": min(100, int(100 * can)),
         "limit": f"(can use {percent(can)})" if can < 1 else ""}
        for name, label, can in zip(found.names, labels, most, strict=True)
    ]  # fmt: skip
    rv.Html(tag="h2", children=["Any mix, at once"])
    Mix(
        channels=channels, start=whole(found.plan), said=f"Expected: {expected(found, parts)}.",
        beside=f"The plan that was found: {expected(found, found.plan)}. Read off the surfaces of the search, against "
        "doing nothing, without a run.",
        event_moved=lambda moved: set_parts(tuple(moved)),
        event_real=lambda moved: visit.act(lambda: visit.session.choose(mix_of(moved))),
    )  # fmt: skip
