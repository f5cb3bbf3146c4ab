"""Sections of cities that GeoNames lists as settlements of their own: parts of the city they lie in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.seeds.gazetteer.compiler.airfields import distance
from strikewatch.seeds.gazetteer.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from strikewatch.seeds.gazetteer.compiler.draft import Draft

_CITY, _METROPOLIS = 150_000, 1_000_000
_FEDERAL = {"RU-MOW": 18.0, "RU-SPE": 15.0}
"""Within so many kilometres of the centre everything else in these regions is a part of the city."""
_SECTION_WEIGHT = 2_000.0


def into_cities(settlements: Sequence[Draft], surveyed: frozenset[int]) -> None:
    """Make city districts of the GeoNames places inside a city that no codifier has (`surveyed` has it)."""
    cities = [
        draft
        for draft in settlements
        if (draft.id in surveyed and draft.population >= _CITY)
        or (draft.region in _FEDERAL and draft.population >= _METROPOLIS)
    ]
    for draft in settlements:
        city = _city_around(draft, cities, surveyed)
        if city is not None:
            draft.kind, draft.parent = "city_district", city.id
            draft.region, draft.admin2 = city.region, city.admin2
            draft.weight = max(_SECTION_WEIGHT, min(draft.weight, 0.02 * city.weight))


def _city_around(draft: Draft, cities: Iterable[Draft], surveyed: frozenset[int]) -> Draft | None:
    if draft.id in surveyed or draft.latitude is None or draft.longitude is None:
        return None
    if draft.country == "RU" and draft.region not in _FEDERAL:
        return None
    point = (draft.latitude, draft.longitude)
    near = [
        city
        for city in cities
        if city.region == draft.region
        and city is not draft
        and city.population > draft.population
        and distance(point, city) <= _reach(city)
    ]
    return min(near, key=lambda city: (distance(point, city), city.id)) if near else None


def _reach(city: Draft) -> float:
    """How far a city of this size reaches, in kilometres."""
    return _FEDERAL.get(str(city.region), 6.0 + city.population / 250_000)


def merge(districts: Sequence[Draft], settlements: Sequence[Draft]) -> list[Draft]:
    """Settlements without the sections that are a district of the codifier; the district takes their point."""
    wanted = {(draft.parent, fold(name)): draft for draft in districts for name in draft.bare}
    kept = []
    for draft in settlements:
        district = wanted.get((draft.parent, fold(draft.name))) if draft.kind == "city_district" else None
        if district is None:
            kept.append(draft)
        else:
            district.latitude, district.longitude = draft.latitude, draft.longitude
            district.precision, district.geonames_id = 1, draft.geonames_id
            district.population = draft.population
    return kept
