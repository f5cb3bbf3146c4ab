"""Alerts to an HTTP endpoint: each batch is delivered, or becomes dead letters, before its offsets are committed.

A subscriber like any other, in a process of its own: a receiver that is slow or gone holds up no worker. What it
holds is bounded by one batch, and how long it tries by `Patience`.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import aiohttp
import stamina
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import KafkaError

from strikewatch.agents.admin import check_topics
from strikewatch.agents.alert.alertmanager import payload
from strikewatch.agents.broker import BrokerError
from strikewatch.agents.connection import client_options
from strikewatch.agents.subscribing import topics_of
from strikewatch.agents.topics import catalogue
from strikewatch.schemas import Alert, DeadLetter, Failure, RecordError
from strikewatch.schemas.dead_letter import written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiokafka import ConsumerRecord

    from strikewatch.agents.settings import Settings
    from strikewatch.agents.subscribing import Wanted

STAGE = "webhook"
MOST_ALERTS = 100
"""In one request; as many messages are taken off the topics at once."""
POLL_MS = 200
MOST_OF_AN_ANSWER = 200
PASSING = frozenset({408, 425, 429})
"""Refusals that may pass, beside every 5xx (RFC 9110, RFC 6585, RFC 8470)."""
LONGEST_PAUSE = 30.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to try: at most `attempts` requests of `seconds` each, none begun `total` seconds after the first."""

    attempts: int = 8
    seconds: float = 10.0
    total: float = 120.0
    first_pause: float = 0.5


class RefusedError(Exception):
    """The receiver does not take it; `passing` where it may later, then `after` seconds if it says so."""

    def __init__(self, reason: str, *, passing: bool, after: float | None = None) -> None:
        super().__init__(reason)
        self.passing = passing
        self.after = after


@dataclass(slots=True)
class Delivered:
    """What came of it so far: alerts taken by the receiver, and those that became dead letters."""

    alerts: int = 0
    letters: int = 0


@dataclass(frozen=True, slots=True)
class Receiver:
    """Posts to one URL; redirections are not followed."""

    url: str
    session: aiohttp.ClientSession
    patience: Patience = Patience()

    async def deliver(self, alerts: Sequence[Alert]) -> int:
        """Post until it is taken; how many attempts that took.

        Raises:
            RefusedError: it was refused for good, or for as long as we try.
            aiohttp.ClientError, TimeoutError: it could not be reached for as long as we try.
        """
        content, patience = payload(alerts), self.patience
        trying = stamina.retry_context(
            on=_pause, attempts=patience.attempts, timeout=patience.total, wait_initial=patience.first_pause,
            wait_max=LONGEST_PAUSE, wait_jitter=patience.first_pause,
        )  # fmt: skip
        number = 0
        async for attempt in trying:
            with attempt:
                number = attempt.num
                await self._post(content)
        return number

    async def _post(self, content: object) -> None:
        limit = aiohttp.ClientTimeout(total=self.patience.seconds)
        async with self.session.post(self.url, json=content, timeout=limit, allow_redirects=False) as answer:
            if answer.ok and answer.status < 300:  # noqa: PLR2004  # 2xx
                return
            said = (await answer.content.read(MOST_OF_AN_ANSWER)).decode(errors="replace")
            after = answer.headers.get("Retry-After", "")
            raise RefusedError(
                f"{answer.status} {answer.reason}: {said}".strip(": "),
                passing=answer.status >= 500 or answer.status in PASSING,  # noqa: PLR2004  # 5xx
                after=float(after) if after.isdigit() else None,
            )


def _pause(error: Exception) -> bool | float:
    """Whether to try again; or, where the receiver says it, after how many seconds."""
    if isinstance(error, RefusedError):
        return error.passing if error.after is None else error.passing and min(error.after, LONGEST_PAUSE)
    return isinstance(error, (aiohttp.ClientError, TimeoutError))


@dataclass(slots=True)
class Webhook:
    """One consumer group's way from the alert topics to a receiver."""

    settings: Settings
    wanted: Wanted
    receiver: Receiver
    group: str
    result: Delivered

    async def run(self, *, beginning: bool, quiet_seconds: float | None = None) -> None:
        """Deliver for ever, or until nothing has come for `quiet_seconds`.

        Raises:
            BrokerError: no broker answers, topics are missing, or the connection is lost for good.
        """
        sources = topics_of("alerts", self.settings, self.wanted.severity)
        await check_topics(self.settings, [*sources, catalogue(self.settings).dead_letters])
        options = client_options(self.settings)
        consumer = AIOKafkaConsumer(
            *[topic.name for topic in sources],
            **options,
            group_id=self.group,
            enable_auto_commit=False,
            auto_offset_reset="earliest" if beginning else "latest",
            session_timeout_ms=int(self.settings.session_timeout * 1000),
            max_poll_interval_ms=int((self.receiver.patience.total + self.receiver.patience.seconds) * 2000),
        )
        producer = AIOKafkaProducer(**options, acks="all", max_request_size=self.settings.max_message_bytes)
        try:
            async with consumer, producer:
                await self._pass_on(consumer, producer, quiet_seconds)
        except KafkaError as error:
            raise BrokerError(
                f"the broker at {self.settings.bootstrap_servers} stopped answering ({error!r}); run again"
            ) from error

    async def _pass_on(
        self, consumer: AIOKafkaConsumer, producer: AIOKafkaProducer, quiet_seconds: float | None
    ) -> None:
        last = asyncio.get_running_loop().time()
        while quiet_seconds is None or asyncio.get_running_loop().time() - last < quiet_seconds:
            taken = await consumer.getmany(timeout_ms=POLL_MS, max_records=MOST_ALERTS)
            messages = [message for batch in taken.values() for message in batch]
            if messages:
                await self._batch(messages, producer)
                await consumer.commit()
                last = asyncio.get_running_loop().time()

    async def _batch(
        self, messages: Sequence[ConsumerRecord[bytes, bytes]], producer: AIOKafkaProducer
    ) -> None:
        """Deliver what is wanted of a batch; what cannot be is written as dead letters, and that is awaited."""
        asked: list[tuple[ConsumerRecord[bytes, bytes], Alert]] = []
        for message in messages:
            if message.value is None:
                continue
            try:
                alert = Alert.decode(message.value)
            except RecordError as error:
                await self._give_up(producer, [message], Failure(type=error.reason, reason=str(error)), 0)
                continue
            if self.wanted.takes(alert):
                asked.append((message, alert))
        if not asked:
            return
        try:
            attempts = await self.receiver.deliver([alert for _, alert in asked])
        except (RefusedError, aiohttp.ClientError, TimeoutError) as error:
            refused = isinstance(error, RefusedError) and not error.passing
            failure = Failure(type="refused" if refused else "unreachable", reason=_one_line(error))
            attempts = 1 if refused else self.receiver.patience.attempts
            await self._give_up(producer, [message for message, _ in asked], failure, attempts)
        else:
            self.result.alerts += len(asked)
            _log.info("delivered: %d; attempt %d", len(asked), attempts)

    async def _give_up(
        self,
        producer: AIOKafkaProducer,
        messages: Sequence[ConsumerRecord[bytes, bytes]],
        failure: Failure,
        attempts: int,
    ) -> None:
        topic = catalogue(self.settings).dead_letters
        for message in messages:
            letter = _letter(message, failure, attempts)
            await producer.send_and_wait(topic.name, letter.encode(), key=letter.address.encode())
        self.result.letters += len(messages)
        _log.error("not delivered, dead letters now: %d; %s", len(messages), failure.reason)


def _letter(message: ConsumerRecord[bytes, bytes], failure: Failure, attempts: int) -> DeadLetter:
    value, encoding = written(message.value or b"")
    return DeadLetter(
        stage=STAGE,
        error=failure,
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        key=None if message.key is None else written(message.key)[0],
        value=value,
        value_encoding=encoding,
        failed_at=datetime.now(UTC),
        attempts=attempts,
    )


def _one_line(error: BaseException) -> str:
    return " ".join((str(error) or type(error).__name__).split())[:300]
