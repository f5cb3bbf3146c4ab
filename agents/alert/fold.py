"""What both alert folds share: which records meet which rules now, and what that changes for subscribers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

from strikewatch.agents.alert.book import Book
from strikewatch.agents.alert.rule_spec import SEVERITIES

if TYPE_CHECKING:
    from strikewatch.agents.alert.firing import Firing
    from strikewatch.agents.alert.rules import Rules
    from strikewatch.schemas.alert import Alert

R = TypeVar("R")
Policy = Literal["live", "all", "none"]
NEWS_HORIZON = timedelta(days=7)
"""A strike first reported later than this after it happened is history, and raises nothing live."""
UNSUPPORTED = "Nothing known supports it any more."


class AlertFold(ABC, Generic[R]):
    """State is the set of records and what was told of them; the alerts that hold are a function of the set.

    `policy`: `all` raises whatever meets a rule (replays, backfills, the demo), `none` nothing. `live` leaves
    out what was no news when first reported, and what has expired by the clock: the last tick, or, where
    there are none, the latest event time among the records. Under `all` an alert has expired for what is told
    at or after its end, by event time: nothing updates or cancels it any more.
    """

    def __init__(
        self,
        rules: Rules,
        policy: Policy = "live",
        horizon: timedelta = NEWS_HORIZON,
        unsupported: str = UNSUPPORTED,
    ) -> None:
        self._rules = rules
        self._unsupported = unsupported
        self._policy: Policy = policy
        self._horizon = horizon
        self._book = Book()
        self._records: dict[str, R] = {}
        self._by_record: dict[str, list[Firing]] = {}
        self._by_fingerprint: dict[str, dict[str, Firing]] = {}
        self._ended: dict[str, tuple[str, datetime]] = {}
        self._dirty: set[str] = set()
        self._waiting: set[str] = set()
        self._ends: list[tuple[datetime, str]] = []
        self._latest: datetime | None = None
        self._now: datetime | None = None

    def apply(self, record: R) -> None:
        """Put a record in the place of its former version."""
        if self._policy == "none":
            return
        key, told = self._key(record), self._event_time(record)
        self._latest = told if self._latest is None else max(self._latest, told)
        self._records[key] = record
        self._replace(key, self._firings(record), self._why(record), told)

    def recall(self, output: Alert) -> None:
        """Take note of an alert that a topic already holds, so that it is not told again, and ends when it must."""
        if self._policy == "none":
            return
        self._book.recall(output)
        self._dirty.add(output.fingerprint)

    def tick(self, now: datetime) -> None:
        """Let time pass: what waited long enough is told, what expired is forgotten."""
        self._now = now if self._now is None else max(self._now, now)
        if self._policy == "live":
            self._forget_expired(self._now)

    def outputs(self) -> list[Alert]:
        """What changed for subscribers since the last call, by fingerprint; each goes to the topic of its severity."""
        messages = self._book.strays()
        clock = self.clock
        self._look_at_ends(clock)
        for fingerprint in sorted(self._dirty | self._waiting):
            messages += self._settle(fingerprint, clock)
        self._dirty.clear()
        return messages

    def live(self, at: datetime | None = None) -> list[Alert]:
        """The alerts that hold at an instant (null: now), by fingerprint."""
        found = (self._book.live(fingerprint, at or self.clock) for fingerprint in self._book.fingerprints())
        return [alert for alert in found if alert is not None]

    @property
    def clock(self) -> datetime | None:
        """The time it is: the last tick's, else the latest event time seen."""
        return self._now or self._latest

    @property
    def _told_until(self) -> datetime | None:
        """What is due by then may be told; a window on the wall clock ends up to an hour from now."""
        known = [moment for moment in (self._now, self._latest) if moment is not None]
        return max(known, default=None)

    def _look_at_ends(self, clock: datetime | None) -> None:
        """What a record that has run out stood behind is settled again, whenever that record came."""
        while clock is not None and self._ends and self._ends[0][0] <= clock:
            _, fingerprint = heappop(self._ends)
            if fingerprint in self._by_fingerprint:
                self._dirty.add(fingerprint)

    def _settle(self, fingerprint: str, clock: datetime | None) -> list[Alert]:
        found = self._by_fingerprint.get(fingerprint, {})
        told = {key: one for key, one in found.items() if self._may_be_told(one, clock)}
        moment = clock if self._policy == "live" else max((one.sent for one in told.values()), default=None)
        was_live = self._book.live(fingerprint, moment) is not None
        until = self._told_until
        ready = {key: one for key, one in told.items() if was_live or until is None or one.due <= until}
        self._waiting.discard(fingerprint)
        if len(ready) < len(told):
            self._waiting.add(fingerprint)
        if ready:
            best = max(
                sorted(ready.items()), key=lambda item: (-SEVERITIES.index(item[1].severity), item[1].sent)
            )[1]
            incident_ids = tuple(sorted({name for one in ready.values() for name in one.incident_ids}))
            return self._book.tell(best, incident_ids, moment)
        why, sent = self._ended.pop(fingerprint, (self._unsupported, clock))
        if sent is None:
            return []
        return self._book.cancel(fingerprint, why, sent, clock if self._policy == "live" else sent)

    def _may_be_told(self, firing: Firing, clock: datetime | None) -> bool:
        if self._policy == "all":
            return True
        return firing.fresh and (clock is None or firing.expires > clock)

    def _replace(self, key: str, firings: list[Firing], why: str, told: datetime) -> None:
        former = {one.fingerprint for one in self._by_record.pop(key, [])}
        if firings:
            self._by_record[key] = firings
        for fingerprint in former:
            self._by_fingerprint[fingerprint].pop(key)
            if not self._by_fingerprint[fingerprint]:
                del self._by_fingerprint[fingerprint]
            self._ended[fingerprint] = (why, told)
        for one in firings:
            self._by_fingerprint.setdefault(one.fingerprint, {})[key] = one
            self._ended.pop(one.fingerprint, None)
            if self._policy == "live":
                heappush(self._ends, (one.expires, one.fingerprint))
        self._dirty |= former | {one.fingerprint for one in firings}

    def _forget_expired(self, now: datetime) -> None:
        for key, firings in list(self._by_record.items()):
            if all(one.expires <= now for one in firings):
                self._replace(key, [], "", now)
        longest = max((rule.spec.expires for rule in self._rules.rules), default=timedelta(0))
        for key, record in list(self._records.items()):
            if key not in self._by_record and self._event_time(record) + 2 * longest < now:
                del self._records[key]
        for fingerprint in self._book.fingerprints():
            if fingerprint not in self._by_fingerprint and self._book.expired(fingerprint, now):
                self._book.forget(fingerprint)
                self._dirty.discard(fingerprint)
                self._ended.pop(fingerprint, None)

    @abstractmethod
    def _key(self, record: R) -> str: ...

    @abstractmethod
    def _event_time(self, record: R) -> datetime: ...

    @abstractmethod
    def _why(self, record: R) -> str:
        """What a subscriber is told when this version of a record ends an alert."""

    @abstractmethod
    def _firings(self, record: R) -> list[Firing]: ...
