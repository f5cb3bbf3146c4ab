"""The ring of one area: contributions by hour, with sums of hours and days kept ready.

An index for speed and no more. A sum is always taken over the members of its bucket, never adjusted, so
nothing can drift; a change throws away the sums of the hour and day it falls in.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from typing import TYPE_CHECKING

from strikewatch.agents.aggregate.amounts import Amounts, add
from strikewatch.agents.aggregate.table import BASELINE_HOURS, LOOK_BACK_HOURS, Found
from strikewatch.agents.aggregate.timing import NEVER, ONE_MONTH, WINDOW_HOURS, WINDOWS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from strikewatch.agents.aggregate.contribution import Contribution
    from strikewatch.schemas.region_window import Window

HOURS_A_DAY = 24
Sums = tuple[Amounts, ...]
"""One sum for each reach, so that a short window can leave out what is only known to the day."""


def _by_reach(members: list[Contribution]) -> Sums:
    return tuple(
        add({}, (one.amounts for one in members if one.reach == reach)) for reach in range(len(WINDOWS))
    )


class Ring:
    """Dated contributions of one area. Hour n is `(n - 1, n]`; day d holds hours 24d + 1 to 24d + 24."""

    def __init__(self) -> None:
        self._hours: dict[int, dict[str, Contribution]] = {}
        self._order: list[int] = []
        self._hour_sums: dict[int, Sums] = {}
        self._day_sums: dict[int, Sums] = {}
        self._summaries: list[tuple[int, str]] = []

    def put(self, one: Contribution) -> None:
        """Add a contribution; undated ones, and those known to no year, are in no window."""
        if one.hour is None or one.reach == NEVER:
            return
        if one.hour not in self._hours:
            self._hours[one.hour] = {}
            insort(self._order, one.hour)
        self._hours[one.hour][one.incident_id] = one
        if one.statement is not None:
            insort(self._summaries, (one.hour, one.incident_id))
        self._forget_sums(one.hour)

    def remove(self, one: Contribution) -> None:
        """Take a contribution out again; one that is not in it is left alone."""
        if one.hour is None or self._hours.get(one.hour, {}).pop(one.incident_id, None) is None:
            return
        if not self._hours[one.hour]:
            del self._hours[one.hour]
            self._order.remove(one.hour)
        if one.statement is not None:
            self._summaries.remove((one.hour, one.incident_id))
        self._forget_sums(one.hour)

    def _forget_sums(self, hour: int) -> None:
        self._hour_sums.pop(hour, None)
        self._day_sums.pop((hour - 1) // HOURS_A_DAY, None)

    def _hour_sum(self, hour: int) -> Sums | None:
        if hour not in self._hours:
            return None
        if hour not in self._hour_sums:
            self._hour_sums[hour] = _by_reach([one for _, one in sorted(self._hours[hour].items())])
        return self._hour_sums[hour]

    def _day_sum(self, day: int) -> Sums:
        if day not in self._day_sums:
            hours = range(day * HOURS_A_DAY + 1, (day + 1) * HOURS_A_DAY + 1)
            present = [found for hour in hours if (found := self._hour_sum(hour)) is not None]
            self._day_sums[day] = tuple(
                add({}, (sums[reach] for sums in present)) for reach in range(len(WINDOWS))
            )
        return self._day_sums[day]

    def _sums(self, first: int, last: int) -> Iterator[Sums]:
        """Sums that cover hours first to last: days where a whole day lies inside, hours at both ends."""
        at = bisect_left(self._order, first)
        while at < len(self._order) and self._order[at] <= last:
            day = (self._order[at] - 1) // HOURS_A_DAY
            day_ends = (day + 1) * HOURS_A_DAY
            if day * HOURS_A_DAY + 1 >= first and day_ends <= last:
                yield self._day_sum(day)
                at = bisect_right(self._order, day_ends, at)
            else:
                found = self._hour_sum(self._order[at])
                if found is not None:
                    yield found
                at += 1

    def _last_strike(self, first: int, last: int) -> datetime | None:
        at = bisect_right(self._order, last) - 1
        while at >= 0 and self._order[at] >= first:
            anchors = [
                one.anchor for one in self._hours[self._order[at]].values() if one.strike and one.anchor
            ]
            if anchors:
                return max(anchors)
            at -= 1
        return None

    def _baseline(self, last: int) -> int:
        sums = self._sums(last - BASELINE_HOURS + 1, last)
        return sum(part[reach].get(("incidents",), 0) for part in sums for reach in range(ONE_MONTH + 1))

    def find(self, window: Window, end: int) -> Found:
        """What the row of a window that ends with hour `end` is made of."""
        reach, start = WINDOWS.index(window), end - WINDOW_HOURS[window]
        amounts: Amounts = {}
        for sums in self._sums(start + 1, end):
            add(amounts, sums[: reach + 1])
        lower, upper = (
            bisect_left(self._summaries, (start + 1, "")),
            bisect_left(self._summaries, (end + 1, "")),
        )
        inside = (self._hours[hour][incident_id] for hour, incident_id in self._summaries[lower:upper])
        return Found(
            amounts=amounts,
            statements=[one.statement for one in inside if one.statement is not None and one.reach <= reach],
            baseline=self._baseline(start) if reach < ONE_MONTH else None,
            last_before=self._last_strike(end - LOOK_BACK_HOURS + 1, start),
        )
