"""Short news that goes on about a strike without naming one, and short news of other deaths."""

from __future__ import annotations

from functools import cache

import pytest

from strikewatch.agents.extract import Extractor
from strikewatch.schemas import Article
from strikewatch.seeds.gazetteer import load


@cache
def extractor() -> Extractor:
    return Extractor.from_seeds(load())


def tolls(text: str, published: str = "2024-05-08T12:00Z") -> list[tuple[str, int | None, int | None]]:
    """(place, killed, injured) of every telling."""
    mentions = extractor().extract(Article(text=text, published_at=published)).mentions
    return [
        (
            one.place.text,
            one.casualties.killed.value if one.casualties.killed else None,
            one.casualties.injured.value if one.casualties.injured else None,
        )
        for one in mentions
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Rescuers have finished their work at a hostel in Poltava. Six people died and 18 were injured, the State Emergency Service said.",
            [("Poltava", 6, 18)],
        ),
        ("The toll in Izium is four dead and 11 wounded, the governor said.", [("Izium", 4, 11)]),
        ("In Chuhuiv three people were killed on Tuesday evening.", [("Chuhuiv", 3, None)]),
        (
            "A third body was pulled from the rubble in Sloviansk. Prosecutors put the injured at nine.",
            [("Sloviansk", 3, None), ("Sloviansk", None, 9)],
        ),
        ("Explosions were heard in Sumy during the night.", [("Sumy", None, None)]),
        (
            "Two people were killed in Shebekino on Wednesday, the governor of Belgorod region said.",
            [("Shebekino", 2, None)],
        ),
        (
            "Rescuers have ended their search at a house in Khan Younis. Four people died and seven are wounded.",
            [("Khan Younis", 4, 7)],
        ),
    ],
)
def test_a_toll_where_there_is_war_is_of_a_strike(
    text: str, expected: list[tuple[str, int | None, int | None]]
) -> None:
    assert tolls(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Three people died in a house fire in Poltava on Tuesday, the State Emergency Service said.",
        "Two people were killed on Tuesday in Izium when a bus and a lorry collided, police said.",
        "Four people drowned in Kherson region at the weekend, rescuers said.",
        "Five people were killed in Lyon on Tuesday, police said.",
        "In Moscow two people were killed on Tuesday, the mayor said.",
        "Police in Odesa are looking for a man who shot two people on Monday.",
        "Eleven people have died of measles in Sumy region since Monday, the health ministry said.",
        "The health ministry said that 41,000 people have been killed in Gaza since the war began.",
    ],
)
def test_other_deaths_are_none(text: str) -> None:
    assert tolls(text) == []


def test_the_day_on_which_a_toll_is_told_is_not_that_of_the_strike() -> None:
    text = "The toll in Izium is four dead and 11 wounded, the governor said on Wednesday morning."
    (mention,) = extractor().extract(Article(text=text, published_at="2024-05-08T08:00Z")).mentions
    assert mention.period is not None
    assert (str(mention.period.start), mention.period.basis) == ("2024-05-07", "publication")
