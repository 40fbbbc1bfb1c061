"""One run told, on the page of a comparison: what the first screen of `imsim story` says of its first replicate."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from imsim.reporting.report.compared import Compared
from imsim.reporting.report.parts import Section, Table, Text, code, written
from imsim.scenarios.scenario import Scenario, builtin_names, load
from imsim.studies import files
from imsim.studies.answer import Json


def story_sections(result: Compared) -> Iterator[Section]:
    """The section, where the study has left a story."""
    if (result.folder.path / files.STORY).is_file():
        digest = result.folder.json(files.STORY)["digest"]
        about = [told(text) for text in (*digest["about"], *digest["moves"])]
        yield Section("One run, told", (introduction(result), *about), tables=(events_table(result, digest),))


def introduction(result: Compared) -> Markup:
    """Which run it is, and what it is good for."""
    return written(
        "The first replicate of {} beside the first of {}, which met the same random numbers. It shows how differences "
        "come about; how large and how sure they are, the tables above say. Names are made up.",
        result.said(result.shown_off()), result.said(result.reference),
    )  # fmt: skip


def events_table(result: Compared, digest: Json) -> Table:
    """What happened in which week, what matters most of it."""
    rows = tuple((told(f"{event['week']}"), told(event["text"])) for event in digest["events"])
    return Table(
        caption=told(digest["chosen"]),
        heads=("week", "what happened"),
        rows=rows,
        note=more(result),
    )


def more(result: Compared) -> Text:
    """The command that tells the rest."""
    scenario = result.folder.scenario
    assert scenario is not None
    name = scenario.name if as_built_in(scenario) else "scenario.toml"
    seed = result.folder.manifest["seed"]
    command = f"imsim story {name} --strategy {result.shown_off()} --against {result.reference} --seed {seed}"
    where = "" if as_built_in(scenario) else ", the scenario below saved as scenario.toml"
    return written("More of it, every week and every employee: {}{}.", code(command), where)


def as_built_in(scenario: Scenario) -> bool:
    """Whether a scenario is as it comes with imsim, so that its name names it."""
    return scenario.name in builtin_names() and load(scenario.name).tree == scenario.tree


def told(text: str) -> Markup:
    """A sentence as the story has it; its numbers stand beside it in the file of the story."""
    return Markup('<span class="told">{}</span>').format(text)
