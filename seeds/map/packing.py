"""One map out of Natural Earth's shapes: projected, cut, simplified with borders kept common, written short."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from shapely import coverage_simplify, make_valid, segmentize
from shapely.geometry import MultiPolygon, Polygon, box, shape
from shapely.ops import polylabel, transform, unary_union

from strikewatch.seeds.map.projection import UNITS_PER_KM, Lambert

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    CodeOf = Callable[[Mapping[str, Any]], str]

LEAST_KM2 = 15.0
"""Islands and slivers smaller than this are left out, unless they are all that a region has."""
MIDDLE_UNITS = 10.0
"""How near to the innermost point of a shape its middle is."""
FRAME_STEP = 0.5
"""Degrees between the points of a frame's edge, which is a curve on the map."""


def packed_map(
    spec: Mapping[str, Any],
    features: Iterable[Mapping[str, Any]],
    code_of: CodeOf,
    name_of: Callable[[str], str],
) -> dict[str, Any]:
    """The map that `spec` (of maps.toml) asks for, as the page reads it.

    `code_of` gives the ISO 3166-2 code of a feature's properties, "" for what is left out; `name_of` its name.
    """
    lambert = Lambert((spec["parallels"][0], spec["parallels"][1]), spec["meridian"])
    shapes = _simplified(_pieces(spec, features, code_of), lambert, spec["detail"])
    return {
        "slug": spec["slug"],
        "name": spec["name"],
        "source": "Natural Earth, public domain",
        "parallels": spec["parallels"],
        "meridian": spec["meridian"],
        "units_per_km": UNITS_PER_KM,
        "frame": _box(spec["frame"], lambert),
        "views": [{"name": view["name"], "box": _box(view["box"], lambert)} for view in spec["views"]],
        "labels": [
            {"text": text, "at": [round(one) for one in lambert(*at)]} for text, at in spec["labels"].items()
        ],
        "shapes": [
            {"code": code, "name": name_of(code), "middle": _middle(one), "path": path_of(one)}
            for code, one in shapes.items()
        ],
        "borders": path_of(_countries(shapes)),
    }


def _pieces(
    spec: Mapping[str, Any], features: Iterable[Mapping[str, Any]], code_of: CodeOf
) -> dict[str, BaseGeometry]:
    """What lies in the frame, in degrees, by region or country."""
    frame = segmentize(box(*spec["frame"]), FRAME_STEP)
    found: dict[str, list[BaseGeometry]] = {}
    for feature in features:
        code = code_of(feature["properties"])
        outline = shape(feature["geometry"])
        if code and outline.intersects(frame):
            country = code.partition("-")[0]
            found.setdefault(code if country in spec["regions"] else country, []).append(make_valid(outline))
    cut = {code: _areas(unary_union(parts).intersection(frame)) for code, parts in sorted(found.items())}
    return {code: one for code, one in cut.items() if not one.is_empty}


def _areas(one: BaseGeometry) -> BaseGeometry:
    """Without the points and lines that cutting leaves."""
    parts = getattr(one, "geoms", [one])
    return unary_union([each for each in parts if isinstance(each, Polygon | MultiPolygon)])


def _simplified(
    pieces: Mapping[str, BaseGeometry], lambert: Lambert, detail_km: float
) -> dict[str, BaseGeometry]:
    """Drawn, with fewer points, the same ones on both sides of a border; without slivers."""

    def drawn(longitudes: Sequence[float], latitudes: Sequence[float]) -> tuple[list[float], list[float]]:
        points = [lambert(east, north) for east, north in zip(longitudes, latitudes, strict=True)]
        return [x for x, _ in points], [y for _, y in points]

    projected = [transform(drawn, one) for one in pieces.values()]
    simpler = coverage_simplify(projected, detail_km * UNITS_PER_KM)
    return {code: _without_slivers(one) for code, one in zip(pieces, simpler, strict=True)}


def _without_slivers(one: BaseGeometry) -> BaseGeometry:
    parts = sorted(getattr(one, "geoms", [one]), key=lambda part: -part.area)
    least = LEAST_KM2 * UNITS_PER_KM**2
    return MultiPolygon([parts[0], *(part for part in parts[1:] if part.area >= least)])


def _countries(shapes: Mapping[str, BaseGeometry]) -> BaseGeometry:
    """Every country as one, for the lines between them."""
    found: dict[str, list[BaseGeometry]] = {}
    for code, one in shapes.items():
        found.setdefault(code.partition("-")[0], []).append(make_valid(one))
    whole = [_areas(unary_union(pieces)) for pieces in found.values()]
    return MultiPolygon([part for one in whole for part in getattr(one, "geoms", [one])])


def _box(degrees: Sequence[float], lambert: Lambert) -> list[int]:
    """The smallest upright rectangle around a box of degrees: `[x, y, width, height]`."""
    edge = segmentize(box(*degrees), FRAME_STEP).exterior.coords
    points = [lambert(east, north) for east, north in edge]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    return [round(left), round(top), round(right - left), round(bottom - top)]


def _middle(one: BaseGeometry) -> list[int]:
    """A point well inside its largest part: where the mark of something that is somewhere in it is drawn."""
    largest = max(getattr(one, "geoms", [one]), key=lambda part: part.area)
    point = polylabel(largest, MIDDLE_UNITS)
    return [round(point.x), round(point.y)]


def path_of(one: BaseGeometry) -> str:
    """An SVG path of whole numbers, each ring by its steps."""
    rings = [
        ring for part in getattr(one, "geoms", [one]) for ring in (part.exterior, *part.interiors)
    ]  # fmt: skip
    return "".join(_ring(list(ring.coords)) for ring in rings)


def _ring(coordinates: Sequence[Sequence[float]]) -> str:
    points: list[tuple[int, int]] = []
    for x, y in coordinates:
        point = (round(x), round(y))
        if not points or point != points[-1]:
            points.append(point)
    if points[-1] == points[0]:
        points.pop()
    if len(points) < 3:  # noqa: PLR2004  # no area is left of it
        return ""
    steps = [(now[0] - before[0], now[1] - before[1]) for before, now in itertools.pairwise(points)]
    written = " ".join(f"{dx} {dy}" for dx, dy in steps).replace(" -", "-")
    return f"M{points[0][0]} {points[0][1]}l{written}z"
