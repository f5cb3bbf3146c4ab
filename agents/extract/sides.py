"""Whose strike the words say it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.extract.grammar import words

if TYPE_CHECKING:
    from strikewatch.agents.extract.tokens import Token

_FORCES = words("narrator.forces")
_FUNCTION = words("narrator.function")
_BLAME = words("sides.blame")
_GUILTY = words("sides.guilty")
_GO_ON = words("sides.go_on")
_LIGHT = words("sides.light")
_MEANWHILE = words("narrator.meanwhile")
_AIMED = ("against", "at", "by", "from", "into", "on", "over", "toward", "towards")
""""83 missiles launched at the country": who counts them did not launch them."""
_PASSIVE = words("sides.passive")
_SUPPLYING = words("sides.supplying")
_NAMING = words("sides.naming")
_AUXILIARY = (".", "had", "has", "have")
_OBJECT_REACH = 12
_ANSWER = words("sides.answer")
_ANSWER_REACH = 8
_OFFICES = ("ministry", "military", "air_force")
_GENITIVE = ("'", "\u2019", "s")


def attacker_of(tokens: list[Token], first: int, last: int) -> tuple[str | None, tuple[int, int] | None]:
    """The side that strikes: the subject of a verb of attack, else "by ..", else whose drones, forces, strikes they are.

    One whose strike is only answered ("in response to rockets fired by ..") is so where no other side is found.
    """
    answered: tuple[str | None, tuple[int, int] | None] = (None, None)
    sides = [row for row in range(first, last + 1) if tokens[row].tags and _side(tokens[row])]
    for find in (_by_agent, _accused, _subject, _owner_of_force) if sides else ():
        for row in sides:
            token = tokens[row]
            if row + 1 <= last and tokens[row + 1].low == "-" and tokens[row + 1].start == token.end:
                continue
            code = find(tokens, row, first, last)
            if code is not None:
                if not _is_answered(tokens, row, first):
                    return code, (token.start, token.end)
                if answered[0] is None:
                    answered = code, (token.start, token.end)
    return answered


def _is_answered(tokens: list[Token], row: int, first: int) -> bool:
    """As in "in response to rockets fired by Palestinian militants", "after Houthi strikes"."""
    for at in range(row - 1, max(row - _ANSWER_REACH, first - 1, -1), -1):
        low = tokens[at].low
        if low in _ANSWER:
            return True
        if low in (",", ";", "and"):
            return False
    return False


def of_another(tokens: list[Token], row: int, attacker: str) -> bool:
    """As in "answered Houthi strikes on ships": whether the object at `row` is of a strike of another side than `attacker`."""
    for at in range(row - 1, max(row - _OBJECT_REACH, 0), -1):
        token = tokens[at]
        if "attack" not in token.tags:
            if token.low in (";", ".", "but") or token.is_("say"):
                return False
            continue
        if token.tags["attack"][0] != "noun":
            return False
        near = [*range(at - 1, max(at - 4, 0), -1), *range(at + 1, row)]
        owner = next((side for side in near if _side(tokens[side])), None)
        if owner is None or _side(tokens[owner]) == attacker or (owner > at and tokens[at + 1].low != "by"):
            return False
        return _is_answered(tokens, min(owner, at), 0)
    return False


def _side(token: Token) -> str | None:
    tags = token.tags
    if not tags or not (token.capital or "again" in tags):
        return None
    return tags.get("attacker") or tags.get("metonym") or tags.get("demonym") or None


def _by_agent(tokens: list[Token], row: int, first: int, last: int) -> str | None:
    del last
    code = _side(tokens[row])
    if code is None or row == 0:
        return None
    lead = row - 1
    while lead > first and tokens[lead].low in ("the", "either", "any"):
        lead -= 1
    if tokens[lead - 1].low in _SUPPLYING:
        return None
    struck = any(word.is_("attack", "launch", "explosion") for word in tokens[max(first, lead - 12) : lead])
    return code if tokens[lead].low == "by" and struck else None


def _accused(tokens: list[Token], row: int, first: int, last: int) -> str | None:
    """As in "accused the RSF of launching drones", "blamed Russia for the attack", "Hezbollah is responsible"."""
    code = _side(tokens[row])
    if code is None:
        return None
    lead = row - 1
    while lead > first and tokens[lead].low in ("the", "on"):
        lead -= 1
    blamed = row > first and tokens[lead].low.split()[-1] in _BLAME
    ahead = tokens[row + 1 : min(row + 4, last + 1)]
    guilty = (
        bool(ahead)
        and ahead[0].low in ("is", "was", "were", "are")
        and any(word.low in _GUILTY for word in ahead)
    )
    if not (blamed or guilty):
        return None
    attacked = any(
        word.is_("attack", "launch", "explosion") for word in tokens[row + 1 : min(row + 13, last + 1)]
    )
    return code if attacked else None


def _subject(tokens: list[Token], row: int, first: int, last: int) -> str | None:
    """As in "Russia attacked", "Moscow's forces have launched", "Kyiv said it had hit"."""
    del first
    code = _side(tokens[row])
    if code is None or _is_object(tokens, row) or _is_apposed(tokens, row):
        return None
    said = referred = False
    again = _taken_up(tokens, row, last)
    for at in range(row + 1, min(row + 18, last + 1)):
        word = tokens[at]
        if at > max(row + 8, again) and not referred:
            return None
        referred = referred or at == again or (said and word.low in ("it", "they", "its", "their"))
        if (
            said
            and not referred
            and at > again
            and word.low not in _GO_ON
            and not word.is_("weekday", "part", "attack", "launch", "relative")
        ):
            return None
        if at < again:
            continue
        if _strikes(tokens, at) or ((not said or referred) and _kills(tokens, row, at, last)):
            return None if _downs(tokens, at, last) else code
        if word.is_("say"):
            said = True
        elif word.low in (",", "by") and at < last and _strikes(tokens, at + 1):
            continue
        elif (
            word.low in (",", ";", "by")
            or _is_stop(tokens, row, at)
            or word.is_("intercept", "kind", "defence")
            or (word.is_("speaker") and not word.is_("actor", "attacker") and not _is_office(tokens, row, at))
        ):
            return None
    return None


def _is_office(tokens: list[Token], row: int, at: int) -> bool:
    """As in "Russia's defence ministry said that its aviation had struck": a side speaks of what it did."""
    if tokens[at].tags["speaker"] not in _OFFICES:
        return False
    owner = "demonym" in tokens[row].tags or "'" in tokens[row].low or "\u2019" in tokens[row].low
    return owner if at == row + 1 else all(word.low in _GENITIVE for word in tokens[row + 1 : at])


def _taken_up(tokens: list[Token], row: int, last: int) -> int:
    """As in "Russia called it a matter of survival as it launched ..": the row of the "it" that is the side again, or 0."""
    for at in range(row + 2, min(row + 18, last + 1)):
        if tokens[at].low in ("it", "they") and tokens[at - 1].low in _MEANWHILE:
            return at
    return 0


def _downs(tokens: list[Token], at: int, last: int) -> bool:
    """As in "Russia destroyed 58 drones": what is destroyed in flight was sent by the other side."""
    if "intercept" not in tokens[at].tags:
        return False
    following = tokens[at + 1 : min(at + 8, last + 1)]
    counted = next(
        (
            row
            for row, word in enumerate(following)
            if word.is_("weapon", "target") or ("before" in word.tags and not word.low.startswith("of"))
        ),
        None,
    )
    if counted is None or "weapon" not in following[counted].tags:
        return False
    return any(word.number is not None or word.is_("vague", "operator") for word in following[:counted])


def _is_object(tokens: list[Token], row: int) -> bool:
    """As in "at Russia", "an explosion that Russia said had damaged", "which Ukraine calls X": not the one that does it."""
    if not row:
        return False
    lead = tokens[row - 1]
    if lead.low in ("that", "which") and row + 1 < len(tokens):
        following = tokens[row + 1]
        if "say" in following.tags or following.low in _NAMING:
            return True
    return "before" in lead.tags and lead.low not in ("as", "after", "before", "when")


def _is_apposed(tokens: list[Token], row: int) -> bool:
    """As in "Dnipro, Ukraine, destroys ..": the country of a place."""
    if row < 2 or row + 1 >= len(tokens) or tokens[row - 1].low != "," or tokens[row + 1].low != ",":
        return False
    before = tokens[row - 2]
    return (before.capital or "kind" in before.tags) and not before.is_(
        "weekday", "month", "relative", "part"
    )


def _strikes(tokens: list[Token], at: int) -> bool:
    word = tokens[at]
    if word.low in _LIGHT:
        return any(ahead.tags.get("attack", ("",))[0] == "noun" for ahead in tokens[at + 1 : at + 6])
    if not word.is_("launch") and word.tags.get("attack", ("",))[0] != "verb":
        return False
    return _active(tokens, at) and "cue" not in word.tags


def _kills(tokens: list[Token], row: int, at: int, last: int) -> bool:
    """As in "US forces killed two in an air strike"."""
    word = tokens[at]
    if "harm" not in word.tags or word.tags["harm"][1] not in ("before", "either") or not _active(tokens, at):
        return False
    between = tokens[row + 1 : at]
    it = next((at for at, token in enumerate(between) if token.low in ("it", "they")), -1)
    if any(token.low not in _FORCES and token.low not in _AUXILIARY for token in between[it + 1 :]):
        return False
    ahead = tokens[at + 1 : min(at + 15, last + 1)]
    return any(token.tags.get("attack", ("",))[0] == "noun" for token in ahead)


def _active(tokens: list[Token], at: int) -> bool:
    fired = "launch" in tokens[at].tags and "weapon" in tokens[at - 1].tags and at + 1 < len(tokens)
    if fired and tokens[at + 1].low in _AIMED:
        return False
    return tokens[at].low.split()[0] not in _PASSIVE and tokens[at - 1].low not in _PASSIVE


def _is_verb(tokens: list[Token], at: int) -> bool:
    """As in "the air force counted 83 missiles": what it does to them is not to own them."""
    if tokens[at].tags or not tokens[at].low.endswith("ed") or at + 1 >= len(tokens):
        return False
    following = tokens[at + 1]
    return following.number is not None or following.low in ("a", "an", "the") or "operator" in following.tags


def _is_stop(tokens: list[Token], row: int, at: int) -> bool:
    """A full stop that ends a sentence, not an abbreviation as in "U.S. forces"."""
    return tokens[at].low == "." and not (at == row + 1 and "." in tokens[row].low)


def _owner_of_force(tokens: list[Token], row: int, first: int, last: int) -> str | None:
    """As in "Russian drones", "Israel's latest air strike", "US strikes": the side before a noun of attack."""
    del first
    code = _side(tokens[row])
    if code is None:
        return None
    possessive = "'" in tokens[row].low or (row + 1 <= last and tokens[row + 1].low in ("'", "\u2019", "s"))
    after = row + 2 if row + 1 <= last and tokens[row + 1].low == "." and "." in tokens[row].low else row + 1
    of_force = after <= last and tokens[after].low in _FORCES
    reach = 5 if possessive or of_force or "demonym" in tokens[row].tags else 2
    for at in range(after, min(after + reach - 1, last + 1)):
        word = tokens[at]
        if word.low in ("'", "s", "\u2019", "-", "\u2018", '"', "“", "”") or word.low in _FORCES:
            continue
        if _is_verb(tokens, at):
            return None
        if word.is_("weapon") or word.tags.get("attack", ("",))[0] == "noun":
            return code
        if (
            word.is_("before", "speaker", "target", "kind", "harm", "say", "person", "break", "intercept")
            or word.low in _FUNCTION
        ):
            return None
    return None
