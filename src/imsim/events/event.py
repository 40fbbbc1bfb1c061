"""What every event is: a small frozen object that says what happens to the firm this week, whatever its strategy."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field

from imsim.company.context import Context
from imsim.company.effects import Effects
from imsim.company.table import FOREVER, Table
from imsim.engine.registry import Registry


class Event(Table):
    """Something that begins in a week; subclasses say what it does.

    Class attribute: `kind`, its name in a scenario file.
    """

    kind: ClassVar[str]

    week: int = Field(0, ge=0, le=FOREVER, description="week in which it begins")

    @classmethod
    def __pydantic_init_subclass__(cls, **options: Any) -> None:
        """A class that names its kind is an event that a scenario may have."""
        super().__pydantic_init_subclass__(**options)
        if "kind" in vars(cls):
            EVENTS.add(cls.kind, cls, cls.__module__)

    def act(self, context: Context, effects: Effects) -> None:
        """Put this week's effects on the table. Shapes broadcast to (cases, replicates, posts | edges | 1)."""
        raise NotImplementedError


EVENTS: Registry[type[Event]] = Registry("imsim.events")
