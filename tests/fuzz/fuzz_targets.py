"""What is fuzzed, and what must hold of whatever comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.enrich import Enricher
from strikewatch.agents.extract import Extractor
from strikewatch.schemas import Article, Mentions, RecordError, StrikeReport
from strikewatch.seeds.gazetteer import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PLAUSIBLE = 1_000_000
"""No strike of any war has killed or hurt so many, or used so many munitions."""


def decoder() -> Callable[[bytes], None]:
    """Bytes are an article that survives the wire, or are refused with a reason."""

    def run(data: bytes) -> None:
        try:
            article = Article.decode(data)
        except RecordError as refused:
            _explained(refused)
            return
        again = Article.decode(article.encode())
        assert again == article

    return run


def extractor() -> Callable[[bytes], None]:
    """A text is read: quotes stand where they are said to, figures are of this world, records survive the wire."""
    gazetteer = load()
    extract, enrich = Extractor.from_seeds(gazetteer).extract, Enricher.from_seeds(gazetteer).enrich

    def run(data: bytes) -> None:
        text = data.decode("utf-8", "replace")
        if not text.strip():
            return
        published = None if text.endswith("?") else "2024-05-08"
        try:
            mentions = extract(
                Article(article_id="any", source="Wire", text=text, published_at=published, language="en")
            )
        except RecordError as refused:
            _explained(refused)
            return
        assert Mentions.decode(mentions.encode()) == mentions
        reports = enrich(mentions)
        assert len({report.report_id for report in reports}) == len(reports)
        for report in reports:
            _holds(report, text)

    return run


def _explained(refused: RecordError) -> None:
    assert refused.reason
    assert str(refused)


def _holds(report: StrikeReport, text: str) -> None:
    assert StrikeReport.decode(report.encode()) == report
    for row in report.evidence:
        assert text[row.start : row.end] == row.quote
        assert row.rule
    for figure in _figures(report):
        assert 0 <= figure <= PLAUSIBLE, figure


def _figures(report: StrikeReport) -> Iterator[int]:
    casualties = report.casualties
    claims = [casualties.killed, casualties.injured, casualties.missing, casualties.trapped]
    for weapon in report.weapons:
        claims += [weapon.launched, weapon.intercepted, weapon.lost, weapon.hits]
    for claim in claims:
        if claim is not None:
            yield from (bound for bound in (claim.low, claim.best, claim.high) if bound is not None)


TARGETS = {"decoder": decoder, "extractor": extractor}
