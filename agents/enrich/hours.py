"""Whether the times that two tellings give can be those of one attack (rule 3: a morning and an evening strike are two)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from strikewatch.schemas.period import Period

_DAY = 1440


@cache
def _minutes() -> tuple[dict[str, tuple[int, int]], int]:
    """The parts of the day in minutes from local midnight, and how far one clock time may be from another."""
    time = tomllib.loads(files("strikewatch.seeds").joinpath("resolve.toml").read_text("utf-8"))["time"]
    spans = {part: (time[part][0], time[part][1]) for part in ("night", "morning", "day", "evening")}
    return spans, time["clock_slack_minutes"]


def is_timed(period: Period) -> bool:
    """Whether it gives more than days."""
    return period.at is not None or period.time_of_day is not None


def apart(one: Period, other: Period) -> bool:
    """Whether the two cannot be one attack by their hours; days alone never say so."""
    if not (is_timed(one) and is_timed(other)):
        return False
    return not any(
        min(mine[1], theirs[1]) > max(mine[0], theirs[0])
        for mine in _windows(one)
        for theirs in _windows(other)
    )


def of_other_parts(one: Period, other: Period) -> bool:
    """Whether they are two parts of one day by name, the night aside, which goes over into the morning."""
    parts = {one.time_of_day, other.time_of_day}
    return one.time_of_day != other.time_of_day and not parts & {None, "night"}


def of_the_evening_before(one: Period, other: Period) -> bool:
    """Whether one is a night and the other no more than the day on which that night began."""
    for night, day in ((one, other), (other, one)):
        if night.time_of_day == "night" and night.start < night.end and not is_timed(day):
            return day.start == day.end == night.start
    return False


def _windows(period: Period) -> list[tuple[int, int]]:
    """Minutes since day 0, end exclusive, in which it may have been: a clock time of two days on either of them."""
    spans, slack = _minutes()
    first, last = period.start.toordinal(), period.end.toordinal()
    if period.at is not None:
        minute = period.at.hour * 60 + period.at.minute
        return [(day * _DAY + minute - slack, day * _DAY + minute + slack) for day in (first, last)]
    day = first if period.time_of_day == "evening" and last - first == 1 else last
    start, end = spans[period.time_of_day or "day"]
    return [(day * _DAY + start, day * _DAY + end)]
