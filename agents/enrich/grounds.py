"""Place mentions to places: looked up, city districts folded into their city, coordinates from the gazetteer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from strikewatch.schemas.place import Level, Place

if TYPE_CHECKING:
    from strikewatch.schemas.mentions import PlaceMention
    from strikewatch.seeds.gazetteer import Entry, Gazetteer

_LEVELS: dict[str, Level] = {
    "settlement": "settlement", "facility": "settlement", "city_district": "settlement", "district": "district",
    "region": "region", "direction": "region", "country": "country",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ground:
    """A looked-up place: `key` is equal for mentions of one place, `entry` is what carries its point."""

    key: str
    place: Place
    entry: Entry | None


def ground(mention: PlaceMention, gazetteer: Gazetteer) -> Ground:
    """The likeliest candidate, else a place with a name and no point (coordinates are never invented)."""
    if not mention.candidates:
        place = Place.trusted(
            text=mention.text,
            name=mention.text,
            level=mention.level,
            country=mention.country,
            region=mention.region,
            precision=6 if mention.country else 7,
        )
        return Ground(f"{mention.region or mention.country}:{mention.text.casefold()}", place, None)
    entry = gazetteer.entry(mention.candidates[0])
    feature = mention.feature
    carrier = entry
    if entry.kind in ("city_district", "facility"):
        feature = feature or mention.text
        carrier = _settlement(entry, gazetteer) or entry
    elif entry.kind == "settlement":
        city = _city_of_region(entry, gazetteer)
        if city is not None and city.id != entry.id:
            carrier, feature = city, feature or mention.text
    level = _LEVELS.get(entry.kind, mention.level)
    return Ground(str(carrier.id), _place(mention.text, carrier, level, feature), carrier)


def _settlement(entry: Entry, gazetteer: Gazetteer) -> Entry | None:
    if entry.parent is None:
        return None
    parent = gazetteer.entry(entry.parent)
    return parent if parent.kind == "settlement" else None


def _city_of_region(entry: Entry, gazetteer: Gazetteer) -> Entry | None:
    """The city that is a region by itself: what lies in Kyiv's or Moscow's region code is the city."""
    if entry.region is None:
        return None
    capital = gazetteer.capital_of(entry.region)
    if (
        capital is None
        or capital.region != entry.region
        or gazetteer.region(entry.region).name not in (capital.name, f"{capital.name} City")
    ):
        return None
    return capital


def _place(text: str, entry: Entry, level: Level, feature: str | None) -> Place:
    return Place.trusted(
        text=text,
        name=entry.name,
        level=level,
        region=entry.region,
        country=entry.country,
        geonames_id=entry.geonames_id,
        latitude=entry.latitude,
        longitude=entry.longitude,
        precision=max(1, min(entry.precision, 7)),
        admin2=entry.admin2,
        feature=feature,
    )
