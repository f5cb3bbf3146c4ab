"""Words of time to days, against the day of publication or a date the text itself gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.extract.days.clocks import part_at
from strikewatch.agents.extract.days.counted import counted_at
from strikewatch.agents.extract.days.dates import date_at
from strikewatch.agents.extract.days.said_of import mark, of_dateline
from strikewatch.agents.extract.days.spans import joined, with_parts
from strikewatch.agents.extract.days.weekdays import relative_at
from strikewatch.agents.extract.days.when import DAY

if TYPE_CHECKING:
    import datetime as dt

    from strikewatch.agents.extract.days.when import Part, When
    from strikewatch.agents.extract.tokens import Token

_TIMELY = ("month", "weekday", "relative", "part", "counted", "past", "aside")


def whens(
    tokens: list[Token], anchor: dt.date | None, told: When | None = None
) -> tuple[list[When], list[Part]]:
    """Days named in a sentence, and parts of the day; without an anchor only full dates are known.

    `told` is the day the text told of last, from which "a day later" counts.
    """
    days: list[When] = []
    parts: list[Part] = []
    row = 0
    while row < len(tokens):
        token = tokens[row]
        if (
            not token.is_(*_TIMELY)
            and token.number is None
            and token.low != "a"
            and not token.low[0].isdigit()
        ):
            row += 1
            continue
        when = _day_at(tokens, row, anchor, days[-1] if days else told)
        if when is not None and anchor is not None and when.first_day > anchor + DAY:
            row = when.last + 1  # what is to come, or a slip: no strike is reported before its day
            continue
        if when is not None:
            when.start, when.end = tokens[when.row].start, tokens[when.last].end
            when.said = not days and of_dateline(tokens, when)
            days.append(when)
            row = when.last + 1
            continue
        part = part_at(tokens, row)
        if part is not None:
            parts.append(part)
        row += 1
    days = joined(days, parts, tokens, anchor)
    mark(days, parts, tokens)
    with_parts(days, parts, tokens, anchor)
    return days, parts


def _day_at(tokens: list[Token], row: int, anchor: dt.date | None, told: When | None) -> When | None:
    when = date_at(tokens, row, anchor, told)
    if when is not None or anchor is None:
        return when
    return relative_at(tokens, row, anchor) or counted_at(tokens, row, anchor, told)
