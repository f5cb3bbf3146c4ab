"""`strikewatch incidents`: the list, ACLED's columns, a FeatureCollection; which strikes are in it."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console
from strikes import at_least, munitions, place, strike

from strikewatch.agents.display.listing import listing, shortened
from strikewatch.agents.export.acled import COLUMNS, acled_sheet, sub_event_type, time_precision
from strikewatch.agents.export.geojson import feature
from strikewatch.schemas import Incident, Period

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

    Command = Callable[..., Result]


def records(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def line(incident: Incident) -> dict[str, str]:
    (found,) = csv.DictReader(io.StringIO(acled_sheet([incident], {"UA": "Ukraine"}.get)))  # type: ignore[arg-type]
    return found


def lasting(start: str, end: str, precision: str = "range", **more: Any) -> Period:
    return Period.model_validate({"start": start, "end": end, "precision": precision, **more})


def test_the_list_holds_strikes_in_the_order_of_time_and_no_sums(strikewatch: Command, samples: Path) -> None:
    command = ["incidents", "--input", samples, "--format", "json"]
    found = records(strikewatch(*command))
    days = [each["period"]["end"] for each in found]
    assert days == sorted(days)
    assert {each["scope"] for each in found} == {"place"}
    assert len(found) > 15
    everything = records(strikewatch(*command, "--all"))
    assert {each["scope"] for each in everything} > {"place"}
    assert not any(each["retracted"] for each in everything)


def test_region_and_day_leave_out_the_rest(strikewatch: Command, samples: Path) -> None:
    command = ["incidents", "--input", samples, "--format", "json"]
    everything = records(strikewatch(*command))
    chosen = records(strikewatch(*command, "--region", "Ukraine", "--since", "2024-03-24"))
    assert chosen == [
        each
        for each in everything
        if each["place"]["country"] == "UA" and each["period"]["end"] >= "2024-03-24"
    ]
    assert 0 < len(chosen) < len(everything)


def test_the_collection_has_a_feature_for_each_incident(strikewatch: Command, samples: Path) -> None:
    command = ["incidents", "--all", "--input", samples, "--format"]
    result = strikewatch(*command, "geojson")
    collection = json.loads(result.stdout)
    assert collection["type"] == "FeatureCollection"
    incidents = {each["incident_id"]: each for each in records(strikewatch(*command, "json"))}
    assert [each["id"] for each in collection["features"]] == list(incidents)
    for each in collection["features"]:
        where = incidents[each["id"]]["place"]
        assert each["type"] == "Feature"
        assert each["geometry"]["coordinates"] == [where["longitude"], where["latitude"]]
        assert each["properties"]["precision"] == where["precision"]
    assert {each["properties"]["precision"] for each in collection["features"]} > {1}


def test_a_place_without_coordinates_has_no_geometry() -> None:
    one = strike("UA-63", "2024-05-14", killed=3)
    told = feature(one)
    assert one.place.latitude is None
    assert told["geometry"] is None
    assert told["properties"]["casualties"]["killed"]["best"] == 3
    spot = place("UA-63").model_copy(update={"latitude": 49.98, "longitude": 36.25, "precision": 4})
    drawn = feature(one.model_copy(update={"place": spot}))
    assert drawn["geometry"] == {"type": "Point", "coordinates": [36.25, 49.98]}
    assert drawn["properties"]["precision"] == 4


def test_the_sheet_begins_with_acleds_columns_and_loses_nothing(strikewatch: Command, samples: Path) -> None:
    command = ["incidents", "--input", samples, "--format"]
    lines = list(csv.DictReader(io.StringIO(strikewatch(*command, "csv").stdout)))
    assert tuple(lines[0]) == COLUMNS
    assert list(lines[0])[:3] == ["event_id_cnty", "event_date", "year"]
    found = records(strikewatch(*command, "json"))
    for told, record in zip(lines, found, strict=True):
        killed = record["casualties"]["killed"]
        assert told["event_id_cnty"] == record["incident_id"]
        assert told["fatalities"] == ("" if killed is None else str(killed["best"]))
        assert told["country"] in {"Ukraine", "Russia"}
    assert any("at least eight" in told["notes"] for told in lines)


def test_not_stated_is_empty_and_an_open_end_too() -> None:
    silent, open_ended = (
        line(strike("UA-63", "2024-05-14")),
        line(strike("UA-63", "2024-05-14", killed=at_least(8))),
    )
    assert (silent["fatalities"], silent["injured"]) == ("", "")
    assert [open_ended[name] for name in ("fatalities", "fatalities_low", "fatalities_high")] == [
        "8",
        "8",
        "",
    ]
    assert (silent["country"], silent["latitude"], silent["event_date"]) == ("Ukraine", "", "2024-05-14")


@pytest.mark.parametrize(
    ("weapon", "kind"),
    [
        ("drone", "Air/drone strike"),
        ("bomb", "Air/drone strike"),
        ("missile", "Shelling/artillery/missile attack"),
        ("artillery", "Shelling/artillery/missile attack"),
        ("all", ""),
    ],
)
def test_the_weapon_decides_the_sub_event(weapon: str, kind: str) -> None:
    one = strike("UA-63", "2024-05-14").model_copy(update={"weapons": (munitions(weapon, 3, 2),)})
    assert sub_event_type(one) == kind
    assert line(one)["launched"] == f"{weapon} 3"
    assert line(one)["intercepted"] == f"{weapon} 2"


@pytest.mark.parametrize(
    ("period", "precision", "day"),
    [
        (lasting("2024-05-06", "2024-05-06", "day"), 1, "2024-05-06"),
        (lasting("2024-05-06", "2024-05-07", "night"), 1, "2024-05-07"),
        (lasting("2024-05-06", "2024-05-07"), 2, "2024-05-06"),
        (lasting("2024-05-06", "2024-05-12"), 2, "2024-05-06"),
        (lasting("2024-05-06", "2024-05-14"), 3, "2024-05-06"),
        (lasting("2024-05-01", "2024-05-31", "month"), 3, "2024-05-01"),
    ],
)
def test_how_well_the_day_is_known(period: Period, precision: int, day: str) -> None:
    assert time_precision(period) == precision
    told = line(strike("UA-63", None).model_copy(update={"period": period}))
    assert (told["event_date"], told["time_precision"]) == (day, str(precision))


def test_ids_are_as_short_as_they_can_be_told_apart() -> None:
    ids = ["UA-63.20240506.abcdef", "UA-63.20240506.abcdff", "UA-63.20240507.1234567"]
    assert list(shortened(ids).values()) == [
        "UA-63.20240506.abcde", "UA-63.20240506.abcdf", "UA-63.20240507.1234",
    ]  # fmt: skip
    assert shortened(["a", "ab"]) == {"a": "a", "ab": "ab"}


@pytest.mark.parametrize(("width", "weapons"), [(100, False), (140, True)])
def test_the_list_fits_its_terminal(width: int, weapons: bool) -> None:  # noqa: FBT001  # a case of the test
    one = strike("UA-63", "2024-05-14", killed=3).model_copy(
        update={"weapons": (munitions("drone", 36, 30),)}
    )
    console = Console(width=width, color_system=None, force_terminal=False)
    with console.capture() as captured:
        console.print(listing([one], width))
    lines = captured.get().splitlines()
    assert max(map(len, lines)) <= width
    assert ("drones 36, 30 shot down" in captured.get()) is weapons
