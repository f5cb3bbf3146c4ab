"""`strikewatch history`: what was known of a strike, and when."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

    Command = Callable[..., Result]


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """A toll that rises in the afternoon."""
    lines = [
        {
            "id": toll, "source": "Wire", "published_at": f"2024-05-06T{hour}:00:00Z",
            "text": f"A missile struck the city of Kharkiv on 6 May 2024, killing {toll} people, the governor said.",
        }
        for hour, toll in (("15", "five"), ("08", "three"))
    ]  # fmt: skip
    path = tmp_path / "story.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return path


def test_each_report_is_a_state_and_the_last_is_what_is_known(strikewatch: Command, story: Path) -> None:
    result = strikewatch("history", "UA-63.20240506", "--input", story)
    assert result.exit_code == 0, result.output
    header, *rows = [line.split("\t") for line in result.stdout.splitlines()]
    assert header[:3] == ["published", "reports", "killed"]
    assert [row[:3] for row in rows] == [["2024-05-06 08:00", "1", "3"], ["2024-05-06 15:00", "2", "5"]]


def test_at_an_hour_it_ends_with_what_was_known_then(strikewatch: Command, story: Path) -> None:
    command = ["history", "UA-63.20240506", "--input", story, "--format", "json"]
    for at, killed in (("2024-05-06T14:59", [3]), ("2024-05-06", [3, 5]), ("2024-05-05", [])):
        lines = strikewatch(*command, "--at", at).stdout.splitlines()
        assert [json.loads(line)["casualties"]["killed"]["best"] for line in lines] == killed


def test_an_incident_that_is_not_there_is_named(strikewatch: Command, story: Path) -> None:
    result = strikewatch("history", "UA-64.20240506", "--input", story)
    assert result.exit_code == 2
    assert result.stderr.startswith("error: no incident is UA-64.20240506; near it: UA-63.20240506.")
