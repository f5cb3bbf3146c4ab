"""The command line called in this process, and files to call it on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from strikewatch.agents.cli.main import app

if TYPE_CHECKING:
    from collections.abc import Callable

    from typer.testing import Result

STRUCK = (
    "Russian missiles struck the city of Kharkiv on Monday morning, killing at least three people and injuring 12, "
    "the regional governor said. Two of five drones were shot down. A power station was hit."
)


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the caller's settings, a terminal of a known width, no colour."""
    for name in ("KAFKA_BOOTSTRAP_SERVERS", "STRIKEWATCH_BOOTSTRAP_SERVERS", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "140")
    monkeypatch.setenv("NO_COLOR", "1")


@pytest.fixture
def strikewatch() -> Callable[..., Result]:
    """Run a command: `strikewatch("extract", path)`."""

    def run(*arguments: str | Path, stdin: bytes | str = "") -> Result:
        given: Any = stdin
        return CliRunner().invoke(
            app, [str(each) for each in arguments], input=given, prog_name="strikewatch"
        )

    return run


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """An article about a strike, dated in its first words."""
    path = tmp_path / "news.txt"
    path.write_text(f" date 2024-05-06 {STRUCK}\n", encoding="utf-8")
    return path


@pytest.fixture
def samples() -> Path:
    return Path(__file__).parents[3] / "seeds" / "articles"
