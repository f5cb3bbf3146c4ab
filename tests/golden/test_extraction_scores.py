"""The labelled texts that lie beside the repository, where they do: no worse than docs/extraction.md says."""

from __future__ import annotations

import json
import lzma
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from strikewatch.agents.enrich import Enricher
from strikewatch.agents.extract import Extractor
from strikewatch.schemas import Article
from strikewatch.seeds.gazetteer import load

SHARED = Path(__file__).parents[2].parent / "shared"
FLOORS = {
    "dev": {"record": 0.895, "numbers": 0.895, "target": 0.80, "all": 0.875},
    "seeds": {"record": 0.98, "numbers": 0.96, "all": 0.96},
    "paragraphs": {"record": 0.91, "numbers": 0.94, "target": 0.86, "all": 0.91},
    "own": {"record": 0.89, "numbers": 0.84, "target": 0.75, "all": 0.85},
}
FALSE_ALARMS = {"dev": 1, "seeds": 0, "paragraphs": 0, "own": 2}
HERE = Path(__file__).parent

pytestmark = pytest.mark.skipif(not (SHARED / "gold").is_dir(), reason=f"no labelled texts in {SHARED}")


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def gold(name: str) -> Path:
    ours = {"own": HERE / "articles.gold.jsonl", "paragraphs": HERE / "stream.labels.jsonl"}
    return ours.get(name, SHARED / f"gold/{name}.gold.jsonl")


def articles(name: str) -> list[Article]:
    if name == "dev":
        return [Article.parse(row) for row in lines(SHARED / "gold/dev.texts.jsonl")]
    if name == "own":
        return [Article.parse(row) for row in lines(HERE / "articles.texts.jsonl")]
    if name == "paragraphs":
        labelled = {row["id"] for row in lines(gold(name))}
        with lzma.open(SHARED / "stream/current-events-2022-2024.jsonl.xz", "rt", encoding="utf-8") as texts:
            return [Article.parse(row) for row in map(json.loads, texts) if row["id"] in labelled]
    return [
        Article(
            article_id=row["id"],
            text=re.sub(
                r"^\s*date \d{4}-\d\d-\d\d ", "", (SHARED / f"seeds/{row['id']}.txt").read_text("utf-8")
            ),
            published_at=row["published"],
        )
        for row in lines(SHARED / "gold/seeds.gold.jsonl")
    ]


@pytest.fixture(scope="module")
def engines() -> tuple[Extractor, Enricher]:
    gazetteer = load()
    return Extractor.from_seeds(gazetteer), Enricher.from_seeds(gazetteer)


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_labelled_texts_score_no_worse_than_documented(
    name: str, engines: tuple[Extractor, Enricher], tmp_path: Path
) -> None:
    extractor, enricher = engines
    predicted = tmp_path / "predicted.jsonl"
    with predicted.open("wb") as out:
        for article in articles(name):
            out.writelines(report.encode() + b"\n" for report in enricher.enrich(extractor.extract(article)))
    scorer = [
        sys.executable,
        SHARED / "gold/score.py",
        gold(name),
        predicted,
        "--json",
    ]
    scores = json.loads(subprocess.run(scorer, capture_output=True, check=True, text=True).stdout)
    shown = {slot: value["f1"] if isinstance(value, dict) else value for slot, value in scores.items()}
    sys.stdout.write(f"{name}: {json.dumps(shown)}\n")
    assert {slot: scores[slot]["f1"] >= floor for slot, floor in FLOORS[name].items()} == dict.fromkeys(
        FLOORS[name], True
    ), scores
    assert scores["false_alarms"] <= FALSE_ALARMS[name]
