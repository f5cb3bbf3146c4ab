"""An article that says nowhere when it was written is dated by the day it came in, and said to be."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from flow import Line

from strikewatch.schemas import Article

if TYPE_CHECKING:
    from strikewatch.agents.settings import Settings
    from strikewatch.agents.stages import Stages

TEXT = "Russian missiles hit a warehouse in Dnipro overnight, killing two people, the governor said."


async def test_an_undated_article_is_dated_by_the_day_it_came_in_and_says_so(
    settings: Settings, domain: Stages
) -> None:
    async with Line(settings, domain) as line:
        await line.publish(Article(text=TEXT))
        await line.settled()
        (incident,) = line.incidents.values()
        assert incident.period is not None
        assert incident.period.basis == "ingest"
        assert incident.period.end == datetime.fromtimestamp(line.clock, UTC).date()
        row = line.region_windows["UA-12|24h"]
        assert (row.incidents, row.publication_dated_incidents) == (1, 1)


async def test_an_undated_article_that_comes_again_later_is_still_one_strike_on_the_earlier_day(
    settings: Settings, domain: Stages
) -> None:
    first = Article(text=TEXT, fetched_at=date(2024, 3, 1))
    again = Article(text=TEXT, fetched_at=date(2024, 3, 9))
    for order in ([first, again], [again, first]):
        async with Line(settings, domain) as line:
            await line.publish(*order)
            await line.settled()
            (incident,) = line.incidents.values()
            assert incident.period is not None
            assert incident.period.end == date(2024, 3, 1)
            assert len(incident.reports) == 1


async def test_a_date_in_the_text_comes_before_the_day_it_came_in(settings: Settings, domain: Stages) -> None:
    async with Line(settings, domain) as line:
        await line.publish(Article(text="KYIV, March 4, 2024 - " + TEXT))
        await line.settled()
        (incident,) = line.incidents.values()
        assert incident.period is not None
        assert incident.period.basis != "ingest"
        assert incident.period.end == date(2024, 3, 4)
