"""What cannot be processed becomes a dead letter with its address and its bytes; the rest goes through."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flow import HaltedError, Line
from prometheus_client.openmetrics import exposition as openmetrics

from strikewatch.agents.stages import Stages
from strikewatch.schemas import Article

if TYPE_CHECKING:
    from strikewatch.agents.settings import Settings


BAD = {
    "not json": (b"{", "not_json"),
    "not utf-8": (b'{"text": "\xff\xfe"}', "not_json"),
    "not an object": (b"[1, 2]", "not_an_object"),
    "a number": (b"12", "not_an_object"),
    "nothing": (None, "empty"),
    "no text": (b'{"title": "Strike on Kyiv"}', "invalid"),
    "text is a number": (b'{"text": 17}', "invalid"),
    "text is blank": (b'{"text": " \\n "}', "invalid"),
    "ten megabytes": (b'{"text": "' + b"a" * 10_000_000 + b'"}', "too_large"),
    "ten thousand deep": (b'{"text":' * 10_000 + b"1" + b"}" * 10_000, "not_json"),
    "the year 9999": (b'{"text": "A missile hit Kyiv.", "published_at": "9999-01-01"}', "invalid"),
    "not a number": (b'{"text": NaN}', "not_json"),
    "a lone surrogate": (b'{"text": "\\ud800 missile"}', "not_json"),
}


@pytest.mark.parametrize("name", BAD)
async def test_a_bad_article_is_one_dead_letter_and_its_neighbours_go_through(
    settings: Settings, domain: Stages, samples: list[Article], name: str
) -> None:
    value, reason = BAD[name]
    async with Line(settings, domain) as line:
        await line.publish(samples[0], value, samples[1])
        await line.settled()
        (letter,) = line.dead_letters.values()
        assert (letter.stage, letter.error.type) == ("extract", reason)
        assert letter.original == value
        assert "\n" not in letter.error.reason
        assert (letter.topic, letter.partition) == (line.pipeline.shop.topics.articles.name, 0)
        assert {samples[0].article_id, samples[1].article_id} == {
            one.article_id for one in line.reports.values()
        }


async def test_garbage_on_an_inner_topic_is_a_dead_letter_of_its_stage(
    settings: Settings, domain: Stages, samples: list[Article]
) -> None:
    async with Line(settings, domain) as line:
        topics = line.pipeline.shop.topics
        for topic in (topics.strike_reports, topics.incidents, topics.region_windows):
            await line._hand_over(line.logs.append(topic.name, 1, b"k", b"garbage", {}))  # noqa: SLF001
        await line.publish(samples[0])
        await line.settled()
        assert {one.stage for one in line.dead_letters.values()} >= {"resolve", "aggregate"}
        assert line.incidents


async def test_a_defect_stops_the_worker_and_acknowledges_nothing(
    settings: Settings, domain: Stages, samples: list[Article]
) -> None:
    class Broken:
        def extract(self, _: Article) -> None:
            raise ZeroDivisionError("a defect, not a bad article")

    broken = Stages(Broken(), domain.enricher, domain.policy, domain.aggregator, domain.rules)  # type: ignore[arg-type]
    async with Line(settings, broken) as line:
        await line.publish(samples[0])
        with pytest.raises(HaltedError, match="ZeroDivisionError"):
            await line.settled()
        assert not any(message.acked for message in line._unacked)  # noqa: SLF001
        assert not line.dead_letters


async def test_a_strike_at_a_place_nobody_knows_has_a_table_of_its_own(
    settings: Settings, domain: Stages
) -> None:
    article = Article(
        text="Airstrikes by the Tatmadaw killed at least nine people in Kanbyat village on Monday.",
        source="Wire",
        published_at="2024-01-09",
    )
    async with Line(settings, domain) as line:
        await line.publish(article)
        await line.settled()
        assert [one.casualties.killed.value for one in line.incidents.values() if one.casualties.killed] == [
            9
        ]
        assert {window.region for window in line.region_windows.values()} == {"ZZ"}


async def test_metrics_lead_to_an_example_of_what_was_refused(settings: Settings, domain: Stages) -> None:
    async with Line(settings, domain) as line:
        await line.publish(b"{")
        await line.settled()
        told = openmetrics.generate_latest(line.registry).decode()
    (refused,) = [
        row for row in told.splitlines() if row.startswith("strikewatch_records_dead_lettered_total{")
    ]
    (batch, *_) = [
        row for row in told.splitlines() if "_processing_duration_seconds_bucket" in row and " # " in row
    ]
    assert f' # {{record="{line.pipeline.shop.topics.articles.name}/0/0"}} 1.0' in refused
    assert ' # {record="articles/0/0"}' in batch
