"""The rolling tables: what happened in one region (or country) in one window of time."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, NonNegativeInt

from strikewatch.schemas.base import Instant, Model, Record
from strikewatch.schemas.figure import Range

Window = Literal["1h", "6h", "24h", "7d", "30d", "365d"]


class WeaponTally(Model):
    """Munitions of one class: incidents with it, and stated counts (best figures); rate null where unknown."""

    incidents: NonNegativeInt = 0
    launched: NonNegativeInt = 0
    intercepted: NonNegativeInt = 0
    interception_rate: Annotated[float, Field(ge=0, le=1)] | None = None


class Tally(Model):
    """A group of reports beside the incidents: coarse ones (`unallocated`) or sums (`stated_total`)."""

    reports: NonNegativeInt = 0
    killed: Range | None = None
    injured: Range | None = None
    launched: dict[str, NonNegativeInt] = {}
    intercepted: dict[str, NonNegativeInt] = {}


class RegionWindow(Record):
    """Topic `region-windows`, compacted, key = `region|window`. Window bounds: start exclusive, end inclusive.

    `revision` is the sum of the revisions of the incidents counted: like theirs a function of what is known.
    `as_of` is the event time the table was computed for.
    """

    region: str
    region_name: str
    country: str
    window: Window
    window_start: Instant
    window_end: Instant
    incidents: NonNegativeInt = 0
    by_weapon_class: dict[str, WeaponTally] = {}
    killed: Range = Range()
    injured: Range = Range()
    by_target: dict[str, NonNegativeInt] = {}
    sources: NonNegativeInt = 0
    unallocated: Tally = Tally()
    stated_total: Tally = Tally()
    revision: NonNegativeInt = 0
    as_of: Instant

    @property
    def key(self) -> str:
        return f"{self.region}|{self.window}"
