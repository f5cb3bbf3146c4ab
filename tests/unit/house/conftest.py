"""Where the repository is, and its files as the tests of the house read them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml


@pytest.fixture(scope="session")
def root() -> Path:
    return Path(__file__).parents[3]


@pytest.fixture(scope="session")
def compose(root: Path) -> dict[str, Any]:
    """docker-compose.yml, anchors and merges resolved."""
    content: dict[str, Any] = yaml.safe_load((root / "docker-compose.yml").read_text())
    return content
