"""What a sentence says was hit: objects that undergo an attack, not those it only mentions beside one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.extract.grammar import words

if TYPE_CHECKING:
    from strikewatch.agents.extract.tokens import Token

_BACK = 24
_AHEAD = 20
_LOCATIVE = words("objects.locative")
_BARRED = words("objects.barred")
_STOPS = words("objects.stops")
_RELATIVES = words("objects.relatives")
_JOINTS = words("objects.joints")
_HARM_DONE = words("objects.harm_done")
_VERBS = words("objects.verbs")
_PASSIVE = words("objects.passive")
_BE = words("objects.be")
_SUFFERED = words("objects.suffered")
_CLOSERS = words("objects.closers")
_FIGHTERS = words("objects.fighters")
_AIMED = words("objects.aimed")
_PEOPLE = words("objects.people")
_BANKS = words("objects.banks")
_HEADS = words("objects.heads")
_WITHIN = ("in", "at", "of", "on", "inside")
_TOWARDS = ("at", "on", "against", "toward", "towards", "onto")
_TIME = ("weekday", "month", "relative", "part")
_MOVED = ("care", "from", "bearing")


def hit_objects(tokens: list[Token]) -> dict[int, tuple[str, ...]]:
    """Rows of the words for objects that the sentence says were hit, damaged or aimed at, with what they are.

    An object is hit as the object of a verb ("struck a school"), after a noun and its preposition ("a strike on an
    airfield", "damage to a port", "a fire at a depot"), as the subject of a passive ("two houses were damaged"), or as
    a further member of a list that has one ("a school, a clinic and a market").
    """
    hit: dict[int, tuple[str, ...]] = {}
    for row, token in enumerate(tokens):
        if "target" not in token.tags or _is_other(tokens, row):
            continue
        if _governed(tokens, row, hit) or _undergoes(tokens, row):
            hit[row] = token.tags["target"]
            _compound(tokens, row, hit)
    return hit


def _compound(tokens: list[Token], row: int, hit: dict[int, tuple[str, ...]]) -> None:
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
    before = tokens[row - 1].low if row else ""
    after = tokens[row + 1].low if row + 1 < len(tokens) else ""
    if low == "bank":
        return before in _BANKS
    if low == "home":
        return after in ("of", "to") or before in ("way", "at", "back", "return", "returned", "went")
    if low in ("market", "office") and before in ("on", "from"):
        return True
    return _is_person(tokens[row]) and _speaks(tokens, row)


def _is_person(token: Token) -> bool:
    return "person" in token.tags or token.low in _PEOPLE or token.low in _FIGHTERS


def _speaks(tokens: list[Token], row: int) -> bool:
    for token in tokens[row + 1 : row + 9]:
        if "say" in token.tags:
            return True
        if token.low in (",", ";", ".") or token.is_("harm", "attack"):
            return False
    return False


def _governed(tokens: list[Token], row: int, hit: dict[int, tuple[str, ...]]) -> bool:
    """Whether the word that governs the object, to the left of it, is of an attack or its harm."""
    lead: str | None = None
    crossed = joined = armed = False
    for at in range(row - 1, max(row - _BACK, -1), -1):
        token = tokens[at]
        low = token.low
        free = lead in (None, "of")
        if low in _STOPS or low in _RELATIVES or (free and token.tags.get("before") in _MOVED):
            return False
        if "say" in token.tags and not (lead in _LOCATIVE and tokens[at + 1].low == lead):
            return False
        if "target" in token.tags:
            return at in hit and (free or joined or (lead in _WITHIN and not _is_person(token)))
        if low in _JOINTS:
            crossed, joined = crossed or lead is None, joined or lead in _LOCATIVE
        elif low in _BARRED:
            if low != "to" and free and not armed:
                return False
            lead = lead or low
        elif low in _LOCATIVE or low == "of":
            lead = low if free and not _of_time(tokens, at) else lead
        else:
            verdict = _governs(tokens, at, row, lead, armed=armed)
            if verdict is not None:
                return verdict and not (crossed and _goes_on(tokens, row))
            armed = armed or "weapon" in token.tags
    return False


def _of_time(tokens: list[Token], row: int) -> bool:
    return row + 1 < len(tokens) and tokens[row + 1].is_(*_TIME)


def _governs(tokens: list[Token], at: int, row: int, lead: str | None, *, armed: bool) -> bool | None:
    """What the word at `at` makes of the object at `row` behind the preposition `lead`; None if it governs nothing."""
    token = tokens[at]
    tags = token.tags
    if lead == "to":
        return token.low in _HARM_DONE or ("attack" in tags and token.low.endswith(" to")) or None
    if (token.low in _HARM_DONE and lead is not None) or token.low in _VERBS:
        return True
    if not tags:
        return None
    if "attack" in tags:
        if tokens[row].low in _FIGHTERS:
            return token.low in _AIMED
        return tags["attack"][0] == "verb" or lead is not None
    if "explosion" in tags or "debris" in tags:
        return lead is not None or token.low.endswith("rocked")
    if "harm" in tags:
        return _harmed(tokens, at, row, lead)
    if "launch" in tags:
        return True if lead in _TOWARDS or (lead == "into" and armed) else None
    if "kind" in tags and lead == "of":
        return False
    return False if "intercept" in tags else None


def _harmed(tokens: list[Token], at: int, row: int, lead: str | None) -> bool:
    """As in "killed two soldiers", "died in a market"; not "died in hospital", where the wounded were brought."""
    if lead is None:
        return _is_person(tokens[row])
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
    return not (following.low in _CLOSERS or following.low in _LOCATIVE or following.tags or following.capital)


def _undergoes(tokens: list[Token], row: int) -> bool:
    """Whether the object is the subject of what was done to it, over the members of a list and places after it."""
    lead = _preposition(tokens, row)
    whole = lead in (None, "of", "with")
    for at in range(row + 1, min(row + _AHEAD, len(tokens))):
        token = tokens[at]
        low = token.low
        if low in _STOPS or "say" in token.tags:
            return False
        if low in _RELATIVES:
            if low == "where" or tokens[at - 1].low in _LOCATIVE:
                return _struck_there(tokens, at)
            whole = lead != "relative" and at - row < 8
        if _is_state(tokens, at):
            return whole
        if low in _VERBS or ("attack" in token.tags and token.tags["attack"][0] == "verb"):
            if tokens[at - 1].low in ("a", "an", "the"):
                continue
            return whole and _is_passive(tokens, at, row)
        if "harm" in token.tags:
            return _with_people(tokens, row, at, lead)
        if token.is_("attack", "explosion", "launch", "intercept"):
            return False
    return False


def _struck_there(tokens: list[Token], row: int) -> bool:
    """As in "the port, where it hit a shed", "the house on which a bomb fell"."""
    for token in tokens[row + 1 : row + 8]:
        if token.low in (",", ";") or token.is_("say"):
            return False
        if "attack" in token.tags or "explosion" in token.tags:
            return True
    return False


def _is_state(tokens: list[Token], at: int) -> bool:
    """As in "went up in flames", "was on fire", "suffered heavy damage", "lies in ruins"."""
    low = tokens[at].low
    if low in ("ablaze", "afire", "alight", "burned", "burning", "burnt"):
        return True
    if low in ("flames", "ruins", "fire", "rubble"):
        return tokens[at - 1].low in ("in", "on", "to")
    return low in _HARM_DONE and any(token.low in _SUFFERED for token in tokens[max(at - 4, 0) : at])


def _preposition(tokens: list[Token], row: int) -> str | None:
    """What heads the object's own phrase: a preposition, "relative" within "that makes ..", or nothing."""
    for at in range(row - 1, max(row - 7, -1), -1):
        low = tokens[at].low
        if low in _RELATIVES:
            return None if at and "say" in tokens[at - 1].tags else "relative"
        if low in _LOCATIVE or low in _BARRED or low == "of":
            if not _of_time(tokens, at):
                return low
        elif low in _JOINTS or low in _STOPS or tokens[at].is_("attack", "say", "target"):
            return None
    return None


def _is_passive(tokens: list[Token], at: int, row: int) -> bool:
    low = tokens[at].low
    if low.split()[0] in _PASSIVE:
        return True
    if any(token.low in _BE for token in tokens[max(at - 3, row + 1) : at]):
        return True
    if at - row > 2 or not low.endswith(("ed", "hit", "struck")):
        return False
    following = tokens[at + 1].low if at + 1 < len(tokens) else "."
    return following in _CLOSERS or following in ("by", "in", "on", "overnight")


def _with_people(tokens: list[Token], row: int, at: int, lead: str | None) -> bool:
    """As in "two soldiers were killed", "people in a car were wounded", "workers of the depot were hurt"."""
    if _is_person(tokens[row]):
        return at - row <= 12 and lead in (None, "of") and tokens[at].tags["harm"][1] != "noun"
    return lead in ("in", "at", "inside", "on", "of") and any(
        "person" in token.tags for token in tokens[max(row - 6, 0) : row]
    )
