"""Place names in a sentence, what each may be, and the part it plays there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from strikewatch.agents.extract.tokens import Token
    from strikewatch.schemas.place import Level
    from strikewatch.seeds.gazetteer import Entry, Gazetteer

_LONGEST = 6
_JOINTS = frozenset(
    {
        "-",
        "–",
        "'",
        "al",
        "el",
        "on",
        "of",
        "the",
        "de",
        "ez",
        "ash",
        "an",
        "ad",
        "as",
        "at",
        "la",
        "az",
        "ar",
    }
)
_ADJECTIVES = frozenset(
    "the southern northern eastern western central south north east west southeastern southwestern northeastern northwestern "
    "south-eastern nearby occupied annexed border frontline front line key strategic coastal neighbouring neighboring "
    "russian ukrainian israeli syrian lebanese iranian far historic small its ancient held controlled russian-held "
    "whole entire second largest industrial mining nearby greater downtown upper lower partially adjacent surrounding "
    "embattled besieged battered capital major black sea most other 's ' s , - so called self proclaimed".split()
)
_PARTS = frozenset(
    "regional city oblast region district central international military state raion province".split()
)
_LEVELS: dict[str, Level] = {
    "settlement": "settlement",
    "facility": "settlement",
    "city_district": "district",
    "district": "district",
    "region": "region",
    "direction": "region",
    "country": "country",
}


@dataclass(slots=True, eq=False)
class Spot:
    """A place name: tokens `first`..`last`, what it may be, `role` in its clause, and the place that holds it."""

    first: int
    last: int
    start: int
    end: int
    text: str
    entries: tuple[Entry, ...]
    role: str = "bare"
    container: Spot | None = None
    unit: str | None = None
    feature: tuple[int, int] | None = None
    level: Level = "settlement"
    entry: Entry | None = None
    listed: Spot | None = None
    hints: list[str] = field(default_factory=list)

    @property
    def is_country(self) -> bool:
        return bool(self.entries) and self.entries[0].kind == "country"


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
    kept = [spot for spot in found if not _is_name_part(spot, tokens, gazetteer)]
    for spot in kept:
        spot.role = _role(spot, tokens)
    _inherit_roles(kept, tokens)
    _containers(kept, tokens)
    if opening:
        _dateline(kept, tokens)
    return kept


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
    return None


def _unit(spot: Spot, tokens: list[Token], gazetteer: Gazetteer, text: str) -> None:
    """ "Kharkiv" + "region" is the region: take the unit word into the name."""
    after = spot.last + 1
    if after >= len(tokens) or spot.unit:
        return
    if tokens[after].low == "regional" or tokens[after].start - spot.end > 1:
        return
    kind = tokens[after].tags.get("kind")
    if kind in ("region", "district"):
        named = [entry for entry in spot.entries if _LEVELS.get(entry.kind) == kind]
        suffixed = gazetteer.lookup(f"{spot.text} {kind}")
        found = tuple(entry for entry in (*suffixed, *named) if _LEVELS.get(entry.kind) == kind)
        spot.unit = kind
        if found:
            spot.entries = tuple(dict.fromkeys(found))
            spot.last, spot.end = after, tokens[after].end
            spot.text = text[spot.start : spot.end]
        else:
            spot.unit = None


def _lists(found: list[Spot], tokens: list[Token], gazetteer: Gazetteer) -> None:
    """ "the Kherson and Zaporizhzhia regions", "Kyiv, Lviv and Odesa": members of one list share kind and role."""
    for first, second in zip(found, found[1:], strict=False):
        joint = [
            token.low
            for token in tokens[first.last + 1 : second.first]
            if "kind" not in token.tags and token.low not in _ADJECTIVES or token.low == ","
        ]
        if joint and len(joint) <= 3 and all(word in (",", "and", "or", "as", "well", "&") for word in joint):
            second.listed = first
    for spot in reversed(found):
        after = spot.last + 1
        kind = tokens[after].tags.get("kind") if after < len(tokens) else None
        if kind not in ("regions", "districts"):
            before = _lead(spot, tokens)
            kind = tokens[before].tags.get("kind") if before >= 0 else None
            del kind
            continue
        member: Spot | None = spot
        while member is not None:
            _make_unit(member, kind[:-1], gazetteer)
            member = member.listed


def _make_unit(spot: Spot, kind: str, gazetteer: Gazetteer) -> None:
    named = gazetteer.lookup(f"{spot.text} {kind}") or spot.entries
    found = tuple(entry for entry in (*named, *spot.entries) if _LEVELS.get(entry.kind) == kind)
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
        if not after.tags and after.low not in _PARTS and after.low not in ("s",):
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
        and before.low not in _ADJECTIVES
        and before.low not in _PARTS
    ):
        return not (spot.first == 1 and before.low in ("in", "at"))
    risk = gazetteer.risk(spot.text)
    if risk and spot.unit is None:
        lead = _lead(spot, tokens)
        located = lead >= 0 and (tokens[lead].tags.get("before") in ("at", "from", "bearing", "care"))
        kind = near_before and before is not None and "kind" in before.tags
        return not (located or kind or spot.listed is not None)
    return False


def _lead(spot: Spot, tokens: list[Token]) -> int:
    """The row of the word that governs the name, past articles, adjectives and "city of"; -1 at the start."""
    row = spot.first - 1
    while row >= 0 and spot.first - row < 9:  # noqa: PLR2004
        token = tokens[row]
        if token.low in _ADJECTIVES or "kind" in token.tags or "demonym" in token.tags or (token.low == "'s"):
            row -= 1
            continue
        if token.low in (",",) and row and tokens[row - 1].tags.get("demonym"):
            row -= 1
            continue
        return row
    return -1


def _role(spot: Spot, tokens: list[Token]) -> str:
    lead = _lead(spot, tokens)
    governing = tokens[lead] if lead >= 0 else None
    after_row = spot.last + 1
    if after_row < len(tokens) and tokens[after_row].low in ("'", "\u2019"):
        after_row += 1
    after = tokens[after_row] if after_row < len(tokens) else None
    if after is not None and "after_speaker" in after.tags and spot.role != "container":
        return "speaker"
    if governing is None:
        return "actor" if _acts(spot, tokens, after) else "bare"
    role = governing.tags.get("before")
    if role == "at":
        before = tokens[lead - 1] if lead else None
        if (
            governing.low in ("of", "in", "for", "of the")
            and before is not None
            and "speaker" in before.tags
            and before.tags["speaker"] not in ("rescue", "witness")
        ):
            return "speaker"
        return "at"
    if role == "from":
        return "at" if _victims(tokens, lead) else "from"
    if role in ("bearing", "care"):
        return role
    if "speaker" in governing.tags and governing.tags["speaker"] in (
        "governor",
        "mayor",
        "other",
        "military_administration",
    ):
        return "speaker"
    return "actor" if _acts(spot, tokens, after) else "bare"


def _victims(tokens: list[Token], row: int) -> bool:
    return row > 0 and tokens[row - 1].is_("harm", "person")


def _acts(spot: Spot, tokens: list[Token], after: Token | None) -> bool:
    """Whether a country or a capital stands for its government here."""
    token = tokens[spot.first]
    state = spot.is_country or "metonym" in token.tags
    if not state or after is None:
        return spot.is_country
    if spot.is_country:
        return True
    if "after_actor" in after.tags:
        following = tokens[tokens.index(after) + 1] if tokens.index(after) + 1 < len(tokens) else None
        passive = (
            after.low in ("was", "were", "is", "has", "had")
            and following is not None
            and following.is_("attack", "intercept")
        )
        return not passive
    return (
        after.is_("attack", "launch")
        and after.tags.get("attack", ("",))[0] != "noun"
        and after.low.split()[0] not in ("was", "were", "came", "is")
    )


def _inherit_roles(found: list[Spot], tokens: list[Token]) -> None:
    for spot in found:
        if spot.listed is not None and spot.listed in found and spot.role in ("bare", "at", "actor"):
            spot.role = spot.listed.role
    del tokens


def _containers(found: list[Spot], tokens: list[Token]) -> None:
    """ "Kryvyi Rih in Dnipropetrovsk region", "Belgorod, Russia", "Russia's Bryansk region"."""
    order = {
        "settlement": 0,
        "facility": 0,
        "city_district": 0,
        "district": 1,
        "region": 2,
        "direction": 2,
        "country": 3,
    }
    for first, second in zip(found, found[1:], strict=False):
        between = [
            token.low
            for token in tokens[first.last + 1 : second.first]
            if token.low not in _ADJECTIVES or token.low in (",", "'", "'s")
        ]
        between = [word for word in between if word not in ("city", "town", "village")]
        a, b = order.get(first.entries[0].kind, 0), order.get(second.entries[0].kind, 0)
        if first.unit:
            a = 2 if first.unit == "region" else 1
        if second.unit:
            b = 2 if second.unit == "region" else 1
        if a < b and between in (
            [","],
            ["in"],
            [",", "in"],
            ["of"],
            ["("],
            ["in", "the"],
            [",", "a", "in"],
            [],
        ):
            first.container, second.role = second, "container"
            second.listed = None
        elif (
            a > b
            and between in (["'", "s"], ["'s"], ["s"], [], ["'"])
            and tokens[second.first].start - first.end < 40
        ):  # noqa: PLR2004
            second.container, first.role = first, "container"
            if second.role in ("bare", "actor"):
                lead = _lead(first, tokens)
                second.role = tokens[lead].tags.get("before", second.role) if lead >= 0 else second.role


def _dateline(found: list[Spot], tokens: list[Token]) -> None:
    """ "KYIV, Ukraine (AP) —": where it was written, not where it hit."""
    for row, token in enumerate(tokens[:16]):
        if (
            token.low in ("-", "–", "—")
            and row
            and tokens[row - 1].low == ")"
            and token.start > tokens[row - 1].end
        ):
            for spot in found:
                if spot.last < row:
                    spot.role = "dateline"
            return
