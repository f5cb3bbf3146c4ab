"""Articles onto their topic, each delivery confirmed."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, MessageSizeTooLargeError

from strikewatch.agents.admin import describe_topics, lacking
from strikewatch.agents.connection import client_options
from strikewatch.agents.topics import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from strikewatch.agents.reading import Reading
    from strikewatch.agents.settings import Settings

WINDOW = 500
"""Articles under way at once, before their confirmations are waited for."""
RATED_WINDOW_SECONDS = 0.05
NOT_TRIED = "not tried after the failure before it"


@dataclass(slots=True)
class Published:
    """What came of it. `refused`: origin and reason of every article the broker did not confirm."""

    topic: str
    confirmed: int = 0
    undecoded: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def handled(self) -> int:
        return self.confirmed + len(self.refused)


async def publish(
    readings: Iterable[Reading],
    settings: Settings,
    *,
    per_second: float | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Published:
    """Send every article under its id; what could not be read as an article goes out as the bytes it is.

    `per_second` spreads them over time; `progress` is told how many are done with. Once the broker has
    failed to take a window, the rest is not tried.

    Raises:
        BrokerError: no broker answers, or it has no topic for articles.
    """
    result, started = Published(await _topic(settings)), time.monotonic()
    size = WINDOW if per_second is None else min(WINDOW, max(1, int(per_second * RATED_WINDOW_SECONDS)))
    remaining = iter(readings)
    async with AIOKafkaProducer(
        **client_options(settings),
        acks="all",
        compression_type="zstd",
        linger_ms=5,
        max_batch_size=1 << 19,
        max_request_size=settings.max_message_bytes,
    ) as producer:
        while window := list(islice(remaining, size)):
            healthy = await _deliver(producer, window, result)
            progress(result.handled)
            if not healthy:
                result.refused += ((reading.origin, NOT_TRIED) for reading in remaining)
            if per_second:
                await asyncio.sleep(max(0.0, started + result.handled / per_second - time.monotonic()))
    result.seconds = time.monotonic() - started
    return result


async def _topic(settings: Settings) -> str:
    name = catalogue(settings).articles.name
    states = await describe_topics(settings)
    if next(state for state in states if state.spec.name == name).missing:
        raise lacking(settings, [name])
    return name


async def _deliver(producer: AIOKafkaProducer, window: Sequence[Reading], result: Published) -> bool:
    """Send a window and wait for all its confirmations; whether the broker is still well."""
    answers = await asyncio.gather(
        *(_confirmed(producer, result.topic, reading) for reading in window), return_exceptions=True
    )
    healthy = True
    for reading, answer in zip(window, answers, strict=True):
        if answer is None:
            result.confirmed += 1
            result.undecoded += reading.article is None
        elif isinstance(answer, KafkaError | TimeoutError):
            result.refused.append(
                (reading.origin, str(answer.args[0]) if answer.args else type(answer).__name__)
            )
            healthy = healthy and isinstance(answer, MessageSizeTooLargeError)
        else:
            raise answer
    return healthy


async def _confirmed(producer: AIOKafkaProducer, topic: str, reading: Reading) -> None:
    article = reading.article
    key, value = (article.article_id.encode(), article.encode()) if article else (None, reading.raw)
    await (await producer.send(topic, value, key=key))
