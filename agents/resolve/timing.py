"""When a strike may have happened, as an interval of local minutes: what tells a morning strike from an evening one.

A window is `(start, end)` in minutes since day 0 of the proleptic calendar, end exclusive. Windows that meet all
pairwise have a common part, so a group of reports has a window of its own: the intersection.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from strikewatch.schemas.base import instant
from strikewatch.schemas.period import Period, TimeOfDay

if TYPE_CHECKING:
    from strikewatch.agents.resolve.policy import Policy

DAY = 1440
NOON = 720
LATE = 1260
"""21:00, when nights begin in `seeds/resolve.toml`."""
Width = Literal["timed", "day", "wide", "long", "none"]


@dataclass(frozen=True, slots=True)
class When:
    """A report's window and how it was given.

    `width`: `timed` has a clock time or a part of the day, `day` one day, `wide` two days, `long` more,
    `none` neither a period nor a publication date. `clock` is minutes on the same scale as the window.
    """

    start: int
    end: int
    width: Width
    first_day: int
    last_day: int
    time_of_day: TimeOfDay | None = None
    clock: int | None = None

    @property
    def parts(self) -> frozenset[TimeOfDay]:
        """The parts of the day that it may be called: what comes late in the evening is also the night's."""
        if self.time_of_day is None:
            return frozenset()
        late = self.time_of_day == "evening" and self.clock is not None and self.clock % DAY >= LATE
        return frozenset(("evening", "night")) if late else frozenset((self.time_of_day,))

    @property
    def middle(self) -> int:
        return (self.start + self.end) // 2


NEVER = When(0, 0, "none", 0, 0)


def period_of(period: Period | None, published: dt.date | dt.datetime | None) -> Period | None:
    """The stated period, else the day before publication to the publication day (rule 22), else None."""
    if period is not None or published is None:
        return period
    day = instant(published).date()
    return Period(start=day - dt.timedelta(days=1), end=day, precision="range", basis="publication")


def when(period: Period | None, published: dt.date | dt.datetime | None, policy: Policy) -> When:
    """The window of a period that `period_of` gave."""
    if period is None:
        return NEVER
    first, last = period.start.toordinal(), period.end.toordinal()
    part = period.time_of_day or ("night" if period.precision == "night" else None)
    if last - first <= 1 and period.at is not None:
        return _at_the_clock(period.at, (first, last), part, published, policy)
    if last - first <= 1 and part is not None:
        day = first if part == "evening" else last
        start, end = (day * DAY + minute for minute in policy.spans[part])
        return When(start, _told_by(published, start, end, policy), "timed", first, last, part)
    width: Width = "day" if first == last else "wide" if last - first == 1 else "long"
    start, end = first * DAY, (last + 1) * DAY
    return When(start, _told_by(published, start, end, policy), width, first, last, part)


def _told_by(published: dt.date | dt.datetime | None, start: int, end: int, policy: Policy) -> int:
    """The end of a window: nothing is told of before it happened (where the hour of publication is known)."""
    if not isinstance(published, dt.datetime):
        return end
    told = _minutes(published) + policy.local_offset
    return min(end, told) if told > start else end


def _at_the_clock(
    at: dt.time,
    days: tuple[int, int],
    part: TimeOfDay | None,
    published: dt.date | dt.datetime | None,
    policy: Policy,
) -> When:
    """Of two days: of a night the one that has that hour, else the last on which it was over when it was told."""
    first, last = days
    minute = at.hour * 60 + at.minute
    clock = last * DAY + minute
    told = isinstance(published, dt.datetime) and clock < _minutes(published) + policy.local_offset
    if minute >= NOON and (part == "night" or not told):
        clock = first * DAY + minute
    return When(
        clock - policy.clock_slack,
        clock + policy.clock_slack,
        "timed",
        first,
        last,
        part or part_of_day(minute, policy),
        clock,
    )


def part_of_day(minute: int, policy: Policy) -> TimeOfDay:
    """The part of the day whose middle is nearest to a minute of the day."""
    if minute >= DAY + policy.spans["night"][0]:
        return "night"
    return min(
        policy.spans,
        key=lambda part: (abs(minute - sum(policy.spans[part]) / 2), part),
    )


def _minutes(moment: dt.datetime) -> int:
    moment = instant(moment)
    return moment.toordinal() * DAY + moment.hour * 60 + moment.minute
