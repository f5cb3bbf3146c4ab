"""Place names in a sentence, what each may be, and the part it plays there."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

from strikewatch.agents.extract.grammar import words
from strikewatch.agents.extract.roles import (
    ADJECTIVES,
    inherit_roles,
    is_governor,
    lead_of,
    mark_dateline,
    role_of,
)
from strikewatch.agents.extract.spot import LEVELS, Spot

if TYPE_CHECKING:
    from strikewatch.agents.extract.tokens import Token
    from strikewatch.seeds.gazetteer import Gazetteer

_LONGEST = 6
_FAMOUS = 300_000
_SMALL = 20_000
_JOINTS = words("places.joints")
_WATERS = words("places.waters")
_SHIPS = words("places.ships")
_PARTS = words("places.parts")
_ORDER = {
    "settlement": 0,
    "facility": 0,
    "city_district": 0,
    "district": 1,
    "region": 2,
    "direction": 2,
    "country": 3,
}
_OBJECTS = words("places.objects")


def spots(tokens: list[Token], text: str, gazetteer: Gazetteer, *, opening: bool) -> list[Spot]:
    """The places of a sentence in order, with roles, lists and containers settled."""
    found: list[Spot] = []
    row = 0
    while row < len(tokens):
        spot = _name_at(tokens, row, text, gazetteer) if tokens[row].capital else None
        if spot is None:
            row += 1
            continue
        found.append(spot)
        row = spot.last + 1
    for spot in found:
        _unit(spot, tokens, gazetteer, text)
    _lists(found, tokens, gazetteer)
    _headed(found, tokens, gazetteer)
    for spot in found:
        _bare_region(spot, tokens)
        _feature(spot, tokens, text)
    kept = [spot for spot in found if not _is_name_part(spot, tokens, gazetteer)]
    for spot in kept:
        spot.role = role_of(spot, tokens)
        if spot.role == "speaker" and is_governor(spot, tokens):
            _make_unit(spot, "region", gazetteer)
    inherit_roles(kept, tokens)
    _containers(kept, tokens)
    if opening:
        mark_dateline(kept, tokens)
    _region_of_sentence(kept, gazetteer)
    return [
        spot
        for spot in kept
        if spot.entries or spot.container is not None or spot.region or "village" in spot.hints
    ]


def _name_at(tokens: list[Token], row: int, text: str, gazetteer: Gazetteer) -> Spot | None:
    token = tokens[row]
    if token.is_("weapon", "weekday", "month") or (
        "demonym" in token.tags and "metonym" not in token.tags and "'" not in token.low
    ):
        return None
    rows = [row]
    for at in range(row + 1, min(row + _LONGEST, len(tokens))):
        nxt = tokens[at]
        gap = nxt.start - tokens[at - 1].end
        if gap > 1 or not (
            nxt.capital
            or nxt.low in _JOINTS
            or nxt.low
            in (
                "region",
                "oblast",
                "district",
                "province",
                "republic",
                "airport",
                "airfield",
                "base",
                "air base",
                "bridge",
            )
        ):
            break
        rows.append(at)
    for last in reversed(rows):
        if tokens[last].low in _JOINTS and last != row:
            continue
        name = text[token.start : tokens[last].end]
        end = tokens[last].end
        for suffix in ("'s", "\u2019s"):
            if name.endswith(suffix):
                name, end = name[:-2], end - 2
        entries = gazetteer.lookup(name)
        if entries:
            return Spot(row, last, token.start, end, name, entries)
    return _unknown(tokens, row, text)


def _unknown(tokens: list[Token], row: int, text: str) -> Spot | None:
    """A name no gazetteer has, where the words around it say that it is a place: "the village of Xyz", "in Xyz, Lebanon"."""
    token = tokens[row]
    if token.tags or not token.low[0].isalpha() or row == 0:
        return None
    before = tokens[row - 1]
    kind = (
        before.tags.get("kind")
        if before.tags.get("kind") == "settlement" and before.low != "capital"
        else None
    )
    if before.low == "of" and row > 1 and tokens[row - 2].tags.get("kind") == "settlement":
        kind = "settlement"
    if kind is None and before.low not in ("in", "near", "on", "at"):
        return None
    last = row
    while (
        last + 1 < len(tokens)
        and last - row < 3
        and tokens[last + 1].start - tokens[last].end <= 1
        and (
            (tokens[last + 1].capital and not tokens[last + 1].tags)
            or tokens[last + 1].low in ("-", "al", "el", "ez", "ej")
        )
    ):
        last += 1
    if tokens[last].low in ("-", "al", "el", "ez", "ej") or any(
        tokens[at].low in _WATERS for at in range(row, min(last + 2, len(tokens)))
    ):
        return None
    after = tokens[last + 1] if last + 1 < len(tokens) else None
    named_after = (
        after is not None
        and after.tags.get("kind") == "settlement"
        and after.low in ("village", "town", "city", "settlement", "camp", "hamlet")
    )
    if (
        kind is None
        and not named_after
        and not (
            after is not None
            and after.low in (",", "in")
            and last + 2 < len(tokens)
            and (tokens[last + 2].capital or tokens[last + 2].low in ("in", "the"))
        )
    ):
        return None
    spot = Spot(row, last, token.start, tokens[last].end, text[token.start : tokens[last].end], ())
    spot.hints = ["unknown"] if kind is None and not named_after else ["village"]
    return spot


def _unit(spot: Spot, tokens: list[Token], gazetteer: Gazetteer, text: str) -> None:
    """As in "Kharkiv" + "region" is the region: take the unit word into the name."""
    after = spot.last + 1
    if after >= len(tokens) or spot.unit:
        return
    if tokens[after].start - spot.end > 1:
        return
    if tokens[after].low.startswith(("regional", "region ", "oblast ")):
        _make_unit(spot, "region", gazetteer)
        return
    kind = tokens[after].tags.get("kind")
    if kind in ("region", "district"):
        named = [entry for entry in spot.entries if LEVELS.get(entry.kind) == kind]
        suffixed = gazetteer.lookup(f"{spot.text} {kind}")
        found = tuple(entry for entry in (*suffixed, *named) if LEVELS.get(entry.kind) == kind)
        spot.unit = kind
        if found:
            spot.entries = tuple(dict.fromkeys(found))
            spot.last, spot.end = after, tokens[after].end
            spot.text = text[spot.start : spot.end]
        else:
            spot.unit = None


def _feature(spot: Spot, tokens: list[Token], text: str) -> None:
    """As in "Kerch Bridge", "Saki air base": the object that bears a place's name is what was named."""
    row = spot.last + 1
    while row < len(tokens) and row <= spot.last + 3 and tokens[row].start - tokens[row - 1].end <= 1:
        token = tokens[row]
        if (
            token.low in ("nuclear", "international", "air", "thermal", "military", "oil", "power")
            and "target" not in token.tags
        ):
            row += 1
            continue
        if (
            token.tags.get("target", ("",))[0]
            in ("transport", "energy", "nuclear", "military", "oil", "industrial", "port")
            and token.low in _OBJECTS
        ):
            spot.feature = (spot.start, token.end)
            spot.last, spot.end = row, token.end
            spot.text = text[spot.start : spot.end]
        return


def _lists(found: list[Spot], tokens: list[Token], gazetteer: Gazetteer) -> None:
    """As in "the Kherson and Zaporizhzhia regions", "Kyiv, Lviv and Odesa": members of one list share kind and role."""
    for first, second in itertools.pairwise(found):
        joint = [
            token.low
            for token in tokens[first.last + 1 : second.first]
            if ("kind" not in token.tags and token.low not in ADJECTIVES) or token.low == ","
        ]
        if joint and len(joint) <= 3 and all(word in (",", "and", "or", "as", "well", "&") for word in joint):
            second.listed = first
    for spot in reversed(found):
        after = spot.last + 1
        kind = tokens[after].tags.get("kind") if after < len(tokens) else None
        if kind not in ("regions", "districts"):
            before = lead_of(spot, tokens)
            kind = tokens[before].tags.get("kind") if before >= 0 else None
            del kind
            continue
        member: Spot | None = spot
        while member is not None:
            _make_unit(member, kind[:-1], gazetteer)
            member = member.listed


def _headed(found: list[Spot], tokens: list[Token], gazetteer: Gazetteer) -> None:
    """As in "the region of Lviv", "nine regions, including Volyn, Lviv and Sumy": the word before says which kind."""
    for spot in found:
        if spot.unit is not None:
            continue
        if (
            spot.listed is not None
            and spot.listed.unit is not None
            and spot.listed.text.endswith(tuple("abcdefghijklmnopqrstuvwxyz"))
        ):
            if spot.listed.hints == ["headed"]:
                _make_unit(spot, spot.listed.unit, gazetteer)
                spot.hints = ["headed"]
            continue
        kind = _heading(spot, tokens)
        if kind in ("region", "district"):
            _make_unit(spot, kind, gazetteer)
            spot.hints = ["headed"]


def _bare_region(spot: Spot, tokens: list[Token]) -> None:
    after = tokens[spot.last + 1] if spot.last + 1 < len(tokens) else None
    if (
        spot.first == spot.last
        and "bare" in tokens[spot.first].tags
        and spot.unit is None
        and not (after is not None and after.tags.get("kind") == "settlement")
    ):
        spot.entries = tuple(entry for entry in spot.entries if entry.kind == "region") or spot.entries


def _heading(spot: Spot, tokens: list[Token]) -> str | None:
    words = tokens[max(spot.first - 7, 0) : spot.first]
    for at in range(len(words) - 1, -1, -1):
        kind = words[at].tags.get("kind")
        tail = [word.low for word in words[at + 1 :]]
        if (
            kind in ("region", "district")
            and tail
            and tail[-1] == "of"
            and all(w in ("of", "the") for w in tail)
        ):
            return str(kind)
        if kind in ("regions", "districts") and all(
            w
            in (
                ",",
                ":",
                "-",
                "–",
                "—",
                "of",
                "the",
                "including",
                "from",
                "such as",
                "spanning",
                "spanning from",
                "like",
                "such",
                "as",
                "(",
            )
            for w in tail
        ):
            return str(kind)[:-1]
        if kind or words[at].is_("attack", "harm", "say") or words[at].low in (";", "."):
            return None
    return None


def _make_unit(spot: Spot, kind: str, gazetteer: Gazetteer) -> None:
    named = gazetteer.lookup(f"{spot.text} {kind}") or spot.entries
    found = tuple(entry for entry in (*named, *spot.entries) if LEVELS.get(entry.kind) == kind)
    if found:
        spot.entries, spot.unit = tuple(dict.fromkeys(found)), kind


def _is_name_part(spot: Spot, tokens: list[Token], gazetteer: Gazetteer) -> bool:
    """Whether the name belongs to a person, a newspaper or a unit rather than to the ground."""
    before = tokens[spot.first - 1] if spot.first else None
    after = tokens[spot.last + 1] if spot.last + 1 < len(tokens) else None
    near_before = before is not None and tokens[spot.first].start - before.end <= 1
    near_after = after is not None and after.start - spot.end <= 1
    if near_after and after is not None and after.capital:
        if "after_name" in after.tags:
            return True
        if not after.tags and after.low not in _PARTS and after.low != "s":
            return True
    if (
        near_after
        and after is not None
        and after.low == "-"
        and spot.last + 2 < len(tokens)
        and tokens[spot.last + 2].start == after.end
    ):
        return True
    if (
        near_before
        and before is not None
        and before.low == "-"
        and spot.first > 1
        and tokens[spot.first - 2].end == before.start
    ):
        return True
    if (
        near_before
        and before is not None
        and before.capital
        and spot.first > 0
        and not before.tags
        and before.low not in ADJECTIVES
        and before.low not in _PARTS
    ):
        return not (spot.first == 1 and before.low in ("in", "at"))
    if near_before and before is not None and before.low.rpartition(" ")[2] in _SHIPS:
        return True
    if not spot.entries:
        return False
    if spot.unit is None and any(tokens[at].low in _WATERS for at in range(spot.first, spot.last + 1)):
        return True
    risk = gazetteer.risk(spot.text)
    if risk and spot.unit is None and after is not None and after.low == "of":
        return True
    if risk and spot.unit is None:
        lead = lead_of(spot, tokens)
        located = lead >= 0 and (tokens[lead].tags.get("before") in ("at", "from", "bearing", "care"))
        kind = near_before and before is not None and "kind" in before.tags
        return not (located or kind or spot.listed is not None)
    return False


def _containers(found: list[Spot], tokens: list[Token]) -> None:
    """As in "Kryvyi Rih in Dnipropetrovsk region", "Belgorod, Russia", "Russia's Bryansk region"."""
    holders: set[int] = set()
    for first, second in itertools.pairwise(found):
        between = [
            token.low
            for token in tokens[first.last + 1 : second.first]
            if token.low not in ADJECTIVES or token.low in (",", "'", "'s")
        ]
        between = [word for word in between if word not in ("city", "town", "village")]
        a, b = _rank(first), _rank(second)
        if (
            a < b
            and second.role != "speaker"
            and between
            in (
                [","],
                ["in"],
                [",", "in"],
                ["of"],
                ["("],
                ["in", "the"],
                [",", "a", "in"],
                [],
            )
        ):
            first.container, second.role = second, "container"
            second.listed = None
            holders.add(id(second))
        elif (
            a > b
            and between in (["'", "s"], ["'s"], ["s"], [], ["'"])
            and tokens[second.first].start - first.end < 40
        ):
            second.container, first.role = first, "container"
            if id(first) in holders:
                held = next(spot for spot in found if spot.container is first)
                held.container, second.role = second, "container"
                continue
            if second.role in ("bare", "actor"):
                second.role = role_of(replace(second, first=first.first), tokens)
        elif between in (["'", "s"], ["'s"], ["s"], ["'"]) and _is_part(second, first):
            second.container, first.role = first, "container"
            if second.role in ("bare", "actor"):
                second.role = role_of(replace(second, first=first.first), tokens)


def _is_part(inner: Spot, city: Spot) -> bool:
    """Whether a name can be a district of the city before it ("Kharkiv's Kyivskyi district")."""
    cities = {entry.id for entry in city.entries}
    return any(entry.kind == "city_district" and entry.parent in cities for entry in inner.entries)


def _region_of_sentence(found: list[Spot], gazetteer: Gazetteer) -> None:
    """Where a sentence names one region, a small place in it that is known only elsewhere is one the gazetteer lacks."""
    regions = {
        spot.entries[0].id: spot.entries[0]
        for spot in found
        if spot.entries
        and spot.entries[0].kind == "region"
        and spot.role not in ("from", "care", "bearing", "dateline")
    }
    if len(regions) != 1:
        return
    (region,) = regions.values()
    for spot in found:
        if (
            spot.unit
            or (spot.entries and spot.entries[0].kind in ("country", "region", "direction", "water"))
            or spot.role in ("from", "care", "bearing", "dateline", "actor", "speaker")
        ):
            continue
        inside = tuple(entry for entry in spot.entries if gazetteer.contained(entry, region))
        if inside:
            spot.entries = (
                (*inside, *(entry for entry in spot.entries if entry not in inside))
                if spot.entries[0].population < _FAMOUS or spot.entries[0] in inside
                else spot.entries
            )
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
