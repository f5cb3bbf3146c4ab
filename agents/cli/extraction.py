"""Readings to strike reports, one article at a time, counting what could not be processed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from strikewatch.schemas import RecordError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from strikewatch.agents.reading import Reading
    from strikewatch.agents.stages import Stages
    from strikewatch.schemas import Article, StrikeReport


@dataclass(slots=True)
class Extraction:
    """Iterate over it once; `on_failure` is told origin and reason of what could not be processed."""

    readings: Iterable[Reading]
    domain: Stages
    on_failure: Callable[[str, RecordError], None]
    articles: int = 0
    reports: int = 0
    failed: int = 0

    def __iter__(self) -> Iterator[tuple[Article, tuple[StrikeReport, ...]]]:
        for reading in self.readings:
            self.articles += 1
            try:
                article, reports = self._extracted(reading)
            except RecordError as error:
                self.failed += 1
                self.on_failure(reading.origin, error)
                continue
            self.reports += len(reports)
            yield article, reports

    def _extracted(self, reading: Reading) -> tuple[Article, tuple[StrikeReport, ...]]:
        if reading.article is None:
            raise reading.error or RecordError("invalid", "no article")
        mentions = self.domain.extractor.extract(reading.article)
        return reading.article, tuple(self.domain.enricher.enrich(mentions))
