"""Where in the article a value stands."""

from __future__ import annotations

from typing import Self

from pydantic import NonNegativeInt, model_validator

from strikewatch.schemas.base import Model


class Evidence(Model):
    """`text[start:end]` of the article is what `field` rests on; `quote` is those characters.

    `field` is the path in the report: `place`, `period`, `attacker`, `weapons.drone.launched`,
    `casualties.killed`, `targets.energy`, `outcome`. `rule` names what found it, for `--explain`.
    """

    field: str
    start: NonNegativeInt
    end: NonNegativeInt
    quote: str = ""
    rule: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end < self.start:
            raise ValueError("evidence ends before it starts")
        return self
