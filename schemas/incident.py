"""One real strike, told by one report or many."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, NonNegativeInt

from strikewatch.schemas.base import Instant, Record
from strikewatch.schemas.casualties import Casualties
from strikewatch.schemas.ledger import LedgerEntry
from strikewatch.schemas.period import Period
from strikewatch.schemas.place import Place
from strikewatch.schemas.strike_report import Modality, Outcome, Target
from strikewatch.schemas.weapon import Weapon

Grade = Literal["confirmed", "fair", "weak", "contested", "discounted"]
Severity = Literal["minor", "moderate", "severe", "extreme"]
IncidentScope = Literal["place", "summary", "unallocated"]


class Incident(Record):
    """Topic `incidents`, compacted, key = incident_id.

    Everything in it is a function of the set of its reports, `revision` too: it counts the distinct reports
    behind it, so it grows with what is known and never with how often or in which order it came in.
    `scope` tells strikes at a place from stated sums (`summary`) and from coarse reports that fit several
    incidents (`unallocated`); only `place` enters regional sums. `retracted` incidents (no report left, or
    `merged_into` another) stay as tombstones that say so.
    """

    incident_id: str
    revision: NonNegativeInt = 0
    scope: IncidentScope = "place"
    modality: Modality = "current"
    place: Place
    period: Period | None = None
    attacker: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    weapons: tuple[Weapon, ...] = ()
    casualties: Casualties = Casualties()
    targets: tuple[Target, ...] = ()
    outcome: Outcome = "unknown"
    severity: Severity = "minor"
    reports: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    grade: Grade = "weak"
    grade_reasons: tuple[str, ...] = ()
    attribution_grade: Grade = "weak"
    ledger: tuple[LedgerEntry, ...] = ()
    first_reported: Instant | None = None
    last_reported: Instant | None = None
    last_changed: Instant | None = None
    change_reason: str = ""
    merged_into: str | None = None
    retracted: bool = False
    possible_duplicates: tuple[str, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether it stands for a strike of its own in sums and alerts."""
        return self.scope == "place" and not self.retracted and self.merged_into is None
