"""When a strike happened."""

from __future__ import annotations

import datetime as dt
from typing import Literal, Self

from pydantic import model_validator

from strikewatch.schemas.base import Model

TimeOfDay = Literal["night", "morning", "day", "evening"]
Precision = Literal["minute", "hour", "night", "day", "range", "week", "month", "year"]
Basis = Literal["explicit", "relative", "publication", "ingest"]


class Period(Model):
    """Days of the attack in local time, both inclusive; `at` a local clock time where the text gives one."""

    start: dt.date
    end: dt.date
    time_of_day: TimeOfDay | None = None
    at: dt.time | None = None
    precision: Precision = "day"
    basis: Basis = "publication"
    text: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end < self.start:
            raise ValueError(f"period ends ({self.end}) before it starts ({self.start})")
        return self
