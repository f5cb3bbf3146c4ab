"""Region windows for people: a row in a table, a line in a stream."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from strikewatch.agents.display import wording
from strikewatch.agents.display.grid import grid

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.table import Table

    from strikewatch.schemas import RegionWindow

WINDOWS = ("1h", "6h", "24h", "7d", "30d", "365d")


def window_table(windows: Iterable[RegionWindow]) -> Table:
    """Countries, each before its regions; windows with the same figures share a row, empty ones are left out."""
    table = grid(
        "region", "windows", "until", "strikes", "munitions: launched, shot down", "killed", "injured",
        right=("strikes", "killed", "injured"),
    )  # fmt: skip
    held = sorted((each for each in windows if each.incidents), key=_order)
    named = ""
    for (region, *figures), same in groupby(held, key=lambda each: (each.region, *_figures(each))):
        first, *rest = same
        span = f"{first.window} to {rest[-1].window}" if rest else first.window
        name = f"{wording.clean(first.region_name)} ({region})" if region != named else ""
        table.add_row(name, span, f"{first.window_end:%Y-%m-%d}", *figures)
        named = region
    return table


def _order(window: RegionWindow) -> tuple[str, bool, str, str, int]:
    place = (window.country, window.region != window.country, window.region_name, window.region)
    return (*place, WINDOWS.index(window.window))


def _figures(window: RegionWindow) -> tuple[str, ...]:
    return (
        f"{window.incidents:,}",
        munitions(window) or wording.NOTHING,
        wording.spread(window.killed),
        wording.spread(window.injured),
    )


def munitions(window: RegionWindow) -> str:
    """`drones 36, 30 shot down (83%)`, a line for each class with a figure; the first number is of those launched."""
    lines = []
    for name, tally in window.by_weapon_class.items():
        told = [f"{tally.launched:,}"] if tally.launched else []
        if tally.intercepted:
            rate = "" if tally.interception_rate is None else f" ({tally.interception_rate:.0%})"
            told.append(f"{tally.intercepted:,} shot down{rate}")
        if told:
            lines.append(f"{wording.WEAPONS.get(name, name)} {', '.join(told)}")
    return "\n".join(lines)


def window_line(window: RegionWindow) -> str:
    """One line that says it all."""
    told = (
        f"{wording.clean(window.region_name)} ({window.region})",
        f"{window.window} until {window.window_end:%Y-%m-%d %H:%M} UTC",
        f"{window.incidents:,} strike{'' if window.incidents == 1 else 's'}",
        munitions(window).replace("\n", "; "),
        f"{wording.spread(window.killed)} killed, {wording.spread(window.injured)} injured",
    )
    return " | ".join(part for part in told if part)
