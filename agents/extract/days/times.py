"""Words of time to days, against the day of publication or a date the text itself gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.extract.days.clocks import part_at
from strikewatch.agents.extract.days.counted import later, relative_at
from strikewatch.agents.extract.days.dates import date_at
from strikewatch.agents.extract.days.when import DAY

if TYPE_CHECKING:
    import datetime as dt

    from strikewatch.agents.extract.days.when import Part, When
    from strikewatch.agents.extract.tokens import Token


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
        when = date_at(tokens, row, anchor) or relative_at(tokens, row, anchor) or later(tokens, row, days)
        if when is not None:
            when.start, when.end = tokens[when.row].start, tokens[when.last].end
            days.append(when)
            row = when.last + 1
            continue
        part = part_at(tokens, row)
        if part is not None:
            parts.append(part)
        row += 1
    for when in days:
        _join_part(when, parts)
    return _joined(days, tokens), parts


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
