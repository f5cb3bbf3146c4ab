"""A partition is read back whole, on every broker the project runs on."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.records_to_delete import RecordsToDelete

from strikewatch.agents.broker import BrokerError, LogReader, log, read_log
from strikewatch.agents.broker.log import Bounds, LogTruncatedError

if TYPE_CHECKING:
    from kafka_cluster import KafkaCluster


async def create(bootstrap: str, topic: str, partitions: int = 1, **configs: str) -> None:
    named = {name.replace("_", "."): value for name, value in configs.items()}
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        answer = await admin.create_topics([NewTopic(topic, partitions, 1, topic_configs=named)])
    finally:
        await admin.close()
    assert [error for _, error, *_ in answer.topic_errors] == [0], answer


async def publish(
    bootstrap: str, topic: str, values: list[bytes | None], *, key: bytes | None = None, partition: int = 0
) -> None:
    """All of them in as few batches as the producer makes of it."""
    async with AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", linger_ms=20) as producer:
        sends = [await producer.send(topic, value, key=key, partition=partition) for value in values]
        await asyncio.gather(*sends)


async def values(reader: LogReader, topic: str, **bounds: int) -> list[bytes | None]:
    return [record.value async for record in reader.read(topic, 0, **bounds)]


def numbered(count: int) -> list[bytes | None]:
    return [b"%d" % number for number in range(count)]


async def test_an_empty_partition_has_nothing_to_read(bootstrap: str, topic: str) -> None:
    await create(bootstrap, topic)
    async with LogReader(bootstrap_servers=bootstrap) as reader:
        assert await reader.bounds(topic, 0) == Bounds(0, 0)
        assert await values(reader, topic) == []


async def test_the_last_batch_is_read_whole(bootstrap: str, topic: str) -> None:
    await create(bootstrap, topic)
    await publish(bootstrap, topic, numbered(3))
    await publish(
        bootstrap, topic, numbered(500)
    )  # the embedded broker's ListOffsets says 4: it counts this as one
    async with LogReader(bootstrap_servers=bootstrap) as reader:
        assert await reader.bounds(topic, 0) == Bounds(0, 503)
        assert await values(reader, topic) == numbered(3) + numbered(500)


async def test_a_part_is_read_from_its_start_up_to_and_without_its_end(bootstrap: str, topic: str) -> None:
    await create(bootstrap, topic)
    await publish(bootstrap, topic, numbered(100))
    async with LogReader(bootstrap_servers=bootstrap) as reader:
        assert await values(reader, topic, start=40, until=43) == [b"40", b"41", b"42"]
        assert await values(reader, topic, start=98) == [b"98", b"99"]
        assert await values(reader, topic, start=100) == []
        assert await values(reader, topic, start=7, until=7) == []


async def test_what_comes_after_the_call_is_not_waited_for(bootstrap: str, topic: str) -> None:
    await create(bootstrap, topic)
    await publish(bootstrap, topic, numbered(2000))
    async with LogReader(bootstrap_servers=bootstrap) as reader:
        read: list[int] = []
        async for record in reader.read(topic, 0):
            if not read:
                await publish(bootstrap, topic, [b"late"] * 10)
            read.append(record.offset)
        assert read == list(range(2000))
        assert len(await values(reader, topic, start=2000)) == 10


async def test_tombstones_are_read_as_records_without_a_value(bootstrap: str, topic: str) -> None:
    await create(bootstrap, topic, cleanup_policy="compact")
    await publish(bootstrap, topic, [b"one", None, b"two"], key=b"key")
    async with LogReader(bootstrap_servers=bootstrap) as reader:
        records = [(record.key, record.value) async for record in reader.read(topic, 0)]
    assert records == [(b"key", b"one"), (b"key", None), (b"key", b"two")]


async def test_many_partitions_are_read_at_once_with_one_reader(bootstrap: str, topic: str) -> None:
    await create(bootstrap, topic, partitions=4)
    for partition in range(4):
        await publish(bootstrap, topic, numbered(50 * partition), partition=partition)

    async def count(reader: LogReader, partition: int) -> int:
        return len([record async for record in reader.read(topic, partition)])

    async with LogReader(bootstrap_servers=bootstrap) as reader:
        for _ in range(3):
            assert await asyncio.gather(*(count(reader, number) for number in range(4))) == [0, 50, 100, 150]


async def test_one_partition_is_read_while_another_is(bootstrap: str, topic: str) -> None:
    await create(bootstrap, topic, partitions=2)
    await publish(bootstrap, topic, numbered(5), partition=0)
    await publish(bootstrap, topic, numbered(5), partition=1)
    async with LogReader(bootstrap_servers=bootstrap) as reader:
        pairs = [
            (outer.offset, inner.offset)
            async for outer in reader.read(topic, 0)
            async for inner in reader.read(topic, 1)
        ]
    assert pairs == [(outer, inner) for outer in range(5) for inner in range(5)]


async def test_a_read_that_is_left_early_does_not_disturb_the_next(bootstrap: str, topic: str) -> None:
    await create(bootstrap, topic)
    await publish(bootstrap, topic, numbered(5000))
    async with LogReader(bootstrap_servers=bootstrap) as reader:
        for _ in range(3):
            reading = reader.read(topic, 0)
            assert (await anext(reading)).offset == 0
            await reading.aclose()
            assert await values(reader, topic, start=4990) == numbered(5000)[4990:]


async def test_ten_megabytes_are_read_in_one_record(bootstrap: str, topic: str) -> None:
    await create(bootstrap, topic, max_message_bytes=str(16 << 20))
    large = bytes(range(256)) * (10 << 12)
    async with AIOKafkaProducer(bootstrap_servers=bootstrap, max_request_size=16 << 20) as producer:
        await producer.send_and_wait(topic, large, partition=0)
        await producer.send_and_wait(topic, b"after", partition=0)
    assert [record.value async for record in read_log(bootstrap, topic, 0)] == [large, b"after"]


async def test_a_log_that_ends_before_what_is_asked_for_was_truncated(bootstrap: str, topic: str) -> None:
    await create(bootstrap, topic)
    await publish(bootstrap, topic, numbered(10))
    async with LogReader(bootstrap_servers=bootstrap) as reader:
        with pytest.raises(LogTruncatedError, match="ends at offset 10, but 11"):
            await values(reader, topic, start=11)
        with pytest.raises(LogTruncatedError, match="ends at offset 10, but 12"):
            await values(reader, topic, until=12)


async def test_asking_for_a_topic_that_is_not_there_does_not_create_it(bootstrap: str, topic: str) -> None:
    async with LogReader(bootstrap_servers=bootstrap) as reader:
        for _ in range(2):
            with pytest.raises(BrokerError, match=f"{topic} has no partition 0"):
                await values(reader, topic)


async def test_a_connection_closes_even_while_it_drops_its_partition(bootstrap: str, topic: str) -> None:
    await create(bootstrap, topic)
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap)
    await consumer.start()
    consumer.assign([TopicPartition(topic, 0)])
    await consumer.getmany(timeout_ms=200)
    consumer.unsubscribe()
    stopping = asyncio.create_task(log._stop(consumer))  # noqa: SLF001  # aiokafka's own stop() never returns here
    done, _ = await asyncio.wait([stopping], timeout=log.STOP_TIMEOUT + 2)
    assert done


@pytest.mark.kafka
@pytest.mark.xdist_group("kafka")
class TestOnlyKafkaHas:
    async def test_compaction_leaves_the_last_of_each_key(self, kafka: str, topic: str) -> None:
        await create(
            kafka,
            topic,
            cleanup_policy="compact",
            segment_ms="100",
            min_cleanable_dirty_ratio="0.01",
            delete_retention_ms="0",
        )
        await publish(kafka, topic, numbered(1000), key=b"key")
        await publish(kafka, topic, [b"gone", None], key=b"dropped")
        await asyncio.sleep(0.2)
        async with LogReader(bootstrap_servers=kafka) as reader:
            async with asyncio.timeout(30):
                while len(kept := await values(reader, topic)) > 30:
                    await publish(kafka, topic, [b"rolls the segment"], key=b"roll")
                    await asyncio.sleep(0.2)
            assert b"999" in kept
            assert b"998" not in kept
            assert b"gone" not in kept
            # A part that begins and ends where nothing is left.
            assert await values(reader, topic, start=10, until=900) == []
            assert await values(reader, topic, start=10, until=1000) == [b"999"]

    async def test_deleted_records_are_passed_over(self, kafka: str, topic: str) -> None:
        await create(kafka, topic)
        await publish(kafka, topic, numbered(10))
        admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
        await admin.start()
        await admin.delete_records({TopicPartition(topic, 0): RecordsToDelete(before_offset=6)})
        async with LogReader(bootstrap_servers=kafka) as reader:
            assert await reader.bounds(topic, 0) == Bounds(6, 10)
            assert await values(reader, topic) == [b"6", b"7", b"8", b"9"]
            assert await values(reader, topic, start=2, until=5) == []
            await admin.delete_records({TopicPartition(topic, 0): RecordsToDelete(before_offset=10)})
            assert await values(reader, topic) == []
        await admin.close()

    async def test_the_markers_of_transactions_are_passed_over(self, kafka: str, topic: str) -> None:
        await create(kafka, topic)
        async with AIOKafkaProducer(bootstrap_servers=kafka, transactional_id=topic) as producer:
            for value in (b"one", b"two"):
                async with producer.transaction():
                    await producer.send(topic, value, partition=0)
        async with LogReader(bootstrap_servers=kafka) as reader:
            assert await reader.bounds(topic, 0) == Bounds(0, 4)
            assert await values(reader, topic) == [b"one", b"two"]
            assert await values(reader, topic, start=3) == []

    async def test_a_read_goes_on_when_the_broker_comes_back(
        self, kafka_node: KafkaCluster, topic: str
    ) -> None:
        await create(kafka_node.bootstrap, topic)
        await publish(kafka_node.bootstrap, topic, numbered(20_000))
        async with LogReader(bootstrap_servers=kafka_node.bootstrap) as reader:
            read: list[int] = []
            async for record in reader.read(topic, 0):
                if record.offset == 10:
                    kafka_node.kill()
                    kafka_node.restart()
                read.append(record.offset)
        assert read == list(range(20_000))

    async def test_a_read_gives_up_when_the_broker_stays_away(
        self, kafka_node: KafkaCluster, topic: str
    ) -> None:
        await create(kafka_node.bootstrap, topic)
        for _ in range(4):  # more than one fetch brings
            await publish(kafka_node.bootstrap, topic, [bytes(900_000)] * 6)
        async with LogReader(bootstrap_servers=kafka_node.bootstrap, stall_timeout=2) as reader:
            reading = reader.read(topic, 0)
            await anext(reading)
            kafka_node.kill()
            with pytest.raises(BrokerError, match="could not be read"):
                async for _ in reading:
                    pass
