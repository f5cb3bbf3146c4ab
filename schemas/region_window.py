"""The rolling tables: what happened in one region (or country) in one window of time."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, NonNegativeInt

from strikewatch.schemas.base import Instant, Model, Record
from strikewatch.schemas.figure import Range

Window = Literal["1h", "6h", "24h", "7d", "30d", "365d"]


class WeaponTally(Model):
    """Munitions of one class: incidents with it, and stated counts (best figures).

    `interception_rate` rests on the incidents that state both figures (`rated_launched` of the launched); null
    where none does. `violations` counts incidents that state more intercepted, lost and hitting than launched:
    their figures are shown as stated, and left out of the rate where the intercepted alone exceed the launched.
    """

    incidents: NonNegativeInt = 0
    launched: NonNegativeInt = 0
    intercepted: NonNegativeInt = 0
    interception_rate: Annotated[float, Field(ge=0, le=1)] | None = None
    rated_launched: NonNegativeInt = 0
    violations: NonNegativeInt = 0


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
    `as_of` is the event time the table was computed for. `day_precision_incidents` are those of `incidents`
    that are known only to the day or less, `publication_dated_incidents` those dated by their publication.
    `baseline_30d` counts the incidents of the 30 days before the window (null for 30d and 365d), and
    `last_incident_before` is the latest before it, looking back 365 days from its end.
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
    day_precision_incidents: NonNegativeInt = 0
    publication_dated_incidents: NonNegativeInt = 0
    baseline_30d: NonNegativeInt | None = None
    last_incident_before: Instant | None = None
    revision: NonNegativeInt = 0
    as_of: Instant

    @property
    def key(self) -> str:
        return f"{self.region}|{self.window}"

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all falls in it: no incident, no coarse report, no stated sum."""
        return not (self.incidents or self.unallocated != Tally() or self.stated_total != Tally())
