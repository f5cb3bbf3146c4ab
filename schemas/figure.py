"""A number as a text states it, and a range as several sources leave it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, NonNegativeInt

from strikewatch.schemas.base import Model

Operator = Literal["exact", "at_least", "at_most", "about", "between", "vague"]

Count = Annotated[int, Field(ge=0, le=1_000_000_000)]
"""A number of people or munitions that somebody states; the bound keeps every sum of them in 64 bits."""


class Figure(Model):
    """One stated number.

    "at least 8": low 8, best 8, high null. "more than 20": low 21, best 21. "up to 30": low null, best 30,
    high 30. "about a dozen": best 12, op `about`. "dozens": op `vague`, low 12 (ACLED's reading). "three or
    four": op `between`, low 3, best 3, high 4. `delta` marks an increase ("two more died") over a base that
    another report states; it is applied once, to a known base only.
    """

    op: Operator = "exact"
    low: Count | None = None
    best: Count | None = None
    high: Count | None = None
    text: str = ""
    delta: bool = False

    @property
    def value(self) -> int:
        """The one number to use where only one can be used: best, else low, else high, else 0."""
        for number in (self.best, self.low, self.high):
            if number is not None:
                return number
        return 0


class Range(Model):
    """Low, best and high of a sum (UCDP GED); high null when a contributing figure is open-ended."""

    low: NonNegativeInt = 0
    best: NonNegativeInt = 0
    high: NonNegativeInt | None = 0
