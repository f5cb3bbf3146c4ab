"""Parts of the day and clock times: "in the evening", "at 03:20", "2 am"."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from strikewatch.agents.extract.days.when import Part

if TYPE_CHECKING:
    from strikewatch.agents.extract.tokens import Token

_LATEST_HOUR = 23


def part_at(tokens: list[Token], row: int) -> Part | None:
    """The part of the day or the clock time (24 hours) that begins at `row`."""
    token = tokens[row]
    if "part" in token.tags and token.tags["part"] not in ("early", "late"):
        return Part(row, token.tags["part"], None, token.start, token.end)
    if token.number is None or not token.low[0].isdigit() or token.number > _LATEST_HOUR:
        return None
    following = tokens[row + 1] if row + 1 < len(tokens) else None
    if following is None:
        return None
    if following.low == ":" and row + 2 < len(tokens) and tokens[row + 2].number is not None:
        minute = tokens[row + 2].number or 0
        if minute < 60 and len(tokens[row + 2].low) == 2 and tokens[row + 2].end - token.start <= 5:
            hour = _afternoon(token.number, tokens, row + 3)
            return Part(row, None, dt.time(hour, minute), token.start, tokens[row + 2].end)
    if following.low in ("am", "pm") or _has_stops(tokens, row + 1):
        hour = _afternoon(token.number, tokens, row + 1)
        return Part(row, None, dt.time(hour, 0), token.start, following.end)
    return None


def _has_stops(tokens: list[Token], row: int) -> bool:
    return [token.low for token in tokens[row : row + 2]] in (["a", "."], ["p", "."])


def _afternoon(hour: int, tokens: list[Token], row: int) -> int:
    mark = tokens[row].low if row < len(tokens) else ""
    if mark in ("pm", "p") and hour < 12:
        return hour + 12
    if mark in ("am", "a") and hour == 12:
        return 0
    return hour
