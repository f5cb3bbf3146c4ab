"""articles -> mentions: the strikes that the words of an article tell of."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from strikewatch.agents.stage import Emission, Received, Shop
from strikewatch.schemas import Article, RecordError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from faust import App
    from faust.types import AgentT, StreamT

    from strikewatch.agents.extract import Extractor

STAGE = "extract"


def attach(app: App, shop: Shop, extractor: Extractor) -> AgentT[Any]:
    """Consume articles in batches; an article that tells of no strike sends nothing on."""
    topics, limit = shop.topics, shop.settings.max_article_bytes

    def work(message: Received) -> Iterable[Emission]:
        if message.value is not None and len(message.value) > limit:
            raise RecordError("too_large", f"{len(message.value)} bytes; the limit is {limit}")
        mentions = extractor.extract(_fetched(Article.decode(message.value), message.timestamp))
        if mentions.mentions:
            yield Emission(
                topics.mentions, mentions.article.article_id, mentions.encode(), message.ingested_at
            )

    async def batch(messages: Sequence[Received]) -> None:
        await shop.pass_on(STAGE, messages, work)

    @app.agent(shop.channels[topics.articles.name], name=STAGE)
    async def extract(stream: StreamT[Any]) -> None:
        await shop.shovel(STAGE, stream, batch)

    return extract


def _fetched(article: Article, timestamp: float) -> Article:
    """An article that says neither when it was published nor when fetched was fetched on the day it came in."""
    if article.published_at or article.fetched_at:
        return article
    return article.model_copy(update={"fetched_at": datetime.fromtimestamp(timestamp, UTC).date()})
