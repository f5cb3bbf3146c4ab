"""Changes, handed to every client that listens: bounded, resumable, and never waiting for the slowest."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import orjson
from fastapi.sse import format_sse_event

from strikewatch.agents.view.entries import AlertEntry, IncidentEntry
from strikewatch.agents.view.selection import Area
from strikewatch.schemas import RegionWindow

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from strikewatch.agents.view.tables import Change

HELD = 10_000
"""Changes that are kept for those who reconnect."""
QUEUE = 256
"""Events that one client may be behind."""
HEARTBEAT_SECONDS = 15.0
RETRY_MS = 2000
REST_SECONDS = 0.1
End = Literal["dropped", "bye"]
REASONS: dict[End, str] = {
    "dropped": "you read too slowly; reconnect to get what you missed",
    "bye": "the service stops; reconnect",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which changes a client asks for; an empty set asks for all."""

    area: Area = field(default_factory=Area)
    severity: int = 0
    of: frozenset[str] = frozenset()

    def takes(self, event: Event) -> bool:
        """Whether it is one of them; of what is gone everybody is told."""
        if self.of and event.kind not in self.of:
            return False
        if event.country is None:
            return True
        severe = event.severity is None or event.severity >= self.severity
        return severe and self.area.holds(event.region, event.country)


@dataclass(frozen=True, slots=True)
class Event:
    """One change as it is sent; `country` null: gone, so that nobody knows any more where it was."""

    number: int
    kind: str
    region: str | None
    country: str | None
    severity: int | None
    wire: bytes


def event_of(change: Change, number: int, name: str) -> Event:
    """The event of a change, under the id `name`."""
    entry = change.entry
    region: str | None = None
    country: str | None = None
    severity: int | None = None
    if isinstance(entry, IncidentEntry):
        region, country, severity, data = entry.region, entry.country, entry.severity, entry.item.decode()
    elif isinstance(entry, AlertEntry):
        region = entry.area if "-" in entry.area else None
        country, severity, data = entry.country, entry.severity, entry.item.decode()
    elif isinstance(entry, RegionWindow):
        region, country, data = entry.region, entry.country, entry.encode().decode()
    else:
        data = orjson.dumps(_gone(change)).decode()
    wire = format_sse_event(data_str=data, event=change.kind, id=name)
    return Event(number, change.kind, region, country, severity, wire)


def _gone(change: Change) -> dict[str, Any]:
    if change.kind == "region-window":
        region, _, window = change.key.partition("|")
        return {"region": region, "window": window, "gone": True}
    return {"incident_id" if change.kind == "incident" else "fingerprint": change.key, "gone": True}


@dataclass(eq=False, slots=True)
class Client:
    """One listener: what it missed before it came, and a queue of what has come since."""

    wanted: Wanted
    missed: list[bytes]
    queue: asyncio.Queue[bytes] = field(default_factory=lambda: asyncio.Queue(QUEUE))
    end: End | None = None


@dataclass(slots=True)
class Hub:
    """Everybody who listens. `epoch` tells this service's ids from another's; `status` is the heartbeat's data."""

    epoch: str
    limit: int
    status: Callable[[], dict[str, Any]]
    on_sent: Callable[[str], None] = lambda _: None
    on_dropped: Callable[[], None] = lambda: None
    heartbeat: float = HEARTBEAT_SECONDS
    clients: set[Client] = field(default_factory=set)
    _number: int = 0
    _held: deque[Event] = field(default_factory=lambda: deque(maxlen=HELD))
    _closed: bool = False
    _beaten: tuple[float, bytes] = (float("-inf"), b"")

    def publish(self, change: Change) -> None:
        """Hand a change to all who want it; whoever is too far behind is dropped."""
        self._number += 1
        event = event_of(change, self._number, self._name(self._number))
        self._held.append(event)
        for client in [one for one in self.clients if one.wanted.takes(event)]:
            try:
                client.queue.put_nowait(event.wire)
                self.on_sent(event.kind)
            except asyncio.QueueFull:
                self._end(client, "dropped")
                self.on_dropped()

    @property
    def full(self) -> bool:
        """Whether no more listeners are taken."""
        return self._closed or len(self.clients) >= self.limit

    async def events(self, wanted: Wanted, last_id: str | None) -> AsyncIterator[bytes]:
        """What goes over the wire to one listener, until it leaves or is told to.

        `last_id` is the id of the last event that it had. It is one of `clients` from the first event on: a
        listener who has gone before that leaves nothing behind.
        """
        client = Client(wanted, self._missed(wanted, last_id))
        self.clients.add(client)
        try:
            for wire in client.missed:
                yield wire
            client.missed.clear()
            while client.end is None:
                wire = await self._next(client)
                while client.end is None and not client.queue.empty():  # all at once: a burst is soon over
                    wire += client.queue.get_nowait()
                if client.end is None:
                    yield wire
            yield _told(client.end, REASONS[client.end])
        finally:
            self.clients.discard(client)

    async def rest(self) -> None:
        """Let the listeners take what is queued, not for long: a burst drops nobody who reads, nor waits for others."""
        loop = asyncio.get_running_loop()
        end = loop.time() + REST_SECONDS
        await asyncio.sleep(0)
        while loop.time() < end and self._crowded():  # noqa: ASYNC110  # hundreds of queues, and no one event
            await asyncio.sleep(REST_SECONDS / 20)

    def _crowded(self) -> bool:
        return any(client.queue.qsize() > QUEUE // 2 for client in self.clients)

    def close(self) -> None:
        """Tell all that it is over; nobody is taken any more."""
        self._closed = True
        for client in list(self.clients):
            self._end(client, "bye")

    def _end(self, client: Client, why: End) -> None:
        client.end = why
        self.clients.discard(client)
        if client.queue.full():
            client.queue.get_nowait()
        client.queue.put_nowait(b"")  # wakes whoever waits

    async def _next(self, client: Client) -> bytes:
        try:
            return await asyncio.wait_for(client.queue.get(), self.heartbeat)
        except TimeoutError:
            return self._beat()

    def _beat(self) -> bytes:
        """The heartbeat, made anew at most once a second however many listen."""
        now = asyncio.get_running_loop().time()
        if now - self._beaten[0] > 1:
            self._beaten = (now, self._status())
        return self._beaten[1]

    def _status(self, name: str | None = None) -> bytes:
        data = orjson.dumps(self.status()).decode()
        return format_sse_event(data_str=data, event="status", id=name, retry=RETRY_MS if name else None)

    def _name(self, number: int) -> str:
        return f"{self.epoch}-{number}"

    def _missed(self, wanted: Wanted, last_id: str | None) -> list[bytes]:
        hello = self._status(self._name(self._number))
        if last_id is None:
            return [hello]
        number = self._numbered(last_id)
        if number is None:
            return [hello, _told("reset", "what you missed is no longer held; ask for the lists again")]
        return [
            *(one.wire for one in self._held if one.number > number and wanted.takes(one)),
            hello,
        ]

    def _numbered(self, last_id: str) -> int | None:
        """The number behind an id of ours, if everything after it is still held."""
        epoch, _, number = last_id.rpartition("-")
        if (
            epoch != self.epoch
            or not (number.isascii() and number.isdigit())
            or len(number) > len(str(1 << 63))
        ):
            return None
        oldest = self._number - len(self._held)
        return int(number) if oldest <= int(number) <= self._number else None


def _told(event: str, reason: str) -> bytes:
    return format_sse_event(data_str=orjson.dumps({"reason": reason}).decode(), event=event)
