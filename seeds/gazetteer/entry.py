"""One known place."""

from __future__ import annotations

from typing import NamedTuple

KINDS = (
    "settlement",
    "city_district",
    "district",
    "region",
    "country",
    "facility",
    "water",
    "direction",
)
"""What a place can be. `direction` is a part of a country that is no unit of its own: Donbas, western Ukraine."""

TARGETS = (
    "residential",
    "energy",
    "oil",
    "industrial",
    "transport",
    "port",
    "military",
    "nuclear",
    "health",
    "education",
    "commercial",
    "government",
    "cultural",
    "telecom",
    "water",
    "agriculture",
    "emergency",
)
"""What a strike on a facility hits: the target classes of a strike report that a named object can have."""


class Entry(NamedTuple):
    """A place: where it is, what holds it, how sure its point is.

    `id` is the GeoNames id where there is one; above 1e9 it is made of a stable code (KATOTTH, ISO 3166-2,
    the slug of a hand-written row), so it survives a rebuild. `country` is alpha-2 of the ground: Crimea,
    Sevastopol and the occupied areas are UA. `region` is ISO 3166-2. `latitude`, `longitude` are WGS 84
    degrees. `precision` is UCDP GED's where_prec of that point: 1 exact, 2 within about 25 km (the centre
    of the hromada), 3 the district's, 4 the region's, 6 the country's. `population` 0 is unknown. `parent`
    is the id of the place that holds it: facility in settlement, city district in city, settlement in
    district or region, region in country. `target` is the class of object a facility is.
    """

    id: int
    name: str
    kind: str
    country: str | None
    region: str | None
    admin2: str | None
    latitude: float | None
    longitude: float | None
    precision: int
    population: int
    geonames_id: int | None
    parent: int | None
    target: str | None
