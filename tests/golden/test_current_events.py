"""Two years of dated paragraphs, most of them about other things: all of them go through the flow, none stops it."""

from __future__ import annotations

from pathlib import Path

import pytest

from strikewatch.agents import reading, stages
from strikewatch.agents.reading import Given
from strikewatch.agents.replay import Replayed, replay
from strikewatch.agents.settings import Settings

STREAM = Path(__file__).parents[2].parent / "shared/stream/current-events-2022-2024.jsonl.xz"

pytestmark = pytest.mark.skipif(not STREAM.is_file(), reason=f"no {STREAM.name} in {STREAM.parent}")


@pytest.fixture(scope="module")
def replayed() -> Replayed:
    read = reading.read(reading.sources([str(STREAM)]), Given())
    articles = [each.article for each in read if each.article is not None]
    return replay(articles, stages.load(Settings()), alerts_policy="none")


def test_every_paragraph_is_processed(replayed: Replayed) -> None:
    assert replayed.dead_letters == []
    assert len({report.article_id for report in replayed.reports}) > 1_000


def test_every_month_of_the_war_has_strikes_and_every_report_a_place_in_the_tables(
    replayed: Replayed,
) -> None:
    months = {
        f"{one.period.end:%Y-%m}"
        for one in replayed.incidents
        if one.counts and one.period is not None and one.place.country == "UA"
    }
    assert {f"{year}-{month:02}" for year in (2022, 2023, 2024) for month in range(1, 13)} <= months | {
        "2022-01"
    }
    tabled = {window.region for window in replayed.region_windows}
    assert {one.place.area for one in replayed.incidents if one.counts and one.period is not None} <= tabled
