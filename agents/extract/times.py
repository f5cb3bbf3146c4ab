"""Words of time to days, against the day of publication or a date the text itself gives."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from strikewatch.agents.extract.grammar import words

if TYPE_CHECKING:
    from strikewatch.agents.extract.tokens import Token
    from strikewatch.schemas.period import Basis, Precision, TimeOfDay

DAY = dt.timedelta(days=1)
_LATEST_HOUR = 23
_YEARS = range(1990, 2101)
_UNIT_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4}
_YEARS_BACK = words("times.years_back")
_NUMERIC_AGO = words("times.numeric_ago")


@dataclass(slots=True, eq=False)
class When:
    """Days of an attack, inclusive, and the words that gave them; `row` is the first token."""

    row: int
    last: int
    first_day: dt.date
    last_day: dt.date
    precision: Precision
    basis: Basis
    time_of_day: TimeOfDay | None = None
    at: dt.time | None = None
    start: int = 0
    end: int = 0
    vague: bool = False
    said: bool = False


@dataclass(slots=True, eq=False)
class Part:
    """A part of the day or a clock time, with no day of its own."""

    row: int
    time_of_day: TimeOfDay | None
    at: dt.time | None
    start: int
    end: int


def whens(tokens: list[Token], anchor: dt.date | None) -> tuple[list[When], list[Part]]:
    """Days named in a sentence, and parts of the day; without an anchor only full dates are known."""
    days: list[When] = []
    parts: list[Part] = []
    row = 0
    while row < len(tokens):
        token = tokens[row]
        if (
            token.number is None
            and not token.is_("month", "weekday", "relative", "part")
            and token.low != "a"
        ):
            row += 1
            continue
        when = _date_at(tokens, row, anchor) or _relative_at(tokens, row, anchor) or _later(tokens, row, days)
        if when is not None:
            when.start, when.end = tokens[when.row].start, tokens[when.last].end
            days.append(when)
            row = when.last + 1
            continue
        part = _part_at(tokens, row)
        if part is not None:
            parts.append(part)
        row += 1
    for when in days:
        _join_part(when, parts)
    return _joined(days, tokens), parts


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


def explicit_anchor(tokens: list[Token]) -> dt.date | None:
    """The first full date of a sentence, year and all."""
    for row in range(len(tokens)):
        when = _date_at(tokens, row, None)
        if when is not None and when.first_day == when.last_day:
            return when.first_day
    return None


def _date_at(tokens: list[Token], row: int, anchor: dt.date | None) -> When | None:
    token = tokens[row]
    if "month" in token.tags and token.capital:
        return _month_first(tokens, row, anchor)
    if token.number is None or not token.low[0].isdigit():
        return None
    if token.number in _YEARS and _lows(tokens, row + 1, 4)[::2] == ["-", "-"]:
        numbers = [token.number, tokens[row + 2].number, tokens[row + 4].number]
        return _made(row, row + 4, _day(*numbers), "day")
    after = row + 1
    if after < len(tokens) and tokens[after].low in ("st", "nd", "rd", "th"):
        after += 1
    if after < len(tokens) and tokens[after].low == "of":
        after += 1
    if token.number <= 31 and after < len(tokens) and "month" in tokens[after].tags and tokens[after].capital:
        year, last = _year(tokens, after + 1)
        month = tokens[after].tags["month"]
        return _made(row, max(last, after), _nearest(year, month, token.number, anchor), "day")
    return None


def _lows(tokens: list[Token], row: int, count: int) -> list[str]:
    return [token.low for token in tokens[row : row + count]]


def _month_first(tokens: list[Token], row: int, anchor: dt.date | None) -> When | None:
    month = tokens[row].tags["month"]
    at = row + 1
    if at < len(tokens) and tokens[at].low == ".":
        at += 1
    number = tokens[at].number if at < len(tokens) and tokens[at].low[0].isdigit() else None
    if number is not None and 0 < number <= 31:
        if at + 1 < len(tokens) and tokens[at + 1].low in ("st", "nd", "rd", "th"):
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


def _relative_at(tokens: list[Token], row: int, anchor: dt.date | None) -> When | None:
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


def _later(tokens: list[Token], row: int, days: list[When]) -> When | None:
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


def _part_at(tokens: list[Token], row: int) -> Part | None:
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
    if following.low in ("am", "pm") or _lows(tokens, row + 1, 2) in (["a", "."], ["p", "."]):
        hour = _afternoon(token.number, tokens, row + 1)
        return Part(row, None, dt.time(hour, 0), token.start, following.end)
    return None


def _afternoon(hour: int, tokens: list[Token], row: int) -> int:
    mark = tokens[row].low if row < len(tokens) else ""
    if mark in ("pm", "p") and hour < 12:
        return hour + 12
    if mark in ("am", "a") and hour == 12:
        return 0
    return hour


def _join_part(when: When, parts: list[Part]) -> None:
    """As in "Monday night" runs into Tuesday; "early Sunday" is Sunday."""
    for part in parts:
        if abs(part.row - when.row) > 3:
            continue
        when.at = when.at or part.at
        if part.time_of_day is not None and when.time_of_day is None:
            when.time_of_day = part.time_of_day


def _joined(days: list[When], tokens: list[Token]) -> list[When]:
    """As in "overnight into Wednesday", "overnight on Monday": the night and its day are one."""
    merged: list[When] = []
    for when in days:
        last = merged[-1] if merged else None
        if (
            last is not None
            and when.row - last.last <= 3
            and "night" in (last.precision, when.precision)
            and last.precision != when.precision
        ):
            day = when if last.precision == "night" else last
            named = any(token.is_("weekday", "month") for token in tokens[day.row : day.last + 1])
            if day.precision == "day" and named:
                last.first_day, last.last_day = day.first_day - DAY, day.last_day
                last.precision, last.time_of_day = "night", "night"
                last.row, last.last = min(last.row, when.row), max(last.last, when.last)
                last.start, last.end = min(last.start, when.start), max(last.end, when.end)
                continue
        merged.append(when)
    return merged
