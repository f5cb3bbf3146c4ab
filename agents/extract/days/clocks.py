"""Parts of the day and clock times: "in the evening", "at 03:20", "2 am"."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from strikewatch.agents.extract.days.when import Part
from strikewatch.agents.extract.grammar import words

if TYPE_CHECKING:
    from strikewatch.agents.extract.tokens import Token

_LATEST_HOUR = 23
_HOUR = 60
_NOON = 12
_MORNING_ENDS = 8
_HALVES = ("am", "pm")
_AT = words("times.at")
_QUARTERS = {("quarter", "past"): 15, ("half", "past"): 30, ("quarter", "to"): -15}


def part_at(tokens: list[Token], row: int) -> Part | None:
    """The part of the day or the clock time (24 hours) that begins at `row`."""
    token = tokens[row]
    if "part" in token.tags and token.tags["part"] not in ("early", "late"):
        return Part(row, token.tags["part"], None, token.start, token.end)
    if not token.low[0].isdigit():
        return _in_words(tokens, row)
    if token.number is None:
        return _dotted(tokens, row)
    if token.number > _LATEST_HOUR:
        return None
    following = tokens[row + 1] if row + 1 < len(tokens) else None
    if following is None:
        return None
    if following.low == ":" and row + 2 < len(tokens) and tokens[row + 2].number is not None:
        minute = tokens[row + 2].number or 0
        if minute < _HOUR and len(tokens[row + 2].low) == 2 and tokens[row + 2].end - token.start <= 5:
            hour = _afternoon(token.number, tokens, row + 3)
            return Part(row, None, dt.time(hour, minute), token.start, tokens[row + 2].end)
    if following.low in _HALVES or _has_stops(tokens, row + 1):
        hour = _afternoon(token.number, tokens, row + 1)
        return Part(row, None, dt.time(hour, 0), token.start, following.end)
    return None


def _dotted(tokens: list[Token], row: int) -> Part | None:
    """As in "4.20am"."""
    hour, _, minute = tokens[row].low.partition(".")
    following = tokens[row + 1] if row + 1 < len(tokens) else None
    if following is None or following.low not in _HALVES or len(minute) != 2:
        return None
    if int(hour) > _LATEST_HOUR or int(minute) >= _HOUR:
        return None
    at = dt.time(_afternoon(int(hour), tokens, row + 1), int(minute))
    return Part(row, None, at, tokens[row].start, following.end)


def _in_words(tokens: list[Token], row: int) -> Part | None:
    """As in "at five in the morning", "at about four o'clock in the afternoon", "at half past nine in the evening": an hour only where its half is said."""
    number = tokens[row].number
    if number is None or not 0 < number <= _NOON or not row:
        return None
    minutes = _QUARTERS.get((tokens[row - 2].low, tokens[row - 1].low)) if row > 1 else None
    if minutes is None and tokens[row - 1].low.split()[-1] not in _AT:
        return None
    ahead = [token.low for token in tokens[row + 1 : row + 5]]
    at = row + 4 if ahead[:3] == ["o", "'", "clock"] else row + 1
    part = tokens[at].tags.get("part") if at < len(tokens) else None
    if part is None:
        return None
    late = (
        part == "evening"
        or (part == "day" and number < _MORNING_ENDS)
        or (part == "night" and number >= _MORNING_ENDS)
    )
    minute = (number % _NOON + (_NOON if late else 0)) * _HOUR + (minutes or 0)
    return Part(row, part, dt.time(minute // _HOUR % 24, minute % _HOUR), tokens[row].start, tokens[at].end)


def _has_stops(tokens: list[Token], row: int) -> bool:
    return [token.low for token in tokens[row : row + 2]] in (["a", "."], ["p", "."])


def _afternoon(hour: int, tokens: list[Token], row: int) -> int:
    mark = tokens[row].low if row < len(tokens) else ""
    if mark in ("pm", "p") and hour < 12:
        return hour + 12
    if mark in ("am", "a") and hour == 12:
        return 0
    return hour
