"""What every stage does with what it is given: the one failure policy, and delivery before acknowledgement.

A record that cannot be processed (`RecordError`) becomes a dead letter with its address and its bytes; its
delivery is awaited like that of any output, and the records around it go through. Anything else that goes
wrong is not about the record: the stage halts the process, and nothing past it is committed, so that a
restart takes it up again. A batch is acknowledged once every output of it has been confirmed by the broker.
"""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from strikewatch.agents.recent import Recent
from strikewatch.agents.transport import BLOCKS, Sending
from strikewatch.schemas import DeadLetter, Failure, RecordError
from strikewatch.schemas.dead_letter import written

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence

    from aiokafka import ConsumerRecord
    from faust import App, Stream
    from faust.types import ChannelT, EventT, StreamT

    from strikewatch.agents.metrics import Metrics
    from strikewatch.agents.settings import Settings
    from strikewatch.agents.topics import Topics, TopicSpec

EXEMPLAR_CHARACTERS = 100
INGESTED_AT = "ingested-at"
"""Header: Unix milliseconds at which the article behind a record reached its topic."""

SLICE_SECONDS = 0.05
"""How long a stage works through a batch without letting the others have their turn."""
SEND_SECONDS = 0.2
"""How long what a stage has made of a batch may wait for the rest of it: a few large sendings cost less than many."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Received:
    """One message as it came, with its address."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Mapping[str, bytes] = field(default_factory=dict)
    timestamp: float = 0.0

    @classmethod
    def of(cls, record: ConsumerRecord[bytes, bytes]) -> Received:
        return cls(
            record.topic,
            record.partition,
            record.offset,
            record.key,
            record.value,
            dict(record.headers),
            record.timestamp / 1000,
        )

    @property
    def exemplar(self) -> dict[str, str]:
        """Where it is, for metrics that lead to an example: within OpenMetrics' 128 characters."""
        return {"record": f"{self.topic}/{self.partition}/{self.offset}"[-EXEMPLAR_CHARACTERS:]}

    @property
    def ingested_at(self) -> int:
        """When the article behind this reached its topic, Unix milliseconds."""
        stamp = self.headers.get(INGESTED_AT, b"")
        return int(stamp) if stamp.isdigit() else int(self.timestamp * 1000)


@dataclass(frozen=True, slots=True)
class Emission:
    """One message to send; `partition` null leaves it to the key."""

    topic: TopicSpec
    key: str
    value: bytes | None
    ingested_at: int
    partition: int | None = None

    @property
    def sending(self) -> Sending:
        """As it goes out."""
        partition = self.topic.partition_of(self.key) if self.partition is None else self.partition
        headers = {INGESTED_AT: b"%d" % self.ingested_at}
        return Sending(self.topic.name, partition, self.key.encode(), self.value, headers)


@dataclass(slots=True)
class Pulse:
    """How a worker does, for those who watch it.

    `restored` counts records read back into state since it started; `idle` is set while no stage is at work on a batch.
    """

    restored: int = 0
    idle: asyncio.Event = field(default_factory=asyncio.Event)
    _at_work: int = 0

    def __post_init__(self) -> None:
        self.idle.set()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """A stage is at work for the length of the block."""
        self._at_work += 1
        self.idle.clear()
        try:
            yield
        finally:
            self._at_work -= 1
            if not self._at_work:
                self.idle.set()


@dataclass(frozen=True, slots=True)
class Shop:
    """What every stage works with: one per process or test, nothing of it global.

    `clock` gives Unix seconds, for metrics and dead letters only. `halt` ends the process: it is told the
    stage and what went wrong, and the stage that called it does nothing more. `post` starts sending, and gives the
    confirmations to wait for.
    """

    settings: Settings
    topics: Topics
    channels: Mapping[str, ChannelT[Any]]
    metrics: Metrics
    clock: Callable[[], float]
    halt: Callable[[str, BaseException], None]
    post: Callable[[Sequence[Sending]], Awaitable[Sequence[Awaitable[Any]]]]
    pulse: Pulse = field(default_factory=Pulse)
    recent: Recent = field(default_factory=Recent)

    async def send(self, stage: str, emissions: Sequence[Emission]) -> None:
        """Send all, then wait until the broker has confirmed every one; raises what any of them raised."""
        if not emissions:
            return
        self.metrics.producer_buffer.inc(len(emissions))
        try:
            await asyncio.gather(*await self.post([emission.sending for emission in emissions]))
        finally:
            self.metrics.producer_buffer.dec(len(emissions))
        now, latency = self.clock(), self.metrics.latency.labels(stage)
        for emission in emissions:
            latency.observe(max(0.0, now - emission.ingested_at / 1000))

    async def pass_on(
        self, stage: str, messages: Sequence[Received], work: Callable[[Received], Iterable[Emission]]
    ) -> None:
        """Send what `work` makes of every message, some at a time, and wait until all of it is confirmed.

        Between slices the other stages have their turn: what one batch of long articles takes is not added to
        the latency of everything behind it.
        """
        sending: list[Awaitable[None]] = []
        emissions: list[Emission] = []
        turn = sent = time.monotonic()
        for message in messages:
            emissions += self.each(stage, [message], work)
            if (now := time.monotonic()) - turn < SLICE_SECONDS:
                continue
            if now - sent >= SEND_SECONDS:
                sending.append(asyncio.create_task(self.send(stage, emissions)))
                emissions, sent = [], now
            await asyncio.sleep(0)
            turn = time.monotonic()
        await asyncio.gather(*sending, self.send(stage, emissions))

    def dead_letter(self, stage: str, message: Received, error: RecordError) -> Emission:
        """The dead letter of one message, counted."""
        value, encoding = (None, None) if message.value is None else written(message.value)
        letter = DeadLetter(
            stage=stage,
            error=Failure(type=error.reason, reason=" ".join(str(error).split())[:300]),
            topic=message.topic,
            partition=message.partition,
            offset=message.offset,
            key=None if message.key is None else written(message.key)[0],
            value=value,
            value_encoding=encoding or "utf-8",
            headers={name: written(content)[0] for name, content in message.headers.items()},
            failed_at=datetime.fromtimestamp(self.clock(), UTC),
        )
        self.metrics.dead_lettered.labels(stage, error.reason).inc(exemplar=message.exemplar)
        self.metrics.processed.labels(stage, "dead_lettered").inc()
        return Emission(self.topics.dead_letters, letter.address, letter.encode(), message.ingested_at)

    def each(
        self, stage: str, messages: Iterable[Received], work: Callable[[Received], Iterable[Emission]]
    ) -> list[Emission]:
        """`work` on every message; one that cannot be processed is replaced by its dead letter."""
        emissions: list[Emission] = []
        done = 0
        for message in messages:
            try:
                emissions += list(work(message))  # all of it, or its dead letter
            except RecordError as error:
                emissions.append(self.dead_letter(stage, message, error))
            else:
                done += 1
        if done:
            self.metrics.processed.labels(stage, "ok").inc(done)
        return emissions

    async def shovel(
        self, stage: str, stream: StreamT[Any], batch: Callable[[Sequence[Received]], Awaitable[None]]
    ) -> None:
        """Take batches off `stream` for ever: hand each to `batch`, and acknowledge it once that returns.

        What is not begun when partitions are revoked is left: whoever has them next is given it again.
        """
        settings = self.settings
        taking = cast("Stream[Any]", stream)  # noack_take is missing from Faust's own interface
        async for waiting in taking.noack_take(BLOCKS, within=settings.batch_seconds):
            for blocks in _batches(waiting, settings.batch_records):
                if not taking.app.flow_control.is_active():
                    break
                if not await self._done(stage, taking, blocks, batch):
                    await (
                        asyncio.Event().wait()
                    )  # whatever went wrong, Faust must not see it: it would acknowledge

    async def _done(
        self,
        stage: str,
        stream: Stream[Any],
        blocks: Sequence[EventT[Any]],
        batch: Callable[[Sequence[Received]], Awaitable[None]],
    ) -> bool:
        """Have a batch done and acknowledge it; false where that cannot be, and the process is to end."""
        messages = [Received.of(record) for block in blocks for record in block.value]
        self._count(stage, messages)
        with self.pulse.at_work():
            try:
                began = time.perf_counter()
                await batch(messages)
                spent = time.perf_counter() - began
                self.metrics.duration.labels(stage).observe(spent, messages[0].exemplar)
                for block in blocks:
                    await stream.ack(block)
            except Exception as error:  # noqa: BLE001  # whatever it is, nothing past it may be committed
                _log.exception("%s cannot go on; nothing past this batch is committed", stage)
                self.halt(stage, error)
                return False
        return True

    def every(self, app: App, stage: str, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
        """Do `work` every so often while the app runs; what goes wrong in it halts the process."""

        @app.timer(seconds)  # type: ignore[untyped-decorator]  # Faust's decorator has no type
        async def _() -> None:
            try:
                await work()
            except Exception as error:  # noqa: BLE001  # as in shovel
                _log.exception("%s cannot go on", stage)
                self.halt(stage, error)

    def _count(self, stage: str, messages: Sequence[Received]) -> None:
        self.metrics.batch.labels(stage).observe(len(messages))
        self.metrics.consumed.labels(messages[-1].topic).inc(len(messages))  # a stage reads one topic
        self.metrics.lag_seconds.set(max(0.0, self.clock() - messages[-1].timestamp))


def _batches(blocks: Iterable[EventT[Any]], most: int) -> Iterator[list[EventT[Any]]]:
    """Blocks together while they hold no more than `most` records; a larger one alone."""
    batch: list[EventT[Any]] = []
    for block in blocks:
        if batch and sum(len(each.value) for each in batch) + len(block.value) > most:
            yield batch
            batch = []
        batch.append(block)
    if batch:
        yield batch
