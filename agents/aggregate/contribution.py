"""What one incident adds to the tables of its region and country."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from strikewatch.agents.aggregate.amounts import Amounts, counted, unallocated
from strikewatch.agents.aggregate.stated import Statement, statement
from strikewatch.agents.aggregate.timing import NEVER, ONE_DAY, hour_of, reported_by, timing
from strikewatch.schemas.place import UNKNOWN_COUNTRY

if TYPE_CHECKING:
    from datetime import datetime

    from strikewatch.schemas.incident import Incident
    from strikewatch.seeds.zones import Zones


@dataclass(frozen=True, slots=True)
class Contribution:
    """One incident as the tables see it; `amounts` are added up, `statement` is shown beside the sum.

    `hour` is the hour it is counted in, None when it is not dated; `clock` the latest hour it speaks of, which
    moves the windows of its region on; `reach` the position in WINDOWS of the shortest window it counts in.
    """

    incident_id: str
    country: str
    region: str | None
    anchor: datetime | None
    hour: int | None
    reach: int
    clock: int | None
    strike: bool
    amounts: Amounts
    statement: Statement | None = None

    @property
    def areas(self) -> tuple[str, ...]:
        """The tables it is in: its country's, and its region's where one is known."""
        return (self.country,) if self.region is None else (self.country, self.region)

    def states_for(self, code: str) -> bool:
        """Whether it is a stated sum of that very area: a region's sum says nothing about the whole country."""
        return self.statement is not None and code == self.areas[-1]


def contribution(incident: Incident, zones: Zones) -> Contribution | None:
    """What an incident adds to its tables; None for tombstones (retracted or merged), which add nothing."""
    if incident.retracted or incident.merged_into is not None:
        return None
    region = incident.place.region
    country = incident.place.country or (region.split("-")[0] if region else UNKNOWN_COUNTRY)
    when = timing(incident, zones.of(country, region))
    latest = [reported_by(incident.last_reported or incident.first_reported), when.anchor if when else None]
    clocks = [hour_of(moment) for moment in latest if moment is not None]
    reach = when.reach if when else NEVER
    summary = statement(incident, when) if when and incident.scope == "summary" else None
    return Contribution(
        incident_id=incident.incident_id,
        country=country,
        region=region,
        anchor=when.anchor if when else None,
        hour=hour_of(when.anchor) if when else None,
        reach=reach,
        clock=max(clocks) if clocks else None,
        strike=incident.counts,
        amounts=_amounts(incident, coarse=reach >= ONE_DAY),
        statement=summary,
    )


def _amounts(incident: Incident, *, coarse: bool) -> Amounts:
    if incident.counts:
        return counted(incident, coarse=coarse)
    return unallocated(incident) if incident.scope == "unallocated" else {}
