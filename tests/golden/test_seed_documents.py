"""The five real documents that the project was begun with: what the flow makes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from strikewatch.agents import stages
from strikewatch.agents.reading import Given, read, sources
from strikewatch.agents.replay import Replayed, replay
from strikewatch.agents.settings import Settings
from strikewatch.schemas import Article

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
PUBLISHED = {
    "000": "2022-10-10",
    "001": "2024-03-24",
    "002": "2023-11-08",
    "003": "2022-12-19",
    "004": "2025-06-06",
}

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed documents are not beside this checkout")


@pytest.fixture(scope="module")
def replayed() -> Replayed:
    found: list[Article] = []
    for one in read(sources([str(SEEDS)]), Given()):
        assert one.article is not None
        dated = {"published_at": PUBLISHED[one.article.article_id[:3]]}
        found.append(Article.parse(one.article.model_dump(mode="json") | dated))
    assert len(found) == len(PUBLISHED)
    return replay(found, stages.load(Settings()))


@pytest.mark.parametrize(
    ("place", "region"),
    [
        ("Kyiv", "UA-30"),
        ("Lviv", "UA-46"),
        ("Zaporizhzhia", "UA-23"),
        ("Dnipro", "UA-12"),
        ("Lutsk", "UA-07"),
        ("Kramatorsk", "UA-14"),
        ("Smila", "UA-71"),
        ("Belgorod", "RU-BEL"),
        ("Sevastopol", "UA-40"),
        ("Samara", "RU-SAM"),
    ],
)
def test_the_places_that_were_struck_have_incidents_and_tables(
    replayed: Replayed, place: str, region: str
) -> None:
    assert any(place in one.place.name and one.place.region == region for one in replayed.incidents)
    assert any(row.region == region and row.incidents for row in replayed.region_windows)


def test_a_shooting_prisoners_money_and_captured_villages_are_no_strikes(replayed: Replayed) -> None:
    named = {one.place.name for one in replayed.incidents}
    assert not {"Moscow", "Ivanivske", "Avdiivka", "Bakhmut", "Riga"} & named
    killed = [one.casualties.killed.value for one in replayed.incidents if one.casualties.killed]
    assert 150 not in killed


def test_the_tolls_the_documents_give_are_the_incidents_figures(replayed: Replayed) -> None:
    tolls = {
        (one.place.name, str(one.period.end)): one.casualties.killed.value
        for one in replayed.incidents
        if one.casualties.killed and one.period
    }
    assert tolls["Kyiv", "2022-10-10"] == 8
    assert tolls["Lutsk", "2023-11-08"] == 3
    assert tolls["Kramatorsk", "2023-11-08"] == 1
    assert tolls["Sevastopol", "2024-03-23"] == 1
