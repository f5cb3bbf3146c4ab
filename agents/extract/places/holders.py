"""What holds a place: "Kryvyi Rih in Dnipropetrovsk region", "Belgorod, Russia", the one region of a sentence."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

from strikewatch.agents.extract.grammar import words
from strikewatch.agents.extract.places.phrases import ADJECTIVES, lead_of
from strikewatch.agents.extract.places.roles import role_of

if TYPE_CHECKING:
    from strikewatch.agents.extract.places.spot import Spot
    from strikewatch.agents.extract.tokens import Token
    from strikewatch.seeds.gazetteer import Entry, Gazetteer

_LOCATIVE = words("places.locative")
_FAMOUS = 300_000
_SMALL = 20_000
_ELSEWHERE = frozenset({"from", "care", "bearing", "dateline"})
_UNPLACED = _ELSEWHERE | {"actor", "speaker"}
_ORDER = {
    "settlement": 0, "facility": 0, "city_district": 0, "district": 1, "region": 2, "direction": 2, "country": 3,
}  # fmt: skip
_QUARTERS = words("places.quarters")
_LIES_IN: tuple[list[str], ...] = (
    [","],
    ["in"],
    [",", "in"],
    ["of"],
    ["("],
    ["in", "the"],
    [",", "a", "in"],
    [],
)
_HAS: tuple[list[str], ...] = (["'", "s"], ["'s"], ["s"], ["'"])


def containers(found: list[Spot], tokens: list[Token]) -> None:
    """As in "Kryvyi Rih in Dnipropetrovsk region", "Belgorod, Russia", "Russia's Bryansk region"."""
    holders: set[int] = set()
    for first, second in itertools.pairwise(found):
        between = _between(first, second, tokens)
        if _is_quarter(first, second, between) or _stands_in(first, second, tokens):
            second.role, first.role = (second.role if first.role == "bare" else first.role), "quarter"
            second.struck = second.struck or first.struck
            continue
        a, b = _rank(first), _rank(second)
        if _is_part(first, second):
            a, b = 0, 1
        elif _is_part(second, first):
            a, b = 1, 0
        nested = between == [","] and _nested(first, second, found, tokens)
        if a == b == 0 and (nested or _far_held(first, second, tokens)):
            first.container, second.role, second.listed = second, "container", None
        elif a < b and second.role != "speaker" and (between in _LIES_IN or _far_held(first, second, tokens)):
            first.container, second.role = second, "container"
            second.listed = None
            holders.add(id(second))
        elif (
            a > b
            and (between in _HAS or not between)
            and tokens[second.first].start - first.end < 40
            and id(first) in holders
        ):
            second.container, first.role = first, "container"
            held = next(spot for spot in found if spot.container is first)
            held.container, second.role = second, "container"
        elif (a > b and (between in _HAS or not between) and tokens[second.first].start - first.end < 40) or (
            between in _HAS and _is_part(second, first)
        ):
            _holds(first, second, tokens)


def _nested(first: Spot, second: Spot, found: list[Spot], tokens: list[Token]) -> bool:
    """As in "a plant in Lypky, Brovary": two names with no "and" are a village and the town it belongs to."""
    if first.listed is not None or any(other.listed is second for other in found):
        return False
    after = tokens[second.last + 1].low if second.last + 1 < len(tokens) else ""
    if after == "," and second.last + 2 < len(tokens) and tokens[second.last + 2].capital:
        return False  # a list of three and more
    if not second.entries or tokens[first.first - 1].low not in _LOCATIVE or after in ("and", "or", "&"):
        return False
    return not first.entries or first.entries[0].population < second.entries[0].population


def _far_held(first: Spot, second: Spot, tokens: list[Token]) -> bool:
    """As in "Xyz, Abc State, Somalia": an unknown village, an unknown province, and the country of both."""
    between = tokens[first.last + 1 : second.first]
    if first.entries or not 3 <= len(between) <= 5 or between[0].low != "," or between[-1].low != ",":
        return False
    return all(token.capital or "kind" in token.tags for token in between[1:-1])


def _holds(holder: Spot, held: Spot, tokens: list[Token]) -> None:
    held.container, holder.role = holder, "container"
    if held.role in ("bare", "actor"):
        held.role = role_of(replace(held, first=holder.first), tokens)


def _between(first: Spot, second: Spot, tokens: list[Token]) -> list[str]:
    words = [
        token.low
        for token in tokens[first.last + 1 : second.first]
        if token.low not in ADJECTIVES or token.low in (",", "'", "'s")
    ]
    return [word for word in words if word not in ("city", "town", "village")]


def _is_quarter(first: Spot, second: Spot, between: list[str]) -> bool:
    """As in "the Kola district of Beirut": a part of a town by a name that is known only as another place's."""
    linked = [word for word in between if word not in _QUARTERS]
    if linked not in (["of"], ["in"], [","]) or (first.unit != "district" and linked == between):
        return False
    town = second.entries[:1]
    if not town or town[0].kind != "settlement" or _is_part(first, second):
        return False
    return not any(entry.kind == "district" and entry.country == town[0].country for entry in first.entries)


def _stands_in(first: Spot, second: Spot, tokens: list[Token]) -> bool:
    """As in "the Mezzeh Air Base in Damascus", "the Kakhovka hydroelectric plant in Nova Kakhovka": a thing by its name, in a town."""
    town = second.entries[:1]
    if not town or town[0].kind != "settlement" or second.unit is not None or second.listed is first:
        return False
    row = first.last + 1
    named = first.feature is not None or (bool(first.entries) and first.entries[0].kind == "facility")
    while row < second.first and "target" in tokens[row].tags:
        named, row = True, row + 1
    return named and row < second.first and tokens[row].low == "in" and lead_of(second, tokens) == row


def _is_part(inner: Spot, city: Spot) -> bool:
    """Whether a name can be a district of the city before it ("Kharkiv's Kyivskyi district")."""
    cities = {entry.id for entry in city.entries}
    return any(entry.kind == "city_district" and entry.parent in cities for entry in inner.entries)


def region_of_sentence(found: list[Spot], gazetteer: Gazetteer) -> None:
    """Where a sentence names one region, a small place in it that is known only elsewhere is one the gazetteer lacks."""
    regions = {
        spot.entries[0].id: spot.entries[0]
        for spot in found
        if spot.entries and spot.entries[0].kind == "region" and spot.role not in _ELSEWHERE
    }
    if len(regions) != 1:
        return
    (region,) = regions.values()
    for spot in found:
        wide = spot.entries and spot.entries[0].kind in ("country", "region", "direction", "water")
        if not spot.unit and not wide and spot.role not in _UNPLACED:
            _place_in(spot, region, gazetteer)


def _place_in(spot: Spot, region: Entry, gazetteer: Gazetteer) -> None:
    inside = tuple(entry for entry in spot.entries if gazetteer.contained(entry, region))
    if inside:
        if spot.entries[0].population < _FAMOUS or spot.entries[0] in inside:
            spot.entries = (*inside, *(entry for entry in spot.entries if entry not in inside))
    elif not spot.entries or (
        spot.entries[0].population < _SMALL
        and not any(entry.country == region.country and entry.population > 0 for entry in spot.entries)
    ):
        spot.entries, spot.region = (), region.region
        spot.country_hint = region.country


def _rank(spot: Spot) -> int:
    if spot.unit:
        return 2 if spot.unit == "region" else 1
    return _ORDER.get(spot.entries[0].kind, 0) if spot.entries else 0
