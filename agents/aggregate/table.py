"""One row of a rolling table, out of the sums of the incidents in it; and the plain recount of all rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from strikewatch.agents.aggregate.amounts import Amounts, add, range_of
from strikewatch.agents.aggregate.stated import stated_total, tally
from strikewatch.agents.aggregate.timing import ONE_MONTH, WINDOW_HOURS, WINDOWS, end_of, hour_of
from strikewatch.schemas.region_window import RegionWindow, Tally, WeaponTally, Window

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from strikewatch.agents.aggregate.contribution import Contribution

BASELINE_HOURS = WINDOW_HOURS["30d"]
LOOK_BACK_HOURS = WINDOW_HOURS["365d"]


@dataclass(frozen=True, slots=True)
class Area:
    """A region (ISO 3166-2) or a whole country (alpha-2): what a table is about."""

    code: str
    name: str
    country: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a row is made of: sums, stated totals, and what went before the window."""

    amounts: Amounts
    stated: Tally
    baseline: int | None
    last_before: datetime | None


def _weapon_tallies(total: Amounts) -> dict[str, WeaponTally]:
    rows: dict[str, dict[str, int]] = {}
    for key in sorted(total):
        if key[0] == "weapon":
            rows.setdefault(key[1], {})[key[2]] = total[key]
    tallies = {}
    for name, row in rows.items():
        rated, downed = row.pop("rated_launched"), row.pop("rated_intercepted")
        tallies[name] = WeaponTally(
            **row, rated_launched=rated, interception_rate=round(downed / rated, 4) if rated else None
        )
    return tallies


def row(area: Area, window: Window, end: int, found: Found) -> RegionWindow:
    """The record of one area and window that ends with hour `end`."""
    total = found.amounts
    return RegionWindow(
        region=area.code,
        region_name=area.name,
        country=area.country,
        window=window,
        window_start=end_of(end - WINDOW_HOURS[window]),
        window_end=end_of(end),
        as_of=end_of(end),
        incidents=total.get(("incidents",), 0),
        by_weapon_class=_weapon_tallies(total),
        killed=range_of(total, ("killed",)),
        injured=range_of(total, ("injured",)),
        by_target={key[1]: total[key] for key in sorted(total) if key[0] == "target"},
        sources=sum(1 for key in total if key[0] == "source"),
        unallocated=tally(total, total.get(("unallocated", "reports"), 0), ("unallocated",)),
        stated_total=found.stated,
        day_precision_incidents=total.get(("day_precision",), 0),
        publication_dated_incidents=total.get(("publication_dated",), 0),
        baseline_30d=found.baseline,
        last_incident_before=found.last_before,
        revision=total.get(("revision",), 0),
    )


def _recounted(code: str, members: Sequence[Contribution], window: Window, end: int) -> Found:
    reach, start = WINDOWS.index(window), end - WINDOW_HOURS[window]

    def within(first: int, last: int, longest: int) -> list[Contribution]:
        return [
            one
            for one in members
            if one.hour is not None and first < one.hour <= last and one.reach <= longest
        ]

    inside = within(start, end, reach)
    earlier = [
        one.anchor
        for one in within(end - LOOK_BACK_HOURS, start, len(WINDOWS) - 1)
        if one.strike and one.anchor is not None
    ]
    short = reach < ONE_MONTH
    month_before = within(start - BASELINE_HOURS, start, ONE_MONTH)
    return Found(
        amounts=add({}, (one.amounts for one in inside)),
        stated=stated_total(
            [one.statement for one in inside if one.statement is not None and one.states_for(code)]
        ),
        baseline=sum(1 for one in month_before if one.strike) if short else None,
        last_before=max(earlier, default=None),
    )


def windows(contributions: Iterable[Contribution], as_of: datetime, area: Area) -> tuple[RegionWindow, ...]:
    """The plain recount: the six windows of an area at an instant, from every contribution there is.

    This is the definition of the tables. The ring (ring.py) is an index that must give the same, only sooner.
    """
    members = [one for one in contributions if area.code in one.areas]
    end = hour_of(as_of)
    return tuple(row(area, window, end, _recounted(area.code, members, window, end)) for window in WINDOWS)
