"""Real worker processes against a real broker, and what they leave on the topics."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiokafka import AIOKafkaProducer

from strikewatch.agents.broker import LogReader
from strikewatch.agents.connection import client_options
from strikewatch.agents.topics import Topics, TopicSpec, catalogue
from strikewatch.schemas import Alert, Article, DeadLetter, Incident, RegionWindow, StrikeReport

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from strikewatch.agents.replay import Replayed
    from strikewatch.agents.settings import Settings


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class WorkerProcess:
    """One worker in a process of its own; `environment` comes on top of ours and of its settings'."""

    settings: Settings
    log_file: Path
    port: int = field(default_factory=free_port)
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> WorkerProcess:
        environment = {
            **os.environ,
            **self.settings.environment(),
            "STRIKEWATCH_WEB_PORT": str(self.port),
            **self.environment,
        }
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "strikewatch.agents.cli.main", "worker"],
                env=environment,
                stdout=log,
                stderr=log,
            )
        return self

    def get(self, path: str) -> tuple[int, str]:
        """Status and body; (0, "") while nothing answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode()
        except OSError:
            return 0, ""

    def wait_ready(self, within: float = 60.0) -> WorkerProcess:
        end = time.monotonic() + within
        while time.monotonic() < end:
            status, said = self.get("/readyz")
            if status == 200:
                return self
            assert self.process is not None
            assert self.process.poll() is None, self.log_file.read_text()[-4000:]
            time.sleep(0.1)
        raise AssertionError(f"not ready in {within} s, {said}:\n{self.log_file.read_text()[-4000:]}")

    def hang_up(self) -> None:
        """SIGHUP, which it lives through."""
        assert self.process is not None
        self.process.send_signal(signal.SIGHUP)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self, within: float = 30.0) -> int:
        """SIGTERM; the exit code. `subprocess.TimeoutExpired` where it does not end within so many seconds."""
        return self._end(signal.SIGTERM, within)

    def _end(self, number: signal.Signals, within: float = 30.0) -> int:
        process = self.process
        if process is None:
            return 0
        if process.poll() is None:
            process.send_signal(number)
        code = process.wait(within)
        if self.process is process:  # and not one that was started meanwhile
            self.process = None
        return code


@contextmanager
def running(settings: Settings, log_file: Path) -> Iterator[WorkerProcess]:
    worker = WorkerProcess(settings, log_file).start()
    try:
        yield worker.wait_ready()
    finally:
        worker.kill()


async def publish(settings: Settings, articles: Iterable[Article | bytes]) -> None:
    """Publish and wait for every confirmation."""
    topic = catalogue(settings).articles
    async with AIOKafkaProducer(
        **client_options(settings), max_request_size=settings.max_message_bytes, acks="all"
    ) as producer:
        for article in articles:
            if isinstance(article, Article):
                await producer.send(topic.name, article.encode(), key=article.article_id.encode())
            else:
                await producer.send(topic.name, article)
        await producer.flush()


@dataclass
class Tables:
    """What the compacted topics hold, and all that was ever sent to them."""

    incidents: dict[str, Incident]
    region_windows: dict[str, RegionWindow]
    alerts: dict[str, Alert]
    dead_letters: dict[str, DeadLetter]
    reports: dict[str, StrikeReport]
    identifiers: dict[str, set[str]]
    """Alert identifiers ever sent, by fingerprint."""

    @classmethod
    def of(cls, done: Replayed) -> Tables:
        """What a replay comes to; without its alerts, whose chains of messages depend on the order."""
        live = [one for one in done.incidents if not one.retracted and one.merged_into is None]
        return cls(
            {one.incident_id: one for one in live},
            {one.key: one for one in done.region_windows if not one.is_empty},
            {},
            {},
            {one.report_id: one for one in done.reports},
            {},
        )

    @property
    def comparable(self) -> tuple[dict[str, Any], ...]:
        return self.incidents, self.region_windows, self.reports


async def tables(settings: Settings) -> Tables:
    topics: Topics = catalogue(settings)
    async with LogReader(**client_options(settings)) as log:

        async def records(topic: TopicSpec, kind: Any) -> list[tuple[str, Any]]:
            return [
                ((one.key or b"").decode(), kind.decode(one.value))
                for number in range(topic.partitions)
                async for one in log.read(topic.name, number)
            ]

        alerts: dict[str, Alert] = {}
        identifiers: dict[str, set[str]] = {}
        for severity, topic in topics.alerts.items():
            for key, alert in await records(topic, Alert):
                alerts[f"{severity}/{key}"] = alert
                identifiers.setdefault(key, set()).add(alert.identifier)
        incidents = dict(await records(topics.incidents, Incident))
        rows = dict(await records(topics.region_windows, RegionWindow))
        return Tables(
            {key: one for key, one in incidents.items() if not one.retracted and one.merged_into is None},
            {key: row for key, row in rows.items() if not row.is_empty},
            {key: one for key, one in alerts.items() if one.msg_type != "Cancel"},
            dict(await records(topics.dead_letters, DeadLetter)),
            {one.report_id: one for _, one in await records(topics.strike_reports, StrikeReport)},
            identifiers,
        )


async def alert_log(settings: Settings) -> list[Alert]:
    """Every alert message ever sent, each topic's partitions in their order."""
    async with LogReader(**client_options(settings)) as log:
        return [
            Alert.decode(one.value)
            for topic in catalogue(settings).alerts.values()
            for number in range(topic.partitions)
            async for one in log.read(topic.name, number)
        ]


async def settled(settings: Settings, expected: Tables, within: float = 90.0) -> Tables:
    """The tables once they are as expected; else as they are when time is up, for the assertion to show."""
    end = time.monotonic() + within
    while True:
        found = await tables(settings)
        if found.comparable == expected.comparable or time.monotonic() > end:
            return found
        await asyncio.sleep(0.5)
