"""Words of time to days. Published on Wednesday, 8 May 2024."""

from __future__ import annotations

import datetime as dt
from functools import cache

import pytest

from strikewatch.agents.extract.days.times import whens
from strikewatch.agents.extract.lexicon import Lexicon, load
from strikewatch.agents.extract.tokens import read

PUBLISHED = dt.date(2024, 5, 8)


@cache
def lexicon() -> Lexicon:
    return load("en")


def days(text: str, anchor: dt.date | None = PUBLISHED) -> list[tuple[str, str]]:
    found, _ = whens(read(text, lexicon()).sentences[0].tokens, anchor)
    return [(str(when.first_day), str(when.last_day)) for when in found]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("It happened on Monday.", "2024-05-06", "2024-05-06"),
        ("It happened on Wednesday.", "2024-05-08", "2024-05-08"),
        ("It happened last Wednesday.", "2024-05-01", "2024-05-01"),
        ("It happened overnight.", "2024-05-07", "2024-05-08"),
        ("It happened overnight into Monday.", "2024-05-05", "2024-05-06"),
        ("It happened on 24 March.", "2024-03-24", "2024-03-24"),
        ("It happened on Dec. 29.", "2023-12-29", "2023-12-29"),
        ("It happened on 24 March 2022.", "2022-03-24", "2022-03-24"),
        ("It happened on 2024-03-24.", "2024-03-24", "2024-03-24"),
        ("It happened in March.", "2024-03-01", "2024-03-31"),
        ("It happened four days ago.", "2024-05-04", "2024-05-04"),
        ("It happened last week.", "2024-04-29", "2024-05-05"),
        ("It happened last month.", "2024-04-01", "2024-04-30"),
        ("It happened in early May.", "2024-05-01", "2024-05-10"),
        ("It happened in late April 2023.", "2023-04-21", "2023-04-30"),
        ("It happened on 3, 4 and 5 May.", "2024-05-03", "2024-05-05"),
        ("It happened on May 3-4, 2023.", "2023-05-03", "2023-05-04"),
        ("It happened on 24.03.2023.", "2023-03-24", "2023-03-24"),
        ("It happened on 2 January last year.", "2023-01-02", "2023-01-02"),
        ("It happened on Friday last week.", "2024-05-03", "2024-05-03"),
        ("It happened from Monday to Wednesday.", "2024-05-06", "2024-05-08"),
        ("It happened in the night from Monday to Tuesday.", "2024-05-06", "2024-05-07"),
        ("It happened over the past two days.", "2024-05-06", "2024-05-08"),
        ("It happened a fortnight ago.", "2024-04-22", "2024-04-26"),
        ("It happened two years ago.", "2022-04-08", "2022-06-09"),
    ],
)
def test_a_day_is_worked_out_from_publication(text: str, first: str, last: str) -> None:
    assert days(text) == [(first, last)]


@pytest.mark.parametrize(
    "text", ["It will happen next Monday.", "It may happen.", "The march went on.", "On 31 February."]
)
def test_what_is_no_day_gives_none(text: str) -> None:
    assert days(text) == []


def test_without_publication_only_full_dates_are_known() -> None:
    assert days("On Monday and on 3 May 2024.", None) == [("2024-05-03", "2024-05-03")]


def test_a_day_may_count_from_the_day_before_it() -> None:
    assert days("On 26 July and again two days later.") == [
        ("2023-07-26", "2023-07-26"),
        ("2023-07-28", "2023-07-28"),
    ]


def test_a_date_after_one_of_an_earlier_year_is_of_that_year() -> None:
    assert days("On 5 December 2022 and on 26 December.") == [
        ("2022-12-05", "2022-12-05"),
        ("2022-12-26", "2022-12-26"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The governor said on Monday that it was quiet.",
        "The toll rose to nine on Monday.",
        "A man died in hospital on Monday.",
        "RIVNE, May 6 (Meridian) - It was quiet.",
        "Repairs will be done by Monday.",
    ],
)
def test_a_day_of_speech_or_aftermath_is_not_that_of_a_strike(text: str) -> None:
    found, _ = whens(read(text, lexicon()).sentences[0].tokens, PUBLISHED)
    assert [when.said for when in found] == [True]


@pytest.mark.parametrize(
    "text", ["Monday's strike killed two.", "Two were killed on Monday.", "On Monday it was hit."]
)
def test_a_day_of_an_attack_is_its_own(text: str) -> None:
    found, _ = whens(read(text, lexicon()).sentences[0].tokens, PUBLISHED)
    assert [when.said for when in found] == [False]
