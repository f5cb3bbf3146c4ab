"""What the rules make without checks would have passed them, unchanged."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from strikewatch.agents.enrich import Enricher
from strikewatch.agents.extract import Extractor
from strikewatch.schemas import Article, Mentions, StrikeReport
from strikewatch.seeds.gazetteer import load

HERE = Path(__file__).parent


def articles() -> list[Article]:
    cases = [
        case
        for path in sorted((HERE / "extraction").glob("*.toml"))
        for case in tomllib.loads(path.read_text("utf-8"))["case"]
    ]
    sentences = [
        Article(text=case["text"], title=case.get("title"), published_at=case.get("published"))
        for case in cases
    ]
    texts = (HERE / "articles.texts.jsonl").read_text("utf-8").splitlines()
    return sentences + [Article.parse(json.loads(line)) for line in texts]


def test_records_made_without_checks_pass_them_unchanged() -> None:
    gazetteer = load()
    extractor, enricher = Extractor.from_seeds(gazetteer), Enricher.from_seeds(gazetteer)
    made = 0
    for article in articles():
        mentions = extractor.extract(article)
        assert Mentions.model_validate(mentions.model_dump()) == mentions
        for report in enricher.enrich(mentions):
            assert StrikeReport.model_validate(report.model_dump()) == report
            assert StrikeReport.decode(report.encode()).encode() == report.encode()
            made += 1
    assert made > 300
