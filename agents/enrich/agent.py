"""mentions -> strike-reports: places looked up, regions, source tiers and signatures added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from strikewatch.agents.stage import Emission, Received, Shop
from strikewatch.schemas import Mentions, StrikeReport
from strikewatch.schemas.base import instant
from strikewatch.schemas.place import UNKNOWN_COUNTRY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from faust import App
    from faust.types import AgentT, StreamT

    from strikewatch.agents.enrich import Enricher

STAGE = "enrich"
LATE_SECONDS = 86_400.0


def attach(app: App, shop: Shop, enricher: Enricher) -> AgentT[Any]:
    """Consume mentions in batches; each strike of an article goes to the partition of its region."""
    topics = shop.topics
    latest = 0.0

    def watch(moment: float) -> None:
        nonlocal latest
        if moment <= latest - LATE_SECONDS:
            shop.metrics.late.inc()
        latest = max(latest, moment)
        shop.metrics.watermark.set(latest)

    def count(report: StrikeReport) -> None:
        if report.published_at:
            watch(instant(report.published_at).timestamp())
        country = report.place.country or UNKNOWN_COUNTRY
        classes: list[str] = sorted({weapon.weapon_class for weapon in report.weapons})
        for weapon_class in classes or ["unknown"]:
            shop.metrics.reports.labels(country, weapon_class).inc()

    def work(message: Received) -> Iterable[Emission]:
        for report in enricher.enrich(Mentions.decode(message.value)):
            count(report)
            yield Emission(topics.strike_reports, report.key, report.encode(), message.ingested_at)

    async def batch(messages: Sequence[Received]) -> None:
        await shop.pass_on(STAGE, messages, work)

    @app.agent(shop.channels[topics.mentions.name], name=STAGE)
    async def enrich(stream: StreamT[Any]) -> None:
        await shop.shovel(STAGE, stream, batch)

    return enrich
