"""The labelled streams from article text through extraction, enrichment and resolution: one strike counted once."""

from __future__ import annotations

from pathlib import Path

import pytest
from from_text import Measured, measured, own_stream, shared_stream
from labelled_stream import read

from strikewatch.seeds.gazetteer import Gazetteer, load

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "stream"


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load()


@pytest.fixture(scope="module")
def shared(gazetteer: Gazetteer) -> Measured:
    if not (SHARED / "dev.articles.jsonl").is_file():
        pytest.skip("the shared stream is not at hand: ../shared/stream/dev.articles.jsonl")
    return measured(shared_stream(SHARED), gazetteer)


@pytest.fixture(scope="module")
def own(gazetteer: Gazetteer) -> Measured:
    return measured(own_stream(read(ROOT / "tests" / "golden" / "resolution" / "stream.txt")), gazetteer)


def test_the_shared_stream_read_from_its_texts(shared: Measured) -> None:
    assert shared.pairwise >= 0.98, shared
    assert shared.b_cubed >= 0.98, shared
    assert shared.exact == 1, shared.wrong


def test_the_projects_own_stream_read_from_its_texts(own: Measured) -> None:
    assert own.pairwise >= 0.97, own
    assert own.b_cubed >= 0.97, own
    assert own.exact >= 0.96, own.wrong
