"""What a run has come to so far: every record of every topic, the last of each key, and whether all is done."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from strikewatch.agents.broker import LogReader
from strikewatch.agents.connection import client_options
from strikewatch.agents.topics import catalogue
from strikewatch.schemas import Alert, DeadLetter, Incident, RecordError, RegionWindow

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiokafka import ConsumerRecord

    from strikewatch.agents.settings import Settings
    from strikewatch.agents.topics import Topics
    from strikewatch.schemas import Record

POLL_MS = 100
ROWS_WAIT = 1.5
"""Seconds without a record after which none is owed: rows wait for up to a second to be sent once."""
KEPT: dict[str, type[Record]] = {
    "Incident": Incident,
    "RegionWindow": RegionWindow,
    "Alert": Alert,
    "DeadLetter": DeadLetter,
}
"""The records whose latest state is kept; of the others only their number."""


@dataclass(slots=True)
class Watch:
    """Follows all topics of one installation from their beginning."""

    settings: Settings
    topics: Topics
    counts: dict[str, int] = field(default_factory=dict)
    states: dict[str, dict[bytes, Record]] = field(default_factory=dict)
    latest_alert: Alert | None = None

    def count(self, topic: str) -> int:
        """Records seen on a topic."""
        return self.counts.get(topic, 0)

    def latest(self, topic: str) -> list[Record]:
        """The last record of every key, in the order of the keys."""
        return [record for _, record in sorted(self.states.get(topic, {}).items())]

    def alerts(self) -> list[Alert]:
        """The last of every alert, of all severities."""
        found = [record for topic in self.topics.alerts.values() for record in self.latest(topic.name)]
        return [record for record in found if isinstance(record, Alert)]

    async def follow(self) -> None:
        """Take records in until cancelled."""
        consumer = AIOKafkaConsumer(
            **client_options(self.settings),
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
        )
        try:
            await consumer.start()
            consumer.assign(
                [TopicPartition(t.name, number) for t in self.topics for number in range(t.partitions)]
            )
            await consumer.seek_to_beginning()
            while True:
                for batch in (await consumer.getmany(timeout_ms=POLL_MS)).values():
                    for message in batch:
                        self._take(message)
        finally:
            await consumer.stop()

    def _take(self, message: ConsumerRecord[bytes, bytes]) -> None:
        topic = message.topic
        self.counts[topic] = self.count(topic) + 1
        kind = KEPT.get(next(spec.record for spec in self.topics if spec.name == topic))
        if kind is None:
            return
        held = self.states.setdefault(topic, {})
        try:
            record = kind.decode(message.value)
        except RecordError:
            held.pop(message.key or b"", None)  # a tombstone
            return
        held[message.key or b""] = record
        if isinstance(record, Alert) and record.msg_type != "Cancel":
            self.latest_alert = record

    async def done(self, admin: AIOKafkaAdminClient, log: LogReader) -> bool:
        """Whether the workers have committed all there is on every topic they read, and this has seen it.

        The commits are asked for before the ends: a stage commits once its outputs are confirmed, so ends
        that are no further than the commits of earlier leave nothing under way.
        """
        read = (self.topics.articles, self.topics.strike_reports, self.topics.incidents,
                self.topics.region_windows)  # fmt: skip
        partitions = [
            TopicPartition(topic.name, number) for topic in read for number in range(topic.partitions)
        ]
        try:
            committed = await admin.list_consumer_group_offsets(self.settings.group_id, partitions=partitions)
        except KafkaError:  # the group is only being formed
            return False
        reached = {each: max(0, committed[each].offset) if each in committed else 0 for each in partitions}
        if any(
            sum(reached[each] for each in partitions if each.topic == topic.name) < self.count(topic.name)
            for topic in read
        ):
            return False
        for each in partitions:
            if (await log.bounds(each.topic, each.partition)).end > reached[each]:
                return False
        return await self._has_seen_all(log)

    async def _has_seen_all(self, log: LogReader) -> bool:
        outputs = (*self.topics.alerts.values(), self.topics.dead_letters)
        for topic in outputs:
            ends = [(await log.bounds(topic.name, number)).end for number in range(topic.partitions)]
            if self.count(topic.name) < sum(ends):
                return False
        return True


@asynccontextmanager
async def watching(settings: Settings) -> AsyncIterator[Watch]:
    """A watch that follows the topics for the length of the block."""
    watch = Watch(settings, catalogue(settings))
    following = asyncio.create_task(watch.follow())
    try:
        yield watch
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)


async def processed(watch: Watch, articles: int, *, patience: float, poll: float = 0.2) -> bool:
    """Return once `articles` articles and all that follows from them are processed.

    False if nothing has moved for `patience` seconds.
    """
    options = client_options(watch.settings)
    admin = AIOKafkaAdminClient(**options)
    moved, total = time.monotonic(), -1
    try:
        await admin.start()
        async with LogReader(**options) as log:
            while True:
                complete = watch.count(watch.topics.articles.name) >= articles and await watch.done(
                    admin, log
                )
                if (now := sum(watch.counts.values())) != total:
                    moved, total = time.monotonic(), now
                still = time.monotonic() - moved
                if complete and still >= ROWS_WAIT:
                    return True
                if still > patience:
                    return False
                await asyncio.sleep(poll)
    finally:
        await admin.close()
