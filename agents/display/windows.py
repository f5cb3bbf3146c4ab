"""Region windows for people: a row in a table, a line in a stream."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.display import wording
from strikewatch.agents.display.grid import grid

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from rich.table import Table

    from strikewatch.schemas import RegionWindow

WINDOWS = ("1h", "6h", "24h", "7d", "30d", "365d")


def window_table(windows: Iterable[RegionWindow], shown_windows: Collection[str] = WINDOWS) -> Table:
    """Regions by name, each with its windows from the shortest; windows without strikes are left out."""
    kept = sorted(
        (each for each in windows if each.window in shown_windows and each.incidents),
        key=lambda each: (each.country, each.region_name, each.region, WINDOWS.index(each.window)),
    )
    table = grid(
        "region", "window", "until", "strikes", "munitions launched, shot down", "killed", "injured",
        right=("strikes", "killed", "injured"),
    )  # fmt: skip
    region = None
    for each in kept:
        table.add_row(
            f"{wording.clean(each.region_name)} ({each.region})" if each.region != region else "",
            each.window,
            f"{each.window_end:%Y-%m-%d}",
            f"{each.incidents:,}",
            munitions(each) or wording.NOTHING,
            wording.spread(each.killed),
            wording.spread(each.injured),
        )
        region = each.region
    return table


def munitions(window: RegionWindow) -> str:
    """`drones: 36 launched, 30 shot down (83%)`, a line for each class with a figure."""
    lines = []
    for name, tally in window.by_weapon_class.items():
        told = [f"{tally.launched:,} launched"] if tally.launched else []
        if tally.intercepted:
            rate = "" if tally.interception_rate is None else f" ({tally.interception_rate:.0%})"
            told.append(f"{tally.intercepted:,} shot down{rate}")
        if told:
            lines.append(f"{wording.WEAPONS.get(name, name)}: {', '.join(told)}")
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
