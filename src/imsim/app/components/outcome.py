"""What came out: the verdict, runs that were kept, many runs and the ranking of all strategies."""

from __future__ import annotations

from typing import Any

import solara
from solara.alias import rv

from imsim.app import verdict
from imsim.app.components.controls import Bar
from imsim.app.components.parts import heads
from imsim.app.components.visit import KeptRun, Visit
from imsim.app.trials import RUNS, Trial
from imsim.reporting.numbers import count
from imsim.studies.answer import Json


@solara.component
def Verdict(visit: Visit) -> None:
    """What the first strategy has changed, with its size and how sure that is, and what to do next."""
    visit.tick.use()
    visit.trials.use()
    session = visit.session
    turn = visit.setup.use()
    with session.lock:
        found = verdict.verdict(session, visit.many)
        over = session.week >= session.weeks
    # However the end was come to: played, by an address, or by another strategy there.
    solara.use_effect(visit.judge, [over, turn])
    if found is None:
        return
    style = "imsim-verdict imsim-over" if over else "imsim-verdict"
    with rv.Html(tag="section", class_=style, attributes={"aria-label": "What came out"}):
        rv.Html(tag="h2", children=[found.headline])
        rv.Html(tag="p", children=[found.size])
        if found.sure:
            rv.Html(tag="p", children=[found.sure])
        if over:
            Next(visit)


@solara.component
def Next(visit: Visit) -> None:
    """Next steps, once a run is over."""
    visit.trials.use()
    session = visit.session

    def other_seed() -> None:
        visit.act(lambda: session.set_seed(session.seed + 1))

    with solara.Div(classes=["imsim-next"]):
        solara.Text("Next:")
        if not visit.enough:
            action(f"Run it {RUNS} times: how sure?", lambda: visit.ask(False), "imsim-sure", primary=True)
        action("Rank all strategies", lambda: visit.ask(True), "imsim-rank")
        action("Another seed", other_seed, "imsim-other")
        action("Keep this run", visit.keep, "imsim-keep")
        solara.Text("or move a lever; click a dip or an employee to read why.")


def action(label: str, on_click: Any, name: str, primary: bool = False) -> None:
    """A small button."""
    options: Json = {"color": "primary"} if primary else {"outlined": True}
    solara.Button(label, on_click=on_click, small=True, classes=["imsim-act", name], **options)


@solara.component
def Kept(visit: Visit) -> None:
    """Runs that were kept, as a strip."""
    visit.setup.use()
    shown = visit.shown.value
    if not visit.kept:
        return
    with rv.Html(tag="section", class_="imsim-kept", attributes={"aria-label": "Kept runs"}):
        solara.Text("Kept runs:")
        for run in visit.kept:
            Chip(visit, run, run.number in shown).key(f"kept {run.number}")


@solara.component
def Chip(visit: Visit, run: KeptRun, shown: bool) -> None:
    """One kept run: draw it over the curves, go back to it, or drop it."""

    def back() -> None:
        visit.act(lambda: visit.session.apply(run.settings))

    with solara.Div(classes=["imsim-chip"]):
        rv.Checkbox(
            label=f"{run.number} {run.label}", v_model=shown, on_v_model=lambda _: visit.toggle(run.number),
            dense=True, hide_details=True, class_="imsim-overlaid",
        )  # fmt: skip
        solara.Button("open", on_click=back, text=True, small=True)
        solara.Button(
            icon_name="mdi-close", on_click=lambda: visit.drop(run.number), icon=True, small=True,
            attributes={"aria-label": f"Drop kept run {run.number}"},
        )  # fmt: skip


@solara.component
def Trials(visit: Visit) -> None:
    """Many runs: how far they are, and the ranking of all strategies where that was asked for."""
    visit.trials.use()
    trial = visit.trial
    if trial is None:
        return
    with rv.Html(tag="section", class_="imsim-trials", attributes={"aria-label": "Many runs"}):
        if trial.at_work:
            Progress(visit, trial)
        if trial.error:
            solara.Text(f"The runs came to nothing: {trial.error}")
        with visit.session.lock:
            rows = verdict.ranking(visit.session, trial)
        if len(rows) > len(trial.sides):
            Ranking(visit, trial, rows)


@solara.component_vue("elapsed.vue")
def Elapsed() -> None:
    """Seconds since it was first shown."""


@solara.component
def Progress(visit: Visit, trial: Trial) -> None:
    """How far many runs are."""
    # The trial stays the same object while it goes on.
    visit.trials.use()
    text = f"{trial.finished:,} of {count(trial.runs, 'run')}"
    if trial.state == "waiting":
        text = f"waiting: {count(trial.before, 'study', 'studies')} of other visitors first"
    with solara.Div(classes=["imsim-row"]):
        solara.Text(text, classes=["imsim-progress"])
        Elapsed().key(f"elapsed {id(trial)}")
        Bar(trial.finished, trial.runs, "Runs that are done")
        action("Cancel", visit.drop_trial, "imsim-cancel")


@solara.component
def Ranking(visit: Visit, trial: Trial, rows: list[Json]) -> None:
    """All strategies, best for customers first, with intervals that hold together."""
    assert trial.answer is not None
    reference = next(row["label"] for row in rows if row["reference"])
    ends = [end for row in rows for end in bounds(row)]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    head = ["strategy", "satisfaction (ACSI), points", "", "profit", "staff turnover", "cost a year", ""]
    lines = [rv.Html(tag="tr", children=[heads(cell) for cell in head])]
    for row in rows:
        out = row["outcomes"]
        name = f"{row['label']} ({row['side']})" if row["side"] else row["label"]
        texts = ["reference" if row["reference"] else out[one]["text"] for one in out]
        show = "" if row["side"] else shower(visit, row["name"])
        cells = [texts[0], bar(row, low, high), *texts[1:], row["cost"], show]
        lines.append(line(name, cells, faint=not clear_row(row)))
    units = rows[0]["units"]
    rv.Html(tag="h3", children=[f"All strategies against {reference}, {count(trial.answer.replicates, 'run')} of each"])
    with solara.Div(classes=["imsim-scroll"]):
        rv.Html(tag="table", class_="imsim-ranking", children=[rv.Html(tag="tbody", children=lines)])
    rv.Html(
        tag="p", class_="imsim-note",
        children=[
            "±: half of the 95 % interval. They hold for all strategies together and are wider than the one for two "
            "strategies at the top of the page; without ±: too few runs differ. Where a bar crosses the "
            "line, these runs do not tell a difference. "
            "Each strategy costs the budget, or what its programmes can use of it, where that is less. "
            f"Profit in {units['profit']}, staff turnover in {units['turnover']}."
        ],
    )  # fmt: skip


def shower(visit: Visit, name: str) -> Any:
    """A button that puts a strategy on the page as the first."""
    return solara.Button(
        "show", outlined=True, x_small=True, on_click=lambda: visit.act(lambda: visit.session.choose(name))
    )


def line(name: str, cells: list[Any], faint: bool) -> Any:
    """A row of a table, headed by a name."""
    head = rv.Html(tag="th", children=[name], attributes={"scope": "row"})
    made = [head, *(rv.Html(tag="td", children=[cell]) for cell in cells)]
    return rv.Html(tag="tr", class_="faint" if faint else "", children=made)


def clear_row(row: Json) -> bool:
    """Whether a strategy clearly differs, or is what others are compared with."""
    return bool(row["reference"] or row["outcomes"]["acsi"]["clear"])


def bounds(row: Json) -> list[float]:
    """Ends of the interval of satisfaction; its mean alone where there is none."""
    acsi = row["outcomes"]["acsi"]
    return [acsi["mean"] if acsi[end] is None else acsi[end] for end in ("low", "high")]


def bar(row: Json, low: float, high: float) -> Any:
    """An interval as a bar, its mean as a dot, and nothing as a line."""
    reach = (high - low) or 1.0

    def at(value: float) -> float:
        return 100 * (value - low) / reach

    left, right = map(at, bounds(row))
    parts = [("zero", f"left: {at(0):.1f}%"), ("reach", f"left: {left:.1f}%; width: {right - left:.1f}%"),
             ("dot", f"left: {at(row['outcomes']['acsi']['mean']):.1f}%")]  # fmt: skip
    made = [rv.Html(tag="span", class_=name, style_=style) for name, style in parts]
    return rv.Html(tag="div", class_="imsim-interval", children=made, attributes={"aria-hidden": "true"})
