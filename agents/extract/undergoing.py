"""Objects that undergo something: subjects of passives, of fires and of what happened to the people in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.extract.grammar import words

if TYPE_CHECKING:
    from strikewatch.agents.extract.tokens import Token

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
_PEOPLE = words("objects.people")
_PARTS = words("objects.parts")
_DETERMINERS = ("a", "an", "another", "each", "one", "several", "some", "the", "two", "three")
_OTHERS = ("others", "other people", "people", "person")
_WHO = ("who", "whom")
_IN_STATE = ("in", "on", "to", "catch", "catches", "caught", "catching")
_NEAR = 7
_ASIDE = 16
"""Words of a relative clause between an object and its verb."""
_AND = ("and", "or", "plus")
_LISTED = 6
"""Words between two kinds of victims."""
_KILLING = ("kill", "kills", "injure", "injures", "wound", "wounds")
_TIME = ("weekday", "month", "relative", "part")


def is_person(token: Token) -> bool:
    return "person" in token.tags or token.low in _PEOPLE or token.low in _FIGHTERS


def is_of_time(tokens: list[Token], row: int) -> bool:
    """Whether the preposition at `row` only says when: "on Tuesday"."""
    return row + 1 < len(tokens) and tokens[row + 1].is_(*_TIME)


def undergoes(tokens: list[Token], row: int) -> bool:
    """Whether the object is the subject of what was done to it, over the members of a list and places after it."""
    lead = _preposition(tokens, row)
    if lead in ("at", "in", "on") and _is_part(tokens, row):
        lead = "of"
    whole = lead in (None, "of", "with")
    for at in range(row + 1, min(row + _AHEAD, len(tokens))):
        token = tokens[at]
        low = token.low
        if (low in _STOPS and tokens[at - 1].low not in ("all", "-")) or "say" in token.tags:
            return low in ("when", "as") and lead in ("at", "in", "on") and _struck_there(tokens, at)
        if low in _RELATIVES:
            if low == "where" or tokens[at - 1].low in _LOCATIVE:
                return _struck_there(tokens, at) or (whole and _taken_up(tokens, at))
            other = at - row > _NEAR and any("target" in t.tags for t in tokens[row + 1 : at])
            whole = (
                lead != "relative"
                and at - row < _ASIDE
                and not other
                and (low not in _WHO or is_person(tokens[row]))
            )
        if _is_state(tokens, at):
            return whole
        if low in _VERBS or ("attack" in token.tags and token.tags["attack"][0] == "verb"):
            if tokens[at - 1].low in ("a", "an", "the") and tokens[at - 2].low != "among":
                continue
            attendant = lead == "with" and low.endswith(("ed", "hit", "struck"))
            return attendant or (
                (whole or (at == row + 1 and lead != "relative")) and _is_passive(tokens, at, row)
            )
        if "harm" in token.tags:
            return _with_people(tokens, row, at, lead)
        if token.is_("attack", "explosion", "launch", "intercept"):
            return False
    return False


def _taken_up(tokens: list[Token], row: int) -> bool:
    """As in "an airbase, where fighters are stationed, was hit": the relative clause at `row` ends and the verb follows."""
    for at in range(row + 2, min(row + _ASIDE, len(tokens) - 2)):
        if tokens[at].low == ",":
            verb = next((t for t in tokens[at + 2 : at + 6] if "attack" in t.tags or t.low in _VERBS), None)
            return tokens[at + 1].low in _BE and verb is not None
    return False


def _struck_there(tokens: list[Token], row: int) -> bool:
    """As in "the port, where it hit a shed", "the house on which a bomb fell"."""
    for at in range(row + 1, min(row + 8, len(tokens))):
        token = tokens[at]
        if token.low in (",", ";") or token.is_("say"):
            return False
        if "attack" in token.tags or "explosion" in token.tags:
            return not any("target" in other.tags for other in tokens[at + 1 : at + 6])
    return False


def _is_state(tokens: list[Token], at: int) -> bool:
    """As in "went up in flames", "was on fire", "suffered heavy damage", "lies in ruins"."""
    low = tokens[at].low
    if low in ("ablaze", "afire", "alight", "in flames", "burn", "burned", "burning", "burns", "burnt"):
        return True
    if low == "standstill":
        return tokens[at - 2].low.endswith("to")
    if low in ("flames", "ruins", "fire", "rubble"):
        return tokens[at - 1].low in _IN_STATE
    return low in _HARM_DONE and any(token.low in _SUFFERED for token in tokens[max(at - 4, 0) : at])


def _preposition(tokens: list[Token], row: int) -> str | None:
    """What heads the object's own phrase: a preposition, "relative" within "that makes ..", or nothing."""
    determined = False
    for at in range(row - 1, max(row - 7, -1), -1):
        low = tokens[at].low
        if low in _RELATIVES:
            return None if low == "where" or _opens_clause(tokens, at) else "relative"
        if low in _LOCATIVE or low in _BARRED or low == "of":
            if not is_of_time(tokens, at):
                return low
        elif low in _JOINTS or low in _STOPS or tokens[at].is_("attack", "say", "target") or determined:
            return None
        determined = determined or low in _DETERMINERS
    return None


def _is_part(tokens: list[Token], row: int) -> bool:
    """As in "a building at a factory", "equipment on a farm": what happened to a part happened to the whole."""
    for at in range(row - 1, max(row - 6, 0), -1):
        if tokens[at].low in _LOCATIVE:
            return tokens[at - 1].low in _PARTS
    return False


def _opens_clause(tokens: list[Token], row: int) -> bool:
    """Whether "that" begins what somebody said, and does not stand for a thing: "said that a house ..", "said only that"."""
    following = tokens[row + 1]
    return tokens[row].low == "that" and (
        following.low.split()[0] in _DETERMINERS
        or following.number is not None
        or following.capital
        or (row > 0 and "say" in tokens[row - 1].tags)
    )


def _is_passive(tokens: list[Token], at: int, row: int) -> bool:
    low = tokens[at].low
    if low.split()[0] in _PASSIVE:
        return low.split()[0] not in ("crashed", "exploded") or at - row <= 3
    between = tokens[max(at - 5, row + 1) : at]
    if any(token.low in _BE for token in between[-3:]) or any(token.low == "among" for token in between):
        return True
    if at - row > 2 or not low.endswith(("ed", "hit", "struck")):
        return False
    following = tokens[at + 1].low if at + 1 < len(tokens) else "."
    return following in _CLOSERS or following in _LOCATIVE or following in ("by", "overnight")


def beside_civilians(tokens: list[Token], row: int) -> bool:
    """As in "15 civilians and 19 officers were killed": who died beside others tells nothing of what was aimed at."""
    if not is_fighter(tokens[row]):
        return False
    for at in range(max(row - _LISTED, 0), min(row + _LISTED + 1, len(tokens))):
        other = tokens[at]
        if "person" not in other.tags or other.low in _OTHERS or is_fighter(other):
            continue
        between = tokens[min(at, row) + 1 : max(at, row)]
        if any(token.low in _AND for token in between) and not any(
            token.is_("attack", "say") for token in between
        ):
            return True
    return False


def is_fighter(token: Token) -> bool:
    return "fighter" in token.tags or "military" in token.tags.get("target", ())


def _kills(tokens: list[Token], at: int) -> bool:
    """As in "militants killed two soldiers": the verb has an object of its own."""
    if tokens[at].low in _KILLING:
        return True
    if at + 1 >= len(tokens) or any(token.low in _BE for token in tokens[max(at - 3, 0) : at]):
        return False
    following = tokens[at + 1]
    return following.number is not None or following.low in _DETERMINERS or "vague" in following.tags


def _with_people(tokens: list[Token], row: int, at: int, lead: str | None) -> bool:
    """As in "two soldiers were killed", "people in a car were wounded", "workers of the depot were hurt"."""
    if is_person(tokens[row]):
        if _kills(tokens, at) or beside_civilians(tokens, row):
            return False
        counted = any(token.number is not None for token in tokens[row + 1 : at])
        return (
            at - row <= 12 and lead in (None, "of") and tokens[at].tags["harm"][1] != "noun" and not counted
        )
    return lead in ("in", "at", "inside", "on", "of") and any(
        "person" in token.tags for token in tokens[max(row - 6, 0) : row]
    )
