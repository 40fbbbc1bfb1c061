"""A strategy typed like an argument, `imsim run bakery training`, is answered by the option that names it."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand

from imsim.engine.sanitising import printable


class NamesStrategies(TyperCommand):
    """A command with `--strategy` or `--strategies`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Refuse arguments too many, and say how a strategy is named."""
        ctx.allow_extra_args = True
        left = super().parse_args(ctx, args)
        if left and not ctx.resilient_parsing:
            several = any(one.name == "strategies" for one in self.params)
            option = f"--strategies {','.join(left)}" if several else f"--strategy {left[0]}"
            ctx.fail(printable(f"{' '.join(left)}: not expected here. To name a strategy: {option}"))
        return left
