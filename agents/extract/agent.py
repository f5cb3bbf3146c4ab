"""articles -> mentions: the strikes that the words of an article tell of.

Mentions go on within the process: no topic lies between an article and its reports.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from strikewatch.schemas import Article, RecordError

if TYPE_CHECKING:
    from collections.abc import Callable

    from strikewatch.agents.extract import Extractor
    from strikewatch.agents.stage import Received, Shop
    from strikewatch.schemas import Mentions

STAGE = "extract"


def attach(shop: Shop, extractor: Extractor) -> Callable[[Received], Mentions]:
    """What reads an article as it came."""
    limit = shop.settings.max_article_bytes

    def extract(message: Received) -> Mentions:
        if message.value is not None and len(message.value) > limit:
            raise RecordError("too_large", f"{len(message.value)} bytes; the limit is {limit}")
        return extractor.extract(_fetched(Article.decode(message.value), message.timestamp))

    return extract


def _fetched(article: Article, timestamp: float) -> Article:
    """An article that says neither when it was published nor when fetched was fetched on the day it came in."""
    if article.published_at or article.fetched_at:
        return article
    return article.model_copy(update={"fetched_at": datetime.fromtimestamp(timestamp, UTC).date()})
