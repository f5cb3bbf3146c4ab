"""Real worker processes on a real broker: what is killed, doubled or turned round leaves the same tables."""

from __future__ import annotations

import asyncio
import uuid
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
import workers

from strikewatch.agents import stages
from strikewatch.agents.admin import create_topics
from strikewatch.agents.replay import replay
from strikewatch.agents.settings import Settings
from strikewatch.seeds import articles

if TYPE_CHECKING:
    from pathlib import Path

    from strikewatch.schemas import Article

COPIES = 12
GAUGE_SECONDS = 2.0
"""How often a worker sets its gauges."""


@pytest.fixture
async def settings(bootstrap: str, tmp_path: Path) -> Settings:
    """An installation of its own on the shared broker."""
    name = f"t{uuid.uuid4().hex[:10]}"
    settings = Settings(
        bootstrap_servers=bootstrap,
        topic_prefix=f"{name}.",
        group_id=name,
        partitions=3,
        session_timeout=6,
        batch_records=8,
        state_dir=tmp_path / "state",
    )
    await create_topics(settings)
    return settings


@pytest.fixture(scope="module")
def domain() -> stages.Stages:
    return stages.load(Settings())


@pytest.fixture
def stream() -> list[Article]:
    """The sample articles, told again by other outlets: enough that a kill falls into the middle."""
    return [
        article.model_copy(update={"article_id": f"{article.article_id}-{copy}", "source": f"Outlet {copy}"})
        for copy in range(COPIES)
        for article in articles()
    ]


def expected(domain: stages.Stages, stream: list[Article]) -> workers.Tables:
    return workers.Tables.of(replay(stream, domain))


async def kill_in_the_middle(worker: workers.WorkerProcess, settings: Settings, kills: int) -> None:
    """SIGKILL as soon as reports appear, and again after each restart."""
    for _ in range(kills):
        seen = len((await workers.tables(settings)).reports)
        while len((await workers.tables(settings)).reports) == seen and await lag(worker) != 0:
            await asyncio.sleep(0.05)
        worker.kill()
        worker.start().wait_ready()


async def lag(worker: workers.WorkerProcess) -> float | None:
    """Records not committed, by the worker's own gauge; None before it knows."""
    lines = (await asyncio.to_thread(worker.get, "/metrics"))[1].splitlines()
    values = [
        float(line.rsplit(" ", 1)[1])
        for line in lines
        if line.startswith("strikewatch_consumer_lag_records{")
    ]
    return sum(values) if values else None


async def at_rest(worker: workers.WorkerProcess, settings: Settings) -> workers.Tables:
    """The tables once the worker has committed everything that is there."""
    async with asyncio.timeout(90):
        while await lag(worker) != 0:
            await asyncio.sleep(GAUGE_SECONDS)
    return await workers.tables(settings)


async def test_a_worker_that_is_killed_and_started_again_leaves_the_same_tables(
    settings: Settings, domain: stages.Stages, stream: list[Article], tmp_path: Path
) -> None:
    wanted = expected(domain, stream)
    with workers.running(settings, tmp_path / "worker.log") as worker:
        await workers.publish(settings, stream)
        await kill_in_the_middle(worker, settings, kills=3)
        found = await workers.settled(settings, wanted)
    assert found.comparable == wanted.comparable
    assert not found.dead_letters


async def test_two_workers_share_the_work_and_one_may_die(
    settings: Settings, domain: stages.Stages, stream: list[Article], tmp_path: Path
) -> None:
    wanted = expected(domain, stream)
    second = workers.WorkerProcess(settings, tmp_path / "second.log")
    with workers.running(settings, tmp_path / "first.log") as first:
        await workers.publish(settings, stream[: len(stream) // 2])
        second.start()
        try:
            await workers.publish(settings, stream[len(stream) // 2 :])
            await asyncio.sleep(settings.session_timeout)
            first.kill()
            found = await workers.settled(settings, wanted, within=120)
            # The first may have done all of it, and the second not know yet that it is alone.
            await asyncio.to_thread(second.wait_ready)
        finally:
            second.kill()
    assert found.comparable == wanted.comparable


async def test_the_same_articles_twice_and_in_reverse_order_change_no_table(
    settings: Settings, domain: stages.Stages, stream: list[Article], tmp_path: Path
) -> None:
    some = stream[:60]
    wanted = expected(domain, some)
    with workers.running(settings, tmp_path / "worker.log") as worker:
        await workers.publish(settings, some)
        first = await workers.settled(settings, wanted)
        assert first.comparable == wanted.comparable
        first = await at_rest(worker, settings)
        await workers.publish(settings, reversed(some))
        await workers.publish(settings, some)
        await asyncio.sleep(3 * GAUGE_SECONDS)
        again = await at_rest(worker, settings)
        assert worker.stop() == 0
    assert again.comparable == wanted.comparable
    assert again.alerts == first.alerts
    assert again.identifiers == first.identifiers


TOLL = """
    [[rule]]
    id = "{name}"
    on = "incident"
    event = "Test"
    when = "{when}"
    severity = "minor"
    fingerprint = ["incident_id"]
    headline = "{{place}}: {{toll_text}}"
    expires = "9000d"
"""


async def rules_of_alerts(settings: Settings, wanted: set[str], within: float = 30.0) -> set[str]:
    """The rules whose alerts stand, once they are as wanted; else as they are when time is up."""
    found: set[str] = set()
    with suppress(TimeoutError):
        async with asyncio.timeout(within):
            while (found := {one.rule for one in (await workers.tables(settings)).alerts.values()}) != wanted:
                await asyncio.sleep(0.2)
    return found


async def test_a_worker_takes_up_changed_rules_and_keeps_its_own_where_they_are_wrong(
    settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(TOLL.format(name="deaths", when="killed >= 1"))
    settings = settings.model_copy(update={"alert_rules": file})
    with workers.running(settings, tmp_path / "worker.log") as worker:
        await workers.publish(settings, articles())
        assert await rules_of_alerts(settings, {"deaths"}, within=60) == {"deaths"}
        before = (await at_rest(worker, settings)).identifiers

        file.write_text(TOLL.format(name="deaths", when="kiled >= 1"))
        async with asyncio.timeout(30):
            while "the alert rules stay as they were" not in worker.log_file.read_text():
                await asyncio.sleep(0.1)
        assert "rules.toml:6: rule `deaths`, when: unknown field `kiled`" in worker.log_file.read_text()
        assert "last_reload_successful 0.0" in worker.get("/metrics")[1]
        assert (await workers.tables(settings)).identifiers == before

        file.write_text(
            TOLL.format(name="deaths", when="killed >= 1") + TOLL.format(name="hurt", when="injured >= 1")
        )
        assert await rules_of_alerts(settings, {"deaths", "hurt"}) == {"deaths", "hurt"}
        assert "last_reload_successful 1.0" in worker.get("/metrics")[1]
        after = (await workers.tables(settings)).identifiers
        assert {key: one for key, one in after.items() if key.startswith("deaths")} == before

        file.write_text(TOLL.format(name="hurt", when="injured >= 1"))
        worker.hang_up()
        assert await rules_of_alerts(settings, {"hurt"}) == {"hurt"}
        assert worker.stop() == 0


BAD: dict[str, tuple[bytes, str]] = {
    "not json": (b"{", "not_json"),
    "not utf-8": (b"\xff\xfe\x00", "not_json"),
    "not an object": (b"[]", "not_an_object"),
    "no text": (b"{}", "invalid"),
    "text is no string": (b'{"text": {"a": 1}}', "invalid"),
    "ten megabytes": (b'{"text": "' + b"a" * 10_000_000 + b'"}', "too_large"),
    "ten thousand deep": (b"[" * 10_000 + b"]" * 10_000, "not_json"),
    "the year 9999": (b'{"text": "x", "published_at": "9999-12-31"}', "invalid"),
}


async def test_bad_articles_become_dead_letters_and_the_others_go_through(
    settings: Settings, domain: stages.Stages, tmp_path: Path
) -> None:
    good = list(articles())
    wanted = expected(domain, good)
    mixed: list[Any] = [bad for bad, _ in BAD.values()]
    for place, article in enumerate(good):
        mixed.insert(place * 2, article)
    with workers.running(settings, tmp_path / "worker.log"):
        await workers.publish(settings, mixed)
        found = await workers.settled(settings, wanted)
        async with asyncio.timeout(30):
            while len(found.dead_letters) < len(BAD):
                found = await workers.tables(settings)
    assert found.comparable == wanted.comparable
    letters = {letter.original: letter.error.type for letter in found.dead_letters.values()}
    assert letters == dict(BAD.values())
