"""Strikes, people and munitions in equal parts of time: what a slider and a sparkline draw."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from strikewatch.agents.aggregate.timing import ONE_DAY, ONE_HOUR, end_of, hour_of
from strikewatch.agents.view.entries import utc

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from strikewatch.agents.aggregate import Contribution
    from strikewatch.agents.view.entries import IncidentEntry
    from strikewatch.agents.view.selection import Area

Bucket = Literal["hour", "day"]
HOURS: dict[Bucket, int] = {"hour": 1, "day": 24}
REACH: dict[Bucket, int] = {"hour": ONE_HOUR, "day": ONE_DAY}
"""The least exact that a strike may be known to be put into a part of this length."""
METRICS = ("incidents", "killed", "injured", "launched", "intercepted")
BY_WEAPON = ("incidents", "launched", "intercepted")


@dataclass(frozen=True, slots=True)
class Timeline:
    """What to draw: `parts` of one length up to `end`."""

    end: datetime
    bucket: Bucket
    parts: int
    area: Area
    weapons: frozenset[str] = frozenset()
    severity: int = 0

    def of(self, entries: Iterable[IncidentEntry]) -> dict[str, Any]:
        """The answer of `/api/timeline`. Strikes of their own only; figures are the best ones."""
        drawn = _Drawn(self)
        for entry in entries:
            if entry.strike and entry.adds is not None and self._takes(entry):
                drawn.put(entry.adds)
        return drawn.answer()

    def _takes(self, entry: IncidentEntry) -> bool:
        return (
            entry.severity >= self.severity
            and self.area.holds(entry.region, entry.country)
            and (not self.weapons or not self.weapons.isdisjoint(entry.weapons))
        )


@dataclass(slots=True)
class _Drawn:
    asked: Timeline
    too_coarse: int = 0
    total: dict[str, list[int]] = field(default_factory=dict)
    weapons: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    areas: dict[tuple[str, str], dict[str, list[int]]] = field(default_factory=dict)

    def put(self, one: Contribution) -> None:
        part = self._part(one)
        if part is None:
            return
        self._add(self.total, part, one)
        for code in one.areas:
            self._add(self.areas.setdefault((code, one.country), {}), part, one)
        for weapon in {key[1] for key in one.amounts if key[0] == "weapon"} - self._unwanted(one):
            series = self.weapons.setdefault(weapon, {})
            for metric in BY_WEAPON:
                self._series(series, metric)[part] += one.amounts.get(("weapon", weapon, metric), 0)

    def answer(self) -> dict[str, Any]:
        hours = HOURS[self.asked.bucket]
        last = hour_of(self.asked.end)
        self._series(self.total, *METRICS)
        return {
            "start": utc(end_of(last - hours * self.asked.parts)),
            "end": utc(end_of(last)),
            "bucket": self.asked.bucket,
            "bucket_seconds": hours * 3600,
            "buckets": self.asked.parts,
            "too_coarse": self.too_coarse,
            "total": self.total,
            "weapons": {name: self.weapons[name] for name in sorted(self.weapons)},
            "areas": [
                {"region": code, "country": country, **self.areas[code, country]}
                for code, country in sorted(self.areas)
            ],
        }

    def _part(self, one: Contribution) -> int | None:
        """Which part it falls in; None: in none, or not known exactly enough."""
        if one.hour is None:
            return None
        hours = HOURS[self.asked.bucket]
        part = self.asked.parts - 1 - (hour_of(self.asked.end) - one.hour) // hours
        if not 0 <= part < self.asked.parts:
            return None
        if one.reach > REACH[self.asked.bucket]:
            self.too_coarse += 1
            return None
        return part

    def _unwanted(self, one: Contribution) -> set[str]:
        """Where weapons are asked for, the others of the same strike."""
        if not self.asked.weapons:
            return set()
        return {key[1] for key in one.amounts if key[0] == "weapon"} - self.asked.weapons

    def _add(self, series: dict[str, list[int]], part: int, one: Contribution) -> None:
        self._series(series, *METRICS)
        series["incidents"][part] += 1
        for metric in ("killed", "injured"):
            series[metric][part] += one.amounts.get((metric, "best"), 0)
        unwanted = self._unwanted(one)
        for key, number in one.amounts.items():
            if key[0] == "weapon" and key[2] in {"launched", "intercepted"} and key[1] not in unwanted:
                series[key[2]][part] += number

    def _series(self, held: dict[str, list[int]], *metrics: str) -> list[int]:
        for metric in metrics:
            held.setdefault(metric, [0] * self.asked.parts)
        return held[metrics[0]]
