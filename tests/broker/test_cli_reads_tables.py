"""The commands that read the tables, off a broker: what replayed articles come to, put on topics, reads the same."""

from __future__ import annotations

import asyncio
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aiokafka import AIOKafkaProducer
from typer.testing import CliRunner

from strikewatch.agents import reading, stages
from strikewatch.agents.admin import create_topics
from strikewatch.agents.cli.main import app
from strikewatch.agents.connection import client_options
from strikewatch.agents.replay import Replay, in_event_time
from strikewatch.agents.settings import Settings
from strikewatch.agents.topics import catalogue
from strikewatch.schemas import Incident, RegionWindow, StrikeReport

if TYPE_CHECKING:
    from strikewatch.schemas import Record

pytestmark = pytest.mark.broker
SAMPLES = Path(__file__).parents[2] / "seeds" / "articles"


@pytest.fixture(scope="module")
def filled(embedded_broker: str) -> Settings:
    """Topics on which every version of every record stands, as a worker would have written them, and junk between."""
    settings = Settings(
        bootstrap_servers=embedded_broker, topic_prefix=f"t{uuid.uuid4().hex[:8]}.", partitions=2
    )
    topics = catalogue(settings)
    written: list[Record] = []
    run = Replay(stages.load(settings), "none", written.append)
    found = reading.read(reading.sources([str(SAMPLES)]), reading.Given())
    for article in in_event_time(each.article for each in found if each.article):
        run.publish(article)

    async def send() -> None:
        await create_topics(settings)
        async with AIOKafkaProducer(**client_options(settings)) as producer:
            for record in written:
                if isinstance(record, Incident):
                    topic, key, country = topics.incidents, record.incident_id, record.place.country
                elif isinstance(record, RegionWindow):
                    topic, key, country = topics.region_windows, record.key, record.country
                elif isinstance(record, StrikeReport):
                    topic, key, country = topics.strike_reports, record.key, record.key
                else:
                    continue
                partition = topic.partition_of(country or "ZZ")
                await producer.send(topic.name, record.encode(), key=key.encode(), partition=partition)
            await producer.send(topics.incidents.name, b"{}", key=b"junk", partition=0)
            await producer.send(topics.incidents.name, None, key=b"gone", partition=1)

    asyncio.run(send())
    return settings


@pytest.mark.parametrize(
    "command",
    [
        ["why", "UA-46", "--window", "365d", "--format", "json"],
        ["why", "UA-30.20221010"],
        ["regions", "--window", "365d", "--format", "csv"],
        ["history", "UA-30.20221010"],
        ["incidents", "--all", "--format", "geojson"],
        ["incidents", "--region", "UA", "--format", "csv"],
        ["regions", "UA", "--at", "2022-10-12"],
    ],
    ids=" ".join,
)
def test_a_broker_and_the_articles_behind_it_give_the_same_answer(
    filled: Settings, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    for name, value in filled.environment().items():
        monkeypatch.setenv(name, value)
    read = CliRunner().invoke(app, command)
    replayed = CliRunner().invoke(app, [*command, "--input", str(SAMPLES)])
    assert read.exit_code == replayed.exit_code == 0, read.output
    assert read.stdout == replayed.stdout
    assert len(read.stdout) > 100
    assert "left out, not a record of ours" in read.stderr


def test_without_topics_it_says_how_to_create_them(filled: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in filled.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("STRIKEWATCH_TOPIC_PREFIX", f"{filled.topic_prefix}no.")
    result = CliRunner().invoke(app, ["why", "UA"])
    assert result.exit_code == 2
    assert "create with: strikewatch topics create" in result.stderr
    assert result.stdout == ""
