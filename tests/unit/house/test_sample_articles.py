"""The articles that the demo publishes."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from importlib.resources import files
from urllib.parse import urlsplit

import pytest

from strikewatch import seeds
from strikewatch.schemas import Article

LINES = (files(seeds) / "articles" / "articles.jsonl").read_bytes().splitlines()
ARTICLES = [Article.decode(line) for line in LINES]


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: str(article.title))
def test_an_article_is_short_dated_and_from_an_invented_outlet(article: Article) -> None:
    assert 80 <= len(article.text.split()) <= 200
    assert isinstance(article.published_at, datetime)
    assert article.title
    assert article.source
    assert urlsplit(article.url or "").netloc == "example.org"


def test_no_two_articles_share_an_id_or_an_address() -> None:
    for field in ("article_id", "url"):
        assert len({getattr(article, field) for article in ARTICLES}) == len(ARTICLES)


def test_articles_stand_in_the_order_of_publication() -> None:
    published = [str(article.published_at) for article in ARTICLES]
    assert published == sorted(published)


def test_articles_carry_no_field_that_the_schema_would_drop() -> None:
    for line in LINES:
        assert set(json.loads(line)) <= set(Article.model_fields)


def test_one_outlet_reprints_anothers_text() -> None:
    """Without a wire copy the demo would not show that two addresses can be one source."""
    paragraphs = Counter(paragraph for article in ARTICLES for paragraph in article.text.split("\n\n"))
    assert max(paragraphs.values()) == 2
