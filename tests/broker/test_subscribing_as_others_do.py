"""Alerts for others' programs: the consumer of docs/subscribe.md, CAP messages and CloudEvents off a broker."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import re
import subprocess
import sys
import uuid
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from aiokafka import AIOKafkaProducer
from typer.testing import CliRunner

from strikewatch.agents.admin import create_topics
from strikewatch.agents.alert.cap import NAMESPACE
from strikewatch.agents.cli.main import app
from strikewatch.agents.connection import client_options
from strikewatch.agents.settings import Settings
from strikewatch.agents.topics import catalogue
from strikewatch.schemas import Alert, Area

pytestmark = pytest.mark.broker
PAGE = Path(__file__).parents[2] / "docs" / "subscribe.md"
NOON = dt.datetime(2024, 5, 6, 12, tzinfo=dt.UTC)


def alert(name: str, severity: str, **more: object) -> Alert:
    content = {
        "identifier": name, "fingerprint": name, "rule": "toll", "sent": NOON, "severity": severity,
        "event": "Strike", "area": Area(region="UA-63", name="Kharkiv region"), "headline": f"headline {name}", **more,
    }  # fmt: skip
    return Alert.model_validate(content)


ALERTS = (
    alert("bad", "severe"),
    alert("small", "minor"),
    alert("gone", "severe", msg_type="Cancel"),
    alert("worst", "extreme", description="one line\nand <another> & more"),
)


@pytest.fixture
def settings(embedded_broker: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Topics of our own with ALERTS on them, and a tombstone."""
    made = Settings(bootstrap_servers=embedded_broker, topic_prefix=f"t{uuid.uuid4().hex[:8]}.", partitions=2)
    topics = catalogue(made).alerts

    async def send() -> None:
        await create_topics(made)
        async with AIOKafkaProducer(**client_options(made)) as producer:
            await producer.send_and_wait(topics["severe"].name, None, key=b"nothing")
            for each in ALERTS:
                await producer.send_and_wait(
                    topics[each.severity].name, each.encode(), key=each.fingerprint.encode()
                )

    asyncio.run(send())
    for name, value in made.environment().items():
        monkeypatch.setenv(name, value)
    return made


def heard(shape: str) -> str:
    result = CliRunner().invoke(
        app, ["subscribe", "--format", shape, "--from", "beginning", "--timeout", "1"]
    )
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_consumer_of_the_page_hears_what_stands(settings: Settings, tmp_path: Path) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len([line for line in code.splitlines() if line.strip()]) <= 15
    program = tmp_path / "consumer.py"
    mine = code.replace("127.0.0.1:9092", settings.bootstrap_servers or "").replace(
        "my-program", uuid.uuid4().hex
    )
    program.write_text(mine.replace('"alerts.', f'"{settings.topic_prefix}alerts.'), encoding="utf-8")
    with subprocess.Popen([sys.executable, program], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            lines = {process.stdout.readline() for _ in range(2)}
        finally:
            process.kill()
    assert lines == {"severe\tUA-63\theadline bad\n", "extreme\tUA-63\theadline worst\n"}


def test_cap_messages_come_one_after_the_other(settings: Settings) -> None:
    assert settings.topic_prefix
    documents = [f"<?xml{part}" for part in heard("cap").split("<?xml")[1:]]
    told = [ET.fromstring(each.encode()) for each in documents]  # noqa: S314  # our own output
    found = {each.findtext(f"{{{NAMESPACE}}}identifier"): each for each in told}
    assert {each.tag for each in told} == {f"{{{NAMESPACE}}}alert"}
    assert found.keys() == {each.identifier for each in ALERTS}
    assert found["gone"].findtext(f"{{{NAMESPACE}}}msgType") == "Cancel"
    assert found["worst"].findtext(f".//{{{NAMESPACE}}}description") == "one line\nand <another> & more"


def test_cloudevents_come_a_line_each(settings: Settings) -> None:
    assert settings.topic_prefix
    events = [json.loads(line) for line in heard("cloudevents").splitlines()]
    assert {event["id"]: Alert.parse(event["data"]) for event in events} == {
        each.identifier: each for each in ALERTS
    }
    assert {event["specversion"] for event in events} == {"1.0"}


def test_other_records_have_no_such_format() -> None:
    result = CliRunner().invoke(app, ["subscribe", "--topic", "incidents", "--format", "cap"])
    assert result.exit_code == 2
    assert result.stderr == "error: --format cap is for alerts, not incidents; take json\n"
