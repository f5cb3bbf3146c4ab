"""Read one partition back from an offset to its end, outside any consumer group, on every broker we run on.

Where the end is: no single answer is right everywhere. `ListOffsets(latest)` of the embedded broker is the first
offset of the last batch plus one, so too low; the high watermark in a fetch answer of Apache Kafka may be too low
for a moment after a change of leader, where `ListOffsets` waits until it is right (KIP-207). Neither is ever too
high, so the larger of the two is the end.

That the end is reached: by position, not by the last record, since compaction, tombstones and transaction markers
leave offsets without one. And where nothing is left between the position and the end, no record ever comes: there
an empty answer to a fetch at that very position says so.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import aclosing, asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from strikewatch.agents.broker.interface import BrokerError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    from aiokafka import ConsumerRecord

FETCH_WAIT_MS = 5  # how long a broker holds back an empty answer; every read meets one or two
FETCH_BYTES = 8 << 20  # a larger record still comes, alone
BATCH_RECORDS = 1000  # unpacked at once; the event loop runs in between
ANSWER_WAIT_MS = 50  # how long one look for records takes where none come
NOTHING_LEFT = 1.0  # seconds of empty answers until they are believed; never met on a healthy log
APPEARS = 1.0  # seconds for a topic just created to be known
STALL_TIMEOUT = 60.0
SETTLE = 0.01
STOP_TIMEOUT = 2.0


class LogTruncatedError(BrokerError):
    """The partition ends before the offset asked for: it was truncated, or its topic was made anew."""


class Bounds(NamedTuple):
    """The first offset a partition still holds, and the one its next record will get."""

    first: int
    end: int


class LogReader:
    """Reads partitions back; any number of reads may run at once, each on a connection of its own, kept for the next.

    Args:
        stall_timeout: seconds without progress after which a read gives up.
        connection: what aiokafka's consumer needs to connect: bootstrap_servers, security_protocol, sasl_*, ssl_context.
    """

    def __init__(self, *, stall_timeout: float = STALL_TIMEOUT, **connection: Any) -> None:
        self._stall_timeout = stall_timeout
        self._connection = connection
        self._idle: list[AIOKafkaConsumer] = []
        self._all: list[AIOKafkaConsumer] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close every connection."""
        self._idle.clear()
        await asyncio.sleep(SETTLE)
        while self._all:
            await _stop(self._all.pop())

    async def bounds(self, topic: str, partition: int) -> Bounds:
        """The first offset and the end of a partition, as of this call.

        Raises:
            BrokerError: there is no such partition, or the broker does not answer.
        """
        async with self._consumer(topic, partition) as consumer:
            return await _bounds(consumer, TopicPartition(topic, partition), self._stall_timeout)

    async def read(
        self, topic: str, partition: int, *, start: int = 0, until: int | None = None
    ) -> AsyncGenerator[ConsumerRecord[bytes, bytes], None]:
        """Yield the records with `start <= offset < until`, in order; up to the end as of this call when None.

        Offsets that retention or compaction removed are passed over; tombstones come with the value None.

        Raises:
            BrokerError: there is no such partition, or the broker does not answer.
            LogTruncatedError: the partition ends before `start` or before `until`.
        """
        tp = TopicPartition(topic, partition)
        async with self._consumer(topic, partition) as consumer:
            bounds = await _bounds(consumer, tp, self._stall_timeout)
            stop = bounds.end if until is None else until
            if max(start, stop) > bounds.end:
                raise LogTruncatedError(
                    f"{topic}/{partition} ends at offset {bounds.end}, but {max(start, stop)} was asked for: "
                    "it was truncated, or its topic was made anew."
                )
            reading = _batches(consumer, tp, max(start, bounds.first), stop, self._stall_timeout)
            async with aclosing(reading) as batches:
                async for batch in batches:
                    for record in batch:
                        if start <= record.offset < stop:
                            yield record

    @asynccontextmanager
    async def _consumer(self, topic: str, partition: int) -> AsyncIterator[AIOKafkaConsumer]:
        """A connection that no other read uses, for the length of the block."""
        try:
            consumer = self._idle.pop() if self._idle else await self._connect()
            try:
                yield consumer
            finally:
                consumer.unsubscribe()  # or it would go on fetching
                if consumer in self._all:  # not closed meanwhile
                    self._idle.append(consumer)
        except (KafkaError, TimeoutError) as failed:
            raise BrokerError(f"{topic}/{partition} could not be read: {failed!r}") from failed

    async def _connect(self) -> AIOKafkaConsumer:
        consumer = AIOKafkaConsumer(
            **self._connection,
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            fetch_max_wait_ms=FETCH_WAIT_MS,
            max_partition_fetch_bytes=FETCH_BYTES,
        )
        self._all.append(consumer)
        try:
            await consumer.start()
        except BaseException:
            self._all.remove(consumer)
            await _stop(consumer)
            raise
        return consumer


async def read_log(
    connection: str | dict[str, Any], topic: str, partition: int, *, start: int = 0, until: int | None = None
) -> AsyncGenerator[ConsumerRecord[bytes, bytes], None]:
    """`LogReader.read` for a single partition; `connection` is the bootstrap address or the client's options."""
    options = {"bootstrap_servers": connection} if isinstance(connection, str) else connection
    async with LogReader(**options) as reader:
        async for record in reader.read(topic, partition, start=start, until=until):
            yield record


async def _stop(consumer: AIOKafkaConsumer) -> None:
    """Stop, and ask again if nothing comes of it.

    aiokafka 0.14 loses the first request when it is just dropping an assignment (`Fetcher._fetch_requests_routine`
    suppresses the cancellation of the tasks it waits for there, and with it its own), and then waits for ever.
    """
    with suppress(TimeoutError):
        await asyncio.wait_for(consumer.stop(), STOP_TIMEOUT)  # which cancels once more


async def _bounds(consumer: AIOKafkaConsumer, tp: TopicPartition, stall_timeout: float) -> Bounds:
    async with asyncio.timeout(stall_timeout):
        if not await _exists(consumer, tp):
            raise BrokerError(
                f"Topic {tp.topic} has no partition {tp.partition}: create it with strikewatch topics create."
            )
        consumer.assign([tp])
        first = (await consumer.beginning_offsets([tp]))[tp]
        listed = (await consumer.end_offsets([tp]))[tp]
        if listed <= first:
            return Bounds(first, listed)
        consumer.seek(tp, listed - 1)  # a record is there, as a rule, so the answer comes at once
        while (highwater := consumer.highwater(tp)) is None:
            await consumer.getmany(tp, timeout_ms=ANSWER_WAIT_MS, max_records=1)
        return Bounds(first, max(listed, highwater))


async def _exists(consumer: AIOKafkaConsumer, tp: TopicPartition) -> bool:
    """Looked up among all topics: to ask for one by its name could create it.

    Apache Kafka says that a topic is created before every answer shows it, so it is looked for again.
    """
    deadline = time.monotonic() + APPEARS
    while True:
        cluster = await consumer._client.fetch_all_metadata()  # noqa: SLF001  # topics() keeps no partitions
        if tp.partition in (cluster.partitions_for_topic(tp.topic) or ()):
            return True
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(APPEARS / 20)


async def _batches(
    consumer: AIOKafkaConsumer, tp: TopicPartition, start: int, stop: int, stall_timeout: float
) -> AsyncGenerator[list[ConsumerRecord[bytes, bytes]], None]:
    consumer.seek(tp, start)
    position, arrived, since = start, consumer.last_poll_timestamp(tp), time.monotonic()
    while position < stop:
        answered = consumer.last_poll_timestamp(tp)
        batch = (await consumer.getmany(tp, timeout_ms=ANSWER_WAIT_MS, max_records=BATCH_RECORDS)).get(tp)
        if batch:
            yield batch
        moved = await consumer.position(tp)
        if moved != position:
            position, arrived, since = moved, consumer.last_poll_timestamp(tp), time.monotonic()
        elif (
            answered != arrived and consumer.highwater(tp) >= stop and time.monotonic() - since > NOTHING_LEFT
        ):
            return  # fetches at this position are answered, with nothing: nothing is left before the end
        elif time.monotonic() - since > stall_timeout:
            raise TimeoutError(f"no answer to a fetch at offset {position} in {stall_timeout:g} s")
