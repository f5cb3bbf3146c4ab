"""Calendar dates as texts write them: "24 March", "3 to 5 May", "March 24, 2022", "2022-03-24", "in late March"."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from strikewatch.agents.extract.days.when import DAY, When
from strikewatch.agents.extract.grammar import words

if TYPE_CHECKING:
    from strikewatch.agents.extract.tokens import Token
    from strikewatch.schemas.period import Precision

_YEARS = range(1990, 2100)
_LONGEST_MONTH = 31
_ORDINAL = ("st", "nd", "rd", "th")
_BETWEEN = ("and", "to", "-", "\u2013", "\u2014", "or", "/", ",")
_MONTH_LEADS = words("times.month_leads")
_MONTH_PARTS = {
    "early": (1, 10),
    "beginning of": (1, 10),
    "mid": (11, 20),
    "late": (21, 31),
    "end of": (21, 31),
}
_AFTER_LIST = words("times.after_list")


def explicit_anchor(tokens: list[Token]) -> dt.date | None:
    """The first full date of a sentence, year and all."""
    for row in range(len(tokens)):
        when = date_at(tokens, row, None)
        if when is not None and when.first_day == when.last_day:
            return when.first_day
    return None


def date_at(tokens: list[Token], row: int, anchor: dt.date | None, before: When | None = None) -> When | None:
    """The date that begins at `row`; one without a year counts from `before`, the day told last, or from the anchor."""
    token = tokens[row]
    if "month" in token.tags and token.capital:
        return _month_first(tokens, row, anchor, before) or _whole_month(tokens, row, anchor)
    if not token.low[0].isdigit():
        return None
    numeric = _numeric(tokens, row)
    if numeric is not None or token.number is None:
        return numeric
    return _day_first(tokens, row, anchor, before) or _whole_year(tokens, row)


def _numeric(tokens: list[Token], row: int) -> When | None:
    """As in "2022-03-24", "24.03.2022"."""
    number, rest = tokens[row].number, tokens[row + 1 : row + 5]
    if number in _YEARS and [mark.low for mark in rest[::2]] == ["-", "-"]:
        return _made(row, row + 4, _day(number, rest[1].number, rest[3].number), "day")
    day, stop, month = tokens[row].low.partition(".")
    if stop and len(month) == 2 and rest[:1] and rest[0].low == "." and len(rest) > 1:
        year = rest[1].number
        if year in _YEARS and rest[1].start == rest[0].end:
            return _made(row, row + 2, _day(year, int(month), int(day)), "day")
    return None


def _day_first(tokens: list[Token], row: int, anchor: dt.date | None, before: When | None) -> When | None:
    """As in "3 May", "the 3rd of May", "3 to 5 May 2024", "3, 4 and 5 May"."""
    numbers, at = _list(tokens, row)
    if at < len(tokens) and tokens[at].low == "of":
        at += 1
    if not numbers or at >= len(tokens) or "month" not in tokens[at].tags or not tokens[at].capital:
        return None
    return _span(row, at, tokens, numbers, tokens[at].tags["month"], anchor, before)


def _list(tokens: list[Token], row: int) -> tuple[list[int], int]:
    """Days of a month that rise, with the marks and words between them; and the row after them."""
    numbers: list[int] = []
    at = row
    while (number := _day_of_month(tokens, at)) is not None and (not numbers or number > numbers[-1]):
        numbers.append(number)
        row = at + 1
        if row < len(tokens) and tokens[row].low in _ORDINAL:
            row += 1
        if row >= len(tokens) or tokens[row].low not in _BETWEEN:
            break
        at = row + 1
    return numbers, row


def _day_of_month(tokens: list[Token], row: int) -> int | None:
    if row >= len(tokens) or not tokens[row].low.isdigit():
        return None
    number = tokens[row].number
    return number if number is not None and 0 < number <= _LONGEST_MONTH else None


def _month_first(tokens: list[Token], row: int, anchor: dt.date | None, before: When | None) -> When | None:
    """As in "May 3", "May 3-4, 2024", "Dec. 29"."""
    at = row + 1
    if at < len(tokens) and tokens[at].low == ".":
        at += 1
    numbers, after = _list(tokens, at)
    if not numbers:
        return None
    if len(numbers) > 1 and after < len(tokens) and tokens[after].low not in _AFTER_LIST:
        numbers, after = numbers[:1], at + 1
    return _span(row, after - 1, tokens, numbers, tokens[row].tags["month"], anchor, before)


def _span(
    row: int,
    last: int,
    tokens: list[Token],
    numbers: list[int],
    month: int,
    anchor: dt.date | None,
    before: When | None,
) -> When | None:
    year, end = _year(tokens, last + 1)
    if year is None and anchor is not None:
        year, end = _near_year(tokens, last + 1, anchor)
    to = _nearest(year, month, numbers[-1], anchor, before)
    since = _day(to.year, month, numbers[0]) if to is not None else None
    if to is None or since is None:
        return None
    return When(row, max(end, last), since, to, "day" if since == to else "range", "explicit")


def _near_year(tokens: list[Token], row: int, anchor: dt.date) -> tuple[int | None, int]:
    """As in "8 January this year", "2 May last year"."""
    said: list[str] = []
    last = row - 1
    while last + 1 < len(tokens) and len(said) < len(("this", "year")):
        last += 1
        said += tokens[last].low.split()
    years = {"this year": anchor.year, "last year": anchor.year - 1}
    year = years.get(" ".join(said))
    return year, last if year is not None else -1


def _whole_month(tokens: list[Token], row: int, anchor: dt.date | None) -> When | None:
    """As in "in March", "in late March 2022"."""
    lead = tokens[row - 1].low if row else ""
    if lead == "-" and row > 1:
        lead = tokens[row - 2].low
    if lead == "of" and row > 1:
        lead = f"{tokens[row - 2].low} of"
    at = row + 1
    number = tokens[at].number if at < len(tokens) and tokens[at].low.isdigit() else None
    year = number if number in _YEARS else None
    if year is None and lead not in _MONTH_LEADS and lead not in _MONTH_PARTS and not lead.endswith(" of"):
        return None
    first = _nearest(year, tokens[row].tags["month"], 1, anchor, None)
    if first is None:
        return None
    end = (first.replace(day=28) + 4 * DAY).replace(day=1) - DAY
    since, to = _MONTH_PARTS.get(lead, (1, _LONGEST_MONTH))
    last = first.replace(day=min(to, end.day))
    return When(row, at if year else row, first.replace(day=since), last, "month", "explicit")


def _whole_year(tokens: list[Token], row: int) -> When | None:
    """As in "in 2022": long enough ago to be no news, and no day."""
    number = tokens[row].number
    if number not in _YEARS or not row or tokens[row - 1].low not in ("in", "during"):
        return None
    if row + 1 < len(tokens) and tokens[row + 1].tags.keys() & {"person", "weapon", "harm", "kind"}:
        return None
    year = number or 0
    return When(row, row, dt.date(year, 1, 1), dt.date(year, 12, 31), "year", "explicit", vague=True)


def _year(tokens: list[Token], row: int) -> tuple[int | None, int]:
    if row < len(tokens) and tokens[row].low == ",":
        row += 1
    if row < len(tokens) and tokens[row].number in _YEARS and tokens[row].low.isdigit():
        return tokens[row].number, row
    return None, -1


def _nearest(
    year: int | None, month: int, day: int, anchor: dt.date | None, before: When | None
) -> dt.date | None:
    """The date in the year said, else the next after a day told of an earlier year, else the last one by publication."""
    if year is not None:
        return _day(year, month, day)
    if anchor is None:
        return None
    if before is not None and before.first_day.year < anchor.year and before.basis == "explicit":
        for near in (before.first_day.year, before.first_day.year + 1):
            date = _day(near, month, day)
            if date is not None and 0 <= (date - before.first_day).days <= 2 * _LONGEST_MONTH:
                return date if date <= anchor else None
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
