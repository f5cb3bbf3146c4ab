"""Which of several places of one name an article means."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from strikewatch.agents.extract.places import Spot
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

    def learn(self, spots: Iterable[Spot]) -> None:
        """Count the regions and countries that are named without doubt."""
        for spot in spots:
            first = spot.entries[0]
            if first.kind == "country":
                self._countries[first.country or ""] += 2
            elif first.kind == "region" or len(spot.entries) == 1 or first.population > 100_000:  # noqa: PLR2004
                self._countries[first.country or ""] += 1
                if first.region and (first.kind == "region" or spot.unit == "region"):
                    self._regions[first.region] += 1

    def settle(self, spot: Spot) -> None:
        """Order the spot's entries likeliest first and set its level."""
        if spot.entry is not None:
            return
        if spot.container is not None:
            self.settle(spot.container)
        ranked = sorted(
            range(len(spot.entries)), key=lambda row: (-self._score(spot, spot.entries[row], row), row)
        )
        spot.entries = tuple(spot.entries[row] for row in ranked)
        spot.entry = spot.entries[0]
        spot.level = LEVELS.get(spot.entry.kind, "settlement")

    @property
    def country(self) -> str | None:
        """The country the article speaks of most."""
        return self._countries.most_common(1)[0][0] or None if self._countries else None

    def _score(self, spot: Spot, entry: Entry, row: int) -> float:
        score = -0.5 * row
        if spot.container is not None and spot.container.entry is not None:
            score += 20 if self._gazetteer.contained(entry, spot.container.entry) else -4
        if entry.region in self._regions and entry.kind != "region":
            score += 3
        if entry.country in self._countries:
            score += min(self._countries[entry.country], 4)
        if spot.unit == "region" and entry.kind in ("region", "direction"):
            score += 30
        if spot.unit == "district" and entry.kind in ("district", "city_district"):
            score += 30
        if spot.unit is None and entry.kind == "settlement" and entry.population == 0:
            score -= 1
        return score
