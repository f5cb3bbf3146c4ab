"""`strikewatch publish` and `subscribe`: what goes in is confirmed, what comes out is neither missed nor made up."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import subprocess
import sys
import time
import uuid
from typing import TYPE_CHECKING

import pytest
from aiokafka import AIOKafkaProducer
from typer.testing import CliRunner

from strikewatch.agents.admin import create_topics
from strikewatch.agents.broker import LogReader
from strikewatch.agents.cli.main import app
from strikewatch.agents.connection import client_options
from strikewatch.agents.settings import Settings
from strikewatch.agents.subscribing import Wanted, subscribe
from strikewatch.agents.topics import catalogue
from strikewatch.schemas import Alert, Area, Article, DeadLetter, Failure, Incident, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from typer.testing import Result

    from strikewatch.agents.topics import TopicSpec

    Command = Callable[..., Result]

NOON = dt.datetime(2024, 5, 6, 12, tzinfo=dt.UTC)


@pytest.fixture
def settings(bootstrap: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation of its own on the broker; the environment says so too."""
    made = Settings(bootstrap_servers=bootstrap, topic_prefix=f"t{uuid.uuid4().hex[:8]}.", partitions=2)
    asyncio.run(create_topics(made))
    for name, value in made.environment().items():
        monkeypatch.setenv(name, value)
    return made


@pytest.fixture
def strikewatch() -> Command:
    def run(*arguments: str | Path, stdin: str = "") -> Result:
        return CliRunner().invoke(app, [str(each) for each in arguments], input=stdin)

    return run


def held(settings: Settings, topic: TopicSpec) -> list[tuple[str, bytes]]:
    async def read() -> list[tuple[str, bytes]]:
        async with LogReader(**client_options(settings)) as log:
            return [
                ((record.key or b"").decode(), record.value or b"")
                for number in range(topic.partitions)
                async for record in log.read(topic.name, number)
            ]

    return asyncio.run(read())


def put(settings: Settings, topic: TopicSpec, records: Iterable[tuple[str, bytes | None]]) -> None:
    async def send() -> None:
        async with AIOKafkaProducer(**client_options(settings)) as producer:
            for key, value in records:
                await producer.send_and_wait(topic.name, value, key=key.encode())

    asyncio.run(send())


def alert(name: str, severity: str = "severe", region: str = "UA-63", rule: str = "incident-toll") -> Alert:
    return Alert.model_validate(
        {
            "identifier": name, "fingerprint": name, "rule": rule, "sent": NOON, "severity": severity,
            "event": "Strike", "area": Area(region=region, name=region), "headline": f"headline {name}",
        }
    )  # fmt: skip


def put_alerts(settings: Settings, *alerts: Alert) -> None:
    for each in alerts:
        put(settings, catalogue(settings).alerts[each.severity], [(each.fingerprint, each.encode())])


def incident(name: str, region: str, country: str) -> Incident:
    place = Place(text=name, name=name, level="settlement", region=region, country=country)
    return Incident(incident_id=name, place=place)


def json_lines(result: Result) -> list[dict[str, str]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_articles_arrive_under_their_ids_and_it_says_how_many(
    strikewatch: Command, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "one.txt").write_text(" date 2024-05-06 A drone fell.", encoding="utf-8")
    (tmp_path / "two.jsonl").write_text('{"text": "two", "id": "x"}\n{"text": "three"}', encoding="utf-8")
    result = strikewatch("publish", tmp_path, "--source", "Wire")
    assert result.exit_code == 0, result.output
    topic = catalogue(settings).articles
    assert result.stdout.startswith(f"3 articles to topic {topic.name} at {settings.bootstrap_servers} in ")
    found = {key: Article.decode(value) for key, value in held(settings, topic)}
    assert all(key == article.article_id for key, article in found.items())
    assert {"one", "x"} <= found.keys()
    assert found["one"].published_at == dt.date(2024, 5, 6)
    assert {article.source for article in found.values()} == {"Wire"}


def test_what_is_no_article_goes_out_as_the_bytes_it_is(
    strikewatch: Command, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "feed.jsonl").write_bytes(b'nope\n\xff\xfe\n{"text": "fine"}\n')
    result = strikewatch("publish", tmp_path / "feed.jsonl")
    assert result.exit_code == 0
    assert "2 of them cannot be read as articles and will become dead letters" in result.stderr
    values = [value for _, value in held(settings, catalogue(settings).articles)]
    assert b"nope" in values
    assert b"\xff\xfe" in values
    assert len(values) == 3


def test_with_check_nothing_goes_out_if_anything_is_wrong(
    strikewatch: Command, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "feed.jsonl").write_bytes(b'{"text": "fine"}\nnope\n')
    result = strikewatch("publish", tmp_path / "feed.jsonl", "--check")
    assert result.exit_code == 2
    assert f"{tmp_path}/feed.jsonl:2: not JSON" in result.stderr
    assert held(settings, catalogue(settings).articles) == []


def test_what_the_broker_does_not_take_is_counted_and_fails_the_command(
    strikewatch: Command, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STRIKEWATCH_MAX_MESSAGE_BYTES", "2000")
    lines = [{"text": "small"}, {"text": os.urandom(4000).hex()}, {"text": "another"}]
    (tmp_path / "feed.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    result = strikewatch("publish", tmp_path / "feed.jsonl")
    assert result.exit_code == 1
    assert result.stdout.startswith("2 articles to topic")
    assert f"{tmp_path}/feed.jsonl:2: The message is" in result.stderr
    assert "error: 1 article not confirmed by the broker" in result.stderr
    assert len(held(settings, catalogue(settings).articles)) == 2


def test_a_rate_is_kept_to(strikewatch: Command, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "feed.jsonl").write_text('{"text": "x"}\n' * 10, encoding="utf-8")
    started = time.monotonic()
    assert strikewatch("publish", tmp_path / "feed.jsonl", "--rate", "20").exit_code == 0
    assert time.monotonic() - started >= 0.45
    assert len(held(settings, catalogue(settings).articles)) == 10


def test_without_the_topic_it_says_how_to_create_it(
    strikewatch: Command, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one.txt").write_text("x", encoding="utf-8")
    monkeypatch.setenv("STRIKEWATCH_TOPIC_PREFIX", f"{settings.topic_prefix}no.")
    result = strikewatch("publish", tmp_path / "one.txt")
    assert result.exit_code == 2
    assert "create with: strikewatch topics create" in result.stderr


def test_from_the_beginning_comes_all_there_is(strikewatch: Command, settings: Settings) -> None:
    put_alerts(settings, *(alert(f"a{number}") for number in range(20)))
    result = strikewatch("subscribe", "--from", "beginning", "--format", "json", "--timeout", "1")
    assert result.exit_code == 0
    assert sorted(each["fingerprint"] for each in json_lines(result)) == sorted(
        f"a{number}" for number in range(20)
    )


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--region", "UA"], ["a", "b", "d"]),
        (["--region", "UA-30", "--region", "RU"], ["b", "c"]),
        (["--severity", "severe"], ["a", "d"]),
        (["--rule", "surge"], ["c"]),
        (["--severity", "moderate", "--region", "UA-63"], ["a", "d"]),
        (["--region", "PL"], []),
    ],
)
def test_filters_hold_back_the_rest(
    strikewatch: Command, settings: Settings, options: list[str], expected: list[str]
) -> None:
    put_alerts(
        settings,
        alert("a"),
        alert("b", "minor", "UA-30"),
        alert("c", "moderate", "RU-BEL", "surge"),
        alert("d", "extreme"),
    )
    arguments = ["subscribe", "--from", "beginning", "--format", "json", "--timeout", "1", *options]
    assert sorted(each["fingerprint"] for each in json_lines(strikewatch(*arguments))) == expected


async def test_from_now_nothing_of_before_comes_and_nothing_after_is_missed(bootstrap: str) -> None:
    settings = Settings(bootstrap_servers=bootstrap, topic_prefix=f"t{uuid.uuid4().hex[:8]}.", partitions=3)
    await create_topics(settings)
    topic = catalogue(settings).incidents
    async with AIOKafkaProducer(**client_options(settings), linger_ms=20) as producer:

        async def write(names: Iterable[str]) -> None:  # batches of several: where the end is easily mistaken
            await asyncio.gather(
                *[
                    await producer.send(topic.name, incident(name, "UA-63", "UA").encode(), key=name.encode())
                    for name in names
                ]
            )

        await write(f"old{number}" for number in range(60))
        ready = asyncio.Event()
        stream = subscribe(
            "incidents", settings, Wanted(), beginning=False, quiet_seconds=1.5, on_ready=ready.set
        )

        async def heard() -> list[str]:
            return [each.record.incident_id async for each in stream if isinstance(each.record, Incident)]

        listening = asyncio.create_task(heard())
        await ready.wait()
        await write(f"new{number}" for number in range(60))
        assert sorted(await listening) == sorted(f"new{number}" for number in range(60))


def test_incidents_read_as_lines_and_a_tombstone_is_passed_over(
    strikewatch: Command, settings: Settings
) -> None:
    topic = catalogue(settings).incidents
    kharkiv = incident("Kharkiv", "UA-63", "UA")
    put(settings, topic, [("i1", kharkiv.encode()), ("i2", None), ("i3", b"{}")])
    result = strikewatch("subscribe", "--topic", "incidents", "--from", "beginning", "--timeout", "1")
    assert result.stdout.splitlines() == ["Kharkiv (UA-63) | minor | weak, 0 sources"]
    assert f"left out, not a record of ours: {topic.name}/" in result.stderr


def test_dead_letters_show_where_what_and_why(strikewatch: Command, settings: Settings) -> None:
    letter = DeadLetter(
        stage="extract", error=Failure(type="not_json", reason="not JSON: x"), topic="articles", partition=1,
        offset=7, value="nope" * 100, failed_at=NOON,
    )  # fmt: skip
    put(settings, catalogue(settings).dead_letters, [(letter.address, letter.encode())])
    result = strikewatch("subscribe", "--topic", "dead-letters", "--from", "beginning", "--limit", "1")
    assert result.exit_code == 0
    assert result.stdout.startswith("articles/1/7 | extract | not_json: not JSON: x | nope")
    assert result.stdout.endswith(".. (400 characters)\n")


def test_too_few_before_the_time_is_up_is_a_failure(strikewatch: Command, settings: Settings) -> None:
    put_alerts(settings, alert("a"))
    arguments = ["subscribe", "--from", "beginning", "--format", "json", "--timeout", "1", "--limit"]
    assert strikewatch(*arguments, "1").exit_code == 0
    assert strikewatch(*arguments, "2").exit_code == 1


def test_it_listens_until_ctrl_c_and_leaves_well(settings: Settings) -> None:
    command = [sys.executable, "-m", "strikewatch.agents.cli.main", "subscribe"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert process.stdout is not None
        assert process.stderr.readline().startswith("listening to alerts")
        put_alerts(settings, alert("a"))
        assert process.stdout.readline() == "SEVERE    headline a\n"
        process.send_signal(2)
        assert process.wait(10) == 0
        assert process.stderr.read() == ""
