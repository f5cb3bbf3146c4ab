"""The people a word of harm is about: those who stand before it, after it, or listed beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from strikewatch.agents.extract.grammar import words

if TYPE_CHECKING:
    from strikewatch.agents.extract.quantity import Quantity
    from strikewatch.agents.extract.tokens import Token

_AUXILIARY = words("victims.auxiliary")
_ADVERB = words("victims.adverb")
_BARRIER = words("victims.barrier")
_STOPS = words("victims.stops")
_LEFT_REACH = 14
_RIGHT_REACH = 7
_JOINT_REACH = 8


def victims(tokens: list[Token], row: int, form: str, found: list[Quantity]) -> list[Quantity]:
    """The groups of people of the word in `row`; `form` says on which side of it they stand."""
    if form == "before":
        return _right(tokens, row, found)
    if form == "after":
        return _left(tokens, row, found)
    return _either(tokens, row, found)


def _either(tokens: list[Token], row: int, found: list[Quantity]) -> list[Quantity]:
    """As in "three were killed", "three killed", "killed three": the words around decide."""
    token = tokens[row]
    passive = token.low.split()[0] in _AUXILIARY or _passive_before(tokens, row)
    if passive:
        return _left(tokens, row, found) or _right(tokens, row, found, reach=3)
    adjacent = _left(tokens, row, found, reach=2)
    if adjacent and (adjacent[-1].kind in ("person", "bare")) and not _starts_at(found, row + 1):
        return adjacent
    return _right(tokens, row, found) or adjacent or _left(tokens, row, found)


def _passive_before(tokens: list[Token], row: int) -> bool:
    for at in range(row - 1, max(row - 5, -1), -1):
        low = tokens[at].low
        if low in ("had", "have", "has"):
            return False
        if low in _AUXILIARY:
            return True
        if low not in _ADVERB and "harm" not in tokens[at].tags:
            return False
    return False


def _starts_at(found: list[Quantity], row: int) -> bool:
    return any(quantity.first == row and not quantity.used for quantity in found)


def _right(tokens: list[Token], row: int, found: list[Quantity], reach: int = _RIGHT_REACH) -> list[Quantity]:
    """The people after a verb: "killing a man and two women"."""
    for quantity in found:
        if quantity.first <= row or quantity.used:
            continue
        if quantity.first > row + reach or (quantity.subset and quantity.total is None):
            return []
        between = tokens[row + 1 : quantity.first]
        if any(_stops(word) for word in between):
            return []
        if quantity.kind in ("person", "bare"):
            return _with_conjuncts(tokens, quantity, found, rightward=True)
        return []
    return []


def _left(tokens: list[Token], row: int, found: list[Quantity], reach: int = _LEFT_REACH) -> list[Quantity]:
    """The people before a verb: "a woman and two girls were killed"; parts ("including ..") are skipped."""
    for quantity in reversed(found):
        if quantity.noun >= row:
            continue
        if row - quantity.noun > reach:
            return []
        if quantity.kind not in ("person", "bare"):
            if quantity.kind == "munition" or reach < _LEFT_REACH:
                return []
            continue
        if quantity.subset and quantity.total is not None:
            return [] if quantity.used else [_whole(quantity)]
        if quantity.subset:
            reach += quantity.noun - quantity.first + 6
            continue
        if quantity.used or _parted(tokens[quantity.noun + 1 : row]):
            return []
        return _with_conjuncts(tokens, quantity, found, rightward=False)
    return []


def _whole(quantity: Quantity) -> Quantity:
    """As in "Seven of the 10 injured": the number of the injured is ten."""
    quantity.used = True
    return replace(quantity, figure=quantity.total or quantity.figure)


def _parted(between: list[Token]) -> bool:
    """Whether words between people and a verb give the people another verb."""
    if any(word.low in _BARRIER or word.low in (";", "before") for word in between):
        return True
    return any(
        "harm" in word.tags and word.tags["harm"][1] != "noun" and word.low not in ("dead", "found dead")
        for word in between
    )


def _stops(word: Token) -> bool:
    return word.low in _STOPS or word.is_("harm", "launch", "target")


def _with_conjuncts(
    tokens: list[Token], quantity: Quantity, found: list[Quantity], *, rightward: bool
) -> list[Quantity]:
    """Add "and a woman", ", two boys" that are listed beside the same verb."""
    group = [quantity]
    order = found if rightward else list(reversed(found))
    at = order.index(quantity)
    for other in order[at + 1 :]:
        first, second = (group[-1], other) if rightward else (other, group[0])
        joint = tokens[first.noun + 1 : second.first]
        listed = _list_joint(joint)
        if other.used or other.subset or other.kind != "person" or not listed:
            break
        if rightward and _has_own_verb(tokens, other, found):
            break
        group.append(other) if rightward else group.insert(0, other)
    return group


def _list_joint(joint: list[Token]) -> bool:
    """As in "a man **and** a boy", "a man**, 54, and** a boy**, aged seven, and** a girl"."""
    lows = [word.low for word in joint]
    if not lows or len(lows) > _JOINT_REACH:
        return False
    if "aged" in lows or "year" in lows:
        lows = [word.low for word in joint if word.low.isalpha() and not _of_age(word)] or [","]
    return all(low in ("and", ",", "plus", "as", "well") for low in lows)


def _of_age(word: Token) -> bool:
    return word.low in ("aged", "year", "old", "years") or (word.number is not None and word.number < 13)


def _has_own_verb(tokens: list[Token], quantity: Quantity, found: list[Quantity]) -> bool:
    """Whether a listed group is the subject of the next verb: "killing one and three people were injured"."""
    for at in range(quantity.noun + 1, min(quantity.noun + 4, len(tokens))):
        if "harm" in tokens[at].tags:
            form = tokens[at].tags["harm"][1]
            return form in ("after", "either") and not _starts_at(found, at + 1)
        if tokens[at].low not in _AUXILIARY and tokens[at].low not in _ADVERB:
            return False
    return False
