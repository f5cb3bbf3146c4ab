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


def is_measure(tokens: list[Token], row: int, last: int, value: int) -> bool:
    """Whether the number in rows `row`..`last` measures, dates or names something instead of counting it."""
    if row and (_labelled(tokens, row, value) or _second_age(tokens, row)):
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
    if before.low == "of":
        return second.tags.get("person") == "one"
    return before.low == "." and second.number is not None


def _second_age(tokens: list[Token], row: int) -> bool:
    """As in "aged 7 and 9"."""
    return (
        tokens[row - 1].low in ("and", ",")
        and row > 2
        and tokens[row - 2].number is not None
        and tokens[row - 3].low == "aged"
    )


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
