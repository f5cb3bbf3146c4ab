"""One person told without a number: "a 65-year-old woman", "another", "his daughter"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.extract.grammar import words
from strikewatch.agents.extract.quantity import Quantity
from strikewatch.schemas.figure import Figure

if TYPE_CHECKING:
    from strikewatch.agents.extract.tokens import Token

_ARTICLES = words("persons.articles")
_POSSESSIVE = words("persons.possessive")
_CLOSED = words("persons.closed")
_REACH = 9
STARTERS = _ARTICLES | _POSSESSIVE


def person_at(tokens: list[Token], row: int, text: str) -> Quantity | None:
    """The one person whose article or possessive stands in `row`, if it is one."""
    token = tokens[row]
    if token.low not in STARTERS:
        return None
    for at in range(row + 1, min(row + _REACH, len(tokens))):
        nxt = tokens[at]
        if "person" in nxt.tags and (nxt.tags["person"] == "one" or nxt.low == "family"):
            if at + 1 < len(tokens) and tokens[at + 1].tags.get("person") == "one":
                continue
            return _one(tokens, row, at, text)
        if token.low == "another":
            if _another(tokens, row, at):
                return Quantity(row, row, row, _figure(1, token.low), "bare", article=True)
            if nxt.low == "one" and at == row + 1:
                continue
        if "weapon" in nxt.tags and at + 1 < len(tokens) and "person" in tokens[at + 1].tags:
            continue
        if nxt.low in _CLOSED or nxt.is_("harm", "target", "attack", "weapon", "kind"):
            return None
        if nxt.low == "," and not (at + 1 < len(tokens) and tokens[at + 1].low.isalpha() and at < row + 3):
            return None
    return None


def _one(tokens: list[Token], row: int, at: int, text: str) -> Quantity | None:
    """A couple are two; a family are as many as the words say, "a family of seven"."""
    noun, last = tokens[at].low, at
    number = 2 if noun == "couple" else 1
    if tokens[row].low in _POSSESSIVE and _joined(tokens, at):
        number, last = 2, at + 2
    if noun == "family":
        size = tokens[at + 2].number if at + 2 < len(tokens) and tokens[at + 1].low == "of" else None
        if size is None:
            return None
        number, last = size, at + 2
    figure = _figure(number, text[tokens[row].start : tokens[last].end])
    ordinal = next((word.tags["ordinal"] for word in tokens[row + 1 : at] if "ordinal" in word.tags), None)
    fighter = "fighter" in tokens[at].tags
    return Quantity(row, row, last, figure, "person", fighter, article=True, ordinal=ordinal)


def _joined(tokens: list[Token], at: int) -> bool:
    """As in "his daughter and wife": one possessive for two."""
    return at + 2 < len(tokens) and tokens[at + 1].low == "and" and tokens[at + 2].tags.get("person") == "one"


def _another(tokens: list[Token], row: int, at: int) -> bool:
    """As in "wounded another in Orikhiv", "another was killed"."""
    if at == row + 1 and tokens[at].low in ("in", "at", "near", ".", ",", ";", "and"):
        return True
    return "harm" in tokens[at].tags and at <= row + 2


def _figure(number: int, text: str) -> Figure:
    return Figure(op="exact", low=number, best=number, high=number, text=text)
