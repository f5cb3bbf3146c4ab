"""Reads the topics into the tables from their beginning, then follows them, outside any consumer group."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from strikewatch.agents.admin import describe_topics, lacking
from strikewatch.agents.broker import BrokerError, LogReader
from strikewatch.agents.connection import client_options
from strikewatch.agents.topics import catalogue
from strikewatch.agents.view.tables import Message, Position
from strikewatch.schemas import RecordError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiokafka import ConsumerRecord

    from strikewatch.agents.settings import Settings
    from strikewatch.agents.view.freshness import Freshness
    from strikewatch.agents.view.tables import Change, Kind, Tables

AT_ONCE = 4
"""Partitions that are read at the same time on the way to the present."""
POLL_MS = 250
BATCH = 500
BURST = 50
"""Records that are applied before requests and listeners get their turn."""


async def _go_on() -> None:
    """Nobody waits for a turn."""


@dataclass(slots=True)
class Follower:
    """Keeps `tables` and `freshness` up to date; tells `on_change` of every change once all is caught up.

    After every BURST of them it waits for `on_burst`. `on_record` is told the topic and the outcome of every record: `applied`, `unchanged` or `unreadable`.
    """

    settings: Settings
    tables: Tables
    freshness: Freshness
    clock: Callable[[], float]
    on_change: Callable[[Change], None] = lambda _: None
    on_record: Callable[[str, str], None] = lambda _topic, _outcome: None
    on_caught_up: Callable[[], None] = lambda: None
    on_burst: Callable[[], Awaitable[None]] = _go_on
    _kinds: dict[str, Kind] = field(default_factory=dict)
    _next: dict[TopicPartition, int] = field(default_factory=dict)

    async def run(self) -> None:
        """Follow until cancelled.

        Raises:
            BrokerError: no broker answers, a topic is missing, or a topic was made anew under us.
        """
        partitions = await self._partitions()
        async with LogReader(**client_options(self.settings)) as log:
            gate = asyncio.Semaphore(AT_ONCE)
            reading = [asyncio.create_task(self._read(log, gate, partition)) for partition in partitions]
            try:
                await asyncio.gather(*reading)
            finally:
                for task in reading:
                    task.cancel()
        self.tables.prepare()
        self.freshness.answered = self.clock()
        self.freshness.caught_up = True
        self.on_caught_up()
        await self._follow()

    async def _partitions(self) -> list[TopicPartition]:
        topics = catalogue(self.settings)
        self._kinds = {
            topics.incidents.name: "incident",
            topics.region_windows.name: "region-window",
            topics.strike_reports.name: "report",
            **{topic.name: "alert" for topic in topics.alerts.values()},
        }
        states = {state.spec.name: state for state in await describe_topics(self.settings)}
        if missing := [name for name in self._kinds if states[name].missing]:
            raise lacking(self.settings, missing)
        return [
            TopicPartition(name, number)
            for name in self._kinds
            for number in range(states[name].partitions or 0)
        ]

    async def _read(self, log: LogReader, gate: asyncio.Semaphore, partition: TopicPartition) -> None:
        async with gate:
            end = (await log.bounds(partition.topic, partition.partition)).end
            async for message in log.read(partition.topic, partition.partition, until=end):
                self._take(message)
            self._next[partition] = end

    async def _follow(self) -> None:
        consumer = AIOKafkaConsumer(
            **client_options(self.settings),
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="none",  # a topic that was made anew must not pass unnoticed
            max_partition_fetch_bytes=self.settings.max_message_bytes,
        )
        try:
            await consumer.start()
            consumer.assign(list(self._next))
            for partition, offset in self._next.items():
                consumer.seek(partition, offset)
            while True:
                for batch in (await consumer.getmany(timeout_ms=POLL_MS, max_records=BATCH)).values():
                    await self._take_live(batch)
                self._look(consumer)
        except KafkaError as error:
            raise BrokerError(
                f"{self.settings.bootstrap_servers} can be followed no longer ({error!r}); start again"
            ) from error
        finally:
            await consumer.stop()

    async def _take_live(self, batch: list[ConsumerRecord[bytes, bytes]]) -> None:
        for number, message in enumerate(batch, 1):
            if (change := self._take(message)) is not None:
                self.on_change(change)
            self._next[TopicPartition(message.topic, message.partition)] = message.offset + 1
            if number % BURST == 0:
                await self.on_burst()

    def _take(self, message: ConsumerRecord[bytes, bytes]) -> Change | None:
        self.freshness.newest = max(self.freshness.newest, message.timestamp / 1000)
        position = Position(message.partition, message.offset)
        key = (message.key or b"").decode(errors="replace")
        try:
            change = self.tables.apply(
                Message(self._kinds[message.topic], message.topic, position, key, message.value)
            )
        except RecordError:
            self.freshness.unreadable += 1
            self.on_record(message.topic, "unreadable")
            return None
        self.on_record(message.topic, "unchanged" if change is None else "applied")
        return change

    def _look(self, consumer: AIOKafkaConsumer) -> None:
        """How far behind we are, by what the last answer to each fetch said."""
        answered = []
        for partition, offset in self._next.items():
            end = consumer.highwater(partition)
            if end is not None:
                self.freshness.lag[partition.topic, partition.partition] = max(0, end - offset)
                answered.append(consumer.last_poll_timestamp(partition) / 1000)
        if answered:
            self.freshness.answered = max(self.freshness.answered, min(answered))
