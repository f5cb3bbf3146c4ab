"""The packed maps: shapes where the gazetteer has their places, as small as a page wants them."""

from __future__ import annotations

import gzip
import re
import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from strikewatch.seeds import gazetteer
from strikewatch.seeds.map.build import coded
from strikewatch.seeds.map.projection import Lambert

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

STATIC = files("strikewatch.agents.view") / "static"
SPEC = tomllib.loads((files("strikewatch.seeds.map") / "maps.toml").read_text())
MAPS = [one["slug"] for one in SPEC["maps"]]
MOST_BYTES = 600 * 1000
TOWN = 15_000
RING = re.compile(r"M(-?\d+) (-?\d+)l([^z]*)z")
Ring = list[tuple[int, int]]


def read(slug: str) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads((STATIC / "maps" / f"{slug}.json").read_bytes())
    return found


def rings(path: str) -> list[Ring]:
    """The corners of each ring of a path of steps."""
    found = []
    for x, y, steps in RING.findall(path):
        corners = [(int(x), int(y))]
        numbers = [int(one) for one in re.findall(r"-?\d+", steps)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            corners.append((corners[-1][0] + dx, corners[-1][1] + dy))
        found.append(corners)
    return found


def holds(shape: list[Ring], x: float, y: float) -> bool:
    """Whether a point lies in it: a ray from there crosses its rings an odd number of times."""
    crossed = 0
    for ring in shape:
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
                crossed += 1
    return crossed % 2 == 1


def towns(slug: str) -> dict[str, list[bool]]:
    """For every region drawn: for each of its towns in the frame whether it lies in the shape."""
    drawn = read(slug)
    west, south, east, north = next(one["frame"] for one in SPEC["maps"] if one["slug"] == slug)
    lambert = Lambert((drawn["parallels"][0], drawn["parallels"][1]), drawn["meridian"])
    shapes = {one["code"]: rings(one["path"]) for one in drawn["shapes"] if "-" in one["code"]}
    found: dict[str, list[bool]] = {code: [] for code in shapes}
    for place in gazetteer.load():
        if place.kind != "settlement" or place.precision != 1 or place.population < TOWN:
            continue
        if place.region not in shapes or place.latitude is None or place.longitude is None:
            continue
        if west < place.longitude < east and south < place.latitude < north:
            at = lambert(place.longitude, place.latitude)
            found[place.region].append(holds(shapes[place.region], *at))
    return found


@pytest.mark.parametrize("slug", MAPS)
def test_towns_lie_in_the_shape_of_their_region(slug: str) -> None:
    """Coasts and city limits are drawn simpler than they are, so suburbs may miss; two swapped codes miss all."""
    found = towns(slug)
    inside = [one for region in found.values() for one in region]
    assert sum(inside) > 0.94 * len(inside)
    assert [code for code, region in found.items() if region and sum(region) < 0.5 * len(region)] == []


@pytest.mark.parametrize(
    ("code", "longitude", "latitude"),
    [
        ("UA-43", 34.10, 44.95),  # Simferopol
        ("UA-40", 33.55, 44.58),  # Sevastopol
        ("RU-MOW", 37.62, 55.75),
        ("RU-MOS", 38.76, 55.10),  # Kolomna
        ("UA-30", 30.52, 50.45),
        ("UA-32", 30.12, 49.80),  # Bila Tserkva
    ],
)
def test_cities_and_the_regions_around_them_are_two(code: str, longitude: float, latitude: float) -> None:
    drawn = read("ukraine")
    point = Lambert((drawn["parallels"][0], drawn["parallels"][1]), drawn["meridian"])(longitude, latitude)
    holding = [one["code"] for one in drawn["shapes"] if holds(rings(one["path"]), *point)]
    assert holding == [code]


def test_every_region_of_ukraine_is_drawn_and_none_of_its_ground_is_russias() -> None:
    codes = {one["code"] for one in read("ukraine")["shapes"]}
    regions = {
        line.split("\t")[0]
        for line in (files("strikewatch.seeds") / "regions.tsv").read_text().splitlines()
        if line.startswith("UA-")
    }
    assert len(regions) == 27
    assert regions <= codes


@pytest.mark.parametrize("slug", MAPS)
def test_the_mark_of_a_region_is_in_it(slug: str) -> None:
    for one in read(slug)["shapes"]:
        assert holds(rings(one["path"]), *one["middle"]), one["code"]


@pytest.mark.parametrize("slug", MAPS)
def test_names_and_views_lie_in_the_frame(slug: str) -> None:
    drawn = read(slug)
    left, top, width, height = drawn["frame"]
    for view in drawn["views"]:
        x, y, wide, high = view["box"]
        assert (max(left, x), max(top, y)) == (x, y), view["name"]
        assert (min(left + width, x + wide), min(top + height, y + high)) == (x + wide, y + high), view[
            "name"
        ]
    for label in drawn["labels"]:
        assert left < label["at"][0] < left + width, label["text"]


def test_codes_of_natural_earth_are_set_right() -> None:
    code = coded(SPEC)

    def given(iso: str, kind: str, name: str = "", country: str = "RU") -> str:
        return code({"iso_3166_2": iso, "type_en": kind, "name": name, "iso_a2": country})

    assert given("RU-MOW", "Region") == "RU-MOS"
    assert given("RU-MOS", "Federal City") == "RU-MOW"
    assert given("UA-43", "Autonomous Republic") == "UA-43"
    assert given("PS-GZZ", "", "Gaza Strip", "PS") == "PS"
    assert given("RU-X01~", "") == ""


def test_all_of_the_page_is_small() -> None:
    """Compressed as it is sent; every map, though a visitor needs one."""
    sizes = {one.name: len(gzip.compress(one.read_bytes(), 9)) for one in _all_files(STATIC)}
    assert "index.html" in sizes
    assert sum(sizes.values()) < MOST_BYTES


def _all_files(folder: Traversable) -> list[Traversable]:
    inside = list(folder.iterdir())
    return [one for one in inside if one.is_file()] + [
        deep for one in inside if one.is_dir() for deep in _all_files(one)
    ]
