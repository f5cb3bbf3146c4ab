"""Days of an attack, and parts of a day, as the words of a sentence give them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from strikewatch.schemas.period import Basis, Precision, TimeOfDay

DAY = dt.timedelta(days=1)


@dataclass(slots=True, eq=False)
class When:
    """Days of an attack, inclusive, and the words that gave them; `row` is the first token."""

    row: int
    last: int
    first_day: dt.date
    last_day: dt.date
    precision: Precision
    basis: Basis
    time_of_day: TimeOfDay | None = None
    at: dt.time | None = None
    start: int = 0
    end: int = 0
    vague: bool = False
    said: bool = False
    """Whether somebody spoke, or a toll grew, on that day, rather than something was hit."""
    elsewhere: bool = False
    """Whether it is the day of another event, which the clause only counts from ("two days after ..")."""


@dataclass(slots=True, eq=False)
class Part:
    """A part of the day or a clock time, with no day of its own."""

    row: int
    time_of_day: TimeOfDay | None
    at: dt.time | None
    start: int
    end: int
    said: bool = False
