"""Workers killed at many points, and a second one that comes and goes: the same tables, and no alert told anew."""

from __future__ import annotations

import asyncio
import random
import uuid
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
import workers

from strikewatch.agents import stages
from strikewatch.agents.admin import create_topics
from strikewatch.agents.aggregate import recount
from strikewatch.agents.alert.book import content_of
from strikewatch.agents.replay import replay
from strikewatch.agents.resolve import Resolver
from strikewatch.agents.settings import Settings
from strikewatch.schemas import Article
from strikewatch.seeds import articles, gazetteer

if TYPE_CHECKING:
    from pathlib import Path

    from strikewatch.schemas import Alert

pytestmark = pytest.mark.broker
KILLS = 20
TOWNS = (
    "Kharkiv", "Sumy", "Odesa", "Kherson", "Nikopol", "Dnipro", "Poltava", "Chernihiv", "Kryvyi Rih", "Izmail",
    "Zaporizhzhia", "Mykolaiv", "Lviv", "Lutsk", "Rivne", "Ternopil", "Vinnytsia", "Zhytomyr", "Cherkasy", "Belgorod",
)  # fmt: skip
RULES = """
    [[rule]]
    id = "deaths"
    on = "incident"
    event = "Test"
    when = "killed >= 1"
    severity = "minor"
    fingerprint = ["incident_id"]
    headline = "{place}: {toll_text}"
    expires = "9000d"
    [[rule]]
    id = "year"
    on = "window"
    window = "365d"
    event = "Test"
    when = "killed >= 1"
    severity = "moderate"
    fingerprint = ["region"]
    headline = "{region}: {toll_text}"
    expires = "9000d"
"""


@pytest.fixture
async def settings(embedded_broker: str, tmp_path: Path) -> Settings:
    """An installation of its own, with alerts that do not end by themselves while the test looks."""
    name = f"t{uuid.uuid4().hex[:10]}"
    (tmp_path / "rules.toml").write_text(RULES)
    found = Settings(
        bootstrap_servers=embedded_broker,
        topic_prefix=f"{name}.",
        group_id=name,
        partitions=2,
        session_timeout=1.5,
        batch_records=8,
        state_dir=tmp_path / "state",
        alert_rules=tmp_path / "rules.toml",
    )
    await create_topics(found)
    return found


def told_again(log: list[Alert]) -> list[tuple[str, str]]:
    """Identifiers of two messages in a row about one alert that say the same under two names."""
    by_alert: dict[tuple[str, str], list[Alert]] = {}
    for alert in log:
        by_alert.setdefault((alert.severity, alert.fingerprint), []).append(alert)
    return [
        (one.identifier, other.identifier)
        for messages in by_alert.values()
        for one, other in pairwise(messages)
        if one.identifier != other.identifier
        and one.msg_type != "Cancel"
        and other.msg_type != "Cancel"
        and content_of(one) == content_of(other)
    ]


def said(alerts: dict[str, Alert]) -> dict[str, Any]:
    return {key: content_of(one) for key, one in alerts.items()}


async def test_a_worker_killed_twenty_times_recovers_on_an_empty_disk_and_tells_no_alert_anew(
    settings: Settings, tmp_path: Path
) -> None:
    """Kills fall into the start, the join, the reading back and the flow: at a different moment of each life."""
    stream = [
        one.model_copy(update={"article_id": f"{one.article_id}-{copy}", "source": f"Outlet {copy}"})
        for copy in range(KILLS // 2)
        for one in articles()
    ]
    chance, ready, share = random.Random(20), 0, len(stream) // KILLS
    for life in range(KILLS):
        empty = settings.model_copy(update={"state_dir": tmp_path / f"state-{life}"})
        worker = workers.WorkerProcess(empty, tmp_path / f"life-{life}.log").start()
        await workers.publish(settings, stream[life * share : (life + 1) * share])
        if life % 4:  # one in four does not live to get its partitions
            await asyncio.to_thread(worker.wait_ready)
            ready += 1
            await asyncio.sleep(chance.uniform(0.0, 0.8))
        else:
            await asyncio.sleep(chance.uniform(0.5, 3.0))
        worker.kill()
    await workers.publish(settings, stream[KILLS * share :])
    domain = stages.load(settings)
    done = replay(stream, domain)
    wanted = workers.Tables.of(done)
    with workers.running(settings, tmp_path / "last.log"):
        found = await workers.settled(settings, wanted)
        standing = {
            f"{one.severity}/{one.fingerprint}": one for one in done.alerts if one.msg_type != "Cancel"
        }
        async with asyncio.timeout(30):
            while said(found.alerts) != said(standing):
                await asyncio.sleep(0.3)
                found = await workers.tables(settings)
    assert ready >= KILLS // 2
    assert found.comparable == wanted.comparable
    assert not found.dead_letters
    log = await workers.alert_log(settings)
    assert len(log) >= len(standing) > 10
    assert told_again(log) == []


def short_articles(number: int) -> list[Article]:
    """Short articles, three outlets to a strike: an hour between two strikes on one town."""
    made = []
    for at in range(number):
        strike, outlet = divmod(at, 3)
        day = date(2024, 1, 1) + timedelta(days=strike // len(TOWNS))
        text = (
            f"A drone hit a power station in {TOWNS[strike % len(TOWNS)]} on {day.day} {day:%B %Y}, officials said. "
            f"At least {1 + strike % 5} people were killed."
        )
        published = datetime(day.year, day.month, day.day, 10 + outlet, tzinfo=UTC)
        made.append(
            Article(
                article_id=f"a{at}",
                source=f"Outlet {outlet}",
                published_at=published,
                text=text,
                language="en",
            )
        )
    return made


def expected(stream: list[Article]) -> workers.Tables:
    """The tables of a set of articles, formed at once."""
    domain, places = stages.load(Settings()), gazetteer.load()
    resolver = Resolver(domain.policy)
    reports = [
        report for article in stream for report in domain.enricher.enrich(domain.extractor.extract(article))
    ]
    for report in reports:
        resolver.apply(report)
    incidents = [one for one in resolver.outputs() if not one.retracted and one.merged_into is None]
    rows = recount(incidents, places.name_of)
    return workers.Tables(
        {one.incident_id: one for one in incidents},
        {key: row for key, row in rows.items() if not row.is_empty},
        {},
        {},
        {one.report_id: one for one in reports},
        {},
    )


async def test_a_second_worker_joins_and_leaves_while_five_thousand_articles_flow(
    settings: Settings, tmp_path: Path
) -> None:
    settings = settings.model_copy(update={"batch_records": 100, "session_timeout": 10.0})
    stream = short_articles(5000)
    wanted = await asyncio.to_thread(expected, stream)
    second = workers.WorkerProcess(settings, tmp_path / "second.log")
    with workers.running(settings, tmp_path / "first.log") as first:
        publishing = asyncio.create_task(publish_in_parts(settings, stream))
        shared = 0
        try:
            while not publishing.done():
                second.start()
                await asyncio.to_thread(second.wait_ready, 90)
                await asyncio.sleep(2)
                shared += "records_consumed_total{" in second.get("/metrics")[1]
                assert await asyncio.to_thread(second.stop) == 0
                await asyncio.sleep(2)
            await publishing
            found = await workers.settled(settings, wanted, within=150)
            assert first.get("/healthz")[0] == 200
        finally:
            publishing.cancel()
            second.kill()
    assert shared
    assert found.comparable == wanted.comparable
    assert not found.dead_letters
    assert told_again(await workers.alert_log(settings)) == []


async def publish_in_parts(settings: Settings, stream: list[Article], parts: int = 20) -> None:
    """So that rebalances fall between and into them."""
    size = len(stream) // parts
    for part in range(parts):
        await workers.publish(settings, stream[part * size : (part + 1) * size])
        await asyncio.sleep(1)
