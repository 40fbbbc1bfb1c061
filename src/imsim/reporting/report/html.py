"""From a page to HTML: one template, everything inside it, every text escaped."""

from __future__ import annotations

import json
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from imsim.engine.errors import listed
from imsim.reporting.report.assumptions import all_numbers, assumptions
from imsim.reporting.report.folder import Folder
from imsim.reporting.report.parts import Page
from imsim.scenarios.toml_text import scenario_text

FACTS = {
    "kind": "kind of study", "seed": "seed", "started": "started (UTC)", "finished": "finished (UTC)",
    "imsim": "imsim", "python": "Python", "key": "key of the study",
}  # fmt: skip


def html_of(page: Page, folder: Folder) -> str:
    """The whole file.

    Args:
        page: what the study says.
        folder: where the rest comes from: assumptions, scenario, manifest.
    """
    environment = Environment(
        loader=PackageLoader("imsim.reporting", "report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    scenario = folder.scenario
    manifest = {key: value for key, value in folder.manifest.items() if key != "scenario"}
    return environment.get_template("page.html.j2").render(
        page=page,
        description=scenario.table.description if scenario else "",
        unusual=scenario.unusual if scenario else "",
        changed=listed(folder.changed, 20),
        assumptions=assumptions(folder),
        everything=list(all_numbers(folder)) if scenario else [],
        scenario=scenario_text(scenario.tree) if scenario else "",
        facts=list(facts(folder.manifest)),
        manifest=json.dumps(manifest, indent=2, ensure_ascii=False),
    )


def facts(manifest: Any) -> list[tuple[str, str]]:
    """Identity of the study, and how to run it again."""
    rows = [(words, str(manifest[key])) for key, words in FACTS.items() if key in manifest]
    packages = ", ".join(f"{name} {version}" for name, version in manifest.get("packages", {}).items())
    machine = ", ".join(" ".join(map(str, value)) if isinstance(value, list) else str(value)
                        for value in manifest.get("machine", {}).values())  # fmt: skip
    command = " ".join(map(str, manifest.get("command", [])))
    digest = str(manifest["scenario"].get("sha256"))
    return [("command", command), *rows, ("hash of the scenario", digest), ("packages", packages), ("machine", machine)]
