"""Calendar dates as texts write them: "24 March", "March 24, 2022", "2022-03-24", "in March"."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from strikewatch.agents.extract.days.when import DAY, When

if TYPE_CHECKING:
    from strikewatch.agents.extract.tokens import Token
    from strikewatch.schemas.period import Precision

_YEARS = range(1990, 2101)
_ORDINAL = ("st", "nd", "rd", "th")


def explicit_anchor(tokens: list[Token]) -> dt.date | None:
    """The first full date of a sentence, year and all."""
    for row in range(len(tokens)):
        when = date_at(tokens, row, None)
        if when is not None and when.first_day == when.last_day:
            return when.first_day
    return None


def date_at(tokens: list[Token], row: int, anchor: dt.date | None) -> When | None:
    """The date that begins at `row`; one without a year needs an anchor to count from."""
    token = tokens[row]
    if "month" in token.tags and token.capital:
        return _month_first(tokens, row, anchor)
    if token.number is None or not token.low[0].isdigit():
        return None
    if token.number in _YEARS and [mark.low for mark in tokens[row + 1 : row + 5 : 2]] == ["-", "-"]:
        numbers = [token.number, tokens[row + 2].number, tokens[row + 4].number]
        return _made(row, row + 4, _day(*numbers), "day")
    after = row + 1
    if after < len(tokens) and tokens[after].low in _ORDINAL:
        after += 1
    if after < len(tokens) and tokens[after].low == "of":
        after += 1
    if token.number <= 31 and after < len(tokens) and "month" in tokens[after].tags and tokens[after].capital:
        year, last = _year(tokens, after + 1)
        month = tokens[after].tags["month"]
        return _made(row, max(last, after), _nearest(year, month, token.number, anchor), "day")
    return None


def _month_first(tokens: list[Token], row: int, anchor: dt.date | None) -> When | None:
    month = tokens[row].tags["month"]
    at = row + 1
    if at < len(tokens) and tokens[at].low == ".":
        at += 1
    number = tokens[at].number if at < len(tokens) and tokens[at].low[0].isdigit() else None
    if number is not None and 0 < number <= 31:
        if at + 1 < len(tokens) and tokens[at + 1].low in _ORDINAL:
            at += 1
        year, last = _year(tokens, at + 1)
        return _made(row, max(last, at), _nearest(year, month, number, anchor), "day")
    lead = tokens[row - 1].low if row else ""
    if (
        lead not in ("in", "since", "last", "of", "early", "late", "mid", "-", "during", "this")
        and number not in _YEARS
    ):
        return None
    year = number if number in _YEARS else None
    last = at if year else row
    first = _nearest(year, month, 1, anchor)
    if first is None:
        return None
    following = (first.replace(day=28) + 4 * DAY).replace(day=1)
    return When(row, last, first, following - DAY, "month", "explicit")


def _year(tokens: list[Token], row: int) -> tuple[int | None, int]:
    if row < len(tokens) and tokens[row].low == ",":
        row += 1
    if row < len(tokens) and tokens[row].number in _YEARS and tokens[row].low.isdigit():
        return tokens[row].number, row
    return None, -1


def _nearest(year: int | None, month: int, day: int, anchor: dt.date | None) -> dt.date | None:
    """The date in the year said, else the last one on or before the day after publication."""
    if year is not None:
        return _day(year, month, day)
    if anchor is None:
        return None
    date = _day(anchor.year, month, day)
    if date is not None and date > anchor + DAY:
        date = _day(anchor.year - 1, month, day)
    return date


def _day(year: int | None, month: int | None, day: int | None) -> dt.date | None:
    try:
        return dt.date(year or 0, month or 0, day or 0)
    except ValueError:
        return None


def _made(row: int, last: int, date: dt.date | None, precision: Precision) -> When | None:
    return None if date is None else When(row, last, date, date, precision, "explicit")
