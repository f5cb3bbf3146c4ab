"""What a sentence says was hit: objects that undergo an attack, not those it only mentions beside one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.extract.grammar import words
from strikewatch.agents.extract.undergoing import is_of_time, is_person, undergoes

if TYPE_CHECKING:
    from strikewatch.agents.extract.tokens import Token

_BACK = 24
_LOCATIVE = words("objects.locative")
_BARRED = words("objects.barred")
_STOPS = words("objects.stops")
_RELATIVES = words("objects.relatives")
_JOINTS = words("objects.joints")
_HARM_DONE = words("objects.harm_done")
_VERBS = words("objects.verbs")
_CLOSERS = words("objects.closers")
_FIGHTERS = words("objects.fighters")
_AIMED = words("objects.aimed")
_HOLDERS = words("objects.holders")
_BESIDE = ("near", "next to", "close to", "outside", "beside")
_SPREAD = ("spread", "spreading", "spreads")
_BROUGHT = (
    "bringing",
    "brings",
    "brought",
    "destroy",
    "destroyed",
    "destroying",
    "destroys",
    "took",
    "taken",
)
_SMOKE = words("objects.smoke")
_MAKING = words("objects.making")
_HOLDING = words("objects.holding")
_BANKS = words("objects.banks")
_HEADS = words("objects.heads")
_WITHIN = ("in", "at", "of", "on", "inside")
_TOWARDS = ("at", "on", "against", "toward", "towards", "onto")
Hit = dict[int, tuple[str, ...]]
_MOVED = ("care", "from", "bearing")


def hit_objects(tokens: list[Token]) -> Hit:
    """Rows of the words for objects that the sentence says were hit, damaged or aimed at, with what they are.

    An object is hit as the object of a verb ("struck a school"), after a noun and its preposition ("a strike on an
    airfield", "damage to a port", "a fire at a depot"), as the subject of a passive ("two houses were damaged"), or as
    a further member of a list that has one ("a school, a clinic and a market").
    """
    hit: Hit = {}
    for row, token in enumerate(tokens):
        if "target" not in token.tags or _is_other(tokens, row):
            continue
        if _governed(tokens, row, hit) or undergoes(tokens, row):
            hit[row] = token.tags["target"]
            _compound(tokens, row, hit)
    return hit


def is_stored(tokens: list[Token], row: int) -> bool:
    """Whether munitions are what a struck object holds or makes: "a depot of missiles", "a plant that makes drones"."""
    for at in range(row - 1, max(row - 9, -1), -1):
        token = tokens[at]
        if token.low in _MAKING:
            return True
        if token.is_("attack", "launch", "explosion", "intercept") or token.low in (",", ";"):
            return token.low in _MAKING
        if "target" in token.tags:
            return not is_person(token) and any(other.low in _HOLDING for other in tokens[at + 1 : row])
    return False


def _compound(tokens: list[Token], row: int, hit: Hit) -> None:
    """As in "bus depot", "grain store": the first word says what a depot is; "school bus": the last is what was hit."""
    if row - 1 not in hit or tokens[row].start > tokens[row - 1].end + 1:
        return
    if tokens[row].low in _HEADS:
        hit[row] = hit[row - 1]
    else:
        del hit[row - 1]


def _is_other(tokens: list[Token], row: int) -> bool:
    """Words for objects that are none here: the bank of a river, "on the way home", those who speak."""
    low = tokens[row].low
    if row + 1 < len(tokens) and tokens[row + 1].low in ("said", "says", "wrote", "told"):
        return True
    if "residential" in tokens[row].tags["target"] and _is_cut_off(tokens, row):
        return True
    before = tokens[row - 1].low if row else ""
    after = tokens[row + 1].low if row + 1 < len(tokens) else ""
    if low == "bank":
        return before in _BANKS
    if low == "home":
        return after in ("of", "to") or before in ("way", "at", "back", "return", "returned", "went")
    if low in ("market", "office") and before in ("on", "from"):
        return True
    return is_person(tokens[row]) and _speaks(tokens, row)


def _is_cut_off(tokens: list[Token], row: int) -> bool:
    """As in "left 20,000 homes without power": a count of customers, not of houses hit."""
    counted = any(
        token.number is not None or "vague" in token.tags for token in tokens[max(row - 4, 0) : row]
    )
    return counted and any("effect" in token.tags for token in tokens[row + 1 : row + 7])


def _speaks(tokens: list[Token], row: int) -> bool:
    for token in tokens[row + 1 : row + 15]:
        if "say" in token.tags:
            return True
        if token.low in (",", ";", ".") or token.is_("harm", "attack"):
            return False
    return False


def _governed(tokens: list[Token], row: int, hit: Hit) -> bool:
    """Whether the word that governs the object, to the left of it, is of an attack or its harm."""
    lead: str | None = None
    crossed = joined = armed = False
    led = row
    for at in range(row - 1, max(row - _BACK, -1), -1):
        token = tokens[at]
        low = token.low
        free = lead in (None, "of")
        if low in _STOPS or low in _RELATIVES or (free and token.tags.get("before") in _MOVED):
            return False
        if "say" in token.tags and not (lead in _LOCATIVE and tokens[at + 1].low == lead):
            return False
        if "target" in token.tags:
            if at in hit and lead == "of" and low in _HOLDERS:
                del hit[at]
                return True
            return at in hit and (free or joined or (lead in _WITHIN and not is_person(token)))
        if low in _JOINTS:
            if low == "," and _is_participle(tokens, at + 1, row):
                return False
            crossed, joined = crossed or lead is None, joined or (lead in _LOCATIVE and led - at > 1)
        elif low in _BARRED:
            if low != "to" and free and not armed:
                return low == "from" and any(t.low in _SMOKE for t in tokens[max(at - 4, 0) : at])
            lead = lead or low
        elif low in _LOCATIVE or low == "of":
            lead, led = (low, at) if free and not is_of_time(tokens, at) else (lead, led)
        else:
            verdict = _governs(tokens, at, row, lead, armed=armed)
            if lead in _BESIDE and led and tokens[led - 1].low == ",":
                return False
            if verdict and "harm" in token.tags and joined:
                return False
            if verdict is not None:
                return verdict and not (crossed and _goes_on(tokens, row))
            armed = armed or "weapon" in token.tags
    return False


def _is_participle(tokens: list[Token], at: int, row: int) -> bool:
    """As in ".. at Russia, temporarily closing three airports": what follows from the attack, and is none."""
    return any(
        token.low.endswith("ing") and not token.tags and token.low not in _VERBS and token.low not in _JOINTS
        for token in tokens[at : min(at + 2, row)]
    )


def _governs(tokens: list[Token], at: int, row: int, lead: str | None, *, armed: bool) -> bool | None:
    """What the word at `at` makes of the object at `row` behind the preposition `lead`; None if it governs nothing."""
    token = tokens[at]
    tags = token.tags
    if lead == "to":
        done = token.low in _SPREAD or (token.low in _HARM_DONE and (tokens[at - 1].low != "no" or not at))
        return done or ("attack" in tags and token.low.endswith(" to")) or None
    if (token.low in _HARM_DONE and lead is not None) or token.low in _VERBS:
        return tokens[at - 1].low != "no" or not at
    if not tags:
        return None
    if "attack" in tags:
        if tokens[row].low in _FIGHTERS:
            return token.low in _AIMED
        return tags["attack"][0] == "verb" or lead is not None or _is_headline(tokens, at)
    if "explosion" in tags or "debris" in tags:
        return lead is not None or token.low.endswith("rocked")
    if "harm" in tags:
        return _harmed(tokens, at, row, lead)
    if "launch" in tags:
        towards = lead in _TOWARDS or (lead == "into" and armed) or token.low.endswith((" on", " at"))
        return True if towards else None
    if "kind" in tags and lead == "of":
        return False
    if "intercept" in tags:
        return lead == "over" or token.low.split()[0] in _BROUGHT
    return None


def _is_headline(tokens: list[Token], at: int) -> bool:
    """As in "a missile strikes a plant": what looks like a noun is a verb where an article follows."""
    following = tokens[at + 1]
    return following.low in ("a", "an", "the", "its", "their") or following.number is not None


def _harmed(tokens: list[Token], at: int, row: int, lead: str | None) -> bool:
    """As in "killed two soldiers", "died in a market"; not "died in hospital", where the wounded were brought."""
    if lead is None:
        return is_person(tokens[row])
    if "health" in tokens[row].tags["target"]:
        return tokens[at].tags["harm"][0] == "killed" and "died" not in tokens[at].low
    return True


def _goes_on(tokens: list[Token], row: int) -> bool:
    """Whether the object begins a clause of its own: "strikes on Kyiv, schools stayed shut"."""
    if row + 1 >= len(tokens):
        return False
    following = tokens[row + 1]
    if "say" in following.tags or following.low.endswith("ing"):
        return "say" in following.tags
    return not (
        following.low in _CLOSERS or following.low in _LOCATIVE or following.tags or following.capital
    )
