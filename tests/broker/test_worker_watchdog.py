"""A worker that cannot get on leaves by itself, with a code that says so, and the next one goes on without loss."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from typing import TYPE_CHECKING

import pytest
import workers

from strikewatch.agents import stages
from strikewatch.agents.admin import create_topics
from strikewatch.agents.replay import replay
from strikewatch.agents.settings import Settings
from strikewatch.seeds import articles

if TYPE_CHECKING:
    from pathlib import Path

    from kafka_cluster import KafkaCluster

pytestmark = [pytest.mark.kafka, pytest.mark.xdist_group("kafka")]

LIMIT = 8.0
GONE = {69, 75}
"""Faust gave up on the broker, or the watchdog did: whichever is first."""


def settings_for(node: KafkaCluster, tmp_path: Path) -> Settings:
    return Settings(
        bootstrap_servers=node.bootstrap,
        partitions=3,
        session_timeout=6,
        stall_seconds=LIMIT,
        state_dir=tmp_path / "state",
    )


async def left(worker: workers.WorkerProcess, within: float) -> int:
    """The code that a worker leaves with by itself."""
    assert worker.process is not None
    end = time.monotonic() + within
    while (code := worker.process.poll()) is None:
        assert time.monotonic() < end, worker.log_file.read_text()[-3000:]
        await asyncio.sleep(0.1)
    worker.process = None
    return code


async def test_a_worker_whose_broker_has_gone_leaves_in_time_and_its_successor_loses_nothing(
    kafka_node: KafkaCluster, tmp_path: Path
) -> None:
    settings, domain, stream = settings_for(kafka_node, tmp_path), stages.load(Settings()), list(articles())
    await create_topics(settings)
    wanted = {report.report_id for report in replay(stream, domain).reports}
    worker = workers.WorkerProcess(settings, tmp_path / "worker.log").start().wait_ready()
    try:
        await workers.publish(settings, stream)
        kafka_node.kill()
        assert await left(worker, LIMIT + 30) in GONE
        kafka_node.restart()
        worker.start().wait_ready()
        async with asyncio.timeout(60):
            while (await workers.tables(settings)).reports.keys() != wanted:
                await asyncio.sleep(0.5)
    finally:
        worker.kill()


async def test_a_worker_that_slept_through_its_session_leaves_without_another_word(
    kafka_node: KafkaCluster, tmp_path: Path
) -> None:
    settings = settings_for(kafka_node, tmp_path)
    await create_topics(settings)
    worker = workers.WorkerProcess(settings, tmp_path / "worker.log").start().wait_ready()
    try:
        assert worker.process is not None
        os.kill(worker.process.pid, signal.SIGSTOP)
        await asyncio.sleep(settings.session_timeout + 1)
        os.kill(worker.process.pid, signal.SIGCONT)
        assert await left(worker, 5) == 75
        assert "others may have taken over; leaving" in worker.log_file.read_text()
    finally:
        worker.kill()


async def test_a_worker_that_slept_for_a_moment_goes_on(kafka_node: KafkaCluster, tmp_path: Path) -> None:
    settings = settings_for(kafka_node, tmp_path)
    await create_topics(settings)
    worker = workers.WorkerProcess(settings, tmp_path / "worker.log").start().wait_ready()
    try:
        assert worker.process is not None
        os.kill(worker.process.pid, signal.SIGSTOP)
        await asyncio.sleep(1)
        os.kill(worker.process.pid, signal.SIGCONT)
        await asyncio.sleep(2)
        assert worker.get("/healthz")[0] == 200
    finally:
        worker.kill()
