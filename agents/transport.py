"""Faust's Kafka transport, by the block: what has come of a partition is handed over, sent and acknowledged as one.

Faust makes a message, an event, a future and an entry in the list of acknowledgements of every record, which costs more
than most records take to process. Here a message of Faust's holds all records that a fetch brought of one partition
(`blocks`), and what a stage sends goes out as finished batches, one for each partition (`Outbox`).

Five more things differ from Faust's own consumer:

- Offsets are committed in the order in which blocks were handed over, none past one that is not acknowledged. Faust
  keeps lists of offsets acknowledged and offsets missing, and commits past the latter.
- Nothing is dropped for having been read before. Faust drops what lies before the offset it read last, which can be
  that of an earlier assignment; a record that is given twice does no harm here, one that is not given does.
- What was fetched and not handed over is fetched again. Faust drops a fetch during which partitions were handed out anew,
  and goes back to the offset committed: not at all where none is, as in a partition's first seconds. It was lost then.
- A rebalance waits for the batches that stages are at work on, and not for long. Faust waits until no message that is
  not acknowledged is left in memory, and one that was taken out of one agent's queue is for as long as anything refers
  to it, such as another agent that has long done with it: without end.
- It waits less long for new messages. Faust asks the broker to hold back an empty answer for 1.5 s, and has no setting
  for it. Apache Kafka answers as soon as a message comes; the embedded broker answers late by a part of that wait, at
  every hop from topic to topic. aiokafka itself can be told, so the consumer that Faust makes is told before it starts.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import faust
from faust.transport.drivers import aiokafka as driver
from faust.types.tuples import ack_lock
from mode.utils.futures import notify

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterable, Iterator, Mapping

    from aiokafka import AIOKafkaProducer
    from faust import App
    from faust.types import TP, Message

FETCH_WAIT_MS = 50
BLOCKS = 16
"""Blocks of a topic that may wait for their stage; its partitions are fetched no further until fewer do."""


class Blocks(faust.Schema[Any, Any]):
    """Of a topic whose messages are blocks, which are handed on as they are."""

    def loads_key(self, app: Any, message: Message, **_: Any) -> Any:
        """A block has none."""

    def loads_value(self, app: Any, message: Message, **_: Any) -> Any:  # noqa: ARG002  # as Faust asks
        """The records."""
        return message.value


class _Forgetful(dict[Any, Any]):
    """Where Faust keeps how far it has read: it finds nothing there, and drops nothing."""

    def __getitem__(self, _: Any) -> None:
        return None


class _Thread(driver.AIOKafkaConsumerThread):
    def _create_worker_consumer(self, transport: driver.Transport) -> Any:
        consumer: Any = super()._create_worker_consumer(transport)
        consumer._fetch_max_wait_ms = FETCH_WAIT_MS  # noqa: SLF001  # where aiokafka keeps it until it starts
        return consumer


@dataclass(slots=True)
class _Handed:
    """A block that was handed over: its first offset, the one after it, the assignment it came under."""

    first: int
    after: int
    generation: int
    acked: bool = False


class _Consumer(driver.Consumer):
    """`_handed`: of each partition the blocks handed over and not committed, in their order."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._handed: defaultdict[TP, deque[_Handed]] = defaultdict(deque)
        self._fetched: dict[
            TP, int
        ] = {}  # first offsets of what the last fetch brought and was not handed over
        self._read_offset = _Forgetful()

    def _new_consumer_thread(self) -> driver.AIOKafkaConsumerThread:
        return _Thread(self, loop=self.loop, beacon=self.beacon)

    async def _getmany(self, active_partitions: set[TP] | None, timeout: float) -> Any:  # noqa: ASYNC109  # Faust's own
        await self._go_back()
        found = await super()._getmany(active_partitions, timeout)
        self._fetched = {tp: records[0].offset for tp, records in found.items() if records}
        return {tp: [tuple(records)] for tp, records in found.items() if records}

    async def _go_back(self) -> None:
        """To what was fetched and dropped; where the position is not past it, it comes by itself."""
        dropped, self._fetched = self._fetched, {}
        for tp, first in dropped.items():
            position = self._position(tp)
            if position is not None and position > first:
                await self.seek(tp, first)

    def _position(self, tp: TP) -> int | None:
        """What is fetched next of a partition, where it is ours and that is known; without waiting until it is."""
        consumer: Any = self._thread._ensure_consumer()  # noqa: SLF001  # aiokafka's own way to ask waits
        subscription = consumer._subscription.subscription  # noqa: SLF001
        assigned = subscription and subscription.assignment
        if assigned is None or tp not in assigned.tps:
            return None
        state = assigned.state_value(tp)
        return int(state.position) if state.has_valid_position else None

    def _to_message(self, tp: TP, record: Any) -> Any:
        self._fetched.pop(tp, None)
        message: Any = super()._to_message(tp, record[0])
        message.key, message.value, message.headers = None, record, None
        self._handed[tp].append(_Handed(message.offset, record[-1].offset + 1, message.generation_id))
        return message

    def ack(self, message: Message) -> bool:
        """Note that a block is done with."""
        with ack_lock:
            if message.acked:
                return False
            message.acked = True
            for block in self._handed.get(message.tp, ()):
                if (block.first, block.generation) == (message.offset, message.generation_id):
                    block.acked = True
            self._unacked_messages.discard(message)
            self._n_acked += 1
            notify(self._waiting_for_ack)
            return True

    def _filter_tps_with_pending_acks(self, topics: Any = None) -> Iterator[TP]:
        return (tp for tp in list(self._handed) if topics is None or tp in topics or tp.topic in topics)

    def _new_offset(self, tp: TP) -> int | None:
        """What comes after the blocks that are done with; those of an earlier assignment are given again."""
        handed, offset = self._handed[tp], None
        while handed:
            ours = handed[0].generation == self.app.consumer_generation_id
            if ours and not handed[0].acked:
                break
            block = handed.popleft()
            if ours:
                offset = block.after
        return offset

    async def wait_empty(self) -> None:
        """Wait for what stages are at work on, half a session at most, and commit what is done with.

        What is not is given again to whoever has the partition next, which does no harm.
        """
        transport: Any = self.transport
        with suppress(TimeoutError):
            async with asyncio.timeout(self.app.conf.broker_session_timeout / 2):
                await transport.idle.wait()
        await self.commit_and_end_transactions()

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Commit what is done with, and forget the rest."""
        await super().on_partitions_revoked(revoked)
        for tp in revoked:
            self._handed.pop(tp, None)


class Transport(driver.Transport):
    """As Faust's, by the block. `idle` is set while no stage is at work on a batch."""

    Consumer: ClassVar[Any] = _Consumer
    idle: asyncio.Event


def use(app: App, idle: asyncio.Event) -> None:
    """Let the app consume by this transport; before anything asks for its own."""
    app.conf.stream_buffer_maxsize = BLOCKS
    transport = Transport(app.conf.broker_consumer, app)
    transport.idle = idle
    app.transport = transport


class Sending(NamedTuple):
    """A message on its way out."""

    topic: str
    partition: int
    key: bytes
    value: bytes | None
    headers: Mapping[str, bytes]


class Outbox:
    """Sends by the app's own producer, in finished batches: what is sent together is confirmed together."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def send(self, messages: Iterable[Sending]) -> list[Awaitable[Any]]:
        """Start sending, each partition's in the order given; the confirmations to wait for, which may raise."""
        faust_producer: Any = await self._app.maybe_start_producer()
        producer: AIOKafkaProducer = faust_producer._ensure_producer()  # noqa: SLF001  # Faust sends no batches
        by_partition: dict[tuple[str, int], list[Sending]] = {}
        for message in messages:
            by_partition.setdefault((message.topic, message.partition), []).append(message)
        return [
            await producer.send_batch(batch, topic, partition=partition)
            for (topic, partition), some in by_partition.items()
            for batch in _batches(producer, some)
        ]


def _batches(producer: AIOKafkaProducer, messages: Iterable[Sending]) -> Iterator[Any]:
    """Finished batches, each as large as the producer's settings let it be."""
    batch = producer.create_batch()
    for message in messages:
        told: dict[str, Any] = {"key": message.key, "value": message.value, "timestamp": None,
                                "headers": list(message.headers.items())}  # fmt: skip
        if batch.append(**told) is None:  # it is full, and closed itself
            yield batch
            batch = producer.create_batch()
            batch.append(**told)  # a batch takes its first message, however large
    batch.close()
    yield batch
