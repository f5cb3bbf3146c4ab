"""Fifty texts made to be slow to read: twice the text takes twice the time, by the CPU's own clock."""

from __future__ import annotations

import gc
import time
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hostile import FLOODS

from strikewatch.agents.enrich import Enricher
from strikewatch.agents.extract import Extractor
from strikewatch.schemas import Article
from strikewatch.seeds.gazetteer import load

if TYPE_CHECKING:
    from collections.abc import Callable

SMALL = 12_000
"""Characters. At this size what grows with the square takes longer than all else that extraction does."""
WORST = 3.0
"""Times as long for twice the text: 2 where it grows with the text, 4 with its square. Between them is the noise."""
TRIES = 6
TEXTS = FLOODS | {
    "comments never closed": "<!--",
    "brackets in fifties": "(" * 50,
    "figures in a row": "at least 12 or 13 ",
    "quoted hits": '"hit" ',
    "places and places": "Kharkiv and Sumy and ",
    "places without commas": "Kyiv Kharkiv Sumy ",
    "four outcomes": "killed injured killed wounded ",
    "tags in tags": "<b><a><b",
    "short sentences": "A missile hit Kyiv. ",
    "one sentence": "missile strike on Kyiv killed three people ",
    "designations": "Kh-101-",
    "possessives": "Kyiv's ",
    "zero width": "\u200b\u2060missile",
    "digits": "1234567890",
    "shares": "30 of 35 ",
    "bounds": "at least up to more than ",
    "thousands": "1,000,",
    "days": "24 February 2022 ",
    "weekdays": "on Monday night, ",
    "clock times": "at 03:00 and ",
    "outcomes of numbers": "two killed, three wounded, ",
    "outcomes in brackets": "(killed two) ",
    "denials": "not if would no ",
    "titles": "Mr. Dr. Gen. ",
    "initials": "U.S. ",
    "dashes": "\u2014 ",
    "curly quotes": "\u201csaid \u2018hit\u2019 ",
    "attributions": "according to the mayor, the governor said ",
    "money": "$5 million ",
    "compound places": "Ivano-Frankivsk Oblast, ",
    "relative places": "near the village of ",
    "them": "including two of them, ",
    "weapons with numbers": "12 Shahed drones and ",
    "launched and shot down": "launched 30 drones, 28 were shot down, ",
    "earlier tolls": "bringing the toll to 12, up from 11, ",
    "misspelt places": "Kharkivv Zaporizhzhhia ",
    "dotted capitals": "\u0130",
}


@cache
def engines() -> tuple[Extractor, Enricher]:
    gazetteer = load()
    return Extractor.from_seeds(gazetteer), Enricher.from_seeds(gazetteer)


def seconds(text: str) -> float:
    """Of CPU, to read and enrich it."""
    extractor, enricher = engines()
    article = Article(article_id="any", text=text, published_at="2024-05-08", language="en")
    gc.collect()
    gc.disable()
    try:
        began = time.process_time()
        enricher.enrich(extractor.extract(article))
        return time.process_time() - began
    finally:
        gc.enable()


def test_there_are_fifty() -> None:
    assert len(set(TEXTS.values())) >= 50


def days(size: int) -> str:
    """A strike a day on one place, so that each is one of its own."""
    told = (
        f"A missile hit Kyiv on {date(2019, 1, 1) + timedelta(days=day):%-d %B %Y}. " for day in range(2000)
    )
    return "".join(told)[:size]


def sums(size: int) -> str:
    """A region's strike a day, and one of a settlement in it: each asks all others whether it is theirs."""
    told = (
        f"Shelling of {place} killed two on {date(2019, 1, 1) + timedelta(days=day):%-d %B %Y}. "
        for day in range(2000)
        for place in ("Kharkiv region", "Kupiansk")
    )
    return "".join(told)[:size]


def sequels(size: int) -> str:
    """One dated strike that everything else goes on about."""
    return (
        "A missile hit Kyiv on 2 May 2024. " + "In Kyiv, two buildings burned out after missiles. " * 2000
    )[:size]


@pytest.mark.parametrize("text", [days, sums, sequels])
def test_twice_the_strikes_take_twice_the_time(text: Callable[[int], str]) -> None:
    seconds(text(1000))
    _linear(text(SMALL), text(2 * SMALL))


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_twice_the_text_takes_twice_the_time(name: str) -> None:
    unit = TEXTS[name]
    seconds(unit + ".")
    _linear(*(unit * (size // len(unit)) + "." for size in (SMALL, 2 * SMALL)))


def _linear(once: str, twice: str) -> None:
    small, large = seconds(once), seconds(twice)
    tries = 1
    while large > WORST * small and tries < TRIES:  # the least of several is nearest to what it costs
        small, large = min(small, seconds(once)), min(large, seconds(twice))
        tries += 1
    assert large <= WORST * small
