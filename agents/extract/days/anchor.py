"""The day an article counts from: that of its publication, by the clock of the country it writes of."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from strikewatch.agents.extract.days.dates import explicit_anchor
from strikewatch.seeds.zones import seeded_zones

if TYPE_CHECKING:
    from strikewatch.agents.extract.tokens import Reading
    from strikewatch.schemas.article import Article

_OPENING = 12
"""Sentences in which an article that is not dated may give its date."""


def day_of(article: Article, reading: Reading, country: str | None) -> tuple[dt.date | None, bool]:
    """The day, and whether the article or its text states it; else it is that of the fetching, or None.

    "Friday" in an article of 23:55 UTC on Thursday is the day that has begun where the strike was.
    """
    published = _local(article.published_at, country)
    stated = published or _written(reading)
    return stated or _local(article.fetched_at, country), stated is not None


def _local(moment: dt.date | None, country: str | None) -> dt.date | None:
    if isinstance(moment, dt.datetime):
        return moment.astimezone(seeded_zones().of(country or "", None)).date()
    return moment


def _written(reading: Reading) -> dt.date | None:
    for sentence in reading.sentences[:_OPENING]:
        found = explicit_anchor(sentence.tokens)
        if found is not None:
            return found
    return None
