"""The fold over `incidents`: which tables exist, when their windows end, and which of them changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from strikewatch.agents.aggregate.contribution import Contribution, contribution
from strikewatch.agents.aggregate.ring import Ring
from strikewatch.agents.aggregate.table import BASELINE_HOURS, LOOK_BACK_HOURS, Area, row, windows
from strikewatch.agents.aggregate.timing import WINDOWS, end_of, hour_of
from strikewatch.seeds.zones import Zones, seeded_zones

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from strikewatch.schemas.incident import Incident
    from strikewatch.schemas.region_window import RegionWindow

Clock = Literal["event", "wall"]
RETENTION_HOURS = LOOK_BACK_HOURS + BASELINE_HOURS
"""Wall clock only: a year of windows and the month before; older contributions can be in no window any more."""


class _Table:
    """One area's ring, and how far its incidents' own time has come."""

    def __init__(self, area: Area) -> None:
        self.area = area
        self.ring = Ring(area.code)
        self._clocks: dict[int, int] = {}
        self._members = 0

    def put(self, one: Contribution) -> None:
        self.ring.put(one)
        self._members += 1
        if one.clock is not None:
            self._clocks[one.clock] = self._clocks.get(one.clock, 0) + 1

    def remove(self, one: Contribution) -> None:
        self.ring.remove(one)
        self._members -= 1
        if one.clock is not None:
            self._clocks[one.clock] -= 1
            if not self._clocks[one.clock]:
                del self._clocks[one.clock]

    @property
    def empty(self) -> bool:
        return not self._members

    @property
    def stream_hour(self) -> int | None:
        """The latest hour any of its incidents speaks of."""
        return max(self._clocks, default=None)


class Aggregator:
    """Rolling tables of the countries of one partition, and of their regions.

    State is the set of contributions, one per incident, replaced whole; the tables are a function of it (and
    of the last tick, on wall clock), so order, repetition and replay change nothing. On event time (`event`:
    replays, backfills, the demo) an area's windows end with the hour of the latest report or strike in it; on
    wall clock (`wall`) with the hour of the last tick.
    """

    def __init__(
        self, region_names: Callable[[str], str], clock: Clock = "event", zones: Zones | None = None
    ) -> None:
        self._name = region_names
        self._clock = clock
        self._zones = zones or seeded_zones()
        self._contributions: dict[str, Contribution] = {}
        self._tables: dict[str, _Table] = {}
        self._dirty: set[str] = set()
        self._sent: dict[str, RegionWindow] = {}
        self._now: int | None = None

    def apply(self, incident: Incident) -> None:
        """Put this incident's contribution in the place of its former one; tombstones take it away."""
        self.replace(incident.incident_id, contribution(incident, self._zones))

    def replace(self, incident_id: str, new: Contribution | None) -> None:
        """The same, where the contribution is at hand; None takes the incident's away."""
        if new is not None and self._past(new):
            new = None
        old = self._contributions.get(incident_id)
        if new == old:
            return
        if old is not None:
            self._take_out(old)
        if new is not None:
            self._put_in(new)

    def tick(self, now: datetime) -> None:
        """Wall clock only: let all windows end with the hour of `now`, and forget what no window can reach.

        A tick of an hour that has passed, and any tick on event time, changes nothing.
        """
        hour = hour_of(now)
        if self._clock == "event" or (self._now is not None and hour <= self._now):
            return
        self._now = hour
        self._dirty.update(self._tables)
        for one in [one for one in self._contributions.values() if self._past(one)]:
            self._take_out(one)

    def recall(self, output: RegionWindow) -> None:
        """Take note of a row that the output topic already holds.

        After a restart it is then written again only if it changed, and a row that no incident supports any
        more is written as zeros. Call it before the first `outputs`.
        """
        self._sent[output.key] = output
        self._dirty.add(output.region)
        self._open(output.region, output.country)

    def outputs(self) -> list[RegionWindow]:
        """Rows that changed since the last call, by area and window; rows that emptied come once more, as zeros."""
        changed: list[RegionWindow] = []
        if self._clock == "wall" and self._now is None:
            return changed
        for code in sorted(self._dirty):
            for found in self._rows(self._tables[code]):
                former = self._sent.get(found.key)
                gone = self._tables[code].empty and (former is None or former.is_empty)
                if found != former and not gone:
                    self._sent[found.key] = found
                    changed.append(found)
            self._close_if_empty(code)
        self._dirty.clear()
        return changed

    def at(self, moment: datetime) -> list[RegionWindow]:
        """The tables as of any instant, by area: what the incidents known now say about then."""
        hour = hour_of(moment)
        tables = [table for _, table in sorted(self._tables.items()) if not table.empty]
        return [
            row(one.area, window, hour, one.ring.find(window, hour)) for one in tables for window in WINDOWS
        ]

    def _rows(self, table: _Table) -> list[RegionWindow]:
        if self._now is not None:
            ends = dict.fromkeys(WINDOWS, self._now)
        elif (hour := table.stream_hour) is not None:
            ends = dict.fromkeys(WINDOWS, hour)
        else:  # nothing left that tells the time: zeros where the last rows stood
            sent = {window: self._sent.get(f"{table.area.code}|{window}") for window in WINDOWS}
            ends = {
                window: hour_of(former.window_end) for window, former in sent.items() if former is not None
            }
        return [row(table.area, window, end, table.ring.find(window, end)) for window, end in ends.items()]

    def _past(self, one: Contribution) -> bool:
        if self._now is None:
            return False
        return one.hour is None or one.hour <= self._now - RETENTION_HOURS

    def _open(self, code: str, country: str) -> _Table:
        if code not in self._tables:
            self._tables[code] = _Table(Area(code, self._name(code), country))
        return self._tables[code]

    def _close_if_empty(self, code: str) -> None:
        if self._tables[code].empty:
            del self._tables[code]
            for window in WINDOWS:
                self._sent.pop(f"{code}|{window}", None)

    def _put_in(self, one: Contribution) -> None:
        self._contributions[one.incident_id] = one
        for code in one.areas:
            self._open(code, one.country).put(one)
            self._dirty.add(code)

    def _take_out(self, one: Contribution) -> None:
        del self._contributions[one.incident_id]
        for code in one.areas:
            self._tables[code].remove(one)
            self._dirty.add(code)


def recount(
    incidents: Iterable[Incident],
    region_names: Callable[[str], str],
    as_of: datetime | None = None,
    zones: Zones | None = None,
) -> dict[str, RegionWindow]:
    """Every table of a set of incidents by key, from scratch: at `as_of`, else at each area's own event time."""
    clocks = zones or seeded_zones()
    members = [one for incident in incidents if (one := contribution(incident, clocks)) is not None]
    countries = {code: one.country for one in members for code in one.areas}
    tables: dict[str, RegionWindow] = {}
    for code in sorted(countries):
        hours = [one.clock for one in members if code in one.areas and one.clock is not None]
        end = as_of or (end_of(max(hours)) if hours else None)
        if end is not None:
            rows = windows(members, end, Area(code, region_names(code), countries[code]))
            tables.update((found.key, found) for found in rows)
    return tables
