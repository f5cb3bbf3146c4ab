"""What a topic holds as of now, in the order in which it came: a bounded read, outside any consumer group."""

from __future__ import annotations

import heapq
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from strikewatch.agents.admin import describe_topics, lacking
from strikewatch.agents.broker import LogReader
from strikewatch.agents.connection import client_options
from strikewatch.agents.topics import catalogue
from strikewatch.schemas import Article, Incident, RecordError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable

    from aiokafka import ConsumerRecord

    from strikewatch.agents.settings import Settings

Source = Literal["articles", "incidents"]
KINDS: dict[Source, type[Article | Incident]] = {"articles": Article, "incidents": Incident}


@dataclass(frozen=True, slots=True)
class Recorded:
    """One record, and when it reached its topic."""

    at: datetime
    record: Article | Incident


async def recorded(
    source: Source, settings: Settings, on_unreadable: Callable[[str], None] = lambda _: None
) -> AsyncIterator[Recorded]:
    """The records of a topic up to its end as of this call, by the time they reached it.

    Each partition is in order already, so they are merged while they are read: one of each is in memory.

    Raises:
        BrokerError: no broker answers, or the topic is not there.
    """
    topics = catalogue(settings)
    topic = {"articles": topics.articles, "incidents": topics.incidents}[source]
    states = {state.spec.name: state for state in await describe_topics(settings)}
    if states[topic.name].missing:
        raise lacking(settings, [topic.name])
    async with AsyncExitStack() as stack:
        log = await stack.enter_async_context(LogReader(**client_options(settings)))
        logs = [
            await stack.enter_async_context(aclosing(log.read(topic.name, number)))
            for number in range(states[topic.name].partitions or 0)
        ]
        async for message in _merged(logs):
            if message.value is None:
                continue
            try:
                record = KINDS[source].decode(message.value)
            except RecordError as error:
                on_unreadable(f"{topic.name}/{message.partition}/{message.offset}: {error}")
                continue
            yield Recorded(datetime.fromtimestamp(message.timestamp / 1000, UTC), record)


async def _merged(
    logs: list[AsyncGenerator[ConsumerRecord[bytes, bytes], None]],
) -> AsyncIterator[ConsumerRecord[bytes, bytes]]:
    """Messages of several partitions by time; one that is older than what its partition told before keeps its place."""
    heads: list[tuple[int, int, ConsumerRecord[bytes, bytes]]] = []

    async def advance(number: int, earliest: int) -> None:
        async for message in logs[number]:
            heapq.heappush(heads, (max(message.timestamp, earliest), number, message))
            return

    for number in range(len(logs)):
        await advance(number, 0)
    while heads:
        moment, number, message = heapq.heappop(heads)
        yield message
        await advance(number, moment)
