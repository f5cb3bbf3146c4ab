"""`strikewatch serve` against a real broker and a real worker."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time
import uuid
from typing import TYPE_CHECKING

import httpx
import pytest
import viewing
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from serving import Listener, listening, serving
from strikes import strike
from workers import publish, running, tables

from strikewatch.agents import reading
from strikewatch.agents.admin import create_topics
from strikewatch.agents.connection import client_options
from strikewatch.agents.settings import Settings
from strikewatch.agents.topics import catalogue
from strikewatch.schemas import Alert, Article

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator
    from pathlib import Path

    from serving import ServeProcess
    from workers import Tables

    from strikewatch.schemas import Incident

pytestmark = [pytest.mark.broker, pytest.mark.timeout(180)]
CLIENTS = 500
BURST = 1500
LIVE_SECONDS = 10.0
BEARER = {"Authorization": f"Bearer {viewing.TOKEN}"}


def settings_on(bootstrap: str, state: os.PathLike[str]) -> Settings:
    return Settings(
        bootstrap_servers=bootstrap,
        topic_prefix=f"t{uuid.uuid4().hex[:8]}.",
        group_id=uuid.uuid4().hex,
        partitions=2,
        session_timeout=6.0,
        state_dir=state,
        serve_token=viewing.TOKEN,
    )


@pytest.fixture
def settings(embedded_broker: str, tmp_path: Path) -> Settings:
    found = settings_on(embedded_broker, tmp_path / "state")
    asyncio.run(create_topics(found))
    return found


@pytest.fixture
def service(settings: Settings, tmp_path: Path) -> Iterator[ServeProcess]:
    with serving(settings, tmp_path / "serve.log") as process:
        yield process


async def write(settings: Settings, incident: Incident) -> None:
    async with AIOKafkaProducer(**client_options(settings)) as producer:
        key = incident.incident_id.encode()
        await producer.send_and_wait(
            catalogue(settings).incidents.name, incident.encode(), key=key, partition=0
        )


def samples() -> list[Article]:
    found = reading.read(reading.sources([str(viewing.SAMPLES)]), reading.Given())
    return [one.article for one in found if one.article]


def settled(service: ServeProcess, patience: float = 60.0) -> dict[str, object]:
    """The status once it has stood still for two seconds and has read everything."""
    end, before, since = time.monotonic() + patience, None, time.monotonic()
    while time.monotonic() < end:
        status = service.get("/api/status")
        now = (status["newest_record_at"], status["reports"], status["incidents"], status["alerts"])
        if now != before:
            before, since = now, time.monotonic()
        elif status["reports"] and not status["lag_records"] and time.monotonic() - since > 2:
            found: dict[str, object] = status
            return found
        time.sleep(0.2)
    raise AssertionError(f"not settled in {patience} s: {before}")


@pytest.fixture
def either(bootstrap: str, tmp_path: Path) -> Settings:
    """Topics on the embedded broker, and on Apache Kafka."""
    found = settings_on(bootstrap, tmp_path / "state")
    asyncio.run(create_topics(found))
    return found


def test_what_a_worker_makes_of_the_articles_is_served_by_every_service_alike(
    either: Settings, tmp_path: Path
) -> None:
    with serving(either, tmp_path / "early.log") as early, serving(either, tmp_path / "second.log") as second:
        asyncio.run(publish(either, samples()))
        with running(either, tmp_path / "worker.log"):
            settled(early)
            settled(second)
        with serving(either, tmp_path / "late.log") as late:
            alike(asyncio.run(tables(either)), early, second, late)


def alike(written: Tables, service: ServeProcess, *others: ServeProcess) -> None:
    """Whether a service shows what is written, and the others the same, wherever they began."""
    status = service.get("/api/status")
    listed = service.get("/api/incidents?scope=any&limit=1000")["items"]
    assert {one["incident_id"] for one in listed} == set(written.incidents)
    assert status["reports"] == len(written.reports)
    rows = service.get("/api/regions?window=365d&limit=1000")["items"]
    held = {
        row.region: row.model_dump(mode="json")
        for row in written.region_windows.values()
        if row.window == "365d"
    }
    assert {row["region"]: row for row in rows} == held
    alerts = service.get("/api/alerts?limit=1000")["items"]
    assert {one["fingerprint"] for one in alerts} == {one.fingerprint for one in written.alerts.values()}
    for address in (
        "/api/incidents?scope=any",
        "/api/regions?window=30d",
        "/api/alerts",
        "/export/incidents.csv",
    ):
        tags = {httpx.get(one.page + address).headers["ETag"] for one in (service, *others)}
        assert len(tags) == 1, address


@pytest.mark.kafka
@pytest.mark.xdist_group("kafka")
async def test_topics_that_are_made_anew_end_a_service_that_holds_the_old_ones(
    kafka: str, tmp_path: Path
) -> None:
    settings = settings_on(kafka, tmp_path / "state")
    await create_topics(settings)
    for number in range(3):
        await write(settings, strike("UA-63", "2024-05-06", id=f"{number}"))
    with serving(settings, tmp_path / "serve.log") as service:
        admin = AIOKafkaAdminClient(**client_options(settings))
        await admin.start()
        await admin.delete_topics([catalogue(settings).incidents.name])
        await admin.close()
        await create_topics(settings)
        assert await asyncio.to_thread(service.process.wait, 60) == 69
    assert "can be followed no longer" in service.log_file.read_text()


async def test_an_article_handed_in_comes_back_as_an_incident_and_an_alert(
    settings: Settings, service: ServeProcess, tmp_path: Path
) -> None:
    text = (
        "Russian missiles struck the city of Kharkiv on Monday morning, killing at least 13 people and injuring 52, "
        "the regional governor said."
    )
    with running(settings, tmp_path / "worker.log"):
        async with listening(service.page, "?country=UA&of=alert&of=incident") as listener:
            assert (await listener.event())["event"] == "status"
            async with httpx.AsyncClient(base_url=service.page, headers=BEARER) as client:
                answer = await client.post("/api/articles", json={"text": text, "published_at": "2024-05-06"})
            assert answer.status_code == 202
            heard = await listener.each("incident", "alert")
            now = time.time()
    assert heard["incident"]["data"]["casualties"]["killed"]["best"] == 13
    assert heard["alert"]["data"]["area"]["region"].startswith("UA-63")
    took = now - min(await alert_times(settings))
    sys.stdout.write(f"from its topic to a listener: {took:.2f} s\n")
    assert took < LIVE_SECONDS


async def alert_times(settings: Settings) -> list[float]:
    """When every alert was written to its topic, Unix seconds."""
    from strikewatch.agents.broker import LogReader  # noqa: PLC0415  # here only

    found = []
    async with LogReader(**client_options(settings)) as log:
        for topic in catalogue(settings).alerts.values():
            for partition in range(topic.partitions):
                async for message in log.read(topic.name, partition):
                    assert Alert.decode(message.value)
                    found.append(message.timestamp / 1000)
    return found


async def test_who_reconnects_goes_on_where_it_stopped(settings: Settings, service: ServeProcess) -> None:
    async with listening(service.page) as first:
        known = (await first.event())["id"]
    async with listening(service.page) as watching:
        for killed in (1, 2):
            await write(settings, strike("UA-63", "2024-05-06", id="one", killed=killed))
            await watching.until("incident")
    async with listening(service.page, last_id=known) as resumed:
        missed = [await resumed.event() for _ in range(3)]
    assert [one["event"] for one in missed] == ["incident", "incident", "status"]
    assert [one["data"]["casualties"]["killed"]["best"] for one in missed[:2]] == [1, 2]


async def test_five_hundred_listeners_are_held_by_one_process_and_all_are_told(
    settings: Settings, service: ServeProcess
) -> None:
    await write(settings, strike("UA-63", "2024-05-06", id="before"))
    before = service.resident()
    listeners = await asyncio.gather(*(Listener.to(service.page) for _ in range(CLIENTS)))
    assert {(await one.event())["event"] for one in listeners} == {"status"}
    assert service.get("/api/status")["stream_clients"] == CLIENTS
    started = time.monotonic()
    await write(settings, strike("UA-51", "2024-05-07", id="told"))
    heard = await asyncio.gather(*(one.until("incident") for one in listeners))
    while {one["data"]["incident_id"] for one in heard} != {
        "told"
    }:  # the first may still have been on its way
        heard = await asyncio.gather(*(one.until("incident") for one in listeners))
    took = time.monotonic() - started
    grown = service.resident() - before
    figure = f"{CLIENTS} listeners: {grown / 2**20:.1f} MiB more, of {before / 2**20:.0f}; all told in {took:.2f} s"
    sys.stdout.write(figure + "\n")  # pytest -rP shows it: the figure of docs/api.md
    assert len(heard) == CLIENTS
    assert grown < 100 * 2**20
    for one in listeners:
        await one.close()
    while service.get("/api/status")["stream_clients"]:
        await asyncio.sleep(0.1)


async def test_one_who_does_not_read_is_dropped_and_told_and_the_others_hear_all(
    settings: Settings, service: ServeProcess
) -> None:
    long = "x" * 20_000  # a few hundred of them fill what the sockets hold
    async with listening(service.page) as slow, listening(service.page) as quick:
        slow.stop_reading()
        await quick.event()
        hearing = asyncio.create_task(heard_by(quick, BURST))
        async with AIOKafkaProducer(**client_options(settings)) as producer:
            for number in range(BURST):
                one = strike("UA-63", "2024-05-06", id=f"{number}", change_reason=long)
                topic, key = catalogue(settings).incidents.name, one.incident_id.encode()
                await producer.send(topic, one.encode(), key=key, partition=0)
        assert await hearing == [f"{number}" for number in range(BURST)]
        assert await asyncio.to_thread(listeners_of, service) == 1
        slow.read_on()
        assert "slowly" in (await slow.until("dropped"))["data"]["reason"]


async def heard_by(listener: Listener, number: int) -> list[str]:
    return [(await listener.until("incident"))["data"]["incident_id"] for _ in range(number)]


def listeners_of(service: ServeProcess) -> int:
    return int(service.get("/api/status")["stream_clients"])


async def test_when_it_is_told_to_stop_it_says_so_to_all_who_listen(service: ServeProcess) -> None:
    async with listening(service.page) as listener:
        await listener.event()
        assert await asyncio.to_thread(service.stop) == 0
        assert (await listener.event())["event"] == "bye"


def test_its_metrics_are_on_a_port_of_their_own(service: ServeProcess) -> None:
    told = httpx.get(service.metrics + "/metrics").text
    assert "strikewatch_view_caught_up 1.0" in told
    assert httpx.get(service.metrics + "/readyz").status_code == 200
    assert httpx.get(service.page + "/metrics").status_code == 404


def test_headers_that_are_too_long_are_refused(service: ServeProcess) -> None:
    answer = httpx.get(service.page + "/api/status", headers={"X-Long": "x" * (64 << 10)})
    assert answer.status_code == 431


def refused(settings: Settings, *arguments: str) -> str:
    """What it says where it does not start."""
    import os  # noqa: PLC0415  # here only

    done = subprocess.run(
        [sys.executable, "-m", "strikewatch.agents.cli.main", "serve", *arguments],
        env={**os.environ, **settings.environment()}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def test_without_topics_it_says_how_to_create_them(embedded_broker: str, tmp_path: Path) -> None:
    said = refused(settings_on(embedded_broker, tmp_path), "--port", "0", "--metrics-port", "0")
    assert "create with: strikewatch topics create" in said


def test_a_port_that_is_taken_is_named(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        said = refused(settings, "--port", str(taken.getsockname()[1]))
    assert "cannot be served" in said
    assert "--port" in said
