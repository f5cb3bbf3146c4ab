from __future__ import annotations

from typing import TYPE_CHECKING

import kafka_jars
import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from strikewatch.agents.broker import BrokerError, reachable, read_log

if TYPE_CHECKING:
    from pathlib import Path

    from kafka_cluster import KafkaCluster

pytestmark = [pytest.mark.kafka, pytest.mark.xdist_group("kafka")]


async def create(bootstrap: str, topic: str, replicas: int = 1) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        answer = await admin.create_topics([NewTopic(topic, 1, replicas)])
    finally:
        await admin.close()
    assert [error for _, error, *_ in answer.topic_errors] == [0], answer


async def publish(bootstrap: str, topic: str, *values: bytes) -> None:
    async with AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", enable_idempotence=True) as producer:
        for value in values:
            await producer.send_and_wait(topic, value, partition=0)


async def published(bootstrap: str, topic: str) -> list[bytes | None]:
    return [record.value async for record in read_log(bootstrap, topic, 0)]


async def test_what_is_published_is_read_back(kafka: str, topic: str) -> None:
    await create(kafka, topic)
    await publish(kafka, topic, b"one", b"two")
    assert await published(kafka, topic) == [b"one", b"two"]


async def test_a_killed_node_keeps_what_it_acknowledged(kafka_node: KafkaCluster, topic: str) -> None:
    await create(kafka_node.bootstrap, topic)
    await publish(kafka_node.bootstrap, topic, b"one", b"two")
    kafka_node.kill()
    with pytest.raises(BrokerError):
        await reachable(kafka_node.bootstrap)
    kafka_node.restart()
    await publish(kafka_node.bootstrap, topic, b"three")
    assert await published(kafka_node.bootstrap, topic) == [b"one", b"two", b"three"]


async def test_three_nodes_lose_one_and_nothing_else(kafka_trio: KafkaCluster, topic: str) -> None:
    await create(kafka_trio.bootstrap, topic, replicas=3)
    await publish(kafka_trio.bootstrap, topic, b"one")
    kafka_trio.kill(2)
    await publish(kafka_trio.bootstrap, topic, b"two")
    kafka_trio.restart(2)
    kafka_trio.kill(1)
    await publish(kafka_trio.bootstrap, topic, b"three")
    assert await published(kafka_trio.bootstrap, topic) == [b"one", b"two", b"three"]


@pytest.mark.parametrize("program", ["java", "mvn"])
def test_a_missing_program_is_named_as_the_reason_to_skip(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for other in {"java", "mvn"} - {program}:
        (tmp_path / other).touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    reason = kafka_jars.missing()
    assert reason is not None
    assert reason.startswith(f"{program} is not on PATH")
