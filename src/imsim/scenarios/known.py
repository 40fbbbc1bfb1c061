"""What is known of the firm: levels of outcomes that its own records or a survey tell, each with a tolerance."""

from __future__ import annotations

from typing import Any

from pydantic import Field, model_validator

from imsim.company.table import Table


class KnownTable(Table):
    """A level of the firm as it is, and how far a plausible parameter set may miss it."""

    level: float = Field(description="of the outcome in the firm as it is run now, in the outcome's own unit")
    within: float | None = Field(
        None, gt=0.0, description="largest distance that is still like this firm; absent: what suits the outcome"
    )

    @model_validator(mode="before")
    @classmethod
    def _level_alone(cls, value: Any) -> Any:
        """A number stands for a level without a tolerance."""
        return {"level": float(value)} if isinstance(value, int | float) and not isinstance(value, bool) else value
