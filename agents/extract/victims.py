"""The people a word of harm is about: those who stand before it, after it, or listed beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from strikewatch.agents.extract.grammar import words
from strikewatch.agents.extract.singles import is_name, single_after, single_before

if TYPE_CHECKING:
    from strikewatch.agents.extract.quantity import Quantity
    from strikewatch.agents.extract.tokens import Token

_AUXILIARY = words("victims.auxiliary")
_ADVERB = words("victims.adverb")
_BARRIER = words("victims.barrier")
_POSSESSIVE = words("persons.possessive")
_STOPS = words("victims.stops")
_LEFT_REACH = 14
_RIGHT_REACH = 7
_JOINT_REACH = 8
_OLDEST = 115
_PEOPLE = ("person", "someone", "bare")


def victims(tokens: list[Token], row: int, form: str, found: list[Quantity], text: str) -> list[Quantity]:
    """The groups of people of the word in `row`; `form` says on which side of it they stand."""
    if form == "before":
        return _right(tokens, row, found) or _named(tokens, row, found, text)
    group = _left(tokens, row, found) if form == "after" else _either(tokens, row, found)
    if group and form != "before":
        group = group + _beside(tokens, row, found)
    if group or (form == "either" and row + 1 < len(tokens) and tokens[row + 1].number is not None):
        return group
    one = single_before(tokens, row, text)
    if one is None:
        return _named(tokens, row, found, text) if form == "either" else []
    return [one]


def _beside(tokens: list[Token], row: int, found: list[Quantity]) -> list[Quantity]:
    """As in "were taken to hospital along with five neighbours"."""
    if (
        row + 2 >= len(tokens)
        or tokens[row + 1].low not in ("along", "together")
        or tokens[row + 2].low != "with"
    ):
        return []
    return [q for q in found if q.first == row + 3 and q.kind in _PEOPLE and not q.used and not q.subset]


def _named(tokens: list[Token], row: int, found: list[Quantity], text: str) -> list[Quantity]:
    """A victim named after the verb, with those listed beside the name ("killed Ivan Petrenko and his wife")."""
    one = single_after(tokens, row, text)
    if one is None:
        return []
    beside = [q for q in found if q.first > one.noun and q.kind == "person" and not q.used and not q.subset]
    joint = tokens[one.noun + 1 : beside[0].first] if beside else []
    if _list_joint(joint) and beside[0].article:
        also = tokens[beside[0].first].low not in ("a", "an") or any(word.low == "and" for word in joint)
        return [one, beside[0]] if also else [one]
    return [one]


def _either(tokens: list[Token], row: int, found: list[Quantity]) -> list[Quantity]:
    """As in "three were killed", "three killed", "killed three": the words around decide."""
    token = tokens[row]
    passive = token.low.split()[0] in _AUXILIARY or _passive_before(tokens, row)
    if passive:
        return _left(tokens, row, found) or _right(tokens, row, found, reach=2)
    adjacent = _left(tokens, row, found, reach=2)
    if adjacent and (adjacent[-1].kind in _PEOPLE) and not _starts_at(found, row + 1):
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
        if quantity.kind in _PEOPLE:
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
        if tokens[quantity.first - 1].low == "not":
            continue
        if quantity.kind not in _PEOPLE:
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
    barred = max(
        (at for at, w in enumerate(between) if w.low in _BARRIER or w.low in (";", "before")), default=-1
    )
    if barred >= 0 and not any(word.low in ("but", "later") for word in between[barred + 1 :]):
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
        if other.used or other.subset or other.kind not in ("person", "someone") or not listed:
            break
        if tokens[other.first - 1].low in ("of", "of the"):
            break
        if rightward and _has_own_verb(tokens, other, found):
            break
        if not rightward and _is_apposition(tokens, other, group):
            return [other]
        group.append(other) if rightward else group.insert(0, other)
    return _with_namesake(tokens, group)


def _is_apposition(tokens: list[Token], whole: Quantity, parts: list[Quantity]) -> bool:
    """As in "Two people, a rebel and a soldier, were killed": the parts are the whole once more."""
    return tokens[whole.noun + 1].low == "," and whole.figure.value == sum(p.figure.value for p in parts) > 1


def _with_namesake(tokens: list[Token], group: list[Quantity]) -> list[Quantity]:
    """As in "Petrenko and his wife were killed": the one whose wife it is, too."""
    first = group[0]
    if not first.article or tokens[first.first].low not in ("his", "her", "their") or first.first < 3:
        return group
    if tokens[first.first - 1].low != "and" or not is_name(tokens[first.first - 2]):
        return group
    return [replace(first, first=first.first - 2, last=first.first - 2, noun=first.first - 2), *group]


def _list_joint(joint: list[Token]) -> bool:
    """As in "a man **and** a boy", "a man**, 54, and** a boy **of seven and** a girl**, aged six, and** a nurse"."""
    if not joint or len(joint) > _JOINT_REACH:
        return False
    lows = [word.low for at, word in enumerate(joint) if not _of_age(joint, at)]
    if lows and lows[-1] in _POSSESSIVE:
        lows.pop()
    return all(low in ("and", ",", "plus", "as", "well") for low in lows) and (bool(lows) or len(joint) > 1)


def _of_age(joint: list[Token], at: int) -> bool:
    word = joint[at]
    if word.number is not None:
        return word.number < _OLDEST
    if word.low in ("of", "-", "(", ")"):
        return any(other.number is not None for other in joint[max(at - 2, 0) : at + 2])
    return word.low in ("aged", "year", "old", "years", "year-old")


def _has_own_verb(tokens: list[Token], quantity: Quantity, found: list[Quantity]) -> bool:
    """Whether a listed group is the subject of the next verb: "killing one and three people were injured"."""
    for at in range(quantity.noun + 1, min(quantity.noun + 4, len(tokens))):
        if "harm" in tokens[at].tags:
            form = tokens[at].tags["harm"][1]
            return form in ("after", "either") and not _starts_at(found, at + 1)
        if tokens[at].low not in _AUXILIARY and tokens[at].low not in _ADVERB:
            return False
    return False
