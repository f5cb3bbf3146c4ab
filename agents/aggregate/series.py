"""How the strikes of a row are spread over its window: what a sparkline draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.aggregate.contribution import contribution
from strikewatch.agents.aggregate.timing import WINDOW_HOURS, WINDOWS, hour_of
from strikewatch.seeds.zones import Zones, seeded_zones

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from strikewatch.agents.aggregate.contribution import Contribution
    from strikewatch.schemas.incident import Incident
    from strikewatch.schemas.region_window import RegionWindow, Window

PARTS: dict[Window, int] = {"1h": 1, "6h": 6, "24h": 12, "7d": 7, "30d": 10, "365d": 12}
"""Into how many equal parts each window is cut."""


def series(
    incidents: Iterable[Incident], rows: Sequence[RegionWindow], zones: Zones | None = None
) -> dict[str, tuple[int, ...]]:
    """Key of a row -> strikes in each of the equal parts of its window, oldest first.

    They add up to the row's `incidents` where these are the incidents behind it.
    """
    clocks = zones or seeded_zones()
    strikes: dict[str, list[Contribution]] = {}
    for incident in incidents:
        one = contribution(incident, clocks)
        if one is not None and one.strike:
            for code in one.areas:
                strikes.setdefault(code, []).append(one)
    return {row.key: _spread(strikes.get(row.region, []), row) for row in rows}


def _spread(strikes: Iterable[Contribution], row: RegionWindow) -> tuple[int, ...]:
    start, position = hour_of(row.window_start), WINDOWS.index(row.window)
    counts = [0] * PARTS[row.window]
    hours = WINDOW_HOURS[row.window] // len(counts)
    for one in strikes:
        if one.hour is not None and one.reach <= position and 0 < one.hour - start <= hours * len(counts):
            counts[(one.hour - start - 1) // hours] += 1
    return tuple(counts)
