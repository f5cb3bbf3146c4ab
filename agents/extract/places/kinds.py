"""Which kind of place a name is: the unit word beside it, the list it stands in, the object that bears it."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from strikewatch.agents.extract.grammar import words
from strikewatch.agents.extract.places.phrases import ADJECTIVES, SUCH
from strikewatch.agents.extract.places.spot import LEVELS

if TYPE_CHECKING:
    from strikewatch.agents.extract.places.spot import Spot
    from strikewatch.agents.extract.tokens import Token
    from strikewatch.seeds.gazetteer import Gazetteer

_HEADING = words("places.heading")
_INSTALLATIONS = frozenset({"transport", "energy", "nuclear", "military", "oil", "industrial", "port"})
_LINKS = words("places.links")
_OBJECTS = words("places.objects")
_OVER = words("shares.over")
_PLANT_KINDS = ("nuclear power plant", "hydroelectric power plant", "thermal power plant")
_PLANTS = words("places.plants")
_QUALIFIERS = words("places.qualifiers")


def unit(spot: Spot, tokens: list[Token], gazetteer: Gazetteer, text: str) -> None:
    """As in "Kharkiv" + "region" is the region: take the unit word into the name."""
    after = spot.last + 1
    if after >= len(tokens) or spot.unit or tokens[after].start - spot.end > 1:
        return
    if tokens[after].low.startswith(("regional", "region ", "oblast ")):
        make_unit(spot, "region", gazetteer)
        return
    kind = tokens[after].tags.get("kind")
    if kind not in ("region", "district"):
        return
    named = [entry for entry in spot.entries if LEVELS.get(entry.kind) == kind]
    suffixed = gazetteer.lookup(f"{spot.text} {kind}")
    found = tuple(entry for entry in (*suffixed, *named) if LEVELS.get(entry.kind) == kind)
    if found:
        spot.unit = kind
        spot.entries = tuple(dict.fromkeys(found))
        spot.last, spot.end = after, tokens[after].end
        spot.text = text[spot.start : spot.end]
    elif spot.entries and all(entry.kind == "settlement" for entry in spot.entries):
        _unlisted(spot, after, tokens, text)


def _unlisted(spot: Spot, after: int, tokens: list[Token], text: str) -> None:
    """As in "Sokoto State", "Marjeyoun District": a unit that no gazetteer has, called after its town."""
    if not tokens[after].capital and tokens[spot.first - 1 if spot.first else 0].low != "the":
        return
    kind = tokens[after].tags["kind"]
    spot.country_hint, spot.region = spot.entries[0].country, spot.entries[0].region
    spot.entries, spot.unit, spot.level = (), kind, kind
    spot.last, spot.end = after, tokens[after].end
    spot.text = text[spot.start : spot.end]


def feature(spot: Spot, tokens: list[Token], text: str, gazetteer: Gazetteer) -> None:
    """As in "Kerch Bridge", "Saki air base": the object that bears a place's name is what was named."""
    row = spot.last + 1
    while row < len(tokens) and row <= spot.last + 3 and tokens[row].start - tokens[row - 1].end <= 1:
        token = tokens[row]
        if token.low in _QUALIFIERS and "target" not in token.tags:
            row += 1
            continue
        if token.tags.get("target", ("",))[0] in _INSTALLATIONS and token.low.rpartition(" ")[2] in _OBJECTS:
            spot.feature = (spot.start, token.end)
            spot.last, spot.end = row, token.end
            spot.text = text[spot.start : spot.end]
            own = tuple(entry for entry in gazetteer.lookup(spot.text) if entry.kind == "facility")
            spot.entries = own or spot.entries
        return


def plant(spot: Spot, tokens: list[Token], gazetteer: Gazetteer) -> None:
    """As in "the Zaporizhzhia plant", "Europe's largest nuclear power plant, the Zaporizhzhia": known by its full name."""
    if spot.feature is not None or spot.first == 0 or tokens[spot.first - 1].low != "the":
        return
    after, row = spot.last + 1, spot.first - 3
    if after < len(tokens) and tokens[after].low in _PLANTS:
        named = [found for kind in _PLANT_KINDS for found in gazetteer.lookup(f"{spot.text} {kind}")]
        first, last = spot.first, after
    elif row >= 0 and tokens[row + 1].low == "," and "target" in tokens[row].tags:
        named = list(gazetteer.lookup(f"{spot.text} {tokens[row].low}"))
        first, last = row, spot.last
    else:
        return
    own = tuple(entry for entry in named if entry.kind == "facility")[:1]
    if own:
        spot.entries, spot.text = own, own[0].name
        spot.first, spot.last, spot.start, spot.end = first, last, tokens[first].start, tokens[last].end
        spot.feature = (spot.start, spot.end)


def lists(found: list[Spot], tokens: list[Token], gazetteer: Gazetteer) -> None:
    """As in "the Kherson and Zaporizhzhia regions", "Kyiv, Lviv and Odesa": members of one list share kind and role."""
    for first, second in itertools.pairwise(found):
        joint = [
            token.low
            for row, token in enumerate(tokens[first.last + 1 : second.first], first.last + 1)
            if token.low == "," or not _says_what(tokens, row)
        ]
        if (
            len(joint) > 1
            and joint[0] == tokens[first.last + 1].low
            and "target" in tokens[first.last + 1].tags
        ):
            del joint[0]  # "the Shati refugee camp as well as Khan Younis"
        if (joint and len(joint) <= 3 and all(word in _LINKS for word in joint)) or (
            joint and joint[-1] in SUCH and joint[:-1] in ([], [","])
        ):
            second.listed = first
    for spot in reversed(found):
        after = spot.last + 1
        kind = tokens[after].tags.get("kind") if after < len(tokens) else None
        member: Spot | None = spot if kind in ("regions", "districts") else None
        while member is not None and kind is not None:
            make_unit(member, kind[:-1], gazetteer)
            member = member.listed


def _says_what(tokens: list[Token], row: int) -> bool:
    """As in "Sumy and the village of Bilka": words that only say what kind of place follows."""
    token = tokens[row]
    if "kind" in token.tags or token.low in ADJECTIVES or token.tags.get("refer") == "settlement":
        return True
    return token.low == "of" and tokens[row - 1].tags.get("refer") == "settlement"


def headed(found: list[Spot], tokens: list[Token], gazetteer: Gazetteer) -> None:
    """As in "the region of Lviv", "nine regions, including Volyn, Lviv and Sumy": the word before says which kind."""
    for spot in found:
        if spot.unit is not None:
            continue
        before = spot.listed or _told_before(spot, found, tokens)
        if before is not None and before.unit is not None and before.text[-1:].islower():
            if before.hints == ["headed"]:
                make_unit(spot, before.unit, gazetteer)
                spot.hints = ["headed"]
            continue
        kind = _heading(spot, tokens)
        if kind in ("region", "district"):
            make_unit(spot, kind, gazetteer)
            spot.hints = ["headed"]


def _told_before(spot: Spot, found: list[Spot], tokens: list[Token]) -> Spot | None:
    """As in "regions, including 18 over Kursk and 12 over Tula": the member before, where each has its number."""
    at = next(row for row, other in enumerate(found) if other is spot)
    if not at or tokens[spot.first - 1].low not in _OVER:
        return None
    between = tokens[found[at - 1].last + 1 : spot.first - 1]
    counted = any(token.number is not None for token in between)
    plain = all(token.number is not None or token.low in _LINKS for token in between)
    return found[at - 1] if counted and plain else None


def _heading(spot: Spot, tokens: list[Token]) -> str | None:
    near = tokens[max(spot.first - 7, 0) : spot.first]
    for at in range(len(near) - 1, -1, -1):
        kind = near[at].tags.get("kind")
        if kind is None:
            if near[at].is_("attack", "harm", "say") or near[at].low in (";", "."):
                return None
            continue
        tail = [token.low for token in near[at + 1 :]]
        if kind in ("region", "district") and tail[-1:] == ["of"] and {*tail} <= {"of", "the"}:
            named = at > 0 and near[at - 1].capital and not near[at - 1].tags
            return None if named and kind == "district" else str(kind)
        if kind in ("regions", "districts") and all(
            word in _HEADING or near[at + 1 + back].number is not None for back, word in enumerate(tail)
        ):
            return str(kind)[:-1]
        return None
    return None


def make_unit(spot: Spot, kind: str, gazetteer: Gazetteer) -> None:
    """Take the name as that of a region or a district, where there is one of that name."""
    named = gazetteer.lookup(f"{spot.text} {kind}") or spot.entries
    found = tuple(entry for entry in (*named, *spot.entries) if LEVELS.get(entry.kind) == kind)
    if found:
        spot.entries, spot.unit = tuple(dict.fromkeys(found)), kind


def bare_region(spot: Spot, tokens: list[Token]) -> None:
    """As in "Gaza": a name that alone means the region and not the town in it."""
    after = tokens[spot.last + 1] if spot.last + 1 < len(tokens) else None
    if (
        spot.first == spot.last
        and "bare" in tokens[spot.first].tags
        and spot.unit is None
        and not (after is not None and after.tags.get("kind") == "settlement")
    ):
        spot.entries = tuple(entry for entry in spot.entries if entry.kind == "region") or spot.entries
