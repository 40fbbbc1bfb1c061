"""A finished study as its folder holds it: manifest, scenario, answer, tables."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from imsim.engine.errors import InputError
from imsim.reporting.numbers import Money, count, money_of
from imsim.scenarios.scenario import Scenario
from imsim.scenarios.schema import ScenarioTable
from imsim.studies import files
from imsim.studies.answer import Json
from imsim.studies.manifest import changed_since, read_manifest

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Folder:
    """The artefacts of a study, read from its folder.

    Args:
        path: of the folder.
        manifest: as it stands there.
    """

    path: Path
    manifest: Json

    @classmethod
    def opened(cls, path: Path) -> Folder:
        """The study in a folder.

        Raises:
            InputError: there is none, or it is not finished.
        """
        return cls(path, read_manifest(path))

    @cached_property
    def changed(self) -> list[str]:
        """Files that are not as the study left them."""
        return changed_since(self.manifest, self.path)

    @property
    def kind(self) -> str:
        """Kind of the study."""
        return str(self.manifest["kind"])

    @cached_property
    def scenario(self) -> Scenario | None:
        """The scenario as it was resolved; None for a study of a function."""
        tree = self.manifest["scenario"]["resolved"]
        if not tree:
            return None
        try:
            return Scenario(ScenarioTable.model_validate(tree), self.path, {}, tree)
        except ValidationError as error:
            result = error.errors()[0]
            where = ".".join(map(str, result["loc"]))
            raise InputError(f"{self.path / files.MANIFEST}: scenario.resolved.{where}: {result['msg']}") from None

    @cached_property
    def title(self) -> str:
        """What the company, or the function, is called."""
        if self.scenario is None:
            return str(self.manifest["options"].get("title", ""))
        return self.scenario.table.title or self.scenario.name

    @property
    def money(self) -> Money:
        """The unit in which the report writes all money."""
        return money_of(self.scenario)

    def label(self, strategy: str) -> str:
        """What a strategy is called in tables."""
        known = self.scenario is not None and strategy in self.scenario.table.strategies
        return self.scenario.label(strategy) if self.scenario and known else strategy

    @cached_property
    def answer(self) -> Json:
        """What the study found, as `--json` prints it."""
        return self.json(files.ANSWER)

    def json(self, name: str) -> Json:
        """One of its JSON files."""
        path = self._file(name)
        try:
            result = json.loads(path.read_text(encoding="utf-8"))
        except (ValueError, OSError) as error:
            raise InputError(f"{path}: cannot be read: {error}") from None
        if not isinstance(result, dict):
            raise InputError(f"{path}: is not what a study leaves there")
        return result

    def table(self, name: str) -> pd.DataFrame:
        """One of its tables."""
        import pandas as pd
        from pyarrow import ArrowException

        path = self._file(name)
        try:
            return pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path)
        except (ValueError, OSError, ArrowException) as error:
            raise InputError(f"{path}: cannot be read: {error}") from None

    def _file(self, name: str) -> Path:
        path = self.path / name
        if path.is_file():
            return path
        if failed := self.manifest.get("runs", {}).get("failed"):
            raise InputError(
                f"{self.path}: {count(failed, 'run')} failed; repeat its command with --resume --retry-failed"
            )
        raise InputError(f"{self.path}: {name} is missing; run the study again, with another --out")
