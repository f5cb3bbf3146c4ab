"""The production topology, driven in memory: the same `build()`, with topics that are lists.

Messages that a stage sends are appended to the topic's partition and handed to the agents that consume it;
a log reader over the same lists stands in for the one over Kafka. Nothing of Faust is replaced but the
producer.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Self

from prometheus_client import CollectorRegistry

from strikewatch.agents.pipeline import Pipeline, build
from strikewatch.agents.stage import Received
from strikewatch.schemas import (
    Alert,
    Article,
    DeadLetter,
    Incident,
    RecordError,
    RegionWindow,
    StrikeReport,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Sequence

    from strikewatch.agents.settings import Settings
    from strikewatch.agents.stages import Stages
    from strikewatch.agents.topics import TopicSpec
    from strikewatch.agents.transport import Sending


@dataclass
class Logs:
    """Every topic's partitions as lists of messages; offsets are positions."""

    messages: dict[tuple[str, int], list[Received]] = field(default_factory=lambda: defaultdict(list))

    def append(
        self, topic: str, partition: int, key: bytes | None, value: bytes | None, headers: dict[str, bytes]
    ) -> Received:
        log = self.messages[topic, partition]
        log.append(Received(topic, partition, len(log), key, value, headers, 1_700_000_000.0))
        return log[-1]

    async def read(
        self, topic: str, partition: int, *, start: int = 0, until: int | None = None
    ) -> AsyncIterator[Received]:
        for message in self.messages[topic, partition][start:until]:
            yield message

    def values(self, topic: TopicSpec) -> list[Received]:
        return [one for number in range(topic.partitions) for one in self.messages[topic.name, number]]

    def latest(self, topic: TopicSpec) -> dict[str, bytes]:
        """What compaction would leave."""
        return {(one.key or b"").decode(): one.value or b"" for one in self.values(topic)}


class HaltedError(Exception):
    """The stage that stopped the process, and why."""


@dataclass
class Line:
    """One worker's pipeline on `logs`. Entering starts it, leaving stops it as a crash would: nothing is flushed."""

    settings: Settings
    domain: Stages
    logs: Logs = field(default_factory=Logs)
    clock: float = 1_700_000_000.0
    halted: list[HaltedError] = field(default_factory=list)
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    _unacked: list[Any] = field(default_factory=list)

    async def __aenter__(self) -> Self:
        self.registry = CollectorRegistry()
        self.pipeline: Pipeline = build(
            self.settings,
            self.registry,
            log=self.logs,
            halt=lambda stage, error: self.halted.append(HaltedError(f"{stage}: {error!r}")),
            clock=lambda: self.clock,
            domain=self.domain,
            post=self._post,
        )
        self.pipeline.app.finalize()
        self.pipeline.app.flow_control.resume()
        self._consumers: dict[str, list[Any]] = defaultdict(list)
        for agent in reversed(self.pipeline.agents):
            context = agent.test_context()
            self._consumers[agent.channel.get_topic_name()].append(
                await self._stack.enter_async_context(context)
            )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()
        consumer: Any = self.pipeline.app.consumer
        consumer._thread.thread_loop.close()  # noqa: SLF001  # made with the consumer, and never started here

    async def _post(self, messages: Sequence[Sending]) -> list[asyncio.Future[None]]:
        for one in messages:
            await self._hand_over(
                self.logs.append(one.topic, one.partition, one.key, one.value, dict(one.headers))
            )
        return []

    async def _hand_over(self, message: Received) -> None:
        record = SimpleNamespace(
            topic=message.topic, partition=message.partition, offset=message.offset, key=message.key,
            value=message.value, headers=message.headers.items(), timestamp=message.timestamp * 1000,
        )  # fmt: skip
        for wrapper in self._consumers[message.topic]:
            raw = wrapper.to_message(None, (record,), partition=message.partition, offset=message.offset)
            channel = wrapper.stream().channel
            await channel.put(await channel.decode(raw))
            self._unacked.append(raw)

    async def publish(self, *articles: Article | bytes | None) -> None:
        """Put messages on the articles topic, as a publisher would."""
        topic = self.pipeline.shop.topics.articles
        for article in articles:
            value = article.encode() if isinstance(article, Article) else article
            key = article.article_id.encode() if isinstance(article, Article) else None
            number = topic.partition_of(key.decode()) if key else 0
            await self._hand_over(self.logs.append(topic.name, number, key, value, {}))

    async def arrive(self, message: Received) -> None:
        """What another worker sent reaches its topic now, and those who consume it."""
        await self._hand_over(
            self.logs.append(
                message.topic, message.partition, message.key, message.value, dict(message.headers)
            )
        )

    async def redeliver(self, topic: TopicSpec) -> None:
        """Hand everything on a topic over once more, as after a crash before the commit."""
        for message in self.logs.values(topic):
            await self._hand_over(message)

    async def acknowledged(self, within: float = 60.0) -> Self:
        """Wait until every message handed over has been acknowledged; a halt is raised."""
        async with asyncio.timeout(within):
            while any(not message.acked for message in self._unacked):
                if self.halted:
                    raise self.halted[0]
                await asyncio.sleep(0.01)
        self._unacked.clear()
        return self

    async def settled(self, within: float = 60.0) -> Self:
        """As acknowledged, and all that is owed is sent, without waiting for its second to be over."""
        await self.acknowledged(within)
        for table in self.pipeline.tables:
            await table.drain()
            await self.acknowledged(within)
        return self

    def _records(self, topic: TopicSpec, kind: Any) -> dict[str, Any]:
        """What a reader of the topic sees, who passes over what is not a record."""
        found = {}
        for key, value in sorted(self.logs.latest(topic).items()):
            with suppress(RecordError):
                found[key] = kind.decode(value)
        return found

    @property
    def reports(self) -> dict[str, StrikeReport]:
        found: dict[str, StrikeReport] = {}
        for message in self.logs.values(self.pipeline.shop.topics.strike_reports):
            with suppress(RecordError):
                report = StrikeReport.decode(message.value)
                found[report.report_id] = report
        return found

    @property
    def incidents(self) -> dict[str, Incident]:
        """Live incidents: those that were not taken back."""
        found: dict[str, Incident] = self._records(self.pipeline.shop.topics.incidents, Incident)
        return {key: one for key, one in found.items() if not one.retracted and one.merged_into is None}

    @property
    def region_windows(self) -> dict[str, RegionWindow]:
        """Rows that say something: a region that emptied leaves zeros behind."""
        found: dict[str, RegionWindow] = self._records(self.pipeline.shop.topics.region_windows, RegionWindow)
        return {key: row for key, row in found.items() if not row.is_empty}

    @property
    def alerts(self) -> dict[str, Alert]:
        """Live alerts by topic and fingerprint."""
        return {
            f"{severity}/{key}": alert
            for severity, topic in self.pipeline.shop.topics.alerts.items()
            for key, alert in self._records(topic, Alert).items()
            if alert.msg_type != "Cancel"
        }

    @property
    def dead_letters(self) -> dict[str, DeadLetter]:
        return self._records(self.pipeline.shop.topics.dead_letters, DeadLetter)


def in_turn(articles: Iterable[Article]) -> list[Article]:
    """Articles in the order they were published."""
    return sorted(articles, key=lambda article: str(article.published_at))
