"""Whose count a casualty figure is, and whether it still stands: earlier counts, a side's claims of enemy losses."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from strikewatch.agents.extract.grammar import words

if TYPE_CHECKING:
    from strikewatch.agents.extract.tokens import Token

_SIDES = frozenset({"ministry", "military", "air_force", "belligerent"})
_CLAIMS = words("counting.claims")
_NOW = words("counting.now")
_OWN = words("counting.own")
_BELIEVED = words("counting.believed")
_COUNTS = words("counting.counts")
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


def is_unconfirmed(tokens: list[Token], first: int, row: int) -> bool:
    """As in "sixty people are believed to have been killed"."""
    return any(token.low in _BELIEVED for token in tokens[min(first, row) : max(first, row)])


def is_final(tokens: list[Token]) -> bool:
    """As in "the final figures are", "it said in a closing report"."""
    return any(one.low in ("final", "closing") and other.low in _COUNTS for one, other in pairwise(tokens))


def _speaks(tokens: list[Token], at: int) -> bool:
    """A side that says something; in "two IDF soldiers were killed" it says nothing."""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    return is_side(tokens[at]) and (following is None or not following.is_("person", "fighter"))


def _state_speaks(tokens: list[Token], at: int) -> bool:
    """As in "Moscow says its missile hit a meeting of commanders"."""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    return following is not None and "say" in following.tags and tokens[at].is_("metonym", "attacker")


def is_side(token: Token) -> bool:
    """Whether a speaker is a side at war: its army or ministry of defence."""
    return token.tags.get("speaker") in _SIDES and "actor" not in token.tags


def is_claim_of_a_side(tokens: list[Token], row: int, *, claimed: bool) -> bool:
    """Whether a side at war gives the number of soldiers in `row`, and they are not its own ("two of its soldiers")."""
    near = range(max(row - 6, 1), min(row + 6, len(tokens)))
    if any(tokens[at].low in _OWN and tokens[at - 1].low == "of" for at in near):
        return False
    speaks = any(
        _speaks(tokens, at) or _state_speaks(tokens, at) or tokens[at].low in _CLAIMS
        for at in range(len(tokens))
    )
    return speaks or (claimed and not any("speaker" in token.tags for token in tokens))
