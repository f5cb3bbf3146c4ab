"""Two attacks on one place in one text are two reports; one attack told twice is one."""

from __future__ import annotations

from functools import cache

import pytest

from strikewatch.agents.enrich import Enricher
from strikewatch.agents.extract import Extractor
from strikewatch.schemas import Article, StrikeReport
from strikewatch.seeds.gazetteer import load


@cache
def stages() -> tuple[Extractor, Enricher]:
    gazetteer = load()
    return Extractor.from_seeds(gazetteer), Enricher.from_seeds(gazetteer)


def reports(text: str, published: str = "2024-05-08T16:00Z") -> tuple[StrikeReport, ...]:
    extractor, enricher = stages()
    return enricher.enrich(extractor.extract(Article(text=text, published_at=published)))


def tolls(
    text: str, published: str = "2024-05-08T16:00Z"
) -> list[tuple[str, str | None, int | None, int | None]]:
    """(last day, part of the day, killed, injured) of every report."""
    return [
        (
            str(one.period.end) if one.period else "",
            one.period.time_of_day if one.period else None,
            one.casualties.killed.value if one.casualties.killed else None,
            one.casualties.injured.value if one.casualties.injured else None,
        )
        for one in reports(text, published)
    ]


def test_a_morning_and_an_afternoon_attack_of_one_text_are_two() -> None:
    text = (
        "Nikopol was attacked twice on Wednesday. In the morning artillery killed one person and wounded three; "
        "in the evening a drone hit a minibus and two were hurt."
    )
    assert tolls(text, "2024-05-09T05:00Z") == [
        ("2024-05-08", "morning", 1, 3),
        ("2024-05-08", "evening", None, 2),
    ]


def test_the_dead_of_the_day_before_are_not_those_of_the_night() -> None:
    text = (
        "A drone attack on Mykolaiv in the night to Wednesday injured three people, the governor said. "
        "No one died. Flags are at half-mast today for the four people killed by a missile there on Tuesday."
    )
    assert tolls(text) == [("2024-05-08", "night", 0, 3), ("2024-05-07", None, 4, None)]


def test_the_hour_of_a_line_of_a_live_report_is_not_that_of_what_it_recalls() -> None:
    text = (
        "19:12 - Explosions in Poltava. 19:30 - The mayor says a missile struck a depot and two people were wounded. "
        "19:40 - A reminder: five people died when bombs hit a market in the city this morning."
    )
    assert tolls(text, "2024-05-08T17:00Z")[1] == ("2024-05-08", "morning", 5, None)


@pytest.mark.parametrize(
    "text",
    [
        "A missile hit Poltava on Wednesday afternoon and killed two people. The toll rose to three in the evening.",
        "Drones hit Poltava in the night to Wednesday. On Wednesday the governor said that two people were killed.",
        "A missile hit Poltava at about 13:20, killing two. The explosions were heard in the early afternoon.",
    ],
)
def test_one_attack_told_twice_is_one(text: str) -> None:
    assert len(reports(text)) == 1
