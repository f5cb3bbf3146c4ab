"""The job that peers.py gives every framework: articles read, what they tell counted by region over seven days."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import orjson

from strikewatch.schemas import Article, RecordError
from strikewatch.schemas.base import Record

if TYPE_CHECKING:
    from collections.abc import Callable

DAYS = 7
BATCH = 100
"""Messages that are taken at once, where a framework lets one say so."""
PLACES = re.compile(
    r"\b(Kyiv|Kharkiv|Sumy|Odesa|Kherson|Dnipro|Poltava|Lviv|Donetsk|Zaporizhzhia|Belgorod|Moscow|Gaza)\b"
)
KILLED = re.compile(r"\b(\d{1,3}) (?:people |civilians )?(?:were |was )?killed")


class Told(Record):
    """What one article tells of one strike; `at` is when the article reached its topic, Unix milliseconds."""

    region: str
    day: date
    killed: int
    at: int


class Row(Record):
    """A region's strikes and dead in the seven days to `until`, its newest; `at` as the last that was counted."""

    region: str
    until: date
    strikes: int
    killed: int
    at: int


@dataclass(slots=True)
class Window:
    """One region's days, the last seven of them."""

    days: dict[str, list[int]] = field(default_factory=dict)
    newest: str = ""
    at: int = 0

    def add(self, told: Told) -> None:
        day = told.day.isoformat()
        counts = self.days.setdefault(day, [0, 0])
        counts[0] += 1
        counts[1] += told.killed
        self.at = max(self.at, told.at)
        self.newest = max(self.newest, day)
        oldest = (date.fromisoformat(self.newest) - timedelta(days=DAYS - 1)).isoformat()
        for old in [each for each in self.days if each < oldest]:
            del self.days[old]

    def row(self, region: str) -> Row:
        return Row(
            region=region,
            until=date.fromisoformat(self.newest),
            strikes=sum(one for one, _ in self.days.values()),
            killed=sum(dead for _, dead in self.days.values()),
            at=self.at,
        )


class Counts:
    """The regions of one partition: a `Fold` of strikewatch, and what the bare loop keeps."""

    def __init__(self) -> None:
        self.windows: dict[str, Window] = {}
        self._changed: dict[str, None] = {}

    def apply(self, told: Told) -> None:
        self.windows.setdefault(told.region, Window()).add(told)
        self._changed[told.region] = None

    def recall(self, row: Row) -> None:
        """Rows are never withdrawn."""

    def outputs(self) -> list[Row]:
        found = [self.windows[region].row(region) for region in self._changed]
        self._changed = {}
        return found


def reader(cheap: bool) -> Callable[[bytes, int], list[Told]]:  # noqa: FBT001  # which of two
    """What makes strikes of an article's bytes: our extraction and enrichment, or two regular expressions."""
    if cheap:
        return _cheap
    from strikewatch.agents import stages  # noqa: PLC0415  # loads for a second
    from strikewatch.agents.settings import Settings  # noqa: PLC0415

    domain = stages.load(Settings())
    extract, enrich = domain.extractor.extract, domain.enricher.enrich

    def real(value: bytes, at: int) -> list[Told]:
        try:
            reports = enrich(extract(Article.decode(value)))
        except RecordError:
            return []
        return [
            Told(
                region=report.key,
                day=report.period.end if report.period else date(2024, 1, 1),
                killed=report.casualties.killed.value if report.casualties.killed else 0,
                at=at,
            )
            for report in reports
        ]

    return real


def _cheap(value: bytes, at: int) -> list[Told]:
    article: dict[str, Any] = orjson.loads(value)
    place, killed = PLACES.search(article["text"]), KILLED.search(article["text"])
    return [
        Told(
            region=place[1] if place else "elsewhere",
            day=date.fromisoformat(article["published_at"][:10]),
            killed=int(killed[1]) if killed else 0,
            at=at,
        )
    ]


def expected(values: list[bytes], *, cheap: bool) -> dict[str, Row]:
    """What it must come to, by region; without times."""
    read, counts = reader(cheap), Counts()
    for value in values:
        for told in read(value, 0):
            counts.apply(told)
    return {row.region: row for row in counts.outputs()}
