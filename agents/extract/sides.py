"""Whose strike the words say it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.extract.grammar import words

if TYPE_CHECKING:
    from strikewatch.agents.extract.tokens import Token

_FORCES = words("narrator.forces")


_FUNCTION = words("narrator.function")


def attacker_of(tokens: list[Token], first: int, last: int) -> tuple[str | None, tuple[int, int] | None]:
    """The side that strikes: the subject of a verb of attack, else "by ..", else whose drones, forces, strikes they are."""
    sides = [row for row in range(first, last + 1) if tokens[row].tags and _side(tokens[row])]
    for find in (_by_agent, _subject, _owner_of_force) if sides else ():
        for row in sides:
            token = tokens[row]
            if row + 1 <= last and tokens[row + 1].low == "-" and tokens[row + 1].start == token.end:
                continue
            code = find(tokens, row, first, last)
            if code is not None:
                return code, (token.start, token.end)
    return None, None


def _side(token: Token) -> str | None:
    code = token.tags.get("attacker") or token.tags.get("metonym") or token.tags.get("demonym")
    return code if code and token.capital else None


def _by_agent(tokens: list[Token], row: int, first: int, last: int) -> str | None:
    del last
    code = _side(tokens[row])
    if code is None or row == 0:
        return None
    lead = row - 1
    while lead > first and tokens[lead].low in ("the", "either", "any"):
        lead -= 1
    struck = any(word.is_("attack", "launch", "explosion") for word in tokens[max(first, lead - 12) : lead])
    return code if tokens[lead].low == "by" and struck else None


def _subject(tokens: list[Token], row: int, first: int, last: int) -> str | None:
    del first
    code = _side(tokens[row])
    if code is None or (
        row
        and "before" in tokens[row - 1].tags
        and tokens[row - 1].low not in ("as", "after", "before", "when")
    ):
        return None
    said = referred = False
    for at in range(row + 1, min(row + 18, last + 1)):
        word = tokens[at]
        if at > row + 8 and not referred:
            return None
        referred = referred or (said and word.low in ("it", "they", "its", "their"))
        if (
            said
            and not referred
            and word.low
            not in ("that", "it", "they", "its", "their", "forces", "had", "has", "have", "on", "also")
            and not word.is_("weekday", "attack", "launch", "relative")
        ):
            return None
        verb = word.is_("launch") or word.tags.get("attack", ("",))[0] == "verb"
        if (
            verb
            and "cue" not in word.tags
            and word.low.split()[0] not in ("was", "were", "been", "came", "under", "is", "are")
            and tokens[at - 1].low not in ("was", "were", "been", "be", "is", "are", "being")
        ):
            return None if _downs(tokens, at, last) else code
        if word.is_("say"):
            said = True
            continue
        if (
            word.low in (",", ".", ";", "by")
            or word.is_("intercept", "kind", "defence")
            or (word.is_("speaker") and not word.is_("actor", "attacker"))
        ):
            return None
    return None


def _downs(tokens: list[Token], at: int, last: int) -> bool:
    """As in "Russia destroyed 58 drones": what is destroyed in flight was sent by the other side."""
    if "intercept" not in tokens[at].tags:
        return False
    following = tokens[at + 1 : min(at + 6, last + 1)]
    counted = next(
        (row for row, word in enumerate(following) if word.is_("weapon", "target", "before")), None
    )
    if counted is None or "weapon" not in following[counted].tags:
        return False
    return any(word.number is not None or word.is_("vague", "operator") for word in following[:counted])


def _owner_of_force(tokens: list[Token], row: int, first: int, last: int) -> str | None:
    """As in "Russian drones", "Israel's latest air strike", "US strikes": the side before a noun of attack."""
    del first
    code = _side(tokens[row])
    if code is None:
        return None
    possessive = "'" in tokens[row].low or (row + 1 <= last and tokens[row + 1].low in ("'", "\u2019", "s"))
    reach = 5 if possessive or "demonym" in tokens[row].tags else 2
    for at in range(row + 1, min(row + reach, last + 1)):
        word = tokens[at]
        if word.low in ("'", "s", "\u2019", "-", "\u2018", '"', "“", "”") or word.low in _FORCES:
            continue
        if word.is_("weapon") or word.tags.get("attack", ("",))[0] == "noun":
            return code
        if (
            word.is_("before", "speaker", "target", "kind", "harm", "say", "person", "break", "intercept")
            or word.low in _FUNCTION
        ):
            return None
    return None
