"""Workers and a broker of their own, articles through them, and faults on a schedule."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from befalling import Befalling
from cut_line import Line
from workers import WorkerProcess

from strikewatch.agents.broker import BrokerError, LogReader
from strikewatch.agents.connection import client_options
from strikewatch.agents.topics import catalogue
from strikewatch.schemas import Article

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from pathlib import Path

    from fault_schedule import Fault
    from kafka_cluster import KafkaCluster

    from strikewatch.agents.settings import Settings

CHUNK = 500
AGAIN = 1.0
"""Seconds until what a broker could not take is tried again."""
ANSWER = 30.0
"""Seconds that a question to the cluster may take."""
POLL = 0.5
LATE = frozenset({"freeze", "cut", "strand", "remake"})
"""Faults after which a worker may have something to put right though all is committed, within LOOKS looks."""
LOOKS = 3
SENT = 3.0
"""Seconds without a message after which all is sent that waits for its second to be over."""
PATIENCE = 300.0
"""Seconds without progress after which a run has failed."""
GONE = (KafkaError, BrokerError, OSError, asyncio.TimeoutError)


class StalledError(RuntimeError):
    """Nothing has been committed for PATIENCE seconds."""


@dataclass
class Rig:
    """One run: `told` hears a line for every fault and every worker that had to be started anew."""

    settings: Settings
    cluster: KafkaCluster
    folder: Path
    workers: int = 2
    told: Callable[[str], None] = lambda _: None
    progress: Callable[[float], None] = lambda _: None
    left: Counter[str] = field(default_factory=Counter)
    """How often workers left by themselves, by exit code."""
    befalling: Befalling = field(init=False)

    async def run(
        self, published: Sequence[Article | bytes], order: Sequence[int], faults: list[Fault]
    ) -> None:
        """Publish in `order`, let `faults` happen on their way, and return once all is committed.

        Raises:
            StalledError: the workers stopped moving.
        """
        async with AsyncExitStack() as stack:
            lines = [
                [await stack.enter_async_context(Line(each.advertised, each.port)) for each in node.detours]
                for node in self.cluster.nodes
            ]
            crew = [self._worker(number).start() for number in range(self.workers)]
            self.befalling = Befalling(self.settings, self.folder, self.cluster, crew, lines)
            publishing = asyncio.create_task(self._publish(published, order))
            supervising = asyncio.create_task(self._supervise())
            injecting = asyncio.create_task(self._inject(faults, len(order)))
            try:
                await asyncio.gather(publishing, injecting)
                await self._committed(1.0, len(order))
                late = LATE & {fault.kind for fault in faults}
                await self._quiet(LOOKS * self.settings.session_timeout if late else SENT)
            finally:
                for task in (publishing, supervising, injecting):
                    task.cancel()
                for worker in (*crew, *self.befalling.guests):
                    worker.kill()

    def _worker(self, number: int) -> WorkerProcess:
        own = self.settings
        if self.cluster.nodes[0].detours:
            own = own.model_copy(update={"bootstrap_servers": self.cluster.detour(number)})
        return WorkerProcess(own, self.folder / f"worker-{number}.log")

    async def _supervise(self) -> None:
        """Start anew whatever ended by itself, as systemd or Kubernetes would."""
        while True:
            await asyncio.sleep(AGAIN)
            for number, worker in enumerate(self.befalling.crew):
                if number in self.befalling.ended:
                    continue
                if worker.process is not None and (code := worker.process.poll()) is not None:
                    self.left[str(code)] += 1
                    self.told(f"worker {number} left with {code} and is started anew")
                    worker.start()

    async def _publish(self, published: Sequence[Article | bytes], order: Sequence[int]) -> None:
        topic = catalogue(self.settings).articles.name
        for begin in range(0, len(order), CHUNK):
            chunk = [published[number] for number in order[begin : begin + CHUNK]]
            while True:
                try:
                    await self._send(topic, chunk)
                    break
                except GONE:  # the whole chunk again: duplicates must not matter
                    await asyncio.sleep(AGAIN)

    async def _send(self, topic: str, chunk: Sequence[Article | bytes]) -> None:
        async with AIOKafkaProducer(**client_options(self.settings), acks="all") as producer:
            sent = [
                await producer.send(topic, one.encode(), key=one.article_id.encode())
                if isinstance(one, Article)
                else await producer.send(topic, one)
                for one in chunk
            ]
            await asyncio.gather(*sent)

    async def _inject(self, faults: list[Fault], messages: int) -> None:
        under_way: list[asyncio.Task[None]] = []
        for fault in sorted(faults):
            await self._committed(fault.share, messages)
            self.told(f"{fault.share:4.0%} {fault.kind} {fault.target} for {fault.seconds:.1f} s")
            under_way.append(asyncio.create_task(self.befalling.befall(fault)))
        await asyncio.gather(*under_way)

    async def _committed(self, share: float, messages: int) -> None:
        """Return once this share of the articles is committed; for all of it, once every stage has nothing left."""
        moved, reached = time.monotonic(), -1
        while True:
            with suppress(*GONE):
                async for committed, ahead in self._offsets():
                    self.progress(committed["articles"] / messages)
                    if committed["articles"] >= share * messages and (share < 1 or ahead == 0):
                        return
                    if (total := sum(committed.values())) != reached:
                        moved, reached = time.monotonic(), total
                    if time.monotonic() - moved > PATIENCE:
                        break
                    await asyncio.sleep(POLL)
            if time.monotonic() - moved > PATIENCE:
                raise StalledError(f"nothing was committed for {PATIENCE:.0f} s; see {self.folder}")
            await asyncio.sleep(POLL)

    async def _quiet(self, seconds: float) -> None:
        """Return once all workers hold their state and nothing has been sent for so long.

        What is committed need not be sent: it may be by whoever reads the partition back.
        """
        began = since = time.monotonic()
        before = -1
        while time.monotonic() - since < seconds:
            if time.monotonic() - began > PATIENCE:
                raise StalledError(f"the workers do not come to rest; see {self.folder}")
            await asyncio.sleep(AGAIN)
            if not await self._ready():
                since = time.monotonic()
            with suppress(*GONE):
                async for committed, ahead in self._offsets():
                    if (ends := sum(committed.values()) + ahead) != before or ahead:
                        before, since = ends, time.monotonic()
                    break

    async def _ready(self) -> bool:
        """Whether every worker has its partitions and what belongs to them."""
        crew = self.befalling.crew
        answers = await asyncio.gather(*(asyncio.to_thread(worker.get, "/readyz") for worker in crew))
        return all(status == HTTPStatus.OK for status, _ in answers)

    async def _offsets(self) -> AsyncIterator[tuple[dict[str, int], int]]:
        """Again and again: offsets committed by topic, and how many messages in all are not."""
        topics = catalogue(self.settings)
        read = {
            "articles": topics.articles,
            "reports": topics.strike_reports,
            "incidents": topics.incidents,
            "windows": topics.region_windows,
        }
        parts = {name: [TopicPartition(t.name, n) for n in range(t.partitions)] for name, t in read.items()}
        each = [one for some in parts.values() for one in some]
        admin = AIOKafkaAdminClient(**client_options(self.settings))
        try:
            async with LogReader(**client_options(self.settings)) as log:
                await admin.start()
                while True:
                    async with asyncio.timeout(ANSWER):
                        found = await admin.list_consumer_group_offsets(
                            self.settings.group_id, partitions=each
                        )
                        ends = {one: (await log.bounds(one.topic, one.partition)).end for one in each}
                    done = {one: max(0, found[one].offset) if one in found else 0 for one in each}
                    committed = {name: sum(done[one] for one in some) for name, some in parts.items()}
                    yield committed, sum(max(0, ends[one] - done[one]) for one in each)
        finally:
            await admin.close()
