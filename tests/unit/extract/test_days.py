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
