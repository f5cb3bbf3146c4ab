"""What Faust is told beside its settings, and how messages go through it by the block."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from aiokafka.producer.message_accumulator import BatchBuilder
from faust.transport.drivers import aiokafka as driver
from faust.types import TP

from strikewatch.agents.pipeline import faust_app
from strikewatch.agents.settings import Settings
from strikewatch.agents.stage import Pulse
from strikewatch.agents.transport import BLOCKS, FETCH_WAIT_MS, Outbox, Sending, use

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = TP("articles", 0)


@pytest.fixture
def consumer() -> Iterator[Any]:
    """Made, and not started."""
    app = faust_app(Settings(bootstrap_servers="127.0.0.1:1"))
    pulse = Pulse()
    use(app, pulse.idle)
    found: Any = app.consumer
    found.pulse = pulse
    yield found
    found._thread.thread_loop.close()  # noqa: SLF001  # made with the consumer


def handed_over(consumer: Any, *offsets: int) -> Any:
    """The message that Faust makes of records with these offsets."""
    records = tuple(
        SimpleNamespace(
            topic=HERE.topic, partition=HERE.partition, offset=offset, timestamp=0, timestamp_type=0, headers=(),
            key=None, value=b"", checksum=None, serialized_key_size=0, serialized_value_size=0,
        )
        for offset in offsets
    )  # fmt: skip
    return consumer._to_message(HERE, records)  # noqa: SLF001  # as its getmany does


def committable(consumer: Any) -> dict[TP, int]:
    pending = consumer._filter_tps_with_pending_acks()  # noqa: SLF001  # the two steps of a commit
    found: dict[TP, int] = consumer._filter_committable_offsets(pending)  # noqa: SLF001
    return found


async def test_a_workers_consumer_waits_no_longer_than_it_is_told(consumer: Any) -> None:
    thread = consumer._thread  # noqa: SLF001  # no other way to the client in it
    client = thread._create_consumer(loop=asyncio.get_running_loop())  # noqa: SLF001  # as it does on its start
    await client.stop()
    assert client._fetch_max_wait_ms == FETCH_WAIT_MS  # noqa: SLF001  # what it hands to its fetcher


async def test_no_more_than_so_many_blocks_wait_for_a_stage(consumer: Any) -> None:
    assert consumer.app.topic("articles").queue.maxsize == BLOCKS


async def test_nothing_is_committed_past_a_block_that_is_not_done_with(consumer: Any) -> None:
    first, second, third = (handed_over(consumer, *some) for some in ((0, 1), (2, 5, 6), (7,)))
    consumer.ack(second)
    assert committable(consumer) == {}
    consumer.ack(first)
    assert committable(consumer) == {HERE: 7}
    assert committable(consumer) == {}
    consumer.ack(third)
    assert not consumer.ack(third)
    assert committable(consumer) == {HERE: 8}


async def test_blocks_of_an_earlier_assignment_are_neither_committed_nor_waited_for(consumer: Any) -> None:
    before = [handed_over(consumer, 0, 1), handed_over(consumer, 2)]
    consumer.ack(before[1])
    consumer.app.consumer_generation_id += 1
    again = handed_over(consumer, 0, 1, 2)
    assert committable(consumer) == {}
    consumer.ack(again)
    assert committable(consumer) == {HERE: 3}


async def test_partitions_that_go_take_what_was_not_committed_with_them(consumer: Any) -> None:
    block = handed_over(consumer, 0)
    consumer._on_partitions_revoked = _nothing  # noqa: SLF001  # the app's part in it
    await consumer.on_partitions_revoked({HERE})
    consumer.ack(block)
    assert committable(consumer) == {}


@pytest.mark.parametrize(
    ("position", "goes_back"),
    [(100, True), (0, False), (None, False)],
    ids=["read past it", "given anew", "not known yet"],
)
async def test_what_was_fetched_and_dropped_before_it_was_handed_over_is_fetched_again(
    consumer: Any, monkeypatch: pytest.MonkeyPatch, position: int | None, *, goes_back: bool
) -> None:
    """Faust drops a fetch while partitions are handed out, and then has no committed offset to go back to."""
    sought: list[tuple[TP, int]] = []

    async def fetched(*_: Any) -> dict[TP, list[SimpleNamespace]]:
        return {HERE: [SimpleNamespace(offset=40), SimpleNamespace(offset=41)]} if not sought else {}

    async def seek(tp: TP, offset: int) -> None:
        sought.append((tp, offset))

    monkeypatch.setattr(driver.Consumer, "_getmany", fetched)
    monkeypatch.setattr(consumer, "seek", seek)
    monkeypatch.setattr(consumer, "_position", lambda _: position)
    await consumer._getmany(None, 0)  # noqa: SLF001  # what it brings is not made a message of
    await consumer._getmany(None, 0)  # noqa: SLF001
    assert sought == ([(HERE, 40)] if goes_back else [])


async def test_what_was_handed_over_is_not_fetched_again(
    consumer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fetched(*_: Any) -> dict[TP, list[SimpleNamespace]]:
        return {HERE: [SimpleNamespace(offset=0)]}

    async def nowhere(*_: Any) -> None:
        raise AssertionError("it goes back")

    monkeypatch.setattr(driver.Consumer, "_getmany", fetched)
    monkeypatch.setattr(consumer, "seek", nowhere)
    monkeypatch.setattr(consumer, "_position", lambda _: 1)
    await consumer._getmany(None, 0)  # noqa: SLF001
    handed_over(consumer, 0)
    await consumer._getmany(None, 0)  # noqa: SLF001


async def test_a_rebalance_waits_for_what_is_worked_at_and_for_no_block_that_something_only_refers_to(
    consumer: Any,
) -> None:
    blocks = [handed_over(consumer, 0, 1), handed_over(consumer, 2)]
    for message in blocks:
        consumer.track_message(message)
    consumer.app.conf.broker_session_timeout = 60.0
    consumer.commit_and_end_transactions = _nothing  # there is no broker
    with consumer.pulse.at_work():
        waiting = asyncio.create_task(consumer.wait_empty())
        await asyncio.sleep(0.1)
        assert not waiting.done()
    async with asyncio.timeout(10):
        await waiting
    assert {*consumer._unacked_messages} == {*blocks}  # noqa: SLF001  # what Faust's own waits for


async def test_a_rebalance_waits_for_half_a_session_at_most(consumer: Any) -> None:
    consumer.app.conf.broker_session_timeout = 0.2
    consumer.commit_and_end_transactions = _nothing
    with consumer.pulse.at_work():
        async with asyncio.timeout(10):
            await consumer.wait_empty()


async def test_no_record_is_passed_over_for_having_been_read_before(consumer: Any) -> None:
    consumer._read_offset[HERE] = 100  # noqa: SLF001  # where Faust looks before it hands a message on
    assert consumer._read_offset[HERE] is None  # noqa: SLF001


async def test_what_is_sent_together_goes_out_in_order_and_in_as_many_batches_as_it_takes() -> None:
    sent: list[tuple[str, int, int]] = []

    class Producer:
        def create_batch(self) -> BatchBuilder:
            return BatchBuilder(1000, 0)

        async def send_batch(self, batch: BatchBuilder, topic: str, *, partition: int) -> Any:
            assert batch.closed()
            sent.append((topic, partition, batch.record_count()))
            return asyncio.get_running_loop().create_future()

    producer = SimpleNamespace(_ensure_producer=Producer)
    app: Any = SimpleNamespace(maybe_start_producer=lambda: _of(producer))
    some = [
        Sending(topic, partition, b"key", b"x" * size, {"a": b"1"})
        for topic, partition, size in (("one", 0, 400), ("two", 1, 5000), ("one", 0, 400), ("one", 0, 400), ("two", 0, 1))
    ]  # fmt: skip
    pending = await Outbox(app).send(some)
    assert sent == [("one", 0, 2), ("one", 0, 1), ("two", 1, 1), ("two", 0, 1)]
    assert len(pending) == len(sent)


async def _of(thing: Any) -> Any:
    return thing


async def _nothing(*_: Any, **__: Any) -> None:
    """As if nobody had to be told."""
