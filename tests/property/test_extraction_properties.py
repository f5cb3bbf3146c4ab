"""What must hold of extraction for any text at all."""

from __future__ import annotations

import time
from functools import cache

import pytest
from generating import examples
from hypothesis import given
from hypothesis import strategies as st

from strikewatch.agents.enrich import Enricher
from strikewatch.agents.extract import Extractor
from strikewatch.schemas import Article, RecordError, StrikeReport
from strikewatch.seeds.gazetteer import load

PUBLISHED = "2024-05-08"
WORDS = [
    "Russian",
    "Ukrainian",
    "Israeli",
    "drones",
    "missiles",
    "missile",
    "drone",
    "strike",
    "struck",
    "hit",
    "attack",
    "attacked",
    "killed",
    "killing",
    "injured",
    "wounding",
    "dead",
    "died",
    "people",
    "a",
    "woman",
    "children",
    "three",
    "12",
    "at",
    "least",
    "more",
    "than",
    "up",
    "to",
    "dozens",
    "of",
    "in",
    "on",
    "at",
    "near",
    "from",
    "over",
    "Kyiv",
    "Kharkiv",
    "region",
    "Sumy",
    "Ukraine",
    "Russia",
    "Moscow",
    "the",
    "city",
    "capital",
    "mayor",
    "governor",
    "said",
    "Monday",
    "overnight",
    "early",
    "and",
    ",",
    ".",
    ";",
    "-",
    "(",
    ")",
    '"',
    "'",
    "1,200",
    "03:00",
    "shot",
    "down",
    "launched",
    "debris",
    "explosion",
    "shelling",
    "school",
    "hospital",
    "24",
    "February",
    "2022",
    "no",
    "casualties",
    "including",
    "of",
    "them",
    "would",
    "if",
    "not",
]


@cache
def engines() -> tuple[Extractor, Enricher]:
    gazetteer = load()
    return Extractor.from_seeds(gazetteer), Enricher.from_seeds(gazetteer)


def reports(text: str, published: str | None = PUBLISHED) -> tuple[StrikeReport, ...]:
    extractor, enricher = engines()
    return enricher.enrich(extractor.extract(Article(article_id="any", text=text, published_at=published)))


prose = st.lists(st.sampled_from(WORDS), min_size=1, max_size=80).map(" ".join)
anything = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=400).filter(str.strip)


@examples(150)
@given(st.one_of(prose, anything))
def test_any_text_is_read_and_every_quote_stands_where_it_is_said_to(text: str) -> None:
    for report in reports(text):
        for row in report.evidence:
            assert text[row.start : row.end] == row.quote
            assert row.rule


@examples(60)
@given(prose)
def test_the_same_text_always_gives_the_same_reports(text: str) -> None:
    first = [report.model_dump() for report in reports(text)]
    assert first == [report.model_dump() for report in reports(text)]
    assert len({report["report_id"] for report in first}) == len(first)


@examples(60)
@given(prose)
def test_mentions_survive_the_wire(text: str) -> None:
    extractor, _ = engines()
    mentions = extractor.extract(Article(article_id="any", text=text, published_at=PUBLISHED))
    assert type(mentions).decode(mentions.encode()) == mentions


@examples(60)
@given(
    age=st.integers(18, 99), price=st.integers(2, 900), day=st.integers(1, 7), calibre=st.integers(60, 240)
)
def test_ages_money_dates_and_calibres_are_nobody(age: int, price: int, day: int, calibre: int) -> None:
    text = (
        f"A {calibre}-mm shell hit a house in Nikopol on {day} May, killing a {age}-year-old woman; "
        f"repairs will cost ${price} million."
    )
    (report,) = reports(text)
    assert report.casualties.killed is not None
    assert report.casualties.killed.value == 1
    assert report.casualties.injured is None


@examples(60)
@given(killed=st.integers(2, 400), injured=st.integers(2, 900))
def test_a_stated_figure_is_the_figure_reported(killed: int, injured: int) -> None:
    (report,) = reports(
        f"A Russian missile hit a market in Sloviansk, killing {killed} people and injuring {injured}."
    )
    assert report.casualties.killed is not None
    assert report.casualties.injured is not None
    assert (report.casualties.killed.best, report.casualties.injured.best) == (killed, injured)


@examples(40)
@given(prose)
def test_without_a_date_nothing_is_dated_now(text: str) -> None:
    for report in reports(text, published=None):
        assert report.period is None or report.period.basis in ("explicit", "relative")


def test_a_megabyte_is_read_in_seconds() -> None:
    text = (
        "A Russian missile hit a market in Sloviansk on Tuesday, killing four people, the governor said. "
        * 10_000
    )
    start = time.process_time()
    engines()[0].extract(Article(article_id="any", text=text[:1_000_000], published_at=PUBLISHED))
    assert time.process_time() - start < 60


def test_a_language_without_word_lists_is_refused_by_name() -> None:
    with pytest.raises(RecordError) as refused:
        Extractor("xx", load())
    assert refused.value.reason == "unsupported_language"
