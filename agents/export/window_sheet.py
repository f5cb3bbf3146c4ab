"""Rows of the rolling tables as a flat CSV table."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from strikewatch.agents.export.sheet import Cell, sheet
from strikewatch.schemas.region_window import WeaponTally
from strikewatch.schemas.weapon import WeaponClass

if TYPE_CHECKING:
    from collections.abc import Iterable

    from strikewatch.schemas import RegionWindow
    from strikewatch.schemas.figure import Range

CLASSES: tuple[WeaponClass, ...] = get_args(WeaponClass)
COUNTS = ("incidents", "launched", "intercepted", "interception_rate")
ENDS = ("low", "best", "high")
COLUMNS = (
    "region", "region_name", "country", "window", "window_start", "window_end", "incidents",
    *(f"{name}_{end}" for name in ("killed", "injured") for end in ENDS),
    *(f"{name}_{count}" for name in CLASSES for count in COUNTS),
    "sources", "day_precision_incidents", "publication_dated_incidents", "baseline_30d", "last_incident_before",
    *(f"{group}_{name}" for group in ("unallocated", "stated_total") for name in ("reports", "killed", "injured")),
)  # fmt: skip


def window_sheet(windows: Iterable[RegionWindow]) -> str:
    """CSV under COLUMNS; instants as RFC 3339 in UTC, an empty cell where nothing is known or an end is open.

    Of `unallocated` and `stated_total` the best figures.
    """
    return sheet(COLUMNS, (_row(window) for window in windows))


def _row(window: RegionWindow) -> dict[str, Cell]:
    row: dict[str, Cell] = {**window.model_dump(mode="json", include=set(COLUMNS))}
    row |= _ends("killed", window.killed) | _ends("injured", window.injured)
    for name in CLASSES:
        tally = window.by_weapon_class.get(name, WeaponTally())
        row |= {f"{name}_{count}": getattr(tally, count) for count in COUNTS}
    for group in ("unallocated", "stated_total"):
        beside = getattr(window, group)
        row[f"{group}_reports"] = beside.reports
        row |= {f"{group}_{name}": _best(getattr(beside, name)) for name in ("killed", "injured")}
    return row


def _ends(name: str, numbers: Range) -> dict[str, Cell]:
    return {f"{name}_{end}": getattr(numbers, end) for end in ENDS}


def _best(numbers: Range | None) -> int | None:
    return None if numbers is None else numbers.best
