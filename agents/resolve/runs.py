"""Reports held by place and day, so that a report disturbs only the days it could belong to.

A run is a stretch of days of one place on which reports may fall together. Reports of different runs share no
day, hence no window, hence no strike: each run is grouped alone, and only runs that a report came to or left
are grouped again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from strikewatch.agents.resolve.clustering import group_place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from strikewatch.agents.resolve.clustering import Torn
    from strikewatch.agents.resolve.matching import Group
    from strikewatch.agents.resolve.policy import Policy
    from strikewatch.agents.resolve.sighting import Sighting


@dataclass(slots=True, eq=False)
class Run:
    """Grouped reports of one place on neighbouring days.

    `joined` are reports of vaguer places or times that sit at a group, `doubles` the groups it may be the same
    as; `names` the ids of the strikes and then
    of the torn groups; `alive` turns false when the run is grouped again.
    """

    kind: str
    place_key: str
    days: frozenset[int]
    strikes: list[Group]
    torn: list[Torn]
    doubles: dict[int, list[Group]]
    joined: dict[int, dict[str, Sighting]] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    alive: bool = True


@dataclass(slots=True)
class Runs:
    """The reports of one kind in one region."""

    kind: str
    policy: Policy
    held: dict[str, dict[int, dict[str, Sighting]]] = field(default_factory=dict)
    at: dict[str, dict[int, Run]] = field(default_factory=dict)
    on_day: dict[int, dict[str, Run]] = field(default_factory=dict)
    disturbed: dict[tuple[str, int], None] = field(default_factory=dict)

    def add(self, one: Sighting) -> None:
        """Hold a report."""
        days = self.held.setdefault(one.place_key, {})
        for day in one.days:
            days.setdefault(day, {})[one.report_id] = one
            self.disturbed[one.place_key, day] = None

    def discard(self, one: Sighting) -> None:
        """Let a report go."""
        days = self.held[one.place_key]
        for day in one.days:
            del days[day][one.report_id]
            if not days[day]:
                del days[day]
            self.disturbed[one.place_key, day] = None
        if not days:
            del self.held[one.place_key]

    def refresh(self) -> tuple[list[Run], list[Run]]:
        """Group again where something changed: the runs that are no more, and those that took their place."""
        gone: dict[Run, None] = {}
        open_days: dict[str, dict[int, None]] = {}
        for place_key, day in self.disturbed:
            run = self.at.get(place_key, {}).get(day)
            days = open_days.setdefault(place_key, {})
            days[day] = None
            if run is not None:
                gone[run] = None
                days.update(dict.fromkeys(sorted(run.days)))
        self.disturbed.clear()
        for run in gone:
            self._unlist(run)
        fresh = [
            run for place_key, days in sorted(open_days.items()) for run in self._grouped(place_key, days)
        ]
        for run in fresh:
            self._list(run)
        return list(gone), fresh

    def forget(self, run: Run) -> list[Sighting]:
        """Let a whole run go: its reports."""
        self._unlist(run)
        reports = {one.report_id: one for one in self._on(run.place_key, run.days)}
        for one in reports.values():
            self.discard(one)
        for day in run.days:
            self.disturbed.pop((run.place_key, day), None)
        return list(reports.values())

    def ending_before(self, limit: int) -> list[Run]:
        """Runs whose days all lie before a day; undated reports stay."""
        old = self.overlapping(sorted(day for day in self.on_day if 0 < day < limit))
        return [run for run in old if max(run.days) < limit]

    def overlapping(self, days: Iterable[int]) -> list[Run]:
        """Runs of any place that have one of these days."""
        return list(dict.fromkeys(run for day in days for run in self.on_day.get(day, {}).values()))

    def of_place(self, place_key: str) -> list[Run]:
        """All runs of one place."""
        return list(dict.fromkeys(self.at.get(place_key, {}).values()))

    def _grouped(self, place_key: str, days: Iterable[int]) -> Iterator[Run]:
        held = self.held.get(place_key, {})
        left = {day for day in days if day in held}
        while left:
            connected, reports = self._connected(place_key, min(left))
            left -= connected
            groups = group_place(reports, self.policy)
            yield Run(self.kind, place_key, frozenset(connected), groups.strikes, groups.torn, groups.doubles)

    def _connected(self, place_key: str, day: int) -> tuple[set[int], list[Sighting]]:
        held = self.held[place_key]
        days: set[int] = set()
        reports: dict[str, Sighting] = {}
        frontier = [day]
        while frontier:
            today = frontier.pop()
            if today in days:
                continue
            days.add(today)
            for key, one in held[today].items():
                if key not in reports:
                    reports[key] = one
                    frontier.extend(one.days)
        return days, list(reports.values())

    def _on(self, place_key: str, days: Iterable[int]) -> Iterator[Sighting]:
        held = self.held.get(place_key, {})
        for day in sorted(days):
            yield from held.get(day, {}).values()

    def _list(self, run: Run) -> None:
        for day in run.days:
            self.at.setdefault(run.place_key, {})[day] = run
            self.on_day.setdefault(day, {})[run.place_key] = run

    def _unlist(self, run: Run) -> None:
        run.alive = False
        for day in run.days:
            del self.at[run.place_key][day]
            del self.on_day[day][run.place_key]
            if not self.on_day[day]:
                del self.on_day[day]
        if not self.at[run.place_key]:
            del self.at[run.place_key]
