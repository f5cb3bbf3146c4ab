"""A row of the rolling tables is sent at most once a second, and its final state always."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from flow import Line, Logs

from strikewatch.agents.aggregate.agent import ROW_SECONDS
from strikewatch.agents.replay import replay

if TYPE_CHECKING:
    from strikewatch.agents.settings import Settings
    from strikewatch.agents.stage import Received
    from strikewatch.agents.stages import Stages
    from strikewatch.schemas import Article, RegionWindow

STEP = 0.125  # exact in binary: eight steps are a second
AT_ONCE = 2**-10


@dataclass
class Watched(Logs):
    """Logs that note when each row was sent."""

    now: float = 0.0
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def append(
        self, topic: str, partition: int, key: bytes | None, value: bytes | None, headers: dict[str, bytes]
    ) -> Received:
        if topic == "region-windows":
            self.times[(key or b"").decode()].append(self.now)
        return super().append(topic, partition, key, value, headers)


def wanted(domain: Stages, samples: list[Article]) -> dict[str, RegionWindow]:
    return {row.key: row for row in replay(samples, domain).region_windows if not row.is_empty}


async def pass_time(line: Line, seconds: float) -> None:
    """Let the clock go on, and do what a running worker's timers do."""
    line.clock += seconds
    if isinstance(line.logs, Watched):
        line.logs.now = line.clock
    for table in line.pipeline.tables:
        await table.settle()
    await line.acknowledged()


async def publish_quickly(line: Line, articles: list[Article], step: float) -> None:
    """An article every `step` seconds, each through the whole flow before the next."""
    for article in articles:
        await line.publish(article)
        await line.acknowledged()
        await pass_time(line, step)


async def test_a_row_is_sent_at_most_once_a_second_and_as_it_is_then(
    settings: Settings, domain: Stages, samples: list[Article]
) -> None:
    logs = Watched()
    async with Line(settings, domain, logs) as line:
        await publish_quickly(line, samples, STEP)
        await publish_quickly(line, samples[::-1], STEP)  # again, which changes nothing
        await pass_time(line, ROW_SECONDS)
        assert line.region_windows == wanted(domain, samples)
    gaps = [after - before for times in logs.times.values() for before, after in pairwise(times)]
    assert gaps
    assert min(gaps) >= ROW_SECONDS


async def test_what_changes_within_the_second_waits_and_is_sent_once(
    settings: Settings, domain: Stages, samples: list[Article]
) -> None:
    async with Line(settings, domain, Watched()) as line:
        await publish_quickly(line, samples, AT_ONCE)
        assert line.region_windows != wanted(domain, samples), "nothing waited, so this test shows nothing"
        await pass_time(line, ROW_SECONDS)
        assert line.region_windows == wanted(domain, samples)
        assert isinstance(line.logs, Watched)
        assert max(len(times) for times in line.logs.times.values()) == 2, "the first row, and the final one"


async def test_what_waited_when_a_worker_was_killed_is_sent_by_the_next_without_a_new_message(
    settings: Settings, domain: Stages, samples: list[Article]
) -> None:
    logs = Logs()
    async with Line(settings, domain, logs) as killed:
        await publish_quickly(killed, samples, AT_ONCE)
        assert killed.region_windows != wanted(domain, samples)
    async with Line(settings, domain, logs) as heir:
        for table in heir.pipeline.tables:
            await table.hold(range(table.source.partitions))
            await heir.acknowledged()
        assert heir.region_windows == wanted(domain, samples)
        sent = len(logs.values(heir.pipeline.shop.topics.region_windows))
        await pass_time(heir, ROW_SECONDS)
        await heir.settled()
        assert len(logs.values(heir.pipeline.shop.topics.region_windows)) == sent


async def test_who_has_lost_a_partition_sends_nothing_more_of_it(
    settings: Settings, domain: Stages, samples: list[Article]
) -> None:
    async with Line(settings, domain) as line:
        await publish_quickly(line, samples, AT_ONCE)
        rows = line.region_windows
        for table in line.pipeline.tables:
            await table.give_up(range(table.source.partitions))
        await pass_time(line, ROW_SECONDS)
        await line.settled()
        assert line.region_windows == rows != wanted(domain, samples)
        for table in line.pipeline.tables:
            await table.hold(range(table.source.partitions))
            await line.acknowledged()
        assert line.region_windows == wanted(domain, samples)


async def test_a_clock_that_was_set_back_holds_nothing_up(
    settings: Settings, domain: Stages, samples: list[Article]
) -> None:
    async with Line(settings, domain) as line:
        await publish_quickly(line, samples, AT_ONCE)
        await pass_time(line, -3600.0)
        assert line.region_windows == wanted(domain, samples)
