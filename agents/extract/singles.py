"""One victim whom no number counts: a named person, or the subject of "was killed" in the singular."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.extract.grammar import words
from strikewatch.agents.extract.quantity import Quantity
from strikewatch.schemas.figure import Figure

if TYPE_CHECKING:
    from strikewatch.agents.extract.tokens import Token

_SINGULAR = words("singles.singular")
_ADVERB = words("victims.adverb")
_TITLED = ("person", "speaker", "fighter", "delta")
_DETERMINERS = words("singles.determiners")
_FOLLOWS = words("singles.follows")
_NAMING = ("kill", "death of", "injur", "wound", "murder")
_REACH = 12
_NAME_REACH = 7


def single_before(tokens: list[Token], row: int, text: str) -> Quantity | None:
    """As in "Lieutenant General Oleg Orlov was killed", "a safety adviser working for the agency is killed"."""
    at = row - 1
    singular = tokens[row].low.split()[0] in _SINGULAR
    while at >= 0 and (tokens[at].low in _SINGULAR or tokens[at].low in _ADVERB):
        singular = singular or tokens[at].low in _SINGULAR
        at -= 1
    if at < 0:
        return None
    if is_name(tokens[at]):
        first = at
        while first > 0 and is_name(tokens[first - 1]):
            first -= 1
        titled = first > 0 and tokens[first - 1].is_(*_TITLED)
        placed = first > 0 and "before" in tokens[first - 1].tags
        plain = " " not in tokens[row].low and row + 1 < len(tokens) and tokens[row + 1].low in _FOLLOWS
        named = (titled or first < at) and not placed
        return _one(tokens, at, at, text) if named and (singular or plain) else None
    return _described(tokens, at, text) if singular else None


def _described(tokens: list[Token], head: int, text: str) -> Quantity | None:
    """The noun phrase that ends in `head` or holds it, if one article opens it."""
    for at in range(head, max(head - _REACH, -1), -1):
        token = tokens[at]
        if token.low in _DETERMINERS:
            people = token.low in ("a", "an") or any(word.is_("person") for word in tokens[at : head + 1])
            return _one(tokens, at, head, text) if people else None
        if token.low in (";", ":", ".", "and", "that", "who", "he", "she", "it") or token.number is not None:
            return None
        if (
            token.is_("harm", "weapon", "attack", "target", "vague", "relative", "weekday")
            or token.low == "ago"
        ):
            return None
    return None


def single_after(tokens: list[Token], row: int, text: str) -> Quantity | None:
    """As in "killed the group's leader Abu Omar", "the death of the engineer Ivan Petrenko"."""
    if not any(stem in tokens[row].low for stem in _NAMING):
        return None
    definite = _definite(tokens, row, text)
    if definite is not None:
        return definite
    titled = False
    for at in range(row + 1, min(row + _NAME_REACH, len(tokens))):
        token = tokens[at]
        if is_name(token):
            following = at + 1 < len(tokens) and is_name(tokens[at + 1])
            if titled or following:
                last = at
                while last + 1 < len(tokens) and is_name(tokens[last + 1]):
                    last += 1
                return _one(tokens, row + 1, last, text)
            continue
        titled = titled or token.is_(*_TITLED)
        if not token.low[0].isalpha() and token.low not in (",", "'"):
            return None
        if (
            token.number is not None
            or token.is_("vague", "harm", "attack", "weapon", "before")
            or token.tags.keys() == {"target"}
        ):
            return None
        if token.low == "and":
            return None
    return None


def _definite(tokens: list[Token], row: int, text: str) -> Quantity | None:
    """As in "wounding the driver", "killed the 60-year-old owner"."""
    if row + 1 >= len(tokens) or tokens[row + 1].low != "the":
        return None
    for at in range(row + 2, min(row + _NAME_REACH, len(tokens))):
        token = tokens[at]
        if token.tags.get("person") == "one":
            following = tokens[at + 1] if at + 1 < len(tokens) else None
            ends = following is None or not (
                following.is_("person", "fighter", "target") or is_name(following)
            )
            return _one(tokens, row + 1, at, text) if ends else None
        if token.is_("vague", "harm", "attack", "weapon", "before", "target") or token.low in (",", "."):
            return None
    return None


def is_name(token: Token) -> bool:
    """A capitalised word that no list knows, as surnames are."""
    return token.capital and not token.tags and token.low.isalpha() and len(token.low) > 1


def _one(tokens: list[Token], first: int, last: int, text: str) -> Quantity:
    span = text[tokens[first].start : tokens[last].end]
    fighter = any("fighter" in token.tags for token in tokens[max(first - 3, 0) : last + 1])
    figure = Figure(op="exact", low=1, best=1, high=1, text=span)
    return Quantity(first, first, last, figure, "person", fighter, article=True)
