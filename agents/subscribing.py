"""Records off their topics, from the beginning or from now on, outside any consumer group."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from strikewatch.agents.admin import describe_topics, lacking
from strikewatch.agents.broker import BrokerError, LogReader
from strikewatch.agents.connection import client_options
from strikewatch.agents.topics import SEVERITIES, catalogue, country_of
from strikewatch.schemas import Alert, DeadLetter, Incident, Record, RecordError, RegionWindow, StrikeReport

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence

    from strikewatch.agents.settings import Settings
    from strikewatch.agents.topics import TopicSpec

Feed = Literal["alerts", "incidents", "region-windows", "strike-reports", "dead-letters"]
RECORDS: dict[Feed, type[Record]] = {
    "alerts": Alert,
    "incidents": Incident,
    "region-windows": RegionWindow,
    "strike-reports": StrikeReport,
    "dead-letters": DeadLetter,
}
POLL_MS = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records to hand over. Codes are ISO 3166; a country's code takes all of its regions."""

    regions: frozenset[str] = frozenset()
    severity: str | None = None
    rules: frozenset[str] = frozenset()

    def takes(self, record: Record) -> bool:
        return self._by_region(record) and self._by_severity(record) and self._by_rule(record)

    def _by_region(self, record: Record) -> bool:
        area = _area(record)
        return not self.regions or bool(self.regions & {area, country_of(area)})

    def _by_severity(self, record: Record) -> bool:
        if self.severity is None:
            return True
        held = getattr(record, "severity", None)
        return held is not None and SEVERITIES.index(held) >= SEVERITIES.index(self.severity)

    def _by_rule(self, record: Record) -> bool:
        return not self.rules or getattr(record, "rule", None) in self.rules


@dataclass(frozen=True, slots=True)
class Heard:
    """One record that is wanted, and the bytes it came as."""

    record: Record
    raw: bytes


def _area(record: Record) -> str:
    if isinstance(record, Alert):
        return record.area.region
    if isinstance(record, RegionWindow):
        return record.region
    if isinstance(record, Incident | StrikeReport):
        return record.place.area
    return ""


def topics_of(feed: Feed, settings: Settings, severity: str | None = None) -> list[TopicSpec]:
    """The topics behind a feed; of alerts only those of `severity` and worse."""
    topics = catalogue(settings)
    if feed == "alerts":
        least = SEVERITIES.index(severity) if severity else 0
        return [topics.alerts[name] for name in SEVERITIES[least:]]
    named: dict[str, TopicSpec] = {
        "incidents": topics.incidents,
        "region-windows": topics.region_windows,
        "strike-reports": topics.strike_reports,
        "dead-letters": topics.dead_letters,
    }
    return [named[feed]]


async def subscribe(
    feed: Feed,
    settings: Settings,
    wanted: Wanted,
    *,
    beginning: bool,
    quiet_seconds: float | None = None,
    on_ready: Callable[[], None] = lambda: None,
    on_unreadable: Callable[[str], None] = lambda _: None,
) -> AsyncGenerator[Heard, None]:
    """Yield the records of a feed for ever, or until none has come for `quiet_seconds`.

    What is written after `on_ready` was called is never missed.

    Raises:
        BrokerError: no broker answers, the topics are not there, or the connection is lost for good.
    """
    starts = await _starts(topics_of(feed, settings, wanted.severity), settings, beginning=beginning)
    consumer = AIOKafkaConsumer(
        **client_options(settings),
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=settings.max_message_bytes,
    )
    try:
        await consumer.start()
        consumer.assign(list(starts))
        for partition, offset in starts.items():
            consumer.seek(partition, offset)
        on_ready()
        async for value, where in _values(consumer, quiet_seconds):
            try:
                record = RECORDS[feed].decode(value)
            except RecordError as error:
                on_unreadable(f"{where}: {error}")
                continue
            if wanted.takes(record):
                yield Heard(record, value)
    except KafkaError as error:
        raise BrokerError(
            f"the broker at {settings.bootstrap_servers} stopped answering ({error!r}); run again"
        ) from error
    finally:
        await consumer.stop()


async def _values(
    consumer: AIOKafkaConsumer, quiet_seconds: float | None
) -> AsyncIterator[tuple[bytes, str]]:
    """Values with their addresses; tombstones are left out."""
    last = time.monotonic()
    while quiet_seconds is None or time.monotonic() - last < quiet_seconds:
        for batch in (await consumer.getmany(timeout_ms=POLL_MS)).values():
            for message in batch:
                last = time.monotonic()
                if message.value is not None:
                    yield message.value, f"{message.topic}/{message.partition}/{message.offset}"


async def _starts(
    topics: Sequence[TopicSpec], settings: Settings, *, beginning: bool
) -> dict[TopicPartition, int]:
    """Where to start in every partition. Not by `latest`, which some brokers answer wrongly: docs/brokers.md."""
    states = {state.spec.name: state for state in await describe_topics(settings)}
    if missing := [topic.name for topic in topics if states[topic.name].missing]:
        raise lacking(settings, missing)
    partitions = [
        TopicPartition(topic.name, number)
        for topic in topics
        for number in range(states[topic.name].partitions or 0)
    ]
    async with LogReader(**client_options(settings)) as log:
        bounds = [await log.bounds(each.topic, each.partition) for each in partitions]
    return {
        each: bound.first if beginning else bound.end for each, bound in zip(partitions, bounds, strict=True)
    }
