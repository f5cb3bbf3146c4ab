"""The data the system starts from: sample articles, gazetteer, lexicons, regions, source tiers, alert rules."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from strikewatch.schemas import Article

if TYPE_CHECKING:
    from collections.abc import Iterator


def articles() -> Iterator[Article]:
    """The sample articles, in the order of their publication."""
    lines = (files(__name__) / "articles" / "articles.jsonl").read_bytes().splitlines()
    return (
        Article.decode(line) for line in lines
    )  # no builtin here is safe from a folder of its name, as `map`
