"""What docs/brokers.md says the brokers do, and where they differ: a new version of either that differs is noticed."""

from __future__ import annotations

import asyncio
import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import MessageSizeTooLargeError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

CONFIGS = {"cleanup.policy": "compact", "retention.ms": "-1", "max.message.bytes": str(32 << 20)}
TOPIC_ALREADY_EXISTS = 36


@asynccontextmanager
async def administering(bootstrap: str) -> AsyncIterator[AIOKafkaAdminClient]:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        yield admin
    finally:
        await admin.close()


async def partitions_of(admin: AIOKafkaAdminClient, topic: str) -> int:
    """Of a topic that exists: Kafka says so a moment before every answer shows it."""
    async with asyncio.timeout(5):
        while not (
            partitions := (await admin.describe_topics([topic]))[0]["partitions"]
        ):  # only the broker knows
            await asyncio.sleep(0.05)
    return len(partitions)


async def configs_of(admin: AIOKafkaAdminClient, topic: str) -> dict[str, str]:
    answers = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic)])
    return {
        name: value for answer in answers for resource in answer.resources for name, value, *_ in resource[4]
    }


async def test_topics_are_created_as_declared_and_described_back(bootstrap: str, topic: str) -> None:
    async with administering(bootstrap) as admin:
        created = await admin.create_topics([NewTopic(topic, 6, 1, topic_configs=CONFIGS)])
        assert [error for _, error, _ in created.topic_errors] == [0]
        assert await partitions_of(admin, topic) == 6
        configs = await configs_of(admin, topic)
        assert {name: configs[name] for name in CONFIGS} == CONFIGS


async def test_creating_a_topic_again_says_that_it_is_there(bootstrap: str, topic: str) -> None:
    async with administering(bootstrap) as admin:
        await admin.create_topics([NewTopic(topic, 2, 1)])
        again = await admin.create_topics([NewTopic(topic, 6, 1)])
        assert [error for _, error, _ in again.topic_errors] == [TOPIC_ALREADY_EXISTS]
        assert await partitions_of(admin, topic) == 2


async def test_a_record_goes_to_the_partition_it_names(bootstrap: str, topic: str) -> None:
    async with administering(bootstrap) as admin:
        await admin.create_topics([NewTopic(topic, 4, 1)])
    async with AIOKafkaProducer(bootstrap_servers=bootstrap) as producer:
        sent = [await producer.send_and_wait(topic, b"", partition=number) for number in (3, 0, 3)]
    assert [(record.partition, record.offset) for record in sent] == [(3, 0), (0, 0), (3, 1)]


async def test_groups_are_listed_and_described_with_their_offsets(bootstrap: str, topic: str) -> None:
    async with administering(bootstrap) as admin:
        await admin.create_topics([NewTopic(topic, 1, 1)])
        async with AIOKafkaProducer(bootstrap_servers=bootstrap) as producer:
            await producer.send_and_wait(topic, b"", partition=0)
        consumer = AIOKafkaConsumer(
            topic, bootstrap_servers=bootstrap, group_id=topic, session_timeout_ms=6000, heartbeat_interval_ms=500,
            auto_offset_reset="earliest", enable_auto_commit=False,
        )  # fmt: skip
        async with consumer:
            await consumer.getone()
            await consumer.commit()
            assert topic in [group for group, *_ in await admin.list_consumer_groups()]
            (described,) = await admin.describe_consumer_groups([topic])
            ((error, group, state, _, _, members, *_),) = described.groups
            assert (error, group, state, len(members)) == (0, topic, "Stable", 1)
            tp = TopicPartition(topic, 0)
            offsets = await admin.list_consumer_group_offsets(topic, partitions=[tp])
            assert offsets[tp].offset == 1


@pytest.mark.broker
class TestTheEmbeddedBroker:
    async def test_its_end_offset_counts_the_last_batch_as_one_record(
        self, embedded_broker: str, topic: str
    ) -> None:
        async with administering(embedded_broker) as admin:
            await admin.create_topics([NewTopic(topic, 1, 1)])
        async with AIOKafkaProducer(bootstrap_servers=embedded_broker, linger_ms=200) as producer:
            for _ in range(10):
                last = await producer.send(topic, b"", partition=0)
            assert (await last).offset == 9
        async with AIOKafkaConsumer(bootstrap_servers=embedded_broker) as consumer:
            tp = TopicPartition(topic, 0)
            assert await consumer.end_offsets([tp]) == {tp: 1}

    async def test_asking_for_a_topic_by_name_creates_it(self, embedded_broker: str, topic: str) -> None:
        async with administering(embedded_broker) as admin:
            assert topic not in await admin.list_topics()
            await admin.describe_topics([topic])
            assert topic in await admin.list_topics()

    async def test_it_does_not_hold_to_the_largest_message_of_a_topic(
        self, embedded_broker: str, topic: str
    ) -> None:
        async with administering(embedded_broker) as admin:
            await admin.create_topics([NewTopic(topic, 1, 1, topic_configs={"max.message.bytes": "100000"})])
        async with AIOKafkaProducer(bootstrap_servers=embedded_broker) as producer:
            assert (await producer.send_and_wait(topic, os.urandom(200_000), partition=0)).offset == 0


@pytest.mark.kafka
@pytest.mark.xdist_group("kafka")
class TestApacheKafka:
    async def test_its_end_offset_is_the_end(self, kafka: str, topic: str) -> None:
        async with administering(kafka) as admin:
            await admin.create_topics([NewTopic(topic, 1, 1)])
        async with AIOKafkaProducer(bootstrap_servers=kafka, linger_ms=200) as producer:
            for _ in range(10):
                last = await producer.send(topic, b"", partition=0)
            assert (await last).offset == 9
        async with AIOKafkaConsumer(bootstrap_servers=kafka) as consumer:
            tp = TopicPartition(topic, 0)
            assert await consumer.end_offsets([tp]) == {tp: 10}

    async def test_it_holds_to_the_largest_message_of_a_topic(self, kafka: str, topic: str) -> None:
        async with administering(kafka) as admin:
            await admin.create_topics([NewTopic(topic, 1, 1, topic_configs={"max.message.bytes": "100000"})])
        async with AIOKafkaProducer(bootstrap_servers=kafka) as producer:
            with pytest.raises(MessageSizeTooLargeError):
                await producer.send_and_wait(topic, os.urandom(200_000), partition=0)

    async def test_asking_for_a_topic_by_name_does_not_create_it(self, kafka: str, topic: str) -> None:
        async with administering(kafka) as admin:
            await admin.describe_topics([topic])
            assert topic not in await admin.list_topics()
