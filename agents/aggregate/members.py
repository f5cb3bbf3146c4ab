"""Which incidents a row of the rolling tables is made of: what it adds up, and what stands beside the sum."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.aggregate.contribution import contribution
from strikewatch.agents.aggregate.table import Area, windows
from strikewatch.agents.aggregate.timing import WINDOW_HOURS, WINDOWS, hour_of
from strikewatch.seeds.zones import Zones, seeded_zones

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from strikewatch.schemas.incident import Incident
    from strikewatch.schemas.region_window import RegionWindow, Window


def members(
    incidents: Iterable[Incident],
    area: Area,
    window: Window,
    end: datetime,
    zones: Zones | None = None,
) -> tuple[RegionWindow, tuple[Incident, ...]]:
    """The row of an area and window that ends with the hour of `end`, and the incidents in it by time and id.

    Strikes, coarse reports and stated sums alike; `scope` tells them apart. Only strikes enter the sums.
    """
    clocks, hour = zones or seeded_zones(), hour_of(end)
    found = [(one, added) for one in incidents if (added := contribution(one, clocks)) is not None]
    here = [(one, added) for one, added in found if area.code in added.areas]
    position = WINDOWS.index(window)
    inside = sorted(
        (added.hour, one.incident_id, one)
        for one, added in here
        if added.hour is not None
        and hour - WINDOW_HOURS[window] < added.hour <= hour
        and added.reach <= position
        and (one.counts or one.scope == "unallocated" or added.states_for(area.code))
    )
    rows = windows([added for _, added in here], end, area)
    return rows[position], tuple(one for *_, one in inside)
