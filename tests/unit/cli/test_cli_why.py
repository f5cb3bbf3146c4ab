"""`strikewatch why`: every number opens to the claims behind it; what was meant is found, or near names offered."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console

from strikewatch.agents.cli.finding import incident as found
from strikewatch.agents.cli.group import Refused
from strikewatch.agents.cli.moments import instant_of
from strikewatch.agents.display.claims import opened
from strikewatch.agents.resolve import why
from strikewatch.schemas import Incident, Place

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

    Command = Callable[..., Result]

STORY = (
    ("first", "2024-05-06T08:00:00Z", "killing three people and injuring 12"),
    ("more", "2024-05-06T15:00:00Z", "killing five people"),
    ("elsewhere", "2024-05-07T09:00:00Z", ""),
)


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """Two reports of a strike on Kharkiv with a rising toll, and one of another the day after."""
    lines = [
        {
            "id": name, "source": f"{name} Wire", "published_at": at,
            "text": f"A missile struck the city of Kharkiv on 6 May 2024, {toll}, the regional governor said."
            if toll
            else "A drone struck the city of Izium on 7 May 2024, killing one person.",
        }
        for name, at, toll in STORY
    ]  # fmt: skip
    path = tmp_path / "story.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return path


def content(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    loaded: dict[str, Any] = json.loads(result.stdout)
    return loaded


def unnamed(*ids: str) -> list[Incident]:
    place = Place(text="x", name="x", level="settlement", region="UA-63", country="UA")
    return [Incident(incident_id=name, place=place) for name in ids]


def test_a_figure_opens_to_its_claims_with_words_speaker_and_what_was_superseded(
    strikewatch: Command, story: Path
) -> None:
    told = content(strikewatch("why", "UA-63.20240506", "--input", story, "--format", "json"))
    assert told["incident"]["place"]["name"] == "Kharkiv"
    killed = next(each for each in told["figures"] if each["field"] == "casualties.killed")
    assert killed["figure"]["best"] == 5
    assert [(each["figure"]["best"], each["role"], each["quote"]) for each in killed["live"]] == [
        (5, "governor", "killing five people")
    ]
    (former,) = killed["superseded"]
    assert (former["figure"]["best"], former["rule"], former["source"]) == (3, "6", "first Wire")
    assert former["because"]


def test_piped_it_is_a_claim_a_line(strikewatch: Command, story: Path) -> None:
    result = strikewatch("why", "UA-63.20240506", "--input", story)
    header, *rows = [line.split("\t") for line in result.stdout.splitlines()]
    claims = [dict(zip(header, row, strict=True)) for row in rows]
    assert {(each["figure"], each["claim"], each["state"]) for each in claims} == {
        ("casualties.killed", "5", "in force"),
        ("casualties.killed", "3", "superseded"),
        ("casualties.injured", "12", "in force"),
    }
    assert {each["value"] for each in claims if each["figure"] == "casualties.killed"} == {"5"}


@pytest.mark.parametrize("name", ["UA-63", "ua-63", "Kharkiv region", "UA"])
def test_a_region_opens_to_the_strikes_its_row_adds_up(strikewatch: Command, story: Path, name: str) -> None:
    told = content(strikewatch("why", name, "--input", story, "--format", "json"))
    assert told["row"]["incidents"] == len(told["incidents"]) == 2
    best = [each["incident"]["casualties"]["killed"]["best"] for each in told["incidents"]]
    assert told["row"]["killed"]["best"] == sum(best) == 6


def test_a_shorter_window_or_an_earlier_end_leaves_strikes_out(strikewatch: Command, story: Path) -> None:
    command = ["why", "UA-63", "--input", story, "--format", "json"]
    for options in (["--at", "2024-05-06"], ["--at", "2024-05-07T00:00"]):
        told = content(strikewatch(*command, *options))
        assert [each["incident"]["place"]["name"] for each in told["incidents"]] == ["Kharkiv"]
    assert content(strikewatch(*command, "--at", "2024-05-05"))["incidents"] == []
    assert content(strikewatch(*command, "--at", "2024-06-01", "--window", "24h"))["row"]["incidents"] == 0


def test_a_name_that_is_near_is_offered(strikewatch: Command, story: Path) -> None:
    result = strikewatch("why", "Kharkiv regoin", "--input", story)
    assert result.exit_code == 2
    assert result.stderr.startswith("error: no incident or region is Kharkiv regoin; near it: Kharkiv region")


def test_a_beginning_that_several_share_names_them() -> None:
    with pytest.raises(
        Refused, match=r"2 incidents begin with UA-63; give more of one of UA-63.a1, UA-63.a2"
    ):
        found("UA-63", unnamed("UA-63.a1", "UA-63.a2", "UA-32.a1"))
    assert found("UA-63.a1", unnamed("UA-63.a1", "UA-63.a12")).incident_id == "UA-63.a1"
    assert found("UA-3", unnamed("UA-63.a1", "UA-32.a1")).incident_id == "UA-32.a1"


def test_where_there_is_nothing_it_says_so(strikewatch: Command, tmp_path: Path) -> None:
    calm = tmp_path / "calm.txt"
    calm.write_text("The two presidents met in Istanbul and spoke about grain.", encoding="utf-8")
    result = strikewatch("why", "UA-63", "--input", calm)
    assert result.exit_code == 2
    assert "there are none at all" in result.stderr


def test_a_time_is_the_end_of_a_day_or_an_instant_in_utc(strikewatch: Command, story: Path) -> None:
    assert str(instant_of("2024-05-06")) == "2024-05-07 00:00:00+00:00"
    assert str(instant_of("2024-05-06T18:00")) == "2024-05-06 18:00:00+00:00"
    assert str(instant_of("2024-05-06T18:00+03:00")) == "2024-05-06 15:00:00+00:00"
    result = strikewatch("why", "UA", "--at", "yesterday", "--input", story)
    assert result.exit_code == 2
    assert result.stderr == "error: yesterday is no time; write 2024-05-06, or 2024-05-06T18:00 (UTC)\n"


@pytest.mark.parametrize("width", [100, 140])
def test_in_a_terminal_each_claim_stands_under_its_figure(
    strikewatch: Command, story: Path, width: int
) -> None:
    told = content(strikewatch("why", "UA-63.20240506", "--input", story, "--format", "json"))
    entries = [
        {name: value for name, value in entry.items() if name != "because"}
        for figure in told["figures"]
        for entry in (*figure["superseded"], *figure["live"])
    ]
    incident = Incident.parse({**told["incident"], "ledger": entries})
    console = Console(width=width, color_system=None, force_terminal=False)
    with console.capture() as captured:
        console.print(opened(incident, why(incident)))
    lines = captured.get().splitlines()
    first = next(number for number, line in enumerate(lines) if line.strip() == "killed 5")
    assert lines[first + 1].split()[:3] == ["5", "2024-05-06", "15:00"]
    assert "“killing five people”" in lines[first + 1]
    assert max(map(len, lines)) <= width
