"""How fresh what is shown is."""

from __future__ import annotations

from dataclasses import dataclass, field

STALE_SECONDS = 30.0
"""Silence of the broker after which what is shown may be old."""


@dataclass(slots=True)
class Freshness:
    """What the follower knows of its reading; moments are Unix seconds, 0 before the first.

    `lag` holds, for every partition, how many records are on it and not read.
    """

    caught_up: bool = False
    newest: float = 0.0
    answered: float = 0.0
    unreadable: int = 0
    lag: dict[tuple[str, int], int] = field(default_factory=dict)

    @property
    def behind(self) -> int:
        """Records not read yet."""
        return sum(self.lag.values())

    def behind_on(self, topic: str) -> int:
        """The same of one topic."""
        return sum(number for (name, _), number in self.lag.items() if name == topic)

    def newest_age(self, now: float) -> float | None:
        """Seconds since the newest record that was read had been written; None: there was none."""
        return max(0.0, now - self.newest) if self.newest else None

    def silence(self, now: float) -> float | None:
        """Seconds since the broker last answered."""
        return max(0.0, now - self.answered) if self.answered else None

    def stale(self, now: float) -> bool:
        """Whether the broker has been silent for too long."""
        silence = self.silence(now)
        return silence is None or silence > STALE_SECONDS

    def unready(self) -> str | None:
        """Why it cannot be asked yet; None once it can, even while the broker is silent: old is better than nothing."""
        return None if self.caught_up else "reading the topics"
