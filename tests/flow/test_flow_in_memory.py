"""The production topology on lists: what comes out does not depend on how it went in."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from flow import Line, Logs

from strikewatch.agents.replay import replay

if TYPE_CHECKING:
    from strikewatch.agents.settings import Settings
    from strikewatch.agents.stages import Stages
    from strikewatch.schemas import Article


def tables(line: Line) -> dict[str, object]:
    return {"incidents": line.incidents, "windows": line.region_windows, "reports": line.reports}


async def run(settings: Settings, domain: Stages, *articles: Article) -> dict[str, object]:
    async with Line(settings, domain) as line:
        await line.publish(*articles)
        return tables(await line.settled())


async def test_articles_become_reports_incidents_windows_and_alerts(
    settings: Settings, domain: Stages, samples: list[Article]
) -> None:
    async with Line(settings, domain) as line:
        await line.publish(*samples)
        await line.settled()
        struck = {one.place.region for one in line.incidents.values() if one.counts}
        assert {"UA-30", "UA-46", "UA-07", "RU-BEL", "UA-40"} <= struck
        assert {"UA|365d", "RU|365d", "UA-30|365d"} <= line.region_windows.keys()
        assert line.alerts
        assert not line.dead_letters


async def test_what_came_in_reverse_order_gives_the_same_tables(
    settings: Settings, domain: Stages, samples: list[Article]
) -> None:
    assert await run(settings, domain, *samples) == await run(settings, domain, *reversed(samples))


@pytest.mark.parametrize("seed", range(3))
async def test_shuffled_and_published_twice_gives_the_same_tables(
    settings: Settings, domain: Stages, samples: list[Article], seed: int
) -> None:
    shuffled = samples * 2
    random.Random(seed).shuffle(shuffled)
    assert await run(settings, domain, *samples) == await run(settings, domain, *shuffled)


async def test_a_worker_that_takes_over_reads_the_state_back_and_sends_only_what_differs(
    settings: Settings, domain: Stages, samples: list[Article]
) -> None:
    logs, half = Logs(), len(samples) // 2
    async with Line(settings, domain, logs) as first:
        await first.publish(*samples[:half])
        await first.settled()
    async with Line(settings, domain, logs) as second:
        await second.publish(*samples[half:])
        await second.settled()
        for topic in second.pipeline.shop.topics:
            sent = len(logs.values(topic))
            await second.redeliver(topic)
            await second.settled()
            if topic.cleanup == "compact":
                assert len(logs.values(topic)) == sent, f"{topic.name} got a second copy of what it holds"
        assert tables(second) == await run(settings, domain, *samples)


async def test_offsets_that_were_never_handed_over_are_read_from_the_log(
    settings: Settings, domain: Stages, samples: list[Article]
) -> None:
    expected = await run(settings, domain, *samples)
    async with Line(settings, domain) as line:
        lost = line.pipeline.shop.topics.strike_reports.name
        deliver, count = line._hand_over, 0  # noqa: SLF001  # the fault is injected where Kafka would be

        async def lossy(message: object) -> None:
            nonlocal count
            count += getattr(message, "topic", None) == lost
            if getattr(message, "topic", None) != lost or count % 3:
                await deliver(message)  # type: ignore[arg-type]

        line._hand_over = lossy  # type: ignore[method-assign]  # noqa: SLF001
        await line.publish(*samples)
        await line.settled()
        line.logs.append(lost, 0, b"UA-30", b"garbage", {})
        await deliver(line.logs.append(lost, 0, b"UA-30", b"more garbage", {}))
        line._hand_over = deliver  # type: ignore[method-assign]  # noqa: SLF001
        for partition in range(settings.partitions):
            for message in line.logs.messages[lost, partition][-1:]:
                await deliver(message)
        await line.settled()
        assert tables(line) == expected
        assert {one.value for one in line.dead_letters.values()} == {"garbage", "more garbage"}


async def test_replay_without_kafka_gives_the_same_tables(
    settings: Settings, domain: Stages, samples: list[Article]
) -> None:
    replayed = replay(samples, domain)
    async with Line(settings, domain) as line:
        await line.publish(*samples)
        await line.settled()
        live = [one for one in replayed.incidents if not one.retracted and one.merged_into is None]
        assert {one.incident_id: one for one in live} == line.incidents
        assert {one.key: one for one in replayed.region_windows if not one.is_empty} == line.region_windows
        assert {one.report_id: one for one in replayed.reports} == line.reports


async def test_old_and_unused_partitions_are_forgotten(
    settings: Settings, domain: Stages, samples: list[Article]
) -> None:
    async with Line(settings, domain) as line:
        await line.publish(*samples)
        await line.settled()
        for table in line.pipeline.tables:
            await table.hold([])
            assert not table.partitions
            table.held = None
        await line.publish(*samples)
        await line.settled()
        assert tables(line) == await run(settings, domain, *samples)
