"""Figures that count nobody: ages, money, dates, clock times, distances, model numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.extract.grammar import words

if TYPE_CHECKING:
    from strikewatch.agents.extract.tokens import Token

_MONEY = frozenset("$£€₴₽")
_LABELS = words("measures.labels")
_UNITS = words("measures.units")
_COMPOUNDS = words("measures.compounds")
_COUNTED = words("measures.counted")
_AGED = words("measures.aged")
_IS_AGED = words("measures.is_aged")
_BETWEEN_AGES = words("measures.between_ages")
_GROUPS = words("measures.groups")
_OLDEST = 115


def is_measure(tokens: list[Token], row: int, last: int, value: int) -> bool:
    """Whether the number in rows `row`..`last` measures, dates or names something instead of counting it."""
    if row and (_labelled(tokens, row, value) or is_age(tokens, row, last, value) or _compared(tokens, last)):
        return True
    if last + 1 >= len(tokens):
        return False
    after = tokens[last + 1]
    if after.low in _UNITS or after.low in ("%", "°", "£", "€") or ("month" in after.tags and after.capital):
        return True
    if _compound(tokens, last) or "relative" in tokens[row].tags:
        return True
    if tokens[row].low.isdigit() and 1900 <= value <= 2100:
        return after.low not in _COUNTED
    return False


def _labelled(tokens: list[Token], row: int, value: int) -> bool:
    """As in "$40", "May 12", "a woman of 54", "aged 7", "unit 4", "2.5", "S-300"."""
    before, second = tokens[row - 1], tokens[row - 2] if row > 1 else None
    if (
        before.low in _MONEY
        or before.low in _LABELS
        or ("month" in before.tags and before.capital and value <= 31)
    ):
        return True
    if before.low == "-":
        second = tokens[row - 2]
        return before.start == second.end and before.end == tokens[row].start
    if second is None:
        return False
    return before.low in (".", ":") and second.number is not None and before.start == second.end


def is_age(tokens: list[Token], row: int, last: int, value: int) -> bool:
    """As in "his daughter, 25, was hurt", "aged 7 and 9", "women of 54 and 61", "the husband was 63".

    A number of people never stands alone between a person and a mark or another such number.
    """
    if value > _OLDEST or row < 2 or _of_people(tokens, last):
        return False
    lead = row - 1
    while lead > 1 and tokens[lead].low in _BETWEEN_AGES and tokens[lead - 1].number is not None:
        lead -= 2
    word, before = tokens[lead], tokens[lead - 1]
    if word.low in _AGED:
        return True
    if word.low in _IS_AGED or (word.low == "of" and before.tags.get("person") == "one"):
        return before.tags.get("person") == "one"
    if word.low in (",", "("):
        return ("person" in before.tags or _is_name(before)) and _closed(tokens, last)
    return word.low == "of" and "person" in before.tags and before.low not in _GROUPS


def _after(tokens: list[Token], last: int) -> Token | None:
    """What follows a number, or it and another after "and"."""
    row = last + 1
    if row + 1 < len(tokens) and tokens[row].low == "and" and tokens[row + 1].number is not None:
        row += 2
    return tokens[row] if row < len(tokens) else None


def _of_people(tokens: list[Token], last: int) -> bool:
    """Whether the number counts what follows it ("women of 54" against "a group of 54 women")."""
    after = _after(tokens, last)
    return after is not None and (after.is_("person", "weapon", "delta") or after.low.startswith("of"))


def _closed(tokens: list[Token], last: int) -> bool:
    """Whether a mark follows the number, or another age and then a mark."""
    after = _after(tokens, last)
    return after is None or not after.low[0].isalnum()


def _is_name(word: Token) -> bool:
    """A capitalised word that no list knows, as a person's surname is."""
    return word.capital and word.low.isalpha() and not word.tags


def _compared(tokens: list[Token], last: int) -> bool:
    """As in "two injured more than the service lists", "four more than at dawn": a difference, not a count."""
    for at in range(last + 1, min(last + 4, len(tokens))):
        if tokens[at].low == "more than":
            return at + 1 >= len(tokens) or tokens[at + 1].number is None
        if not tokens[at].is_("harm", "person", "delta"):
            return False
    return False


def _compound(tokens: list[Token], last: int) -> bool:
    """As in "a nine-storey block", "4:30", "7 o'clock"."""
    after = tokens[last + 1]
    second = tokens[last + 2] if last + 2 < len(tokens) else None
    if after.low == "o'clock":
        return True
    if second is None:
        return False
    if after.low == "-":
        return second.low in _UNITS or second.low in _COMPOUNDS
    return after.low == ":" and second.number is not None and after.start == tokens[last].end
