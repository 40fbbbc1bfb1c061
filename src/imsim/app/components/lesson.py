"""The room of lessons: a list, and a lesson that is gone through step by step."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import solara
from solara.alias import rv

from imsim.app import classroom
from imsim.app.components.contest import ContestRoom
from imsim.app.components.controls import Address, Bar, Choice
from imsim.app.components.parts import Document, Lines, Said, heading, linked, paragraph, table
from imsim.app.components.visit import Visit
from imsim.app.lessons.loading import Lesson
from imsim.app.lessons.place import CLAIM, COMPARE, FIELD, PREDICTION, RUNS, STEPS, WHY
from imsim.app.lessons.results import (
    AGREES,
    FIELD_AGREES,
    Reading,
    course,
    drawn_right,
    explanations,
    readings_of,
    right_option,
    verdict,
)
from imsim.outcomes import OUTCOMES
from imsim.reporting.numbers import count, typeset
from imsim.reporting.quantities import spelt_out
from imsim.studies.answer import Json

STYLE = Path(__file__).with_name("lesson.css")


@solara.component_vue("difference.vue")
def Difference(figure: Json, event_drawn: Callable[[Any], None]) -> None:
    """A difference over the weeks as SVG; one that is drawn by a visitor reports weeks and values."""


@solara.component_vue("step.vue")
def StepLine(step: int, names: list[str]) -> None:
    """Which step this is; whoever goes on is taken to its top."""


@solara.component
def Door(visit: Visit) -> None:
    """The button that leads to the lessons."""
    solara.Button(
        "Lessons", icon_name="mdi-school", on_click=lambda: visit.enter(classroom.LIST), outlined=True,
        classes=["imsim-lessons"],
    )  # fmt: skip


@solara.component
def Room(visit: Visit) -> None:
    """The list of lessons, or one of them."""
    solara.Style(STYLE)
    path = visit.room.value or classroom.LIST
    known = classroom.known_lessons()
    with rv.Html(tag="main", class_="imsim-lesson"):
        with rv.Html(tag="nav", attributes={"aria-label": "lessons"}):
            if path in known:
                solara.Button(
                    "All lessons", on_click=lambda: visit.enter(classroom.LIST), text=True, classes=["imsim-all"]
                )
            solara.Button("To the firm", on_click=lambda: visit.enter(None), text=True, classes=["imsim-firm"])
            # One and the same in all lessons, so that it sees one being opened.
            address = classroom.lesson_query(path) + visit.place.value.query
            Address(run=(address, visit.steps), what="page", event_went=visit.go).key("address")
        if path not in known:
            Listed(visit)
        elif known[path].table.kind == "challenge":
            ContestRoom(path).key(path)
        else:
            Steps(visit, path).key(path)
        Document().key("document")


@solara.component
def Listed(visit: Visit) -> None:
    """All lessons and challenges."""
    heading(1, "Lessons and challenges")
    paragraph("Each begins with a claim. Say what you expect, run it, and see what the runs show.")
    with rv.Html(tag="ul", class_="imsim-list"):
        for path, lesson in classroom.known_lessons().items():
            with rv.Html(tag="li"):
                solara.Button(
                    lesson.table.title, on_click=lambda path=path: visit.enter(path), text=True, classes=["imsim-open"]
                )
                solara.Text(f"{lesson.table.minutes} minutes, {lesson.firms[0].table.title}")


@solara.component
def Steps(visit: Visit, path: str) -> None:
    """One lesson, a step at a time."""
    lesson, job = classroom.known_lessons()[path], classroom.shared_runs(path)
    options = lesson.table.prediction.options if lesson.table.prediction else ()
    place = visit.place.use().within(len(options), job.finished >= lesson.table.runs.replicates)
    step, answer = place

    def go(**to: int) -> None:
        visit.place.value = place._replace(**to)

    drawing = lesson.table.prediction.drawing if lesson.table.prediction else None
    drawn, set_drawn = solara.use_state(dict.fromkeys(drawing.weeks if drawing else (), 0.0))
    finished = solara.use_reactive(job.finished)
    heading(1, lesson.table.title)
    StepLine(step=step, names=list(STEPS))
    parts: dict[int, Callable[[], Any]] = {
        CLAIM: lambda: Claim(lesson),
        PREDICTION: lambda: Prediction(lesson, (answer, lambda to: go(answer=to)), (drawn, set_drawn)),
        RUNS: lambda: Running(job, finished),
        COMPARE: lambda: Compared(job, answer, drawn),
        WHY: lambda: Why(job),
        FIELD: lambda: Field(job),
    }
    with rv.Html(tag="section", class_=f"imsim-step imsim-step-{step}"):
        parts[step]()
    ready = {PREDICTION: answer >= 0, RUNS: finished.value >= lesson.table.runs.replicates and not job.problem}
    BackAndNext(visit, step, lambda to: go(step=to), ready.get(step, True))
    if step == PREDICTION and answer < 0:
        paragraph("Choose an answer to go on.", "imsim-hint")


@solara.component
def BackAndNext(visit: Visit, step: int, set_step: Callable[[int], None], ready: bool) -> None:
    """The buttons below each step."""
    with solara.Div(classes=["imsim-next"]):
        solara.Button("Back", on_click=lambda: set_step(step - 1), disabled=step == CLAIM, outlined=True,
                      classes=["imsim-back"])  # fmt: skip
        if step < FIELD:
            solara.Button("Next", on_click=lambda: set_step(step + 1), disabled=not ready,
                          color="primary", classes=["imsim-forward"])  # fmt: skip
        else:
            solara.Button("Another lesson", on_click=lambda: visit.enter(classroom.LIST), color="primary",
                          classes=["imsim-another"])  # fmt: skip


@solara.component
def Claim(lesson: Lesson) -> None:
    """What is claimed, by whom, and the two sides that will try it."""
    Said(lesson.table.claim.text, lesson.table.claim.source)
    about = lesson.firms[0].table
    heading(2, "How it is tried")
    paragraph(f"{about.title}: {about.description}" if about.description else about.title)
    number, weeks = lesson.table.runs.replicates, lesson.firms[0].timeline.weeks
    Lines([f"A: {lesson.labels[0]}", f"B: {lesson.labels[1]}"])
    paragraph(
        f"Both sides are run {count(number, 'time')} for {count(weeks, 'week')}. "
        "In each pair of runs the random numbers are the same: "
        "what differs between A and B is what was done."
    )


@solara.component
def Prediction(lesson: Lesson, answer: tuple[int, Any], drawn: tuple[dict[int, float], Any]) -> None:
    """The question, its answers, and a line to draw."""
    prediction = lesson.table.prediction
    assert prediction is not None
    paragraph(f"A: {lesson.labels[0]}. B: {lesson.labels[1]}.")
    heading(2, linked(prediction.question))
    with rv.RadioGroup(
        v_model=answer[0], on_v_model=answer[1], label="Your answer", class_="imsim-answers", hide_details=True
    ):
        for place, option in enumerate(prediction.options):
            rv.Radio(label=option.text, value=place)
    if prediction.drawing is not None:
        figure = classroom.blank_figure(lesson)
        figure["points"] = [[week, value * figure["factor"]] for week, value in drawn[0].items()]

        def told(points: Any) -> None:
            drawn[1](line_of(points, lesson))

        paragraph("If you like, draw how far the two will be apart over the weeks.")
        Difference(figure=figure, event_drawn=told)


def line_of(points: Any, lesson: Lesson) -> dict[int, float]:
    """A visitor's line, as far as it can be one; what a browser sends may be anything."""
    assert lesson.table.prediction is not None
    drawing = lesson.table.prediction.drawing
    assert drawing is not None
    given: dict[int, float] = {}
    for point in points if isinstance(points, list) else []:
        try:
            week, value = int(point[0]), float(point[1])
        except (TypeError, ValueError, IndexError, OverflowError):
            continue
        if week in drawing.weeks and abs(value) <= drawing.most * 1.001:
            given[week] = value
    return {week: given.get(week, 0.0) for week in drawing.weeks}


@solara.component
def Running(job: classroom.SharedRuns, finished: solara.Reactive[int]) -> None:
    """The button that starts the runs, and how far they are."""
    wanted = job.lesson.table.runs.replicates
    asked, set_asked = solara.use_state(finished.value > 0)

    def follow() -> Callable[[], None] | None:
        if not asked:
            return None
        stop = threading.Event()
        job.begin()
        threading.Thread(target=job.follow, args=(finished.set, stop), daemon=True).start()
        return stop.set

    solara.use_effect(follow, [asked])
    paragraph("A run takes a moment; all visitors of this server share the same runs.")
    # Pressed, it keeps the focus of the keyboard.
    solara.Button(
        f"Run {count(wanted, 'pair')} of runs", on_click=None if asked else lambda: set_asked(True), color="primary",
        classes=["imsim-run"], attributes={"aria-disabled": str(asked).lower()},
    )  # fmt: skip
    done = finished.value >= wanted
    with rv.Html(tag="p", attributes={"role": "status", "aria-live": "polite"}, class_="imsim-progress"):
        if job.problem:
            solara.Text(f"The runs failed: {job.problem}")
        elif asked:
            solara.Text(f"{finished.value} of {count(wanted, 'pair')} done" + (": go on to compare" if done else ""))
    if asked and not job.problem:
        Bar(finished.value, wanted, "Pairs of runs that are done")


@solara.component
def Compared(job: classroom.SharedRuns, answer: int, drawn: Mapping[int, float]) -> None:
    """A visitor's answer and line beside what the runs show."""
    lesson, runs, outcomes = job.lesson, job.runs, job.lesson.outcomes
    assert runs is not None
    assert lesson.table.prediction is not None
    drawing = lesson.table.prediction.drawing
    outcome, set_outcome = solara.use_state(drawing.outcome if drawing else outcomes[0])
    readings = readings_of(lesson, runs)
    options, right = lesson.table.prediction.options, right_option(lesson, readings)
    with rv.Html(tag="p", class_="imsim-verdict"):
        if answer == right:
            solara.Text(f"You were right: {options[right].text}.")
        else:
            solara.Text(f"The runs say otherwise. You said: {options[answer].text}. They show: {options[right].text}.")
    if drawing is not None and any(drawn.values()):
        hits, clear = drawn_right(drawn, *course(runs, drawing.outcome, classroom.span_of(drawing.outcome)))
        paragraph(
            f"Your line is on the right side of zero in {hits} of the {count(clear, 'week')} that tell A from B."
            if clear else "In none of the weeks of your line do the runs tell A from B."
        )  # fmt: skip
    from_outcomes = [{"text": OUTCOMES[name].label, "value": name} for name in outcomes]
    with solara.Div(classes=["imsim-shown"]):
        Choice(
            choice={"label": "shown", "items": from_outcomes, "name": "outcome"}, value=outcome, turn=0,
            event_chosen=lambda name: set_outcome(name) if name in outcomes else None,
        )  # fmt: skip
    mine = drawn if drawing is not None and drawing.outcome == outcome and any(drawn.values()) else {}
    Difference(figure=classroom.figure(lesson, runs, outcome, mine), event_drawn=lambda _: None)
    Readings(lesson, readings, runs.replicates)


@solara.component
def Readings(lesson: Lesson, readings: Mapping[str, Reading], pairs: int) -> None:
    """The numbers of both sides, and their difference, as a table."""
    rows = [(one.label, one.a, one.b, typeset(one.written(signed=True))) for one in readings.values()]
    a, b = lesson.labels
    table(("", f"A: {a}", f"B: {b}", "A minus B"), rows, "imsim-readings")
    paragraph(
        f"Means of {count(pairs, 'pair')} of runs. ±: half of the 95 % interval of the paired difference; where it is "
        f"larger than the difference, or absent, the runs cannot tell A from B. {spelt_out(lesson.outcomes)}",
        "imsim-note",
    )  # fmt: skip


@solara.component
def Why(job: classroom.SharedRuns) -> None:
    """The sentences that these runs make true."""
    assert job.runs is not None
    readings = readings_of(job.lesson, job.runs)
    Lines([typeset(text) for text in explanations(job.lesson, job.runs, readings)])
    heading(2, "And the claim?")
    Said(job.lesson.table.claim.text, job.lesson.table.claim.source)
    paragraph(AGREES[verdict(job.lesson.table.claim.expects, readings)], "imsim-verdict")


@solara.component
def Field(job: classroom.SharedRuns) -> None:
    """What field studies found, and whether the model agrees."""
    assert job.runs is not None
    lesson, readings = job.lesson, readings_of(job.lesson, job.runs)
    if lesson.table.field is None:
        paragraph("No field study is named for this claim.")
    else:
        Said(lesson.table.field.text, lesson.table.field.source)
        if text := FIELD_AGREES[verdict(lesson.table.field.expects, readings)]:
            paragraph(text, "imsim-verdict")
    paragraph(
        "A model says what would follow if people were as it assumes. What would you have to measure in a real firm to "
        "know better?"
    )
