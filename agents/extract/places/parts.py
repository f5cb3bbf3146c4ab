"""Names that only look like places: of persons, newspapers, military units, ships, waters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.extract.grammar import words
from strikewatch.agents.extract.places.names import begins
from strikewatch.agents.extract.places.phrases import ADJECTIVES, lead_of

if TYPE_CHECKING:
    from strikewatch.agents.extract.places.spot import Spot
    from strikewatch.agents.extract.tokens import Token
    from strikewatch.seeds.gazetteer import Gazetteer

_DIRECTIONS = words("narrator.directions")
_ARTICLES = words("places.arabic_articles") - {"-"}
_PARTS = words("places.parts")
_SHIPS = words("places.ships")
_WARSHIPS = words("places.warships")
_STREETS = words("places.streets")
_WATERS = words("places.waters")


def is_name_part(spot: Spot, tokens: list[Token], gazetteer: Gazetteer) -> bool:
    """Whether the name belongs to a person, a newspaper or a unit rather than to the ground."""
    before = tokens[spot.first - 1] if spot.first else None
    after = tokens[spot.last + 1] if spot.last + 1 < len(tokens) else None
    beside = before if before is not None and tokens[spot.first].start - before.end <= 1 else None
    if after is not None and after.start - spot.end <= 1 and _named_on(spot, tokens, after):
        return True
    if beside is not None:
        if beside.low == "-" and spot.first > 1 and tokens[spot.first - 2].end == beside.start:
            return not begins(tokens, spot.first - 2)
        if beside.capital and not beside.tags and beside.low not in ADJECTIVES and beside.low not in _PARTS:
            return not (spot.first == 1 and beside.low in ("in", "at"))
        if beside.low.rpartition(" ")[2] in _SHIPS:
            return True
    if not spot.entries or spot.unit is not None:
        return False
    if (
        tokens[spot.first].low in _DIRECTIONS
        and spot.first == spot.last
        and after is not None
        and after.capital
    ):
        return True  # "Eastern Ukraine" is no part of what is called the Eastern region
    if any(tokens[at].low in _WATERS for at in range(spot.first, spot.last + 1)):
        return True
    if spot.entries[0].kind == "water" and "target" in tokens[spot.last].tags:
        return True  # "a Danube port" only says on which water it lies
    return gazetteer.risk(spot.text) is not None and _unlikely(spot, tokens, beside, after)


def is_ship(spot: Spot, tokens: list[Token]) -> bool:
    """As in "the cruiser Moskva", "the Moskva cruiser"."""
    before = tokens[spot.first - 1].low.rpartition(" ")[2] if spot.first else ""
    after = tokens[spot.last + 1].low if spot.last + 1 < len(tokens) else ""
    return before in _SHIPS or (after in _WARSHIPS and before == "the")


def _named_on(spot: Spot, tokens: list[Token], after: Token) -> bool:
    """As in "Kyiv Independent", "Donetsk-born": the word after makes another name of it."""
    if after.capital:
        if "after_name" in after.tags or after.low in _STREETS:
            return True
        if "demonym" in after.tags and after.low.endswith("'s"):
            return True  # "Vladimir Putin's", which no state's name is
        if not after.tags and after.low not in _PARTS and after.low != "s":
            return not _is_object(tokens, spot.last + 1)
    if after.low in _ARTICLES and tokens[spot.last + 2 : spot.last + 3] and tokens[spot.last + 2].low == "-":
        return True  # "Burj al-Mina"
    if after.low == "-" and spot.last + 2 < len(tokens) and tokens[spot.last + 2].number is not None:
        return False
    return after.low == "-" and spot.last + 2 < len(tokens) and tokens[spot.last + 2].start == after.end


def _is_object(tokens: list[Token], row: int) -> bool:
    """As in "Sviatohirsk Lavra monastery", "Kherson Children's Hospital": a building that bears the town's name."""
    for at in range(row + 1, min(row + 4, len(tokens))):
        token = tokens[at]
        if "target" in token.tags:
            return True
        if not token.capital and token.low not in ("'", "s"):
            return False
    return False


def _unlikely(spot: Spot, tokens: list[Token], beside: Token | None, after: Token | None) -> bool:
    """A name that is a common word or a surname is a place only where the words before it say so."""
    if after is not None and after.low == "of":
        return True
    lead = lead_of(spot, tokens)
    located = lead >= 0 and (
        tokens[lead].tags.get("before") in ("at", "from", "bearing", "care")
        or (lead == spot.first - 1 and tokens[lead].tags.get("attack", ("",))[0] == "verb")
    )
    called = beside is not None and "kind" in beside.tags
    shelled = after is not None and after.tags.get("attack", ("",))[0] == "verb" and " " in after.low
    often = [token.low for token in tokens[spot.last + 2 : spot.last + 4]]
    counted = shelled and bool(often) and (often[0] == "twice" or often[-1] == "times")
    return not (located or called or counted or spot.listed is not None)
