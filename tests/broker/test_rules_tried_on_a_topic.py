"""`rules test --topic`: the rules tried on what a topic holds, in the order it came."""

from __future__ import annotations

import asyncio
import json
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from aiokafka import AIOKafkaProducer
from typer.testing import CliRunner

from strikewatch.agents.admin import create_topics
from strikewatch.agents.cli.main import app
from strikewatch.agents.connection import client_options
from strikewatch.agents.settings import Settings
from strikewatch.agents.topics import catalogue
from strikewatch.schemas import Article, Incident, Place

if TYPE_CHECKING:
    from pathlib import Path

    from strikewatch.agents.topics import TopicSpec
    from strikewatch.schemas import Record

pytestmark = pytest.mark.broker
RULES = """
    [[rule]]
    id = "toll"
    on = "incident"
    event = "Toll"
    when = "killed >= 3"
    severity = "minor"
    fingerprint = ["region"]
    headline = "{toll_text}"
"""
NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)


def article(name: str, killed: str) -> Article:
    text = f"A Russian missile struck the city of Kharkiv on 6 May 2024, killing {killed} people, the governor said."
    return Article(article_id=name, source="Wire", published_at=NOON, text=text)


def incident(region: str, killed: int) -> Incident:
    return Incident.model_validate(
        {
            "incident_id": f"{region} strike",
            "place": Place(text=region, name=region, level="region", region=region, country=region[:2]),
            "casualties": {"killed": {"low": killed, "best": killed, "high": killed}},
            "grade": "fair",
            "first_reported": NOON,
            "last_changed": NOON,
        }
    )


async def put(settings: Settings, topic: TopicSpec, sent: list[tuple[int, int, Record | bytes]]) -> None:
    """Records with the minute past noon of a later day at which they reached a partition."""
    await create_topics(settings)
    async with AIOKafkaProducer(**client_options(settings)) as producer:
        for minute, partition, record in sent:
            value = record if isinstance(record, bytes) else record.encode()
            at = int(datetime(2024, 5, 7, 12, minute, tzinfo=UTC).timestamp() * 1000)
            await producer.send_and_wait(topic.name, value, partition=partition, timestamp_ms=at)


@pytest.fixture
def settings(embedded_broker: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    found = Settings(
        bootstrap_servers=embedded_broker, topic_prefix=f"t{uuid.uuid4().hex[:8]}.", partitions=2
    )
    for name, value in found.environment().items():
        monkeypatch.setenv(name, value)
    return found


def tried(tmp_path: Path, *arguments: str) -> tuple[int, list[dict[str, Any]], str]:
    path = tmp_path / "rules.toml"
    path.write_text(RULES)
    result = CliRunner().invoke(app, ["rules", "test", str(path), "--format", "json", *arguments])
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()], result.stderr


def test_articles_are_taken_in_the_order_they_came_and_messages_are_of_that_time(
    settings: Settings, tmp_path: Path
) -> None:
    topic = catalogue(settings).articles
    told = [(5, 0, article("second", "five")), (1, 1, article("first", "three")), (2, 1, b"junk")]
    asyncio.run(put(settings, topic, told))
    code, messages, said = tried(tmp_path, "--topic", "articles")
    assert [(each["article_id"], each["received"], each["alert"]["msg_type"]) for each in messages] == [
        ("first", "2024-05-07T12:01:00Z", "Alert"),
        ("second", "2024-05-07T12:05:00Z", "Update"),
    ]
    assert [each["alert"]["headline"] for each in messages] == ["killed 3", "killed 3 to 5"]
    assert code == 1
    assert f"left out, not a record of ours: {topic.name}/1/1: not JSON" in said


def test_incidents_are_taken_as_they_were_resolved(settings: Settings, tmp_path: Path) -> None:
    told = [(3, 0, incident("UA-63", 4)), (1, 1, incident("RU-BEL", 3)), (6, 0, incident("UA-63", 2))]
    asyncio.run(put(settings, catalogue(settings).incidents, told))
    code, messages, _ = tried(tmp_path, "--topic", "incidents")
    assert [(each["incident_id"], each["received"], each["alert"]["msg_type"]) for each in messages] == [
        ("RU-BEL strike", "2024-05-07T12:01:00Z", "Alert"),
        ("UA-63 strike", "2024-05-07T12:03:00Z", "Alert"),
        ("UA-63 strike", "2024-05-07T12:06:00Z", "Cancel"),
    ]
    assert code == 0


def test_an_empty_topic_brings_nothing(settings: Settings, tmp_path: Path) -> None:
    asyncio.run(create_topics(settings))
    code, messages, said = tried(tmp_path, "--topic", "articles")
    assert (code, messages) == (0, [])
    assert said.strip().endswith("0 messages; never fired: toll")


@pytest.mark.parametrize("arguments", [[], ["--topic", "articles", "--input", "x.jsonl"]])
def test_one_of_both_says_what_to_try_them_on(tmp_path: Path, arguments: list[str]) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(RULES)
    result = CliRunner().invoke(app, ["rules", "test", str(path), *arguments])
    assert result.exit_code == 2
    assert "either --input or --topic" in result.output
