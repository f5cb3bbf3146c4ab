"""Whether a worker still gets on: what a supervisor cannot see from outside, decided from what is seen inside.

A Faust worker can live on and do nothing: an agent that died, partitions that are never fetched after a rebalance, a
broker that has gone, commits that fail for ever. Each shows in a number that should move and does not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """One look at a worker.

    `committed` and `behind` are records over all its partitions; `taken` counts records handed to stages, `restored`
    those read back into state, both since the start; `answered` is when the broker last answered a question.
    """

    committed: int
    behind: int
    taken: int
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
        last = self._last or seen
        self._last = seen
        commits = seen.committed != last.committed
        busy = seen.restored != last.restored
        stands = {
            "the broker has not answered": seen.answered < now,
            "partitions are being handed out": seen.rebalancing,
            f"{seen.behind} records wait and none is taken": seen.behind > 0
            and not (commits or busy or seen.rebalancing or seen.taken != last.taken),
            "records are taken and none is committed": seen.behind > 0
            and not (commits or busy or seen.rebalancing),
        }
        return self._longest(now, stands, seen.answered)

    def _longest(self, now: float, stands: dict[str, bool], answered: float) -> str | None:
        """Keep since when each has stood still; the first that has for too long."""
        held = dict(zip(("broker", "rebalance", "taken", "committed"), stands.items(), strict=True))
        found = None
        for name, (what, still) in held.items():
            if not still:
                self._since.pop(name, None)
                continue
            since = answered if name == "broker" else self._since.setdefault(name, now)
            if found is None and now - since >= self.limit:
                found = f"{what} since {datetime.fromtimestamp(since, UTC):%H:%M:%S}Z"
        return found
