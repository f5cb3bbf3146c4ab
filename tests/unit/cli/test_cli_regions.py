"""`strikewatch regions`: rows in their order, bars that compare, sparklines that add up, sheets that open."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console
from strikes import strike

from strikewatch.agents.aggregate import recount
from strikewatch.agents.aggregate.series import series
from strikewatch.agents.aggregate.timing import WINDOW_HOURS
from strikewatch.agents.display.regions import bar, region_table, sparkline
from strikewatch.agents.export.sheet import sheet
from strikewatch.agents.export.window_sheet import COLUMNS, window_sheet

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

    Command = Callable[..., Result]

INCIDENTS = [
    strike("UA-63", "2024-05-14", "10:30", killed=3, injured=12),
    strike("UA-63", "2024-05-14", killed=1),
    strike("UA-63", "2024-05-02", part="night"),
    strike("UA-63", "2023-09-01", killed=5),
    strike("UA-30", "2024-05-10", killed=2),
    strike("RU-BEL", "2024-05-13"),
]


def rows(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_the_parts_of_every_row_add_up_to_its_strikes() -> None:
    held = list(recount(INCIDENTS, lambda code: code).values())
    spread = series(INCIDENTS, held)
    assert {row.key: sum(spread[row.key]) for row in held} == {row.key: row.incidents for row in held}
    assert max(row.incidents for row in held) == 5
    assert all(WINDOW_HOURS[row.window] % len(spread[row.key]) == 0 for row in held)


def test_a_strike_stands_in_the_part_of_its_time() -> None:
    held = recount(INCIDENTS, lambda code: code)
    month = series(INCIDENTS, [held["UA-63|30d"]])["UA-63|30d"]
    assert month == (0, 0, 0, 0, 0, 1, 0, 0, 0, 2)


def test_bars_are_as_long_as_their_share_and_never_nothing_for_something() -> None:
    assert [bar(value, 100) for value in (100, 50, 1, 0)] == ["██████", "███", "▏", ""]
    assert bar(0, 0) == ""


def test_sparklines_tell_none_from_few() -> None:
    assert sparkline((0, 1, 4, 8)) == "·▁▄█"
    assert sparkline((0, 0)) == "··"


@pytest.mark.parametrize("width", [100, 140])
def test_a_row_is_a_line(width: int) -> None:
    held = [row for row in recount(INCIDENTS, lambda code: code).values() if row.window == "30d"]
    console = Console(width=width, color_system=None, force_terminal=False)
    with console.capture() as captured:
        console.print(region_table(held, series(INCIDENTS, held), width))
    lines = captured.get().splitlines()
    assert len(lines) == 2 + len(held)
    assert max(map(len, lines)) <= width
    assert ("munitions" in lines[0]) == (width == 140)


def test_countries_come_before_their_regions_and_regions_by_their_strikes(
    strikewatch: Command, samples: Path
) -> None:
    found = rows(strikewatch("regions", "--window", "365d", "--input", samples, "--format", "json"))
    order = [
        (row["country"], row["region"] != row["country"], -row["incidents"], row["region"]) for row in found
    ]
    assert order == sorted(order)
    assert len(order) > 10
    assert {row["window"] for row in found} == {"365d"}


@pytest.mark.parametrize("name", ["UA-46", "lviv region"])
def test_one_region_shows_every_window_that_holds_anything(
    strikewatch: Command, samples: Path, name: str
) -> None:
    found = rows(strikewatch("regions", name, "--input", samples, "--format", "json"))
    assert {row["region"] for row in found} == {"UA-46"}
    order = [row["window"] for row in found]
    assert order == sorted(order, key=list(WINDOW_HOURS).index)
    assert "365d" in order


def test_at_a_time_the_rows_are_those_of_then(strikewatch: Command, samples: Path) -> None:
    found = rows(
        strikewatch("regions", "UA-30", "--at", "2022-10-11", "--input", samples, "--format", "json")
    )
    assert {row["window_end"] for row in found} == {"2022-10-12T00:00:00Z"}
    assert {row["killed"]["best"] for row in found} == {8}
    before = strikewatch("regions", "UA", "--at", "2020-01-01", "--input", samples, "--format", "json")
    assert rows(before) == []


def test_the_sheet_has_the_figures_of_the_records(strikewatch: Command, samples: Path) -> None:
    command = ["regions", "UA", "--window", "365d", "--input", samples, "--format"]
    result = strikewatch(*command, "csv")
    lines = list(csv.DictReader(io.StringIO(result.stdout)))
    records = rows(strikewatch(*command, "json"))
    assert [line["region"] for line in lines] == [record["region"] for record in records]
    for line, record in zip(lines, records, strict=True):
        assert line["killed_best"] == str(record["killed"]["best"])
        assert line["injured_high"] == (
            "" if record["injured"]["high"] is None else str(record["injured"]["high"])
        )
        assert line["missile_intercepted"] == str(
            record["by_weapon_class"].get("missile", {"intercepted": 0})["intercepted"]
        )
    assert tuple(lines[0]) == COLUMNS


def test_an_empty_sheet_has_its_header() -> None:
    assert window_sheet([]).split("\r\n") == [",".join(COLUMNS), ""]


def test_a_cell_that_a_spreadsheet_would_run_is_made_text() -> None:
    assert sheet(("a", "b"), [{"a": "=1+1", "b": -1.5}]) == "a,b\r\n'=1+1,-1.5\r\n"


def test_piped_it_is_tab_separated_without_drawings(strikewatch: Command, samples: Path) -> None:
    result = strikewatch("regions", "--window", "365d", "--input", samples)
    header, *lines = [line.split("\t") for line in result.stdout.splitlines()]
    assert header[:4] == ["region", "window", "until", "strikes"]
    assert all(len(line) == len(header) for line in lines)
    assert not set("█▏·") & set(result.stdout)


def test_a_region_that_is_not_there_is_answered_with_near_names(strikewatch: Command, samples: Path) -> None:
    result = strikewatch("regions", "Lvov region", "--input", samples)
    assert result.exit_code == 2
    assert result.stderr.startswith("error: no region is Lvov region; near it: Lviv region")
