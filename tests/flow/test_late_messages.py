"""Messages of a worker that was cut off arrive after its successor's: they stand for a while, and not for good."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from flow import Line, Logs

from strikewatch.agents.broker.log import LogTruncatedError
from strikewatch.agents.standing import Standing
from strikewatch.schemas import Incident

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from strikewatch.agents.settings import Settings
    from strikewatch.agents.stage import Received
    from strikewatch.agents.stages import Stages
    from strikewatch.schemas import Article

COMPACTED = ("incidents", "region-windows", "alerts.moderate")
STRAY = "RU-BEL.20220101.stray"


def superseded(logs: Logs, topic: str) -> list[Received]:
    """The first message of every key that has had others since."""
    sent: defaultdict[tuple[int, bytes | None], list[Received]] = defaultdict(list)
    for (name, partition), messages in logs.messages.items():
        for message in messages:
            if name == topic:
                sent[partition, message.key].append(message)
    return [some[0] for some in sent.values() if len({one.value for one in some}) > 1]


async def put_right(line: Line, standing: list[Standing]) -> int:
    """Look until nothing is found any more; how many partitions were put right."""
    found = 0
    for _ in range(10):
        at_once = sum([await one.look() for one in standing])
        await line.settled()
        if not at_once:
            return found
        found += at_once
    raise AssertionError("it never ends")


@pytest.mark.parametrize("topic", COMPACTED)
async def test_late_messages_do_not_stand(
    topic: str, settings: Settings, domain: Stages, samples: list[Article]
) -> None:
    async with Line(settings, domain) as line:
        standing = [Standing(table) for table in line.pipeline.tables]
        for article in samples:
            await line.publish(article)
            await line.settled()
        assert await put_right(line, standing) == 0
        before, alerts = (line.incidents, line.region_windows), line.alerts
        late = superseded(line.logs, topic)
        assert late
        for message in late:
            await line.arrive(message)
        await line.settled()
        assert await put_right(line, standing) > 0
        assert (line.incidents, line.region_windows) == before
        assert line.alerts.keys() >= alerts.keys()  # what held for a moment may have raised others
        if topic.startswith("alerts"):
            assert line.alerts == alerts


async def test_what_one_partition_has_sent_is_not_late_to_another(
    settings: Settings, domain: Stages, samples: list[Article]
) -> None:
    spread = settings.model_copy(update={"partitions": 8})
    abroad = [
        samples[0].model_copy(
            update={
                "article_id": town,
                "title": None,
                "text": f"An air strike on {town} killed 20 people on Monday.",
            }
        )
        for town in ("Khan Younis", "Sanaa", "Khartoum", "Aleppo")
    ]
    async with Line(spread, domain) as line:
        await line.publish(*samples, *abroad)
        await line.settled()
        logs = {
            number
            for (topic, number), sent in line.logs.messages.items()
            if topic.startswith("alerts") and sent
        }
        assert len(logs) > 1
        assert await put_right(line, [Standing(table) for table in line.pipeline.tables]) == 0


async def test_a_late_incident_that_was_never_its_owners_is_taken_back(
    settings: Settings, domain: Stages, samples: list[Article]
) -> None:
    async with Line(settings, domain) as line:
        await line.publish(*samples)
        await line.settled()
        standing = [Standing(table) for table in line.pipeline.tables]
        assert await put_right(line, standing) == 0
        before = line.incidents, line.region_windows
        sent = next(
            one
            for one in line.logs.values(line.pipeline.shop.topics.incidents)
            if (one.key or b"").decode() in line.incidents
        )
        stray = Incident.decode(sent.value).model_copy(update={"incident_id": STRAY})
        await line.arrive(replace(sent, key=STRAY.encode(), value=stray.encode()))
        await line.settled()
        assert STRAY in line.incidents
        assert await put_right(line, standing) > 0
        assert (line.incidents, line.region_windows) == before


class Shorter(Logs):
    """Logs of which one can be made anew; to read on where it no longer is fails, as on Kafka."""

    async def read(
        self, topic: str, partition: int, *, start: int = 0, until: int | None = None
    ) -> AsyncIterator[Received]:
        if start > len(self.messages[topic, partition]):
            raise LogTruncatedError(f"{topic}/{partition} is shorter")
        async for message in super().read(topic, partition, start=start, until=until):
            yield message


@pytest.mark.parametrize("topic", ["strike-reports", "incidents", "region-windows"])
async def test_a_log_that_is_shorter_than_it_was_is_seen(
    topic: str, settings: Settings, domain: Stages, samples: list[Article]
) -> None:
    async with Line(settings, domain, Shorter()) as line:
        await line.publish(*samples)
        await line.settled()
        standing = [Standing(table) for table in line.pipeline.tables]
        assert await put_right(line, standing) == 0
        for at in [each for each in line.logs.messages if each[0] == topic]:
            line.logs.messages[at].clear()
        with pytest.raises(LogTruncatedError):
            await put_right(line, standing)


class Slow(Logs):
    """Logs that are read back only when they are let."""

    let: asyncio.Event

    async def read(
        self, topic: str, partition: int, *, start: int = 0, until: int | None = None
    ) -> AsyncIterator[Received]:
        messages = [one async for one in super().read(topic, partition, start=start, until=until)]
        await self.let.wait()
        for message in messages:
            yield message


async def test_what_was_read_back_before_another_had_the_partition_is_read_back_again(
    settings: Settings, domain: Stages, samples: list[Article]
) -> None:
    logs = Slow()
    logs.let = asyncio.Event()
    logs.let.set()
    async with Line(settings, domain, logs) as line, Line(settings, domain, logs) as heir:
        half = len(samples) // 2
        await line.publish(*samples[:half])
        await line.settled()
        table = heir.pipeline.tables[0]
        everything = range(table.source.partitions)
        logs.let.clear()
        reading = asyncio.create_task(table.hold(everything))
        await asyncio.sleep(0.01)  # it has read, and has not been given it
        table.take([])  # another has them now
        logs.let.set()
        await line.publish(*samples[half:])
        await line.settled()
        before = line.incidents
        sent = len(logs.values(table.shop.topics.incidents))
        table.take(everything)
        await reading
        await table.read_back()
        assert heir.incidents == before
        assert len(logs.values(table.shop.topics.incidents)) == sent


@pytest.mark.parametrize("unbroken", [True, False])
async def test_state_is_kept_only_while_nobody_else_can_have_had_the_partition(
    *, unbroken: bool, settings: Settings, domain: Stages, samples: list[Article]
) -> None:
    async with Line(settings, domain) as line:
        await line.publish(*samples)
        await line.settled()
        table = line.pipeline.tables[0]
        await table.hold(range(2))
        kept = dict(table.partitions)
        table.take([0], unbroken=unbroken)
        assert table.partitions == ({0: kept[0]} if unbroken else {})
        await table.read_back()
        assert table.partitions.keys() == {0}
        assert (table.partitions[0] is kept[0]) == unbroken


async def test_a_state_of_a_former_tenure_sends_nothing(
    settings: Settings, domain: Stages, samples: list[Article]
) -> None:
    logs = Logs()
    async with Line(settings, domain, logs) as line:
        await line.publish(*samples)
        await line.settled()
        table = line.pipeline.tables[0]
        await table.hold(range(table.source.partitions))
        former = dict(table.partitions)
        await table.give_up(former)
        await table.hold([])
        await table.hold(former)
        sent = len(logs.values(table.shop.topics.incidents))
        for number, state in former.items():
            state.sent.clear()
            state.owe(0)
            await table._flush(number, state)  # noqa: SLF001  # what a batch that was under way comes to
        assert len(logs.values(table.shop.topics.incidents)) == sent


async def test_a_message_that_came_while_its_partition_was_read_back_is_seen(
    settings: Settings, domain: Stages, samples: list[Article]
) -> None:
    logs = Logs()
    async with Line(settings, domain, logs) as gone:
        for article in samples:
            await gone.publish(article)
            await gone.settled()
        before, late = gone.incidents, superseded(logs, "incidents")
    async with Line(settings, domain, logs) as heir:
        table = heir.pipeline.tables[0]
        standing = Standing(table)
        await table.hold([0])
        assert await standing.look() == 0
        table.take(range(table.source.partitions))
        await table.read_back()  # up to here, and the look that follows comes before it is known
        table.partitions, kept = {0: table.partitions[0]}, table.partitions
        for message in late:
            logs.append(message.topic, message.partition, message.key, message.value, {})
        await standing.look()
        table.partitions = kept
        while await standing.look():
            pass
        assert heir.incidents == before
