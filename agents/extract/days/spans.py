"""Days that belong together: a night and its day, both ends of a range, a weekday and its date, a day and its part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.extract.days.when import DAY

if TYPE_CHECKING:
    import datetime as dt

    from strikewatch.agents.extract.days.when import Part, When
    from strikewatch.agents.extract.tokens import Token
    from strikewatch.schemas.period import TimeOfDay

_TO = ("to", "into", "until", "through", "-", "\u2013", "and")
_NEAR = 3
_LONG = 14
"""Days over which "since" no longer tells when something was hit."""


def with_parts(days: list[When], parts: list[Part], tokens: list[Token], anchor: dt.date | None) -> None:
    """As in "Tuesday evening", "at 03:20 on Tuesday"; "late on Monday" is its evening."""
    for when in days:
        for part in parts:
            gap = part.row - when.last if part.row > when.last else when.row - part.row
            if not 0 < gap <= _NEAR or part.said or when.said:
                continue
            if when.at is None and part.at is not None:
                when.at = part.at
            if when.time_of_day is None and part.time_of_day is not None:
                when.time_of_day = _part_of(when, part, tokens, anchor)
                _night_of(when, part, tokens, anchor)
        lead = [token.low for token in tokens[max(when.row - 2, 0) : when.row]]
        if (
            when.time_of_day is None
            and when.precision == "day"
            and (lead[-1:] == ["late"] or lead == ["late", "on"])
        ):
            when.time_of_day = "evening"


def _part_of(when: When, part: Part, tokens: list[Token], anchor: dt.date | None) -> TimeOfDay | None:
    """The night that begins on a day is its evening; "Monday night" in Monday's news is the night that ended then."""
    begins = part.row == when.last + 1 and tokens[part.row].low in ("night", "late night")
    return "evening" if begins and when.last_day != anchor else part.time_of_day


def _night_of(when: When, part: Part, tokens: list[Token], anchor: dt.date | None) -> None:
    """As in "after the night of 28 March": it began on that day, or ended on it where it is told of on that day."""
    between = [token.low for token in tokens[part.row + 1 : when.row]]
    named = "night" in tokens[part.row].low and between in (["of"], ["of", "the"])
    if not named or when.precision != "day":
        return
    if when.first_day == anchor:
        when.first_day -= DAY
    elif when.first_day == when.last_day:
        when.last_day += DAY
    when.precision = "night"


def joined(days: list[When], parts: list[Part], tokens: list[Token], anchor: dt.date | None) -> list[When]:
    """Neighbours that name one time made one."""
    merged: list[When] = []
    for when in days:
        last = merged[-1] if merged else None
        if last is None or last.said or not _one(last, when, parts, tokens):
            merged.append(when)
            continue
        last.row, last.last = min(last.row, when.row), max(last.last, when.last)
        last.start, last.end = min(last.start, when.start), max(last.end, when.end)
    for when in merged:
        if when.row and tokens[when.row - 1].low == "since" and when.precision in ("day", "night", "range"):
            when.last_day, when.precision = max(anchor or when.last_day, when.last_day), "range"
            when.vague = (when.last_day - when.first_day).days > _LONG
    return merged


def _one(last: When, when: When, parts: list[Part], tokens: list[Token]) -> bool:
    """Whether `when` goes on with `last`; widens `last` where it does."""
    between = [token.low for token in tokens[last.last + 1 : when.row]]
    if len(between) > _NEAR:
        return False
    if (
        between in ([","], [], ["("])
        and last.precision == when.precision == "day"
        and _weekday_of(last, when)
    ):
        last.first_day = last.last_day = when.first_day
        last.basis = when.basis
        return True
    if "night" in (last.precision, when.precision) and last.precision != when.precision:
        return _night(last, when, tokens)
    if last.precision != "day" or when.precision != "day" or last.last_day >= when.first_day:
        return False
    lead = tokens[last.row - 1].low if last.row else ""
    if (
        between
        and between[0] in _TO
        and (lead in ("from", "between") or between[0] in ("to", "into", "through"))
    ):
        night = any(part.time_of_day == "night" and -4 <= part.row - last.row < 0 for part in parts)
        last.last_day = when.last_day
        last.precision = "night" if night else "range"
        last.time_of_day = "night" if night else None
        return True
    return False


def _weekday_of(last: When, when: When) -> bool:
    """As in "Tuesday, 7 May": the date says which Tuesday."""
    return (
        when.basis == "explicit"
        and last.basis == "relative"
        and last.first_day.weekday() == when.first_day.weekday()
    )


def _night(last: When, when: When, tokens: list[Token]) -> bool:
    """As in "overnight into Wednesday", "overnight on Monday", "overnight from Friday to Saturday"."""
    day = when if last.precision == "night" else last
    if not any(token.is_("weekday", "month") for token in tokens[day.row : day.last + 1]):
        return False
    if last.elsewhere or when.elsewhere or day.precision not in ("day", "range"):
        return False
    last.first_day = day.first_day if day.first_day < day.last_day else day.first_day - DAY
    last.last_day = day.last_day
    last.precision, last.time_of_day = "night", "night"
    return True
