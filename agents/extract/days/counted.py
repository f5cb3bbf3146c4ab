"""Days counted from the day of publication: "on Monday", "last week", "two days ago", "a year after"."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from strikewatch.agents.extract.days.when import DAY, When
from strikewatch.agents.extract.grammar import words

if TYPE_CHECKING:
    from strikewatch.agents.extract.tokens import Token
    from strikewatch.schemas.period import Precision

_UNIT_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4}
_YEARS_BACK = words("times.years_back")
_NUMERIC_AGO = words("times.numeric_ago")


def counted_back(token: Token, anchor: dt.date) -> When | None:
    """The days a cue such as "came two days after", "a year after" points to."""
    words = token.low.split()
    unit = next((days for word in words if (days := _UNIT_DAYS.get(word.rstrip("s"))) is not None), None)
    if unit is None:
        return None
    count = next((number for word in words if (number := _COUNTS.get(word)) is not None), 1)
    slack = {1: 0, 7: 1}.get(unit, 31)
    date = anchor - count * unit * DAY
    return When(
        0,
        0,
        date - slack * DAY,
        date + slack * DAY,
        "day" if unit == 1 else "month",
        "relative",
        start=token.start,
        end=token.end,
    )


def relative_at(tokens: list[Token], row: int, anchor: dt.date | None) -> When | None:
    """The days that the words at `row` give, counted from `anchor`."""
    if anchor is None:
        return None
    token = tokens[row]
    if "weekday" in token.tags and token.capital:
        return _weekday(tokens, row, anchor)
    if "relative" in token.tags:
        return _relative(token, row, anchor)
    years = 1 if token.low in ("a", "one") else token.number
    if (
        years is not None
        and row + 2 < len(tokens)
        and tokens[row + 1].low in ("year", "years", "month", "months")
        and tokens[row + 2].low in _YEARS_BACK
    ):
        span = 365 if tokens[row + 1].low.startswith("year") else 30
        if years * span < 40_000:
            date = anchor - years * span * DAY
            return When(row, row + 2, date - 31 * DAY, date + 31 * DAY, "month", "relative")
    if token.number is not None and row + 2 < len(tokens) and tokens[row + 2].low in _NUMERIC_AGO:
        scale = {"day": 1, "days": 1, "week": 7, "weeks": 7}.get(tokens[row + 1].low)
        if scale and token.number < 400:
            date = anchor - token.number * scale * DAY
            slack = 0 if scale == 1 else 3
            return When(
                row,
                row + 2,
                date - slack * DAY,
                date + slack * DAY,
                "day" if scale == 1 else "week",
                "relative",
            )
    return None


def later(tokens: list[Token], row: int, days: list[When]) -> When | None:
    """As in "two days later" counts from the day said before it."""
    number = 1 if tokens[row].low == "a" else tokens[row].number
    if (
        not days
        or number is None
        or row + 2 >= len(tokens)
        or tokens[row + 1].low not in ("day", "days")
        or tokens[row + 2].low != "later"
    ):
        return None
    date = days[-1].last_day + min(number, 365) * DAY
    return When(row, row + 2, date, date, "day", "relative")


def _weekday(tokens: list[Token], row: int, anchor: dt.date) -> When | None:
    lead = tokens[row - 1].low if row else ""
    if lead in ("next", "every", "each", "until"):
        return None
    back = (anchor.weekday() - tokens[row].tags["weekday"]) % 7
    if back == 0 and lead == "last":
        back = 7
    date = anchor - back * DAY
    return When(row, row, date, date, "day", "relative")


def _relative(token: Token, row: int, anchor: dt.date) -> When:
    first, last, kind = token.tags["relative"]
    vague = kind == "vague"
    if kind in ("thismonth", "lastmonth"):
        start = anchor.replace(day=1)
        end = anchor
        if kind == "lastmonth":
            end = start - DAY
            start = end.replace(day=1)
        return When(row, row, start, end, "month", "relative")
    if kind in ("thisyear", "lastyear"):
        year = anchor.year + (first if kind == "lastyear" else 0)
        end = anchor if kind == "thisyear" else dt.date(year, 12, 31)
        return When(row, row, dt.date(year, 1, 1), end, "year", "relative", vague=True)
    monday = anchor - anchor.weekday() * DAY
    if kind == "lastweek":
        return When(row, row, monday - 7 * DAY, monday - DAY, "week", "relative")
    if kind == "thisweek":
        return When(row, row, min(monday, anchor), anchor, "week", "relative")
    if kind == "weekend":
        saturday = anchor - ((anchor.weekday() - 5) % 7) * DAY
        return When(row, row, saturday, min(saturday + DAY, anchor), "range", "relative")
    precision: Precision = "night" if kind == "night" else "day" if kind == "day" else "range"
    when = When(row, row, anchor + first * DAY, anchor + last * DAY, precision, "relative", vague=vague)
    if kind == "night":
        when.time_of_day = "night"
    return when
