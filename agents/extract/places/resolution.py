"""Which of several places of one name an article means."""

from __future__ import annotations

from collections import Counter
from math import log10
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from strikewatch.agents.extract.places.spot import Spot
    from strikewatch.schemas.place import Level
    from strikewatch.seeds.gazetteer import Entry, Gazetteer

LEVELS: dict[str, Level] = {
    "settlement": "settlement", "facility": "settlement", "city_district": "district", "district": "district",
    "region": "region", "direction": "region", "country": "country",
}  # fmt: skip


class Resolver:
    """Homonyms by what holds them, by the regions and countries the article names, then by size."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._regions: Counter[str] = Counter()
        self._countries: Counter[str] = Counter()
        self._near: Counter[str] = Counter()
        self._cities: set[int] = set()

    def learn(self, spots: Iterable[Spot]) -> None:
        """Count the regions and countries that are named without doubt."""
        for spot in spots:
            if not spot.entries:
                continue
            first = spot.entries[0]
            if first.kind == "settlement":
                self._cities.add(first.id)
            if first.kind == "country":  # whose ministry speaks may speak of what it struck elsewhere
                self._countries[first.country or ""] += 0 if spot.role == "speaker" else 2
            elif first.kind == "region" or first.population > 100_000 or _of_one_country(spot):
                self._countries[first.country or ""] += 1
                if first.region and first.population > 50_000:
                    self._near[first.region] += 1
                if first.region and (first.kind == "region" or spot.unit == "region"):
                    self._regions[first.region] += 1

    def settle(self, spot: Spot) -> None:
        """Order the spot's entries likeliest first and set its level."""
        if spot.entry is not None or spot.level == "country":
            return
        if spot.container is not None:
            self.settle(spot.container)
        if not spot.entries:
            self._unlocated(spot)
            return
        if len(spot.entries) > 1:
            ranked = sorted([(-self._score(spot, entry, row), row) for row, entry in enumerate(spot.entries)])
            spot.entries = tuple([spot.entries[row] for _, row in ranked])
        spot.entry = spot.entries[0]
        spot.level = LEVELS.get(spot.entry.kind, "settlement")

    def _unlocated(self, spot: Spot) -> None:
        holder = spot.container.entry if spot.container is not None else None
        if holder is not None:
            spot.country_hint, spot.region = holder.country, holder.region
        spot.country_hint = spot.country_hint or self.country

    @property
    def country(self) -> str | None:
        """The country the article speaks of most."""
        return self._countries.most_common(1)[0][0] or None if self._countries else None

    def other_than(self, attacker: str) -> str | None:
        """The country the article speaks of most beside this one."""
        for code, _ in self._countries.most_common():
            if code and code != attacker:
                return code
        return None

    def _score(self, spot: Spot, entry: Entry, row: int) -> float:
        score = -1.0 * row + (log10(entry.population) if entry.population else 0.0)
        if spot.container is not None and spot.container.entry is not None:
            score += 20 if self._gazetteer.contained(entry, spot.container.entry) else -4
        elif spot.container is not None and spot.container.country_hint:
            score += 20 if entry.country == spot.container.country_hint else -4
        if entry.region in self._regions and entry.kind != "region":
            score += 1.5
        elif entry.region in self._near and entry.kind != "region":
            score += 1.0
        if entry.country and entry.country in self._countries:
            score += min(self._countries[entry.country], 4)
        if spot.unit == "region" and entry.kind in ("region", "direction"):
            score += 30
        if spot.unit == "district" and entry.kind in ("district", "city_district"):
            score += 30
        if entry.kind == "city_district" and entry.parent in self._cities:
            score += 15
        if spot.unit is None and entry.kind == "region" and row:
            score -= 5
        return score


def _of_one_country(spot: Spot) -> bool:
    """As in "Sagaing", a town and a region: whichever it is, the country is known."""
    return len({entry.country for entry in spot.entries}) == 1
