"""`strikewatch reconcile`: what is stated for a night, beside what the places come to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

    Command = Callable[..., Result]

NATION = (
    "Ukraine's air force said on Tuesday that it had shot down 41 of 58 drones launched by Russia overnight."
)
CITY = "Russian drones killed two people and wounded five in Sumy overnight, the governor said on Tuesday."


@pytest.fixture
def night(tmp_path: Path) -> Path:
    path = tmp_path / "night.jsonl"
    rows = [
        {"article_id": f"n{at}", "source": "Wire", "published_at": "2024-05-14T06:00:00Z", "text": text}
        for at, text in enumerate((NATION, CITY))
    ]
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return path


def lines(result: Result) -> dict[str, dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return {row["quantity"]: row for row in map(json.loads, result.stdout.splitlines())}


def test_what_is_stated_for_the_country_and_in_no_place_is_named(strikewatch: Command, night: Path) -> None:
    found = lines(strikewatch("reconcile", "UA", "--input", night, "--format", "json"))
    assert {(row["day"]) for row in found.values()} == {"2024-05-14"}
    assert (found["drone.launched"]["stated"], found["drone.launched"]["summed"]) == (58, 0)
    assert found["drone.intercepted"]["difference"] == 41
    assert found["killed"] == {
        "day": "2024-05-14",
        "quantity": "killed",
        "stated": None,
        "summed": 2,
        "incidents": 1,
        "difference": None,
        "finding": "nothing is stated for the country",
    }


def test_a_night_may_be_asked_for_by_name_and_day(strikewatch: Command, night: Path) -> None:
    asked = ["reconcile", "ukraine", "--input", night, "--format", "json", "--day"]
    assert set(lines(strikewatch(*asked, "2024-05-14"))) == {
        "drone.launched",
        "drone.intercepted",
        "injured",
        "killed",
    }
    assert lines(strikewatch(*asked, "2024-05-13")) == {}


def test_piped_it_is_a_sheet_with_a_header(strikewatch: Command, night: Path) -> None:
    header, *rows = strikewatch("reconcile", "UA", "--input", night).stdout.splitlines()
    assert header.split("\t")[:4] == ["day", "quantity", "stated", "sum of places"]
    assert ["2024-05-14", "drone.launched", "58", "0"] in [row.split("\t")[:4] for row in rows]


def test_a_country_that_is_not_there_is_refused_with_what_is_near(strikewatch: Command, night: Path) -> None:
    refused = strikewatch("reconcile", "Ukrain", "--input", night)
    assert refused.exit_code == 2
    assert "near it: " in refused.stderr
    assert "Ukraine" in refused.stderr
