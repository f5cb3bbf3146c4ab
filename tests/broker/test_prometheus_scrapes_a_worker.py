"""A real Prometheus scrapes a real worker: what is asked of it is there, and no label grows without end."""

from __future__ import annotations

import asyncio
import json
import re
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import scraping
import workers
from prometheus_client.parser import text_string_to_metric_families

from strikewatch.agents.admin import create_topics
from strikewatch.agents.settings import Settings
from strikewatch.agents.topics import catalogue
from strikewatch.seeds import articles
from strikewatch.seeds.gazetteer import load

if TYPE_CHECKING:
    from strikewatch.schemas import Article

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.broker, scraping.needed]


def queries() -> list[str]:
    dashboard = json.loads((ROOT / "monitoring/grafana/dashboards/strikewatch.json").read_text())
    return [
        target["expr"].replace("$__rate_interval", "1m")
        for panel in dashboard["panels"]
        for target in panel.get("targets", ())
        if "offset_gaps"
        not in target["expr"]  # counts only what goes wrong; a healthy worker has no series of it
    ]


async def test_prometheus_gets_what_dashboard_and_rules_ask_for(embedded_broker: str, tmp_path: Path) -> None:
    name = f"t{uuid.uuid4().hex[:10]}"
    settings = Settings(
        bootstrap_servers=embedded_broker,
        topic_prefix=f"{name}.",
        group_id=name,
        session_timeout=6,
        state_dir=tmp_path / "state",
    )
    await create_topics(settings)
    with (
        workers.running(settings, tmp_path / "worker.log") as worker,
        scraping.prometheus(tmp_path, worker.port) as address,
    ):
        await workers.publish(settings, [b"{", *articles()])
        assert await scraping.until(address, "sum(strikewatch_alerts_published_total) > 0")
        assert (await scraping.until(address, "up"))[0]["value"][1] == "1"
        await workers.publish(
            settings, [b"[", *articles()]
        )  # a rate needs two looks with something in between
        assert [query for query in queries() if not await scraping.until(address, query)] == []
        health = await evaluated(address)
        assert {name for name, state in health.items() if state != "ok"} == set()
        assert len(health) == len(re.findall(r"- (?:alert|record):", rules_text()))
        exposed = (await asyncio.to_thread(worker.get, "/metrics"))[1]
    check_labels(exposed, settings)


async def evaluated(address: str) -> dict[str, str]:
    """The health of every rule, once each has been evaluated: groups have intervals of their own."""
    async with asyncio.timeout(scraping.SECONDS):
        while True:
            groups = (await asyncio.to_thread(scraping.asked, address, "rules"))["groups"]
            health = {rule["name"]: rule["health"] for group in groups for rule in group["rules"]}
            if "unknown" not in health.values():
                return health
            await asyncio.sleep(0.5)


def rules_text() -> str:
    return "".join(path.read_text() for path in sorted((ROOT / "monitoring/rules").glob("*.yml")))


def check_labels(exposed: str, settings: Settings) -> None:
    """Every label value is out of a closed list: topics, stages, codes of the gazetteer, classes of the records."""
    gazetteer = load()
    codes = {entry.region or "" for entry in gazetteer.regions()}
    countries = {code.partition("-")[0] for code in codes}
    closed = {
        "topic": {topic.name for topic in catalogue(settings)},
        "stage": {"extract", "resolve", "aggregate", "alert", "alert-incidents", "alert-windows"},
        "table": {"extract", "resolve", "aggregate", "alert", "alert-incidents", "alert-windows"},
        "partition": {str(number) for number in range(settings.partitions)},
    }
    texts = {word for article in articles() for word in _words(article)}
    for family in text_string_to_metric_families(exposed):
        for sample in family.samples:
            for label, value in sample.labels.items():
                if label in closed:
                    assert value in closed[label], sample
                elif label in {"region", "country"}:
                    assert value in codes | countries | {"ZZ", ""}, sample
                else:
                    assert label in KNOWN, sample
                    assert value not in texts, sample


KNOWN = {"le", "outcome", "reason", "weapon_class", "severity", "msg_type", "window", "version"}


def _words(article: Article) -> set[str]:
    """Titles, outlets and addresses: what must never be a label."""
    return {part for part in (article.title, article.source, article.url, article.article_id) if part}
