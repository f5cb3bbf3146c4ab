"""`strikewatch doctor`: ok where it is, and what to do where it is not."""

from __future__ import annotations

import asyncio
import time
import uuid
from typing import TYPE_CHECKING

import pytest
from aiokafka import AIOKafkaProducer
from typer.testing import CliRunner

from strikewatch.agents import diagnosis
from strikewatch.agents.admin import create_topics
from strikewatch.agents.cli.main import app
from strikewatch.agents.connection import client_options
from strikewatch.agents.settings import Settings
from strikewatch.agents.topics import catalogue

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.broker


@pytest.fixture
def settings(embedded_broker: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    made = Settings(
        bootstrap_servers=embedded_broker,
        topic_prefix=f"t{uuid.uuid4().hex[:8]}.",
        state_dir=tmp_path / "state",
    )
    for name, value in made.environment().items():
        monkeypatch.setenv(name, value)
    return made


def doctor(*arguments: str) -> tuple[int, dict[str, list[str]]]:
    result = CliRunner().invoke(app, ["doctor", *arguments])
    rows = [line.split("\t") for line in result.stdout.splitlines()]
    assert rows[0] == ["check", "state", "found", "what to do"], result.output
    return result.exit_code, {name: rest for name, *rest in rows[1:]}


def test_all_is_well_where_it_is(settings: Settings) -> None:
    asyncio.run(create_topics(settings))
    code, checks = doctor()
    assert code == 0
    assert {state for state, *_ in checks.values()} == {"ok"}
    assert "python 3" in checks["versions"][1]
    assert settings.bootstrap_servers
    assert settings.bootstrap_servers in checks["broker"][1]
    assert checks["topics"][1] == "9, all as declared"


def test_missing_topics_fail_with_the_command_that_creates_them(settings: Settings) -> None:
    code, checks = doctor()
    assert code == 1
    state, found, advice = checks["topics"]
    assert state == "fail"
    assert f"{settings.topic_prefix}incidents" in found
    assert advice == "strikewatch topics create"


def test_without_a_broker_the_rest_is_still_checked() -> None:
    code, checks = doctor("--bootstrap", "127.0.0.1:1")
    assert code == 1
    assert checks["broker"][0] == "fail"
    assert "127.0.0.1:1" in checks["broker"][1]
    assert "KAFKA_BOOTSTRAP_SERVERS" in checks["broker"][2]
    assert checks["gazetteer, lexicons, rules"][0] == "ok"
    assert "topics" not in checks


def test_a_broker_of_its_own_is_started_where_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STRIKEWATCH_BOOTSTRAP_SERVERS", raising=False)
    monkeypatch.delenv("KAFKA_BOOTSTRAP_SERVERS", raising=False)
    code, checks = doctor()
    assert code == 0
    assert checks["topics"][0] == "ok"


def test_a_state_directory_that_cannot_be_written_fails(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asyncio.run(create_topics(settings))
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("STRIKEWATCH_STATE_DIR", str(tmp_path / "file"))
    code, checks = doctor()
    assert code == 1
    assert checks["state directory"][0] == "fail"
    assert "STRIKEWATCH_STATE_DIR" in checks["state directory"][2]


def test_alert_rules_that_will_not_do_fail(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asyncio.run(create_topics(settings))
    (tmp_path / "rules.toml").write_text("[[rule]]\nid = 'x'\n", encoding="utf-8")
    monkeypatch.setenv("STRIKEWATCH_ALERT_RULES", str(tmp_path / "rules.toml"))
    code, checks = doctor()
    assert code == 1
    assert "rules.toml:" in checks["gazetteer, lexicons, rules"][1]


def test_an_article_from_the_future_is_a_warning(settings: Settings) -> None:
    async def publish() -> None:
        await create_topics(settings)
        async with AIOKafkaProducer(**client_options(settings)) as producer:
            ahead = int((time.time() + 3600) * 1000)
            await producer.send_and_wait(catalogue(settings).articles.name, b"{}", timestamp_ms=ahead)

    asyncio.run(publish())
    code, checks = doctor()
    assert code == 0
    state, found, advice = checks["clock against the broker"]
    assert state == "warn"
    assert "3600 s in the future" in found or "3599 s in the future" in found
    assert "NTP" in advice


def test_a_clock_that_is_set_meanwhile_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = diagnosis.Clock()
    assert abs(clock.step()) < 0.1
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + 100)
    assert clock.step() == pytest.approx(100, abs=0.1)
