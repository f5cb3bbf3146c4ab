"""Which entries are asked for, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from strikewatch.agents.aggregate.timing import WINDOW_HOURS, WINDOWS, hour_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from strikewatch.agents.view.entries import AlertEntry, IncidentEntry
    from strikewatch.schemas import RegionWindow
    from strikewatch.schemas.region_window import Window

Order = Literal["newest", "killed", "severity", "changed"]
Scope = Literal["place", "summary", "unallocated", "any"]
State = Literal["live", "cancelled", "any"]
Key = tuple[int | str, ...]
"""What entries are ordered by, smallest first; unique, and fit to be written into a cursor."""


@dataclass(frozen=True, slots=True)
class Area:
    """Regions and countries; both empty: everywhere. Given both, a place has to be in both."""

    regions: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()

    def holds(self, region: str | None, country: str) -> bool:
        """Whether a place of this region and country is in it."""
        return (not self.regions or region in self.regions) and (
            not self.countries or country in self.countries
        )


@dataclass(frozen=True, slots=True)
class Incidents:
    """Incidents; an empty set or None asks nothing. `severity` is the least, a position in SEVERITIES.

    With `window` those that the row of that window counts: the row that ends at `at`, or that stands in the tables
    now: the region's where regions are asked for, else the country's.
    """

    area: Area = Area()
    since: datetime | None = None
    until: datetime | None = None
    weapons: frozenset[str] = frozenset()
    severity: int = 0
    grades: frozenset[str] = frozenset()
    scope: Scope = "place"
    window: Window | None = None
    at: datetime | None = None

    def of(
        self, entries: Iterable[IncidentEntry], rows: Mapping[str, RegionWindow], order: Order = "newest"
    ) -> list[IncidentEntry]:
        """Those asked for, in order."""
        found = (entry for entry in entries if self._takes(entry) and self._within(entry, rows))
        return sorted(found, key=lambda entry: incident_key(entry, order))

    def _takes(self, entry: IncidentEntry) -> bool:
        return (
            not entry.gone
            and self.scope in {"any", entry.scope}
            and entry.severity >= self.severity
            and self.area.holds(entry.region, entry.country)
            and (not self.weapons or not self.weapons.isdisjoint(entry.weapons))
            and (not self.grades or entry.grade in self.grades)
            and self._in_time(entry)
        )

    def _in_time(self, entry: IncidentEntry) -> bool:
        if self.since is None and self.until is None:
            return True
        anchor = entry.anchor
        if anchor is None:
            return False
        return (self.since is None or anchor >= self.since) and (self.until is None or anchor < self.until)

    def _within(self, entry: IncidentEntry, rows: Mapping[str, RegionWindow]) -> bool:
        if self.window is None:
            return True
        adds = entry.adds
        if adds is None or adds.hour is None or adds.reach > WINDOWS.index(self.window):
            return False
        end = self._end(entry, rows, self.window)
        return end is not None and end - WINDOW_HOURS[self.window] < adds.hour <= end

    def _end(self, entry: IncidentEntry, rows: Mapping[str, RegionWindow], window: Window) -> int | None:
        """The hour at which the row ends that counts the incident."""
        if self.at is not None:
            return hour_of(self.at)
        code = entry.region if self.area.regions else entry.country
        row = rows.get(f"{code}|{window}")
        return None if row is None else hour_of(row.window_end)


def incident_key(entry: IncidentEntry, order: Order) -> Key:
    """Newest, deadliest, worst or last changed first; within that the newest first, then by id."""
    newest: Key = (-entry.moment, entry.incident_id)
    if order == "killed":
        return (-entry.killed, *newest)
    if order == "severity":
        return (-entry.severity, *newest)
    if order == "changed":
        return (-entry.changed, *newest)
    return newest


@dataclass(frozen=True, slots=True)
class Alerts:
    """Alerts; an empty set or None asks nothing. `severity` is the least, a position in SEVERITIES."""

    area: Area = Area()
    since: datetime | None = None
    until: datetime | None = None
    severity: int = 0
    rules: frozenset[str] = frozenset()
    incidents: frozenset[str] = frozenset()
    state: State = "live"

    def of(self, entries: Iterable[AlertEntry]) -> list[AlertEntry]:
        """Those asked for, the latest first."""
        return sorted((entry for entry in entries if self._takes(entry)), key=alert_key)

    def _takes(self, entry: AlertEntry) -> bool:
        region = entry.area if "-" in entry.area else None
        return (
            (self.state == "any" or entry.live == (self.state == "live"))
            and entry.severity >= self.severity
            and self.area.holds(region, entry.country)
            and (not self.rules or entry.rule in self.rules)
            and (not self.incidents or not self.incidents.isdisjoint(entry.incident_ids))
            and (self.since is None or entry.sent >= self.since)
            and (self.until is None or entry.sent < self.until)
        )


def alert_key(entry: AlertEntry) -> Key:
    """The latest first, then by fingerprint."""
    return (-int(entry.sent.timestamp()), entry.fingerprint)


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one window. `level`: only whole countries, or only regions; `empty`: those with nothing in them too."""

    window: Window = "24h"
    area: Area = Area()
    weapons: frozenset[str] = frozenset()
    level: Literal["country", "region", "any"] = "any"
    empty: bool = False

    def of(self, rows: Iterable[RegionWindow]) -> list[RegionWindow]:
        """Those asked for, in the order of their codes."""
        return sorted((row for row in rows if self._takes(row)), key=lambda row: row.region)

    def _takes(self, row: RegionWindow) -> bool:
        level = "country" if row.region == row.country else "region"
        return (
            row.window == self.window
            and self.level in {"any", level}
            and self.area.holds(row.region, row.country)
            and (self.empty or not row.is_empty)
            and (not self.weapons or any(self._has(row, weapon) for weapon in self.weapons))
        )

    @staticmethod
    def _has(row: RegionWindow, weapon: str) -> bool:
        tally = row.by_weapon_class.get(weapon)
        return tally is not None and tally.incidents > 0
