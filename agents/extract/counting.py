"""Whose count a casualty figure is, and whether it still stands: earlier counts, a side's claims of enemy losses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.extract.grammar import words

if TYPE_CHECKING:
    from strikewatch.agents.extract.tokens import Token

_SIDES = frozenset({"ministry", "military", "air_force", "belligerent"})
_CLAIMS = words("counting.claims")
_NOW = words("counting.now")
_OWN = words("counting.own")
_REACH = 16
_AFTER_REACH = 7


def is_earlier(tokens: list[Token], row: int) -> bool:
    """As in "had earlier spoken of one dead", "at first two deaths were reported", "four injured had been reported"."""
    for at in range(row - 1, max(row - _REACH, -1), -1):
        token = tokens[at]
        if token.low in _NOW or token.tags.get("break") == "clause":
            break
        if "earlier" in token.tags:
            return True
    for at in range(row + 1, min(row + _AFTER_REACH, len(tokens))):
        token = tokens[at]
        if token.low in (",", ";", ".", "and", "but") or token.is_("harm"):
            return False
        if token.tags.get("earlier") == "after":
            return True
    return False


def is_side(token: Token) -> bool:
    """Whether a speaker is a side at war: its army or ministry of defence."""
    return token.tags.get("speaker") in _SIDES and "actor" not in token.tags


def is_claim_of_a_side(tokens: list[Token], row: int, *, claimed: bool) -> bool:
    """Whether a side at war gives the number of soldiers in `row`, and they are not its own ("two of its soldiers")."""
    near = range(max(row - 6, 1), min(row + 6, len(tokens)))
    if any(tokens[at].low in _OWN and tokens[at - 1].low == "of" for at in near):
        return False
    speaks = any(is_side(token) or token.low in _CLAIMS for token in tokens)
    return speaks or (claimed and not any("speaker" in token.tags for token in tokens))
