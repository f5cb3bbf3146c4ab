"""The ring of one area: contributions by hour, with sums of hours, days and blocks of days kept ready.

An index for speed and no more. A sum is always taken over the members of its bucket, never adjusted, so
nothing can drift; a change throws away the sums of the buckets it falls in.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from typing import TYPE_CHECKING

from strikewatch.agents.aggregate.amounts import Amounts, add
from strikewatch.agents.aggregate.stated import stated_total
from strikewatch.agents.aggregate.table import BASELINE_HOURS, LOOK_BACK_HOURS, Found
from strikewatch.agents.aggregate.timing import NEVER, ONE_MONTH, WINDOW_HOURS, WINDOWS
from strikewatch.schemas.region_window import Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from strikewatch.agents.aggregate.contribution import Contribution
    from strikewatch.schemas.region_window import Window

SPANS = (1, 24, 16 * 24)
"""Hours in a bucket of each level: an hour, a day, sixteen days. Bucket n holds hours n·span + 1 to (n + 1)·span."""
Sums = tuple[Amounts, ...]
"""For each window the sum of what is known precisely enough to count in it."""


NOTHING = Tally()


def _for_each_window(members: Iterable[Contribution]) -> Sums:
    found = list(members)
    return tuple(
        add({}, (one.amounts for one in found if one.reach <= reach)) for reach in range(len(WINDOWS))
    )


class Ring:
    """Dated contributions to the area `code`. Hour n is `(n - 1, n]`."""

    def __init__(self, code: str) -> None:
        self._code = code
        self._hours: dict[int, dict[str, Contribution]] = {}
        self._order: list[int] = []
        self._sums: tuple[dict[int, Sums], ...] = tuple({} for _ in SPANS)
        self._summaries: list[tuple[int, str]] = []
        self._stated: dict[int, tuple[tuple[tuple[int, str], ...], Tally]] = {}

    def put(self, one: Contribution) -> None:
        """Add a contribution; undated ones, and those known to no year, are in no window."""
        if one.hour is None or one.reach == NEVER:
            return
        if one.hour not in self._hours:
            self._hours[one.hour] = {}
            insort(self._order, one.hour)
        self._hours[one.hour][one.incident_id] = one
        if one.states_for(self._code):
            insort(self._summaries, (one.hour, one.incident_id))
            self._stated.clear()
        self._forget_sums(one.hour)

    def remove(self, one: Contribution) -> None:
        """Take a contribution out again; one that is not in it is left alone."""
        if one.hour is None or self._hours.get(one.hour, {}).pop(one.incident_id, None) is None:
            return
        if not self._hours[one.hour]:
            del self._hours[one.hour]
            self._order.remove(one.hour)
        if one.states_for(self._code):
            self._summaries.remove((one.hour, one.incident_id))
            self._stated.clear()
        self._forget_sums(one.hour)

    def find(self, window: Window, end: int) -> Found:
        """What the row of a window that ends with hour `end` is made of."""
        reach, start = WINDOWS.index(window), end - WINDOW_HOURS[window]
        return Found(
            amounts=add({}, (sums[reach] for sums in self._covering(start + 1, end))),
            stated=self._stated_total(start, end, reach),
            baseline=self._baseline(start) if reach < ONE_MONTH else None,
            last_before=self._last_strike(end - LOOK_BACK_HOURS + 1, start),
        )

    def _forget_sums(self, hour: int) -> None:
        for span, sums in zip(SPANS, self._sums, strict=True):
            sums.pop((hour - 1) // span, None)

    def _sum(self, level: int, bucket: int) -> Sums:
        kept = self._sums[level]
        if bucket not in kept:
            if level == 0:
                kept[bucket] = _for_each_window(self._hours[bucket + 1].values())
            else:
                parts = [self._sum(level - 1, part) for part in self._parts(level, bucket)]
                kept[bucket] = tuple(
                    add({}, (sums[reach] for sums in parts)) for reach in range(len(WINDOWS))
                )
        return kept[bucket]

    def _parts(self, level: int, bucket: int) -> list[int]:
        """The buckets one level down that hold anything."""
        span = SPANS[level]
        first = bisect_left(self._order, bucket * span + 1)
        last = bisect_right(self._order, (bucket + 1) * span)
        return sorted({(hour - 1) // SPANS[level - 1] for hour in self._order[first:last]})

    def _covering(self, first: int, last: int) -> Iterator[Sums]:
        """Sums that together cover hours first to last: at each step the longest bucket that lies inside."""
        at = bisect_left(self._order, first)
        while at < len(self._order) and self._order[at] <= last:
            before = self._order[at] - 1
            level = next(
                level
                for level in (2, 1, 0)
                if before // SPANS[level] * SPANS[level] + 1 >= first
                and (before // SPANS[level] + 1) * SPANS[level] <= last
            )
            bucket = before // SPANS[level]
            yield self._sum(level, bucket)
            at = bisect_right(self._order, (bucket + 1) * SPANS[level], at)

    def _stated_total(self, start: int, end: int, reach: int) -> Tally:
        lower, upper = (bisect_left(self._summaries, (hour + 1, "")) for hour in (start, end))
        inside = tuple(self._summaries[lower:upper])
        if not inside:
            return NOTHING
        kept = self._stated.get(reach)
        if kept is None or kept[0] != inside:
            found = (self._hours[hour][incident_id] for hour, incident_id in inside)
            kept = (
                inside,
                stated_total(
                    [one.statement for one in found if one.statement is not None and one.reach <= reach]
                ),
            )
            self._stated[reach] = kept
        return kept[1]

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
        covering = self._covering(last - BASELINE_HOURS + 1, last)
        return sum(sums[ONE_MONTH].get(("incidents",), 0) for sums in covering)
