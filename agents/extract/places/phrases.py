"""What stands around a place name: the word that governs it, what is done to it, what it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.extract.grammar import words

if TYPE_CHECKING:
    from strikewatch.agents.extract.places.spot import Spot
    from strikewatch.agents.extract.tokens import Token

ADJECTIVES = words("roles.adjectives")
_ARTICLES = words("places.arabic_articles") - {"-"}
_QUARTERS = words("places.quarters")
_DASHES = words("roles.dashes")
_OPENING = _DASHES | {",", "("}
_DIRECTIONS = words("narrator.directions")
_LOSES = ("lost ", "loses ", "losing ", "without ")
_OUTAGES = words("narrator.outages")
_UTILITIES = words("narrator.utilities")
_PARTS_OF = words("roles.parts_of")
_PASSIVE = words("roles.passive")
SUCH = words("roles.such")
_REACHING = words("roles.reaching")
_WITHIN = words("places.within") | {"on", "over"}
_TREATED = words("roles.treated")
_UNDERGOES = words("roles.undergoes")
_UNDER = words("roles.under")


def lead_of(spot: Spot, tokens: list[Token]) -> int:
    """The row of the word that governs the name, past articles, adjectives and "city of"; -1 at the start."""
    row = spot.first - 1
    while row >= 0 and spot.first - row < 9:
        step = 1 if _between_directions(tokens, row) else _passed(tokens, row, spot)
        if not step:
            return row
        row -= step
    return -1


def _between_directions(tokens: list[Token], row: int) -> bool:
    """As in "central and southern Israel"."""
    return tokens[row].low == "and" and row > 0 and {tokens[row - 1].low, tokens[row + 1].low} <= _DIRECTIONS


def _passed(tokens: list[Token], row: int, spot: Spot) -> int:
    """How many words from `row` back only describe the name."""
    token, following = tokens[row], tokens[row + 1]
    tags = token.tags
    if (
        token.low in ADJECTIVES
        or "kind" in tags
        or tags.get("refer") in ("capital", "neighbour")
        or "demonym" in tags
    ):
        return 1
    if (token.number is not None or "vague" in tags) and "kind" in following.tags:
        return 1
    if token.low in SUCH or (token.low == "," and following.low in SUCH):
        return 1
    if "refer" in tags and (
        following.low == "," or following.low in SUCH or following.tags.get("refer") == "capital"
    ):
        return 1
    if token.capital and not tags:
        return int(
            _leads_to_kind(tokens, row, spot) or (spot.feature is not None and following.low not in _DASHES)
        )
    if token.low in _ARTICLES and _leads_to_kind(tokens, row, spot):
        return 1
    if token.low in ("a", "an") and any("kind" in t.tags for t in tokens[row + 1 : min(row + 3, spot.first)]):
        return 1  # "of a border district of Kursk region"
    plain = not tags and not token.capital and token.low.isalpha()
    if plain and row + 1 < spot.first and following.is_("demonym", "kind"):
        return 1
    if (
        token.low == "of"
        and row
        and (tokens[row - 1].is_("kind", "refer") or tokens[row - 1].low in _QUARTERS)
    ):
        return 2
    return int(token.low == "," and row > 0 and bool(tokens[row - 1].tags.get("demonym")))


def _leads_to_kind(tokens: list[Token], row: int, spot: Spot) -> bool:
    """As in "the Dahieh neighbourhood of Beirut", "the Druze village of X": a name, then what kind of place it is."""
    for token in tokens[row + 1 : min(row + 5, spot.first)]:
        if token.is_("kind") or token.low in _QUARTERS:
            return True
        if not (token.capital or token.low in _ARTICLES or token.low == "-"):
            return False
    return False


def cared_for(tokens: list[Token], lead: int) -> bool:
    """As in "were taken to a hospital in Dnipro": where the wounded are, not where it hit."""
    return any(token.low.split()[0] in _TREATED for token in tokens[max(lead - 8, 0) : lead])


def of_attack(tokens: list[Token], lead: int, *, country: bool) -> bool:
    """As in "the shelling of Nikopol", "explosions on the outskirts of Kyiv", "parts of Kyiv": `of` that still says where."""
    for row in range(lead - 1, max(lead - 5, -1), -1):
        token = tokens[row]
        thing = token.is_("target", "kind") and not country
        if thing or token.is_("attack", "explosion") or token.low in _PARTS_OF:
            return True
        if token.low in (",", ";", "said") or token.is_("say", "speaker"):
            return False
    return False


def attacked(tokens: list[Token], lead: int) -> bool:
    """Whether "on Moscow" is what an attack was on, not sanctions or pressure."""
    return any(
        token.is_("attack", "launch", "weapon", "explosion", "aside")
        for token in tokens[max(lead - 8, 0) : lead]
    )


def suffers(tokens: list[Token], spot: Spot, reach: int = 11) -> bool:
    """A place as subject of what was done to it: "Kharkiv was hit", "Odesa came under attack", "Rivne lost power"."""
    start = _past_apposition(tokens, spot.last + 1)
    if _dark(tokens, start):
        return True
    reach = reach if start == spot.last + 1 else min(reach, 4)
    for row in range(start, min(start + reach, len(tokens))):
        token = tokens[row]
        low = token.low.split()[0]
        if low.endswith("ing") and low != "coming":
            continue
        if token.tags.get("attack", ("",))[0] == "noun" and tokens[row - 1].low not in _UNDER:
            continue
        if token.is_("attack") and (low in _UNDERGOES or _passive_near(tokens, row)):
            return True
        if token.low == "among" and _listed_as_hit(tokens, row):
            return True
        if token.low in (";", ".") or token.is_("say"):
            return False
    return False


def _listed_as_hit(tokens: list[Token], row: int) -> bool:
    """As in "was among the targets", "were among those hit"."""
    if not _passive_near(tokens, row):
        return False
    return any(token.low in ("targets", "targeted", "hit", "struck") for token in tokens[row + 1 : row + 4])


def _dark(tokens: list[Token], row: int) -> bool:
    """As in "was left without power after a strike": what an attack did to a place."""
    near = [token.low for token in tokens[row : row + 7]]
    lost = any(word in _OUTAGES for word in near)
    lost = lost or any(
        token.low.startswith(_LOSES) and "effect" in token.tags for token in tokens[row : row + 4]
    )
    lost = lost or (not _UTILITIES.isdisjoint(near) and ("lost" in near or "without" in near))
    return lost and any("attack" in token.tags for token in tokens[row:])


def _past_apposition(tokens: list[Token], row: int) -> int:
    """The row after "- in Ukrainian-held territory -" or ", a port city,", where one follows a name."""
    if row >= len(tokens) or tokens[row].low not in _OPENING:
        return row
    mark = ")" if tokens[row].low == "(" else tokens[row].low
    stop = next((at for at in range(row + 1, min(row + 40, len(tokens))) if tokens[at].low == mark), row)
    return stop + 1 if stop > row else row


def _passive_near(tokens: list[Token], row: int) -> bool:
    return any(token.low in _PASSIVE for token in tokens[max(row - 3, 0) : row])


def office_or_officer_hit(tokens: list[Token], lead: int) -> bool:
    """As in "hit the office of the mayor of Sumy", "had hit a commander in Tyre": what was hit is in the town."""
    if any(_is_blow(token) for token in tokens[max(lead - 4, 0) : lead - 1]):
        return True
    near = tokens[max(lead - 9, 0) : lead - 1]
    row = next((row for row, token in enumerate(near) if token.is_("target")), None)
    if row is None or not any(token.low == "of" for token in near[row:]):
        return False
    return any(token.tags.get("attack", ("",))[0] == "verb" for token in near[:row])


def _is_blow(token: Token) -> bool:
    return bool(token.tags.get("attack", ("",))[0] == "verb" or token.tags.get("harm", ("",))[0] == "killed")


def reached(tokens: list[Token], lead: int) -> bool:
    """As in "a missile fired from Yemen reached Tel Aviv"."""
    if tokens[lead].low not in _REACHING:
        return False
    return any("weapon" in token.tags for token in tokens[max(lead - 8, 0) : lead])


def flown_to(tokens: list[Token], lead: int) -> bool:
    """As in "a rocket was launched from Gaza to Rehovot"."""
    near = tokens[max(lead - 8, 0) : lead]
    row = next((row for row, token in enumerate(near) if token.is_("launch")), None)
    return row is not None and any(
        token.low in ("from", "launched from", "fired from") for token in near[row:]
    )


def inside(tokens: list[Token], lead: int) -> bool:
    """As in "in the north of Tehran", which "to the north of Tehran" is not."""
    return lead > 1 and tokens[lead - 1].low == "the" and tokens[lead - 2].low in _WITHIN


def scene_follows(tokens: list[Token], spot: Spot) -> bool:
    """As in "revenge for Ternopil, where 11 people were killed by a missile"."""
    row = spot.last + 1
    if [token.low for token in tokens[row : row + 2]] != [",", "where"]:
        return False
    following = tokens[row + 2 : row + 12]
    stop = next((at for at, token in enumerate(following) if token.low in (";", ".")), len(following))
    return any(token.is_("harm", "attack", "explosion") for token in following[:stop])


def victims(tokens: list[Token], row: int) -> bool:
    """As in "the wounded from Kostiantynivka", "employees of the Kharkiv plant": people are from where it hit."""
    if row > 0 and "person" in tokens[row - 1].tags and tokens[row].low == "from":
        return any("harm" in token.tags for token in tokens[max(row - 4, 0) : row + 6])
    return row > 0 and tokens[row - 1].is_("harm", "person")


def acts(spot: Spot, tokens: list[Token], after: Token | None, after_row: int) -> bool:
    """Whether a country or a capital stands for its government here."""
    if spot.is_country:
        return True
    if after is None or "metonym" not in tokens[spot.first].tags:
        return False
    if "after_actor" in after.tags:
        following = tokens[after_row + 1] if after_row + 1 < len(tokens) else None
        helped = after.low in ("was", "were", "is", "has", "had")
        return not (helped and following is not None and following.is_("attack", "intercept"))
    verb = after.is_("attack", "launch") and after.tags.get("attack", ("",))[0] != "noun"
    return verb and after.low.split()[0] not in ("was", "were", "came", "is")


def opens_for_speaker(spot: Spot, tokens: list[Token]) -> bool:
    """As in "In Lviv, the mayor said ..": where he speaks; what he says names its own places."""
    row = spot.last + 1
    if spot.first > 1 or row + 2 >= len(tokens) or tokens[row].low != ",":
        return False
    for token in tokens[row + 1 : row + 7]:
        if token.is_("harm", "attack", "explosion", "launch", "intercept", "number"):
            return False
        if "speaker" in token.tags and "person" not in token.tags:
            return True
    return False
