"""Days and spans named against the day of publication: "on Monday", "overnight", "last week"."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from strikewatch.agents.extract.days.when import DAY, When

if TYPE_CHECKING:
    from strikewatch.agents.extract.tokens import Token
    from strikewatch.schemas.period import Precision


def relative_at(tokens: list[Token], row: int, anchor: dt.date) -> When | None:
    """The days that the word at `row` gives, counted from `anchor`."""
    token = tokens[row]
    if "weekday" in token.tags and token.capital:
        return _weekday(tokens, row, anchor)
    if "relative" in token.tags:
        return _relative(token, row, anchor)
    return None


def _weekday(tokens: list[Token], row: int, anchor: dt.date) -> When | None:
    """The last such day on or before publication; "last Wednesday" and "Wednesday last week" are not today."""
    lead = tokens[row - 1].low if row else ""
    if lead in ("next", "every", "each", "until"):
        return None
    following = tokens[row + 1].low if row + 1 < len(tokens) else ""
    back = (anchor.weekday() - tokens[row].tags["weekday"]) % 7
    last = row
    if following == "last week":
        back, last = anchor.weekday() + 7 - tokens[row].tags["weekday"], row + 1
    elif back == 0 and lead == "last":
        back = 7
    date = anchor - back * DAY
    return When(row, last, date, date, "day", "relative")


def _relative(token: Token, row: int, anchor: dt.date) -> When:
    first, last, kind, *part = token.tags["relative"]
    spans = _months(kind, first, anchor) or _weeks(kind, anchor)
    if spans is not None:
        since, to, length = spans
        return When(row, row, since, to, length, "relative", vague=length == "year")
    precision: Precision = "night" if kind == "night" else "day" if kind == "day" else "range"
    when = When(row, row, anchor + first * DAY, anchor + last * DAY, precision, "relative")
    when.vague = kind == "vague"
    when.time_of_day = "night" if kind == "night" else part[0] if part else None
    return when


def _months(kind: str, first: int, anchor: dt.date) -> tuple[dt.date, dt.date, Precision] | None:
    if kind == "thismonth":
        return anchor.replace(day=1), anchor, "month"
    if kind == "lastmonth":
        end = anchor.replace(day=1) - DAY
        return end.replace(day=1), end, "month"
    if kind == "thisyear":
        return dt.date(anchor.year, 1, 1), anchor, "year"
    if kind == "lastyear":
        year = anchor.year + first
        return dt.date(year, 1, 1), dt.date(year, 12, 31), "year"
    return None


def _weeks(kind: str, anchor: dt.date) -> tuple[dt.date, dt.date, Precision] | None:
    monday = anchor - anchor.weekday() * DAY
    if kind == "lastweek":
        return monday - 7 * DAY, monday - DAY, "week"
    if kind == "thisweek":
        return min(monday, anchor), anchor, "week"
    if kind == "weekend":
        saturday = anchor - ((anchor.weekday() - 5) % 7) * DAY
        return saturday, min(saturday + DAY, anchor), "range"
    return None
