"""Asks a running worker what the watchdog wants to know, and the broker whether it is there."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiokafka.errors import KafkaError

from strikewatch.agents.broker.interface import BrokerError
from strikewatch.agents.watchdog import Progress, Seen, Watchdog

if TYPE_CHECKING:
    from collections.abc import Mapping

    from strikewatch.agents.broker import LogReader
    from strikewatch.agents.pipeline import Pipeline

ASK_SECONDS = 5.0
"""Between two questions to the broker, and how long an answer may take."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Guard:
    """The watchdog of one worker. `limit` is in seconds."""

    line: Pipeline
    log: LogReader
    limit: float
    answered: float = 0.0
    _dog: Watchdog = field(init=False)

    def __post_init__(self) -> None:
        self._dog = Watchdog(self.limit)
        self.answered = self.line.shop.clock()

    async def ask(self) -> None:
        """Ask the broker where a partition ends, for ever, and keep when it last said so."""
        topic = self.line.shop.topics.articles.name
        while True:
            try:
                async with asyncio.timeout(ASK_SECONDS):
                    await self.log.bounds(topic, 0)
            except (BrokerError, KafkaError, OSError, TimeoutError) as error:
                _log.debug("the broker does not answer: %r", error)
            else:
                self.answered = self.line.shop.clock()
            await asyncio.sleep(ASK_SECONDS)

    def look(self, partitions: Mapping[str, Progress]) -> str | None:
        """What has stood still for too long; null while all is well."""
        now = self.line.shop.clock()
        return self._dog.look(
            now,
            Seen(
                partitions=partitions,
                restored=self.line.shop.pulse.restored,
                rebalancing=self.line.rebalancing,
                answered=self.answered if now - self.answered > 2 * ASK_SECONDS else now,
            ),
        )
