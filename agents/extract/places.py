"""Place names in a sentence, what each may be, and the part it plays there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from strikewatch.agents.extract.tokens import Token
    from strikewatch.schemas.place import Level
    from strikewatch.seeds.gazetteer import Entry, Gazetteer

_LONGEST = 6
_FAMOUS = 300_000
_SMALL = 20_000
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
    ["northeast", "northwest", "southeast", "southwest", "northeastern", "northwest-ern", "the", "southern", "northern", "eastern", "western", "central", "south", "north", "east", "west", "southeastern", "southwestern", "northeastern", "northwestern", "south-eastern", "nearby", "occupied", "annexed", "border", "frontline", "front", "line", "key", "strategic", "coastal", "neighbouring", "neighboring", "russian", "ukrainian", "israeli", "syrian", "lebanese", "iranian", "far", "historic", "small", "its", "ancient", "held", "controlled", "russian-held", "whole", "entire", "second", "largest", "industrial", "mining", "nearby", "greater", "downtown", "upper", "lower", "partially", "adjacent", "surrounding", "embattled", "besieged", "battered", "capital", "major", "black", "sea", "most", "other", "'s", "'", "s", ",", "-", "so", "called", "self", "proclaimed"]
)
_WATERS = frozenset(
    {"sea", "river", "strait", "ocean", "gulf", "lake", "channel", "canal", "straits", "mediterranean"}
)
_BACKGROUND = frozenset(
    ["government", "leadership", "war", "invasion", "conflict", "crisis", "situation", "support", "embassy", "ambassador", "president", "attention", "offensive", "operation", "fighting", "troops", "presence", "role", "interests", "business", "policy", "elections"]
)
_SHIPS = frozenset(
    ["flagship", "cruiser", "warship", "ship", "frigate", "vessel", "ferry", "submarine", "destroyer", "tanker", "corvette"]
)
_VERB_FORMS = frozenset(
    {"strike", "attack", "target", "hit", "bomb", "shell", "pound", "hits", "strikes", "attacks", "targets"}
)
_SUCH = frozenset(
    {"including", "such as", "like", "namely", "among them", "both", "especially", "particularly"}
)
_PARTS = frozenset(
    ["regional", "city", "oblast", "region", "district", "central", "international", "military", "state", "raion", "province"]
)
_ORDER = {
    "settlement": 0,
    "facility": 0,
    "city_district": 0,
    "district": 1,
    "region": 2,
    "direction": 2,
    "country": 3,
}
_OBJECTS = frozenset(
    {
        "bridge",
        "nuclear power plant",
        "nuclear power station",
        "nuclear plant",
        "air base",
        "airbase",
        "airfield",
        "airport",
        "international airport",
        "power plant",
        "thermal power plant",
        "power station",
        "refinery",
        "oil refinery",
        "oil terminal",
        "military airfield",
        "naval base",
        "military base",
        "dam",
        "shipyard",
        "port",
        "oil depot",
        "military airport",
        "base",
    }
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
    region: str | None = None
    container: Spot | None = None
    unit: str | None = None
    feature: tuple[int, int] | None = None
    level: Level = "settlement"
    struck: bool = False
    entry: Entry | None = None
    listed: Spot | None = None
    country_hint: str | None = None
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
    _headed(found, tokens, gazetteer)
    for spot in found:
        _bare_region(spot, tokens, gazetteer)
        _feature(spot, tokens, text)
    kept = [spot for spot in found if not _is_name_part(spot, tokens, gazetteer)]
    for spot in kept:
        spot.role = _role(spot, tokens)
        if spot.role == "speaker" and _is_governor(spot, tokens):
            _make_unit(spot, "region", gazetteer)
    _inherit_roles(kept, tokens)
    _containers(kept, tokens)
    if opening:
        _dateline(kept, tokens)
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
    """ "Kharkiv" + "region" is the region: take the unit word into the name."""
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


def _feature(spot: Spot, tokens: list[Token], text: str) -> None:
    """ "Kerch Bridge", "Saki air base": the object that bears a place's name is what was named."""
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
    """ "the Kherson and Zaporizhzhia regions", "Kyiv, Lviv and Odesa": members of one list share kind and role."""
    for first, second in zip(found, found[1:], strict=False):
        joint = [
            token.low
            for token in tokens[first.last + 1 : second.first]
            if ("kind" not in token.tags and token.low not in _ADJECTIVES) or token.low == ","
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


def _headed(found: list[Spot], tokens: list[Token], gazetteer: Gazetteer) -> None:
    """ "the region of Lviv", "nine regions, including Volyn, Lviv and Sumy": the word before says which kind."""
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


def _bare_region(spot: Spot, tokens: list[Token], gazetteer: Gazetteer) -> None:
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
        if (token.number is not None or token.is_("vague")) and "kind" in tokens[row + 1].tags:
            row -= 1
            continue
        if token.low in _SUCH or (
            token.low == "," and row + 1 < len(tokens) and tokens[row + 1].low in _SUCH
        ):
            row -= 1
            continue
        if (
            not token.tags
            and not token.capital
            and token.low.isalpha()
            and row + 1 < spot.first
            and (tokens[row + 1].is_("demonym") or "kind" in tokens[row + 1].tags)
        ):
            row -= 1
            continue
        if token.low == "of" and row and tokens[row - 1].is_("kind", "refer"):
            row -= 2
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
    while after_row < len(tokens) and tokens[after_row].low in ("'", "\u2019", "s"):
        after_row += 1
    after = tokens[after_row] if after_row < len(tokens) else None
    possessive = after_row > spot.last + 1
    if (
        possessive
        and after is not None
        and "speaker" in after.tags
        and after_row + 1 < len(tokens)
        and tokens[after_row + 1].low == "of"
    ):
        return "owner"
    if (
        possessive
        and "metonym" in tokens[spot.first].tags
        and after is not None
        and after.tags.get("speaker") in ("ministry", "head_of_state", "military", "air_force")
    ):
        return "owner"
    if (
        after is not None
        and ("after_speaker" in after.tags or "speaker" in after.tags)
        and not _hit_object(governing, after)
    ):
        return "speaker"
    if _opens_for_speaker(spot, tokens):
        return "speaker"
    role = governing.tags.get("before") if governing is not None else None
    if governing is not None and role is not None:
        before = tokens[lead - 1] if lead else None
        if role in ("bearing", "care"):
            return role
        if (
            before is not None
            and before.low in ("hospital", "hospitals", "clinic")
            and _cared_for(tokens, lead)
        ):
            return "care"
        if role == "from":
            return "at" if _victims(tokens, lead) else "from"
        if governing.low == "between":
            return "actor" if spot.is_country or "metonym" in tokens[spot.first].tags else "at"
        if (
            before is not None
            and "speaker" in before.tags
            and before.tags["speaker"] not in ("rescue", "witness", "police", "operator")
            and governing.low in ("of", "in", "for", "of the")
        ):
            return "speaker"
        if possessive and (spot.is_country or "metonym" in tokens[spot.first].tags):
            return "owner"
        if (
            before is not None
            and before.low in _BACKGROUND
            and governing.low in ("in", "of", "on", "to", "for", "with", "against")
        ):
            return "of"
        if governing.low in ("to", "for", "with"):
            return "at" if before is not None and before.low in ("damage", "blow", "destruction") else "of"
        if governing.low in ("near", "close to", "outside", "around") and not spot.is_country:
            return "near"
        if governing.low == "of":
            return "at" if _of_attack(tokens, lead, country=spot.is_country) else "of"
        state = spot.is_country or "metonym" in tokens[spot.first].tags
        if (
            state
            and governing.low in ("on", "against", "at", "towards", "toward", "into")
            and not _attacked(tokens, lead)
        ):
            return "actor"
        if possessive and spot.is_country:
            return "owner"
        return "at"
    if (
        governing is not None
        and "speaker" in governing.tags
        and governing.tags["speaker"] in ("governor", "mayor", "other", "military_administration")
    ):
        return "speaker"
    if (
        governing is not None
        and lead == spot.first - 1
        and governing.is_("attack")
        and governing.low.endswith("ing")
        and not possessive
    ):
        return "at"
    if (
        governing is not None
        and governing.is_("attack", "launch", "explosion")
        and governing.tags.get("attack", ("verb",))[0] == "verb"
    ):
        return "at" if not possessive else "owner"
    if (
        governing is not None
        and lead == spot.first - 1
        and governing.low in ("to hit", "to strike", "to attack", "to target")
    ):
        return "at"
    if _acts(spot, tokens, after):
        return "actor"
    if (
        governing is not None
        and lead == spot.first - 1
        and governing.low in _VERB_FORMS
        and lead > 0
        and tokens[lead - 1].is_("weapon", "actor", "attacker", "demonym")
    ):
        return "at"
    if "metonym" in tokens[spot.first].tags and spot.unit is None and not _suffers(tokens, spot, reach=4):
        return "actor"
    spot.struck = _suffers(tokens, spot)
    return "at" if spot.struck else "bare"


def _is_governor(spot: Spot, tokens: list[Token]) -> bool:
    """A governor speaks for the region whose name the city shares."""
    near = (*tokens[max(spot.first - 3, 0) : spot.first], *tokens[spot.last + 1 : spot.last + 4])
    return spot.unit is None and any(
        token.tags.get("speaker") == "governor" or token.low in ("governor", "gov") for token in near
    )


def _opens_for_speaker(spot: Spot, tokens: list[Token]) -> bool:
    """"In Lviv, the mayor said ..": where he speaks; what he says names its own places."""
    row = spot.last + 1
    if spot.first > 1 or row + 2 >= len(tokens) or tokens[row].low != ",":
        return False
    for token in tokens[row + 1 : row + 7]:
        if token.is_("harm", "attack", "explosion", "launch", "intercept", "number"):
            return False
        if "speaker" in token.tags and "person" not in token.tags:
            return True
    return False


def _hit_object(governing: Token | None, after: Token) -> bool:
    return (
        governing is not None
        and "attack" in governing.tags
        and after.low in ("residents", "resident", "police")
    )


def _cared_for(tokens: list[Token], lead: int) -> bool:
    """ "were taken to a hospital in Dnipro": where the wounded are, not where it hit."""
    near = {token.low.split()[0] for token in tokens[max(lead - 8, 0) : lead]}
    return bool(
        near
        & {
            "taken",
            "treated",
            "admitted",
            "brought",
            "transferred",
            "recovering",
            "hospitalised",
            "died",
            "remain",
            "treatment",
            "transported",
            "rushed",
            "evacuated",
        }
    )


def _of_attack(tokens: list[Token], lead: int, *, country: bool) -> bool:
    """ "the shelling of Nikopol", "explosions on the outskirts of Kyiv", "parts of Kyiv": `of` that still says where."""
    for row in range(lead - 1, max(lead - 5, -1), -1):
        token = tokens[row]
        if (
            token.is_("attack", "explosion")
            or (token.is_("target", "kind") and not country)
            or token.low
            in (
                "parts",
                "outskirts",
                "centre",
                "center",
                "part",
                "suburbs",
                "area",
                "areas",
                "bay",
                "port",
                "suburb",
                "streets",
                "vicinity",
                "sky",
                "skies",
                "edge",
                "direction",
                "heart",
                "most",
                "residents",
                "people",
                "swathes",
                "much",
                "all",
            )
        ):
            return True
        if token.low in (",", ";", "said") or token.is_("say", "speaker"):
            return False
    return False


def _attacked(tokens: list[Token], lead: int) -> bool:
    """Whether "on Moscow" is what an attack was on, not sanctions or pressure."""
    return any(
        token.is_("attack", "launch", "weapon", "explosion", "aside")
        for token in tokens[max(lead - 8, 0) : lead]
    )


def _suffers(tokens: list[Token], spot: Spot, reach: int = 11) -> bool:
    """A place as subject of what was done to it: "Kharkiv was hit", "Odesa came under attack"."""
    for row in range(spot.last + 1, min(spot.last + reach + 1, len(tokens))):
        token = tokens[row]
        low = token.low.split()[0]
        if token.is_("attack") and (
            low in ("was", "were", "came", "come", "is", "are", "under", "been", "faced", "coming")
            or _passive_near(tokens, row)
        ):
            return True
        if token.low in (";", ".") or token.is_("say"):
            return False
    return False


def _passive_near(tokens: list[Token], row: int) -> bool:
    return any(
        token.low in ("was", "were", "been", "is", "being", "also", "came", "under", "are")
        for token in tokens[max(row - 3, 0) : row]
    )


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
        if spot.listed is not None and spot.listed in found and spot.role in ("bare", "actor", "of"):
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
        elif (
            a > b
            and between in (["'", "s"], ["'s"], ["s"], [], ["'"])
            and tokens[second.first].start - first.end < 40
        ):
            second.container, first.role = first, "container"
            if second.role in ("bare", "actor"):
                lead = _lead(first, tokens)
                second.role = tokens[lead].tags.get("before", second.role) if lead >= 0 else second.role


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


def _dateline(found: list[Spot], tokens: list[Token]) -> None:
    """ "KYIV, Ukraine (AP) —": where it was written, not where it hit."""
    first = found[0] if found else None
    if first is not None and first.first == 0 and first.text.isupper() and len(first.text) > 3:  # noqa: PLR2004
        stop = next((row for row, token in enumerate(tokens[:12]) if token.low in ("-", "–", "—", ")")), 0)
        for spot in found:
            if spot.last < max(stop, 1):
                spot.role = "dateline"
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
