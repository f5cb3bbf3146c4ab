"""State that survives: a fold over an input log, whose outputs are compared with what their topic holds.

A stateful stage keeps no changelog. Its state is a function of the set of records in one partition of its
input topic, so the input topic itself is the state's log: whoever is given the partition reads it back from
the beginning, however it was lost. What was already sent is read from the output topics, and only what
differs is sent again. Offsets that were never handed to the stage show as a gap and are read from the log
too, whatever the consumer in between did with them.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeAlias, TypeVar, cast

import xxhash

from strikewatch.agents.stage import Emission, Received
from strikewatch.schemas import Record, RecordError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Sequence

    from strikewatch.agents.stage import Shop
    from strikewatch.agents.topics import TopicSpec

In = TypeVar("In", bound=Record)
Out = TypeVar("Out", bound=Record)
_In_contra = TypeVar("_In_contra", bound=Record, contravariant=True)

_log = logging.getLogger(__name__)


class Fold(Protocol[_In_contra, Out]):
    """A pure state: the same set of records applied, in any order and number, gives the same outputs."""

    def apply(self, record: _In_contra) -> None:
        """Take one record in; one that is already there changes nothing."""

    def recall(self, output: Out) -> None:
        """Be told of an output that is already on its topic, so that it can be withdrawn if it no longer holds."""

    def outputs(self) -> list[Out]:
        """The current value of every output that what was applied since the last call may have changed."""
        ...


class Timed(Protocol):
    """A fold whose outputs also change as time passes."""

    def tick(self, now: datetime) -> None:
        """Let it be `now`."""


class Logged(Protocol):
    """A message read back."""

    @property
    def offset(self) -> int:
        """Its place in the partition."""

    @property
    def key(self) -> bytes | None:
        """As it was sent."""

    @property
    def value(self) -> bytes | None:
        """As it was sent."""


class LogReader(Protocol):
    """Reads a partition of a topic outside any consumer group."""

    def read(
        self, topic: str, partition: int, *, start: int = 0, until: int | None = None
    ) -> AsyncIterator[Logged]:
        """Messages from offset `start` up to, and without, `until`; null: up to the end as of this call."""
        ...


Refused: TypeAlias = tuple[Received, RecordError]


class Route(NamedTuple):
    """Where an output goes, and what tells one version of it from another."""

    topic: TopicSpec
    key: str
    partition: int
    version: str


def digest(content: bytes) -> str:
    """What tells two encodings apart."""
    return xxhash.xxh3_128_hexdigest(content)


@dataclass(slots=True)
class Partition(Generic[In, Out]):
    """The state of one input partition: its fold, the next offset it has not seen, and what was sent of it.

    `sending` keeps two flushes apart: what is sent last must be what `sent` says.
    """

    fold: Fold[In, Out]
    next_offset: int = 0
    sent: dict[tuple[str, str], str] = field(default_factory=dict)
    sending: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(slots=True)
class Table(Generic[In, Out]):
    """All partitions of one stateful stage.

    `route` says where an output goes; `outputs_of` the (topic, partition) logs that hold what a partition of
    the input has sent, and `owns` whether an output there is that partition's own.
    """

    stage: str
    source: TopicSpec
    reads: type[In]
    writes: type[Out]
    make: Callable[[], Fold[In, Out]]
    route: Callable[[Out], Route]
    outputs_of: Callable[[int], Iterable[tuple[TopicSpec, int]]]
    owns: Callable[[int, Out], bool]
    shop: Shop
    log: LogReader
    on_output: Callable[[Out], None] = lambda _: None
    partitions: dict[int, Partition[In, Out]] = field(default_factory=dict)

    async def batch(self, messages: Sequence[Received]) -> None:
        """Apply a batch, send what it changed, and return once all of that is confirmed."""
        emissions: list[Emission] = []
        touched: dict[int, int] = {}
        for message in messages:
            state, refused = await self._caught_up(message)
            emissions += [self.shop.dead_letter(self.stage, *one) for one in refused]
            emissions += self.shop.each(self.stage, [message], partial(self._apply, state))
            state.next_offset = max(state.next_offset, message.offset + 1)
            touched[message.partition] = max(touched.get(message.partition, 0), message.ingested_at)
        if emissions:
            await self.shop.send(self.stage, emissions)
        for partition, ingested_at in touched.items():
            await self.flush(partition, ingested_at)

    async def flush(self, partition: int, ingested_at: int) -> None:
        """Send the outputs of one partition that differ from what was sent before."""
        state = self.partitions[partition]
        async with state.sending:
            await self._send_changes(state, ingested_at)
        self.shop.metrics.keys.labels(self.stage).set(
            sum(len(each.sent) for each in self.partitions.values())
        )

    async def _send_changes(self, state: Partition[In, Out], ingested_at: int) -> None:
        routed = [(output, self.route(output)) for output in state.fold.outputs()]
        changed = [
            (output, route)
            for output, route in routed
            if state.sent.get((route.topic.name, route.key)) != route.version
        ]
        await self.shop.send(
            self.stage,
            [
                Emission(route.topic, route.key, output.encode(), ingested_at, route.partition)
                for output, route in changed
            ],
        )
        for output, route in changed:
            state.sent[route.topic.name, route.key] = route.version
            self.on_output(output)

    async def tick(self) -> None:
        """Tell every partition's fold, which must be `Timed`, what time it is, and send what that changes."""
        now = self.shop.clock()
        for partition, state in list(self.partitions.items()):
            cast("Timed", state.fold).tick(datetime.fromtimestamp(now, UTC))
            await self.flush(partition, int(now * 1000))

    def forget(self, kept: Iterable[int]) -> None:
        """Drop the state of partitions that are no longer ours."""
        for partition in self.partitions.keys() - set(kept):
            del self.partitions[partition]

    def _apply(self, state: Partition[In, Out], message: Received) -> Iterable[Emission]:
        if message.offset < state.next_offset:
            self.shop.metrics.duplicate.inc()
        state.fold.apply(self.reads.decode(message.value))
        return ()

    async def _caught_up(self, message: Received) -> tuple[Partition[In, Out], list[Refused]]:
        """The state just before `message`; and what of offsets never handed over could not be applied."""
        partition, offset = message.partition, message.offset
        state = self.partitions.get(partition)
        if state is not None and offset <= state.next_offset:
            return state, []
        never_handed_over = state is not None
        if state is None:
            state = Partition(self.make())
        else:
            missing = offset - state.next_offset
            _log.warning("%s: %d offsets of %s/%d were not handed over; reading them from the log",
                         self.stage, missing, self.source.name, partition)  # fmt: skip
            self.shop.metrics.gaps.labels(self.source.name).inc(missing)
        with self.shop.metrics.recovery.labels(self.stage).time():
            await self._recall(partition, state)
            refused = await self._reapply(partition, state, offset)
        self.partitions[partition] = state
        return state, refused if never_handed_over else []

    async def _reapply(self, partition: int, state: Partition[In, Out], until: int) -> list[Refused]:
        """Apply the offsets up to `until`; those that cannot be, and why."""
        refused: list[Refused] = []
        async for message in self.log.read(self.source.name, partition, start=state.next_offset, until=until):
            try:
                state.fold.apply(self.reads.decode(message.value))
            except RecordError as error:
                again = Received(self.source.name, partition, message.offset, message.key, message.value)
                refused.append((again, error))
        state.next_offset = until
        return refused

    async def _recall(self, partition: int, state: Partition[In, Out]) -> None:
        """Read what this partition's outputs were last; the last of a key stands."""
        latest: dict[tuple[str, str], Out] = {}
        for topic, number in self.outputs_of(partition):
            async for message in self.log.read(topic.name, number):
                output = self._decoded(self.writes, message.value)
                if output is not None and self.owns(partition, output):
                    latest[topic.name, (message.key or b"").decode()] = output
        for address, output in latest.items():
            state.sent[address] = self.route(output).version
            state.fold.recall(output)

    @staticmethod
    def _decoded(kind: type[Any], value: bytes | None) -> Any:
        try:
            return kind.decode(value)
        except RecordError:
            return None  # not one of ours; whoever consumes that topic writes its dead letter
