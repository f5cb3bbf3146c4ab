"""mentions -> strike-reports: places looked up, regions, source tiers and signatures added.

One Faust agent reads the articles and enriches what they mention; as a stage it goes by the name of extract.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from strikewatch.agents.extract.agent import STAGE
from strikewatch.agents.stage import Emission, Received, Shop
from strikewatch.schemas.base import instant
from strikewatch.schemas.place import UNKNOWN_COUNTRY
from strikewatch.seeds.blocks import block_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from faust import App
    from faust.types import AgentT, StreamT

    from strikewatch.agents.enrich import Enricher
    from strikewatch.agents.metrics import Metrics
    from strikewatch.schemas import Mentions, StrikeReport

LATE_SECONDS = 86_400.0


def attach(app: App, shop: Shop, enricher: Enricher, read: Callable[[Received], Mentions]) -> AgentT[Any]:
    """Consume articles in batches; each strike that `read` finds in one goes to the partition of its region."""
    topics = shop.topics
    count = _counting(shop.metrics)

    def work(message: Received) -> Iterator[Emission]:
        mentions = read(message)
        if not mentions.mentions:
            return
        for report in enricher.enrich(mentions):
            count(report)
            partition = topics.strike_reports.partition_of(block_of(report.key))
            yield Emission(
                topics.strike_reports,
                report.key,
                shop.recent.encoded(report),
                message.ingested_at,
                partition,
            )

    async def batch(messages: Sequence[Received]) -> None:
        await shop.pass_on(STAGE, messages, work)

    @app.agent(shop.channels[topics.articles.name], name=STAGE)
    async def extract(stream: StreamT[Any]) -> None:
        await shop.shovel(STAGE, stream, batch)

    return extract


def _counting(metrics: Metrics) -> Callable[[StrikeReport], None]:
    """Counts reports, the late ones among them, and how far the news has come."""
    latest = 0.0
    reports = cache(metrics.reports.labels)

    def watch(moment: float) -> None:
        nonlocal latest
        if moment <= latest - LATE_SECONDS:
            metrics.late.inc()
        if moment > latest:
            latest = moment
            metrics.watermark.set(latest)

    def count(report: StrikeReport) -> None:
        if report.published_at:
            watch(instant(report.published_at).timestamp())
        country = report.place.country or UNKNOWN_COUNTRY
        classes: list[str] = sorted({weapon.weapon_class for weapon in report.weapons})
        for weapon_class in classes or ["unknown"]:
            reports(country, weapon_class).inc()

    return count
