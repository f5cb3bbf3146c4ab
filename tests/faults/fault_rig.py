"""Workers and a broker of their own, articles through them, and faults on a schedule."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from workers import WorkerProcess

from strikewatch.agents.broker import BrokerError, LogReader
from strikewatch.agents.connection import client_options
from strikewatch.agents.topics import catalogue
from strikewatch.schemas import Article

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from fault_schedule import Fault
    from kafka_cluster import KafkaCluster

    from strikewatch.agents.settings import Settings

CHUNK = 200
AGAIN = 1.0
"""Seconds until what a broker could not take is tried again."""
POLL = 0.25
PATIENCE = 240.0
"""Seconds without progress after which a run has failed."""


class StalledError(RuntimeError):
    """Nothing has been committed for PATIENCE seconds."""


@dataclass
class Rig:
    """One run: `told` hears a line for every fault and every worker that had to be started anew."""

    settings: Settings
    cluster: KafkaCluster | None
    folder: Path
    workers: int = 2
    told: Callable[[str], None] = lambda _: None
    progress: Callable[[float], None] = lambda _: None
    crew: list[WorkerProcess] = field(default_factory=list)
    restarts: int = 0
    struck: set[int] = field(default_factory=set)
    """Workers that a fault has in hand: the supervisor leaves them alone."""
    one_broker: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def run(
        self, published: Sequence[Article | bytes], order: Sequence[int], faults: list[Fault]
    ) -> None:
        """Publish in `order`, let `faults` happen on their way, and return once all is committed.

        Raises:
            StalledError: the workers stopped moving.
        """
        for number in range(self.workers):
            self.crew.append(self._worker(number).start())
        publishing = asyncio.create_task(self._publish(published, order))
        supervising = asyncio.create_task(self._supervise())
        injecting = asyncio.create_task(self._inject(faults, len(order)))
        try:
            await asyncio.gather(publishing, injecting)
            await self._committed(1.0, len(order))
        finally:
            supervising.cancel()
            for worker in self.crew:
                worker.kill()

    def _worker(self, number: int) -> WorkerProcess:
        return WorkerProcess(self.settings, self.folder / f"worker-{number}.log")

    async def _supervise(self) -> None:
        """Start anew whatever ended by itself, as systemd or Kubernetes would."""
        while True:
            await asyncio.sleep(AGAIN)
            for number, worker in enumerate(self.crew):
                if number in self.struck or worker.process is None:
                    continue
                if (code := worker.process.poll()) is not None:
                    self.restarts += 1
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
                except (KafkaError, OSError):  # the whole chunk again: duplicates must not matter
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
            under_way.append(asyncio.create_task(self._befall(fault)))
        await asyncio.gather(*under_way)

    async def _befall(self, fault: Fault) -> None:
        if fault.kind == "broker":
            await self._restart_broker(fault)
        elif fault.kind == "join":
            await self._join(fault)
        else:
            await self._strike(fault)

    async def _strike(self, fault: Fault) -> None:
        """What befalls one worker; nothing, where another fault has it in hand."""
        number = fault.target % self.workers
        worker = self.crew[number]
        if number in self.struck or worker.process is None:
            return
        self.struck.add(number)
        try:
            if fault.kind == "freeze":
                await self._freeze(worker, fault.seconds)
                return
            await asyncio.to_thread(worker.kill if fault.kind == "kill" else worker.stop)
            await asyncio.sleep(fault.seconds)
            worker.start()
        finally:
            self.struck.discard(number)

    async def _restart_broker(self, fault: Fault) -> None:
        """One at a time: of three brokers two always stay, as many as a write needs."""
        if self.cluster is None:
            return
        async with self.one_broker:
            number = 1 + fault.target % len(self.cluster.nodes)
            self.cluster.kill(number)
            await asyncio.sleep(fault.seconds)
            await asyncio.to_thread(self.cluster.restart, number)

    async def _join(self, fault: Fault) -> None:
        """A worker that comes, and goes in good order: two rebalances."""
        guest = WorkerProcess(self.settings, self.folder / "guest.log").start()
        await asyncio.sleep(fault.seconds)
        await asyncio.to_thread(guest.stop)

    @staticmethod
    async def _freeze(worker: WorkerProcess, seconds: float) -> None:
        assert worker.process is not None
        frozen = worker.process
        with suppress(ProcessLookupError):
            os.kill(frozen.pid, signal.SIGSTOP)
        await asyncio.sleep(seconds)
        with suppress(ProcessLookupError):
            os.kill(frozen.pid, signal.SIGCONT)

    async def _committed(self, share: float, messages: int) -> None:
        """Return once this share of the articles is committed; for all of it, once every stage has nothing left."""
        moved, reached = time.monotonic(), -1
        while True:
            with suppress(KafkaError, BrokerError, OSError, asyncio.TimeoutError):
                committed, ahead = await asyncio.wait_for(self._offsets(), 30)
                self.progress(committed["articles"] / messages)
                if committed["articles"] >= share * messages and (share < 1 or ahead == 0):
                    return
                if (total := sum(committed.values())) != reached:
                    moved, reached = time.monotonic(), total
            if time.monotonic() - moved > PATIENCE:
                raise StalledError(f"nothing was committed for {PATIENCE:.0f} s; see {self.folder}")
            await asyncio.sleep(POLL)

    async def _offsets(self) -> tuple[dict[str, int], int]:
        """Offsets committed by topic, and how many messages in all are not."""
        topics = catalogue(self.settings)
        read = {
            "articles": topics.articles,
            "reports": topics.strike_reports,
            "incidents": topics.incidents,
            "windows": topics.region_windows,
        }
        admin = AIOKafkaAdminClient(**client_options(self.settings))
        try:
            await admin.start()
            parts = [TopicPartition(t.name, n) for t in read.values() for n in range(t.partitions)]
            found = await admin.list_consumer_group_offsets(self.settings.group_id, partitions=parts)
            done = {each: max(0, found[each].offset) if each in found else 0 for each in parts}
            async with LogReader(**client_options(self.settings)) as log:
                ends = {each: (await log.bounds(each.topic, each.partition)).end for each in parts}
        finally:
            await admin.close()
        committed = {
            name: sum(done[each] for each in parts if each.topic == topic.name)
            for name, topic in read.items()
        }
        return committed, sum(max(0, ends[each] - done[each]) for each in parts)
