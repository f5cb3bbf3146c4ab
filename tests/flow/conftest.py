"""The flow in memory: the production topology on lists instead of topics."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from strikewatch.agents import stages
from strikewatch.agents.settings import Settings
from strikewatch.seeds import articles as sample_articles

if TYPE_CHECKING:
    from strikewatch.schemas import Article

SHARED_SEEDS = Path(__file__).parents[3] / "shared" / "seeds"


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings(bootstrap_servers="127.0.0.1:1", partitions=3, batch_records=7, batch_seconds=0.01)


@pytest.fixture(scope="session")
def domain(settings: Settings) -> stages.Stages:
    return stages.load(settings)


@pytest.fixture(scope="session")
def samples() -> list[Article]:
    """The sample articles that the package brings."""
    return list(sample_articles())
