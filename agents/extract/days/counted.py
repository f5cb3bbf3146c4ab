"""Days counted from another: "two days ago" from publication, "a day later", "the next morning" from the day told of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.extract.days.when import DAY, When
from strikewatch.agents.extract.grammar import words

if TYPE_CHECKING:
    import datetime as dt

    from strikewatch.agents.extract.tokens import Token
    from strikewatch.schemas.period import Precision

_UNIT_DAYS = {"day": 1, "night": 1, "week": 7, "fortnight": 14, "month": 30, "year": 365}
_SLACK = {1: 0, 7: 1, 14: 2}
_LONG_SLACK = 31
_COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_SHORT = 3
"""Days of a span that still tell when something was hit."""
_UNSURE = 2
_TRAILING = words("times.trailing")
_FARTHEST = 40_000
_FROM_PUBLICATION = words("times.from_publication")
_BACK = words("times.back")
_ON = words("times.on")
_FROM_ANOTHER = words("times.from_another")


def counted_back(token: Token, anchor: dt.date) -> When | None:
    """The days a cue such as "came two days after", "a year after" points to."""
    said = token.low.split()
    unit = next((days for word in said if (days := _UNIT_DAYS.get(word.rstrip("s"))) is not None), None)
    if unit is None:
        return None
    count = next((number for word in said if (number := _COUNTS.get(word)) is not None), 1)
    when = _around(0, 0, anchor - count * unit * DAY, unit)
    when.start, when.end = token.start, token.end
    return when


def counted_at(tokens: list[Token], row: int, anchor: dt.date, told: When | None) -> When | None:
    """A number of days, weeks or years before or after publication, or the day `told` last; None if there is none."""
    if "counted" in tokens[row].tags:
        return _one_away(tokens[row], row, anchor, told)
    first, second, third = _three(tokens, row)
    unit = _UNIT_DAYS.get(second[0].rstrip("s"))
    count = tokens[row].number if " " not in tokens[row].low else None
    count = count if count is not None else _COUNTS.get(first[0])
    if unit is None or count is None or count * unit > _FARTHEST:
        return None
    if row and third[0] not in _ON and tokens[row - 1].low.split()[-1] in _TRAILING:
        days = max(count * unit, 1)
        when = When(row, second[1], anchor - days * DAY, anchor, "range", "relative")
        when.vague = days > _SHORT
        return when
    told = _known(told)
    if third[0] in _ON:
        return None if told is None else _around(row, third[1], told.last_day + count * unit * DAY, unit)
    if third[0] not in _BACK:
        return None
    base = anchor
    if told is not None and third[0] not in _FROM_PUBLICATION:
        base = told.last_day
    when = _around(row, third[1], base - count * unit * DAY, unit)
    when.elsewhere = third[0] in _FROM_ANOTHER
    return when


def _known(told: When | None) -> When | None:
    """The day told of last, if it is a day: no counting from a month."""
    return told if told is not None and (told.last_day - told.first_day).days <= _UNSURE else None


def _three(tokens: list[Token], row: int) -> list[tuple[str, int]]:
    """Three words from `row` on with the token each stands in: terms of several words are one token."""
    found = [(word, at) for at in range(row, min(row + 3, len(tokens))) for word in tokens[at].low.split()]
    return [*found[:3], *[("", row)] * (3 - len(found[:3]))]


def _one_away(token: Token, row: int, anchor: dt.date, told: When | None) -> When:
    """As in "the previous day", "the next morning", "that night"; without a day told of, of the news itself."""
    offset, kind = token.tags["counted"]
    told = _known(told)
    first, last = (told.first_day, told.last_day) if told is not None else (anchor - DAY, anchor)
    if kind == "night":
        first = last - DAY
    when = When(row, row, first + offset * DAY, last + offset * DAY, "day", "relative")
    when.elsewhere = kind == "another"
    if kind in ("night", "morning", "evening"):
        when.time_of_day = kind
        when.precision = "night" if kind == "night" else "day"
    return when


def _around(row: int, last: int, date: dt.date, unit: int) -> When:
    slack = _SLACK.get(unit, _LONG_SLACK)
    precision: Precision = "day" if unit == 1 else "week" if slack < _LONG_SLACK else "month"
    return When(row, last, date - slack * DAY, date + slack * DAY, precision, "relative")
