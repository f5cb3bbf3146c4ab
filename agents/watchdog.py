"""Whether a worker still gets on: what a supervisor cannot see from outside, decided from what is seen inside.

A Faust worker can live on and do nothing: an agent that died, a partition that is never fetched after a rebalance, a
broker that has gone, commits that fail for ever. Each shows in a number that should move and does not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Progress(NamedTuple):
    """Of one partition: the offset committed, and how many records come after it."""

    committed: int
    behind: int


@dataclass(frozen=True, slots=True)
class Seen:
    """One look at a worker.

    `partitions` are those it holds, by name; `restored` counts records read back into state since the start;
    `answered` is when the broker last answered a question.
    """

    partitions: Mapping[str, Progress]
    restored: int
    rebalancing: bool
    answered: float


@dataclass(slots=True)
class Watchdog:
    """Finds what has stood still for `limit` seconds. Times are seconds since 1970, from the caller's clock."""

    limit: float
    _since: dict[str, float] = field(default_factory=dict)
    _last: Seen | None = None

    def look(self, now: float, seen: Seen) -> str | None:
        """What stands still, and since when; None while all is well."""
        still = dict(self._still(now, seen))
        self._last = seen
        self._since = {what: self._since.get(what, since) for what, since in still.items()}
        for what, since in self._since.items():
            if now - since >= self.limit:
                return f"{_told(what, seen)} since {datetime.fromtimestamp(since, UTC):%H:%M:%S}Z"
        return None

    def _still(self, now: float, seen: Seen) -> Iterator[tuple[str, float]]:
        """What does not move as of this look, and since when that is known."""
        if seen.answered < now:
            yield "the broker has not answered", seen.answered
        if self._last is not None and seen.restored != self._last.restored:
            return  # state is being read back, which a rebalance may wait for
        if seen.rebalancing:
            yield "partitions are being handed out", now
            return
        if self._last is None:
            return
        for name, progress in seen.partitions.items():
            before = self._last.partitions.get(name)
            if progress.behind > 0 and before is not None and before.committed == progress.committed:
                yield name, now


def _told(what: str, seen: Seen) -> str:
    progress = seen.partitions.get(what)
    return what if progress is None else f"{progress.behind} records of {what} wait and none is committed"
