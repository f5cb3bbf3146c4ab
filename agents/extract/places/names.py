"""Names of places in a sentence: those the gazetteer has, and those the words around them say are places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.extract.grammar import words
from strikewatch.agents.extract.places.spot import Spot

if TYPE_CHECKING:
    from strikewatch.agents.extract.tokens import Token
    from strikewatch.seeds.gazetteer import Gazetteer

_LONGEST = 6
_ARTICLES = words("places.arabic_articles")
_ARTICLES_ABOUT = _ARTICLES - {"-"} | {"ad", "an", "ar", "as", "ash", "at", "az"}
_CONTINENTS = words("places.continents")
_DIRECTIONS = words("narrator.directions")
_JOINTS = words("places.joints")
_LOCATIVE = words("places.locative")
_SURE = (["village"], ["told"])
_OWNS = ("'", "\u2019", "-")
_WITHIN = words("places.within")
_NAME_ENDS = words("places.name_ends")
_QUARTERS = words("places.quarters")
_QUARTERED = ("at", "in", "on")
_SETTLEMENTS = words("places.settlements")
_WATERS = words("places.waters")


def name_at(tokens: list[Token], row: int, text: str, gazetteer: Gazetteer) -> Spot | None:
    """The longest name that begins at `row`."""
    token = tokens[row]
    if (
        token.low in _CONTINENTS
        or token.is_("weapon", "weekday", "month")
        or ("demonym" in token.tags and "metonym" not in token.tags and "'" not in token.low)
    ):
        return None
    for last in range(_reach(tokens, row), row - 1, -1):
        if (tokens[last].low in _JOINTS and last != row) or _inside(tokens, last + 1):
            continue
        name = text[token.start : tokens[last].end]
        end = tokens[last].end
        for suffix in ("'s", "\u2019s"):
            if name.endswith(suffix):
                name, end = name[:-2], end - 2
        entries = gazetteer.lookup(name)
        if entries:
            longer = _unknown(tokens, row, text) if _is_begun(tokens, last) else None
            if (
                longer is not None
                and longer.last > last
                and (longer.hints in _SURE or _is_aimed(tokens, row))
            ):
                return longer
            return Spot(row, last, token.start, end, name, entries)
    return _unknown(tokens, row, text)


def _is_begun(tokens: list[Token], last: int) -> bool:
    """As in "Dar" of "Dar Qarmeh": a short name that is known, in a longer one that is not."""
    if last + 1 >= len(tokens):
        return False
    following = tokens[last + 1]
    return following.capital and not following.tags and following.start - tokens[last].end <= 1


def _reach(tokens: list[Token], row: int) -> int:
    """The last row that a name from `row` on may take in."""
    last = row
    for at in range(row + 1, min(row + _LONGEST, len(tokens))):
        token = tokens[at]
        joined = token.capital or token.low in _JOINTS or token.low in _NAME_ENDS or _inside(tokens, at)
        joined = joined or (token.number is not None and token.start == tokens[at - 1].end)
        if token.start - tokens[at - 1].end > 1 or not joined:
            break
        last = at
    return last


def _inside(tokens: list[Token], row: int) -> bool:
    """As in "Bar'am", "Mar'inka": an apostrophe that goes on a word, which a possessive does not."""
    if row >= len(tokens) or row < 1:
        return False
    token, before = tokens[row], tokens[row - 1]
    if token.low == "'" and row + 1 < len(tokens):
        following = tokens[row + 1]
        return (
            before.end == token.start
            and token.end == following.start
            and following.low[:2].isalpha()
            and following.low != "s"
        )
    return before.low == "'" and before.end == token.start and token.low != "s"


def begins(tokens: list[Token], row: int) -> bool:
    """Whether a name may begin here: at a capital, or at the article of an Arabic name ("al-Qusayr")."""
    token = tokens[row]
    if token.capital:
        return True
    return (
        row + 2 < len(tokens)
        and token.low in _ARTICLES_ABOUT
        and tokens[row + 1].low == "-"
        and tokens[row + 1].start == token.end
        and tokens[row + 2].capital
        and tokens[row + 2].start == tokens[row + 1].end
    )


def _unknown(tokens: list[Token], row: int, text: str) -> Spot | None:
    """A name no gazetteer has, where the words around it say that it is a place: "the village of Xyz", "in Xyz, Lebanon"."""
    token = tokens[row]
    if token.tags or not token.low[0].isalpha() or row == 0 or token.low in _DIRECTIONS:
        return None
    called, aimed = _called(tokens, row), _is_aimed(tokens, row)
    if not called and not aimed and tokens[row - 1].low not in _LOCATIVE and not _goes_with(tokens, row):
        return None
    last = _end(tokens, row)
    watery = any(tokens[at].low in _WATERS for at in range(row, min(last + 2, len(tokens))))
    if tokens[last].low in _ARTICLES or watery:
        return None
    after = tokens[last + 1] if last + 1 < len(tokens) else None
    if not called and after is not None and after.tags.get("kind") in ("region", "district"):
        return None
    called = called or (after is not None and after.low in _SETTLEMENTS)
    name = text[token.start : tokens[last].end]
    told = not called and not _is_initials(name) and _where_hit(tokens, row, last)
    led = tokens[row - 1].low in _LOCATIVE and _goes_on(tokens, last + 1)
    led = led or (aimed and after is not None and after.low in _WITHIN)
    if not called and not told and not led and not _goes_with(tokens, row):
        return None
    spot = Spot(row, last, token.start, tokens[last].end, name, ())
    spot.hints = ["village"] if called else ["told"] if told else ["unknown"] if led else ["member"]
    return spot


def quarters(tokens: list[Token], found: list[Spot]) -> None:
    """As in "in the Bousraya neighbourhood": a part that no gazetteer has points to the town the text goes on about."""
    for row in range(3, len(tokens)):
        if tokens[row].low not in _QUARTERS or not is_plain_name(tokens[row - 1]):
            continue
        first = row - 1
        while first > 1 and is_plain_name(tokens[first - 1]):
            first -= 1
        led = [token.low for token in tokens[max(first - 2, 0) : first]]
        if len(led) < 2 or led[1] != "the" or led[0] not in _QUARTERED:
            continue
        if not any(spot.first <= row + 2 and first <= spot.last for spot in found):
            tokens[row].read_as({"refer": "settlement"})


def is_plain_name(token: Token) -> bool:
    return token.capital and not token.tags


def _is_aimed(tokens: list[Token], row: int) -> bool:
    """As in "targeted Xyz near Aleppo": the object of an attack, a place where what follows says where it lies."""
    before = tokens[row - 1]
    return before.tags.get("attack", ("",))[0] == "verb" and before.low.split()[0] not in (
        "was",
        "were",
        "been",
    )


def _is_initials(name: str) -> bool:
    return len(name) > 1 and name.isupper()


def _where_hit(tokens: list[Token], row: int, last: int) -> bool:
    """As in "shelling in Xyz", "were killed near Xyz": where something happened; what it was done to may be a firm."""
    if tokens[row - 1].low not in _WITHIN or row < 2:
        return False
    if last + 1 < len(tokens) and tokens[last + 1].low in _OWNS:
        return False
    before, after = tokens[row - 2], tokens[min(last + 1, len(tokens) - 1)]
    if after.tags.get("attack", ("",))[0] == "verb" and after.low.split()[0] in ("is", "was", "were", "are"):
        return True
    return before.is_("attack", "explosion", "harm", "person", "target", "launch") and not before.is_(
        "speaker"
    )


def _goes_with(tokens: list[Token], row: int) -> bool:
    """As in "strikes on Xyz, Sumy and Kharkiv": the next member of a list; whether a place is in it is seen later."""
    return tokens[row - 1].low in (",", "and")


def _called(tokens: list[Token], row: int) -> bool:
    """Whether "village", "town of" stands before."""
    before = tokens[row - 1]
    if before.low == "of" and row > 1:
        tags = tokens[row - 2].tags
        if "settlement" in (tags.get("kind"), tags.get("refer")):
            return True
    return before.tags.get("kind") == "settlement" and before.low != "capital"


def _end(tokens: list[Token], row: int) -> int:
    last = row
    while last + 1 < len(tokens) and last - row < 3 and tokens[last + 1].start - tokens[last].end <= 1:
        following = tokens[last + 1]
        joined = following.low in _ARTICLES or _inside(tokens, last + 1)
        if not joined and not (following.capital and not following.tags):
            break
        last += 1
    return last


def _goes_on(tokens: list[Token], row: int) -> bool:
    """As in ", Lebanon" or "in the south": what follows says where the name before it lies."""
    if row + 1 >= len(tokens) or tokens[row].low not in (",", "in"):
        return False
    return tokens[row + 1].capital or tokens[row + 1].low in ("in", "the")
