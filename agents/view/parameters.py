"""What may be asked: query parameters, checked, and turned into selections. What is not known is refused."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from strikewatch.agents.view.entries import SEVERITIES
from strikewatch.agents.view.selection import Alerts, Area, Incidents, Rows
from strikewatch.agents.view.stream import Wanted
from strikewatch.schemas.incident import Grade, Severity
from strikewatch.schemas.region_window import Window
from strikewatch.schemas.weapon import WeaponClass

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOST = 50
"""Values of one filter."""
YEAR = "(19[7-9][0-9]|20[0-8][0-9])"
LEAP_YEAR = "(19(7[26]|8[048]|9[26])|20([02468][048]|[1357][26]))"
DAY = (
    f"({YEAR}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    f"|02-(0[1-9]|1[0-9]|2[0-8]))|{LEAP_YEAR}-02-29)"
)
CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]"
MOMENT = rf"^{DAY}(T{CLOCK}(:[0-5][0-9](\.[0-9]{{1,6}})?)?(Z|[+-]{CLOCK})?)?$"
"""Days of 1970 to 2089 as the calendar has them, and instants: whatever matches is one."""


RegionCode = Annotated[str, Field(pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}$")]
CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
AreaCode = Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")]
Moment = Annotated[str, Field(pattern=MOMENT, max_length=40, examples=["2025-06-06", "2025-06-06T18:00:00Z"])]
Cursor = Annotated[str, Field(min_length=1, max_length=400, description="The `next` of the page before.")]
Limit = Annotated[int, Field(ge=1, le=1000, description="The most items of a page.")]


def day_of(said: str) -> bool:
    """Whether it is a whole day."""
    return len(said) == len("2025-06-06")


def start_of(said: str | None) -> datetime | None:
    """The instant, or the first of a day."""
    if said is None:
        return None
    if day_of(said):
        return datetime.combine(date.fromisoformat(said), time.min, tzinfo=UTC)
    moment = datetime.fromisoformat(said)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def end_of(said: str | None) -> datetime | None:
    """The instant, or the end of a day."""
    start = start_of(said)
    return start + timedelta(days=1) if said and start and day_of(said) else start


class Parameters(BaseModel):
    """A parameter that is not known is a mistake, and never passed over."""

    model_config = ConfigDict(extra="forbid")


class AreaParameters(Parameters):
    region: Annotated[list[RegionCode], Field(max_length=MOST)] = []
    country: Annotated[list[CountryCode], Field(max_length=MOST)] = []

    def area(self) -> Area:
        return Area(frozenset(self.region), frozenset(self.country))


class RowParameters(AreaParameters):
    window: Window = "24h"
    at: Moment | None = None
    weapon: Annotated[list[WeaponClass], Field(max_length=MOST)] = []
    level: Literal["country", "region", "any"] = "any"
    empty: bool = False
    limit: Limit = 100
    cursor: Cursor | None = None

    def selection(self) -> Rows:
        return Rows(self.window, self.area(), frozenset(self.weapon), self.level, self.empty)


class RegionParameters(Parameters):
    at: Moment | None = None


class TimelineParameters(AreaParameters):
    weapon: Annotated[list[WeaponClass], Field(max_length=MOST)] = []
    severity: Severity = "minor"
    days: Annotated[int, Field(ge=1, le=92)] = 30
    bucket: Literal["hour", "day"] = "day"
    until: Moment | None = None


class IncidentFilters(AreaParameters):
    window: Window | None = None
    at: Moment | None = None
    since: Moment | None = None
    until: Moment | None = None
    weapon: Annotated[list[WeaponClass], Field(max_length=MOST)] = []
    severity: Severity = "minor"
    grade: Annotated[list[Grade], Field(max_length=MOST)] = []
    scope: Literal["place", "summary", "unallocated", "any"] = "place"

    def selection(self) -> Incidents:
        return Incidents(
            area=self.area(),
            since=start_of(self.since),
            until=end_of(self.until),
            weapons=frozenset(self.weapon),
            severity=SEVERITIES.index(self.severity),
            grades=frozenset(self.grade),
            scope=self.scope,
            window=self.window,
            at=end_of(self.at),
        )


class IncidentParameters(IncidentFilters):
    sort: Literal["newest", "killed", "severity", "changed"] = "newest"
    limit: Limit = 100
    cursor: Cursor | None = None


class FeatureParameters(IncidentFilters):
    limit: Annotated[int, Field(ge=1, le=10_000)] = 1000


class AlertFilters(AreaParameters):
    severity: Severity = "minor"
    since: Moment | None = None
    until: Moment | None = None
    rule: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=MOST)] = []
    incident: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=MOST)] = []
    state: Literal["live", "cancelled", "any"] = "live"

    def selection(self) -> Alerts:
        return Alerts(
            area=self.area(),
            since=start_of(self.since),
            until=end_of(self.until),
            severity=SEVERITIES.index(self.severity),
            rules=frozenset(self.rule),
            incidents=frozenset(self.incident),
            state=self.state,
        )


class AlertParameters(AlertFilters):
    limit: Limit = 100
    cursor: Cursor | None = None


class StreamParameters(AreaParameters):
    severity: Severity = "minor"
    of: Annotated[list[Literal["incident", "alert", "region-window"]], Field(max_length=MOST)] = []

    def wanted(self) -> Wanted:
        return Wanted(self.area(), SEVERITIES.index(self.severity), frozenset(self.of))


class NoParameters(Parameters):
    pass


Rowed = Annotated[RowParameters, Query()]
RegionAsked = Annotated[RegionParameters, Query()]
TimelineAsked = Annotated[TimelineParameters, Query()]
IncidentsAsked = Annotated[IncidentParameters, Query()]
IncidentsFiltered = Annotated[IncidentFilters, Query()]
FeaturesAsked = Annotated[FeatureParameters, Query()]
AlertsAsked = Annotated[AlertParameters, Query()]
AlertsFiltered = Annotated[AlertFilters, Query()]
StreamAsked = Annotated[StreamParameters, Query()]
NothingAsked = Annotated[NoParameters, Query()]
